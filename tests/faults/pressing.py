"""Two moderators press at once, a thousand times: one wins, the other is told what happened instead."""

from __future__ import annotations

import json
import threading
import time
from random import Random
from typing import Any

from facilitation.rehearsal import Refused
from facilitation.verification import verify
from tests.faults.figures import Figures
from tests.faults.work import Work

PRESSES = ("next", "back", "pause", "resume")
TOLD = {"moved_on", "nothing_there", "vote_open"}


def pressed_by_two(work: Work, times: int, figures: Figures) -> None:
    """Both see the same step and press something by chance. Every step was won by just one press, none is missing."""
    hall = work.hall
    begins_at = hall.ada.look()["step"]
    won: list[int] = []
    lost: list[str] = []
    both = threading.Barrier(2)
    seeds = [work.chance.random(), work.chance.random()]

    def press(moderator: Any, chance: Random) -> None:
        for _ in range(times // 2):
            moderator.look()
            both.wait(120)
            try:
                won.append(patiently(moderator, chance.choice(PRESSES)))
            except Refused as refused:
                lost.append(refused.code)

    threads = [
        threading.Thread(target=press, args=(who, Random(seed)))
        for who, seed in zip((hall.ada, hall.second), seeds, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) + len(lost) == times // 2 * 2
    assert set(lost) <= TOLD, set(lost)
    assert "moved_on" in lost, "the control: they met"
    assert sorted(won) == list(range(begins_at + 1, begins_at + 1 + len(won)))
    assert hall.ada.look()["step"] == begins_at + len(won)
    file = hall.ada.browser.download(f"/w/{hall.code}/moderation/journal/file")
    verify(file)
    steps = [entry["facts"]["step"] for entry in said(file)["entries"] if entry["action"].startswith("agenda.")]
    assert steps == list(range(1, begins_at + len(won) + 1))
    figures.told("two moderators: presses", len(won) + len(lost))
    figures.told("two moderators: told that the other was quicker", lost.count("moved_on"))
    figures.nothing("two moderators: steps lost, doubled or skipped", 0, peer="arsnova.eu: tests two cases")


def patiently(moderator: Any, action: str) -> int:
    """One press; a hand that is too fast for the server waits a moment."""
    while True:
        try:
            return int(moderator.post("agenda/steps", action=action, step=moderator.at_step)["step"])
        except Refused as refused:
            if refused.code != "too_fast":
                raise
            time.sleep(0.2)


def said(file: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file)
    return found
