"""Balanced seating at least cost: deal people out, then exchange them in circles until no circle helps."""

from collections.abc import Sequence

Costs = Sequence[Sequence[int]]

HARD = 1_000_000
"""Cost of an unmet wish, or of staying at a field."""
CLASH = 1_000
"""Cost of two people of one institution at one table; everything below is for repeats and known fields."""


def seat(
    order: Sequence[int],
    costs: Costs,
    institutions: Sequence[int],
    met: Sequence[int],
    sizes: Sequence[tuple[int, int]],
) -> list[int]:
    """Table number per person. `order` says who is dealt first among equals.

    `costs[person][table]` is what a table costs a person, `institutions` holds numbers (-1: none), `met` a
    bit set of acquaintances per person (used while dealing only), `sizes` the smallest and largest group per
    table. The sum of the costs is the least possible; institutions are spread as evenly as it allows.
    """
    return settle(_deal(order, costs, institutions, met, sizes), costs, institutions, sizes)


def settle(
    start: Sequence[int], costs: Costs, institutions: Sequence[int], sizes: Sequence[tuple[int, int]]
) -> list[int]:
    """A seating within `sizes`, exchanged in circles until it costs the least."""
    seats = list(start)
    counts = _institution_counts(seats, institutions, len(sizes))
    filled = [seats.count(table) for table in range(len(sizes))]
    while circle := _helpful_circle(seats, costs, institutions, counts, filled, sizes):
        for person, table in circle:
            if institutions[person] >= 0:
                counts[institutions[person]][seats[person]] -= 1
                counts[institutions[person]][table] += 1
            filled[seats[person]] -= 1
            filled[table] += 1
            seats[person] = table
    return seats


def _deal(
    order: Sequence[int],
    costs: Costs,
    institutions: Sequence[int],
    met: Sequence[int],
    sizes: Sequence[tuple[int, int]],
) -> list[int]:
    """A good start: who has the fewest cheapest tables chooses first, many colleagues before few."""
    tables = range(len(sizes))
    seats = [-1] * len(order)
    counts = _institution_counts(seats, institutions, len(sizes))
    members = [0] * len(sizes)
    filled = [0] * len(sizes)
    spare = len(order) - sum(low for low, _ in sizes)
    colleagues = [institutions.count(number) if number >= 0 else 0 for number in institutions]
    best = [[table for table in tables if row[table] == min(row)] for row in costs]
    ranked = sorted(order, key=lambda p: (len(best[p]), -colleagues[p], institutions[p]))
    left: list[int] = []
    for choices, people in ((best, ranked), ([list(tables)] * len(order), left)):
        for person in people:
            own = counts[institutions[person]] if institutions[person] >= 0 else [0] * len(sizes)
            free = [t for t in choices[person] if filled[t] < sizes[t][1 if spare else 0]]
            if not free:
                left.append(person)
                continue
            row, known = costs[person], met[person]
            table = min(free, key=lambda t: (row[t], own[t], (known & members[t]).bit_count(), filled[t]))
            spare -= filled[table] >= sizes[table][0]
            seats[person] = table
            filled[table] += 1
            members[table] |= 1 << person
            if institutions[person] >= 0:
                own[table] += 1
    return seats


def _institution_counts(seats: Sequence[int], institutions: Sequence[int], tables: int) -> list[list[int]]:
    counts = [[0] * tables for _ in range(max(institutions, default=-1) + 1)]
    for person, table in enumerate(seats):
        if table >= 0 and institutions[person] >= 0:
            counts[institutions[person]][table] += 1
    return counts


def _helpful_circle(
    seats: Sequence[int],
    costs: Costs,
    institutions: Sequence[int],
    counts: Sequence[Sequence[int]],
    filled: Sequence[int],
    sizes: Sequence[tuple[int, int]],
) -> list[tuple[int, int]]:
    """People and their new tables, such that together the moves lower the cost; empty if there are none.

    Tables are nodes, the cheapest mover from one to another is an edge, and one more node stands for the
    uneven seat that may wander from table to table. A circle of negative sum (Bellman-Ford) is an
    improvement; colleagues who follow each other make it only cheaper than computed, so the search ends.
    """
    hole = len(sizes)
    nodes = range(hole + 1)
    price: list[list[float]] = [[float("inf")] * (hole + 1) for _ in nodes]
    mover = [[-1] * (hole + 1) for _ in nodes]
    nobody = [0] * hole
    for person, here in enumerate(seats):
        row = costs[person]
        own = counts[institutions[person]] if institutions[person] >= 0 else nobody
        gain = row[here] + CLASH * (own[here] - 1) if own is not nobody else row[here]
        prices, movers = price[here], mover[here]
        for there in range(hole):
            cost: float = row[there] + CLASH * own[there] - gain
            if cost < prices[there] and there != here:
                prices[there] = cost
                movers[there] = person
    for table, (low, high) in enumerate(sizes):
        if filled[table] < high:
            price[table][hole] = 0
        if filled[table] > low:
            price[hole][table] = 0
    distance = [0.0] * (hole + 1)
    before = [-1] * (hole + 1)
    for _ in nodes:
        changed = -1
        for here in nodes:
            start = distance[here]
            for there, cost in enumerate(price[here]):
                if start + cost < distance[there]:
                    distance[there] = start + cost
                    before[there] = here
                    changed = there
        if changed < 0:
            return []
    for _ in nodes:
        changed = before[changed]
    circle: list[tuple[int, int]] = []
    node = changed
    while not circle or node != changed:
        circle.append((before[node], node))
        node = before[node]
    return [(mover[here][there], there) for here, there in circle if hole not in (here, there)]
