"""The ballot box of an open vote: which credentials (of seats or cards) are spent, and the ballots; nothing links them.

Each vote has its own box: on SQLite a file of its own, on PostgreSQL tables of its own. Neither table has a time, a
sequence or an order, and nothing is written elsewhere per ballot. Sealing copies the box shuffled into the main
database and destroys it. Only this package knows where boxes lie. What is not promised: whoever copies the box while
the vote is open can watch it fill.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Column, Engine, Integer, MetaData, String, Table, Text, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from facilitation.ballots import (
    AlreadyVoted,
    CardNeeded,
    ForeignTool,
    PointsSpent,
    State,
    TooManyOnOne,
    Vote,
    VoteNotOpen,
)
from facilitation.clock import Clock
from facilitation.database.engine import forget_deleted, open_engine, reading
from facilitation.database.pulse import Pulse
from facilitation.database.writer import Writer
from facilitation.errors import BadInput, NotSaved

PHONE, PAPER = "phone", "paper"
ID_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@dataclass(frozen=True)
class Ballot:
    """A ballot as it lies in the box."""

    ballot_id: str
    field_id: str
    content: dict[str, Any]
    fingerprint: str


def seat_credential(key: bytes, participant_id: str) -> str:
    """What a seat spends to vote: the same for its phone and for paper typed in for it, so one closes the other."""
    return hmac.new(key, f"seat:{participant_id}".encode(), hashlib.sha256).hexdigest()


def spent_mark(credential: str, vote_id: str) -> str:
    """The mark a spent credential leaves in one vote's box; it cannot be matched across votes."""
    return hmac.new(credential.encode(), f"vote:{vote_id}".encode(), hashlib.sha256).hexdigest()


def canonical(content: Mapping[str, Any]) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(ballot_id: str, content: Mapping[str, Any]) -> str:
    """SHA-256 over the ballot's secret id and its canonical content: it hides the content and pins it down."""
    return hashlib.sha256(f"{ballot_id}|{canonical(content)}".encode()).hexdigest()


def checked_points(points: Mapping[str, Any], allowed: set[str], budget: int, cap: int) -> dict[str, int]:
    """A ballot's allocation with zeroes left out. Raises BadInput, ForeignTool, TooManyOnOne, PointsSpent."""
    kept: dict[str, int] = {}
    for tool, given in points.items():
        if isinstance(given, bool) or not isinstance(given, int) or given < 0:
            raise BadInput(field="points", reason="number")
        if given == 0:
            continue
        if tool not in allowed:
            raise ForeignTool()
        if given > cap:
            raise TooManyOnOne(cap=cap, given=given)
        kept[tool] = given
    if sum(kept.values()) > budget:
        raise PointsSpent(budget=budget, given=sum(kept.values()))
    return kept


class _Box:
    """One vote's tables and the writer that fills them."""

    def __init__(self, engine: Engine, prefix: str, clock: Clock, path: Path | None, pulse: Pulse | None) -> None:
        self.engine, self.path = engine, path
        self.metadata = MetaData()
        self.spent = Table(
            f"{prefix}spent",
            self.metadata,
            Column("mark", String(64), primary_key=True),
            Column("void", Boolean, nullable=False),
            sqlite_with_rowid=False,
        )
        self.ballots = Table(
            f"{prefix}ballots",
            self.metadata,
            Column("ballot_id", String(64), primary_key=True),
            Column("field_id", String(22), nullable=False),
            Column("content", Text, nullable=False),
            Column("revision", Integer, nullable=False),
            Column("fingerprint", String(64), nullable=False),
            sqlite_with_rowid=False,
        )
        self.open = Table(
            f"{prefix}open",
            self.metadata,
            Column("phones", Boolean, nullable=False),
            Column("paper", Boolean, nullable=False),
        )
        self.writer = Writer(engine, clock, pulse)
        self._prepare()

    def _prepare(self) -> None:
        """What every ballot says to the database, put into words once."""
        ballots = self.ballots.c
        wanted: Any = bindparam("wanted")
        dialect = sqlite if self.engine.dialect.name == "sqlite" else postgresql
        self._door = select(self.open.c.phones, self.open.c.paper).with_for_update(read=True)
        self._known = select(ballots.field_id, ballots.content, ballots.fingerprint).where(ballots.ballot_id == wanted)
        self._marked = select(self.spent.c.mark).where(self.spent.c.mark == wanted)
        self._put_in = self.ballots.insert()
        changed = {"content": bindparam("new"), "fingerprint": bindparam("seal"), "revision": ballots.revision + 1}
        self._change = update(self.ballots).where(ballots.ballot_id == wanted).values(changed)
        self._mark = dialect.insert(self.spent).on_conflict_do_nothing().returning(self.spent.c.mark)

    def cast(
        self, session: Session, *, now: Any, mark: str, ballot_id: str, field_id: str, channel: str,
        _check: Callable[[str], dict[str, int]],
    ) -> dict[str, Any]:  # fmt: skip
        execute = session.connection().execute
        door = execute(self._door).first()
        if door is None or not (door.paper if channel == PAPER else door.phones):
            raise VoteNotOpen(state=State.SHUT)
        known = execute(self._known, {"wanted": ballot_id}).first()
        field = known.field_id if known else field_id
        content = {"channel": channel, "field": field, "points": _check(field)}
        seal = fingerprint(ballot_id, content)
        if known is None:
            if not mark:
                raise CardNeeded()
            if not self._spend(session, mark):
                raise AlreadyVoted()
            row = {"ballot_id": ballot_id, "field_id": field, "content": canonical(content), "revision": 1}
            execute(self._put_in, {"fingerprint": seal, **row})
        elif mark and not self._is_spent(session, mark):
            raise AlreadyVoted(by="ballot")
        elif known.fingerprint != seal:
            if json.loads(known.content)["channel"] != channel:
                raise AlreadyVoted()
            execute(self._change, {"wanted": ballot_id, "new": canonical(content), "seal": seal})
        return {"fingerprint": seal, "field": field, "points": content["points"]}

    def _is_spent(self, session: Session, mark: str) -> bool:
        return session.connection().scalar(self._marked, {"wanted": mark}) is not None

    def bar(self, session: Session, *, now: Any, mark: str) -> dict[str, Any]:
        """Spend a credential without a ballot: a spoiled card. Raises AlreadyVoted when a ballot was quicker."""
        if not self._spend(session, mark, void=True):
            spent = self.spent.c
            if not session.scalar(select(spent.void).where(spent.mark == mark)):
                raise AlreadyVoted()
        return {"barred": True}

    def _spend(self, session: Session, mark: str, *, void: bool = False) -> bool:
        # psycopg's rowcount cannot be trusted here
        return session.connection().execute(self._mark, {"mark": mark, "void": void}).first() is not None

    def drop(self) -> None:
        """Remove the tables (PostgreSQL); another process may do the same at this moment."""
        names = ", ".join(f'"{table.name}"' for table in self.metadata.sorted_tables)
        with self.engine.begin() as connection:
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {names}")

    def set_doors(self, session: Session, *, now: Any, phones: bool, paper: bool) -> None:
        changed = session.execute(update(self.open).values(phones=phones, paper=paper))
        if not changed.rowcount:  # type: ignore[attr-defined]
            session.execute(self.open.insert().values(phones=phones, paper=paper))


class Boxes:
    """The ballot boxes of an installation. `follow` makes a box match its vote's state; it may be called any time."""

    def __init__(self, engine: Engine, directory: Path, clock: Clock, pulse: Pulse | None = None) -> None:
        self._engine, self._directory, self._clock, self._pulse = engine, directory, clock, pulse
        self._known: dict[str, _Box] = {}
        self._guard = threading.RLock()

    def follow(self, vote: Vote) -> None:
        """Open, shut or destroy the box as the vote's state says. Idempotent; also run at start after a crash."""
        if vote.state == State.OPEN:
            box = self._box(vote.id, make=True)
            assert box is not None
            box.writer.write(box.set_doors, phones=True, paper=True)
        elif vote.state == State.SHUT:
            box = self._box(vote.id, make=True)
            assert box is not None
            box.writer.write(box.set_doors, phones=False, paper=True)
        elif vote.state in (State.SEALED, State.DECIDED):
            self.destroy(vote.id)

    def cast(
        self, vote: Vote, *, credential: str | None, ballot_id: str, field_id: str, points: Mapping[str, Any],
        allowed: Mapping[str, set[str]], channel: str = PHONE,
    ) -> dict[str, Any]:  # fmt: skip
        """Put a ballot in, or change it for who knows its id. `allowed` maps field ids to the tools on their ballots.

        A repeat returns the same receipt ``{"fingerprint", "field", "points"}``. Without a credential only a ballot
        that lies there already can be changed; with one that is not spent none, it would be somebody else's. Raises
        VoteNotOpen, AlreadyVoted, CardNeeded and what `checked_points` raises.
        """
        if not 16 <= len(ballot_id) <= 64 or not set(ballot_id) <= ID_LETTERS:
            raise BadInput(field="ballot_id", reason="form")
        # a look from before the opening may be from before a card was spoiled: it takes no ballot
        box = self._standing(vote) if vote.takes_ballots else None
        if box is None:
            raise _closed(vote)

        def check(field: str) -> dict[str, int]:
            return checked_points(points, allowed.get(field, set()), vote.budget, vote.cap)

        try:
            receipt: dict[str, Any] = box.writer.write(
                box.cast,
                mark=spent_mark(credential, vote.id) if credential else "",
                ballot_id=ballot_id,
                field_id=field_id,
                channel=channel,
                _check=check,
            )
        except VoteNotOpen:
            raise _closed(vote) from None
        except AlreadyVoted as refused:
            raise AlreadyVoted(by=refused.facts.get("by") or ("card" if vote.by_cards else "seat")) from None
        except NotSaved as failed:
            if failed.facts.get("reason") == "closed":  # counted this very moment
                raise _closed(vote) from None
            raise
        return receipt

    def bar(self, vote: Vote, credential: str) -> None:
        """No ballot of this vote may be cast with the credential any more. Raises AlreadyVoted when one was."""
        box = self._box(vote.id, make=True)
        assert box is not None
        box.writer.write(box.bar, mark=spent_mark(credential, vote.id))

    def is_spent(self, vote: Vote, credential: str) -> bool:
        """Whether a ballot was cast with the credential, while the box stands. Never which."""
        box = self._standing(vote)
        if box is None:
            return False
        wanted = select(box.spent.c.mark).where(
            box.spent.c.mark == spent_mark(credential, vote.id), box.spent.c.void.is_(False)
        )
        try:
            with reading(box.engine) as session:
                return session.scalar(wanted) is not None
        except DBAPIError:  # counted and gone while we looked
            return False

    def look_up(self, vote: Vote, ballot_id: str) -> Ballot | None:
        """The ballot of this id while it lies in the box."""
        box = self._standing(vote)
        if box is None:
            return None
        try:
            with reading(box.engine) as session:
                row = session.execute(select(box.ballots).where(box.ballots.c.ballot_id == ballot_id)).first()
        except DBAPIError:  # counted and gone while we looked
            return None
        return _ballot(row) if row else None

    def turnout(self, vote: Vote) -> dict[str, int]:
        """Field id to the number of ballots in the box; {} without a box."""
        box = self._standing(vote)
        if box is None:
            return {}
        try:
            with reading(box.engine) as session:
                wanted = select(box.ballots.c.field_id, func.count()).group_by(box.ballots.c.field_id)
                return {field: count for field, count in session.execute(wanted)}
        except DBAPIError:  # counted and gone while we looked
            return {}

    def freeze(self, vote: Vote) -> tuple[list[Ballot], int]:
        """Close both doors for the count: all ballots, in no order that means anything, and how many are spent.

        Only `conduct.seal` calls this, while it holds the vote: nobody may open a door between here and the count.
        """
        box = self._box(vote.id, make=False)
        if box is None:
            return [], 0
        box.writer.write(box.set_doors, phones=False, paper=False)
        with reading(box.engine) as session:
            ballots = [_ballot(row) for row in session.execute(select(box.ballots))]
            spent = session.scalar(select(func.count()).select_from(box.spent).where(box.spent.c.void.is_(False))) or 0
        return ballots, spent

    def forget_order(self, vote: Vote) -> None:
        """Leave nothing of the order in which the box was filled: a mark and a ballot that came together are a pair.

        For a vote that nobody counts; its ballots stay countable.
        """
        box = self._standing(vote)
        if box is None:
            return
        if box.path is not None:
            forget_deleted(box.engine)
            return
        with box.engine.begin() as connection:
            for table in (box.spent, box.ballots):
                connection.exec_driver_sql(f'CLUSTER "{table.name}" USING "{table.name}_pkey"')

    def destroy(self, vote_id: str) -> None:
        """Remove the box and every file the database made beside it."""
        with self._guard:
            box = self._box(vote_id, make=False)
            self._known.pop(vote_id, None)
            if box is not None:
                box.writer.close()
                if box.path is None:
                    box.drop()
                else:
                    box.engine.dispose()
            # the file itself goes last: a crash on the way leaves it to be found and ended at the next start
            for beside in ("-wal", "-shm", "-journal", ""):
                Path(f"{self._path(vote_id)}{beside}").unlink(missing_ok=True)

    @property
    def queued(self) -> int:
        """How many ballots wait for their turn, in all boxes together."""
        with self._guard:
            return sum(box.writer.queued for box in self._known.values())

    def close(self) -> None:
        with self._guard:
            for box in self._known.values():
                box.writer.close()
                if box.path is not None:
                    box.engine.dispose()
            self._known.clear()

    def _standing(self, vote: Vote) -> _Box | None:
        if vote.is_counted:
            self._let_go(vote.id)
            return None
        return self._box(vote.id, make=False)

    def _let_go(self, vote_id: str) -> None:
        """Another process has counted (PostgreSQL): its box is gone, and ours needs no writer any more."""
        with self._guard:
            box = self._known.get(vote_id)
            if box is not None and box.path is None:
                del self._known[vote_id]
                box.writer.close()

    def _path(self, vote_id: str) -> Path:
        return self._directory / f"{vote_id}.box"

    def _box(self, vote_id: str, *, make: bool) -> _Box | None:
        with self._guard:
            if vote_id in self._known:
                return self._known[vote_id]
            box = (
                self._sqlite_box(vote_id, make)
                if self._engine.dialect.name == "sqlite"
                else self._tables(vote_id, make)
            )
            if box is not None:
                self._known[vote_id] = box
            return box

    def _sqlite_box(self, vote_id: str, make: bool) -> _Box | None:
        path = self._path(vote_id)
        if not make and not path.exists():
            return None
        self._directory.mkdir(parents=True, exist_ok=True)
        box = _Box(open_engine(f"sqlite:///{path}"), "", self._clock, path, self._pulse)
        box.metadata.create_all(box.engine)
        return box

    def _tables(self, vote_id: str, make: bool) -> _Box | None:
        prefix = f"box_{hashlib.sha256(vote_id.encode()).hexdigest()[:16]}_"
        box = _Box(self._engine, prefix, self._clock, None, self._pulse)
        if make:
            box.metadata.create_all(self._engine)
            return box
        with self._engine.connect() as connection:
            return box if self._engine.dialect.has_table(connection, box.ballots.name) else None


def _closed(vote: Vote) -> VoteNotOpen:
    return VoteNotOpen(state=vote.state, shut_at=vote.shut_at.isoformat() if vote.shut_at else None)


def _ballot(row: Any) -> Ballot:
    return Ballot(row.ballot_id, row.field_id, json.loads(row.content), row.fingerprint)
