"""Conducting a vote: prepare, open, shut, take the shutting back, seal and count, reveal.

These verbs change the vote in the main database; `box.Boxes.follow` then makes the ballot box match. How two people
seal together stands in `ballots.closing`, how a tie is decided in `ballots.ties`.
"""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from facilitation import ballots, fields, journal, tools
from facilitation.agenda import Item, programme
from facilitation.agenda.steps import DayClosed
from facilitation.ballots import (
    NothingToVoteOn,
    Option,
    Reveal,
    SealedBallot,
    SecondPersonNeeded,
    State,
    Vote,
    VoteNotOpen,
    WrongState,
)
from facilitation.ballots.box import Boxes
from facilitation.ballots.results import fields_of, list_mark, shown_rows
from facilitation.ballots.ties import decide_if_clear, settle_by_run_off
from facilitation.errors import MovedOn, NotFound
from facilitation.workshop import Workshop


def prepare(session: Session, workshop: Workshop, item: Item) -> Vote:
    """The item's vote, made in draft when the choice is entered for the first time."""
    known = ballots.of_item(session, item)
    if known is not None:
        return known
    settings = workshop.settings
    vote = Vote(
        workshop_id=workshop.id,
        item_id=item.id,
        scope=settings.vote_scope,
        mode=settings.vote_mode,
        budget=settings.points_budget,
        cap=min(settings.points_cap, settings.points_budget),
        places=settings.places,
    )
    session.add(vote)
    session.flush()
    return vote


def open_vote(session: Session, *, now: datetime, workshop_id: str, vote_id: str, revision: int, role: str) -> Any:
    """*Abstimmung öffnen*: freeze the ballot. Raises WrongState, MovedOn, NothingToVoteOn, DayClosed."""
    vote = claim(session, workshop_id, vote_id, revision, State.DRAFT)
    _must_run(session, workshop_id)
    if not vote.is_run_off:
        for field in fields.numbered(session, workshop_id):
            for tool in tools.on_ballot(session, field.id):
                session.add(Option.of(vote, tool))
    session.flush()
    if not ballots.options(session, vote):
        raise NothingToVoteOn()
    vote.state, vote.opened_at = State.OPEN, now
    return noted(session, now, vote, role, "open")


def shut(session: Session, *, now: datetime, workshop_id: str, vote_id: str, revision: int, role: str) -> Any:
    """*Abstimmung schließen*: phones are refused from now on; paper can still be typed in."""
    vote = claim(session, workshop_id, vote_id, revision, State.OPEN)
    vote.state, vote.shut_at = State.SHUT, now
    return noted(session, now, vote, role, "shut")


def take_shutting_back(
    session: Session, *, now: datetime, workshop_id: str, vote_id: str, revision: int, role: str
) -> Any:
    """Within 30 seconds a shutting pressed by mistake is undone; a request to count falls with it.

    Raises WrongState, DayClosed, VoteNotOpen when it is too late.
    """
    vote = claim(session, workshop_id, vote_id, revision, State.SHUT)
    _must_run(session, workshop_id)
    if vote.shut_at is None or now - vote.shut_at > ballots.UNDO_SHUTTING:
        raise VoteNotOpen(state=vote.state, shut_at=vote.shut_at.isoformat() if vote.shut_at else None)
    vote.state, vote.shut_at, vote.count_asked = State.OPEN, None, None
    return noted(session, now, vote, role, "take_shutting_back")


def seal(
    session: Session, *, now: datetime, workshop_id: str, vote_id: str, revision: int, role: str,
    _boxes: Boxes, alone: bool = False,
) -> Any:  # fmt: skip
    """*Auszählen* on one press. With voting cards this takes the word that there is no second person (`alone`); two
    people count through `closing.confirm`. Raises WrongState, MovedOn, SecondPersonNeeded."""
    vote = claim(session, workshop_id, vote_id, revision, State.SHUT)
    if vote.needs_second_person and not alone:
        raise SecondPersonNeeded()
    return count(session, now, vote, role, _boxes, **({"alone": True} if vote.needs_second_person else {}))


def count(session: Session, now: datetime, vote: Vote, role: str, boxes: Boxes, **facts: Any) -> Any:
    """The box is frozen and its ballots enter the main database in a random order. There is no way back.

    The vote is held by the caller: a door opened after the box was read would take a ballot that nobody counts.
    """
    shuffled, spent = boxes.freeze(vote)
    random.SystemRandom().shuffle(shuffled)
    rows = [
        {
            "vote_id": vote.id, "ballot_id": b.ballot_id, "field_id": b.field_id,
            "content": b.content, "fingerprint": b.fingerprint,
        }
        for b in shuffled
    ]  # fmt: skip
    if rows:
        session.execute(insert(SealedBallot), rows)
    vote.state, vote.sealed_at, vote.count_asked = State.SEALED, now, None
    vote.protocol = {**vote.protocol, "ballots": len(rows), "spent": spent}
    marks = list_mark(b.fingerprint for b in shuffled)
    return noted(session, now, vote, role, "seal", ballots=len(rows), spent=spent, list=marks, **facts)


def set_doors(session: Session, *, now: datetime, workshop_id: str, vote_id: str, _boxes: Boxes) -> Any:
    """Bring the doors of the box in line with the vote, which is held meanwhile: no older look can open them again."""
    vote = ballots.one(session, workshop_id, vote_id, hold=True)
    if not vote.is_counted:
        _boxes.follow(vote)
    return {"vote": vote.id, "state": vote.state}


def reveal(session: Session, *, now: datetime, workshop_id: str, vote_id: str, field_id: str, role: str) -> Any:
    """Show one field's result to everyone. Revealing twice changes nothing. Raises WrongState, NotFound."""
    vote = ballots.one(session, workshop_id, vote_id, hold=True)
    if not vote.is_counted:
        raise WrongState(state=vote.state, needs=State.SEALED)
    if field_id not in fields_of(session, vote):
        raise NotFound(what="field")
    if session.get(Reveal, (vote.id, field_id)) is None:
        rows = shown_rows(session, vote, field_id)
        session.add(Reveal(vote_id=vote.id, field_id=field_id, at=now, rows=rows))
        vote.revision += 1
        field = fields.one(session, workshop_id, field_id)
        noted(session, now, vote, role, "reveal", field=field.number)
        if vote.is_run_off:
            settle_by_run_off(session, now, vote, role)
        decide_if_clear(session, vote, now)
    return {"vote": vote.id, "field": field_id, "state": vote.state, "revision": vote.revision}


def claim(session: Session, workshop_id: str, vote_id: str, revision: int, needs: State) -> Vote:
    """Hold the vote for a press: it must be in this state and at the revision the screen showed."""
    vote = ballots.one(session, workshop_id, vote_id, hold=True)
    if vote.state != needs:
        raise WrongState(state=vote.state, needs=needs)
    if vote.revision != revision:
        raise MovedOn(what="vote", current=vote.revision, state=vote.state)
    vote.revision += 1
    return vote


def _must_run(session: Session, workshop_id: str) -> None:
    if programme(session, workshop_id).agenda.closed_at is not None:
        raise DayClosed()


def noted(session: Session, now: datetime, vote: Vote, role: str, action: str, **facts: Any) -> Any:
    """Write a press on the vote into the journal, and its entry into the vote's protocol; answers where the vote
    stands."""
    entry = journal.note(
        session, now=now, workshop_id=vote.workshop_id, role=role, action=f"vote.{action}", vote=vote.id, **facts
    )
    press = {**facts, "role": role, "at": now.isoformat(), "number": entry.number, "head": entry.hash}
    vote.protocol = {**vote.protocol, "presses": {**vote.protocol.get("presses", {}), action: press}}
    session.flush()
    return {"vote": vote.id, "state": vote.state, "revision": vote.revision}
