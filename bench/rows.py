"""Figures and rows. A scenario answers figures by name; `limits.py` holds what each has to reach, `budgets.json` what
each ratio was when it was last recorded."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bench.limits import LIMITS, Limit

WORSE = 1.2  # a ratio this much worse than recorded is red
Figures = dict[str, tuple[float, str]]  # name: value and unit
RATIO = "x"
TIMES = "times"  # what must not happen at all: summed over halls and rounds, for a median would hide it


@dataclass(frozen=True)
class Row:
    """One line of the table. `value` is None for what could not be run here; `recorded` for ratios only."""

    name: str
    value: float | None
    unit: str
    limit: Limit
    recorded: float | None = None

    @property
    def met(self) -> bool | None:
        if self.value is None:
            return None
        if self.limit.most is not None:
            return self.value <= self.limit.most
        return self.limit.least is None or self.value >= self.limit.least

    @property
    def is_worse(self) -> bool:
        """A ratio that has got worse by more than a fifth since it was recorded."""
        if self.unit != RATIO or self.value is None or not self.recorded:
            return False
        if self.limit.least is not None:
            return self.value < self.recorded / WORSE
        return self.value > self.recorded * WORSE

    @property
    def is_red(self) -> bool:
        """Ratios decide, and what must not happen at all; absolute times belong to the machine."""
        return self.unit in (RATIO, TIMES) and (self.met is False or self.is_worse)

    @property
    def verdict(self) -> str:
        if self.value is None:
            return "not run"
        return "MISSED" if not self.met else "WORSE" if self.is_worse else "ok" if self.limit.is_set else ""

    def as_json(self) -> dict[str, Any]:
        value = None if self.value is None else round(self.value, 3)
        return {"name": self.name, "value": value, "unit": self.unit, "limit": self.limit.figure, "met": self.met}


def together(parts: Iterable[Figures]) -> Figures:
    """The figures of several scenarios of one round."""
    found: Figures = {}
    for part in parts:
        for name, (value, unit) in part.items():
            found[name] = (found[name][0] + value, unit) if unit == TIMES and name in found else (value, unit)
    return found


def medians(rounds: Iterable[Mapping[str, tuple[float, str]]]) -> Figures:
    """Each figure's median over the rounds; the sum of what must not happen."""
    found: dict[str, list[float]] = defaultdict(list)
    units: dict[str, str] = {}
    for figures in rounds:
        for name, (value, unit) in figures.items():
            found[name].append(value)
            units[name] = unit
    return {name: (_of_rounds(values, units[name]), units[name]) for name, values in found.items()}


def _of_rounds(values: list[float], unit: str) -> float:
    return sum(values) if unit == TIMES else statistics.median(values)


def rows_of(figures: Figures, recorded: Mapping[str, float]) -> list[Row]:
    return [
        Row(name, value, unit, LIMITS.get(name, Limit()), recorded.get(name)) for name, (value, unit) in figures.items()
    ]


def not_run(names: Iterable[str], why: str) -> list[Row]:
    """Rows for what this machine cannot run."""
    return [Row(f"{name}: {why}", None, "", Limit()) for name in names]
