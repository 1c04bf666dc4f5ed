"""The list of tools in the columns of the tool file that is read in; ``|`` parts several values in a cell."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from facilitation import fields, tools
from facilitation.documents.description import Cell, Column, Document, TableBlock, described
from facilitation.tools import Kind, Tool
from facilitation.workshop import Workshop

KINDS = {
    Kind.EXISTING: "bestehend",
    Kind.NEW: "neu",
    Kind.OPEN: "",
}  # the file leaves a kind that is open empty
HEADINGS = [
    Column("id", "key", 24),
    Column("handlungsfeld", "field", 14),
    Column("titel", "title", 40),
    Column("art", "kind", 10),
    Column("kurzbeschreibung", "description", 60),
    Column("zielgruppen", "target_groups", 24),
    Column("umsetzungsorte", "places", 18),
    Column("institutionen", "institutions", 30),
    Column("internetseiten", "websites", 24),
    Column("quellen", "sources", 20),
    Column("varianten", "variants", 24),
]


def describe(session: Session, workshop: Workshop, now: datetime) -> Document:
    """All admitted tools, field by field; existing, new, of open kind; each alphabetical."""
    rows: list[list[Cell]] = []
    for field in fields.everything(session, workshop.id):
        name = str(field.number) if field.number is not None else str(field.title)
        rows += [_row(tool, name) for tool in tools.in_document_order(tools.on_ballot(session, field.id))]
    return described(workshop, now, "Werkzeuge", TableBlock(HEADINGS, rows, [1] * len(rows)))


def _row(tool: Tool, field: str) -> list[Cell]:
    lists = (tool.target_groups, tool.places, tool.institutions, tool.websites, tool.sources, tool.variants)
    return [
        tool.key,
        field,
        tool.title,
        KINDS[Kind(tool.kind)],
        tool.description,
        *("|".join(part) for part in lists),
    ]
