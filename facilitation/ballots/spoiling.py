"""Spoiling a voting card while it is unused: no box that still takes ballots may know it, nor take it later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation import voting_cards
from facilitation.ballots import AlreadyVoted, CardUsed, State, Vote, WrongState
from facilitation.ballots.box import Boxes


def spoil(
    session: Session, *, now: datetime, workshop_id: str, code_hash: str, role: str, replacement: Sequence[str] = (),
    _boxes: Boxes,
) -> Any:  # fmt: skip
    """Spoil an unused card; `replacement` holds the hashes ``[long, short]`` of a new one made in its place.

    The workshop's votes are held meanwhile, so none can open without our having looked into its box.
    Raises CardUnknown, CardSpoiled, CardUsed.
    """
    taking = _taking(session, workshop_id)
    card = voting_cards.one(session, workshop_id, code_hash)
    voting_cards.spoil(session, now=now, card=card, role=role)
    if any(_boxes.is_spent(vote, card.code_hash) for vote in taking):
        raise CardUsed()
    for vote in taking:
        try:
            _boxes.bar(vote, card.code_hash)
        except AlreadyVoted:  # this very moment
            raise CardUsed() from None
    if replacement:
        voting_cards.make(session, now=now, workshop_id=workshop_id, hashes=[replacement], role=role)
    session.flush()
    return {"spoiled": 1, "replaced": bool(replacement)}


def spoil_batch(session: Session, *, now: datetime, workshop_id: str, batch: int, role: str) -> Any:
    """Spoil a whole printing, as when its sheet was lost. Raises WrongState while a vote with cards takes ballots."""
    for vote in _taking(session, workshop_id):
        raise WrongState(state=vote.state, needs=State.SEALED)
    spoiled = voting_cards.spoil_batch(session, now=now, workshop_id=workshop_id, batch=batch, role=role)
    return {"spoiled": spoiled}


def _taking(session: Session, workshop_id: str) -> list[Vote]:
    """The votes that take ballots by card now; all votes are held until the commit."""
    held = session.scalars(select(Vote).where(Vote.workshop_id == workshop_id).with_for_update())
    return [vote for vote in held if vote.takes_ballots and vote.by_cards]
