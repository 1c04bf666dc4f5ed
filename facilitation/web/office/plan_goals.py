"""The Zielkatalog in the office: each column in place, a goal a line."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response, render_template

from facilitation import goals
from facilitation.web import answers
from facilitation.web.office import in_place
from facilitation.web.office.frame import blueprint, frame, must_be_organiser
from facilitation.workshop import Workshop


@blueprint.get("/w/<code>/office/goals")
def goals_page(code: str) -> Response:
    """Both tables of goals."""
    workshop = must_be_organiser(code)
    state = {"levels": _levels(workshop)}
    if answers.wants_json():
        return jsonify(state)
    return make_response(render_template("office/goals.html", **state, **frame(workshop)))


@blueprint.post("/w/<code>/office/goals/<level>/<name>")
def edit_goals(code: str, level: str, name: str) -> Response:
    """Write a column anew: `text` holds a goal a line."""
    workshop = must_be_organiser(code)
    result = answers.perform(
        goals.edit, workshop_id=workshop.id, level=level, name=name, revision=answers.number("revision"),
        role=answers.visitor(code).role, text=answers.text("text"),
    )  # fmt: skip
    return in_place.done(code, f"/w/{code}/office/goals/{level}/{name}", result, touch=())


def _levels(workshop: Workshop) -> list[dict[str, Any]]:
    session = answers.session()
    return [
        {
            "level": level, "title": f"{workshop.title} {workshop.region}".strip() + f" – {goals.TITLES[level]}",
            "columns": [_column(goals.one(session, workshop.id, level, name)) for name in columns],
        }
        for level, columns in goals.CATALOGUE.items()
    ]  # fmt: skip


def _column(column: goals.GoalColumn) -> dict[str, Any]:
    return {
        "name": column.name, "heading": goals.CATALOGUE[column.level][column.name], "of": goals.of(column),
        "revision": column.revision, "values": goals.shown(column), "goals": column.texts,
    }  # fmt: skip
