"""The ballot from a phone: into the box, and back into view for who knows its id.

A single ballot leaves no operation, no journal line and no log line: its own id makes a repeat harmless.
"""

from __future__ import annotations

import secrets
from typing import Any

from flask import Response, jsonify, request

from facilitation import ballots, fields
from facilitation.ballots import SealedBallot, Vote
from facilitation.ballots.results import fields_of
from facilitation.errors import Refusal
from facilitation.live.states.phone import ballot_sheets, vote_face
from facilitation.live.view import View
from facilitation.web import answers, cookies, voters, voting_cards
from facilitation.web.phone.face import blueprint, rendered
from facilitation.web.points import given_points
from facilitation.web.words import _
from facilitation.workshop import Workshop


class NoBallot(Refusal):
    """No ballot of this id lies in the box, or the vote is being counted."""

    code = "no_ballot"
    status = 404


@blueprint.post("/w/<code>/votes/<vote_id>/ballots")
def cast(code: str, vote_id: str) -> Response:
    """Put a ballot in, or change the one whose id is known. Participants; with voting cards whoever has read one."""
    here = answers.workshop(code)
    vote = voters.vote_of(here, vote_id)
    voter = voters.on_phone(here, vote)
    ballot_id, points = _ballot_id(here), given_points()
    answers.let_go()
    receipt = answers.house().boxes.cast(
        vote, credential=voter.credential, ballot_id=ballot_id, field_id=voter.field, points=points,
        allowed=voter.allowed,
    )  # fmt: skip
    path = cookies.ballot_path(here.code, vote.id)
    said = _("Ihr Stimmzettel liegt im Kasten.")
    response = answers.done(here.code, receipt, said=said, touch=["turnout"], location=_only_without_script(path))
    if not answers.wants_json():
        cookies.keep(response, cookies.of_ballot(here.code), ballot_id, path=path)
    return response


@blueprint.post("/w/<code>/votes/<vote_id>/ballots/lookup")
def look_up(code: str, vote_id: str) -> Response:
    """What lies in the box under an id, which is told in the body and never in an address."""
    here = answers.workshop(code)
    vote = ballots.one(answers.session(), here.id, vote_id)
    found = _find(vote, answers.text("ballot_id"))
    if found is None:
        raise NoBallot()
    return jsonify({"ok": True, "said": "", "result": found, "pull": []})


@blueprint.get("/w/<code>/votes/<vote_id>/ballot")
def own_ballot(code: str, vote_id: str) -> Response:
    """Without script: the ballot that this browser's cookie remembers, to look at and to change. For a card without a
    seat it is the ballot, of the field that is chosen (`field`)."""
    here = answers.workshop(code)
    vote = ballots.one(answers.session(), here.id, vote_id)
    card = voting_cards.held(here) if vote.by_cards else None
    if card is None:
        answers.visitor(code).must_take_part()
    ballot_id = request.cookies.get(cookies.of_ballot(here.code), "")
    look = answers.view(code)
    chosen = _choose(look, request.args.get("field", ""))
    return rendered(
        "phone/ballot.html", look, vote=vote_face(look, vote), sheets=ballot_sheets(look, vote), limit=0,
        given=_find(vote, ballot_id), on_page=True, key=answers.new_key, scene={"questions": []}, card=card is not None,
        chosen_field=chosen, script="card",
    )  # fmt: skip


def _choose(look: View, field_id: str) -> str:
    """Whoever has no seat takes the ballot of the field they name. Returns it, or nothing for those who sit."""
    if not field_id or look.table_id is not None:
        return ""
    look.table_id = next(
        (table.id for table in fields.tables(look.session, look.workshop_id) if table.field_id == field_id), None
    )
    return field_id if look.table_id is not None else ""


def _find(vote: Vote, ballot_id: str) -> dict[str, Any] | None:
    """From the box while there is one; from the counted ballots once every field is revealed."""
    lying = answers.house().boxes.look_up(vote, ballot_id) if ballot_id else None
    if lying is None and ballot_id and _is_revealed(vote):
        sealed = answers.session().get(SealedBallot, (vote.id, ballot_id))
        if sealed is not None and not sealed.is_restored:
            return _told(sealed.field_id, sealed.content, sealed.fingerprint, counted=True)
    return _told(lying.field_id, lying.content, lying.fingerprint, counted=False) if lying is not None else None


def _told(field_id: str, content: dict[str, Any], fingerprint: str, *, counted: bool) -> dict[str, Any]:
    points = content["points"]
    told = {"found": True, "field": field_id, "points": points, "abstained": not points}
    return {**told, "fingerprint": fingerprint, "counted": counted}


def _is_revealed(vote: Vote) -> bool:
    session = answers.session()
    return vote.is_counted and set(fields_of(session, vote)) == set(ballots.revealed(session, vote))


def _ballot_id(here: Workshop) -> str:
    """A script names the id it keeps; without one the cookie does, or the form that has just been drawn."""
    told = answers.text("ballot_id")
    if answers.wants_json():
        return told
    return request.cookies.get(cookies.of_ballot(here.code)) or told or secrets.token_urlsafe(16)


def _only_without_script(path: str) -> str | None:
    return None if answers.wants_json() else f"{path}/ballot"
