"""Links to documents: they open one thing, expire, can be withdrawn, and cannot be made up."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from facilitation.clock import FrozenClock
from facilitation.documents.shares import Shares
from facilitation.errors import NotFound
from tests.builders import KEY, THE_DAY


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(THE_DAY)


@pytest.fixture
def shares(tmp_path: Path, clock: FrozenClock) -> Shares:
    return Shares(tmp_path / "shares", clock, KEY)


def test_a_secret_opens_its_document_and_is_written_nowhere(shares: Shares, tmp_path: Path) -> None:
    share = shares.make("ours", "werkzeugkatalog", "web", timedelta(days=30))
    secret = shares.secret_of(share)
    assert shares.opened("ours", secret) == share and shares.of("ours") == [share]
    assert [path for path in (tmp_path / "shares").iterdir() if secret in path.read_text() or secret in path.name] == []


def test_another_secret_another_workshop_and_another_key_open_nothing(
    shares: Shares, tmp_path: Path, clock: FrozenClock
) -> None:
    share = shares.make("ours", "werkzeuge", "csv", timedelta(minutes=10))
    secret = shares.secret_of(share)
    foreign = Shares(tmp_path / "shares", clock, b"another key of another house")
    for workshop, tried in (("ours", secret[:-1] + "x"), ("ours", share.id), ("ours", "../etc"), ("theirs", secret)):
        with pytest.raises(NotFound):
            shares.opened(workshop, tried)
    with pytest.raises(NotFound):
        foreign.opened("ours", secret)
    assert shares.of("theirs") == []


def test_it_ends_with_its_time_or_when_it_is_withdrawn(shares: Shares, clock: FrozenClock, tmp_path: Path) -> None:
    short = shares.make("ours", "werkzeuge", "csv", timedelta(minutes=10))
    long = shares.make("ours", "werkzeugkatalog", "web", timedelta(days=30))
    clock.instant += timedelta(minutes=10)
    with pytest.raises(NotFound):
        shares.opened("ours", shares.secret_of(short))
    assert shares.opened("ours", shares.secret_of(long)) == long
    with pytest.raises(NotFound):
        shares.withdraw("theirs", long.id)
    shares.withdraw("ours", long.id)
    with pytest.raises(NotFound):
        shares.opened("ours", shares.secret_of(long))
    assert list((tmp_path / "shares").iterdir()) == []
