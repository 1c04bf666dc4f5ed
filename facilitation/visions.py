"""The Zukunftsbild of a field: versioned sentences, each with the cards it rests on. Nothing written is ever lost:
who saves on top of a newer version gets a version beside it, and both are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation import fields, journal, statements
from facilitation.database import Base, new_id
from facilitation.database.types import Instant
from facilitation.errors import BadInput, MovedOn, NotFound

SENTENCE_LIMIT = 600
SENTENCES_LIMIT = 60


class Version(Base):
    """One saved state of a field's Zukunftsbild. `beside` marks one saved on top of an outdated base; it waits until
    somebody has chosen between the two (`settled_at`)."""

    __tablename__ = "vision_versions"
    __table_args__ = (UniqueConstraint("field_id", "number"),)

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), index=True)
    field_id: Mapped[str] = mapped_column(ForeignKey("fields.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    base: Mapped[int]
    beside: Mapped[bool] = mapped_column(default=False)
    sentences: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    role: Mapped[str] = mapped_column(String(16))
    saved_at: Mapped[datetime] = mapped_column(Instant)
    agreed_at: Mapped[datetime | None] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def text(self) -> str:
        return " ".join(sentence["text"] for sentence in self.sentences)


def save(
    session: Session,
    *,
    now: datetime,
    workshop_id: str,
    field_id: str,
    base: int,
    sentences: list[dict[str, Any]],
    role: str,
    replaces: int | None = None,
) -> Any:
    """Save a version written on top of version `base` (0 for none). Sentences are ``{"text", "statements": [ids]}``.
    `replaces` names an earlier version of the same writer that was kept beside: the new one stands there instead.

    Returns ``{"version", "current", "beside"}``: with `beside` true the text was kept next to a newer version, and the
    screen shows both. Raises BadInput.
    """
    field = fields.one(session, workshop_id, field_id)
    cleaned = _cleaned(session, field.id, sentences)
    newest = current(session, field.id)
    if newest is None and not cleaned:
        return {"version": 0, "current": 0, "beside": False}
    if newest is not None and newest.sentences == cleaned:
        return {"version": newest.number, "current": newest.number, "beside": False}
    beside = newest is not None and newest.number != base
    waiting = _beside(session, field.id, replaces) if replaces is not None else None
    if beside and waiting is not None:
        if waiting.sentences == cleaned:
            return {"version": waiting.number, "current": newest.number if newest else 0, "beside": True}
        waiting.settled_at = now
    version = Version(
        workshop_id=workshop_id,
        field_id=field.id,
        number=_highest(session, field.id) + 1,
        base=base,
        beside=beside,
        sentences=cleaned,
        role=role,
        saved_at=now,
    )
    session.add(version)
    session.flush()
    standing = newest.number if beside and newest is not None else version.number
    return {"version": version.number, "current": standing, "beside": beside}


def take_over(session: Session, *, now: datetime, workshop_id: str, field_id: str, number: int, role: str) -> Any:
    """Choose a version: an older one, one kept beside, or the one that stands. What waited beside is settled by the
    choice; every version can still be fetched. Raises NotFound."""
    field = fields.one(session, workshop_id, field_id)
    chosen = one(session, field.id, number)
    for waiting in standing_beside(session, field.id):
        waiting.settled_at = now
    newest = current(session, field.id)
    answer = save(
        session,
        now=now,
        workshop_id=workshop_id,
        field_id=field.id,
        base=newest.number if newest else 0,
        sentences=chosen.sentences,
        role=role,
    )
    journal.note(
        session,
        now=now,
        workshop_id=workshop_id,
        role=role,
        action="vision.take_over",
        field=field.number,
        version=number,
    )
    return answer


def agree(session: Session, *, now: datetime, workshop_id: str, field_id: str, number: int, role: str) -> Any:
    """The table agrees with this version. Raises NotFound, MovedOn unless it is the one that stands, BadInput for an
    empty one."""
    field = fields.one(session, workshop_id, field_id)
    version = one(session, field.id, number)
    newest = current(session, field.id)
    if newest is None or newest.number != number:
        raise MovedOn(what="vision", current=newest.number if newest else 0)
    if not version.sentences:
        raise BadInput(field="text", reason="empty")
    version.agreed_at = now
    journal.note(
        session,
        now=now,
        workshop_id=workshop_id,
        role=role,
        action="vision.agree",
        field=field.number,
        version=number,
    )
    return {"version": number, "agreed": True}


def current(session: Session, field_id: str) -> Version | None:
    """The version that stands: the newest that was not kept beside another."""
    wanted = select(Version).where(Version.field_id == field_id, Version.beside.is_(False))
    return session.scalar(wanted.order_by(Version.number.desc()).limit(1))


def standing_beside(session: Session, field_id: str) -> list[Version]:
    """Versions kept beside the current one, oldest first, between which nobody has chosen yet."""
    wanted = select(Version).where(Version.field_id == field_id, Version.beside.is_(True), Version.settled_at.is_(None))
    return list(session.scalars(wanted.order_by(Version.number)))


def versions(session: Session, field_id: str) -> list[Version]:
    """Everything that was ever saved, oldest first."""
    return list(session.scalars(select(Version).where(Version.field_id == field_id).order_by(Version.number)))


def latest(session: Session, field_id: str, at_most: int) -> list[Version]:
    """The newest versions, newest first."""
    wanted = select(Version).where(Version.field_id == field_id).order_by(Version.number.desc()).limit(at_most)
    return list(session.scalars(wanted))


def one(session: Session, field_id: str, number: int) -> Version:
    found = session.scalar(select(Version).where(Version.field_id == field_id, Version.number == number))
    if found is None:
        raise NotFound(what="vision")
    return found


def rests_on(session: Session, statement: statements.Statement) -> bool:
    """Whether the current Zukunftsbild of the card's field names it."""
    newest = current(session, statement.field_id)
    return newest is not None and any(statement.id in sentence["statements"] for sentence in newest.sentences)


def delete_own_statement(
    session: Session, *, now: datetime, workshop_id: str, statement_id: str, author_id: str
) -> Any:
    """An author takes a card back; where a Zukunftsbild rests on it only the authorship goes."""
    statement = statements.one(session, workshop_id, statement_id)
    if statement.author_id == author_id and rests_on(session, statement):
        statement.author_id = None
        return {"statement": statement.id, "text": "kept"}
    return statements.delete_own(
        session, now=now, workshop_id=workshop_id, statement_id=statement_id, author_id=author_id
    )


def _cleaned(session: Session, field_id: str, sentences: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sentences in one line each, without empty ones, naming only cards of the field."""
    written = [_sentence(sentence) for sentence in sentences]
    kept = [sentence for sentence in written if sentence["text"]]
    if len(kept) > SENTENCES_LIMIT:
        raise BadInput(field="sentences", reason="too_long", limit=SENTENCES_LIMIT, length=len(kept))
    named = {card for sentence in kept for card in sentence["statements"]}
    known = {card.id for card in statements.of_field(session, field_id)} if named else set()
    for sentence in kept:
        sentence["statements"] = [card for card in sentence["statements"] if card in known]
    return kept


def _sentence(sentence: Any) -> dict[str, Any]:
    if not isinstance(sentence, dict) or not isinstance(sentence.get("statements", []), list):
        raise BadInput(field="sentences", reason="type")
    text = statements.one_line(str(sentence.get("text", "")))
    if len(text) > SENTENCE_LIMIT:
        raise BadInput(field="text", reason="too_long", limit=SENTENCE_LIMIT, length=len(text))
    return {
        "text": text,
        "statements": list(dict.fromkeys(str(card) for card in sentence.get("statements", []))),
    }


def _beside(session: Session, field_id: str, number: int) -> Version | None:
    return next((v for v in standing_beside(session, field_id) if v.number == number), None)


def _highest(session: Session, field_id: str) -> int:
    return session.scalar(select(func.max(Version.number)).where(Version.field_id == field_id)) or 0
