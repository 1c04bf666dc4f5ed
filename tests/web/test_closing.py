"""The count by two on two devices, the observer's page, the protocol of a vote and the recount, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from facilitation import ballots
from facilitation.ballots import Vote
from facilitation.house import House
from facilitation.workshop import Workshop
from tests.builders import (
    a_workshop,
    as_moderator,
    as_observer,
    as_organiser,
    cast,
    people,
    run_to,
    tools_for,
    vote_of,
)
from tests.voted import Voted

JSON = {"Accept": "application/json"}


class Count:
    """A vote with voting cards, shut by Ada; everybody else has a browser of their own."""

    def __init__(self, client: FlaskClient, house: House) -> None:
        self.client, self.house = client, house
        self.workshop: Workshop = a_workshop(house, vote_mode="cards")
        self.people = people(house, self.workshop, 10)
        as_moderator(client, self.workshop)
        run_to(house, self.workshop, "choice")
        self.vote_id = vote_of(house, self.workshop).id
        self.press(client, "opening")
        for person in self.people:
            cast(house, self.workshop, self.vote, person, {tools_for(house, self.workshop, self.vote, person)[0]: 2})
        self.press(client, "shutting")

    @property
    def vote(self) -> Vote:
        with self.house.reading() as session:
            return ballots.one(session, self.workshop.id, self.vote_id)

    def press(self, client: FlaskClient, what: str, **sent: Any) -> Any:
        address = f"/w/{self.workshop.code}/votes/{self.vote_id}/{what}"
        return client.post(address, data={"revision": self.vote.revision, **sent}, headers=JSON)

    def somebody(self, let_in: Any = None) -> FlaskClient:
        """A browser of its own, let in by a builder."""
        browser = self.client.application.test_client()
        if let_in is not None:
            let_in(browser, self.workshop)
        return browser

    def watched(self, client: FlaskClient) -> Any:
        return client.get(f"/w/{self.workshop.code}/observer", headers=JSON).get_json()["regions"]["observer"]["votes"]


@pytest.fixture
def counting(client: FlaskClient, house: House) -> Count:
    return Count(client, house)


def test_ada_asks_and_the_observer_confirms_on_a_device_of_their_own(counting: Count) -> None:
    ada, emil = counting.client, counting.somebody(as_observer)
    assert counting.press(ada, "sealing").get_json()["error"]["code"] == "second_person_needed"
    (before,) = counting.watched(emil)
    assert (before["state"], before["done"], before["asked"]) == ("shut", 10, None)
    asked = counting.press(ada, "sealing/request").get_json()
    assert asked["undo"]["action"].endswith("/sealing/request/withdrawal")
    assert counting.watched(emil)[0]["asked"]["role"] == "moderator"
    confirmed = counting.press(emil, "sealing/confirmation").get_json()
    assert confirmed["result"]["state"] == "sealed"
    (after,) = counting.watched(emil)
    assert (after["done"], after["spent"], after["alone"], len(after["head"])) == (10, 10, False, 64)


def test_two_presses_by_the_same_link_are_never_two(counting: Count) -> None:
    ada = counting.client
    twin = counting.somebody()  # the same link on another device
    cookie = ada.get_cookie(f"zw-moderator-{counting.workshop.code}")
    assert cookie is not None
    twin.set_cookie(cookie.key, cookie.value)
    counting.press(ada, "sealing/request")
    as_observer(ada, counting.workshop)  # another link in the same browser
    told = [counting.press(browser, "sealing/confirmation").status_code for browser in (ada, twin)]
    assert (told, counting.vote.state) == ([409, 409], "shut")
    ben = counting.somebody(as_moderator)
    assert counting.press(ben, "sealing/confirmation").status_code == 200


def test_an_organiser_may_be_the_second_person_and_a_stranger_may_not(counting: Count) -> None:
    counting.press(counting.client, "sealing/request")
    dora = counting.somebody(lambda browser, _workshop: as_organiser(browser))
    told = [counting.press(who, "sealing/confirmation").status_code for who in (counting.somebody(), dora)]
    assert told == [403, 200]


def test_the_undo_of_a_request_works_as_it_was_offered(counting: Count) -> None:
    undo = counting.press(counting.client, "sealing/request").get_json()["undo"]
    assert counting.client.post(undo["action"], data=undo["fields"], headers=JSON).status_code == 200
    emil = counting.somebody(as_observer)
    assert counting.press(emil, "sealing/confirmation").status_code == 409
    assert counting.press(counting.client, "sealing", alone=1).status_code == 200
    assert counting.watched(emil)[0]["alone"] is True


def test_the_pages_offer_the_press_that_is_due_and_work_without_script(counting: Count) -> None:
    ada, emil, base = counting.client, counting.somebody(as_observer), f"/w/{counting.workshop.code}"
    desk, watch = ada.get(f"{base}/moderation/votes").text, emil.get(f"{base}/observer").text
    assert "sealing/request" in desk and "Ohne zweite Person auszählen" in desk
    assert "sealing/confirmation" not in desk + watch
    address = f"{base}/votes/{counting.vote_id}/sealing/request"
    assert ada.post(address, data={"revision": counting.vote.revision}).status_code == 303
    for page in (ada.get(f"{base}/moderation").text, emil.get(f"{base}/observer").text):
        assert "sealing/confirmation" in page
    assert emil.post(
        f"{base}/votes/{counting.vote_id}/sealing/confirmation", data={"revision": counting.vote.revision}
    ).status_code == 303  # fmt: skip
    assert "10 Stimmkarten verbraucht" in emil.get(f"{base}/observer").text


def test_an_observers_link_leads_to_the_page(counting: Count) -> None:
    from facilitation import access
    from facilitation.access import Role
    from tests.builders import KEY, a_link

    secret = access.secret_of(KEY, a_link(counting.house, counting.workshop, Role.OBSERVER))
    base = f"/w/{counting.workshop.code}"
    answer = counting.somebody().post(f"{base}/sessions", data={"secret": secret}, headers=JSON)
    assert answer.get_json()["location"] == f"{base}/observer"


# --- protocol and recount ---


def test_the_protocol_tells_who_closed_and_how_many_of_what(counting: Count) -> None:
    ada, base = counting.client, f"/w/{counting.workshop.code}"
    page = f"{base}/votes/{counting.vote_id}/protocol"
    assert "Noch ist nicht ausgezählt" in ada.get(page).text
    counting.press(ada, "sealing/request")
    counting.press(counting.somebody(as_observer), "sealing/confirmation")
    told = ada.get(page, headers=JSON).get_json()
    assert (told["used"], told["ballots"], told["phone"], told["paper"]) == (10, 10, None, None), "two in each field"
    assert {"printed", "handed_out", "spoiled"} == set(told["cards"])
    assert (told["asked_by"], told["presses"]["seal"]["role"], told["alone"]) == ("moderator", "observer", False)
    entries = ada.get(f"{base}/moderation/journal", headers=JSON).get_json()["entries"]
    heads = {entry["number"]: entry["hash"] for entry in entries}
    for moment in ("opening", "sealing"):
        assert heads[told[moment]["number"]] == told[moment]["head"]
    text = ada.get(page).text
    short = f"{told['sealing']['head'][:4]}-{told['sealing']['head'][4:8]}"
    assert short in text and "Beobachtung" in text and short in ada.get(f"{base}/moderation").text


def test_the_head_at_the_count_stands_on_the_wall(counting: Count) -> None:
    counting.press(counting.client, "sealing", alone=1)
    run_to(counting.house, counting.workshop, "results")
    wall = counting.somebody().get(f"/w/{counting.workshop.code}/stage").text
    head = counting.vote.press("seal")
    assert head is not None and f"{head['head'][:4]}-{head['head'][4:8]}" in wall
    assert "10 Stimmzettel ausgezählt: 10" not in wall, "two in each field: the split is not told"


def test_a_recount_is_a_press_that_anybody_can_read_afterwards(client: FlaskClient, house: House) -> None:
    voted = Voted(house, (5, 5, 5, 5, 5)).reveal()
    as_moderator(client, voted.workshop)
    base = f"/w/{voted.workshop.code}"
    answer = client.post(f"{base}/votes/{voted.vote.id}/recounts", headers=JSON).get_json()
    assert (answer["result"]["equal"], answer["said"]) == (True, "Nachgezählt: 25 Stimmzettel, alles stimmt überein.")
    assert "stimmt überein" in client.get(f"{base}/votes/{voted.vote.id}/protocol").text
    for page in ("moderation/votes", f"public/votes/{voted.vote.id}", "results"):
        assert client.get(f"{base}/{page}").status_code == 200
    file = client.get(f"{base}/public/votes/{voted.vote.id}/file")
    assert "attachment" in file.headers["Content-Disposition"]
    public = client.get(f"{base}/public/votes/{voted.vote.id}", headers=JSON).get_json()
    assert {name: file.get_json()[name] for name in public} == public
