"""Who stands at the door: read from the cookies of a request or a socket's handshake, checked against the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from facilitation import access, participants
from facilitation.access import Link, Role
from facilitation.database.memory import Memory
from facilitation.errors import NotAllowed
from facilitation.participants import Participant
from facilitation.workshop import Workshop

OFFICE_COOKIE = "zw-office"


@dataclass(frozen=True)
class Visitor:
    """The roles somebody has in one workshop. An organiser may do what a moderator may; `organiser` is their session,
    `account` who signed in there."""

    organiser: str | None = None
    account: str | None = None
    moderator: Link | None = None
    reception: Link | None = None
    host: Link | None = None
    observer: Link | None = None
    school: Link | None = None
    participant: Participant | None = None

    @property
    def links(self) -> list[Link]:
        """The links that opened the roles of this visitor."""
        return [link for link in (self.moderator, self.reception, self.host, self.observer) if link is not None]

    @property
    def is_organiser(self) -> bool:
        return self.organiser is not None

    @property
    def is_moderator(self) -> bool:
        return self.moderator is not None or self.is_organiser

    @property
    def is_reception(self) -> bool:
        """Whoever may seat people at any table and print their slips."""
        return self.reception is not None or self.is_moderator

    def is_host_of(self, table_id: str) -> bool:
        return self.is_moderator or (self.host is not None and self.host.table_id == table_id)

    @property
    def role(self) -> str:
        """The strongest role, as the journal names it."""
        if self.moderator is not None:
            return "moderator"
        if self.is_organiser:
            return "organiser"
        if self.reception is not None:
            return "reception"
        if self.host is not None:
            return "host"
        if self.observer is not None:
            return "observer"
        return "participant" if self.participant is not None else "guest"

    @property
    def is_witness(self) -> bool:
        """Whoever may watch a count and be its second person."""
        return self.observer is not None or self.is_moderator

    @property
    def hands(self) -> list[str]:
        """Every link, session and account here that may close a vote: who shares one of them is the same person."""
        links = [link.id for link in (self.moderator, self.observer) if link is not None]
        return links + [own for own in (self.organiser, self.account) if own is not None]

    @property
    def actor(self) -> str:
        """The key under which this visitor's operations are remembered."""
        for link in self.links:
            if link is not None:
                return f"link:{link.id}"
        if self.organiser is not None:
            return f"organiser:{self.organiser}"
        return f"participant:{self.participant.id}" if self.participant is not None else "guest"

    def must_be_moderator(self) -> None:
        if not self.is_moderator:
            raise NotAllowed(needs=["moderator"])

    def must_be_witness(self) -> None:
        if not self.is_witness:
            raise NotAllowed(needs=["observer", "moderator"])

    def must_be_organiser(self) -> None:
        if not self.is_organiser:
            raise NotAllowed(needs=["organiser"])

    def must_host(self, table_id: str) -> None:
        if not self.is_host_of(table_id):
            raise NotAllowed(needs=["host", "moderator"])

    def must_be_reception(self) -> None:
        """The reception, hosts, moderators and organisers may add a seat."""
        if not (self.is_reception or self.host is not None):
            raise NotAllowed(needs=["reception", "host", "moderator"])

    def must_take_part(self) -> Participant:
        if self.participant is None or not self.participant.is_here:
            raise NotAllowed(needs=["participant"])
        return self.participant


def cookie_name(kind: str, code: str, secure: bool) -> str:
    """One cookie per role and workshop; over HTTPS bound to the host."""
    return f"{'__Host-' if secure else ''}zw-{kind}-{code}"


def office_cookie(secure: bool) -> str:
    return f"{'__Host-' if secure else ''}{OFFICE_COOKIE}"


def visitor_of(
    session: Session, memory: Memory, key: bytes, workshop: Workshop | None, cookies: Mapping[str, str], secure: bool
) -> Visitor:
    """Every role the cookies prove for this workshop; revoked links and ended sessions prove nothing. Thousands of
    participants ask again and again, so `memory` knows them until somebody commits."""
    organiser = cookies.get(office_cookie(secure))
    organiser_hash = access.hashed(key, "office", organiser) if organiser else None
    signed_in = access.organiser_session(session, organiser_hash) if organiser_hash is not None else None
    if signed_in is None:
        organiser_hash = None
    account = signed_in.organiser_id if signed_in is not None else None
    if workshop is None:
        return Visitor(organiser=organiser_hash, account=account)

    def link(role: Role) -> Link | None:
        secret = cookies.get(cookie_name(role.value, workshop.code, secure))
        found = access.link_of(session, key, secret) if secret else None
        return found if found is not None and found.workshop_id == workshop.id and found.role == role else None

    secret = cookies.get(cookie_name("participant", workshop.code, secure))
    known = None
    if secret:
        place, hashed = workshop.id, access.hashed(key, "participant", secret)
        seat = ("seat", place, hashed)
        known = memory.recall(seat, lambda look: participants.by_key(look, place, hashed), look=session)
    return Visitor(
        organiser=organiser_hash,
        account=account,
        moderator=link(Role.MODERATOR),
        reception=link(Role.RECEPTION),
        host=link(Role.HOST),
        observer=link(Role.OBSERVER),
        school=link(Role.SCHOOL),
        participant=known,
    )
