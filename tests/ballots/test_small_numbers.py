"""The small-number rule: no page, document or list tells so little about so few that a single person shows."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from facilitation import plan
from facilitation.ballots import results
from facilitation.ballots.results import tellable
from facilitation.house import House
from facilitation.workshop import by_code
from tests.builders import as_moderator, house_of
from tests.voted import Voted

JSON = {"Accept": "application/json"}


@pytest.mark.parametrize(
    ("parts", "told"),
    [((0, 0), True), ((0, 4), False), ((5, 0), True), ((5, 4), False), ((5, 5), True), ((1, 99), False)],
)
def test_a_part_is_nobody_or_at_least_five(parts: tuple[int, int], told: bool) -> None:
    assert tellable(*parts) is told


def totals(voted: Voted) -> tuple[int | None, int | None, int | None]:
    with voted.house.reading() as session:
        whole = results.totals(session, voted.now())
    return whole.phone, whole.paper, whole.abstentions


def some_abstain(nth: int, known: list[str]) -> dict[str, int]:
    return {} if nth < 2 else {known[0]: 3}


def test_the_split_of_the_whole_is_told_only_where_every_field_tells_its_own(house: House) -> None:
    hidden = Voted(house, (12, 12, 10, 10, 10), paper=(2, 12, 0, 0, 0))  # 14 papers in all, 2 of them in field 1
    assert totals(hidden) == (None, None, 0)
    told = Voted(house, (10, 10, 10, 10, 10), paper=(5, 10, 0, 0, 0))
    assert totals(told) == (35, 15, 0)


def test_abstentions_of_the_whole_follow_the_same_rule(house: House) -> None:
    assert totals(Voted(house, (7, 7, 7, 7, 7), choose=some_abstain)) == (35, 0, None)  # 10, but 2 in each field


class Seen:
    """Everything that tells numbers of a fully revealed vote."""

    def __init__(self, client: FlaskClient, voted: Voted) -> None:
        self.client, self.base = client, f"/w/{voted.workshop.code}"
        self.vote = voted.vote.id
        self.numbers = {field.id: field.number for field in voted.fields}

    def get(self, path: str) -> Any:
        answer = self.client.get(f"{self.base}/{path}", headers=JSON)
        assert answer.status_code == 200, path
        return answer.get_json()

    def fields(self) -> dict[str, dict[int, dict[str, Any]]]:
        """Where it stands, to field number, to what is told of the field."""
        page = {f["field"]["number"]: f for f in self.get("results")["votes"][0]["fields"]}
        desk = self.get("moderation/votes")["regions"]["votes"]["results"][0]["fields"]
        public = self.get(f"public/votes/{self.vote}")["fields"]
        return {
            "results": page,
            "moderation": {f["field"]["number"]: f for f in desk},
            "public list": {f["number"]: f for f in public},
            "protocol": {f["number"]: f for f in self.get(f"votes/{self.vote}/protocol")["fields"]},
        }


@pytest.fixture
def seen(app: Flask, client: FlaskClient, house: House) -> Seen:
    """Fields with 5 (one on paper), 4, 1 and no ballots, and one with 10 of which 5 are on paper."""
    voted = Voted(house, (5, 4, 1, 0, 10), paper=(1, 0, 0, 0, 5), places=2).reveal()
    as_moderator(client, voted.workshop)
    return Seen(client, voted)


def test_below_five_ballots_only_ranks_are_told_wherever_a_field_stands(seen: Seen) -> None:
    for place, fields in seen.fields().items():
        for number, ballots in ((1, 5), (2, 4), (3, 1), (4, 0), (5, 10)):
            field = fields[number]
            assert field["ballots"] == ballots, (place, number)
            if "rows" in field:
                told = {row["points"] is not None and row["people"] is not None for row in field["rows"]}
                assert told == {ballots >= 5}, (place, number)
                assert all(row["rank"] for row in field["rows"])
            assert field.get("points") is None or ballots >= 5, (place, number)
    stage = seen.get("stage")["regions"]["stage"]
    assert stage["activity"] == "choice", "the wall tells nothing here"


def test_a_split_with_a_small_part_is_told_nowhere_and_neither_is_the_whole(seen: Seen) -> None:
    for place, fields in seen.fields().items():
        split = {number: (field["phone"], field["paper"]) for number, field in fields.items()}
        assert split == {1: (None, None), 2: (None, None), 3: (None, None), 4: (0, 0), 5: (5, 5)}, place
    protocol, public = seen.get(f"votes/{seen.vote}/protocol"), seen.get(f"public/votes/{seen.vote}")["vote"]
    desk = seen.get("moderation/votes")["regions"]["votes"]["votes"][0]["protocol"]
    assert [(told["phone"], told["paper"]) for told in (protocol, public, desk)] == [(None, None)] * 3


def test_documents_keep_the_rule_too(seen: Seen) -> None:
    ranking = seen.get("documents/priorisierte-werkzeuge.json")
    names = {row["field"] for row in ranking["rows"] if row["points"] is None}
    told = {row["field"] for row in ranking["rows"] if row["points"] is not None}
    assert (len(names), len(told), names & told) == (3, 2, set())
    minutes = seen.get("documents/abstimmungsprotokoll.json")["rows"]
    split = [row["value"] for row in minutes if row["name"] == "davon Papier"]
    assert split == ["wird nicht genannt", *["wird nicht genannt"] * 3, 0, 5]
    for row in seen.get("documents/werkstattplan.json")["rows"]:
        assert not {"points", "people"} & set(row)


def test_the_plan_traces_no_points_of_a_small_field(seen: Seen) -> None:
    for field in seen.numbers:
        body = {"field_id": field, "method": "all"}
        seen.client.post(f"{seen.base}/votes/{seen.vote}/ties", data=body, headers=JSON)
    assert seen.client.post(f"{seen.base}/votes/{seen.vote}/plan", headers=JSON).status_code == 200
    with house_of(seen.client.application).reading() as session:
        here = by_code(session, seen.base.rpartition("/")[2])
        traced = {(seen.numbers[e.field_id], e.trace["points"] is None) for e in plan.entries(session, here.id)}
    assert traced == {(1, False), (2, True), (3, True), (5, False)}
