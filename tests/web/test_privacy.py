"""What guests are told, what is kept of them, and that they may take it, change it and have it deleted."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from facilitation.texts import LANGUAGES
from facilitation.workshop import Workshop
from tests import builders
from tests.builders import OPERATOR, house_of, run_to
from tests.web.roles import JSON

WORDS = re.compile(r"\w[\w-]*")


@pytest.fixture
def workshop(app: Flask) -> Workshop:
    return builders.a_workshop(house_of(app))


@pytest.fixture
def dora(app: Flask) -> FlaskClient:
    client = app.test_client()
    builders.as_organiser(client)
    return client


def ben(app: Flask, workshop: Workshop) -> FlaskClient:
    """A phone that has joined through the door."""
    client = app.test_client()
    joined = client.post(
        f"/w/{workshop.code}/participants", headers=JSON,
        json={"key": "b" * 32, "name": "Ben", "institution": "Sportverein"},
    )  # fmt: skip
    assert joined.status_code == 200
    return client


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_notice_before_joining_has_at_most_eighty_words(app: Flask, workshop: Workshop, lang: str) -> None:
    client = app.test_client()
    client.set_cookie("zw-lang", lang)
    page = client.get(f"/w/{workshop.code}/").text
    found = re.search(r"<p data-notice>(.*?)</p>", page, re.DOTALL)
    assert found is not None
    assert 20 <= len(WORDS.findall(re.sub(r"<[^>]+>", " ", found.group(1)))) <= 80


@pytest.mark.parametrize("page", ["privacy", "imprint", "accessibility"])
def test_every_legal_page_is_there_for_everybody_and_says_what_the_operator_says(app: Flask, page: str) -> None:
    builders.an_operator(house_of(app))
    answer = app.test_client().get(f"/{page}")
    assert answer.status_code == 200
    said = {"privacy": "authority", "imprint": "imprint", "accessibility": "enforcement"}[page]
    assert OPERATOR[said] in answer.text and "[noch nicht eingetragen]" not in answer.text


def test_a_blank_is_shown_as_a_blank(app: Flask, dora: FlaskClient) -> None:
    told = dora.get("/office/operator", headers=JSON).get_json()
    sent = dora.post("/office/operator", headers=JSON, json={"revision": told["revision"], "authority": ""})
    assert sent.status_code == 200
    assert "[noch nicht eingetragen]" in dora.get("/privacy").text
    assert dora.get("/office/operator", headers=JSON).get_json()["missing"] == ["authority"]


def test_two_who_edit_the_operator_at_once_lose_nothing(dora: FlaskClient) -> None:
    revision = dora.get("/office/operator", headers=JSON).get_json()["revision"]
    first = dora.post("/office/operator", headers=JSON, json={"revision": revision, "imprint": "Kreis A"})
    second = dora.post("/office/operator", headers=JSON, json={"revision": revision, "imprint": "Kreis B"})
    assert (first.status_code, second.status_code) == (200, 409)
    assert dora.get("/office/operator", headers=JSON).get_json()["values"]["imprint"] == "Kreis A"
    undone = dora.post("/office/operator", headers=JSON, json=first.get_json()["undo"]["fields"])
    assert undone.status_code == 200
    assert dora.get("/office/operator", headers=JSON).get_json()["values"]["imprint"] == OPERATOR["imprint"]


def test_the_privacy_page_of_a_workshop_names_the_day_of_deletion(app: Flask, workshop: Workshop) -> None:
    page = app.test_client().get(f"/w/{workshop.code}/privacy").text
    assert "30 Tage nach dem Ende, hier am 18.11.2017" in page


@pytest.mark.parametrize("address", ["/", "/w/{code}/", "/office/sign-in"])
def test_the_legal_pages_are_linked_where_people_are(app: Flask, workshop: Workshop, address: str) -> None:
    page = app.test_client().get(address.format(code=workshop.code)).text
    assert all(f'href="{one}"' in page for one in ("/imprint", "/accessibility"))
    joined = ben(app, workshop).get(f"/w/{workshop.code}/").text
    assert f'href="/w/{workshop.code}/privacy"' in joined


def test_a_person_sees_and_takes_everything_that_is_kept_of_them(app: Flask, workshop: Workshop) -> None:
    phone, house = ben(app, workshop), house_of(app)
    run_to(house, workshop, "vision")
    sent = phone.post(
        f"/w/{workshop.code}/statements", headers=JSON, json={"key": "c" * 32, "text": "Der Bus fährt auch sonntags."}
    )
    assert sent.status_code == 200
    told = phone.get(f"/w/{workshop.code}/me", headers=JSON).get_json()
    assert (told["name"], told["institution"], told["number"]) == ("Ben", "Sportverein", 1)
    assert [card["text"] for card in told["statements"]] == ["Der Bus fährt auch sonntags."]
    assert {stop["round"] for stop in told["tables"]} == {1, 2, 3}
    taken = phone.get(f"/w/{workshop.code}/me?file=1")
    assert "attachment" in taken.headers["Content-Disposition"] and taken.get_json() == told
    assert "Der Bus fährt auch sonntags." in phone.get(f"/w/{workshop.code}/me").text


def test_nobody_else_sees_it(app: Flask, workshop: Workshop, dora: FlaskClient) -> None:
    ben(app, workshop)
    assert dora.get(f"/w/{workshop.code}/me", headers=JSON).status_code == 403
    assert app.test_client().get(f"/w/{workshop.code}/me", headers=JSON).status_code == 403


def test_deleting_wants_the_code_typed_and_gives_a_receipt(
    app: Flask, workshop: Workshop, dora: FlaskClient
) -> None:
    phone, base = ben(app, workshop), f"/w/{workshop.code}/office/retention"
    refused = dora.post(f"{base}/deletion", headers=JSON, json={"key": "d" * 32, "typed": "XXXX"})
    assert refused.status_code == 422
    assert dora.get(base, headers=JSON).get_json()["held"]["names"] == 1

    done = dora.post(f"{base}/deletion", headers=JSON, json={"key": "e" * 32, "typed": workshop.code.lower()})
    assert done.status_code == 200
    told = dora.get(base, headers=JSON).get_json()
    assert (told["held"]["names"], [one["counts"]["names"] for one in told["receipts"]]) == (0, [1])
    assert "Quittungen" in dora.get(base).text
    assert phone.get(f"/w/{workshop.code}/me", headers=JSON).status_code == 403  # the phone is forgotten too


def test_no_address_and_no_device_is_kept_of_anybody(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    marks = {"X-Forwarded-For": "203.0.113.77", "Forwarded": "for=203.0.113.77", "User-Agent": "ZQX-Geraet/9"}
    house, workshop = house_of(app), builders.a_workshop(house_of(app))
    client = app.test_client()
    with caplog.at_level("DEBUG"):
        client.post(
            f"/w/{workshop.code}/participants", headers={**JSON, **marks}, json={"key": "f" * 32, "name": "Ben"},
            environ_base={"REMOTE_ADDR": "203.0.113.77"},
        )  # fmt: skip
        client.get(f"/w/{workshop.code}/", headers=marks, environ_base={"REMOTE_ADDR": "203.0.113.77"})
        client.get("/no-such-page", headers=marks, environ_base={"REMOTE_ADDR": "203.0.113.77"})
    kept = b"".join(path.read_bytes() for path in house.config.data_dir.rglob("*") if path.is_file())
    assert b"Ben" in kept  # the control: what is kept would be found
    for mark in ("203.0.113.77", "ZQX-Geraet"):
        assert mark.encode() not in kept
        assert mark not in caplog.text


