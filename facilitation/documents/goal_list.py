"""The Zielkatalog: two tables of goals (formats.md section 7). What stands beside each other in a row does not
belong together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any

from sqlalchemy.orm import Session

from facilitation import plan_versions
from facilitation.documents.description import Cell, Column, Document, TableBlock, described, grouped
from facilitation.documents.flow import Block, Heading, Paragraph
from facilitation.goals import CATALOGUE, TITLES
from facilitation.workshop import Workshop

TITLE = "Zielkatalog"
EMPTY = "Der Zielkatalog ist noch leer."
FLAT = [
    Column("Ziele", "level", 26, merged=True),
    Column("Spalte", "column", 18, merged=True),
    Column("Ziel", "goal", 60),
]


def describe(session: Session, workshop: Workshop, now: datetime) -> Document:
    return of_content(session, workshop, plan_versions.frozen(session, workshop.id), now)


def of_content(_session: Session, workshop: Workshop, content: Mapping[str, Any], now: datetime) -> Document:
    """Spreadsheets get a row per goal; paper gets the two tables."""
    found = [
        (TITLES[level], heading, goal)
        for level, columns in CATALOGUE.items()
        for name, heading in columns.items()
        for goal in content["goals"][level][name]
    ]
    groups = grouped([f"{level}.{column}" for level, column, _ in found])
    flat = TableBlock(FLAT, [list(row) for row in found], groups)
    notes = [] if found else [EMPTY]
    return described(workshop, now, TITLE, flat, notes, blocks=[Heading(TITLE), *tables(workshop, content)])


def tables(workshop: Workshop, content: Mapping[str, Any]) -> list[Block]:
    """Both tables with a heading over all columns, or a word that there is none yet."""
    name = f"{workshop.title} {workshop.region}".strip()
    blocks: list[Block] = []
    for level, columns in CATALOGUE.items():
        goals: Sequence[Sequence[str]] = [content["goals"][level][one] for one in columns]
        if any(goals):
            blocks.append(_table(f"{name} – {TITLES[level]}", columns, goals))
    return blocks or [Paragraph(EMPTY, "quiet")]


def _table(title: str, columns: Mapping[str, str], goals: Sequence[Sequence[str]]) -> TableBlock:
    rows: list[list[Cell]] = [list(row) for row in zip_longest(*goals, fillvalue="")]
    shown = [Column(heading, name, 30) for name, heading in columns.items()]
    return TableBlock(shown, rows, [1] * len(rows), over=[(title, len(shown))])
