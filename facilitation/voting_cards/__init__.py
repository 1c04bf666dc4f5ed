"""Voting cards (Stimmkarten): printed once, drawn unseen from a bowl, each good for one ballot in every vote.

Only keyed hashes are stored, and nothing that leads to a person. Whether a card has been used stands in the ballot box
of the vote alone; `ballots.spoiling` asks there before it spoils one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation import journal
from facilitation.database import Base
from facilitation.errors import BadInput, MovedOn, Refusal

LARGEST_BATCH = 2000


class State(StrEnum):
    """A spoiled card opens nothing any more; used is no state of a card but of a vote."""

    GOOD = "good"
    SPOILED = "spoiled"


class CardUnknown(Refusal):
    """No card of this workshop has this code."""

    code = "card_unknown"
    status = 404


class CardTaken(Refusal):
    """The card belongs to another phone."""

    code = "card_taken"


class CardSpoiled(Refusal):
    """The card was declared spoiled; another was given out for it."""

    code = "card_spoiled"


class Card(Base):
    """A printed card. `bound` is the keyed hash of the random key of the phone that read it first."""

    __tablename__ = "voting_cards"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    typed_hash: Mapped[str] = mapped_column(String(64), unique=True)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), index=True)
    batch: Mapped[int]
    state: Mapped[State] = mapped_column(String(8), default=State.GOOD)
    bound: Mapped[str | None] = mapped_column(String(64), unique=True)


class HandedOut(Base):
    """How many cards the reception has given away, counted by hand."""

    __tablename__ = "handed_out_cards"

    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)


def counts(session: Session, workshop_id: str) -> dict[str, int]:
    """``{"printed", "handed_out", "spoiled"}``. How many are used, each vote's box knows."""
    by_state = select(Card.state, func.count()).where(Card.workshop_id == workshop_id).group_by(Card.state)
    found: dict[str, int] = {str(state): count for state, count in session.execute(by_state)}
    desk = session.get(HandedOut, workshop_id)
    spoiled = found.get(State.SPOILED, 0)
    return {
        "printed": found.get(State.GOOD, 0) + spoiled, "handed_out": desk.count if desk is not None else 0,
        "spoiled": spoiled,
    }  # fmt: skip


def batches(session: Session, workshop_id: str) -> list[dict[str, int]]:
    """The printings, oldest first: number, how many cards, how many of them are spoiled."""
    wanted = select(Card.batch, Card.state, func.count()).where(Card.workshop_id == workshop_id)
    found: dict[int, dict[str, int]] = {}
    for number, state, count in session.execute(wanted.group_by(Card.batch, Card.state)):
        batch = found.setdefault(number, {"batch": number, "cards": 0, "spoiled": 0})
        batch["cards"] += count
        batch["spoiled"] += count if state == State.SPOILED else 0
    return [found[number] for number in sorted(found)]


def one(session: Session, workshop_id: str, code_hash: str) -> Card:
    """The card of a long or short code's hash. Raises CardUnknown."""
    wanted = select(Card).where(Card.workshop_id == workshop_id)
    found = session.scalar(wanted.where((Card.code_hash == code_hash) | (Card.typed_hash == code_hash)))
    if found is None:
        raise CardUnknown()
    return found


def of_phone(session: Session, workshop_id: str, bound: str) -> Card | None:
    """The card that a phone's random key opens."""
    return session.scalar(select(Card).where(Card.workshop_id == workshop_id, Card.bound == bound))


def make(session: Session, *, now: datetime, workshop_id: str, hashes: Sequence[Sequence[str]], role: str) -> Any:
    """New cards from the hashes ``[long, short]`` of their codes, kept in an order that says nothing. Raises BadInput.

    The codes themselves never come in here: who draws them prints them and forgets them.
    """
    if not 1 <= len(hashes) <= LARGEST_BATCH:
        raise BadInput(field="count", reason="range", low=1, high=LARGEST_BATCH)
    last = session.scalar(select(func.max(Card.batch)).where(Card.workshop_id == workshop_id)) or 0
    rows = [
        {"code_hash": code, "typed_hash": typed, "workshop_id": workshop_id, "batch": last + 1, "state": State.GOOD}
        for code, typed in sorted(tuple(pair) for pair in hashes)
    ]
    session.execute(insert(Card), rows)
    journal.note(session, now=now, workshop_id=workshop_id, role=role, action="cards.make", cards=len(rows))
    return {"batch": last + 1, "cards": len(rows)}


def bind(session: Session, *, now: datetime, workshop_id: str, code_hash: str, bound: str) -> Any:
    """The first phone that reads a card keeps it. Reading it again there changes nothing.

    Raises CardUnknown, CardSpoiled, CardTaken.
    """
    card = one(session, workshop_id, code_hash)
    if card.state == State.SPOILED:
        raise CardSpoiled()
    if card.bound != bound:
        taken = update(Card).where(Card.code_hash == card.code_hash, Card.bound.is_(None)).values(bound=bound)
        if session.execute(taken).rowcount != 1:  # type: ignore[attr-defined]
            raise CardTaken()
    return {"card": "bound"}


def hand_out(session: Session, *, now: datetime, workshop_id: str, by: int, role: str) -> Any:
    """Count cards given away at the door; a negative number takes a miscount back. Raises BadInput."""
    return _count(session, now, workshop_id, role, _desk(session, workshop_id).count + by)


def set_handed_out(
    session: Session, *, now: datetime, workshop_id: str, count: int, revision: int, role: str
) -> Any:  # fmt: skip
    """Put the count right by hand. Raises MovedOn when somebody counted meanwhile, BadInput."""
    desk = _desk(session, workshop_id)
    if desk.revision != revision:
        raise MovedOn(what="cards", current=desk.revision)
    return _count(session, now, workshop_id, role, count)


def spoil(session: Session, *, now: datetime, card: Card, role: str) -> None:
    """The card opens nothing any more. Raises CardSpoiled when it was so already."""
    if card.state == State.SPOILED:
        raise CardSpoiled()
    card.state = State.SPOILED
    journal.note(session, now=now, workshop_id=card.workshop_id, role=role, action="cards.spoil")


def spoil_batch(session: Session, *, now: datetime, workshop_id: str, batch: int, role: str) -> int:
    """A whole printing opens nothing any more, as when its sheet was lost. Returns how many cards were still good."""
    wanted = update(Card).where(Card.workshop_id == workshop_id, Card.batch == batch, Card.state == State.GOOD)
    spoiled: int = session.execute(wanted.values(state=State.SPOILED)).rowcount  # type: ignore[attr-defined]
    journal.note(session, now=now, workshop_id=workshop_id, role=role, action="cards.spoil_batch", cards=spoiled)
    return spoiled


def _count(session: Session, now: datetime, workshop_id: str, role: str, count: int) -> Any:
    printed = counts(session, workshop_id)["printed"]
    if not 0 <= count <= printed:
        raise BadInput(field="handed_out", reason="range", low=0, high=printed)
    desk = _desk(session, workshop_id)
    desk.count, desk.revision = count, desk.revision + 1
    session.flush()
    journal.note(session, now=now, workshop_id=workshop_id, role=role, action="cards.hand_out", count=count)
    return {"handed_out": count, "revision": desk.revision}


def _desk(session: Session, workshop_id: str) -> HandedOut:
    found = session.get(HandedOut, workshop_id, with_for_update=True)
    if found is None:
        found = HandedOut(workshop_id=workshop_id, count=0, revision=1)
        session.add(found)
        session.flush()
    return found
