"""The drawings of the workshop as plain geometry: signs, ruler, slats, hall plan, dots and strokes.

Pure functions of values; the macros in ``templates/_drawings.html`` print them as SVG attributes.
"""

from __future__ import annotations

from facilitation.drawings.counters import Dot, Dots, Stroke, Strokes, dots, strokes
from facilitation.drawings.hall import Hall, hall_plan
from facilitation.drawings.places import HallTable
from facilitation.drawings.ruler import Ruler, Slat, ruler
from facilitation.drawings.signs import Sign, shape_name, sign
from facilitation.drawings.slats import OpenSlat, open_slat, press_ticks

__all__ = [
    "Dot", "Dots", "Hall", "HallTable", "OpenSlat", "Ruler", "Sign", "Slat", "Stroke", "Strokes",
    "dots", "hall_plan", "open_slat", "press_ticks", "ruler", "shape_name", "sign", "strokes",
]  # fmt: skip
