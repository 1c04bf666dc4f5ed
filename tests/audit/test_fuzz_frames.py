"""Raw Engine.IO at the real server: frames that no client would send, over polling, over WebSockets, and below both."""

from __future__ import annotations

import base64
import http.client
import json
import os
import re
import socket
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from facilitation.rehearsal.browser import Browser
from tests.audit.boxed import SEED, rounds
from tests.poison import PAYLOADS
from tests.real_server import RealServer

ADDRESS = "/socket.io/?EIO=4&transport="
GROWTH = 60  # megabytes that the server may have grown by after all of it
DEFLATE = "permessage-deflate"
PIECES = [
    "0", "1", "2", "3", "4", "5", "6", "7", "40", "41", "42", "43", "44", "45", "46", "2probe", "3probe", "b", "bAAAA",
    "40{}", '40{"code":"x"}', "40/admin,", "41/,", '42["clock"]', '42["visible",{"visible":true}]', "42[",
    '420["clock"]', '42["visible",[]]', "41", "40",
    '42["connect"]', '42["disconnect"]', '42["region",{}]', '42["__proto__"]', '43[1]', '430["x"]', '44"x"', "45-",
    '451-["x",{"_placeholder":true,"num":0}]', '459999999-["x"]', '451-/a,1["x"]', "[" * 500, '42["x",' + "[" * 900,
    "4" * 300, "\x1e", "\x1e\x1e", "\0", "é", "\u2028", "x" * 66_000, '42["x","' + "y" * 60_000 + '"]', "4０",
    "-1", "４",
    "42[1e999]", "42[NaN]", "42" + "9" * 400 + '["x"]', *PAYLOADS.values(),
]  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    with RealServer(tmp_path_factory.mktemp("frames")) as running:
        running.code = running.output.partition("/w/")[2].partition("/")[0]  # type: ignore[attr-defined]
        yield running


@pytest.fixture(autouse=True)
def _lives_on(server: RealServer) -> Iterator[None]:
    """After each kind of noise: no traceback, no memory gone, and a phone is served as if nothing had been."""
    before = megabytes(server)
    yield
    dora = Browser(server.url)
    assert dora.get("/healthz")["ok"]
    wire = dora.wire(code=server.code, face="stage")  # type: ignore[attr-defined]
    wire.tell("clock", None)
    wire.close()
    assert server.tracebacks == "", SEED
    assert megabytes(server) - before < GROWTH


def noise(chance: Random) -> str:
    """One packet: half of them as they should be, so that the library behind the gate gets its share."""
    if chance.random() < 0.5:
        return chance.choice(PIECES)
    said = "".join(chance.choice(PIECES) for _piece in range(chance.choice((1, 1, 1, 2, 3))))
    for _time in range(chance.choice((0, 0, 1, 4))):
        at = chance.randrange(len(said) + 1)
        said = said[:at] + chance.choice(("", chr(chance.randrange(0x250)), '"', "]", "{", "\x1e")) + said[at + 1 :]
    return said


def test_polling_with_anything_in_it(server: RealServer) -> None:
    told: dict[int, int] = {}
    for _number, chance in rounds("polling", least=200):
        wire = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        sid = "" if chance.random() < 0.1 else f"&sid={greet(wire, server, chance)}"
        for _word in range(chance.randint(1, 6)):
            packets = [noise(chance) for _packet in range(chance.choice((1, 1, 2, 20)))]
            body = "\x1e".join(packets).encode("utf-8", "replace")
            headers = {"Content-Length": str(len(body) + chance.choice((0, 0, 0, -1)))} if body else {}
            method = chance.choice(("POST", "POST", "POST", "PUT", "OPTIONS"))
            odd = chance.choice(("", "", "", "&j=0", "&EIO=3", "&transport=x", "&t=" + "9" * 500, "&sid=x"))
            try:
                wire.request(method, f"{ADDRESS}polling{sid}{odd}", body, headers)
                status = answer(wire)
                told[status] = told.get(status, 0) + 1
            except (http.client.HTTPException, OSError):
                break
            assert status < 500 or status == 503, (SEED, _number)
        wire.close()
    print(told)
    assert told.get(200, 0) > 10 and told.get(400, 0) > 10


def greet(wire: http.client.HTTPConnection, server: RealServer, chance: Random) -> str:
    wire.request("GET", f"{ADDRESS}polling")
    opened = wire.getresponse().read().decode()
    sid = str(json.loads(opened[1:])["sid"]) if opened.startswith("0{") else "x"
    if chance.random() < 0.6:
        auth = json.dumps({"code": server.code, "face": "stage"})  # type: ignore[attr-defined]
        wire.request("POST", f"{ADDRESS}polling&sid={sid}", f"40{auth}")
        answer(wire)
    return sid


def answer(wire: http.client.HTTPConnection) -> int:
    got = wire.getresponse()
    got.read()
    return got.status


# Below the library: a socket and our own frames


def upgrade(server: RealServer, *, offer: str = "", key: str = "", more: str = "") -> socket.socket:
    wire = socket.create_connection(("127.0.0.1", server.port), timeout=5)
    key = key or base64.b64encode(os.urandom(16)).decode()
    offered = f"Sec-WebSocket-Extensions: {offer}\r\n" if offer else ""
    wire.sendall(
        f"GET {ADDRESS}websocket HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{offered}{more}\r\n".encode()
    )
    return wire


def frame(
    content: bytes, opcode: int = 1, fin: bool = True, rsv: int = 0, masked: bool = True, stated: int | None = None
) -> bytes:
    size = len(content) if stated is None else stated
    head = bytes([(0x80 if fin else 0) | rsv << 4 | opcode])
    mark = 0x80 if masked else 0
    if size < 126:
        head += bytes([mark | size])
    elif size < 65536:
        head += bytes([mark | 126]) + struct.pack(">H", size)
    else:
        head += bytes([mark | 127]) + struct.pack(">Q", size)
    return head + (b"\0\0\0\0" if masked else b"") + content


def test_websockets_with_anything_in_them(server: RealServer) -> None:
    for _number, chance in rounds("websocket", least=200):
        offers = ("", "", DEFLATE, "x; y=1", f"{DEFLATE}; server_max_window_bits=99")
        wire = upgrade(server, offer=chance.choice(offers))
        try:
            read_head(wire)
            if chance.random() < 0.7:
                auth = json.dumps({"code": server.code, "face": "stage"})  # type: ignore[attr-defined]
                wire.sendall(frame(f"40{auth}".encode()))
            for _word in range(chance.randint(1, 8)):
                wire.sendall(odd_frame(chance))
                time.sleep(chance.choice((0, 0, 0.005)))
            if chance.random() < 0.5:
                wire.sendall(frame(b"\x03\xe8", opcode=8))
        except OSError:
            pass  # it hung up on us, which is its right
        finally:
            wire.close()


def odd_frame(chance: Random) -> bytes:
    text = noise(chance).encode("utf-8", "replace")
    content = text if chance.random() < 0.7 else chance.randbytes(chance.randint(0, 300))
    if chance.random() < 0.6:
        return frame(content)
    return frame(
        content, opcode=chance.randrange(16), fin=chance.random() < 0.8, rsv=chance.choice((0, 0, 4, 7)),
        masked=chance.random() < 0.8, stated=chance.choice((None, None, 0, 2**20, 2**62)),
    )  # fmt: skip


def read_head(wire: socket.socket) -> bytes:
    got = b""
    while b"\r\n\r\n" not in got:
        more = wire.recv(4096)
        if not more:
            break
        got += more
    return got


@pytest.mark.parametrize("pieces", [1, 100], ids=["one frame", "many pieces"])
def test_a_hundred_megabytes_are_not_kept(server: RealServer, pieces: int) -> None:
    before, wire, sent = megabytes(server), upgrade(server), 0
    read_head(wire)
    size = 100 * 1024 * 1024 // pieces
    try:
        for number in range(pieces):
            wire.sendall(frame(b"", opcode=1 if number == 0 else 0, fin=number == pieces - 1, stated=size))
            for _part in range(size // 65536):
                wire.sendall(b"x" * 65536)
                sent += 65536
    except OSError:
        pass
    assert megabytes(server) - before < 20
    assert sent < 100 * 1024 * 1024, "it hung up before the end"
    wire.close()


def test_a_compressed_bomb_is_not_unpacked(server: RealServer) -> None:
    before = megabytes(server)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = packer.compress(b"4" * 200_000_000) + packer.flush(zlib.Z_SYNC_FLUSH)
    wire = upgrade(server, offer="permessage-deflate")
    read_head(wire)
    try:
        wire.sendall(frame(bomb[:-4], rsv=4))
        wire.recv(100)
    except OSError:
        pass
    wire.close()
    time.sleep(1)
    assert megabytes(server) - before < 20


def test_handshakes_that_are_none(server: RealServer) -> None:
    odd = ("", "Sec-WebSocket-Key: 2\r\n", "Upgrade: h2c\r\n", "Sec-WebSocket-Version: 8\r\n", "Content-Length: 5\r\n")
    for more in odd:
        for key in ("x", "", "=" * 500):
            wire = upgrade(server, key=key, more=more)
            wire.settimeout(2)
            with suppress(OSError):
                assert not re.match(rb"HTTP/1.1 5", read_head(wire))
            wire.close()


LINES = [
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"\r\n\r\n",
    b"GET\r\n\r\n",
    b"\x16\x03\x01\x02\0",
    b"GET http://elsewhere.example/ HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 500 + b"\r\n",
    b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nX: " + b"y" * 100,
    b"\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\nabcde",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
    b"GET /w/%ff%fe/ HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nCookie: \xff\xfe=\x80\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x y\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n folded: y\r\n\r\n",
    b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
    b"GET //elsewhere.example/%2e%2e HTTP/1.1\r\nHost: x\r\n\r\n",
    b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"TRACE / HTTP/1.1\r\nHost: x\r\n\r\n",
]


def test_requests_that_are_none(server: RealServer) -> None:
    for number, chance in rounds("raw requests", least=len(LINES)):
        said = bytearray(LINES[number % len(LINES)])
        for _time in range(0 if number < len(LINES) else chance.randint(1, 6)):
            said[chance.randrange(len(said))] = chance.randrange(256)
        wire = socket.create_connection(("127.0.0.1", server.port), timeout=2)
        try:
            wire.sendall(bytes(said))
            wire.shutdown(socket.SHUT_WR)
            got = wire.recv(4096)
            assert not got.startswith(b"HTTP/1.1 5"), (SEED, number, bytes(said), got)
        except OSError:
            pass
        wire.close()


def megabytes(server: RealServer) -> float:
    """What the server's process holds in memory."""
    assert server._process is not None
    status = Path(f"/proc/{server._process.pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found.group(1)) / 1024
