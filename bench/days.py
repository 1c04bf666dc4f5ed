"""A day of so many phones, played once through the real doors: every scenario in the order in which a hall meets it."""

from __future__ import annotations

import sqlite3
import statistics
from concurrent.futures import ThreadPoolExecutor

from bench.hall import Hall, a_hall
from bench.rows import TIMES, Figures, together

JOIN_WITHIN = {300: 10.0, 1000: 5.0, 2000: 60.0}
PRESSES = 5
SUSTAINED_SECONDS, HANDS = 8.0, 100
VOTES_MEANWHILE = 60.0  # ballots a second while the moderator presses
CARDS = 300
UNANSWERED = "ballots answered with 5xx or not at all"


def played(phones: int) -> Figures:
    """All scenarios for a hall of this size. Milliseconds where not said otherwise."""
    figures: Figures = {}
    with a_hall() as hall:
        before = hall.cost.memory
        figures |= joined(hall, phones)
        hall.do("rest")
        hall.do("settle", seconds=1.0)
        memory = hall.cost.memory
        figures["memory per connected phone" if phones >= 1000 else f"memory per phone of {phones}"] = (
            (memory - before) / phones, "kB",
        )  # fmt: skip
        figures[f"memory at {phones} phones"] = (memory / 1024, "MB")
        figures |= moved_on(hall, phones)
        if phones == CARDS:
            figures |= pinned(hall)
        figures |= reloaded(hall, phones)
        figures |= voted(hall, phones)
        figures |= returned(hall, phones)
    return figures


def joined(hall: Hall, phones: int) -> Figures:
    within = JOIN_WITHIN.get(phones, phones / 50)
    told = hall.do("arrive", count=phones, within=within)
    name = f"join herd {phones} in {within:g} s"
    return {
        f"{name}, p95": (told["p95"] or 0.0, "ms"),
        "join herds: failures": (told["failed"], TIMES),
        f"CPU per arrival, {phones} phones": (told["cpu"] / phones, "ms"),
        f"load maker's share of a core, {name}": (told["maker_share"], ""),
    }


def moved_on(hall: Hall, phones: int) -> Figures:
    """*Weiter* in quiet: from the press to the last phone with its new shared screen; then everybody's own part."""
    hall.ada.look()
    hall.ada.press_go()
    hall.do("settle", seconds=3.0)
    last, missed, own = [], 0, []
    for _ in range(PRESSES):
        told = hall.press_on()
        last.append(told["last"])
        missed += told["missed"]
        after = hall.do("settle", seconds=3.0)
        own.append(after["cpu"] / phones)
    return {
        f"Weiter to the last of {phones} phones": (statistics.median(last), "ms"),
        "pushes that missed a phone": (missed, TIMES),
        f"CPU per phone for its own part after a step, {phones} phones": (statistics.median(own), "ms"),
    }


def pinned(hall: Hall) -> Figures:
    """A rush of cards; the projector counts them."""
    hall.go_to("vision")
    told = hall.do("cards", within=10.0, count=CARDS)
    assert told["failed"] == 0, told["why"]
    return {
        f"cards {CARDS} in 10 s, p95": (told["p95"], "ms"),
        f"cards {CARDS} in 10 s, to the projector, p95": (told["seen"]["p95"] or float("nan"), "ms"),
        f"cards {CARDS} in 10 s, CPU per card": (told["cpu"] / CARDS, "ms"),
    }


def reloaded(hall: Hall, phones: int) -> Figures:
    told = hall.do("reload", within=1.0)
    return {
        f"reload wave {phones} within 1 s, last right": (told["last"] or 0.0, "ms"),
        "reload waves: failures": (told["failed"], TIMES),
        f"CPU per reload, {phones} phones": (told["cpu"] / phones, "ms"),
    }


def voted(hall: Hall, phones: int) -> Figures:
    hall.open_vote()
    figures: Figures = {}
    within = 10.0 if phones >= 2000 else 1.0
    burst = hall.do("ballots", within=within)
    span = "in 10 s" if within > 1 else "within 1 s"
    figures[f"ballots {phones} {span}, p95"] = (burst["p95"] or 0.0, "ms")
    figures[f"ballots {phones} {span}, last"] = (burst["last"] or 0.0, "ms")
    instant = hall.do("ballots", within=0.0, count=min(500, phones))
    figures[f"ballots {min(500, phones)} at one instant, last"] = (instant["last"] or 0.0, "ms")
    refused = burst["failed"] + instant["failed"]
    if phones <= 1000:
        figures |= sustained(hall, phones)
    told = [hall.press_on("extend", minutes=1, meanwhile=VOTES_MEANWHILE) for _ in range(3)]
    figures[f"during votes, to the last of {phones} phones"] = (statistics.median(t["last"] for t in told), "ms")
    hall.do("settle", seconds=3.0)
    acknowledged = hall.do("ballots", within=0.1, count=1)["people_acknowledged"]
    figures |= counted(hall, acknowledged)
    return together([figures, {UNANSWERED: (refused, TIMES)}])


def sustained(hall: Hall, phones: int, seconds: float = SUSTAINED_SECONDS) -> Figures:
    """As many ballots as the server takes, each changing one."""
    told = hall.do("sustain", seconds=seconds, hands=HANDS)
    name = "" if phones == 300 else f", {phones} phones"
    return {
        f"sustained ballots{name}": (told["per_second"], "/s"),
        f"CPU per ballot{name}": (told["cpu"] / max(1, told["count"]), "ms"),
        f"frames per ballot, {phones} phones": (told["frames"] / max(1, told["count"]), ""),
        f"load maker's share of a core, sustained{name}": (told["maker_share"], ""),
        UNANSWERED: (told["failed"], TIMES),
    }


def counted(hall: Hall, acknowledged: int) -> Figures:
    """What lies in the box against what was acknowledged: one ballot a person, no more marks than ballots."""
    (box,) = (hall.server.data_dir / "boxes").glob("*.box")
    with sqlite3.connect(f"file:{box}?mode=ro", uri=True) as look:
        (ballots,), (spent,) = (
            look.execute(f"SELECT count(*) FROM {name}").fetchone() for name in ("ballots", "spent")
        )
    return {
        "ballots lost": (max(0, acknowledged - ballots), TIMES),
        "ballots doubled": (max(0, ballots - acknowledged) + abs(ballots - spent), TIMES),
    }


def returned(hall: Hall, phones: int) -> Figures:
    """All lose the Wi-Fi and come back within two seconds; then the process is killed."""
    hall.do("drop")
    told = hall.do("come_back", within=2.0)
    figures: Figures = {
        f"reconnect herd {phones} in 2 s, right after the last return": (max(0.0, told["after_last"]), "ms"),
        "reconnect herds: missing": (told["failed"], TIMES),
        f"CPU per return, {phones} phones": (told["cpu"] / phones, "ms"),
    }
    if phones == 500:
        figures |= killed(hall)
    return figures


def killed(hall: Hall) -> Figures:
    """The process dies and is started again at once; every phone tries by the page's own policy from that moment."""
    with ThreadPoolExecutor(1) as beside:
        hall.server.crash()
        back = beside.submit(hall.maker.do, "come_back_by_themselves")
        serving = hall.server.start()
        told = back.result()
    return {
        "killed with 500 phones: serving again": (serving * 1000, "ms"),
        "killed with 500 phones: all right again": (told["seconds_back"] * 1000, "ms"),
        "killed with 500 phones: missing": (told["failed"], TIMES),
    }
