"""A workshop into one file and back: its preparation, and what happened in it if that is wanted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation import ballots, journal, pictures
from facilitation.archive.parcel import Parcel, packed, unpacked
from facilitation.archive.reading import BadArchive, BadTemplate
from facilitation.archive.restoring import put_back
from facilitation.archive.template import build, describe
from facilitation.archive.writing import happened
from facilitation.ballots import results
from facilitation.errors import BadInput, Refusal
from facilitation.workshop import CODE_LETTERS, Workshop, by_id

OWN_CODE = re.compile(f"[{CODE_LETTERS}]{{4,6}}")


class VoteUnderWay(Refusal):
    """Ballots lie in an open box, and no box ever travels; or they are counted and not all revealed, and nothing hidden
    leaves. Count and reveal first."""

    code = "vote_under_way"


class Entries(StrEnum):
    """How much of what people entered goes into an archive."""

    NONE = "none"
    WITHOUT_NAMES = "without-names"
    WITH_NAMES = "with-names"


def pack(session: Session, *, now: datetime, workshop_id: str, entries: Entries, product: str) -> bytes:
    """A workshop as the bytes of one file. Raises VoteUnderWay, and BadInput for a rehearsal."""
    workshop = by_id(session, workshop_id)
    if workshop.is_rehearsal:
        raise BadInput(field="workshop", reason="rehearsal")
    parts: dict[str, Any] = {"workshop.json": describe(session, workshop_id)}
    if entries is not Entries.NONE:
        if any(results.is_under_way(session, vote) for vote in ballots.of_workshop(session, workshop_id)):
            raise VoteUnderWay()
        parts |= happened(session, workshop_id, names=entries is Entries.WITH_NAMES)
    shown = {picture.sha256: pictures.content_of(picture) for picture in pictures.of(session, workshop_id)}
    parcel = Parcel("workshop", parts, shown)
    return packed(parcel, made_at=now, product=product, code=workshop.code, entries=entries.value)


def opened(sent: bytes, kind: str = "workshop") -> Parcel:
    """An archive of that kind, read and checked. It may take a second: call it before the writer. Raises BadArchive."""
    parcel = unpacked(sent)
    if parcel.kind != kind:
        raise BadArchive(path="manifest.json $.kind", reason="kind", wanted=kind, value=parcel.kind)
    return parcel


def restore(session: Session, *, now: datetime, _parcel: Parcel, keep_code: bool = False) -> Any:
    """A workshop out of an archive, with a new code or, if wanted and free, its own. All or nothing; raises BadArchive.

    Returns ``{"workshop", "code", "rows", "journal"}``: how many rows were made per table, and the number of the first
    journal entry that does not follow from the one before (null: the chain holds).
    """
    parts = _parcel.parts
    try:
        made = build(
            session, now=now, template=parts["workshop.json"], _pictures=_parcel.pictures,
            code=_own_code(session, _parcel.manifest) if keep_code else None,
        )  # fmt: skip
    except BadTemplate as refused:
        raise BadArchive(**{**refused.facts, "path": f"workshop.json {refused.facts['path']}"}) from None
    _no_picture_left(_parcel)
    told = {name: parts[name] for name in ("people.json", "day.json") if name in parts}
    rows = put_back(session, made["workshop"], told) if told else {}
    broken = journal.first_broken(journal.entries(session, made["workshop"]))
    return {**made, "rows": rows, "journal": broken}


def _own_code(session: Session, manifest: Mapping[str, Any]) -> str | None:
    code = manifest.get("code")
    if not isinstance(code, str) or not OWN_CODE.fullmatch(code):
        raise BadArchive(path="manifest.json $.code", reason="code")
    taken = session.scalar(select(Workshop.id).where(Workshop.code == code))
    return None if taken else code


def _no_picture_left(parcel: Parcel) -> None:
    """Every picture of the file is used: nothing is carried along unseen."""
    listed = {picture["sha256"] for picture in parcel.parts["workshop.json"].get("pictures", [])}
    for sha256 in set(parcel.pictures) - listed:
        raise BadArchive(path=f"pictures/{sha256}", reason="unused")
