"""What the office has changed in the agenda, edit by edit, and how the latest is taken back.

Each edit keeps how the items it touched were written before it; nothing that has begun is ever touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation.agenda import Activity, Agenda, Item, Programme, Scene, programme, steps
from facilitation.database import Base, new_id
from facilitation.database.types import Instant
from facilitation.texts import Words

WORDS = ("title", "short_title", "note")
PLAIN = ("key", "minutes", "minimum", "maximum", "protected", "movement", "adjusted")


class Edit(Base):
    """One edit: its number, what was done, by which role, which items it touched, and how it was written before."""

    __tablename__ = "agenda_edits"
    __table_args__ = (UniqueConstraint("workshop_id", "number"),)

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    action: Mapped[str] = mapped_column(String(16))
    role: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(Instant)
    touched: Mapped[list[str]] = mapped_column(JSON)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    undone: Mapped[bool] = mapped_column(default=False)


def claim(session: Session, workshop_id: str) -> Programme:
    """The agenda, held until the edit is done: neither another edit nor a step of the day comes in between."""
    session.execute(
        update(Agenda).where(Agenda.workshop_id == workshop_id).values(edition=Agenda.edition + 1),
        execution_options={"synchronize_session": False},
    )
    return programme(session, workshop_id)


def undoable(session: Session, workshop_id: str) -> Edit | None:
    """The edit that *Rückgängig* would take back."""
    wanted = select(Edit).where(Edit.workshop_id == workshop_id, Edit.undone.is_(False))
    return session.scalar(wanted.order_by(Edit.number.desc()).limit(1))


def keep(
    session: Session, now: datetime, day: Programme, action: str, role: str, before: dict[str, Any]
) -> Edit | None:
    """Remember an edit; None where nothing has changed."""
    after = written(day)
    both = {*before["items"], *after["items"]}
    touched = sorted(one for one in both if _differ(before["items"].get(one), after["items"].get(one)))
    if not touched and before["order"] == after["order"] and before["hours"] == after["hours"]:
        return None
    edit = Edit(
        workshop_id=day.workshop.id, number=day.agenda.edition, action=action, role=role, at=now, touched=touched,
        before={**before, "items": {one: kept for one, kept in before["items"].items() if one in touched}},
    )  # fmt: skip
    session.add(edit)
    return edit


def written(day: Programme) -> dict[str, Any]:
    """The order of the day, its hours, and every item that has not begun, as JSON."""
    workshop = day.workshop
    return {
        "order": [item.id for item in day.items],
        "hours": {"begins": _said(workshop.begins), "ends": _said(workshop.ends)},
        "items": {item.id: _written(item, day.scenes_of[item.id]) for item in day.items if not item.has_begun},
    }


def take_back(session: Session, day: Programme, edit: Edit) -> None:
    """The items the edit touched, the order and the hours, as they were before it."""
    kept = edit.before
    for item_id in edit.touched:
        _restore(session, day, item_id, kept["items"].get(item_id))
    places = {item_id: place for place, item_id in enumerate(kept["order"])}
    day.items.sort(key=lambda item: places.get(item.id, len(places)))
    begins, ends = kept["hours"]["begins"], kept["hours"]["ends"]
    workshop = day.workshop
    if begins != _said(workshop.begins) and day.agenda.started_at is not None:
        raise steps.DayStarted()
    if begins != _said(workshop.begins) or ends != _said(workshop.ends):
        workshop.begins, workshop.ends = time.fromisoformat(begins), time.fromisoformat(ends) if ends else None
        workshop.revision += 1
    edit.undone = True


def drop_item(session: Session, day: Programme, item: Item) -> None:
    drop_scenes(session, day, day.scenes_of.pop(item.id))
    day.items.remove(item)
    session.delete(item)


def drop_scenes(session: Session, day: Programme, scenes: Sequence[Scene]) -> None:
    """Scenes leave the agenda, and the steps of the day that led away from them are forgotten."""
    steps.forget(session, day.workshop.id, {scene.id for scene in scenes})
    for scene in scenes:
        session.delete(scene)
    session.flush()


def touched_items(edit: Edit, day: Programme) -> list[Item]:
    """The items of the day that taking the edit back would change."""
    return [item for item in day.items if item.id in edit.touched]


def _restore(session: Session, day: Programme, item_id: str, kept: Mapping[str, Any] | None) -> None:
    item = next((one for one in day.items if one.id == item_id), None)
    if kept is None:
        if item is not None:
            drop_item(session, day, item)
        return
    if item is None:
        item = Item(id=item_id, workshop_id=day.workshop.id, position=0, revision=kept["revision"])
        day.items.append(item)
        day.scenes_of[item_id] = []
    for name in WORDS:
        setattr(item, name, Words.of(kept[name]))
    for name in PLAIN:
        setattr(item, name, kept[name])
    item.fixed_start = time.fromisoformat(kept["fixed_start"]) if kept["fixed_start"] else None
    item.revision += 1
    session.add(item)
    session.flush()
    _restore_scenes(session, day, item, kept["scenes"])


def _restore_scenes(session: Session, day: Programme, item: Item, kept: Sequence[Mapping[str, Any]]) -> None:
    known = {scene.id: scene for scene in day.scenes_of[item.id]}
    wanted = [one["id"] for one in kept]
    drop_scenes(session, day, [scene for scene in known.values() if scene.id not in wanted])
    day.scenes_of[item.id] = []
    for one in kept:
        scene = known.get(one["id"]) or Scene(id=one["id"], workshop_id=day.workshop.id, item_id=item.id, position=0)
        scene.activity, scene.title, scene.options = Activity(one["activity"]), Words.of(one["title"]), one["options"]
        session.add(scene)
        day.scenes_of[item.id].append(scene)


def _written(item: Item, scenes: Sequence[Scene]) -> dict[str, Any]:
    return {
        **{name: dict(getattr(item, name)) for name in WORDS},
        **{name: getattr(item, name) for name in PLAIN},
        "fixed_start": _said(item.fixed_start),
        "revision": item.revision,
        "scenes": [
            {"id": s.id, "activity": str(s.activity), "title": dict(s.title), "options": dict(s.options)}
            for s in scenes
        ],
    }  # fmt: skip


def _differ(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    """Whether more than the revision differs."""
    if one is None or other is None:
        return one is not other
    return {**one, "revision": 0} != {**other, "revision": 0}


def _said(hour: time | None) -> str | None:
    return hour.strftime("%H:%M") if hour is not None else None
