"""Refusals: each has a German phrase that says what happened and what to do, with its facts filled in."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import facilitation
from facilitation.errors import BadInput, MovedOn, NotFound, Refusal
from facilitation.web import refusals
from facilitation.web.refusals import PHRASES, phrase, phrase_of

# Which facts may come with which refusal: one example for every way a phrase branches.
FACTS: dict[str, list[dict[str, Any]]] = {
    "badge_taken": [{"number": 17}],
    "bad_input": [
        {"field": "text", "reason": "empty"},
        {"field": "title", "reason": "empty"},
        {"field": "reason", "reason": "empty"},
        {"field": "title", "reason": "doubled", "value": "Job-Café"},
        {"field": "points", "reason": "empty"},
        {"field": "tool", "reason": "doubled", "value": "Job-Café"},
        {"field": "grouping", "reason": "none"},
        {"field": "field", "reason": "no_tie"},
        {"field": "base_url", "reason": "address"},
        {"field": "participant_id", "reason": "pupil"},
        {"field": "file", "reason": "format"},
        {"field": "head", "reason": "choice", "choices": ["1a2b3c4d"]},
        {"field": "password", "reason": "too_short", "least": 12},
        {"field": "current", "reason": "wrong"},
        {"field": "typed", "reason": "wrong", "value": "ABCD"},
        {"field": "years", "reason": "years"},
        {"field": "years", "reason": "in_use", "value": "2018"},
        {"field": "zone", "reason": "zone", "value": "Mond"},
        {"field": "day", "reason": "date", "value": "morgen"},
        {"field": "fields", "reason": "last"},
        {"field": "tables", "reason": "last"},
        {"field": "minutes", "reason": "range", "low": -180, "high": 180},
        {"field": "text", "reason": "too_long", "limit": 280, "length": 281},
        {"field": "number", "reason": "number"},
        {"field": "minimum", "reason": "limits", "low": 45, "high": 30},
        {"field": "ends", "reason": "same_hour"},
        {"field": "fixed_start", "reason": "hour", "value": "25:00"},
        {"field": "note", "reason": "german_first"},
        {"field": "questions.en", "reason": "more_lines", "limit": 1, "count": 2},
        {"field": "steps", "reason": "too_many_lines", "limit": 20, "count": 21},
        {"field": "places", "reason": "range", "low": 1, "high": 100},
        {"field": "name", "reason": "empty"},
        {"field": "role", "reason": "choice", "choices": ["host"]},
        {"field": "body", "reason": "json"},
    ],
    "moved_on": [
        {"what": "agenda", "current": 4, "action": "next", "item": "Runde 1", "activity": "vision"},
        {"what": "agenda", "current": 4, "action": None, "item": None, "activity": None},
        {"what": "vote", "current": 2, "state": "open"},
        {"what": "plan", "current": 2, "title": "Job-Café"},
        {"what": "tool", "current": 2, "parts": {}},
        {"what": "tools"},
        {"what": "import"},
        {"what": "workshop", "current": 2, "values": {}},
        {"what": "field", "current": 2, "values": {}},
    ],
    "too_late": [{"field": f, "since": s} for f, s in (("day", "day"), ("fields", "day"), ("places", "vote"))],
    "still_in_use": [{"tools": 20, "links": 1}, {"seats": 5}],
    "bad_picture": [{"reason": r, "limit": 10} for r in ("format", "too_large", "pixels", "empty")],
    "vote_not_open": [{"state": "draft", "shut_at": None}, {"state": "shut", "shut_at": "2017-10-18T18:05:00+00:00"}],
    "nothing_there": [{"what": w} for w in ("next", "previous", "undo", "pause", "resume", "jump", "scene")],
    "cannot_catch_up": [{"reason": r, "missing": 600} for r in ("on_time", "limits", "nothing_flexible")],
    "altered": [{"line": 12, "part": "entries 7"}, {"line": 3, "part": ""}, {"line": 0, "part": "head"}],
    "not_found": [{"what": "workshop", "code": "NOPE"}, {"what": "vote"}, {"what": "upload"}],
    "item_begun": [{"item": "Pause", "reason": r} for r in ("begun", "over", "vote", "before")],
    "not_yet": [{"what": "proposal"}, {"what": "statement"}],
    "not_allowed": [{"needs": ["moderator"]}],
    "not_saved": [{"reason": "busy"}],
    "not_enough_seats": [{"people": 100, "seats": 80}],
    "points_spent": [{"budget": 5, "given": 6}],
    "too_many_on_one": [{"cap": 3, "given": 4}],
    "wrong_state": [{"state": "open", "needs": "shut"}],
    "bad_file": [
        *({"reason": r} for r in ("none", "empty", "format", "encrypted", "links", "damaged", "bomb", "tricks")),
        *({"reason": f"too_{r}", "limit": 60} for r in ("large", "many_rows", "many_columns", "many_sheets")),
        {"reason": "anything"},
    ],
    "import_refused": [{"problems": 3}],
    "rests_on": [{"title": "Pflegeordner", "what": ["plan_entries"]}],
    "survey_over": [{"day": "31.12.2019"}],
    "bad_questionnaire": [{"path": "$.sections", "reason": "type"}],
    "bad_template": [{"path": "workshop.day", "reason": "missing"}],
    "bad_archive": [
        *({"path": "day.json", "reason": r} for r in ("no_zip", "broken", "empty", "checksum", "version", "kind")),
        {"path": "day.json", "reason": "too_large", "limit": 16},
        {"path": "day.json $.votes[0].state", "reason": "choice", "choices": ["sealed"]},
    ],
    "unknown_document": [{"document": "x", "known": []}],
    "unknown_format": [{"document": "x", "format": "pdf", "known": []}],
    "written_beside": [{"kept": 3, "current": 2}],
}
FILLED_IN = {"doubled": "Job-Café", "too_long": "281 von höchstens 280"}


def every_refusal() -> list[type[Refusal]]:
    """All subclasses in the package, after importing every module of it."""
    for module in pkgutil.walk_packages(facilitation.__path__, "facilitation."):
        if "versions" not in module.name and not module.name.endswith(("__main__", "migrations.env")):
            importlib.import_module(module.name)

    def below(kind: type[Refusal]) -> list[type[Refusal]]:
        return [kind, *(found for child in kind.__subclasses__() for found in below(child))]

    return [kind for kind in below(Refusal) if kind.__module__.startswith("facilitation")]


@pytest.fixture(autouse=True)
def _within_a_request() -> Iterator[None]:
    with Flask(__name__).app_context():
        yield


def test_every_refusal_has_a_phrase_and_a_code_of_its_own() -> None:
    found = every_refusal()
    codes = [kind.code for kind in found]
    assert len(found) > 30
    assert sorted(set(codes)) == sorted(codes)
    assert set(codes) - set(PHRASES) == set()


def test_no_phrase_is_left_over() -> None:
    of_http = {"unknown_address", "foreign_origin", "too_large"}
    assert set(PHRASES) - {kind.code for kind in every_refusal()} == of_http


def test_every_refusal_is_a_clients_matter_or_says_to_try_again() -> None:
    statuses = {kind.code: kind.status for kind in every_refusal()}
    assert {code for code, status in statuses.items() if not 400 <= status < 500} == {"not_saved"}
    assert statuses["not_saved"] == 503


@pytest.mark.parametrize(
    ("code", "facts"), [(code, facts) for code in PHRASES for facts in FACTS.get(code, [{}])]
)  # fmt: skip
def test_a_phrase_is_a_whole_german_sentence_with_its_facts(code: str, facts: dict[str, Any]) -> None:
    said = phrase_of(code, facts)
    assert re.fullmatch(r"[A-ZÄÖÜ„].+[.!?]", said), said
    assert "{" not in said and "…" not in said, said
    assert not re.search(r"\b(Fehler|ungültig|Error|None|null)\b", said), said
    assert FILLED_IN.get(str(facts.get("reason")), "") in said


@pytest.mark.parametrize("code", PHRASES)
def test_a_phrase_survives_missing_facts(code: str) -> None:
    assert phrase_of(code, {}) != ""


def test_a_placeholder_without_its_fact_would_be_seen() -> None:
    """The control: without facts the phrases that need some show it."""
    assert "…" in phrase_of("points_spent", {})
    assert phrase_of("points_spent", {"budget": 5}).startswith("Ihre 5 Punkte")


def test_facts_of_people_cannot_reach_into_the_phrase() -> None:
    said = phrase(BadInput(field="title", reason="doubled", value="{low.__class__} %s"))
    assert "{low.__class__} %s" in said


def test_a_shutting_is_told_at_the_halls_own_hour() -> None:
    assert "um 20:05 Uhr" in phrase_of("vote_not_open", {"shut_at": "2017-10-18T18:05:00+00:00"})


def test_an_unknown_code_still_says_something() -> None:
    assert phrase_of("never_heard_of", {}) == refusals.PHRASES["refused"]


def test_the_json_door_gives_code_message_and_details(app: Flask) -> None:
    @app.get("/refuse/<name>")
    def refuse(name: str) -> str:
        raise {"moved": MovedOn(what="agenda", item="Runde 1"), "gone": NotFound(what="vote")}[name]

    emil = app.test_client()
    answer = emil.get("/refuse/moved", headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert answer.get_json() == {
        "error": {
            "code": "moved_on",
            "message": "Jemand anderes hat gerade weitergeschaltet: Jetzt läuft „Runde 1“. "
            "Es ist nichts doppelt passiert.",
            "details": {"what": "agenda", "item": "Runde 1"},
        }
    }
    page = emil.get("/refuse/gone")
    assert page.status_code == 404
    assert "Das gibt es hier nicht (mehr)." in page.text
    assert "not_found" not in page.text


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/gibt-es-nicht", 404, "unknown_address"),
        ("GET", "/w/NOPE/", 404, "not_found"),
        ("PUT", "/w/NOPE/", 405, "unknown_address"),
        ("GET", "/w/%00/", 404, "unknown_address"),
        ("GET", "/?seite=%00", 404, "unknown_address"),
        ("GET", "/w/NOPE/regions/table?table=%00", 404, "unknown_address"),
        ("GET", "/static/0/" + "a" * 300, 404, "unknown_address"),
        ("GET", "/static/0/../../pyproject.toml", 404, "unknown_address"),
        ("GET", "/static/0/%2e%2e/%2e%2e/pyproject.toml", 404, "unknown_address"),
        ("GET", "/w/NOPE/table/" + "9" * 30, 404, "unknown_address"),
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_told_too(
    client: FlaskClient, method: str, path: str, status: int, code: str
) -> None:
    answer = client.open(path, method=method, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (status, code)
    assert client.open(path, method=method).status_code == status
