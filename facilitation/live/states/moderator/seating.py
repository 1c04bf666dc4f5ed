"""Seats: who sits at which table in which round, for the groups page, the printed list and a person's slip."""

from __future__ import annotations

from typing import Any

from facilitation import groups, participants
from facilitation.live.view import View
from facilitation.participants import Participant


def groups_state(view: View) -> dict[str, Any]:
    """The groups of the current round with names for the moderator, how good they are, and who has left."""
    quality = groups.quality(view.session, view.workshop_id)
    seated = groups.seated(view.session, view.grouping, view.round_number)
    everyone = participants.present(view.session, view.workshop_id)
    placed = {person.id for people in seated.values() for person in people}
    return {
        "round": view.round_number,
        "grouping": view.grouping.number if view.grouping is not None else None,
        "fixed": bool(view.day.rounds) and view.day.rounds[0].started_at is not None,
        "present": len(everyone),
        "tables": [
            {**view.table_face(table), "people": [participants.face(person) for person in seated.get(table.id, [])]}
            for table in view.tables
        ],
        "unseated": [participants.face(person) for person in everyone if person.id not in placed],
        "quality": {
            "difference": quality.size_difference,
            "repeats": quality.repeat_meetings,
            "wishes_met": quality.wishes_met,
            "wishes": quality.wishes_total,
        }
        if quality is not None
        else None,
    }


def seating(view: View) -> dict[str, Any]:
    """Every person with the table of every round, by number."""
    tables = {table.id: view.table_face(table) for table in view.tables}
    rounds = [item.round_number or 0 for item in view.day.rounds]
    placed = {number: groups.seats(view.session, view.grouping, number) for number in rounds}
    people = [
        {**participants.face(person), "route": [tables.get(placed[number].get(person.id, "")) for number in rounds]}
        for person in participants.present(view.session, view.workshop_id)
    ]
    return {**view.frame(), "rounds": rounds, "people": people}


def slip(view: View, person: Participant) -> dict[str, Any]:
    """A seat's number and route with times."""
    route = groups.route(view.session, view.grouping, person.id)
    tables = {table.id: table for table in view.tables}
    return {
        **view.frame(),
        "person": participants.face(person),
        "title": view.workshop.title.to(view.lang),
        "route": [
            {
                "round": item.round_number,
                "name": item.name.to(view.lang),
                "begins": view.times[item.id].forecast_start.isoformat(),
                "table": view.table_face(tables[route[item.round_number]]),
            }
            for item in view.day.rounds
            if item.round_number in route
        ],
    }
