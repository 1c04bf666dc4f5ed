"""What paper shows of a document: its blocks, or where it has none, a title, the table and the notes."""

from __future__ import annotations

from collections.abc import Sequence

from facilitation.documents.description import Document
from facilitation.documents.flow import Block, Facts, Heading, Paragraph


def blocks_of(document: Document) -> Sequence[Block]:
    if document.blocks:
        return document.blocks
    return [
        Heading(document.title),
        Facts([("Veranstaltung", document.workshop), ("Stand", document.stand_words)]),
        document.table,
        *(Paragraph(note, "quiet") for note in document.notes),
    ]


KIND_WORDS = {"existing": "bestehend", "new": "neu", "open": "Art offen"}
