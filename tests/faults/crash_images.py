"""Crash images: a real server's writes and syncs are recorded while a hall works. Then, for many moments, a disk is
laid down as a power cut could have left it, opened by the product, and held against what was acknowledged by then."""

from __future__ import annotations

import shutil
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from facilitation.config import from_environment
from facilitation.house import House
from tests.faults.figures import Figures
from tests.faults.invariants import DATABASE, Deeds, Points, given, stored
from tests.faults.preloaded import preload
from tests.faults.recording import Change, Disk, read
from tests.faults.work import Work
from tests.hall import Hall, only_workshop
from tests.real_server import RealServer

Key = tuple[str, Any]
NEVER = 2**63
FEW = 5  # rushes
A_PAGE_OR_TWO = 16 * 1024


@dataclass
class Attempt:
    """One write of one person: what it leads to, when it was begun and when the server said yes."""

    value: Any
    begun: int
    told: int = NEVER


@dataclass
class Diary:
    """Every attempt in order, by what it is about: a card, one person's agreement with a card, one ballot."""

    attempts: dict[Key, list[Attempt]] = field(default_factory=lambda: defaultdict(list))

    def note(self, key: Key, value: Any, deed: Callable[[], Any]) -> Any:
        attempt = Attempt(value, time.monotonic_ns())
        self.attempts[key].append(attempt)
        answer = deed()
        attempt.told = time.monotonic_ns()
        return answer

    def possible(self, key: Key, at: int) -> list[Any]:
        """What may be found after a cut at this moment: the last that was acknowledged, or something begun after it.
        None stands for nothing."""
        begun = [attempt for attempt in self.attempts[key] if attempt.begun < at]
        told = [n for n, attempt in enumerate(begun) if attempt.told < at]
        return [one.value for one in begun[told[-1] :]] if told else [None, *(one.value for one in begun)]


class DiaryHall(Hall):
    """A hall that notes when each write was begun and acknowledged."""

    def __init__(self, server: RealServer, code: str, people: int) -> None:
        self.diary = Diary()
        super().__init__(server, code, people)

    def write_card(self, n: int, text: str) -> str:
        return str(self.diary.note(("card", text), True, lambda: super(DiaryHall, self).write_card(n, text)))

    def support(self, n: int, statement: str) -> None:
        self.diary.note(self._agreement(n, statement), True, lambda: super(DiaryHall, self).support(n, statement))

    def withdraw_support(self, n: int, statement: str) -> None:
        key = self._agreement(n, statement)
        self.diary.note(key, None, lambda: super(DiaryHall, self).withdraw_support(n, statement))

    def vote(self, n: int, points: Points) -> dict[str, Any]:
        phone = self.phones[n]
        vote_id = (phone.vote or {})["id"]
        ballot = phone.ballot_ids.setdefault(vote_id, f"ballot-of-guest-{n:08}")
        cast = lambda: super(DiaryHall, self).vote(n, points)  # noqa: E731
        found: dict[str, Any] = self.diary.note(("ballot", ballot), given(points), cast)
        return found

    def _agreement(self, n: int, statement: str) -> Key:
        return "support", (self.told.cards[statement], self.phones[n].participant_id)


class Recording(NamedTuple):
    """What was written, what people were told, and the data folder it was about."""

    changes: list[Change]
    diary: Diary
    data: Path


def recorded(folder: Path, people: int, rushes: int, chance: Random) -> Recording:
    """A day with cards, agreement and a counted vote, from the very first start of the server on; with many rushes they
    go on until the database's log has been written into the database."""
    data, log = folder / "data", folder / "writes.log"
    env = preload("recording", folder, FAULTS_LOG=log, FAULTS_DIR=data)
    with RealServer(data, **env) as server, DiaryHall(server, only_workshop(server), people) as hall:
        work = Work(hall, chance)
        work.begin_the_day()
        work.go_to("vision")
        for _ in range(rushes):
            hall.everyone(work.deed)
        while rushes > FEW and (data / DATABASE).stat().st_size < A_PAGE_OR_TWO:
            hall.everyone(work.deed)
        work.go_to("choice")
        for _ in range(rushes):
            hall.everyone(work.deed)
        while hall.ada.activity != "results":
            hall.ada.press_go()
        hall.ada.seal()
        assert server.tracebacks == ""
    return Recording(read(log), hall.diary, data)


def images_hold(
    folder: Path, recording: Recording, count: int, chance: Random, figures: Figures, *, syncs: bool = True
) -> None:
    """Every image opens, is sound, and holds what was acknowledged before its moment. With `syncs` False the disk lies
    about the databases' logs: the control, which must fail."""
    changes, diary, data = recording
    disk, judged, held = Disk(), 0, 0
    moments = set(chance.sample(range(len(changes)), min(count, len(changes))))
    for number, change in enumerate(changes):
        if syncs or not (change.kind == "s" and change.path.endswith("-wal")):
            disk.follow(change)
        if number in moments:
            image = folder / "image"
            disk.image(image, data, chance)
            at = changes[number + 1].at if number + 1 < len(changes) else NEVER
            held += _holds(image, diary, at)
            judged += 1
            shutil.rmtree(image, ignore_errors=True)
    figures.told("crash images: recorded writes and syncs", len(changes))
    figures.told("crash images: opened and judged", judged)
    figures.told("crash images: acknowledged writes looked for and found", held)
    figures.nothing("crash images: broken, or without an acknowledged write", 0)


def moved_into_the_database(recording: Recording) -> int:
    """How often a page went from the log into the database while people worked."""
    changes, diary, _data = recording
    first = min(attempt.told for attempts in diary.attempts.values() for attempt in attempts)
    return sum(change.kind == "w" and change.path.endswith(DATABASE) and change.at > first for change in changes)


def _holds(image: Path, diary: Diary, at: int) -> int:
    """Open it as the product does after a crash and compare. Returns how many acknowledged writes were there."""
    image.mkdir(exist_ok=True)
    house = House(from_environment({"DATA_DIR": str(image)}))
    try:
        house.serve_boxes()
    finally:
        house.close()
    found, held = _by_key(stored(image)), 0
    for key in {*diary.attempts, *found}:
        possible = diary.possible(key, at) if key in diary.attempts else []
        assert found.get(key) in possible, f"{key}: {found.get(key)} is none of {possible}"
        held += None not in possible
    return held


def _by_key(deeds: Deeds) -> dict[Key, Any]:
    return {
        **{("card", text): True for text in deeds.cards},
        **{("support", one): True for one in deeds.supports},
        **{("ballot", ballot): points for ballot, points in deeds.ballots.items()},
    }
