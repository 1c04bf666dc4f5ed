"""Reading a voting card in on the own phone: its code stands behind the # of the QR and is posted once, or typed.

Nothing here is an operation: a stored answer would remember when which phone read a card.
"""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response, redirect, request

from facilitation import fields, voting_cards
from facilitation.web import answers, cookies
from facilitation.web import voting_cards as in_hand
from facilitation.web.phone.face import blueprint, rendered
from facilitation.web.words import _
from facilitation.workshop import Workshop

TABLET = "tablet"


@blueprint.get("/W/<code>/CARD")
def card_by_qr(code: str) -> Response:
    """The card's QR is in capitals but for its #: that makes a smaller code. Browsers carry the part behind the #."""
    return make_response(redirect(f"/w/{code.upper()}/card", 302))


@blueprint.get("/w/<code>/card")
def card_page(code: str) -> Response:
    """Read a card in; or, once it is read, the way to the ballot. A shared tablet reads it for one ballot only."""
    here = answers.workshop(code)
    if cookies.of_role(TABLET, here.code) in request.cookies:
        return make_response(redirect(f"/w/{here.code}/tablet", 302))
    look = answers.view(code)
    state = {**look.frame(), "title": here.title.to(look.lang), **_state(here, seated=look.table is not None)}
    if answers.wants_json():
        return jsonify({"face": "card", **state})
    offered = [fields.face(field, look.lang) for field in look.numbered_fields]
    return rendered("phone/card.html", look, script="card", key=answers.new_key, fields=offered, **state)


@blueprint.post("/w/<code>/card")
def read_card(code: str) -> Response:
    """This phone keeps the card from now on; `key` is the phone's own random one, so that sending twice is once."""
    here = answers.workshop(code)
    answers.visitor(code)
    card = in_hand.named(here, answers.text("card"))
    kept = in_hand.key_for(here, card)
    if card.bound != in_hand.bound_to(kept):
        in_hand.must_be_unused(card, in_hand.votes_running(here))
    read = answers.house().write(
        voting_cards.bind, workshop_id=here.id, code_hash=card.code_hash, bound=in_hand.bound_to(kept)
    )
    known = request.cookies.get(in_hand.cookie(here)) == kept
    said = _("Ihre Stimmkarte ist auf diesem Telefon.")
    response = answers.done(here.code, {**read, "new": not known}, said=said, location=_ballot_of(here))
    in_hand.keep(response, here, kept)
    return response


def _state(here: Workshop, *, seated: bool) -> dict[str, Any]:
    card = in_hand.held(here)
    running = [vote for vote in in_hand.votes_running(here) if vote.state == "open"]
    return {
        "card": None if card is None else str(card.state),
        "seated": seated,
        "votes": [{"id": vote.id, "scope": vote.scope, "field": vote.field_id} for vote in running],
    }


def _ballot_of(here: Workshop) -> str:
    """Where a ballot is waiting: on the live page for whoever has joined, else on the card's."""
    joined = answers.visitor(here.code).participant
    return f"/w/{here.code}/" if joined is not None and joined.is_here else f"/w/{here.code}/card"
