"""What happened, put back: rows out of an archive over a workshop that was just made from its workshop.json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import PrimaryKeyConstraint, Table, UniqueConstraint, insert, select, update
from sqlalchemy.orm import Session

from facilitation import fields, pictures
from facilitation.agenda import programme
from facilitation.archive.building import field_key
from facilitation.archive.kept import TRAVELS, Kept
from facilitation.archive.reading import BadArchive
from facilitation.archive.template import keyed
from facilitation.archive.values import value_of
from facilitation.archive.writing import Rows, columns_of, target_of, told
from facilitation.database import new_id
from facilitation.tools import Tool

Values = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """A row of an archive on its way back: where it stands there, its id here, and whether workshop.json made it."""

    path: str
    row: dict[str, Any]
    id: str
    prepared: bool


def put_back(session: Session, workshop_id: str, parts: Mapping[str, Rows]) -> dict[str, int]:
    """Write what happened. Returns how many rows of each table were made. Raises BadArchive with the first fault."""
    back = _Return(session, workshop_id)
    back.name_everything(parts)
    made = {kept.table: back.write(kept) for kept in TRAVELS}
    session.expire_all()
    return {table: count for table, count in made.items() if count}


class _Return:
    """Rows are named first and written afterwards, for some name rows of later tables."""

    def __init__(self, session: Session, workshop_id: str) -> None:
        self.session, self.workshop_id = session, workshop_id
        day = programme(session, workshop_id)
        tools = session.execute(select(Tool.key, Tool.id).where(Tool.workshop_id == workshop_id))
        self.ids: dict[str, dict[str, str]] = {
            "fields": {field_key(field): field.id for field in fields.everything(session, workshop_id)},
            "tables": {str(table.number): table.id for table in fields.tables(session, workshop_id)},
            "items": {item.key: item.id for item in day.items},
            "tools": {key: tool_id for key, tool_id in tools},
            "pictures": {key: p.id for key, p in keyed(pictures.of(session, workshop_id)).items()},
        }
        self.scenes = {item.key: [scene.id for scene in day.scenes_of[item.id]] for item in day.items}
        self.lines: dict[str, list[Line]] = {}

    def name_everything(self, parts: Mapping[str, Rows]) -> None:
        for name, part in parts.items():
            unknown = set(part) - {kept.table for kept in TRAVELS if kept.part == name}
            if unknown:
                raise BadArchive(path=f"{name} $.{min(unknown)}", reason="unknown")
        for kept in TRAVELS:
            self.lines[kept.table] = self._lines(kept, parts.get(kept.part, {}).get(kept.table, []))
        for item, left in self.scenes.items():
            if left and self.lines["scenes"]:
                raise BadArchive(path="day.json $.scenes", reason="missing", value=item)

    def write(self, kept: Kept) -> int:
        """Update the prepared rows of a table and add the others; what names its own table is written last."""
        table = kept.entity.__table__
        assert isinstance(table, Table)
        mine = table.c.id if "id" in table.c else table.c.get("workshop_id")
        new: list[Values] = []
        for line in self.lines[kept.table]:
            values = self._values(kept, line)
            if line.prepared and values:
                self.session.execute(update(table).where(mine == line.id).values(values))
            elif not line.prepared:
                new.append(self._whole(kept, line, values))
        own = [column.name for column in columns_of(kept) if target_of(kept.table, column) == kept.table]
        _refuse_doubles(table, new, f"{kept.part} $.{kept.table}")
        if new:
            self.session.execute(insert(table), [values | dict.fromkeys(own) for values in new])
        for values in new:
            if any(values[name] for name in own):
                named = {name: values[name] for name in own}
                self.session.execute(update(table).where(table.c.id == values["id"]).values(named))
        return len(new)

    def _lines(self, kept: Kept, rows: Any) -> list[Line]:
        """A table's rows, each with its id: the prepared row's, or a new one. The new ones rise with the rows' places,
        so that what is equal keeps its order."""
        path = f"{kept.part} $.{kept.table}"
        if not isinstance(rows, list):
            raise BadArchive(path=path, reason="type", wanted="list")
        fresh = sorted(new_id() for _ in rows)
        known, seen = self.ids.setdefault(kept.table, {}), set[str]()
        lines = []
        for place, row in enumerate(rows):
            here = f"{path}[{place}]"
            if not isinstance(row, dict):
                raise BadArchive(path=here, reason="type", wanted="object")
            name = "" if kept.is_single else "/".join(str(row.get(told(c))) for c in kept.named_by) or str(place + 1)
            if name in seen:
                raise BadArchive(path=here, reason="doubled", value=name[:60])
            seen.add(name)
            prepared = self.workshop_id if kept.is_single else self._prepared(kept, name, row, here)
            known[name] = prepared or fresh[place]
            lines.append(Line(here, row, known[name], prepared is not None))
        return lines

    def _prepared(self, kept: Kept, name: str, row: Mapping[str, Any], path: str) -> str | None:
        """The id of the row that workshop.json has made; proposals and the scenes of run-offs it has not."""
        if kept.table == "scenes" and "activity" not in row:
            left = self.scenes.get(str(row.get("item")))
            if not left:
                raise BadArchive(path=path, reason="unknown_name", table="scenes", value=name[:60])
            return left.pop(0)
        found = self.ids[kept.table].get(name) if kept.prepared else None
        if found is None and kept.table == "items":
            raise BadArchive(path=path, reason="unknown_name", table="items", value=name[:60])
        return found

    def _values(self, kept: Kept, line: Line) -> Values:
        """The columns that a row names. Raises BadArchive for a name that the table does not have there."""
        left = kept.prepared - set(kept.named_by) if line.prepared else frozenset()
        columns = {told(c.name): c for c in columns_of(kept) if c.name not in left}
        for name in line.row:
            if name not in columns:
                raise BadArchive(path=f"{line.path}.{name[:60]}", reason="unknown", choices=sorted(columns))
        return {
            columns[name].name: value_of(given, kept, columns[name], self.ids, f"{line.path}.{name}")
            for name, given in line.row.items()
        }

    def _whole(self, kept: Kept, line: Line, values: Values) -> Values:
        """A new row with every column of its table."""
        table = kept.entity.__table__
        for column in columns_of(kept):
            if column.name not in values:
                if column.default is None and not column.nullable:
                    raise BadArchive(path=f"{line.path}.{told(column.name)}", reason="missing")
                values[column.name] = _default(column)
        if "id" in table.c:
            values["id"] = line.id
        if "workshop_id" in table.c:
            values["workshop_id"] = self.workshop_id
        if kept.table == "sealed_ballots":  # the ballot's own id stays with the phone that made it
            values["ballot_id"] = values["fingerprint"]
        return values


def _default(column: Any) -> Any:
    default = column.default
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg


def _refuse_doubles(table: Table, rows: list[Values], path: str) -> None:
    """What the database would refuse, refused with its place."""
    for constraint in table.constraints:
        if not isinstance(constraint, (PrimaryKeyConstraint, UniqueConstraint)):
            continue
        seen = set()
        for place, row in enumerate(rows):
            key = tuple(row.get(column.name) for column in constraint.columns)
            if None not in key and key in seen:
                raise BadArchive(path=f"{path}[{place}]", reason="doubled")
            seen.add(key)
