"""Pace: a burst, then so many a second, each sender for itself."""

from __future__ import annotations

import pytest

from facilitation.live import pace
from facilitation.live.pace import Pace


def test_a_burst_passes_and_then_no_more() -> None:
    slow = Pace(rate=0.001, burst=5)
    assert [slow.lets("Ben") for _time in range(7)] == [True] * 5 + [False] * 2


def test_one_sender_does_not_use_up_anothers_tokens() -> None:
    slow = Pace(rate=0.001, burst=2)
    assert [slow.lets(who) for who in ("Ben", "Ben", "Ben", "Cem", "Cem", "Cem")] == [True, True, False] * 2


def test_the_tokens_come_back_with_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(pace.time, "monotonic", lambda: now[0])
    slow = Pace(rate=10, burst=2)
    assert [slow.lets("Ben") for _time in range(3)] == [True, True, False]
    now[0] += 0.11
    assert [slow.lets("Ben") for _time in range(2)] == [True, False]
    now[0] += 1000
    assert [slow.lets("Ben") for _time in range(3)] == [True, True, False], "never more than the burst"


def test_it_remembers_only_so_many_senders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "MOST_SENDERS", 3)
    slow = Pace(rate=0.001, burst=1)
    assert all(slow.lets(f"sender {n}") for n in range(10))
    assert len(slow._left) == 3
    assert not slow.lets("sender 9")
