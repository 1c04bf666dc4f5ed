"""ODS: the table with merged cells and a repeated head, and a sheet with title, Stand and notes."""

from __future__ import annotations

import io
from typing import Any

from odfdo import Cell as OdfCell
from odfdo import Column as OdfColumn
from odfdo import Document as OdfDocument
from odfdo import Element, Row, Style, Table

from facilitation.documents.description import Bar, Cell, Document, TableBlock
from facilitation.documents.rendering.text import plain

HEAD, BODY, BAR = "head", "body", "bar"
MILLIMETRES = 2.0  # per character of a column's width


def render(document: Document) -> bytes:
    book = OdfDocument("spreadsheet")
    body = book.body
    body.clear()
    _make_styles(book, document.table)
    body.append(_table(document))
    body.append(_about(document))
    book.meta.title = plain(document.title)
    book.meta.subject = plain(document.workshop)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _make_styles(book: OdfDocument, table: TableBlock) -> None:
    looks = ((HEAD, "#E8E6DF", "bold"), (BODY, "transparent", "normal"), (BAR, "#F5CE6C", "normal"))
    for name, colour, weight in looks:
        style = Style("table-cell", name=name)
        style.set_properties(
            {"fo:wrap-option": "wrap", "fo:border": "0.5pt solid #656057", "style:vertical-align": "top",
             "fo:background-color": colour},
            area="table-cell",
        )  # fmt: skip
        style.set_properties({"fo:font-weight": weight}, area="text")
        book.insert_style(style, automatic=True)
    for place, column in enumerate(table.columns):
        wide = Style("table-column", name=f"co{place}")
        wide.set_properties({"style:column-width": f"{column.width * MILLIMETRES:.1f}mm"}, area="table-column")
        book.insert_style(wide, automatic=True)


def _table(document: Document) -> Table:
    block = document.table
    made = Table(plain(document.title)[:31].translate(str.maketrans("/\\?*[]:'", "        ")))
    for place in range(len(block.columns)):
        made.append(OdfColumn(style=f"co{place}"))
    heads = Element.from_tag("<table:table-header-rows/>")
    if block.over:
        heads.append(_upper_head(block))
    lower = Row()
    covered = _covered_below(block)
    for place, column in enumerate(block.columns):
        lower.append(_covered() if place in covered else _cell(column.heading, HEAD))
    heads.append(lower)
    made.append(heads)
    first = 0
    for size in block.groups:
        for down in range(size):
            made.append(_row(block, first + down, down, size))
        first += size
    return made


def _upper_head(block: TableBlock) -> Row:
    row = Row()
    place = 0
    for text, span in block.over:
        cell = _cell(text or block.columns[place].heading, HEAD)
        if span > 1:
            _span(cell, span, 1)
        elif not text:
            _span(cell, 1, 2)
        row.append(cell)
        for _ in range(span - 1):
            row.append(_covered())
        place += span
    return row


def _covered_below(block: TableBlock) -> set[int]:
    covered, place = set(), 0
    for text, span in block.over:
        if span == 1 and not text:
            covered.add(place)
        place += span
    return covered


def _row(block: TableBlock, place: int, down: int, size: int) -> Row:
    row = Row()
    for column, value in zip(block.columns, block.rows[place], strict=True):
        if column.merged and size > 1 and down:
            row.append(_covered())
            continue
        cell = _cell(value, BAR if isinstance(value, Bar) else BODY)
        if column.merged and size > 1:
            _span(cell, 1, size)
        row.append(cell)
    return row


def _cell(value: Cell, style: str) -> OdfCell:
    if value is None or value == "":
        return OdfCell(style=style)
    if isinstance(value, int):
        return OdfCell(value, style=style)
    text = value.text if isinstance(value, Bar) else value
    return OdfCell(plain(text), cell_type="string", style=style)


def _covered() -> Any:
    return Element.from_tag("<table:covered-table-cell/>")


def _span(cell: OdfCell, columns: int, rows: int) -> None:
    cell.set_attribute("table:number-columns-spanned", str(columns))
    cell.set_attribute("table:number-rows-spanned", str(rows))


def _about(document: Document) -> Table:
    made = Table(f"Stand {document.stand.strftime('%d.%m.%Y')}")
    for line in (document.title, document.workshop, f"Stand: {document.stand_words}", *document.notes):
        row = Row()
        row.append(OdfCell(plain(line), cell_type="string"))
        made.append(row)
    return made
