"""The memory of a process: what was read holds until somebody commits, and is read once until then.

SQLite says of a connection whether any other, of this process or another, has committed since (`data_version`). A
database that cannot say so cheaply is asked each time, through the asker's own look: connections are few, and requests
that hold one each and wait for a second would wait for each other.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from facilitation.database.engine import reading

MOST = 20_000  # values; a hall of 4,000 keeps three or four a phone
Value = TypeVar("Value")


class Memory:
    """Values read from one database. They are shared by all who ask, so nobody may change them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: dict[Hashable, tuple[Hashable, Any]] = {}
        self._version: int | None = None
        self._watching: Any = None
        self._guard = threading.Lock()
        self._closed = False

    def recall(
        self, key: Hashable, read: Callable[[Session], Value], moment: Hashable = None, *, look: Session | None = None
    ) -> Value:
        """The value of `key` as the database stands now, and as it was at this `moment` if it depends on one. `read` is
        given a session of its own, or `look`, the asker's, where nothing is kept; what it raises is passed on."""
        version = self._look()
        if look is not None and self._engine.dialect.name != "sqlite":
            return read(look)
        kept = self._kept.get(key) if version is not None else None
        if kept is not None and kept[0] == moment:
            known: Value = kept[1]
            return known
        with reading(self._engine) as session:
            value = read(session)
        with self._guard:
            # it may be newer than the version it is kept under, never older: then the next look forgets it
            if version is not None and version == self._version and len(self._kept) < MOST:
                self._kept[key] = (moment, value)
        return value

    def close(self) -> None:
        with self._guard:
            self._closed = True
            self._forget()
            watching, self._watching = self._watching, None
        if watching is not None:
            watching.close()

    def _look(self) -> int | None:
        """The database's version; forgets everything when it is another than before."""
        if self._engine.dialect.name != "sqlite":
            return None
        with self._guard:
            try:
                version = self._ask()
            except sqlite3.Error:
                version = None
            if version is None or version != self._version or len(self._kept) >= MOST:
                self._forget()
                self._version = version
        return version

    def _ask(self) -> int | None:
        if self._closed:
            return None
        if self._watching is None:
            self._watching = self._engine.raw_connection()
            self._watching.detach()  # it never writes, and must stay the same connection
        (version,) = self._watching.dbapi_connection.execute("PRAGMA data_version").fetchone()
        return int(version)

    def _forget(self) -> None:
        self._kept.clear()
