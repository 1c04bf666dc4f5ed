"""What `make faults` does in full, in short: killed, cut off from power, locked out of the database, without
WebSockets; and the invariants themselves, which must be able to fail."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from facilitation import archive
from facilitation.agenda.schedule import remaining
from facilitation.house import House
from tests import builders
from tests.builders import cast, clock_of, look, open_vote, people, run_to, step, tools_for
from tests.faults.crash_images import Recording, images_hold, recorded
from tests.faults.figures import Figures
from tests.faults.invariants import DATABASE, stored
from tests.faults.killing import killed_again_and_again
from tests.faults.locking import locked_for
from tests.faults.networks import a_hall_in, without_websockets
from tests.faults.weather import Weather
from tests.faults.work import a_busy_hall

HALL = 15
COUNTED = 25  # five at every table: of fewer no points are shown
LUCK = Random(7)
BUSY = 5.0  # times as many seconds: other tests run beside these


@pytest.mark.timeout(300)
def test_killed_three_times_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    with a_busy_hall(tmp_path, COUNTED, LUCK) as work:
        killed_again_and_again(work, 3, Figures(slack=BUSY))


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return recorded(tmp_path_factory.mktemp("recorded"), 5, 2, LUCK)


def test_twenty_power_cuts_leave_what_was_acknowledged(recording: Recording, tmp_path: Path) -> None:
    images_hold(tmp_path, recording, 20, LUCK, Figures(slack=BUSY))


def test_a_disk_that_lies_about_its_syncs_is_found_out(recording: Recording, tmp_path: Path) -> None:
    with pytest.raises((AssertionError, sqlite3.DatabaseError)):
        images_hold(tmp_path, recording, 20, LUCK, Figures(slack=BUSY), syncs=False)


def test_a_locked_database_keeps_nobody_from_looking_and_loses_nothing(tmp_path: Path) -> None:
    with a_busy_hall(tmp_path, HALL, LUCK) as work:
        work.go_to("vision")
        locked_for(work, 1, Figures(slack=BUSY))


def test_a_hall_without_websockets_works_by_polling(tmp_path: Path) -> None:
    with a_hall_in(tmp_path, 6, Weather(websocket="stripped"), LUCK) as (work, air):
        without_websockets(work, air, 1, Figures(slack=BUSY))


@pytest.fixture
def voted(house: House, tmp_path: Path) -> Path:
    """A data folder in which three people have voted."""
    workshop = builders.a_workshop(house)
    here = people(house, workshop, 5)
    run_to(house, workshop, "choice")
    vote = open_vote(house, workshop)
    for person in here[:3]:
        cast(house, workshop, vote, person, {tools_for(house, workshop, vote, person)[0]: 1})
    house.close()
    (tmp_path / "test.db").rename(tmp_path / DATABASE)
    return tmp_path


def test_sound_files_hold_what_was_done(voted: Path) -> None:
    assert len(stored(voted).ballots) == 3


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM ballots WHERE ballot_id = (SELECT min(ballot_id) FROM ballots)",
        "DELETE FROM spent WHERE mark = (SELECT min(mark) FROM spent)",
        "UPDATE spent SET void = 1 WHERE mark = (SELECT min(mark) FROM spent)",
    ],
)
def test_a_ballot_without_its_credential_is_found(voted: Path, harm: str) -> None:
    [box] = (voted / "boxes").glob("*.box")
    with closing(sqlite3.connect(box)) as opened, opened:
        opened.execute(harm)
    with pytest.raises(AssertionError, match="spent credentials"):
        stored(voted)


def test_a_broken_page_is_found(voted: Path) -> None:
    with (voted / DATABASE).open("r+b") as file:
        file.seek(5 * 4096)
        file.write(bytes(4096))
    with pytest.raises((AssertionError, sqlite3.DatabaseError)):
        stored(voted)


@pytest.mark.parametrize(
    ("day", "begins", "at"),
    [
        ("2026-10-25", "01:30", datetime(2026, 10, 24, 23, 30, tzinfo=UTC)),  # the hour from two to three comes twice
        ("2027-03-28", "01:30", datetime(2027, 3, 28, 0, 30, tzinfo=UTC)),  # and here it does not come at all
    ],
)
def test_a_round_in_the_night_of_the_clocks_lasts_its_minutes(
    house: House, day: str, begins: str, at: datetime
) -> None:
    template = archive.read_template("kreis-dueren")
    template["workshop"].update(day=day, begins=begins, ends=None)
    template["agenda"] = [
        {"key": "first", "title": "Erste", "minutes": 90, "scenes": [{"activity": "plenum"}]},
        {"key": "second", "title": "Zweite", "minutes": 60, "scenes": [{"activity": "plenum"}]},
    ]
    workshop = builders.built(house, template)
    clock_of(house).instant = at
    step(house, workshop, "start")
    left = []
    for _ in range(3):
        now = look(house, workshop)
        left.append(remaining(now.slots()[0], house.clock.now()) // timedelta(minutes=1))
        clock_of(house).forward(minutes=45)
    assert left == [90, 45, 0]
    assert look(house, workshop).planned_end() == at + timedelta(minutes=150)
