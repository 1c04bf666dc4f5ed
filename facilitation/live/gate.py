"""The gate before the channel: what may be said on a socket at all, how fast, and how many sockets there may be.

Our screens say very little (a greeting, the time, whether they are seen), always as text. Whatever else comes never
reaches Socket.IO, whose answer to broken frames is a traceback and a ghost.
"""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import count
from typing import Any

from facilitation.live import frames
from facilitation.live.pace import Pace

PATH = "/socket.io/"
LARGEST_FRAME = 64 * 1024
MOST_PACKETS = 16  # in one polling request
MOST_SOCKETS = 6000
WORDS_PER_SECOND, WORDS_AT_ONCE = 10, 60
GREETS_WITHIN = 10.0  # seconds; a socket that does not say which screen it is, is closed
DEEPEST = 20

# Engine.IO: close, ping and pong (of the upgrade: probe), upgrade, noop. Socket.IO within it: greet, go, tell.
PACKET = re.compile(r"1|[23](?:probe)?|5|6|4(?:0(?P<greeting>\{.*\})?|1|2[0-9]{0,9}(?P<event>\[.*\]))", re.DOTALL)
HEADERS = [
    ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"), ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
]  # fmt: skip
Start = Callable[..., Any]


def is_sound(packet: Any) -> bool:
    """Whether this is a text that one of our screens could have sent."""
    found = PACKET.fullmatch(packet) if isinstance(packet, str) and len(packet) <= LARGEST_FRAME else None
    if found is None:
        return False
    try:
        inside = [json.loads(told) for told in found.groups() if told is not None]
    except (ValueError, RecursionError):
        return False
    if found["event"] is not None and not (inside[0] and isinstance(inside[0][0], str)):
        return False
    return _depth(packet) <= DEEPEST


def _depth(text: str) -> int:
    deepest = depth = 0
    for letter in text:
        depth += (letter in "[{") - (letter in "]}")
        deepest = max(deepest, depth)
    return deepest


class Gate:
    """WSGI around the app: everything under /socket.io/ passes here first."""

    def __init__(self, app: Any, server: Any) -> None:
        self._app, self._eio = app, server.eio
        self._pace = Pace(WORDS_PER_SECOND, WORDS_AT_ONCE)
        self._waiting: dict[str, float] = {}
        self._handlers = dict(self._eio.handlers)
        self._eio.on("connect", self._opened)
        self._eio.on("disconnect", self._closed)
        # a copy: engineio keeps one table for all servers of the process
        self._eio._async = {**self._eio._async, "websocket": _guarded(self._eio._async["websocket"], self._pace)}

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        if not str(environ.get("PATH_INFO", "")).startswith(PATH):
            return self._app(environ, start)  # type: ignore[no-any-return]

        def answer(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            kept = [(name, value) for name, value in headers if not name.startswith("Access-Control-")]
            return start(status, [*kept, *HEADERS], *more)

        refused = self._refusal(environ)
        if refused is not None:
            answer(refused, [("Content-Type", "text/plain"), ("Content-Length", "0")])
            return []
        return self._app(environ, answer)  # type: ignore[no-any-return]

    def greeted(self, eio_sid: str) -> None:
        """This socket has said who it is."""
        self._waiting.pop(eio_sid, None)

    def put_out(self, eio_sid: str) -> None:
        """Nobody stands behind this socket any more: it may greet anew, or is closed soon."""
        self._waiting[eio_sid] = time.monotonic()

    def close_silent(self) -> None:
        """Close the sockets that were opened and then said nothing."""
        before = time.monotonic() - GREETS_WITHIN
        for eio_sid in [sid for sid, opened in list(self._waiting.items()) if opened < before]:
            self._waiting.pop(eio_sid, None)
            silent = self._eio.sockets.pop(eio_sid, None)
            if silent is not None:
                silent.close(wait=False)

    def _refusal(self, environ: dict[str, Any]) -> str | None:
        """The status that ends this request here; None for one that may pass."""
        if environ.get("HTTP_SEC_FETCH_SITE", "same-origin") not in ("same-origin", "none"):
            return "403 Forbidden"
        asked = f"&{environ.get('QUERY_STRING', '')}"
        if "&j=" in asked or environ["REQUEST_METHOD"] not in ("GET", "POST"):
            return "400 Bad Request"  # JSONP would let a foreign page read; nobody else needs a method
        if "HTTP_UPGRADE" in environ and not environ.get("HTTP_SEC_WEBSOCKET_KEY"):
            return "400 Bad Request"  # cut off in the middle, or none of a browser's
        if "&sid=" not in asked and len(self._eio.sockets) >= MOST_SOCKETS:
            return "503 Service Unavailable"
        return self._refusal_of_words(environ, asked) if environ["REQUEST_METHOD"] == "POST" else None

    def _refusal_of_words(self, environ: dict[str, Any], asked: str) -> str | None:
        stated = str(environ.get("CONTENT_LENGTH") or "")
        if not re.fullmatch("[0-9]{1,9}", stated):
            return "411 Length Required"
        if int(stated) > LARGEST_FRAME:
            return "413 Content Too Large"
        try:
            said = environ["wsgi.input"].read(int(stated))
        except OSError:  # its sender fell silent
            return "408 Request Timeout"
        environ["wsgi.input"] = io.BytesIO(said)
        try:
            packets = said.decode("utf-8").split("\x1e")
        except UnicodeDecodeError:
            return "400 Bad Request"
        if len(packets) > MOST_PACKETS or not all(map(is_sound, packets)):
            return "400 Bad Request"
        sender = asked.partition("&sid=")[2].partition("&")[0]
        return None if all(map(self._pace.lets, [sender] * len(packets))) else "429 Too Many Requests"

    def _opened(self, eio_sid: str, environ: dict[str, Any]) -> Any:
        self._waiting[eio_sid] = time.monotonic()
        return self._handlers["connect"](eio_sid, environ)

    def _closed(self, eio_sid: str, reason: Any = None) -> Any:
        self._waiting.pop(eio_sid, None)
        self._pace.forget(eio_sid)
        return self._handlers["disconnect"](eio_sid, reason)


def _guarded(kind: Any, pace: Pace) -> Any:
    """The WebSocket of this kind of server that hears sound packets only, and ends on the first other one."""
    numbers = count()

    class Guarded(kind):  # type: ignore[misc]
        def __init__(self, handler: Any, server: Any) -> None:
            super().__init__(handler, server)
            self.server_args["max_message_size"] = LARGEST_FRAME
            self._sender = f"socket {next(numbers)}"

        def __call__(self, environ: dict[str, Any], start: Start) -> Any:
            # browsers offer to compress; it would cost every socket 90 kB, and every push its work once per phone
            environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
            try:
                return super().__call__(environ, start)
            except Exception:
                if hasattr(self, "ws"):
                    raise
                start("400 Bad Request", [("Content-Type", "text/plain"), ("Content-Length", "0")])
                return []  # the handshake was none
            finally:
                pace.forget(self._sender)

        def close(self) -> None:
            with suppress(OSError):  # whoever hung up first need not be told
                super().close()

        def send(self, message: Any) -> Any:
            if not isinstance(message, str):
                return super().send(message)
            return frames.send(self.ws, message)

        def wait(self) -> Any:
            said = super().wait()
            return said if is_sound(said) and pace.lets(self._sender) else None

    return Guarded
