"""The hall as the rotation sees it: who comes, which tables stand there, how the rounds move people on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from facilitation.errors import Refusal


@dataclass(frozen=True)
class Person:
    key: str
    institution: str | None = None
    wish: str | None = None
    """Key of the field this person would like to start with."""


@dataclass(frozen=True)
class Place:
    """A table; the order of a list of places is the order in the hall."""

    key: str
    field: str
    seats: int | None = None


@dataclass(frozen=True)
class Movement:
    """How people come to a round; `home` and `return` both mean the table of round 1."""

    kind: Literal["home", "shift", "mix", "return"]
    by: int = 1


Rounds = list[dict[str, str]]
"""One dict per round: person key -> table key."""


class NotEnoughSeats(Refusal):
    """More people than seats at all tables together. Facts: people, seats."""

    code = "not_enough_seats"

    def __init__(self, people: int, seats: int) -> None:
        super().__init__(people=people, seats=seats)


def fields_of(places: Sequence[Place]) -> list[str]:
    """The fields in the order in which they first appear in the hall."""
    return list(dict.fromkeys(place.field for place in places))


def group_sizes(people: int, places: Sequence[Place]) -> list[tuple[int, int]]:
    """Smallest and largest balanced group size per table: one apart, or equal where the seats end."""
    room = [people if place.seats is None else min(place.seats, people) for place in places]
    if sum(room) < people:
        raise NotEnoughSeats(people, sum(place.seats or 0 for place in places))
    level = 0
    while level < people and sum(min(seats, level + 1) for seats in room) <= people:
        level += 1
    return [(min(seats, level), min(seats, level + 1)) for seats in room]


def shift_map(places: Sequence[Place], by: int) -> dict[str, str] | None:
    """Table -> table `by` fields on, at the same place within its field; None if fields differ in tables."""
    tables: dict[str, list[str]] = {field: [] for field in fields_of(places)}
    for place in places:
        tables[place.field].append(place.key)
    columns = list(tables.values())
    if len({len(column) for column in columns}) > 1:
        return None
    return {
        key: columns[(number + by) % len(columns)][position]
        for number, column in enumerate(columns)
        for position, key in enumerate(column)
    }


def shifted(previous: Mapping[str, str], places: Sequence[Place], by: int) -> dict[str, str] | None:
    """The previous round with every group moved on, or None where tables or seats do not allow it.

    People whose table no longer stands are left out.
    """
    onward = shift_map(places, by)
    if onward is None:
        return None
    moved = {person: onward[table] for person, table in previous.items() if table in onward}
    sizes = Counter(moved.values())
    fits = all(place.seats is None or sizes[place.key] <= place.seats for place in places)
    return moved if fits else None
