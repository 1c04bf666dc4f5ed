"""The rehearsal copy: a workshop of its own, made from the original as a template, with its own links; and its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from facilitation import access, archive, ballots, fields
from facilitation.access import Link, Role
from facilitation.errors import BadInput, NotFound
from facilitation.house import House
from facilitation.workshop import PROBE, Workshop, by_code, by_id

LABEL = "Generalprobe"


@dataclass(frozen=True)
class Copy:
    """A rehearsal's code and the secrets of the links made for it, a host's by the number of its table."""

    code: str
    moderator_secret: str
    host_secrets: dict[int, str] = field(default_factory=dict)


def code_of(code: str) -> str:
    """The code that the rehearsal of a workshop has."""
    code = code.strip().upper()
    return code if code.endswith(PROBE) else code + PROBE


def make_copy(house: House, code: str) -> Copy:
    """Wipe an earlier rehearsal and copy the workshop as it is prepared, without people, for today.

    Raises NotFound, and BadInput when the workshop is a rehearsal itself.
    """
    wipe(house, code)
    made = house.write(_build, code=code.strip().upper())
    with house.reading() as session:
        links = {name: session.get_one(Link, link_id) for name, link_id in made["links"].items()}
        secrets = {name: access.secret_of(house.config.secret_key, link) for name, link in links.items()}
    moderator = secrets.pop("moderator")
    return Copy(made["code"], moderator, {int(number): secret for number, secret in secrets.items()})


def wipe(house: House, code: str) -> bool:
    """Delete a workshop's rehearsal with all its rows and ballot boxes. Returns whether there was one."""
    with house.reading() as session:
        try:
            probe = by_code(session, code_of(code))
        except NotFound:
            return False
        votes = [vote.id for vote in ballots.of_workshop(session, probe.id)]
    house.write(_delete, workshop_id=probe.id)
    for vote_id in votes:
        house.boxes.destroy(vote_id)
    return True


def _build(session: Session, *, now: datetime, code: str) -> Any:
    original = by_code(session, code)
    if original.is_rehearsal:
        raise BadInput(field="workshop", reason="choice")
    made = archive.build(
        session,
        now=now,
        template=archive.describe(session, original.id),
        code=code_of(original.code),
        rehearsal_of=original.id,
        day=original.local(now).date().isoformat(),
    )
    workshop_id = made["workshop"]

    def link(role: Role, table_id: str | None = None) -> str:
        answer = access.make_link(session, now=now, workshop_id=workshop_id, role=role, table_id=table_id, label=LABEL)
        return str(answer["link"])

    hosts = {str(t.number): link(Role.HOST, t.id) for t in fields.tables(session, workshop_id)}
    return {"code": made["code"], "links": {"moderator": link(Role.MODERATOR), **hosts}}


def _delete(session: Session, *, now: datetime, workshop_id: str) -> Any:
    probe: Workshop = by_id(session, workshop_id)
    if not probe.is_rehearsal:  # nobody's real day is ever deleted here
        raise BadInput(field="workshop", reason="choice")
    session.delete(probe)
    session.flush()
    return {"code": probe.code}
