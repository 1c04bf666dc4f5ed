"""The Generalprobe, begun, watched and wiped from the office."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from facilitation import workshop as workshops
from facilitation.errors import BadInput
from facilitation.web import answers
from facilitation.web.office.frame import blueprint
from facilitation.web.words import _
from facilitation.workshop import Workshop


@blueprint.post("/w/<code>/rehearsals")
def rehearse(code: str) -> Response:
    """Start a Generalprobe: a copy of the workshop with simulated participants."""
    workshop = answers.workshop(code)
    answers.visitor(code).must_be_organiser()
    phones, minutes = answers.number("phones", 100), answers.number("minutes", 0)
    if not 1 <= phones <= 500:
        raise BadInput(field="phones", reason="range", low=1, high=500)
    if not 0 <= minutes <= 480:
        raise BadInput(field="minutes", reason="range", low=0, high=480)
    if workshop.is_rehearsal:
        raise BadInput(field="workshop", reason="choice")
    base = answers.house().config.own_address
    progress = answers.rehearsals().start(answers.house(), base, workshop.code, phones, minutes)
    return answers.done(code, progress, said=_("Die Probe beginnt."))


@blueprint.get("/w/<code>/rehearsals")
def rehearsal_progress(code: str) -> Response:
    """How far the Generalprobe is; `rehearsal` is null without one."""
    workshop = answers.workshop(code)
    answers.visitor(code).must_be_organiser()
    return jsonify({"rehearsal": answers.rehearsals().of(workshop.code)})


@blueprint.post("/w/<code>/rehearsals/wipe")
def wipe_rehearsal(code: str) -> Response:
    """End the Generalprobe and delete its copy."""
    workshop = answers.workshop(code)
    answers.visitor(code).must_be_organiser()
    answers.rehearsals().stop_and_wipe(answers.house(), workshop.code)
    return answers.done(code, {}, said=_("Die Probe ist gelöscht."))


def left_behind(workshop: Workshop) -> dict[str, Any] | None:
    """A rehearsal's copy that a restart left without its guests: it can still be moderated, or wiped."""
    copies = [w for w in workshops.all_workshops(answers.session()) if w.rehearsal_of == workshop.id]
    return (
        {"joined": 0, "phones": 0, "running": False, "said": _("Die Gäste der Probe sind gegangen.")}
        if copies
        else None
    )
