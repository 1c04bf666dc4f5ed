"""Rows of a sheet become what they say about tools; what cannot be understood becomes a problem with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from facilitation.imports.columns import Headings, Target, folded, is_repeated
from facilitation.imports.field_names import FieldNames
from facilitation.imports.reading import Row, Sheet, letters
from facilitation.tools import KEY_LIMIT, TEXT_LIMIT, TITLE_LIMIT, Kind

LISTS = (
    Target.TARGET_GROUPS, Target.PLACES, Target.INSTITUTIONS, Target.WEBSITES, Target.SOURCES, Target.VARIANTS,
)  # fmt: skip
# What parts the values of a cell where no "|" does.
PARTED = {
    Target.WEBSITES: r"[\s;,]+",
    Target.INSTITUTIONS: r"\n|;|\s/\s",
    Target.PLACES: r"\n|;|\s/\s",
}
BULLET = re.compile(r"^(?:[-–•*·▪]|\d{1,2}[.)])\s+")
WRONG_VALUE = re.compile(r"#(?:REF|NAME|VALUE|NULL|NUM|BEZUG|WERT|ZAHL)[!?]|#DIV/0!|#N/A|#NV|Err:\d{3}", re.IGNORECASE)
KIND_WORDS = {
    Kind.EXISTING: "bestehend bestehende bestehendes bestehender besteht vorhanden vorhandene vorhandenes bereits blau"
    " b existing alt schon da läuft",
    Kind.NEW: "neu neue neues neuer grün g n new vorschlag idee geplant",
    Kind.OPEN: "offen o unklar unbekannt open",
}
KIND_OF = {folded(word): kind for kind, words in KIND_WORDS.items() for word in words.split()}
SAYS_NOTHING = {"art", "werkzeug", "werkzeuge", "ist", "noch"}


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be taken: where it stands in the file, what is wrong (`code`), and what its phrase needs."""

    sheet: str
    row: int
    column: str
    heading: str
    code: str
    value: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "sheet": self.sheet, "row": self.row, "column": self.column, "heading": self.heading, "code": self.code,
            "value": self.value, **self.facts,
        }  # fmt: skip


@dataclass(frozen=True)
class ToolRow:
    """What a row says about a tool. `parts` hold only what its columns say; `field_id` may be guessed from above."""

    number: int
    key: str
    title: str
    field_id: str
    is_guessed: bool
    parts: dict[str, Any]


class Reader:
    """Reads the rows below the headings; gathers every problem instead of stopping at the first."""

    def __init__(self, sheet: Sheet, headings: Headings, names: FieldNames, empties: bool) -> None:
        self.sheet, self.headings, self.names, self.empties = sheet, headings, names, empties
        self.problems: list[Problem] = []
        self.places: dict[Target, int] = {}
        self._head = next((row for row in sheet.rows if row.number == headings.row), None)
        self._above = ""
        for place, target in sorted(headings.columns.items()):
            if target in self.places and target is not Target.NUMBER:
                self._problem(headings.row, target, "column_twice", place=place)
            self.places.setdefault(target, place)

    def rows(self) -> list[ToolRow]:
        """Every row that says something about a tool and can be understood."""
        if Target.TITLE not in self.places:
            self._problem(self.headings.row, Target.TITLE, "no_title_column")
            return []
        below = (row for row in self.sheet.rows if row.number > self.headings.row)
        return [read for row in below if self._says_something(row) and (read := self._read(row)) is not None]

    def _says_something(self, row: Row) -> bool:
        own = [place for target, place in self.places.items() if target is not Target.NUMBER and row.cell(place)]
        return any(place not in row.merged for place in own) and not is_repeated(row, self._head)

    def _read(self, row: Row) -> ToolRow | None:
        before = len(self.problems)
        for target, place in self.places.items():
            if WRONG_VALUE.fullmatch(row.cell(place)) and target is not Target.NUMBER:
                self._problem(row.number, target, "wrong_value", row.cell(place))
        if len(self.problems) > before:
            return None
        field_id, is_guessed = self._field(row)
        title = " ".join(self._cell(row, Target.TITLE).split())
        if not title:
            self._problem(row.number, Target.TITLE, "no_title")
        self._not_longer(row.number, Target.TITLE, title, TITLE_LIMIT)
        key = " ".join(self._cell(row, Target.KEY).split())
        self._not_longer(row.number, Target.KEY, key, KEY_LIMIT)
        parts = self._parts(row)
        if len(self.problems) > before:
            return None
        return ToolRow(row.number, key, title, field_id, is_guessed, parts)

    def _field(self, row: Row) -> tuple[str, bool]:
        """The field's id, and whether it is only taken from the row above, as tables do that say it once."""
        if Target.FIELD not in self.places:
            return "", True
        said = self._cell(row, Target.FIELD)
        found = self.names.find(said) if said else None
        if found is not None:
            self._above = found.id
            return found.id, False
        if said:
            self._above = ""
            self._problem(row.number, Target.FIELD, "unknown_field", said, known=self.names.known())
        return self._above, True

    def _parts(self, row: Row) -> dict[str, Any]:
        parts: dict[str, Any] = {}
        if (kind := self._kind(row)) is not None:
            parts["kind"] = kind
        if Target.DESCRIPTION in self.places:
            text = self._cell(row, Target.DESCRIPTION)
            self._not_longer(row.number, Target.DESCRIPTION, text, TEXT_LIMIT)
            parts["description"] = text
        for target in (one for one in LISTS if one in self.places):
            values = parted(target, self._cell(row, target))
            for value in values:
                self._not_longer(row.number, target, value, TEXT_LIMIT)
            parts[target.value] = values
        return {name: value for name, value in parts.items() if value or self.empties}

    def _kind(self, row: Row) -> Kind | None:
        if Target.KIND not in self.places:
            return None
        said = self._cell(row, Target.KIND)
        if not said:
            return Kind.OPEN if self.empties else None
        kind = kind_of(said)
        if kind is None:
            self._problem(row.number, Target.KIND, "unknown_kind", said)
        return kind

    def _cell(self, row: Row, target: Target) -> str:
        return row.cell(self.places[target]) if target in self.places else ""

    def _not_longer(self, number: int, target: Target, text: str, limit: int) -> None:
        if len(text) > limit:
            self._problem(number, target, "too_long", text, limit=limit, length=len(text))

    def _problem(
        self, number: int, target: Target, code: str, value: str = "", *, place: int | None = None, **facts: Any
    ) -> None:
        place = self.places.get(target) if place is None else place
        self.problems.append(problem_at(self.sheet, self.headings, number, place, code, value, **facts))


def problem_at(
    sheet: Sheet, headings: Headings, number: int, place: int | None, code: str, value: str = "", **facts: Any
) -> Problem:
    """A problem in a cell of the sheet; `place` is the column from 0, or None when there is none."""
    head = next((row for row in sheet.rows if row.number == headings.row), None)
    heading = head.cell(place) if head is not None and place is not None else ""
    column = letters(place) if place is not None else ""
    return Problem(sheet.name, number, column, " ".join(heading.split()), code, _shown(value), facts)


def kind_of(said: str) -> Kind | None:
    """The kind that a word means: ``neu``, ``grün``, ``n``, ``bestehend (blau)``, ``Art offen``, ``?``."""
    words = [folded(word) for word in re.findall(r"\w+", said)]
    if not words:
        return Kind.OPEN  # "?", "-"
    meant = {KIND_OF.get(word) for word in words if word not in SAYS_NOTHING}
    return meant.pop() if len(meant) == 1 else (Kind.OPEN if words == ["art"] else None)


def parted(target: Target, text: str) -> list[str]:
    """The values of a cell: parted by ``|``, else by line breaks, ``;`` and what else the column uses; none twice."""
    found = text.split("|") if "|" in text else re.split(PARTED.get(target, r"\n|;"), text)
    values = (" ".join(BULLET.sub("", value.strip()).split()) for value in found)
    return list(dict.fromkeys(value for value in values if value))


def as_kept(target: Target, values: Iterable[str]) -> list[str]:
    """Values of a tool as they would come back from a file, so that an export read in again is the same."""
    return parted(target, "|".join(values))


def _shown(value: str) -> str:
    return value if len(value) <= 120 else f"{value[:119]}…"
