"""A database of the first version, with a row in every table, comes to today's shape and loses nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command

from facilitation.database.engine import open_engine
from facilitation.database.migrations import migrate, settings

FIRST = "0001"
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def at_first(url: str) -> sa.Engine:
    """A database as the first version made it."""
    engine = open_engine(url)
    with engine.execution_options(writes=True).connect() as connection, connection.begin():
        configuration = settings()
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, FIRST)
    return engine


def fill(connection: sa.Connection) -> dict[str, int]:
    """One row in every table, parents first; rows that point at their own table point at nothing."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    made: dict[str, dict[str, Any]] = {}
    for table in metadata.sorted_tables:
        if table.name == "alembic_version":
            continue
        row = {}
        for column in table.columns:
            parent = next(iter(column.foreign_keys), None)
            if parent is not None and parent.column.table.name in made:
                row[column.name] = made[parent.column.table.name][parent.column.name]
            elif parent is not None and column.nullable:
                row[column.name] = None
            else:
                row[column.name] = _value(column)
        made[table.name] = row
        connection.execute(table.insert().values(row))
    return dict.fromkeys(made, 1)


def _value(column: sa.Column[Any]) -> Any:
    kind = column.type.as_generic().python_type
    values: dict[type, Any] = {
        int: 1, bool: False, float: 0.5, datetime: NOW.replace(tzinfo=None), date: date(2017, 10, 18),
        time: time(15, 30), dict: {}, list: [],
    }  # fmt: skip
    if isinstance(column.type, (sa.JSON,)):
        return {}
    return values.get(kind, "x" * min(4, getattr(column.type, "length", None) or 4))


def counted(connection: sa.Connection, tables: dict[str, int]) -> dict[str, int]:
    return {name: connection.execute(sa.text(f'SELECT count(*) FROM "{name}"')).scalar() or 0 for name in tables}


def test_every_row_of_the_first_version_is_still_there(any_database: str, tmp_path: Path) -> None:
    engine = at_first(any_database)
    with engine.execution_options(writes=True).begin() as connection:
        before = fill(connection)
        assert counted(connection, before) == before and len(before) > 15
    migrate(engine, tmp_path / "copies", NOW)
    with engine.connect() as connection:
        assert counted(connection, before) == before
        if engine.dialect.name == "sqlite":
            assert connection.execute(sa.text("PRAGMA foreign_key_check")).all() == []
    engine.dispose()


def test_there_is_one_line_of_changes(sqlite_url: str) -> None:
    from alembic.script import ScriptDirectory

    heads = ScriptDirectory.from_config(settings()).get_heads()
    assert len(heads) == 1
