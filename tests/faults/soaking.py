"""Soak: a hall that works for a long time costs as much at the end as after its first minutes."""

from __future__ import annotations

import time
from statistics import median

from tests.faults.figures import Figures
from tests.faults.invariants import everything_holds
from tests.faults.sockets import looks, open_files, p95, resident
from tests.faults.work import Work

WARM = 0.1  # of the time
GROWS_AT_MOST = 64.0  # MB
RUSH, PAUSE = 10, 1.0
RELOADS = 2
PEER = "arsnova.eu: 26 MB in 30 min"


def soaked(work: Work, seconds: float, figures: Figures) -> None:
    """Rushes, phones that reload, and pages looked at, for so long; half of it in a round, half in a vote."""
    hall, deeds = work.hall, 0
    work.go_to("vision")
    hall.everyone(lambda _n, phone: phone.look())
    began, warm, files, pace = time.monotonic(), 0, 0, [0.0]
    while (passed := time.monotonic() - began) < seconds:
        if passed > seconds / 2 and hall.ada.activity != "choice":
            work.go_to("choice")
            hall.everyone(lambda _n, phone: phone.look())
        if not warm and passed > seconds * WARM:
            warm, files, pace = resident(hall.server.pid), open_files(hall.server.pid), looks(work)
        deeds += len(hall.everyone(work.deed, work.somebody(RUSH)))
        hall.everyone(lambda _n, phone: phone.reload(), work.somebody(RELOADS))
        time.sleep(PAUSE)
    everything_holds(hall)
    last = looks(work)
    name = f"soak of {seconds / 60:.0f} min"
    figures.told(f"{name}: deeds", deeds)
    grown = (resident(hall.server.pid) - warm) / 1e6
    figures.at_most(f"{name}: memory grown by", grown, GROWS_AT_MOST, "MB", peer=PEER)
    figures.at_most(f"{name}: files more open than before", open_files(hall.server.pid) - files, 8)
    figures.told(f"{name}: median of a page at the end, times that of the beginning", median(last) / median(pace))
    figures.told(f"{name}: p95 of a page at the end", 1000 * p95(last), "ms")
