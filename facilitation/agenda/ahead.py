"""Where *Weiter* would lead: the press is tried on a programme read for this alone, and never written."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from facilitation.agenda import Programme, programme
from facilitation.agenda.steps import ACTIONS, DayClosed


def after_next(session: Session, workshop_id: str, now: datetime) -> Programme:
    """The programme as the large press at `now` would leave it: the day begun, one scene on, or over. All of it belongs
    to `session`, which is the caller's own, without autoflush, and never committed. Raises DayClosed."""
    day = programme(session, workshop_id)
    if day.agenda.closed_at is not None:
        raise DayClosed()
    action = "start" if day.scene is None else "next" if day.next_scene is not None else "close"
    ACTIONS[action](day, now, session=session)
    return day
