"""CSV from anywhere: any usual encoding and separator, line breaks in cells, Excel's own ``sep=`` line."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice

from facilitation.imports.reading import MOST_ROWS, BadFile

FARTHEST_ROW = 2 * MOST_ROWS + 1  # what lies behind need not be read to be too much
SEPARATORS = (";", "\t", ",", "|")
MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
GERMAN = re.compile(r"(?<=[A-Za-z])[äöüß]|\b[ÄÖÜ](?=[a-z])|(?<=[\s(/-])[äöü](?=[a-z])")
GUARD = re.compile(r"^'(?='*[=+\-@\t\r])")
SAID = re.compile(r"^sep=(.)\r?\n", re.IGNORECASE)
TRIED = 60


def rows(sent: bytes) -> list[list[str]]:
    """The records of the file, empty ones too, so that numbers stay those of the spreadsheet. Raises BadFile."""
    text = decoded(sent)
    said = SAID.match(text)
    csv.field_size_limit(1_000_000)
    try:
        records = csv.reader(io.StringIO(text, newline=""), delimiter=said[1] if said else separator(text))
        found = list(islice(records, FARTHEST_ROW))
    except csv.Error:
        raise BadFile(reason="damaged") from None
    if len(found) == FARTHEST_ROW:
        raise BadFile(reason="too_many_rows", limit=MOST_ROWS)
    if said:
        found[0] = []
    return [[GUARD.sub("", cell) for cell in row] for row in found]


def decoded(sent: bytes) -> str:
    """The text, by its mark, as UTF-8, else in the eight bits whose umlauts stand among letters."""
    try:
        for mark, name in MARKS:
            if sent.startswith(mark):
                return sent.decode(name)
        if (wide := _wide(sent)) is not None:
            return sent.decode(wide)
        if _is_binary(sent):
            raise BadFile(reason="format")
        return sent.decode("utf-8")
    except UnicodeDecodeError:
        if b"\0" in sent:
            raise BadFile(reason="format") from None
    eight_bits = [sent.decode(name, errors="replace") for name in ("cp1252", "mac-roman", "cp850")]
    best = max(eight_bits, key=lambda text: len(GERMAN.findall(text)))  # the first of equals
    return sent.decode("latin-1") if "\ufffd" in best else best


def separator(text: str) -> str:
    """The separator that cuts the most rows into the same number of cells."""
    best, most = SEPARATORS[0], (0, 0)
    for one in SEPARATORS:
        widths: Counter[int] = Counter()
        try:
            for row, _ in zip(csv.reader(io.StringIO(text, newline=""), delimiter=one), range(TRIED), strict=False):
                widths[len(row)] += 1
        except csv.Error:
            continue
        told = max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))
        if told > most:
            best, most = one, told
    return best


def _wide(sent: bytes) -> str | None:
    """UTF-16 without a mark: nearly every second byte of Latin text is 0."""
    head = sent[:2000]
    if len(head) < 4 or b"\0" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) * 0.35 and even < len(head) * 0.05:
        return "utf-16-le"
    if even > len(head) * 0.35 and odd < len(head) * 0.05:
        return "utf-16-be"
    return None


def _is_binary(sent: bytes) -> bool:
    """A picture, a PDF or a web page under a table's name."""
    head = sent[:1000].lstrip()
    strange = sum(byte < 9 or 13 < byte < 32 for byte in head)
    page = head[:200].lower()
    return strange > len(head) * 0.02 or page.startswith((b"%pdf", b"{\\rtf", b"<!doctype", b"<html", b"<?xml", b"<"))
