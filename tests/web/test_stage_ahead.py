"""The small picture in the cockpit shows what *Weiter* will put on the wall: the same words, and nothing is written."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from facilitation import groups, showing
from facilitation.house import House
from facilitation.workshop import Workshop
from tests.builders import a_workshop, as_moderator, clock_of, fields_of, look, people, step


@pytest.fixture
def workshop(house: House) -> Workshop:
    return a_workshop(house, base_url="http://werkstatt.lan")


def scene(client: FlaskClient, workshop: Workshop, address: str) -> str:
    answer = client.get(f"/w/{workshop.code}/{address}?names=stage", headers={"Accept": "application/json"})
    assert answer.status_code == 200, answer.text
    [region] = answer.get_json()["regions"]
    return str(region["html"])


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def stored(house: House) -> list[Any]:
    with house.reading() as session:
        return [session.execute(text(f"SELECT * FROM {table} ORDER BY 1")).all() for table in ("agendas", "items")]


def test_all_day_long_it_shows_the_scene_that_weiter_brings(
    client: FlaskClient, house: House, workshop: Workshop
) -> None:
    people(house, workshop, 20)
    as_moderator(client, workshop)
    seen = []
    house.write(groups.divide, workshop_id=workshop.id, role="moderator", seed=7)
    for action in ("start", *["next"] * (len(look(house, workshop).scenes) - 1), "close"):
        before = stored(house)
        promised = scene(client, workshop, "stage/ahead")
        assert stored(house) == before, "a look writes nothing"
        step(house, workshop, action)
        come = scene(client, workshop, "regions/stage")
        activity = re.findall(r'data-activity="(\w+)"', come)
        assert re.findall(r'data-activity="(\w+)"', promised) == activity
        # entering the choice makes its vote ready, which is not tried beforehand
        assert activity == ["choice"] or words(promised) == words(come)
        seen += activity
        clock_of(house).forward(minutes=5)
    assert len(seen) > 15 and {"arrival", "break", "move", "vision", "choice", "results", "over"} <= set(seen)
    answer = client.get(f"/w/{workshop.code}/stage/ahead", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (409, "day_closed")


def test_the_note_stays_and_the_dark_and_the_large_field_go_with_the_scene(
    client: FlaskClient, house: House, workshop: Workshop
) -> None:
    people(house, workshop, 10)
    as_moderator(client, workshop)
    step(house, workshop, "start")
    field = fields_of(house, workshop)[0].id
    house.write(showing.show, workshop_id=workshop.id, field_id=field, note="Bitte leise", blank=True)
    assert "data-blank" in scene(client, workshop, "regions/stage")
    promised = scene(client, workshop, "stage/ahead")
    assert "data-blank" not in promised and "Bitte leise" in promised
    assert "data-blank" in scene(client, workshop, "regions/stage"), "the hall still sees the dark"
