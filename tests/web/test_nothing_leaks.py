"""Results stay hidden from everyone until their reveal: on every address for every role, in every push, document and
log line. Sixty people vote so that no number and no order of the result stands anywhere by chance."""

from __future__ import annotations

import html
import io
import json
import logging
import re
import time
import zipfile
from collections.abc import Iterator
from itertools import permutations
from typing import Any

import pytest
from flask import Flask
from flask_socketio.test_client import SocketIOTestClient
from sqlalchemy import select

from facilitation import ballots, documents, participants
from facilitation.ballots import Option, SealedBallot, State, Vote, conduct
from facilitation.live.regions import of_face
from facilitation.live.server import live_of
from tests.builders import cast, fields_of, run_to, shut_and_seal, tools_for
from tests.web.roles import ROLES, Hall, a_hall

WINNERS = (97, 91, 89, 86, 93)  # points of each person for the winner of their field; then two, then one
FEW = ("guest", "participant", "moderator")
JSON_ONLY = "application/json"
FORMATS = ("json", "docx", "csv")
SOCKETS = {
    "stage": "guest", "phone": "participant", "table": "host of table 1", "moderator": "moderator",
    "observer": "observer",
}  # fmt: skip


class Hidden:
    """A hall of sixty; `results` is per field its winner's points, and its three tools from first to third."""

    def __init__(self, app: Flask) -> None:
        self.hall: Hall = a_hall(app, points_budget=100, points_cap=100, places=2)
        self.house, self.workshop = self.hall.house, self.hall.workshop
        for _ in range(50):
            self.hall.newcomer()
        self.fields = fields_of(self.house, self.workshop)
        self.order = {field.id: self._unusual(field.id) for field in self.fields}
        told = [*self.exports(*FORMATS)]  # nobody has voted yet: what stands in this order does so by chance
        self.by_chance = {where for where, text in told for field in self.order if self.stands_in_order(text, field)}
        given = dict.fromkeys(self.order, 0)
        for person in self._people():
            own = tools_for(self.house, self.workshop, self.vote, person)
            nth, (field, order) = next(
                (n, pair) for n, pair in enumerate(self.order.items()) if pair[1][0].tool_id in own
            )
            points = {order[0].tool_id: WINNERS[nth], order[1].tool_id: 2, order[2].tool_id: 1}
            cast(self.house, self.workshop, self.vote, person, points)
            given[field] += WINNERS[nth]
        self.totals = {field: str(points) for field, points in given.items()}
        assert min(given.values()) >= 1000, "four digits do not stand on a page by chance"
        self.may = {rule: [role for role in ROLES if self.asked(rule, role)[0] != 403] for rule in self._rules()}
        self.sockets = {face: self._listen(face) for face in SOCKETS}

    @property
    def vote(self) -> Vote:
        with self.house.reading() as session:
            return ballots.of_workshop(session, self.workshop.id)[0]

    @property
    def sealed(self) -> list[SealedBallot]:
        with self.house.reading() as session:
            return list(session.scalars(select(SealedBallot)))

    def reveal(self, field_id: str) -> None:
        given = {"workshop_id": self.workshop.id, "vote_id": self.vote.id, "field_id": field_id, "role": "moderator"}
        self.house.write(conduct.reveal, **given)
        live_of(self.hall.app).publisher.touch(self.workshop.id, ("votes", "turnout", "results", "agenda"))

    def asked(self, rule: str, role: str, accept: str = "application/json") -> tuple[int, str]:
        """Status and text."""
        table = {"table": self.hall.ids["table_id"]} if "/regions/table" in rule else {}
        address = self.hall.address(rule)
        answer = self.hall.browser(role).get(address, query_string=table, headers={"Accept": accept})
        return answer.status_code, unpacked(answer.data)

    def pages(self, roles: str) -> Iterator[tuple[str, str]]:
        """(role and address, text) of everything that can be opened: by `all` roles, by those of the `few` and their
        like that may, or by `one` that may, as JSON."""
        for rule, may in self.may.items():
            few = [role for role in may if role in FEW] or may
            for role in {"all": ROLES, "few": few, "one": may[-1:]}[roles]:
                for accept in ("application/json", "text/html") if role in few and roles != "one" else (JSON_ONLY,):
                    yield f"{role}: {rule}", self.asked(rule, role, accept)[1]

    def exports(self, *formats: str) -> Iterator[tuple[str, str]]:
        now = self.house.clock.now()
        with self.house.reading() as session:
            for kind in documents.DOCUMENTS.values():
                for fmt in kind.formats:
                    if not formats or fmt in formats:
                        made, name, _type = documents.export(session, self.workshop, kind.id, fmt, now)
                        yield name, unpacked(made)

    def pushes(self) -> Iterator[tuple[str, str]]:
        """What the sockets have been told since the last look, once everything due is out."""
        due = live_of(self.hall.app).publisher._due
        until = time.monotonic() + 5
        while due and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(0.1)
        for face, socket in self.sockets.items():
            queue: list[Any] = vars(socket)["queue"]
            for event in queue[:]:
                queue.remove(event)
                yield f"push to {face}", json.dumps(event["args"], ensure_ascii=False)

    def told(self, roles: str, formats: tuple[str, ...] = ("json",)) -> list[tuple[str, str]]:
        return [*self.pages(roles), *self.exports(*formats), *self.pushes()]

    def leaks(self, told: list[tuple[str, str]], fields: set[str]) -> set[str]:
        """Where a total or the order of the result of one of these fields stands, or a number only results have."""
        found = set()
        for where, text in told:
            totals = [self.totals[field] for field in fields]
            if (totals and numbers_in(text, totals)) or any(self.stands_in_order(text, field) for field in fields):
                found.add(where)
            if fields == set(self.order) and results_in(read(text)):
                found.add(where)
        return found - self.by_chance

    def stands_in_order(self, text: str, field: str) -> bool:
        plain = html.unescape(text)
        places = [[plain.find(name) for name in (o.title, o.tool_id)] for o in self.order[field]]
        return any(-1 not in column and list(column) == sorted(column) for column in zip(*places, strict=True))

    def _rules(self) -> list[str]:
        rules = {rule.rule for rule in self.hall.app.url_map.iter_rules() if "GET" in (rule.methods or set())}
        pages = "<any(groups, votes, health):page>"
        spread = {rule.replace(pages, page) for rule in rules for page in ("groups", "votes", "health")}
        return sorted(r for r in spread if not re.search(r"/static/|/qr/|<fmt>|/pictures/|/healthz|socket.io", r))

    def _people(self) -> list[str]:
        with self.house.reading() as session:
            return [person.id for person in participants.present(session, self.workshop.id)]

    def _unusual(self, field_id: str) -> tuple[Option, ...]:
        """Three tools of a field in an order in which no list has them: not the ballot's, by name, or by kind."""
        with self.house.reading() as session:
            three = ballots.options(session, self.vote, field_id)[:3]
        usual = [
            sorted(three, key=key)
            for key in (
                lambda o: o.position, lambda o: o.title.casefold(), lambda o: o.tool_id, lambda o: (o.kind, o.title),
                lambda o: (("new", "existing", "open").index(o.kind), o.title.casefold()),
            )
        ]  # fmt: skip
        return next(order for order in permutations(three) if list(order) not in usual)

    def _listen(self, face: str) -> SocketIOTestClient:
        auth = {"code": self.workshop.code, "face": face, "regions": [r.name for r in of_face(face)]}
        auth |= {"table": self.hall.ids["table_id"]} if face == "table" else {}
        browser = self.hall.browser(SOCKETS[face])
        return SocketIOTestClient(self.hall.app, live_of(self.hall.app).socketio, auth=auth, flask_test_client=browser)


def unpacked(content: bytes) -> str:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    return content.decode("utf-8", "replace")


def read(text: str) -> Any:
    """The JSON that a text is, if it is one."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def numbers_in(text: str, wanted: list[str]) -> set[str]:
    return set(re.findall(rf"(?<![\w.-])({'|'.join(wanted)})(?![\w.-])", text))


def results_in(value: Any) -> list[Any]:
    """Every number under a name that only results have, wherever it lies."""
    if isinstance(value, list):
        return [found for inner in value for found in results_in(inner)]
    if not isinstance(value, dict):
        return []
    names = {"points", "rank", "share", "percent", "score"} | ({"people"} if "tool" in value else set())
    here = [(name, value[name]) for name in names & set(value) if isinstance(value[name], int | float)]
    return here + [found for inner in value.values() for found in results_in(inner)]


@pytest.mark.timeout(300)
def test_nobody_sees_a_result_before_its_reveal(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    hidden = Hidden(app)
    every, first = set(hidden.order), hidden.fields[0].id
    touch = live_of(app).publisher.touch
    touch(hidden.workshop.id, ("turnout", "votes"))
    told = hidden.told("few")
    assert {where for where, _ in told if where.startswith("push")} >= {"push to stage", "push to moderator"}
    assert hidden.leaks(told, every) == set(), "while the vote is open"

    revision = hidden.vote.revision
    given = {"workshop_id": hidden.workshop.id, "vote_id": hidden.vote.id, "revision": revision, "role": "moderator"}
    hidden.house.write(conduct.shut, **given)
    hidden.house.follow_box(hidden.workshop.id, hidden.vote.id)
    touch(hidden.workshop.id, ("turnout", "votes", "agenda"))
    assert hidden.leaks(hidden.told("one"), every) == set(), "after it is shut"

    vote = shut_and_seal(hidden.house, hidden.workshop, hidden.vote)
    assert (vote.state, len(hidden.sealed)) == (State.SEALED, 60)
    run_to(hidden.house, hidden.workshop, "results")
    touch(hidden.workshop.id, ("turnout", "votes", "agenda", "results"))
    told = hidden.told("all", FORMATS)
    assert hidden.leaks(told, every) == set(), "after the count, to every role"
    marks = {ballot.fingerprint for ballot in hidden.sealed}
    assert {where for where, text in told if any(mark in text for mark in marks)} == set()

    hidden.reveal(first)
    told = hidden.told("few")
    assert hidden.leaks(told, every - {first}) == set(), "the fields still hidden"
    shown = hidden.leaks(told, {first})
    base = "/w/<code>"
    for where in (
        f"guest: {base}/stage", f"guest: {base}/results", f"participant: {base}/phone", "push to stage",
        f"moderator: {base}/moderation/votes", "push to phone", f"guest: {base}/regions/stage",
    ):  # fmt: skip
        assert where in shown, "the control: what is revealed does stand there"
    assert any(where.startswith("priorisierte-werkzeuge") for where in shown)
    assert {where for where, text in told if any(mark in text for mark in marks)} == set()

    for field in hidden.fields[1:]:
        hidden.reveal(field.id)
    told += hidden.told("one")
    ids = {ballot.ballot_id for ballot in hidden.sealed}
    assert {where for where, text in told if any(ballot_id in text for ballot_id in ids)} == set(), "for ever"
    listed = {where.partition(": ")[2] for where, text in told if any(mark in text for mark in marks)}
    public = f"{base}/public/votes/<vote_id>"
    assert listed == {f"{base}/results", public, f"{public}/file", f"{base}/office/archive.zip"}

    logging.getLogger("facilitation").debug("the control: whatever is logged is caught here")
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert "the control" in logged and hidden.leaks([("log", logged)], every) == set()
    assert not any(secret in logged for secret in ids | marks), "and no ballot left a line in a log"


def test_the_search_for_results_would_find_one() -> None:
    """The control of the search itself."""
    assert results_in({"rows": [{"tool": "a", "points": 3, "people": 2, "rank": 1}]}) != []
    assert results_in({"people": 12, "tables": [{"people": 3}], "budget": 5}) == []
    assert numbers_in("<b>1164</b> x1164 1164px", ["1164"]) == {"1164"}
    assert numbers_in("a-1164-b 11640", ["1164"]) == set()
    hidden = Hidden.__new__(Hidden)
    hidden.order = {"f": tuple(Option(tool_id=f"id{n}", title=f"Café & {n}") for n in (2, 3, 1))}
    assert hidden.stands_in_order("<td>Café &amp; 2<td>Café &amp; 3<td>Café &amp; 1", "f")
    assert not hidden.stands_in_order("<td>Café &amp; 1<td>Café &amp; 2<td>Café &amp; 3", "f")
    assert hidden.stands_in_order('["id2", "id3", "id1"]', "f")
