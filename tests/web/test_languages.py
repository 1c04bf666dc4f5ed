"""Which language a page speaks: what was chosen, else what the browser asks for; desks and the wall speak German."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from facilitation.house import House
from facilitation.statements import Statement
from facilitation.texts import Said, Words, html_lang
from facilitation.workshop import Workshop
from tests.builders import a_workshop, as_host, as_moderator, as_organiser, as_participant, look, run_to, step

ENGLISH = {"Accept-Language": "en-GB,en;q=0.8,de;q=0.3"}
JSON = {"Accept": "application/json"}


@pytest.fixture
def here(house: House) -> Workshop:
    return a_workshop(house)


@pytest.fixture
def eva(client: FlaskClient, here: Workshop) -> FlaskClient:
    """A phone that has joined and chosen English. Its browser asks for German and has lost the cookie."""
    as_participant(client, here, "Eva")
    client.post(f"/w/{here.code}/language", data={"lang": "en"})
    client.delete_cookie("zw-lang")
    return client


def page(client: FlaskClient, path: str, **headers: str) -> str:
    return client.get(path, headers=headers).get_data(as_text=True)


def tongue(html: str) -> str:
    found = re.search(r'<html lang="([^"]*)"', html)
    assert found is not None
    return found[1]


# --- the first guess, and what was chosen ---


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("en-US,en;q=0.9", "en"), ("de-DE,de;q=0.9,en;q=0.8", "de"), ("fr,en;q=0.5", "en"), ("fr", "de"), ("", "de")],
)
def test_a_browser_is_guessed_english_only_if_it_would_rather_have_it(
    client: FlaskClient, here: Workshop, asked: str, spoken: str
) -> None:
    assert tongue(client.get(f"/w/{here.code}/", headers={"Accept-Language": asked}).get_data(as_text=True)) == spoken


def test_what_was_chosen_goes_before_the_guess(client: FlaskClient, here: Workshop) -> None:
    client.post(f"/w/{here.code}/language", data={"lang": "de_leicht"})
    door = client.get(f"/w/{here.code}/", headers=ENGLISH).get_data(as_text=True)
    assert (tongue(door), "Sie müssen sich nicht anmelden." in door) == ("de", True)


def test_joining_keeps_the_language_of_the_door_for_the_seat(client: FlaskClient, here: Workshop) -> None:
    answer = client.post(f"/w/{here.code}/participants", data={"key": "j" * 20, "name": "Eva"}, headers=ENGLISH)
    assert answer.status_code == 303
    assert tongue(page(client, f"/w/{here.code}/")) == "en", "without the browser asking again"


def test_the_seat_goes_before_the_browser_for_refusals_too(eva: FlaskClient, here: Workshop) -> None:
    assert tongue(page(eva, f"/w/{here.code}/tools")) == "en"
    refused = eva.post(f"/w/{here.code}/statements", json={"text": "Too early."}, headers=JSON).get_json()
    assert refused["error"]["message"].startswith("You write statements from the first round on.")
    plain = eva.post(f"/w/{here.code}/statements", data={"text": "A sentence that is long enough."})
    assert (plain.status_code, tongue(plain.get_data(as_text=True))) == (409, "en")


def test_an_address_that_does_not_exist_is_refused_in_the_browser_s_language(client: FlaskClient) -> None:
    refused = client.get("/nowhere", headers=ENGLISH).get_data(as_text=True)
    assert (tongue(refused), "This page does not exist." in refused) == ("en", True)


# --- desks and the wall ---


def test_desks_and_the_wall_stay_german_in_an_english_browser(client: FlaskClient, here: Workshop) -> None:
    as_moderator(client, here)
    as_organiser(client)
    as_host(client, here, 1)
    paths = ("moderation", "table/1", "office", "stage", "reception", "office/settings")
    pages = [client.get(f"/w/{here.code}/{path}", headers=ENGLISH) for path in paths]
    assert [answer.status_code for answer in pages] == [200] * len(paths)
    assert {tongue(answer.get_data(as_text=True)) for answer in pages} == {"de"}
    said = client.post(f"/w/{here.code}/agenda/steps", json={"action": "jump"}, headers={**JSON, **ENGLISH}).get_json()
    assert said["error"]["message"] == "Hier wird eine ganze Zahl gebraucht. Bitte prüfen Sie Ihre Eingabe."


def test_the_wall_is_german_even_if_the_browser_has_an_english_seat(eva: FlaskClient, here: Workshop) -> None:
    wall = page(eva, f"/w/{here.code}/stage")
    assert (tongue(wall), "Future workshop" in wall) == ("de", False)


# --- marks ---


def test_a_text_without_a_variant_is_marked_as_german(eva: FlaskClient, house: House, here: Workshop) -> None:
    def german_only(session: Any, *, now: Any) -> None:
        item = next(item for item in look(house, here).items if str(item.title).startswith("Begrüßung"))
        session.merge(item).title = Words.of("Willkommen im Saal")

    house.write(german_only)
    step(house, here, "start")
    step(house, here, "next")
    shown = page(eva, f"/w/{here.code}/")
    assert '<h1 lang="de">Willkommen im Saal</h1>' in shown
    step(house, here, "next")
    assert '<h1 lang="de">Die Zukunft ist' not in page(eva, f"/w/{here.code}/"), "this talk has an English title"


def test_a_card_is_marked_where_it_is_read_in_another_language(eva: FlaskClient, house: House, here: Workshop) -> None:
    run_to(house, here, "vision")
    eva.post(f"/w/{here.code}/statements", json={"text": "Everyone meets at the shop."}, headers=JSON)
    with house.reading() as session:
        [card] = session.scalars(select(Statement))
    assert card.lang == "en"
    assert '<p class="card-text">Everyone meets at the shop.</p>' in page(eva, f"/w/{here.code}/")
    eva.post(f"/w/{here.code}/language", data={"lang": "de"})
    assert '<p class="card-text" lang="en">Everyone meets at the shop.</p>' in page(eva, f"/w/{here.code}/")


def test_a_text_knows_its_language_and_leichte_sprache_is_german_to_a_voice() -> None:
    both = Words.of({"de": "Pause", "en": "Break"})
    assert [both.to(lang).lang for lang in ("de", "en", "de_leicht")] == ["de", "en", "de"]
    assert both.to("en") == "Break" and json.dumps(Said("Pause")) == '"Pause"'
    assert [html_lang(lang) for lang in ("de", "de_leicht", "en")] == ["de", "de", "en"]


# --- scripts ---


def sentences(answer: TestResponse) -> dict[str, str]:
    found = re.search(r'<script type="application/json" id="words">(.*)</script>', answer.get_data(as_text=True))
    assert found is not None
    told: dict[str, str] = json.loads(found[1])
    return told


def test_scripts_are_told_what_they_say_in_another_language(eva: FlaskClient, here: Workshop) -> None:
    assert sentences(eva.get(f"/w/{here.code}/"))["Die Zeit ist um."] == "Time is up."
    eva.post(f"/w/{here.code}/language", data={"lang": "de_leicht"})
    assert sentences(eva.get(f"/w/{here.code}/"))["noch eine Minute"] == "noch 1 Minute"
    eva.post(f"/w/{here.code}/language", data={"lang": "de"})
    assert 'id="words"' not in page(eva, f"/w/{here.code}/")
