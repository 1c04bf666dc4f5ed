"""The cards themselves: written for a field in a vision round, taken back, found and counted."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation import fields
from facilitation import workshop as workshops
from facilitation.database import Base, new_id
from facilitation.database.types import Instant
from facilitation.errors import BadInput, NotAllowed, NotFound, Refusal
from facilitation.fields import Field

TITLE_LIMIT = 80
REASON_LIMIT = 200


class WritingClosed(Refusal):
    """Statements are taken until the choice vote opens; it is open. The draft stays with the writer."""

    code = "writing_closed"


class Source(StrEnum):
    """Where a card comes from: a phone, a host who typed it in, or the pupils' group."""

    PHONE = "phone"
    HOST = "host"
    SCHOOL = "school"


class State(StrEnum):
    WAITING = "waiting"
    SHOWN = "shown"
    HIDDEN = "hidden"


class Cluster(Base):
    """Cards of a field that belong together, under a title."""

    __tablename__ = "clusters"

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), index=True)
    field_id: Mapped[str] = mapped_column(ForeignKey("fields.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(TITLE_LIMIT))
    position: Mapped[int]
    revision: Mapped[int] = mapped_column(default=1)


class Statement(Base):
    """A card. The author serves support, own view and deletion and is never shown. Number counts within the field.
    `kept_support` is how many agreed, once who did has been deleted."""

    __tablename__ = "statements"
    __table_args__ = (UniqueConstraint("field_id", "number"),)

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), index=True)
    field_id: Mapped[str] = mapped_column(ForeignKey("fields.id", ondelete="CASCADE"), index=True)
    table_id: Mapped[str | None] = mapped_column(ForeignKey("tables.id", ondelete="SET NULL"))
    number: Mapped[int]
    round_number: Mapped[int | None]
    author_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id", ondelete="SET NULL"), index=True)
    source: Mapped[Source] = mapped_column(String(8), default=Source.PHONE)
    text: Mapped[str] = mapped_column(Text)
    lang: Mapped[str] = mapped_column(String(10), default="de")
    late: Mapped[bool] = mapped_column(default=False)
    state: Mapped[State] = mapped_column(String(8), default=State.SHOWN)
    hidden_reason: Mapped[str] = mapped_column(String(REASON_LIMIT), default="")
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("statements.id", ondelete="SET NULL"))
    cluster_id: Mapped[str | None] = mapped_column(ForeignKey("clusters.id", ondelete="SET NULL"))
    written_at: Mapped[datetime] = mapped_column(Instant)
    kept_support: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)

    @property
    def label(self) -> str:
        """The card's short name on the board, e.g. K12."""
        return f"K{self.number}"


def write(
    session: Session,
    *,
    now: datetime,
    workshop_id: str,
    field_id: str,
    text: str,
    author_id: str | None = None,
    table_id: str | None = None,
    round_number: int | None = None,
    source: Source = Source.PHONE,
    lang: str = "de",
    late: bool = False,
    closed: bool = False,
) -> Any:
    """Pin a card. `closed` says that the choice vote has opened. Raises WritingClosed, BadInput (empty, too_long)."""
    if closed:
        raise WritingClosed()
    workshop = workshops.by_id(session, workshop_id)
    field = fields.one(session, workshop_id, field_id)
    waits = workshop.settings.pre_moderation and source is not Source.HOST
    statement = Statement(
        workshop_id=workshop_id,
        field_id=field.id,
        table_id=table_id,
        number=next_number(session, field),
        round_number=round_number,
        author_id=author_id,
        source=source,
        text=card_text(text, workshop.settings.statement_limit),
        lang=lang,
        late=late,
        state=State.WAITING if waits else State.SHOWN,
        written_at=now,
    )
    session.add(statement)
    session.flush()
    return {"statement": statement.id, "number": statement.number, "state": statement.state}


def delete_own(session: Session, *, now: datetime, workshop_id: str, statement_id: str, author_id: str) -> Any:
    """An author takes a card back: name and authorship go; the text goes too unless another card rests on it.

    `visions` calls this after checking that no Zukunftsbild names the card.
    """
    statement = one(session, workshop_id, statement_id)
    if statement.author_id != author_id:
        raise NotAllowed(needs=["author"])
    statement.author_id = None
    if len(family(session, statement)) > 1 or statement.merged_into_id:
        return {"statement": statement.id, "text": "kept"}
    statement.text, statement.state, statement.hidden_reason = "", State.HIDDEN, "gelöscht"
    statement.revision += 1
    return {"statement": statement.id, "text": "deleted"}


def one(session: Session, workshop_id: str, statement_id: str) -> Statement:
    """A statement of this workshop. Raises NotFound for one of another."""
    found = session.get(Statement, statement_id)
    if found is None or found.workshop_id != workshop_id:
        raise NotFound(what="statement")
    return found


def family(session: Session, statement: Statement) -> list[Statement]:
    """A card and those merged into it."""
    merged = session.scalars(select(Statement).where(Statement.merged_into_id == statement.id))
    return [statement, *merged]


def of_field(session: Session, field_id: str) -> list[Statement]:
    """All cards of a field, oldest first, whatever their state."""
    return list(session.scalars(select(Statement).where(Statement.field_id == field_id).order_by(Statement.number)))


def shown_counts(session: Session, workshop_id: str) -> dict[str, int]:
    """Field id to the number of cards on the wall (shown, not merged away)."""
    wanted = (
        select(Statement.field_id, func.count())
        .where(
            Statement.workshop_id == workshop_id,
            Statement.state == State.SHOWN,
            Statement.merged_into_id.is_(None),
        )
        .group_by(Statement.field_id)
    )
    return {field: count for field, count in session.execute(wanted)}


def by_author(session: Session, workshop_id: str, author_id: str) -> list[Statement]:
    """A person's own cards, newest first."""
    wanted = select(Statement).where(Statement.workshop_id == workshop_id, Statement.author_id == author_id)
    return list(session.scalars(wanted.order_by(Statement.written_at.desc(), Statement.number.desc())))


def card_text(text: str, limit: int) -> str:
    """A card's text: line breaks kept, control characters out. Raises BadInput for empty or over-long text."""
    kept = "".join(c for c in text.replace("\r\n", "\n") if c == "\n" or c.isprintable() or c in "\u200d\u200f\u200e")
    cleaned = "\n".join(" ".join(line.split()) for line in kept.split("\n")).strip()
    if not cleaned:
        raise BadInput(field="text", reason="empty")
    if len(cleaned) > limit:
        raise BadInput(field="text", reason="too_long", limit=limit, length=len(cleaned))
    return cleaned


def one_line(text: str) -> str:
    """Text in one line, without control characters (a database may refuse them)."""
    return " ".join("".join(c if c.isprintable() or c in "\u200d\u200f\u200e" else " " for c in text).split())


def next_number(session: Session, field: Field) -> int:
    highest = select(func.max(Statement.number)).where(Statement.field_id == field.id)
    return (session.scalar(highest) or 0) + 1
