"""The sign of a field or table: its number in a shape that hosts can say aloud ("die Raute")."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sign:
    """One sign in a 48 x 48 box; `text_y` is the baseline of the number, `size` its font size."""

    number: int
    shape: str
    path: str
    text_y: float
    size: float


_OCTAGON = "M15.5 3.5H32.5L44.5 15.5V32.5L32.5 44.5H15.5L3.5 32.5V15.5Z"
_SHAPES: tuple[tuple[str, str, float, float], ...] = (
    ("Quadrat", "M6 6H42V42H6Z", 33, 25),
    ("Dreieck", "M24 3L46.5 43.5H1.5Z", 38, 22),
    ("Sechseck", "M24 2L43.5 13V35L24 46L4.5 35V13Z", 33, 25),
    ("Raute", "M24 .5L47.5 24L24 47.5L.5 24Z", 32.5, 25),
    ("Bogen", "M4.5 44V22A19.5 19.5 0 0 1 43.5 22V44Z", 35, 25),
    ("Achteck", _OCTAGON, 33, 25),
    ("Kreuz", "M14 3H34V14H45V34H34V45H14V34H3V14H14Z", 33, 25),
    ("Schild", "M5 4H43V23C43 34 35 42 24 46.5C13 42 5 34 5 23Z", 32, 25),
)
_BEYOND = _SHAPES[5]


def sign(number: int) -> Sign:
    """The sign with this number; from 9 on the number stands in an octagon."""
    if number < 1:
        raise ValueError(f"a sign has a number from 1 on, not {number}")
    shape, path, text_y, size = _SHAPES[number - 1] if number <= len(_SHAPES) else _BEYOND
    if number >= 10:
        size, text_y = (20.0, 31.0) if number < 100 else (15.0, 29.5)
    return Sign(number, shape, path, text_y, size)


def shape_name(number: int) -> str:
    """What the shape of this number is called in German."""
    return sign(number).shape
