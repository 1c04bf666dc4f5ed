"""The shared tablet: one card, one ballot, and everything about it forgotten. A host or moderator puts it up.

The card and the ballot's id travel in forms only; no cookie and no storage of the tablet knows them.
"""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from facilitation import ballots, fields
from facilitation.ballots import State, Vote
from facilitation.errors import NotFound
from facilitation.live.rendering import language
from facilitation.live.states.phone import ballot_sheets, vote_face
from facilitation.live.view import View
from facilitation.web import answers, cookies, languages, voters
from facilitation.web import voting_cards as in_hand
from facilitation.web.phone.voting_card import TABLET
from facilitation.web.points import given_points
from facilitation.web.words import _
from facilitation.workshop import Workshop

blueprint = Blueprint("tablet", __name__)


@blueprint.get("/w/<code>/tablet")
def begin(code: str) -> Response:
    """The next person's turn: card, and the field where they sit. This browser is a shared one from now on."""
    here = _kept_by(code)
    look = answers.view(code)
    running = [vote for vote in in_hand.votes_running(here) if vote.state == State.OPEN]
    concerned = {field for vote in running for field in _fields_of(look, vote)}
    state = {
        "votes": [vote_face(look, vote) for vote in running],
        "fields": [look.field_face(field.id) for field in look.numbered_fields if field.id in concerned],
    }
    response = jsonify({"face": "tablet", **state}) if answers.wants_json() else _page("start", look, **state)
    cookies.keep(response, cookies.of_role(TABLET, here.code), "1")
    return response


@blueprint.post("/w/<code>/tablet")
def lay_out(code: str) -> Response:
    """The ballot of a card, for a vote (`vote_id`) and a field (`field_id`)."""
    here = _kept_by(code)
    vote = _vote(here)
    card = in_hand.named(here, answers.text("card"))
    in_hand.must_be_unused(card, [vote])
    voter = voters.with_card(here, vote, card, field_id=answers.text("field_id"))
    table = next((t for t in fields.tables(answers.session(), here.id) if t.field_id == voter.field), None)
    look = answers.view(code, table_id=table.id if table is not None else "")
    state = {"vote": vote_face(look, vote), "sheets": ballot_sheets(look, vote)}
    if answers.wants_json():
        return jsonify({"ok": True, "said": "", "result": {"field": voter.field, **state}, "pull": []})
    return _left_alone(300, here, _page("ballot", look, **state, card=answers.text("card"), field=voter.field))


@blueprint.post("/w/<code>/tablet/ballots")
def cast(code: str) -> Response:
    """Put the card's ballot in. Afterwards the tablet cannot change it: its id is forgotten."""
    here = _kept_by(code)
    vote = _vote(here)
    card = in_hand.named(here, answers.text("card"))
    voter = voters.with_card(here, vote, card, field_id=answers.text("field_id"))
    receipt = answers.house().boxes.cast(
        vote, credential=voter.credential, ballot_id=answers.text("ballot_id") or secrets.token_urlsafe(16),
        field_id=voter.field, points=given_points(), allowed=voter.allowed,
    )  # fmt: skip
    said = _("Ihr Stimmzettel liegt im Kasten.")
    response = answers.done(here.code, receipt, said=said, touch=["turnout"])
    if not answers.wants_json():
        response = _left_alone(30, here, _page("done", answers.view(code), receipt=receipt))
    if languages.COOKIE in request.cookies:  # the next person chooses for themselves
        cookies.drop(response, languages.COOKIE)
    return response


@blueprint.post("/w/<code>/tablet/end")
def take_away(code: str) -> Response:
    """The tablet is an ordinary browser again."""
    here = answers.workshop(code)
    response = answers.done(here.code, {}, location=f"/w/{here.code}/")
    cookies.drop(response, cookies.of_role(TABLET, here.code))
    return response


def _kept_by(code: str) -> Workshop:
    here = answers.workshop(code)
    answers.visitor(code).must_be_reception()
    return here


def _vote(here: Workshop) -> Vote:
    """The vote with cards that is named, else the only one that runs. Raises NotFound."""
    running = [vote for vote in in_hand.votes_running(here) if vote.state == State.OPEN]
    named = answers.text("vote_id") or (running[0].id if running else "")
    vote = ballots.one(answers.session(), here.id, named)
    if not vote.by_cards:
        raise NotFound(what="vote")
    return vote


def _fields_of(look: View, vote: Vote) -> set[str]:
    """The fields a person may choose among; a plenary vote needs none."""
    return set() if vote.scope == "plenary" else {option.field_id for option in ballots.options(look.session, vote)}


def _left_alone(seconds: int, here: Workshop, page: Response) -> Response:
    """Without script nobody notices whether the tablet is still used: after a while it starts over. With script the
    page is fetched, and this says nothing."""
    page.headers["Refresh"] = f"{seconds}; url=/w/{here.code}/tablet"
    return page


def _page(name: str, look: View, **state: Any) -> Response:
    language.set(look.lang)
    frame = {**look.frame(), "face": "phone", "script": "tablet", "theme": look.workshop.settings.theme}
    given = {"on_page": True, "key": answers.new_key, "scene": {"questions": []}, "limit": 0, "given": None}
    return make_response(render_template(f"tablet/{name}.html", **{**frame, **given, **state}))
