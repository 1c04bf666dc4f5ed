"""The engine: SQLite with WAL, full sync, foreign keys and a busy timeout, or PostgreSQL through psycopg 3."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

AWAY = (OperationalError, InterfaceError)  # the database does not answer now: restarted, locked, its disk full
BUSY_TIMEOUT_MS = 10_000
LOOKS_AGAIN = 0.01  # seconds, while another process holds the write lock
START_KEY = 0x5A57  # of the lock for those who start
PERSONAL = ("participants", "statements", "supports", "operations", "links", "workshops", "tools", "voting_cards")


def open_engine(url: str) -> Engine:
    """Open the database at `url`. SQLite transactions begin explicitly, so savepoints work."""
    if url.startswith(("postgresql://", "postgres://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    # what people wrote stands in no traceback
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"), hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # Python's driver would begin transactions by itself, late, and break SAVEPOINT; we begin them.
    connection.isolation_level = None
    cursor = connection.cursor()
    for setting in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
    ):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    if not connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql("BEGIN")
        return
    # A writer takes the lock at once: a read transaction that turns into a write can fail half way. It waits for it
    # here: inside SQLite it would stop every greenlet of the process, and nobody could so much as look at a page.
    raw: Any = connection.connection.dbapi_connection
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        if not _took_lock(raw):
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # raises why not
    finally:
        raw.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")


def _took_lock(raw: sqlite3.Connection) -> bool:
    """Begin writing as soon as nobody else does. False when BUSY_TIMEOUT_MS have passed or something else is wrong."""
    gives_up = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while time.monotonic() < gives_up:
        try:
            raw.execute("BEGIN IMMEDIATE")
            return True
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                return False
            time.sleep(LOOKS_AGAIN)
    return False


@contextmanager
def in_turn(engine: Engine) -> Iterator[None]:
    """One process after the other, where several may start at once: what is done once, the first does."""
    if engine.dialect.name == "sqlite":  # one process has the data folder to itself
        yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": START_KEY})
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": START_KEY})


def forget_deleted(engine: Engine) -> None:
    """Leave nothing of deleted rows behind: on SQLite freed pages are zeroed already (secure_delete) and the log is cut
    off; on PostgreSQL the dead rows are cleared away."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            for table in PERSONAL:
                connection.exec_driver_sql(f"VACUUM {table}")


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that only looks: one consistent snapshot, given back at once, never committed."""
    with Session(engine, autoflush=False, expire_on_commit=False) as session:
        yield session
