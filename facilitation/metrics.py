"""What Prometheus may know of a running installation: counts and durations, nothing of people, codes or addresses.

What has to do with ballots is counted ten at a time: no scrape, however often, tells when a single one was cast.
"""

from __future__ import annotations

import logging
import threading

from prometheus_client import Counter, Histogram

TOGETHER = 10
FAST = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
REQUESTS = Histogram(
    "facilitation_request_seconds", "Answering a request, by face, method and kind of answer.",
    ["face", "method", "answer"], buckets=FAST,
)  # fmt: skip
BALLOTS = Counter("facilitation_ballots", "Ballots taken or changed, ten at a time, of all votes together.")
BATCH = Histogram(
    "facilitation_write_batch", "Writes committed together (ballots apart).",
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500),
)  # fmt: skip
WRITE_WAIT = Histogram("facilitation_write_wait_seconds", "Waiting of a batch's first write.", buckets=FAST)
PUSH = Histogram("facilitation_push_seconds", "From a change to its rendering on its way to the screens.", buckets=FAST)
FAULTS = Counter("facilitation_faults", "Errors the server logged.")
VOTING = "voting"


def wrote(writes: int, waited: float) -> None:
    BATCH.observe(writes)
    WRITE_WAIT.observe(waited)


def answered(face: str, method: str, status: int, seconds: float) -> None:
    REQUESTS.labels(face, method, f"{status // 100}xx").observe(seconds)


class Voting:
    """Holds back what it was told of voting until there are ten of them."""

    def __init__(self) -> None:
        self._held: list[tuple[str, int, float, bool]] = []
        self._guard = threading.Lock()

    def answered(self, method: str, status: int, seconds: float, *, is_ballot: bool) -> None:
        with self._guard:
            self._held.append((method, status, seconds, is_ballot and status < 400))
            if len(self._held) < TOGETHER:
                return
            told, self._held = self._held, []
        for one_method, one_status, one_seconds, _taken in told:
            answered(VOTING, one_method, one_status, one_seconds)
        BALLOTS.inc(sum(taken for *_rest, taken in told))


def count_faults() -> None:
    """From now on; what is logged is told as before."""
    logging.basicConfig()  # with a handler of ours alone Python would think that somebody else tells it
    root = logging.getLogger()
    if not any(isinstance(handler, Faults) for handler in root.handlers):
        root.addHandler(Faults(logging.ERROR))


class Faults(logging.Handler):
    """Counts what is logged as an error."""

    def emit(self, record: logging.LogRecord) -> None:
        FAULTS.inc()
