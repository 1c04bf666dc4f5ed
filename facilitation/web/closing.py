"""Closing a vote by two people, its protocol, and the recount."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template

from facilitation import ballots, documents, recount
from facilitation.ballots import closing, conduct
from facilitation.ballots.minutes import minutes
from facilitation.web import answers
from facilitation.web.deeds import door
from facilitation.web.recounted import difference
from facilitation.web.words import _

blueprint = Blueprint("closing", __name__)

PRESSED = ("votes", "turnout", "results", "tools", "statements")


@blueprint.post("/w/<code>/votes/<vote_id>/sealing")
def seal(code: str, vote_id: str) -> Response:
    """*Auszählen* on one press; with voting cards only with `alone`. If the count could not be saved after all, paper
    stays possible."""
    workshop, who = answers.workshop(code), answers.visitor(code)
    who.must_be_moderator()
    try:
        result = answers.perform(
            conduct.seal, workshop_id=workshop.id, vote_id=vote_id, revision=answers.number("revision"), role=who.role,
            alone=answers.flag("alone"), _boxes=answers.house().boxes,
        )  # fmt: skip
    finally:
        answers.house().follow_box(workshop.id, vote_id)
    return answers.done(code, result, said=_counted(), touch=PRESSED)


@blueprint.post("/w/<code>/votes/<vote_id>/sealing/request")
def ask_for_count(code: str, vote_id: str) -> Response:
    """Ask a second person to confirm the count."""
    workshop, who = answers.workshop(code), answers.visitor(code)
    who.must_be_moderator()
    result = answers.perform(
        closing.ask_for_count, workshop_id=workshop.id, vote_id=vote_id, revision=answers.number("revision"),
        role=who.role, hands=who.hands,
    )  # fmt: skip
    undo = {
        "action": f"/w/{code}/votes/{vote_id}/sealing/request/withdrawal", "fields": {"revision": result["revision"]},
    }  # fmt: skip
    said = _("Gefragt ist jetzt eine zweite Person auf ihrem Gerät.")
    return answers.done(code, result, said=said, touch=PRESSED, undo=undo)


@blueprint.post("/w/<code>/votes/<vote_id>/sealing/request/withdrawal")
def withdraw_request(code: str, vote_id: str) -> Response:
    """Nothing is counted yet after all."""
    workshop, who = answers.workshop(code), answers.visitor(code)
    who.must_be_moderator()
    result = answers.perform(
        closing.withdraw_request, workshop_id=workshop.id, vote_id=vote_id, revision=answers.number("revision"),
        role=who.role,
    )  # fmt: skip
    return answers.done(code, result, said=_("Die Anfrage ist zurückgenommen."), touch=PRESSED)


@blueprint.post("/w/<code>/votes/<vote_id>/sealing/confirmation")
def confirm(code: str, vote_id: str) -> Response:
    """The second person confirms on a device of their own, and the vote is counted."""
    workshop, who = answers.workshop(code), answers.visitor(code)
    who.must_be_witness()
    vote = ballots.one(answers.session(), workshop.id, vote_id)
    try:
        result = answers.perform(
            closing.confirm, workshop_id=workshop.id, vote_id=vote.id, revision=answers.number("revision"),
            role=who.role, hands=who.hands, _boxes=answers.house().boxes,
        )  # fmt: skip
    finally:
        answers.house().follow_box(workshop.id, vote.id)
    return answers.done(code, result, said=_counted(), touch=PRESSED)


@blueprint.post("/w/<code>/votes/<vote_id>/recounts")
def count_again(code: str, vote_id: str) -> Response:
    """*Nachzählen*: what was counted is compared with all that was said of it."""
    workshop, who = answers.workshop(code), answers.visitor(code)
    who.must_be_moderator()
    result = answers.perform(recount.recount, workshop_id=workshop.id, vote_id=vote_id, role=who.role)
    if result["equal"]:
        said = _("Nachgezählt: %(n)s Stimmzettel, alles stimmt überein.", n=result["ballots"])
    else:
        number = len(result["differences"]) + result["more"]
        said = _("Nachgezählt: %(n)s Abweichungen. Sie stehen im Protokoll der Abstimmung.", n=number)
    return answers.done(code, result, said=said, touch=("votes",))


@blueprint.get("/w/<code>/votes/<vote_id>/protocol")
def protocol(code: str, vote_id: str) -> Response:
    """The protocol of one vote."""
    workshop = answers.workshop(code)
    answers.visitor(code).must_be_moderator()
    look = answers.view(code)
    look.lang = "de"
    state: dict[str, Any] = minutes(look.session, ballots.one(look.session, workshop.id, vote_id))
    if answers.wants_json():
        return jsonify(state)
    frame = {"face": "moderator", "page": "votes", "theme": "auto", "key": answers.new_key}
    frame |= {"difference": difference, "door": door}
    formats = documents.DOCUMENTS["abstimmungsprotokoll"].formats
    heading = {"heading": str(workshop.title), "region": workshop.region, "formats": formats}
    shown = {**look.frame(), **frame, **heading, "minutes": state}
    return make_response(render_template("moderator/protocol.html", **shown))


def _counted() -> str:
    return _("Es ist ausgezählt. Jetzt deckt die Moderation Feld für Feld auf.")
