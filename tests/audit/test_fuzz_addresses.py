"""Random requests at every address by every role: no fault, no traceback, and afterwards everything still adds up."""

from __future__ import annotations

import io
import json
import logging
import time
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any

import pytest
from sqlalchemy import select, text

from facilitation import ballots, journal
from facilitation.ballots import SealedBallot
from facilitation.participants import Participant
from facilitation.web.guesses import guesses
from tests import builders
from tests.audit.boxed import SEED, rounds
from tests.poison import PAYLOADS
from tests.web.roles import JSON, ROLES, Hall, a_hall
from tests.web.test_access_matrix import WHO_MAY, addresses_of
from tests.web.test_bad_input import NAMES, junk, pages_of

HALF_A_HALL = 400  # requests, after which a new hall is made: the old one has been closed, emptied and renamed by then
NEVER = ("/rehearsals", "/healthz")  # would start a crowd; says nothing
ODD_HEADERS = {
    "Accept": ["*/*", "", "application/json;q=x", "text/html, */*;q=0.1", "x" * 2000],
    "Content-Type": ["application/json", "text/plain", "multipart/form-data", "application/json; charset=utf-7", "x/y"],
    "Referer": ["http://[", "http://localhost/\r x", "javascript:1", "http://localhost/%00", "x" * 4000],
    "Accept-Language": ["de", "xx-XX;q=9", "*", ",,,;;"],
    "Range": ["bytes=0-1", "bytes=-1", "bytes=9-1", "x"],
    "If-None-Match": ["*", '"x"', "W/"],
    "If-Modified-Since": ["Thu, 01 Jan 1970 00:00:00 GMT", "never"],
    "Cookie": ["zw-lang=xx", "zw-office=", "=;=;=", "zw-tries=" + "x" * 3000, 'a="'],
    "Origin": ["null", "http://localhost", "http://localhost:1"],
}


def test_random_requests_break_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    hall, took, told = None, [], dict.fromkeys((200, 303, 403, 404, 409, 422), 0)
    for number, chance in rounds("addresses", least=2000):
        if hall is None or number % HALF_A_HALL == 0:
            hall = again(hall, tmp_path / str(number))
            doors = sorted(a for a in addresses_of(hall.app) if not a.endswith(NEVER))
        began, address = time.perf_counter(), doors[number % len(doors)]
        method, path, sent = request_of(chance, hall, address)
        role = chance.choice(sorted(WHO_MAY.get(address, ROLES)) if chance.random() < 0.7 else ROLES)
        answer = hall.browser(role).open(path, method=method, **sent)
        took.append(time.perf_counter() - began)
        assert answer.status_code < 500, (SEED, number, role, method, path, sent, answer.text[:500])
        assert b"Traceback" not in answer.data
        told[answer.status_code] = told.get(answer.status_code, 0) + 1
    must_add_up(hall)
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == []
    assert min(told[status] for status in (200, 303, 403, 404, 422)) > 0, ("came far enough to mean something", told)
    print(f"{len(took)} requests, p99 {quantiles(took, n=100)[-1] * 1000:.0f} ms, {told}")
    close(hall)


def again(hall: Hall | None, path: Path) -> Hall:
    """Look whether all is well in the old hall, and open a new one."""
    if hall is not None:
        must_add_up(hall)
        close(hall)
    guesses.forget()
    path.mkdir()
    made = a_hall(builders.an_app(path))
    made.app.testing = False  # as in the hall: a fault is answered with 500
    return made


def close(hall: Hall) -> None:
    hall.app.extensions["live"].publisher.close()
    hall.house.close()


def request_of(chance: Random, hall: Hall, address: str) -> tuple[str, str, dict[str, Any]]:
    """Half of it as it should be, so that it gets past the first check; the rest from the bottom of the drawer."""
    method, rule = address.split(" ", 1)
    other = {name: str(odd(chance, hall))[:300] for name in hall.ids if chance.random() < 0.1}
    path = hall.address(rule, **{name: value.replace("/", "%2F") or "x" for name, value in other.items()})
    headers = {name: chance.choice(values) for name, values in ODD_HEADERS.items() if chance.random() < 0.06}
    headers = {name: value.replace("\r", "") for name, value in headers.items()}
    headers |= JSON if chance.random() < 0.5 else {}
    asked = {name: str(odd(chance, hall)) for name in ("table", "names", "next", "q", "page") if chance.random() < 0.3}
    more: dict[str, Any] = {"headers": headers, "query_string": asked}
    return method, path, more | (body_of(chance, hall) if method == "POST" else {})


def body_of(chance: Random, hall: Hall) -> dict[str, Any]:
    sent = {name: odd(chance, hall) for name in chance.sample(NAMES, chance.randint(0, 12))}
    if chance.random() < 0.6:
        sent["step"] = builders.look(hall.house, hall.workshop).agenda.step
        sent["revision"] = chance.randint(1, 3)
    if chance.random() < 0.3:
        sent[f"points.{hall.ids['tool_id']}"] = odd(chance, hall)
    kind = chance.random()
    if kind < 0.4:
        return {"data": json.dumps(sent), "content_type": "application/json"}
    if kind < 0.8:
        return {"data": {name: str(value) for name, value in sent.items()}}
    if kind < 0.9:
        names = {name: str(odd(chance, hall))[:80] or "x" for name in list(sent)[:3]}
        files = {name: (io.BytesIO(chance.randbytes(200)), file_name) for name, file_name in names.items()}
        return {"data": {"revision": "1", **files}, "content_type": "multipart/form-data"}
    kinds = ODD_HEADERS["Content-Type"]
    return {"data": chance.randbytes(chance.randint(0, 4000)), "content_type": chance.choice(kinds)}


def odd(chance: Random, hall: Hall) -> Any:
    return chance.choice(list(PAYLOADS.values())) if chance.random() < 0.1 else junk(chance, hall)


def must_add_up(hall: Hall) -> None:
    """What holds whatever people do."""
    house = hall.house
    with house.reading() as session:
        assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
        assert journal.first_broken(journal.entries(session, hall.workshop.id)) is None
        votes = ballots.of_workshop(session, hall.workshop.id)
        for vote in votes:
            for ballot in session.scalars(select(SealedBallot).where(SealedBallot.vote_id == vote.id)):
                given = ballot.content.get("points", ballot.content) if isinstance(ballot.content, dict) else {}
                points = [n for n in given.values() if isinstance(n, int)]
                assert sum(points) <= vote.budget and max(points, default=0) <= vote.cap
    for vote in votes:
        standing = house.boxes.turnout(vote)
        assert sum(standing.values()) <= len(people_of(hall))
    for role, page in pages_of(hall):
        assert hall.browser(role).get(page).status_code < 500, (SEED, role, page)


def people_of(hall: Hall) -> list[Any]:
    with hall.house.reading() as session:
        return list(session.scalars(select(Participant).where(Participant.workshop_id == hall.workshop.id)))


def test_the_fault_that_is_looked_for_would_be_seen(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The control: a route that breaks is a 500 and an error in the log."""
    hall = again(None, tmp_path / "control")

    @hall.app.get("/w/<code>/broken")
    def broken(code: str) -> str:
        raise ZeroDivisionError(code)

    with caplog.at_level(logging.ERROR):
        assert hall.browser("guest").get(f"/w/{hall.workshop.code}/broken").status_code == 500
    assert caplog.records
    close(hall)
