"""What a phone's browser says on the wire: HTTP on one kept connection, and a WebSocket that offers compression."""

from __future__ import annotations

import asyncio
import base64
import gzip
import os
import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

PATIENCE = 60.0
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
COOKIE = re.compile(rb"\r\nset-cookie: *([^=;\r]+)=([^;\r]*)", re.IGNORECASE)
TEXT, CLOSE, PING = 0x81, 0x88, 0x89
SQUEEZED = 0xC1


class Broken(ConnectionError):
    """The connection ended before the answer was there, or was refused."""


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP."""

    status: int
    head: bytes
    raw: bytes

    @property
    def body(self) -> bytes:
        return gzip.decompress(self.raw) if b"content-encoding: gzip" in self.head.lower() else self.raw

    @property
    def cookies(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in COOKIE.findall(self.head)}


class Http(asyncio.Protocol):
    """One kept HTTP connection, one request at a time, as a phone makes them."""

    def __init__(self) -> None:
        self._buffer = b""
        self._answer: asyncio.Future[Answer] | None = None
        self._transport: asyncio.Transport | None = None
        self.is_open = False

    @property
    def is_free(self) -> bool:
        return self.is_open and (self._answer is None or self._answer.done())

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self.is_open = transport, True

    def connection_lost(self, _error: Exception | None) -> None:
        self.is_open = False
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(Broken("closed"))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        stated = LENGTH.search(self._buffer, 0, end + 2)
        total = end + 4 + (int(stated.group(1)) if stated else 0)
        if len(self._buffer) < total:
            return
        head, body = self._buffer[:end], self._buffer[end + 4 : total]
        self._buffer = self._buffer[total:]
        if b"\r\nconnection: close" in head.lower():
            self.close()
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(Answer(int(head[9:12]), head + b"\r\n", body))

    async def ask(self, request: bytes) -> Answer:
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await asyncio.wait_for(self._answer, PATIENCE)

    def close(self) -> None:
        self.is_open = False
        if self._transport is not None:
            self._transport.close()


class Socket(asyncio.Protocol):
    """One WebSocket. `hear` is called with every text that comes, `lost` when it ends. The zero mask is a valid one."""

    def __init__(self, request: bytes, hear: Callable[[bytes], None], lost: Callable[[], None]) -> None:
        self._request, self._hear, self._lost = request, hear, lost
        self._buffer = b""
        self._is_up = False
        self._inflate: zlib._Decompress | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        key = base64.b64encode(os.urandom(16))
        transport.write(
            self._request + b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
            b"Sec-WebSocket-Key: " + key + b"\r\n\r\n"
        )  # fmt: skip

    def connection_lost(self, _error: Exception | None) -> None:
        self._lost()

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer + data if self._buffer else data
        if not self._is_up:
            end = buffer.find(b"\r\n\r\n")
            if end < 0:
                self._buffer = buffer
                return
            if buffer[9:12] != b"101":
                self.abort()
                return
            self._is_up = True
            if b"permessage-deflate" in buffer[:end].lower():
                self._inflate = zlib.decompressobj(-15)
            buffer = buffer[end + 4 :]
        self._buffer = self._take_frames(buffer)

    def say(self, text: str) -> None:
        payload = text.encode()
        size = len(payload)
        short = bytes((TEXT, 0x80 | size, 0, 0, 0, 0)) if size < 126 else b""
        head = short or struct.pack("!BBHI", TEXT, 0xFE, size, 0)
        if self._transport is not None:
            self._transport.write(head + payload)

    def abort(self) -> None:
        """Gone without a word, as a phone that leaves the Wi-Fi."""
        if self._transport is not None:
            self._transport.abort()

    def _take_frames(self, buffer: bytes) -> bytes:
        at, end = 0, len(buffer)
        while end - at >= 2:
            size, head = buffer[at + 1] & 127, 2
            if size == 126:
                if end - at < 4:
                    break
                size, head = int.from_bytes(buffer[at + 2 : at + 4], "big"), 4
            elif size == 127:
                if end - at < 10:
                    break
                size, head = int.from_bytes(buffer[at + 2 : at + 10], "big"), 10
            if end - at < head + size:
                break
            self._take(buffer[at], buffer[at + head : at + head + size])
            at += head + size
        return buffer[at:]

    def _take(self, kind: int, payload: bytes) -> None:
        if kind == TEXT:
            self._hear(payload)
        elif kind == SQUEEZED and self._inflate is not None:
            self._hear(self._inflate.decompress(payload + b"\0\0\xff\xff"))
        elif kind == PING and self._transport is not None:
            self._transport.write(bytes((0x8A, 0x80 | len(payload), 0, 0, 0, 0)) + payload)
        elif kind == CLOSE and self._transport is not None:
            self._transport.close()
