"""The gate: which packets reach Socket.IO, and what a polling request may hold."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from facilitation.live import gate
from facilitation.live.gate import LARGEST_FRAME, MOST_PACKETS, WORDS_AT_ONCE, is_sound
from tests import builders

ADDRESS = "/socket.io/?EIO=4&transport=polling"

SOUND = ["1", "2", "3", "2probe", "3probe", "5", "6", "40", '40{"code":"ABCD","face":"stage"}', "41",
         '42["clock"]', '420["clock"]', '42999["visible",{"visible":true}]', '42["x","Zeile\\nzwei"]']  # fmt: skip
UNSOUND = [
    "", "0", "7", "x", "4", "4x", "43[]", "44{}", "45-[]", '451-["x",{"_placeholder":true,"num":0}]', "46", "40[]",
    "40{", '40{"a":1}x', "42", "42{}", "42[]", "42[1]", '42["x"', '42["x"]]', '42/admin,["x"]', "40/admin,",
    '421234567890["x"]', "42[" * 3, '42["x",' + "[" * 100 + "]" * 100 + "]", '42["x",' + '{"a":' * 50 + "1" + "}" * 51,
    "42[" + "[" * 100_000, "bAAAA", "2hello", "\0", '42["\ud800"]x', '42["x"]\x1e', "４2[]", '42["x",NaN,]',
    '42["' + "x" * LARGEST_FRAME + '"]',
]  # fmt: skip


@pytest.mark.parametrize("packet", SOUND)
def test_what_our_screens_say_passes(packet: str) -> None:
    assert is_sound(packet)


@pytest.mark.parametrize("packet", [*UNSOUND, b"42", None, 7, {"a": 1}], ids=range(len(UNSOUND) + 4))
def test_nothing_else_does(packet: object) -> None:
    assert not is_sound(packet)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[FlaskClient]:
    app = builders.an_app(tmp_path)
    yield app.test_client()
    app.extensions["live"].publisher.close()
    builders.house_of(app).close()


def opened(client: FlaskClient) -> str:
    """The address of a new socket that polls."""
    told = json.loads(client.get(ADDRESS).text[1:])
    return f"{ADDRESS}&sid={told['sid']}"


def test_a_request_of_sound_packets_is_taken_and_one_with_another_is_not(client: FlaskClient) -> None:
    socket = opened(client)
    assert client.post(socket, data='42["clock"]\x1e42["visible",{}]').status_code == 200
    too_many = b"\x1e".join([b"3"] * (MOST_PACKETS + 1))
    for bad in (b"x", b'42["clock"]\x1ebAAAA', b"\xff", b"4" * (LARGEST_FRAME - 1), too_many):
        assert client.post(socket, data=bad).status_code == 400
    assert client.post(socket, data=b"3" * (LARGEST_FRAME + 1)).status_code == 413
    assert client.post(socket, data=b"3").status_code == 200, "the socket lives on"


@pytest.mark.parametrize("length", ["", "-1", "abc", "1e3", "٣"])
def test_a_request_without_an_honest_length_is_refused(client: FlaskClient, length: str) -> None:
    answer = client.post(opened(client), data=b"3", environ_overrides={"CONTENT_LENGTH": length})
    assert answer.status_code == 411


def test_a_websocket_request_that_was_cut_off_is_refused(client: FlaskClient) -> None:
    address = "/socket.io/?EIO=4&transport=websocket"
    assert client.get(address, headers={"Upgrade": "websocket"}).status_code == 400


def test_a_body_whose_sender_falls_silent_is_refused(client: FlaskClient) -> None:
    class Silent(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            raise TimeoutError

    assert client.post(opened(client), input_stream=Silent(), content_length=4).status_code == 408


def test_a_socket_that_talks_too_much_is_told_so(client: FlaskClient) -> None:
    socket = opened(client)
    told = [client.post(socket, data="3").status_code for _time in range(WORDS_AT_ONCE + 5)]
    assert set(told[:WORDS_AT_ONCE]) == {200} and told[-1] == 429
    assert client.post(opened(client), data="3").status_code == 200, "another socket is not slowed"


def test_there_are_only_so_many_sockets(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "MOST_SOCKETS", 3)
    told = [client.get(ADDRESS).status_code for _time in range(5)]
    assert told == [200] * 3 + [503] * 2


def test_a_socket_that_says_nothing_is_closed(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "GREETS_WITHIN", -1.0)
    silent = opened(client)
    made = client.application.wsgi_app
    assert isinstance(made, gate.Gate)
    made.close_silent()
    assert client.post(silent, data="3").status_code == 400
