"""Edits of the agenda as the office makes them, named by the keys of items."""

from __future__ import annotations

from typing import Any

from facilitation import day
from facilitation.agenda import edits
from facilitation.house import House
from facilitation.workshop import Workshop
from tests.builders import look


def edit(house: House, workshop: Workshop, edit: str, **given: Any) -> Any:
    return house.write(day.edit_agenda, workshop_id=workshop.id, edit=edit, role="organiser", **given)


def item(house: House, workshop: Workshop, key: str) -> dict[str, Any]:
    """How an item is named in an edit: its id and revision."""
    found = next(one for one in look(house, workshop).items if one.key == key)
    return {"item_id": found.id, "revision": found.revision}


def scene(house: House, workshop: Workshop, key: str, place: int) -> dict[str, Any]:
    now = look(house, workshop)
    found = next(one for one in now.items if one.key == key)
    return {"scene_id": now.scenes_of[found.id][place].id, "revision": found.revision}


def undo(house: House, workshop: Workshop) -> Any:
    with house.reading() as session:
        latest = edits.undoable(session, workshop.id)
    return edit(house, workshop, "undo", number=latest.number if latest else 0)
