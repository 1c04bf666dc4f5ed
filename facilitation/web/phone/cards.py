"""Cards from a phone: write one, agree with one, take an own one back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response

from facilitation import day, statements, visions
from facilitation.errors import NotAllowed
from facilitation.participants import Kind
from facilitation.web import answers
from facilitation.web.phone.face import blueprint, tables_of_field
from facilitation.web.words import _


@blueprint.post("/w/<code>/statements")
def write(code: str) -> Response:
    """Pin a card for the field of one's table; pupils for any field, or all."""
    here, person = answers.workshop(code), answers.visitor(code).must_take_part()
    pinned = answers.perform(
        day.pin, workshop_id=here.id, author_id=person.id, text=answers.text("text"), lang=person.lang,
        field_id=answers.text("field_id") or None,
    )  # fmt: skip
    waits = pinned["state"] == statements.State.WAITING
    said = _("Angepinnt, sobald die Tischmoderation sie zeigt.") if waits else _("Angepinnt.")
    return answers.done(
        here.code, pinned, said=said, touch=["statements"], table_ids=_tables_of_card(here.id, pinned), pull=["mine"]
    )


@blueprint.post("/w/<code>/statements/<statement_id>/support")
def agree(code: str, statement_id: str) -> Response:
    return _weigh(code, statement_id, statements.support)


@blueprint.post("/w/<code>/statements/<statement_id>/support/withdrawal")
def agree_no_longer(code: str, statement_id: str) -> Response:
    return _weigh(code, statement_id, statements.withdraw_support)


@blueprint.post("/w/<code>/statements/<statement_id>/deletion")
def take_back(code: str, statement_id: str) -> Response:
    """An author deletes a card; its text stays only where something else rests on it."""
    here, person = answers.workshop(code), answers.visitor(code).must_take_part()
    field_id = statements.one(answers.session(), here.id, statement_id).field_id
    gone = answers.perform(
        visions.delete_own_statement, workshop_id=here.id, statement_id=statement_id, author_id=person.id
    )
    kept = gone["text"] == "kept"
    said = (
        _("Ihr Name ist von der Karte genommen. Der Text bleibt, weil das Zukunftsbild darauf aufbaut.")
        if kept
        else _("Die Karte ist gelöscht.")
    )
    return answers.done(
        here.code, gone, said=said, touch=["statements"], table_ids=tables_of_field(here.id, field_id), pull=["mine"]
    )


def _weigh(code: str, statement_id: str, verb: Callable[..., Any]) -> Response:
    """The button itself says what is now; nothing else needs saying."""
    here, person = answers.workshop(code), answers.visitor(code).must_take_part()
    if person.kind == Kind.PUPIL:
        raise NotAllowed(needs=["participant"])
    field_id = statements.one(answers.session(), here.id, statement_id).field_id
    weighed = answers.perform(verb, workshop_id=here.id, statement_id=statement_id, participant_id=person.id)
    return answers.done(
        here.code, weighed, touch=["statements"], table_ids=tables_of_field(here.id, field_id), pull=["mine"]
    )


def _tables_of_card(workshop_id: str, pinned: dict[str, object]) -> set[str] | None:
    """The tables that show a new card; the pupils' card for every field goes to all."""
    if "also" in pinned:
        return None
    card = statements.one(answers.fresh(), workshop_id, str(pinned["statement"]))
    return tables_of_field(workshop_id, card.field_id)
