"""The Werkstattplan, every cell in place."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response, render_template

from facilitation import documents, fields, layouts, measures, plan, tools, visions
from facilitation.web import answers
from facilitation.web.deeds import door
from facilitation.web.office import in_place
from facilitation.web.office.frame import blueprint, frame
from facilitation.web.words import _
from facilitation.workshop import Workshop


@blueprint.get("/w/<code>/office/plan")
def plan_page(code: str) -> Response:
    """The Werkstattplan, every cell in place."""
    workshop = answers.workshop(code)
    answers.visitor(code).must_be_organiser()
    state = _plan_state(workshop)
    if answers.wants_json():
        return jsonify(state)
    exports = [documents.DOCUMENTS[name] for name in documents.OF_VERSIONS]
    shows = {column.shows for column in layouts.one(workshop.settings.plan_layout).columns}
    more = {"exports": exports, "has_people": bool(shows & {"contact", "participants"})}
    return make_response(render_template("office/plan.html", **more, **state, **frame(workshop)))


@blueprint.post("/w/<code>/plan/entries/<entry_id>")
def edit_entry(code: str, entry_id: str) -> Response:
    """Change cells of one entry. Without script all cells of the row come at once."""
    workshop, who = answers.workshop(code), answers.visitor(code)
    who.must_be_organiser()
    result = answers.perform(
        plan.edit, workshop_id=workshop.id, entry_id=entry_id, revision=answers.number("revision"), role=who.role,
        changes=_changes(),
    )  # fmt: skip
    return in_place.done(code, f"/w/{code}/plan/entries/{entry_id}", result, touch=())


@blueprint.post("/w/<code>/plan/entries")
def add_entry(code: str) -> Response:
    """Put a tool into the plan by hand."""
    workshop, who = answers.workshop(code), answers.visitor(code)
    who.must_be_organiser()
    tool = tools.one(answers.session(), workshop.id, answers.text("tool_id"))
    result = answers.perform(
        plan.add, workshop_id=workshop.id, field_id=tool.field_id, tool_id=tool.id, role=who.role, changes=_changes()
    )
    return answers.done(code, result, said=_("Das Werkzeug steht jetzt im Werkstattplan."))


@blueprint.post("/w/<code>/plan/entries/<entry_id>/removal")
def remove_entry(code: str, entry_id: str) -> Response:
    """Take an entry out of the plan."""
    workshop, who = answers.workshop(code), answers.visitor(code)
    who.must_be_organiser()
    entry = plan.one(answers.session(), workshop.id, entry_id)
    result = answers.perform(
        measures.take_out, workshop_id=workshop.id, entry_id=entry_id, revision=answers.number("revision"),
        role=who.role,
    )  # fmt: skip
    cells = {"tool_id": entry.tool_id, **plan.shown(entry, workshop.years)}
    undo = {"action": f"/w/{code}/plan/entries", "fields": cells} if entry.tool_id else None
    return answers.done(code, result, said=_("Der Eintrag ist aus dem Plan genommen."), undo=undo)


def _changes() -> dict[str, Any]:
    given = answers.given()
    changes: dict[str, Any] = {name: answers.text(name) for name in given if name in (*plan.CELLS, "status")}
    changes |= {name: str(int(answers.flag(name))) for name in given if name.startswith(plan.YEAR)}
    if isinstance(given.get("years"), list):
        changes["years"] = given["years"]
    return changes


def _plan_state(workshop: Workshop) -> dict[str, Any]:
    session = answers.session()
    entries = plan.entries(session, workshop.id)
    in_plan = {entry.tool_id for entry in entries}
    blocks = []
    for field in fields.everything(session, workshop.id):
        vision = visions.current(session, field.id)
        rows = [_entry_face(entry, workshop) for entry in entries if entry.field_id == field.id]
        left = [
            {"id": tool.id, "title": tool.title} for tool in tools.of_field(session, field.id) if tool.id not in in_plan
        ]
        if rows or not field.is_category:
            blocks.append(
                {"field": fields.face(field), "vision": vision.text if vision else "", "entries": rows, "left": left}
            )
    return {"years": workshop.years, "blocks": blocks, "entries": len(entries)}


def _entry_face(entry: plan.PlanEntry, workshop: Workshop) -> dict[str, Any]:
    return {
        "id": entry.id, "revision": entry.revision, "title": entry.title, "kind": str(entry.kind),
        "responsible": entry.responsible, "contact": entry.contact, "place": entry.place,
        "participants": entry.participants, "years": entry.years, "status": str(entry.status),
        "reason": entry.reason, "example": entry.example, "trace": entry.trace,
        "editor": door(entry.changed_by), "changed": f"{workshop.local(entry.changed_at):%d.%m.%Y, %H:%M}",
    }  # fmt: skip
