"""The shelf of tools: browse by field, search, read a sheet, propose a new one in the choice round."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request

from facilitation import day, fields, pictures, tools
from facilitation.errors import NotAllowed, NotFound
from facilitation.participants import Kind
from facilitation.tools import Admission, Tool
from facilitation.web import answers
from facilitation.web.phone.face import blueprint, rendered, tables_of_field
from facilitation.web.words import _


@blueprint.get("/w/<code>/tools")
def shelf(code: str) -> Response:
    """The tools by field; `field` (its id) opens one drawer, `q` searches titles and descriptions."""
    here = answers.workshop(code)
    look = answers.view(code)
    wanted, asked = request.args.get("field", ""), request.args.get("q", "").strip()
    on_shelf = [t for t in tools.everything(answers.session(), here.id) if t.admission == Admission.ADMITTED]
    hits = [tool for tool in on_shelf if tools.speaks_of(tool, asked) and wanted in ("", tool.field_id)]
    kinds = tools.kinds_on_shelf(answers.session(), here.id)
    drawers = [
        {
            **fields.face(field, look.lang),
            "count": sum(kinds.get(field.id, {}).values()),
            "kinds": kinds.get(field.id, {}),
            "tools": [_short(tool) for tool in tools.in_document_order(hits) if tool.field_id == field.id],
        }
        for field in look.fields
    ]
    state = {**look.frame(), "drawers": drawers, "asked": asked, "open": wanted, "found": len(hits)}
    if answers.wants_json():
        return jsonify({"face": "tools", **state})
    return rendered("phone/shelf.html", look, **state)


@blueprint.get("/w/<code>/tools/<tool_id>")
def sheet(code: str, tool_id: str) -> Response:
    """One tool with all that the catalogue knows. A proposal is shown once it is admitted."""
    here = answers.workshop(code)
    look = answers.view(code)
    tool = tools.one(answers.session(), here.id, tool_id)
    if tool.admission != Admission.ADMITTED:
        raise NotFound(what="tool")
    picture = pictures.one(answers.session(), here.id, tool.picture_id) if tool.picture_id else None
    shown = pictures.face(picture, here.code) if picture is not None else None
    state = {**look.frame(), "tool": {**_whole(tool), "picture": shown}, "field": look.field_face(tool.field_id)}
    if answers.wants_json():
        return jsonify({"face": "tool", **state})
    return rendered("phone/tool.html", look, **state)


@blueprint.post("/w/<code>/tools")
def propose(code: str) -> Response:
    """A new tool for the field of one's table; the table host admits it to the ballot."""
    here, person = answers.workshop(code), answers.visitor(code).must_take_part()
    if person.kind == Kind.PUPIL:
        raise NotAllowed(needs=["participant"])
    proposed = answers.perform(
        day.propose_tool, workshop_id=here.id, title=answers.text("title"),
        description=answers.text("description"), participant_id=person.id,
    )  # fmt: skip
    tool = tools.one(answers.fresh(), here.id, proposed["tool"])
    said = _("Vorgeschlagen. Ihre Tischmoderation nimmt das Werkzeug auf den Stimmzettel.")
    at_tables = tables_of_field(here.id, tool.field_id)
    return answers.done(here.code, proposed, said=said, touch=["tools"], table_ids=at_tables, pull=["mine"])


def _short(tool: Tool) -> dict[str, Any]:
    return {"id": tool.id, "title": tool.title, "kind": str(tool.kind), "proposed": tool.is_proposal}


def _whole(tool: Tool) -> dict[str, Any]:
    return {
        **_short(tool),
        "description": tool.description,
        "target_groups": tool.target_groups,
        "institutions": tool.institutions,
        "places": tool.places,
        "websites": tool.websites,
        "variants": tool.variants,
    }
