"""Stimmkarten: print them once, count them, replace one, and say what they promise."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response, render_template

from facilitation import voting_cards
from facilitation.ballots import spoiling
from facilitation.errors import BadInput, NotAllowed
from facilitation.voting_cards import codes
from facilitation.web import answers
from facilitation.web import voting_cards as in_hand
from facilitation.web.office import card_sheet
from facilitation.web.office.frame import blueprint, frame
from facilitation.web.words import _
from facilitation.workshop import Workshop


@blueprint.get("/w/<code>/office/cards")
def cards_page(code: str) -> Response:
    """How many cards are printed, handed out, spoiled and used. Reception, moderators and organisers."""
    here = _at_the_door(code)
    state = _state(here)
    if answers.wants_json():
        return jsonify(state)
    may_print = answers.visitor(code).is_moderator
    return make_response(render_template("office/cards.html", **state, may_print=may_print, **frame(here)))


@blueprint.post("/w/<code>/voting-cards")
def make_cards(code: str) -> Response:
    """New cards. The answer is the only time their codes are seen; a repeat is refused, not answered again."""
    here, who = answers.workshop(code), answers.visitor(code)
    who.must_be_moderator()
    count = answers.number("count")
    if not 1 <= count <= voting_cards.LARGEST_BATCH:
        raise BadInput(field="count", reason="range", low=1, high=voting_cards.LARGEST_BATCH)
    cut = answers.text("cut")
    if cut and cut not in card_sheet.cuts():
        raise BadInput(field="cut", reason="choice", choices=list(card_sheet.cuts()))
    drawn = codes.draw(count)
    made = answers.perform(
        voting_cards.make, workshop_id=here.id, hashes=card_sheet.hashes(here, drawn), role=who.role
    )
    return _shown_once(here, drawn, made, cut)


@blueprint.post("/w/<code>/voting-cards/handed-out")
def hand_out(code: str) -> Response:
    """Count cards that were handed out: `by` so many more, or the whole `count` at the `revision` that was shown."""
    here, who = _at_the_door(code), answers.visitor(code)
    before = voting_cards.counts(answers.session(), here.id)["handed_out"]
    given = {"workshop_id": here.id, "role": who.role}
    if "by" in answers.given():
        by = answers.number("by")
        result = answers.perform(voting_cards.hand_out, by=by, **given)
        undo: dict[str, Any] = {"by": -by}
    else:
        count, revision = answers.number("count"), answers.number("revision")
        result = answers.perform(voting_cards.set_handed_out, count=count, revision=revision, **given)
        undo = {"count": before, "revision": result["revision"]}
    said = _("Gezählt: %(n)s Karten ausgegeben.", n=result["handed_out"])
    address = f"/w/{here.code}/voting-cards/handed-out"
    return answers.done(here.code, result, said=said, undo={"action": address, "fields": undo})


@blueprint.post("/w/<code>/voting-cards/spoiling")
def spoil(code: str) -> Response:
    """A card that was lost or stained opens nothing any more; with `replace` the answer is a new one."""
    here, who = _at_the_door(code), answers.visitor(code)
    card = in_hand.named(here, answers.text("card"))
    drawn = codes.draw(1) if answers.flag("replace") else []
    if drawn:
        who.must_be_moderator()
    result = answers.perform(
        spoiling.spoil, workshop_id=here.id, code_hash=card.code_hash, role=who.role,
        replacement=card_sheet.hashes(here, drawn)[0] if drawn else [], _boxes=answers.house().boxes,
    )  # fmt: skip
    if drawn:
        return _shown_once(here, drawn, result)
    return answers.done(here.code, result, said=_("Diese Karte gilt nicht mehr."))


@blueprint.post("/w/<code>/voting-cards/batches")
def spoil_batch(code: str) -> Response:
    """A whole printing (`batch`) opens nothing any more, as when its sheet was lost; not while a vote runs."""
    here, who = answers.workshop(code), answers.visitor(code)
    who.must_be_moderator()
    result = answers.perform(
        spoiling.spoil_batch, workshop_id=here.id, batch=answers.number("batch"), role=who.role
    )
    return answers.done(here.code, result, said=_("%(n)s Karten gelten nicht mehr.", n=result["spoiled"]))


def _at_the_door(code: str) -> Workshop:
    here = answers.workshop(code)
    if not answers.visitor(code).is_reception:
        raise NotAllowed(needs=["reception", "moderator"])
    return here


def _shown_once(here: Workshop, drawn: list[codes.Code], result: dict[str, Any], cut: str = "") -> Response:
    cards = card_sheet.rows(here, drawn)
    if answers.wants_json():
        return answers.done(here.code, {**result, "rows": cards})
    if cut:
        return card_sheet.pdf(here, cards, cut)
    return card_sheet.page(here, cards)


def _state(here: Workshop) -> dict[str, Any]:
    session = answers.session()
    counts = voting_cards.counts(session, here.id)
    desk = session.get(voting_cards.HandedOut, here.id)
    running = in_hand.votes_running(here)
    used = [sum(answers.house().boxes.turnout(vote).values()) for vote in running]
    return {
        **counts, "revision": desk.revision if desk is not None else 1, "mode": here.settings.vote_mode,
        "used": [{"vote": v.id, "state": str(v.state), "used": n} for v, n in zip(running, used, strict=True)],
        "too_many": any(count > counts["handed_out"] for count in used),
        "batches": voting_cards.batches(session, here.id), "largest": voting_cards.LARGEST_BATCH,
        "cuts": card_sheet.cuts(),
    }  # fmt: skip
