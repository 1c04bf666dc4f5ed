"""Plots as SVG: a bar for ours, a mark for the figure to reach, and a bar for the peer where it has one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from bench.limits import LIMITS, Limit

WIDTH, ROW, LEFT, RIGHT, TOP = 860, 34, 300, 90, 56
NUMBER = 44  # how wide one is, about
OURS, PEERS, INK, QUIET, PAPER = "#1f5fa8", "#c9a227", "#1b1b1b", "#5c5c5c", "#ffffff"


@dataclass(frozen=True)
class Bar:
    """One scenario: our figure, the figure to reach, and the peer's."""

    label: str
    ours: float
    limit: float | None = None
    peer: float | None = None


PLOTS: list[tuple[str, str, str, list[tuple[str, str]]]] = [
    ("ballots", "Ballots: how long the slowest twentieth waits", "ms", [
        ("300 within 1 s", "ballots 300 within 1 s, p95"), ("500 within 1 s", "ballots 500 within 1 s, p95"),
        ("1,000 within 1 s", "ballots 1000 within 1 s, p95"), ("2,000 in 10 s", "ballots 2000 in 10 s, p95"),
    ]),
    ("weiter", "Weiter: when the last phone has the new screen", "ms", [
        (f"{n:,} phones", f"Weiter to the last of {n} phones") for n in (300, 500, 1000, 2000)
    ]),
    ("joining", "Joining: page, seat, socket, first right screen; slowest twentieth", "ms", [
        ("300 in 10 s", "join herd 300 in 10 s, p95"), ("1,000 in 5 s", "join herd 1000 in 5 s, p95"),
        ("2,000 in 60 s", "join herd 2000 in 60 s, p95"),
    ]),
    ("returning", "Coming back: reload wave, reconnect herd, server killed; the last phone", "ms", [
        ("500 reload within 1 s", "reload wave 500 within 1 s, last right"),
        ("1,000 reload within 1 s", "reload wave 1000 within 1 s, last right"),
        ("2,000 reconnect in 2 s", "reconnect herd 2000 in 2 s, right after the last return"),
        ("server killed, 500 phones", "killed with 500 phones: all right again"),
    ]),
    ("growth", "Growth: CPU per ballot as the hall grows", "ms", [
        (f"{n:,} phones", f"growth: CPU per ballot, {n} phones") for n in (100, 300, 1000, 2000, 4000)
    ]),
]  # fmt: skip


def drawn(figures: Mapping[str, float]) -> Iterator[tuple[str, str, str]]:
    """Name, title and SVG of every plot that there are figures for."""
    for name, title, unit, lines in PLOTS:
        shown = [(label, row, LIMITS.get(row, Limit())) for label, row in lines if row in figures]
        bars = [Bar(label, figures[row], limit.most, _number(limit.peer)) for label, row, limit in shown]
        if bars:
            yield name, title, svg(title, unit, bars)


def svg(title: str, unit: str, bars: list[Bar]) -> str:
    """Horizontal bars on white, readable in print and in dark surroundings."""
    most = max(max(bar.ours, bar.limit or 0, bar.peer or 0) for bar in bars) or 1.0
    height = TOP + ROW * len(bars) + 34

    def along(value: float) -> float:
        return value / most * (WIDTH - LEFT - RIGHT)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{escape(title)}" font-family="sans-serif" font-size="15">',
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>',
        f'<text x="16" y="30" font-size="18" font-weight="bold" fill="{INK}">{escape(title)}</text>',
    ]
    for place, bar in enumerate(bars):
        y = TOP + ROW * place
        parts.append(f'<text x="{LEFT - 12}" y="{y + 17}" text-anchor="end" fill="{INK}">{escape(bar.label)}</text>')
        parts.append(f'<rect x="{LEFT}" y="{y + 2}" width="{along(bar.ours):.1f}" height="13" fill="{OURS}"/>')
        ends, line = along(bar.ours), along(bar.limit or 0)
        beside = line if ends <= line < ends + NUMBER else ends  # the number does not stand on the line
        parts.append(_figure(LEFT + beside + 6, y + 14, bar.ours, INK))
        if bar.peer is not None:
            parts.append(f'<rect x="{LEFT}" y="{y + 17}" width="{along(bar.peer):.1f}" height="8" fill="{PEERS}"/>')
            parts.append(_figure(LEFT + along(bar.peer) + 6, y + 26, bar.peer, QUIET, 12))
        if bar.limit is not None:
            x = LEFT + along(bar.limit)
            parts.append(
                f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{y - 2}" y2="{y + 28}" stroke="{INK}" stroke-width="2"/>'
            )
    legend = f"blue: ours, in {unit}; line: figure to reach; yellow: peer"
    parts.append(f'<text x="16" y="{height - 12}" font-size="13" fill="{QUIET}">{legend}</text></svg>')
    return "\n".join(parts) + "\n"


def _figure(x: float, y: float, value: float, fill: str, size: int = 14) -> str:
    shown = f"{value:,.0f}" if value >= 10 else f"{value:.2f}"
    return f'<text x="{x:.1f}" y="{y}" font-size="{size}" fill="{fill}">{shown}</text>'


def _number(words: str) -> float | None:
    try:
        return float(words.replace(",", ""))
    except ValueError:
        return None
