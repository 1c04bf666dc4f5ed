"""Agenda steps: the moderator's presses, two at once, and taking back."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest

from facilitation import day
from facilitation.agenda import steps
from facilitation.agenda.schedule import remaining
from facilitation.errors import BadInput, MovedOn
from facilitation.house import House
from tests import builders
from tests.builders import clock_of, look, run_to, step


def left(house: House, workshop: Any) -> timedelta:
    now = look(house, workshop)
    assert now.item is not None
    slot = next(slot for slot in now.slots() if slot.key == now.item.id)
    return remaining(slot, house.clock.now())


def test_the_whole_day_runs_from_start_to_close(any_house: House) -> None:
    workshop = builders.a_workshop(any_house)
    builders.people(any_house, workshop, 5)
    seen = []
    step(any_house, workshop, "start")
    while look(any_house, workshop).next_scene is not None:
        seen.append(str(look(any_house, workshop).scene.activity))  # type: ignore[union-attr]
        step(any_house, workshop, "next")
    step(any_house, workshop, "close")
    assert seen == [
        "arrival", "plenum", "plenum", "plenum", "break", "grouping", "grouping",
        "move", "vision", "move", "vision", "move", "choice", "plenum", "results",
    ]  # fmt: skip
    assert look(any_house, workshop).agenda.closed_at is not None
    assert len(look(any_house, workshop).items) == 11


def test_starting_rebases_the_planned_times_to_the_press(house: House) -> None:
    workshop = builders.a_workshop(house)
    clock_of(house).forward(days=3000, hours=5, minutes=7)
    step(house, workshop, "start")
    now = house.clock.now()
    times = look(house, workshop).times(now)
    assert times[0].planned_start == now
    assert times[-1].planned_end == now + timedelta(minutes=330)
    assert look(house, workshop).planned_end() == now + timedelta(minutes=330)


def test_on_its_own_day_the_promised_end_stays(house: House) -> None:
    workshop = builders.a_workshop(house)
    clock_of(house).forward(minutes=6)
    step(house, workshop, "start")
    now = look(house, workshop)
    assert now.planned_end() == builders.THE_DAY + timedelta(minutes=330)
    assert now.forecast_end(house.clock.now()) - now.planned_end() == timedelta(minutes=6)


def test_pause_stops_the_clock_and_resume_lets_it_go_on(house: House) -> None:
    workshop = builders.a_workshop(house)
    step(house, workshop, "start")
    clock_of(house).forward(minutes=10)
    step(house, workshop, "pause")
    clock_of(house).forward(minutes=7)
    assert left(house, workshop) == timedelta(minutes=20)
    step(house, workshop, "resume")
    clock_of(house).forward(minutes=5)
    assert left(house, workshop) == timedelta(minutes=15)
    with pytest.raises(steps.NothingThere):
        step(house, workshop, "resume")


def test_minutes_are_added_and_taken(house: House) -> None:
    workshop = builders.a_workshop(house)
    step(house, workshop, "start")
    for minutes in (5, 1, -1):
        step(house, workshop, "extend", minutes=minutes)
    assert left(house, workshop) == timedelta(minutes=35)
    for wrong in (0, 500, -500, "5"):
        with pytest.raises(BadInput):
            step(house, workshop, "extend", minutes=wrong)


def test_back_goes_on_as_if_the_item_had_never_been_left(house: House) -> None:
    workshop = builders.a_workshop(house)
    step(house, workshop, "start")
    clock_of(house).forward(minutes=12)
    step(house, workshop, "next")
    clock_of(house).forward(minutes=1)
    step(house, workshop, "back")
    assert left(house, workshop) == timedelta(minutes=17)
    assert look(house, workshop).items[1].started_at is None


def test_every_kind_of_step_can_be_taken_back(house: House) -> None:
    workshop = builders.a_workshop(house)
    step(house, workshop, "start")
    clock_of(house).forward(minutes=50)

    def clocks() -> Any:
        now = look(house, workshop)
        return (
            now.agenda.scene_id,
            now.agenda.closed_at,
            [
                (i.started_at, i.ended_at, i.paused_at, i.paused_seconds, i.extended_minutes, i.adjusted)
                for i in now.items
            ],
        )

    later = look(house, workshop).scenes[5].id
    for action, given in [
        ("next", {}), ("pause", {}), ("extend", {"minutes": 5}), ("catch_up", {}),
        ("jump", {"scene_id": later}), ("close", {}),
    ]:  # fmt: skip
        before = clocks()
        step(house, workshop, action, **given)
        assert clocks() != before, action
        step(house, workshop, "undo")
        assert clocks() == before, action


def test_catching_up_ends_the_day_to_the_minute(house: House) -> None:
    workshop = builders.a_workshop(house)
    step(house, workshop, "start")
    clock_of(house).forward(minutes=42, seconds=17)
    step(house, workshop, "next")
    now = look(house, workshop)
    assert now.forecast_end(house.clock.now()) - now.planned_end() == timedelta(minutes=12, seconds=17)
    step(house, workshop, "catch_up")
    now = look(house, workshop)
    slip = now.planned_end() - now.forecast_end(house.clock.now())
    assert timedelta(0) <= slip < timedelta(minutes=1)
    assert all(30 <= item.minutes_now <= 45 for item in now.rounds)
    assert next(item for item in now.items if item.key == "pause").minutes_now == 25


def test_catching_up_on_time_says_so(house: House) -> None:
    workshop = builders.a_workshop(house)
    step(house, workshop, "start")
    with pytest.raises(steps.CannotCatchUp) as refused:
        step(house, workshop, "catch_up")
    assert refused.value.facts["reason"] == "on_time"


def test_of_two_presses_at_once_one_wins_and_the_other_is_told(any_house: House) -> None:
    workshop = builders.a_workshop(any_house)
    step(any_house, workshop, "start")
    told: list[MovedOn] = []

    def press() -> None:
        try:
            any_house.write(day.take_step, workshop_id=workshop.id, action="next", step=1, role="moderator")
        except MovedOn as refusal:
            told.append(refusal)

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    now = look(any_house, workshop)
    assert len(told) == 7
    assert (now.agenda.step, now.scenes.index(now.scene)) == (2, 1)  # type: ignore[arg-type]
    assert told[0].facts["item"] == str(now.items[1].title)


def test_a_step_on_an_old_number_changes_nothing(house: House) -> None:
    workshop = builders.a_workshop(house)
    step(house, workshop, "start")
    step(house, workshop, "next")
    with pytest.raises(MovedOn):
        house.write(day.take_step, workshop_id=workshop.id, action="next", step=1, role="moderator")
    assert look(house, workshop).agenda.step == 2


@pytest.mark.parametrize("action", ["next", "back", "pause", "resume", "close", "jump", "extend", "catch_up"])
def test_before_the_start_nothing_can_be_pressed(house: House, action: str) -> None:
    workshop = builders.a_workshop(house)
    given: dict[str, Any] = {"jump": {"scene_id": "x"}, "extend": {"minutes": 1}}.get(action, {})
    with pytest.raises(steps.DayNotStarted):
        step(house, workshop, action, **given)


def test_after_the_close_only_undo_opens_the_day_again(house: House) -> None:
    workshop = builders.a_workshop(house)
    step(house, workshop, "start")
    step(house, workshop, "close")
    with pytest.raises(steps.DayClosed):
        step(house, workshop, "next")
    step(house, workshop, "undo")
    assert look(house, workshop).agenda.is_running


def test_a_restart_changes_nothing_about_the_clock(house: House) -> None:
    workshop = builders.a_workshop(house)
    step(house, workshop, "start")
    clock_of(house).forward(minutes=10)
    before = left(house, workshop)
    second = House(house.config)
    try:
        assert left(second, workshop) == before == timedelta(minutes=20)
    finally:
        second.close()


def test_leaving_an_open_vote_shuts_it(house: House) -> None:
    workshop = builders.a_workshop(house)
    builders.people(house, workshop, 5)
    run_to(house, workshop, "choice")
    vote = builders.open_vote(house, workshop)
    answer = step(house, workshop, "next")
    assert answer["votes"] == [vote.id]
    with house.reading() as session:
        from facilitation import ballots

        assert ballots.one(session, workshop.id, vote.id).state == "shut"


def test_going_back_never_opens_a_sealed_vote(house: House) -> None:
    workshop = builders.a_workshop(house)
    builders.people(house, workshop, 5)
    run_to(house, workshop, "choice")
    vote = builders.open_vote(house, workshop)
    step(house, workshop, "next")
    builders.shut_and_seal(house, workshop, vote)
    step(house, workshop, "back")
    assert builders.vote_of(house, workshop).state == "sealed"
