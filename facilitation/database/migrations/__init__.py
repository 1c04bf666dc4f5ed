"""Bringing a database to the present shape at start, with a copy of the old one kept before each change."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

HERE = Path(__file__).resolve().parent


def migrate(engine: Engine, copies: Path, now: datetime) -> Path | None:
    """Bring the database up to date. Returns where the copy of the old one lies, if there was anything to copy."""
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        connection.rollback()
    newest = ScriptDirectory.from_config(settings()).get_current_head()
    if current == newest:
        return None
    copy = _copy(engine, copies, now) if current is not None else None
    with (
        engine.execution_options(writes=True).connect() as connection,
        _without_cascades(connection),
        connection.begin(),
    ):
        configuration = settings()
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, "head")
        _must_hold_together(connection)
    return copy


@contextmanager
def _without_cascades(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by copying it and dropping the old one; dropping must not take along what rests on it. It
    heeds the switch only outside a transaction, so the driver is asked directly."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def _must_hold_together(connection: Connection) -> None:
    """What was switched off is checked before the commit. Raises sqlite3.IntegrityError, and nothing has changed."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise sqlite3.IntegrityError(f"rows point at nothing: {broken[:5]}")


def settings() -> AlembicConfig:
    configuration = AlembicConfig()
    configuration.set_main_option("script_location", str(HERE).replace("%", "%%"))
    configuration.set_main_option("path_separator", "os")
    return configuration


def _copy(engine: Engine, copies: Path, now: datetime) -> Path | None:
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return None  # a PostgreSQL is backed up by those who run it; deploy/ says how
    copies.mkdir(parents=True, exist_ok=True)
    target = copies / f"zukunftswerkstatt-{now:%Y%m%dT%H%M%S}.db"
    with sqlite3.connect(engine.url.database) as source, sqlite3.connect(target) as copy:
        source.backup(copy)
    return target
