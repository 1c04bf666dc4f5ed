"""Files as offices make them, and as nobody should: CSV, XLSX, ODS and old XLS, written here byte by byte."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Rows = Sequence[Sequence[Any]]


def a_csv(rows: Rows, *, separator: str = ";", encoding: str = "utf-8", ends: str = "\r\n", mark: bytes = b"") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=ends).writerows(rows)
    return mark + out.getvalue().encode(encoding)


def an_xlsx(rows: Rows, *more: tuple[str, Rows], name: str = "Werkzeuge", merged: Sequence[str] = (),
            then: Callable[[Worksheet], Any] | None = None) -> bytes:  # fmt: skip
    """A workbook with this sheet in front of `more`; `merged` as a spreadsheet names it, e.g. "A2:A4"."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    for span in merged:
        sheet.merge_cells(span)
    if then is not None:
        then(sheet)
    for title, others in more:
        next_one = book.create_sheet(title)
        for row in others:
            next_one.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def an_ods(rows: Rows, *more: tuple[str, Rows], name: str = "Werkzeuge", tail: str = "", attributes: str = "",
           down: Mapping[tuple[int, int], int] | None = None) -> bytes:  # fmt: skip
    """A document with this sheet in front of `more`. `down` says how many rows the cell (row, column) spans."""
    sheets = "".join(
        f'<table:table table:name="{escape(title)}">{_ods_rows(lines, down or {} if not place else {})}'
        f"{'' if place else tail}</table:table>"
        for place, (title, lines) in enumerate([(name, rows), *more])
    )
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{attributes}<office:document-content {spaces} office:version="1.3">'
        f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"
    )
    return packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def _ods_rows(rows: Rows, down: Mapping[tuple[int, int], int]) -> str:
    return "".join(
        f"<table:table-row>{''.join(_ods_cell(v, down.get((r, c), 1)) for c, v in enumerate(row))}</table:table-row>"
        for r, row in enumerate(rows)
    )


def _ods_cell(value: Any, spans: int) -> str:
    about = f' table:number-rows-spanned="{spans}"' if spans > 1 else ""
    if value is None:
        return "<table:covered-table-cell/>"
    if isinstance(value, (int, float)):
        about += f' office:value-type="float" office:value="{value}"'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n")) if value != "" else ""
    return f"<table:table-cell{about}>{lines}</table:table-cell>"


def packed(entries: Mapping[str, str | bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return out.getvalue()


def repacked(sent: bytes, change: Callable[[str, bytes], bytes] = lambda _name, content: content,
             more: Mapping[str, str | bytes] | None = None) -> bytes:  # fmt: skip
    """A package with its entries changed and `more` put in."""
    with zipfile.ZipFile(io.BytesIO(sent)) as file:
        entries: dict[str, str | bytes] = {name: change(name, file.read(name)) for name in file.namelist()}
    return packed({**entries, **(more or {})})


def an_xls(rows: Rows, name: str = "Werkzeuge", merged: Sequence[tuple[int, int, int, int]] = ()) -> bytes:
    """A workbook of 1997: BIFF8 records in an OLE shell. `merged` are (first row, last row, first, last column)."""

    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    def words(text: str) -> bytes:
        return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")

    cells = b"".join(
        record(0x0203, struct.pack("<HHHd", r, c, 0, value))
        if isinstance(value, (int, float))
        else record(0x0204, struct.pack("<HHH", r, c, 0) + words(value))
        for r, row in enumerate(rows)
        for c, value in enumerate(row)
        if value not in ("", None)
    )
    spans = b"".join(struct.pack("<4H", *span) for span in merged)
    begins, ends = struct.pack("<HHHHII", 0x0600, 0, 0, 0, 0, 0x06), record(0x0A, b"")
    sheet = record(0x0809, begins[:2] + b"\x10\x00" + begins[4:]) + cells
    sheet += (record(0xE5, struct.pack("<H", len(merged)) + spans) if merged else b"") + ends
    head = record(0x0809, begins[:2] + b"\x05\x00" + begins[4:]) + record(0x42, struct.pack("<H", 1200))
    title = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    offset = len(head) + 4 + 6 + len(title) + len(ends)
    return in_a_shell("Workbook", head + record(0x85, struct.pack("<IBB", offset, 0, 0) + title) + ends + sheet)


def in_a_shell(name: str, stream: bytes) -> bytes:
    """An OLE file with one stream: header, its sectors, directory, allocation table, each of 512 bytes."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    count = len(stream) // 512
    table = [*range(1, count), 0xFFFFFFFE, 0xFFFFFFFE, 0xFFFFFFFD]
    assert len(table) <= 128, "one sector of table is enough here"
    table += [0xFFFFFFFF] * (128 - len(table))

    def entry(called: str, kind: int, child: int, start: int, size: int) -> bytes:
        spelled = (called + "\0").encode("utf-16-le")
        return (
            spelled.ljust(64, b"\0") + struct.pack("<HBBIII", len(spelled), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
            + bytes(36) + struct.pack("<IQ", start, size)
        )  # fmt: skip

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 0, len(stream))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, count, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", count + 1, *[0xFFFFFFFF] * 108)
    return header + stream + directory.ljust(512, b"\0") + struct.pack("<128I", *table)
