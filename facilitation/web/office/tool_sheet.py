"""One tool's sheet in the office: every part in place, its picture, put away or taken out."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response, render_template, request

from facilitation import fields, pictures, tools
from facilitation.aside import aside
from facilitation.pictures import BadPicture
from facilitation.tools import Admission, Kind, Tool, editing
from facilitation.web import answers
from facilitation.web.limits import takes
from facilitation.web.office.frame import blueprint, frame, must_be_organiser
from facilitation.web.office.tool_list import given_parts, row
from facilitation.web.words import _
from facilitation.workshop import Workshop


@blueprint.get("/w/<code>/office/tools/<tool_id>")
def tool_sheet(code: str, tool_id: str) -> Response:
    """One tool with all its parts."""
    workshop = must_be_organiser(code)
    state = _state(workshop, tools.one(answers.session(), workshop.id, tool_id))
    if answers.wants_json():
        return jsonify(state)
    return make_response(render_template("office/tool.html", kinds=list(Kind), **state, **frame(workshop)))


@blueprint.post("/w/<code>/office/tools/<tool_id>")
def change_tool(code: str, tool_id: str) -> Response:
    """Change the parts that were sent."""
    tool, parts = _tool(code, tool_id), given_parts()
    before = editing.as_typed(tool)
    result = _perform(code, editing.change, tool_id, parts=parts)
    undo = _undo(code, tool_id, result, **{name: before[name] for name in parts if before[name] != parts[name]})
    return answers.done(code, result, said=_("Gespeichert."), touch=["tools"], undo=undo)


@blueprint.post("/w/<code>/office/tools/<tool_id>/shelving")
def shelve_tool(code: str, tool_id: str) -> Response:
    """Put the tool away (`away`), or back on the shelf."""
    _tool(code, tool_id)
    away = answers.flag("away")
    result = _perform(code, editing.put_away, tool_id, away=away)
    said = _("Das Werkzeug ist weggelegt.") if away else _("Das Werkzeug liegt wieder im Regal.")
    undo = _undo(code, f"{tool_id}/shelving", result, away="" if away else "1")
    return answers.done(code, result, said=said, touch=["tools"], undo=undo)


@blueprint.post("/w/<code>/office/tools/<tool_id>/removal")
def remove_tool(code: str, tool_id: str) -> Response:
    """Take the tool out for good; where something rests on it, it can only be put away."""
    parts = editing.as_typed(_tool(code, tool_id))
    result = _perform(code, editing.remove, tool_id)
    undo = {"action": f"/w/{code}/office/tools", "fields": parts}
    place = None if answers.wants_json() else f"/w/{code}/office/tools"  # with script the way back stays in sight
    said = _("Das Werkzeug ist entfernt.")
    return answers.done(code, result, said=said, touch=["tools"], undo=undo, location=place)


@blueprint.post("/w/<code>/office/tools/<tool_id>/picture")
@takes(pictures.LARGEST_FILE + 65536)
def picture_tool(code: str, tool_id: str) -> Response:
    """A picture with words for those who cannot see it (`alt`); without a file only the words change."""
    tool = _tool(code, tool_id)
    sent, alt = request.files.get("picture"), answers.text("alt")
    data = sent.read() if sent is not None else b""
    if not data and tool.picture_id is None:
        raise BadPicture(reason="empty")
    picture = aside(pictures.drawn, data) if data else None
    name = sent.filename or "" if sent is not None else ""
    result = _perform(code, editing.set_picture, tool_id, picture=picture, name=name, alt=alt)
    return answers.done(code, result, said=_("Das Bild ist gespeichert."), touch=["tools"])


@blueprint.post("/w/<code>/office/tools/<tool_id>/picture/removal")
def unpicture_tool(code: str, tool_id: str) -> Response:
    """The tool without its picture."""
    _tool(code, tool_id)
    result = _perform(code, editing.remove_picture, tool_id)
    return answers.done(code, result, said=_("Das Bild ist entfernt."), touch=["tools"])


def _tool(code: str, tool_id: str) -> Tool:
    return tools.one(answers.session(), must_be_organiser(code).id, tool_id)


def _perform(code: str, verb: Any, tool_id: str, **given: Any) -> Any:
    return answers.perform(
        verb, workshop_id=answers.workshop(code).id, tool_id=tool_id, revision=answers.number("revision"),
        role="organiser", **given,
    )  # fmt: skip


def _undo(code: str, path: str, result: Any, **before: str) -> dict[str, Any] | None:
    fields_before = {"revision": result["revision"], **before}
    return {"action": f"/w/{code}/office/tools/{path}", "fields": fields_before} if before else None


def _state(workshop: Workshop, tool: Tool) -> dict[str, Any]:
    session = answers.session()
    picture = pictures.one(session, workshop.id, tool.picture_id) if tool.picture_id else None
    return {
        "tool": {**row(tool), **editing.as_typed(tool), "key": tool.key},
        "picture": pictures.face(picture, workshop.code) if picture is not None else None,
        "rests": editing.resting_on(session, [tool.id]).get(tool.id, []),
        "is_away": tool.admission == Admission.AWAY,
        "fields": [fields.face(field) for field in fields.everything(session, workshop.id)],
    }
