"""The rows of a Werkzeugblatt's month table: adding, changing, moving and removing Einzelmaßnahmen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from facilitation.errors import BadInput, MovedOn, NotFound
from facilitation.measures import Measure, PlanSheet, changed, months, of_sheet, text_of, to_write

ROW = {"title": 300, "open_date": 120}
MOST_ROWS = 200


def add(
    session: Session, *, now: datetime, workshop_id: str, entry_id: str | None, year: int, role: str,
    changes: dict[str, str],
) -> Any:  # fmt: skip
    """Another Einzelmaßnahme, at the end of its year unless `place` says where. Raises BadInput."""
    sheet = to_write(session, now, workshop_id, entry_id, role)
    rows = of_sheet(session, sheet.id)
    if len(rows) >= MOST_ROWS:
        raise BadInput(field="measure", reason="too_many", limit=MOST_ROWS)
    measure = Measure(
        sheet_id=sheet.id, year=_year("year", str(year)), position=len(rows) + 1, title="", marks=[], bars=[],
        notes=[], open_date="", revision=1,
    )  # fmt: skip
    _write(measure, {name: text for name, text in changes.items() if name != "place"})
    session.add(measure)
    session.flush()
    if changes.get("place"):
        _put(session, measure, _number("place", changes["place"]))
    changed(session, sheet, now, role, ["measures"], counts=False)
    return {"measure": measure.id, "revision": measure.revision}


def change(
    session: Session, *, now: datetime, workshop_id: str, measure_id: str, revision: int, role: str,
    changes: dict[str, str],
) -> Any:  # fmt: skip
    """Change a row of the month table by the names in `shown`. Raises MovedOn, BadInput."""
    measure, sheet = one(session, workshop_id, measure_id)
    if measure.revision != revision:
        raise MovedOn(
            what="measure", of=f"measure-{measure.id}", current=measure.revision, values=shown(measure)
        )
    were = shown(measure)
    _write(measure, changes)
    are = shown(measure)
    altered = [name for name in are if are[name] != were[name]]
    measure.revision += 1
    changed(session, sheet, now, role, ["measures"], counts=False)
    return {
        "of": f"measure-{measure.id}", "revision": measure.revision,
        "values": {name: are[name] for name in {*changes, *altered}},
        "before": {name: were[name] for name in altered},
    }  # fmt: skip


def move(session: Session, *, now: datetime, workshop_id: str, measure_id: str, place: int, role: str) -> Any:
    """Put a row at another place (from 1) of its year."""
    measure, sheet = one(session, workshop_id, measure_id)
    before = [row.id for row in _year_of(session, measure)].index(measure.id) + 1
    _put(session, measure, place)
    changed(session, sheet, now, role, ["measures"], counts=False)
    return {"measure": measure.id, "before": before}


def remove(session: Session, *, now: datetime, workshop_id: str, measure_id: str, revision: int, role: str) -> Any:
    """Take a row away. Returns what it was, so that it can be added again. Raises MovedOn."""
    measure, sheet = one(session, workshop_id, measure_id)
    if measure.revision != revision:
        raise MovedOn(
            what="measure", of=f"measure-{measure.id}", current=measure.revision, values=shown(measure)
        )
    place = [row.id for row in _year_of(session, measure)].index(measure.id) + 1
    session.delete(measure)
    changed(session, sheet, now, role, ["measures"], counts=False)
    return {"measure": measure_id, "before": {**shown(measure), "place": str(place)}}


def one(session: Session, workshop_id: str, measure_id: str) -> tuple[Measure, PlanSheet]:
    """A row and its sheet. Raises NotFound."""
    measure = session.get(Measure, measure_id)
    sheet = session.get(PlanSheet, measure.sheet_id) if measure is not None else None
    if measure is None or sheet is None or sheet.workshop_id != workshop_id:
        raise NotFound(what="measure")
    return measure, sheet


def shown(measure: Measure) -> dict[str, str]:
    """A row as a form shows it."""
    return {
        "title": measure.title, "year": str(measure.year), "marks": months.marks_shown(measure.marks),
        "bars": months.bars_shown(measure.bars), "notes": months.notes_shown(measure.notes),
        "open_date": measure.open_date, "carried_to": str(measure.carried_to or ""),
    }  # fmt: skip


def _write(measure: Measure, sent: dict[str, str]) -> None:
    for name, text in sent.items():
        if name in ROW:
            setattr(measure, name, text_of(name, text, ROW[name]))
        elif name == "marks":
            measure.marks = months.read_marks(text)
        elif name == "bars":
            measure.bars = months.read_bars(text)
        elif name == "notes":
            measure.notes = [[month, note] for month, note in months.read_notes(text)]
        elif name == "year":
            measure.year = _year("year", text)
        elif name == "carried_to":
            measure.carried_to = _year("carried_to", text) if text.strip() else None
        else:
            raise BadInput(field=name, reason="unknown")
    if not measure.title:
        raise BadInput(field="title", reason="empty")
    if measure.carried_to is not None and measure.carried_to <= measure.year:
        raise BadInput(field="carried_to", reason="later", value=measure.year)


def _put(session: Session, measure: Measure, place: int) -> None:
    rows = [row for row in _year_of(session, measure) if row.id != measure.id]
    rows.insert(max(0, min(place - 1, len(rows))), measure)
    for position, row in enumerate(rows, start=1):
        row.position = position
    session.flush()


def _year_of(session: Session, measure: Measure) -> list[Measure]:
    return [row for row in of_sheet(session, measure.sheet_id) if row.year == measure.year]


def _year(name: str, text: str) -> int:
    year = _number(name, text)
    if not 1900 <= year <= 2999:
        raise BadInput(field=name, reason="range", low=1900, high=2999)
    return year


def _number(name: str, text: str) -> int:
    try:
        return int(text.strip()[:9])
    except ValueError:
        raise BadInput(field=name, reason="number") from None
