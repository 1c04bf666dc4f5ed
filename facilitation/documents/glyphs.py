"""Which characters the shipped fonts can print. PDF/UA knows no missing glyph, so everything else becomes □."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from facilitation.documents.rendering.text import plain

FONTS = Path(__file__).resolve().parent / "fonts"
BOX = "□"
JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f\u2060\u00ad\n\t ")  # seen by no reader; the shaper swallows them


def printable(value: Any) -> Any:
    """The same value with every text in it made of characters that the fonts have; other types as they are."""
    if isinstance(value, str):
        known = printed()
        return "".join(c if ord(c) in known or c in JOINERS else BOX for c in plain(value))
    if isinstance(value, dict):
        return {name: printable(inner) for name, inner in value.items()}
    return [printable(inner) for inner in value] if isinstance(value, (list, tuple)) else value


@cache
def printed() -> frozenset[int]:
    """Every code point that at least one shipped family has."""
    return frozenset(point for path in sorted(FONTS.glob("*400Regular.ttf")) for point in _points(path.read_bytes()))


def _points(font: bytes) -> Iterator[int]:
    """The code points of a TrueType font's character maps (formats 4 and 12 are all that our fonts use)."""
    tables = {font[12 + 16 * i : 16 + 16 * i]: 12 + 16 * i for i in range(struct.unpack_from(">H", font, 4)[0])}
    (start,) = struct.unpack_from(">I", font, tables[b"cmap"] + 8)
    for number in range(struct.unpack_from(">H", font, start + 2)[0]):
        at = start + struct.unpack_from(">HHI", font, start + 4 + 8 * number)[2]
        form = struct.unpack_from(">H", font, at)[0]
        if form == 12:
            yield from _groups(font, at)
        elif form == 4:
            yield from _segments(font, at)


def _groups(font: bytes, at: int) -> Iterator[int]:
    for number in range(struct.unpack_from(">I", font, at + 12)[0]):
        first, last, _glyph = struct.unpack_from(">III", font, at + 16 + 12 * number)
        yield from range(first, last + 1)


def _segments(font: bytes, at: int) -> Iterator[int]:
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    lasts = at + 14
    firsts = lasts + 2 * count + 2
    deltas, offsets = firsts + 2 * count, firsts + 4 * count
    for number in range(count):
        first, last, delta, offset = (
            struct.unpack_from(">H", font, base + 2 * number)[0] for base in (firsts, lasts, deltas, offsets)
        )
        for point in range(first, min(last, 0xFFFE) + 1):
            place = offsets + 2 * number + offset + 2 * (point - first)
            glyph = struct.unpack_from(">H", font, place)[0] if offset else point + delta
            if glyph & 0xFFFF:
                yield point
