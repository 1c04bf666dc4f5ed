"""The same crowd before the servers beside ours: naive (B), bare python-socketio (E), bare Node (D), and no work."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from bench.baselines.servers import Bare, Naive, bare_node, bare_python, install_node, nothing
from bench.days import HANDS, sustained
from bench.hall import a_hall
from bench.maker import Maker
from bench.rows import RATIO, Figures

SECONDS = 5.0
SIGNALS = 7


def ours(phones: int) -> Figures:
    """Ours in the same minute as those beside it: ballots as fast as they go, arrivals, and the shared screen."""
    with a_hall() as hall:
        hall.fill(20)
        told = hall.do("arrive", count=phones, within=phones / 40)
        figures: Figures = {"arrival": (told["cpu"] / phones, "ms")}
        hall.open_vote()
        figures |= {"signal": (_last(hall.press_on("extend", minutes=1) for _ in range(SIGNALS)), "ms")}
        hall.do("settle", seconds=2.5)
        figures |= sustained(hall, 300, SECONDS)
    return figures


def naive(phones: int) -> Figures:
    with a_hall(server_kind=Naive) as hall:
        hall.fill(phones)
        hall.open_vote()
        return sustained(hall, 300, SECONDS)


def bare(server: Bare, phones: int) -> Figures:
    """Arrivals, in-memory votes and a signal to all."""
    with Maker(server.url, bare=True) as maker:
        arriving = maker.measured(server.pid, "arrive", count=phones, within=phones / 40)
        assert arriving["failed"] == 0, arriving["why"]
        signals = [
            maker.do("press", path="/signal", fields={}, cookies={})
            for _ in range(SIGNALS)
        ]  # fmt: skip
        voting = maker.measured(server.pid, "sustain", seconds=SECONDS, hands=HANDS)
    return {
        "arrival": (arriving["cpu"] / phones, "ms"),
        "signal": (_last(signals), "ms"),
        "vote": (voting["cpu"] / max(1, voting["count"]), "ms"),
        "votes a second": (voting["per_second"], "/s"),
    }


def ceiling(phones: int) -> Figures:
    """How many ballots a second the load maker sends over HTTP when the server has nothing to do."""
    with nothing() as server, Maker(server.url, "NONE") as maker:
        maker.do("stand", count=phones)
        told = maker.do("sustain", seconds=3.0, hands=HANDS)
    return {"load maker: ballots a second against a server without work": (told["per_second"], "/s")}


def compared(phones: int, node: Path | None) -> Figures:
    """One round: ours and those beside it, and their ratios."""
    own, other = ours(phones), naive(phones)
    figures = {f"ours beside them: {name}": own[name] for name in ("sustained ballots", "CPU per ballot")}
    figures["naive (B): sustained ballots"] = other["sustained ballots"]
    figures["naive (B): CPU per ballot"] = other["CPU per ballot"]
    figures["sustained ballots / naive (B)"] = (own["sustained ballots"][0] / other["sustained ballots"][0], RATIO)
    figures["CPU per ballot, naive (B) / ours"] = (other["CPU per ballot"][0] / own["CPU per ballot"][0], RATIO)
    with bare_python() as server:
        memory = bare(server, phones)
    figures["bare python-socketio (E): CPU per vote"] = memory["vote"]
    figures["bare python-socketio (E): CPU per arrival"] = memory["arrival"]
    ratio = own["CPU per ballot"][0] / memory["vote"][0]
    figures["CPU per ballot / bare python-socketio vote (E)"] = (ratio, RATIO)
    figures["CPU per arrival / bare python-socketio (E)"] = (own["arrival"][0] / memory["arrival"][0], RATIO)
    figures["signal to the last phone / bare python-socketio (E)"] = (own["signal"][0] / memory["signal"][0], RATIO)
    figures |= ceiling(phones)
    reached = figures["load maker: ballots a second against a server without work"][0]
    figures["load maker: its ceiling / ballots measured"] = (reached / own["sustained ballots"][0], RATIO)
    if node is not None:
        with bare_node(node) as server:
            javascript = bare(server, phones)
        figures["bare Node (D): CPU per arrival"] = javascript["arrival"]
        figures["bare Node (D): CPU per vote"] = javascript["vote"]
        figures["CPU per arrival / bare Node (D)"] = (own["arrival"][0] / javascript["arrival"][0], RATIO)
        figures["signal to the last phone / bare Node (D)"] = (own["signal"][0] / javascript["signal"][0], RATIO)
    return figures


OF_NODE = ("CPU per arrival / bare Node (D)", "signal to the last phone / bare Node (D)")


def fetched_node() -> tuple[Path | None, str]:
    """A folder with Socket.IO for Node, or why there is none."""
    folder = Path(tempfile.mkdtemp(prefix="bench-node-"))
    why = install_node(folder)
    return (None, why) if why else (folder, "")


def _last(presses: object) -> float:
    return statistics.median(told["last"] for told in presses)  # type: ignore[attr-defined]
