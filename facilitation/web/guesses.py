"""Wrong secrets: counted per client and in total, never by address, for a hall shares one; the moderator is told.

A right link, key or join code always opens, however many wrong ones come: nobody shall be able to lock the hall out,
and the first two have 79 bits or more. Weaker secrets (a password, the typed number of a voting card) are looked at
only while their sender has tries left. Who is inside by another door, or has used this device before, has tries of
their own; all strangers share theirs.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import threading
import time
from collections import OrderedDict, deque
from datetime import datetime, timedelta

from flask import Flask, Response, g, request

from facilitation.access import LinkRefused
from facilitation.errors import NotFound, Refusal
from facilitation.house import House
from facilitation.live.server import Live, live_of
from facilitation.web import answers, cookies

OWN_TRIES = 10  # wrong ones of one client
STRANGERS_TRIES = 60  # wrong ones of all who show nothing
ALARM = 30  # wrong ones of everybody: a hall that mistypes stays below
WITHIN_SECONDS = 60.0
TOLD_FOR = timedelta(minutes=5)
TOLD_EVERY = 3.0  # seconds between two renderings of the alarm
MOST_CLIENTS = 10_000
STRANGER = "stranger"
GUESS = "guess"
COOKIE = {"tries": timedelta(minutes=10), "device": timedelta(days=90)}
log = logging.getLogger(__name__)


class TooManyTries(Refusal):
    """Many wrong secrets came in a short time, from this client or from all strangers."""

    code = "too_many_tries"
    status = 429


class Guesses:
    """The wrong tries of the last minute in this process."""

    def __init__(self) -> None:
        self._of: OrderedDict[str, deque[float]] = OrderedDict()
        self._every: deque[float] = deque()
        self._guard = threading.Lock()
        self._alarm: tuple[int, datetime] | None = None
        self._told = 0.0

    def must_have_tries(self) -> None:
        """Before a weak secret is looked at. Raises TooManyTries."""
        client = _client()
        with self._guard:
            if self._count(client) >= _allowed(client):
                raise TooManyTries()

    def refusal(self, otherwise: Refusal | None = None) -> Refusal:
        """Count one more wrong secret. Returns what to raise: `otherwise` (or LinkRefused), or TooManyTries."""
        client = _client()
        self.note(client)
        with self._guard:
            crowded = self._count(client) > _allowed(client)
        if client == STRANGER and not crowded:
            g.recognise = "tries"
        return TooManyTries() if crowded else otherwise or LinkRefused()

    def note(self, client: str) -> None:
        """One wrong try. The other workers count it too: whoever guesses has no more tries with more of them."""
        answers.live().relay.tell(GUESS, {"client": client, "number": secrets.token_hex(4)})
        self.count(client, answers.house(), answers.live())

    def count(self, client: str, house: House, live: Live) -> None:
        """When there are many, the log and the cockpits say so, without a name or an address."""
        now = time.monotonic()
        with self._guard:
            tries = self._of.setdefault(client, deque())
            self._of.move_to_end(client)
            while len(self._of) > MOST_CLIENTS:
                self._of.popitem(last=False)
            for kept in (tries, self._every):
                kept.append(now)
                _drop_old(kept, now)
            count, due = len(self._every), now - self._told > TOLD_EVERY
            if count < ALARM:
                return
            self._alarm = (count, house.clock.now())
            self._told = now if due else self._told
        if due:
            log.warning("%d wrong secrets within a minute", count)
            for workshop_id in live.channel.workshops("moderator"):
                live.publisher.touch_here(workshop_id, ("presence",))

    def alarm(self, now: datetime) -> dict[str, object] | None:
        """How many wrong tries there were in the last crowded minute, and when; for a while after."""
        if self._alarm is None or not timedelta(0) <= now - self._alarm[1] < TOLD_FOR:
            return None
        return {"count": self._alarm[0], "at": self._alarm[1].isoformat()}

    def forget(self) -> None:
        with self._guard:
            self._of.clear()
            self._every.clear()
            self._alarm, self._told = None, 0.0

    def _count(self, client: str) -> int:
        tries = self._of.get(client, deque())
        _drop_old(tries, time.monotonic())
        return len(tries)


guesses = Guesses()


def remember_device() -> None:
    """A right password was typed here: this device keeps tries of its own, whatever strangers do."""
    g.recognise = "device"


def register(app: Flask, house: House) -> None:
    house.wrong_tries = guesses.alarm
    live = live_of(app)
    live.relay.on(GUESS, lambda _worker, word: guesses.count(str(word["client"]), house, live))
    app.after_request(_count_unknown_code)
    app.after_request(_recognise)


def _allowed(client: str) -> int:
    return STRANGERS_TRIES if client == STRANGER else OWN_TRIES


def _drop_old(tries: deque[float], now: float) -> None:
    while tries and now - tries[0] > WITHIN_SECONDS:
        tries.popleft()


def _client() -> str:
    """Who tries: a role or a seat, a device known from before, a browser that has erred before, or any stranger."""
    try:
        code = (request.view_args or {}).get("code")
        actor = answers.visitor(code).actor
    except NotFound:
        actor = "guest"
    if actor != "guest":
        return actor
    for kind in ("device", "tries"):
        shown, _dot, proof = request.cookies.get(cookies.of_client(kind), "").partition(".")
        if hmac.compare_digest(proof.encode(), _proof(kind, shown).encode()):
            return f"{kind}:{shown}"
    return STRANGER


def _proof(kind: str, drawn: str) -> str:
    key = answers.house().config.secret_key
    return hmac.new(key, f"client:{kind}:{drawn}".encode(), hashlib.sha256).hexdigest()[:32]


def _count_unknown_code(response: Response) -> Response:
    if g.pop("unknown_code", False):
        guesses.note(STRANGER)
    return response


def _recognise(response: Response) -> Response:
    """The cookie of a client that erred (for minutes) or signed in (for months). It says nothing of who it is."""
    kind = g.pop("recognise", None)
    if kind is not None:
        drawn = secrets.token_urlsafe(12)
        cookies.keep(response, cookies.of_client(kind), f"{drawn}.{_proof(kind, drawn)}", kept_for=COOKIE[kind])
    return response
