"""Mixing: from a balanced seating, swap people between tables until they meet as few again as possible."""

from collections import Counter
from collections.abc import Sequence
from random import Random

from facilitation.rotation.seating import CLASH, Costs

WORK = 1_000_000
"""Swaps looked at per round: about a third of a second, whatever the size of the hall."""
STEPS = 6_000
REST = 1
"""How many steps a person stays put after a swap, so that the search does not undo it at once."""


def spread(
    start: Sequence[int],
    costs: Costs,
    institutions: Sequence[int],
    met: Sequence[int],
    sizes: Sequence[tuple[int, int]],
    rng: Random,
) -> tuple[list[int], int]:
    """The best seating found from `start` and its cost: never dearer than `start`, groups within `sizes`.

    Costs as in `seating`; on top of them every pair at one table costs 1 if it is in `met` (a bit set per
    person) and CLASH if it is of one institution.
    """
    people = range(len(start))
    seats = list(start)
    pairs = _pair_costs(institutions, met)
    filled = [seats.count(table) for table in range(len(sizes))]
    # burden[p][t]: what p at table t would cost with the others where they are now; kept up to date per swap.
    burden = [list(row) for row in costs]
    for row, weights in zip(burden, pairs, strict=True):
        for table, weight in zip(seats, weights, strict=True):
            row[table] += weight
    alone = sum(costs[person][table] for person, table in enumerate(seats))
    total = (sum(burden[person][table] for person, table in enumerate(seats)) + alone) // 2
    best, least = list(seats), total
    rests = [0] * len(seats)
    for step in range(1, min(STEPS, WORK // max(1, len(seats))) + 1):
        unhappy = [p for p in people if burden[p][seats[p]] % CLASH and rests[p] < step]
        if not unhappy:
            if not any(burden[p][seats[p]] % CLASH for p in people):
                break
            continue
        person = rng.choice(unhappy)
        here = seats[person]
        lot = rng.getrandbits(9)  # among equally good partners chance decides, not the order of the names
        row, weights = burden[person], pairs[person]
        offer = [cost - row[here] for cost in row]
        change, partner = min(
            (
                (offer[there] + other[here] - other[there] - 2 * weight, b ^ lot)
                for b, (other, there, weight) in enumerate(zip(burden, seats, weights, strict=True))
                if there != here and rests[b] < step
            ),
            default=(CLASH, -1),
        )
        partner = partner ^ lot if partner >= 0 else -1
        target = seats[partner]
        if filled[here] > sizes[here][0]:
            for table, (_, high) in enumerate(sizes):
                if table != here and filled[table] < high and offer[table] < change:
                    change, partner, target = offer[table], -1, table
        if change >= CLASH:
            continue
        _move(burden, pairs, person, here, target)
        seats[person] = target
        rests[person] = step + REST
        if partner >= 0:
            _move(burden, pairs, partner, target, here)
            seats[partner] = here
            rests[partner] = step + REST
        else:
            filled[here] -= 1
            filled[target] += 1
        total += change
        if total < least:
            best, least = list(seats), total
    return best, least


def striding(homes: Sequence[int], institutions: Sequence[int], tables: int, round_number: int) -> list[int]:
    """The arithmetic mix: seat s of a table moves on by s + 1 tables per round.

    With a prime number of tables and groups smaller than it, no two people ever meet again. Colleagues get
    the same seat number at their tables as far as possible, so that they never meet either.
    """
    free = [list(range(homes.count(table))) for table in range(tables)]
    strides = [0] * len(homes)
    for number in sorted(set(institutions), key=lambda n: (n < 0, -institutions.count(n), n)):
        waiting = [person for person, other in enumerate(institutions) if other == number]
        while waiting:
            demand = Counter(seat for person in waiting for seat in free[homes[person]])
            row = max(demand, key=lambda seat: (demand[seat], -seat))
            later: list[int] = []
            for person in waiting:
                if row in free[homes[person]]:
                    free[homes[person]].remove(row)
                    strides[person] = row + 1
                else:
                    later.append(person)
            waiting = later
    return [(home + round_number * stride) % tables for home, stride in zip(homes, strides, strict=True)]


def _pair_costs(institutions: Sequence[int], met: Sequence[int]) -> list[list[int]]:
    costs = [[known >> other & 1 for other in range(len(met))] for known in met]
    for person, number in enumerate(institutions):
        for other in range(person):
            if number >= 0 and number == institutions[other]:
                costs[person][other] += CLASH
                costs[other][person] += CLASH
    return costs


def _move(burden: list[list[int]], pairs: list[list[int]], person: int, here: int, there: int) -> None:
    for row, weight in zip(burden, pairs[person], strict=True):
        if weight:
            row[here] -= weight
            row[there] += weight
