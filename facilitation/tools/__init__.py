"""Werkzeuge: offers and services, existing (blue), new (green) or of a kind still open, from the catalogue or proposed
in the workshop."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation import fields, journal
from facilitation.database import Base, new_id
from facilitation.errors import BadInput, NotFound, Refusal

TITLE_LIMIT = 200
DESCRIPTION_LIMIT = 2000  # of a proposal from the hall
TEXT_LIMIT = 4000  # of a text in a sheet
KEY_LIMIT = 120
JOINERS = "\u200d\u200e\u200f"  # hold an emoji together, or say which way a word runs


class ProposalsClosed(Refusal):
    """The vote has opened: the ballot stands."""

    code = "proposals_closed"


class Kind(StrEnum):
    EXISTING = "existing"
    NEW = "new"
    OPEN = "open"


class Origin(StrEnum):
    CATALOGUE = "catalogue"
    PROPOSED = "proposed"


class Admission(StrEnum):
    """A proposed tool waits until the host admits it to the ballot or declines it. The office may put a tool away:
    it leaves the shelf and no later ballot has it, but what rests on it stays."""

    ADMITTED = "admitted"
    WAITING = "waiting"
    DECLINED = "declined"
    AWAY = "away"


KIND_ORDER = {Kind.EXISTING: 0, Kind.NEW: 1, Kind.OPEN: 2}


class Tool(Base):
    """A Werkzeug with its sheet. Lists keep the order of the source."""

    __tablename__ = "tools"
    __table_args__ = (UniqueConstraint("workshop_id", "key"),)

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), index=True)
    field_id: Mapped[str] = mapped_column(ForeignKey("fields.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(KEY_LIMIT))
    title: Mapped[str] = mapped_column(String(TITLE_LIMIT))
    kind: Mapped[Kind] = mapped_column(String(8))
    origin: Mapped[Origin] = mapped_column(String(10), default=Origin.CATALOGUE)
    admission: Mapped[Admission] = mapped_column(String(8), default=Admission.ADMITTED)
    description: Mapped[str] = mapped_column(Text, default="")
    target_groups: Mapped[list[str]] = mapped_column(JSON, default=list)
    places: Mapped[list[str]] = mapped_column(JSON, default=list)
    institutions: Mapped[list[str]] = mapped_column(JSON, default=list)
    websites: Mapped[list[str]] = mapped_column(JSON, default=list)
    sources: Mapped[list[str]] = mapped_column(JSON, default=list)
    variants: Mapped[list[str]] = mapped_column(JSON, default=list)
    position: Mapped[int] = mapped_column(default=0)
    picture_id: Mapped[str | None] = mapped_column(ForeignKey("pictures.id", ondelete="SET NULL"))
    proposer_id: Mapped[str | None] = mapped_column(ForeignKey("participants.id", ondelete="SET NULL"))
    revision: Mapped[int] = mapped_column(default=1)

    @property
    def is_proposal(self) -> bool:
        return self.origin == Origin.PROPOSED


def propose(
    session: Session,
    *,
    now: datetime,
    workshop_id: str,
    field_id: str,
    title: str,
    description: str = "",
    proposer_id: str | None = None,
    closed: bool = False,
    admitted: bool = False,
) -> Any:
    """A new tool from the hall; its kind is new. `closed` says that the vote has opened. Raises ProposalsClosed,
    BadInput (empty, too_long, doubled)."""
    if closed:
        raise ProposalsClosed()
    field = fields.one(session, workshop_id, field_id)
    if field.is_category:
        raise BadInput(field="field", reason="choice")
    wanted = one_line("title", title, TITLE_LIMIT)
    if any(folded(wanted) == folded(name) for tool in of_field(session, field.id) for name in names(tool)):
        raise BadInput(field="title", reason="doubled", value=wanted)
    if len(description) > DESCRIPTION_LIMIT:
        raise BadInput(field="description", reason="too_long", limit=DESCRIPTION_LIMIT, length=len(description))
    tool = Tool(
        workshop_id=workshop_id,
        field_id=field.id,
        key=free_key(session, workshop_id, wanted),
        title=wanted,
        kind=Kind.NEW,
        origin=Origin.PROPOSED,
        admission=Admission.ADMITTED if admitted else Admission.WAITING,
        description=description.strip(),
        position=next_position(session, field.id),
        proposer_id=proposer_id,
    )
    session.add(tool)
    session.flush()
    return {"tool": tool.id, "admission": tool.admission}


def decide_on(
    session: Session,
    *,
    now: datetime,
    workshop_id: str,
    tool_id: str,
    admission: Admission,
    role: str,
    closed: bool,
) -> Any:
    """The host admits a proposal to the ballot, declines it, or lets it wait again. Raises ProposalsClosed."""
    if closed:
        raise ProposalsClosed()
    tool = one(session, workshop_id, tool_id)
    if not tool.is_proposal:
        raise BadInput(field="tool", reason="choice")
    tool.admission = admission
    tool.revision += 1
    journal.note(session, now=now, workshop_id=workshop_id, role=role, action=f"tool.{admission}", title=tool.title)
    return {"tool": tool.id, "admission": tool.admission}


def arrange(session: Session, *, now: datetime, workshop_id: str, field_id: str, tool_ids: list[str], role: str) -> Any:
    """The order of discussion at a table (it is the order of the ballot too). Unnamed tools keep their order behind."""
    known = {tool.id: tool for tool in of_field(session, fields.one(session, workshop_id, field_id).id)}
    wanted = [known[tool_id] for tool_id in dict.fromkeys(tool_ids) if tool_id in known]
    for position, tool in enumerate([*wanted, *(t for t in known.values() if t not in wanted)], start=1):
        tool.position = position
    return {"order": [tool.id for tool in wanted]}


def one(session: Session, workshop_id: str, tool_id: str) -> Tool:
    """A tool of this workshop. Raises NotFound for one of another."""
    found = session.get(Tool, tool_id)
    if found is None or found.workshop_id != workshop_id:
        raise NotFound(what="tool")
    return found


def of_field(session: Session, field_id: str) -> list[Tool]:
    """A field's tools in the order of discussion, declined proposals included."""
    return list(session.scalars(select(Tool).where(Tool.field_id == field_id).order_by(Tool.position, Tool.title)))


def on_ballot(session: Session, field_id: str) -> list[Tool]:
    return [tool for tool in of_field(session, field_id) if tool.admission == Admission.ADMITTED]


def everything(session: Session, workshop_id: str) -> list[Tool]:
    return list(
        session.scalars(select(Tool).where(Tool.workshop_id == workshop_id).order_by(Tool.position, Tool.title))
    )


def counts(session: Session, workshop_id: str) -> dict[str, int]:
    """Field id to the number of its tools on the shelf."""
    wanted = select(Tool.field_id, func.count()).where(
        Tool.workshop_id == workshop_id, Tool.admission == Admission.ADMITTED
    )
    return {field: count for field, count in session.execute(wanted.group_by(Tool.field_id))}


def kinds_on_shelf(session: Session, workshop_id: str) -> dict[str, dict[str, int]]:
    """Field id to how many of each kind hang on its shelf, in the documents' order."""
    wanted = select(Tool.field_id, Tool.kind, func.count()).where(
        Tool.workshop_id == workshop_id, Tool.admission == Admission.ADMITTED
    )
    found: dict[str, dict[str, int]] = {}
    rows = session.execute(wanted.group_by(Tool.field_id, Tool.kind))
    for field, kind, count in sorted(rows, key=lambda row: KIND_ORDER[Kind(row[1])]):
        found.setdefault(field, {})[str(kind)] = count
    return found


def in_document_order(tools: Iterable[Tool]) -> list[Tool]:
    """Existing, new, Art offen; each alphabetical as a German index is."""
    return sorted(tools, key=lambda tool: (KIND_ORDER[Kind(tool.kind)], folded(tool.title), tool.title))


def names(tool: Tool) -> list[str]:
    return [tool.title, *tool.variants]


def speaks_of(tool: Tool, asked: str) -> bool:
    """Whether every word asked for stands in its titles, description, target groups or institutions."""
    if not asked:
        return True
    text = folded(" ".join([*names(tool), tool.description, *tool.target_groups, *tool.institutions]))
    return all(folded(word) in text for word in asked.split())


def slug(title: str) -> str:
    """A key from a title: ``Job-Café`` becomes ``job-cafe``."""
    spelled = title.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:100] or "werkzeug"


def one_line(field: str, text: str, limit: int) -> str:
    cleaned = " ".join("".join(c if c.isprintable() or c in JOINERS else " " for c in text).split())
    if not cleaned.strip(JOINERS):
        raise BadInput(field=field, reason="empty")
    if len(cleaned) > limit:
        raise BadInput(field=field, reason="too_long", limit=limit, length=len(cleaned))
    return cleaned


def folded(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title.casefold())
    return "".join(c for c in plain if c.isalnum())


def free_key(session: Session, workshop_id: str, title: str) -> str:
    """A key that no tool of the workshop has, made from its title."""
    taken = set(session.scalars(select(Tool.key).where(Tool.workshop_id == workshop_id)))
    wanted, number = slug(title), 2
    key = wanted
    while key in taken:
        key, number = f"{wanted}-{number}", number + 1
    return key


def next_position(session: Session, field_id: str) -> int:
    """Behind the last tool of the field."""
    return (session.scalar(select(func.max(Tool.position)).where(Tool.field_id == field_id)) or 0) + 1
