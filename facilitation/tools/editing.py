"""Sheets in the office: a tool is added, changed in place, pictured, put away, or removed while nothing rests on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from facilitation import fields, journal, pictures, tools
from facilitation.errors import BadInput, MovedOn, Refusal
from facilitation.pictures import Drawn, Use
from facilitation.tools import TEXT_LIMIT, TITLE_LIMIT, Admission, Kind, Tool

LISTS = ("target_groups", "places", "institutions", "websites", "sources", "variants")
MOST_VALUES = 100


class RestsOn(Refusal):
    """The tool cannot go: a ballot, a result or the plan rests on it. Facts: title, what (table names)."""

    code = "rests_on"


def add(
    session: Session, *, now: datetime, workshop_id: str, field_id: str, title: str, role: str,
    parts: Mapping[str, Any] | None = None,
) -> Any:  # fmt: skip
    """A tool of the catalogue, last in its field. `parts` are those of `change`. Raises BadInput (empty, too_long,
    doubled)."""
    field = fields.one(session, workshop_id, field_id)
    tool = Tool(
        workshop_id=workshop_id,
        field_id=field.id,
        key=tools.free_key(session, workshop_id, title),
        title=_title(session, field.id, title),
        kind=Kind.OPEN,
        position=tools.next_position(session, field.id),
    )
    session.add(tool)
    for name, value in (parts or {}).items():
        _set(session, tool, name, value)
    session.flush()
    journal.note(session, now=now, workshop_id=workshop_id, role=role, action="tool.add", title=tool.title)
    return {"tool": tool.id, "revision": tool.revision}


def change(
    session: Session, *, now: datetime, workshop_id: str, tool_id: str, revision: int, role: str,
    parts: Mapping[str, Any],
) -> Any:  # fmt: skip
    """Change parts of a sheet: title, kind, field_id, description and the lists (texts, one value a line, or lists).
    Raises MovedOn, BadInput. Answers the revision and how the parts stand now."""
    tool = _held(session, workshop_id, tool_id, revision)
    for name, value in parts.items():
        _set(session, tool, name, value)
    tool.revision += 1 if parts else 0
    session.flush()
    return {"tool": tool.id, "revision": tool.revision, "parts": as_typed(tool)}


def put_away(
    session: Session, *, now: datetime, workshop_id: str, tool_id: str, revision: int, away: bool, role: str
) -> Any:
    """Take a tool off the shelf and keep it, or put it back. A ballot that is open keeps it either way."""
    tool = _held(session, workshop_id, tool_id, revision)
    if tool.admission in (Admission.WAITING, Admission.DECLINED):
        raise BadInput(field="tool", reason="choice")
    tool.admission = Admission.AWAY if away else Admission.ADMITTED
    tool.revision += 1
    action = "tool.away" if away else "tool.back"
    journal.note(session, now=now, workshop_id=workshop_id, role=role, action=action, title=tool.title)
    return {"tool": tool.id, "revision": tool.revision}


def remove(session: Session, *, now: datetime, workshop_id: str, tool_id: str, revision: int, role: str) -> Any:
    """Take a tool out for good, with its picture. Raises RestsOn, MovedOn."""
    tool = _held(session, workshop_id, tool_id, revision)
    if what := resting_on(session, [tool.id]).get(tool.id):
        raise RestsOn(title=tool.title, what=what)
    journal.note(session, now=now, workshop_id=workshop_id, role=role, action="tool.remove", title=tool.title)
    _drop_picture(session, now, tool)
    session.delete(tool)
    return {"tool": tool_id}


def set_picture(
    session: Session, *, now: datetime, workshop_id: str, tool_id: str, revision: int, role: str,
    picture: Drawn | None, name: str = "", alt: str = "",
) -> Any:  # fmt: skip
    """Give the tool this picture instead of what it had; without one only the words for it change. Raises MovedOn."""
    tool = _held(session, workshop_id, tool_id, revision)
    if picture is not None:
        _drop_picture(session, now, tool)
        tool.picture_id = pictures.add(
            session, now=now, workshop_id=workshop_id, use=Use.TOOL, picture=picture, name=name, alt=alt
        )["picture"]
    elif tool.picture_id is not None:
        pictures.describe(session, now=now, workshop_id=workshop_id, picture_id=tool.picture_id, alt=alt)
    tool.revision += 1
    session.flush()
    return {"tool": tool.id, "revision": tool.revision, "picture": tool.picture_id}


def remove_picture(session: Session, *, now: datetime, workshop_id: str, tool_id: str, revision: int, role: str) -> Any:
    tool = _held(session, workshop_id, tool_id, revision)
    _drop_picture(session, now, tool)
    tool.revision += 1
    return {"tool": tool.id, "revision": tool.revision, "picture": None}


def resting_on(session: Session, tool_ids: Iterable[str]) -> dict[str, list[str]]:
    """Tool id to the names of the tables that name it: an entry of the plan, a ballot, whatever comes to be."""
    wanted = list(tool_ids)
    found: dict[str, list[str]] = {}
    for table in Tool.metadata.sorted_tables:
        for column in _columns_that_name_tools(table):
            named = select(column, func.count()).where(column.in_(wanted)).group_by(column)
            for tool_id, _count in session.execute(named):
                found.setdefault(tool_id, []).append(table.name)
    return found


def as_typed(tool: Tool) -> dict[str, str]:
    """A sheet's parts as they stand in a form: lists with one value a line."""
    lists = {name: "\n".join(getattr(tool, name)) for name in LISTS}
    return {
        "title": tool.title, "kind": str(tool.kind), "field_id": tool.field_id, "description": tool.description, **lists
    }  # fmt: skip


def _columns_that_name_tools(table: Table) -> list[Any]:
    return [key.parent for key in table.foreign_keys if key.column.table is Tool.__table__]


def _held(session: Session, workshop_id: str, tool_id: str, revision: int) -> Tool:
    tool = tools.one(session, workshop_id, tool_id)
    session.refresh(tool, with_for_update=True)
    if tool.revision != revision:
        raise MovedOn(what="tool", current=tool.revision, parts=as_typed(tool))
    return tool


def _set(session: Session, tool: Tool, name: str, value: Any) -> None:
    if name == "title":
        tool.title = _title(session, tool.field_id, str(value), tool)
    elif name == "field_id":
        field = fields.one(session, tool.workshop_id, str(value))
        if field.id != tool.field_id:
            _title(session, field.id, tool.title, tool)
            tool.field_id, tool.position = field.id, tools.next_position(session, field.id)
    elif name == "kind":
        if value not in tuple(Kind):
            raise BadInput(field="kind", reason="choice", choices=[kind.value for kind in Kind])
        tool.kind = Kind(value)
    elif name == "description":
        tool.description = _text(name, str(value))
    elif name in LISTS:
        setattr(tool, name, _values(name, value))
    else:
        raise BadInput(field=name, reason="unknown")


def _title(session: Session, field_id: str, title: str, own: Tool | None = None) -> str:
    wanted = tools.one_line("title", title, TITLE_LIMIT)
    if own is not None and (own.field_id, tools.folded(own.title)) == (field_id, tools.folded(wanted)):
        return wanted
    others = (tool for tool in tools.of_field(session, field_id) if own is None or tool.id != own.id)
    if any(tools.folded(tool.title) == tools.folded(wanted) for tool in others):
        raise BadInput(field="title", reason="doubled", value=wanted)
    return wanted


def _values(name: str, value: Any) -> list[str]:
    lines = value if isinstance(value, list) else str(value).replace("|", "\n").split("\n")
    if any(not isinstance(line, str) for line in lines):
        raise BadInput(field=name, reason="type")
    found = list(dict.fromkeys(_text(name, " ".join(line.replace("|", " ").split())) for line in lines))
    if len(found) > MOST_VALUES:
        raise BadInput(field=name, reason="too_many", limit=MOST_VALUES, length=len(found))
    return [one for one in found if one]


def _text(name: str, value: str) -> str:
    text = value.replace("\r\n", "\n").strip()
    if len(text) > TEXT_LIMIT:
        raise BadInput(field=name, reason="too_long", limit=TEXT_LIMIT, length=len(text))
    return text


def _drop_picture(session: Session, now: datetime, tool: Tool) -> None:
    if tool.picture_id is not None:
        old, tool.picture_id = tool.picture_id, None
        session.flush()
        pictures.remove(session, now=now, workshop_id=tool.workshop_id, picture_id=old)
