"""Who is connected to the other workers: counted once, forgotten when their worker falls silent."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation.live import elsewhere
from facilitation.live.elsewhere import Elsewhere, mark
from facilitation.live.relay import Relay


class Clock:
    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(elsewhere, "time", made)
    return made


class Hall:
    """One worker's knowledge; `here` is what is connected to it."""

    def __init__(self) -> None:
        self.here: dict[str, Any] = {}
        self.relay = Relay("", "")
        self.relay.is_deaf = False
        self.elsewhere = Elsewhere(self.relay, lambda: self.here)

    def phones(self) -> set[str]:
        return self.elsewhere.marks("w")["phone"]


def told(*people: str) -> dict[str, Any]:
    return {"workshops": {"w": {"phone": [mark(person) for person in people]}}}


def test_phones_of_two_workers_are_one_hall_and_a_phone_that_changed_workers_is_one(clock: Clock) -> None:
    hall = Hall()
    hall.elsewhere.hear("two", told("Ben", "Cem"))
    hall.elsewhere.hear("three", told("Cem", "Dora"))
    assert hall.phones() == {mark("Ben"), mark("Cem"), mark("Dora")}


def test_a_worker_that_falls_silent_takes_its_phones_along(clock: Clock) -> None:
    hall = Hall()
    hall.elsewhere.hear("two", told("Ben"))
    clock.now += elsewhere.SILENT_AFTER - 1
    hall.elsewhere.hear("two", {})
    clock.now += elsewhere.SILENT_AFTER - 1
    assert hall.phones() == {mark("Ben")}, "a heartbeat without news keeps what was told"
    clock.now += 2
    assert hall.phones() == set()


def test_while_redis_is_silent_nobody_is_taken_for_gone(clock: Clock) -> None:
    hall = Hall()
    hall.elsewhere.hear("two", told("Ben"))
    hall.relay.is_deaf = True
    clock.now += 60
    assert hall.phones() == {mark("Ben")}
    hall.relay.is_deaf = False
    hall.elsewhere.hear_again()
    assert hall.phones() == {mark("Ben")}, "they get time to tell"
    clock.now += elsewhere.SILENT_AFTER + 1
    assert hall.phones() == set()


def test_the_whole_is_told_when_it_changes_when_somebody_new_listens_and_now_and_then(clock: Clock) -> None:
    hall = Hall()
    hall.here = {"w": {"phone": {mark("Ada")}}}
    assert hall.elsewhere.word() == told("Ada")
    assert hall.elsewhere.word() == {}
    hall.here = {"w": {"phone": {mark("Ada"), mark("Ben")}}}
    assert len(hall.elsewhere.word()["workshops"]["w"]["phone"]) == 2
    assert hall.elsewhere.word() == {}
    hall.elsewhere.hear("new", {})
    assert "workshops" in hall.elsewhere.word()
    assert hall.elsewhere.word() == {}
    clock.now += elsewhere.WHOLE_EVERY
    assert "workshops" in hall.elsewhere.word()


def test_a_mark_is_not_the_id() -> None:
    assert mark("participant") != "participant" and len(mark("participant")) == 12
