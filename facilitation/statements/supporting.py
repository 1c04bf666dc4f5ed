"""Support: one person agrees with one statement; on merged cards people count once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation.database import Base
from facilitation.errors import NotFound
from facilitation.statements.cards import State, Statement, family, one


class Support(Base):
    """One person agrees with one statement."""

    __tablename__ = "supports"

    statement_id: Mapped[str] = mapped_column(ForeignKey("statements.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[str] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True, index=True
    )


def support(session: Session, *, now: datetime, workshop_id: str, statement_id: str, participant_id: str) -> Any:
    """Agree, once per person and statement. On a merged card it counts for the card it was merged into."""
    statement = one(session, workshop_id, statement_id)
    if statement.state != State.SHOWN:
        raise NotFound(what="statement")
    if session.get(Support, (statement.id, participant_id)) is None:
        session.add(Support(statement_id=statement.id, participant_id=participant_id))
    return {"statement": statement.id, "supported": True}


def withdraw_support(
    session: Session, *, now: datetime, workshop_id: str, statement_id: str, participant_id: str
) -> Any:
    """Agree no longer; on a card that others were merged into, the support of those is withdrawn too."""
    statement = one(session, workshop_id, statement_id)
    for member in family(session, statement):
        given = session.get(Support, (member.id, participant_id))
        if given is not None:
            session.delete(given)
    return {"statement": statement.id, "supported": False}


def support_counts(session: Session, field_id: str) -> dict[str, int]:
    """Card id to the number of people who agree; support of merged cards counts people once."""
    root = func.coalesce(Statement.merged_into_id, Statement.id)
    wanted = (
        select(root, func.count(func.distinct(Support.participant_id)))
        .select_from(Statement)
        .join(Support, Support.statement_id == Statement.id)
        .where(Statement.field_id == field_id)
        .group_by(root)
    )
    counts = {statement: count for statement, count in session.execute(wanted)}
    kept = select(Statement.id, Statement.kept_support).where(Statement.kept_support > 0)
    for statement, count in session.execute(kept.where(Statement.field_id == field_id)):
        counts[statement] = counts.get(statement, 0) + count
    return counts


def supported_by(session: Session, workshop_id: str, participant_id: str) -> set[str]:
    """The cards a person agrees with, by the card they count for."""
    root = func.coalesce(Statement.merged_into_id, Statement.id)
    wanted = (
        select(root)
        .select_from(Statement)
        .join(Support, Support.statement_id == Statement.id)
        .where(Statement.workshop_id == workshop_id, Support.participant_id == participant_id)
    )
    return set(session.scalars(wanted))
