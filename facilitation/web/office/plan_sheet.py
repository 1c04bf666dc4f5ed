"""A Werkzeugblatt in the office: its cells in place and its Einzelmaßnahmen month by month; the sheet of the
Kommunikationskonzept is edited the same way."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response, render_template

from facilitation import documents, fields, measures, plan
from facilitation.measures import rows
from facilitation.web import answers
from facilitation.web.office import in_place
from facilitation.web.office.frame import blueprint, frame, must_be_organiser
from facilitation.web.words import _
from facilitation.workshop import Workshop

FORMATS = ("pdf", "docx", "xlsx", "ods", "csv", "json")


@blueprint.get("/w/<code>/office/plan/<entry_id>")
def plan_sheet(code: str, entry_id: str) -> Response:
    """The Werkzeugblatt of an entry."""
    workshop = must_be_organiser(code)
    entry = plan.one(answers.session(), workshop.id, entry_id)
    field = fields.one(answers.session(), workshop.id, entry.field_id)
    state = {**_state(workshop, entry_id), "entry": _entry_face(entry), "field": fields.face(field)}
    return _page(workshop, state)


@blueprint.get("/w/<code>/office/communication")
def communication(code: str) -> Response:
    """The sheet of the Kommunikationskonzept."""
    workshop = must_be_organiser(code)
    return _page(workshop, {**_state(workshop, None), "entry": None, "field": None})


@blueprint.post("/w/<code>/office/plan/<entry_id>/sheet")
def edit_sheet(code: str, entry_id: str) -> Response:
    """Change the cells that were sent."""
    return _edit(code, entry_id)


@blueprint.post("/w/<code>/office/communication/sheet")
def edit_communication(code: str) -> Response:
    """Change the cells that were sent."""
    return _edit(code, None)


@blueprint.post("/w/<code>/office/plan/<entry_id>/measures")
def add_measure(code: str, entry_id: str) -> Response:
    """Another Einzelmaßnahme of this sheet."""
    return _add(code, entry_id)


@blueprint.post("/w/<code>/office/communication/measures")
def add_communication_measure(code: str) -> Response:
    """Another Einzelmaßnahme of the Kommunikationskonzept."""
    return _add(code, None)


@blueprint.post("/w/<code>/office/measures/<measure_id>")
def change_measure(code: str, measure_id: str) -> Response:
    """Change what was sent of a row: title, marks, bars, notes, open date, year, the year it goes on to."""
    workshop = must_be_organiser(code)
    result = answers.perform(
        rows.change, workshop_id=workshop.id, measure_id=measure_id, revision=answers.number("revision"),
        role=answers.visitor(code).role, changes=in_place.sent(),
    )  # fmt: skip
    return in_place.done(code, f"/w/{code}/office/measures/{measure_id}", result, touch=())


@blueprint.post("/w/<code>/office/measures/<measure_id>/place")
def move_measure(code: str, measure_id: str) -> Response:
    """Put a row at another place of its year."""
    workshop = must_be_organiser(code)
    result = answers.perform(
        rows.move, workshop_id=workshop.id, measure_id=measure_id, place=answers.number("place"),
        role=answers.visitor(code).role,
    )  # fmt: skip
    undo = {"action": f"/w/{code}/office/measures/{measure_id}/place", "fields": {"place": result["before"]}}
    return answers.done(code, result, said=_("Verschoben."), undo=undo)


@blueprint.post("/w/<code>/office/measures/<measure_id>/removal")
def remove_measure(code: str, measure_id: str) -> Response:
    """Take a row away; what it was is the way back."""
    workshop = must_be_organiser(code)
    _row, sheet = rows.one(answers.session(), workshop.id, measure_id)
    result = answers.perform(
        rows.remove, workshop_id=workshop.id, measure_id=measure_id, revision=answers.number("revision"),
        role=answers.visitor(code).role,
    )  # fmt: skip
    undo = {"action": f"{_address(code, sheet.entry_id)}/measures", "fields": result["before"]}
    return answers.done(code, result, said=_("Die Einzelmaßnahme ist entfernt."), undo=undo)


@blueprint.get("/w/<code>/office/plan/<entry_id>/sheet.<fmt>")
def sheet_document(code: str, entry_id: str, fmt: str) -> Response:
    """This Werkzeugblatt alone, to keep."""
    workshop = must_be_organiser(code)
    now = answers.house().clock.now()
    return answers.download(*documents.export_sheet(answers.session(), workshop, entry_id, fmt, now))


def _edit(code: str, entry_id: str | None) -> Response:
    workshop = must_be_organiser(code)
    result = answers.perform(
        measures.edit, workshop_id=workshop.id, entry_id=entry_id, revision=answers.number("revision"),
        role=answers.visitor(code).role, changes=in_place.sent(),
    )  # fmt: skip
    return in_place.done(code, f"{_address(code, entry_id)}/sheet", result, touch=())


def _add(code: str, entry_id: str | None) -> Response:
    workshop = must_be_organiser(code)
    sent = in_place.sent()
    sent.pop("year", None)
    result = answers.perform(
        rows.add, workshop_id=workshop.id, entry_id=entry_id, year=answers.number("year"),
        role=answers.visitor(code).role, changes=sent,
    )  # fmt: skip
    undo = {
        "action": f"/w/{code}/office/measures/{result['measure']}/removal", "fields": {"revision": result["revision"]}
    }  # fmt: skip
    return answers.done(code, result, said=_("Die Einzelmaßnahme steht da."), undo=undo)


def _address(code: str, entry_id: str | None) -> str:
    return f"/w/{code}/office/" + (f"plan/{entry_id}" if entry_id is not None else "communication")


def _page(workshop: Workshop, state: dict[str, Any]) -> Response:
    if answers.wants_json():
        return jsonify(state)
    return make_response(render_template("office/plan_sheet.html", formats=FORMATS, **state, **frame(workshop)))


def _state(workshop: Workshop, entry_id: str | None) -> dict[str, Any]:
    session = answers.session()
    sheet = measures.sheet_of(session, workshop.id, entry_id)
    found = measures.of_sheet(session, sheet.id)
    years = sorted({*workshop.years, *(row.year for row in found)})
    return {
        "of": measures.of(entry_id), "revision": sheet.revision, "values": measures.shown(sheet),
        "limits": measures.CELLS, "address": _address(workshop.code, entry_id),
        "changed_at": sheet.changed_at.isoformat() if sheet.changed_at else None, "changed_by": sheet.changed_by,
        "years": [
            {"year": year, "rows": [_row_face(row) for row in found if row.year == year]} for year in years
        ],
    }  # fmt: skip


def _row_face(row: measures.Measure) -> dict[str, Any]:
    cells = [{"month": one.number, "marked": one.marked, "barred": one.barred, "note": one.note} for one in row.months]
    return {"id": row.id, "revision": row.revision, "values": rows.shown(row), "months": cells}


def _entry_face(entry: plan.PlanEntry) -> dict[str, Any]:
    """What the plan says, to compare the sheet with."""
    return {
        "id": entry.id, "title": entry.title, "kind": str(entry.kind), "contact": entry.contact, "place": entry.place,
        "years": entry.years,
    }  # fmt: skip
