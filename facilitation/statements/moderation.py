"""Moderation of cards by hosts and moderators: show, hide with a reason, lay together and apart."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from facilitation import journal
from facilitation.errors import BadInput, NotFound
from facilitation.statements.cards import REASON_LIMIT, State, Statement, family, one, one_line


def admit(session: Session, *, now: datetime, workshop_id: str, statement_id: str, role: str) -> Any:
    """Show a waiting or hidden card. Raises NotFound for one that its author has taken back."""
    statement = one(session, workshop_id, statement_id)
    if not statement.text:
        raise NotFound(what="statement")
    statement.state, statement.hidden_reason = State.SHOWN, ""
    return moderated(session, now, statement, role, "admit")


def hide(session: Session, *, now: datetime, workshop_id: str, statement_id: str, role: str, reason: str) -> Any:
    """Take a card off every screen, with a reason that hosts see. Raises BadInput without one."""
    statement = one(session, workshop_id, statement_id)
    cleaned = one_line(reason)[:REASON_LIMIT]
    if not cleaned:
        raise BadInput(field="reason", reason="empty")
    statement.state, statement.hidden_reason = State.HIDDEN, cleaned
    return moderated(session, now, statement, role, "hide", reason=cleaned)


def merge(session: Session, *, now: datetime, workshop_id: str, statement_id: str, into_id: str, role: str) -> Any:
    """Lay a card, and those under it, under another shown card of the same field; their support counts people once.

    The answer's `merged` names the cards that moved. Raises BadInput."""
    statement, into = one(session, workshop_id, statement_id), one(session, workshop_id, into_id)
    if into.merged_into_id:
        into = one(session, workshop_id, into.merged_into_id)
    if statement.id == into.id or statement.field_id != into.field_id or into.state != State.SHOWN:
        raise BadInput(field="into", reason="choice")
    moved = family(session, statement)
    for member in moved:
        member.merged_into_id = into.id
        member.cluster_id = None
        member.revision += 1
    answer = moderated(session, now, statement, role, "merge", into=into.label)
    return {**answer, "into": into.id, "merged": [member.id for member in moved]}


def unmerge(session: Session, *, now: datetime, workshop_id: str, statement_id: str, role: str) -> Any:
    """Take a card out from under another again."""
    statement = one(session, workshop_id, statement_id)
    statement.merged_into_id = None
    return moderated(session, now, statement, role, "unmerge")


def moderated(session: Session, now: datetime, statement: Statement, role: str, action: str, **facts: Any) -> Any:
    statement.revision += 1
    journal.note(
        session, now=now, workshop_id=statement.workshop_id, role=role, action=f"statement.{action}",
        card=statement.label, field_id=statement.field_id, **facts,
    )  # fmt: skip
    session.flush()
    return {"statement": statement.id, "state": statement.state, "revision": statement.revision}
