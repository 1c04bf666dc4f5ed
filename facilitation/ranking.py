"""From ballots to a ranking: points, then people; equal results share a rank, ties stay visible.

Nothing here breaks a tie by itself: `settle` only carries out what the moderator decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Literal

from facilitation.errors import Refusal

Place = Literal["in", "tie", "out"]
Settlement = Literal["all", "draw", "run_off"]


class StillTied(Refusal):
    """The run-off left a tie across the last seats. Facts: keys (still tied), seats (left for them)."""

    code = "still_tied"


@dataclass(frozen=True)
class Tally:
    """What one tool received: points, and the number of ballots that gave it at least one."""

    key: str
    points: int
    people: int


@dataclass(frozen=True)
class Rank:
    """A tool's rank (1, 2, 2, 4). `tied`: shares the rank; `place`: in, out, or tied across the cut-off."""

    key: str
    points: int
    people: int
    rank: int
    tied: bool
    place: Place


def tally(ballots: Iterable[Mapping[str, int]], keys: Sequence[str]) -> list[Tally]:
    """Counts the ballots for `keys`, in that order; an empty ballot abstains, other keys do not count."""
    points = dict.fromkeys(keys, 0)
    people = dict.fromkeys(keys, 0)
    for ballot in ballots:
        for key, given in ballot.items():
            if key in points and given > 0:
                points[key] += given
                people[key] += 1
    return [Tally(key, points[key], people[key]) for key in points]


def rank(tallies: Sequence[Tally], *, places: int) -> list[Rank]:
    """Best first; inside a shared rank the given order stays. A tool without points never gets a place."""
    ranks: list[Rank] = []
    for result, group in groupby(sorted(tallies, key=_result, reverse=True), key=_result):
        sharing = list(group)
        first, last = len(ranks) + 1, len(ranks) + len(sharing)
        place: Place = "in" if last <= places else "tie" if first <= places else "out"
        if result[0] == 0:
            place = "out"
        tied = len(sharing) > 1
        ranks += [Rank(one.key, one.points, one.people, first, tied, place) for one in sharing]
    return ranks


def cut_off_tie(ranks: Sequence[Rank]) -> list[str]:
    """The tools that share a rank across the cut-off and must not be parted silently; empty if none."""
    return [one.key for one in ranks if one.place == "tie"]


def settle(
    ranks: Sequence[Rank],
    *,
    places: int,
    method: Settlement,
    seed: str | None = None,
    order: Sequence[Rank | str] | None = None,
) -> list[str]:
    """The chosen tools, best first, once the moderator has said how the tie at the cut-off is settled.

    `all` takes everyone who is tied; `draw` needs the shown `seed` and takes the first of `draw_order`;
    `run_off` needs `order`, the ranking of the run-off (or just its keys, best first). Without a tie all
    three give the same. Raises StillTied when the run-off does not decide the last seats either.
    """
    chosen = [one.key for one in ranks if one.place == "in"]
    tied = cut_off_tie(ranks)
    seats = places - len(chosen)
    if not tied or method == "all":
        return chosen + tied
    if method == "draw":
        if not seed:
            raise ValueError("a draw needs its seed")
        return chosen + [key for key, _ in draw_order(tied, seed)][:seats]
    if order is None:
        raise ValueError("a run-off needs its ranking")
    return chosen + _run_off(tied, seats, order)


def draw_order(keys: Iterable[str], seed: str) -> list[tuple[str, str]]:
    """The draw as anybody can repeat it: the keys by SHA-256 of "seed:key" (UTF-8, hex), ascending."""
    lots = [(key, sha256(f"{seed}:{key}".encode()).hexdigest()) for key in keys]
    return sorted(lots, key=lambda lot: lot[1])


def _run_off(tied: Sequence[str], seats: int, order: Sequence[Rank | str]) -> list[str]:
    chosen: list[str] = []
    for group in _run_off_groups(tied, order):
        left = seats - len(chosen)
        if len(group) <= left:
            chosen += group
        elif left > 0:
            raise StillTied(keys=group, seats=left)
    return chosen


def _run_off_groups(tied: Sequence[str], order: Sequence[Rank | str]) -> list[list[str]]:
    """The tied keys by their rank in the run-off; those it does not name come last and share that rank."""
    positions: dict[str, int] = {}
    for position, entry in enumerate(order, start=1):
        key, place = (entry.key, entry.rank) if isinstance(entry, Rank) else (entry, position)
        positions[key] = place
    unnamed = len(positions) + 1
    ranked = sorted(tied, key=lambda key: positions.get(key, unnamed))
    return [list(group) for _, group in groupby(ranked, key=lambda key: positions.get(key, unnamed))]


def _result(one: Tally) -> tuple[int, int]:
    return one.points, one.people
