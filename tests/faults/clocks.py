"""Clocks that jump: somebody sets the server's clock, and a phone sleeps for an hour."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from tests.faults.figures import Figures
from tests.faults.invariants import everything_holds, writes_hold
from tests.faults.preloaded import preload
from tests.faults.work import Work, a_busy_hall
from tests.hall import Hall, spread

HOUR, DAY = 3600, 24 * 3600
JUMPS = (HOUR, -HOUR, DAY, -DAY)
AGREE_WITHIN = 1.0


class ServerClock:
    """The wall clock of a server that was started with `clock.c`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.set_off(0)

    def set_off(self, seconds: int) -> None:
        """From now on it is so many seconds off. Written in place: the server looks at these very bytes."""
        with self._path.open("r+b" if self._path.exists() else "wb") as file:
            file.write(struct.pack("=q", seconds))


@contextmanager
def a_hall_with_a_clock(folder: Path, people: int, chance: Random) -> Iterator[tuple[Work, ServerClock]]:
    clock = ServerClock(folder / "clock")
    data = folder / "data"
    with a_busy_hall(data, people, chance, **preload("clock", folder, FAULTS_CLOCK=folder / "clock")) as work:
        yield work, clock


def jumping(work: Work, clock: ServerClock, figures: Figures) -> None:
    """Set forward and back by an hour and a day in the middle of a round and of a vote. All screens show the same time
    left, nothing ends or closes by itself, and set right again it is as if nothing had been."""
    hall, worst = work.hall, 0.0
    for activity in ("vision", "choice"):
        work.go_to(activity)
        hall.everyone(lambda _n, phone: phone.look())
        due = hall.clocks()["stage"]["due"]
        for jump in JUMPS:
            clock.set_off(jump)
            assert abs(server_seconds_off(hall) - jump) <= 1, "the control: the server believes it"
            hall.everyone(work.deed)
            clocks = hall.clocks()
            assert {one["due"] for one in clocks.values()} == {due}
            worst = max(worst, spread(one["left_seconds"] for one in clocks.values()))
            writes_hold(hall)
            assert hall.ada.look()["activity"] == activity
        clock.set_off(0)
        assert hall.clocks()["stage"]["due"] == due
        hall.everyone(lambda _n, phone: phone.look())
        hall.everyone(work.deed)
        everything_holds(hall)
    figures.told("clock set ±1 h, ±1 day, in a round and in a vote: jumps", 2 * len(JUMPS))
    figures.at_most("clock jumps: difference of the time left between screens", worst, AGREE_WITHIN, "s")
    figures.nothing("clock jumps: rounds ended or votes closed by themselves", 0)


def asleep_for_an_hour(work: Work, clock: ServerClock, figures: Figures) -> None:
    """A quarter of the phones sleep; the day goes on, an hour passes, they wake up: shown right, and still somebody."""
    hall = work.hall
    work.go_to("vision")
    hall.everyone(work.deed)
    sleepers = work.somebody(len(hall.phones) // 4)
    hall.everyone(lambda _n, phone: phone.sleep(), sleepers)
    was = {n: hall.phones[n].activity for n in sleepers}
    clock.set_off(HOUR)
    work.hall.ada.press_go()
    while hall.ada.activity != "vision":
        hall.ada.press_go()
    hall.everyone(lambda _n, phone: phone.look(), [n for n in range(len(hall.phones)) if n not in sleepers])
    hall.everyone(work.deed, [n for n in range(len(hall.phones)) if n not in sleepers])
    assert {hall.phones[n].activity for n in sleepers} == set(was.values()), "the control: they have slept"
    began = time.monotonic()
    hall.everyone(lambda _n, phone: phone.connect(), sleepers)
    right = everything_holds(hall)
    hall.everyone(work.deed, sleepers)
    everything_holds(hall)
    clock.set_off(0)
    figures.at_most("asleep for an hour: shown right again after", right, 10.0, "s")
    figures.nothing("asleep for an hour: seats, drafts or rights lost", 0)
    assert time.monotonic() - began < HOUR


def server_seconds_off(hall: Hall) -> float:
    """How many seconds the server's clock is ahead of ours."""
    told = datetime.fromisoformat(hall.stage()["now"])
    return (told - datetime.now(UTC)).total_seconds()
