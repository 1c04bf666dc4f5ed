"""What happened in a workshop, written down for an archive: rows as JSON objects that name each other in words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, Column, Table, select
from sqlalchemy.orm import Session

from facilitation import fields, pictures
from facilitation.agenda import programme
from facilitation.archive.building import field_key
from facilitation.archive.kept import PERSONAL, SHAPES, SOFT_REFS, TRAVELS, Kept
from facilitation.archive.shapes import GONE, Ref, walk
from facilitation.archive.template import keyed

Rows = dict[str, list[dict[str, Any]]]


def happened(session: Session, workshop_id: str, *, names: bool) -> dict[str, Rows]:
    """Everything of a workshop beyond its preparation: file name to table to rows. `names` says whether people's names
    and institutions come along."""
    return _Account(session, workshop_id, names).parts()


def columns_of(kept: Kept) -> list[Column[Any]]:
    """The columns of a table that may travel, in the order of their names."""
    table = kept.entity.__table__
    assert isinstance(table, Table)
    left = {"id", "workshop_id"} | kept.at_home
    return sorted((column for column in table.c if column.name not in left), key=lambda column: column.name)


def target_of(table: str, column: Column[Any]) -> str | None:
    """The table whose rows a column names, if it does."""
    for key in column.foreign_keys:
        return key.column.table.name
    return SOFT_REFS.get((table, column.name))


def told(column: str) -> str:
    """What a column is called in an archive: ``field_id`` names a row there and is called ``field``."""
    return column.removesuffix("_id")


class _Account:
    """One telling. Rows are named first and written afterwards, for some name rows of later tables."""

    def __init__(self, session: Session, workshop_id: str, names: bool) -> None:
        self.session, self.workshop_id, self.names = session, workshop_id, names
        day = programme(session, workshop_id)
        self.known: dict[str, dict[str, str]] = {
            "fields": {field.id: field_key(field) for field in fields.everything(session, workshop_id)},
            "tables": {table.id: str(table.number) for table in fields.tables(session, workshop_id)},
            "pictures": {p.id: key for key, p in keyed(pictures.of(session, workshop_id)).items()},
        }
        self.places = {s.id: n for scenes in day.scenes_of.values() for n, s in enumerate(scenes, start=1)}

    def parts(self) -> dict[str, Rows]:
        ordered = {kept.table: self._ordered(kept) for kept in TRAVELS}
        found: dict[str, Rows] = {}
        for kept in TRAVELS:
            found.setdefault(kept.part, {})[kept.table] = [self._written(row, kept) for row in ordered[kept.table]]
        return found

    def _ordered(self, kept: Kept) -> list[Any]:
        """The rows of a table in an order that only their content decides; each with an id gets its name."""
        keyed = [(self._order(row, kept), _canonical(self._written(row, kept)), row) for row in self._rows(kept)]
        keyed.sort(key=lambda one: (one[0], one[1], getattr(one[2], "id", "")))
        rows = [row for _, _, row in keyed]
        if "id" in kept.entity.__table__.c:
            named = {row.id: self._name(row, kept) or str(place) for place, row in enumerate(rows, start=1)}
            self.known[kept.table] = named
        return rows

    def _rows(self, kept: Kept) -> Sequence[Any]:
        entity, columns = kept.entity, kept.entity.__table__.c
        if kept.table == "workshops":
            return self.session.scalars(select(entity).where(columns.id == self.workshop_id)).all()
        if kept.through is None:
            return self.session.scalars(select(entity).where(columns.workshop_id == self.workshop_id)).all()
        [key] = columns[kept.through].foreign_keys
        parent = key.column.table
        wanted = select(entity).join(parent, key.column == columns[kept.through])
        return self.session.scalars(wanted.where(parent.c.workshop_id == self.workshop_id)).all()

    def _name(self, row: Any, kept: Kept) -> str:
        """``3/17``: what the naming columns say, one after the other; "" where rows go by their places."""
        columns = kept.entity.__table__.c
        return "/".join(str(self._value(row, kept, columns[name])) for name in kept.named_by)

    def _order(self, row: Any, kept: Kept) -> list[tuple[int, int, str]]:
        """Numbers as numbers, words as words."""
        parts = self._name(row, kept).split("/")
        return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]

    def _written(self, row: Any, kept: Kept) -> dict[str, Any]:
        left = kept.prepared - set(kept.named_by) if _is_prepared(row, kept) else frozenset()
        if kept.table == "participants" and not self.names:
            left |= PERSONAL
        return {
            told(column.name): self._value(row, kept, column)
            for column in columns_of(kept)
            if column.name not in left
        }

    def _value(self, row: Any, kept: Kept, column: Any) -> Any:
        value, target = getattr(row, column.name), target_of(kept.table, column)
        if target is not None:
            return self.known.get(target, {}).get(value) if value else value  # "" is the field of a plenary ballot
        if kept.table == "scenes" and column.name == "position":
            return self.places[row.id]
        if isinstance(column.type, JSON) and value is not None:
            return walk(value, SHAPES[kept.table, column.name], column.name, self._leaf, _never)
        if isinstance(value, (datetime, date, time)):
            return value.isoformat()
        return value

    def _leaf(self, value: Any, shape: Any, _path: str) -> Any:
        if isinstance(shape, Ref) and value:
            return self.known.get(shape.table, {}).get(value, GONE)
        return value


def _is_prepared(row: Any, kept: Kept) -> bool:
    """Whether workshop.json makes this row: all that is prepared but proposals and the scenes of run-offs."""
    if kept.table == "tools":
        return not row.is_proposal
    if kept.table == "scenes":
        return "vote" not in row.options
    return bool(kept.prepared)


def _never(path: str, wanted: str) -> Exception:
    return AssertionError(f"{path} in the database is no {wanted}")


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
