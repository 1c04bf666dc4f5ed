"""The table host's desk: the board of cards, the Zukunftsbild, the tools of the field, and who sits at the table."""

from __future__ import annotations

from facilitation.web.table import board, desk, seats, tools, vision
from facilitation.web.table.host import blueprint

__all__ = ["blueprint", "board", "desk", "seats", "tools", "vision"]
