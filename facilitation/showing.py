"""What the moderator puts on the stage beside the agenda: a field's statements large, a note, or nothing at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation import fields
from facilitation.database import Base
from facilitation.participants import short_text

NOTE_LIMIT = 140


class Showing(Base):
    """The stage's state of a workshop. A scene that begins clears the field, the note stays until taken away."""

    __tablename__ = "showings"

    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), primary_key=True)
    field_id: Mapped[str | None] = mapped_column(String(22))
    blank: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(NOTE_LIMIT), default="")


def of(session: Session, workshop_id: str) -> Showing:
    return session.get(Showing, workshop_id) or Showing(workshop_id=workshop_id, field_id=None, blank=False, note="")


def show(
    session: Session,
    *,
    now: datetime,
    workshop_id: str,
    field_id: str | None = None,
    blank: bool | None = None,
    note: str | None = None,
) -> Any:
    """Change what is given: `field_id` ("" shows none), `blank`, `note` ("" takes it away). `note_before` is what it
    said until now."""
    showing = of(session, workshop_id)
    before = showing.note
    if field_id is not None:
        showing.field_id = fields.one(session, workshop_id, field_id).id if field_id else None
    if blank is not None:
        showing.blank = blank
    if note is not None:
        showing.note = short_text("note", note, NOTE_LIMIT)
    session.add(showing)
    session.flush()
    return {"field": showing.field_id, "blank": showing.blank, "note": showing.note, "note_before": before}
