"""What a rehearsal has come to: counts that many threads raise, and the line of progress they make."""

from __future__ import annotations

import threading
import time
from typing import Any

COUNTED = ("joined", "statements", "supports", "ballots", "abstentions", "reconnects", "left", "errors")


class Tally:
    """Counts since the start. A ballot that is changed counts once; errors are answers nobody should have got."""

    def __init__(self, code: str, phones: int) -> None:
        self.code, self.phones = code, phones
        self.scene = ""
        self.faults: list[str] = []
        self._counts = dict.fromkeys(COUNTED, 0)
        self._guard = threading.Lock()
        self._since = time.monotonic()
        self._took: float | None = None

    def add(self, what: str, count: int = 1) -> None:
        with self._guard:
            self._counts[what] += count

    def fault(self, error: BaseException) -> None:
        """Count an error and keep the first few words for people."""
        with self._guard:
            self._counts["errors"] += 1
            if len(self.faults) < 10:
                self.faults.append(f"{type(error).__name__}: {error}"[:300])

    def finish(self) -> None:
        self._took = self._took if self._took is not None else time.monotonic() - self._since

    @property
    def is_finished(self) -> bool:
        return self._took is not None

    def summary(self) -> dict[str, Any]:
        """``{"code", "phones", "joined", "statements", …, "errors", "seconds"}``."""
        took = self._took if self._took is not None else time.monotonic() - self._since
        with self._guard:
            return {"code": self.code, "phones": self.phones, **self._counts, "seconds": round(took, 1)}

    def line(self) -> str:
        """One line of progress, in German, for the terminal and the office."""
        n = self.summary()
        told = [
            f"{n['joined']} von {n['phones']} Telefonen",
            f"{n['statements']} {'Aussage' if n['statements'] == 1 else 'Aussagen'}",
            f"{n['supports']} {'Zustimmung' if n['supports'] == 1 else 'Zustimmungen'}",
            f"{n['ballots']} Stimmzettel",
        ]
        if n["left"]:
            told.append(f"{n['left']} gegangen")
        if n["errors"]:
            told.append(f"{n['errors']} Fehler")
        return (f"{self.scene}: " if self.scene else "") + ", ".join(told)
