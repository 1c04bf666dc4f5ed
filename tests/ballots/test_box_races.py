"""A ballot that was acknowledged is counted: doors and the count at the same moment, and what a crash leaves."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from facilitation import ballots, day
from facilitation.ballots import SealedBallot, Vote, VoteNotOpen, conduct
from facilitation.ballots.box import PAPER, Boxes, seat_credential
from facilitation.errors import MovedOn, NotSaved, Refusal
from facilitation.house import House
from tests import builders
from tests.builders import cast, open_vote, people, run_to


def shut_day(house: House, count: int = 10) -> tuple[Any, Vote, list[str]]:
    """A vote that is shut: phones are refused, paper is still typed in."""
    workshop = builders.a_workshop(house)
    seats = people(house, workshop, count)
    run_to(house, workshop, "choice")
    vote = open_vote(house, workshop)
    house.write(conduct.shut, workshop_id=workshop.id, vote_id=vote.id, revision=vote.revision, role="moderator")
    return workshop, house.follow_box(workshop.id, vote.id), seats


def type_in(house: House, workshop: Any, vote: Vote, seat: str) -> None:
    with house.reading() as session:
        paper = day.ballot_paper(session, workshop.id, vote, seat)
    house.boxes.cast(
        vote, credential=seat_credential(builders.KEY, seat), ballot_id=f"paper-of-{seat}", field_id=paper["field"],
        points={}, allowed=paper["allowed"], channel=PAPER,
    )  # fmt: skip


def seal(house: House, workshop: Any, vote: Vote, revision: int | None = None) -> None:
    house.write(
        conduct.seal, workshop_id=workshop.id, vote_id=vote.id, revision=revision or vote.revision, role="moderator",
        _boxes=house.boxes,
    )  # fmt: skip


def counted(house: House) -> int:
    with house.reading() as session:
        return session.scalar(select(func.count()).select_from(SealedBallot)) or 0


def test_every_acknowledged_paper_ballot_is_counted_whoever_presses_meanwhile(any_house: House) -> None:
    # one moderator counts, another presses with an old screen, a third's press only now reaches the box
    workshop, vote, seats = shut_day(any_house, 30)
    acknowledged: list[str] = []
    begin = threading.Barrier(4)

    def hosts() -> None:
        begin.wait()
        for seat in seats:
            try:
                type_in(any_house, workshop, vote, seat)
            except (VoteNotOpen, NotSaved):
                return
            acknowledged.append(seat)

    def old_screen() -> None:
        begin.wait()
        for _ in range(10):
            try:
                seal(any_house, workshop, vote, revision=1)
            except Refusal:
                any_house.follow_box(workshop.id, vote.id)

    def late_follower() -> None:
        begin.wait()
        for _ in range(20):
            any_house.follow_box(workshop.id, vote.id)

    def counter() -> None:
        begin.wait()
        seal(any_house, workshop, vote)
        any_house.follow_box(workshop.id, vote.id)

    threads = [threading.Thread(target=target) for target in (hosts, old_screen, late_follower, counter)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted(any_house) == len(acknowledged)
    assert any_house.boxes.turnout(vote) == {}


def test_a_refused_count_leaves_paper_possible(house: House) -> None:
    workshop, vote, (ben, cem, emil, *_) = shut_day(house)
    type_in(house, workshop, vote, ben)
    with pytest.raises(MovedOn):
        seal(house, workshop, vote, revision=1)
    type_in(house, workshop, vote, cem)
    with pytest.raises(VoteNotOpen):  # the control: phones stay out
        cast(house, workshop, vote, emil, {})


def test_a_crash_between_freezing_and_the_count_reopens_paper_at_the_next_start(house: House) -> None:
    workshop, vote, (ben, cem, *_) = shut_day(house)
    type_in(house, workshop, vote, ben)
    house.boxes.freeze(vote)
    with pytest.raises(VoteNotOpen):
        type_in(house, workshop, vote, cem)
    house.boxes.close()
    house.boxes = Boxes(house.engine, house.config.boxes_dir, house.clock)
    house.serve_boxes()
    type_in(house, workshop, vote, cem)
    seal(house, workshop, vote)
    assert counted(house) == 2


@pytest.mark.parametrize("left", [[".box"], [".box", ".box-wal", ".box-shm"], [".box-wal"]])
def test_a_crash_after_the_count_leaves_no_file_once_started_again(
    house: House, tmp_path: Path, left: list[str]
) -> None:
    workshop, vote, (ben, *_) = shut_day(house)
    type_in(house, workshop, vote, ben)
    seal(house, workshop, vote)
    house.follow_box(workshop.id, vote.id)
    for ending in left:
        (tmp_path / "boxes" / f"{vote.id}{ending}").touch()
    house.serve_boxes()
    assert list((tmp_path / "boxes").iterdir()) == []
    assert counted(house) == 1


def test_a_box_that_is_being_counted_answers_instead_of_keeping_phones_waiting(any_house: House) -> None:
    workshop, vote, (ben, *_) = shut_day(any_house)
    box = any_house.boxes._box(vote.id, make=False)
    assert box is not None
    box.writer.close()
    with pytest.raises(VoteNotOpen):
        type_in(any_house, workshop, vote, ben)


def test_another_process_that_still_knows_the_box_is_told_that_the_vote_is_counted(any_house: House) -> None:
    workshop, vote, (ben, *_) = shut_day(any_house)
    other = Boxes(any_house.engine, any_house.config.boxes_dir, any_house.clock)
    assert other.turnout(vote) == {}
    seal(any_house, workshop, vote)
    now = any_house.follow_box(workshop.id, vote.id)
    assert (other.turnout(now), other.look_up(now, f"paper-of-{ben}")) == ({}, None)
    assert other.turnout(vote) == {}
    any_house.boxes, own = other, any_house.boxes
    with pytest.raises(VoteNotOpen):
        type_in(any_house, workshop, now, ben)
    any_house.boxes = own
    other.close()


def test_closing_the_day_shuts_a_vote_that_is_still_open(house: House) -> None:
    workshop = builders.a_workshop(house)
    ben, *_ = people(house, workshop, 5)
    run_to(house, workshop, "choice")
    vote = open_vote(house, workshop)
    cast(house, workshop, vote, ben, {})
    builders.step(house, workshop, "close")
    with house.reading() as session:
        assert ballots.one(session, workshop.id, vote.id).state == "shut"
    with pytest.raises(VoteNotOpen):
        cast(house, workshop, vote, ben, {}, ballot_id="another-ballot-of-ben")
