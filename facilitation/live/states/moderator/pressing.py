"""The one large press: what it will do, said before it is done; and the small ones beside it."""

from __future__ import annotations

from typing import Any

from facilitation import groups
from facilitation.agenda import Activity, Scene, steps
from facilitation.ballots import State
from facilitation.day import SEATED, vote_of_scene
from facilitation.live.view import View


def cockpit_state(view: View) -> dict[str, Any]:
    """``go`` is the next press, ``back`` the scene before, ``undo`` the step that can be taken back."""
    item, before = view.item, view.day.previous_scene
    taken = steps.undoable(view.session, view.workshop_id)
    times = view.times[item.id] if item is not None else None
    return {
        "go": _go(view),
        "back": view.scene_words(before) if before is not None and view.activity != "over" else None,
        "undo": taken.action if taken is not None else None,
        "planned": [times.planned_start.isoformat(), times.planned_end.isoformat()] if times else None,
        "expected": [times.forecast_start.isoformat(), times.forecast_end.isoformat()] if times else None,
        "grouping": _grouping(view) if view.activity == Activity.GROUPING else None,
        "scenes": [
            {**view.scene_words(scene), "round": view.day.item_of(scene).round_number, "current": scene is view.scene}
            for scene in view.day.scenes
        ],
        "closed": view.day.agenda.closed_at is not None,
    }


def _go(view: View) -> dict[str, Any] | None:
    if view.day.agenda.closed_at is not None:
        return None
    scene = view.day.next_scene
    if scene is None:
        return {"action": "close", "to": None}
    item = view.day.item_of(scene)
    seats_needed = scene.activity in SEATED
    return {
        "action": "start" if view.scene is None else "next",
        "to": view.scene_words(scene),
        "round": item.round_number,
        "movement": item.movement,
        "run_off": "vote" in scene.options and scene.activity == Activity.CHOICE,
        "shuts_vote": _leaves_open_vote(view, scene),
        "makes_groups": seats_needed and view.grouping is None and bool(view.day.rounds),
        "ways": _ways(view, scene, item.round_number),
    }


def _leaves_open_vote(view: View, to: Scene) -> bool:
    here = view.vote if view.activity == Activity.CHOICE else None
    return here is not None and here.state == State.OPEN and vote_of_scene(view.session, view.day, to) is not here


def _ways(view: View, scene: Scene, round_number: int | None) -> list[list[int]]:
    """Field numbers [from, to] when whole groups walk one way; else nothing."""
    if scene.activity != Activity.MOVE or round_number is None or round_number < 2 or view.grouping is None:
        return []
    found = groups.moves(view.session, view.grouping, round_number)
    leaving = [start for start, _end in found]
    if len(set(leaving)) != len(leaving):
        return []
    numbers = {table.id: view.field(table.field_id).number or 0 for table in view.tables}
    return sorted([numbers[start], numbers[end]] for start, end in found)


def _grouping(view: View) -> dict[str, Any]:
    quality = groups.quality(view.session, view.workshop_id)
    return {
        "number": view.grouping.number if view.grouping is not None else None,
        "people": view.present,
        "tables": len(view.tables),
        "difference": quality.size_difference if quality is not None else None,
        "wishes_met": quality.wishes_met if quality is not None else None,
        "wishes": quality.wishes_total if quality is not None else None,
    }
