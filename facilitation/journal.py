"""The journal: what moderators, hosts and organisers did, by role, chained by hashes. Never a single ballot."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation.database import Base, new_id
from facilitation.database.types import Instant

START = "0" * 64
HOUSE = "house"  # the role of what no person pressed: a start, the command line, a rehearsal
FORMAT, VERSION = "zukunftswerkstatt-journal", 1


class Entry(Base):
    """One deed: number in the workshop, role, action, facts, and the hash over it and the entry before."""

    __tablename__ = "journal"
    __table_args__ = (UniqueConstraint("workshop_id", "number"),)

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
    role: Mapped[str] = mapped_column(String(16))
    action: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    hash: Mapped[str] = mapped_column(String(64))


def note(session: Session, *, now: datetime, workshop_id: str, role: str, action: str, **facts: Any) -> Entry:
    """Write a deed down, in the same transaction as the deed."""
    last = head(session, workshop_id)
    number = last.number + 1 if last else 1
    entry = Entry(
        workshop_id=workshop_id,
        number=number,
        at=now,
        role=role,
        action=action,
        facts=facts,
        hash=link_hash(last.hash if last else START, number, now, role, action, facts),
    )
    session.add(entry)
    session.flush()
    return entry


def head(session: Session, workshop_id: str) -> Entry | None:
    wanted = select(Entry).where(Entry.workshop_id == workshop_id).order_by(Entry.number.desc()).limit(1)
    return session.scalar(wanted)


def entries(session: Session, workshop_id: str) -> list[Entry]:
    return list(session.scalars(select(Entry).where(Entry.workshop_id == workshop_id).order_by(Entry.number)))


def told(chain: list[Entry], code: str) -> dict[str, Any]:
    """The whole journal as it leaves the house (`proofs.write`): entries with their hashes, and the last of them."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "workshop": {"code": code},
        "entries": [
            {
                "number": entry.number, "at": entry.at.isoformat(), "role": entry.role, "action": entry.action,
                "facts": entry.facts, "hash": entry.hash,
            }
            for entry in chain
        ],
        "head": chain[-1].hash if chain else START,
    }  # fmt: skip


def first_broken(chain: list[Entry]) -> int | None:
    """The number of the first entry whose hash does not follow from the one before, or None if the chain holds."""
    before = START
    for position, entry in enumerate(chain, start=1):
        expected = link_hash(before, entry.number, entry.at, entry.role, entry.action, entry.facts)
        if entry.number != position or entry.hash != expected:
            return position
        before = entry.hash
    return None


def link_hash(before: str, number: int, at: datetime, role: str, action: str, facts: dict[str, Any]) -> str:
    said = json.dumps([before, number, at.isoformat(), role, action, facts], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()
