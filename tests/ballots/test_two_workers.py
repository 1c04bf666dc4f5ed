"""Two workers on one PostgreSQL: what one has counted, the other lets go of."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitation.ballots import VoteNotOpen
from facilitation.house import House
from tests import builders

Pair = tuple[House, House]


@pytest.fixture
def pair(tmp_path: Path, postgresql_url: str) -> Iterator[Pair]:
    config = builders.a_config(tmp_path, postgresql_url)
    one, two = House(config), House(config)
    yield one, two
    one.close()
    two.close()


def test_a_ballot_in_the_other_workers_box_is_counted_and_its_writer_goes(pair: Pair) -> None:
    one, two = pair
    workshop = builders.a_workshop(one)
    people = builders.people(one, workshop, 4)
    builders.run_to(one, workshop, "choice")
    vote = builders.open_vote(one, workshop)
    for n, person in enumerate(people):
        builders.cast(pair[n % 2], workshop, vote, person, {})
    assert sum(one.boxes.turnout(vote).values()) == sum(two.boxes.turnout(vote).values()) == 4
    writers = {thread.name for thread in threading.enumerate()}
    assert "writer" in writers and two.boxes._known
    counted = builders.shut_and_seal(one, workshop, vote)
    assert counted.protocol["ballots"] == 4
    with pytest.raises(VoteNotOpen):
        builders.cast(two, workshop, counted, people[0], {})
    assert two.boxes.turnout(counted) == {} and not two.boxes._known


def test_both_may_destroy_a_counted_box_at_once(pair: Pair) -> None:
    # as when two workers start after a crash between the count and the box's end
    one, _two = pair
    workshop = builders.a_workshop(one)
    builders.run_to(one, workshop, "choice")
    vote = builders.open_vote(one, workshop)
    failed: list[BaseException] = []
    begin = threading.Barrier(8)

    def destroy(house: House) -> None:
        begin.wait()
        try:
            house.boxes.destroy(vote.id)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=destroy, args=(pair[n % 2],)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
