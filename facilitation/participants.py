"""Participants: everyone who has a seat, with a phone or without. Names and institutions are voluntary."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation import journal
from facilitation import workshop as workshops
from facilitation.database import Base, new_id
from facilitation.database.types import Instant
from facilitation.errors import BadInput, NotFound, Refusal
from facilitation.texts import LANGUAGES

NAME_LIMIT = 60
INSTITUTION_LIMIT = 120


class DoorLocked(Refusal):
    """The moderator has locked the door: no new phones."""

    code = "door_locked"
    status = 403


class Kind(StrEnum):
    """A person takes part in groups and votes; a pupil only writes on the school's cards."""

    PERSON = "person"
    PUPIL = "pupil"


class Participant(Base):
    """A seat. `key_hash` is the keyed hash of the phone's cookie; without a phone it is empty. Number is printed."""

    __tablename__ = "participants"
    __table_args__ = (UniqueConstraint("workshop_id", "number"), UniqueConstraint("workshop_id", "key_hash"))

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    kind: Mapped[Kind] = mapped_column(String(8), default=Kind.PERSON)
    name: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    institution: Mapped[str] = mapped_column(String(INSTITUTION_LIMIT), default="")
    wish_field_id: Mapped[str | None] = mapped_column(ForeignKey("fields.id", ondelete="SET NULL"))
    lang: Mapped[str] = mapped_column(String(10), default="de")
    key_hash: Mapped[str | None] = mapped_column(String(64))
    joined_at: Mapped[datetime] = mapped_column(Instant)
    left_at: Mapped[datetime | None] = mapped_column(Instant)
    needs_time_in: Mapped[str | None] = mapped_column(String(22))  # the scene in which they asked for more time

    @property
    def is_here(self) -> bool:
        return self.left_at is None

    @property
    def has_phone(self) -> bool:
        return self.key_hash is not None


def join(
    session: Session,
    *,
    now: datetime,
    workshop_id: str,
    name: str = "",
    institution: str = "",
    wish_field_id: str | None = None,
    lang: str = "de",
    key_hash: str | None = None,
    kind: Kind = Kind.PERSON,
    number: int | None = None,
) -> Participant:
    """Take a seat, with the next number or that of a badge. A phone that was here before finds the same person.
    Raises DoorLocked, BadInput."""
    workshop = workshops.by_id(session, workshop_id)
    known = by_key(session, workshop_id, key_hash) if key_hash else None
    if known is not None:
        known.left_at = None
        return known
    if workshop.door_locked and key_hash is not None:
        raise DoorLocked()
    participant = Participant(
        workshop_id=workshop_id,
        number=number or _next_number(session, workshop_id),
        kind=kind,
        name=short_text("name", name, NAME_LIMIT),
        institution=short_text("institution", institution, INSTITUTION_LIMIT),
        wish_field_id=wish_field_id or None,
        lang=lang,
        key_hash=key_hash,
        joined_at=now,
    )
    session.add(participant)
    session.flush()
    return participant


def rename(
    session: Session, *, now: datetime, workshop_id: str, participant_id: str, name: str, institution: str
) -> Any:
    person = one(session, workshop_id, participant_id)
    person.name = short_text("name", name, NAME_LIMIT)
    person.institution = short_text("institution", institution, INSTITUTION_LIMIT)
    return {"participant": person.id}


def speak(session: Session, *, now: datetime, workshop_id: str, participant_id: str, lang: str) -> Any:
    """Read the screens in another language. Raises BadInput for one that there is not."""
    if lang not in LANGUAGES:
        raise BadInput(field="lang", reason="choice", choices=list(LANGUAGES))
    person = one(session, workshop_id, participant_id)
    person.lang = lang
    return {"participant": person.id, "lang": lang}


def ask_for_time(
    session: Session, *, now: datetime, workshop_id: str, participant_id: str, scene_id: str | None
) -> Any:
    """Say that one is not finished in this scene; without a scene, that one is. Only the number is ever shown."""
    person = one(session, workshop_id, participant_id)
    person.needs_time_in = scene_id
    return {"asked": scene_id is not None}


def leave(session: Session, *, now: datetime, workshop_id: str, participant_id: str, by: str | None = None) -> Any:
    """Free the seat; `by` is the role of somebody else who does it. What was written stays; coming back takes the same
    seat again."""
    person = one(session, workshop_id, participant_id)
    if by is not None and person.left_at is None:
        journal.note(session, now=now, workshop_id=workshop_id, role=by, action="seat.leave", number=person.number)
    person.left_at = person.left_at or now
    return {"participant": person.id}


def come_back(session: Session, *, now: datetime, workshop_id: str, participant_id: str, by: str | None = None) -> Any:
    person = one(session, workshop_id, participant_id)
    if by is not None and person.left_at is not None:
        journal.note(session, now=now, workshop_id=workshop_id, role=by, action="seat.return", number=person.number)
    person.left_at = None
    return {"participant": person.id}


def forget_phone(session: Session, *, now: datetime, workshop_id: str, participant_id: str) -> Any:
    """Take name, institution and the phone's key off the seat and free it."""
    person = one(session, workshop_id, participant_id)
    person.name = person.institution = ""
    person.key_hash = person.needs_time_in = None
    person.left_at = person.left_at or now
    return {"participant": person.id}


def one(session: Session, workshop_id: str, participant_id: str) -> Participant:
    """A participant of this workshop. Raises NotFound for one of another."""
    found = session.get(Participant, participant_id)
    if found is None or found.workshop_id != workshop_id:
        raise NotFound(what="participant")
    return found


def by_key(session: Session, workshop_id: str, key_hash: str) -> Participant | None:
    return session.scalar(
        select(Participant).where(Participant.workshop_id == workshop_id, Participant.key_hash == key_hash)
    )


def by_number(session: Session, workshop_id: str, number: int) -> Participant:
    found = session.scalar(
        select(Participant).where(Participant.workshop_id == workshop_id, Participant.number == number)
    )
    if found is None:
        raise NotFound(what="participant")
    return found


def present(session: Session, workshop_id: str) -> list[Participant]:
    """The people who have a seat now, in the order of their numbers; pupils are not counted."""
    wanted = select(Participant).where(
        Participant.workshop_id == workshop_id, Participant.left_at.is_(None), Participant.kind == Kind.PERSON
    )
    return list(session.scalars(wanted.order_by(Participant.number)))


def count_present(session: Session, workshop_id: str) -> int:
    wanted = select(func.count(Participant.id)).where(
        Participant.workshop_id == workshop_id, Participant.left_at.is_(None), Participant.kind == Kind.PERSON
    )
    return session.scalar(wanted) or 0


def count_who_came(session: Session, workshop_id: str) -> int:
    """How many have taken part today, those who have gone since included."""
    wanted = select(func.count(Participant.id)).where(
        Participant.workshop_id == workshop_id, Participant.kind == Kind.PERSON
    )
    return session.scalar(wanted) or 0


def count_in_need_of_time(session: Session, workshop_id: str, scene_id: str) -> int:
    """How many of those who are here have asked for more time in this scene."""
    wanted = select(func.count(Participant.id)).where(
        Participant.workshop_id == workshop_id, Participant.left_at.is_(None), Participant.needs_time_in == scene_id
    )
    return session.scalar(wanted) or 0


def absent(session: Session, workshop_ids: set[str]) -> set[str]:
    """The ids of those of these workshops who have left, or have no phone (any more)."""
    gone = or_(Participant.left_at.is_not(None), Participant.key_hash.is_(None))
    return set(session.scalars(select(Participant.id).where(Participant.workshop_id.in_(workshop_ids), gone)))


def face(person: Participant) -> dict[str, Any]:
    """A person as moderators and hosts see them; nobody else does."""
    return {
        "id": person.id,
        "number": person.number,
        "name": person.name,
        "institution": person.institution,
        "phone": person.has_phone,
    }


def short_text(field: str, text: str, limit: int) -> str:
    """One line of text without control characters. Raises BadInput when it is longer than `limit` characters."""
    cleaned = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if len(cleaned) > limit:
        raise BadInput(field=field, reason="too_long", limit=limit, length=len(cleaned))
    return cleaned


def _next_number(session: Session, workshop_id: str) -> int:
    highest = select(func.coalesce(func.max(Participant.number), 0)).where(Participant.workshop_id == workshop_id)
    return (session.scalar(highest) or 0) + 1
