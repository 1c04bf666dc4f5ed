"""A row of the month table as pure values: marks, bars and notes, how an office writes them, and what each month shows.

Months are 1 to 12. A bar is ``[from, to]``, both included; bars that overlap become one. A note is ``[month, text]``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from facilitation.errors import BadInput

YEAR = range(1, 13)
NOTE_LIMIT = 60
MARK = "X"
SPAN = re.compile(r"(\d{1,2})\s*(?:-|–|bis)\s*(\d{1,2})|(\d{1,2})")
NOTE = re.compile(r"\s*(\d{1,2})\s*[:.]?\s+(.*\S)\s*|\s*(\d{1,2}):(.*\S)\s*")


@dataclass(frozen=True)
class Month:
    """What one cell shows: a bar that runs through it, a cross, and words."""

    number: int
    marked: bool
    barred: bool
    note: str

    @property
    def text(self) -> str:
        return " ".join(part for part in (MARK if self.marked else "", self.note) if part)


def row(marks: Iterable[int], bars: Iterable[Sequence[int]], notes: Iterable[tuple[int, str]]) -> list[Month]:
    """Twelve cells."""
    marked, words = set(marks), dict(notes)
    barred = {month for first, last in bars for month in range(first, last + 1)}
    return [Month(n, n in marked, n in barred, words.get(n, "")) for n in YEAR]


def read_marks(written: str) -> list[int]:
    """``1, 4, 7-9`` as months. Raises BadInput."""
    return sorted({month for first, last in _spans("marks", written) for month in range(first, last + 1)})


def read_bars(written: str) -> list[list[int]]:
    """``2-5, 9-12`` as bars; a single month is a bar of one. Raises BadInput."""
    joined: list[list[int]] = []
    for first, last in sorted(_spans("bars", written)):
        if joined and first <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], last)
        else:
            joined.append([first, last])
    return joined


def read_notes(written: str) -> list[tuple[int, str]]:
    """One a line: ``4: Projektende``. Two for one month become one text. Raises BadInput."""
    found: dict[int, str] = {}
    for line in written.splitlines():
        if not line.strip():
            continue
        match = NOTE.fullmatch(line)
        if match is None:
            raise BadInput(field="notes", reason="notes")
        month, text = _month("notes", match[1] or match[3]), (match[2] or match[4]).strip()
        found[month] = f"{found[month]}, {text}" if month in found else text
        if len(found[month]) > NOTE_LIMIT:
            raise BadInput(field="notes", reason="too_long", limit=NOTE_LIMIT, length=len(found[month]))
    return sorted(found.items())


def marks_shown(marks: Iterable[int]) -> str:
    return ", ".join(str(month) for month in marks)


def bars_shown(bars: Iterable[Sequence[int]]) -> str:
    return ", ".join(f"{first}-{last}" for first, last in bars)


def notes_shown(notes: Iterable[Sequence[int | str]]) -> str:
    return "\n".join(f"{month}: {text}" for month, text in notes)


def _spans(field: str, written: str) -> list[tuple[int, int]]:
    if re.search(r"[^\s,;]", SPAN.sub(" ", written)):
        raise BadInput(field=field, reason="months")
    found = [(match[1] or match[3], match[2] or match[3]) for match in SPAN.finditer(written)]
    spans = [(_month(field, first), _month(field, last)) for first, last in found]
    return [(min(span), max(span)) for span in spans]


def _month(field: str, written: str) -> int:
    if int(written) not in YEAR:
        raise BadInput(field=field, reason="months")
    return int(written)
