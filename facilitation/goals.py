"""The Zielkatalog: the goals that stand before the plan, in two tables of columns. A column is a list of short goals;
what stands beside each other does not belong together."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation import journal
from facilitation.database import Base
from facilitation.errors import BadInput, MovedOn, NotFound
from facilitation.workshop import Workshop

CATALOGUE: dict[str, dict[str, str]] = {
    "overall": {"values": "Werte/ Haltung", "content": "Inhalt", "structure": "Struktur", "method": "Methode"},
    "concrete": {"content": "Inhalt", "structure": "Struktur", "method": "Methode"},
}
TITLES = {"overall": "übergeordnete Ziele", "concrete": "konkretisierte Ziele / Themen"}
GOAL_LIMIT = 400
MOST = 60


class GoalColumn(Base):
    """One column: `level` is the table, `name` the column in CATALOGUE, `texts` its goals."""

    __tablename__ = "goal_columns"

    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), primary_key=True)
    level: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(12), primary_key=True)
    texts: Mapped[list[str]] = mapped_column(JSON, default=list)
    changed_by: Mapped[str] = mapped_column(String(16), default="")
    revision: Mapped[int] = mapped_column(default=0)


def edit(
    session: Session, *, now: datetime, workshop_id: str, level: str, name: str, revision: int, role: str, text: str
) -> Any:
    """Write a column anew, a goal a line. Raises MovedOn, NotFound, BadInput."""
    session.get(Workshop, workshop_id, with_for_update=True)  # two first edits at once make one column
    column = one(session, workshop_id, level, name)
    if column.revision != revision:
        raise MovedOn(what="goals", of=of(column), current=column.revision, values=shown(column))
    before = shown(column)
    column.texts = _goals(text)
    column.revision += 1
    column.changed_by = role
    session.add(column)
    journal.note(
        session, now=now, workshop_id=workshop_id, role=role, action="goals.edit",
        title=f"{CATALOGUE[level][name]} ({TITLES[level]})",
    )  # fmt: skip
    session.flush()
    changed = shown(column) != before
    return {
        "of": of(column), "revision": column.revision, "values": shown(column), "before": before if changed else {},
    }  # fmt: skip


def one(session: Session, workshop_id: str, level: str, name: str) -> GoalColumn:
    """A column; empty and not in the database while nobody has written in it. Raises NotFound."""
    if name not in CATALOGUE.get(level, {}):
        raise NotFound(what="goals")
    found = session.get(GoalColumn, (workshop_id, level, name))
    return found or GoalColumn(workshop_id=workshop_id, level=level, name=name, texts=[], changed_by="", revision=0)


def catalogue(session: Session, workshop_id: str) -> dict[str, dict[str, list[str]]]:
    """All goals by table and column, in the order of CATALOGUE."""
    kept = select(GoalColumn).where(GoalColumn.workshop_id == workshop_id)
    found = {(column.level, column.name): column.texts for column in session.scalars(kept)}
    return {
        level: {name: list(found.get((level, name), [])) for name in columns} for level, columns in CATALOGUE.items()
    }


def shown(column: GoalColumn) -> dict[str, str]:
    return {"text": "\n".join(column.texts)}


def of(column: GoalColumn) -> str:
    """How a column is called on a page."""
    return f"goals-{column.level}-{column.name}"


def _goals(text: str) -> list[str]:
    found = [line.strip() for line in text.splitlines() if line.strip()]
    if len(found) > MOST:
        raise BadInput(field="text", reason="too_many_lines", count=len(found), limit=MOST)
    for goal in found:
        if len(goal) > GOAL_LIMIT:
            raise BadInput(field="text", reason="too_long", limit=GOAL_LIMIT, length=len(goal))
    return found
