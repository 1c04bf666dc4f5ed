"""The arithmetic of the day: plan, forecast, and a proposal that ends to the minute or says why it cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from facilitation.agenda.schedule import (
    MINUTE,
    NOTHING,
    CatchUp,
    Slot,
    catch_up,
    day_end,
    due,
    forecast,
    planned_times,
    remaining,
    with_minutes,
)

DUEREN = [
    ("arrival", 30), ("welcome", 20), ("talk", 45), ("school", 20), ("break", 25), ("method", 10),
    ("round-1", 45), ("round-2", 45), ("round-3", 45), ("act", 30), ("closing", 15),
]  # fmt: skip
HALF_PAST_THREE = datetime(2017, 10, 18, 13, 30, tzinfo=UTC)
NINE_IN_THE_EVENING = datetime(2017, 10, 18, 19, 0, tzinfo=UTC)


def dueren() -> list[Slot]:
    return [
        Slot(key, minutes, minutes, 30, 45)
        if key.startswith("round")
        else Slot(key, minutes, minutes, protected=key == "break")
        for key, minutes in DUEREN
    ]


def at(hours: int, minutes: int, seconds: int = 0) -> datetime:
    """An instant of the Düren day by the clock on the wall (two hours ahead of UTC in October)."""
    return datetime(2017, 10, 18, hours, minutes, seconds, tzinfo=UTC) - timedelta(hours=2)


def played(slots: list[Slot], until: str, *, late: timedelta = NOTHING) -> list[Slot]:
    """The day so far: every slot before `until` is over, `until` is running, both `late` from then on."""
    here = [slot.key for slot in slots].index(until)
    times = planned_times(slots, HALF_PAST_THREE)
    return [
        replace(slot, started=start, ended=end + late * (index + 1 == here))
        if index < here
        else replace(slot, started=start + late)
        if index == here
        else slot
        for index, (slot, (start, end)) in enumerate(zip(slots, times, strict=True))
    ]


def minutes_of(slots: list[Slot], proposal: CatchUp) -> dict[str, int]:
    return {slot.key: slot.minutes for slot in with_minutes(slots, proposal.minutes)}


# The clock of one slot


def test_a_running_clock_reaches_zero_after_its_minutes_and_what_was_pressed_on_top() -> None:
    slot = Slot("round-1", 45, 45, started=at(18, 0), extended=5 * MINUTE, paused_for=2 * MINUTE)
    assert due(slot, at(18, 10)) == at(18, 52)
    assert remaining(slot, at(18, 10)) == 42 * MINUTE


def test_an_overrun_clock_counts_below_zero() -> None:
    assert remaining(Slot("talk", 45, 45, started=at(16, 20)), at(17, 8)) == -3 * MINUTE


def test_a_paused_clock_stands_still_while_its_end_moves() -> None:
    slot = Slot("talk", 45, 45, started=at(16, 20), paused=at(16, 30))
    assert {remaining(slot, at(16, 30 + minute)) for minute in (0, 7, 20)} == {35 * MINUTE}
    assert due(slot, at(16, 40)) == at(17, 15)


def test_a_clock_that_never_started_has_no_end() -> None:
    with pytest.raises(ValueError, match="talk"):
        due(Slot("talk", 45, 45), at(16, 20))


# Plan and forecast


def test_the_dueren_day_takes_330_minutes_and_ends_at_nine() -> None:
    times = planned_times(dueren(), HALF_PAST_THREE)
    assert sum(minutes for _, minutes in DUEREN) == 330
    assert times[0][0] == at(15, 30)
    assert times[6] == (at(18, 0), at(18, 45))
    assert times[-1][1] == NINE_IN_THE_EVENING


def test_starting_later_moves_the_whole_plan() -> None:
    earlier, later = (planned_times(dueren(), start) for start in (at(15, 30), at(15, 37)))
    assert [(start + 7 * MINUTE, end + 7 * MINUTE) for start, end in earlier] == later


def test_before_the_start_the_forecast_is_the_plan_however_late_it_is() -> None:
    times = forecast(dueren(), HALF_PAST_THREE, at(15, 50))
    expected = [(one.forecast_start, one.forecast_end) for one in times]
    assert expected == planned_times(dueren(), HALF_PAST_THREE)
    assert {one.slip for one in times} == {NOTHING}


def test_what_is_over_stays_and_what_is_ahead_slips() -> None:
    slots = played(dueren(), "round-1", late=9 * MINUTE)
    times = {one.key: one for one in forecast(slots, HALF_PAST_THREE, at(18, 20))}
    assert (times["talk"].forecast_start, times["talk"].forecast_end) == (at(16, 20), at(17, 5))
    assert (times["round-1"].forecast_start, times["round-1"].forecast_end) == (at(18, 9), at(18, 54))
    assert (times["round-2"].forecast_start, times["round-2"].slip) == (at(18, 54), 9 * MINUTE)
    assert day_end(slots, HALF_PAST_THREE, at(18, 20)) == at(21, 9)


def test_an_overrun_slot_is_expected_to_end_now() -> None:
    slots = played(dueren(), "talk")
    assert day_end(slots, HALF_PAST_THREE, at(17, 5)) == at(21, 0)
    assert day_end(slots, HALF_PAST_THREE, at(17, 11, 30)) == at(21, 6, 30)


def test_a_pause_moves_the_end_of_the_day_and_ends_with_it() -> None:
    slots = played(dueren(), "talk")
    slots[2] = replace(slots[2], paused=at(16, 30))
    assert day_end(slots, HALF_PAST_THREE, at(16, 42)) == at(21, 12)
    slots[2] = replace(slots[2], paused=None, paused_for=12 * MINUTE)
    assert day_end(slots, HALF_PAST_THREE, at(16, 55)) == at(21, 12)


def test_a_fixed_start_waits_when_we_are_early_and_gives_way_when_we_are_late() -> None:
    slots = [Slot("round-1", 30, 30), Slot("mayor", 10, 10, fixed_start=at(18, 40)), Slot("closing", 5, 5)]
    early = forecast(slots, at(18, 0), at(18, 0))
    assert (early[0].forecast_end, early[1].forecast_start) == (at(18, 30), at(18, 40))
    slots[0] = replace(slots[0], started=at(18, 15))
    late = forecast(slots, at(18, 0), at(18, 16))
    assert (late[1].forecast_start, late[1].slip, late[2].forecast_end) == (at(18, 45), 5 * MINUTE, at(19, 0))


def test_a_slot_that_was_jumped_over_takes_no_time() -> None:
    slots = played(dueren(), "school")
    slots[5] = replace(slots[5], started=at(17, 10))
    slots[3] = replace(slots[3], ended=at(17, 10))
    times = {one.key: one for one in forecast(slots, HALF_PAST_THREE, at(17, 12))}
    assert times["break"].forecast_start == times["break"].forecast_end == at(17, 10)
    assert (times["round-1"].forecast_start, times["round-1"].slip) == (at(17, 20), -40 * MINUTE)


def test_after_a_jump_back_the_slots_behind_it_are_ahead_again() -> None:
    slots = played(dueren(), "welcome")
    slots[1] = replace(slots[1], ended=at(16, 10))
    slots[4] = replace(slots[4], started=at(16, 10), ended=at(16, 15))
    slots[2] = replace(slots[2], started=at(16, 15))
    times = {one.key: one for one in forecast(slots, HALF_PAST_THREE, at(16, 20))}
    assert (times["talk"].forecast_start, times["talk"].forecast_end) == (at(16, 15), at(17, 0))
    assert (times["school"].forecast_start, times["school"].forecast_end) == (at(17, 0), at(17, 20))
    assert (times["break"].forecast_start, times["break"].forecast_end) == (at(16, 10), at(16, 15))
    assert times["method"].forecast_start == at(17, 20)


def test_between_two_slots_the_rest_begins_now() -> None:
    slots = [Slot("talk", 10, 10, started=at(18, 0), ended=at(18, 10)), Slot("closing", 5, 5)]
    assert day_end(slots, at(18, 0), at(18, 12)) == at(18, 17)


def test_a_day_without_slots_ends_as_it_begins() -> None:
    assert day_end([], HALF_PAST_THREE, at(16, 0)) == HALF_PAST_THREE
    assert planned_times([], HALF_PAST_THREE) == []


# Aufholen


def test_nine_minutes_late_in_round_one_are_shared_by_rounds_two_and_three() -> None:
    slots = played(dueren(), "round-1", late=9 * MINUTE)
    proposal = catch_up(slots, HALF_PAST_THREE, at(18, 20), NINE_IN_THE_EVENING)
    assert proposal == CatchUp({"round-2": 41, "round-3": 40}, at(21, 0), True, "on_time", NOTHING)


def test_taking_the_proposal_back_gives_the_same_forecast_as_before() -> None:
    slots = played(dueren(), "round-1", late=9 * MINUTE)
    proposal = catch_up(slots, HALF_PAST_THREE, at(18, 20), NINE_IN_THE_EVENING)
    applied = with_minutes(slots, proposal.minutes)
    restored = with_minutes(applied, dict.fromkeys(proposal.minutes, 45))
    states = (slots, applied, restored)
    before, during, after = (forecast(state, HALF_PAST_THREE, at(18, 20)) for state in states)
    assert before == after != during


def test_half_a_minute_late_costs_one_minute() -> None:
    slots = played(dueren(), "round-1", late=timedelta(seconds=30))
    proposal = catch_up(slots, HALF_PAST_THREE, at(18, 20), NINE_IN_THE_EVENING)
    assert proposal == CatchUp({"round-3": 44}, at(20, 59, 30), True, "on_time", NOTHING)


def test_a_day_on_time_is_left_alone() -> None:
    slots = played(dueren(), "round-1")
    nothing = CatchUp({}, at(21, 0), True, "on_time", NOTHING)
    assert catch_up(slots, HALF_PAST_THREE, at(18, 20), NINE_IN_THE_EVENING) == nothing
    assert catch_up(slots, HALF_PAST_THREE, at(18, 20), at(21, 0, 59)) == nothing


def test_applying_twice_changes_nothing_more() -> None:
    slots = played(dueren(), "round-1", late=9 * MINUTE)
    applied = with_minutes(slots, catch_up(slots, HALF_PAST_THREE, at(18, 20), NINE_IN_THE_EVENING).minutes)
    assert catch_up(applied, HALF_PAST_THREE, at(18, 20), NINE_IN_THE_EVENING).minutes == {}


def test_more_than_the_rounds_can_give_is_said_with_what_is_missing() -> None:
    slots = played(dueren(), "round-1", late=40 * MINUTE)
    proposal = catch_up(slots, HALF_PAST_THREE, at(18, 45), NINE_IN_THE_EVENING)
    assert proposal == CatchUp({"round-2": 30, "round-3": 30}, at(21, 10), False, "limits", -10 * MINUTE)


def test_after_the_last_round_nothing_can_be_caught_up() -> None:
    slots = played(dueren(), "act", late=9 * MINUTE)
    proposal = catch_up(slots, HALF_PAST_THREE, at(20, 30), NINE_IN_THE_EVENING)
    assert proposal == CatchUp({}, at(21, 9), False, "no_flexible_item", -9 * MINUTE)


def test_time_won_is_given_back_to_the_rounds() -> None:
    shortened = with_minutes(dueren(), {"round-2": 38, "round-3": 38})
    slots = played(shortened, "round-1", late=5 * MINUTE)
    proposal = catch_up(slots, HALF_PAST_THREE, at(18, 20), NINE_IN_THE_EVENING)
    assert proposal == CatchUp({"round-2": 42, "round-3": 43}, at(21, 0), True, "on_time", NOTHING)


def test_a_day_that_is_early_beyond_the_limits_says_so() -> None:
    proposal = catch_up(dueren(), HALF_PAST_THREE, at(15, 0), at(21, 10))
    assert proposal == CatchUp({}, at(21, 0), False, "limits", 10 * MINUTE)


def three_parts(*, wait_until: datetime) -> list[Slot]:
    return [
        Slot("talk", 10, 10, started=at(18, 0)),
        Slot("round-1", 40, 40, 20, 60),
        Slot("mayor", 10, 10, fixed_start=wait_until),
        Slot("round-2", 40, 40, 35, 60),
    ]


def test_nothing_is_taken_from_a_slot_whose_gain_a_fixed_start_swallows() -> None:
    slots = three_parts(wait_until=at(18, 55))
    proposal = catch_up(slots, at(18, 0), at(18, 1), at(19, 41))
    assert proposal == CatchUp({"round-2": 36}, at(19, 41), True, "on_time", NOTHING)


def test_a_fixed_start_that_stands_in_the_way_is_named() -> None:
    slots = three_parts(wait_until=at(18, 55))
    proposal = catch_up(slots, at(18, 0), at(18, 1), at(19, 30))
    assert proposal == CatchUp({"round-2": 35}, at(19, 40), False, "fixed_item", -10 * MINUTE)


def test_what_only_helps_up_to_the_fixed_start_is_taken_only_so_far() -> None:
    slots = three_parts(wait_until=at(18, 48))
    proposal = catch_up(slots, at(18, 0), at(18, 1), at(19, 20))
    assert proposal == CatchUp({"round-1": 38, "round-2": 35}, at(19, 33), False, "fixed_item", -13 * MINUTE)


def test_lengthening_never_pushes_a_fixed_start_back() -> None:
    slots = three_parts(wait_until=at(18, 55))
    slots[3] = replace(slots[3], minimum=None, maximum=None)
    proposal = catch_up(slots, at(18, 0), at(18, 1), at(19, 50))
    assert proposal == CatchUp({}, at(19, 45), False, "fixed_item", 5 * MINUTE)


# Any day at all

CLOCK = datetime(2030, 3, 31, 0, 0, tzinfo=UTC)
Day = tuple[list[Slot], datetime, datetime]
seconds = st.integers(-1500, 1500).map(lambda number: timedelta(seconds=number))


@st.composite
def slots_ahead(draw: Callable[[st.SearchStrategy[int]], int], index: int) -> Slot:
    kind = draw(st.integers(0, 5))
    minutes = draw(st.integers(3, 9))
    limits = (minutes - draw(st.integers(0, 3)), minutes + draw(st.integers(0, 3)))
    if kind == 0:
        return Slot(f"{index}", minutes, minutes, *limits, protected=True)
    if kind == 1:
        begin = CLOCK + timedelta(seconds=draw(st.integers(0, 1800)))
        return Slot(f"{index}", minutes, minutes, *limits, fixed_start=begin)
    if kind == 2:
        return Slot(f"{index}", minutes, minutes)
    return Slot(f"{index}", minutes, minutes, *limits)


@st.composite
def days(draw: Callable[[st.SearchStrategy[object]], object]) -> Day:
    """A day with one slot running and up to five ahead, the present instant, and a target near its end."""
    number = draw(st.integers(0, 5))
    assert isinstance(number, int)
    running = Slot("running", 5, 5, started=CLOCK)
    slots = [running]
    for index in range(number):
        slot = draw(slots_ahead(index))
        assert isinstance(slot, Slot)
        slots.append(slot)
    now = CLOCK + timedelta(seconds=420)
    off = draw(seconds)
    assert isinstance(off, timedelta)
    return slots, now, day_end(slots, CLOCK, now) + off


def is_flexible(slot: Slot) -> bool:
    free = slot.started is None and not slot.protected and slot.fixed_start is None
    return free and slot.minimum is not None


def every_choice(slots: list[Slot]) -> list[list[Slot]]:
    """By brute force: each flexible slot with each of its minutes, where no fixed start is pushed back."""
    ranges = [
        range(slot.minimum or 0, (slot.maximum or 0) + 1) if is_flexible(slot) else [slot.minutes] for slot in slots
    ]
    return [
        [replace(slot, minutes=minutes) for slot, minutes in zip(slots, choice, strict=True)]
        for choice in product(*ranges)
    ]


def fixed_starts(slots: list[Slot], now: datetime) -> list[datetime]:
    times = zip(forecast(slots, CLOCK, now), slots, strict=True)
    return [one.forecast_start for one, slot in times if slot.fixed_start is not None]


def delays_nobody(before: list[Slot], after: list[Slot], now: datetime) -> bool:
    pairs = zip(fixed_starts(before, now), fixed_starts(after, now), strict=True)
    return all(new <= old for old, new in pairs)


@settings(max_examples=250, deadline=None)
@given(days())
def test_the_target_minute_is_met_whenever_any_choice_meets_it(day: Day) -> None:
    slots, now, target = day
    proposal = catch_up(slots, CLOCK, now, target)
    choices = [choice for choice in every_choice(slots) if delays_nobody(slots, choice, now)]
    ends = [day_end(choice, CLOCK, now) for choice in choices]
    reachable = any(NOTHING <= target - end < MINUTE for end in ends)
    event(f"reachable: {reachable}, {proposal.reason}")
    assert proposal.reached == reachable
    assert proposal.end == day_end(with_minutes(slots, proposal.minutes), CLOCK, now)
    if not reachable:
        late = day_end(slots, CLOCK, now) > target
        best = min(ends) if late else max(end for end in ends if end <= target)
        assert (proposal.end, proposal.missing) == (best, target - best)


@settings(max_examples=250, deadline=None)
@given(days())
def test_only_flexible_slots_change_and_stay_within_their_limits(day: Day) -> None:
    slots, now, target = day
    proposal = catch_up(slots, CLOCK, now, target)
    changed = [slot for slot in slots if slot.key in proposal.minutes]
    assert [slot.key for slot in changed if not is_flexible(slot)] == []
    for slot in changed:
        assert slot.minimum is not None and slot.maximum is not None
        assert slot.minimum <= proposal.minutes[slot.key] <= slot.maximum
        assert proposal.minutes[slot.key] != slot.minutes
    assert delays_nobody(slots, with_minutes(slots, proposal.minutes), now)
    assert proposal.end <= max(target, day_end(slots, CLOCK, now))


@settings(max_examples=250, deadline=None)
@given(days())
def test_no_minute_is_taken_or_given_in_vain(day: Day) -> None:
    slots, now, target = day
    proposal = catch_up(slots, CLOCK, now, target)
    assume(proposal.minutes)
    for slot in slots:
        if slot.key in proposal.minutes:
            step = 1 if proposal.minutes[slot.key] < slot.minutes else -1
            back = {**proposal.minutes, slot.key: proposal.minutes[slot.key] + step}
            assert day_end(with_minutes(slots, back), CLOCK, now) != proposal.end


@given(st.integers(1, 60), st.integers(2, 6), st.integers(0, 20))
def test_slots_with_equal_room_differ_by_a_minute_at_most(late: int, rounds: int, room: int) -> None:
    slots = [Slot(f"round-{number}", 45, 45, 45 - room, 45) for number in range(rounds)]
    end = day_end(slots, CLOCK, CLOCK)
    shared = minutes_of(slots, catch_up(slots, CLOCK, CLOCK, end - late * MINUTE)).values()
    assert max(shared) - min(shared) <= 1
    assert sum(shared) == 45 * rounds - min(late, rounds * room)


def test_who_has_twice_the_room_gives_twice_as_much() -> None:
    slots = [Slot("round-1", 45, 45, 35, 45), Slot("round-2", 45, 45, 25, 45)]
    proposal = catch_up(slots, CLOCK, CLOCK, CLOCK + 81 * MINUTE)
    assert proposal.minutes == {"round-1": 42, "round-2": 39}


def test_the_brute_force_search_would_notice_a_lazy_proposal() -> None:
    slots = [Slot("running", 5, 5, started=CLOCK), Slot("round", 9, 9, 6, 12)]
    target = CLOCK + 12 * MINUTE
    ends = {day_end(choice, CLOCK, CLOCK) for choice in every_choice(slots)}
    assert target in ends and day_end(slots, CLOCK, CLOCK) != target


@settings(max_examples=100, deadline=None)
@given(days(), seconds)
def test_the_forecast_is_one_unbroken_line(day: Day, later: timedelta) -> None:
    slots, now, _ = day
    times = forecast(slots, CLOCK, now + abs(later))
    for before, after, slot in zip(times, times[1:], slots[1:], strict=False):
        assert after.forecast_start == max(before.forecast_end, slot.fixed_start or before.forecast_end)
        assert after.forecast_end - after.forecast_start == slot.minutes * MINUTE
        assert after.slip == after.forecast_start - after.planned_start
