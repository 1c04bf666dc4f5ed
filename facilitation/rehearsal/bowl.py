"""The bowl of voting cards: filled by the pilot with what was printed, and everybody draws one unseen."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from random import Random


class Bowl:
    """The scanned addresses of cards. Empty in a rehearsal without voting cards."""

    def __init__(self, random: Random) -> None:
        self._cards: list[str] = []
        self._random, self._guard = random, threading.Lock()

    def fill(self, addresses: Iterable[str]) -> None:
        with self._guard:
            self._cards += addresses
            self._random.shuffle(self._cards)

    def draw(self) -> str | None:
        """A card, or None when there is none left."""
        with self._guard:
            return self._cards.pop() if self._cards else None
