"""DOCX: real heading styles, a contents field that already holds its lines, repeated table heads, A4, German.

Built in one pass over the blocks. No table cell is ever looked up by row and column: that is quadratic in python-docx.
"""

from __future__ import annotations

import io

from docx import Document as open_document
from docx.document import Document as Word

from facilitation.documents.description import Document
from facilitation.documents.flow import (
    Bars,
    Block,
    Bullets,
    Contents,
    Cover,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Sheet,
)
from facilitation.documents.rendering import as_pdf
from facilitation.documents.rendering.as_docx import pages, tables, words
from facilitation.documents.rendering.paper import blocks_of


def render(document: Document) -> bytes:
    word = open_document()
    pages.set_up(word, document)
    writer = Writer(word, document)
    for block in blocks_of(document):
        writer.write(block)
    out = io.BytesIO()
    word.save(out)
    return pages.with_fixed_times(out.getvalue(), document.stand)


class Writer:
    """Writes one block after the other at the end of the document."""

    def __init__(self, word: Word, document: Document) -> None:
        self.word = word
        self.document = document
        self.headings = [b for b in blocks_of(document) if isinstance(b, (Heading, Sheet))]
        self.bookmarks = 0
        self.starts_page = False

    def write(self, block: Block) -> None:
        if isinstance(block, PageBreak):
            self.starts_page = True
        elif isinstance(block, Cover):
            pages.cover(self.word, block)
            self.starts_page = True
        elif isinstance(block, Contents):
            numbers = as_pdf.pages_of_headings(self.document)
            words.contents(self.word, block, self.headings, numbers, pages.text_width(self.word))
            self.starts_page = True
        elif isinstance(block, Heading):
            self._heading(block.whole, block.level, block.kind, plate=block.plate)
        elif isinstance(block, Sheet):
            self._sheet(block)
        else:
            self._content(block)

    def _content(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            self._begin(words.paragraph(self.word, block))
        elif isinstance(block, Bullets):
            for item in block.items:
                self._begin(words.bullet(self.word, item, block.kind))
        elif isinstance(block, Facts):
            tables.facts(self.word, block.pairs)
        elif isinstance(block, Picture):
            words.picture(self.word.add_paragraph(), block)
        elif isinstance(block, Bars):
            tables.bars(self.word, block)
        else:
            assert not isinstance(block, (PageBreak, Cover, Contents, Heading, Sheet))
            tables.table(self.word, block, pages.text_width(self.word))

    def _heading(self, text: str, level: int, kind: str, *, plate: bool = False) -> None:
        self.bookmarks += 1
        made = words.heading(self.word, text, level, kind, self.bookmarks)
        if plate:
            made.paragraph_format.page_break_before = True
            made.paragraph_format.space_before = pages.PLATE_SPACE
            self.starts_page = True
            return
        self._begin(made)

    def _sheet(self, sheet: Sheet) -> None:
        self._heading(sheet.title, sheet.level, sheet.kind)
        tables.beside(self.word, sheet, pages.text_width(self.word))

    def _begin(self, paragraph: words.WordParagraph) -> None:
        if self.starts_page:
            paragraph.paragraph_format.page_break_before = True
            self.starts_page = False
