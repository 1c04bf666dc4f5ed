"""The house: one running installation with its database, its writer, its ballot boxes and its clock."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from facilitation import day, entities, retention
from facilitation.ballots import Vote, conduct, one
from facilitation.ballots.box import Boxes
from facilitation.clock import Clock
from facilitation.config import Config
from facilitation.database.engine import forget_deleted, in_turn, open_engine, reading
from facilitation.database.memory import Memory
from facilitation.database.migrations import migrate
from facilitation.database.pulse import Pulse
from facilitation.database.writer import Writer

assert entities  # every table is known to the metadata before the database is opened


class House:
    """Opened once per process. `write` goes through the one writer, `reading` gives a consistent look."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.clock: Clock = config.clock
        self.engine: Engine = open_engine(config.database_url)
        with in_turn(self.engine):
            migrate(self.engine, config.data_dir / "copies", self.clock.now())
        # connections of its own: those who wait for a write hold theirs, and would keep it waiting
        self._writing = open_engine(config.database_url)
        self.pulse, self.box_pulse = Pulse(), Pulse()  # apart: nobody counts ballots by their batches
        self.writer = Writer(self._writing, self.clock, self.pulse)
        self.memory = Memory(self.engine)
        self.boxes = Boxes(self._writing, config.boxes_dir, self.clock, self.box_pulse)
        self.wrong_tries: Callable[[datetime], dict[str, object] | None] = lambda _now: None  # web.guesses
        self.clocks: Callable[[str], list[float]] = lambda _workshop_id: []  # how far the phones' are ahead, likewise
        self.presence: Callable[[str], dict[str, int]] = lambda _workshop_id: {}  # the live channel puts itself here

    def serve_boxes(self) -> None:
        """Bring every ballot box in line with its vote, as after a crash. Only the process that serves may do this."""
        with self.reading() as session:
            votes = day.all_votes(session)
        for vote in votes:
            if vote.is_counted:
                self.boxes.follow(vote)
            elif vote.has_opened:
                self.follow_box(vote.workshop_id, vote.id)

    def reading(self) -> AbstractContextManager[Session]:
        return reading(self.engine)

    def write(self, verb: Callable[..., Any], **arguments: Any) -> Any:
        return self.writer.write(verb, **arguments)

    def follow_box(self, workshop_id: str, vote_id: str) -> Vote:
        """Bring a vote's box in line with its state after a press; a counted one goes once the count is committed."""
        self.write(conduct.set_doors, workshop_id=workshop_id, vote_id=vote_id, _boxes=self.boxes)
        with self.reading() as session:
            vote = one(session, workshop_id, vote_id)
        if vote.is_counted:
            self.boxes.follow(vote)
        return vote

    def purge(self, workshop_id: str, role: str) -> Any:
        """Delete what leads to people, also in the log and in what lies beside the database. Returns the receipt."""
        receipt = self.write(retention.purge, workshop_id=workshop_id, role=role)
        forget_deleted(self.engine)
        with self.reading() as session:
            waiting = retention.uncounted(session, workshop_id)
        for vote in waiting:
            self.boxes.forget_order(vote)
        for old in (self.config.data_dir / "copies").glob("*.db"):  # of any workshop: a copy cannot be picked apart
            old.unlink(missing_ok=True)
        for made in [*(self.config.data_dir / "made").glob("*"), *(self.config.data_dir / "uploads").glob("*")]:
            made.unlink(missing_ok=True)
        return receipt

    def purge_due(self) -> list[str]:
        """Delete what has been kept long enough. Returns the workshops it was done for."""
        with self.reading() as session:
            due = retention.due(session, self.clock.now())
        for workshop_id in due:
            self.purge(workshop_id, retention.BY_ITSELF)
        return due

    def close(self) -> None:
        self.boxes.close()
        self.writer.close()
        self.memory.close()
        self._writing.dispose()
        self.engine.dispose()
