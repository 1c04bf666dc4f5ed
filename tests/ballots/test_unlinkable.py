"""Who voted how cannot be guessed from what is kept: sixty votes here, a thousand in `make audit`."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from facilitation.ballots import SealedBallot
from facilitation.ballots.box import Boxes
from facilitation.house import House
from tests.ballots.unlinking import Score, simulate

VOTES = 60
COLUMNS = SealedBallot.__table__.columns


def test_an_attacker_with_copies_guesses_no_better_than_chance(any_house: House) -> None:
    score = simulate(any_house, VOTES, Random(7), Score())
    assert score.best[1] <= score.bound, score.told()
    assert not list(any_house.config.boxes_dir.glob("*"))


def test_the_attacker_wins_where_ballots_keep_their_order(any_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    # the control: the same attacker, and a count that writes the ballots down as they came in, in a table with rows
    # that are numbered as any table's are
    if any_house.engine.dialect.name == "sqlite":
        with any_house.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE sealed_ballots")
            connection.exec_driver_sql(f"CREATE TABLE sealed_ballots ({', '.join(c.name for c in COLUMNS)})")
    came: list[str] = []
    cast, freeze = Boxes.cast, Boxes.freeze

    def remembering(self: Boxes, vote: Any, **given: Any) -> Any:
        came.append(given["ballot_id"])
        return cast(self, vote, **given)

    def in_order(self: Boxes, vote: Any) -> Any:
        found, spent = freeze(self, vote)
        return sorted(found, key=lambda ballot: came.index(ballot.ballot_id)), spent

    monkeypatch.setattr(Boxes, "cast", remembering)
    monkeypatch.setattr(Boxes, "freeze", in_order)
    monkeypatch.setattr("random.SystemRandom.shuffle", lambda self, ballots: None)
    score = simulate(any_house, VOTES // 2, Random(7), Score())
    assert score.best[1] == score.votes, score.told()
