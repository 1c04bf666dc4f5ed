"""The page people keep at the end, and the shelf that invites at the beginning: what they say is counted, not told."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from facilitation import archive, participants, tools
from facilitation.workshop import Workshop
from tests import builders
from tests.builders import house_of, run_to, step
from tests.web.roles import JSON


@pytest.fixture
def workshop(app: Flask) -> Workshop:
    return _workshop_of(app, "Amt für Demografie, Zimmer 12")


@pytest.fixture
def ben(app: Flask, workshop: Workshop) -> FlaskClient:
    client = app.test_client()
    answer = client.post(f"/w/{workshop.code}/participants", headers=JSON, json={"key": "b" * 32, "name": "Ben"})
    assert answer.status_code == 200
    return client


def _workshop_of(app: Flask, organiser: str) -> Workshop:
    template = archive.read_template("kreis-dueren")
    template["workshop"]["organiser"] = organiser
    return builders.built(house_of(app), template)


def _scene(client: FlaskClient, workshop: Workshop) -> dict[str, object]:
    regions = client.get(f"/w/{workshop.code}/", headers=JSON).json["regions"]  # type: ignore[index]
    found: dict[str, object] = regions["phone"]
    return found


def test_the_last_page_counts_who_came_even_those_who_have_gone(
    app: Flask, workshop: Workshop, ben: FlaskClient
) -> None:
    house = house_of(app)
    people = builders.people(house, workshop, 5)
    run_to(house, workshop, "closing")
    house.write(participants.leave, workshop_id=workshop.id, participant_id=people[0])
    assert _scene(ben, workshop)["made"] == {"people": 6, "statements": 0, "tools": 0}


@pytest.mark.parametrize("activity", ["closing", "over"])
def test_the_last_page_thanks_says_who_answers_and_leads_to_the_results(
    app: Flask, workshop: Workshop, ben: FlaskClient, activity: str
) -> None:
    run_to(house_of(app), workshop, "closing")
    if activity == "over":
        step(house_of(app), workshop, "close")
    page = ben.get(f"/w/{workshop.code}/").text
    assert "Danke, dass Sie dabei waren." in page
    assert "Amt für Demografie, Zimmer 12" in page
    assert f'href="/w/{workshop.code}/results"' in page


def test_without_an_organisers_text_nobody_is_named(app: Flask) -> None:
    workshop = _workshop_of(app, "")
    client = app.test_client()
    client.post(f"/w/{workshop.code}/participants", headers=JSON, json={"key": "c" * 32})
    run_to(house_of(app), workshop, "closing")
    assert "Ihre Fragen beantwortet" not in client.get(f"/w/{workshop.code}/").text


def test_every_tool_on_the_shelf_hangs_in_its_drawer_as_a_label_of_its_kind(
    app: Flask, workshop: Workshop, ben: FlaskClient
) -> None:
    with house_of(app).reading() as session:
        kinds = tools.kinds_on_shelf(session, workshop.id)
        assert {field: sum(of.values()) for field, of in kinds.items()} == tools.counts(session, workshop.id)
    wanted = {kind: sum(of.get(kind, 0) for of in kinds.values()) for kind in ("existing", "new", "open")}
    assert wanted["existing"] and wanted["open"], "the Düren tools are of several kinds"
    for path in ("", "tools"):
        labels = re.findall(r'<i class="is-(\w+)"></i>', ben.get(f"/w/{workshop.code}/{path}").text)
        assert {kind: labels.count(kind) for kind in wanted} == wanted


# --- large letters ---


def test_letters_stay_large_on_this_device_until_they_are_taken_back(workshop: Workshop, ben: FlaskClient) -> None:
    home = f"/w/{workshop.code}/"
    assert "data-letters=" not in _root(ben, home)
    answer = ben.post(f"{home}letters", data={"size": "large"}, headers={"Referer": f"http://localhost{home}tools"})
    assert (answer.status_code, answer.location) == (303, f"{home}tools")
    for page in (home, f"{home}tools", f"{home}results", f"{home}privacy"):
        assert 'data-letters="large"' in _root(ben, page), page
    ben.post(f"{home}letters", data={"size": "usual"})
    assert "data-letters=" not in _root(ben, home)


def test_a_stranger_at_the_door_may_enlarge_and_a_wall_does_not_follow(app: Flask, workshop: Workshop) -> None:
    emil = app.test_client()
    emil.post(f"/w/{workshop.code}/letters", data={"size": "large"})
    assert 'data-letters="large"' in _root(emil, f"/w/{workshop.code}/")
    assert "data-letters=" not in _root(emil, f"/w/{workshop.code}/stage")


def test_the_switch_says_in_words_which_letters_are_on(workshop: Workshop, ben: FlaskClient) -> None:
    page = ben.get(f"/w/{workshop.code}/").text
    assert re.findall(r'name="size" value="(\w+)" aria-pressed="(\w+)" aria-label="([^"]+)"', page) == [
        ("usual", "true", "A, Übliche Schrift"),
        ("large", "false", "A+, Große Schrift"),
    ]


def _root(client: FlaskClient, path: str) -> str:
    found = re.search(r"<html[^>]*>", client.get(path).text)
    assert found is not None
    return found.group(0)
