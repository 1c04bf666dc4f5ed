"""A thousand votes and an attacker with copies: the figures of docs/measurements.md, section Stimmgeheimnis."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from facilitation.house import House
from tests import builders
from tests.ballots.unlinking import Score, simulate

pytestmark = pytest.mark.audit

VOTES, PER_HOUSE = 1000, 100


@pytest.mark.timeout(1800)
def test_over_a_thousand_votes_nobody_is_guessed_better_than_by_chance_on_sqlite(tmp_path: Path) -> None:
    score, luck = Score(), Random(2017)
    for number in range(VOTES // PER_HOUSE):
        folder = tmp_path / str(number)
        folder.mkdir()
        house = House(builders.a_config(folder))
        simulate(house, PER_HOUSE, luck, score)
        house.close()
    print(json.dumps({"database": "SQLite", **score.told()}))
    assert score.best[1] <= score.bound, score.told()


@pytest.mark.timeout(1800)
def test_over_a_thousand_votes_nobody_is_guessed_better_than_by_chance_on_postgresql(
    tmp_path: Path, postgresql_url: str
) -> None:
    house = House(builders.a_config(tmp_path, postgresql_url))
    score = simulate(house, VOTES, Random(2017), Score())
    house.close()
    print(json.dumps({"database": "PostgreSQL", **score.told()}))
    assert score.best[1] <= score.bound, score.told()
