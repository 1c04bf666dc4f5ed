"""One workshop's office: where its faces are, what to do before the day and after it, its documents."""

from __future__ import annotations

from flask import Response, jsonify, make_response, render_template

from facilitation import documents
from facilitation.agenda import programme
from facilitation.web import answers
from facilitation.web.office.afterwards import left_to_do
from facilitation.web.office.checklist import checklist
from facilitation.web.office.frame import blueprint, frame, workshop_face
from facilitation.web.office.rehearsals import left_behind


@blueprint.get("/w/<code>/office")
def overview(code: str) -> Response:
    """One workshop: where its faces are, what is to do before the day or after it, and the Generalprobe."""
    workshop = answers.workshop(code)
    answers.visitor(code).must_be_organiser()
    state = {
        "workshop": workshop_face(workshop),
        "closed": programme(answers.session(), workshop.id).agenda.closed_at is not None,
        "checklist": checklist(workshop),
        "left": left_to_do(workshop),
        "rehearsal": answers.rehearsals().of(workshop.code) or left_behind(workshop),
        "documents": [
            {"id": kind.id, "title": kind.title, "formats": list(kind.formats)} for kind in documents.DOCUMENTS.values()
        ],
    }
    if answers.wants_json():
        return jsonify(state)
    return make_response(render_template("office/overview.html", **state, **frame(workshop)))
