"""Organisers: who prepares workshops. They have a name of their own and a password, and invite each other.

This room is given hashes only; passwords are read and compared in `web.passwords`.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation.access import OneTimeKey, OrganiserSession, organiser_session
from facilitation.database import Base, new_id
from facilitation.database.types import Instant
from facilitation.errors import BadInput, NotFound, Refusal
from facilitation.participants import short_text

NAME_LIMIT = 80
INVITATION_LIFE = timedelta(days=7)


class LastOrganiser(Refusal):
    """Somebody must be able to come in."""

    code = "last_organiser"


class Organiser(Base):
    """An office or a person with a password. Names differ by more than case (`folded`)."""

    __tablename__ = "organisers"

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    folded: Mapped[str] = mapped_column(String(4 * NAME_LIMIT), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)


def everyone(session: Session) -> list[Organiser]:
    return list(session.scalars(select(Organiser).order_by(Organiser.folded)))


def by_name(session: Session, name: str) -> Organiser | None:
    return session.scalar(select(Organiser).where(Organiser.folded == folded(name)))


def of_session(session: Session, session_hash: str) -> Organiser | None:
    """Who has signed in there; None for a browser that came by a one-time key."""
    found = organiser_session(session, session_hash)
    return session.get(Organiser, found.organiser_id) if found is not None and found.organiser_id else None


def invitations(session: Session, now: datetime) -> list[OneTimeKey]:
    """The invitations that still open the office, oldest first."""
    wanted = select(OneTimeKey).where(
        OneTimeKey.invites.is_(True), OneTimeKey.used_at.is_(None), OneTimeKey.expires_at > now
    )
    return list(session.scalars(wanted.order_by(OneTimeKey.created_at, OneTimeKey.hash)))


def settle_in(session: Session, *, now: datetime, session_hash: str, name: str, _password_hash: str) -> Any:
    """Who came by a one-time key takes a name and a password. Raises BadInput (empty, too_long, doubled)."""
    here = _open_session(session, session_hash)
    if here.organiser_id is not None:
        raise BadInput(field="name", reason="choice")
    shown = short_text("name", name, NAME_LIMIT)
    if not shown:
        raise BadInput(field="name", reason="empty")
    if by_name(session, shown) is not None:
        raise BadInput(field="name", reason="doubled", value=shown)
    organiser = Organiser(
        name=shown, folded=folded(shown), password_hash=_password_hash, created_at=now, changed_at=now
    )
    session.add(organiser)
    session.flush()
    here.organiser_id = organiser.id
    return {"organiser": organiser.id, "name": organiser.name}


def change_password(session: Session, *, now: datetime, session_hash: str, _password_hash: str) -> Any:
    """A new password ends the organiser's other browsers."""
    organiser = _organiser_of(session, session_hash)
    organiser.password_hash, organiser.changed_at = _password_hash, now
    _end_sessions(session, now, organiser.id, but=session_hash)
    return {"organiser": organiser.id}


def sign_in(session: Session, *, now: datetime, organiser_id: str, session_hash: str) -> Any:
    """A browser is let in, after its password was found right."""
    session.add(OrganiserSession(hash=session_hash, organiser_id=_one(session, organiser_id).id, created_at=now))
    session.flush()
    return {"organiser": organiser_id}


def sign_out_everywhere(session: Session, *, now: datetime, session_hash: str) -> Any:
    """End every browser of the organiser who signed in here; without an organiser this one alone."""
    here = _open_session(session, session_hash)
    here.revoked_at = now
    if here.organiser_id is not None:
        _end_sessions(session, now, here.organiser_id)
    return {}


def remove(session: Session, *, now: datetime, organiser_id: str) -> Any:
    """Take an organiser's account and browsers away. Raises LastOrganiser."""
    organiser = _one(session, organiser_id)
    if len(everyone(session)) == 1:
        raise LastOrganiser()
    session.delete(organiser)
    session.flush()
    return {"organiser": organiser_id}


def invite(session: Session, *, now: datetime, key_hash: str, label: str = "") -> Any:
    """A one-time key for a colleague."""
    key = OneTimeKey(
        hash=key_hash,
        label=short_text("label", label, NAME_LIMIT),
        invites=True,
        created_at=now,
        expires_at=now + INVITATION_LIFE,
    )
    session.add(key)
    session.flush()
    return {"invitation": key_hash, "expires_at": key.expires_at.isoformat()}


def revoke_invitation(session: Session, *, now: datetime, invitation_id: str) -> Any:
    key = session.get(OneTimeKey, invitation_id)
    if key is None or not key.invites:
        raise NotFound(what="invitation")
    key.used_at = key.used_at or now
    return {"invitation": invitation_id}


def folded(name: str) -> str:
    """A name as it is compared: without case, accents written one way, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())[: 4 * NAME_LIMIT]


def _one(session: Session, organiser_id: str) -> Organiser:
    found = session.get(Organiser, organiser_id)
    if found is None:
        raise NotFound(what="organiser")
    return found


def _organiser_of(session: Session, session_hash: str) -> Organiser:
    return _one(session, _open_session(session, session_hash).organiser_id or "")


def _open_session(session: Session, session_hash: str) -> OrganiserSession:
    found = organiser_session(session, session_hash)
    if found is None:
        raise NotFound(what="session")
    return found


def _end_sessions(session: Session, now: datetime, organiser_id: str, *, but: str | None = None) -> None:
    open_ones = update(OrganiserSession).where(
        OrganiserSession.organiser_id == organiser_id, OrganiserSession.revoked_at.is_(None)
    )
    if but is not None:
        open_ones = open_ones.where(OrganiserSession.hash != but)
    session.execute(open_ones.values(revoked_at=now))
