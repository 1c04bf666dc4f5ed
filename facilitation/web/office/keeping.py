"""How long people's data is kept: the countdown, the deletion with its receipt."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response, render_template

from facilitation import retention
from facilitation.errors import BadInput
from facilitation.web import answers
from facilitation.web.office.frame import blueprint, frame, must_be_organiser
from facilitation.web.words import _
from facilitation.workshop import Settings


@blueprint.get("/w/<code>/office/retention")
def keeping(code: str) -> Response:
    """What there is, when it will be deleted, and the receipts of what was."""
    workshop = must_be_organiser(code)
    session, now = answers.session(), answers.house().clock.now()
    due = retention.due_at(session, workshop)
    state: dict[str, Any] = {
        "days": workshop.settings.retention_days,
        "due": workshop.local(due).isoformat(),
        "left_days": max(0, (due - now).days),
        "held": retention.counted(session, workshop.id, now),
        "receipts": [
            {**retention.face(one), "at": workshop.local(one.at).isoformat()}
            for one in retention.receipts(session, workshop.id)
        ],
    }
    if answers.wants_json():
        return jsonify(state)
    more = {
        "revision": workshop.revision, "values": {"retention_days": state["days"]}, "words": _words(),
        "limits": Settings.LIMITS["retention_days"],
    }  # fmt: skip
    return make_response(render_template("office/retention.html", **state, **more, **frame(workshop)))


@blueprint.post("/w/<code>/office/retention/deletion")
def delete_now(code: str) -> Response:
    """Delete at once what leads to people. The code of the workshop is typed to confirm."""
    workshop = must_be_organiser(code)
    if answers.text("typed").strip().upper() != workshop.code:
        raise BadInput(field="typed", reason="wrong", value=workshop.code)
    receipt = answers.house().purge(workshop.id, "organiser")
    said = _("Gelöscht. Die Quittung steht unten.")
    return answers.done(code, receipt, said=said, touch=("presence", "groups", "statements"))


def _words() -> dict[str, str]:
    return {
        "names": _("Namen und Einrichtungen"),
        "phones": _("Schlüssel von Telefonen"),
        "authors": _("Wer etwas geschrieben hat"),
        "supports": _("Wer zugestimmt hat"),
        "hidden": _("Ausgeblendete Texte"),
        "links": _("Namen von Links"),
        "contacts": _("Ansprechpartner beendeter Erhebungen"),
        "operations": _("Gemerkte Vorgänge"),
    }
