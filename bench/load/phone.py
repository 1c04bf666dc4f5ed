"""One phone: it comes in by the page, takes a seat, opens its socket, and does what the page's script would do."""

from __future__ import annotations

import asyncio
import json
import random
import re
import secrets
import time
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from bench.load.wire import PATIENCE, Answer, Broken, Http, Socket

VOTE = re.compile(rb"votes/([A-Za-z0-9_-]+)/ballots")
TOOL = re.compile(rb"points\.([A-Za-z0-9_-]+)")
FIELD = re.compile(rb'name=\\?"field_id\\?" value=\\?"([A-Za-z0-9_-]+)')
NAME = re.compile(rb'"name":"([a-z.]+)"')
CLOCKS = 4  # how often the page asks the time when its socket has opened
Pushed = Callable[["Phone", str, float, bytes], None]


class Phone:
    """A person's phone. `pushed` hears of every region that reaches it."""

    face, regions = "phone", ("phone.top", "phone", "mine")

    def __init__(self, base: str, code: str, number: int, pushed: Pushed | None = None) -> None:
        self._host, self._code, self._number, self._pushed = urlsplit(base).netloc, code, number, pushed
        self._cookies: dict[str, str] = {}
        self._wires: list[Http] = []
        self._socket: Socket | None = None
        self._greeting: asyncio.Future[None] | None = None
        self._clocks = 0
        self.is_connected = False
        self.loses = 0
        self.vote_id = ""
        self.tools: list[str] = []
        self.field_id = ""
        self.ballot_id = secrets.token_hex(16)

    # --- coming, going, coming back ---

    async def arrive(self) -> None:
        """The page, a seat, the phone's page, the socket, the first right screen. Raises Broken."""
        self.expect(await self.ask("GET", f"/w/{self._code}/"))
        fields = {"name": f"Gast {self._number}", "institution": f"Haus {self._number % 9}"}
        self.expect(await self.ask("POST", f"/w/{self._code}/participants", {"key": secrets.token_hex(16), **fields}))
        await self.load()

    async def load(self) -> None:
        """The phone's page, and what its script does at once."""
        self.expect(await self.ask("GET", f"/w/{self._code}/"))
        await self.return_()

    async def return_(self) -> None:
        """Open the socket and pull what was missed. Raises Broken."""
        await self.connect()
        await self.pull()

    async def connect(self) -> None:
        loop = asyncio.get_running_loop()
        greeting = self._greeting = loop.create_future()
        request = self._head("GET", "/socket.io/?EIO=4&transport=websocket", "*/*")
        host, port = self._host.rsplit(":", 1)
        _, self._socket = await loop.create_connection(lambda: Socket(request, self._hear, self._lost), host, int(port))
        await asyncio.wait_for(greeting, PATIENCE)

    async def pull(self, names: str = "") -> bytes:
        query = f"?names={names}" if names else ""
        answer = self.expect(await self.ask("GET", f"/w/{self._code}/regions/phone{query}", accept="application/json"))
        body = answer.body
        if not names:
            self._read(body)
        return body

    def drop(self) -> None:
        """Lose the socket without a word."""
        if self._socket is not None:
            self._socket.abort()
        self.is_connected = False

    def rest(self) -> None:
        """A browser closes its idle HTTP connection after a minute or two."""
        for wire in self._wires:
            wire.close()
        self._wires.clear()

    # --- what it sends ---

    async def cast(self) -> Answer:
        """The ballot, or a changed one: what the form on this screen sends."""
        points = {f"points.{tool}": 0 for tool in self.tools}
        for name in random.sample(list(points), min(3, len(points))):
            points[name] = random.randint(1, 1 if len(points) > 2 else 2)
        fields = {"ballot_id": self.ballot_id, **points}
        return await self.post(f"/w/{self._code}/votes/{self.vote_id}/ballots", fields)

    async def write(self, text: str) -> Answer:
        fields = {"key": secrets.token_hex(16), "field_id": self.field_id, "text": text}
        return await self.post(f"/w/{self._code}/statements", fields)

    async def post(self, path: str, fields: dict[str, object]) -> Answer:
        return await self.ask("POST", path, fields)

    async def ask(
        self, method: str, path: str, fields: dict[str, object] | None = None, accept: str = "text/html"
    ) -> Answer:
        """One request on a kept connection that is free, else on a new one, as browsers do. Raises Broken, OSError."""
        wire = next((wire for wire in self._wires if wire.is_free), None)
        if wire is None:
            host, port = self._host.rsplit(":", 1)
            _, wire = await asyncio.get_running_loop().create_connection(Http, host, int(port))
            self._wires = [*(kept for kept in self._wires if kept.is_open), wire]
        body = urlencode(fields).encode() if fields is not None else b""
        request = self._head(method, path, "application/json" if fields is not None else accept)
        if fields is not None:
            request += b"Content-Type: application/x-www-form-urlencoded;charset=UTF-8\r\n"
            request += b"Origin: http://%s\r\nContent-Length: %d\r\n" % (self._host.encode(), len(body))
        try:
            answer = await wire.ask(request + b"\r\n" + body)
        except TimeoutError as error:
            wire.close()
            raise Broken("no answer") from error
        self._cookies |= answer.cookies
        return answer

    def expect(self, answer: Answer) -> Answer:
        if answer.status != 200:
            raise Broken(f"{answer.status}: {answer.body[:200]!r}")
        return answer

    def greeting(self) -> dict[str, object]:
        """What the page's socket says of itself."""
        return {"code": self._code, "face": self.face, "lang": "de", "table": "", "regions": list(self.regions)}

    def know(self, cookies: dict[str, str]) -> None:
        """Be somebody else, for instance the moderator."""
        self._cookies = dict(cookies)

    # --- what it hears ---

    def _hear(self, text: bytes) -> None:
        if text.startswith(b'42["region"'):
            now = time.perf_counter()
            found = NAME.search(text, 0, 80)
            name = found.group(1).decode() if found else ""
            if name == "phone":
                self._read(text)
            if self._pushed is not None:
                self._pushed(self, name, now, text)
        elif text == b"2":
            self._say("3")
        elif text.startswith(b"42"):
            event, *rest = json.loads(text[2:])
            if event == "pull":
                asyncio.get_running_loop().create_task(self._pull_within(rest[0]))
        elif text.startswith(b"43"):
            if self._clocks < CLOCKS:
                self._ask_time()
        elif text.startswith(b"40"):
            self.is_connected, self._clocks = True, 0
            if self._greeting is not None and not self._greeting.done():
                self._greeting.set_result(None)
            self._say('42["visible",{"visible":true}]')
            self._ask_time()
        elif text.startswith(b"0"):
            self._say("40" + json.dumps(self.greeting()))

    def _ask_time(self) -> None:
        self._say(f'42{self._clocks}["clock"]')
        self._clocks += 1

    async def _pull_within(self, told: dict[str, object]) -> None:
        await asyncio.sleep(random.random() * float(str(told.get("within", 0))) / 1000)
        try:
            await self.pull(",".join(map(str, told.get("names", []))))  # type: ignore[arg-type, call-overload]
        except (OSError, TimeoutError):
            self.loses += 1

    def _read(self, html: bytes) -> None:
        """The vote, its tools and the field, as they stand on the screen."""
        found = VOTE.search(html)
        if found:
            self.vote_id = found.group(1).decode()
            self.tools = sorted({tool.decode() for tool in TOOL.findall(html)})
        field = FIELD.search(html)
        if field:
            self.field_id = field.group(1).decode()

    def _lost(self) -> None:
        self.is_connected = False
        if self._greeting is not None and not self._greeting.done():
            self._greeting.set_exception(Broken("socket refused"))

    def _say(self, text: str) -> None:
        if self._socket is not None:
            self._socket.say(text)

    def _head(self, method: str, path: str, accept: str) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        lines = (
            f"{method} {path} HTTP/1.1\r\nHost: {self._host}\r\nAccept: {accept}\r\nAccept-Encoding: gzip, deflate\r\n"
        )
        return (lines + (f"Cookie: {cookies}\r\n" if cookies else "")).encode()


class Screen(Phone):
    """A projector, or the moderator's desk: it only looks and hears."""

    def __init__(self, base: str, code: str, face: str, regions: tuple[str, ...], pushed: Pushed | None = None) -> None:
        super().__init__(base, code, 0, pushed)
        self.face, self.regions = face, regions


class BarePhone(Phone):
    """The same person before a bare server that stores nothing: page, seat, socket; the vote goes over the socket."""

    async def arrive(self) -> None:
        self.expect(await self.ask("GET", "/"))
        self.expect(await self.ask("POST", "/join", {"key": secrets.token_hex(16), "name": f"Gast {self._number}"}))
        await self.connect()

    async def return_(self) -> None:
        await self.connect()

    async def cast(self) -> Answer:
        """A vote in memory; answered over the socket."""
        self._votes: dict[int, asyncio.Future[Answer]] = getattr(self, "_votes", {})
        number = 1000 + len(self._votes)
        answered = self._votes[number] = asyncio.get_running_loop().create_future()
        self._say(f'42{number}["vote",{{"option":{random.randrange(12)},"points":{random.randint(1, 5)}}}]')
        return await asyncio.wait_for(answered, PATIENCE)

    def _hear(self, text: bytes) -> None:
        if text.startswith(b"43") and text[2:6].isdigit():
            self._votes[int(text[2 : text.index(b"[")])].set_result(Answer(200, b"", b""))
        else:
            super()._hear(text)
