"""Versions of the plan in the office: keep one under its Stand, take an old one out, see what changed since."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response, render_template, request

from facilitation import documents, plan_versions
from facilitation.documents.description import stand_of
from facilitation.errors import BadInput
from facilitation.web import answers
from facilitation.web.office.frame import blueprint, frame, must_be_organiser
from facilitation.web.office.plan_words import cell_name, kind_name
from facilitation.web.words import _
from facilitation.workshop import Workshop

NOW = "now"


@blueprint.get("/w/<code>/office/plan/versions")
def versions(code: str) -> Response:
    """The kept versions, and what changed from one (`old`) to another (`new`, also ``now``)."""
    workshop = must_be_organiser(code)
    known = plan_versions.everything(answers.session(), workshop.id)
    old = request.args.get("old", str(known[0].number) if known else "")
    new = request.args.get("new", NOW)
    state = {
        "versions": [_face(version, workshop) for version in known], "old": old, "new": new,
        "changes": _changes(workshop, old, new) if known else None,
        "label": f"{stand_of(workshop, answers.house().clock.now())}",
    }  # fmt: skip
    if answers.wants_json():
        return jsonify(state)
    exports = [documents.DOCUMENTS[name] for name in documents.OF_VERSIONS]
    return make_response(render_template("office/plan_versions.html", exports=exports, **state, **frame(workshop)))


@blueprint.post("/w/<code>/office/plan/versions")
def keep_version(code: str) -> Response:
    """Keep the plan as it stands now; `label` is its Stand."""
    workshop = must_be_organiser(code)
    result = answers.perform(
        plan_versions.keep, workshop_id=workshop.id, label=answers.text("label"), role=answers.visitor(code).role
    )
    location = f"/w/{code}/office/plan/versions"
    return answers.done(code, result, said=_("Der Stand ist festgehalten."), location=location)


@blueprint.get("/w/<code>/office/plan/versions/<int:version>/<name>.<fmt>")
def version_document(code: str, version: int, name: str, fmt: str) -> Response:
    """A document of the plan as it stood then."""
    workshop = must_be_organiser(code)
    found = plan_versions.one(answers.session(), workshop.id, version)
    return answers.download(*documents.export_version(answers.session(), workshop, found, name, fmt))


def _changes(workshop: Workshop, old: str, new: str) -> dict[str, list[dict[str, Any]]]:
    told = plan_versions.compared(_content(workshop, old), _content(workshop, new))
    for rows in told.values():
        for row in rows:
            row["kind_name"] = kind_name(row["kind"])
            if "cell" in row:
                row["cell_name"] = cell_name(row["cell"])
    return told


def _content(workshop: Workshop, number: str) -> dict[str, Any]:
    if number == NOW:
        return plan_versions.frozen(answers.session(), workshop.id)
    if not number.isdecimal() or len(number) > 6:
        raise BadInput(field="version", reason="number")
    return plan_versions.one(answers.session(), workshop.id, int(number)).content


def _face(version: plan_versions.PlanVersion, workshop: Workshop) -> dict[str, Any]:
    return {
        "number": version.number, "label": version.label, "made_by": version.made_by,
        "made_at": version.made_at.isoformat(), "made": f"{workshop.local(version.made_at):%d.%m.%Y, %H:%M}",
        "entries": len(version.content["entries"]),
    }  # fmt: skip
