"""The tools in the office: found by field, kind or words, added, put in order."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response, render_template, request

from facilitation import fields, tools
from facilitation.errors import BadInput
from facilitation.tools import Admission, Kind, Tool, editing
from facilitation.web import answers
from facilitation.web.office.frame import blueprint, frame, must_be_organiser
from facilitation.web.words import _
from facilitation.workshop import Workshop

PARTS = ("title", "kind", "field_id", "description", *editing.LISTS)


@blueprint.get("/w/<code>/office/tools")
def tools_page(code: str) -> Response:
    """All tools by field; `q`, `field` (id), `kind`, `without` (description) and `away` choose some."""
    workshop = must_be_organiser(code)
    state = _state(workshop)
    if answers.wants_json():
        return jsonify(state)
    return make_response(render_template("office/tools.html", **state, **frame(workshop)))


@blueprint.post("/w/<code>/office/tools")
def add_tool(code: str) -> Response:
    """A new tool of the catalogue; all parts of a sheet may come with it."""
    workshop = must_be_organiser(code)
    parts = given_parts()
    title, field_id = parts.pop("title", ""), parts.pop("field_id", "")
    made = answers.perform(
        editing.add, workshop_id=workshop.id, field_id=field_id, title=title, parts=parts, role="organiser"
    )
    place = f"/w/{workshop.code}/office/tools/{made['tool']}"
    return answers.done(code, made, said=_("Das Werkzeug ist angelegt."), touch=["tools"], location=place)


def given_parts() -> dict[str, Any]:
    """The parts of a sheet that were sent: texts, or lists of texts in JSON."""
    given = answers.given()
    return {
        name: given[name] if name in editing.LISTS and isinstance(given[name], list) else answers.text(name)
        for name in PARTS
        if name in given
    }


def row(tool: Tool) -> dict[str, Any]:
    return {
        "id": tool.id, "title": tool.title, "kind": str(tool.kind), "proposed": tool.is_proposal,
        "admission": str(tool.admission), "institutions": tool.institutions, "described": bool(tool.description),
        "pictured": tool.picture_id is not None, "revision": tool.revision, "field_id": tool.field_id,
    }  # fmt: skip


def _state(workshop: Workshop) -> dict[str, Any]:
    session = answers.session()
    every = tools.everything(session, workshop.id)
    asked = _asked()
    found = [tool for tool in every if _fits(tool, asked)]
    on_shelf = [tool for tool in every if tool.admission == Admission.ADMITTED]
    drawers = [
        {
            **fields.face(field),
            "count": sum(tool.field_id == field.id for tool in on_shelf),
            "tools": [row(tool) for tool in _ordered(found, field.id, asked)],
        }
        for field in fields.everything(session, workshop.id)
    ]
    return {
        "asked": asked,
        "found": len(found),
        "drawers": drawers,
        "counts": {str(kind): sum(tool.kind == kind for tool in on_shelf) for kind in Kind}
        | {
            "shelf": len(on_shelf),
            "away": sum(tool.admission == Admission.AWAY for tool in every),
            "undescribed": sum(not tool.description for tool in on_shelf),
        },
    }


def _asked() -> dict[str, str]:
    kind = request.args.get("kind", "")
    if kind and kind not in tuple(Kind):
        raise BadInput(field="kind", reason="choice", choices=[one.value for one in Kind])
    asked = {name: request.args.get(name, "").strip() for name in ("q", "field", "without", "away")}
    return {**asked, "kind": kind}


def _fits(tool: Tool, asked: dict[str, str]) -> bool:
    """Proposals that wait at their table or were declined there are the table's matter, not the catalogue's."""
    if tool.admission != (Admission.AWAY if asked["away"] else Admission.ADMITTED):
        return False
    if asked["field"] not in ("", tool.field_id) or asked["kind"] not in ("", tool.kind):
        return False
    return not (asked["without"] and tool.description) and tools.speaks_of(tool, asked["q"])


def _ordered(found: list[Tool], field_id: str, asked: dict[str, str]) -> list[Tool]:
    """One drawer alone is shown in the order of discussion, which can be changed there; else as in the catalogue."""
    own = [tool for tool in found if tool.field_id == field_id]
    return own if asked["field"] else tools.in_document_order(own)
