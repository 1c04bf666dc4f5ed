"""The pulse of a process's writers: when something was last saved, whether the last try failed, and how full it gets.

It lives in memory only and knows no single write: nothing of who or what.
"""

from __future__ import annotations

import time
from collections.abc import Callable


class Pulse:
    """Shared by the writers of a process. `failure` is the reason of the last try if that failed, else empty."""

    def __init__(self) -> None:
        self._saved_at: float | None = None
        self.failure = ""
        self.on_batch: Callable[[int, float], None] = lambda _writes, _waited: None  # metrics put themselves here

    @property
    def since_saved(self) -> float | None:
        """Seconds since something was last saved; None when nothing was yet."""
        return None if self._saved_at is None else time.monotonic() - self._saved_at

    def saved(self, writes: int, waited: float) -> None:
        """A batch is committed; its first write had waited so many seconds."""
        self._saved_at, self.failure = time.monotonic(), ""
        self.on_batch(writes, waited)

    def failed(self, reason: str) -> None:
        self.failure = reason
