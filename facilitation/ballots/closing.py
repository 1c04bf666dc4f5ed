"""The closing of a vote with voting cards: one asks for the count, another confirms it on a device of their own.

Two presses by the same person are never two: whoever shares a link, a session or an account with the one who asked
cannot confirm.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from facilitation.ballots import SecondPersonNeeded, State, Vote, WrongState
from facilitation.ballots.box import Boxes
from facilitation.ballots.conduct import claim, count, noted

NOBODY_ASKED = "a request to count"


def ask_for_count(
    session: Session, *, now: datetime, workshop_id: str, vote_id: str, revision: int, role: str, hands: Sequence[str]
) -> Any:
    """Ask a second person to confirm the count. `hands` are the links, sessions and account of the one who asks.
    Asking again takes over from who asked before. Raises WrongState, MovedOn; in the open mode nobody is asked."""
    vote = claim(session, workshop_id, vote_id, revision, State.SHUT)
    if not vote.needs_second_person:
        raise WrongState(state=vote.mode, needs="cards")
    vote.count_asked = {"role": role, "hands": list(hands), "at": now.isoformat()}
    return noted(session, now, vote, role, "ask_for_count")


def withdraw_request(
    session: Session, *, now: datetime, workshop_id: str, vote_id: str, revision: int, role: str
) -> Any:
    """Take the request back: nothing is counted. Raises WrongState, MovedOn."""
    vote = _asked(session, workshop_id, vote_id, revision)
    vote.count_asked = None
    return noted(session, now, vote, role, "withdraw_request")


def confirm(
    session: Session, *, now: datetime, workshop_id: str, vote_id: str, revision: int, role: str,
    hands: Sequence[str], _boxes: Boxes,
) -> Any:  # fmt: skip
    """The second person confirms, and the vote is counted. Raises SecondPersonNeeded, WrongState, MovedOn."""
    vote = _asked(session, workshop_id, vote_id, revision)
    asked = vote.count_asked or {}
    if not hands or set(asked["hands"]) & set(hands):
        raise SecondPersonNeeded()
    return count(session, now, vote, role, _boxes, asked_by=asked["role"], confirmed_by=role)


def _asked(session: Session, workshop_id: str, vote_id: str, revision: int) -> Vote:
    vote = claim(session, workshop_id, vote_id, revision, State.SHUT)
    if vote.count_asked is None:
        raise WrongState(state=vote.state, needs=NOBODY_ASKED)
    return vote
