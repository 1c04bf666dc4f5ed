"""Fields with their guiding questions, and the tables they work at, edited in place."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response, render_template

from facilitation import access, fields, preparation, tools
from facilitation.access import Role
from facilitation.agenda import Activity, Item, Programme, programme
from facilitation.fields import Field, Table
from facilitation.web import answers
from facilitation.web.office import in_place
from facilitation.web.office.frame import blueprint, frame, must_be_organiser
from facilitation.web.words import _
from facilitation.workshop import Workshop

EVERYWHERE = ("settings", "agenda", "groups", "tools")


@blueprint.get("/w/<code>/office/fields")
def hall(code: str) -> Response:
    """The fields in their order, the drawers for tools, and the tables."""
    workshop = must_be_organiser(code)
    state = _state(workshop)
    if answers.wants_json():
        return jsonify(state)
    return make_response(render_template("office/fields.html", **state, **frame(workshop)))


@blueprint.post("/w/<code>/office/fields")
def add_field(code: str) -> Response:
    """A new field (with a table), or with `category` a new drawer for tools."""
    workshop = must_be_organiser(code)
    given = in_place.sent()
    place, seats = given.pop("place", ""), given.pop("seats", "")
    category = given.pop("category", "") == "1"
    result = answers.perform(
        preparation.add_field, workshop_id=workshop.id, role=answers.visitor(code).role, texts=given,
        category=category, place=answers.number("place") if place else None,
        seats=answers.number("seats") if seats else None,
    )  # fmt: skip
    undo = {"action": f"/w/{code}/office/fields/{result['field']}/removal", "fields": {}}
    said = _("Die Schublade ist da.") if category else _("Das Feld ist da, mit einem Tisch.")
    return answers.done(code, result, said=said, touch=EVERYWHERE, undo=undo, location=in_place.page(code, "fields"))


@blueprint.post("/w/<code>/office/fields/<field_id>")
def change_field(code: str, field_id: str) -> Response:
    """Change texts of a field; what is not sent stays."""
    workshop = must_be_organiser(code)
    result = answers.perform(
        preparation.change_field, workshop_id=workshop.id, field_id=field_id, revision=answers.number("revision"),
        role=answers.visitor(code).role, changes=in_place.sent(),
    )  # fmt: skip
    return in_place.done(code, f"/w/{code}/office/fields/{field_id}", result, touch=EVERYWHERE)


@blueprint.post("/w/<code>/office/fields/<field_id>/place")
def move_field(code: str, field_id: str) -> Response:
    """Put a field at a `place`, counted from 1; its number follows."""
    workshop = must_be_organiser(code)
    field = fields.one(answers.session(), workshop.id, field_id)
    result = answers.perform(
        preparation.move_field, workshop_id=workshop.id, field_id=field.id, place=answers.number("place"),
        role=answers.visitor(code).role,
    )  # fmt: skip
    undo = {"action": f"/w/{code}/office/fields/{field_id}/place", "fields": {"place": result["before"]}}
    said = _("Das ist jetzt Feld %(n)s.", n=result["number"]) if result["number"] else _("Verschoben.")
    return answers.done(code, result, said=said, touch=EVERYWHERE, undo=undo, location=in_place.page(code, "fields"))


@blueprint.post("/w/<code>/office/fields/<field_id>/removal")
def remove_field(code: str, field_id: str) -> Response:
    """Take a field and its tables away, as long as nothing rests on them."""
    workshop = must_be_organiser(code)
    result = answers.perform(
        preparation.remove_field, workshop_id=workshop.id, field_id=field_id, role=answers.visitor(code).role
    )
    was = result["was"]
    again = {**was["texts"], "place": was["place"], "category": "1" if was["category"] else ""}
    undo = {"action": f"/w/{code}/office/fields", "fields": again} if result["tables"] < 2 else None
    said = _("„%(title)s“ ist entfernt.", title=was["title"])
    return answers.done(code, result, said=said, touch=EVERYWHERE, undo=undo, location=in_place.page(code, "fields"))


@blueprint.post("/w/<code>/office/fields/<field_id>/tables")
def add_table(code: str, field_id: str) -> Response:
    """One more table for a field."""
    workshop = must_be_organiser(code)
    seats = answers.number("seats") if answers.text("seats") else None
    result = answers.perform(
        preparation.add_table, workshop_id=workshop.id, field_id=field_id, seats=seats, role=answers.visitor(code).role
    )
    undo = {"action": f"/w/{code}/office/tables/{result['table']}/removal", "fields": {}}
    said = _("Tisch %(n)s ist da.", n=result["number"])
    return answers.done(code, result, said=said, touch=EVERYWHERE, undo=undo, location=in_place.page(code, "fields"))


@blueprint.post("/w/<code>/office/tables/<table_id>")
def change_table(code: str, table_id: str) -> Response:
    """The number and the seats of a table."""
    workshop = must_be_organiser(code)
    result = answers.perform(
        preparation.change_table, workshop_id=workshop.id, table_id=table_id, role=answers.visitor(code).role,
        changes=in_place.sent(),
    )  # fmt: skip
    return in_place.done(code, f"/w/{code}/office/tables/{table_id}", result, touch=EVERYWHERE)


@blueprint.post("/w/<code>/office/tables/<table_id>/removal")
def remove_table(code: str, table_id: str) -> Response:
    """Take a table away; a field keeps one."""
    workshop = must_be_organiser(code)
    result = answers.perform(
        preparation.remove_table, workshop_id=workshop.id, table_id=table_id, role=answers.visitor(code).role
    )
    again = {"seats": result["seats"] or ""}
    undo = {"action": f"/w/{code}/office/fields/{result['field']}/tables", "fields": again}
    said = _("Tisch %(n)s ist entfernt.", n=result["number"])
    return answers.done(code, result, said=said, touch=EVERYWHERE, undo=undo, location=in_place.page(code, "fields"))


def _state(workshop: Workshop) -> dict[str, Any]:
    session = answers.session()
    day = programme(session, workshop.id)
    every, counts = fields.everything(session, workshop.id), tools.counts(session, workshop.id)
    tables = fields.tables(session, workshop.id)
    hosted = {link.table_id for link in access.links(session, workshop.id) if link.role == Role.HOST}
    return {
        "fields": [
            _field_face(one, day, counts) | {"tables": [_table_face(t, hosted) for t in tables if t.field_id == one.id]}
            for one in every
        ],
        "rounds": [_round_face(item, day) for item in day.rounds if _asked(item, day) is not None],
        "begun": day.agenda.started_at is not None,
    }


def _field_face(field: Field, day: Programme, counts: dict[str, int]) -> dict[str, Any]:
    return {
        **fields.face(field), "revision": field.revision, "tools": counts.get(field.id, 0),
        "asks": bool(field.questions),
        "values": preparation.field_shown(field, day),
    }  # fmt: skip


def _table_face(table: Table, hosted: set[str | None]) -> dict[str, Any]:
    return {"id": table.id, "number": table.number, "seats": table.seats, "has_host_link": table.id in hosted}


def _round_face(item: Item, day: Programme) -> dict[str, Any]:
    return {"key": item.key, "title": str(item.title), "number": item.round_number, "questions": _asked(item, day)}


def _asked(item: Item, day: Programme) -> list[str] | None:
    """What every table is asked in a round; None in a round without cards or tools."""
    for scene in day.scenes_of[item.id]:
        if scene.activity in (Activity.VISION, Activity.CHOICE):
            return [str(question) for question in scene.words("questions")]
    return None
