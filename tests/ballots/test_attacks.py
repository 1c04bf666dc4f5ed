"""Attacks on one person, one vote, on secrecy and on the count, as somebody at a door would try them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, text

from facilitation import access, archive, ballots, organisers, retention
from facilitation.archive import Entries
from facilitation.ballots import public_list, results
from facilitation.ballots.box import seat_credential, spent_mark
from facilitation.house import House
from facilitation.live.visitor import office_cookie
from tests import builders, cards
from tests.builders import KEY, a_workshop, as_host, as_moderator, as_participant, house_of, open_vote, run_to
from tests.voted import Voted

JSON = {"Accept": "application/json"}
PHONES_KEY = "key-of-a-phone-0123456789"


def post(client: FlaskClient, workshop: Any, path: str, **sent: Any) -> Any:
    return client.post(f"/w/{workshop.code}/{path}", json=sent, headers=JSON)


# --- one person, one ballot ---


def test_the_next_sheet_under_the_id_of_the_last_does_not_replace_it(client: FlaskClient, house: House) -> None:
    workshop = a_workshop(house)
    builders.people(house, workshop, 5)
    as_moderator(client, workshop)
    run_to(house, workshop, "choice")
    vote = open_vote(house, workshop)
    sheet = {"ballot_id": "sheet-whose-answer-was-lost", "abstain": 1}
    told = [post(client, workshop, f"votes/{vote.id}/paper-ballots", number=n, **sheet) for n in (1, 1, 2)]
    assert [answer.status_code for answer in told] == [200, 200, 409]
    assert post(client, workshop, f"votes/{vote.id}/paper-ballots", number=2, abstain=1).status_code == 200
    assert sum(house.boxes.turnout(vote).values()) == 2


def test_a_card_opens_no_vote_of_the_open_mode(client: FlaskClient, house: House) -> None:
    workshop = a_workshop(house)
    ben = client.application.test_client()
    as_participant(ben, workshop, "Ben")
    run_to(house, workshop, "choice")
    vote = open_vote(house, workshop)
    sent = {"abstain": 1, "ballot_id": "ballot-of-bens-phone"}
    assert post(ben, workshop, f"votes/{vote.id}/ballots", **sent).status_code == 200
    as_host(client, workshop, 1)
    [card] = cards.made(house, workshop, 1)
    field = builders.fields_of(house, workshop)[0].id
    sent = {"card": card.code.typed, "vote_id": vote.id, "field_id": field}
    assert post(client, workshop, "tablet", **sent).status_code == 404
    assert post(client, workshop, "tablet/ballots", **sent, abstain=1).status_code == 404
    assert sum(house.boxes.turnout(vote).values()) == 1


def two_choices(house: House) -> Any:
    template = archive.read_template("kreis-dueren")
    template["workshop"].setdefault("settings", {})["vote_mode"] = "cards"
    agenda = template["agenda"]
    [place] = [n for n, item in enumerate(agenda) if any(s["activity"] == "choice" for s in item["scenes"])]
    agenda.insert(place + 1, {**agenda[place], "key": "another-choice"})
    return builders.built(house, template)


def test_a_card_that_was_used_in_one_vote_is_good_in_the_next_while_the_first_waits_to_be_counted(
    client: FlaskClient, house: House
) -> None:
    workshop = two_choices(house)
    run_to(house, workshop, "choice")
    first = open_vote(house, workshop)
    as_host(client, workshop, 1)
    [card, other] = cards.made(house, workshop, 2)
    sent = {"card": card.code.typed, "field_id": builders.fields_of(house, workshop)[0].id}
    assert post(client, workshop, "tablet/ballots", **sent, vote_id=first.id, abstain=1).status_code == 200
    run_to(house, workshop, "choice", 2)
    second = open_vote(house, workshop)
    assert second.id != first.id
    assert post(client, workshop, "tablet", **sent, vote_id=second.id).status_code == 200
    assert post(client, workshop, "tablet/ballots", **sent, vote_id=second.id, abstain=1).status_code == 200
    phone = client.application.test_client()
    late = {**sent, "card": other.code.typed}
    assert post(client, workshop, f"votes/{first.id}/paper-ballots", **late, abstain=1).status_code == 200
    assert post(phone, workshop, "card", card=other.code.long, key=PHONES_KEY).status_code == 200


# --- closing ---


def signed_in(app: Flask, organiser_id: str) -> FlaskClient:
    browser, secret = app.test_client(), access.random_secret()
    house_of(app).write(
        organisers.sign_in, organiser_id=organiser_id, session_hash=access.hashed(KEY, "office", secret)
    )
    browser.set_cookie(office_cookie(False), secret)
    return browser


def an_account(house: House, name: str) -> str:
    key = access.random_secret()
    house.write(access.make_one_time_key, key_hash=key)
    house.write(access.use_one_time_key, key_hash=key, session_hash=key)
    made = house.write(organisers.settle_in, session_hash=key, name=name, _password_hash="none")
    return str(made["organiser"])


def test_one_organiser_signed_in_on_two_devices_is_one_person(app: Flask) -> None:
    house = house_of(app)
    workshop = a_workshop(house, vote_mode="cards")
    run_to(house, workshop, "choice")
    vote = open_vote(house, workshop)
    dora, hanna = an_account(house, "Dora"), an_account(house, "Hanna")
    desk, tablet, other = (signed_in(app, one) for one in (dora, dora, hanna))

    def press(browser: FlaskClient, what: str) -> int:
        with house.reading() as session:
            revision = ballots.one(session, workshop.id, vote.id).revision
        return int(post(browser, workshop, f"votes/{vote.id}/{what}", revision=revision).status_code)

    assert [press(desk, "shutting"), press(desk, "sealing/request")] == [200, 200]
    assert [press(desk, "sealing/confirmation"), press(tablet, "sealing/confirmation")] == [409, 409]
    assert press(other, "sealing/confirmation") == 200


# --- secrecy ---


def test_nobody_finds_a_restored_ballot_by_its_public_mark(client: FlaskClient, house: House) -> None:
    voted = Voted(house, [6, 4, 5, 5, 5]).reveal()
    with house.reading() as session:
        packed = archive.pack(
            session, now=house.clock.now(), workshop_id=voted.workshop.id, entries=Entries.WITHOUT_NAMES, product="1"
        )
    made = house.write(archive.restore, _parcel=archive.opened(packed))
    with house.reading() as session:
        [vote] = ballots.of_workshop(session, made["workshop"])
        workshop = builders.by_id(session, made["workshop"])
        marks = public_list.public_list(session, workshop, vote)["fingerprints"]
    found = [post(client, workshop, f"votes/{vote.id}/ballots/lookup", ballot_id=mark).status_code for mark in marks]
    assert found == [404] * 25


def test_a_forgotten_phone_keeps_no_card(client: FlaskClient, house: House) -> None:
    workshop = a_workshop(house, vote_mode="cards")
    as_participant(client, workshop, "Ben")
    run_to(house, workshop, "choice")
    open_vote(house, workshop)
    [card] = cards.made(house, workshop, 1)
    assert post(client, workshop, "card", card=card.code.long, key=PHONES_KEY).status_code == 200
    post(client, workshop, "me/forgetting")
    assert client.get(f"/w/{workshop.code}/card", headers=JSON).get_json()["card"] is None


def test_what_nobody_counts_is_no_list_of_pairs_once_people_are_deleted(any_house: House) -> None:
    workshop = a_workshop(any_house)
    seats = builders.people(any_house, workshop, 12)
    run_to(any_house, workshop, "choice")
    vote = open_vote(any_house, workshop)
    for seat in seats:
        builders.cast(any_house, workshop, vote, seat, {})
    marks = [spent_mark(seat_credential(KEY, seat), vote.id) for seat in seats]
    assert lying(any_house, marks) != sorted(marks)  # the control: they lie as they came
    builders.step(any_house, workshop, "close")
    with pytest.raises(retention.StillRunning):
        any_house.purge(workshop.id, "organiser")
    any_house.purge(workshop.id, retention.BY_ITSELF)
    assert lying(any_house, marks) == sorted(marks)
    builders.shut_and_seal(any_house, workshop, vote)
    with any_house.reading() as session:
        assert results.totals(session, vote).ballots == 12
    any_house.purge(workshop.id, "organiser")


def lying(house: House, marks: list[str]) -> list[str]:
    """The marks of an open box in the order in which they are written down; again and again in a log."""
    if house.engine.dialect.name == "postgresql":
        with house.engine.connect() as connection:
            [table] = [name for name in inspect(connection).get_table_names() if name.endswith("_spent")]
            return list(connection.scalars(text(f'SELECT mark FROM "{table}" ORDER BY ctid')))
    log = b"".join(path.read_bytes() for path in house.config.boxes_dir.glob("*.box-wal"))
    if any(mark.encode() in log for mark in marks):
        return re.findall("|".join(marks), log.decode("latin-1"))
    return sorted(marks)
