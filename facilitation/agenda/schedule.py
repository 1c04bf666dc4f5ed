"""The arithmetic of the day: what was planned, what is to be expected, and how to end on time.

Everything here is computed from stored instants; nothing ticks, nothing is read from a clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal

MINUTE = timedelta(minutes=1)
NOTHING = timedelta(0)

Reason = Literal["on_time", "no_flexible_item", "limits", "fixed_item"]


@dataclass(frozen=True)
class Slot:
    """One agenda item as the clock sees it. Instants are aware and in UTC, limits are whole minutes.

    `minutes` is the duration in force, `extended` what was pressed on stage on top of it. A protected slot
    (a break) keeps its length; one with `fixed_start` waits for that instant, but starts late if we are late.
    """

    key: str
    minutes: int
    planned_minutes: int
    minimum: int | None = None
    maximum: int | None = None
    protected: bool = False
    fixed_start: datetime | None = None
    started: datetime | None = None
    ended: datetime | None = None
    paused: datetime | None = None
    paused_for: timedelta = NOTHING
    extended: timedelta = NOTHING


@dataclass(frozen=True)
class Times:
    """Plan and forecast of one slot; `slip` is how much later than planned it begins (negative: earlier)."""

    key: str
    planned_start: datetime
    planned_end: datetime
    forecast_start: datetime
    forecast_end: datetime
    slip: timedelta


@dataclass(frozen=True)
class CatchUp:
    """A proposal: new minutes of the slots that change, the end they lead to, and why if it misses.

    `missing` is target minus end: negative when the day still ends too late, positive when too early,
    zero when the target is reached to the minute.
    """

    minutes: dict[str, int]
    end: datetime
    reached: bool
    reason: Reason
    missing: timedelta


def due(slot: Slot, now: datetime) -> datetime:
    """When the clock of a started slot reaches zero; moves along with `now` while it is paused."""
    if slot.started is None:
        raise ValueError(f"slot {slot.key} has not started")
    standing = max(NOTHING, now - slot.paused) if slot.paused is not None else NOTHING
    return slot.started + slot.minutes * MINUTE + slot.extended + slot.paused_for + standing


def remaining(slot: Slot, now: datetime) -> timedelta:
    """What is left on the clock of a started slot: negative when overrun, constant while paused."""
    return due(slot, now) - now


def planned_times(slots: Sequence[Slot], day_start: datetime) -> list[tuple[datetime, datetime]]:
    """Planned start and end of each slot, one after another from `day_start`."""
    times: list[tuple[datetime, datetime]] = []
    cursor = day_start
    for slot in slots:
        start = _not_before(slot, cursor)
        cursor = start + slot.planned_minutes * MINUTE
        times.append((start, cursor))
    return times


def forecast(slots: Sequence[Slot], day_start: datetime, now: datetime) -> list[Times]:
    """Plan and forecast of every slot.

    What has ended stays as it was, the running slot ends when its clock does (or now, if overrun), what is
    ahead follows one after another. A slot that was jumped over takes no time. Before anything has started
    the forecast begins at `day_start`, so that it equals the plan until a duration is changed.
    """
    here = _position(slots)
    planned = planned_times(slots, day_start)
    ahead_from = _ahead_from(slots, day_start, now)
    times: list[Times] = []
    last_end = day_start
    for index, slot in enumerate(slots):
        if slot.started is not None:
            start = slot.started
            end = slot.ended if slot.ended is not None else max(now, due(slot, now))
        elif index < here:
            start = end = last_end
        else:
            start = _not_before(slot, ahead_from)
            end = ahead_from = start + _length(slot)
        last_end = end
        planned_start, planned_end = planned[index]
        times.append(Times(slot.key, planned_start, planned_end, start, end, start - planned_start))
    return times


def day_end(slots: Sequence[Slot], day_start: datetime, now: datetime) -> datetime:
    """The forecast end of the whole day."""
    return max((times.forecast_end for times in forecast(slots, day_start, now)), default=day_start)


def catch_up(slots: Sequence[Slot], day_start: datetime, now: datetime, target_end: datetime) -> CatchUp:
    """New minutes for the flexible slots ahead, so that the day ends within the minute before `target_end`.

    The change is shared in proportion to the room each slot has. Breaks and slots with a fixed start keep
    their length, and nothing is lengthened that would push a slot with a fixed start back. Where the target
    is out of reach the proposal goes as far as it helps and names what stands in the way.
    """
    end = day_end(slots, day_start, now)
    if _on_target(end, target_end):
        return CatchUp({}, end, True, "on_time", NOTHING)
    ahead = _ahead(slots)
    if not any(_room_down(slot) or _room_up(slot) for slot in ahead):
        return CatchUp({}, end, False, "no_flexible_item", target_end - end)

    begin = _ahead_from(slots, day_start, now)
    if end > target_end:
        shortest = {slot.key: slot.minutes - _room_down(slot) for slot in ahead}
        earliest = day_end(with_minutes(slots, shortest), day_start, now)
        minutes = _shortened(ahead, begin, max(target_end, earliest))
        would_do = begin + _total(with_minutes(ahead, shortest)) <= target_end
    else:
        spare = (target_end - end) // MINUTE
        minutes = _lengthened(ahead, spare)
        would_do = sum(_room_up(slot) for slot in ahead) >= spare
    end = day_end(with_minutes(slots, minutes), day_start, now)
    if _on_target(end, target_end):
        return CatchUp(minutes, end, True, "on_time", NOTHING)
    return CatchUp(minutes, end, False, "fixed_item" if would_do else "limits", target_end - end)


def with_minutes(slots: Sequence[Slot], minutes: Mapping[str, int]) -> list[Slot]:
    """The same slots with other durations in force; keys that are not named keep theirs."""
    return [replace(slot, minutes=minutes[slot.key]) if slot.key in minutes else slot for slot in slots]


def _shortened(ahead: Sequence[Slot], begin: datetime, goal: datetime) -> dict[str, int]:
    """The fewest minutes off, so that the day ends by `goal`, which must be within reach.

    The end is the latest of several chains: one from `begin`, one from each fixed start ahead. Each chain
    that runs past the goal needs its own cut from the slots on it. The one with the least room per minute
    needed is served first; what it gives also counts for the longer chains around it.
    """
    room = {slot.key: _room_down(slot) for slot in ahead}
    starts = [(index, slot.fixed_start) for index, slot in enumerate(ahead) if slot.fixed_start is not None]
    needs: dict[int, int] = {}
    for first, start in [(0, begin), *starts]:
        over = start + _total(ahead[first:]) - goal
        needs[first] = max(needs.get(first, 0), -(-over // MINUTE))

    cut: dict[str, int] = {}
    served_from, served = len(ahead), 0
    while needs := {first: need for first, need in needs.items() if first < served_from and need > served}:
        inner = served_from
        room_from = {first: sum(room[slot.key] for slot in ahead[first:inner]) for first in needs}
        tightest = min(needs, key=lambda first: (Fraction(room_from[first], needs[first] - served), first))
        cut |= _shares(ahead[tightest:inner], room, needs[tightest] - served)
        served_from, served = tightest, needs[tightest]
    return {slot.key: slot.minutes - cut[slot.key] for slot in ahead if cut.get(slot.key)}


def _lengthened(ahead: Sequence[Slot], spare: int) -> dict[str, int]:
    """Minutes added behind the last fixed start ahead, for only those move the end and push nobody back."""
    behind = max((index + 1 for index, slot in enumerate(ahead) if slot.fixed_start is not None), default=0)
    free = ahead[behind:]
    room = {slot.key: _room_up(slot) for slot in free}
    added = _shares(free, room, min(spare, sum(room.values())))
    return {slot.key: slot.minutes + added[slot.key] for slot in free if added[slot.key]}


def _shares(slots: Sequence[Slot], room: Mapping[str, int], total: int) -> dict[str, int]:
    """`total` whole minutes in proportion to the room of each slot, rounded so that later slots give first.

    Running totals are rounded up from the end of the day: no slot gets more than a minute beside its exact
    share, and every tail of the day gives at least its exact share, which the chains inside rely on.
    """
    whole = sum(room[slot.key] for slot in slots)
    shares: dict[str, int] = {}
    seen = given = 0
    for slot in reversed(slots):
        seen += room[slot.key]
        upto = -(-total * seen // whole) if whole else 0
        shares[slot.key] = upto - given
        given = upto
    return shares


def _position(slots: Sequence[Slot]) -> int:
    """Index of the slot the day stands at: the running one, else the one started last; 0 before the start."""
    started = [
        (slot.ended is None, slot.started, index) for index, slot in enumerate(slots) if slot.started is not None
    ]
    return max(started)[2] if started else 0


def _ahead(slots: Sequence[Slot]) -> list[Slot]:
    return [slot for slot in slots[_position(slots) :] if slot.started is None]


def _ahead_from(slots: Sequence[Slot], day_start: datetime, now: datetime) -> datetime:
    """The instant at which the first slot ahead may begin."""
    if not any(slot.started for slot in slots):
        return day_start
    current = slots[_position(slots)]
    return max(now, current.ended) if current.ended is not None else max(now, due(current, now))


def _not_before(slot: Slot, cursor: datetime) -> datetime:
    return max(cursor, slot.fixed_start) if slot.fixed_start is not None else cursor


def _total(slots: Sequence[Slot]) -> timedelta:
    return sum((_length(slot) for slot in slots), NOTHING)


def _length(slot: Slot) -> timedelta:
    return max(NOTHING, slot.minutes * MINUTE + slot.extended)


def _room_down(slot: Slot) -> int:
    limits = _limits(slot)
    return max(0, min(slot.minutes - limits[0], _length(slot) // MINUTE)) if limits else 0


def _room_up(slot: Slot) -> int:
    limits = _limits(slot)
    return max(0, limits[1] - slot.minutes) if limits else 0


def _limits(slot: Slot) -> tuple[int, int] | None:
    if slot.minimum is None or slot.maximum is None or slot.protected or slot.fixed_start is not None:
        return None
    return slot.minimum, slot.maximum


def _on_target(end: datetime, target: datetime) -> bool:
    return NOTHING <= target - end < MINUTE
