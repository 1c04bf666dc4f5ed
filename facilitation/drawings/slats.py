"""The open slat life-size (top of a phone, big slat of the break) and the marks on the Weiter slat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, floor

from facilitation.drawings.lettering import text_width

_STEPS = (1, 5, 15, 30, 60)


@dataclass(frozen=True)
class OpenSlat:
    """One item between two rivets; `ticks` are (x, level 0..2, spent), `labels` are (x, text, spent)."""

    width: float
    height: float
    x0: float
    x1: float
    spent_x: float
    font_size: float
    start: datetime | None
    end: datetime | None
    ticks: tuple[tuple[float, int, bool], ...]
    labels: tuple[tuple[float, str, bool], ...]

    @property
    def rivet_r(self) -> float:
        return max(4.0, round(0.07 * self.height, 1))


def open_slat(
    minutes: float,
    spent_fraction: float,
    *,
    width: float = 390,
    height: float = 24,
    start: datetime | None = None,
    font_size: float | None = None,
) -> OpenSlat:
    """A slat of so many minutes, of which a fraction is spent (held between 0 and 1).

    With `start` (local, aware) the marks stand on the wall clock; with `font_size` times are printed too.
    """
    length = max(minutes, 1.0)
    x0, x1 = height / 2, width - height / 2
    per_minute = (x1 - x0) / length
    spent_x = x0 + min(max(spent_fraction, 0.0), 1.0) * (x1 - x0)

    # Minutes since midnight at the left rivet, so that marks fall on round wall-clock minutes.
    phase = start.hour * 60 + start.minute + start.second / 60 if start else 0.0
    step = next((s for s in _STEPS if s * per_minute >= 4), _STEPS[-1])
    ticks: list[tuple[float, int, bool]] = []
    for beat in range(ceil(phase / step), floor((phase + length) / step + 1e-9) + 1):
        minute = beat * step
        x = x0 + (minute - phase) * per_minute
        level = 2 if minute % 15 == 0 else 1 if minute % 5 == 0 else 0
        ticks.append((round(x, 1), level, x < spent_x))

    labels: list[tuple[float, str, bool]] = []
    if start and font_size:
        wide = text_width("00:00", font_size)
        every = next((s for s in (5, 10, 15, 30, 60, 120) if s * per_minute >= 1.35 * wide), 240)
        for beat in range(ceil(phase / every), floor((phase + length) / every) + 1):
            x = x0 + (beat * every - phase) * per_minute
            apart = 0.62 * wide + 0.1 * height
            if x0 + apart <= x <= x1 - apart:
                moment = start + timedelta(minutes=beat * every - phase)
                labels.append((round(x, 1), f"{moment:%H:%M}", x < spent_x))

    return OpenSlat(
        width=width, height=height, x0=round(x0, 1), x1=round(x1, 1), spent_x=round(spent_x, 1),
        font_size=font_size or 0, start=start,
        end=start + timedelta(minutes=length) if start else None,
        ticks=tuple(ticks), labels=tuple(labels),
    )  # fmt: skip


def press_ticks(width: float = 760, every: float = 16.9) -> tuple[tuple[float, int], ...]:
    """Marks along the Weiter slat: (x, depth), the longest at 15, longer at 5."""
    count = floor(width / every)
    return tuple((round(i * every, 1), 22 if i % 15 == 0 else 15 if i % 5 == 0 else 9) for i in range(1, count))
