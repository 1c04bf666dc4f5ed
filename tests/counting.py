"""An independent count, written for the tests alone, and the exported tables read back cell by cell."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from openpyxl import load_workbook

ART = {"existing": "bestehend", "new": "neu", "open": "Art offen"}
ART_ORDER = ("new", "existing", "open")


@dataclass(frozen=True)
class Row:
    """A tool's result as the test has counted it."""

    tool: dict[str, Any]
    points: int
    people: int
    rank: int
    shares: bool
    place: str


def counted(tools: Sequence[dict[str, Any]], ballots: Iterable[Mapping[str, int]], places: int) -> list[Row]:
    """By points, then people; equal results share the rank; `place` is in, out, or tie across the last place."""
    points: dict[str, int] = defaultdict(int)
    people: dict[str, int] = defaultdict(int)
    for ballot in ballots:
        for tool, given in ballot.items():
            points[tool] += given
            people[tool] += 1
    results = {tool["id"]: (points[tool["id"]], people[tool["id"]]) for tool in tools}
    order = sorted(range(len(tools)), key=lambda i: (*(-n for n in results[tools[i]["id"]]), i))
    rows = []
    for index in order:
        mine = results[tools[index]["id"]]
        better = sum(other > mine for other in results.values())
        equal = sum(other == mine for other in results.values())
        place = "in" if better + equal <= places else "tie" if better < places else "out"
        rows.append(Row(tools[index], *mine, better + 1, equal > 1, "out" if mine[0] == 0 else place))
    return rows


def drawn(tools: Iterable[str], seed: str) -> list[str]:
    """The draw as the public rule says: by SHA-256 of "seed:tool"."""
    return sorted(tools, key=lambda tool: sha256(f"{seed}:{tool}".encode()).hexdigest())


def alphabetical(title: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", title.casefold()) if c.isalnum())


def from_xlsx(content: bytes) -> list[list[str]]:
    """The sheet with the table; a merged cell counts for every row it spans."""
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    cells = {(cell.row, cell.column): cell.value for row in sheet.iter_rows() for cell in row}
    for merged in sheet.merged_cells.ranges:
        for row in range(merged.min_row, merged.max_row + 1):
            cells[row, merged.min_col] = cells[merged.min_row, merged.min_col]
    return [
        [_cell(cells[row, column]) for column in range(1, sheet.max_column + 1)] for row in range(1, sheet.max_row + 1)
    ]


def from_csv(content: bytes) -> list[list[str]]:
    """As a spreadsheet in a German office opens it: with a byte order mark, parted by semicolons."""
    assert content.startswith(b"\xef\xbb\xbf")
    return [*csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")]


def from_json(content: bytes) -> list[list[str]]:
    said = json.loads(content)
    keys = [column["key"] for column in said["columns"]]
    return [[column["heading"] for column in said["columns"]], *([_cell(row[k]) for k in keys] for row in said["rows"])]


def _cell(value: Any) -> str:
    return "" if value is None else str(value)
