"""Every fault in full. `make faults` runs them and prints the table; docs/faults.md says what people see.

FAULTS_ROUNDS (kills, 200), FAULTS_IMAGES (crash images, 1000), FAULTS_PRESSES (1000) and FAULTS_SOAK_SECONDS (3600)
shorten it, FAULTS_SEED repeats a run, FAULTS_SLACK=3 allows three times as many seconds on a busy machine.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from tests.faults.clocks import a_hall_with_a_clock, asleep_for_an_hour, jumping
from tests.faults.crash_images import images_hold, moved_into_the_database, recorded
from tests.faults.disk import a_small_disk, filled
from tests.faults.figures import Figures
from tests.faults.killing import killed_again_and_again
from tests.faults.locking import locked_for
from tests.faults.networks import BAD_WIFI, BOXES, a_hall_in, bad_wifi, without_websockets
from tests.faults.pressing import pressed_by_two
from tests.faults.soaking import soaked
from tests.faults.sockets import HALF_OPEN, half_open, herds
from tests.faults.weather import Weather
from tests.faults.work import a_busy_hall

HALL = 60
ROUNDS = int(os.environ.get("FAULTS_ROUNDS") or 200)
IMAGES = int(os.environ.get("FAULTS_IMAGES") or 1000)
PRESSES = int(os.environ.get("FAULTS_PRESSES") or 1000)
SOAK_SECONDS = float(os.environ.get("FAULTS_SOAK_SECONDS") or 3600)
RUSHES = 20


@pytest.mark.timeout(7200)
def test_killed_two_hundred_times_under_load(tmp_path: Path, figures: Figures, seed: int) -> None:
    with a_busy_hall(tmp_path, HALL, Random(seed)) as work:
        killed_again_and_again(work, ROUNDS, figures)


@pytest.mark.timeout(7200)
def test_a_thousand_disks_as_a_power_cut_could_leave_them(tmp_path: Path, figures: Figures, seed: int) -> None:
    recording = recorded(tmp_path, 20, RUSHES, Random(seed))
    assert moved_into_the_database(recording) > 0
    images_hold(tmp_path, recording, IMAGES, Random(seed), figures)


def test_a_full_disk(tmp_path: Path, figures: Figures, seed: int) -> None:
    with a_small_disk(tmp_path / "small") as disk, a_busy_hall(disk, HALL // 2, Random(seed)) as work:
        work.go_to("vision")
        filled(work, disk, figures)
        work.go_to("choice")
        work.hall.everyone(work.cast)
        filled(work, disk, figures)


@pytest.mark.parametrize("seconds", [1, 10, 30])
def test_a_database_that_another_process_has_locked(tmp_path: Path, seconds: int, figures: Figures, seed: int) -> None:
    with a_busy_hall(tmp_path, HALL // 2, Random(seed)) as work:
        work.go_to("choice")
        work.hall.everyone(work.cast)
        locked_for(work, seconds, figures)


def test_a_clock_that_is_set(tmp_path: Path, figures: Figures, seed: int) -> None:
    with a_hall_with_a_clock(tmp_path, HALL // 2, Random(seed)) as (work, clock):
        jumping(work, clock, figures)


def test_phones_that_sleep_for_an_hour(tmp_path: Path, figures: Figures, seed: int) -> None:
    with a_hall_with_a_clock(tmp_path, HALL, Random(seed)) as (work, clock):
        asleep_for_an_hour(work, clock, figures)


@pytest.mark.parametrize("box", BOXES)
def test_a_network_without_websockets(tmp_path: Path, box: str, figures: Figures, seed: int) -> None:
    with a_hall_in(tmp_path, HALL // 2, Weather(websocket=box), Random(seed)) as (work, air):
        without_websockets(work, air, 3, figures)


def test_bad_wifi(tmp_path: Path, figures: Figures, seed: int) -> None:
    with a_hall_in(tmp_path, HALL // 2, BAD_WIFI, Random(seed)) as (work, air):
        bad_wifi(work, air, 3, figures)


def test_ten_reconnect_herds_in_a_minute(tmp_path: Path, figures: Figures, seed: int) -> None:
    with a_busy_hall(tmp_path, HALL, Random(seed)) as work:
        work.go_to("vision")
        herds(work, 10, figures)


def test_four_hundred_half_open_requests(tmp_path: Path, figures: Figures, seed: int) -> None:
    with a_busy_hall(tmp_path, HALL // 2, Random(seed)) as work:
        work.go_to("vision")
        half_open(work, HALF_OPEN, figures)


def test_two_moderators_press_a_thousand_times(tmp_path: Path, figures: Figures, seed: int) -> None:
    with a_busy_hall(tmp_path, HALL // 6, Random(seed)) as work:
        pressed_by_two(work, PRESSES, figures)


@pytest.mark.timeout(8 * 3600)
def test_an_hour_of_work(tmp_path: Path, figures: Figures, seed: int) -> None:
    with a_busy_hall(tmp_path, HALL, Random(seed)) as work:
        soaked(work, SOAK_SECONDS, figures)
