"""The wire: one WebSocket that speaks Socket.IO as a phone's browser does, never blocks, and needs no thread."""

from __future__ import annotations

import json
import socket
import ssl
import time
from typing import Any
from urllib.parse import urlsplit

from wsproto import ConnectionType, WSConnection
from wsproto.events import (
    CloseConnection,
    Message,
    Ping,
    RejectConnection,
    Request,
    TextMessage,
)
from wsproto.utilities import ProtocolError

ADDRESS = "/socket.io/?EIO=4&transport=websocket"
CHUNK = 65536
PAUSE = 0.01
OPEN, PING, PONG = "0", "2", "3"
CONNECT, GONE, EVENT, REFUSED = "40", "41", "42", "44"


def trust(host: str) -> ssl.SSLContext:
    """How a server over HTTPS is checked: on this machine by its address alone, for its certificate bears a name."""
    made = ssl.create_default_context()
    if host in ("127.0.0.1", "::1", "localhost"):
        made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
    return made


class Lost(Exception):
    """The socket could not be opened, was refused, or is closed."""


class Wire:
    """An open socket. `take` answers the events that have come since; whoever owns it calls that every few seconds."""

    def __init__(self, base: str, *, auth: dict[str, Any], cookies: str, timeout: float = 15.0) -> None:
        self._auth = auth
        self._events: list[tuple[str, Any]] = []
        self._text = ""
        self.is_connected = False
        split = urlsplit(base)
        is_tls, host = split.scheme == "https", split.hostname or ""
        try:
            self._socket = socket.create_connection((host, split.port or (443 if is_tls else 80)), timeout)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if is_tls:
                self._socket = trust(host).wrap_socket(self._socket, server_hostname=host)
        except OSError as error:
            raise Lost(str(error)) from error
        self._protocol = WSConnection(ConnectionType.CLIENT)
        headers = [(b"Origin", base.encode()), (b"Cookie", cookies.encode())]
        self._send(self._protocol.send(Request(host=split.netloc, target=ADDRESS, extra_headers=headers)))
        self._socket.setblocking(False)
        self._wait_until_connected(time.monotonic() + timeout)

    def take(self) -> list[tuple[str, Any]]:
        """The events since the last call, oldest first; answers pings on the way. Raises Lost."""
        while chunk := self._receive():
            try:
                self._protocol.receive_data(chunk)
                for event in self._protocol.events():
                    self._note(event)
            except ProtocolError as error:
                raise self._lost(str(error)) from error
        events, self._events = self._events, []
        return events

    def tell(self, name: str, message: Any) -> None:
        """Send an event. Raises Lost."""
        self._say(EVENT + json.dumps([name, message]))

    def close(self) -> None:
        """Go without a word, as a phone does whose screen turns dark."""
        self.is_connected = False
        self._socket.close()

    def _wait_until_connected(self, deadline: float) -> None:
        while not self.is_connected:
            self._events += self.take()
            if time.monotonic() > deadline:
                raise self._lost("no answer")
            if not self.is_connected:
                time.sleep(PAUSE)

    def _receive(self) -> bytes:
        try:
            chunk = self._socket.recv(CHUNK)
        except (BlockingIOError, ssl.SSLWantReadError):
            return b""
        except OSError as error:
            raise self._lost(str(error)) from error
        if not chunk:
            raise self._lost("closed")
        return chunk

    def _note(self, event: Any) -> None:
        if isinstance(event, TextMessage):
            self._text += event.data
            if event.message_finished:
                packet, self._text = self._text, ""
                self._read(packet)
        elif isinstance(event, Ping):
            self._send(self._protocol.send(event.response()))
        elif isinstance(event, (CloseConnection, RejectConnection)):
            raise self._lost("refused" if isinstance(event, RejectConnection) else "closed")

    def _read(self, packet: str) -> None:
        if packet.startswith(PING):
            self._say(PONG)
        elif packet.startswith(OPEN):
            self._say(CONNECT + json.dumps(self._auth))
        elif packet.startswith(CONNECT):
            self.is_connected = True
        elif packet.startswith((REFUSED, GONE)):
            raise self._lost(packet)
        elif packet.startswith(EVENT):
            name, *rest = json.loads(packet[2:])
            self._events.append((name, rest[0] if rest else None))

    def _say(self, packet: str) -> None:
        self._send(self._protocol.send(Message(data=packet)))

    def _send(self, frame: bytes) -> None:
        try:
            self._socket.sendall(frame)
        except OSError as error:
            raise self._lost(str(error)) from error

    def _lost(self, reason: str) -> Lost:
        self.close()
        return Lost(reason)
