"""Where the tables of a hall stand: as the data says, in a ring, along the walls, or in rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from math import ceil, copysign, cos, pi, sin, sqrt

# Sizes at scale 1 in a hall of 1080 x 830, as drawn on the stage.
TABLE_W, TABLE_H, TABLE_R = 240.0, 148.0, 70.0
CHAIR_RX, CHAIR_RY, CHAIR = 140.0, 92.0, 13.0
_BOX_W, _BOX_H = 2 * (CHAIR_RX + CHAIR), 2 * (CHAIR_RY + CHAIR)
_GAP = 10.0

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class HallTable:
    """A table to draw. `x` and `y` run from 0 to 1 (left to right, stage to back); None: place it for me."""

    number: int
    name: str = ""
    x: float | None = None
    y: float | None = None
    seats: int = 14
    field: int | None = None


class Room:
    """Walls with a door at the lower right and the stage in the middle of the upper wall."""

    def __init__(self, width: float, height: float) -> None:
        left, top, right, bottom = 20.0, 16.0, width - 20, height - 16
        sill, lintel = bottom - 24, bottom - 174
        self.wall = f"M{left:g} {top:g}H{right:g}V{lintel:g}M{right:g} {sill:g}V{bottom:g}H{left:g}V{top:g}"
        self.door = f"M{right:g} {lintel:g}A150 150 0 0 0 {right - 112:g} {lintel + 100:g}"
        self.door_text = (right - 14, lintel + 88)
        stage_width = min(420.0, 0.4 * width)
        self.platform: Box = ((width - stage_width) / 2, top, stage_width, 62.0)
        self.floor: Box = (left + 8, top + 62 + 8, right - 8, bottom - 8)
        self.doorway: Box = (right - 112, lintel, right, sill)


def places(tables: Sequence[HallTable], room: Room) -> tuple[list[Point], float]:
    given = [(table.x, table.y) for table in tables if table.x is not None and table.y is not None]
    if len(given) == len(tables):
        fitted = _fit(lambda scale: _given(given, room, scale), room)
        if fitted:
            return fitted
    count = len(tables)
    rounds: list[tuple[list[Point], float]] = []
    if count <= 6:
        rounds = [_fit(lambda scale: _ring(count, room, scale), room) or ([], 0.0)]
    elif count <= 16:
        for right in (room.floor[2], room.doorway[0] - 4):
            rounds.append(_fit(partial(_along_walls, count, room, right), room) or ([], 0.0))
    best = max(rounds, key=lambda one: one[1], default=([], 0.0))
    rows = _fit(lambda scale: _rows(count, room, scale), room) or ([], 0.0)
    chosen = best if best[1] >= 0.6 * rows[1] else rows
    if len(chosen[0]) != count:
        raise ValueError(f"{count} tables do not fit into the plan")
    return chosen


def _fit(place: Callable[[float], list[Point]], room: Room) -> tuple[list[Point], float] | None:
    """The largest scale at which the placed tables keep apart from each other, the walls and the door."""
    scale = 1.15
    while scale > 0.2:
        centres = place(scale)
        boxes = [box_of(centre, scale) for centre in centres]
        if all(_inside(box, room.floor) and not _touch(box, room.doorway) for box in boxes) and not any(
            _touch(a, b) for a, b in combinations(boxes, 2)
        ):
            return centres, scale
        scale -= 0.025
    return None


def _given(positions: Sequence[tuple[float, float]], room: Room, scale: float) -> list[Point]:
    """0..1 spans the floor minus half a table, so a table at the very edge still stands in the hall."""
    x0, y0, x1, y1 = room.floor
    half_w, half_h = scale * _BOX_W / 2, scale * _BOX_H / 2
    return [
        (
            x0 + half_w + min(max(x, 0), 1) * (x1 - x0 - 2 * half_w),
            y0 + half_h + min(max(y, 0), 1) * (y1 - y0 - 2 * half_h),
        )
        for x, y in positions
    ]


def _ring(count: int, room: Room, scale: float) -> list[Point]:
    """Clockwise from the upper left, drawn out to the sides as halls are; one table stands in the middle."""
    x0, y0, x1, y1 = room.floor
    middle = ((x0 + x1) / 2, (y0 + y1) / 2)
    if count == 1:
        return [middle]
    rx = (x1 - x0 - scale * _BOX_W) / 2 - 8
    ry = (y1 - y0 - scale * _BOX_H) / 2 - 8
    return [
        (middle[0] + rx * copysign(abs(cos(angle)) ** 0.65, cos(angle)), middle[1] + ry * sin(angle))
        for angle in (-pi / 2 + (i - 0.5) * 2 * pi / count for i in range(count))
    ]


def _along_walls(count: int, room: Room, right: float, scale: float) -> list[Point]:
    """Clockwise along the walls from the upper left; a place too many is left free at the door."""
    x0, y0, _, y1 = room.floor
    columns = rows = 3
    while 2 * (columns + rows) - 4 < count:
        columns, rows = (columns + 1, rows) if columns == rows else (columns, rows + 1)
    cells = [(column, 0) for column in range(columns)] + [(columns - 1, row) for row in range(1, rows)]
    cells += [(column, rows - 1) for column in range(columns - 2, -1, -1)]
    cells += [(0, row) for row in range(rows - 2, 0, -1)]
    if len(cells) > count:
        cells.remove((columns - 1, rows - 1))
    return [
        (x0 + (column + 0.5) * (right - x0) / columns, y0 + (row + 0.5) * (y1 - y0) / rows)
        for column, row in cells[:count]
    ]


def _rows(count: int, room: Room, scale: float) -> list[Point]:
    """Rows walked to and fro, so that the next table is a neighbour; the way to the door stays free."""
    x0, y0, x1, y1 = room.floor
    x1 = room.doorway[0] - 4
    columns = max(1, min(count, round(sqrt(count * (x1 - x0) / (y1 - y0) * _BOX_H / _BOX_W))))
    rows = ceil(count / columns)
    places = []
    for index in range(count):
        row, column = divmod(index, columns)
        column = column if row % 2 == 0 else columns - 1 - column
        places.append((x0 + (column + 0.5) * (x1 - x0) / columns, y0 + (row + 0.5) * (y1 - y0) / rows))
    return places


def box_of(centre: Point, scale: float) -> Box:
    """Left, top, right, bottom of a table with its chairs."""
    half_w, half_h = scale * _BOX_W / 2, scale * _BOX_H / 2
    return (centre[0] - half_w, centre[1] - half_h, centre[0] + half_w, centre[1] + half_h)


def _inside(box: Box, floor: Box) -> bool:
    return box[0] >= floor[0] and box[1] >= floor[1] and box[2] <= floor[2] and box[3] <= floor[3]


def _touch(one: Box, other: Box) -> bool:
    return (
        one[0] < other[2] + _GAP and other[0] < one[2] + _GAP and one[1] < other[3] + _GAP and other[1] < one[3] + _GAP
    )
