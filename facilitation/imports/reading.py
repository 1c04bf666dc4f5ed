"""A file becomes sheets of rows of text, with the row numbers and column letters that a spreadsheet shows.

What a file claims is not believed: its kind is read from its first bytes, and a workbook is measured before it is
unpacked. `read` works in this process; `apart.read` does the same in one of its own, with bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from facilitation.errors import Refusal

LARGEST_FILE = 20 * 1024 * 1024
MOST_ROWS = 5_000
MOST_COLUMNS = 60
MOST_SHEETS = 50
LONGEST_CELL = 32_767
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class BadFile(Refusal):
    """The file is no table that can be read. Facts: reason, and what the reason needs (limit, sheet, found)."""

    code = "bad_file"
    status = 422


@dataclass(frozen=True)
class Row:
    """A row that holds something: its number as the spreadsheet shows it, and its cells from column A. `merged` are
    the places whose value stands in a merged cell further up."""

    number: int
    cells: tuple[str, ...]
    merged: tuple[int, ...] = ()

    def cell(self, place: int) -> str:
        return self.cells[place] if 0 <= place < len(self.cells) else ""


@dataclass(frozen=True)
class Sheet:
    """A sheet with its rows; empty ones are left out."""

    name: str
    rows: tuple[Row, ...]

    @property
    def width(self) -> int:
        return max((len(row.cells) for row in self.rows), default=0)

    def __str__(self) -> str:
        return f"{self.name}: {len(self.rows)}"


def as_json(sheets: list[Sheet]) -> list[Any]:
    return [[sheet.name, [[row.number, row.cells, row.merged] for row in sheet.rows]] for sheet in sheets]


def from_json(told: list[Any]) -> list[Sheet]:
    return [
        Sheet(name, tuple(Row(number, tuple(cells), tuple(merged)) for number, cells, merged in rows))
        for name, rows in told
    ]


def read(sent: bytes) -> list[Sheet]:
    """The sheets that hold something. Raises BadFile."""
    from facilitation.imports import delimited, workbooks

    if len(sent) > LARGEST_FILE:
        raise BadFile(reason="too_large", limit=LARGEST_FILE // 1024 // 1024)
    if not sent.strip():
        raise BadFile(reason="empty")
    if sent.startswith(b"PK"):
        sheets = workbooks.read_packed(sent)
    elif sent.startswith(OLE):
        sheets = workbooks.read_old(sent)
    else:
        sheets = [Sheet("", tabled(delimited.rows(sent)))]
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise BadFile(reason="empty")
    return filled


def tabled(rows: list[list[Any]], name: str = "", merged: list[tuple[int, int, int]] | None = None) -> tuple[Row, ...]:
    """Rows of values as rows of text. `merged` are vertical spans (column, first row, last row, all from 0) whose
    value stands for every row of it. Raises BadFile when there are too many rows or columns."""
    cells = [[as_text(value) if value != "" else "" for value in row] for row in rows]
    below: dict[int, list[int]] = {}
    for column, first, last in merged or []:
        value = cells[first][column] if first < len(cells) and column < len(cells[first]) else ""
        for place in range(first + 1, min(last + 1, len(cells)) if value else 0):
            row = cells[place]
            row.extend([""] * (column + 1 - len(row)))
            if not row[column]:
                row[column] = value
                below.setdefault(place, []).append(column)
    found = []
    for number, row in enumerate(cells, start=1):
        while row and not row[-1]:
            row.pop()
        if len(row) > MOST_COLUMNS:
            raise BadFile(reason="too_many_columns", limit=MOST_COLUMNS, sheet=name, row=number)
        if row:
            found.append(Row(number, tuple(row), tuple(below.get(number - 1, ()))))
    if len(found) > MOST_ROWS:
        raise BadFile(reason="too_many_rows", limit=MOST_ROWS, sheet=name)
    return tuple(found)


def as_text(value: Any) -> str:
    """A value as the spreadsheet shows it in German: 5, 0,5, 18.10.2017, 15:30."""
    if isinstance(value, str):
        return clean(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}".replace(".", ",")
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y" if value.time() == time() else "%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return clean(str(value))


def clean(text: str) -> str:
    """Text without what no database or document keeps; odd spaces become spaces, every line end ``\\n``."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    kept = "".join(" " if c in SPACES else c for c in text if c in "\n\t" or not _unkept(c))
    return kept.strip()


SPACES = "\u00a0\u202f\u2007\t\x0b\x0c"


def _unkept(char: str) -> bool:
    point = ord(char)
    return (
        (point < 0x20 and char not in SPACES)
        or 0x7F <= point <= 0x9F
        or 0xD800 <= point <= 0xDFFF
        or point in (0xAD, 0xFEFF, 0xFFFE, 0xFFFF)
    )


def letters(place: int) -> str:
    """The column's letters as the spreadsheet shows them: 0 is A, 26 is AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name
