"""Two server processes on one database: what is revoked in one is put out in the other."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import socketio

from facilitation.rehearsal.browser import Browser
from tests.real_server import RealServer


def test_a_link_revoked_in_one_process_drops_the_sockets_of_the_other_within_a_second(
    tmp_path: Path, postgresql_url: str
) -> None:
    shared = {"DATABASE_URL": postgresql_url, "SECRET_KEY": "shared by both processes"}
    with RealServer(tmp_path / "one", **shared) as one, RealServer(tmp_path / "two", **shared) as two:
        dora, base = Browser(one.url), f"/w/{_code(one)}"
        dora.post("/office/sessions", key=two.organiser_key)
        link = dora.post(f"{base}/links", role="moderator")["result"]
        ada = Browser(two.url)
        ada.post(f"{base}/sessions", secret=link["address"].partition("#")[2])
        gone: list[float] = []
        watching = _socket(two, ada, gone)
        kept = _socket(two, dora, [])
        began = time.monotonic()
        dora.post(f"{base}/links/{link['id']}/revocation")
        while not gone and time.monotonic() - began < 5:
            time.sleep(0.01)
        assert gone and gone[0] - began < 1.0
        assert kept.connected
        watching.disconnect()
        kept.disconnect()
        assert one.tracebacks + two.tracebacks == ""


def _code(server: RealServer) -> str:
    return server.output.partition("/w/")[2].partition("/")[0]


def _socket(server: RealServer, browser: Browser, gone: list[float]) -> Any:
    """A moderator's socket with this browser's cookies; `gone` gets the moment at which it ended."""
    client = socketio.Client(reconnection=False)
    client.on("disconnect", lambda *_reason: gone.append(time.monotonic()))
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies().items())
    auth = {"code": _code(server), "face": "moderator"}
    client.connect(server.url, headers={"Cookie": cookies}, auth=auth, transports=["websocket"], wait_timeout=10)
    return client
