"""Agenda steps: start, next, back, jump, pause, resume, plus and minus minutes, close, Aufholen, and taking it back.

Every step names the agenda's step number it was pressed at; of two presses at once one wins, the other is told.
Before each step the clocks are written down, so that any step can be taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation import journal
from facilitation.agenda import Agenda, Item, Programme, Scene, programme
from facilitation.agenda.schedule import CatchUp, catch_up
from facilitation.database import Base, new_id
from facilitation.database.types import Instant
from facilitation.errors import BadInput, MovedOn, NotFound, Refusal

CLOCK = ("paused_seconds", "extended_minutes")
INSTANTS = ("started_at", "ended_at", "paused_at")
UNTOUCHED: dict[str, Any] = {
    "started_at": None, "ended_at": None, "paused_at": None, "paused_seconds": 0.0, "extended_minutes": 0,
    "adjusted": None,
}  # fmt: skip
LONGEST_EXTENSION = 180


class DayNotStarted(Refusal):
    """Nothing runs yet."""

    code = "day_not_started"


class DayStarted(Refusal):
    """The day has been started already."""

    code = "day_started"


class DayClosed(Refusal):
    """The day is over; taking the closing back opens it again."""

    code = "day_closed"


class NothingThere(Refusal):
    """There is no scene before the first or after the last, no pause to end, no step to take back. Facts: what."""

    code = "nothing_there"


class CannotCatchUp(Refusal):
    """No flexible item ahead can be changed. Facts: reason, missing (seconds)."""

    code = "cannot_catch_up"


class Step(Base):
    """One step taken: its number, what was pressed, by which role, and how the clocks stood before."""

    __tablename__ = "agenda_steps"
    __table_args__ = (UniqueConstraint("workshop_id", "number"),)

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    action: Mapped[str] = mapped_column(String(16))
    role: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(Instant)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    undone: Mapped[bool] = mapped_column(default=False)


def take(session: Session, *, now: datetime, workshop_id: str, action: str, step: int, role: str, **given: Any) -> Any:
    """Take one step. `step` is the number the screen showed. Raises MovedOn, DayNotStarted, DayStarted, DayClosed,
    NothingThere, BadInput, CannotCatchUp. Returns the new step number and the current item and scene."""
    if action not in ACTIONS:
        raise BadInput(field="action", reason="choice", choices=sorted(ACTIONS))
    _claim(session, workshop_id, step)
    day = programme(session, workshop_id)
    before = _snapshot(day)
    ACTIONS[action](day, now, session=session, **given)
    session.add(Step(workshop_id=workshop_id, number=day.agenda.step, action=action, role=role, at=now, before=before))
    item = day.item
    journal.note(
        session, now=now, workshop_id=workshop_id, role=role, action=f"agenda.{action}",
        item=item.key if item else None, scene=day.scene.activity if day.scene else None, step=day.agenda.step,
    )  # fmt: skip
    session.flush()
    return {"step": day.agenda.step, "item": item.id if item else None, "scene": day.agenda.scene_id}


def last_step(session: Session, workshop_id: str) -> Step | None:
    """The newest step, whether taken back or not."""
    wanted = select(Step).where(Step.workshop_id == workshop_id).order_by(Step.number.desc()).limit(1)
    return session.scalar(wanted)


def undoable(session: Session, workshop_id: str) -> Step | None:
    """The step that *Rückgängig* would take back."""
    wanted = select(Step).where(Step.workshop_id == workshop_id, Step.undone.is_(False), Step.action != "undo")
    return session.scalar(wanted.order_by(Step.number.desc()).limit(1))


def forget(session: Session, workshop_id: str, scene_ids: Collection[str]) -> None:
    """Scenes leave the agenda: the steps that led away from them cannot be taken back any more."""
    taken = select(Step).where(Step.workshop_id == workshop_id, Step.undone.is_(False))
    for step in session.scalars(taken):
        if step.before["scene_id"] in scene_ids:
            step.undone = True


def proposal(day: Programme, now: datetime) -> CatchUp:
    """What *Aufholen* would do now."""
    return catch_up(day.slots(), day.day_start, now, day.planned_end())


def _claim(session: Session, workshop_id: str, step: int) -> None:
    claimed = session.execute(
        update(Agenda).where(Agenda.workshop_id == workshop_id, Agenda.step == step).values(step=step + 1)
    )
    if claimed.rowcount != 1:  # type: ignore[attr-defined]
        latest = last_step(session, workshop_id)
        day = programme(session, workshop_id)
        raise MovedOn(
            what="agenda",
            current=day.agenda.step,
            action=latest.action if latest else None,
            item=str(day.item.title) if day.item else None,
            activity=day.scene.activity if day.scene else None,
        )


def _start(day: Programme, now: datetime, *, session: Session) -> None:
    if day.agenda.closed_at:
        raise DayClosed()
    if day.agenda.started_at:
        raise DayStarted()
    if not day.scenes:
        raise NothingThere(what="scene")
    day.agenda.started_at = now
    _enter(day, day.scenes[0], now)


def _next(day: Programme, now: datetime, *, session: Session) -> None:
    _must_run(day)
    if day.next_scene is None:
        raise NothingThere(what="next")
    _enter(day, day.next_scene, now)


def _back(day: Programme, now: datetime, *, session: Session) -> None:
    _must_run(day)
    if day.previous_scene is None:
        raise NothingThere(what="previous")
    here, target = day.item, day.item_of(day.previous_scene)
    if here is not None and target is not here:
        # as if it had never been left: the item ahead has not begun, the one we return to has not ended
        here.started_at = here.ended_at = here.paused_at = None
        here.paused_seconds, here.extended_minutes = 0.0, 0
        target.ended_at = None
        target.started_at = target.started_at or now
    day.agenda.scene_id = day.previous_scene.id


def _jump(day: Programme, now: datetime, *, session: Session, scene_id: str) -> None:
    _must_run(day)
    scene = next((scene for scene in day.scenes if scene.id == scene_id), None)
    if scene is None:
        raise NotFound(what="scene")
    if scene is day.scene:
        raise NothingThere(what="jump")
    _enter(day, scene, now)


def _pause(day: Programme, now: datetime, *, session: Session) -> None:
    item = _must_run(day)
    if item.paused_at is not None:
        raise NothingThere(what="pause")
    item.paused_at = now


def _resume(day: Programme, now: datetime, *, session: Session) -> None:
    item = _must_run(day)
    if item.paused_at is None:
        raise NothingThere(what="resume")
    _end_pause(item, now)


def _extend(day: Programme, now: datetime, *, session: Session, minutes: int) -> None:
    item = _must_run(day)
    if not isinstance(minutes, int) or minutes == 0 or abs(minutes) > LONGEST_EXTENSION:
        raise BadInput(field="minutes", reason="range", low=-LONGEST_EXTENSION, high=LONGEST_EXTENSION)
    if item.minutes_now + item.extended_minutes + minutes < 0:
        raise BadInput(field="minutes", reason="range", low=-(item.minutes_now + item.extended_minutes), high=180)
    item.extended_minutes += minutes


def _close(day: Programme, now: datetime, *, session: Session) -> None:
    item = _must_run(day)
    _leave(item, now)
    day.agenda.closed_at = now


def _catch_up(day: Programme, now: datetime, *, session: Session) -> None:
    _must_run(day)
    plan = proposal(day, now)
    if not plan.minutes:
        raise CannotCatchUp(reason=plan.reason, missing=int(plan.missing.total_seconds()))
    for item in day.items:
        if item.id in plan.minutes:
            item.adjusted = plan.minutes[item.id]


def _undo(day: Programme, now: datetime, *, session: Session) -> None:
    undone = undoable(session, day.workshop.id)
    if undone is None:
        raise NothingThere(what="undo")
    _restore(day, undone.before)
    undone.undone = True


ACTIONS: dict[str, Callable[..., None]] = {
    "start": _start,
    "next": _next,
    "back": _back,
    "jump": _jump,
    "pause": _pause,
    "resume": _resume,
    "extend": _extend,
    "close": _close,
    "catch_up": _catch_up,
    "undo": _undo,
}


def _must_run(day: Programme) -> Item:
    if day.agenda.closed_at:
        raise DayClosed()
    if day.agenda.started_at is None or day.item is None:
        raise DayNotStarted()
    return day.item


def _enter(day: Programme, scene: Scene, now: datetime) -> None:
    here, target = day.item, day.item_of(scene)
    if here is not target:
        if here is not None:
            _leave(here, now)
        if target.started_at is None or target.ended_at is not None:
            # coming back to an item that is over gives it a fresh clock
            target.started_at, target.ended_at, target.paused_at = now, None, None
            target.paused_seconds, target.extended_minutes = 0.0, 0
    day.agenda.scene_id = scene.id


def _leave(item: Item, now: datetime) -> None:
    if item.paused_at is not None:
        _end_pause(item, now)
    item.ended_at = now


def _end_pause(item: Item, now: datetime) -> None:
    if item.paused_at is not None:
        item.paused_seconds += (now - item.paused_at) / timedelta(seconds=1)
        item.paused_at = None


def _snapshot(day: Programme) -> dict[str, Any]:
    def instant(value: datetime | None) -> str | None:
        return value.isoformat() if value else None

    return {
        "scene_id": day.agenda.scene_id,
        "started_at": instant(day.agenda.started_at),
        "closed_at": instant(day.agenda.closed_at),
        "items": {
            item.id: {name: getattr(item, name) for name in CLOCK}
            | {name: instant(getattr(item, name)) for name in INSTANTS}
            | {"adjusted": item.adjusted, "minutes": item.minutes}
            for item in day.items
        },
    }


def _restore(day: Programme, before: dict[str, Any]) -> None:
    def instant(value: str | None) -> datetime | None:
        return datetime.fromisoformat(value) if value else None

    day.agenda.scene_id = before["scene_id"]
    day.agenda.started_at = instant(before["started_at"])
    day.agenda.closed_at = instant(before["closed_at"])
    for item in day.items:
        clock = before["items"].get(item.id, UNTOUCHED)  # one that came in since has not begun
        for name in CLOCK:
            setattr(item, name, clock[name])
        for name in INSTANTS:
            setattr(item, name, instant(clock[name]))
        if clock.get("minutes", item.minutes) == item.minutes:  # else the office has given it others since
            item.adjusted = clock["adjusted"]
