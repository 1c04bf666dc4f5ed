"""Ten thousand sequences of ballots against the model, see tests/ballots/sequences.py."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.ballots.sequences import BallotBox

pytestmark = pytest.mark.audit

SEQUENCES = int(os.environ.get("AUDIT_SEQUENCES", "10000"))
CALM: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}


@pytest.mark.timeout(7200)
def test_ten_thousand_sequences_end_as_the_model_says() -> None:
    run_state_machine_as_test(BallotBox, settings=settings(max_examples=SEQUENCES, stateful_step_count=40, **CALM))
