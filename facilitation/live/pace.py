"""Pace: how fast one sender may go. A bucket of tokens per sender, so that a flood of one does not slow the others."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

MOST_SENDERS = 20_000


class Pace:
    """Lets every sender through `burst` times at once and `rate` times a second in the long run.

    It remembers the senders it has heard lately, and never more than MOST_SENDERS.
    """

    def __init__(self, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, burst
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._guard = threading.Lock()

    def lets(self, sender: str) -> bool:
        """Take one token of this sender; False when none is left."""
        now = time.monotonic()
        with self._guard:
            left, at = self._left.pop(sender, (float(self._burst), now))
            left = min(self._burst, left + (now - at) * self._rate)
            self._left[sender] = (max(0.0, left - 1), now)
            while len(self._left) > MOST_SENDERS:
                self._left.popitem(last=False)
            return left >= 1

    def forget(self, sender: str) -> None:
        with self._guard:
            self._left.pop(sender, None)
