"""What a stretch of load tells of itself: latencies, failures, and how hard the load maker itself had to work."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

TICK = 0.02


def percentile(values: Sequence[float], part: float) -> float | None:
    """In milliseconds; None of nothing."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000, 2) if ordered else None


def spread(values: Sequence[float]) -> dict[str, Any]:
    """The median, the 95th and 99th percentile and the last, in milliseconds."""
    return {
        "count": len(values), "p50": percentile(values, 0.5), "p95": percentile(values, 0.95),
        "p99": percentile(values, 0.99), "last": percentile(values, 1.0),
    }  # fmt: skip


class Effort:
    """A stretch of time: the maker's share of one core, and how late its loop was at worst. Use it as a context."""

    async def __aenter__(self) -> Effort:
        self._begun, self._worked, self._late = time.perf_counter(), time.process_time(), 0.0
        self._watch = asyncio.create_task(self._look())
        return self

    async def __aexit__(self, *_error: object) -> None:
        self._watch.cancel()
        self.seconds = time.perf_counter() - self._begun
        self._worked = time.process_time() - self._worked

    def told(self) -> dict[str, Any]:
        return {
            "seconds": round(self.seconds, 3),
            "maker_share": round(self._worked / max(self.seconds, 1e-9), 3),
            "maker_ms": round(self._worked * 1000, 1),
            "maker_late_ms": round(self._late * 1000, 1),
        }

    async def _look(self) -> None:
        while True:
            due = time.perf_counter() + TICK
            await asyncio.sleep(TICK)
            self._late = max(self._late, time.perf_counter() - due)
