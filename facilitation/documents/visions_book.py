"""The Zukunftsbilder of all fields: the wording agreed on, and for each sentence the cards that it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from facilitation import fields, statements, visions
from facilitation.documents.catalogue import cover
from facilitation.documents.description import Cell, Column, Document, TableBlock, described, grouped
from facilitation.documents.flow import Block, Bullets, Contents, Heading, Paragraph
from facilitation.fields import Field
from facilitation.statements import Statement
from facilitation.statements.cards import State
from facilitation.texts import Said
from facilitation.visions import Version
from facilitation.workshop import Workshop

TITLE = "Zukunftsbilder"
HEADINGS = [
    Column("Handlungsfeld", "field", 26, merged=True),
    Column("Satz", "number", 6, centred=True),
    Column("Zukunftsbild", "sentence", 50),
    Column("Beruht auf", "cards", 60),
]


def describe(session: Session, workshop: Workshop, now: datetime) -> Document:
    """One row per sentence. Hidden cards are named by their number alone; nobody who wrote one is named."""
    rows: list[list[Cell]] = []
    keys: list[str] = []
    blocks: list[Block] = [cover(session, workshop, now, TITLE), Contents()]
    for field in fields.numbered(session, workshop.id):
        vision = visions.current(session, field.id)
        cards = {card.id: card for card in statements.of_field(session, field.id)}
        own = _rows(field, vision, cards)
        rows += own
        keys += [field.id] * len(own)
        blocks += _field(field, vision, cards)
    notes = [] if rows else ["Noch ist kein Zukunftsbild geschrieben."]
    table = TableBlock(HEADINGS, rows, grouped(keys))
    return described(workshop, now, TITLE, table, notes, blocks=blocks, is_wide=False)


def _rows(field: Field, vision: Version | None, cards: Mapping[str, Statement]) -> list[list[Cell]]:
    if vision is None:
        return []
    return [
        [str(field.title), place, sentence["text"], "\n".join(_said(card) for card in _cards(sentence, cards))]
        for place, sentence in enumerate(vision.sentences, start=1)
    ]


def _field(field: Field, vision: Version | None, cards: Mapping[str, Statement]) -> list[Block]:
    blocks: list[Block] = [Heading(str(field.title), 1, str(field.number))]
    if vision is None or not vision.sentences:
        return [*blocks, Paragraph("Für dieses Handlungsfeld ist noch kein Zukunftsbild geschrieben.", "quiet")]
    blocks.append(Paragraph(vision.text, "quote"))
    state = "Vom Tisch beschlossen." if vision.agreed_at else "Entwurf, noch nicht beschlossen."
    blocks.append(Paragraph(state, "quiet"))
    for sentence in vision.sentences:
        blocks.append(Paragraph(f"„{sentence['text']}“ beruht auf:", "strong"))
        found = [_said(card) for card in _cards(sentence, cards)]
        blocks.append(Bullets(found) if found else Paragraph("Keine Karte genannt.", "quiet"))
    return blocks


def _cards(sentence: Mapping[str, list[str]], cards: Mapping[str, Statement]) -> list[Statement]:
    return [cards[one] for one in sentence["statements"] if one in cards]


def _said(card: Statement) -> str:
    return card.label if card.state == State.HIDDEN else Said(f"{card.label}: {card.text}", card.lang)
