"""Another process (a copying program, a database viewer) holds the write locks of the database and of the box."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.figures import Figures
from tests.faults.invariants import DATABASE, everything_holds
from tests.faults.work import Work

LOOK_WITHIN, BACKLOG_WITHIN = 1.0, 2.0


def locked_for(work: Work, seconds: float, figures: Figures) -> None:
    """A rush while nothing can be written: nobody is told yes too early, everybody can look, and then all is done."""
    hall, slowest = work.hall, 0.0
    with everything_locked(hall.server.data_dir):
        ends = time.monotonic() + seconds
        waiting = hall.begin(work.deed, None)
        while time.monotonic() < ends:
            began = time.monotonic()
            hall.stage()
            slowest = max(slowest, time.monotonic() - began)
            time.sleep(0.1)
        assert not any(deed.done() for deed in waiting), "told yes while nothing could be saved"
    released = time.monotonic()
    for deed in waiting:
        deed.result(60)
    name = f"database locked for {seconds:.0f} s"
    backlog = time.monotonic() - released
    figures.at_most(f"{name}: slowest page meanwhile", slowest, LOOK_WITHIN, "s")
    figures.at_most(f"{name}: everything saved after the release", backlog, BACKLOG_WITHIN, "s")
    everything_holds(hall)


@contextmanager
def everything_locked(data_dir: Path) -> Iterator[None]:
    holders = [sqlite3.connect(path, isolation_level=None) for path in _files(data_dir)]
    try:
        for holder in holders:
            holder.execute("PRAGMA busy_timeout = 5000")
            holder.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        for holder in holders:
            holder.close()


def _files(data_dir: Path) -> list[Path]:
    return [data_dir / DATABASE, *(data_dir / "boxes").glob("*.box")]
