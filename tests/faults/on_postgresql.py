"""The PostgreSQL of several workers, asked as `invariants` asks SQLite files, and cut off from them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, CursorResult, create_engine, make_url, text

BOX = re.compile(r"(box_[0-9a-f]{16}_)ballots")


class Asked:
    """Takes questions with a ? for each value."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, question: str, values: tuple[Any, ...] = ()) -> CursorResult[Any]:
        return self._connection.exec_driver_sql(question.replace("?", "%s"), values)


@contextmanager
def opened(url: str) -> Iterator[tuple[Asked, list[str]]]:
    """The database, and the prefix of every box that stands: one for each vote that is open or shut."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            asked = Asked(connection)
            named = asked.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
            boxes = [found.group(1) for [name] in named if (found := BOX.fullmatch(name))]
            open_votes = asked.execute("SELECT count(*) FROM votes WHERE state IN ('open', 'shut')").scalar_one()
            assert len(boxes) == open_votes, f"{len(boxes)} boxes for {open_votes} open votes"
            yield asked, boxes
    finally:
        engine.dispose()


def cut_off(url: str) -> int:
    """End every connection of this database's users, as a restart of PostgreSQL does. Returns how many there were."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    named = make_url(url).query["application_name"]
    ended = text(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = :own "
        "AND pid <> pg_backend_pid()"
    )
    try:
        with engine.connect() as connection:
            return int(connection.execute(ended, {"own": named}).scalar_one())
    finally:
        engine.dispose()
