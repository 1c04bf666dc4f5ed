"""A look at one workshop for rendering: read once, shared by all regions of a beat."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from facilitation import ballots, day, fields, groups, participants, showing, statements, tools
from facilitation.agenda import Activity, Item, Programme, Scene, programme
from facilitation.agenda.schedule import Times, due, remaining
from facilitation.ballots import Vote
from facilitation.fields import Field, Table
from facilitation.house import House
from facilitation.participants import Participant
from facilitation.texts import Words
from facilitation.workshop import Workshop


class View:
    """What a screen may ask: the workshop, where its day stands, who sits where. `table` and `person` are the scope."""

    def __init__(
        self,
        session: Session,
        house: House,
        workshop_id: str,
        now: datetime,
        *,
        lang: str = "de",
        table_id: str | None = None,
        person: Participant | None = None,
    ) -> None:
        self.session, self.house, self.workshop_id, self.now = session, house, workshop_id, now
        self.lang, self.table_id, self.person = lang, table_id, person

    def scoped(self, *, lang: str, table_id: str | None) -> View:
        """The same look for another table or language; what was read is shared."""
        other = View(self.session, self.house, self.workshop_id, self.now, lang=lang, table_id=table_id)
        for name in (
            "day",
            "fields",
            "tables",
            "grouping",
            "showing",
            "card_counts",
            "votes",
            "vote",
            "turnout",
            "eligible",
        ):
            if name in self.__dict__:
                other.__dict__[name] = self.__dict__[name]
        return other

    @cached_property
    def day(self) -> Programme:
        return programme(self.session, self.workshop_id)

    @property
    def workshop(self) -> Workshop:
        return self.day.workshop

    @property
    def scene(self) -> Scene | None:
        return self.day.scene

    @property
    def item(self) -> Item | None:
        return self.day.item

    @property
    def activity(self) -> str:
        """The current activity, `waiting` before the start, `over` when the day is closed."""
        if self.day.agenda.closed_at is not None:
            return "over"
        return str(self.scene.activity) if self.scene is not None else "waiting"

    @property
    def round_number(self) -> int:
        return self.day.round_number or 1

    @cached_property
    def fields(self) -> list[Field]:
        return fields.everything(self.session, self.workshop_id)

    @property
    def numbered_fields(self) -> list[Field]:
        return [field for field in self.fields if not field.is_category]

    def field(self, field_id: str) -> Field:
        return next(field for field in self.fields if field.id == field_id)

    @cached_property
    def tables(self) -> list[Table]:
        return fields.tables(self.session, self.workshop_id)

    @property
    def table(self) -> Table | None:
        return next((table for table in self.tables if table.id == self.table_id), None)

    @cached_property
    def grouping(self) -> groups.Grouping | None:
        return groups.current(self.session, self.workshop_id)

    @cached_property
    def showing(self) -> showing.Showing:
        return showing.of(self.session, self.workshop_id)

    @cached_property
    def card_counts(self) -> dict[str, int]:
        return statements.shown_counts(self.session, self.workshop_id)

    @cached_property
    def tool_counts(self) -> dict[str, int]:
        return tools.counts(self.session, self.workshop_id)

    @cached_property
    def present(self) -> int:
        return participants.count_present(self.session, self.workshop_id)

    @property
    def presence(self) -> dict[str, int]:
        """How many phones (and how many of them asleep), tables, stages and moderators are connected."""
        nobody = {"phones": 0, "asleep": 0, "tables": 0, "stages": 0, "moderators": 0}
        return {**nobody, **self.house.presence(self.workshop_id)}

    @cached_property
    def votes(self) -> list[Vote]:
        return ballots.of_workshop(self.session, self.workshop_id)

    @cached_property
    def vote(self) -> Vote | None:
        """The vote the current scene is about."""
        return day.vote_of_scene(self.session, self.day, self.scene) if self.scene is not None else None

    @cached_property
    def turnout(self) -> dict[str, int]:
        """Field id to ballots in the box of the current vote; never who, never what."""
        return self.house.boxes.turnout(self.vote) if self.vote is not None else {}

    @cached_property
    def eligible(self) -> dict[str, int]:
        return day.eligible(self.session, self.day, self.vote) if self.vote is not None else {}

    @cached_property
    def times(self) -> dict[str, Times]:
        return {times.key: times for times in self.day.times(self.now)}

    def frame(self) -> dict[str, Any]:
        """What every region's state begins with."""
        return {
            "code": self.workshop.code,
            "base": f"/w/{self.workshop.code}",
            "lang": self.lang,
            "zone": self.workshop.zone,
            "activity": self.activity,
            "step": self.day.agenda.step,
            "now": self.now.isoformat(),
            "probe": self.workshop.is_rehearsal,
            "demo": self.workshop.is_demo,
        }

    def clock(self) -> dict[str, Any] | None:
        """The current item's clock as instants: due, paused with how much is left, planned and forecast end."""
        item = self.item
        if item is None or self.day.agenda.closed_at is not None:
            return None
        slot = next(slot for slot in self.day.slots() if slot.key == item.id)
        times = self.times[item.id]
        left = remaining(slot, self.now)
        return {
            "item": item.id,
            "title": item.title.to(self.lang),
            "name": item.name.to(self.lang),
            "minutes": item.minutes_now + item.extended_minutes,
            "started_at": item.started_at.isoformat() if item.started_at else None,
            "due": due(slot, self.now).isoformat(),
            "paused": item.paused_at is not None,
            "left_seconds": round(left.total_seconds()),
            "over": left.total_seconds() < 0,
            "ends": times.forecast_end.isoformat(),
            "round": item.round_number,
        }

    def rules(self) -> list[str]:
        """How a Zukunftsbild is written, in the reader's language."""
        return [rule.get(self.lang) or rule.get("de", "") for rule in self.workshop.rules]

    def field_face(self, field_id: str) -> dict[str, Any]:
        return fields.face(self.field(field_id), self.lang)

    def table_face(self, table: Table) -> dict[str, Any]:
        """A table with its field; `sign` is what stands on it."""
        return {"id": table.id, "number": table.number, "field": self.field_face(table.field_id)}

    def scene_words(self, scene: Scene | None = None) -> dict[str, Any]:
        """Titles and texts of a scene in this view's language."""
        scene = scene or self.scene
        if scene is None:
            return {}
        item = self.day.item_of(scene)
        return {
            "id": scene.id,
            "activity": str(scene.activity),
            "title": scene.title.to(self.lang) or item.title.to(self.lang),
            "item_title": item.title.to(self.lang),
            "name": item.name.to(self.lang),
            "note": item.note.to(self.lang),
            "questions": self._questions(scene, item),
            "steps": [words.to(self.lang) for words in scene.words("steps")],
            "options": {k: v for k, v in scene.options.items() if isinstance(v, bool)},
            "speaker": _text(scene, "speaker", self.lang),
            "talk": _text(scene, "talk", self.lang),
            "task": _text(scene, "task", self.lang),
        }

    def _questions(self, scene: Scene, item: Item) -> list[str]:
        """What is asked: at a table its field's own questions of this round, if it has any."""
        own: list[Words] = []
        if self.table is not None and scene.activity in (Activity.VISION, Activity.CHOICE):
            own = self.field(self.table.field_id).asks(item.key)
        return [words.to(self.lang) for words in own or scene.words("questions")]


def _text(scene: Scene, name: str, lang: str) -> str:
    return Words.of(scene.options.get(name)).to(lang)
