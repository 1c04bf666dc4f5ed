"""The ballot box: one ballot per seat, changeable by who holds its id, and nothing that links a person to a ballot."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, select

from facilitation import ballots, day
from facilitation.ballots import (
    AlreadyVoted,
    ForeignTool,
    PointsSpent,
    SealedBallot,
    TooManyOnOne,
    VoteNotOpen,
)
from facilitation.ballots.box import PAPER, Boxes, seat_credential
from facilitation.errors import BadInput
from facilitation.house import House
from tests import builders
from tests.builders import KEY, cast, open_vote, people, run_to, tools_for


def open_day(house: House, count: int = 10) -> tuple[Any, Any, list[str]]:
    workshop = builders.a_workshop(house)
    seats = people(house, workshop, count)
    run_to(house, workshop, "choice")
    return workshop, open_vote(house, workshop), seats


def test_a_ballot_is_taken_once_and_a_repeat_gets_the_same_receipt(any_house: House) -> None:
    workshop, vote, (ben, *_) = open_day(any_house)
    first = tools_for(any_house, workshop, vote, ben)[0]
    receipt = cast(any_house, workshop, vote, ben, {first: 3})
    assert cast(any_house, workshop, vote, ben, {first: 3}) == receipt
    assert sum(any_house.boxes.turnout(vote).values()) == 1


def test_who_holds_the_id_may_change_the_ballot_until_it_is_shut(any_house: House) -> None:
    workshop, vote, (ben, *_) = open_day(any_house)
    first, second = tools_for(any_house, workshop, vote, ben)[:2]
    cast(any_house, workshop, vote, ben, {first: 3})
    cast(any_house, workshop, vote, ben, {second: 2})
    ballot = any_house.boxes.look_up(vote, f"ballot-of-{ben}")
    assert ballot is not None and ballot.content["points"] == {second: 2}
    builders.step(any_house, workshop, "next")
    with pytest.raises(VoteNotOpen):
        cast(any_house, workshop, vote, ben, {first: 1})
    assert any_house.boxes.look_up(vote, f"ballot-of-{ben}") == ballot


def test_a_second_ballot_of_the_same_seat_is_refused(any_house: House) -> None:
    workshop, vote, (ben, cem, *_) = open_day(any_house)
    first = tools_for(any_house, workshop, vote, ben)[0]
    cast(any_house, workshop, vote, ben, {first: 1})
    with pytest.raises(AlreadyVoted):
        cast(any_house, workshop, vote, ben, {first: 1}, ballot_id="another-ballot-of-ben")
    cast(any_house, workshop, vote, cem, {})
    assert sum(any_house.boxes.turnout(vote).values()) == 2


@pytest.mark.parametrize("rounds", [5])
def test_fifty_sends_of_one_seat_at_once_leave_one_ballot(any_house: House, rounds: int) -> None:
    workshop, vote, seats = open_day(any_house, rounds)
    for seat in seats[:rounds]:
        tool = tools_for(any_house, workshop, vote, seat)[0]
        taken: list[str] = []

        def send(number: int, seat: str = seat, tool: str = tool, taken: list[str] = taken) -> None:
            try:
                cast(any_house, workshop, vote, seat, {tool: 1}, ballot_id=f"{number:03}-{seat}"[:40])
                taken.append(seat)
            except AlreadyVoted:
                pass

        threads = [threading.Thread(target=send, args=(number,)) for number in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert taken == [seat]
    assert sum(any_house.boxes.turnout(vote).values()) == rounds


def test_the_race_shows_without_the_guard(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    # the control: with spending switched off the same race lets more than one ballot in
    monkeypatch.setattr("facilitation.ballots.box._Box._spend", lambda self, session, mark: True)
    workshop, vote, (ben, *_) = open_day(house)
    for number in range(5):
        cast(house, workshop, vote, ben, {}, ballot_id=f"ballot-number-{number:03}")
    assert sum(house.boxes.turnout(vote).values()) == 5


def test_paper_and_phone_close_one_another(any_house: House) -> None:
    workshop, vote, (ben, cem, *_) = open_day(any_house)
    cast(any_house, workshop, vote, ben, {})
    with any_house.reading() as session:
        paper = day.ballot_paper(session, workshop.id, vote, ben)
    with pytest.raises(AlreadyVoted):
        any_house.boxes.cast(
            vote, credential=seat_credential(KEY, ben), ballot_id="paper-of-ben-0001", field_id=paper["field"],
            points={}, allowed=paper["allowed"], channel=PAPER,
        )  # fmt: skip
    with any_house.reading() as session:
        paper = day.ballot_paper(session, workshop.id, vote, cem)
    any_house.boxes.cast(
        vote, credential=seat_credential(KEY, cem), ballot_id="paper-of-cem-0001", field_id=paper["field"],
        points={}, allowed=paper["allowed"], channel=PAPER,
    )  # fmt: skip
    with pytest.raises(AlreadyVoted):
        cast(any_house, workshop, vote, cem, {})


def test_paper_is_taken_while_shut_and_refused_once_sealed(any_house: House) -> None:
    workshop, vote, (ben, *_) = open_day(any_house)
    builders.step(any_house, workshop, "next")
    with any_house.reading() as session:
        vote = ballots.one(session, workshop.id, vote.id)
        paper = day.ballot_paper(session, workshop.id, vote, ben)
    ballot: dict[str, Any] = {
        "credential": seat_credential(KEY, ben), "ballot_id": "paper-of-ben-0001", "field_id": paper["field"],
        "points": {}, "allowed": paper["allowed"], "channel": PAPER,
    }  # fmt: skip
    any_house.boxes.cast(vote, **ballot)
    builders.shut_and_seal(any_house, workshop, vote)
    with pytest.raises(VoteNotOpen):
        any_house.boxes.cast(vote, **ballot)


def test_points_follow_the_rules(house: House) -> None:
    workshop, vote, seats = open_day(house)
    ben = seats[0]
    mine = tools_for(house, workshop, vote, ben)
    foreign = next(t for seat in seats for t in tools_for(house, workshop, vote, seat) if t not in mine)
    for points, refusal in [
        ({mine[0]: 3, mine[1]: 3}, PointsSpent),
        ({mine[0]: 4}, TooManyOnOne),
        ({foreign: 1}, ForeignTool),
        ({mine[0]: -1}, BadInput),
        ({mine[0]: "2"}, BadInput),
        ({mine[0]: True}, BadInput),
    ]:
        with pytest.raises(refusal):
            cast(house, workshop, vote, ben, points)
    assert house.boxes.turnout(vote) == {}
    cast(house, workshop, vote, ben, {mine[0]: 3, mine[1]: 2})
    assert sum(house.boxes.turnout(vote).values()) == 1


def test_nothing_in_the_main_database_is_written_per_ballot(house: House) -> None:
    workshop, vote, seats = open_day(house)
    cast(house, workshop, vote, seats[0], {})

    def everything() -> dict[str, int]:
        with house.engine.connect() as connection:
            return {
                name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()
                for name in inspect(connection).get_table_names()
            }

    before = everything()
    for seat in seats[1:]:
        cast(house, workshop, vote, seat, {})
    assert everything() == before


def test_the_box_has_no_column_for_person_time_or_order(house: House, tmp_path: Path) -> None:
    _, vote, _ = open_day(house)
    path = next((tmp_path / "boxes").glob("*.box"))
    from facilitation.database.engine import open_engine

    found = inspect(open_engine(f"sqlite:///{path}"))
    columns = {table: [c["name"] for c in found.get_columns(table)] for table in found.get_table_names()}
    assert columns == {
        "ballots": ["ballot_id", "field_id", "content", "revision", "fingerprint"],
        "open": ["phones", "paper"],
        "spent": ["mark", "void"],
    }
    assert vote.id in path.name


def test_sealing_leaves_no_box_behind(house: House, tmp_path: Path) -> None:
    workshop, vote, seats = open_day(house)
    for seat in seats:
        cast(house, workshop, vote, seat, {})
    builders.shut_and_seal(house, workshop, vote)
    assert list((tmp_path / "boxes").iterdir()) == []
    with house.reading() as session:
        assert len(list(session.scalars(select(SealedBallot)))) == len(seats)


def test_a_restart_opens_the_box_again(house: House, tmp_path: Path) -> None:
    workshop, vote, (ben, cem, *_) = open_day(house)
    cast(house, workshop, vote, ben, {})
    house.boxes.close()
    house.boxes = Boxes(house.engine, house.config.boxes_dir, house.clock)
    house.boxes.follow(vote)
    with pytest.raises(AlreadyVoted):
        cast(house, workshop, vote, ben, {}, ballot_id="another-ballot-of-ben")
    cast(house, workshop, vote, cem, {})
    assert sum(house.boxes.turnout(vote).values()) == 2


def test_a_ballot_id_must_have_the_form_of_one(house: House) -> None:
    workshop, vote, (ben, *_) = open_day(house)
    for wrong in ["short", "x" * 65, "ballot with spaces!", "ballot/../../etc/passwd"]:
        with pytest.raises(BadInput):
            cast(house, workshop, vote, ben, {}, ballot_id=wrong)
