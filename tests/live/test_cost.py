"""What the hall costs: who joins disturbs no phone, a shared screen is rendered once, and no socket is compressed."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from facilitation.live import rendering
from facilitation.live.regions import REGIONS
from facilitation.live.server import live_of
from facilitation.live.view import View
from facilitation.participants import Participant
from tests import builders
from tests.builders import as_participant, house_of
from tests.real_server import RealServer

HANDSHAKE = (
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n"
)
JSON = {"Accept": "application/json"}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = builders.an_app(tmp_path)
    yield app
    live_of(app).publisher.close()
    house_of(app).close()


class Queries:
    """How many statements reach the main database."""

    def __init__(self, app: Flask) -> None:
        self.count = 0
        event.listen(house_of(app).engine, "before_cursor_execute", self._note)

    def _note(self, *_told: Any) -> None:
        self.count += 1


def touched(app: Flask, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The topics said to have changed from now on."""
    told: set[str] = set()
    monkeypatch.setattr(live_of(app).publisher, "touch", lambda _workshop, topics, **_more: told.update(topics))
    return told


def regions_of_phones() -> set[str]:
    return {topic for region in REGIONS if region.face == "phone" for topic in region.follows}


def test_who_joins_renames_or_leaves_disturbs_no_other_phone(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand arrivals must not have a thousand phones fetch their own part a thousand times."""
    workshop = builders.a_workshop(house_of(app))
    told, ben = touched(app, monkeypatch), app.test_client()
    base = f"/w/{workshop.code}"
    for address, fields in (
        (f"{base}/participants", {"key": "k" * 20, "name": "Ben"}),
        (f"{base}/me", {"key": "l" * 20, "name": "Benedikt"}),
        (f"{base}/me/departure", {"key": "m" * 20}),
    ):
        assert ben.post(address, data=fields, headers=JSON).status_code == 200
    assert told == {"presence"}
    assert told.isdisjoint(regions_of_phones())


def test_a_table_still_hears_of_who_joins() -> None:
    following = {region.name for region in REGIONS if "presence" in region.follows}
    assert {"stage", "groups", "table", "table.top", "cockpit.side"} <= following


def test_phones_at_one_table_share_a_rendering_until_something_changes(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = house_of(app)
    workshop = builders.a_workshop(house)
    builders.run_to(house, workshop, "plenum")
    phones = [app.test_client() for _ in range(3)]
    for number, phone in enumerate(phones):
        as_participant(phone, workshop, f"Gast {number}")
    rendered: list[str] = []
    original = rendering.render

    def counting(app: Flask, region: Any, view: Any, **more: Any) -> Any:
        rendered.append(region.name)
        return original(app, region, view, **more)

    monkeypatch.setattr(rendering, "render", counting)
    for phone in phones:
        assert phone.get(f"/w/{workshop.code}/regions/phone").status_code == 200
    assert sorted(rendered) == ["phone", "phone.top"]
    builders.step(house, workshop, "next")
    scene = phones[0].get(f"/w/{workshop.code}/regions/phone").get_json()
    assert sorted(rendered) == ["phone", "phone", "phone.top", "phone.top"]
    assert {region["name"] for region in scene["regions"]} == {"phone", "phone.top", "mine"}


def test_what_is_shared_holds_nothing_of_the_reader(app: Flask) -> None:
    """Scene by scene: whoever sits at the table, its phone's shared regions have the same state."""
    house = house_of(app)
    workshop = builders.a_workshop(house)
    ben = builders.people(house, workshop, 1)[0]
    shared = [region for region in REGIONS if region.face == "phone" and not region.personal]
    builders.step(house, workshop, "start")
    while builders.look(house, workshop).next_scene is not None:
        with house.reading() as session:
            now, person = house.clock.now(), session.get_one(Participant, ben)
            nobody = View(session, house, workshop.id, now)
            nobody.table_id = nobody.seats.get(ben)
            reader = View(session, house, workshop.id, now, table_id=nobody.table_id, person=person)
            assert [region.state(reader) for region in shared] == [region.state(nobody) for region in shared]
        builders.step(house, workshop, "next")


def test_forms_of_a_shared_rendering_have_operation_ids_of_their_own(app: Flask) -> None:
    house = house_of(app)
    workshop = builders.a_workshop(house)
    phones = [app.test_client() for _ in range(2)]
    for number, phone in enumerate(phones):
        as_participant(phone, workshop, f"Gast {number}")
    builders.run_to(house, workshop, "vision")
    keys = [
        part.split('"')[0]
        for phone in phones
        for part in phone.get(f"/w/{workshop.code}/").get_data(as_text=True).split('name="key" value="')[1:]
    ]
    assert len(keys) >= 4 and len(set(keys)) == len(keys)
    assert not any("goes-here" in key for key in keys)


def test_a_ballot_asks_the_main_database_nothing_that_is_known(app: Flask) -> None:
    house = house_of(app)
    workshop = builders.a_workshop(house)
    ben = app.test_client()
    as_participant(ben, workshop, "Ben")
    builders.run_to(house, workshop, "choice")
    vote = builders.open_vote(house, workshop)

    def cast(number: int) -> int:
        ballot = {"ballot_id": "b" * 30, "abstain": "1", "key": f"{number:020}"}
        return ben.post(f"/w/{workshop.code}/votes/{vote.id}/ballots", data=ballot, headers=JSON).status_code

    assert cast(1) == 200
    queries = Queries(app)
    assert [cast(number) for number in range(2, 6)] == [200] * 4
    assert queries.count == 0


def test_more_people_wait_for_a_write_than_there_are_connections(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for the writer has given the connection back; with one each the seventeenth would wait in vain."""
    house = house_of(app)
    workshop = builders.a_workshop(house)
    held: list[int] = []
    original = house.writer.write

    def write(*given: Any, **more: Any) -> Any:
        held.append(house.engine.pool.checkedout())  # type: ignore[attr-defined]
        return original(*given, **more)

    monkeypatch.setattr(house.writer, "write", write)

    def join(number: int) -> int:
        fields = {"key": f"{number:020}", "name": f"Gast {number}"}
        address = f"/w/{workshop.code}/participants"
        return app.test_client().post(address, data=fields, headers=JSON).status_code

    assert join(1) == 200
    assert held == [0]
    with ThreadPoolExecutor(20) as hands:
        assert set(hands.map(join, range(2, 42))) == {200}


def test_a_read_that_has_changed_something_keeps_its_connection(app: Flask) -> None:
    """`let_go` ends a look; it must never write what somebody changed by mistake."""
    from facilitation.web import answers
    from facilitation.workshop import by_code

    house = house_of(app)
    code = builders.a_workshop(house).code
    with app.test_request_context(f"/w/{code}/"):
        found = by_code(answers.session(), code)
        found.place = "Anderswo"
        answers.let_go()
    with Session(house.engine) as session:
        assert by_code(session, code).place != "Anderswo"


def test_a_socket_is_not_compressed_though_browsers_offer_it(tmp_path: Path) -> None:
    with RealServer(tmp_path) as server, socket.create_connection(("127.0.0.1", server.port), 10) as wire:
        wire.sendall(HANDSHAKE.format(port=server.port).encode())
        answer = wire.recv(4096).decode("latin-1")
    assert answer.startswith("HTTP/1.1 101")
    assert "extensions" not in answer.lower()
