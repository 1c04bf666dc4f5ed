"""The Werkstattplan as a table: in the layout the workshop has chosen, from the plan as it stands or as it was kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from facilitation import layouts, plan_versions
from facilitation.documents.catalogue import cover
from facilitation.documents.description import MONTHS, Cell, Column, Document, TableBlock, described, grouped
from facilitation.documents.flow import Block, Cover, Heading, PageBreak, Paragraph
from facilitation.layouts import OF_FIELD, YEARS, Layout, Shown
from facilitation.plan import Status
from facilitation.workshop import Workshop

TITLE = "Werkstattplan"
OVERVIEW = "Übersicht"
DEFERRED = "(zurückgestellt)"
STATES = {"proposal": "Vorschlag der Zukunftswerkstatt", "adopted": "aufgenommen", "deferred": "zurückgestellt"}
TIES = {"all": "alle aufgenommen", "run_off": "Stichwahl", "draw": "Los"}
RESULTS = (Shown("rank", "Rang", 6), Shown("points", "Punkte", 7), Shown("people", "Personen", 8))
TIE, TRACE = Shown("tie", "Gleichstand", 12), Shown("trace", "Herkunft", 26)
CENTRED = ("rank", "points", "people")


def describe(session: Session, workshop: Workshop, now: datetime) -> Document:
    return of_content(session, workshop, plan_versions.frozen(session, workshop.id), now)


def of_content(
    session: Session, workshop: Workshop, content: Mapping[str, Any], now: datetime, layout: Layout | None = None
) -> Document:
    """A frozen plan as of `now`, with title page. A field without any tool shows its Zukunftsbild alone."""
    layout = layout or layouts.one(workshop.settings.plan_layout)
    notes = _notes(content["entries"])
    blocks: list[Block] = [title_page(session, workshop, now, layout), *overview(workshop, content, layout, TITLE)]
    blocks += [Paragraph(note, "quiet") for note in notes]
    whole = table(workshop, content, layout, content["fields"])
    return described(workshop, now, TITLE, whole, notes, blocks=blocks)


def title_page(session: Session, workshop: Workshop, now: datetime, layout: Layout) -> Cover:
    """Worded as the layout has it: title, Stand, imprint, logos."""
    day = workshop.local(now).date()
    facts = {
        "region": workshop.region, "year": day.year, "month": MONTHS[day.month - 1], "day": f"{day:%d}",
        "month_number": f"{day:%m}", "first_year": workshop.years[0] if workshop.years else day.year,
    }  # fmt: skip
    heading = " ".join(layout.heading.format(**facts).split())
    return replace(cover(session, workshop, now, TITLE), title=heading, stand=layout.stand.format(**facts))


def overview(workshop: Workshop, content: Mapping[str, Any], layout: Layout, title: str) -> list[Block]:
    """The table, or a table per field on a page of its own."""
    if not layout.table_per_field:
        return [Heading(title), table(workshop, content, layout, content["fields"])]
    blocks: list[Block] = [Heading(title)]
    for field in content["fields"]:
        own = table(workshop, content, layout, [field])
        if own.rows:
            blocks += [*([PageBreak()] if len(blocks) > 1 else []), Heading(field["title"], 2), own]
    return blocks


def table(
    workshop: Workshop, content: Mapping[str, Any], layout: Layout, fields: Sequence[Mapping[str, Any]]
) -> TableBlock:
    """One row per entry of these fields, in the plan's order."""
    shown = [*layout.columns]
    if workshop.settings.plan_results:
        shown += [*RESULTS, TIE]
    if workshop.settings.plan_trace:
        shown.append(TRACE)
    rows: list[list[Cell]] = []
    keys: list[str] = []
    kinds: list[str] = []
    for field in fields:
        own = [entry for entry in content["entries"] if entry["field"] == field["key"]]
        if not own and _says_something(field, shown):
            own = [{}]
        rows += [_row(field, entry, shown, content["years"]) for entry in own]
        keys += [field["key"]] * len(own)
        kinds += [entry.get("kind", "") for entry in own]
    columns = [column for one in shown for column in _columns(one, content["years"])]
    return TableBlock(columns, rows, grouped(keys), kinds=kinds if layout.tinted else [])


def _columns(shown: Shown, years: Sequence[int]) -> list[Column]:
    if shown.shows == YEARS:
        return [Column(str(year), str(year), shown.width, centred=True) for year in years]
    return [Column(shown.heading, shown.shows, shown.width, shown.merged, centred=shown.shows in CENTRED)]


def _says_something(field: Mapping[str, Any], shown: Sequence[Shown]) -> bool:
    """Whether a field without tools has a Zukunftsbild or a description that this layout shows."""
    return any(field[one.shows] for one in shown if one.shows in ("vision", "description"))


def _row(
    field: Mapping[str, Any], entry: Mapping[str, Any], shown: Sequence[Shown], years: Sequence[int]
) -> list[Cell]:
    cells: list[Cell] = []
    for one in shown:
        if one.shows == YEARS:
            cells += ["X" if year in entry.get("years", ()) else "" for year in years]
        elif one.shows in OF_FIELD:
            cells.append(field["title" if one.shows == "field" else one.shows])
        else:
            cells.append(_cell(entry, one.shows) if entry else "")
    return cells


def _cell(entry: Mapping[str, Any], shows: str) -> Cell:
    trace = entry["trace"] or {}
    if shows == "tool":
        return f"{entry['title']} {DEFERRED}" if entry["status"] == Status.DEFERRED else entry["title"]
    if shows == "status":
        return STATES[entry["status"]]
    if shows in ("rank", "points", "people"):
        number: int | None = trace.get(shows)
        return number
    if shows == "tie":
        return TIES.get(trace.get("tie") or "", "")
    if shows == "trace":
        return _trace(trace)
    return str(entry[shows])


def _trace(trace: Mapping[str, Any]) -> str:
    """How an entry came into the plan: its vote, without a number that the small-number rule keeps back."""
    if not trace:
        return "von Hand aufgenommen"
    said = f"Abstimmung: Rang {trace['rank']}"
    if trace.get("points") is not None:
        said += f", {trace['points']} Punkte von {trace['people']} Personen"
    if trace.get("tie"):
        said += f"; Gleichstand: {TIES.get(trace['tie'], trace['tie'])}"
    return said + (f", Startwert {trace['seed']}" if trace.get("seed") else "")


def _notes(entries: Sequence[Mapping[str, Any]]) -> list[str]:
    if not entries:
        return ["Der Werkstattplan hat noch keinen Eintrag."]
    proposed = sum(entry["status"] == Status.PROPOSAL for entry in entries)
    notes = []
    if proposed:
        one = "1 Eintrag ist" if proposed == 1 else f"{proposed} Einträge sind"
        notes.append(f"{one} ein Vorschlag der Zukunftswerkstatt und noch nicht aufgenommen.")
    for entry in entries:
        if entry["status"] == Status.DEFERRED:
            reason = f": {entry['reason']}" if entry["reason"] else ", ohne Angabe von Gründen."
            notes.append(f"Zurückgestellt ist „{entry['title']}“{reason}")
    if not any(entry["years"] for entry in entries):
        notes.append("Noch ist kein Jahr angekreuzt.")
    return notes
