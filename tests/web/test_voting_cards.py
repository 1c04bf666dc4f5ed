"""Voting cards through the doors: printed once, read by one phone, used at the tablet, typed in from paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from facilitation.access import Role
from facilitation.database.operations import Operation
from facilitation.house import House
from facilitation.journal import Entry
from facilitation.voting_cards import Card, codes
from facilitation.web.guesses import guesses
from tests import builders, cards
from tests.builders import as_host, as_moderator, as_participant, clock_of, fields_of, open_vote, run_to, vote_of

JSON = {"Accept": "application/json"}
KEY_OF_A_PHONE = "key-of-a-phone-0123456789"


class CardHall:
    """A choice round with cards: Ada moderates, nobody has joined yet."""

    def __init__(self, ada: FlaskClient, house: House, printed: int = 6, **settings: Any) -> None:
        self.house, self.ada = house, ada
        self.workshop = builders.a_workshop(house, vote_mode="cards", **settings)
        as_moderator(ada, self.workshop)
        run_to(house, self.workshop, "choice")
        self.vote = vote_of(house, self.workshop)
        self.cards = cards.made(house, self.workshop, printed)

    def open(self) -> CardHall:
        self.vote = open_vote(self.house, self.workshop)
        return self

    def somebody(self) -> FlaskClient:
        return self.ada.application.test_client()

    def post(self, client: FlaskClient, path: str, **sent: Any) -> Any:
        return client.post(f"/w/{self.workshop.code}/{path}", json=sent, headers=JSON)

    def get(self, client: FlaskClient, path: str) -> Any:
        return client.get(f"/w/{self.workshop.code}/{path}", headers=JSON)

    def read(self, client: FlaskClient, card: cards.PrintedCard, key: str = KEY_OF_A_PHONE) -> Any:
        return self.post(client, "card", card=card.code.long, key=key)

    def ballot(self, client: FlaskClient, number: int, field: int = 0, **more: Any) -> Any:
        """An abstention from a phone; whoever has no seat says the field."""
        sent = {"ballot_id": f"ballot-of-phone-{number:03}", "abstain": True, "field_id": self.field(field)} | more
        return self.post(client, f"votes/{self.vote.id}/ballots", **sent)

    def field(self, place: int = 0) -> str:
        return fields_of(self.house, self.workshop)[place].id

    def turnout(self) -> int:
        return sum(self.house.boxes.turnout(self.vote).values())


@pytest.fixture(scope="module")
def building(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One installation for all; every test has a workshop of its own."""
    made = builders.an_app(tmp_path_factory.mktemp("cards"))
    yield made
    made.extensions["live"].publisher.close()
    builders.house_of(made).close()


@pytest.fixture
def hall(building: Flask) -> CardHall:
    guesses.forget()
    return CardHall(building.test_client(), builders.house_of(building)).open()


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["error"]["code"]


# --- printing ---


def test_cards_are_shown_once_and_never_again(hall: CardHall) -> None:
    made = hall.post(hall.ada, "voting-cards", count=3, key="key-of-the-print-000001").get_json()["result"]
    assert [row["number"] for row in made["rows"]] == [1, 2, 3]
    assert all(row["address"].startswith("HTTP") and "/CARD#" in row["address"] for row in made["rows"])
    clear = [text for row in made["rows"] for text in (row["typed"], codes.read(row["typed"]), row["address"][-26:])]
    assert refused(hall.post(hall.ada, "voting-cards", count=3, key="key-of-the-print-000001")) == (422, "key_reused")
    with hall.house.reading() as session:
        stored = [str(vars(row)) for kind in (Card, Operation, Entry) for row in session.scalars(select(kind))]
    pages = [hall.get(hall.ada, path).text for path in ("office/cards", "moderation/journal", "moderation/votes")]
    assert not any(code in text for code in clear for text in (*stored, *pages))
    assert hall.get(hall.ada, "office/cards").get_json()["printed"] == 9


def test_the_sheet_has_ten_cards_to_a_page_each_with_its_code(hall: CardHall) -> None:
    page = hall.ada.post(f"/w/{hall.workshop.code}/voting-cards", data={"count": "12"})
    assert page.headers["Cache-Control"] == "no-store"
    assert len(re.findall('class="card-sheet"', page.text)) == 2
    typed = re.findall('class="voting-card-typed">([^<]+)<', page.text)
    assert len(set(typed)) == 12 and {len(codes.read(one)) for one in typed} == {10}
    assert hall.somebody().post(f"/w/{hall.workshop.code}/voting-cards", data={"count": "1"}).status_code == 403


@pytest.mark.parametrize("count", [0, 2001, -1])
def test_too_few_or_too_many_cards_are_not_printed(hall: CardHall, count: int) -> None:
    assert refused(hall.post(hall.ada, "voting-cards", count=count)) == (422, "bad_input")


def test_the_pdf_for_the_print_shop_holds_the_typed_codes(hall: CardHall) -> None:
    import io

    from pypdf import PdfReader

    answer = hall.ada.post(f"/w/{hall.workshop.code}/voting-cards", data={"count": "3", "cut": "a4-10"})
    assert answer.mimetype == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    assert len(set(re.findall(r"[A-Z2-9]{5}-[A-Z2-9]{5}", text))) == 3
    assert refused(hall.post(hall.ada, "voting-cards", count=3, cut="wallpaper")) == (422, "bad_input")


def test_the_reception_counts_with_undo_and_is_warned_when_too_many_are_used(hall: CardHall) -> None:
    desk = hall.somebody()
    secret = builders.access.secret_of(builders.KEY, builders.a_link(hall.house, hall.workshop, Role.RECEPTION))
    desk.set_cookie(builders.cookie_name("reception", hall.workshop.code, False), secret)
    counted = hall.post(desk, "voting-cards/handed-out", by=2).get_json()
    assert counted["result"]["handed_out"] == 2
    undone = desk.post(counted["undo"]["action"], json=counted["undo"]["fields"], headers=JSON).get_json()
    assert undone["result"]["handed_out"] == 0
    assert hall.get(desk, "office/cards").get_json()["too_many"] is False
    cards.cast_with(hall.house, hall.workshop, hall.vote, hall.cards[0])
    state = hall.get(desk, "office/cards").get_json()
    assert (state["too_many"], state["used"][0]["used"]) == (True, 1)
    page = desk.get(f"/w/{hall.workshop.code}/office/cards").text
    assert "mehr Karten benutzt als ausgegeben" in page and 'id="make-cards"' not in page
    whole = hall.post(desk, "voting-cards/handed-out", count=5, revision=state["revision"])
    assert whole.get_json()["undo"]["fields"] == {"count": 0, "revision": state["revision"] + 1}
    assert refused(hall.post(desk, "voting-cards/handed-out", count=9, revision=state["revision"] + 1))[0] == 422


# --- on the phone ---


def test_a_phone_without_a_seat_votes_with_a_card_for_the_field_it_names(hall: CardHall) -> None:
    ben = hall.somebody()
    assert refused(hall.ballot(ben, 1)) == (403, "card_needed")
    assert hall.read(ben, hall.cards[0]).get_json()["location"] == f"/w/{hall.workshop.code}/card"
    assert refused(hall.ballot(ben, 1, field_id="")) == (422, "bad_input")
    receipt = hall.ballot(ben, 1, field=2).get_json()["result"]
    assert (receipt["field"], hall.ballot(ben, 1, field=2).get_json()["result"]) == (hall.field(2), receipt)
    assert hall.turnout() == 1


def test_who_sits_votes_for_the_own_field_whatever_is_sent(hall: CardHall) -> None:
    ben = hall.somebody()
    as_participant(ben, hall.workshop, "Ben")
    assert hall.read(ben, hall.cards[0]).get_json()["location"] == f"/w/{hall.workshop.code}/"
    own = hall.get(ben, "phone").get_json()["regions"]["phone"]["table"]["field"]["id"]
    other = next(f.id for f in fields_of(hall.house, hall.workshop) if f.id != own)
    assert hall.ballot(ben, 1, field_id=other).get_json()["result"]["field"] == own


def test_a_seat_alone_is_no_card(hall: CardHall) -> None:
    ben = hall.somebody()
    as_participant(ben, hall.workshop, "Ben")
    assert refused(hall.ballot(ben, 1)) == (403, "card_needed")
    assert "Zuerst Ihre Stimmkarte" in ben.get(f"/w/{hall.workshop.code}/").text


def test_a_second_phone_is_refused_and_told_what_to_do(hall: CardHall) -> None:
    ben, cem = hall.somebody(), hall.somebody()
    assert hall.read(ben, hall.cards[0]).status_code == 200
    assert hall.read(ben, hall.cards[0], "another-key-0123456789").status_code == 200, "the phone that has it"
    answer = hall.read(cem, hall.cards[0], "key-of-cem-0123456789")
    assert refused(answer) == (409, "card_taken")
    assert "am Tablet oder auf Papier" in answer.get_json()["error"]["message"]


def test_reading_again_after_a_lost_answer_with_the_phones_own_key_is_no_second_phone(hall: CardHall) -> None:
    hall.read(hall.somebody(), hall.cards[0])  # the answer with the cookie never came
    again = hall.somebody()
    assert hall.read(again, hall.cards[0]).status_code == 200
    assert hall.ballot(again, 1).status_code == 200


def test_nothing_of_reading_a_card_leads_to_the_participant(hall: CardHall) -> None:
    ben = hall.somebody()
    as_participant(ben, hall.workshop, "Ben")
    with hall.house.reading() as session:
        before = len(list(session.scalars(select(Operation)))), len(list(session.scalars(select(Entry))))
    hall.read(ben, hall.cards[0])
    hall.ballot(ben, 1)
    with hall.house.reading() as session:
        after = len(list(session.scalars(select(Operation)))), len(list(session.scalars(select(Entry))))
    assert after == before


def test_slips_wrong_cards_and_guesses_are_told_apart(hall: CardHall) -> None:
    ben, [stranger] = hall.somebody(), codes.draw(1)
    typed = hall.cards[0].code.typed
    slip = typed[:-1] + ("A" if typed[-1] != "A" else "B")
    assert refused(hall.post(ben, "card", card=slip, key=KEY_OF_A_PHONE)) == (422, "card_mistyped")
    assert refused(hall.post(ben, "card", card=stranger.typed, key=KEY_OF_A_PHONE)) == (404, "card_unknown")
    told = {hall.post(ben, "card", card=stranger.typed, key=KEY_OF_A_PHONE).status_code for _ in range(80)}
    assert told == {404, 429}
    assert hall.read(ben, hall.cards[0]).status_code == 200, "a scanned card always opens"
    guesses.forget()


def test_another_card_on_the_same_phone_is_another_ballot(hall: CardHall) -> None:
    ben = hall.somebody()
    hall.read(ben, hall.cards[0])
    hall.ballot(ben, 1)
    assert hall.read(ben, hall.cards[1]).get_json()["result"]["new"] is True
    assert hall.ballot(ben, 2).status_code == 200
    assert hall.turnout() == 2


def test_a_late_ballot_is_refused_plainly_and_says_when_the_vote_closed(hall: CardHall) -> None:
    ben = hall.somebody()
    hall.read(ben, hall.cards[0])
    clock_of(hall.house).forward(minutes=5)
    builders.step(hall.house, hall.workshop, "next")
    answer = hall.ballot(ben, 1)
    assert refused(answer) == (409, "vote_not_open")
    assert re.search(r"um \d\d:\d\d Uhr geschlossen", answer.get_json()["error"]["message"])


# --- without script ---


def test_without_script_a_card_is_typed_and_the_ballot_is_a_page(hall: CardHall) -> None:
    ben, base = hall.somebody(), f"/w/{hall.workshop.code}"
    page = ben.get(f"{base}/card").text
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None
    read = ben.post(f"{base}/card", data={"card": hall.cards[0].code.typed.lower(), "key": key[1]})
    assert (read.status_code, read.location) == (303, f"{base}/card")
    choice = re.findall(r'href="([^"]+/ballot\?field=[^"]+)"', ben.get(f"{base}/card").text)
    assert len(choice) == 5
    ballot = ben.get(choice[1].replace("&amp;", "&")).text
    assert "data-needs-card hidden" in ballot
    sent = {name: value for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', ballot)}
    tool = re.search(r'name="(points\.[^"]+)"', ballot)
    assert tool is not None
    cast = ben.post(f"{base}/votes/{hall.vote.id}/ballots", data={**sent, tool[1]: "2"})
    assert cast.status_code == 303
    assert "Er vergibt 2 Punkte." in ben.get(cast.location).text
    assert hall.house.boxes.turnout(hall.vote) == {hall.field(1): 1}


def test_reading_another_card_drops_the_cookie_of_the_old_ballot(hall: CardHall) -> None:
    ben, base = hall.somebody(), f"/w/{hall.workshop.code}"
    for number, card in enumerate(hall.cards[:2]):
        ben.post(f"{base}/card", data={"card": card.code.long, "key": f"{number}-{KEY_OF_A_PHONE}"})
        ben.post(f"{base}/votes/{hall.vote.id}/ballots", data={"abstain": "1", "field_id": hall.field()})
    assert hall.turnout() == 2


# --- the tablet ---


def tablet(hall: CardHall) -> FlaskClient:
    desk = hall.somebody()
    as_host(desk, hall.workshop, 1)
    desk.get(f"/w/{hall.workshop.code}/tablet")
    return desk


def test_the_tablet_takes_a_ballot_and_keeps_nothing_of_it(hall: CardHall) -> None:
    desk = tablet(hall)
    before = {cookie.key for cookie in desk._cookies.values()}
    card = {"card": hall.cards[0].code.typed, "field_id": hall.field(3)}
    laid = hall.post(desk, "tablet", **card).get_json()["result"]
    tool = laid["sheets"][0]["tools"][0]["id"]
    cast = hall.post(desk, "tablet/ballots", **card, ballot_id="ballot-at-the-tablet", points={tool: 2})
    assert cast.get_json()["result"]["points"] == {tool: 2}
    assert "Set-Cookie" not in cast.headers
    assert {cookie.key for cookie in desk._cookies.values()} == before
    assert refused(hall.post(desk, "tablet", **card)) == (409, "card_used")
    assert hall.house.boxes.turnout(hall.vote) == {hall.field(3): 1}


def test_the_tablet_works_without_script_from_card_to_receipt(hall: CardHall) -> None:
    desk, base = tablet(hall), f"/w/{hall.workshop.code}"
    page = desk.get(f"{base}/tablet").text
    sent = {"card": codes.grouped(hall.cards[0].code.typed), "field_id": hall.field(), "vote_id": hall.vote.id}
    assert hall.cards[0].code.typed not in page
    ballot = desk.post(f"{base}/tablet", data=sent).text
    hidden = {name: value for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', ballot)}
    assert "data-forgetful" in ballot and "data-look-up" not in ballot
    done = desk.post(f"{base}/tablet/ballots", data={**hidden, "abstain": "1"})
    assert done.status_code == 200 and "Das Tablet weiß nichts mehr davon." in done.text
    assert sent["card"] not in done.text and hidden["ballot_id"] not in done.text
    assert hall.turnout() == 1


def test_the_tablet_speaks_one_person_s_language_and_then_its_own_again(hall: CardHall) -> None:
    desk, base = tablet(hall), f"/w/{hall.workshop.code}"
    desk.post(f"{base}/language", data={"lang": "en"})
    assert "Vote here with your card" in desk.get(f"{base}/tablet").text
    card = {"card": hall.cards[0].code.typed, "field_id": hall.field(), "vote_id": hall.vote.id}
    assert "Cast ballot" in desk.post(f"{base}/tablet", data=card).text
    done = desk.post(f"{base}/tablet/ballots", data={**card, "abstain": "1"})
    assert "The tablet knows nothing of it any more." in done.text
    assert "Hier stimmen Sie mit Ihrer Karte ab" in desk.get(f"{base}/tablet").text


def test_a_card_scanned_on_the_tablet_itself_does_not_bind_it(hall: CardHall) -> None:
    desk = tablet(hall)
    assert desk.get(f"/w/{hall.workshop.code}/card").location == f"/w/{hall.workshop.code}/tablet"
    desk.post(f"/w/{hall.workshop.code}/tablet/end")
    assert desk.get(f"/w/{hall.workshop.code}/card").status_code == 200


# --- the ways close one another ---


@pytest.mark.parametrize("first", ["phone", "tablet", "paper"])
def test_one_way_used_closes_the_others(hall: CardHall, first: str) -> None:
    ben, desk, card = hall.somebody(), tablet(hall), hall.cards[0]
    sent = {"card": card.code.typed, "field_id": hall.field(), "abstain": True}
    assert hall.read(ben, card).status_code == 200
    ways = {
        "phone": lambda: hall.ballot(ben, 1),
        "tablet": lambda: hall.post(desk, "tablet/ballots", **sent),
        "paper": lambda: hall.post(desk, f"votes/{hall.vote.id}/paper-ballots", **sent),
    }
    assert ways[first]().status_code == 200
    for way in set(ways) - {first}:
        answer = ways[way]()
        assert refused(answer) == (409, "already_voted"), way
        assert "Mit dieser Karte" in answer.get_json()["error"]["message"]
    assert hall.turnout() == 1
    cem = hall.read(hall.somebody(), card, "key-of-cem-0123456789")
    assert refused(cem) == (409, "card_used"), "told at once, not only after the points are laid"


def test_a_host_types_paper_in_for_the_own_field_only(hall: CardHall) -> None:
    desk = tablet(hall)
    sent = {"card": hall.cards[0].code.typed, "abstain": True}
    assert hall.post(desk, f"votes/{hall.vote.id}/paper-ballots", **sent, field_id=hall.field(1)).status_code == 403
    assert hall.post(desk, f"votes/{hall.vote.id}/paper-ballots", **sent, field_id=hall.field(0)).status_code == 200


def test_a_stained_card_is_replaced_and_the_new_one_votes(hall: CardHall) -> None:
    old = hall.cards[0]
    answer = hall.post(hall.ada, "voting-cards/spoiling", card=old.code.typed, replace=True).get_json()["result"]
    ben = hall.somebody()
    assert refused(hall.read(ben, old)) == (409, "card_spoiled")
    assert hall.post(ben, "card", card=answer["rows"][0]["address"], key=KEY_OF_A_PHONE).status_code == 200
    assert hall.ballot(ben, 1).status_code == 200
    assert refused(hall.post(hall.ada, "voting-cards/spoiling", card=old.code.typed)) == (409, "card_spoiled")


def test_in_a_plenary_vote_no_field_is_asked(building: Flask) -> None:
    hall = CardHall(building.test_client(), builders.house_of(building), vote_scope="plenary").open()
    ben, desk = hall.somebody(), tablet(hall)
    hall.read(ben, hall.cards[0])
    assert hall.get(desk, "tablet").get_json()["fields"] == []
    assert hall.ballot(ben, 1, field_id="").get_json()["result"]["field"] == ""
    laid = hall.post(desk, "tablet", card=hall.cards[1].code.typed).get_json()["result"]
    assert len(laid["sheets"]) == 5


@pytest.mark.parametrize("path", ["card", "tablet", "office/cards", "votes/{vote}/ballot"])
def test_every_page_says_what_is_promised_and_what_not(hall: CardHall, path: str) -> None:
    hall.read(hall.ada, hall.cards[0])
    page = hall.ada.get(f"/w/{hall.workshop.code}/{path.format(vote=hall.vote.id)}?field={hall.field()}").text
    assert path == "card" or "Nicht versprochen" in page


def test_the_open_mode_says_what_it_is(building: Flask) -> None:
    client, house = building.test_client(), builders.house_of(building)
    workshop = builders.a_workshop(house)
    as_participant(client, workshop, "Ben")
    run_to(house, workshop, "choice")
    open_vote(house, workshop)
    assert "Das ist ein Meinungsbild in offener Form" in client.get(f"/w/{workshop.code}/").text
