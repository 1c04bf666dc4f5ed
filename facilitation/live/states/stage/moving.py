"""Who goes where: the method, the map of the hall, and the way from one round to the next."""

from __future__ import annotations

from collections import Counter, defaultdict
from math import ceil
from typing import Any

from facilitation import groups
from facilitation.agenda import Item
from facilitation.fields import Table
from facilitation.live.view import View
from facilitation.participants import Participant

WHOLE = 0.75  # a group that goes one way but for a few who were moved by hand
LARGE = 6  # tables below each other; more stand in two columns
LINES = {1: 14, 2: 12}  # lines of numbers that fit, by columns
NUMBERS_A_LINE = {1: 12, 2: 6}


def grouping(view: View) -> dict[str, Any]:
    """The rule in three steps, or the map: who sits where, and which way the groups go on."""
    words = view.scene_words()
    if words["options"].get("map"):
        return {"part": "map", **_seating(view, 1), "ways": _ways(view, 2)[0]}
    return {"part": "rules", "next": None}


def move(view: View) -> dict[str, Any]:
    """The way to the current item's round: whole groups as a list with arrows, else who sits where."""
    item = view.item
    number = view.round_number
    kind = (item.movement or {}).get("kind", "home") if item is not None and item.round_number else "home"
    ways, exceptions = _ways(view, number) if number > 1 else ([], 0)
    return {
        "round": number,
        "movement": kind,
        "by": (item.movement or {}).get("by", 1) if item is not None else 1,
        "whole": bool(ways),
        "ways": ways,
        "exceptions": exceptions,
        "hosts_stay": bool(ways) and _is_round(item),
        **_seating(view, number),
    }


def hall(view: View, counts: dict[str, int]) -> list[dict[str, Any]]:
    """The tables as the plan draws them: place, sign, chairs."""
    return [
        {
            **view.table_face(table),
            "x": table.x,
            "y": table.y,
            "people": counts.get(table.id, 0),
            "seats": table.seats,
        }
        for table in view.tables
    ]


def _seating(view: View, round_number: int) -> dict[str, Any]:
    """Tables with the numbers of those who come: everybody's, or where that is too much to read only of the people
    without a phone."""
    seated = groups.seated(view.session, view.grouping, round_number)
    everybody = {table.id: [person.number for person in seated.get(table.id, [])] for table in view.tables}
    paper = {table.id: _without_phone(seated.get(table.id, [])) for table in view.tables}
    listed = "none"
    chosen: dict[str, list[int]] = {table.id: [] for table in view.tables}
    for name, numbers in (("all", everybody), ("paper", paper)):
        if any(numbers.values()) and _fits(list(numbers.values())):
            listed, chosen = name, numbers
            break
    tables = hall(view, {table: len(people) for table, people in seated.items()})
    for table in tables:
        table["numbers"] = in_short(chosen[table["id"]])
    return {"grouped": view.grouping is not None, "listed": listed, "tables": tables}


def _ways(view: View, to_round: int) -> tuple[list[dict[str, Any]], int]:
    """From table to table, if whole groups go one way each; and how many people go another way."""
    if view.grouping is None or to_round > len(view.day.rounds):
        return [], 0
    going: dict[str, Counter[str]] = defaultdict(Counter)
    for (origin, target), people in groups.moves(view.session, view.grouping, to_round).items():
        going[origin][target] += people
    if not going:
        return [], 0
    most = {origin: targets.most_common(1)[0] for origin, targets in going.items()}
    whole = all(people >= WHOLE * going[origin].total() for origin, (_, people) in most.items())
    if not whole or len({target for target, _ in most.values()}) < len(most):
        return [], 0
    by_id = {table.id: table for table in view.tables}
    ways = [
        {"from": _sign(view, by_id[origin]), "to": _sign(view, by_id[most[origin][0]])}
        for origin in sorted(most, key=lambda table_id: by_id[table_id].number)
    ]
    exceptions = sum(targets.total() - most[origin][1] for origin, targets in going.items())
    return ways, exceptions


def _sign(view: View, table: Table) -> dict[str, Any]:
    field = view.field(table.field_id)
    return {"number": table.number, "field": field.number, "name": field.on_sign.to(view.lang)}


def _without_phone(people: list[Participant]) -> list[int]:
    return [person.number for person in people if not person.has_phone]


def _fits(numbers: list[list[int]]) -> bool:
    columns = 1 if len(numbers) <= LARGE else 2
    lines = [max(1, ceil(len(in_short(found).split(", ")) / NUMBERS_A_LINE[columns])) for found in numbers]
    return sum(max(lines[i : i + columns]) for i in range(0, len(lines), columns)) <= LINES[columns]


def _is_round(item: Item | None) -> bool:
    return item is not None and item.round_number is not None


def in_short(numbers: list[int]) -> str:
    """``1–3, 7, 12``: three or more in a row become a range."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    return ", ".join(parts)
