"""Every edit of the agenda as its own address: items, their scenes, the hours of the day, and taking back."""

from __future__ import annotations

from typing import Any

from flask import Response

from facilitation import day
from facilitation.agenda import contents
from facilitation.web import answers
from facilitation.web.office.frame import blueprint, must_be_organiser
from facilitation.web.words import _

OF_ITEM = (*contents.ITEM_WORDS, "minutes", "minimum", "maximum", "protected", "fixed_start", "movement", "by")
OF_SCENE = (*contents.SCENE_WORDS, *contents.LINES, *contents.FLAGS, "activity")

NUMBERS = ("revision", "number")


@blueprint.post("/w/<code>/agenda/items")
def add_item(code: str) -> Response:
    """A new item of a `kind`, behind the item `after` or at the end."""
    return _edited(code, "add_item", _("Der Punkt ist da."), asked="kind after", goes_there=True)


@blueprint.post("/w/<code>/agenda/items/<item_id>")
def change_item(code: str, item_id: str) -> Response:
    """Change what is named of an item; what is not sent stays."""
    return _edited(code, "change_item", _("Gespeichert."), asked="revision", changes=OF_ITEM, item_id=item_id)


@blueprint.post("/w/<code>/agenda/items/<item_id>/place")
def move_item(code: str, item_id: str) -> Response:
    """Put an item before another one, or at the end."""
    return _edited(code, "move_item", _("Der Punkt ist verschoben."), asked="revision before", item_id=item_id)


@blueprint.post("/w/<code>/agenda/items/<item_id>/copies")
def duplicate_item(code: str, item_id: str) -> Response:
    """The same item once more, with its scenes."""
    return _edited(code, "duplicate_item", _("Der Punkt steht jetzt zweimal da."), goes_there=True, item_id=item_id)


@blueprint.post("/w/<code>/agenda/items/<item_id>/removal")
def remove_item(code: str, item_id: str) -> Response:
    """Take an item out of the day."""
    return _edited(code, "remove_item", _("Der Punkt ist entfernt."), asked="revision", item_id=item_id)


@blueprint.post("/w/<code>/agenda/items/<item_id>/scenes")
def add_scene(code: str, item_id: str) -> Response:
    """One more scene of an `activity`."""
    return _edited(code, "add_scene", _("Die Ansicht ist da."), asked="revision activity", item_id=item_id)


@blueprint.post("/w/<code>/agenda/scenes/<scene_id>")
def change_scene(code: str, scene_id: str) -> Response:
    """Change what is named of a scene; what is not sent stays."""
    return _edited(code, "change_scene", _("Gespeichert."), asked="revision", changes=OF_SCENE, scene_id=scene_id)


@blueprint.post("/w/<code>/agenda/scenes/<scene_id>/place")
def move_scene(code: str, scene_id: str) -> Response:
    """Put a scene before another one of its item, or at the end."""
    return _edited(code, "move_scene", _("Die Ansicht ist verschoben."), asked="revision before", scene_id=scene_id)


@blueprint.post("/w/<code>/agenda/scenes/<scene_id>/copies")
def duplicate_scene(code: str, scene_id: str) -> Response:
    """The same scene once more."""
    said = _("Die Ansicht steht jetzt zweimal da.")
    return _edited(code, "duplicate_scene", said, asked="revision", scene_id=scene_id)


@blueprint.post("/w/<code>/agenda/scenes/<scene_id>/removal")
def remove_scene(code: str, scene_id: str) -> Response:
    """Take a scene out of its item."""
    return _edited(code, "remove_scene", _("Die Ansicht ist entfernt."), asked="revision", scene_id=scene_id)


@blueprint.post("/w/<code>/agenda/hours")
def change_hours(code: str) -> Response:
    """When the day begins, and when it should end."""
    return _edited(code, "change_hours", _("Gespeichert."), changes=("begins", "ends"))


@blueprint.post("/w/<code>/agenda/edits/undo")
def take_edit_back(code: str) -> Response:
    """Take the latest edit back; `number` says which one that was on the screen."""
    return _edited(code, "undo", _("Zurückgenommen."), asked="number")


def _edited(
    code: str, edit: str, said: str, *, asked: str = "", changes: tuple[str, ...] = (), goes_there: bool = False,
    **given: Any,
) -> Response:  # fmt: skip
    workshop = must_be_organiser(code)
    role = answers.visitor(code).role
    given |= {name: answers.number(name) if name in NUMBERS else answers.text(name) for name in asked.split()}
    if changes:
        given["changes"] = _changes(changes)
    result = answers.perform(day.edit_agenda, workshop_id=workshop.id, edit=edit, role=role, **given)
    undo = None
    if result["edit"] is not None:
        undo = {"action": f"/w/{code}/agenda/edits/undo", "fields": {"number": result["edit"]}}
    if result["seated_anew"]:
        said += " " + _("Die Plätze der geänderten Runden sind neu verteilt.")
    location = f"/w/{code}/office/agenda?item={result['item']}" if goes_there else None
    return answers.done(code, result, said=said, touch=("agenda", "groups"), undo=undo, location=location)


def _changes(names: tuple[str, ...]) -> dict[str, Any]:
    """What was sent of these, variants of texts included. A form names in `shown` the boxes that may be ticked."""
    given = answers.given()
    changes = {name: value for name, value in given.items() if name.partition(".")[0] in names}
    shown = str(given.get("shown", "")).split()
    return changes | {name: "0" for name in shown if name in names and name not in given}
