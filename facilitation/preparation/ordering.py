"""Fields in their order while a day is prepared: made, renamed, moved, and taken away if nothing rests on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from facilitation import fields, journal, participants, plan, statements, tools, visions
from facilitation.agenda import Programme, contents, programme
from facilitation.errors import BadInput, MovedOn
from facilitation.fields import Field, Table
from facilitation.preparation import written
from facilitation.preparation.tables import before_the_day, refuse_in_use, resting_on_tables, set_up
from facilitation.texts import Words

WORDS = {"title": 200, "short_title": 60, "sign_title": 30, "description": 2000}
QUESTION_LIMIT = 400
MOST_FIELDS = 40
ASIDE = 10_000  # numbers out of the way while others are given


def field_shown(field: Field, day: Programme) -> dict[str, str]:
    """A field's texts and its own guiding questions by the names of a form (``questions:KEY`` for a round's item)."""
    found: dict[str, str] = {}
    for name in WORDS:
        found |= written.named(name, getattr(field, name))
    for item in day.rounds:
        found |= written.lined(f"questions:{item.key}", field.questions.get(item.key, []))
    return found


def change_field(
    session: Session, *, now: datetime, workshop_id: str, field_id: str, revision: int, role: str,
    changes: Mapping[str, str],
) -> Any:  # fmt: skip
    """Change texts of a field by their names in `field_shown`. Raises MovedOn, BadInput."""
    field = fields.one(session, workshop_id, field_id)
    day = programme(session, workshop_id)
    were = field_shown(field, day)
    if field.revision != revision:
        raise MovedOn(what="field", id=field.id, current=field.revision, values=were)
    if unknown := [name for name in changes if name not in were]:
        raise BadInput(field=unknown[0], reason="unknown")
    _write(field, day, changes)
    are = field_shown(field, day)
    field.revision += 1
    altered = [name for name in are if are[name] != were[name]]
    journal.note(
        session, now=now, workshop_id=workshop_id, role=role, action="field.change",
        field=field.number, title=str(field.title),
    )  # fmt: skip
    return {
        "of": f"field-{field.id}", "revision": field.revision,
        "values": {name: are[name] for name in {*changes, *altered}},
        "before": {name: were[name] for name in altered},
    }  # fmt: skip


def add_field(
    session: Session, *, now: datetime, workshop_id: str, role: str, texts: Mapping[str, str],
    category: bool = False, place: int | None = None, seats: int | None = None,
) -> Any:  # fmt: skip
    """A new field with a table of its own, or a new drawer for tools; last, or at `place` (from 1). Raises TooLate,
    BadInput."""
    day = before_the_day(session, workshop_id)
    if len(fields.everything(session, workshop_id)) >= MOST_FIELDS:
        raise BadInput(field="fields", reason="range", low=1, high=MOST_FIELDS)
    field = Field(workshop_id=workshop_id, number=None, position=ASIDE, questions={})
    _write(field, day, texts)
    if not category:
        field.number = ASIDE
    session.add(field)
    session.flush()
    if not category:
        set_up(session, workshop_id, field, seats)
    if place is not None:
        _put(session, workshop_id, field, place)
    _renumber(session, workshop_id)
    journal.note(
        session, now=now, workshop_id=workshop_id, role=role, action="field.add",
        field=field.number, title=str(field.title),
    )  # fmt: skip
    return {"field": field.id, "number": field.number}


def move_field(session: Session, *, now: datetime, workshop_id: str, field_id: str, place: int, role: str) -> Any:
    """Put a field at a place (from 1) among its like. Numbers follow the order. Raises TooLate."""
    field = fields.one(session, workshop_id, field_id)
    before_the_day(session, workshop_id)
    before = _like(session, workshop_id, field).index(field) + 1
    _put(session, workshop_id, field, place)
    _renumber(session, workshop_id)
    journal.note(
        session, now=now, workshop_id=workshop_id, role=role, action="field.move",
        field=field.number, title=str(field.title),
    )  # fmt: skip
    return {"field": field.id, "number": field.number, "before": before}


def remove_field(session: Session, *, now: datetime, workshop_id: str, field_id: str, role: str) -> Any:
    """Take a field and its tables away. Raises StillInUse, TooLate, BadInput (the last one stays).

    Returns ``was``: what `add_field` needs to make it again.
    """
    field = fields.one(session, workshop_id, field_id)
    day = before_the_day(session, workshop_id)
    like = _like(session, workshop_id, field)
    if not field.is_category and len(like) == 1:
        raise BadInput(field="fields", reason="last")
    refuse_in_use(_resting_on(session, field))
    own = [table for table in fields.tables(session, workshop_id) if table.field_id == field.id]
    texts = {name: text for name, text in field_shown(field, day).items() if text}
    was = {"texts": texts, "category": field.is_category, "place": like.index(field) + 1, "title": str(field.title)}
    session.delete(field)
    session.flush()
    _renumber(session, workshop_id)
    journal.note(
        session, now=now, workshop_id=workshop_id, role=role, action="field.remove", title=str(field.title)
    )  # fmt: skip
    return {"field": field_id, "was": was, "tables": len(own)}


def _write(field: Field, day: Programme, sent: Mapping[str, str]) -> None:
    for name, limit in WORDS.items():
        setattr(field, name, contents.words(getattr(field, name) or Words(), name, sent, limit))
    if not field.title:
        raise BadInput(field="title", reason="empty")
    questions = dict(field.questions)
    for item in day.rounds:
        asked = contents.lines(questions.get(item.key, []), f"questions:{item.key}", sent, QUESTION_LIMIT)
        questions[item.key] = asked
    field.questions = {key: asked for key, asked in questions.items() if asked}


def _like(session: Session, workshop_id: str, field: Field) -> list[Field]:
    every = fields.everything(session, workshop_id)
    return [one for one in every if one.is_category == field.is_category]


def _put(session: Session, workshop_id: str, field: Field, place: int) -> None:
    order = [one for one in _like(session, workshop_id, field) if one is not field]
    order.insert(max(0, min(place - 1, len(order))), field)
    for position, one in enumerate(order, start=1):
        one.position = position
    session.flush()


def _renumber(session: Session, workshop_id: str) -> None:
    """Numbers follow the order. Where every field has one table, the tables' numbers follow along."""
    every = fields.everything(session, workshop_id)
    order = [field for field in every if not field.is_category]
    tables = fields.tables(session, workshop_id)
    by_field = {table.field_id: table for table in tables}
    together = len(tables) == len(order) == len(by_field) and _follow(order, by_field)
    for place, field in enumerate(order, start=1):
        field.number = ASIDE + place
        if together:
            by_field[field.id].number = ASIDE + place
    session.flush()
    for position, field in enumerate(every, start=1):
        field.position = position
    for place, field in enumerate(order, start=1):
        field.number = place
        if together:
            by_field[field.id].number = place
    session.flush()


def _follow(order: list[Field], by_field: Mapping[str, Table]) -> bool:
    """Whether the tables are numbered as their fields were, so that nobody has given them numbers of their own."""
    by_number = sorted(order, key=lambda field: field.number or 0)
    numbers = [by_field[field.id].number for field in by_number]
    return numbers == sorted(numbers) and max(numbers, default=0) <= len(numbers) + 1


def _resting_on(session: Session, field: Field) -> dict[str, int]:
    tables = {table.id for table in fields.tables(session, field.workshop_id) if table.field_id == field.id}
    wishing = [
        person for person in participants.present(session, field.workshop_id) if person.wish_field_id == field.id
    ]
    return {
        "tools": len(tools.of_field(session, field.id)),
        "statements": len(statements.of_field(session, field.id)),
        "visions": len(visions.versions(session, field.id)),
        "entries": sum(entry.field_id == field.id for entry in plan.entries(session, field.workshop_id)),
        "wishes": len(wishing),
        **resting_on_tables(session, field.workshop_id, tables),
    }
