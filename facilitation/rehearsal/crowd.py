"""A crowd: many simulated people on few threads, each thread going round among its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Protocol

TURN = 0.05
MOST_WORKERS = 8
PER_WORKER = 12


class Member(Protocol):
    """Somebody with a moment to act: `step` when `due` (monotonic seconds) has come, `hear` in between."""

    due: float
    is_gone: bool

    def step(self) -> None: ...
    def hear(self) -> None: ...
    def close(self) -> None: ...


class Crowd:
    """Works with threads and, where the standard library is patched, with greenlets."""

    def __init__(self, members: Sequence[Member]) -> None:
        self._stopped = threading.Event()
        workers = max(1, min(MOST_WORKERS, -(-len(members) // PER_WORKER)))
        self._threads = [
            threading.Thread(target=self._go_round, args=(members[n::workers],), name=f"crowd-{n}", daemon=True)
            for n in range(workers)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, within: float = 60.0) -> None:
        """Send everybody home and wait until they are."""
        self._stopped.set()
        deadline = time.monotonic() + within
        for thread in [started for started in self._threads if started.ident is not None]:
            thread.join(max(0.1, deadline - time.monotonic()))

    def _go_round(self, members: Sequence[Member]) -> None:
        here = list(members)
        try:
            while here and not self._stopped.wait(TURN):
                for member in here:
                    if self._stopped.is_set():
                        return
                    if member.due <= time.monotonic():
                        member.step()
                    else:
                        member.hear()
                here = [member for member in here if not member.is_gone]
        finally:
            for member in members:
                member.close()
