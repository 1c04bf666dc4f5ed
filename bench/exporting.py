"""Ballots while somebody exports a document again and again. Quiet and busy spells alternate, and the ratio is taken of
neighbours, so that what else the machine does falls on both."""

from __future__ import annotations

import statistics
import threading

from bench.hall import Hall, a_hall
from bench.rows import RATIO, Figures

PAIRS = 7
SPELL, CASTS = 4.0, 160


def while_exporting(phones: int, pairs: int = PAIRS) -> Figures:
    with a_hall(phones) as hall:
        hall.open_vote()
        spell(hall)
        ratios, calm, made = [], [], [0]
        for _ in range(pairs):
            quiet = spell(hall)
            stop = threading.Event()
            exporting = threading.Thread(target=_export_until, args=(hall, stop, made))
            exporting.start()
            busy = spell(hall)
            stop.set()
            exporting.join()
            ratios.append(busy / quiet)
            calm.append(quiet)
    return {
        "ballot p95, quiet": (statistics.median(calm), "ms"),
        "ballot p95 while exporting / without": (statistics.median(ratios), RATIO),
        "documents made meanwhile": (made[0], ""),
    }


def spell(hall: Hall) -> float:
    """The 95th percentile of some seconds of ballots."""
    told = hall.maker.do("trickle", seconds=SPELL, count=CASTS)
    assert told["failed"] == 0, told["why"]
    return float(told["p95"])


def _export_until(hall: Hall, stop: threading.Event, made: list[int]) -> None:
    while not stop.is_set():
        hall.ada.browser.download(f"/w/{hall.code}/documents/werkzeugkatalog.docx")
        made[0] += 1
