"""What a run leaves: the table on the screen, bench/latest.json, its part of docs/measurements.md, and the plots."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench import plots
from bench.machine import described
from bench.rows import RATIO, TIMES, Row

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"
LATEST, BUDGETS = HERE / "latest.json", HERE / "budgets.json"
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


def recorded() -> dict[str, float]:
    """The ratios as they were last recorded."""
    found: dict[str, float] = json.loads(BUDGETS.read_text(encoding="utf-8"))["ratios"] if BUDGETS.exists() else {}
    return found


def record(rows: Sequence[Row]) -> None:
    ratios = {row.name: round(row.value, 3) for row in rows if row.unit == RATIO and row.value is not None}
    told = {"ratios": recorded() | ratios}
    BUDGETS.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def show(rows: Sequence[Row]) -> None:
    print(f"{'scenario':<66} {'figure':>11} {'limit':>12}  {'':<7} peer")
    for row in rows:
        print(f"{row.name:<66} {_figure(row):>11} {row.limit.words:>12}  {row.verdict:<7} {row.limit.peer}")


def keep(rows: Sequence[Row], seconds: float) -> None:
    told = {"machine": described(), "seconds": round(seconds), "rows": [row.as_json() for row in rows]}
    LATEST.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def write_page(rows: Sequence[Row], rounds: int, seconds: float) -> None:
    """The part of docs/measurements.md between the marks, and the plots it shows."""
    figures = {row.name: row.value for row in rows if row.value is not None}
    (DOCS / "plots").mkdir(exist_ok=True)
    shown = []
    for name, title, drawing in plots.drawn(figures):
        (DOCS / "plots" / f"{name}.svg").write_text(drawing, encoding="utf-8")
        shown.append(f"![{title}](plots/{name}.svg)")
    table = [f"| {row.name} | {_figure(row)} | {row.limit.words} | {row.verdict} | {row.limit.peer} |" for row in rows]
    part = [
        BEGIN,
        f"`make bench`, {datetime.now(UTC):%Y-%m-%d}, {described()}; {rounds} rounds in {seconds / 60:.0f} minutes, "
        "medians; server, load maker and baselines on the same machine. Ratios decide, absolute times belong to the "
        "machine.", "", *shown, "", "| scenario | figure | limit | verdict | peer |", "|---|---|---|---|---|", *table,
        END,
    ]  # fmt: skip
    page = DOCS / "measurements.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    page.write_text(before + "\n".join(part) + after, encoding="utf-8")


def _figure(row: Row) -> str:
    if row.value is None:
        return "not run"
    is_round = row.value >= 100 or (row.unit in ("", TIMES) and row.value == int(row.value))
    number = f"{row.value:,.0f}" if is_round else f"{row.value:.2f}"
    return f"{number} {row.unit}".strip()
