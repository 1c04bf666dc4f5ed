"""A spreadsheet is taken over: all or nothing, exactly what the preview showed, and it can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation import fields, journal, pictures, tools
from facilitation.database import Base, new_id
from facilitation.database.types import Instant
from facilitation.errors import MovedOn, NotFound, Refusal
from facilitation.imports.columns import Headings
from facilitation.imports.reading import Sheet
from facilitation.imports.report import Report, report_of
from facilitation.tools import Kind, Tool
from facilitation.tools.editing import resting_on

NAME_LIMIT = 120


class ImportRefused(Refusal):
    """The file has problems: nothing was taken over. Facts: problems (their number)."""

    code = "import_refused"
    status = 422


class Import(Base):
    """What a file brought: the ids of the new tools, and of the changed ones the parts before and the revision after,
    so that it can be taken back."""

    __tablename__ = "tool_imports"

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    file_name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    made: Mapped[list[str]] = mapped_column(JSON, default=list)
    before: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSON, default=dict)
    taken_back_at: Mapped[datetime | None] = mapped_column(Instant)


def take_over(
    session: Session, *, now: datetime, workshop_id: str, role: str, file_name: str, _sheet: Sheet,
    _headings: Headings | None = None, empties: bool = False, seen: str | None = None,
) -> Any:  # fmt: skip
    """Make what is new and change what has changed. `seen` is the mark of the report that somebody agreed to.

    Raises ImportRefused when there are problems, MovedOn when the tools have changed since the report was seen.
    """
    every = fields.everything(session, workshop_id)
    report = report_of(
        _sheet, every, tools.everything(session, workshop_id), headings=_headings, empties=empties
    )
    if seen is not None and seen != report.mark:
        raise MovedOn(what="tools")
    if report.problems:
        raise ImportRefused(problems=len(report.problems))
    kept = Import(workshop_id=workshop_id, at=now, file_name=file_name[-NAME_LIMIT:])
    kept.made = _make(session, workshop_id, report)
    kept.before = _change(session, report)
    session.add(kept)
    session.flush()
    told = {"new": len(report.new), "changed": len(report.changed), "same": report.same}
    if report.new or report.changed:
        journal.note(session, now=now, workshop_id=workshop_id, role=role, action="tools.import", **told)
    return {"import": kept.id, **told}


def take_back(session: Session, *, now: datetime, workshop_id: str, import_id: str, role: str) -> Any:
    """Undo an import: changed tools get their parts back, new ones go. What has been worked on since, or carries a
    ballot or the plan, stays and is named. Raises MovedOn when it was taken back before."""
    kept = one(session, workshop_id, import_id)
    if kept.taken_back_at is not None:
        raise MovedOn(what="import")
    kept.taken_back_at = now
    known = {tool.id: tool for tool in tools.everything(session, workshop_id)}
    resting = resting_on(session, kept.made)
    restored, removed, stays = 0, 0, []
    for tool_id, was in kept.before.items():
        tool = known.get(tool_id)
        if tool is not None and tool.revision == was["revision"]:
            for part, value in was["parts"].items():
                setattr(tool, part, value)
            tool.revision += 1
            restored += 1
        elif tool is not None:
            stays.append(tool.title)
    for tool in (known[tool_id] for tool_id in kept.made if tool_id in known):
        if tool.revision == 1 and tool.id not in resting:
            if tool.picture_id is not None:  # a Werkzeugkoffer brings pictures
                pictures.remove(session, now=now, workshop_id=workshop_id, picture_id=tool.picture_id)
            session.delete(tool)
            removed += 1
        else:
            stays.append(tool.title)
    session.flush()
    told = {"restored": restored, "removed": removed}
    journal.note(session, now=now, workshop_id=workshop_id, role=role, action="tools.take_back", **told)
    return {"import": kept.id, **told, "kept": stays}


def one(session: Session, workshop_id: str, import_id: str) -> Import:
    """An import of this workshop. Raises NotFound."""
    found = session.get(Import, import_id)
    if found is None or found.workshop_id != workshop_id:
        raise NotFound(what="import")
    return found


def recent(session: Session, workshop_id: str, most: int = 5) -> list[Import]:
    """The last imports, the newest first."""
    wanted = select(Import).where(Import.workshop_id == workshop_id).order_by(Import.at.desc(), Import.id).limit(most)
    return list(session.scalars(wanted))


def _make(session: Session, workshop_id: str, report: Report) -> list[str]:
    places: dict[str, int] = {}
    keys = {tool.key for tool in tools.everything(session, workshop_id)}
    keys |= {change.parts["key"][1] for change in report.changed if "key" in change.parts}
    keys |= {row.key for row in report.new}
    made = []
    for row in report.new:
        place = places.get(row.field_id) or tools.next_position(session, row.field_id)
        places[row.field_id] = place + 1
        key = row.key or _free(tools.slug(row.title), keys)
        keys.add(key)
        tool = Tool(
            id=new_id(), workshop_id=workshop_id, field_id=row.field_id, key=key, title=row.title, position=place,
            **{"kind": Kind.OPEN, **row.parts},
        )  # fmt: skip
        session.add(tool)
        made.append(tool.id)
    return made


def _change(session: Session, report: Report) -> dict[str, dict[str, Any]]:
    """Returns what stood there before. Keys go first out of each other's way: they are unique at every moment."""
    for change in report.changed:
        if "key" in change.parts:
            change.tool.key = f"-{change.tool.id}"
    session.flush()
    before = {}
    for change in report.changed:
        tool = change.tool
        was = {part: old for part, (old, _) in change.parts.items()}
        if "field_id" in change.parts:
            was["position"] = tool.position
            tool.position = tools.next_position(session, change.parts["field_id"][1])
        for part, (_, value) in change.parts.items():
            setattr(tool, part, value)
        tool.revision += 1
        session.flush()
        before[tool.id] = {"revision": tool.revision, "parts": was}
    return before


def _free(wanted: str, keys: set[str]) -> str:
    key, number = wanted, 2
    while key in keys:
        key, number = f"{wanted}-{number}", number + 1
    return key
