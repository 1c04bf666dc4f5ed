"""The faces do the same on SQLite and on PostgreSQL: a short day over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import QueuePool, event

from tests import builders

JSON = {"Accept": "application/json"}


class Hall:
    """A workshop with a moderator and some phones, each with a browser of its own."""

    def __init__(self, app: Flask, phones: int, **settings: Any) -> None:
        self.house = builders.house_of(app)
        self.workshop = builders.a_workshop(self.house, **settings)
        self.base = f"/w/{self.workshop.code}"
        self.ada = app.test_client()
        builders.as_moderator(self.ada, self.workshop)
        self.phones = [app.test_client() for _ in range(phones)]
        for number, phone in enumerate(self.phones):
            self.post(phone, "participants", key=f"join-{number:020}", institution=f"Einrichtung {number % 3}")

    def post(self, browser: FlaskClient, path: str, **fields: Any) -> Any:
        answer = browser.post(f"{self.base}/{path}", json=fields, headers=JSON)
        assert answer.status_code == 200, answer.get_json()
        return answer.get_json()["result"]

    def state(self, browser: FlaskClient, face: str, region: str) -> Any:
        return browser.get(f"{self.base}/{face}", headers=JSON).get_json()["regions"][region]

    def step(self, action: str) -> None:
        self.post(self.ada, "agenda/steps", action=action, step=self.state(self.ada, "moderation", "cockpit")["step"])

    def run_to(self, activity: str) -> None:
        while self.state(self.ada, "stage", "stage")["activity"] != activity:
            self.step("next")


@pytest.fixture
def hall(any_app: Flask) -> Hall:
    return Hall(any_app, 10, places=1)


def test_a_day_runs_from_the_door_to_the_plan(hall: Hall) -> None:
    hall.step("start")
    assert hall.state(hall.ada, "stage", "stage")["present"] == 10
    hall.run_to("vision")
    for phone in hall.phones:
        field = hall.state(phone, "phone", "phone")["table"]["field"]["id"]
        hall.post(phone, "statements", text="Der Bus fährt auch sonntags.", field_id=field)
    counts = {field["id"]: field["cards"] for field in hall.state(hall.ada, "moderation", "cockpit.side")["fields"]}
    assert sum(counts.values()) == 10
    hall.run_to("choice")
    vote = hall.state(hall.ada, "moderation", "cockpit.side")["vote"]
    hall.post(hall.ada, f"votes/{vote['id']}/opening", revision=vote["revision"])
    for number, phone in enumerate(hall.phones):
        sheets = hall.state(phone, "phone", "phone")["sheets"]
        tools = [tool["id"] for sheet in sheets for tool in sheet["tools"]]
        ballot = {"ballot_id": f"ballot-number-{number:04}", "points": {tools[0]: 3, tools[1]: 2}}
        hall.post(phone, f"votes/{vote['id']}/ballots", **ballot)
    assert hall.state(hall.ada, "moderation", "cockpit.side")["vote"]["done"] == 10
    hall.step("next")
    vote = hall.state(hall.ada, "moderation", "cockpit.side")["vote"]
    hall.post(hall.ada, f"votes/{vote['id']}/sealing", revision=vote["revision"])
    hall.run_to("results")
    for field in builders.fields_of(hall.house, hall.workshop):
        hall.post(hall.ada, f"votes/{vote['id']}/reveals", field_id=field.id)
    assert hall.state(hall.ada, "moderation", "cockpit.side")["vote"]["state"] == "decided"
    assert hall.post(hall.ada, f"votes/{vote['id']}/plan") == {"made": 5, "entries": 5}
    rows = hall.ada.get(f"{hall.base}/documents/werkstattplan.json").get_json()["rows"]
    assert len(rows) == 5


def test_a_request_takes_one_connection_of_few_at_a_time(tmp_path: Path, postgresql_url: str) -> None:
    # whoever holds one and waits for a second waits for ever when as many requests as there are connections do so
    app = builders.an_app(tmp_path, postgresql_url)
    hall, taken = Hall(app, 2), []
    hall.step("start")
    hall.run_to("choice")
    vote = hall.state(hall.ada, "moderation", "cockpit.side")["vote"]
    hall.post(hall.ada, f"votes/{vote['id']}/opening", revision=vote["revision"])
    app.extensions["live"].publisher.close()
    pool = hall.house.engine.pool
    assert isinstance(pool, QueuePool)
    event.listen(hall.house.engine, "checkout", lambda *_given: taken.append(pool.checkedout()))
    phone = hall.phones[0]
    for page in ("", "phone", "stage", "results"):
        assert phone.get(f"{hall.base}/{page}").status_code == 200
    hall.state(hall.ada, "moderation", "cockpit")
    tool = hall.state(phone, "phone", "phone")["sheets"][0]["tools"][0]["id"]
    hall.post(phone, f"votes/{vote['id']}/ballots", ballot_id="ballot-of-one-phone", points={tool: 1})
    assert len(taken) > 5 and max(taken) == 1
    builders.house_of(app).close()


def test_a_repeated_statement_is_pinned_once(hall: Hall) -> None:
    hall.step("start")
    hall.run_to("vision")
    ben = hall.phones[0]
    first = hall.post(ben, "statements", text="Der Bus fährt.", key="k" * 22)
    assert hall.post(ben, "statements", text="Der Bus fährt.", key="k" * 22) == first
    fields = hall.state(hall.ada, "moderation", "cockpit.side")["fields"]
    assert sum(field["cards"] for field in fields) == 1
