"""The whole Werkstattplan as a book: Ausgangslage, Zielkatalog, overview, Werkzeugblätter, Kommunikationskonzept
(formats.md section 5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from facilitation import layouts, plan_versions
from facilitation.documents import goal_list, plan_sheets, plan_table
from facilitation.documents.catalogue import paragraphs
from facilitation.documents.description import Document, described
from facilitation.documents.flow import Block, Contents, Heading, PageBreak, Paragraph
from facilitation.workshop import Workshop

TITLE = "Werkstattplan mit Werkzeugblättern"


def describe(session: Session, workshop: Workshop, now: datetime) -> Document:
    return of_content(session, workshop, plan_versions.frozen(session, workshop.id), now)


def of_content(session: Session, workshop: Workshop, content: Mapping[str, Any], now: datetime) -> Document:
    """What nobody has written yet is left out, chapter by chapter."""
    layout = layouts.one(workshop.settings.plan_layout)
    flat = plan_table.of_content(session, workshop, content, now, layout)
    blocks: list[Block] = [plan_table.title_page(session, workshop, now, layout), Contents()]
    if content["background"]:
        blocks += [Heading("Ausgangslage"), *paragraphs(content["background"])]
    if any(texts for columns in content["goals"].values() for texts in columns.values()):
        blocks += [Heading(goal_list.TITLE), *goal_list.tables(workshop, content), PageBreak()]
    blocks += plan_table.overview(workshop, content, layout, plan_table.OVERVIEW)
    blocks += [Paragraph(note, "quiet") for note in flat.notes]
    if any(entry["sheet"] is not None for entry in content["entries"]):
        blocks += [PageBreak(), Heading(plan_sheets.TITLE), *plan_sheets.all_of(content)]
    blocks += plan_sheets.communication(content)
    return described(workshop, now, TITLE, flat.table, flat.notes, blocks=blocks)
