"""The rush on one card: fifty sends at the same instant from two processes, every way, the same ballot or another."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from facilitation.ballots import Vote
from facilitation.ballots.box import PAPER, PHONE
from facilitation.house import House
from facilitation.workshop import Workshop
from tests import cards
from tests.builders import a_workshop, open_vote, run_to

SENDS = 50
STARTING = 4.0  # seconds that two processes need to be ready
APART = 0.5


def open_card_vote(house: House) -> tuple[Workshop, Vote]:
    workshop = a_workshop(house, vote_mode="cards")
    run_to(house, workshop, "choice")
    return workshop, open_vote(house, workshop)


def sends_of(house: House, workshop: Workshop, vote: Vote, card: cards.PrintedCard) -> list[dict[str, Any]]:
    """Fifty sends of one card: half of them the same ballot again and again, half each its own; phone and paper."""
    paper = cards.paper_of(house, workshop, vote)
    allowed = {field: sorted(tools) for field, tools in paper["allowed"].items()}
    return [
        {
            "credential": card.code_hash, "field": paper["field"], "allowed": allowed,
            "ballot_id": f"{card.code.typed}-same-{n % 2}" if n < SENDS // 2 else f"{card.code.typed}-other-{n:02}",
            "channel": PAPER if n % 2 else PHONE,
        }
        for n in range(SENDS)
    ]  # fmt: skip


def rush(
    house: House, workshop: Workshop, vote: Vote, printed: list[cards.PrintedCard], folder: Path, *, guard: bool = True
) -> list[set[str]]:
    """For every card the ids of the ballots that two processes said yes to."""
    every = [sends_of(house, workshop, vote, card) for card in printed]
    begins = [time.time() + STARTING + APART * number for number in range(len(every))]
    common = {
        "database": house.engine.url.render_as_string(hide_password=False), "workshop": workshop.id, "vote": vote.id,
        "begins": begins, "guard": guard, "folder": str(house.config.data_dir),
    }  # fmt: skip
    processes = []
    for part in (0, 1):
        plan = folder / f"plan-{part}.json"
        plan.write_text(json.dumps({**common, "rounds": [sends[part::2] for sends in every]}), encoding="utf-8")
        command = [sys.executable, "-m", "tests.ballots.second_process", str(plan)]
        processes.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
    told = [json.loads(process.communicate(timeout=300)[0]) for process in processes]
    return [set(first) | set(second) for first, second in zip(*told, strict=True)]
