"""Voting cards at rest: only hashes, counted, bound to one phone, spoiled while unused, and nothing about people."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import select

from facilitation import ballots, voting_cards
from facilitation.ballots import AlreadyVoted, CardNeeded, CardUsed, Vote, VoteNotOpen, WrongState, spoiling
from facilitation.ballots.box import PAPER, PHONE
from facilitation.errors import BadInput, MovedOn
from facilitation.house import House
from facilitation.voting_cards import Card, CardSpoiled, CardTaken, CardUnknown
from facilitation.workshop import Workshop
from tests import builders
from tests.builders import a_workshop, open_vote, run_to
from tests.cards import PrintedCard, bind, cast_with, drawn, made, paper_of, spoil

ADA = {"role": "moderator"}


def opened(house: House, **settings: Any) -> tuple[Workshop, Vote]:
    """A vote with cards, open; nobody needs to have joined."""
    workshop = a_workshop(house, vote_mode="cards", **settings)
    run_to(house, workshop, "choice")
    return workshop, open_vote(house, workshop)


def counts(house: House, workshop: Workshop) -> dict[str, int]:
    with house.reading() as session:
        return voting_cards.counts(session, workshop.id)


def test_only_hashes_of_a_card_are_kept(any_house: House) -> None:
    workshop = a_workshop(any_house)
    printed = made(any_house, workshop, 30)
    with any_house.engine.connect() as connection:
        rows = [*connection.execute(select(Card.__table__)).mappings()]
    kept = " ".join(str(value) for row in rows for value in row.values())
    assert not any(card.code.long in kept or card.code.typed in kept for card in printed)
    assert {*rows[0]} == {"code_hash", "typed_hash", "workshop_id", "batch", "state", "bound"}
    assert counts(any_house, workshop) == {"printed": 30, "handed_out": 0, "spoiled": 0}


@pytest.mark.parametrize("count", [0, 2001])
def test_a_printing_has_between_one_and_two_thousand_cards(house: House, count: int) -> None:
    workshop = a_workshop(house)
    with pytest.raises(BadInput) as refused:
        house.write(voting_cards.make, workshop_id=workshop.id, hashes=[["a", "b"]] * count, **ADA)
    assert refused.value.facts == {"field": "count", "reason": "range", "low": 1, "high": 2000}


def test_a_card_opens_nothing_in_another_workshop(house: House) -> None:
    here, elsewhere = a_workshop(house), a_workshop(house)
    [card] = made(house, here, 1)
    with house.reading() as session:
        assert voting_cards.one(session, here.id, card.code_hash).code_hash == card.code_hash
        assert voting_cards.one(session, here.id, card.typed_hash).code_hash == card.code_hash
        with pytest.raises(CardUnknown):
            voting_cards.one(session, elsewhere.id, card.code_hash)


def test_a_card_belongs_to_the_first_phone_that_reads_it(any_house: House) -> None:
    workshop = a_workshop(any_house)
    [card] = made(any_house, workshop, 1)
    assert bind(any_house, workshop, card, "phone of Ben") == bind(any_house, workshop, card, "phone of Ben")
    with pytest.raises(CardTaken):
        bind(any_house, workshop, card, "phone of Cem")


def test_of_twenty_phones_at_once_one_gets_the_card(any_house: House) -> None:
    workshop = a_workshop(any_house)
    [card] = made(any_house, workshop, 1)
    got: list[int] = []

    def read(phone: int) -> None:
        try:
            bind(any_house, workshop, card, f"phone {phone}")
            got.append(phone)
        except CardTaken:
            pass

    threads = [threading.Thread(target=read, args=(phone,)) for phone in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1


def test_cards_handed_out_are_counted_by_hand(any_house: House) -> None:
    workshop = a_workshop(any_house)
    made(any_house, workshop, 30)
    here = {"workshop_id": workshop.id, **ADA}
    for by in (1, 10, -1):
        answer = any_house.write(voting_cards.hand_out, by=by, **here)
    assert (answer["handed_out"], counts(any_house, workshop)["handed_out"]) == (10, 10)
    for by in (-11, 21):
        with pytest.raises(BadInput):
            any_house.write(voting_cards.hand_out, by=by, **here)
    any_house.write(voting_cards.set_handed_out, count=28, revision=answer["revision"], **here)
    with pytest.raises(MovedOn):
        any_house.write(voting_cards.set_handed_out, count=5, revision=answer["revision"], **here)
    assert counts(any_house, workshop)["handed_out"] == 28


def test_a_card_casts_one_ballot_whatever_the_way(any_house: House) -> None:
    workshop, vote = opened(any_house)
    for first, second in ((PHONE, PAPER), (PAPER, PHONE), (PHONE, PHONE), (PAPER, PAPER)):
        [card] = made(any_house, workshop, 1)
        cast_with(any_house, workshop, vote, card, channel=first)
        with pytest.raises(AlreadyVoted) as refused:
            cast_with(any_house, workshop, vote, card, channel=second, ballot_id="another-ballot-of-it")
        assert refused.value.facts == {"by": "card"}
    assert sum(any_house.boxes.turnout(vote).values()) == 4


def test_without_a_card_only_a_known_ballot_can_be_changed(house: House) -> None:
    workshop, vote = opened(house)
    [card] = made(house, workshop, 1)
    with pytest.raises(CardNeeded):
        cast_with(house, workshop, vote, None)
    cast_with(house, workshop, vote, card, ballot_id="the-ballot-of-this-card")
    tool = min(paper_of(house, workshop, vote)["tools"])
    cast_with(house, workshop, vote, None, {tool: 2}, ballot_id="the-ballot-of-this-card")
    found = house.boxes.look_up(vote, "the-ballot-of-this-card")
    assert found is not None and found.content["points"] == {tool: 2}


def test_an_unused_card_can_be_spoiled_and_replaced_and_then_opens_nothing(any_house: House) -> None:
    workshop, vote = opened(any_house)
    card, replacement = made(any_house, workshop, 1)[0], drawn(workshop, 1)[0]
    answer = spoil(any_house, workshop, card, replacement)
    assert answer == {"spoiled": 1, "replaced": True}
    with pytest.raises(AlreadyVoted):  # whoever still holds the old one, with a look from before
        cast_with(any_house, workshop, vote, card)
    with pytest.raises(CardSpoiled):
        bind(any_house, workshop, card, "phone of Ben")
    with pytest.raises(CardSpoiled):
        spoil(any_house, workshop, card)
    cast_with(any_house, workshop, vote, replacement)
    assert counts(any_house, workshop) == {"printed": 2, "handed_out": 0, "spoiled": 1}
    assert builders.shut_and_seal(any_house, workshop, vote).protocol["spent"] == 1


def test_a_used_card_cannot_be_replaced(any_house: House) -> None:
    workshop, vote = opened(any_house)
    card, replacement = made(any_house, workshop, 1)[0], drawn(workshop, 1)[0]
    cast_with(any_house, workshop, vote, card)
    with pytest.raises(CardUsed):
        spoil(any_house, workshop, card, replacement)
    assert counts(any_house, workshop) == {"printed": 1, "handed_out": 0, "spoiled": 0}
    with any_house.reading() as session, pytest.raises(CardUnknown):
        voting_cards.one(session, workshop.id, replacement.code_hash)


def test_of_voting_and_being_replaced_at_the_same_moment_one_happens(any_house: House) -> None:
    workshop, vote = opened(any_house)
    told = [_voted_or_spoiled(any_house, workshop, vote, card) for card in made(any_house, workshop, 12)]
    assert {len(done) for done in told} == {1}
    assert sum(any_house.boxes.turnout(vote).values()) == told.count(["voted"])


def _voted_or_spoiled(any_house: House, workshop: Workshop, vote: Vote, card: PrintedCard) -> list[str]:
    done: list[str] = []
    begin = threading.Barrier(2)

    def vote_now() -> None:
        begin.wait()
        try:
            cast_with(any_house, workshop, vote, card)
            done.append("voted")
        except AlreadyVoted:
            pass

    def replace_now() -> None:
        begin.wait()
        try:
            spoil(any_house, workshop, card)
            done.append("spoiled")
        except CardUsed:
            pass

    threads = [threading.Thread(target=vote_now), threading.Thread(target=replace_now)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


def test_a_look_from_before_the_opening_takes_no_ballot(house: House) -> None:
    """A request that saw a card good and the vote in draft may not cast once the card is spoiled and the vote open."""
    workshop = a_workshop(house, vote_mode="cards")
    run_to(house, workshop, "choice")
    [card], before = made(house, workshop, 1), builders.vote_of(house, workshop)
    spoil(house, workshop, card)
    open_vote(house, workshop)
    with pytest.raises(VoteNotOpen):
        cast_with(house, workshop, before, card)


def test_a_whole_printing_is_spoiled_only_while_no_vote_runs(house: House) -> None:
    workshop = a_workshop(house, vote_mode="cards")
    cards = [*made(house, workshop, 3), *made(house, workshop, 2)]
    here = {"workshop_id": workshop.id, **ADA}
    assert house.write(spoiling.spoil_batch, batch=1, **here) == {"spoiled": 3}
    assert house.write(spoiling.spoil_batch, batch=1, **here) == {"spoiled": 0}
    run_to(house, workshop, "choice")
    vote = open_vote(house, workshop)
    with pytest.raises(WrongState):
        house.write(spoiling.spoil_batch, batch=2, **here)
    cast_with(house, workshop, vote, cards[-1])
    with house.reading() as session:
        assert [b["spoiled"] for b in voting_cards.batches(session, workshop.id)] == [3, 0]


def test_a_vote_keeps_the_mode_it_was_made_with(house: House) -> None:
    from facilitation.workshop import change_settings

    workshop, vote = opened(house)
    house.write(change_settings, workshop_id=workshop.id, revision=workshop.revision, values={"vote_mode": "open"})
    with house.reading() as session:
        assert ballots.one(session, workshop.id, vote.id).by_cards
