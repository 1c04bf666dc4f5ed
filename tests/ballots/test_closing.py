"""Closing a vote with voting cards takes two people; two presses of one are never two."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation import ballots, journal
from facilitation.agenda.steps import DayClosed
from facilitation.ballots import SecondPersonNeeded, Vote, VoteNotOpen, WrongState, closing, conduct
from facilitation.errors import MovedOn
from facilitation.house import House
from facilitation.workshop import Workshop
from tests.builders import a_workshop, clock_of, open_vote, people, run_to, step, vote_of

ADA, BEN, DORA = ["link-of-ada"], ["link-of-ben"], ["session-of-dora"]


class Count:
    """A shut vote with voting cards, and the presses on it at the revision that holds."""

    def __init__(self, house: House, mode: str = "cards") -> None:
        self.house = house
        self.workshop: Workshop = a_workshop(house, vote_mode=mode)
        people(house, self.workshop, 5)
        run_to(house, self.workshop, "choice")
        self.vote_id = open_vote(house, self.workshop).id
        self.press(conduct.shut)

    @property
    def vote(self) -> Vote:
        with self.house.reading() as session:
            return ballots.one(session, self.workshop.id, self.vote_id)

    def press(self, verb: Any, **given: Any) -> Any:
        known = {"role": "moderator", "revision": given.pop("revision", None) or self.vote.revision}
        answer = self.house.write(verb, workshop_id=self.workshop.id, vote_id=self.vote_id, **known, **given)
        self.house.follow_box(self.workshop.id, self.vote_id)
        return answer

    def ask(self, hands: list[str] = ADA) -> Any:
        return self.press(closing.ask_for_count, hands=hands)

    def confirm(self, hands: list[str]) -> Any:
        return self.press(closing.confirm, hands=hands, _boxes=self.house.boxes)

    def journal(self) -> list[journal.Entry]:
        with self.house.reading() as session:
            return journal.entries(session, self.workshop.id)


@pytest.fixture
def shut(house: House) -> Count:
    return Count(house)


def test_one_asks_and_another_confirms(any_house: House) -> None:
    shut = Count(any_house)
    shut.ask()
    assert shut.vote.state == "shut"
    shut.confirm(BEN)
    assert (shut.vote.state, shut.vote.count_asked) == ("sealed", None)
    facts = shut.journal()[-1].facts
    assert (facts["asked_by"], facts["confirmed_by"], "alone" in facts) == ("moderator", "moderator", False)


@pytest.mark.parametrize("hands", [ADA, ADA + DORA, []], ids=["the same link", "the same link among others", "none"])
def test_who_asked_cannot_confirm(shut: Count, hands: list[str]) -> None:
    shut.ask()
    with pytest.raises(SecondPersonNeeded):
        shut.confirm(hands)
    assert (shut.vote.state, shut.vote.count_asked is not None) == ("shut", True)


def test_without_a_request_there_is_nothing_to_confirm(shut: Count) -> None:
    with pytest.raises(WrongState):
        shut.confirm(BEN)


def test_a_request_can_be_withdrawn_and_made_by_somebody_else(shut: Count) -> None:
    shut.ask()
    shut.press(closing.withdraw_request)
    with pytest.raises(WrongState):
        shut.confirm(BEN)
    shut.ask(BEN)
    with pytest.raises(SecondPersonNeeded):
        shut.confirm(BEN)
    shut.confirm(ADA)
    assert shut.vote.state == "sealed"


def test_one_alone_has_to_say_so_and_it_is_written_down(shut: Count) -> None:
    with pytest.raises(SecondPersonNeeded):
        shut.press(conduct.seal, _boxes=shut.house.boxes)
    shut.press(conduct.seal, _boxes=shut.house.boxes, alone=True)
    assert shut.journal()[-1].facts["alone"] is True


def test_in_the_open_mode_one_press_counts_and_nobody_is_asked(house: House) -> None:
    shut = Count(house, mode="open")
    with pytest.raises(WrongState):
        shut.ask()
    shut.press(conduct.seal, _boxes=house.boxes)
    assert "alone" not in shut.journal()[-1].facts


def test_what_is_confirmed_is_what_was_asked_for(shut: Count) -> None:
    asked_at = shut.vote.revision
    shut.ask()
    with pytest.raises(MovedOn):
        shut.press(closing.confirm, hands=BEN, _boxes=shut.house.boxes, revision=asked_at)


def test_a_request_falls_when_the_shutting_is_taken_back(shut: Count) -> None:
    shut.ask()
    shut.press(conduct.take_shutting_back)
    shut.press(conduct.shut)
    with pytest.raises(WrongState):
        shut.confirm(BEN)


def test_after_the_day_is_closed_no_vote_opens_again(shut: Count) -> None:
    step(shut.house, shut.workshop, "close")
    with pytest.raises(DayClosed):
        shut.press(conduct.take_shutting_back)
    shut.ask()
    shut.confirm(BEN)
    assert shut.vote.state == "sealed", "but what was cast is counted"


def test_before_the_day_is_closed_it_does(shut: Count) -> None:
    """The control of the test above."""
    shut.press(conduct.take_shutting_back)
    assert shut.vote.state == "open"
    shut.press(conduct.shut)
    clock_of(shut.house).forward(seconds=31)
    with pytest.raises(VoteNotOpen):
        shut.press(conduct.take_shutting_back)


def test_a_vote_in_draft_stays_one_after_the_day(house: House) -> None:
    workshop = a_workshop(house)
    people(house, workshop, 5)
    run_to(house, workshop, "choice")
    vote = vote_of(house, workshop)
    step(house, workshop, "close")
    with pytest.raises(DayClosed):
        house.write(
            conduct.open_vote, workshop_id=workshop.id, vote_id=vote.id, revision=vote.revision, role="moderator"
        )
