"""The hall from above: stage, door, tables with their chairs, and arrows for who goes where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import atan2, cos, hypot, pi, sin, sqrt

from facilitation.drawings.lettering import text_width
from facilitation.drawings.places import (
    CHAIR,
    CHAIR_RX,
    CHAIR_RY,
    TABLE_H,
    TABLE_R,
    TABLE_W,
    Box,
    HallTable,
    Point,
    Room,
    box_of,
    places,
)  # fmt: skip

NAME = 38.0  # a name is as large as the other words of the plan, or it is not there


@dataclass(frozen=True)
class DrawnTable:
    table: HallTable
    cx: float
    cy: float
    box: Box
    rect: tuple[float, float, float, float, float]
    """x, y, width, height, corner radius."""
    chairs: tuple[Point, ...]
    chair_r: float
    sign: tuple[float, float, float]
    """x, y, size."""
    name_y: float | None
    font_size: float


@dataclass(frozen=True)
class Arrow:
    origin: int
    target: int
    path: str
    head: str


@dataclass(frozen=True)
class Hall:
    width: float
    height: float
    wall: str
    door: str
    door_text: Point
    platform: Box
    tables: tuple[DrawnTable, ...]
    arrows: tuple[Arrow, ...]


def hall_plan(
    tables: Sequence[HallTable],
    moves: Iterable[tuple[int, int]] = (),
    *,
    width: float = 1080,
    height: float = 830,
) -> Hall:
    """Draw the tables where the data puts them, or (without positions, or if they would overlap) in a ring.

    `moves` are pairs of table numbers, from and to; staying at a table draws no arrow.
    """
    room = Room(width, height)
    centres, scale = places(tables, room)
    drawn = [_draw(table, centre, scale) for table, centre in zip(tables, centres, strict=True)]
    by_number = {one.table.number: one for one in drawn}
    arrows = [
        _arrow(by_number[a], by_number[b], scale) for a, b in moves if a != b and a in by_number and b in by_number
    ]
    return Hall(width, height, room.wall, room.door, room.door_text, room.platform, tuple(drawn), tuple(arrows))


def _draw(table: HallTable, centre: Point, scale: float) -> DrawnTable:
    cx, cy = centre
    seats = min(max(table.seats, 0), 24)
    chairs = tuple(
        (
            round(cx + scale * CHAIR_RX * cos(0.11 + i * 2 * pi / seats), 1),
            round(cy + scale * CHAIR_RY * sin(0.11 + i * 2 * pi / seats), 1),
        )
        for i in range(seats)
    )
    named = bool(table.name) and scale >= 0.6 and text_width(table.name, NAME) <= scale * TABLE_W * 1.06
    size = min(scale * 92, scale * 126 - 29) if named else scale * 118
    top = cy - scale * 66 if named else cy - size / 2
    return DrawnTable(
        table=table, cx=round(cx, 1), cy=round(cy, 1), box=box_of(centre, scale),
        rect=(
            round(cx - scale * TABLE_W / 2, 1), round(cy - scale * TABLE_H / 2, 1),
            round(scale * TABLE_W, 1), round(scale * TABLE_H, 1), round(scale * TABLE_R, 1),
        ),
        chairs=chairs, chair_r=round(scale * CHAIR, 1),
        sign=(round(cx - size / 2, 1), round(top, 1), round(size, 1)),
        name_y=round(cy + scale * 60, 1) if named else None, font_size=NAME,
    )  # fmt: skip


def _arrow(origin: DrawnTable, target: DrawnTable, scale: float) -> Arrow:
    """A slightly bent way from chair ring to chair ring; there and back bend to different sides."""
    chairs = CHAIR + 8 / scale
    for beyond in (
        chairs,
        -CHAIR,
        -3 * CHAIR,
    ):  # neighbours close together: the way starts among the chairs
        ax, ay = _edge(origin, (target.cx, target.cy), scale, beyond)
        bx, by = _edge(target, (origin.cx, origin.cy), scale, beyond)
        length = max(hypot(bx - ax, by - ay), 1.0)
        if length >= 44 * scale:
            break
    ux, uy = (bx - ax) / length, (by - ay) / length
    head = min(41 * max(scale, 0.6), 0.55 * length)
    bend = 0.035 * length
    mx, my = (ax + bx) / 2 + uy * bend, (ay + by) / 2 - ux * bend
    angle = atan2(by - my, bx - mx)
    dx, dy = cos(angle), sin(angle)
    sx, sy = bx - head * dx, by - head * dy
    half = 0.47 * head
    ex, ey = bx - 0.65 * head * dx, by - 0.65 * head * dy
    path = f"M{ax:.0f} {ay:.0f}Q{mx:.0f} {my:.0f} {ex:.0f} {ey:.0f}"
    tip = f"M{bx:.0f} {by:.0f}L{sx - half * dy:.0f} {sy + half * dx:.0f}L{sx + half * dy:.0f} {sy - half * dx:.0f}Z"
    return Arrow(origin.table.number, target.table.number, path, tip)


def _edge(table: DrawnTable, towards: Point, scale: float, beyond: float) -> Point:
    """Where a way meets the ring of chairs, so far beyond their middle."""
    rx, ry = scale * (CHAIR_RX + beyond), scale * (CHAIR_RY + beyond)
    dx, dy = towards[0] - table.cx, towards[1] - table.cy
    reach = 1 / max(sqrt((dx / rx) ** 2 + (dy / ry) ** 2), 1.05)
    return table.cx + dx * reach, table.cy + dy * reach
