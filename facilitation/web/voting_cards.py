"""A voting card in somebody's hand: read from what was scanned or typed, or kept by this browser.

The browser keeps a random key in a cookie, and the card the key's hash. Neither leads to the participant.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from flask import Response, request

from facilitation import ballots, voting_cards
from facilitation.ballots import CardUsed, Vote
from facilitation.errors import BadInput
from facilitation.voting_cards import Card, CardSpoiled, CardUnknown, State, codes
from facilitation.web import answers, cookies
from facilitation.web.guesses import guesses
from facilitation.workshop import Workshop


def named(here: Workshop, text: str) -> Card:
    """The card whose code was scanned or typed. Raises CardMistyped, CardUnknown, TooManyTries, CardSpoiled."""
    code = codes.read(text)
    if len(code) == codes.TYPED_LENGTH:  # short enough to be guessed at
        guesses.must_have_tries()
    try:
        return good(voting_cards.one(answers.session(), here.id, codes.hashed(_key(), here.id, code)))
    except CardUnknown as unknown:
        raise guesses.refusal(unknown) from None


def good(card: Card) -> Card:
    if card.state == State.SPOILED:
        raise CardSpoiled()
    return card


def held(here: Workshop) -> Card | None:
    """The card that this browser has read."""
    kept = request.cookies.get(cookie(here))
    return voting_cards.of_phone(answers.session(), here.id, bound_to(kept)) if kept else None


def key_for(here: Workshop, card: Card) -> str:
    """The key this browser shall keep for a card: the one it has, else derived from the form's, so that sending twice
    is once. Raises BadInput."""
    kept = request.cookies.get(cookie(here))
    if kept and card.bound == bound_to(kept):
        return kept
    drawn = answers.text("key")
    if len(drawn) not in answers.KEY_LENGTHS:
        raise BadInput(field="key", reason="form")
    return hmac.new(_key(), f"card-holder:{card.code_hash}:{drawn}".encode(), hashlib.sha256).hexdigest()


def bound_to(kept: str) -> str:
    """What the card stores of a browser's key."""
    return hmac.new(_key(), f"card-bound:{kept}".encode(), hashlib.sha256).hexdigest()


def must_be_unused(card: Card, votes: Sequence[Vote]) -> None:
    """Say at once that a card was used on paper or at a tablet, not only when the ballot is sent. In a vote where it
    was not, it is good. Raises CardUsed."""
    if votes and all(answers.house().boxes.is_spent(vote, card.code_hash) for vote in votes):
        raise CardUsed()


def votes_running(here: Workshop) -> list[Vote]:
    """The votes that take ballots by card now."""
    return [v for v in ballots.of_workshop(answers.session(), here.id) if v.takes_ballots and v.by_cards]


def keep(response: Response, here: Workshop, kept: str) -> None:
    """This browser keeps the card, and forgets the ballot of another card it may have held."""
    if request.cookies.get(cookie(here)) != kept:
        for vote in ballots.of_workshop(answers.session(), here.id):
            cookies.drop(response, cookies.of_ballot(here.code), path=cookies.ballot_path(here.code, vote.id))
    cookies.keep(response, cookie(here), kept)


def cookie(here: Workshop) -> str:
    return cookies.of_role("card", here.code)


def _key() -> bytes:
    return answers.house().config.secret_key
