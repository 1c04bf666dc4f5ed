"""Several workers behind nginx, in full. FAULTS_WORKER_KILLS (12, one in ten seconds) shortens it.

FAULTS_RESTART_POSTGRESQL is a command that restarts the PostgreSQL of TEST_DATABASE_URL, for a machine where nobody
else uses it.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path
from random import Random

import pytest

from tests.conftest import missing
from tests.faults.figures import Figures
from tests.faults.workers_failing import a_hall_of_workers, cut_off_from_the_database, killed_in_turn, without_redis

HALL = 40
KILLS = int(os.environ.get("FAULTS_WORKER_KILLS") or 12)
RESTART = os.environ.get("FAULTS_RESTART_POSTGRESQL", "")


@pytest.mark.timeout(3600)
def test_a_worker_killed_every_ten_seconds(tmp_path: Path, postgresql_url: str, figures: Figures, seed: int) -> None:
    with a_hall_of_workers(tmp_path, postgresql_url, HALL, Random(seed)) as work:
        killed_in_turn(work, KILLS, figures, every=10)


def test_every_connection_to_postgresql_ended(tmp_path: Path, postgresql_url: str, figures: Figures, seed: int) -> None:
    with a_hall_of_workers(tmp_path, postgresql_url, HALL, Random(seed)) as work:
        cut_off_from_the_database(work, 10, figures)


def test_postgresql_restarted(tmp_path: Path, postgresql_url: str, figures: Figures, seed: int) -> None:
    if not RESTART:
        missing("a PostgreSQL that may be restarted (FAULTS_RESTART_POSTGRESQL)")

    def restart() -> int:
        subprocess.run(shlex.split(RESTART), check=True)
        return 1

    with a_hall_of_workers(tmp_path, postgresql_url, HALL, Random(seed)) as work:
        cut_off_from_the_database(work, 2, figures, restart)


def test_redis_gone_for_half_a_minute(tmp_path: Path, postgresql_url: str, figures: Figures, seed: int) -> None:
    with a_hall_of_workers(tmp_path, postgresql_url, HALL, Random(seed)) as work:
        without_redis(work, 30, figures)
