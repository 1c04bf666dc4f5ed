"""One person's own part of the phone: their number, their way over the rounds, their cards and proposals."""

from __future__ import annotations

from typing import Any

from facilitation import day, groups, statements
from facilitation.agenda import Activity, Item
from facilitation.live.view import View
from facilitation.participants import Kind, Participant
from facilitation.statements import State, Statement
from facilitation.texts import LANGUAGES

ROUTE_FIRST = ("waiting", "arrival", "break", "grouping", "move")


def mine(view: View) -> dict[str, Any]:
    """Everything of the person who looks; without a person the frame alone. Never pushed, only pulled."""
    state = {**view.frame(), "person": None}
    person = view.person
    if person is None:
        return state
    return {
        **state,
        "person": {
            "number": person.number,
            "name": person.name,
            "institution": person.institution,
            "pupil": person.kind == Kind.PUPIL,
        },
        "languages": list(LANGUAGES),
        "time": _time(view, person),
        "route": _route(view, person),
        "route_first": view.activity in ROUTE_FIRST,
        "cards": [_card(view, card) for card in statements.by_author(view.session, view.workshop_id, person.id)],
        "supported": sorted(statements.supported_by(view.session, view.workshop_id, person.id)),
        "proposals": [
            {"id": tool.id, "title": tool.title, "admission": str(tool.admission)}
            for tool in view.tools
            if tool.proposer_id == person.id
        ],
        "school": _school(view) if person.kind == Kind.PUPIL else None,
    }


def stored(view: View, person: Participant) -> dict[str, Any]:
    """All that is kept of a person, in words and numbers. The ballot is not in it: nobody but the phone knows which."""
    tables = {table.id: table for table in view.tables}
    seats = groups.route(view.session, view.grouping, person.id)
    wish = next((field for field in view.fields if field.id == person.wish_field_id), None)
    return {
        "number": person.number,
        "name": person.name,
        "institution": person.institution,
        "language": person.lang,
        "joined": view.workshop.local(person.joined_at).isoformat(timespec="minutes"),
        "phone": person.has_phone,
        "asked_for_time": person.needs_time_in is not None,
        "wish": str(wish.title) if wish is not None else "",
        "tables": [{"round": n, "table": tables[t].number} for n, t in sorted(seats.items()) if t in tables],
        "statements": [
            {"number": card.label, "text": card.text, "state": str(card.state)}
            for card in statements.by_author(view.session, view.workshop_id, person.id)
        ],
        "supported": len(statements.supported_by(view.session, view.workshop_id, person.id)),
        "proposals": [tool.title for tool in view.tools if tool.proposer_id == person.id],
    }


def _time(view: View, person: Participant) -> dict[str, bool] | None:
    """Where something is being written or points are being given: whether this person has asked for more time."""
    if not view.may_need_time or person.kind == Kind.PUPIL:
        return None
    assert view.scene is not None
    return {"asked": person.needs_time_in == view.scene.id}


def _route(view: View, person: Participant) -> list[dict[str, Any]]:
    """The rounds in order: where this person sits, from when to when as forecast, and whether it is past or next."""
    seats = groups.route(view.session, view.grouping, person.id)
    tables = {table.id: table for table in view.tables}
    stops = [item for item in view.day.rounds if seats.get(item.round_number or 0) in tables]
    first = seats.get(1)
    ahead = next((item for item in stops if item.ended_at is None), None) if view.activity != "over" else None
    return [
        {
            "round": item.round_number,
            "name": item.name.to(view.lang),
            "does": _does(view, item),
            "table": view.table_face(tables[seats[item.round_number or 0]]),
            "starts": view.times[item.id].forecast_start.isoformat(),
            "ends": view.times[item.id].forecast_end.isoformat(),
            "is_back": (item.round_number or 0) > 2 and seats[item.round_number or 0] == first,
            "place": "next" if item is ahead else "past" if item.ended_at is not None else "ahead",
        }
        for item in stops
    ]


def _does(view: View, item: Item) -> str:
    """The round's own work, without the walk to it."""
    working = [scene for scene in view.day.scenes_of[item.id] if scene.activity != Activity.MOVE]
    return working[0].title.to(view.lang) if working else ""


def _card(view: View, card: Statement) -> dict[str, Any]:
    return {
        "id": card.id,
        "text": card.text,
        "lang": card.lang,
        "field": view.field_face(card.field_id),
        "round": card.round_number,
        "late": card.late,
        "state": "merged" if card.merged_into_id and card.state == State.SHOWN else str(card.state),
    }


def _school(view: View) -> dict[str, Any]:
    """The pupils' channel: open from preparation until round 1."""
    return {
        "is_open": day.school_is_open(view.day),
        "limit": view.workshop.settings.statement_limit,
        "fields": [view.field_face(field.id) for field in view.numbered_fields],
    }
