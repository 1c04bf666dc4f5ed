"""Days that are not like the plan: a night on which the clocks change, one scene only, and undoing round by round."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from facilitation import archive
from facilitation.agenda.steps import NothingThere
from facilitation.ballots import Method, conduct, ties
from facilitation.house import House
from tests import builders
from tests.builders import clock_of, look, run_to, step


def a_night(house: House, day: str, fixed: str) -> Any:
    """From 22:00 on, with something at a fixed hour after midnight."""
    template = archive.read_template("kreis-dueren")
    template["workshop"].update(day=day, begins="22:00")
    template["agenda"] = [
        {"key": "evening", "title": "Abend", "minutes": 60, "scenes": [{"activity": "plenum"}]},
        {"key": "late", "title": "Spät", "minutes": 30, "fixed_start": fixed, "scenes": [{"activity": "plenum"}]},
    ]
    return builders.built(house, template)


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        ("2026-10-24", datetime(2026, 10, 25, 2, 30, tzinfo=UTC)),  # clocks go back: 03:30 is CET
        ("2026-03-28", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # clocks go forward: 03:30 is CEST
        ("2026-06-20", datetime(2026, 6, 21, 1, 30, tzinfo=UTC)),  # the control: nothing changes
    ],
)
def test_a_fixed_hour_after_midnight_holds_when_the_clocks_change(house: House, day: str, hour: datetime) -> None:
    workshop = a_night(house, day, "03:30")
    programme = look(house, workshop)
    assert programme.times(programme.day_start)[1].planned_start == hour


def test_a_day_of_one_scene_starts_and_closes(house: House) -> None:
    template = archive.read_template("kreis-dueren")
    template["agenda"] = [{"key": "only", "title": "Alles", "minutes": 60, "scenes": [{"activity": "plenum"}]}]
    workshop = builders.built(house, template)
    step(house, workshop, "start")
    for action in ("next", "back"):
        with pytest.raises(NothingThere):
            step(house, workshop, action)
    step(house, workshop, "close")
    for _ in range(2):
        step(house, workshop, "undo")
    assert (look(house, workshop).agenda.started_at, look(house, workshop).scene) == (None, None)
    step(house, workshop, "start")
    assert look(house, workshop).scene is not None


def test_every_step_of_a_whole_day_can_be_taken_back_with_a_run_off_in_it(house: House) -> None:
    workshop = builders.a_workshop(house, places=1)
    seats = builders.people(house, workshop, 10)
    before = []

    def snapshot() -> Any:
        now = look(house, workshop)
        return now.agenda.scene_id, [(item.started_at, item.ended_at, item.extended_minutes) for item in now.items]

    def press(action: str, **given: Any) -> None:
        before.append(snapshot())
        clock_of(house).forward(minutes=3)
        step(house, workshop, action, **given)

    press("start")
    while str(look(house, workshop).scene.activity) != "choice":  # type: ignore[union-attr]
        press("next")
        press("extend", minutes=5)
    vote = builders.open_vote(house, workshop)
    for seat in seats:
        tools = builders.tools_for(house, workshop, vote, seat)[:2]
        builders.cast(house, workshop, vote, seat, dict.fromkeys(tools, 2))
    press("next")
    vote = builders.shut_and_seal(house, workshop, vote)
    field = builders.fields_of(house, workshop)[0]
    house.write(conduct.reveal, workshop_id=workshop.id, vote_id=vote.id, field_id=field.id, role="moderator")
    house.write(
        ties.decide_tie, workshop_id=workshop.id, vote_id=vote.id, field_id=field.id, method=Method.RUN_OFF,
        role="moderator",
    )  # fmt: skip
    press("next")
    press("next")
    for _ in range(len(before)):
        step(house, workshop, "undo")
        assert snapshot() == before.pop()
    with pytest.raises(NothingThere):
        step(house, workshop, "undo")
    run_to(house, workshop, "closing")
