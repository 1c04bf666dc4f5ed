"""The crowd: all phones of the load maker, and what they do together. Latencies count from the moment a phone was due,
so a server that stands still cannot hide it."""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from bench.load.phone import BarePhone, Phone, Screen
from bench.load.told import Effort, spread

DESK = ("cockpit", "cockpit.ruler", "cockpit.side")
HEARD_WITHIN = 40.0
AGAIN = (0.5, 10.0)  # the page's own patience between two tries: least and most
Deed = Callable[[Phone], Awaitable[Any]]


class Crowd:
    """Phones, projectors and desks before one server. Every deed answers a JSON object."""

    def __init__(self, base: str, code: str, bare: bool = False) -> None:
        self._base, self._code, self._kind = base, code, BarePhone if bare else Phone
        self.phones: list[Phone] = []
        self.screens: list[Screen] = []
        self._heard: dict[Phone, float] = {}
        self._awaited = ""
        self._frames = Counter[str]()
        self._shown: list[tuple[float, int]] = []
        self._statuses = Counter[int]()
        self._acknowledged: set[str] = set()

    # --- coming and going ---

    async def arrive(self, count: int, within: float) -> dict[str, Any]:
        first = len(self.phones) + 1
        new = [self._kind(self._base, self._code, first + n, self._note) for n in range(count)]
        self.phones += new
        return await self._all(new, lambda phone: phone.arrive(), within)

    async def screen(self, face: str, regions: list[str], cookies: dict[str, str]) -> dict[str, Any]:
        """One more projector or desk that follows the day."""
        screen = Screen(self._base, self._code, face, tuple(regions), self._note)
        screen.know(cookies)
        await screen.connect()
        self.screens.append(screen)
        return {}

    async def reload(self, within: float) -> dict[str, Any]:
        async def again(phone: Phone) -> None:
            phone.drop()
            phone.rest()
            await phone.load()

        return await self._all(self.phones, again, within)

    async def drop(self) -> dict[str, Any]:
        for phone in self.phones:
            phone.drop()
            phone.rest()
        await asyncio.sleep(0.2)
        return {}

    async def come_back(self, within: float) -> dict[str, Any]:
        """Everybody is back in the Wi-Fi; `after_last` is how long after the last one was due all were right again."""
        told = await self._all(self.phones, lambda phone: phone.return_(), within)
        return {**told, "after_last": round((told["seconds"] - within) * 1000, 1)}

    async def come_back_by_themselves(self) -> dict[str, Any]:
        """The server is gone: every phone tries again by the page's own policy until it is right again."""
        begun = time.perf_counter()

        async def until_back(phone: Phone) -> None:
            tries = 0
            while True:
                tries += 1
                span = min(AGAIN[1], AGAIN[0] * 2**tries) - AGAIN[0]
                await asyncio.sleep(AGAIN[0] + random.random() * span)
                try:
                    phone.rest()
                    await asyncio.wait_for(phone.return_(), 5)
                    return
                except (OSError, TimeoutError):
                    phone.drop()

        told = await self._all(self.phones, until_back, 0.0)
        return {**told, "seconds_back": round(time.perf_counter() - begun, 3)}

    async def rest(self) -> dict[str, Any]:
        for phone in self.phones:
            phone.rest()
        return {}

    async def close(self) -> dict[str, Any]:
        for phone in [*self.phones, *self.screens]:
            phone.drop()
            phone.rest()
        await asyncio.sleep(0.3)
        return {}

    # --- taking part ---

    async def papers(self, within: float) -> dict[str, Any]:
        """Wait until everybody's screen shows a ballot paper; whoever has none by then pulls, as a page does that was
        asleep. `late` is how many had to."""
        ends = time.perf_counter() + within
        while any(not phone.vote_id for phone in self.phones) and time.perf_counter() < ends:
            await asyncio.sleep(0.05)
        late = [phone for phone in self.phones if not phone.vote_id]
        for phone in late:
            await phone.pull()
        return {"late": len(late), "missing": sum(not phone.vote_id for phone in self.phones)}

    async def ballots(self, within: float, count: int = 0) -> dict[str, Any]:
        """Everybody (or `count` of them) casts once, at a moment of their own within the span; 0 is one instant."""
        self._frames.clear()
        who = random.sample(self.phones, count) if count else self.phones
        return {**await self._all(who, self._cast, within, shuffled=True), **self._counted()}

    async def trickle(self, seconds: float, count: int) -> dict[str, Any]:
        """So many ballots evenly over some seconds, by people drawn at random."""
        return await self._all(random.choices(self.phones, k=count), self._cast, seconds)

    async def stand(self, count: int) -> dict[str, Any]:
        """Phones that are simply there, for a server that has no doors to come in by."""
        self.phones += [Phone(self._base, self._code, n) for n in range(count)]
        return {}

    async def sustain(self, seconds: float, hands: int) -> dict[str, Any]:
        """So many ballots under way at any moment, each phone in its turn, each ballot another content."""
        self._frames.clear()
        latencies: list[float] = []
        failures = Counter[str]()
        ends = time.perf_counter() + seconds
        turn = iter(range(10**9))

        async def one_hand() -> None:
            while time.perf_counter() < ends:
                phone = self.phones[next(turn) % len(self.phones)]
                begun = time.perf_counter()
                try:
                    await self._cast(phone)
                except (OSError, TimeoutError) as error:
                    failures[f"{error}"[:120]] += 1
                else:
                    latencies.append(time.perf_counter() - begun)

        async with Effort() as effort:
            await asyncio.gather(*(one_hand() for _ in range(min(hands, len(self.phones)))))
        told = {"failed": sum(failures.values()), "why": failures.most_common(3)}
        rate = {"per_second": len(latencies) / effort.seconds}
        return {**spread(latencies), **effort.told(), **rate, **told, **self._counted()}

    async def cards(self, within: float, count: int) -> dict[str, Any]:
        """So many people pin a card. `seen` is from pinning to the projector that counts it."""
        self._shown.clear()
        answered: list[tuple[float, float]] = []

        async def pin(phone: Phone) -> None:
            begun = time.perf_counter()
            text = f"Im Jahr 2040 treffen sich die Menschen im Haus Nummer {random.randrange(10**6)}."
            phone.expect(await phone.write(text))
            answered.append((begun, time.perf_counter()))

        before = self._latest_shown
        told = await self._all(random.sample(self.phones, count), pin, within)
        await asyncio.sleep(1.5)
        seen = []
        for place, (begun, _answer) in enumerate(sorted(answered, key=lambda pair: pair[1])):
            at = next((at for at, shown in self._shown if shown >= before + place + 1), None)
            if at is not None:
                seen.append(at - begun)
        if self._shown:
            self._latest_shown = max(shown for _at, shown in self._shown)
        return {**told, "seen": spread(seen)}

    _latest_shown = 0

    # --- hearing ---

    async def press(
        self, path: str, fields: dict[str, Any], cookies: dict[str, str], region: str = "phone", meanwhile: float = 0.0
    ) -> dict[str, Any]:
        """A press of the moderator, and when the last phone has its new region. `meanwhile` ballots a second go on."""
        desk = Phone(self._base, self._code, 0)
        desk.know(cookies)
        voting = asyncio.create_task(self._keep_voting(meanwhile)) if meanwhile else None
        await asyncio.sleep(0.5 if meanwhile else 0.0)
        expected = [phone for phone in self.phones if phone.is_connected]
        self._heard.clear()
        self._awaited = region
        async with Effort() as effort:
            begun = time.perf_counter()
            answer = await desk.post(path, fields)
            answered = time.perf_counter() - begun
            while len(self._heard) < len(expected) and time.perf_counter() - begun < HEARD_WITHIN:
                await asyncio.sleep(0.005)
        self._awaited = ""
        if voting is not None:
            voting.cancel()
        desk.rest()
        heard = [at - begun for at in self._heard.values()]
        missed = len(expected) - len(heard)
        return {
            "status": answer.status, "body": answer.body.decode(errors="replace")[:400], **spread(heard),
            "answered": round(answered * 1000, 2), "missed": missed, **effort.told(),
        }  # fmt: skip

    async def settle(self, seconds: float) -> dict[str, Any]:
        async with Effort() as effort:
            await asyncio.sleep(seconds)
        connected = sum(phone.is_connected for phone in self.phones)
        return {**effort.told(), "connected": connected, "failed_pulls": sum(phone.loses for phone in self.phones)}

    # --- one by one ---

    async def _all(self, who: list[Phone], deed: Deed, within: float, *, shuffled: bool = False) -> dict[str, Any]:
        order = random.sample(who, len(who)) if shuffled else who
        taken: list[float] = []
        failures = Counter[str]()
        begun = time.perf_counter()

        async def one(place: int, phone: Phone) -> None:
            due = begun + within * place / max(1, len(order))
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            try:
                await deed(phone)
            except (OSError, TimeoutError) as error:
                failures[f"{type(error).__name__} {error}"[:120]] += 1
            else:
                taken.append(time.perf_counter() - due)

        async with Effort() as effort:
            await asyncio.gather(*(one(place, phone) for place, phone in enumerate(order)))
        return {**spread(taken), "failed": sum(failures.values()), "why": failures.most_common(3), **effort.told()}

    async def _cast(self, phone: Phone) -> None:
        answer = await phone.cast()
        self._statuses[answer.status] += 1
        phone.expect(answer)
        self._acknowledged.add(phone.ballot_id)

    async def _keep_voting(self, per_second: float) -> None:
        under_way: set[asyncio.Task[None]] = set()
        for phone in random.choices(self.phones, k=10**5):
            if len(under_way) < per_second:  # no more than a second's worth, however slow the server is
                task = asyncio.create_task(self._cast_quietly(phone))
                under_way.add(task)
                task.add_done_callback(under_way.discard)
            await asyncio.sleep(1 / per_second)

    async def _cast_quietly(self, phone: Phone) -> None:
        if phone.vote_id:
            await asyncio.gather(self._cast(phone), return_exceptions=True)

    def _counted(self) -> dict[str, Any]:
        told = {
            "statuses": dict(self._statuses), "people_acknowledged": len(self._acknowledged),
            "frames": sum(self._frames.values()), "frames_by_region": dict(self._frames),
        }  # fmt: skip
        self._statuses.clear()
        return told

    def _note(self, phone: Phone, name: str, at: float, text: bytes) -> None:
        self._frames[name] += 1
        if name == self._awaited and phone.face == "phone":
            self._heard.setdefault(phone, at)
        if name == "stage":
            counts = [int(n) for n in re.findall(rb'class=\\?"num\\?"[^>]*>(\d+)</td>', text)]
            self._shown.append((at, sum(counts)))


def understand(line: str) -> tuple[str, dict[str, Any]]:
    told = json.loads(line)
    return str(told.pop("do")), told
