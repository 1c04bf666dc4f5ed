"""Tables while a day is prepared: set up, numbered, given seats, taken away as long as nobody needs them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from facilitation import access, fields, journal
from facilitation.agenda import Programme, contents, programme
from facilitation.errors import BadInput, Refusal
from facilitation.fields import Field, Table
from facilitation.groups import Placement, current
from facilitation.preparation.basics import TooLate

MOST_TABLES, MOST_SEATS = 99, 999


class StillInUse(Refusal):
    """Something rests on it. Facts: how many tools, statements, visions, entries, links, seats, wishes."""

    code = "still_in_use"


def add_table(
    session: Session, *, now: datetime, workshop_id: str, field_id: str, role: str, seats: int | None = None
) -> Any:
    """One more table for a field. Raises TooLate, BadInput."""
    field = fields.one(session, workshop_id, field_id)
    before_the_day(session, workshop_id)
    if field.is_category:
        raise BadInput(field="field", reason="choice")
    if len(fields.tables(session, workshop_id)) >= MOST_TABLES:
        raise BadInput(field="tables", reason="range", low=1, high=MOST_TABLES)
    table = set_up(session, workshop_id, field, seats)
    journal.note(session, now=now, workshop_id=workshop_id, role=role, action="table.add", table=table.number)
    return {"table": table.id, "number": table.number}


def change_table(
    session: Session, *, now: datetime, workshop_id: str, table_id: str, role: str, changes: Mapping[str, str]
) -> Any:
    """A table's `number` and `seats` (empty: as many as come). Seats may change on the day too. Raises TooLate,
    BadInput (doubled)."""
    table = fields.table(session, workshop_id, table_id)
    were = {"number": str(table.number), "seats": str(table.seats or "")}
    for name, text in changes.items():
        if name == "seats":
            table.seats = contents.number(changes, name, 1, MOST_SEATS) if text.strip() else None
        elif name == "number" and text.strip() != were[name]:
            before_the_day(session, workshop_id)
            table.number = _free_number(session, workshop_id, contents.number(changes, name, 1, MOST_SEATS))
        elif name != "number":
            raise BadInput(field=name, reason="unknown")
    session.flush()
    are = {"number": str(table.number), "seats": str(table.seats or "")}
    journal.note(session, now=now, workshop_id=workshop_id, role=role, action="table.change", table=table.number)
    return {"of": f"table-{table.id}", "values": are, "before": {n: were[n] for n in are if are[n] != were[n]}}


def remove_table(session: Session, *, now: datetime, workshop_id: str, table_id: str, role: str) -> Any:
    """Take a table away. Raises StillInUse, TooLate, BadInput (a field keeps one)."""
    table = fields.table(session, workshop_id, table_id)
    before_the_day(session, workshop_id)
    own = [one for one in fields.tables(session, workshop_id) if one.field_id == table.field_id]
    if len(own) == 1:
        raise BadInput(field="tables", reason="last")
    refuse_in_use(resting_on_tables(session, workshop_id, {table.id}))
    session.delete(table)
    session.flush()
    journal.note(session, now=now, workshop_id=workshop_id, role=role, action="table.remove", table=table.number)
    return {"table": table_id, "field": table.field_id, "seats": table.seats, "number": table.number}


def before_the_day(session: Session, workshop_id: str) -> Programme:
    day = programme(session, workshop_id)
    if day.agenda.started_at is not None:
        raise TooLate(field="fields", since="day")
    return day


def set_up(session: Session, workshop_id: str, field: Field, seats: int | None) -> Table:
    highest = session.scalar(select(func.max(Table.number)).where(Table.workshop_id == workshop_id)) or 0
    table = Table(workshop_id=workshop_id, field_id=field.id, number=highest + 1, seats=seats, x=None, y=None)
    session.add(table)
    session.flush()
    return table


def _free_number(session: Session, workshop_id: str, number: int) -> int:
    if any(table.number == number for table in fields.tables(session, workshop_id)):
        raise BadInput(field="number", reason="doubled", value=number)
    return number


def resting_on_tables(session: Session, workshop_id: str, tables: set[str]) -> dict[str, int]:
    grouping = current(session, workshop_id)
    seated = select(func.count(Placement.participant_id.distinct())).where(
        Placement.grouping_id == (grouping.id if grouping else ""), Placement.table_id.in_(tables)
    )
    return {
        "links": sum(link.table_id in tables for link in access.links(session, workshop_id)),
        "seats": session.scalar(seated) or 0,
    }


def refuse_in_use(resting: dict[str, int]) -> None:
    if any(resting.values()):
        raise StillInUse(**{name: count for name, count in resting.items() if count})
