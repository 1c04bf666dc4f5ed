"""Operations: every write of a person carries an id, so a repeat gets the stored answer instead of a second deed."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation.database import Base
from facilitation.database.types import Instant
from facilitation.errors import KeyReused


class Operation(Base):
    """One write already done: who (a hash of the actor's key), which id, what was asked, what was answered."""

    __tablename__ = "operations"

    actor: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    asked: Mapped[str] = mapped_column(String(64))
    answer: Mapped[Any] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)


def recall(session: Session, actor: str, key: str, asked: str) -> Operation | None:
    """The stored operation, if this actor did it already. Raises KeyReused when the same id asks for something else."""
    done = session.get(Operation, (hashed(actor), key))
    if done and done.asked != asked:
        raise KeyReused()
    return done


def remember(session: Session, actor: str, key: str, asked: str, answer: Any, now: datetime) -> None:
    session.add(Operation(actor=hashed(actor), key=key, asked=asked, answer=answer, at=now))


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
