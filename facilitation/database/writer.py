"""The one writer of a process: waiting verbs share a transaction, each in its own savepoint, one commit, then answers.

A verb is a function ``verb(session, *, now, **arguments) -> JSON value``. It never commits. A refusal rolls back only
its own savepoint. If the commit fails, nobody is told their write was saved. Where another process was quicker (the
same number drawn, two batches waiting for each other) a verb runs again and sees what the other has written.
"""

from __future__ import annotations

import json
import queue
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.orm import Session

from facilitation.clock import Clock
from facilitation.database import operations
from facilitation.database.pulse import Pulse
from facilitation.errors import NotSaved, Refusal

Verb = Callable[..., Any]
LARGEST_BATCH = 500
LONGEST_QUEUE = 20_000
ATTEMPTS = 6
DRAWS = 20  # each waits for the other's commit, and half of them meet its next
TAKEN = "23505"  # PostgreSQL: somebody else has just written that number; SQLite lets only one write at a time
UNDECIDED = frozenset({"40001", "40P01"})  # PostgreSQL gave way to another process: nothing is saved, try again


@dataclass
class _Waiting:
    verb: Verb
    arguments: Mapping[str, Any]
    actor: str | None
    key: str | None
    since: float = field(default_factory=time.monotonic)
    done: threading.Event = field(default_factory=threading.Event)
    answer: Any = None
    error: BaseException | None = None

    @property
    def asked(self) -> str:
        shown = {name: value for name, value in self.arguments.items() if not name.startswith("_")}
        name = f"{self.verb.__module__}.{self.verb.__qualname__}"
        return operations.hashed(name + json.dumps(shown, sort_keys=True, default=str))


class Writer:
    """Takes verbs from any thread or greenlet and answers after the commit."""

    def __init__(self, engine: Engine, clock: Clock, pulse: Pulse | None = None) -> None:
        self._engine = engine.execution_options(writes=True)
        self._clock, self._pulse = clock, pulse or Pulse()
        self._waiting: queue.Queue[_Waiting | None] = queue.Queue(LONGEST_QUEUE)
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._closed = False

    def write(self, verb: Verb, *, actor: str | None = None, key: str | None = None, **arguments: Any) -> Any:
        """Run `verb`, wait for the commit, return its answer. With `actor` and `key` a repeat returns the stored one.

        Raises whatever Refusal the verb raised, or NotSaved when the database did not take it.
        """
        job = _Waiting(verb, arguments, actor, key)
        with self._starting:  # nothing may enter the queue behind the word to stop: nobody would ever answer it
            if self._closed:
                raise NotSaved(reason="closed")
            self._start()
            try:
                self._waiting.put_nowait(job)
            except queue.Full:
                raise NotSaved(reason="busy") from None
        job.done.wait()
        if job.error is not None:
            raise job.error
        return job.answer

    @property
    def queued(self) -> int:
        """How many writes wait for their turn."""
        return self._waiting.qsize()

    def close(self) -> None:
        """Finish what waits, then stop; whatever comes later is refused."""
        with self._starting:
            self._closed = True
            thread, self._thread = self._thread, None
        if thread is not None:
            self._waiting.put(None)
            thread.join()

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            first = self._waiting.get()
            batch = [first] if first is not None else []
            stop = first is None
            while not stop and len(batch) < LARGEST_BATCH:
                try:
                    job = self._waiting.get_nowait()
                except queue.Empty:
                    break
                if job is None:
                    stop = True
                else:
                    batch.append(job)
            if batch:
                self._commit(batch)
            if stop:
                return

    def _commit(self, batch: list[_Waiting]) -> None:
        began = time.monotonic()
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self._engine.connect() as connection, connection.begin():
                    for job in batch:
                        self._perform(connection, job)
                self._pulse.saved(len(batch), began - batch[0].since)
                break
            except BaseException as error:  # nothing of this batch is saved: try again, or everyone must know
                if attempt < ATTEMPTS and _gave_way(error):
                    time.sleep(random.uniform(0, 0.05 * attempt))
                    continue
                for job in batch:
                    job.answer, job.error = None, _not_saved(error)
                self._pulse.failed(type(error).__name__)
                break
        for job in batch:
            job.done.set()

    def _perform(self, connection: Connection, job: _Waiting) -> None:
        for _draw in range(DRAWS):
            job.answer = job.error = None
            if not self._collided(connection, job):
                return

    def _collided(self, connection: Connection, job: _Waiting) -> bool:
        """Run the job in a savepoint of its own. Says whether it met a row that somebody else has just written."""
        session = Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
        try:
            if job.actor is not None and job.key is not None:
                done = operations.recall(session, job.actor, job.key, job.asked)
                if done is not None:
                    job.answer = done.answer
                    return False
            now = self._clock.now()
            job.answer = job.verb(session, now=now, **job.arguments)
            if job.actor is not None and job.key is not None:
                operations.remember(session, job.actor, job.key, job.asked, job.answer, now)
            session.commit()
        except Refusal as refusal:
            session.rollback()
            job.error = refusal
        except IntegrityError as error:
            session.rollback()
            job.error = _not_saved(error)
            return getattr(error.orig, "sqlstate", None) == TAKEN
        except DBAPIError as error:
            session.rollback()
            if error.connection_invalidated or isinstance(error, (OperationalError, InterfaceError)):
                raise
            job.error = _not_saved(error)  # this verb's own fault, e.g. a value no column takes: the others go on
        except Exception as error:
            session.rollback()
            job.error = error
        finally:
            session.close()
        return False


def _gave_way(error: BaseException) -> bool:
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in UNDECIDED


def _not_saved(error: BaseException) -> BaseException:
    if isinstance(error, DBAPIError):
        refusal = NotSaved(reason=type(error.orig).__name__ if error.orig else "database")
        refusal.__cause__ = error
        return refusal
    return error
