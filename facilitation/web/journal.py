"""The journal of the day for moderators and organisers: to read, and as a file that proves itself."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response, render_template

from facilitation import journal, proofs
from facilitation.web import answers
from facilitation.web.deeds import door, told

blueprint = Blueprint("journal", __name__)


@blueprint.get("/w/<code>/moderation/journal")
def show_journal(code: str) -> Response:
    """What was pressed, by which role, newest first."""
    workshop = answers.workshop(code)
    answers.visitor(code).must_be_moderator()
    look = answers.view(code)
    look.lang = "de"
    chain = journal.entries(look.session, workshop.id)
    items = {item.key: item.title.to(look.lang) for item in look.day.items}
    entries = [{**entry, "told": told(e, items)} for e, entry in zip(chain, _entries(chain), strict=True)]
    state = {
        "entries": entries[::-1],
        "head": chain[-1].hash if chain else None,
        "broken": journal.first_broken(chain),
    }
    if answers.wants_json():
        return jsonify(state)
    frame = {**look.frame(), "face": "moderator", "page": "journal", "theme": "auto", "key": answers.new_key}
    heading = {"heading": str(workshop.title), "region": workshop.region, "door": door}
    return make_response(render_template("moderator/journal.html", **{**frame, **heading, **state}))


@blueprint.get("/w/<code>/moderation/journal/file")
def journal_file(code: str) -> Response:
    """The whole journal as a file that `facilitation verify` reads (docs/votes.md)."""
    workshop = answers.workshop(code)
    answers.visitor(code).must_be_moderator()
    chain = journal.entries(answers.session(), workshop.id)
    return answers.download(proofs.write(journal.told(chain, workshop.code)), f"protokoll-{workshop.code}.json")


def _entries(chain: list[journal.Entry]) -> list[dict[str, object]]:
    entries: list[dict[str, object]] = journal.told(chain, "")["entries"]
    return entries
