"""Groups and placements: who sits at which table in which round. *Einteilen* makes a grouping; it can be repeated and
taken back until round 1 begins. A placement is a row per grouping, round and participant."""

from __future__ import annotations

import secrets
from collections import defaultdict
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, delete, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation import badges, fields, journal, participants, rotation
from facilitation.agenda import Programme, programme
from facilitation.database import Base, new_id
from facilitation.database.types import Instant
from facilitation.errors import BadInput, Refusal
from facilitation.participants import Kind, Participant


class GroupsFixed(Refusal):
    """Round 1 has begun: the grouping stands. People can still be moved one by one."""

    code = "groups_fixed"


class NothingToDivide(Refusal):
    """There are no tables or no rounds to divide people over. Facts: what."""

    code = "nothing_to_divide"


class Grouping(Base):
    """One *Einteilen*. The newest that is not taken back holds."""

    __tablename__ = "groupings"

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    seed: Mapped[int]
    people: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Instant)
    taken_back_at: Mapped[datetime | None] = mapped_column(Instant)


class Placement(Base):
    """A seat: in this round of this grouping, this participant sits at this table."""

    __tablename__ = "placements"

    grouping_id: Mapped[str] = mapped_column(ForeignKey("groupings.id", ondelete="CASCADE"), primary_key=True)
    round_number: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[str] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    table_id: Mapped[str] = mapped_column(ForeignKey("tables.id", ondelete="CASCADE"), index=True)


def divide(session: Session, *, now: datetime, workshop_id: str, role: str, seed: int | None = None) -> Any:
    """*Einteilen*: balanced groups and the whole route. Raises GroupsFixed, NothingToDivide, NotEnoughSeats.

    Returns the grouping's number, the people in it and the quality figures of `rotation.Quality`.
    """
    day = programme(session, workshop_id)
    if _has_begun(day):
        raise GroupsFixed()
    people = participants.present(session, workshop_id)
    grouping, quality = _divide(session, now, day, people, secrets.randbelow(2**31) if seed is None else seed)
    journal.note(
        session, now=now, workshop_id=workshop_id, role=role, action="groups.divide",
        grouping=grouping.number, people=len(people), seed=grouping.seed,
    )  # fmt: skip
    return {"grouping": grouping.number, "people": len(people), "quality": asdict(quality)}


def ensure(session: Session, *, now: datetime, workshop_id: str, role: str) -> bool:
    """A grouping for a day that moves on without one. Returns whether one had to be made."""
    if current(session, workshop_id) is not None:
        return False
    day = programme(session, workshop_id)
    if not day.rounds or not fields.tables(session, workshop_id):
        return False
    people, seed = participants.present(session, workshop_id), secrets.randbelow(2**31)
    try:
        grouping, _ = _divide(session, now, day, people, seed)
    except rotation.NotEnoughSeats:  # the day goes on; chairs are fetched, people are not sent away
        grouping, _ = _divide(session, now, day, people, seed, crowding=True)
    journal.note(
        session, now=now, workshop_id=workshop_id, role=role, action="groups.divide",
        grouping=grouping.number, people=grouping.people, seed=grouping.seed,
    )  # fmt: skip
    return True


def follow(session: Session, *, day: Programme, since: int) -> bool:
    """The agenda has been edited: from round `since` (counted from 0) on others move than before. The rounds among them
    that have not begun are seated anew for whoever is here. Returns whether anybody's route changed."""
    grouping = current(session, day.workshop.id)
    begun = max((item.round_number or 0 for item in day.rounds if item.has_begun), default=0)
    first = max(since, begun)
    if grouping is None:
        return False
    later = Placement.grouping_id == grouping.id, Placement.round_number > first
    if first >= len(day.rounds):
        return session.execute(delete(Placement).where(*later)).rowcount > 0  # type: ignore[attr-defined, no-any-return]
    people = [_person(person) for person in participants.present(session, day.workshop.id)]
    rounds, places, movements = _rounds(session, day, grouping), _places(session, day.workshop.id), ways(day)
    try:
        planned = rotation.replan(rounds, people, places, movements, from_round=first, seed=grouping.seed)
    except rotation.NotEnoughSeats:  # as in `ensure`: chairs are fetched
        planned = rotation.replan(
            rounds, people, _without_limits(places), movements, from_round=first, seed=grouping.seed
        )
    session.execute(delete(Placement).where(*later))
    _write_down(session, grouping, planned[first:], first + 1)
    return True


def take_back(session: Session, *, now: datetime, workshop_id: str, role: str) -> Any:
    """The grouping before holds again. Raises GroupsFixed; with nothing to take back, BadInput."""
    if _has_begun(programme(session, workshop_id)):
        raise GroupsFixed()
    grouping = current(session, workshop_id)
    if grouping is None:
        raise BadInput(field="grouping", reason="none")
    grouping.taken_back_at = now
    session.flush()
    before = current(session, workshop_id)
    if before is not None:
        _seat_the_unseated(session, workshop_id, before)
    journal.note(
        session,
        now=now,
        workshop_id=workshop_id,
        role=role,
        action="groups.take_back",
        grouping=grouping.number,
    )
    return {"grouping": before.number if before else None}


def arrive(session: Session, *, now: datetime, workshop_id: str, badge: int | None = None, **joining: Any) -> Any:
    """Join; a latecomer gets a seat in the smallest group at once, or that of the `badge`. Arguments as
    `participants.join`. Raises what `badges.number_for` does.

    Nobody is kept out: when every seat is taken they join the smallest group, and the answer says ``crowded``.
    """
    key_hash = joining.get("key_hash")
    if key_hash is None or participants.by_key(session, workshop_id, key_hash) is None:
        joining["number"] = badges.number_for(session, workshop_id, badge)
    person = participants.join(session, now=now, workshop_id=workshop_id, **joining)
    answer = {"participant": person.id, "number": person.number}
    return {**answer, "crowded": True} if _seat_now(session, person) else answer


def come_back(session: Session, *, now: datetime, workshop_id: str, participant_id: str, by: str | None = None) -> Any:
    """Here again, on the same seat; who was away when the groups were made gets one."""
    answer = participants.come_back(session, now=now, workshop_id=workshop_id, participant_id=participant_id, by=by)
    session.flush()
    _seat_now(session, participants.one(session, workshop_id, participant_id))
    return answer


def move(
    session: Session, *, now: datetime, workshop_id: str, participant_id: str, table_id: str, role: str,
    round_number: int | None = None,
) -> Any:  # fmt: skip
    """Seat one person at another table, in one round or in all that are not over (the rest of the route follows the
    table's group). Raises NotFound, BadInput: no grouping, a pupil, or a round that there is not."""
    person = participants.one(session, workshop_id, participant_id)
    if person.kind == Kind.PUPIL:
        raise BadInput(field="participant_id", reason="pupil")
    table = fields.table(session, workshop_id, table_id)
    grouping = current(session, workshop_id)
    if grouping is None:
        raise BadInput(field="grouping", reason="none")
    day = programme(session, workshop_id)
    if round_number is not None and not 1 <= round_number <= len(day.rounds):
        raise BadInput(field="round_number", reason="range", low=1, high=len(day.rounds))
    first = round_number or day.round_number or 1
    wanted = {first: table.id} if round_number else _route_of_group(session, day, grouping, table.id, first)
    for number, target in wanted.items():
        placement = session.get(Placement, (grouping.id, number, person.id))
        if placement is None:
            session.add(
                Placement(grouping_id=grouping.id, round_number=number, participant_id=person.id, table_id=target)
            )
        else:
            placement.table_id = target
    journal.note(
        session, now=now, workshop_id=workshop_id, role=role, action="groups.move",
        number=person.number, table=table.number, round=first,
    )  # fmt: skip
    return {"participant": person.id, "rounds": {str(n): t for n, t in wanted.items()}}


def current(session: Session, workshop_id: str) -> Grouping | None:
    """The grouping that holds, if any."""
    wanted = select(Grouping).where(Grouping.workshop_id == workshop_id, Grouping.taken_back_at.is_(None))
    return session.scalar(wanted.order_by(Grouping.number.desc()).limit(1))


def route(session: Session, grouping: Grouping | None, participant_id: str) -> dict[int, str]:
    """Round number to table id for one person."""
    if grouping is None:
        return {}
    wanted = select(Placement.round_number, Placement.table_id).where(
        Placement.grouping_id == grouping.id, Placement.participant_id == participant_id
    )
    return {number: table for number, table in session.execute(wanted)}


def seated(session: Session, grouping: Grouping | None, round_number: int) -> dict[str, list[Participant]]:
    """Table id to the people who sit there in a round and have not left, by number."""
    found: dict[str, list[Participant]] = defaultdict(list)
    if grouping is not None:
        wanted = (
            select(Placement.table_id, Participant)
            .join(Participant, Participant.id == Placement.participant_id)
            .where(
                Placement.grouping_id == grouping.id,
                Placement.round_number == round_number,
                Participant.left_at.is_(None),
            )
            .order_by(Participant.number)
        )
        for table_id, person in session.execute(wanted):
            found[table_id].append(person)
    return dict(found)


def counts(session: Session, grouping: Grouping | None, round_number: int) -> dict[str, int]:
    """Table id to the number of people seated there in a round who have not left."""
    if grouping is None:
        return {}
    wanted = (
        select(Placement.table_id, func.count())
        .join(Participant, Participant.id == Placement.participant_id)
        .where(
            Placement.grouping_id == grouping.id,
            Placement.round_number == round_number,
            Participant.left_at.is_(None),
        )
        .group_by(Placement.table_id)
    )
    return {table: count for table, count in session.execute(wanted)}


def seats(session: Session, grouping: Grouping | None, round_number: int) -> dict[str, str]:
    """Participant id to table id in a round, whoever has left included."""
    if grouping is None:
        return {}
    wanted = select(Placement.participant_id, Placement.table_id).where(
        Placement.grouping_id == grouping.id, Placement.round_number == round_number
    )
    return {person: table for person, table in session.execute(wanted)}


def table_of(session: Session, workshop_id: str, participant_id: str, round_number: int | None) -> fields.Table | None:
    """Where a person sits in a round; before the first round, the table of round 1."""
    grouping = current(session, workshop_id)
    if grouping is None:
        return None
    placement = session.get(Placement, (grouping.id, round_number or 1, participant_id))
    return session.get(fields.Table, placement.table_id) if placement else None


def moves(session: Session, grouping: Grouping | None, to_round: int) -> dict[tuple[str, str], int]:
    """(from table, to table) to how many people go that way between the round before and `to_round`."""
    before, after = seats(session, grouping, to_round - 1), seats(session, grouping, to_round)
    found: dict[tuple[str, str], int] = defaultdict(int)
    for person, table in after.items():
        if person in before:
            found[before[person], table] += 1
    return dict(found)


def quality(session: Session, workshop_id: str) -> rotation.Quality | None:
    """How good the grouping that holds is; None without one."""
    grouping = current(session, workshop_id)
    if grouping is None:
        return None
    day = programme(session, workshop_id)
    people = participants.present(session, workshop_id)
    here = {person.id for person in people}
    rounds = [
        {person: table for person, table in placed.items() if person in here}
        for placed in _rounds(session, day, grouping)
    ]
    return rotation.quality(rounds, [_person(p) for p in people], _places(session, workshop_id), ways(day))


def ways(day: Programme) -> list[rotation.Movement]:
    """How people come to the tables of each round."""
    return [rotation.Movement(**(item.movement or {"kind": "home"})) for item in day.rounds]


def _has_begun(day: Programme) -> bool:
    return bool(day.rounds) and day.rounds[0].started_at is not None


def _divide(
    session: Session, now: datetime, day: Programme, people: list[Participant], seed: int, *, crowding: bool = False
) -> tuple[Grouping, rotation.Quality]:
    workshop_id = day.workshop.id
    places = _places(session, workshop_id)
    if crowding:
        places = _without_limits(places)
    if not places:
        raise NothingToDivide(what="tables")
    if not day.rounds:
        raise NothingToDivide(what="rounds")
    persons = [_person(person) for person in people]
    rounds = _rounds_with_badges(session, day, people, places, seed)
    highest = session.scalar(select(func.max(Grouping.number)).where(Grouping.workshop_id == workshop_id)) or 0
    grouping = Grouping(workshop_id=workshop_id, number=highest + 1, seed=seed, people=len(people), made_at=now)
    session.add(grouping)
    session.flush()
    _write_down(session, grouping, rounds, 1)
    return grouping, rotation.quality(rounds, persons, places, ways(day))


def _rounds_with_badges(
    session: Session, day: Programme, people: list[Participant], places: list[rotation.Place], seed: int
) -> rotation.Rounds:
    """Who wears a badge sits as planned and printed; the others join the smallest groups. Without badges all are
    divided."""
    routes = badges.routes(session, day.workshop.id, len(day.rounds))
    wearing = [person for person in people if person.number in routes]
    if not wearing:
        return rotation.plan([_person(person) for person in people], places, ways(day), seed=seed)
    rounds = [{person.id: routes[person.number][number] for person in wearing} for number in range(len(day.rounds))]
    seated = [_person(person) for person in wearing]
    for person in (_person(person) for person in people if person.number not in routes):
        route = rotation.seat_latecomer(rounds, person, places, ways(day), people=seated)
        for placed, table in zip(rounds, route, strict=True):
            placed[person.key] = table
        seated.append(person)
    return rounds


def _write_down(session: Session, grouping: Grouping, rounds: rotation.Rounds, first: int) -> None:
    rows = [
        {"grouping_id": grouping.id, "round_number": number, "participant_id": person, "table_id": table}
        for number, placed in enumerate(rounds, start=first)
        for person, table in placed.items()
    ]
    if rows:
        session.execute(insert(Placement), rows)


def _seat_now(session: Session, person: Participant) -> bool:
    grouping = current(session, person.workshop_id)
    if grouping is None or person.kind is Kind.PUPIL:
        return False
    return _seat(session, programme(session, person.workshop_id), grouping, person)


def _seat(session: Session, day: Programme, grouping: Grouping, person: Participant) -> bool:
    """A seat from this round on for who has none. Whether it is one too many at its table."""
    first = (day.round_number or 1) - 1
    known = select(func.count()).select_from(Placement)
    known = known.where(Placement.grouping_id == grouping.id, Placement.participant_id == person.id)
    if (session.scalar(known.where(Placement.round_number > first)) or 0) >= len(day.rounds) - first:
        return False  # was here before: the old seats are theirs again
    places, movements = _places(session, day.workshop.id), ways(day)
    rounds = _rounds(session, day, grouping, only_present=True)
    colleagues = [_person(here) for here in participants.present(session, day.workshop.id) if here.id != person.id]
    crowded = False
    planned = badges.routes(session, day.workshop.id, len(day.rounds), person.number).get(person.number)
    try:
        route = planned[first:] if planned else rotation.seat_latecomer(
            rounds, _person(person), places, movements, from_round=first, people=colleagues
        )
    except rotation.NotEnoughSeats:
        crowded = True
        route = rotation.seat_latecomer(
            rounds, _person(person), _without_limits(places), movements, from_round=first, people=colleagues
        )
    session.execute(
        delete(Placement).where(
            Placement.grouping_id == grouping.id,
            Placement.participant_id == person.id,
            Placement.round_number > first,
        )
    )
    for number, table in enumerate(route, start=first + 1):
        session.add(Placement(grouping_id=grouping.id, round_number=number, participant_id=person.id, table_id=table))
    session.flush()
    return crowded


def _seat_the_unseated(session: Session, workshop_id: str, grouping: Grouping) -> None:
    day = programme(session, workshop_id)
    for person in participants.present(session, workshop_id):
        _seat(session, day, grouping, person)


def _route_of_group(session: Session, day: Programme, grouping: Grouping, table_id: str, first: int) -> dict[int, str]:
    """Where most of the people go on to who sit at `table_id` in round `first`."""
    rounds = _rounds(session, day, grouping)
    group = [person for person, table in rounds[first - 1].items() if table == table_id]
    wanted = {first: table_id}
    for number in range(first + 1, len(rounds) + 1):
        ways = [rounds[number - 1][person] for person in group if person in rounds[number - 1]]
        wanted[number] = max(sorted(set(ways)), key=ways.count) if ways else table_id
    return wanted


def _rounds(
    session: Session, day: Programme, grouping: Grouping, *, only_present: bool = False
) -> list[dict[str, str]]:
    here = {person.id for person in participants.present(session, day.workshop.id)} if only_present else None
    found = []
    for number in range(1, len(day.rounds) + 1):
        placed = seats(session, grouping, number)
        found.append({p: t for p, t in placed.items() if here is None or p in here})
    return found


def _places(session: Session, workshop_id: str) -> list[rotation.Place]:
    found = fields.in_walking_order(session, workshop_id)
    return [rotation.Place(key=table.id, field=table.field_id, seats=table.seats) for table in found]


def _without_limits(places: list[rotation.Place]) -> list[rotation.Place]:
    return [replace(place, seats=None) for place in places]


def _person(person: Participant) -> rotation.Person:
    return rotation.Person(key=person.id, institution=person.institution or None, wish=person.wish_field_id)
