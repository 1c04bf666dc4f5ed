"""The table of `make faults`: every job notes what it measured beside the limit and what a peer has published."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

KEPT = Path(__file__).resolve().parent.parent.parent / "build" / "faults.json"
NONE = "none published"


@dataclass(frozen=True)
class Figure:
    scenario: str
    value: float
    unit: str
    limit: float | None
    met: bool
    peer: str


@dataclass
class Figures:
    """Written down first and judged then, so that the table shows what failed too. On a machine that others keep busy
    too, `slack` times as many seconds are allowed."""

    rows: list[Figure] = field(default_factory=list)
    slack: float = 1.0

    def at_most(self, scenario: str, value: float, limit: float, unit: str = "", *, peer: str = NONE) -> None:
        limit = limit * self.slack if unit == "s" else limit
        self._note(Figure(scenario, value, unit, limit, value <= limit, peer))

    def nothing(self, scenario: str, value: int, *, peer: str = NONE) -> None:
        """How often something happened that never may."""
        self.at_most(scenario, value, 0, "times", peer=peer)

    def told(self, scenario: str, value: float, unit: str = "", *, peer: str = NONE) -> None:
        """A figure without a limit: how much was tried."""
        self._note(Figure(scenario, value, unit, None, True, peer))

    def table(self) -> list[str]:
        rows = [("scenario", "figure", "limit", "peer")]
        rows += [(row.scenario, _said(row.value, row.unit), _limit(row), row.peer) for row in self.rows]
        widths = [max(len(row[n]) for row in rows) for n in range(4)]
        return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]

    def keep(self) -> None:
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(json.dumps([asdict(row) for row in self.rows], indent=1) + "\n", encoding="utf-8")

    def _note(self, row: Figure) -> None:
        self.rows.append(row)
        assert row.met, f"{row.scenario}: {_said(row.value, row.unit)}, the limit is {_limit(row)}"


def _said(value: float, unit: str) -> str:
    number = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
    return f"{number} {unit}".strip()


def _limit(row: Figure) -> str:
    if row.limit is None:
        return "-"
    return _said(row.limit, row.unit) + ("" if row.met else "  MISSED")
