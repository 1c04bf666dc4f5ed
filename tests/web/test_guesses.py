"""Guessing: slowed per client, told to the moderator, and never a reason to lock the hall out."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from facilitation import access
from facilitation.access import Role
from facilitation.errors import Refusal
from facilitation.house import House
from facilitation.web import guesses as rooms
from facilitation.web.guesses import ALARM, OWN_TRIES, STRANGERS_TRIES, TooManyTries, guesses
from facilitation.workshop import Workshop
from tests.builders import KEY, a_link, a_workshop, as_moderator, as_participant, clock_of

JSON = {"Accept": "application/json"}


@pytest.fixture
def here(house: House) -> Workshop:
    return a_workshop(house)


@pytest.fixture(autouse=True)
def _nobody_guessed_before() -> Iterator[None]:
    guesses.forget()
    yield
    guesses.forget()


def guess(client: FlaskClient, here: Workshop, secret: str = "WRONG") -> int:
    return client.post(f"/w/{here.code}/sessions", data={"secret": secret}, headers=JSON).status_code


def strangers(app: Flask, here: Workshop, count: int) -> list[int]:
    """Each guess from a browser that shows nothing."""
    return [guess(app.test_client(), here) for _time in range(count)]


def test_a_browser_that_guesses_is_slowed_and_another_is_not(app: Flask, here: Workshop) -> None:
    emil, ben = app.test_client(), app.test_client()
    assert [guess(emil, here) for _time in range(OWN_TRIES + 2)] == [403] * (OWN_TRIES + 1) + [429]
    assert guess(ben, here) == 403


def test_strangers_share_their_tries_and_nobody_with_a_seat_or_role_pays_for_them(
    app: Flask, house: House, here: Workshop
) -> None:
    assert strangers(app, here, STRANGERS_TRIES + 2) == [403] * STRANGERS_TRIES + [429] * 2
    ben, ada = app.test_client(), app.test_client()
    as_participant(ben, here)
    as_moderator(ada, here)
    assert [guess(ben, here), guess(ada, here)] == [403, 403]


def test_however_many_guess_a_right_link_and_the_join_code_open(app: Flask, house: House, here: Workshop) -> None:
    strangers(app, here, STRANGERS_TRIES + 5)
    right = access.secret_of(KEY, a_link(house, here, Role.HOST, 1))
    hanna, cem = app.test_client(), app.test_client()
    assert guess(hanna, here, right) == 200
    assert cem.post("/", data={"code": here.code}).status_code == 303
    joined = cem.post(f"/w/{here.code}/participants", data={"key": "a-form-key-0123456789"}, headers=JSON)
    assert joined.status_code == 200


def test_a_cookie_of_ones_own_making_brings_no_new_tries(app: Flask, here: Workshop) -> None:
    strangers(app, here, STRANGERS_TRIES)
    for forged in ("x", "x.y", "abc." + "0" * 32, ".", "ü.ü"):
        emil = app.test_client()
        emil.set_cookie("zw-tries", forged)
        emil.set_cookie("zw-device", forged)
        assert guess(emil, here) == 429


def test_a_weak_secret_is_looked_at_only_while_there_are_tries(app: Flask, here: Workshop) -> None:
    @app.post("/weak")
    def weak() -> str:
        guesses.must_have_tries()
        raise guesses.refusal(Refusal())

    @app.post("/right")
    def right() -> str:
        guesses.must_have_tries()
        rooms.remember_device()
        return "in"

    emil, dora = app.test_client(), app.test_client()
    assert dora.post("/right").status_code == 200
    told = [emil.post("/weak", headers=JSON).status_code for _time in range(OWN_TRIES + 3)]
    assert told == [409] * (OWN_TRIES + 1) + [429] * 2
    strangers(app, here, STRANGERS_TRIES)
    assert app.test_client().post("/right").status_code == 429, "a stranger waits, even with the right one"
    assert dora.post("/right").status_code == 200, "the device that was in before does not"


def test_the_tries_come_back_after_a_minute(app: Flask, here: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(rooms.time, "monotonic", lambda: now[0])
    emil = app.test_client()
    assert [guess(emil, here) for _time in range(OWN_TRIES + 2)][-1] == 429
    now[0] += rooms.WITHIN_SECONDS + 1
    assert guess(emil, here) == 403


def alarm(client: FlaskClient, here: Workshop) -> object:
    return client.get(f"/w/{here.code}/moderation", headers=JSON).get_json()["regions"]["cockpit.side"]["guesses"]


def test_many_guesses_are_told_in_the_cockpit_and_in_the_log_without_an_address(
    app: Flask, house: House, here: Workshop, caplog: pytest.LogCaptureFixture
) -> None:
    ada = app.test_client()
    as_moderator(ada, here)
    strangers(app, here, ALARM - 1)
    assert alarm(ada, here) is None
    with caplog.at_level(logging.WARNING):
        strangers(app, here, 1)
    assert alarm(ada, here) == {"count": ALARM, "at": house.clock.now().isoformat()}
    assert "Jemand probiert Codes aus: 30 falsche Eingaben" in ada.get(f"/w/{here.code}/moderation").text
    assert caplog.messages == ["30 wrong secrets within a minute"]
    clock_of(house).forward(minutes=6)
    assert alarm(ada, here) is None


def test_codes_that_there_are_not_raise_the_alarm_too(app: Flask, here: Workshop) -> None:
    ada = app.test_client()
    as_moderator(ada, here)
    told = [app.test_client().get(f"/w/X{n}Y/").status_code for n in range(ALARM - 1)]
    told.append(app.test_client().post("/", data={"code": "NOPE"}).status_code)
    assert set(told) == {404}
    assert alarm(ada, here) is not None


def test_a_right_code_is_no_guess(app: Flask, here: Workshop) -> None:
    """The control of the test above."""
    ada = app.test_client()
    as_moderator(ada, here)
    for _time in range(ALARM + 1):
        app.test_client().get(f"/w/{here.code}/")
    assert alarm(ada, here) is None


def test_only_so_many_clients_are_remembered(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "MOST_CLIENTS", 3)
    monkeypatch.setattr(rooms, "ALARM", 10_000)
    with app.app_context():
        for n in range(50):
            guesses.note(f"client {n}")
    assert len(guesses._of) == 3


def test_the_refusal_is_a_clients_matter() -> None:
    assert (TooManyTries.code, TooManyTries.status) == ("too_many_tries", 429)
