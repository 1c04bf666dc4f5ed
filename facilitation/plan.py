"""The Werkstattplan: chosen tools with who is responsible, where and in which years, and the trace to their votes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation import ballots, fields, journal, tools
from facilitation import workshop as workshops
from facilitation.ballots import State, WrongState, results
from facilitation.database import Base, new_id
from facilitation.database.types import Instant
from facilitation.errors import BadInput, MovedOn, NotFound
from facilitation.tools import Kind, Tool

CELL_LIMIT = 600
CELLS = ("title", "responsible", "contact", "place", "participants", "reason")
YEAR = "year."
KIND_ORDER = {Kind.NEW: 0, Kind.EXISTING: 1, Kind.OPEN: 2}


class Status(StrEnum):
    """A result is a proposal of the Zukunftswerkstatt until the county takes it up or puts it back."""

    PROPOSAL = "proposal"
    ADOPTED = "adopted"
    DEFERRED = "deferred"


class PlanEntry(Base):
    """One row of the plan. `contact` is whom to ask (a role), `participants` who works along; `trace` holds vote, rank,
    points, people, tie; `example` is where it exists already."""

    __tablename__ = "plan_entries"
    __table_args__ = (UniqueConstraint("workshop_id", "tool_id"),)

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), index=True)
    field_id: Mapped[str] = mapped_column(ForeignKey("fields.id", ondelete="CASCADE"), index=True)
    tool_id: Mapped[str | None] = mapped_column(ForeignKey("tools.id", ondelete="SET NULL"))
    title: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(8))
    responsible: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(Text, default="")
    participants: Mapped[str] = mapped_column(Text, default="")
    years: Mapped[list[int]] = mapped_column(JSON, default=list)
    status: Mapped[Status] = mapped_column(String(8), default=Status.PROPOSAL)
    reason: Mapped[str] = mapped_column(Text, default="")
    example: Mapped[str] = mapped_column(Text, default="")
    trace: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    changed_by: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int] = mapped_column(default=1)


def take_over(session: Session, *, now: datetime, workshop_id: str, vote_id: str, role: str) -> Any:
    """*In den Werkstattplan übernehmen*: every chosen tool of a decided vote becomes an entry; one that is there
    already keeps what was edited and gets the new trace. Raises WrongState."""
    vote = ballots.one(session, workshop_id, vote_id)
    if vote.state != State.DECIDED:
        raise WrongState(state=vote.state, needs=State.DECIDED)
    made, known = 0, {entry.tool_id: entry for entry in entries(session, workshop_id)}
    for field_id in results.fields_of(session, vote):
        found = results.result(session, vote, field_id)
        for rank in found.count.ranks:
            if rank.key not in found.chosen:
                continue
            tool = tools.one(session, workshop_id, rank.key)
            entry = known.get(tool.id)
            if entry is None:
                entry = _entry_for(tool, now, role)
                session.add(entry)
                made += 1
            entry.trace = _trace(vote, found, rank)
    journal.note(session, now=now, workshop_id=workshop_id, role=role, action="plan.take_over", vote=vote.id, made=made)
    session.flush()
    return {"made": made, "entries": len(entries(session, workshop_id))}


def edit(
    session: Session,
    *,
    now: datetime,
    workshop_id: str,
    entry_id: str,
    revision: int,
    role: str,
    changes: dict[str, Any],
) -> Any:
    """Edit cells of an entry in place: CELLS, status, years (a list) or single years as `shown` names them.

    Raises MovedOn, BadInput. Returns the revision, the values as they are, and ``before``: what they were.
    """
    entry = one(session, workshop_id, entry_id)
    known = workshops.by_id(session, workshop_id).years
    if entry.revision != revision:
        raise MovedOn(
            what="plan", of=of(entry), current=entry.revision, title=entry.title, values=shown(entry, known)
        )
    were = shown(entry, known)
    _write(entry, known, changes)
    entry.changed_at, entry.changed_by = now, role
    entry.revision += 1
    journal.note(
        session, now=now, workshop_id=workshop_id, role=role, action="plan.edit", title=entry.title,
        cells=sorted(changes),
    )  # fmt: skip
    are = shown(entry, known)
    altered = [name for name in are if are[name] != were[name]]
    sent = [name for name in changes if name in are]
    return {
        "entry": entry.id, "of": of(entry), "revision": entry.revision,
        "values": {name: are[name] for name in {*sent, *altered}}, "before": {name: were[name] for name in altered},
    }  # fmt: skip


def add(
    session: Session, *, now: datetime, workshop_id: str, field_id: str, tool_id: str, role: str,
    changes: dict[str, Any] | None = None,
) -> Any:  # fmt: skip
    """Put a tool into the plan by hand, without a vote's trace. Raises BadInput when it is there already. `changes`
    are cells as in `edit`, such as those of an entry that was taken out."""
    field = fields.one(session, workshop_id, field_id)
    tool = tools.one(session, workshop_id, tool_id)
    if any(entry.tool_id == tool.id for entry in entries(session, workshop_id)):
        raise BadInput(field="tool", reason="doubled", value=tool.title)
    entry = _entry_for(tool, now, role)
    entry.field_id = field.id
    _write(entry, workshops.by_id(session, workshop_id).years, changes or {})
    session.add(entry)
    session.flush()
    journal.note(session, now=now, workshop_id=workshop_id, role=role, action="plan.add", title=entry.title)
    return {"entry": entry.id}


def remove(session: Session, *, now: datetime, workshop_id: str, entry_id: str, revision: int, role: str) -> Any:
    entry = one(session, workshop_id, entry_id)
    if entry.revision != revision:
        raise MovedOn(what="plan", of=of(entry), current=entry.revision, title=entry.title)
    journal.note(session, now=now, workshop_id=workshop_id, role=role, action="plan.remove", title=entry.title)
    session.delete(entry)
    return {"entry": entry_id}


def one(session: Session, workshop_id: str, entry_id: str) -> PlanEntry:
    found = session.get(PlanEntry, entry_id)
    if found is None or found.workshop_id != workshop_id:
        raise NotFound(what="plan_entry")
    return found


def has_taken_over(session: Session, vote: ballots.Vote) -> bool:
    """Whether the results of this vote stand in the plan."""
    return any(entry.trace.get("vote") == vote.id for entry in entries(session, vote.workshop_id))


def entries(session: Session, workshop_id: str) -> list[PlanEntry]:
    """The plan's rows in document order: by field; new, existing, Art offen; each alphabetical."""
    order = {field.id: place for place, field in enumerate(fields.everything(session, workshop_id))}
    found = session.scalars(select(PlanEntry).where(PlanEntry.workshop_id == workshop_id))
    return sorted(found, key=lambda e: (order[e.field_id], KIND_ORDER[Kind(e.kind)], tools.folded(e.title), e.title))


def shown(entry: PlanEntry, years: list[int]) -> dict[str, str]:
    """The cells of an entry by name as a form shows them; a year is ``year.2017`` with 1 or 0."""
    cells = {name: getattr(entry, name) for name in CELLS}
    return {
        **cells, "status": str(entry.status), **{f"{YEAR}{year}": str(int(year in entry.years)) for year in years}
    }  # fmt: skip


def of(entry: PlanEntry) -> str:
    """How an entry is called on a page."""
    return f"entry-{entry.id}"


def _write(entry: PlanEntry, known: list[int], changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        if name in CELLS:
            setattr(entry, name, _cell(name, value))
        elif name == "years":
            entry.years = _years(known, value)
        elif name == "status":
            entry.status = _status(value)
        elif name.removeprefix(YEAR) in map(str, known) and name.startswith(YEAR):
            year = int(name.removeprefix(YEAR))
            others = [one for one in entry.years if one != year]
            entry.years = sorted([*others, year]) if str(value) == "1" else others
        else:
            raise BadInput(field=name, reason="unknown")
    if not entry.title:
        raise BadInput(field="title", reason="empty")


def _entry_for(tool: Tool, now: datetime, role: str) -> PlanEntry:
    known_here = tool.kind == Kind.EXISTING
    bodies, places = "; ".join(tool.institutions), "; ".join(tool.places)
    return PlanEntry(
        workshop_id=tool.workshop_id,
        field_id=tool.field_id,
        tool_id=tool.id,
        title=tool.title,
        kind=tool.kind,
        responsible=bodies if known_here else "",
        contact="",
        place=places if known_here else "",
        participants="",
        example="" if known_here else "; ".join(part for part in (bodies, places) if part),
        years=[],
        status=Status.PROPOSAL,
        reason="",
        changed_at=now,
        changed_by=role,
    )


def _trace(vote: ballots.Vote, found: results.FieldResult, rank: Any) -> dict[str, Any]:
    shown = found.count.shows_points
    tied = rank.key in found.tied
    return {
        "vote": vote.id,
        "rank": rank.rank,
        "points": rank.points if shown else None,
        "people": rank.people if shown else None,
        "tie": str(found.decision.method) if tied and found.decision else None,
        "seed": found.decision.seed if tied and found.decision else None,
    }


def _cell(name: str, value: Any) -> str:
    text = str(value).replace("\r\n", "\n").strip()
    limit = 300 if name == "title" else CELL_LIMIT
    if len(text) > limit:
        raise BadInput(field=name, reason="too_long", limit=limit, length=len(text))
    return text


def _years(known: list[int], value: Any) -> list[int]:
    if not isinstance(value, list) or any(year not in known for year in value):
        raise BadInput(field="years", reason="choice", choices=known)
    return sorted(set(value))


def _status(value: Any) -> Status:
    try:
        return Status(value)
    except ValueError:
        raise BadInput(field="status", reason="choice", choices=[s.value for s in Status]) from None
