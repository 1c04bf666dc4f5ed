"""ODS: its table is one stream of XML, read once. Repeated rows and cells are counted, not copied."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, ParseError, iterparse

from facilitation.imports.reading import MOST_COLUMNS, MOST_ROWS, MOST_SHEETS, BadFile, Sheet, as_text, tabled

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d)(?:T[01]\d:[0-5]\d(?::[0-5]\d)?)?")
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
ASIDE = (f"{OFFICE}annotation", f"{TEXT}note")
MANIFEST = "META-INF/manifest.xml"


def read(sent: bytes) -> list[Sheet]:
    """The sheets of an ODS that is known to be of a bearable size. Raises BadFile."""
    with zipfile.ZipFile(io.BytesIO(sent)) as packed:
        names = packed.namelist()
        if MANIFEST in names and b"encryption-data" in packed.read(MANIFEST):
            raise BadFile(reason="encrypted")
        if "mimetype" in names and not packed.read("mimetype").decode("ascii", "replace").startswith(SPREADSHEET):
            raise BadFile(reason="format")
        try:
            with packed.open("content.xml") as content:
                return list(_sheets(content))
        except (ParseError, ValueError, RecursionError):  # broken, or a date that is none
            raise BadFile(reason="damaged") from None


def _sheets(content: Any) -> Iterator[Sheet]:
    rows: list[list[str]] = []
    spans: list[tuple[int, int, int]] = []
    number, sheets, inside = 0, 0, 0
    for event, element in iterparse(content, events=("start", "end")):
        if element.tag == f"{TABLE}table":
            inside += 1 if event == "start" else -1
            if event == "start" and inside == 1:
                rows, spans, number = [], [], 0
                sheets += 1
            elif event == "end" and inside == 0:
                name = element.get(f"{TABLE}name", "")
                if sheets > MOST_SHEETS:
                    raise BadFile(reason="too_many_sheets", limit=MOST_SHEETS)
                yield Sheet(name, tabled(rows, name, spans))
                element.clear()
        elif event == "end" and inside == 1 and element.tag == f"{TABLE}table-source":
            raise BadFile(reason="links")
        elif event == "end" and inside == 1 and element.tag == f"{TABLE}table-row":
            times = _times(element, "number-rows-repeated")
            cells = _row(element, number, spans)
            if cells:
                if number + times > 4 * MOST_ROWS:
                    raise BadFile(reason="too_many_rows", limit=MOST_ROWS)
                rows.extend([] for _ in range(number - len(rows)))
                rows.extend(list(cells) for _ in range(times))
            number += times
            element.clear()


def _row(element: Element, number: int, spans: list[tuple[int, int, int]]) -> list[str]:
    """The cells up to the last one that holds something."""
    cells: list[str] = []
    place = 0
    for cell in element:
        if cell.tag not in CELLS:
            continue
        times, text = _times(cell, "number-columns-repeated"), _text(cell)
        down = _times(cell, "number-rows-spanned")
        if down > 1:
            spans.append((place, number, number + min(down, MOST_ROWS) - 1))
        if text:
            if place + times > 4 * MOST_COLUMNS:
                raise BadFile(reason="too_many_columns", limit=MOST_COLUMNS, row=number + 1)
            cells.extend([""] * (place - len(cells)))
            cells.extend([text] * times)
        place += times
    return cells


def _times(element: Element, name: str) -> int:
    value = element.get(f"{TABLE}{name}", "1")
    return int(value) if value.isdecimal() and len(value) < 10 else 1


def _text(cell: Element) -> str:
    """What the cell shows: a number or a date in German whatever the file's language, else its paragraphs, one a line,
    without comments."""
    kind, value = cell.get(f"{OFFICE}value-type"), cell.get(f"{OFFICE}value", "")
    if kind == "float" and NUMBER.fullmatch(value):
        return as_text(float(value))
    if kind == "date" and (day := DAY.match(cell.get(f"{OFFICE}date-value", ""))):
        return as_text(datetime.fromisoformat(day[0]))
    shown = "\n".join("".join(_words(part)) for part in cell if part.tag == f"{TEXT}p")
    return shown or (cell.get(f"{OFFICE}string-value") or "")


def _words(element: Element) -> Iterator[str]:
    yield element.text or ""
    for part in element:
        if part.tag == f"{TEXT}s":
            count = part.get(f"{TEXT}c", "1")
            yield " " * (int(count) if count.isdecimal() and len(count) < 4 else 1)
        elif part.tag == f"{TEXT}tab":
            yield " "
        elif part.tag == f"{TEXT}line-break":
            yield "\n"
        elif part.tag not in ASIDE:
            yield from _words(part)
        yield part.tail or ""
