"""How good a plan is: even groups, new faces, spread institutions, wishes met."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from facilitation.rotation.hall import Movement, Person, Place, Rounds, shifted


@dataclass(frozen=True)
class Quality:
    size_difference: int
    repeat_meetings: int
    institution_clashes: int
    wishes_met: int
    wishes_total: int


def quality(
    rounds: Rounds,
    people: Sequence[Person],
    places: Sequence[Place],
    movements: Sequence[Movement] | None = None,
) -> Quality:
    """The plan in five numbers; only those in `people` count.

    size_difference: worst round's largest group minus its smallest that still has a free seat.
    repeat_meetings: meetings in mixing rounds of two people who sat together in any earlier round; a pair
    that meets in three mixing rounds counts twice. A round is not mixing, so none of its meetings counts, if
    it keeps groups together on purpose: without `movements`, if it seats exactly the groups of round 1 or of
    the round before (at whatever tables); with `movements`, if it is `home` or `return`, or a `shift` that
    the hall allows.
    institution_clashes: pairs of one institution at one table, over all rounds, beyond those that even
    dealing over the tables cannot avoid.
    wishes_met of wishes_total: people at a table of the wished field in round 1, of those wishing for a
    field of the hall.
    """
    guests = {person.key: person for person in people}
    seatings = [{key: table for key, table in seating.items() if key in guests} for seating in rounds]
    field = {place.key: place.field for place in places}
    wishes = {key: person.wish for key, person in guests.items() if person.wish in field.values()}
    first = seatings[0] if seatings else {}
    return Quality(
        size_difference=max((_size_difference(seating, places) for seating in seatings), default=0),
        repeat_meetings=_repeat_meetings(seatings, places, movements),
        institution_clashes=sum(_clashes(seating, guests, len(places)) for seating in seatings),
        wishes_met=sum(key in first and field.get(first[key]) == wish for key, wish in wishes.items()),
        wishes_total=len(wishes),
    )


def _size_difference(seating: Mapping[str, str], places: Sequence[Place]) -> int:
    sizes = Counter(seating.values())
    open_tables = [sizes[p.key] for p in places if p.seats is None or sizes[p.key] < p.seats]
    largest = max((sizes[place.key] for place in places), default=0)
    return max(0, largest - min(open_tables, default=largest))


def _repeat_meetings(seatings: Rounds, places: Sequence[Place], movements: Sequence[Movement] | None) -> int:
    met: set[tuple[str, str]] = set()
    repeats = 0
    for number, seating in enumerate(seatings):
        pairs = _meetings(seating)
        if number and _is_mixing(seatings, number, places, movements):
            repeats += len(pairs & met)
        met |= pairs
    return repeats


def _is_mixing(seatings: Rounds, number: int, places: Sequence[Place], movements: Sequence[Movement] | None) -> bool:
    if movements is None:
        return not any(_same_groups(seatings[number], seatings[before]) for before in (0, number - 1))
    movement = movements[number]
    if movement.kind == "shift":
        return shifted(seatings[number - 1], places, movement.by) is None
    return movement.kind == "mix"


def _same_groups(seating: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether the people seated both times sat in the same company."""
    both = [(seating[key], other[key]) for key in seating if key in other]
    return len(set(both)) == len({here for here, _ in both}) == len({there for _, there in both})


def _meetings(seating: Mapping[str, str]) -> set[tuple[str, str]]:
    groups: dict[str, list[str]] = {}
    for key in sorted(seating):
        groups.setdefault(seating[key], []).append(key)
    return {pair for group in groups.values() for pair in combinations(group, 2)}


def _clashes(seating: Mapping[str, str], guests: Mapping[str, Person], tables: int) -> int:
    at_table = Counter((guests[key].institution, table) for key, table in seating.items())
    sizes = Counter(guests[key].institution for key in seating)
    pairs = sum(n * (n - 1) // 2 for (name, _), n in at_table.items() if name)
    for name, size in sizes.items():
        each, more = divmod(size, tables)
        pairs -= (tables * each * (each - 1) // 2 + more * each) if name else 0
    return pairs
