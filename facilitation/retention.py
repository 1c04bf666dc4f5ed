"""Retention: how long what leads to people is kept, and its deletion with a receipt.

Deleted are names, institutions, the keys of phones, who wrote and supported what, hidden texts, the labels of links,
remembered operations, Wi-Fi access, whom a survey that is over has asked. What the hall worked out stays: statements
without authors, counts of support, Zukunftsbilder, votes, plan and journal, none of which names anybody.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation import ballots, fields, journal, statements
from facilitation import workshop as workshops
from facilitation.access import Link
from facilitation.agenda import Agenda
from facilitation.ballots import Vote
from facilitation.database import Base, new_id
from facilitation.database.operations import Operation, hashed
from facilitation.database.types import Instant
from facilitation.errors import Refusal
from facilitation.participants import Participant
from facilitation.review import forms as survey_forms
from facilitation.review.forms import SurveyForm
from facilitation.statements import Statement, Support
from facilitation.statements.cards import State
from facilitation.tools import Tool
from facilitation.voting_cards import Card
from facilitation.workshop import Workshop, instant_of

BY_ITSELF = "retention"


class StillRunning(Refusal):
    """The day is under way, or a vote waits for its count (`vote`): what would be deleted is still needed."""

    code = "day_is_running"


class Purge(Base):
    """The receipt of a deletion: when, by which role, and how much of what."""

    __tablename__ = "purges"

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    role: Mapped[str] = mapped_column(String(16))
    counts: Mapped[dict[str, int]] = mapped_column(JSON)


def ends_at(session: Session, workshop: Workshop) -> datetime:
    """When the days of keeping begin: the closing of the day, else the midnight after the planned day."""
    agenda = session.get(Agenda, workshop.id)
    if agenda is not None and agenda.closed_at is not None:
        return agenda.closed_at
    begun = agenda.started_at if agenda is not None else None
    day = workshop.local(begun).date() if begun is not None else workshop.day
    return instant_of(day + timedelta(days=1), time(0), workshop.timezone)


def due_at(session: Session, workshop: Workshop) -> datetime:
    """When the deletion happens by itself: at the same hour of the clock, so many days later."""
    ended = workshop.local(ends_at(session, workshop))
    return (ended + timedelta(days=workshop.settings.retention_days)).astimezone(UTC)


def due(session: Session, now: datetime) -> list[str]:
    """Workshops whose time is over and that still hold something of it. Whom a survey asks is kept as long after the
    closing of its form as a day's people after the day. Demos wait for somebody who closes their day;
    rehearsals have no guests."""
    found = []
    for workshop in workshops.all_workshops(session):
        if workshop.is_rehearsal:
            continue
        agenda = session.get(Agenda, workshop.id)
        if workshop.is_demo and (agenda is None or agenda.closed_at is None):
            continue
        if due_at(session, workshop) <= now and any(counted(session, workshop.id, _kept_since(workshop, now)).values()):
            found.append(workshop.id)
    return found


def counted(session: Session, workshop_id: str, until: datetime) -> dict[str, int]:
    """How much there is to delete, by what it is; of a survey's contacts those whose forms closed by `until`."""

    def number(entity: Any, *conditions: Any) -> int:
        return session.scalar(select(func.count()).select_from(entity).where(*conditions)) or 0

    people = Participant.workshop_id == workshop_id
    own = Statement.workshop_id == workshop_id
    supports = select(func.count()).select_from(Support).join(Statement, Support.statement_id == Statement.id)
    return {
        "names": number(Participant, people, (Participant.name != "") | (Participant.institution != "")),
        "phones": number(Participant, people, Participant.key_hash.is_not(None)),
        "authors": number(Statement, own, Statement.author_id.is_not(None))
        + number(Tool, Tool.workshop_id == workshop_id, Tool.proposer_id.is_not(None)),
        "supports": session.scalar(supports.where(own)) or 0,
        "hidden": number(Statement, own, Statement.state == State.HIDDEN, Statement.text != ""),
        "links": number(Link, Link.workshop_id == workshop_id, Link.label != ""),
        "contacts": len(_contacts(session, workshop_id, until)),
    }


def purge(session: Session, *, now: datetime, workshop_id: str, role: str) -> Any:
    """Delete what leads to people, and write the receipt. Twice is once. Raises StillRunning, also while a vote
    waits for its count: paper is typed in for a seat's number, and numbers are dealt out anew."""
    workshop = workshops.by_id(session, workshop_id)
    agenda = session.get(Agenda, workshop_id)
    if agenda is not None and agenda.is_running and role != BY_ITSELF:
        raise StillRunning()
    if role != BY_ITSELF:
        for vote in uncounted(session, workshop_id):
            raise StillRunning(vote=vote.id)
    until = _kept_since(workshop, now) if role == BY_ITSELF else now
    counts = counted(session, workshop_id, until)
    for form in _contacts(session, workshop_id, until):
        form.contact = ""
    _forget_supports(session, workshop_id)
    _forget_words(session, workshop_id)
    counts["operations"] = _forget_people(session, now, workshop)
    _forget_doors(session, now, workshop)
    receipt = Purge(workshop_id=workshop_id, at=now, role=role, counts=counts)
    session.add(receipt)
    journal.note(session, now=now, workshop_id=workshop_id, role=role, action="retention.purge", **counts)
    session.flush()
    return face(receipt)


def uncounted(session: Session, workshop_id: str) -> list[Vote]:
    """The votes whose ballots lie in a box still."""
    return [vote for vote in ballots.of_workshop(session, workshop_id) if vote.takes_ballots]


def receipts(session: Session, workshop_id: str) -> list[Purge]:
    """Every deletion, the newest first."""
    return list(session.scalars(select(Purge).where(Purge.workshop_id == workshop_id).order_by(Purge.at.desc())))


def face(receipt: Purge) -> dict[str, Any]:
    return {"id": receipt.id, "at": receipt.at.isoformat(), "role": receipt.role, "counts": receipt.counts}


def _kept_since(workshop: Workshop, now: datetime) -> datetime:
    return now - timedelta(days=workshop.settings.retention_days)


def _contacts(session: Session, workshop_id: str, until: datetime) -> list[SurveyForm]:
    return [form for form, closed in survey_forms.with_contact(session, workshop_id) if closed <= until]


def _forget_supports(session: Session, workshop_id: str) -> None:
    """The counts stay with the cards; who agreed does not."""
    for field in fields.everything(session, workshop_id):
        for statement_id, count in statements.support_counts(session, field.id).items():
            session.execute(update(Statement).where(Statement.id == statement_id).values(kept_support=count))
    own = select(Statement.id).where(Statement.workshop_id == workshop_id)
    session.execute(delete(Support).where(Support.statement_id.in_(own)))


def _forget_words(session: Session, workshop_id: str) -> None:
    own = Statement.workshop_id == workshop_id
    session.execute(update(Statement).where(own).values(author_id=None))
    session.execute(update(Statement).where(own, Statement.state == State.HIDDEN).values(text=""))
    session.execute(update(Tool).where(Tool.workshop_id == workshop_id).values(proposer_id=None))


def _forget_people(session: Session, now: datetime, workshop: Workshop) -> int:
    """Seats keep their tables and nothing else; their numbers are dealt out anew, so that no slip leads to one."""
    people = list(session.scalars(select(Participant).where(Participant.workshop_id == workshop.id)))
    actors = [hashed(f"participant:{person.id}") for person in people]
    operations = session.execute(delete(Operation).where(Operation.actor.in_(actors)))
    numbers = [person.number for person in people]
    for person in people:  # first out of each other's way: numbers are unique
        person.number = -person.number
    session.flush()
    random.SystemRandom().shuffle(numbers)
    begun = instant_of(workshop.day, time(0), workshop.timezone)
    for person, number in zip(people, numbers, strict=True):
        person.number = number
        person.name = person.institution = ""
        person.key_hash = person.wish_field_id = person.needs_time_in = None
        person.joined_at = begun
        person.left_at = now if person.left_at is None else begun
    session.flush()
    return operations.rowcount  # type: ignore[attr-defined, no-any-return]


def _forget_doors(session: Session, now: datetime, workshop: Workshop) -> None:
    links = Link.workshop_id == workshop.id
    session.execute(update(Link).where(links, Link.revoked_at.is_(None)).values(revoked_at=now))
    session.execute(update(Link).where(links).values(label=""))
    session.execute(update(Card).where(Card.workshop_id == workshop.id).values(bound=None))
    workshop.settings_values = {**workshop.settings_values, "wifi_name": "", "wifi_password": ""}
    workshop.revision += 1
