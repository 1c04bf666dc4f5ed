"""What the desk at the entrance shows: how many are here, and the seats of those who have no phone."""

from __future__ import annotations

from typing import Any

from facilitation import groups, participants
from facilitation.live.states.table import round_shown
from facilitation.live.view import View

LATEST = 60


def desk(view: View) -> dict[str, Any]:
    """Names stand here of people without a phone only: they have just been typed in at this desk."""
    everyone = participants.present(view.session, view.workshop_id)
    without = [person for person in everyone if not person.has_phone]
    tables = {table.id: view.table_face(table) for table in view.tables}
    placed = groups.seats(view.session, view.grouping, round_shown(view))
    return {
        **view.frame(),
        "present": len(everyone),
        "without_phone": len(without),
        "locked": view.workshop.door_locked,
        "cards": view.workshop.settings.vote_mode == "cards",
        "tables": list(tables.values()),
        "seats": [
            {**participants.face(person), "table": tables.get(placed.get(person.id, ""))}
            for person in reversed(without[-LATEST:])
        ],
    }
