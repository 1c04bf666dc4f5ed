"""The shortest forms of what `make faults` does to several workers for longer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.faults.figures import Figures
from tests.faults.work import Work
from tests.faults.workers_failing import a_hall_of_workers, cut_off_from_the_database, killed_in_turn, without_redis

PEOPLE = 8


@pytest.fixture
def work(tmp_path: Path, postgresql_url: str) -> Iterator[Work]:
    with a_hall_of_workers(tmp_path, postgresql_url, PEOPLE, Random(2017)) as made:
        yield made


def test_a_killed_worker_loses_nothing_that_was_acknowledged(work: Work) -> None:
    killed_in_turn(work, 2, Figures())


def test_a_restart_of_postgresql_loses_nothing_that_was_acknowledged(work: Work) -> None:
    cut_off_from_the_database(work, 2, Figures())


def test_without_redis_votes_go_on_and_screens_catch_up(work: Work) -> None:
    without_redis(work, 5, Figures(), follows=15.0)  # a busy machine; `make faults` is stricter
