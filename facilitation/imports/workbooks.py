"""Workbooks: XLSX, ODS and the old XLS, measured before they are unpacked; formulas are read as the values they had."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath
from xml.etree.ElementTree import ParseError, fromstring

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from facilitation.imports import open_document
from facilitation.imports.reading import MOST_ROWS, MOST_SHEETS, BadFile, Sheet, tabled

LARGEST_UNPACKED = 50 * 1024 * 1024
MOST_ENTRIES = 2_000
PIECE = 1 << 18
FARTHEST_ROW = 2 * MOST_ROWS  # where a value may stand; a form without values may reach further
FARTHEST_COLUMN = 256
# a cell that may hold something, and where it stands, e.g. r="C14"
CELL = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]{1,9})(\d{1,12})["'][^>]*(?<!/)>(?!</)""")
# an entry that declares a document type could grow without end
DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
FAILED = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^>]*\bt="e")(?:[^>]*?\s)?r="([A-Z]{1,3})(\d{1,7})"[^>]*>(?:(?!</).|</(?:\w+:)?f>){0,600}?"""
    rb"""<(?:\w+:)?v>(#[^<]{1,20})<""",
    re.DOTALL,
)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
OVERLAP = 400


def read_packed(sent: bytes) -> list[Sheet]:
    """The sheets of an XLSX or ODS. Raises BadFile."""
    names = _checked(sent)
    if "content.xml" in names:
        return open_document.read(sent)
    if any(name.startswith("xl/") for name in names):
        return _sheets(sent)
    raise BadFile(reason="format")


def read_old(sent: bytes) -> list[Sheet]:
    """The sheets of an XLS, or a workbook locked by a password, which is kept in the same shell."""
    if "EncryptedPackage".encode("utf-16-le") in sent:
        raise BadFile(reason="encrypted")
    if "Workbook".encode("utf-16-le") not in sent and "Book".encode("utf-16-le") not in sent:
        raise BadFile(reason="format")
    return _sheets(sent)


def _checked(sent: bytes) -> set[str]:
    """Unpack every entry once without keeping it; say what lies inside. Raises BadFile."""
    try:
        with zipfile.ZipFile(io.BytesIO(sent)) as packed:
            entries = packed.infolist()
            if len(entries) > MOST_ENTRIES:
                raise BadFile(reason="bomb")
            if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
                raise BadFile(reason="bomb")
            names = [entry.filename for entry in entries]
            if len(set(names)) != len(names) or any(_is_a_trick(name) for name in names):
                raise BadFile(reason="tricks")
            if any(entry.flag_bits & 1 for entry in entries):
                raise BadFile(reason="encrypted")
            if any(name.startswith("xl/externalLinks/") for name in names):
                raise BadFile(reason="links")
            left = LARGEST_UNPACKED
            for entry in entries:
                left -= _walked(packed, entry, left)
            return set(names)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError, zipfile.zlib.error):  # type: ignore[attr-defined]
        raise BadFile(reason="damaged") from None


def _is_a_trick(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return not name or name.startswith(("/", "\\")) or ".." in parts or ":" in name or "\0" in name


def _walked(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> int:
    """Read an entry piece by piece; the sizes it states are not believed. Returns its true size."""
    size, tail = 0, b""
    is_text = entry.filename.endswith((".xml", ".rels", ".vml"))
    is_sheet = entry.filename.startswith("xl/worksheets/")
    with packed.open(entry) as file:
        while piece := file.read(PIECE):
            size += len(piece)
            if size > left:
                raise BadFile(reason="bomb")
            if not is_text:
                continue
            seen = tail + piece
            if DECLARED.search(seen) and not entry.filename.startswith("META-INF/"):  # old offices declare theirs
                raise BadFile(reason="tricks")
            if is_sheet:
                _not_too_far(seen)
            tail = seen[-OVERLAP:]
    return size


def _not_too_far(seen: bytes) -> None:
    """A value in the last corner of a sheet would take all the memory there is."""
    for column, row in CELL.findall(seen):
        if int(row) > FARTHEST_ROW:
            raise BadFile(reason="too_many_rows", limit=MOST_ROWS)
        if _number(column) > FARTHEST_COLUMN:
            raise BadFile(reason="too_many_columns", limit=FARTHEST_COLUMN)


def _number(column: bytes) -> int:
    found = 0
    for letter in column.upper():
        found = found * 26 + letter - 64
    return found


def _failed_cells(sent: bytes) -> dict[str, list[tuple[int, int, str]]]:
    """Sheet to the cells whose formula failed (row, column, from 0, and #REF! or the like): calamine leaves them empty,
    and an empty cell would be taken for one that says nothing."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    with zipfile.ZipFile(io.BytesIO(sent)) as packed:
        names = packed.namelist()
        if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
            return found
        related = fromstring(packed.read("xl/_rels/workbook.xml.rels"))
        targets = {part.get("Id"): part.get("Target", "") for part in related}
        for sheet in fromstring(packed.read("xl/workbook.xml")).iter(f"{MAIN}sheet"):
            target = targets.get(sheet.get(f"{RELATED}id"), "")
            path = target[1:] if target.startswith("/") else f"xl/{target}"
            if path in names:
                failed = FAILED.findall(packed.read(path))
                found[sheet.get("name", "")] = [
                    (int(row) - 1, _number(column) - 1, shown.decode("utf-8", "replace"))
                    for column, row, shown in failed
                ]
    return found


def _sheets(sent: bytes) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sent))
        known = [one.name for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        if len(known) > MOST_SHEETS:
            raise BadFile(reason="too_many_sheets", limit=MOST_SHEETS)
        failed = _failed_cells(sent) if sent.startswith(b"PK") else {}
        found = []
        for name in known:
            sheet = book.get_sheet_by_name(name)
            spans = [(left, top, bottom) for (top, left), (bottom, _right) in sheet.merged_cell_ranges or []]
            rows = sheet.to_python(skip_empty_area=False)
            for row, column, shown in failed.get(name, ()):
                if row < len(rows) and column < len(rows[row]):
                    rows[row][column] = shown
            found.append(Sheet(name, tabled(rows, name, [span for span in spans if span[2] > span[1]])))
        return found
    except PasswordError:
        raise BadFile(reason="encrypted") from None
    except (CalamineError, ParseError, ValueError, OverflowError):
        raise BadFile(reason="damaged") from None
