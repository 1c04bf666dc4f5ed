"""The relay: what one worker tells the others over Redis, so that screens follow whichever worker they hang on.

It carries words, never renderings: "this changed there", "these are here", "somebody guessed". Each worker looks into
the database itself, so words may come late, twice or in any order. Redis keeps nothing. Whoever does not hear their own
words come back is deaf: the owner then asks the database (`on_deaf_beat`), and looks at everything once words are heard
again (`on_hearing`). Without an address a relay is deaf for good; that is how workers share a database without Redis.
"""

from __future__ import annotations

import json
import logging
import random
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from facilitation.database.engine import AWAY

if TYPE_CHECKING:
    from redis import Redis

BEAT = 0.05  # words are gathered for so long
DEAF_BEAT = 1.0
HEARTBEAT = 1.0
DEAF_AFTER = 3.5  # seconds without a heartbeat of one's own
PATIENCE = 1.0  # seconds for one step with Redis
LONGEST_LINE = 1000  # words that wait while Redis is away; after more the others are told to look at everything
LOST, HERE = "lost", "here"
log = logging.getLogger(__name__)
Word = dict[str, Any]


class Relay:
    """One per worker. `tell` never waits and never fails."""

    def __init__(self, url: str, mark: str) -> None:
        self.name = secrets.token_urlsafe(6)
        self.is_deaf = True
        self.on_deaf_beat: Callable[[], None] = lambda: None
        self.on_hearing: Callable[[], None] = lambda: None
        self.on_heartbeat: Callable[[], Word] = dict
        self._url, self._channel = url, f"zw:{mark}"
        self._handlers: dict[str, Callable[[str, Word], None]] = {LOST: lambda _worker, _word: self.on_hearing()}
        self._waiting: list[tuple[str, Word]] = []
        self._wake, self._stopped = threading.Condition(), threading.Event()
        self._threads: list[threading.Thread] = []
        self._heard_own = 0.0
        self._logged: bool | None = None

    def on(self, kind: str, handler: Callable[[str, Word], None]) -> None:
        """`handler(worker, word)` gets the words of this kind that other workers tell."""
        self._handlers[kind] = handler

    def tell(self, kind: str, word: Word) -> None:
        """Let the other workers know. A word that waits already is not said twice."""
        if not self._url:
            return
        with self._wake:
            if len(self._waiting) >= LONGEST_LINE:
                self._waiting = [(LOST, {})]
            if (kind, word) not in self._waiting[-50:]:
                self._waiting.append((kind, word))
            self._wake.notify()

    def start(self) -> None:
        for name, run in (("relay-ear", self._listen), ("relay-mouth", self._speak if self._url else None)):
            if run is not None:
                self._threads.append(threading.Thread(target=run, name=name, daemon=True))
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        self._stopped.set()
        with self._wake:
            self._wake.notify()
        for thread in self._threads:
            thread.join(5)

    # --- the ear ---

    def _listen(self) -> None:
        while not self._stopped.is_set():
            if self._url:
                try:
                    self._hear()
                except Exception as error:  # whatever Redis is up to, the hall goes on
                    self._become(deaf=True, why=type(error).__name__)
            if not self._stopped.is_set():
                self._safely(self.on_deaf_beat)
                self._stopped.wait(DEAF_BEAT * random.uniform(0.8, 1.2))

    def _hear(self) -> None:
        with _connected(self._url) as redis, redis.pubsub(ignore_subscribe_messages=True) as ear:
            ear.subscribe(self._channel)
            self._heard_own = time.monotonic()
            while not self._stopped.is_set():
                message = ear.get_message(timeout=0.5)
                if message is not None:
                    self._take(message["data"])
                if time.monotonic() - self._heard_own > DEAF_AFTER:
                    raise TimeoutError("no word of our own came back")

    def _take(self, data: bytes) -> None:
        try:
            told = json.loads(data)
            worker, words = str(told["from"]), list(told["words"])
        except (ValueError, KeyError, TypeError):
            return  # not ours
        if worker == self.name:
            self._heard_own = time.monotonic()
            self._become(deaf=False)
            return
        for kind, word in words:
            handler = self._handlers.get(kind)
            if handler is not None:
                self._safely(handler, worker, word)

    def _become(self, *, deaf: bool, why: str = "") -> None:
        if deaf == self._logged:
            return
        self.is_deaf = self._logged = deaf
        if deaf:
            log.warning("the relay hears nothing (%s); the database is asked instead", why)
        else:
            log.info("the relay hears")
            self._safely(self.on_hearing)

    def _safely(self, deed: Callable[..., None], *arguments: Any) -> None:
        try:
            deed(*arguments)
        except AWAY as away:  # a later word, or the next look at the database, makes up for it
            log.warning("the relay could not look: %s", type(away.orig).__name__)
        except Exception:  # one word's fault must not silence the others
            log.exception("a word of the relay failed")

    # --- the mouth ---

    def _speak(self) -> None:
        while not self._stopped.is_set():
            with suppress(Exception), _connected(self._url) as redis:  # the ear says that Redis is away
                self._speak_into(redis)
            self._stopped.wait(0.3 * random.uniform(0.8, 1.2))

    def _speak_into(self, redis: Redis) -> None:
        due = 0.0
        while not self._stopped.is_set():
            with self._wake:
                if not self._waiting:
                    self._wake.wait(max(0.0, due - time.monotonic()))
            self._stopped.wait(BEAT)
            with self._wake:
                said, self._waiting = self._waiting, []
            words = list(said)
            if time.monotonic() >= due:
                due = time.monotonic() + HEARTBEAT
                words.append((HERE, self.on_heartbeat()))
            try:
                if words:
                    redis.publish(self._channel, json.dumps({"from": self.name, "words": words}))
            except Exception:
                with self._wake:  # said again when Redis is back
                    self._waiting = said + self._waiting
                raise


def _connected(url: str) -> Redis:
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=Retry(NoBackoff(), 0))


def answers(url: str) -> bool:
    """Whether Redis is there."""
    from redis import RedisError

    try:
        with _connected(url) as redis:
            return bool(redis.ping())
    except (RedisError, OSError, ValueError):
        return False
