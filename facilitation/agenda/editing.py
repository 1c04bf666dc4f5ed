"""The agenda edited in the office: items and scenes added, changed, moved, copied and removed.

What has begun or is over stands. An edit of an item, its place or its scenes carries the item's revision. Numbers of
rounds follow from the order; the first round is always at home.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from facilitation import journal
from facilitation.agenda import Item, Programme, Scene, contents, edits, kinds, steps
from facilitation.agenda.draft import Draft, ItemBegun, OnlyItem, RoundBegun
from facilitation.errors import BadInput, MovedOn, NotFound

HOME = {"kind": "home", "by": 1}


def make(
    session: Session, *, now: datetime, day: Programme, edit: str, role: str, held: Collection[str] = (),
    **given: Any,
) -> dict[str, Any]:  # fmt: skip
    """Make one edit of the day that was claimed for it. `held` are the items that stand for another reason.

    Returns ``{"edit": its number or None where nothing changed, "item", "scene", "revision"}``. Raises BadInput,
    MovedOn, NotFound, ItemBegun, RoundBegun, OnlyItem, DayStarted, DayClosed, NothingThere.
    """
    if edit not in EDITS:
        raise BadInput(field="edit", reason="choice", choices=sorted(EDITS))
    if day.agenda.closed_at is not None:
        raise steps.DayClosed()
    before, passed = edits.written(day), _passed(day)
    rounds = {item.id: item.round_number for item in day.items if item.has_begun}
    item, scene = EDITS[edit](Draft(session, day, held), **given)
    _put_in_order(day)
    if _passed(day) - passed:
        raise ItemBegun(item=str(item.title) if item else "", reason="before")
    if any(one.has_begun and one.round_number != rounds[one.id] for one in day.items):
        raise RoundBegun()
    session.flush()
    kept = edits.keep(session, now, day, edit, role, before) if edit != "undo" else None
    if day.agenda.is_running and (kept is not None or edit == "undo"):
        facts = {"item": item.key, "title": str(item.title)} if item is not None else {}
        action = "agenda.edit_undo" if edit == "undo" else f"agenda.{edit}"
        journal.note(session, now=now, workshop_id=day.workshop.id, role=role, action=action, **facts)
    session.flush()
    return {
        "edit": kept.number if kept is not None else None,
        "item": item.id if item is not None else None,
        "scene": scene.id if scene is not None else None,
        "revision": item.revision if item is not None else None,
    }


def _add_item(draft: Draft, *, kind: str, after: str = "") -> tuple[Item, None]:
    place = draft.place_after(after)
    number = 1 + sum(1 for item in draft.day.items[:place] if item.movement)
    described = kinds.item_of(kind, round_number=number, years=draft.day.workshop.settings.horizon_years)
    return draft.lay({"key": kind, **described}, place), None


def _change_item(draft: Draft, *, item_id: str, revision: int, changes: Mapping[str, Any]) -> tuple[Item, None]:
    item = draft.open_item(item_id, revision)
    contents.change_item(item, changes)
    return item, None


def _move_item(draft: Draft, *, item_id: str, revision: int, before: str = "") -> tuple[Item, None]:
    item, items = draft.open_item(item_id, revision), draft.day.items
    if before != item_id:
        target = draft.item(before) if before else None
        items.remove(item)
        items.insert(items.index(target) if target is not None else len(items), item)
    return item, None


def _remove_item(draft: Draft, *, item_id: str, revision: int) -> tuple[Item, None]:
    item = draft.open_item(item_id, revision)
    if len(draft.day.items) == 1:
        raise OnlyItem()
    edits.drop_item(draft.session, draft.day, item)
    return item, None


def _duplicate_item(draft: Draft, *, item_id: str) -> tuple[Item, None]:
    item = draft.item(item_id)
    described = {name: getattr(item, name) for name in (*edits.WORDS, *edits.PLAIN)}
    scenes = [
        {"activity": scene.activity, "title": scene.title, **scene.options}
        for scene in draft.day.scenes_of[item_id]
        if "vote" not in scene.options
    ]
    return draft.lay({**described, "scenes": scenes}, draft.place_after(item_id)), None


def _add_scene(draft: Draft, *, item_id: str, revision: int, activity: str) -> tuple[Item, Scene]:
    item = draft.open_item(item_id, revision)
    years = draft.day.workshop.settings.horizon_years
    described = kinds.scene_of(contents.activity(activity), years=years)
    scene = draft.lay_scene(item, described, len(draft.day.scenes_of[item.id]))
    draft.settle_round(item)
    return item, scene


def _change_scene(draft: Draft, *, scene_id: str, revision: int, changes: Mapping[str, Any]) -> tuple[Item, Scene]:
    item, scene = draft.open_scene(scene_id, revision)
    contents.change_scene(scene, changes)
    if "activity" in changes:
        draft.settle_round(item)
    return item, scene


def _move_scene(draft: Draft, *, scene_id: str, revision: int, before: str = "") -> tuple[Item, Scene]:
    item, scene = draft.open_scene(scene_id, revision)
    scenes = draft.day.scenes_of[item.id]
    if before != scene_id:
        target = next((one for one in scenes if one.id == before), None)
        if before and target is None:
            raise NotFound(what="scene")
        scenes.remove(scene)
        scenes.insert(scenes.index(target) if target is not None else len(scenes), scene)
    return item, scene


def _remove_scene(draft: Draft, *, scene_id: str, revision: int) -> tuple[Item, None]:
    item, scene = draft.open_scene(scene_id, revision)
    draft.day.scenes_of[item.id].remove(scene)
    edits.drop_scenes(draft.session, draft.day, [scene])
    draft.settle_round(item)
    return item, None


def _duplicate_scene(draft: Draft, *, scene_id: str, revision: int) -> tuple[Item, Scene]:
    item, scene = draft.open_scene(scene_id, revision)
    described = {"activity": scene.activity, "title": scene.title, **scene.options}
    return item, draft.lay_scene(item, described, draft.day.scenes_of[item.id].index(scene) + 1)


def _change_hours(draft: Draft, *, changes: Mapping[str, Any]) -> tuple[None, None]:
    workshop = draft.day.workshop
    begins = contents.hour(changes, "begins") if "begins" in changes else workshop.begins
    ends = contents.hour(changes, "ends") if "ends" in changes else workshop.ends
    if begins is None:
        raise BadInput(field="begins", reason="empty")
    if begins == ends:
        raise BadInput(field="ends", reason="same_hour")
    if begins != workshop.begins and draft.day.agenda.started_at is not None:
        raise steps.DayStarted()
    if (begins, ends) != (workshop.begins, workshop.ends):
        workshop.begins, workshop.ends = begins, ends
        workshop.revision += 1
    return None, None


def _undo(draft: Draft, *, number: int) -> tuple[None, None]:
    edit = edits.undoable(draft.session, draft.day.workshop.id)
    if edit is None:
        raise steps.NothingThere(what="undo")
    if edit.number != number:
        raise MovedOn(what="programme", current=edit.number)
    for item in edits.touched_items(edit, draft.day):
        draft.must_be_ahead(item)
    edits.take_back(draft.session, draft.day, edit)
    return None, None


EDITS: dict[str, Callable[..., tuple[Item | None, Scene | None]]] = {
    "add_item": _add_item,
    "change_item": _change_item,
    "move_item": _move_item,
    "remove_item": _remove_item,
    "duplicate_item": _duplicate_item,
    "add_scene": _add_scene,
    "change_scene": _change_scene,
    "move_scene": _move_scene,
    "remove_scene": _remove_scene,
    "duplicate_scene": _duplicate_scene,
    "change_hours": _change_hours,
    "undo": _undo,
}


def _passed(day: Programme) -> set[str]:
    """The items up to the current one."""
    return {item.id for item in day.items[: day.items.index(day.item) + 1]} if day.item is not None else set()


def _put_in_order(day: Programme) -> None:
    """Places as they lie, and the numbers of rounds from the order; the first round is at home."""
    number = 0
    for place, item in enumerate(day.items, start=1):
        item.position = place
        for inner, scene in enumerate(day.scenes_of[item.id], start=1):
            scene.position = inner
        number += 1 if item.movement else 0
        item.round_number = number if item.movement else None
        if item.movement and number == 1 and item.movement["kind"] != "home":
            item.movement = dict(HOME)
