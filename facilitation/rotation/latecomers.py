"""Latecomers: to the smallest group at once, and from there wherever that group goes."""

from collections import Counter
from collections.abc import Mapping, Sequence

from facilitation.rotation.hall import Movement, NotEnoughSeats, Person, Place, Rounds, shift_map


def seat_latecomer(
    rounds: Rounds,
    person: Person,
    places: Sequence[Place],
    movements: Sequence[Movement],
    *,
    from_round: int = 0,
    people: Sequence[Person] = (),
) -> list[str]:
    """Table key per round from `from_round` (counted from 0) on.

    The smallest group with a free seat; among equals at first the wished field, then one at another field than
    before, then the one with fewest colleagues (known from `people`, those already seated), then with fewest
    people met before. A shift keeps the group joined, a return goes to the home of that group; only where that
    table is full does the person join the smallest again.
    Raises NotEnoughSeats.
    """
    seated = [{key: table for key, table in seating.items() if key != person.key} for seating in rounds]
    own = [{person.key: seating[person.key]} if person.key in seating else {} for seating in rounds[:from_round]]
    for number in range(from_round, len(rounds)):
        now = [{**seating, **mine} for seating, mine in zip(seated, own, strict=False)]
        others = seated[number]
        kind = movements[number].kind if number else "home"
        table: str | None = None
        if number and kind in ("home", "return"):
            table = home_of(person.key, now)
        elif number and kind == "shift":
            table = _with_the_group(now[-1], others, person, places, movements[number].by)
        if table is None or not _has_room(table, others, places):
            table = join(others, person, places, people, now)
        own.append({person.key: table})
    return [mine[person.key] for mine in own[from_round:]]


def join(
    seating: Mapping[str, str],
    person: Person,
    places: Sequence[Place],
    people: Sequence[Person] = (),
    earlier: Rounds | None = None,
) -> str:
    """The table of the smallest group with a free seat, ranked as in `seat_latecomer`."""
    groups: dict[str, list[str]] = {place.key: [] for place in places}
    for key, table in seating.items():
        groups.setdefault(table, []).append(key)
    free = [place for place in places if _has_room(place.key, seating, places)]
    if not free:
        raise NotEnoughSeats(len(seating) + 1, sum(place.seats or 0 for place in places))
    field = {place.key: place.field for place in places}
    seen = [field.get(before.get(person.key, "")) for before in earlier or []]
    colleagues = {p.key for p in people if person.institution and p.institution == person.institution}
    met = _met(person.key, earlier or [])

    def rank(place: Place) -> tuple[int, bool, bool, int, int, bool]:
        group = groups[place.key]
        not_wished = not seen and person.wish is not None and place.field != person.wish
        here_again = place.field in seen[-1:]
        beside = sum(key in colleagues for key in group)
        return len(group), not_wished, here_again, beside, sum(key in met for key in group), place.field in seen

    return min(free, key=rank).key


def home_of(person: str, rounds: Rounds) -> str | None:
    """The table of round 1; for a latecomer that of the group joined, if most of it share a home."""
    if not rounds or person in rounds[0]:
        return rounds[0][person] if rounds else None
    joined = next((seating for seating in rounds if person in seating), None)
    if joined is None:
        return None
    group = [key for key, table in joined.items() if table == joined[person] and key != person]
    return _majority([rounds[0].get(key) for key in group])


def _with_the_group(
    before: Mapping[str, str], now: Mapping[str, str], person: Person, places: Sequence[Place], by: int
) -> str | None:
    """Where the person's last group sits now, if it moved on as one (a shift may fall back to mix)."""
    onward = shift_map(places, by)
    table = before.get(person.key)
    if onward is None or table is None:
        return None
    group = [key for key, other in before.items() if other == table and key != person.key and key in now]
    together = _majority([now[key] for key in group])
    return together if group else onward.get(table)


def _majority(tables: Sequence[str | None]) -> str | None:
    table, count = Counter(tables).most_common(1)[0] if tables else (None, 0)
    return table if 2 * count > len(tables) else None


def _met(person: str, rounds: Rounds) -> set[str]:
    return {
        key for seating in rounds if person in seating for key, table in seating.items() if table == seating[person]
    }


def _has_room(table: str, seating: Mapping[str, str], places: Sequence[Place]) -> bool:
    place = next((place for place in places if place.key == table), None)
    taken = sum(other == table for other in seating.values())
    return place is not None and (place.seats is None or taken < place.seats)
