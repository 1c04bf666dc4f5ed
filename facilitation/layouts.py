"""Layouts of the Werkstattplan as data: which columns a county's table has, and how its title page is worded.

A layout is a JSON file of ``presets/layouts/``: `heading` and `stand` of the title page (with region, month,
month_number, day, year and first_year in braces), `table_per_field`, `tinted` (tools in the colour of
their kind), and `columns`. What a column `shows` is one of SHOWS; ``years`` stands for one column per year of the plan.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from facilitation.errors import Refusal

FORMAT, VERSION = "zukunftswerkstatt-layout", 1
PRESETS = Path(__file__).resolve().parent / "presets" / "layouts"
DEFAULT = "kreis-dueren"
YEARS = "years"
OF_FIELD = ("field", "vision", "description")
SHOWS = (
    *OF_FIELD, "tool", "responsible", "contact", "place", "participants", "status", "reason", "example", YEARS,
    "rank", "points", "people", "tie", "trace",
)  # fmt: skip


class BadLayout(Refusal):
    """Not a layout. Facts: layout, field, reason."""

    code = "bad_layout"
    status = 422


@dataclass(frozen=True)
class Shown:
    """A column of the plan: what it shows, its heading, its width in characters, one cell per field or per tool."""

    shows: str
    heading: str = ""
    width: int = 14
    merged: bool = False


@dataclass(frozen=True)
class Layout:
    """How a county's plan looks. `title` says it to whoever chooses; `tinted` colours tools by their kind."""

    name: str
    title: str
    heading: str
    stand: str
    table_per_field: bool
    tinted: bool
    columns: tuple[Shown, ...]

    @classmethod
    def of(cls, name: str, told: Mapping[str, Any]) -> Layout:
        """A layout from its data. Raises BadLayout."""
        if (told.get("format"), told.get("version")) != (FORMAT, VERSION):
            raise BadLayout(layout=name, field="format", reason="choice")
        try:
            columns = tuple(Shown(**column) for column in told["columns"])
            texts = (told["title"], told["heading"], told["stand"])
            made = cls(name, *texts, told["table_per_field"], told["tinted"], columns)
        except (KeyError, TypeError) as error:
            raise BadLayout(layout=name, field="columns", reason=str(error)[:80]) from None
        if unknown := [column.shows for column in columns if column.shows not in SHOWS]:
            raise BadLayout(layout=name, field="shows", reason="choice", value=unknown[0])
        if [column.shows for column in columns if column.merged and column.shows not in OF_FIELD]:
            raise BadLayout(layout=name, field="merged", reason="choice")
        return made


def names(folder: Path = PRESETS) -> tuple[str, ...]:
    """The layouts there are, the default first."""
    found = sorted(path.stem for path in folder.glob("*.json"))
    return tuple(sorted(found, key=lambda name: name != DEFAULT))


@cache
def one(name: str, folder: Path = PRESETS) -> Layout:
    """A layout by its name; the default where the name is not known here. Raises BadLayout."""
    path = folder / f"{name if name in names(folder) else DEFAULT}.json"
    return Layout.of(path.stem, json.loads(path.read_text(encoding="utf-8")))
