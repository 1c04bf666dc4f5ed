"""The smallest hall: what `make bench` does with thousands of phones works with eight, and it counts them right."""

from __future__ import annotations

import pytest

from bench import days
from bench.hall import a_hall
from bench.rows import TIMES

PHONES = 8


@pytest.mark.day
@pytest.mark.timeout(180)
def test_eight_phones_join_follow_a_press_vote_and_come_back() -> None:
    with a_hall() as hall:
        joined = days.joined(hall, PHONES)
        assert joined["join herds: failures"] == (0, TIMES)
        assert joined[f"CPU per arrival, {PHONES} phones"][0] > 0
        hall.go_to("plenum")
        pressed = hall.press_on()
        assert (pressed["count"], pressed["missed"]) == (PHONES, 0)
        assert pressed["last"] >= pressed["p50"] > 0
        hall.open_vote()
        burst = hall.do("ballots", within=0.5)
        assert (burst["count"], burst["failed"], burst["statuses"]) == (PHONES, 0, {"200": PHONES})
        assert days.counted(hall, burst["people_acknowledged"]) == {
            "ballots lost": (0, TIMES), "ballots doubled": (0, TIMES),
        }  # fmt: skip
        back = days.returned(hall, PHONES)
        assert back["reconnect herds: missing"] == (0, TIMES)
        assert hall.do("settle", seconds=0.1)["connected"] == PHONES


@pytest.mark.day
def test_a_ballot_that_was_acknowledged_and_is_not_in_the_box_is_found() -> None:
    """The control: the count of the bench does not answer zero whatever happens."""
    with a_hall(2) as hall:
        hall.open_vote()
        told = hall.do("ballots", within=0.1)
        assert days.counted(hall, told["people_acknowledged"] + 1)["ballots lost"] == (1, TIMES)
        assert days.counted(hall, told["people_acknowledged"] - 1)["ballots doubled"] == (1, TIMES)
