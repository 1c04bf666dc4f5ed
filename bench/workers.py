"""Outgrowing one process: ballots through one worker and through two on one PostgreSQL and Redis, without nginx (a load
maker before each worker), and what a workshop costs a worker while screens look at it and nobody does anything."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.hall import the_workshop
from bench.machine import Cost
from bench.maker import Maker
from bench.rows import Figures
from facilitation.rehearsal.browser import Browser
from facilitation.rehearsal.moderation import Moderation
from tests.builders import OPERATOR
from tests.conftest import find_postgresql, own_schema
from tests.workers import Workers

MAKERS = 2  # in every run, so that one worker and two meet the same crowd
PER_SECOND = 20  # how fast the hall fills, at ease
HANDS = 32
SECONDS, IDLE = 5.0, 10.0
SCREENS = 4  # of each workshop that is looked at
MANY = 100
NAMES = ("ballots with two workers / with one", "a hundred workshops, idle")


def growing(phones: int = 100, rounds: int = 3) -> Figures:
    """One worker and two in turn; the ratio is of the best rounds, for whatever else runs here only slows."""
    found: dict[int, list[Told]] = {1: [], 2: []}
    for _ in range(rounds):
        for count, told in found.items():
            told.append(ballots(count, phones))
    one, two = found[1], found[2]
    best = {count: max(each.per_second for each in told) for count, told in found.items()}
    return {
        "sustained ballots, one worker on PostgreSQL": (best[1], "/s"),
        "sustained ballots, two workers on PostgreSQL": (best[2], "/s"),
        "ballots with two workers / with one": (best[2] / best[1], "x"),
        "CPU per ballot, one worker on PostgreSQL": (min(each.per_ballot for each in one), "ms"),
        "CPU per ballot, two workers on PostgreSQL": (min(each.per_ballot for each in two), "ms"),
        "CPU per arrival, one worker on PostgreSQL": (min(each.per_arrival for each in one), "ms"),
    }


@dataclass(frozen=True)
class Told:
    """Ballots a second, and the workers' CPU in ms for a ballot and an arrival."""

    per_second: float
    per_ballot: float
    per_arrival: float


def ballots(count: int, phones: int) -> Told:
    """A hall of so many phones before so many workers."""
    with some_workers(count) as workers, ExitStack() as crowd, ThreadPoolExecutor(MAKERS) as hands:
        ada, code = moderation(workers), the_workshop(workers.each[0])
        places = [workers.each[n % count].url for n in range(MAKERS)]
        makers = [crowd.enter_context(Maker(url, code)) for url in places]

        def all_do(deed: str, **told: Any) -> list[dict[str, Any]]:
            return list(hands.map(lambda maker: maker.do(deed, **told), makers))

        each, empty = phones // MAKERS, spent(workers)
        for arrived in all_do("arrive", count=each, within=each * MAKERS / PER_SECOND):
            assert arrived["failed"] == 0, arrived["why"]
        arriving = spent(workers) - empty
        ada.look()
        while ada.activity != "choice":
            ada.press_go()
        ada.open_vote()
        all_do("settle", seconds=3.0)
        before = spent(workers)
        told = all_do("sustain", seconds=SECONDS, hands=HANDS // MAKERS)
        cast = max(1, sum(one["count"] for one in told))
        voting = spent(workers) - before
        ada.close()
        assert workers.tracebacks == "", workers.tracebacks
        rate = sum(one["per_second"] for one in told)
        return Told(rate, voting / cast, arriving / (each * MAKERS))


def standing() -> Figures:
    """A worker with one workshop and with a hundred, each looked at by a few screens: memory and CPU when nothing
    happens."""
    with some_workers(1) as workers, ExitStack() as screens:
        ada, one = moderation(workers), the_workshop(workers.each[0])
        pid = workers.each[0].pid
        rest, _share = idle(pid)
        look_at(workers, one, screens)
        single, single_share = idle(pid)
        for _ in range(MANY - 1):
            made = ada.browser.post("/workshops", template="kreis-dueren")
            look_at(workers, made["result"]["code"], screens)
        many, share = idle(pid)
        ada.close()
    return {
        "a worker with nothing to do": (rest / 1024, "MB"),
        f"one workshop with {SCREENS} screens, idle": (single_share, "% of a core"),
        "a hundred workshops, idle": (share, "% of a core"),
        "memory for each further workshop that is looked at": ((many - single) / (MANY - 1), "kB"),
    }


def idle(pid: int) -> tuple[float, float]:
    """Memory in kB, and how much of a core is used, after a moment of calm."""
    time.sleep(2)
    before = Cost.of(pid)
    time.sleep(IDLE)
    after = Cost.of(pid)
    return after.memory, (after.cpu - before.cpu) / IDLE / 10


def look_at(workers: Workers, code: str, screens: ExitStack) -> None:
    """Stages need no role, so anybody may open them."""
    browser = Browser(workers.each[0].url)
    browser.get(f"/w/{code}/stage")
    for _ in range(SCREENS):
        screens.callback(browser.wire(code=code, face="stage", regions=["stage", "stage.ruler"]).close)
    browser.close()


def moderation(workers: Workers) -> Moderation:
    ada = Moderation(workers.each[0].url, the_workshop(workers.each[0]))
    ada.come_in_as_organiser(workers.organiser_key)
    texts = ada.browser.get("/office/operator")
    ada.browser.post("/office/operator", revision=texts["revision"], **OPERATOR)
    return ada


def spent(workers: Workers) -> float:
    return sum(Cost.of(worker.pid).cpu for worker in workers.each)


@contextmanager
def some_workers(count: int) -> Iterator[Workers]:
    server = find_postgresql()
    assert server is not None, "no PostgreSQL"
    with (
        tempfile.TemporaryDirectory() as folder,
        own_schema(server) as url,
        Workers(Path(folder), url, count, nginx=False) as workers,
    ):
        yield workers


def can_run() -> str:
    """Why not, or nothing."""
    from tests.programs import REDIS, find

    if find_postgresql() is None:
        return "no PostgreSQL (TEST_DATABASE_URL)"
    return "" if find(REDIS) else "no redis-server"


if __name__ == "__main__":
    for name, (value, unit) in {**growing(rounds=1), **standing()}.items():
        print(f"{name:<60} {value:>10.2f} {unit}")
