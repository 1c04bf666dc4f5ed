"""Several workers lose each other, their PostgreSQL or their Redis in the middle of the work."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median

from tests.faults import on_postgresql
from tests.faults.figures import Figures
from tests.faults.invariants import acknowledged, count_holds, everything_holds, stored_by
from tests.faults.work import Work
from tests.hall import Hall, only_workshop
from tests.workers import Workers

ENOUGH_FOR_NUMBERS = 25  # fewer than five ballots at a table are not shown in numbers
RIGHT_WITHIN = 30.0
FOLLOWS_WITHOUT_REDIS = 4.0  # seconds; the database is asked once a second


@contextmanager
def a_hall_of_workers(folder: Path, database: str, people: int, chance: Random) -> Iterator[Work]:
    """Two workers behind nginx, and a hall whose day has come to the vision round."""
    with Workers(folder, database) as workers, Hall(workers, only_workshop(workers), people) as hall:
        work = Work(hall, chance)
        work.begin_the_day()
        work.go_to("vision")
        hall.everyone(work.deed)
        yield work


def killed_in_turn(work: Work, rounds: int, figures: Figures, every: float = 0.0) -> None:
    """One worker after the other is killed under load and comes back; half of the rounds are votes."""
    hall, took, met = work.hall, [], 0
    for number in range(rounds):
        if number == rounds // 2:
            work.go_to("choice")
            hall.everyone(lambda _n, phone: phone.look())
        began = time.monotonic()
        who = work.somebody(len(hall.phones))
        met += hall.everyone_through_a_crash(work.deed, who, work.chance.random()) < len(who)
        took.append(everything_holds(hall, RIGHT_WITHIN))
        time.sleep(max(0.0, every - (time.monotonic() - began)))
    hall.everyone(work.cast)
    the_count_holds(hall)
    figures.told("worker killed: kills with writes under way", met)
    figures.nothing("worker killed: acknowledged writes lost, doubled or wrong", 0)
    figures.at_most("worker killed: all screens right again, median", median(took), RIGHT_WITHIN, "s")
    assert met >= rounds / 2, "the control: most kills met a rush"


def cut_off_from_the_database(
    work: Work, rounds: int, figures: Figures, restart: Callable[[], int] | None = None
) -> None:
    """Every connection to PostgreSQL is ended in the middle of a rush, as by its restart (or it is restarted); half of
    the rounds are votes."""
    hall, cut = work.hall, 0
    how = restart or (lambda: on_postgresql.cut_off(hall.server.database))
    for number in range(rounds):
        if number == rounds // 2:
            work.go_to("choice")
            hall.everyone(lambda _n, phone: phone.look())
        who = work.somebody(len(hall.phones))
        futures = hall.begin(work.deed, who)
        while sum(future.done() for future in futures) < len(futures) * work.chance.random():
            time.sleep(0.005)
        cut += how()
        for future in futures:
            future.result(120)
        everything_holds(hall, RIGHT_WITHIN)
    the_count_holds(hall)
    figures.told("PostgreSQL cut off: connections ended", cut)
    figures.nothing("PostgreSQL cut off: acknowledged writes lost, doubled or wrong", 0)
    assert cut >= rounds, "the control: there were connections to end"


def without_redis(work: Work, seconds: float, figures: Figures, follows: float = FOLLOWS_WITHOUT_REDIS) -> None:
    """Redis is gone for a while: deeds and votes go on, presses reach every phone because the workers ask the database,
    and afterwards they hear each other again."""
    hall, workers = work.hall, work.hall.server
    workers.redis.kill()
    ends, done = time.monotonic() + seconds, 0
    hall.everyone(work.deed)
    began = time.monotonic()
    while hall.ada.activity == "vision":
        began = time.monotonic()
        hall.ada.press_go()
    hall.wait_for(hall.ada.activity)
    followed = time.monotonic() - began
    work.go_to("choice")
    hall.everyone(lambda _n, phone: phone.look())
    while time.monotonic() < ends or not done:
        hall.everyone(work.cast)
        done += len(hall.phones)
    everything_holds(hall, RIGHT_WITHIN)
    hall.ada.look()
    assert hall.ada.vote["done"] == len(hall.phones)
    workers.redis.start()
    hall.everyone(work.cast)
    everything_holds(hall, RIGHT_WITHIN)
    the_count_holds(hall)
    figures.told("Redis gone: ballots cast meanwhile", done)
    figures.at_most("Redis gone: a press on the last phone", followed, follows, "s")
    figures.nothing("Redis gone: acknowledged writes lost, doubled or wrong", 0)


def the_count_holds(hall: Hall) -> None:
    """The count has exactly what was acknowledged; with enough people the screens and the export say so too."""
    if len(hall.phones) >= ENOUGH_FOR_NUMBERS:
        count_holds(hall)
        return
    vote = hall.ada.vote
    while hall.ada.activity != "results":
        hall.ada.press_go()
    hall.ada.seal()
    assert stored_by(hall.server).ballots == acknowledged(hall).ballots
    for field in hall.ada.vote["fields"]:
        hall.ada.reveal(field["field"]["id"])
    again = hall.ada.post(f"votes/{vote['id']}/recounts")
    assert (again["equal"], again["ballots"]) == (True, len(hall.told.ballots)), again
