"""XLSX: a sheet with the table and nothing else, ready for A4 landscape, and one with title, Stand and notes.

No text ever becomes a formula, a link or a number.
"""

from __future__ import annotations

import io
from math import ceil
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from facilitation.documents.description import PROBE, Bar, Cell, Document, TableBlock
from facilitation.documents.rendering.text import plain

SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
A4 = 9
LINE = 15.0
TALLEST = 409.0  # points; no row can be taller
LONGEST = 32_767  # characters; no cell holds more
HEADER_LIMIT = 80


def render(document: Document) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, SAFE)
    book.set_properties({"title": document.title, "subject": document.workshop, "comments": _stand(document)})
    sheet = book.add_worksheet(document.title[:31])
    _set_page(sheet, document)
    _write_table(book, sheet, document.table)
    _write_about(book, document)
    book.close()
    return out.getvalue()


def _stand(document: Document) -> str:
    return f"Stand: {document.stand_words}"


def _set_page(sheet: Any, document: Document) -> None:
    name, workshop = (plain(text)[:HEADER_LIMIT].replace("&", "&&") for text in (document.title, document.workshop))
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    heads = heads_of(document.table)
    sheet.repeat_rows(0, heads - 1)
    sheet.freeze_panes(heads, 0)
    sheet.set_header(f"&L{name}&R{_stand(document)}")
    sheet.set_footer(f"&L{workshop}&C{PROBE if document.is_probe else ''}&R&P / &N")


def _write_table(book: Any, sheet: Any, table: TableBlock) -> None:
    look = {"text_wrap": True, "valign": "top", "border": 1}
    plainly, centred = book.add_format(look), book.add_format({**look, "align": "center"})
    head = book.add_format({**look, "bold": True, "bg_color": "#E8E6E1"})
    barred = book.add_format({**look, "bg_color": "#F5CE6C"})
    _write_heads(sheet, table, head)
    above = heads_of(table)
    first = above
    for size in table.groups:
        rows = table.rows[first - above : first - above + size]
        _set_heights(sheet, table, rows, first)
        for place, column in enumerate(table.columns):
            look_of = centred if column.centred else plainly
            if column.merged and size > 1:
                sheet.merge_range(first, place, first + size - 1, place, "", look_of)
                _write(sheet, first, place, rows[0][place], look_of)
                continue
            for down, row in enumerate(rows):
                _write(sheet, first + down, place, row[place], barred if isinstance(row[place], Bar) else look_of)
        first += size


def heads_of(table: TableBlock) -> int:
    """How many lines the head has."""
    return 2 if table.over else 1


def _write_heads(sheet: Any, table: TableBlock, head: Any) -> None:
    lowest = heads_of(table) - 1
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(lowest, place, column.heading, head)
    place = 0
    for text, span in table.over:
        if span > 1:
            sheet.merge_range(0, place, 0, place + span - 1, text, head)
        elif text:
            sheet.write_string(0, place, text, head)
        else:
            sheet.merge_range(0, place, 1, place, table.columns[place].heading, head)
        place += span


def _set_heights(sheet: Any, table: TableBlock, rows: list[list[Cell]], first: int) -> None:
    """Excel does not grow rows for merged cells: give each row its share of the longest merged text."""
    shared = 0.0
    for place, column in enumerate(table.columns):
        if column.merged:
            shared = max(shared, _lines(rows[0][place], column.width))
    for down, row in enumerate(rows):
        own = max(
            (_lines(cell, column.width) for cell, column in zip(row, table.columns, strict=True) if not column.merged),
            default=1,
        )
        sheet.set_row(first + down, min(TALLEST, LINE * max(own, ceil(shared / len(rows)))))


def _lines(cell: Cell, width: int) -> int:
    return sum(max(1, ceil(len(line) * 1.1 / width)) for line in str(cell or "").split("\n"))


def _write(sheet: Any, row: int, place: int, cell: Cell, look: Any) -> None:
    if cell is None or cell == "":
        sheet.write_blank(row, place, None, look)
    elif isinstance(cell, int):
        sheet.write_number(row, place, cell, look)
    else:
        sheet.write_string(row, place, _short_enough(plain(cell.text if isinstance(cell, Bar) else cell)), look)


def _short_enough(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _write_about(book: Any, document: Document) -> None:
    sheet = book.add_worksheet(f"Stand {document.stand.strftime('%d.%m.%Y')}")
    sheet.set_column(0, 0, 100)
    strong, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, document.title, strong)
    for row, line in enumerate((document.workshop, _stand(document), *document.notes), start=1):
        sheet.write_string(row, 0, plain(line), wrapped)
