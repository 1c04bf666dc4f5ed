"""`make bench`: plays halls of growing size through the real doors and holds them against the servers beside ours.

Three rounds, medians; BENCH=quick is a smoke of one small hall, BENCH=full has five rounds, 4,000 phones and bare Node.
Writes bench/latest.json, docs/plots and its own part of docs/measurements.md. Exits with 1 when a ratio misses its
limit, or is worse by more than a fifth than bench/budgets.json has it; `--record` writes that file anew.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench import beside, days, exporting, growing, opening, papers, report, workers
from bench.machine import others_share, own_seconds, raise_file_limit, snapshot
from bench.rows import Figures, Row, medians, not_run, rows_of, together


@dataclass(frozen=True)
class Size:
    """How much of it is run."""

    rounds: int
    halls: tuple[int, ...]
    growth: tuple[int, ...]
    beside: int
    pairs: int
    with_node: bool = False

    @property
    def is_whole(self) -> bool:
        return self.rounds > 1


SIZES = {
    "quick": Size(1, (60,), (40, 80), 40, 2),
    "": Size(3, (300, 500, 1000, 2000), (100, 300, 1000), 200, 7),
    "full": Size(5, (300, 500, 1000, 2000), (100, 300, 1000, 2000, 4000), 300, 9, with_node=True),
}


@dataclass
class Run:
    """Plays scenarios. One that breaks down is told and makes the run red, and the others are played all the same."""

    broken: list[str] = field(default_factory=list)

    def play(self, what: str, scenario: Callable[..., Figures], *given: object) -> Figures:
        begun = time.monotonic()
        try:
            figures = scenario(*given)
        except Exception:
            traceback.print_exc()
            self.broken.append(what)
            figures = {}
        print(f"{what}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        return figures


def main() -> int:
    begun, size, run = time.monotonic(), SIZES[os.environ.get("BENCH", "")], Run()
    raise_file_limit()
    since, own = snapshot(), own_seconds()
    node, why = beside.fetched_node() if size.with_node else (None, "only in BENCH=full")
    rounds = [one_round(run, size, number, node) for number in range(1, size.rounds + 1)]
    figures = medians(rounds) | the_rest(run, size)
    figures["what other programs took of the machine"] = (others_share(since, own_seconds() - own) * 100, "%")
    if node is not None:
        shutil.rmtree(node, ignore_errors=True)
    rows = rows_of(figures, report.recorded())
    rows += not_run(beside.OF_NODE, why) if node is None else []
    rows += not_run(workers.NAMES, workers.can_run()) if workers.can_run() else []
    rows += not_run(run.broken, "broke down")
    return finish(rows, size, run, time.monotonic() - begun)


def one_round(run: Run, size: Size, number: int, node: Path | None) -> Figures:
    parts = [run.play(f"round {number}, {phones} phones", days.played, phones) for phones in size.halls]
    parts.append(run.play(f"round {number}, beside", beside.compared, size.beside, node))
    return together(parts)


def the_rest(run: Run, size: Size) -> Figures:
    """What is played once, or has rounds of its own."""
    counts = (100, 300) if size.is_whole else (100,)
    parts = [
        run.play("growth", growing.with_phones, size.growth),
        run.play("exporting", exporting.while_exporting, size.beside, size.pairs),
        run.play("start", opening.starting),
        run.play("page weight", opening.weighing),
        run.play("throttled link", opening.throttled),
        run.play("documents", papers.documents, counts),
        run.play("pages of the office", papers.pages),
    ]
    if size.is_whole:
        parts.append(run.play("after many days", growing.with_days, size.beside))
        if not workers.can_run():
            parts += [run.play("two workers", workers.growing), run.play("a hundred workshops", workers.standing)]
    return together(parts)


def finish(rows: list[Row], size: Size, run: Run, seconds: float) -> int:
    report.show(rows)
    report.keep(rows, seconds)
    if size.is_whole:
        report.write_page(rows, size.rounds, seconds)
    if "--record" in sys.argv:
        report.record(rows)
    red = [row for row in rows if row.is_red]
    for row in red:
        print(f"red: {row.name} is {row.value:.3g}, limit {row.limit.words or '-'}, recorded {row.recorded or '-'}")
    return 1 if red or run.broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
