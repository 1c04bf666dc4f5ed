"""The engine: SQLite with WAL, full sync, foreign keys and a busy timeout, or PostgreSQL through psycopg 3."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session

BUSY_TIMEOUT_MS = 10_000
PERSONAL = ("participants", "statements", "supports", "operations", "links", "workshops", "tools", "voting_cards")


def open_engine(url: str) -> Engine:
    """Open the database at `url`. SQLite transactions begin explicitly, so savepoints work."""
    if url.startswith(("postgresql://", "postgres://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
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
    # A writer takes the lock at once: a read transaction that turns into a write can fail half way.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


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
