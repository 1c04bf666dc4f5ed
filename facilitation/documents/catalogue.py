"""The Werkzeugkatalog: what the Zukunftswerkstatt leaves behind. Per Handlungsfeld its Zukunftsbild and its tools, the
existing ones, the new ones, and while there are any, those of a kind still open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from facilitation import fields, pictures, tools, visions
from facilitation.documents import tool_list
from facilitation.documents.description import Document, described, stand_of
from facilitation.documents.flow import Block, Bullets, Contents, Cover, Heading, Paragraph, Picture, Sheet
from facilitation.fields import Field
from facilitation.pictures import Use
from facilitation.tools import Kind, Tool
from facilitation.workshop import Workshop

TITLE = "Werkzeugkatalog"
SECTIONS = {
    Kind.EXISTING: "Bestehende Werkzeuge",
    Kind.NEW: "Neue Werkzeuge",
    Kind.OPEN: "Werkzeuge, deren Art offen ist",
}
# formats.md section 3: the four facts of a sheet, in this order, their values parted as there
FACTS = (
    ("Beteiligte/Zielgruppe(n)", "target_groups", ", "),
    ("Umsetzungsort(e)/-gebiet(e) (bisher)", "places", ", "),
    ("Institution(en)", "institutions", "; "),
    ("Internetseite(n)", "websites", "\n"),
)
LOGO_WIDTH, LOGO_HEIGHT, PICTURE_WIDTH, PICTURE_HEIGHT = 45, 22, 80, 70  # millimetres at most


def describe(session: Session, workshop: Workshop, now: datetime) -> Document:
    """Title page, contents, Grußwort if there is one, then the fields; extra categories last, if they have tools."""
    blocks: list[Block] = [cover(session, workshop, now, TITLE), Contents()]
    if workshop.settings.greeting:
        blocks += [Heading("Grußwort"), *paragraphs(workshop.settings.greeting)]
    for field in fields.everything(session, workshop.id):
        own = tools.in_document_order(tools.on_ballot(session, field.id))
        if own or not field.is_category:
            blocks += _field(session, field, own)
    table = tool_list.describe(session, workshop, now).table
    return described(workshop, now, TITLE, table, blocks=blocks, is_wide=False)


def cover(session: Session, workshop: Workshop, now: datetime, title: str) -> Cover:
    """The title page of a document of this workshop: Stand by month, who is responsible, and the logos."""
    imprint = [line for line in (workshop.organiser, workshop.settings.imprint) if line]
    whole = f"{title} {workshop.region}".strip()
    name = " · ".join(part for part in (str(workshop.title), str(workshop.series)) if part)
    logos = [_picture(one, LOGO_WIDTH, LOGO_HEIGHT) for one in pictures.of(session, workshop.id, Use.LOGO)]
    return Cover(whole, name, f"Stand: {stand_of(workshop, now)}", imprint, logos)


def paragraphs(text: str, style: str = "body") -> list[Paragraph]:
    """A text with empty lines between its paragraphs, as paragraphs."""
    return [Paragraph(part.strip(), style) for part in text.split("\n\n") if part.strip()]


def _field(session: Session, field: Field, own: Sequence[Tool]) -> list[Block]:
    number = str(field.number) if field.number is not None else ""
    lead = "Handlungsfeld" if number else "Kategorie"
    blocks: list[Block] = [Heading(f"{lead} „{field.title}“", 1, number, plate=True)]
    if number:
        blocks += [Heading("Zukunftsbild", 2, f"{number}.1"), *_vision(session, field)]
    for place, (kind, title) in enumerate(SECTIONS.items(), start=2):
        found = [tool for tool in own if tool.kind == kind]
        if not found and (kind is Kind.OPEN or not number):
            continue
        blocks.append(Heading(title, 2, f"{number}.{place}" if number else "", kind.value))
        if not found:
            blocks.append(Paragraph("Noch kein Werkzeug.", "quiet"))
            continue
        blocks.append(Bullets([tool.title for tool in found], kind.value))
        blocks += [sheet for sheet in (_sheet(session, tool) for tool in found) if _says_something(sheet)]
    return blocks


def _vision(session: Session, field: Field) -> list[Block]:
    vision = visions.current(session, field.id)
    if vision is None or not vision.text:
        return [Paragraph("Für dieses Handlungsfeld ist noch kein Zukunftsbild geschrieben.", "quiet")]
    return [Paragraph(f"Visionen zum Handlungsfeld {field.title}", "strong"), Paragraph(f"„{vision.text}“", "quote")]


def _sheet(session: Session, tool: Tool) -> Sheet:
    facts = [(name, between.join(getattr(tool, column))) for name, column, between in FACTS if getattr(tool, column)]
    text = [part.strip() for part in tool.description.split("\n\n") if part.strip()]
    shown = pictures.one(session, tool.workshop_id, tool.picture_id) if tool.picture_id else None
    picture = _picture(shown, PICTURE_WIDTH, PICTURE_HEIGHT, tool.title) if shown else None
    return Sheet(tool.title, tool.kind.value if isinstance(tool.kind, Kind) else tool.kind, facts, text, picture)


def _says_something(sheet: Sheet) -> bool:
    """A tool of which only the name is known is listed and has no sheet."""
    return bool(sheet.facts or sheet.paragraphs or sheet.picture)


def _picture(kept: pictures.Picture, wide: int, tall: int, otherwise: str = "Logo") -> Picture:
    """A kept picture, no wider and no taller than asked, in millimetres."""
    width = min(wide, tall * kept.width / max(1, kept.height))
    return Picture(pictures.content_of(kept).content, kept.alt or otherwise, max(5, int(width)))
