"""A look at one workshop for rendering: read once, shared by all regions of a beat."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from facilitation import ballots, day, fields, groups, participants, showing, statements, tools
from facilitation.agenda import Activity, Item, Programme, Scene, programme
from facilitation.agenda.schedule import Times, due, remaining
from facilitation.ballots import Vote
from facilitation.fields import Field, Table
from facilitation.house import House
from facilitation.participants import Participant
from facilitation.texts import Words
from facilitation.tools import Tool
from facilitation.workshop import Workshop

Value = TypeVar("Value")


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

    def recall(self, name: str, read: Callable[[Session, str], Value]) -> Value:
        """What is the same for everybody in this workshop is read once until somebody commits. Not to be changed."""
        return self.house.memory.recall(
            (name, self.workshop_id), lambda look: read(look, self.workshop_id), look=self.session
        )

    @cached_property
    def day(self) -> Programme:
        return self.recall("day", programme)

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
    def may_need_time(self) -> bool:
        """Whether people write or give points in this scene, and may ask for more time."""
        if self.activity == Activity.CHOICE:
            return self.vote is not None and self.vote.state == ballots.State.OPEN
        return self.activity == Activity.VISION

    @property
    def in_need_of_time(self) -> int:
        if self.scene is None or not self.may_need_time:
            return 0
        return participants.count_in_need_of_time(self.session, self.workshop_id, self.scene.id)

    @property
    def round_number(self) -> int:
        return self.day.round_number or 1

    @cached_property
    def fields(self) -> list[Field]:
        return self.recall("fields", fields.everything)

    @property
    def numbered_fields(self) -> list[Field]:
        return [field for field in self.fields if not field.is_category]

    def field(self, field_id: str) -> Field:
        return next(field for field in self.fields if field.id == field_id)

    @cached_property
    def tables(self) -> list[Table]:
        return self.recall("tables", fields.tables)

    @property
    def seats(self) -> dict[str, str]:
        """Participant id to table id in this round, or the first."""
        key = ("seats", self.workshop_id, self.round_number)
        return self.house.memory.recall(
            key, lambda look: groups.seats(look, self.grouping, self.round_number), look=self.session
        )

    @property
    def table(self) -> Table | None:
        return next((table for table in self.tables if table.id == self.table_id), None)

    @cached_property
    def grouping(self) -> groups.Grouping | None:
        return self.recall("grouping", groups.current)

    @cached_property
    def showing(self) -> showing.Showing:
        return self.recall("showing", showing.of)

    @cached_property
    def card_counts(self) -> dict[str, int]:
        return self.recall("card counts", statements.shown_counts)

    @cached_property
    def kinds_on_shelf(self) -> dict[str, dict[str, int]]:
        return self.recall("kinds on shelf", tools.kinds_on_shelf)

    @cached_property
    def who_came(self) -> int:
        return self.recall("who came", participants.count_who_came)

    @cached_property
    def tools(self) -> list[Tool]:
        return self.recall("tools", tools.everything)

    @cached_property
    def present(self) -> int:
        return self.recall("present", participants.count_present)

    @property
    def presence(self) -> dict[str, int]:
        """How many phones (and how many of them asleep), tables, stages and moderators are connected."""
        nobody = {"phones": 0, "asleep": 0, "tables": 0, "stages": 0, "moderators": 0}
        return {**nobody, **self.house.presence(self.workshop_id)}

    @cached_property
    def votes(self) -> list[Vote]:
        return self.recall("votes", ballots.of_workshop)

    @cached_property
    def vote(self) -> Vote | None:
        """The vote the current scene is about."""
        scene = self.scene
        if scene is None:
            return None
        key = ("vote of scene", self.workshop_id, scene.id)
        found = self.house.memory.recall(key, lambda look: day.vote_of_scene(look, self.day, scene), look=self.session)
        return next((vote for vote in self.votes if found is not None and vote.id == found.id), None)

    @cached_property
    def turnout(self) -> dict[str, int]:
        """Field id to ballots in the box of the current vote; never who, never what."""
        return self.house.boxes.turnout(self.vote) if self.vote is not None else {}

    @cached_property
    def eligible(self) -> dict[str, int]:
        vote = self.vote
        if vote is None:
            return {}
        key = ("eligible", self.workshop_id, vote.id)
        return self.house.memory.recall(key, lambda look: day.eligible(look, self.day, vote), look=self.session)

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
        return [Words.of(rule).to(self.lang) for rule in self.workshop.rules]

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
