"""Frames: what a browser reads is what was sent, whatever its length, and however little the kernel takes at a time."""

from __future__ import annotations

import socket
import threading
from types import SimpleNamespace

import pytest
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import TextMessage

from facilitation.live.frames import framed, send


def read(raw: bytes) -> str:
    """As a browser's end reads it."""
    browser = Connection(ConnectionType.CLIENT)
    browser.receive_data(raw)
    return "".join(event.data for event in browser.events() if isinstance(event, TextMessage))


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65535, 65536, 200_000])
def test_a_frame_of_any_length_is_read_as_it_was_written(length: int) -> None:
    text = "x" * length
    assert read(framed(text)) == text


def test_the_length_is_counted_in_bytes() -> None:
    text = "Grüße aus Düren " * 8
    assert len(text) < len(text.encode())
    assert read(framed(text)) == text


def test_the_same_text_is_framed_once() -> None:
    text = "42" + "y" * 5000
    assert framed(text) is framed("".join(list(text)))


def test_a_frame_that_the_kernel_takes_in_pieces_arrives_whole() -> None:
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    text, heard = "z" * 2_000_000, bytearray()

    def listen() -> None:
        while chunk := theirs.recv(65536):
            heard.extend(chunk)

    listening = threading.Thread(target=listen)
    listening.start()
    send(SimpleNamespace(connected=True, sock=ours), text)
    ours.close()
    listening.join(10)
    assert bytes(heard) == framed(text)


def test_a_closed_socket_is_said_to_be_one() -> None:
    with pytest.raises(OSError, match="closed"):
        send(SimpleNamespace(connected=False, sock=None), "40")
