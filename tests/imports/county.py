"""A county with two fields and a drawer, without a database: what a file says is compared with it."""

from __future__ import annotations

from typing import Any

from facilitation.fields import Field
from facilitation.imports import columns, reading
from facilitation.imports.columns import Headings
from facilitation.imports.report import Report, report_of
from facilitation.texts import Words
from facilitation.tools import Admission, Kind, Tool

FIELDS = [
    Field(id="F1", number=1, position=1, title=Words(de="Ärzte gewinnen & halten", en="Doctors"),
          short_title=Words(de="Ärzte"), sign_title=Words()),
    Field(id="F2", number=2, position=2, title=Words(de="Dörfer verbinden"), short_title=Words(de="Dörfer"),
          sign_title=Words(de="Dorf")),
    Field(id="X", number=None, position=3, title=Words(de="Öffentlichkeitsarbeit"), short_title=Words(),
          sign_title=Words()),
]  # fmt: skip


def a_tool(title: str, field_id: str = "F1", **parts: Any) -> Tool:
    """A tool of the county; its id is its key."""
    known: dict[str, Any] = {
        "id": title, "key": title.lower(), "kind": Kind.OPEN, "admission": Admission.ADMITTED, "description": "",
        "target_groups": [], "places": [], "institutions": [], "websites": [], "sources": [], "variants": [],
        "revision": 1, "position": 1,
    }  # fmt: skip
    return Tool(workshop_id="W", field_id=field_id, title=title, **{**known, **parts})


def report(sent: bytes, *tools: Tool, headings: Headings | None = None, empties: bool = False) -> Report:
    """What the best sheet of a file would do."""
    sheets = reading.read(sent)
    sheet = sheets[columns.best_sheet(sheets)]
    return report_of(sheet, FIELDS, tools, headings=headings, empties=empties)


def problems(told: Report) -> list[tuple[str, int, str, str]]:
    """Where and what: sheet, row, column, code."""
    return [(p.sheet, p.row, p.column, p.code) for p in told.problems]


def read_as(told: Report) -> list[tuple[int, str, str, str]]:
    """What was understood as new: row, field, title, kind."""
    return [(row.number, row.field_id, row.title, str(row.parts.get("kind", ""))) for row in told.new]
