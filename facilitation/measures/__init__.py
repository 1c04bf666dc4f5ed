"""Werkzeugblätter: how an entry of the plan is carried out, with its Einzelmaßnahmen month by month; and the sheet of
the Kommunikationskonzept, which belongs to the plan as a whole and to no entry."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation import journal, plan, tools
from facilitation.database import Base, new_id
from facilitation.database.types import Instant
from facilitation.errors import BadInput, MovedOn
from facilitation.measures import months
from facilitation.workshop import Workshop

CELLS = {
    "title": 300, "target_groups": 2000, "contact": 2000, "place_contact": 2000, "partners": 4000, "budget": 2000,
    "advice": 2000, "lead": 300, "description": 8000, "chances": 4000, "difficulties": 4000,
}  # fmt: skip


class PlanSheet(Base):
    """The Werkzeugblatt of an entry; without an entry it is the Kommunikationskonzept. Its title, contact and place may
    differ from the plan's: both are kept. `lead` is a line above the description."""

    __tablename__ = "plan_sheets"

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), index=True)
    entry_id: Mapped[str | None] = mapped_column(ForeignKey("plan_entries.id", ondelete="CASCADE"), unique=True)
    title: Mapped[str] = mapped_column(String(300), default="")
    target_groups: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(Text, default="")
    place_contact: Mapped[str] = mapped_column(Text, default="")
    partners: Mapped[str] = mapped_column(Text, default="")
    budget: Mapped[str] = mapped_column(Text, default="")
    advice: Mapped[str] = mapped_column(Text, default="")
    lead: Mapped[str] = mapped_column(String(300), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    chances: Mapped[str] = mapped_column(Text, default="")
    difficulties: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime] = mapped_column(Instant)
    changed_by: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int] = mapped_column(default=0)


class Measure(Base):
    """An Einzelmaßnahme of a year: crosses, bars and notes by month (`measures.months`), a date still open in words,
    and the year it is carried over to."""

    __tablename__ = "measures"

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    sheet_id: Mapped[str] = mapped_column(ForeignKey("plan_sheets.id", ondelete="CASCADE"), index=True)
    year: Mapped[int]
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    marks: Mapped[list[int]] = mapped_column(JSON, default=list)
    bars: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    notes: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    open_date: Mapped[str] = mapped_column(String(120), default="")
    carried_to: Mapped[int | None]
    revision: Mapped[int] = mapped_column(default=1)

    @property
    def months(self) -> list[months.Month]:
        return months.row(self.marks, self.bars, [(month, text) for month, text in self.notes])


def edit(
    session: Session, *, now: datetime, workshop_id: str, entry_id: str | None, revision: int, role: str,
    changes: dict[str, str],
) -> Any:  # fmt: skip
    """Edit cells of a sheet in place; the first edit makes it. Raises MovedOn, BadInput.

    Returns the revision, the values as they are, and ``before``: what they were.
    """
    sheet = to_write(session, now, workshop_id, entry_id, role)
    if sheet.revision != revision:
        raise MovedOn(what="sheet", of=of(entry_id), current=sheet.revision, values=shown(sheet))
    were = shown(sheet)
    for name, text in changes.items():
        if name not in CELLS:
            raise BadInput(field=name, reason="unknown")
        setattr(sheet, name, text_of(name, text, CELLS[name]))
    if not sheet.title:
        raise BadInput(field="title", reason="empty")
    are = shown(sheet)
    altered = [name for name in are if are[name] != were[name]]
    changed(session, sheet, now, role, altered)
    return {
        "of": of(entry_id), "revision": sheet.revision, "values": {name: are[name] for name in {*changes, *altered}},
        "before": {name: were[name] for name in altered},
    }  # fmt: skip


def take_out(session: Session, *, now: datetime, workshop_id: str, entry_id: str, revision: int, role: str) -> Any:
    """Take an entry out of the plan, unless somebody has written its Werkzeugblatt: that would be lost. Raises
    BadInput, MovedOn."""
    entry = plan.one(session, workshop_id, entry_id)
    if entry.revision == revision and sheet_of(session, workshop_id, entry_id).id is not None:
        raise BadInput(field="entry", reason="has_sheet")
    return plan.remove(
        session, now=now, workshop_id=workshop_id, entry_id=entry_id, revision=revision, role=role
    )


def sheet_of(session: Session, workshop_id: str, entry_id: str | None) -> PlanSheet:
    """The sheet of an entry, or of the communication. While nobody has written on it, what it would begin with:
    revision 0 and not in the database. Raises NotFound."""
    entry = plan.one(session, workshop_id, entry_id) if entry_id is not None else None
    own = select(PlanSheet).where(PlanSheet.workshop_id == workshop_id, PlanSheet.entry_id == entry_id)
    found = session.scalar(own.order_by(PlanSheet.id).limit(1))
    return found if found is not None else _begun(session, workshop_id, entry)


def sheets(session: Session, workshop_id: str) -> dict[str | None, PlanSheet]:
    """The sheets somebody has written on, by entry."""
    found = session.scalars(select(PlanSheet).where(PlanSheet.workshop_id == workshop_id).order_by(PlanSheet.id.desc()))
    return {sheet.entry_id: sheet for sheet in found}


def of_sheet(session: Session, sheet_id: str | None) -> list[Measure]:
    """The rows of a sheet: year by year, each in its order."""
    found = select(Measure).where(Measure.sheet_id == sheet_id)
    return list(session.scalars(found.order_by(Measure.year, Measure.position, Measure.id)))


def rows_by_sheet(session: Session, workshop_id: str) -> dict[str, list[Measure]]:
    """The rows of every sheet of a workshop, by the sheet's id, in one look."""
    own = select(Measure).join(PlanSheet).where(PlanSheet.workshop_id == workshop_id)
    found: dict[str, list[Measure]] = {}
    for measure in session.scalars(own.order_by(Measure.year, Measure.position, Measure.id)):
        found.setdefault(measure.sheet_id, []).append(measure)
    return found


def shown(sheet: PlanSheet) -> dict[str, str]:
    """The cells of a sheet, by name."""
    return {name: getattr(sheet, name) for name in CELLS}


def of(entry_id: str | None) -> str:
    """How a sheet is called on a page."""
    return f"sheet-{entry_id or 'communication'}"


def to_write(session: Session, now: datetime, workshop_id: str, entry_id: str | None, role: str) -> PlanSheet:
    """The sheet, made now if nobody has written on it yet."""
    session.get(Workshop, workshop_id, with_for_update=True)  # two first edits at once make one sheet
    sheet = sheet_of(session, workshop_id, entry_id)
    if sheet.id is None:
        sheet.changed_at, sheet.changed_by = now, role
        session.add(sheet)
        session.flush()
    return sheet


def changed(
    session: Session, sheet: PlanSheet, now: datetime, role: str, cells: list[str], counts: bool = True
) -> None:
    """Note who changed a sheet; `counts` is false where a row of it has a revision of its own."""
    sheet.changed_at, sheet.changed_by = now, role
    if counts:
        sheet.revision += 1
    journal.note(
        session, now=now, workshop_id=sheet.workshop_id, role=role, action="sheet.edit", title=sheet.title,
        cells=sorted(cells),
    )  # fmt: skip


def text_of(name: str, text: str, limit: int) -> str:
    """A text as it is kept. Raises BadInput."""
    found = text.replace("\r\n", "\n").strip()
    if len(found) > limit:
        raise BadInput(field=name, reason="too_long", limit=limit, length=len(found))
    return found


def _begun(session: Session, workshop_id: str, entry: plan.PlanEntry | None) -> PlanSheet:
    """An entry's sheet begins with what the plan and the catalogue say already; nothing else is made up."""
    empty = dict.fromkeys(CELLS, "")
    if entry is None:
        return PlanSheet(workshop_id=workshop_id, entry_id=None, **empty | {"title": "Kommunikation"}, revision=0)
    tool = tools.one(session, workshop_id, entry.tool_id) if entry.tool_id else None
    known = {
        "title": entry.title, "contact": entry.contact, "place_contact": entry.place, "partners": entry.participants,
        "target_groups": ", ".join(tool.target_groups) if tool else "", "description": tool.description if tool else "",
    }  # fmt: skip
    return PlanSheet(workshop_id=workshop_id, entry_id=entry.id, **empty | known, revision=0)
