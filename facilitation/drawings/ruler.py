"""The day as a folding ruler: one slat per agenda item, a rivet at each boundary, the pencil at now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import ceil, floor
from typing import Literal

from facilitation.drawings.lettering import text_width

State = Literal["past", "now", "ahead"]
_MINUTE = 60.0
_TICK_STEPS = (5, 15, 30, 60)
_LABEL_STEPS = (5, 10, 15, 30, 60, 120, 180, 240, 360, 720)


@dataclass(frozen=True)
class Slat:
    """An agenda item as the ruler needs it: forecast times in local, aware datetimes, and a short name."""

    start: datetime
    end: datetime
    name: str
    state: State


@dataclass(frozen=True)
class Ticks:
    """Marks on the upper edge of a slat, as x positions by length: minor, longer (15), longest (hour)."""

    minor: tuple[float, ...]
    longer: tuple[float, ...]
    longest: tuple[float, ...]


@dataclass(frozen=True)
class DrawnSlat:
    slat: Slat
    x: float
    y: float
    width: float
    height: float
    rx: float
    ticks: Ticks
    name_x: float | None
    """Middle of the name, or None where the name does not fit."""

    @property
    def state(self) -> State:
        return self.slat.state


@dataclass(frozen=True)
class Label:
    x: float
    text: str
    minute: bool
    hidden: bool


@dataclass(frozen=True)
class Ruler:
    """Geometry in a box of `width` x `height`. `slats` stand in drawing order, the open one last."""

    width: float
    height: float
    font_size: float
    x0: float
    x1: float
    start: datetime
    end: datetime
    stop: datetime | None
    now: datetime | None
    slats: tuple[DrawnSlat, ...]
    labels: tuple[Label, ...]
    rivets: tuple[float, ...]
    top: float
    slat_height: float
    stop_x: float | None
    over: tuple[float, float] | None
    pencil_x: float
    pencil_shown: bool
    pencil_text_dx: float

    @property
    def open(self) -> Slat | None:
        return next((drawn.slat for drawn in self.slats if drawn.state == "now"), None)

    @property
    def minutes_late(self) -> int:
        """Whole minutes the forecast runs past the stop; 0 when it does not."""
        if self.stop is None:
            return 0
        return max(0, round((_forecast_end(self) - self.stop.timestamp()) / _MINUTE))

    @property
    def rivet_y(self) -> float:
        return self.top + self.slat_height / 2

    @property
    def name_y(self) -> float:
        return round(self.top + 0.82 * self.slat_height, 1)


def _forecast_end(drawn: Ruler) -> float:
    return max(slat.slat.end.timestamp() for slat in drawn.slats)


class _Scale:
    """Instants to x positions, and back to the local wall clock for ticks and labels."""

    def __init__(self, start: datetime, end: datetime, x0: float, x1: float) -> None:
        self.start, self.end, self.x0, self.x1 = start.timestamp(), end.timestamp(), x0, x1
        self.zone = start.tzinfo
        self.per_minute = (x1 - x0) / max((self.end - self.start) / _MINUTE, 1.0)

    def x(self, moment: datetime) -> float:
        return self.at(moment.timestamp())

    def at(self, seconds: float) -> float:
        return self.x0 + (seconds - self.start) / _MINUTE * self.per_minute

    def moments(self, first: float, last: float, step: int) -> Iterator[tuple[float, datetime]]:
        """Wall-clock multiples of `step` minutes (counted from midnight), first and last included."""
        grid = 5 * _MINUTE
        for beat in range(ceil(first / grid), floor(last / grid) + 1):
            local = datetime.fromtimestamp(beat * grid, self.zone)
            if (local.hour * 60 + local.minute) % step == 0:
                yield beat * grid, local


def ruler(
    slats: Sequence[Slat],
    now: datetime | None,
    stop: datetime | None,
    *,
    width: float = 1860,
    height: float = 166,
    font_size: float = 36,
) -> Ruler:
    """Lay the slats out from the first start to the last end (or the stop, if that is later).

    `now` outside the day hides the pencil; the macro still prints it, so that a script can bring it in.
    """
    if not slats:
        raise ValueError("a ruler needs at least one slat")
    day = sorted(slats, key=lambda slat: (slat.start.timestamp(), slat.end.timestamp()))
    ends = [slat.end for slat in day] + ([stop] if stop else [])
    start, end = day[0].start, max(ends, key=datetime.timestamp)

    top = 1.6 * font_size
    slat_height = (height - top - 2) / 1.1
    pad = 0.16 * slat_height
    scale = _Scale(start, end, pad + 0.4 * font_size, width - max(2.0 * font_size, pad + 2))

    drawn = [_draw(slat, scale, top, slat_height, pad, font_size, stop) for slat in day]
    order = drawn[0::2] + drawn[1::2]
    order.sort(key=lambda one: one.state == "now")

    shown = now is not None and scale.start <= now.timestamp() <= scale.end
    pencil_x = scale.x(now) if now is not None and shown else scale.x0
    reach = text_width("00:00", font_size) / 2
    text_x = min(max(pencil_x, reach + 1), width - reach - 1)

    over = None
    stop_x = scale.x(stop) if stop and stop.timestamp() >= scale.start else None
    last = max(slat.end.timestamp() for slat in day)
    if stop_x is not None and stop is not None and last > stop.timestamp():
        over = (round(stop_x, 1), round(scale.at(last) + pad, 1))

    return Ruler(
        width=width, height=height, font_size=font_size,
        x0=round(scale.x0, 1), x1=round(scale.x1, 1),
        start=start, end=end, stop=stop, now=now,
        slats=tuple(order),
        labels=tuple(_labels(scale, width, font_size, text_x if shown else None)),
        rivets=tuple(round(scale.x(after.start), 1) for _, after in pairwise(day)),
        top=round(top, 1), slat_height=round(slat_height, 1),
        stop_x=None if stop_x is None else round(stop_x, 1), over=over,
        pencil_x=round(pencil_x, 1), pencil_shown=shown, pencil_text_dx=round(text_x - pencil_x, 1),
    )  # fmt: skip


def _draw(
    slat: Slat, scale: _Scale, top: float, height: float, pad: float, font_size: float, stop: datetime | None
) -> DrawnSlat:
    left, right = scale.x(slat.start), scale.x(slat.end)
    rise = 0.1 * height if slat.state == "now" else 0.0
    clear = min(right, scale.x(stop)) if stop else right
    room = clear - left - 2 * pad
    fits = bool(slat.name) and text_width(slat.name, font_size) + 0.3 * font_size <= room
    return DrawnSlat(
        slat=slat,
        x=round(left - pad, 1), y=round(top - rise, 1),
        width=round(right - left + 2 * pad, 1), height=round(height + rise, 1),
        rx=round(0.22 * height, 1),
        ticks=_ticks(slat, scale),
        name_x=round((left + clear) / 2, 1) if fits else None,
    )  # fmt: skip


def _ticks(slat: Slat, scale: _Scale) -> Ticks:
    """Marks strictly inside the slat: its boundaries carry rivets."""
    step = next((s for s in _TICK_STEPS if s * scale.per_minute >= 5), _TICK_STEPS[-1])
    minor: list[float] = []
    longer: list[float] = []
    longest: list[float] = []
    first, last = slat.start.timestamp(), slat.end.timestamp()
    for moment, local in scale.moments(first, last, step):
        if first < moment < last:
            kind = longest if local.minute == 0 else longer if local.minute % 15 == 0 else minor
            kind.append(round(scale.at(moment), 1))
    return Ticks(tuple(minor), tuple(longer), tuple(longest))


def _labels(scale: _Scale, width: float, font_size: float, pencil: float | None) -> Iterator[Label]:
    """Times above the ruler, as many as stand apart; one that touches the pencil's label is hidden."""
    label = text_width("00 Uhr", font_size)
    long_day = (scale.end - scale.start) / _MINUTE > 100
    steps = [step for step in _LABEL_STEPS if step >= 60 or not long_day]
    step = next((s for s in steps if s * scale.per_minute >= 1.5 * label), _LABEL_STEPS[-1])
    reach = (label + text_width("00:00", font_size)) / 2 + 0.5 * font_size
    for moment, local in scale.moments(scale.start, scale.end, step):
        x = scale.at(moment)
        hour = local.minute == 0
        text = f"{local.hour}" if hour else f"{local:%H:%M}"
        x = min(max(x, label / 2 + 1), width - label / 2 - 1)
        yield Label(round(x, 1), text, not hour, pencil is not None and abs(x - pencil) < reach)
