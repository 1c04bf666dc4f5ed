"""*Ich brauche noch Zeit*: a number for the moderator, no name, and nothing that lasts beyond the scene."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from facilitation.workshop import Workshop
from tests import builders
from tests.builders import house_of, run_to, step
from tests.web.roles import JSON


@pytest.fixture
def workshop(app: Flask) -> Workshop:
    return builders.a_workshop(house_of(app))


@pytest.fixture
def ada(app: Flask, workshop: Workshop) -> FlaskClient:
    client = app.test_client()
    builders.as_moderator(client, workshop)
    return client


@pytest.fixture
def ben(app: Flask, workshop: Workshop) -> FlaskClient:
    return _joined(app, workshop, "Ben")


@pytest.fixture
def cem(app: Flask, workshop: Workshop) -> FlaskClient:
    return _joined(app, workshop, "Cem")


def _joined(app: Flask, workshop: Workshop, name: str) -> FlaskClient:
    client = app.test_client()
    builders.as_participant(client, workshop, name)
    return client


def _ask(client: FlaskClient, workshop: Workshop, on: bool = True) -> bool:
    answer = client.post(f"/w/{workshop.code}/me/time", json={"on": on}, headers=JSON)
    assert answer.status_code == 200
    asked: bool = answer.json["result"]["asked"]  # type: ignore[index]
    return asked


def _need_time(ada: FlaskClient, workshop: Workshop) -> int:
    regions: dict[str, Any] = ada.get(f"/w/{workshop.code}/moderation", headers=JSON).json["regions"]  # type: ignore[index]
    return int(regions["cockpit.side"]["need_time"])


def test_the_moderator_sees_how_many_and_that_they_are_finished(
    app: Flask, workshop: Workshop, ada: FlaskClient, ben: FlaskClient, cem: FlaskClient
) -> None:
    run_to(house_of(app), workshop, "vision")
    assert (_ask(ben, workshop), _ask(ben, workshop), _ask(cem, workshop)) == (True, True, True)
    assert _need_time(ada, workshop) == 2, "pressing twice is once"
    page = ada.get(f"/w/{workshop.code}/moderation").text
    assert "2 brauchen noch Zeit" in page
    assert _ask(ben, workshop, on=False) is False
    assert _need_time(ada, workshop) == 1


def test_a_request_ends_with_its_scene(app: Flask, workshop: Workshop, ada: FlaskClient, ben: FlaskClient) -> None:
    run_to(house_of(app), workshop, "vision")
    _ask(ben, workshop)
    run_to(house_of(app), workshop, "vision", 2)
    assert _need_time(ada, workshop) == 0
    assert "Ich brauche noch Zeit" in ben.get(f"/w/{workshop.code}/").text


def test_who_has_gone_needs_no_time(app: Flask, workshop: Workshop, ada: FlaskClient, ben: FlaskClient) -> None:
    run_to(house_of(app), workshop, "vision")
    _ask(ben, workshop)
    ben.post(f"/w/{workshop.code}/me/departure", headers=JSON)
    assert _need_time(ada, workshop) == 0


def test_time_can_be_asked_for_while_the_vote_is_open_and_only_then(
    app: Flask, workshop: Workshop, ada: FlaskClient, ben: FlaskClient
) -> None:
    house = house_of(app)
    builders.people(house, workshop, 10)
    step(house, workshop, "start")
    assert _ask(ben, workshop) is False, "nobody writes yet"
    run_to(house, workshop, "choice")
    assert _ask(ben, workshop) is False, "the vote is not open yet"
    builders.open_vote(house, workshop)
    assert _ask(ben, workshop) is True
    assert _need_time(ada, workshop) == 1
    page = ben.get(f"/w/{workshop.code}/").text
    assert "Die Moderation sieht, dass jemand noch Zeit braucht." in page
    assert "Ich bin fertig" in page


def test_nobody_else_learns_who_asked(
    app: Flask, workshop: Workshop, ada: FlaskClient, ben: FlaskClient, cem: FlaskClient
) -> None:
    run_to(house_of(app), workshop, "vision")
    before = cem.get(f"/w/{workshop.code}/", headers=JSON).json
    _ask(ben, workshop)
    after = cem.get(f"/w/{workshop.code}/", headers=JSON).json
    assert after["regions"]["mine"]["time"] == {"asked": False}  # type: ignore[index]
    assert after == before, "nothing on another phone has changed"
    told = ben.get(f"/w/{workshop.code}/me", headers=JSON).json
    assert told["asked_for_time"] is True  # type: ignore[index]
