"""Who sits where in which round: balanced groups, wishes met, institutions spread, new faces. Pure, seeded.

The first round is always `home`. `home` and `return` in a later round mean the table of round 1,
`shift` moves whole groups on, `mix` spreads every group over the other fields.
"""

from collections.abc import Mapping, Sequence
from random import Random

from facilitation.rotation.hall import (
    Movement,
    NotEnoughSeats,
    Person,
    Place,
    Rounds,
    fields_of,
    group_sizes,
    shifted,
)
from facilitation.rotation.latecomers import home_of, join, seat_latecomer
from facilitation.rotation.measure import Quality, quality
from facilitation.rotation.mixing import spread, striding
from facilitation.rotation.seating import HARD, seat, settle

__all__ = [
    "Movement",
    "NotEnoughSeats",
    "Person",
    "Place",
    "Quality",
    "Rounds",
    "plan",
    "quality",
    "replan",
    "seat_latecomer",
]

KNOWN_FIELD = 2
"""A person at a field where they already worked counts as much as two meetings again."""


def plan(people: Sequence[Person], places: Sequence[Place], movements: Sequence[Movement], *, seed: int) -> Rounds:
    """One seating per movement. The same people, places, movements and seed give the same plan.

    Raises NotEnoughSeats.
    """
    return replan([], people, places, movements, from_round=0, seed=seed)


def replan(
    rounds: Rounds,
    people: Sequence[Person],
    places: Sequence[Place],
    movements: Sequence[Movement],
    *,
    from_round: int,
    seed: int,
) -> Rounds:
    """The rounds before `from_round` (counted from 0) as they are, the others planned anew for `people`.

    Who has left is not in `people`; who is new joins the smallest groups. Raises NotEnoughSeats.
    """
    guests = sorted({person.key: person for person in people}.values(), key=lambda person: person.key)
    done = [dict(seating) for seating in rounds[:from_round]]
    largest = max((high for _, high in group_sizes(len(guests), places)), default=0)
    plans = [_rounds(done, guests, places, movements, seed, strides=False)]
    if plans[0][1] and largest <= len(places) and _is_prime(len(places)):
        plans.append(_rounds(done, guests, places, movements, seed, strides=True))
    return min(plans, key=lambda plan: plan[1])[0]


def _rounds(
    done: Rounds,
    people: list[Person],
    places: Sequence[Place],
    movements: Sequence[Movement],
    seed: int,
    *,
    strides: bool,
) -> tuple[Rounds, int]:
    """The rounds and what their mixing costs."""
    rng = Random(seed)
    sizes = group_sizes(len(people), places)
    planned, total = list(done), 0
    for movement in movements[len(done) :]:
        groups: Mapping[str, str] | None = None
        if not planned:
            planned.append(_first(people, places, sizes, rng))
            continue
        if movement.kind in ("home", "return"):
            homes = {person.key: home_of(person.key, planned) for person in people}
            groups = {key: table for key, table in homes.items() if table}
        elif movement.kind == "shift":
            groups = shifted(planned[-1], places, movement.by)
        if groups is None:
            seating, cost = _mix(planned, people, places, sizes, rng, strides=strides)
            total += cost
        else:
            seating = _keep(groups, people, places)
        planned.append(seating)
    return planned, total


def _first(people: list[Person], places: Sequence[Place], sizes: list[tuple[int, int]], rng: Random) -> dict[str, str]:
    fields = set(fields_of(places))
    costs = [
        [HARD if person.wish in fields and place.field != person.wish else 0 for place in places] for person in people
    ]
    order = rng.sample(range(len(people)), len(people))
    seats = seat(order, costs, _institutions(people), [0] * len(people), sizes)
    return _seating(people, places, seats)


def _keep(groups: Mapping[str, str], people: list[Person], places: Sequence[Place]) -> dict[str, str]:
    """The groups as they are; who has none, or finds the table gone or full, joins the smallest."""
    free = {place.key: len(people) if place.seats is None else place.seats for place in places}
    seating: dict[str, str] = {}
    waiting: list[Person] = []
    for person in people:
        table = groups.get(person.key, "")
        if free.get(table, 0) > 0:
            free[table] -= 1
            seating[person.key] = table
        else:
            waiting.append(person)
    for person in waiting:
        seating[person.key] = join(seating, person, places, people)
    return seating


def _mix(
    earlier: Rounds,
    people: list[Person],
    places: Sequence[Place],
    sizes: list[tuple[int, int]],
    rng: Random,
    *,
    strides: bool,
) -> tuple[dict[str, str], int]:
    """Nobody stays at the field of the round before, unless group sizes or seats leave no other way."""
    field = {place.key: place.field for place in places}
    table_numbers = {place.key: number for number, place in enumerate(places)}
    costs = []
    for person in people:
        seen = [field.get(seating.get(person.key, "")) for seating in earlier]
        costs.append(
            [(HARD if place.field == seen[-1] else 0) + (KNOWN_FIELD if place.field in seen else 0) for place in places]
        )
    met = _acquaintances(earlier, people)
    institutions = _institutions(people)
    homes = [table_numbers.get(earlier[0].get(person.key, ""), -1) for person in people]
    start: list[int] = []
    if strides and -1 not in homes:
        start = striding(homes, institutions, len(places), len(earlier))
    if not start or any(not low <= start.count(t) <= high for t, (low, high) in enumerate(sizes)):
        start = seat(rng.sample(range(len(people)), len(people)), costs, institutions, met, sizes)
    seats, cost = spread(settle(start, costs, institutions, sizes), costs, institutions, met, sizes, rng)
    return _seating(people, places, seats), cost


def _acquaintances(earlier: Rounds, people: list[Person]) -> list[int]:
    """Per person the bit set of those they have already sat with."""
    met = [0] * len(people)
    for seating in earlier:
        groups: dict[str, int] = {}
        for number, person in enumerate(people):
            if person.key in seating:
                groups[seating[person.key]] = groups.get(seating[person.key], 0) | 1 << number
        for number, person in enumerate(people):
            if person.key in seating:
                met[number] |= groups[seating[person.key]] & ~(1 << number)
    return met


def _institutions(people: list[Person]) -> list[int]:
    numbers: dict[str, int] = {}
    return [numbers.setdefault(person.institution, len(numbers)) if person.institution else -1 for person in people]


def _seating(people: list[Person], places: Sequence[Place], seats: list[int]) -> dict[str, str]:
    return {person.key: places[table].key for person, table in zip(people, seats, strict=True)}


def _is_prime(number: int) -> bool:
    return number > 1 and all(number % divisor for divisor in range(2, number))
