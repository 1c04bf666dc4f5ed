"""Frames: what a push looks like on a WebSocket. The same text goes to hundreds of phones, and is framed once."""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import Any

TEXT = 0x81  # one whole text frame; a server does not mask
SHORT, MIDDLE = 126, 1 << 16
REMEMBERED = 64  # pushes of one beat: a few regions, tables and languages


@lru_cache(REMEMBERED)
def framed(text: str) -> bytes:
    """A whole text frame (RFC 6455)."""
    payload = text.encode()
    size = len(payload)
    if size < SHORT:
        return struct.pack("!BB", TEXT, size) + payload
    if size < MIDDLE:
        return struct.pack("!BBH", TEXT, SHORT, size) + payload
    return struct.pack("!BBQ", TEXT, SHORT + 1, size) + payload


def send(ws: Any, text: str) -> None:
    """Send it whole: simple-websocket itself does not finish a write that the kernel took only in part. Raises OSError
    when the socket is closed."""
    if not ws.connected:
        raise OSError("closed")
    ws.sock.sendall(framed(text))
