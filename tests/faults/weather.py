"""A hall's network between phones and server: slow, lossy, or with a box in the middle that keeps WebSockets back."""

from __future__ import annotations

import asyncio
import contextlib
import re
import threading
from dataclasses import dataclass
from random import Random
from types import TracebackType

CHUNK = 16 * 1024
UPGRADE = re.compile(rb"^(?:upgrade|connection): *(?:websocket|upgrade)\r\n", re.IGNORECASE | re.MULTILINE)
QUIET = 0.3  # seconds without a byte after which a buffering box lets an ordinary answer go


@dataclass(frozen=True)
class Weather:
    """What happens on the way. `websocket` passes, or is stripped, hanging, or buffered by a box in the middle; each
    piece waits `delay` seconds give or take `jitter`, is followed by a reset with the chance `resets`, and a connection
    carries `rate` bytes a second."""

    websocket: str = "passes"
    delay: float = 0.0
    jitter: float = 0.0
    resets: float = 0.0
    rate: float = 0.0


CALM = Weather()


class Air:
    """Everything the hall sends and hears goes through here; `weather` may change at any time."""

    def __init__(self, port: int, weather: Weather, chance: Random) -> None:
        self.weather, self._port, self._chance = weather, port, chance
        self.resets = self.kept_from_upgrading = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="air", daemon=True)
        self._listening = threading.Event()
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Air:
        self._thread.start()
        assert self._listening.wait(10)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._carry, "127.0.0.1", 0, backlog=1000))
        self.port = server.sockets[0].getsockname()[1]
        self._listening.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.05))
        self._loop.close()

    async def _carry(self, phone: asyncio.StreamReader, to_phone: asyncio.StreamWriter) -> None:
        try:
            head = await phone.read(CHUNK)
            is_socket = UPGRADE.search(head) is not None
            held = self.weather.websocket if is_socket else "passes"
            self.kept_from_upgrading += held != "passes"
            if held == "hanging":
                await phone.read()  # swallowed, and never answered
                return
            server, to_server = await asyncio.open_connection("127.0.0.1", self._port)
        except (OSError, asyncio.CancelledError):
            to_phone.close()
            return
        head = UPGRADE.sub(b"", head) if held == "stripped" else head
        is_held = self.weather.websocket == "buffered"
        back = self._hold(server, to_phone, is_socket) if is_held else self._pass(server, to_phone)
        ways = [asyncio.ensure_future(way) for way in (self._pass(phone, to_server, head), back)]
        with contextlib.suppress(asyncio.CancelledError):  # the test is over
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        to_server.close()
        to_phone.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, first: bytes = b"") -> None:
        with contextlib.suppress(OSError):
            while piece := first or await reader.read(CHUNK):
                first = b""
                weather = self.weather
                if weather.delay:
                    await asyncio.sleep(max(0.0, self._chance.uniform(-1, 1) * weather.jitter + weather.delay))
                if weather.rate:
                    await asyncio.sleep(len(piece) / weather.rate)
                if self._chance.random() < weather.resets:
                    self.resets += 1
                    writer.transport.abort()
                    return
                writer.write(piece)
                await writer.drain()

    async def _hold(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, is_socket: bool) -> None:
        """Let an answer go when it is whole, or fills the buffer: what trickles over a WebSocket never comes out."""
        held = b""
        with contextlib.suppress(OSError):
            while True:
                try:
                    piece = await asyncio.wait_for(reader.read(CHUNK), None if is_socket or not held else QUIET)
                except TimeoutError:
                    piece = None
                held += piece or b""
                if len(held) >= CHUNK or not piece:
                    writer.write(held)
                    await writer.drain()
                    held = b""
                if piece == b"":
                    return
