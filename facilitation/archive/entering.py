"""A Werkzeugkoffer enters a workshop as an import does: compared first, then all or nothing; it can be taken back."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from facilitation import fields, pictures, tools
from facilitation.archive.koffer import LISTS, Koffer
from facilitation.errors import BadInput
from facilitation.fields import Field
from facilitation.imports.columns import Headings, Target
from facilitation.imports.field_names import FieldNames
from facilitation.imports.reading import Row, Sheet
from facilitation.imports.report import Report, report_of
from facilitation.imports.taking_over import one as one_import
from facilitation.imports.taking_over import take_over
from facilitation.pictures import Use
from facilitation.texts import Words
from facilitation.tools import Tool

NEW, LEFT_OUT = "new", "out"  # where a field of theirs goes that is none of ours
COLUMNS = ("key", "field", "title", "kind", "description", *LISTS)
HEADINGS = Headings(1, {place: Target(name) for place, name in enumerate(COLUMNS)})


@dataclass(frozen=True)
class Outlook:
    """What entering would do: the comparison, the fields it was made with, and the titles that get a new picture."""

    report: Report
    fields: list[Field]
    pictures: list[str]


def suggested(koffer: Koffer, ours: Sequence[Field]) -> dict[str, str]:
    """For each of their fields the id of ours: the same title, else the same number, else a new drawer."""
    names = FieldNames(ours)
    by_number = {str(field.number): field for field in ours if not field.is_category}
    found = {}
    for key, title in koffer.fields.items():
        field = names.find(str(title)) or by_number.get(key)
        found[key] = field.id if field is not None else NEW
    return found


def outlook(session: Session, workshop_id: str, koffer: Koffer, places: Mapping[str, str]) -> Outlook:
    """What entering would do. `places` maps their fields to ours (an id, NEW or LEFT_OUT). Raises BadInput."""
    ours = fields.everything(session, workshop_id)
    every, called = _placed(workshop_id, koffer, ours, places)
    kept = [tool for tool in koffer.tools if tool["field"] in called]
    known = tools.everything(session, workshop_id)
    report = report_of(_sheet(kept, called), every, known, headings=HEADINGS)
    return Outlook(report, every, [tool["title"] for tool, _, _ in _new_pictures(session, workshop_id, kept)])


def enter(
    session: Session, *, now: datetime, workshop_id: str, role: str, file_name: str, places: Mapping[str, str],
    seen: str, _koffer: Koffer,
) -> Any:  # fmt: skip
    """Take the koffer over as `outlook` showed it (`seen` is its mark). Answers as an import does, and with `pictures`.

    Raises ImportRefused, MovedOn, BadInput.
    """
    every, called = _placed(workshop_id, _koffer, fields.everything(session, workshop_id), places)
    session.add_all(field for field in every if field not in session)
    session.flush()
    kept = [tool for tool in _koffer.tools if tool["field"] in called]
    told = take_over(
        session, now=now, workshop_id=workshop_id, role=role, file_name=file_name, _sheet=_sheet(kept, called),
        _headings=HEADINGS, seen=seen,
    )  # fmt: skip
    return {**told, "pictures": _hang_up(session, now, workshop_id, _koffer, kept, told["import"])}


def _placed(
    workshop_id: str, koffer: Koffer, ours: Sequence[Field], places: Mapping[str, str]
) -> tuple[list[Field], dict[str, str]]:
    """Our fields, with the new drawers behind them, and for each of their fields what ours is called in a table."""
    every, known = list(ours), {field.id: field for field in ours}
    called: dict[str, str] = {}
    for key, title in koffer.fields.items():
        place = places.get(key, LEFT_OUT)
        if place == LEFT_OUT:
            continue
        field = known.get(place) if place != NEW else _drawer(workshop_id, title, every)
        if field is None:
            raise BadInput(field=f"field.{key}", reason="choice")
        if field not in every:
            every.append(field)
        called[key] = str(field.number) if field.number is not None else str(field.title)
    return every, called


def _drawer(workshop_id: str, title: Words, every: Sequence[Field]) -> Field:
    """The extra category of this title. A new one has the same id in the preview and when it is made."""
    same = next((field for field in every if field.is_category and str(field.title) == str(title)), None)
    if same is not None:
        return same
    drawn = hashlib.sha256(f"{workshop_id} {title}".encode()).digest()[:16]
    place = max((field.position for field in every), default=0) + 1
    return Field(
        id=base64.urlsafe_b64encode(drawn).rstrip(b"=").decode(), workshop_id=workshop_id, number=None, position=place,
        title=title, short_title=Words(), sign_title=Words(), description=Words(),
    )  # fmt: skip


def _sheet(kept: Sequence[Mapping[str, Any]], called: Mapping[str, str]) -> Sheet:
    """The tools as a table under HEADINGS."""
    head = Row(1, COLUMNS)
    rows = (
        Row(place, (tool["key"], called[tool["field"]], tool["title"], tool["kind"], tool["description"],
                    *("".join(f"{value}|" for value in tool[name]) for name in LISTS)))
        for place, tool in enumerate(kept, start=2)
    )  # fmt: skip
    return Sheet("", (head, *rows))


def _new_pictures(
    session: Session, workshop_id: str, kept: Sequence[Mapping[str, Any]]
) -> list[tuple[Mapping[str, Any], Tool | None, dict[str, str]]]:
    """The tools whose picture here is another, or none, with ours where it is there already."""
    ours = {tool.key: tool for tool in tools.everything(session, workshop_id)}
    hanging = {picture.id: picture.sha256 for picture in pictures.of(session, workshop_id)}
    return [
        (tool, ours.get(tool["key"]), tool["picture"])
        for tool in kept
        if tool["picture"] is not None
        and (tool["key"] not in ours or hanging.get(ours[tool["key"]].picture_id or "") != tool["picture"]["sha256"])
    ]


def _hang_up(
    session: Session, now: datetime, workshop_id: str, koffer: Koffer, kept: Sequence[Mapping[str, Any]], import_id: str
) -> int:
    """Give the tools their pictures; what hung there before is remembered with the import."""
    record = one_import(session, workshop_id, import_id)
    before, hung = dict(record.before), 0
    for _tool, ours, picture in _new_pictures(session, workshop_id, kept):
        if ours is None:
            continue
        old, hung = ours.picture_id, hung + 1
        ours.picture_id = pictures.add(
            session, now=now, workshop_id=workshop_id, use=Use.TOOL, picture=koffer.parcel.pictures[picture["sha256"]],
            name=picture["name"], alt=picture["alt"],
        )["picture"]  # fmt: skip
        if ours.id not in record.made:
            was = before.get(ours.id, {"revision": ours.revision, "parts": {}})
            before[ours.id] = {"revision": ours.revision, "parts": {**was["parts"], "picture_id": old}}
    record.before = before
    session.flush()
    return hung
