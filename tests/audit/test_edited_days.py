"""Many days edited at random, before and while they run: none of them refuses a press."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from facilitation.house import House
from tests.agenda.test_editing import EDITS, live_through

pytestmark = [pytest.mark.audit, pytest.mark.timeout(1800)]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=EDITS, during=EDITS)
def test_no_edited_day_refuses_a_press(house: House, before: list[Any], during: list[Any]) -> None:
    live_through(house, before, during)
