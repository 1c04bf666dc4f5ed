"""A choice round with voting cards, over HTTP from the printing to the result: phones, a tablet and paper together."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from facilitation.house import House
from facilitation.workshop import Workshop
from tests import builders

JSON = {"Accept": "application/json"}
JOINED, STRANGERS, AT_TABLET, ON_PAPER = 10, 6, 5, 4


class Evening:
    """The hall, and what the test itself has counted."""

    def __init__(self, app: Flask) -> None:
        self.app, self.house, self.luck = app, builders.house_of(app), Random(5)
        self.workshop: Workshop = builders.a_workshop(self.house, vote_mode="cards", places=2)
        self.ada, self.hanna = app.test_client(), app.test_client()
        builders.as_moderator(self.ada, self.workshop)
        builders.as_host(self.hanna, self.workshop, 1)
        self.fields = [field.id for field in builders.fields_of(self.house, self.workshop)]
        self.points: Counter[str] = Counter()
        self.ballots: Counter[str] = Counter()

    def send(self, who: FlaskClient, path: str, **sent: Any) -> dict[str, Any]:
        answer = who.post(f"/w/{self.workshop.code}/{path}", json=sent, headers=JSON)
        assert answer.status_code == 200, (path, answer.get_json())
        found: dict[str, Any] = answer.get_json()["result"]
        return found

    def see(self, who: FlaskClient, path: str) -> Any:
        return who.get(f"/w/{self.workshop.code}/{path}", headers=JSON).get_json()

    def vote(self) -> dict[str, Any]:
        found: dict[str, Any] = self.see(self.ada, "moderation/votes")["regions"]["votes"]["votes"][0]
        return found

    def allocation(self, field: str, tools: list[str]) -> dict[str, int]:
        """Up to five points on two tools, or none; written down."""
        points = {tool: self.luck.randint(0, 2) for tool in tools[:2]}
        given = {tool: n for tool, n in points.items() if n}
        self.points.update(given)
        self.ballots[field] += 1
        return given


def a_ballot(points: dict[str, int], number: int) -> dict[str, Any]:
    return {"points": points, "abstain": not points, "ballot_id": f"ballot-of-the-evening-{number:03}"}


def test_a_choice_round_with_cards_ends_in_the_right_counts(tmp_path: Path) -> None:
    app = builders.an_app(tmp_path)
    evening = Evening(app)
    house: House = evening.house
    rows = evening.send(evening.ada, "voting-cards", count=30)["rows"]
    evening.send(evening.ada, "voting-cards/handed-out", by=26)
    guests = [app.test_client() for _ in range(JOINED)]
    for number, guest in enumerate(guests):
        builders.as_participant(guest, evening.workshop, f"Gast {number}")
    builders.run_to(house, evening.workshop, "choice")
    evening.send(evening.ada, f"votes/{evening.vote()['id']}/opening", revision=evening.vote()["revision"])
    vote = evening.vote()["id"]
    bowl, number = iter(rows), 0

    def phone(guest: FlaskClient, field: str, tools: list[str]) -> None:
        nonlocal number
        number += 1
        evening.send(guest, "card", card=next(bowl)["address"], key=f"key-of-phone-{number:010}")
        sent = a_ballot(evening.allocation(field, tools), number)
        first = evening.send(guest, f"votes/{vote}/ballots", field_id=field, **sent)
        again = evening.send(guest, f"votes/{vote}/ballots", field_id=field, **sent)  # the answer was lost
        assert first == again

    def tools_of(field: str) -> list[str]:
        sheets = evening.send(evening.hanna, "tablet", card=rows[-1]["typed"], field_id=field)["sheets"]
        return [tool["id"] for tool in sheets[0]["tools"]]

    tools = {field: tools_of(field) for field in evening.fields}
    for guest in guests:
        own = evening.see(guest, "phone")["regions"]["phone"]["table"]["field"]["id"]
        phone(guest, own, tools[own])
    for n in range(STRANGERS):
        field = evening.fields[n % 2]
        phone(app.test_client(), field, tools[field])
    for n in range(AT_TABLET):
        number, field = number + 1, evening.fields[n % 2]
        sent = a_ballot(evening.allocation(field, tools[field]), number)
        evening.send(evening.hanna, "tablet/ballots", card=next(bowl)["typed"], field_id=field, **sent)
    spoiled = next(bowl)["typed"]
    replacement = evening.send(evening.ada, "voting-cards/spoiling", card=spoiled, replace=True)["rows"][0]["typed"]
    evening.send(evening.ada, f"votes/{vote}/shutting", revision=evening.vote()["revision"])
    for n, card in enumerate([replacement, *(next(bowl)["typed"] for _ in range(ON_PAPER - 1))]):
        number, field = number + 1, evening.fields[0 if n else 1]
        sent = a_ballot(evening.allocation(field, tools[field]), number)
        evening.send(evening.ada, f"votes/{vote}/paper-ballots", card=card, field_id=field, **sent)

    counts = evening.see(evening.ada, "office/cards")
    cast = JOINED + STRANGERS + AT_TABLET + ON_PAPER
    assert {name: counts[name] for name in ("printed", "handed_out", "spoiled", "too_many")} == {
        "printed": 31, "handed_out": 26, "spoiled": 1, "too_many": False,
    }  # fmt: skip
    assert counts["used"][0]["used"] == cast
    evening.send(evening.ada, f"votes/{vote}/sealing", revision=evening.vote()["revision"], alone=True)
    shown = {}
    for field in evening.fields:
        evening.send(evening.ada, f"votes/{vote}/reveals", field_id=field)
    for found in evening.see(evening.ada, "moderation/votes")["regions"]["votes"]["results"][0]["fields"]:
        field = found["field"]["id"]
        assert found["ballots"] == evening.ballots[field]
        if found["shows_points"]:
            shown |= {row["tool"]: row["points"] for row in found["rows"]}
    big = {tool for field in evening.fields if evening.ballots[field] >= 5 for tool in tools[field]}
    assert sum(shown.values()) > 20, "there is something to compare"
    assert {tool: n for tool, n in shown.items() if n} == {t: n for t, n in evening.points.items() if t in big}
    with house.reading() as session:
        from facilitation import ballots

        sealed = ballots.one(session, evening.workshop.id, vote)
    assert (sealed.protocol["ballots"], sealed.protocol["spent"]) == (cast, cast)
    app.extensions["live"].publisher.close()
    house.close()
