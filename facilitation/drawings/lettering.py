"""How wide a word will be, roughly, so that a drawing can decide whether it fits."""

from __future__ import annotations

# Advance widths in em, measured from the screen font at weight 650.
_NARROW = dict.fromkeys("ijl:.,;'!|()", 0.31) | dict.fromkeys("frt-1I ", 0.4)
_WIDE = dict.fromkeys("mWM", 0.88) | dict.fromkeys("wOQGNHDU&", 0.73)
_ADVANCE = _NARROW | _WIDE


def text_width(text: str, font_size: float) -> float:
    """Width of one line in the drawing's units; a little too wide rather than too narrow."""
    em = sum(_ADVANCE.get(letter, 0.66 if letter.isupper() else 0.59) for letter in text)
    return em * font_size
