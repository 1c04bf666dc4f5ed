"""What an import would do: new, changed and how, the same, and every problem by sheet, row and column."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from facilitation.fields import Field
from facilitation.imports import columns
from facilitation.imports.columns import Headings, Target, folded
from facilitation.imports.field_names import FieldNames
from facilitation.imports.reading import Sheet, clean, letters
from facilitation.imports.tool_rows import LISTS, Problem, Reader, ToolRow, as_kept, problem_at
from facilitation.tools import Admission, Kind, Tool


@dataclass(frozen=True)
class Change:
    """A tool that the file says something new about: part to (old, new), in plain values."""

    tool: Tool
    row: ToolRow
    parts: dict[str, tuple[Any, Any]]


@dataclass
class Report:
    """The outcome before it happens. `away` counts rows for tools that lie on no shelf: they stay there."""

    sheet: Sheet
    headings: Headings
    new: list[ToolRow] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: int = 0
    away: int = 0
    problems: list[Problem] = field(default_factory=list)
    guessed: list[int] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """Stands for exactly this outcome: what somebody has seen is what happens."""
        told = [
            [[row.number, row.key, row.title, row.field_id, row.parts] for row in self.new],
            [[change.tool.id, change.tool.revision, change.parts] for change in self.changed],
            [problem.as_json() for problem in self.problems],
        ]
        return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:24]

    def as_json(self, fields: Sequence[Field]) -> dict[str, Any]:
        names = {one.id: str(one.number) if one.number is not None else str(one.title) for one in fields}
        return {
            "sheet": self.sheet.name,
            "heading_row": self.headings.row,
            "columns": {letters(place): str(target) for place, target in sorted(self.headings.columns.items())},
            "new": [
                {"row": row.number, "title": row.title, "field": names[row.field_id],
                 "kind": str(row.parts.get("kind", Kind.OPEN))}
                for row in self.new
            ],
            "changed": [
                {"row": change.row.number, "title": change.tool.title, "tool": change.tool.id,
                 "changes": {part: [_told(part, value, names) for value in pair]
                             for part, pair in change.parts.items()}}
                for change in self.changed
            ],
            "same": self.same,
            "away": self.away,
            "field_from_above": self.guessed,
            "problems": [problem.as_json() for problem in self.problems],
        }  # fmt: skip


def report_of(
    sheet: Sheet, fields: Sequence[Field], tools: Sequence[Tool], *, headings: Headings | None = None,
    empties: bool = False,
) -> Report:  # fmt: skip
    """Compare a sheet with the tools there are. With `empties` an empty cell empties the tool's part too."""
    headings = headings or columns.find(sheet)
    reader = Reader(sheet, headings, FieldNames(fields), empties)
    report = Report(sheet, headings, problems=reader.problems)
    rows = _without_doubles(reader.rows(), report, reader)
    matched = _matched(rows, tools)
    for row in rows:
        tool = matched.get(row.number)
        if tool is None and not row.field_id:
            report.problems.append(_problem(report, reader, row, Target.FIELD, "no_field"))
        elif tool is None:
            report.new.append(row)
        elif parts := _changes(tool, row):
            report.changed.append(Change(tool, row, parts))
        else:
            report.same += 1
        if tool is not None and tool.admission != Admission.ADMITTED:
            report.away += 1
        if tool is None and row.field_id and row.is_guessed:
            report.guessed.append(row.number)
    _no_title_twice(report, tools, reader)
    report.problems.sort(key=lambda problem: (problem.row, len(problem.column), problem.column))
    return report


def _without_doubles(rows: list[ToolRow], report: Report, reader: Reader) -> list[ToolRow]:
    """The rows but those that say something twice: an id with two titles, a tool listed again."""
    by_key: dict[str, ToolRow] = {}
    by_title: dict[tuple[str, str], ToolRow] = {}
    kept = []
    for row in rows:
        first = by_key.get(row.key) if row.key else None
        if first is not None and folded(first.title) != folded(row.title):
            facts = {"title": row.title, "first": first.title, "first_row": first.number}
            report.problems.append(_problem(report, reader, row, Target.KEY, "id_twice", row.key, **facts))
            continue
        first = first or by_title.get((row.field_id, folded(row.title)))
        if first is not None and not (row.key and first.key and row.key != first.key):
            report.problems.append(
                _problem(report, reader, row, Target.TITLE, "listed_twice", row.title, first_row=first.number)
            )
            continue
        if row.key:
            by_key[row.key] = row
        by_title[row.field_id, folded(row.title)] = row
        kept.append(row)
    return kept


def _matched(rows: list[ToolRow], tools: Sequence[Tool]) -> dict[int, Tool]:
    """Row number to the tool it speaks of: by id, by title or variant in its field, then anywhere if only one fits."""
    found: dict[int, Tool] = {}
    taken: set[str] = set()

    def look(keys_of_row: Callable[[ToolRow], list[Any]], keys_of_tool: Callable[[Tool], list[Any]]) -> None:
        known: dict[Any, list[Tool]] = {}
        for tool in tools:
            if tool.id not in taken:
                for key in dict.fromkeys(keys_of_tool(tool)):
                    known.setdefault(key, []).append(tool)
        for row in rows:
            if row.number in found:
                continue
            fits = {tool.id: tool for key in keys_of_row(row) for tool in known.get(key, ()) if tool.id not in taken}
            if len(fits) == 1:
                [found[row.number]] = fits.values()
                taken.update(fits)

    def every_name(row: ToolRow) -> list[str]:
        return [folded(row.title), *(folded(variant) for variant in row.parts.get("variants", []))]

    def own_names(tool: Tool) -> list[str]:
        return [folded(tool.title), *(folded(variant) for variant in tool.variants)]

    look(lambda row: [row.key] if row.key else [], lambda tool: [tool.key])
    look(lambda row: [(row.field_id, folded(row.title))], lambda tool: [(tool.field_id, folded(tool.title))])
    look(
        lambda row: [(row.field_id, name) for name in every_name(row)],
        lambda tool: [(tool.field_id, name) for name in own_names(tool)],
    )
    look(lambda row: [folded(row.title)], lambda tool: [folded(tool.title)])
    look(every_name, own_names)
    return found


def _changes(tool: Tool, row: ToolRow) -> dict[str, tuple[Any, Any]]:
    """What the row says differently; spelling that no file could tell apart is no change."""
    said: dict[str, Any] = {"title": row.title, **row.parts}
    if row.key:
        said["key"] = row.key
    if not row.is_guessed:
        said["field_id"] = row.field_id
    return {part: (getattr(tool, part), value) for part, value in said.items() if _kept(part, tool) != value}


def _kept(part: str, tool: Tool) -> Any:
    value = getattr(tool, part)
    if part in LISTS:
        return as_kept(Target(part), [clean(one) for one in value])
    if part in ("title", "key"):
        return " ".join(clean(value).split())
    return clean(value) if part == "description" else value


def _no_title_twice(report: Report, tools: Sequence[Tool], reader: Reader) -> None:
    """After the import no field may hold a title twice that it did not hold twice before."""
    changes = {change.tool.id: change for change in report.changed}

    def after(tool: Tool, part: str) -> Any:
        pair = changes[tool.id].parts.get(part) if tool.id in changes else None
        return pair[1] if pair else getattr(tool, part)

    standing: dict[tuple[str, str], set[str]] = {}
    for tool in tools:
        standing.setdefault((after(tool, "field_id"), folded(after(tool, "title"))), set()).add(tool.id)
    touched = [(row, "", row.field_id) for row in report.new] + [
        (change.row, change.tool.id, after(change.tool, "field_id"))
        for change in report.changed
        if {"title", "field_id"} & set(change.parts)
    ]
    for row, tool_id, field_id in touched:
        others = standing.setdefault((field_id, folded(row.title)), set())
        if others - {tool_id}:
            report.problems.append(_problem(report, reader, row, Target.TITLE, "there_already", row.title))
        others.add(tool_id or f"row {row.number}")


def _problem(
    report: Report, reader: Reader, row: ToolRow, target: Target, code: str, *value: str, **facts: Any
) -> Problem:
    return problem_at(report.sheet, report.headings, row.number, reader.places.get(target), code, *value, **facts)


def _told(part: str, value: Any, names: dict[str, str]) -> Any:
    return names.get(value, "") if part == "field_id" else value
