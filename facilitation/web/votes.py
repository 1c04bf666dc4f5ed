"""The presses of a vote: open, shut, take back, reveal, decide ties, type paper in, and into the plan."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Response

from facilitation import ballots, fields, plan
from facilitation.ballots import Method, conduct, ties
from facilitation.ballots.box import PAPER
from facilitation.errors import BadInput
from facilitation.web import answers, voters
from facilitation.web.points import given_points
from facilitation.web.words import _

blueprint = Blueprint("votes", __name__)

PRESSED = ("votes", "turnout", "results", "tools", "statements")


@blueprint.post("/w/<code>/votes/<vote_id>/opening")
def open_vote(code: str, vote_id: str) -> Response:
    """*Abstimmung öffnen*."""
    result = _press(code, vote_id, conduct.open_vote)
    return answers.done(code, result, said=_("Die Abstimmung ist offen."), touch=PRESSED)


@blueprint.post("/w/<code>/votes/<vote_id>/shutting")
def shut(code: str, vote_id: str) -> Response:
    """*Abstimmung schließen*: 30 seconds to take it back."""
    result = _press(code, vote_id, conduct.shut)
    undo = {"action": f"/w/{code}/votes/{vote_id}/shutting/undo", "fields": {"revision": result["revision"]}}
    return answers.done(code, result, said=_("Die Abstimmung ist geschlossen."), touch=PRESSED, undo=undo)


@blueprint.post("/w/<code>/votes/<vote_id>/shutting/undo")
def take_shutting_back(code: str, vote_id: str) -> Response:
    """The vote is open again, as if it had not been shut."""
    result = _press(code, vote_id, conduct.take_shutting_back)
    return answers.done(code, result, said=_("Die Abstimmung ist wieder offen."), touch=PRESSED)


@blueprint.post("/w/<code>/votes/<vote_id>/reveals")
def reveal(code: str, vote_id: str) -> Response:
    """Show one field's result to everyone."""
    workshop, who = answers.workshop(code), answers.visitor(code)
    who.must_be_moderator()
    field = fields.one(answers.session(), workshop.id, answers.text("field_id"))
    result = answers.perform(
        conduct.reveal, workshop_id=workshop.id, vote_id=vote_id, field_id=field.id, role=who.role
    )
    return answers.done(code, result, said=_("„%(field)s“ ist aufgedeckt.", field=str(field.short)), touch=PRESSED)


@blueprint.post("/w/<code>/votes/<vote_id>/ties")
def decide_tie(code: str, vote_id: str) -> Response:
    """Decide a tie across the cut-off: all, run_off or draw."""
    workshop, who = answers.workshop(code), answers.visitor(code)
    who.must_be_moderator()
    method = answers.text("method")
    if method not in tuple(Method):
        raise BadInput(field="method", reason="choice", choices=[m.value for m in Method])
    result = answers.perform(
        ties.decide_tie, workshop_id=workshop.id, vote_id=vote_id, field_id=answers.text("field_id"),
        method=Method(method), role=who.role,
    )  # fmt: skip
    return answers.done(code, result, said=_decided(Method(method), result), touch=(*PRESSED, "agenda"))


@blueprint.post("/w/<code>/votes/<vote_id>/paper-ballots")
def paper_ballot(code: str, vote_id: str) -> Response:
    """Type in a paper ballot for the seat with that `number`, or for the `card` it carries. Its own id is its operation
    id; nothing else is stored."""
    workshop = answers.workshop(code)
    answers.visitor(code).must_be_reception()
    vote = ballots.one(answers.session(), workshop.id, vote_id)
    voter, number = voters.on_paper(workshop, vote)
    _must_type_for(code, voter.field)
    receipt = answers.house().boxes.cast(
        vote, credential=voter.credential, ballot_id=answers.text("ballot_id") or secrets.token_urlsafe(16),
        field_id=voter.field, points=given_points(), allowed=voter.allowed, channel=PAPER,
    )  # fmt: skip
    said = _("Der Stimmzettel von Nummer %(number)s liegt im Kasten.", number=number)
    said = said if number else _("Der Stimmzettel liegt im Kasten.")
    return answers.done(code, {"fingerprint": receipt["fingerprint"]}, said=said, touch=("turnout",))


@blueprint.post("/w/<code>/votes/<vote_id>/plan")
def into_plan(code: str, vote_id: str) -> Response:
    """*In den Werkstattplan übernehmen*."""
    workshop, who = answers.workshop(code), answers.visitor(code)
    who.must_be_moderator()
    result = answers.perform(plan.take_over, workshop_id=workshop.id, vote_id=vote_id, role=who.role)
    said = _("%(n)s Einträge stehen im Werkstattplan.", n=result["entries"])
    return answers.done(code, result, said=said, touch=("results", "votes"))


def _press(code: str, vote_id: str, verb: Any) -> Any:
    """One press on a vote at the revision the screen showed; then its box follows."""
    workshop, who = answers.workshop(code), answers.visitor(code)
    who.must_be_moderator()
    result = answers.perform(
        verb, workshop_id=workshop.id, vote_id=vote_id, revision=answers.number("revision"), role=who.role
    )
    answers.house().follow_box(workshop.id, vote_id)
    return result


def _must_type_for(code: str, field_id: str) -> None:
    """Paper is typed in by a moderator, or by a host for the field of their table."""
    who = answers.visitor(code)
    if who.is_moderator:
        return
    every = fields.tables(answers.session(), answers.workshop(code).id)
    if not any(who.is_host_of(table.id) for table in every if field_id in ("", table.field_id)):
        who.must_be_moderator()


def _decided(method: Method, result: dict[str, Any]) -> str:
    if method is Method.DRAW:
        return _("Das Los hat entschieden. Losnummer: %(seed)s.", seed=result["seed"])
    if method is Method.RUN_OFF:
        return _("Die Stichwahl ist angelegt. Mit „Weiter“ kommen Sie zu ihr.")
    return _("Alle gleichauf liegenden Werkzeuge sind aufgenommen.")
