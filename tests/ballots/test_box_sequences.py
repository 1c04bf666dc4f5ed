"""Hundreds of sequences of ballots, lost, repeated, shuffled and late, against a model; thousands in `make audit`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from facilitation.ballots import box
from facilitation.database.engine import open_engine
from tests.ballots.sequences import BallotBox

CALM: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}


@pytest.fixture
def on_postgresql(postgresql_url: str) -> Iterator[type[BallotBox]]:
    class OnPostgreSQL(BallotBox):
        engine = open_engine(postgresql_url)

    yield OnPostgreSQL
    OnPostgreSQL.engine.dispose()


def test_whatever_the_network_does_the_box_holds_what_the_model_holds() -> None:
    run_state_machine_as_test(BallotBox, settings=settings(max_examples=200, stateful_step_count=30, **CALM))


def test_on_postgresql_too(on_postgresql: type[BallotBox]) -> None:
    run_state_machine_as_test(on_postgresql, settings=settings(max_examples=20, stateful_step_count=25, **CALM))


def test_the_model_notices_a_box_that_takes_a_card_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    # the control: the same sequences find a box without its guard
    monkeypatch.setattr(box._Box, "_spend", lambda self, session, mark, *, void=False: True)
    without_shrinking = settings(max_examples=100, stateful_step_count=30, phases=[Phase.generate], **CALM)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(BallotBox, settings=without_shrinking)
