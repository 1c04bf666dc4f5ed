"""Elsewhere: who is connected to the other workers, as they tell with every heartbeat, so that counts are of the hall.

Told are marks, not ids: enough to count a phone once that has just changed workers.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import defaultdict
from collections.abc import Callable

from facilitation.live.relay import Relay, Word

SILENT_AFTER = 5.0  # seconds without a heartbeat: that worker is gone, and its phones come back to another
WHOLE_EVERY = 5.0
Marks = dict[str, set[str]]  # by face


def mark(key: str) -> str:
    return hashlib.blake2s(key.encode(), digest_size=6).hexdigest()


class Elsewhere:
    """What the other workers told; `here` gives what is connected to this one, by workshop and face."""

    def __init__(self, relay: Relay, here: Callable[[], dict[str, Marks]]) -> None:
        self._relay, self._here = relay, here
        self._told: dict[str, dict[str, Marks]] = {}
        self._heard: dict[str, float] = {}
        self._last: Word = {}
        self._whole_at = 0.0
        self._guard = threading.Lock()

    def word(self) -> Word:
        """What goes with a heartbeat: who is here, if that has changed, somebody new listens, or it was long ago."""
        whole = {w: {face: sorted(keys) for face, keys in marks.items()} for w, marks in self._here().items()}
        now = time.monotonic()
        if whole == self._last and now - self._whole_at < WHOLE_EVERY:
            return {}
        self._last, self._whole_at = whole, now
        return {"workshops": whole}

    def hear(self, worker: str, word: Word) -> None:
        with self._guard:
            if worker not in self._heard:
                self._whole_at = 0.0  # it does not know us yet
            self._heard[worker] = time.monotonic()
            if "workshops" in word:
                self._told[worker] = {
                    str(w): {str(face): set(keys) for face, keys in marks.items()}
                    for w, marks in word["workshops"].items()
                }

    def hear_again(self) -> None:
        """After a silence of Redis nobody is taken for gone until they had time to tell."""
        with self._guard:
            self._heard = dict.fromkeys(self._heard, time.monotonic())

    def marks(self, workshop_id: str) -> Marks:
        """The marks of everybody connected to another worker. While Redis is silent, those of before."""
        found: Marks = defaultdict(set)
        with self._guard:
            if not self._relay.is_deaf:
                self._forget_silent()
            for told in self._told.values():
                for face, keys in told.get(workshop_id, {}).items():
                    found[face] |= keys
        return found

    def _forget_silent(self) -> None:
        before = time.monotonic() - SILENT_AFTER
        for worker in [name for name, at in self._heard.items() if at < before]:
            del self._heard[worker]
            self._told.pop(worker, None)
