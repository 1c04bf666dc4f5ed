"""Badges: numbers printed before the day, each with a planned group and route. Who takes one takes that seat."""

from __future__ import annotations

import secrets
from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, delete, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation import fields, journal, rotation
from facilitation.agenda import programme
from facilitation.database import Base
from facilitation.errors import BadInput, Refusal
from facilitation.participants import Participant

MOST = 1000


class BadgeTaken(Refusal):
    """Somebody else has taken the badge. Facts: number."""

    code = "badge_taken"


class BadgesInUse(Refusal):
    """Somebody has taken one of the badges: they stay as they are printed."""

    code = "badges_in_use"


class NothingToPlan(Refusal):
    """There are no tables or no rounds to plan for. Facts: what."""

    code = "nothing_to_plan"


class PlannedSeat(Base):
    """In this round the person with this number sits at this table."""

    __tablename__ = "planned_seats"

    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    round_number: Mapped[int] = mapped_column(primary_key=True)
    table_id: Mapped[str] = mapped_column(ForeignKey("tables.id", ondelete="CASCADE"), index=True)


def plan(session: Session, *, now: datetime, workshop_id: str, count: int, role: str, seed: int | None = None) -> Any:
    """Plan `count` badges, numbered on from whoever has joined; an earlier plan is replaced.

    Raises BadInput, BadgesInUse, NothingToPlan, NotEnoughSeats.
    """
    if not 1 <= count <= MOST:
        raise BadInput(field="count", reason="range", low=1, high=MOST)
    withdraw(session, now=now, workshop_id=workshop_id, role=role)
    day = programme(session, workshop_id)
    places = [
        rotation.Place(key=table.id, field=table.field_id, seats=table.seats)
        for table in fields.in_walking_order(session, workshop_id)
    ]
    if not places or not day.rounds:
        raise NothingToPlan(what="rounds" if places else "tables")
    first = _highest(session, workshop_id) + 1
    people = [rotation.Person(key=f"{number:05}") for number in range(first, first + count)]
    movements = [rotation.Movement(**(item.movement or {"kind": "home"})) for item in day.rounds]
    rounds = rotation.plan(people, places, movements, seed=secrets.randbelow(2**31) if seed is None else seed)
    rows = [
        {"workshop_id": workshop_id, "number": int(key), "round_number": number, "table_id": table}
        for number, seating in enumerate(rounds, start=1)
        for key, table in seating.items()
    ]
    session.execute(insert(PlannedSeat), rows)
    journal.note(session, now=now, workshop_id=workshop_id, role=role, action="badges.plan", count=count, first=first)
    return {"first": first, "last": first + count - 1}


def withdraw(session: Session, *, now: datetime, workshop_id: str, role: str) -> Any:
    """No badges. Raises BadgesInUse once somebody has taken one."""
    numbers = planned_numbers(session, workshop_id)
    if numbers and _taken(session, workshop_id, numbers):
        raise BadgesInUse()
    if numbers:
        session.execute(delete(PlannedSeat).where(PlannedSeat.workshop_id == workshop_id))
        journal.note(session, now=now, workshop_id=workshop_id, role=role, action="badges.withdraw", count=len(numbers))
    return {"count": 0}


def number_for(session: Session, workshop_id: str, badge: int | None) -> int | None:
    """The number of somebody who joins: the badge's, or one beyond the badges; None where there are no badges.

    Raises BadInput for a number that no badge has, BadgeTaken.
    """
    if badge is None:
        last = session.scalar(select(func.max(PlannedSeat.number)).where(PlannedSeat.workshop_id == workshop_id))
        return max(last, _highest(session, workshop_id)) + 1 if last else None
    if session.get(PlannedSeat, (workshop_id, badge, 1)) is None:
        raise BadInput(field="badge", reason="unknown", value=badge)
    if _taken(session, workshop_id, [badge]):
        raise BadgeTaken(number=badge)
    return badge


def planned_numbers(session: Session, workshop_id: str) -> list[int]:
    wanted = select(PlannedSeat.number).where(PlannedSeat.workshop_id == workshop_id).distinct()
    return sorted(session.scalars(wanted))


def routes(session: Session, workshop_id: str, rounds: int, number: int | None = None) -> dict[int, list[str]]:
    """Number to the tables of all rounds in their order (of one `number` alone, where it is named); a plan that lacks
    a round by now is none."""
    found: dict[int, list[str]] = defaultdict(list)
    wanted = select(PlannedSeat).where(PlannedSeat.workshop_id == workshop_id, PlannedSeat.round_number <= rounds)
    if number is not None:
        wanted = wanted.where(PlannedSeat.number == number)
    for seat in session.scalars(wanted.order_by(PlannedSeat.number, PlannedSeat.round_number)):
        found[seat.number].append(seat.table_id)
    return {number: tables for number, tables in found.items() if len(tables) == rounds}


def _taken(session: Session, workshop_id: str, numbers: list[int]) -> bool:
    wanted = select(Participant.id).where(Participant.workshop_id == workshop_id, Participant.number.in_(numbers))
    return session.scalar(wanted.limit(1)) is not None


def _highest(session: Session, workshop_id: str) -> int:
    wanted = select(func.max(Participant.number)).where(Participant.workshop_id == workshop_id)
    return session.scalar(wanted) or 0
