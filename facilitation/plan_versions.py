"""Versions of the Werkstattplan: the plan frozen at a Stand, and what changed between two of them.

`frozen` is the plan as plain JSON: ``years``, ``fields``, ``entries`` (each with its ``sheet`` and ``measures``),
``goals``, ``communication`` and ``background``. Documents are written from it, so an old version can be taken out too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation import fields, goals, journal, measures, plan, tools, visions
from facilitation import workshop as workshops
from facilitation.database import Base, new_id
from facilitation.database.types import Instant
from facilitation.errors import BadInput, NotFound
from facilitation.measures import Measure, PlanSheet, months
from facilitation.plan import PlanEntry

LABEL_LIMIT = 120
MOST = 200
TRACE = ("rank", "points", "people", "tie", "seed")


class PlanVersion(Base):
    """The plan as it stood when somebody kept it. `label` is its Stand in words, such as "Oktober 2018"."""

    __tablename__ = "plan_versions"
    __table_args__ = (UniqueConstraint("workshop_id", "number"),)

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    label: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[str] = mapped_column(String(16))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


def keep(session: Session, *, now: datetime, workshop_id: str, label: str, role: str) -> Any:
    """Freeze the plan under a Stand. A version is never changed. Raises BadInput."""
    said = label.strip()
    if not said:
        raise BadInput(field="label", reason="empty")
    if len(said) > LABEL_LIMIT:
        raise BadInput(field="label", reason="too_long", limit=LABEL_LIMIT, length=len(said))
    known = everything(session, workshop_id)
    if len(known) >= MOST:
        raise BadInput(field="label", reason="too_many", limit=MOST)
    made = PlanVersion(
        workshop_id=workshop_id, number=known[0].number + 1 if known else 1, label=said, made_at=now, made_by=role,
        content=frozen(session, workshop_id),
    )  # fmt: skip
    session.add(made)
    journal.note(session, now=now, workshop_id=workshop_id, role=role, action="plan.keep", title=said)
    session.flush()
    return {"version": made.id, "number": made.number}


def everything(session: Session, workshop_id: str) -> list[PlanVersion]:
    """The newest first."""
    found = select(PlanVersion).where(PlanVersion.workshop_id == workshop_id)
    return list(session.scalars(found.order_by(PlanVersion.number.desc())))


def one(session: Session, workshop_id: str, number: int) -> PlanVersion:
    """A version by its number. Raises NotFound."""
    found = select(PlanVersion).where(PlanVersion.workshop_id == workshop_id, PlanVersion.number == number)
    version = session.scalar(found)
    if version is None:
        raise NotFound(what="plan_version")
    return version


def frozen(session: Session, workshop_id: str) -> dict[str, Any]:
    """The plan as it stands now, as plain JSON. An entry is named by the key of its tool, which stays the same."""
    workshop = workshops.by_id(session, workshop_id)
    written = measures.sheets(session, workshop_id)
    rows = measures.rows_by_sheet(session, workshop_id)
    keys = {tool.id: tool.key for tool in tools.everything(session, workshop_id)}
    every = fields.everything(session, workshop_id)
    names = {field.id: str(field.number or field.title) for field in every}
    said = {field.id: visions.current(session, field.id) for field in every}
    communication = written.get(None)
    return {
        "years": list(workshop.years),
        "background": workshop.settings.plan_background,
        "fields": [
            {
                "key": names[field.id], "number": field.number, "title": str(field.title),
                "vision": getattr(said[field.id], "text", ""), "description": str(field.description),
            }
            for field in every
        ],
        "entries": [
            {
                **_entry(entry), "key": keys.get(entry.tool_id or "", f"title:{entry.title}"),
                "field": names[entry.field_id], "sheet": _sheet(written.get(entry.id), rows),
            }
            for entry in plan.entries(session, workshop_id)
        ],
        "goals": goals.catalogue(session, workshop_id),
        "communication": _sheet(communication, rows),
    }  # fmt: skip


def compared(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """What changed from one frozen plan to another: things ``added`` and ``removed`` (kind, title), and ``changed``
    cells (kind, title, cell, old, new). Pure; what moved without changing is not told."""
    before, after = dict(_things(old)), dict(_things(new))
    told: dict[str, list[dict[str, Any]]] = {"added": [], "removed": [], "changed": []}
    for thing, (title, cells) in after.items():
        if thing not in before:
            told["added"].append({"kind": thing[0], "title": title, "cells": cells})
            continue
        were = before[thing][1]
        for name in {**were, **cells}:
            if were.get(name, "") != cells.get(name, ""):
                told["changed"].append(
                    {
                        "kind": thing[0], "key": thing[1], "title": title, "cell": name, "old": were.get(name, ""),
                        "new": cells.get(name, ""),
                    }
                )  # fmt: skip
    for thing, (title, cells) in before.items():
        if thing not in after:
            told["removed"].append({"kind": thing[0], "title": title, "cells": cells})
    return told


def _entry(entry: PlanEntry) -> dict[str, Any]:
    trace = {name: entry.trace.get(name) for name in TRACE}
    return {
        "title": entry.title, "kind": str(entry.kind), "responsible": entry.responsible, "contact": entry.contact,
        "place": entry.place, "participants": entry.participants, "years": list(entry.years),
        "status": str(entry.status), "reason": entry.reason, "example": entry.example,
        "trace": trace if entry.trace else None,
    }  # fmt: skip


def _sheet(sheet: PlanSheet | None, rows: Mapping[str, list[Measure]]) -> dict[str, Any] | None:
    if sheet is None:
        return None
    return {
        **measures.shown(sheet),
        "measures": [
            {
                "year": row.year, "title": row.title, "marks": row.marks, "bars": row.bars, "notes": row.notes,
                "open_date": row.open_date, "carried_to": row.carried_to,
            }
            for row in rows.get(sheet.id, [])
        ],
    }  # fmt: skip


def _things(content: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], tuple[str, dict[str, str]]]]:
    """Everything that can change, by kind and key: its title and its cells in words."""
    yield ("plan", ""), ("", {"background": content["background"]})
    for field in content["fields"]:
        cells = {name: field[name] for name in ("title", "vision", "description")}
        yield ("field", field["key"]), (field["title"], cells)
    for entry in content["entries"]:
        cells = {
            name: str(entry[name] or "")
            for name in ("title", "kind", "responsible", "contact", "place", "participants", "status", "reason")
        }
        cells["field"], cells["years"] = entry["field"], ", ".join(map(str, entry["years"]))
        yield ("entry", entry["key"]), (entry["title"], cells | _sheet_cells(entry["sheet"]))
    for level, columns in content["goals"].items():
        for name, texts in columns.items():
            yield ("goals", f"{level}.{name}"), (goals.CATALOGUE[level][name], {"text": "\n".join(texts)})
    yield ("communication", ""), ("", _sheet_cells(content["communication"]))


def _sheet_cells(sheet: Mapping[str, Any] | None) -> dict[str, str]:
    if sheet is None:
        return {}
    cells = {f"sheet.{name}": sheet[name] for name in measures.CELLS}
    for row in sheet["measures"]:
        name = f"measure {row['year']}: {row['title']}"
        while name in cells:
            name += " *"
        cells[name] = "; ".join(_row_parts(row)) or "–"
    return cells


def _row_parts(row: Mapping[str, Any]) -> Iterator[str]:
    if row["marks"]:
        yield f"X {months.marks_shown(row['marks'])}"
    if row["bars"]:
        yield f"Balken {months.bars_shown(row['bars'])}"
    yield from months.notes_shown(row["notes"]).splitlines()
    if row["open_date"]:
        yield f"({row['open_date']})"
    if row["carried_to"]:
        yield f"Fortführung {row['carried_to']}"
