"""Votes: a vote belongs to one agenda item; one ballot per person in the whole vote. Ballots lie in a box of their own
while the vote is open (`ballots.box`), and shuffled in `sealed_ballots` after the count."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation.agenda import Item
from facilitation.database import Base, new_id
from facilitation.database.types import Instant
from facilitation.errors import NotFound, Refusal
from facilitation.tools import Tool

UNDO_SHUTTING = timedelta(seconds=30)
SMALL = 5  # below this many ballots a field's points would tell too much about single people


class State(StrEnum):
    """draft: discuss and propose · open: phones vote · shut: only paper is typed in · sealed: counted · decided: no
    tie across the cut-off is left."""

    DRAFT = "draft"
    OPEN = "open"
    SHUT = "shut"
    SEALED = "sealed"
    DECIDED = "decided"


class Method(StrEnum):
    """How a tie across the cut-off is decided."""

    ALL = "all"
    RUN_OFF = "run_off"
    DRAW = "draw"


class VoteNotOpen(Refusal):
    """The vote takes no ballots: not yet opened, shut, or counted. Facts: state, shut_at (ISO instant)."""

    code = "vote_not_open"


class AlreadyVoted(Refusal):
    """This seat or card has voted with another ballot (another phone, a tablet, or paper), or another seat or card with
    this ballot. Facts: by (seat, card, ballot)."""

    code = "already_voted"


class CardNeeded(Refusal):
    """The vote is held with voting cards, and none has been read here."""

    code = "card_needed"
    status = 403


class CardUsed(Refusal):
    """A ballot of a vote that is not counted yet was cast with this card."""

    code = "card_used"


class WrongState(Refusal):
    """The vote is not in the state this press needs. Facts: state, needs."""

    code = "wrong_state"


class SecondPersonNeeded(Refusal):
    """With voting cards one asks for the count and another, at another door, confirms it."""

    code = "second_person_needed"


class NothingToVoteOn(Refusal):
    """No tool stands on the ballot."""

    code = "nothing_to_vote_on"


class PointsSpent(Refusal):
    """More points than the budget. Facts: budget, given."""

    code = "points_spent"
    status = 422


class TooManyOnOne(Refusal):
    """More points on one tool than the cap. Facts: cap, given."""

    code = "too_many_on_one"
    status = 422


class ForeignTool(Refusal):
    """A tool that does not stand on this ballot."""

    code = "foreign_tool"
    status = 422


class NotSeated(Refusal):
    """Without a seat at a table there is no ballot of a field."""

    code = "not_seated"


class NotPublic(Refusal):
    """The list of a vote is public once its last field is revealed."""

    code = "not_public"


class NotRevealed(Refusal):
    """Results are hidden from everyone until revealed."""

    code = "not_revealed"
    status = 403


class Vote(Base):
    """A vote. `scope` is field (the table's people on their field's tools) or plenary. Revision guards every press.
    `protocol` holds how many `ballots` and `spent` credentials were counted, and of each kind of `presses` the latest:
    role, at, number and head of its journal entry. `count_asked` is who asked for the count: role, `hands` (links and
    sessions), at (ISO instant)."""

    __tablename__ = "votes"

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), index=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("votes.id", ondelete="CASCADE"))
    field_id: Mapped[str | None] = mapped_column(ForeignKey("fields.id", ondelete="CASCADE"))
    scope: Mapped[str] = mapped_column(String(8))
    mode: Mapped[str] = mapped_column(String(8))
    state: Mapped[State] = mapped_column(String(8), default=State.DRAFT)
    budget: Mapped[int]
    cap: Mapped[int]
    places: Mapped[int]
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    shut_at: Mapped[datetime | None] = mapped_column(Instant)
    sealed_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    protocol: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    count_asked: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    revision: Mapped[int] = mapped_column(default=1)

    @property
    def is_run_off(self) -> bool:
        return self.parent_id is not None

    @property
    def by_cards(self) -> bool:
        """Whether a ballot needs a voting card. A vote keeps the mode it was made with."""
        return self.mode == "cards"

    @property
    def takes_ballots(self) -> bool:
        """Open for all, or shut and open for paper alone."""
        return self.state in (State.OPEN, State.SHUT)

    @property
    def has_opened(self) -> bool:
        return self.state != State.DRAFT

    @property
    def is_counted(self) -> bool:
        return self.state in (State.SEALED, State.DECIDED)

    def press(self, action: str) -> dict[str, Any] | None:
        """The latest press of a kind (open, shut, seal, recount …) as the protocol holds it."""
        found: dict[str, Any] | None = self.protocol.get("presses", {}).get(action)
        return found

    @property
    def needs_second_person(self) -> bool:
        """Voting cards are counted by two; the open mode says what it is and takes one press."""
        return self.by_cards


class Option(Base):
    """A tool as it stood on the ballot when the vote opened."""

    __tablename__ = "vote_options"

    vote_id: Mapped[str] = mapped_column(ForeignKey("votes.id", ondelete="CASCADE"), primary_key=True)
    tool_id: Mapped[str] = mapped_column(ForeignKey("tools.id", ondelete="CASCADE"), primary_key=True)
    field_id: Mapped[str] = mapped_column(ForeignKey("fields.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(8))
    origin: Mapped[str] = mapped_column(String(10))
    position: Mapped[int]

    @classmethod
    def of(cls, vote: Vote, tool: Tool) -> Option:
        return cls(
            vote_id=vote.id, tool_id=tool.id, field_id=tool.field_id, title=tool.title,
            kind=tool.kind, origin=tool.origin, position=tool.position,
        )  # fmt: skip


class SealedBallot(Base):
    """A counted ballot: its own id, its field, what it says, its fingerprint. No person, no time, no order."""

    __tablename__ = "sealed_ballots"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    vote_id: Mapped[str] = mapped_column(ForeignKey("votes.id", ondelete="CASCADE"), primary_key=True)
    ballot_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    field_id: Mapped[str] = mapped_column(String(22))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    fingerprint: Mapped[str] = mapped_column(String(64))

    @property
    def is_restored(self) -> bool:
        """From an archive: its own id stayed with its phone, and the public fingerprint, which opens nothing, stands in
        for it."""
        return self.ballot_id == self.fingerprint


class Reveal(Base):
    """A field whose result everyone may see. A plenary vote reveals its fields one by one too. `rows` is what the hall
    was shown: ``[tool id, rank, points or null, people or null]`` each."""

    __tablename__ = "reveals"

    vote_id: Mapped[str] = mapped_column(ForeignKey("votes.id", ondelete="CASCADE"), primary_key=True)
    field_id: Mapped[str] = mapped_column(ForeignKey("fields.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    rows: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)


class TieDecision(Base):
    """How a field's tie across the cut-off was decided: method, the draw's seed, the run-off, and who is in."""

    __tablename__ = "tie_decisions"

    vote_id: Mapped[str] = mapped_column(ForeignKey("votes.id", ondelete="CASCADE"), primary_key=True)
    field_id: Mapped[str] = mapped_column(ForeignKey("fields.id", ondelete="CASCADE"), primary_key=True)
    method: Mapped[Method] = mapped_column(String(8))
    seed: Mapped[str] = mapped_column(String(64), default="")
    run_off_id: Mapped[str | None] = mapped_column(ForeignKey("votes.id", ondelete="SET NULL"))
    chosen: Mapped[list[str]] = mapped_column(JSON, default=list)
    role: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(Instant)


def one(session: Session, workshop_id: str, vote_id: str, *, hold: bool = False) -> Vote:
    """A vote of this workshop; `hold` lets no other process touch it until the commit. Raises NotFound."""
    found = session.get(Vote, vote_id, with_for_update=True if hold else None)
    if found is None or found.workshop_id != workshop_id:
        raise NotFound(what="vote")
    return found


def of_item(session: Session, item: Item) -> Vote | None:
    """The item's vote (not its run-offs)."""
    return session.scalar(select(Vote).where(Vote.item_id == item.id, Vote.parent_id.is_(None)))


def of_workshop(session: Session, workshop_id: str) -> list[Vote]:
    """All votes of a workshop, run-offs after the votes they belong to."""
    found = session.scalars(select(Vote).where(Vote.workshop_id == workshop_id)).all()

    def with_run_offs(vote: Vote) -> list[Vote]:
        return [vote, *(one for run_off in found if run_off.parent_id == vote.id for one in with_run_offs(run_off))]

    return [one for vote in found if not vote.is_run_off for one in with_run_offs(vote)]


def has_vote_opened(session: Session, workshop_id: str) -> bool:
    """Whether any vote of the workshop has been opened: late statements end there."""
    wanted = select(Vote.id).where(Vote.workshop_id == workshop_id, Vote.state != State.DRAFT).limit(1)
    return session.scalar(wanted) is not None


def options(session: Session, vote: Vote, field_id: str | None = None) -> list[Option]:
    """The tools on the ballot, of one field or of all, in the order of the ballot."""
    wanted = select(Option).where(Option.vote_id == vote.id)
    if field_id is not None:
        wanted = wanted.where(Option.field_id == field_id)
    return list(session.scalars(wanted.order_by(Option.position)))


def revealed(session: Session, vote: Vote) -> list[str]:
    """Field ids whose result is revealed, in the order of the reveals."""
    return list(session.scalars(select(Reveal.field_id).where(Reveal.vote_id == vote.id).order_by(Reveal.at)))


def decisions(session: Session, vote: Vote) -> dict[str, TieDecision]:
    found = session.scalars(select(TieDecision).where(TieDecision.vote_id == vote.id))
    return {decision.field_id: decision for decision in found}
