"""The phone's page, its regions when a phone asks for them again, and the public results."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template
from sqlalchemy import select

from facilitation import statements
from facilitation.ballots import SealedBallot
from facilitation.fields import tables
from facilitation.live.rendering import language
from facilitation.live.states import revealed
from facilitation.live.view import View
from facilitation.web import answers

blueprint = Blueprint("phone", __name__)


@blueprint.get("/w/<code>/phone")
def page(code: str) -> Response:
    """The whole phone: top, scene and the person's own part."""
    here, who = answers.workshop(code), answers.visitor(code)
    who.must_take_part()
    look = answers.view(code)
    return answers.face("phone", "phone/page.html", look, theme=here.settings.theme, **_own_marks(look))


@blueprint.get("/w/<code>/regions/phone")
def regions(code: str) -> Response:
    answers.visitor(code).must_take_part()
    look = answers.view(code)
    return answers.pulled("phone", look, **_own_marks(look))


@blueprint.get("/w/<code>/results")
def results(code: str) -> Response:
    """What has been revealed so far, for everyone; with the ballots' fingerprints once a vote is fully revealed."""
    answers.visitor(code)
    look = answers.view(code)
    votes = [revealed.of_vote(look, vote) for vote in revealed.all_counted(look)]
    for vote in votes:
        vote["fingerprints"] = _fingerprints(look, vote["id"]) if vote["is_complete"] else []
    state = {**look.frame(), "title": look.workshop.title.to(look.lang), "votes": votes}
    if answers.wants_json():
        return jsonify({"face": "results", **state})
    return rendered("phone/results.html", look, **state)


def rendered(template: str, look: View, **state: Any) -> Response:
    """A quiet page beside the live one, in the phone's clothes."""
    language.set(look.lang)
    frame = {**look.frame(), "face": "phone", "script": "phone/quiet", "theme": look.workshop.settings.theme}
    return make_response(render_template(template, **{**frame, **state}))


def tables_of_field(workshop_id: str, field_id: str) -> set[str]:
    """The tables whose screens show a field."""
    return {table.id for table in tables(answers.session(), workshop_id) if table.field_id == field_id}


def _own_marks(look: View) -> dict[str, Any]:
    """What only this reader's rendering may carry: the cards they agree with."""
    assert look.person is not None
    return {"agreed": statements.supported_by(look.session, look.workshop_id, look.person.id)}


def _fingerprints(look: View, vote_id: str) -> list[str]:
    wanted = select(SealedBallot.fingerprint).where(SealedBallot.vote_id == vote_id)
    return sorted(look.session.scalars(wanted))
