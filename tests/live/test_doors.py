"""Sockets: who may watch which face of which workshop, what comes in on them, and who is put out within a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask_socketio import SocketIOTestClient

from facilitation import access, participants
from facilitation.access import Role
from facilitation.live import channel as channels
from facilitation.live import watch
from facilitation.live.channel import Channel
from facilitation.live.regions import REGIONS
from facilitation.live.server import live_of
from facilitation.live.visitor import cookie_name, office_cookie
from facilitation.live.watch import Watch
from tests.builders import KEY, a_link, tables_of
from tests.web.roles import ROLES, Hall, browser, two_halls

ALL = frozenset(ROLES)
FACES = sorted({region.face for region in REGIONS})
WHO_MAY_WATCH = {
    "stage": ALL,
    "phone": {"participant", "pupil"},
    "table": {"host of table 1", "moderator", "organiser"},  # table 1
    "observer": {"observer", "moderator", "organiser"},
    "moderator": {"moderator", "organiser"},
}
# event: what a socket may say. Nothing here writes, and nothing here is answered with more than the time.
EVENTS = {"connect", "disconnect", "clock", "visible"}


@pytest.fixture(scope="module")
def halls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hall, Hall]]:
    first, second = two_halls(tmp_path_factory.mktemp("halls"))
    yield first, second
    first.app.extensions["live"].publisher.close()
    first.house.close()


@pytest.fixture(autouse=True)
def _nobody_is_left(halls: tuple[Hall, Hall]) -> Iterator[None]:
    yield
    server = live_of(halls[0].app).socketio.server  # type: ignore[attr-defined]
    for left in channel_of(halls[0].app).everyone():
        server.disconnect(left.sid)


def socket(hall: Hall, role: str, face: str, *, code: str = "", jar: dict[str, str] | None = None, **auth: Any) -> Any:
    """A socket of this role's browser; `auth` and `code` say what it asks for."""
    asked = {"code": code or hall.workshop.code, "face": face, "table": hall.ids["table_id"], **auth}
    known = hall.jars[role] if jar is None else jar
    return SocketIOTestClient(
        hall.app, live_of(hall.app).socketio, auth=asked, flask_test_client=browser(hall.app, known)
    )


def test_every_face_that_is_pushed_to_stands_in_the_table() -> None:
    assert {region.face for region in REGIONS} == set(WHO_MAY_WATCH), "say who may watch the new face"


def test_every_event_stands_in_the_table(halls: tuple[Hall, Hall]) -> None:
    server = live_of(halls[0].app).socketio.server  # type: ignore[attr-defined]
    assert set(server.handlers["/"]) == EVENTS, "say what the new event may do"
    assert set(server.handlers) == {"/"}


@pytest.mark.parametrize("face", WHO_MAY_WATCH)
def test_who_may_watch(halls: tuple[Hall, Hall], face: str) -> None:
    hall = halls[0]
    opened = {role: socket(hall, role, face) for role in ROLES}
    assert {role for role, made in opened.items() if made.is_connected()} == WHO_MAY_WATCH[face]


@pytest.mark.parametrize("face", ["", "nothing", "office", "Moderator", "phone/", "*"])
def test_there_are_no_other_faces(halls: tuple[Hall, Hall], face: str) -> None:
    assert not any(socket(halls[0], role, face).is_connected() for role in ROLES)


def test_no_role_of_one_workshop_watches_another(halls: tuple[Hall, Hall]) -> None:
    here, there = halls
    for role, face in product(ROLES, WHO_MAY_WATCH):
        made = socket(here, role, face, code=there.workshop.code, table=there.ids["table_id"])
        everywhere = face == "stage" or (role in ("organiser", "moderator elsewhere") and face != "phone")
        assert made.is_connected() == everywhere, (role, face)


def test_a_hosts_table_of_another_workshop_is_none_here(halls: tuple[Hall, Hall]) -> None:
    here, there = halls
    assert not socket(here, "host of table 1", "table", table=there.ids["table_id"]).is_connected()
    assert not socket(here, "host of table 1", "table", table=tables_of(here.house, here.workshop)[1].id).is_connected()


@pytest.mark.parametrize(("role", "face"), [("guest", "stage"), ("participant", "phone"), ("host of table 1", "table")])
def test_a_socket_gets_no_region_of_another_face_however_it_asks(
    halls: tuple[Hall, Hall], role: str, face: str
) -> None:
    hall, every = halls[0], [region.name for region in REGIONS]
    socket(hall, role, face, regions=every)
    [c] = [c for c in live_of(hall.app).channel.everyone() if c.face == face]
    allowed = {region.name for region in REGIONS if region.face == face and not region.personal}
    assert set(c.regions) == allowed
    assert all(name.split("/")[1] in {*allowed, face} for name in c.rooms), c.rooms


NO_GREETINGS = [None, [], "x", 7, {"code": None}, {"code": ["a"]}, {"code": "x" * 9999}, {"face": {}}]


@pytest.mark.parametrize("asked", NO_GREETINGS)
def test_a_greeting_that_is_none_opens_nothing(halls: tuple[Hall, Hall], asked: Any) -> None:
    hall = halls[0]
    made = SocketIOTestClient(hall.app, live_of(hall.app).socketio, auth=asked, flask_test_client=hall.browser("guest"))
    assert not made.is_connected()


def test_an_event_with_any_content_changes_nothing(halls: tuple[Hall, Hall]) -> None:
    hall = halls[0]
    made = socket(hall, "participant", "phone")
    for content in (None, [], "x", {"now": 1}, {"visible": []}):
        assert set(made.emit("clock", content, callback=True)) == {"now"}
        made.emit("visible", content)
    assert made.is_connected()
    assert [c.visible for c in channel_of(hall.app).everyone()] == [False]
    made.disconnect()


def channel_of(app: Flask) -> Channel:
    return live_of(app).channel


# Put out


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.HOST])
def test_a_link_revoked_elsewhere_loses_its_sockets_within_a_second(halls: tuple[Hall, Hall], role: Role) -> None:
    """The link is revoked past this process's routes, as another process would."""
    hall = halls[0]
    link = a_link(hall.house, hall.workshop, role, 1 if role is Role.HOST else None)
    jar = {cookie_name(role.value, hall.workshop.code, False): access.secret_of(KEY, link)}
    face = "moderator" if role is Role.MODERATOR else "table"
    made, other = socket(hall, "guest", face, jar=jar), socket(hall, "moderator", face)
    hall.house.write(access.revoke_link, workshop_id=hall.workshop.id, link_id=link.id)
    assert seconds_until(lambda: not made.is_connected()) < 1.0
    assert "gone" in told(made)
    assert other.is_connected(), "the other link is none of its business"
    assert not socket(hall, "guest", face, jar=jar).is_connected()


def test_an_organisers_session_that_was_ended_loses_its_sockets(halls: tuple[Hall, Hall]) -> None:
    hall, cookie = halls[0], access.random_secret()
    key_hash, session_hash = access.hashed(KEY, "one-time", cookie), access.hashed(KEY, "office", cookie)
    hall.house.write(access.make_one_time_key, key_hash=key_hash)
    hall.house.write(access.use_one_time_key, key_hash=key_hash, session_hash=session_hash)
    made = socket(hall, "guest", "moderator", jar={office_cookie(False): cookie})
    assert made.is_connected()
    hall.house.write(access.end_organiser_session, session_hash=session_hash)
    assert seconds_until(lambda: not made.is_connected()) < 1.0


@pytest.mark.parametrize("verb", [participants.leave, participants.forget_phone])
def test_who_left_or_forgot_the_phone_loses_the_socket(halls: tuple[Hall, Hall], verb: Any) -> None:
    hall = halls[0]
    person, jar = hall.newcomer()
    made = socket(hall, "guest", "phone", jar=jar)
    assert made.is_connected()
    extra = {"role": "moderator"} if "role" in verb.__annotations__ else {}
    hall.house.write(verb, workshop_id=hall.workshop.id, participant_id=person, **extra)
    assert seconds_until(lambda: not made.is_connected()) < 1.0
    assert not socket(hall, "guest", "phone", jar=jar).is_connected()


def test_without_the_watch_they_would_stay(halls: tuple[Hall, Hall], monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the three tests above."""
    monkeypatch.setattr(Watch, "look", lambda _self: None)
    hall = halls[0]
    person, jar = hall.newcomer()
    made = socket(hall, "guest", "phone", jar=jar)
    hall.house.write(participants.forget_phone, workshop_id=hall.workshop.id, participant_id=person)
    assert seconds_until(lambda: not made.is_connected(), most=1.2) >= 1.0
    made.disconnect()


def test_the_watch_outlives_a_database_that_is_away(halls: tuple[Hall, Hall], monkeypatch: pytest.MonkeyPatch) -> None:
    failed = threading.Event()

    def fails(_session: object, _ids: object) -> set[str]:
        failed.set()
        raise OSError("away")

    hall = halls[0]
    person, jar = hall.newcomer()
    made = socket(hall, "guest", "phone", jar=jar)
    with monkeypatch.context() as broken:
        broken.setattr(watch.participants, "absent", fails)
        assert failed.wait(5)
        hall.house.write(participants.forget_phone, workshop_id=hall.workshop.id, participant_id=person)
    assert seconds_until(lambda: not made.is_connected()) < 1.5


def test_of_many_sockets_of_one_phone_the_oldest_give_way(halls: tuple[Hall, Hall]) -> None:
    hall = halls[0]
    _person, jar = hall.newcomer()
    tabs = [socket(hall, "guest", "phone", jar=jar) for _tab in range(channels.SOCKETS_OF_A_PERSON + 2)]
    assert [tab.is_connected() for tab in tabs] == [False] * 2 + [True] * channels.SOCKETS_OF_A_PERSON
    assert "parked" in told(tabs[0])
    assert channel_of(hall.app).presence(hall.workshop.id)["phones"] == 1


def test_strangers_hold_only_so_many_sockets_and_nobody_inside_is_refused(
    halls: tuple[Hall, Hall], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels, "SOCKETS_OF_STRANGERS", 2)
    hall = halls[0]
    strangers = [socket(hall, "guest", "stage") for _screen in range(3)]
    moderator = socket(hall, "moderator", "stage")
    assert [made.is_connected() for made in (*strangers, moderator)] == [True, True, False, True]
    strangers[0].disconnect()
    assert socket(hall, "guest", "stage").is_connected(), "a place that is given back is free"


def told(made: SocketIOTestClient) -> set[str]:
    """The events that came, even to a socket that is closed by now."""
    return {event["name"] for event in made.queue}


def seconds_until(happened: Any, most: float = 3.0) -> float:
    began = time.monotonic()
    while not happened() and time.monotonic() - began < most:
        time.sleep(0.01)
    return time.monotonic() - began
