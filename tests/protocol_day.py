"""A Düren day in which docs/protocol.md is played: every role has a browser, and there is a way to every moment."""

from __future__ import annotations

import json
import socket
import threading
from collections import ChainMap
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from facilitation import access, ballots, create_app, day, groups, participants
from facilitation.access import Role
from facilitation.agenda import Activity
from facilitation.ballots import State, Vote, conduct
from facilitation.fields import Table
from facilitation.live.visitor import cookie_name
from facilitation.participants import Kind
from facilitation.workshop import by_id, change_settings
from tests import builders as b
from tests.protocol_page import Example, filled

JSON = {"Accept": "application/json"}
ROLES = ("anyone", "participant", "pupil", "host", "observer", "reception", "moderator", "organiser")
ACTIVITIES = ("arrival", "grouping", "vision", "choice")
VOTING = (
    "the vote is open", "the hall has voted", "the vote is shut", "the vote is counted", "every field is revealed",
)  # fmt: skip


class DurenDay:
    """A fresh installation with one workshop, Ben (number 1) with his phone, a pupil, and 19 other guests. It listens
    on a port of its own, because a rehearsal comes in from outside."""

    def __init__(self, path: Path) -> None:
        self._bell = socket.create_server(("127.0.0.1", 0))
        port: int = self._bell.getsockname()[1]
        self.app: Flask = create_app(replace(b.a_config(path), port=port))
        self.app.testing = True
        self._server = make_server("127.0.0.1", port, self.app, threaded=True, fd=self._bell.fileno())
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.house = b.house_of(self.app)
        self.here = b.a_workshop(self.house)
        self.clients: dict[str, FlaskClient] = {role: self.app.test_client() for role in ROLES}
        self.known: dict[str, Any] = {"code": self.here.code, "key": access.random_secret(), "number": 1}
        self.known |= {"ballot_id": access.random_secret(), "long_text": "Bus" * 100}
        self.known["participant"] = b.as_participant(self.clients["participant"], self.here, "Ben", "Kreisverwaltung")
        b.people(self.house, self.here, 19)
        b.as_moderator(self.clients["moderator"], self.here)
        b.as_observer(self.clients["observer"], self.here)
        b.as_reception(self.clients["reception"], self.here)
        b.as_organiser(self.clients["organiser"])
        self._cut_keys()
        self._let_a_pupil_in()
        self._host_of = 0
        self._moment = ""

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._bell.close()
        self.app.extensions["live"].publisher.close()
        self.house.close()

    def bring_to(self, moment: str) -> None:
        """Let the day go on to a moment that the page names; what examples have pressed so far counts."""
        if not moment or moment == self._moment:
            return
        self._moment = moment
        if moment in ACTIVITIES:
            b.run_to(self.house, self.here, Activity(moment))
        elif moment == "a vote with cards is open":
            values = {"vote_mode": "cards"}
            b.run_to(self.house, self.here, Activity.VISION)
            with self.house.reading() as session:
                revision = by_id(session, self.here.id).revision
            self.house.write(change_settings, workshop_id=self.here.id, revision=revision, values=values)
            b.run_to(self.house, self.here, Activity.CHOICE)
            b.open_vote(self.house, self.here)
        elif moment == "the day runs":
            b.step(self.house, self.here, "start")
        else:
            for number in range(VOTING.index(moment) + 1):
                self._vote_on(VOTING[number])

    def send(self, example: Example, role: str) -> TestResponse:
        """The request as it stands on the page. A body that is not JSON is sent as a form, without script."""
        names, client = self.names(), self.browser(role)
        path = str(filled(example.path, names))
        if not example.body:
            return client.open(path, method=example.method, headers=JSON)
        if example.body.startswith("{"):
            return client.post(path, json=filled(json.loads(example.body), names), headers=JSON)
        form = dict(part.split("=", 1) for part in str(filled(example.body, names)).split("&"))
        return client.post(path, data=form, headers={"Accept": "text/html"})

    def browser(self, role: str) -> FlaskClient:
        """The browser of somebody in that role; the host's is at Ben's table."""
        number = self._table_of_ben().number
        if role == "host" and number != self._host_of:
            b.as_host(self.clients["host"], self.here, number)
            self._host_of = number
        return self.clients[role]

    def press(self, path: str, body: dict[str, Any]) -> TestResponse:
        """A press of the moderator."""
        names = self.names()
        sent: Any = filled(body, names)
        return self.clients["moderator"].post(str(filled(path, names)), json=sent, headers=JSON)

    def names(self) -> ChainMap[str, Any]:
        """What a ``{name}`` stands for: what earlier answers told, then what the day knows by itself."""
        programme, table = b.look(self.house, self.here), self._table_of_ben()
        found: dict[str, Any] = {
            "step": programme.agenda.step, "table": table.id, "table_number": table.number, "field": table.field_id,
        }  # fmt: skip
        vote = self._vote()
        if vote is not None:
            found |= {"vote": vote.id, "revision": vote.revision}
            if vote.has_opened:
                ben = self.known["participant"]
                found["tool"], found["other_tool"], *_ = b.tools_for(self.house, self.here, vote, ben)
        return ChainMap(self.known, found)

    def _vote(self) -> Vote | None:
        with self.house.reading() as session:
            return next(iter(ballots.of_workshop(session, self.here.id)), None)

    def _vote_on(self, moment: str) -> None:
        """One part of the vote, unless it has happened already."""
        if self._vote() is None:
            b.run_to(self.house, self.here, Activity.CHOICE)
        vote = self._vote()
        assert vote is not None
        if moment == "the vote is open" and vote.state == State.DRAFT:
            b.open_vote(self.house, self.here)
        elif moment == "the hall has voted" and vote.state == State.OPEN:
            self._everybody_votes(vote)
        elif moment == "the vote is shut" and vote.state == State.OPEN:
            pressed = {"workshop_id": self.here.id, "vote_id": vote.id, "revision": vote.revision, "role": "moderator"}
            self.house.write(conduct.shut, **pressed)
            self.house.follow_box(self.here.id, vote.id)
        elif moment == "the vote is counted" and vote.state == State.SHUT:
            b.shut_and_seal(self.house, self.here, vote)
        elif moment == "every field is revealed":
            for field in b.fields_of(self.house, self.here):
                shown = {"workshop_id": self.here.id, "vote_id": vote.id, "field_id": field.id, "role": "moderator"}
                self.house.write(conduct.reveal, **shown)

    def _everybody_votes(self, vote: Vote) -> None:
        """At each field one gives a point to the second to sixth tool of the ballot, the others abstain: with three
        points more for the first tool there are five equal results for four places."""
        begun: set[str] = set()
        for number in range(2, 21):
            with self.house.reading() as session:
                person = participants.by_number(session, self.here.id, number).id
                field = day.ballot_paper(session, self.here.id, vote, person)["field"]
            first = field not in begun
            begun.add(field)
            tools = b.tools_for(self.house, self.here, vote, person)[1:6] if first else []
            b.cast(self.house, self.here, vote, person, dict.fromkeys(tools, 1))

    def _table_of_ben(self) -> Table:
        """Where Ben sits; before the groups are made, table 1."""
        programme = b.look(self.house, self.here)
        with self.house.reading() as session:
            seat = groups.table_of(session, self.here.id, self.known["participant"], programme.round_number)
        return seat or b.tables_of(self.house, self.here)[0]

    def _cut_keys(self) -> None:
        """A moderator's link and the organisers' one-time key, not yet used."""
        self.known["secret"] = access.secret_of(b.KEY, b.a_link(self.house, self.here, Role.MODERATOR))
        self.known["one_time_key"] = key = access.random_secret()
        self.house.write(access.make_one_time_key, key_hash=access.hashed(b.KEY, "one-time", key))

    def _let_a_pupil_in(self) -> None:
        pupil, secret = self.clients["pupil"], access.random_secret()
        link = b.a_link(self.house, self.here, Role.SCHOOL)
        pupil.set_cookie(cookie_name("school", self.here.code, False), access.secret_of(b.KEY, link))
        key_hash = access.hashed(b.KEY, "participant", secret)
        self.house.write(groups.arrive, workshop_id=self.here.id, key_hash=key_hash, kind=Kind.PUPIL)
        pupil.set_cookie(cookie_name("participant", self.here.code, False), secret)
