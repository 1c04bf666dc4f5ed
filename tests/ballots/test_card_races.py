"""One card, one ballot: however many send it at once, by whichever way, from however many processes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from facilitation.house import House
from tests import builders, cards
from tests.ballots.racing import SENDS, open_card_vote, rush

ROUNDS = 4
JSON = {"Accept": "application/json"}


def test_two_processes_that_send_one_card_fifty_times_leave_one_ballot(any_house: House, tmp_path: Path) -> None:
    workshop, vote = open_card_vote(any_house)
    printed = cards.made(any_house, workshop, ROUNDS)
    accepted = rush(any_house, workshop, vote, printed, tmp_path)
    assert [len(ids) for ids in accepted] == [1] * ROUNDS
    assert sum(any_house.boxes.turnout(vote).values()) == ROUNDS


def test_without_the_guard_the_same_rush_leaves_many(house: House, tmp_path: Path) -> None:
    # the control: the same two processes, with spending switched off
    workshop, vote = open_card_vote(house)
    accepted = rush(house, workshop, vote, cards.made(house, workshop, 1), tmp_path, guard=False)
    assert len(accepted[0]) > SENDS // 2
    assert sum(house.boxes.turnout(vote).values()) > SENDS // 2


def test_fifty_sends_over_all_doors_at_once_leave_one_ballot(any_app: Flask) -> None:
    house = builders.house_of(any_app)
    workshop, vote = open_card_vote(house)
    field = builders.fields_of(house, workshop)[0].id
    for card in cards.made(house, workshop, ROUNDS):
        phone, desk = any_app.test_client(), any_app.test_client()
        builders.as_host(desk, workshop, 1)
        read = {"card": card.code.long, "key": "key-of-a-phone-0123456789"}
        assert phone.post(f"/w/{workshop.code}/card", json=read, headers=JSON).status_code == 200
        doors = [
            (phone, f"votes/{vote.id}/ballots"), (desk, "tablet/ballots"), (desk, f"votes/{vote.id}/paper-ballots"),
        ]  # fmt: skip

        def send(n: int, doors: Any = doors, card: cards.PrintedCard = card) -> int:
            client, path = doors[n % 3]
            jar = any_app.test_client()
            for cookie in client._cookies.values():
                jar.set_cookie(cookie.key, cookie.value)
            name = f"same-{n % 3}" if n < SENDS // 2 else f"other-{n:02}"
            sent = {"card": card.code.typed, "field_id": field, "ballot_id": f"{card.code.typed}-{name}", "abstain": 1}
            return jar.post(f"/w/{workshop.code}/{path}", json=sent, headers=JSON).status_code

        with ThreadPoolExecutor(SENDS) as hands:
            told = [*hands.map(send, range(SENDS))]
        assert set(told) <= {200, 409}
        assert 1 <= told.count(200) <= SENDS // 2 // 3 + 1, "only repeats of the one ballot are taken again"
    assert sum(house.boxes.turnout(vote).values()) == ROUNDS


@pytest.mark.parametrize("first", [0, 1, 2])
def test_the_doors_are_really_tried(any_app: Flask, first: int) -> None:
    # the control of the test above: each door alone takes the ballot
    house = builders.house_of(any_app)
    workshop, vote = open_card_vote(house)
    [card] = cards.made(house, workshop, 1)
    client = any_app.test_client()
    builders.as_host(client, workshop, 1)
    read = {"card": card.code.long, "key": "key-of-a-phone-0123456789"}
    client.post(f"/w/{workshop.code}/card", json=read, headers=JSON)
    path = [f"votes/{vote.id}/ballots", "tablet/ballots", f"votes/{vote.id}/paper-ballots"][first]
    sent = {"card": card.code.typed, "field_id": builders.fields_of(house, workshop)[0].id, "abstain": 1}
    sent["ballot_id"] = "a-ballot-of-this-card"
    assert client.post(f"/w/{workshop.code}/{path}", json=sent, headers=JSON).status_code == 200
