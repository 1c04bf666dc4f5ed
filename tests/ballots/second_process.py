"""A process of its own that casts ballots: `python -m tests.ballots.second_process PLAN.json` tells what was accepted.

The plan names the database, the vote, and rounds of sends; a round begins everywhere at the same instant. With
``"guard": false`` credentials are not spent: the control that shows what the race would do.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

from facilitation import ballots
from facilitation.ballots import AlreadyVoted, box
from facilitation.house import House
from tests import builders


def main(plan: dict[str, Any]) -> list[list[str]]:
    """The accepted ballot ids of every round."""
    if not plan["guard"]:
        box._Box._spend = lambda self, session, mark, void=False: True  # type: ignore[method-assign]
    house = House(builders.a_config(Path(plan["folder"]), plan["database"]))
    with house.reading() as session:
        vote = ballots.one(session, plan["workshop"], plan["vote"])
    try:
        return [_round(house, vote, sends, begin) for sends, begin in zip(plan["rounds"], plan["begins"], strict=True)]
    finally:
        house.close()


def _round(house: House, vote: ballots.Vote, sends: list[dict[str, Any]], begin: float) -> list[str]:
    accepted: list[str] = []

    def send(one: dict[str, Any]) -> None:
        allowed = {field: set(tools) for field, tools in one["allowed"].items()}
        time.sleep(max(0.0, begin - time.time()))
        try:
            house.boxes.cast(
                vote, credential=one["credential"], ballot_id=one["ballot_id"], field_id=one["field"], points={},
                allowed=allowed, channel=one["channel"],
            )  # fmt: skip
            accepted.append(one["ballot_id"])
        except AlreadyVoted:
            pass

    threads = [threading.Thread(target=send, args=(one,)) for one in sends]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return accepted


if __name__ == "__main__":
    print(json.dumps(main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))))
