"""The agenda in the office: the day as a ruler and as a table, the chosen item beside it, and what does not fit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, jsonify, make_response, render_template, request

from facilitation import day as days
from facilitation import fields, tools
from facilitation.agenda import Activity, Item, Programme, Scene, checking, contents, edits, programme
from facilitation.web import answers
from facilitation.web.office import agenda_words as said
from facilitation.web.office.frame import blueprint, frame, must_be_organiser
from facilitation.workshop import Workshop


@blueprint.get("/w/<code>/office/agenda")
def agenda_page(code: str) -> Response:
    """Every item with its scenes and times, what does not fit, and what can be taken back. `item` chooses one."""
    workshop = must_be_organiser(code)
    state = agenda_state(workshop)
    if answers.wants_json():
        return jsonify(state)
    chosen = next((one for one in state["items"] if one["id"] == request.args.get("item")), None)
    words = {"kinds": said.kinds(), "activities": said.activities(), "movements": said.movements()}
    return make_response(
        render_template("office/agenda/page.html", chosen=chosen, **words, **state, **frame(workshop))
    )


def agenda_state(workshop: Workshop) -> dict[str, Any]:
    session, now = answers.session(), answers.house().clock.now()
    day = programme(session, workshop.id)
    open_to = _open_items(day)
    latest = edits.undoable(session, workshop.id)
    bare = [field.number for field in fields.numbered(session, workshop.id) if not tools.on_ballot(session, field.id)]
    found = checking.findings(day, now, bare_fields=[number for number in bare if number is not None])
    times = {one.key: one for one in day.times(now)}
    return {
        "begins": workshop.begins.strftime("%H:%M"),
        "ends": workshop.ends.strftime("%H:%M") if workshop.ends else "",
        "day_start": day.day_start.isoformat(),
        "end": day.forecast_end(now).isoformat(),
        "stop": day.planned_end().isoformat(),
        "running": day.agenda.is_running,
        "closed": day.agenda.closed_at is not None,
        "begun": day.agenda.started_at is not None,
        "findings": [
            {"code": one.code, "item": one.item, **one.facts, "text": said.finding(one, workshop)} for one in found
        ],
        "undo": {"number": latest.number, "said": said.edit(latest.action)} if latest is not None else None,
        "items": [
            {
                **_item_face(day, item, now),
                "starts": times[item.id].forecast_start.isoformat(),
                "stops": times[item.id].forecast_end.isoformat(),
                "open": item.id in open_to,
                **_ways(day, item, open_to),
                "scenes": [_scene_face(scene) for scene in day.scenes_of[item.id]],
            }
            for item in day.items
        ],
    }


def _open_items(day: Programme) -> set[str]:
    """The items that may be edited."""
    if day.agenda.closed_at is not None:
        return set()
    held = days.held(answers.session(), day.workshop.id)
    return {item.id for item in day.items if not item.has_begun and item.id not in held}


def _ways(day: Programme, item: Item, open_to: set[str]) -> dict[str, str | None]:
    """Before which item it would stand one place up or down ("" for the end), None where it cannot go."""
    first = day.items.index(day.item) + 1 if day.item is not None else 0
    place = day.items.index(item)
    if item.id not in open_to or place < first:
        return {"up": None, "down": None}
    after = [one.id for one in day.items[place + 2 :]] or [""]
    return {
        "up": day.items[place - 1].id if place > first else None,
        "down": after[0] if place + 1 < len(day.items) else None,
    }


def _item_face(day: Programme, item: Item, now: datetime) -> dict[str, Any]:
    return {
        "id": item.id, "key": item.key, "revision": item.revision, "title": dict(item.title),
        "short_title": dict(item.short_title), "note": dict(item.note), "name": str(item.name),
        "minutes": item.minutes, "minutes_now": item.minutes_now + item.extended_minutes, "minimum": item.minimum,
        "maximum": item.maximum, "protected": item.protected,
        "fixed_start": item.fixed_start.strftime("%H:%M") if item.fixed_start else "", "round": item.round_number,
        "movement": item.movement, "state": "now" if item is day.item else "over" if item.has_begun else "ahead",
    }  # fmt: skip


def _scene_face(scene: Scene) -> dict[str, Any]:
    asks = contents.ASKS[Activity(scene.activity)]
    return {
        "id": scene.id, "activity": str(scene.activity), "title": dict(scene.title), "run_off": "vote" in scene.options,
        "asks": list(asks), **{name: scene.options.get(name, _empty(name)) for name in asks},
    }  # fmt: skip


def _empty(name: str) -> Any:
    return [] if name in contents.LINES else False if name in contents.FLAGS else {}


