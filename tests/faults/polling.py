"""The socket of a phone whose network lets no WebSocket through: Socket.IO by long polling, as browsers fall back."""

from __future__ import annotations

import queue
from typing import Any

import socketio

from facilitation.rehearsal.browser import Browser
from facilitation.rehearsal.wire import Lost

EVENTS = ("region", "pull", "gone", "parked")


class PollingWire:
    """Stands in for a `Wire`. `take` answers the events that have come since."""

    def __init__(self, browser: Browser, auth: dict[str, Any]) -> None:
        self._events: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        self._client = socketio.Client(reconnection=False)
        for name in EVENTS:
            self._client.on(name, self._noting(name))
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies().items())}
        try:
            self._client.connect(browser.base, headers=headers, auth=auth, transports=["polling"], wait_timeout=15)
        except socketio.exceptions.ConnectionError as error:
            raise Lost(str(error)) from error

    def take(self) -> list[tuple[str, Any]]:
        if not self._client.connected:
            raise Lost("closed")
        return [self._events.get_nowait() for _ in range(self._events.qsize())]

    def close(self) -> None:
        self._client.disconnect()

    def _noting(self, name: str) -> Any:
        return lambda message=None: self._events.put((name, message))


def by_polling(browser: Browser) -> None:
    """From now on this browser's sockets are of this kind."""
    browser.wire = lambda **auth: PollingWire(browser, auth)  # type: ignore[method-assign,assignment,return-value]
