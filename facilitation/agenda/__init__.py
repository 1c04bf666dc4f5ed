"""The agenda: items with durations and scenes with activities. The current scene decides what every screen shows."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Time, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation import workshop as workshops
from facilitation.agenda.schedule import Slot, Times, day_end, forecast, planned_times
from facilitation.database import Base, new_id
from facilitation.database.types import Instant, WordsType
from facilitation.errors import NotFound
from facilitation.texts import Words
from facilitation.workshop import Workshop

KEEPS_ITS_HOUR = timedelta(hours=1)


class Activity(StrEnum):
    """What a scene lets people do, and so what every projector, phone and table shows."""

    ARRIVAL = "arrival"
    PLENUM = "plenum"
    BREAK = "break"
    GROUPING = "grouping"
    MOVE = "move"
    VISION = "vision"
    CHOICE = "choice"
    RESULTS = "results"
    CLOSING = "closing"


class Agenda(Base):
    """Where a workshop's day stands. `step` counts agenda actions only, `edition` the edits of the office; the current
    scene is None before the start."""

    __tablename__ = "agendas"

    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), primary_key=True)
    step: Mapped[int] = mapped_column(default=0)
    edition: Mapped[int] = mapped_column(default=0)
    scene_id: Mapped[str | None] = mapped_column(String(22))
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and self.closed_at is None


class Item(Base):
    """A Programmpunkt: minutes, limits, its clock kept as instants. A round has a number and a movement."""

    __tablename__ = "items"
    __table_args__ = (UniqueConstraint("workshop_id", "key"),)

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    title: Mapped[Words] = mapped_column(WordsType)
    short_title: Mapped[Words] = mapped_column(WordsType, default=Words)
    note: Mapped[Words] = mapped_column(WordsType, default=Words)
    minutes: Mapped[int]
    minimum: Mapped[int | None]
    maximum: Mapped[int | None]
    protected: Mapped[bool] = mapped_column(default=False)
    fixed_start: Mapped[time | None] = mapped_column(Time)
    round_number: Mapped[int | None]
    movement: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    adjusted: Mapped[int | None]
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    paused_at: Mapped[datetime | None] = mapped_column(Instant)
    paused_seconds: Mapped[float] = mapped_column(default=0.0)
    extended_minutes: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)

    @property
    def name(self) -> Words:
        return self.short_title or self.title

    @property
    def has_begun(self) -> bool:
        return self.started_at is not None

    @property
    def minutes_now(self) -> int:
        """Minutes in force: as planned, or as *Aufholen* set them."""
        return self.minutes if self.adjusted is None else self.adjusted


class Scene(Base):
    """A part of an item with one activity. `options` hold what the activity needs, e.g. guiding questions."""

    __tablename__ = "scenes"

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    activity: Mapped[Activity] = mapped_column(String(12))
    title: Mapped[Words] = mapped_column(WordsType, default=Words)
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    def words(self, name: str) -> list[Words]:
        """A list of texts from the options, e.g. the guiding questions."""
        return [Words.of(text) for text in self.options.get(name, [])]


class Programme:
    """A workshop's agenda read in one go: items and scenes in order, where it stands, and the arithmetic of its day."""

    def __init__(self, workshop: Workshop, agenda: Agenda, items: list[Item], scenes: list[Scene]) -> None:
        self.workshop, self.agenda, self.items = workshop, agenda, items
        by_item: dict[str, list[Scene]] = {item.id: [] for item in items}
        for scene in sorted(scenes, key=lambda scene: scene.position):
            by_item[scene.item_id].append(scene)
        self.scenes_of = by_item
        self.scenes = [scene for item in items for scene in by_item[item.id]]

    @property
    def scene(self) -> Scene | None:
        return next((scene for scene in self.scenes if scene.id == self.agenda.scene_id), None)

    @property
    def item(self) -> Item | None:
        return self.item_of(self.scene) if self.scene else None

    def item_of(self, scene: Scene) -> Item:
        return next(item for item in self.items if item.id == scene.item_id)

    @property
    def next_scene(self) -> Scene | None:
        """What *Weiter* leads to; None at the end of the day."""
        return self._beside(+1)

    @property
    def previous_scene(self) -> Scene | None:
        return self._beside(-1)

    def _beside(self, step: int) -> Scene | None:
        if self.scene is None:
            return self.scenes[0] if step > 0 and self.scenes and not self.agenda.closed_at else None
        place = self.scenes.index(self.scene) + step
        return self.scenes[place] if 0 <= place < len(self.scenes) else None

    @property
    def rounds(self) -> list[Item]:
        """The items that are rounds, by their numbers."""
        return sorted((item for item in self.items if item.round_number), key=lambda item: item.round_number or 0)

    @property
    def round_number(self) -> int | None:
        """The round whose seats hold now: the current item's, else the last one begun (None before the first)."""
        if self.item is None:
            return None
        begun = [item for item in self.items[: self.items.index(self.item) + 1] if item.round_number]
        return begun[-1].round_number if begun else None

    @property
    def day_start(self) -> datetime:
        """Planned times hang on this instant: the plan's, or the press that started the day."""
        return self.agenda.started_at or self.workshop.planned_start

    def slots(self) -> list[Slot]:
        return [self._slot(item) for item in self.items]

    def times(self, now: datetime) -> list[Times]:
        """Planned and forecast start and end of every item, UTC."""
        return forecast(self.slots(), self.day_start, now)

    def planned_end(self) -> datetime:
        """When the day should end: the hour that was wanted, else where the plan leads; counted from the plan's
        beginning on its own date, else from the press."""
        wanted, begins = self.workshop.wanted_end, self.workshop.planned_start
        if self._on_its_day():
            return wanted or planned_times(self._slots_from(begins), begins)[-1][1]
        return self.day_start + (wanted - begins) if wanted else planned_times(self.slots(), self.day_start)[-1][1]

    def forecast_end(self, now: datetime) -> datetime:
        return self.agenda.closed_at or day_end(self.slots(), self.day_start, now)

    def _on_its_day(self) -> bool:
        started = self.agenda.started_at
        return started is None or abs(started - self.workshop.planned_start) <= KEEPS_ITS_HOUR

    def _slots_from(self, day_start: datetime) -> list[Slot]:
        return [self._slot(item, day_start) for item in self.items]

    def _slot(self, item: Item, day_start: datetime | None = None) -> Slot:
        return Slot(
            key=item.id,
            minutes=item.minutes_now,
            planned_minutes=item.minutes,
            minimum=item.minimum,
            maximum=item.maximum,
            protected=item.protected,
            fixed_start=self._fixed_instant(item),
            started=item.started_at,
            ended=item.ended_at,
            paused=item.paused_at,
            paused_for=timedelta(seconds=item.paused_seconds),
            extended=timedelta(minutes=item.extended_minutes),
        )

    def _fixed_instant(self, item: Item) -> datetime | None:
        """A fixed hour holds on the day itself; a rehearsal or demo at another time shifts it along."""
        if item.fixed_start is None:
            return None
        planned = self.workshop.on_the_day(item.fixed_start)
        if self._on_its_day():
            return planned
        return planned + (self.day_start - self.workshop.planned_start)


def programme(session: Session, workshop_id: str) -> Programme:
    """Everything about a workshop's agenda, in three queries."""
    workshop = workshops.by_id(session, workshop_id)
    agenda = session.get(Agenda, workshop_id)
    if agenda is None:
        raise NotFound(what="agenda")
    items = session.scalars(select(Item).where(Item.workshop_id == workshop_id).order_by(Item.position)).all()
    scenes = session.scalars(select(Scene).where(Scene.workshop_id == workshop_id).order_by(Scene.position)).all()
    return Programme(workshop, agenda, list(items), list(scenes))
