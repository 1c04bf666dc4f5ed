"""Changes: what another worker has changed, read off the database (PostgreSQL) while the relay is silent.

Every row version of PostgreSQL names the transaction that wrote it (`xmin`). The count and the sum of these numbers
over a workshop's rows change with every insert, update and deletion, and no row has to be written for that.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Select, Text, cast, func, literal_column, select
from sqlalchemy.orm import Session

from facilitation.ballots import State, Vote
from facilitation.ballots.box import Boxes
from facilitation.database import Base

WATCHED = {  # topic: the tables behind it, and the column that leads to the workshop, or to a row of it
    "agenda": [("agendas", "workshop_id"), ("items", "workshop_id"), ("scenes", "workshop_id")],
    "presence": [("participants", "workshop_id")],
    "groups": [("groupings", "workshop_id"), ("placements", "grouping_id")],
    "showing": [("showings", "workshop_id")],
    "statements": [("statements", "workshop_id"), ("clusters", "workshop_id"), ("supports", "statement_id")],
    "visions": [("vision_versions", "workshop_id")],
    "tools": [("tools", "workshop_id")],
    "votes": [("votes", "workshop_id"), ("vote_options", "vote_id")],
    "results": [("reveals", "vote_id"), ("tie_decisions", "vote_id")],
    "settings": [("workshops", "id"), ("fields", "workshop_id"), ("tables", "workshop_id")],
}
TURNOUT = "turnout"
EVERYTHING = frozenset({*WATCHED, TURNOUT})
Prints = dict[str, dict[str, list[Any]]]  # workshop: topic: what its rows looked like


class Changes:
    """Remembers how the workshops looked. The first look at one finds everything changed."""

    def __init__(self, boxes: Boxes) -> None:
        self._boxes = boxes
        self._before: Prints = {}

    def since_last(self, session: Session, workshop_ids: set[str]) -> dict[str, set[str]]:
        """Workshop id to the topics that have changed since the last look."""
        now = self._prints(session, workshop_ids)
        found = {}
        for workshop_id in workshop_ids:
            before = self._before.get(workshop_id)
            changed = {topic for topic in EVERYTHING if before is None or before[topic] != now[workshop_id][topic]}
            if changed:
                found[workshop_id] = changed
        self._before = now
        return found

    def forget(self) -> None:
        self._before = {}

    def _prints(self, session: Session, workshop_ids: set[str]) -> Prints:
        found: Prints = {workshop_id: {topic: [] for topic in EVERYTHING} for workshop_id in workshop_ids}
        for topic, tables in WATCHED.items():
            for name, column in tables:
                for workshop_id, count, versions in session.execute(_print(name, column, workshop_ids)):
                    found[workshop_id][topic].append((name, count, versions))
        open_votes = select(Vote).where(Vote.workshop_id.in_(workshop_ids), Vote.state.in_((State.OPEN, State.SHUT)))
        for vote in session.scalars(open_votes):
            found[vote.workshop_id][TURNOUT].append((vote.id, self._boxes.turnout(vote)))
        return found


def _print(name: str, column: str, workshop_ids: set[str]) -> Select[Any]:
    table = Base.metadata.tables[name]
    source, owner = table, table.c[column]
    if column not in ("workshop_id", "id"):
        parent = next(iter(table.c[column].foreign_keys)).column.table
        source, owner = table.join(parent, table.c[column] == parent.c.id), parent.c.workshop_id  # type: ignore[assignment]
    version = cast(cast(literal_column(f'"{name}".xmin'), Text), BigInteger)
    wanted = select(owner, func.count(), func.sum(version)).select_from(source)
    return wanted.where(owner.in_(workshop_ids)).group_by(owner)
