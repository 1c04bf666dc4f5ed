"""Things to count: sticky dots (one dot, one point) and turnout strokes (one stroke, one person)."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True)
class Dot:
    cx: float
    cy: float
    r: float
    filled: bool


@dataclass(frozen=True)
class Dots:
    width: float
    height: float
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Stroke:
    x: float
    y1: float
    y2: float
    width: float
    done: bool


@dataclass(frozen=True)
class Strokes:
    width: float
    height: float
    strokes: tuple[Stroke, ...]


def dots(
    count: int,
    *,
    cap: int | None = None,
    size: float = 30,
    gap: float = 5,
    five_gap: float = 10,
    max_width: float | None = None,
) -> Dots:
    """`count` dots in fives, then empty ones up to `cap`; more than fit into `max_width` go in smaller rows.

    The drawing keeps the height of two full dots at most, so that a table row does not grow.
    """
    total = max(count, cap or 0)
    if total <= 0:
        return Dots(size, size, ())
    rows, shrink = 1, 1.0
    if max_width is not None:
        while _row_width(_per_row(total, rows), size, gap, five_gap) * shrink > max_width and rows < 40:
            rows += 1
            shrink = min(1.0, 2 * size / (rows * (size + gap) - gap))
    diameter, space, fives = size * shrink, gap * shrink, five_gap * shrink
    per_row = _per_row(total, rows)
    placed = []
    for index in range(total):
        row, column = divmod(index, per_row)
        filled = index < count
        placed.append(
            Dot(
                cx=round(column * (diameter + space) + column // 5 * fives + diameter / 2, 1),
                cy=round(row * (diameter + space) + diameter / 2, 1),
                r=round(diameter / 2 - (0 if filled else 1), 1),
                filled=filled,
            )
        )
    used_rows = (total - 1) // per_row + 1
    return Dots(
        width=round(_row_width(min(total, per_row), diameter, space, fives), 1),
        height=round(used_rows * (diameter + space) - space, 1),
        dots=tuple(placed),
    )


def strokes(done: int, total: int, *, height: float = 48, max_width: float = 620) -> Strokes:
    """A tall stroke for each person who has voted, a short one for the others, in fives, from the left.

    Beyond what fits, strokes move closer; beyond 100 people they stand in two or more rows.
    """
    total = max(total, done)
    rows = 1 if total <= 100 else ceil(total / 150) + 1
    per_row = _per_row(total, rows)
    natural = (per_row - 1) * 24 + (per_row - 1) // 5 * 14 + 8
    shrink = min(1.0, max_width / natural) if per_row else 1.0
    row_height = height / rows if rows == 1 else (height - 4 * (rows - 1)) / rows
    placed = []
    for index in range(total):
        row, column = divmod(index, per_row)
        x = 4 * shrink + (column * 24 + column // 5 * 14) * shrink
        foot = row * (row_height + 4) + row_height
        tall = index < done
        placed.append(
            Stroke(
                x=round(x, 2),
                y1=round(foot - row_height * (1 if tall else 0.46), 1),
                y2=round(foot, 1),
                width=round(max(0.6, (6 if tall else 3) * shrink), 2),
                done=tall,
            )
        )
    return Strokes(round(natural * shrink if total else 8.0, 1), height, tuple(placed))


def _per_row(total: int, rows: int) -> int:
    """Whole fives per row, so that the groups stand under each other."""
    if rows == 1:
        return total
    return ceil(total / rows / 5) * 5


def _row_width(count: int, size: float, gap: float, five_gap: float) -> float:
    return count * (size + gap) - gap + (count - 1) // 5 * five_gap
