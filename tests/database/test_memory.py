"""The memory of a process: what was read holds until somebody commits, here or in another process, and not longer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from facilitation import participants
from facilitation.database.memory import Memory
from facilitation.errors import NotFound
from facilitation.house import House
from facilitation.workshop import Workshop, by_code
from tests import builders

ELSEWHERE = """
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as other:
    other.execute("UPDATE participants SET left_at = joined_at")
"""


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(builders.a_config(tmp_path))


class Counting:
    """Counts the present, and how often the database was asked for it."""

    def __init__(self, house: House, workshop: Workshop) -> None:
        self._memory, self._workshop_id = house.memory, workshop.id
        self.asked = 0

    def _read(self, session: Session) -> int:
        self.asked += 1
        return participants.count_present(session, self._workshop_id)

    def __call__(self, moment: int | None = None) -> int:
        return self._memory.recall("present", self._read, moment)


def test_what_was_read_is_read_once_until_somebody_commits(house: House) -> None:
    workshop = builders.a_workshop(house)
    present = Counting(house, workshop)
    assert [present() for _ in range(5)] == [0] * 5
    assert present.asked == 1
    builders.people(house, workshop, 1)
    assert [present() for _ in range(5)] == [1] * 5
    assert present.asked == 2


def test_a_commit_of_another_process_is_seen_at_once(house: House, tmp_path: Path) -> None:
    workshop = builders.a_workshop(house)
    builders.people(house, workshop, 2)
    present = Counting(house, workshop)
    assert present() == 2
    subprocess.run([sys.executable, "-c", ELSEWHERE, str(tmp_path / "test.db")], check=True)
    assert present() == 0


def test_what_depends_on_the_moment_is_read_anew_at_the_next(house: House) -> None:
    present = Counting(house, builders.a_workshop(house))
    for moment in (1, 1, 2, 2):
        present(moment)
    assert present.asked == 2


def test_what_was_read_before_a_commit_is_not_kept_after_it(house: House) -> None:
    """Somebody commits in the middle of a reading: the value that is older than the commit is given out once."""
    workshop = builders.a_workshop(house)

    def slow(session: Session) -> int:
        found = participants.count_present(session, workshop.id)
        builders.people(house, workshop, 1)
        house.memory.recall("something else", lambda _session: None)  # sees the commit
        return found

    assert house.memory.recall("present", slow) == 0
    assert house.memory.recall("present", lambda session: participants.count_present(session, workshop.id)) == 1


def test_a_refusal_is_passed_on_and_not_kept(house: House) -> None:
    workshop = builders.a_workshop(house)

    def read(code: str) -> Callable[[Session], Workshop]:
        return lambda session: by_code(session, code)

    with pytest.raises(NotFound):
        house.memory.recall("the workshop", read("XXXX"))
    assert house.memory.recall("the workshop", read(workshop.code)).id == workshop.id


def test_it_keeps_no_more_than_it_may(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("facilitation.database.memory.MOST", 10)
    for number in range(100):
        assert house.memory.recall(number, lambda _session, number=number: number * 2) == number * 2  # type: ignore[misc]
    assert len(house.memory._kept) <= 10


def test_a_closed_one_remembers_nothing_and_still_answers(house: House) -> None:
    workshop = builders.a_workshop(house)
    present = Counting(house, workshop)
    present()
    house.memory.close()
    present()
    present()
    assert present.asked == 3


def test_a_database_that_cannot_say_whether_it_has_changed_is_asked_each_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Memory, "_look", lambda _self: None)
    present = Counting(house, builders.a_workshop(house))
    present()
    present()
    assert present.asked == 2
