"""Work goes on in bad weather: without WebSockets, and on Wi-Fi that is slow and breaks off."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any

import pytest

from facilitation.rehearsal.wire import Lost, Wire
from tests.faults.figures import Figures
from tests.faults.invariants import everything_holds
from tests.faults.polling import by_polling
from tests.faults.weather import CALM, Air, Weather
from tests.faults.work import Work
from tests.hall import Hall, only_workshop
from tests.real_server import RealServer

BOXES = ("stripped", "hanging", "buffered")
BAD_WIFI = Weather(delay=0.3, jitter=0.2, resets=0.05, rate=64_000 / 8)
ACKNOWLEDGED_WITHIN, RIGHT_WITHIN = 2.0, 60.0


@contextmanager
def a_hall_in(folder: Path, people: int, weather: Weather, chance: Random) -> Iterator[tuple[Work, Air]]:
    """A real server whose phones reach it only through the air."""
    with RealServer(folder) as server, Air(server.port, CALM, chance) as air:
        code = only_workshop(server)
        server.url = air.url
        with Hall(server, code, people) as hall:
            work = Work(hall, chance)
            if weather.websocket != "passes":
                for phone in hall.phones:
                    by_polling(phone.browser)
            work.begin_the_day()
            work.go_to("vision")
            air.weather = weather
            yield work, air


def without_websockets(work: Work, air: Air, rushes: int, figures: Figures) -> None:
    """Everybody works by polling, however the box in the middle holds WebSockets back."""
    hall, took = work.hall, []
    with pytest.raises(Lost):  # the control
        Wire(air.url, auth={"code": hall.code, "face": "stage"}, cookies="", timeout=2)

    def timed(n: int, phone: Any) -> None:
        began = time.monotonic()
        work.deed(n, phone)
        took.append(time.monotonic() - began)

    for _ in range(rushes):
        hall.everyone(timed)
    right = everything_holds(hall, RIGHT_WITHIN)
    name = f"WebSocket {air.weather.websocket}"
    figures.at_most(f"{name}: p95 of an acknowledgement", quantiles(took, n=20)[-1], ACKNOWLEDGED_WITHIN, "s")
    figures.at_most(f"{name}: every screen right after", right, RIGHT_WITHIN, "s")


def bad_wifi(work: Work, air: Air, rushes: int, figures: Figures) -> None:
    """Delay, resets and 64 kbit/s: everything that was begun is done in the end, once."""
    hall, deeds = work.hall, 0
    for _ in range(rushes):
        deeds += len(hall.everyone(work.deed))
    resets = air.resets
    air.weather = CALM
    right = everything_holds(hall, RIGHT_WITHIN)
    figures.told("bad Wi-Fi (300±200 ms, 5 % resets, 64 kbit/s): deeds", deeds)
    figures.told("bad Wi-Fi: connections broken off", resets)
    figures.nothing("bad Wi-Fi: deeds that were not done, or done twice", 0)
    figures.at_most("bad Wi-Fi: every screen right after it cleared", right, RIGHT_WITHIN, "s")
    assert resets > 0, "the control: the weather was bad"
