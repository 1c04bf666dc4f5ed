"""The operator: the public body that runs this installation and answers for the data in it.

What it says here fills the privacy notice, the imprint and the accessibility statement. A day with guests does not
start while something required is still missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation.database import Base
from facilitation.errors import BadInput, MovedOn, Refusal

ONLY = 1
LIMIT = 4000


@dataclass(frozen=True)
class Part:
    """A text that the operator gives. `required` ones must be there before guests are."""

    name: str
    required: bool = True


PARTS = (
    Part("controller"),
    Part("contact"),
    Part("officer"),
    Part("basis"),
    Part("authority"),
    Part("imprint"),
    Part("accessibility_contact"),
    Part("enforcement"),
    Part("barriers", required=False),
    Part("recipients", required=False),
    Part("hosting", required=False),
)
NAMES = tuple(part.name for part in PARTS)


class PlaceholdersLeft(Refusal):
    """The pages that the law asks for are not filled in. Facts: missing (names of parts)."""

    code = "placeholders_left"


class Operator(Base):
    """The one row of what the operator says. Revision guards each edit."""

    __tablename__ = "operator"

    id: Mapped[int] = mapped_column(primary_key=True, default=ONLY)
    texts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    revision: Mapped[int] = mapped_column(default=1)


def texts(session: Session) -> dict[str, str]:
    """Every part by its name; what is not given is empty."""
    found = session.get(Operator, ONLY)
    given = found.texts if found is not None else {}
    return {name: given.get(name, "") for name in NAMES}


def revision(session: Session) -> int:
    found = session.get(Operator, ONLY)
    return found.revision if found is not None else 0


def missing(session: Session) -> list[str]:
    """The names of required parts that are still empty."""
    given = texts(session)
    return [part.name for part in PARTS if part.required and not given[part.name]]


def change(session: Session, *, now: datetime, revision: int, values: dict[str, Any]) -> Any:
    """Say some parts anew. Raises BadInput, or MovedOn when somebody else was quicker."""
    found = session.get(Operator, ONLY)
    if found is None:
        found = Operator(id=ONLY, texts={}, revision=0)
        session.add(found)
    if found.revision != revision:
        raise MovedOn(what="operator", current=found.revision)
    cleaned = {}
    for name, value in values.items():
        if name not in NAMES:
            raise BadInput(field=name, reason="unknown")
        if not isinstance(value, str):
            raise BadInput(field=name, reason="type")
        cleaned[name] = value.replace("\r\n", "\n").strip()
        if len(cleaned[name]) > LIMIT:
            raise BadInput(field=name, reason="too_long", limit=LIMIT, length=len(cleaned[name]))
    found.texts = {**found.texts, **cleaned}
    found.revision += 1
    session.flush()
    return {"revision": found.revision, "missing": missing(session)}


def must_be_complete(session: Session) -> None:
    """Raises PlaceholdersLeft."""
    left = missing(session)
    if left:
        raise PlaceholdersLeft(missing=left)
