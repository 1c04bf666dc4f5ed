"""Who may come in where: revocable links per role and workshop, and the organiser's one-time key and sessions.

A link's secret is derived from its id and the installation's key, so it can be shown again and printed, and a stolen
database opens no door. Participants have no link; their key is in `participants`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation import fields, journal
from facilitation.database import Base
from facilitation.database.types import Instant
from facilitation.errors import NotFound, Refusal

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
ID_LENGTH = 10
MAC_LENGTH = 16
ONE_TIME_LIFE = timedelta(hours=24)


class Role(StrEnum):
    """What a link lets in as. `reception` adds seats and prints their slips, `school` is the pupils' door; organisers
    come in with a session, not a link."""

    MODERATOR = "moderator"
    RECEPTION = "reception"
    HOST = "host"
    OBSERVER = "observer"
    SCHOOL = "school"


class LinkRefused(Refusal):
    """The link is unknown, was revoked, or has been used up."""

    code = "link_refused"
    status = 403


class Link(Base):
    """A door for one role of one workshop; a host's link names its table."""

    __tablename__ = "links"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(String(12))
    table_id: Mapped[str | None] = mapped_column(ForeignKey("tables.id", ondelete="CASCADE"))
    label: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)


class OneTimeKey(Base):
    """A key that lets an organiser in, once: the terminal's, or an invitation with its label. Its hash is keyed, so it
    may stand in an address."""

    __tablename__ = "one_time_keys"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    label: Mapped[str] = mapped_column(String(80), default="")
    invites: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class OrganiserSession(Base):
    """A signed-in organiser's browser; without an organiser it came by a one-time key and has no password yet."""

    __tablename__ = "organiser_sessions"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    organiser_id: Mapped[str | None] = mapped_column(ForeignKey("organisers.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)


def hashed(key: bytes, purpose: str, secret: str) -> str:
    """A keyed hash for storing: without the installation's key a copy of the database proves nothing."""
    return hmac.new(key, f"{purpose}:{secret}".encode(), hashlib.sha256).hexdigest()


def secret_of(key: bytes, link: Link) -> str:
    """The secret that the link's QR carries: its id and a proof that this installation made it."""
    return link.id + _proof(key, link.id)


def grouped(secret: str) -> str:
    """The secret in groups of four, for typing."""
    return "-".join(secret[i : i + 4] for i in range(0, len(secret), 4))


def plain(typed: str) -> str:
    return "".join(c for c in typed.upper() if c in ALPHABET)


def link_of(session: Session, key: bytes, secret: str) -> Link | None:
    """The living link that a secret opens, or None."""
    secret = plain(secret)
    link_id, proof = secret[:ID_LENGTH], secret[ID_LENGTH:]
    if not hmac.compare_digest(proof, _proof(key, link_id)):
        return None
    found = session.get(Link, link_id)
    return found if found is not None and found.revoked_at is None else None


def links(session: Session, workshop_id: str) -> list[Link]:
    """The living links of a workshop, oldest first."""
    wanted = select(Link).where(Link.workshop_id == workshop_id, Link.revoked_at.is_(None))
    return list(session.scalars(wanted.order_by(Link.created_at, Link.id)))


def living_links(session: Session, link_ids: set[str]) -> set[str]:
    """Those of these links that still open something."""
    return set(session.scalars(select(Link.id).where(Link.id.in_(link_ids), Link.revoked_at.is_(None))))


def make_link(
    session: Session,
    *,
    now: datetime,
    workshop_id: str,
    role: Role,
    table_id: str | None = None,
    label: str = "",
    by: str = journal.HOUSE,
) -> Any:
    """A new link, made by the role `by`. A host's link needs a table of the workshop."""
    table = fields.table(session, workshop_id, table_id or "") if role is Role.HOST else None
    link = Link(
        id="".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH)),
        workshop_id=workshop_id,
        role=role,
        table_id=table.id if table is not None else None,
        label=label[:80],
        created_at=now,
    )
    session.add(link)
    session.flush()
    journal.note(
        session, now=now, workshop_id=workshop_id, role=by, action="link.make",
        link=link.id, opens=link.role, table=table.number if table is not None else None,
    )  # fmt: skip
    return {"link": link.id}


def make_host_links(session: Session, *, now: datetime, workshop_id: str, by: str = journal.HOUSE) -> Any:
    """A link for every table that has none."""
    without = tables_without_link(session, workshop_id)
    made = [
        make_link(session, now=now, workshop_id=workshop_id, role=Role.HOST, table_id=table.id, by=by)["link"]
        for table in without
    ]
    return {"links": made, "tables": [table.number for table in without]}


def tables_without_link(session: Session, workshop_id: str) -> list[fields.Table]:
    """The tables whose host has no living link, in the order of their numbers."""
    hosted = {link.table_id for link in links(session, workshop_id) if link.role == Role.HOST}
    return [table for table in fields.tables(session, workshop_id) if table.id not in hosted]


def revoke_link(
    session: Session, *, now: datetime, workshop_id: str, link_id: str, by: str = journal.HOUSE
) -> Any:
    """Close a door for good; who is inside by it is put out."""
    link = session.get(Link, link_id)
    if link is None or link.workshop_id != workshop_id:
        raise NotFound(what="link")
    if link.revoked_at is None:
        link.revoked_at = now
        journal.note(
            session, now=now, workshop_id=workshop_id, role=by, action="link.revoke", link=link.id, opens=link.role
        )
    return {"link": link.id}


def make_one_time_key(session: Session, *, now: datetime, key_hash: str) -> Any:
    """A fresh key for the terminal; its earlier unused ones stop working."""
    unused = update(OneTimeKey).where(OneTimeKey.used_at.is_(None), OneTimeKey.invites.is_(False))
    session.execute(unused.values(used_at=now))
    session.add(OneTimeKey(hash=key_hash, created_at=now, expires_at=now + ONE_TIME_LIFE))
    return {}


def use_one_time_key(session: Session, *, now: datetime, key_hash: str, session_hash: str) -> Any:
    """Let the organiser in, once. Raises LinkRefused for a used, old or unknown key."""
    used = session.execute(
        update(OneTimeKey)
        .where(
            OneTimeKey.hash == key_hash,
            OneTimeKey.used_at.is_(None),
            OneTimeKey.expires_at > now,
        )
        .values(used_at=now)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise LinkRefused()
    session.add(OrganiserSession(hash=session_hash, created_at=now))
    return {}


def organiser_session(session: Session, session_hash: str) -> OrganiserSession | None:
    found = session.get(OrganiserSession, session_hash)
    return found if found is not None and found.revoked_at is None else None


def living_sessions(session: Session, hashes: set[str]) -> set[str]:
    """Those of these organisers' sessions that still hold."""
    return {found for found in hashes if organiser_session(session, found) is not None}


def end_organiser_session(session: Session, *, now: datetime, session_hash: str) -> Any:
    found = session.get(OrganiserSession, session_hash)
    if found is not None:
        found.revoked_at = now
    return {}


def _proof(key: bytes, link_id: str) -> str:
    digest = hmac.new(key, f"link:{link_id}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in range(MAC_LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)


def random_secret() -> str:
    """128 bits for a cookie."""
    return base64.urlsafe_b64encode(secrets.token_bytes(16)).rstrip(b"=").decode()
