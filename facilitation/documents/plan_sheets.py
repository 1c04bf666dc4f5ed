"""The Werkzeugblätter of the plan: one page per tool with its seven cells, its text and the months of its
Einzelmaßnahmen; and the Kommunikationskonzept, which is such a sheet too (formats.md sections 6 and 8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from facilitation import layouts, measures, plan, plan_versions
from facilitation.documents.catalogue import paragraphs
from facilitation.documents.description import Bar, Cell, Column, Document, TableBlock, described
from facilitation.documents.flow import Block, Heading, PageBreak, Paragraph
from facilitation.documents.plan_table import title_page
from facilitation.measures import months
from facilitation.workshop import Workshop

TITLE = "Werkzeugblätter"
COMMUNICATION = "Kommunikationskonzept"
HEAD = [
    Column("Werkzeug", "tool", 18),
    Column("Zielgruppe", "target_groups", 16),
    Column("Ansprechperson", "contact", 18),
    Column("Umsetzungsort und Ansprechperson vor Ort", "place_contact", 22),
    Column("Beteiligte Partner, Netzwerke, Gruppen und Bevölkerung", "partners", 30),
    Column("Budget", "budget", 14),
    Column("Externe Beratung", "advice", 14),
]
TEXTS = [
    Column("Beschreibung", "description", 50),
    Column("Chancen", "chances", 30),
    Column("Hauptschwierigkeiten", "difficulties", 30),
]
MONTH_WIDTH = 9
FLAT = [
    *(Column(column.heading, column.key, column.width, merged=True) for column in (
        Column("Handlungsfeld", "field", 22), *HEAD, *TEXTS,
    )),
    Column("Jahr", "year", 6, centred=True),
    Column("Einzelmaßnahme", "measure", 36),
    *(Column(str(month), f"month_{month}", MONTH_WIDTH, centred=True) for month in months.YEAR),
    Column("Fortführung", "carried_to", 12, centred=True),
]  # fmt: skip


def describe(session: Session, workshop: Workshop, now: datetime) -> Document:
    return of_content(session, workshop, plan_versions.frozen(session, workshop.id), now)


def of_content(session: Session, workshop: Workshop, content: Mapping[str, Any], now: datetime) -> Document:
    """Every sheet somebody has written on, in the order of the plan."""
    blocks: list[Block] = [title_page(session, workshop, now, layouts.one(workshop.settings.plan_layout))]
    blocks += [Heading(TITLE), *all_of(content)]
    return described(workshop, now, TITLE, flat(content), _notes(content), blocks=blocks)


def describe_one(session: Session, workshop: Workshop, entry_id: str, now: datetime) -> Document:
    """The sheet of one entry alone, also while nobody has written on it. Raises NotFound."""
    entry = plan.one(session, workshop.id, entry_id)
    content = plan_versions.frozen(session, workshop.id)
    begun = {**measures.shown(measures.sheet_of(session, workshop.id, entry_id)), "measures": []}
    place = [one.id for one in plan.entries(session, workshop.id)].index(entry.id)
    own = content["entries"][place]
    alone = {**content, "entries": [{**own, "sheet": own["sheet"] or begun}], "communication": None}
    return described(workshop, now, "Werkzeugblatt", flat(alone), blocks=[Heading("Werkzeugblatt"), *all_of(alone)])


def all_of(content: Mapping[str, Any]) -> list[Block]:
    """The sheets one below the other, each on a page of its own."""
    blocks: list[Block] = []
    for field, entry in _written(content):
        if blocks:
            blocks.append(PageBreak())
        blocks.append(Paragraph(f"Handlungsfeld: {field['title']}", "strong"))
        blocks.append(Heading(entry["sheet"]["title"], 2))
        blocks += sheet(entry["sheet"])
    if not blocks:
        blocks = [Paragraph(note, "quiet") for note in _notes(content)]
    return blocks


def communication(content: Mapping[str, Any]) -> list[Block]:
    """The sheet without a tool, if somebody has written it."""
    if content["communication"] is None:
        return []
    year = content["years"][0] if content["years"] else ""
    heading = f"{COMMUNICATION} Werkstattplan {year}".strip()
    return [PageBreak(), Heading(heading), *sheet(content["communication"])]


def sheet(told: Mapping[str, Any]) -> list[Block]:
    """Seven cells, the text, chances and difficulties as a pair, and a month table per year."""
    cells: list[Cell] = [told["title" if column.key == "tool" else column.key] for column in HEAD]
    blocks: list[Block] = [TableBlock(HEAD, [cells], [1])]
    if told["lead"]:
        blocks.append(Paragraph(told["lead"], "strong"))
    blocks += paragraphs(told["description"])
    if told["chances"] or told["difficulties"]:
        for name, key in (("Chancen:", "chances"), ("Hauptschwierigkeiten:", "difficulties")):
            blocks += [Paragraph(name, "strong"), *(paragraphs(told[key]) or [Paragraph("–")])]
    for year in sorted({row["year"] for row in told["measures"]}):
        blocks.append(_months([row for row in told["measures"] if row["year"] == year], year))
    return blocks


def flat(content: Mapping[str, Any]) -> TableBlock:
    """All sheets as one table: a row per Einzelmaßnahme, the sheet's cells merged over its rows."""
    rows: list[list[Cell]] = []
    groups: list[int] = []
    written = [(field["title"], entry["sheet"]) for field, entry in _written(content)]
    if content["communication"] is not None:
        written.append((COMMUNICATION, content["communication"]))
    for title, told in written:
        texts = [_described(told) if column.key == "description" else told[column.key] for column in TEXTS]
        cells: list[Cell] = [title, *(told["title" if c.key == "tool" else c.key] for c in HEAD), *texts]
        own = [[*cells, row["year"], _named(row), *_cells(row), row["carried_to"]] for row in told["measures"]]
        own = own or [[*cells, None, "", *("" for _ in months.YEAR), None]]
        rows += own
        groups.append(len(own))
    return TableBlock(FLAT, rows, groups)


def _written(content: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    titles = {field["key"]: field for field in content["fields"]}
    for entry in content["entries"]:
        if entry["sheet"] is not None:
            yield titles[entry["field"]], entry


def _months(rows: Sequence[Mapping[str, Any]], year: int) -> TableBlock:
    columns = [Column(f"Einzelmaßnahmen: Jahr {year}", "measure", 32)]
    columns += [Column(str(month), str(month), MONTH_WIDTH, centred=True) for month in months.YEAR]
    return TableBlock(columns, [[_named(row, True), *_cells(row)] for row in rows], [1] * len(rows))


def _cells(row: Mapping[str, Any]) -> list[Cell]:
    notes = [(month, text) for month, text in row["notes"]]
    return [Bar(one.text) if one.barred else one.text for one in months.row(row["marks"], row["bars"], notes)]


def _named(row: Mapping[str, Any], with_year: bool = False) -> str:
    """The title, the open date in brackets behind it, and the year it goes on to where the title does not say it."""
    said = f"{row['title']} ({row['open_date']})" if row["open_date"] else str(row["title"])
    onward = row["carried_to"]
    return f"{said} (Fortführung {onward})" if with_year and onward and str(onward) not in said else said


def _described(told: Mapping[str, Any]) -> str:
    return "\n".join(part for part in (told["lead"], told["description"]) if part)


def _notes(content: Mapping[str, Any]) -> list[str]:
    left = sum(entry["sheet"] is None for entry in content["entries"])
    if not content["entries"]:
        return ["Der Werkstattplan hat noch keinen Eintrag."]
    if left == 1:
        return ["Für ein Werkzeug ist noch kein Werkzeugblatt geschrieben."]
    return [f"Für {left} Werkzeuge ist noch kein Werkzeugblatt geschrieben."] if left else []
