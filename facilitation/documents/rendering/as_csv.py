"""CSV as spreadsheets in German offices open it: UTF-8 with BOM, ``;``, CRLF, every value in every row.

A cell that a spreadsheet would take for a formula gets an apostrophe in front, unless it is a number. The
columns are exactly those of the document; of a head with two lines each heading is preceded by what stands above it.
The Stand is in the file's name.
"""

from __future__ import annotations

import csv
import io
import re

from facilitation.documents.description import Cell, Document, TableBlock
from facilitation.documents.rendering.text import plain

FORMULA = re.compile(r"'*[=+\-@\t\r]")  # with apostrophes of its own too, so that taking ours off gives the text back
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def render(document: Document) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_headings(document.table))
    for row in document.table.rows:
        writer.writerow([_guarded(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _headings(table: TableBlock) -> list[str]:
    above = [text for text, span in table.over for _ in range(span)] or [""] * len(table.columns)
    return [f"{text} {column.heading}".strip() for text, column in zip(above, table.columns, strict=True)]


def _guarded(cell: Cell) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, int):
        return cell
    text = plain(str(cell))
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text
