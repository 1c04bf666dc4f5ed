"""What everyone may check after the last reveal: the public list of a vote, as a page and as a file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify

from facilitation import ballots, proofs
from facilitation.ballots.public_list import public_list
from facilitation.web import answers
from facilitation.web.phone.face import rendered

blueprint = Blueprint("public", __name__)


@blueprint.get("/w/<code>/public/votes/<vote_id>")
def page(code: str, vote_id: str) -> Response:
    """Fingerprints, and apart from them what the ballots say. The phone finds its own mark in it."""
    workshop = answers.workshop(code)
    answers.visitor(code)
    said = public_list(answers.session(), workshop, ballots.one(answers.session(), workshop.id, vote_id))
    if answers.wants_json():
        return jsonify(said)
    return rendered("phone/public_list.html", answers.view(code), said=said, titles=_titles(said))


@blueprint.get("/w/<code>/public/votes/<vote_id>/file")
def file(code: str, vote_id: str) -> Response:
    """The same list as a file for `zaehlen.py` and `facilitation verify` (docs/votes.md)."""
    workshop = answers.workshop(code)
    answers.visitor(code)
    vote = ballots.one(answers.session(), workshop.id, vote_id)
    said = public_list(answers.session(), workshop, vote)
    return answers.download(proofs.write(said), f"abstimmung-{workshop.code}-{vote.id[:8]}.json")


def _titles(said: dict[str, Any]) -> dict[str, str]:
    return {row["tool"]: row["title"] for field in said["fields"] for row in field["rows"]}
