"""Archives for hours: hundreds of days by chance out and in again, thousands of archives with one wrong value."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from facilitation.archive import Entries
from facilitation.house import House
from tests.archive.test_hostile import VALUES, empty_house, is_taken_or_refused, sound
from tests.archive.test_round_trip import comes_back_as_it_was, installation

__all__ = ["empty_house", "installation", "sound"]  # fixtures

pytestmark = [pytest.mark.audit, pytest.mark.timeout(3600)]
LONG = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)


@settings(LONG, max_examples=150)
@given(seed=some.integers(0, 2**32), until=some.sampled_from(["vision", "choice", "results", "closing", "over"]),
       entries=some.sampled_from(list(Entries)))  # fmt: skip
def test_every_day_comes_back_as_it_was(installation: House, seed: int, until: str, entries: Entries) -> None:
    comes_back_as_it_was(installation, seed, until, entries)


@settings(LONG, max_examples=3000)
@given(seed=some.integers(0, 2**32), value=VALUES)
def test_no_wrong_value_is_more_than_refused(empty_house: House, sound: bytes, seed: int, value: Any) -> None:
    is_taken_or_refused(empty_house, sound, seed, value)
