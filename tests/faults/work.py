"""What people do while something breaks: cards and agreement in a vision round, ballots that change in the choice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from tests.hall import Hall, only_workshop
from tests.real_server import RealServer

BUDGET, CAP = 5, 3
CARDS = 0.25  # of the deeds of a vision round


class Work:
    """Deeds drawn by chance, each written down by the hall when the server said yes. One phone does one at a time."""

    def __init__(self, hall: Hall, chance: Random) -> None:
        self.hall, self.chance = hall, chance
        self._written = 0

    def begin_the_day(self) -> None:
        self.hall.open_doors()
        self.hall.ada.step("start")

    def go_to(self, activity: str) -> None:
        """*Weiter* until every phone shows it; a choice comes with its vote open."""
        hall = self.hall
        while hall.ada.activity != activity:
            if hall.ada.activity == "grouping":
                hall.ada.divide()
            hall.ada.press_go()
        if activity == "choice":
            hall.ada.open_vote()
        hall.wait_for(activity)

    def somebody(self, count: int) -> list[int]:
        """So many different phones."""
        return self.chance.sample(range(len(self.hall.phones)), min(count, len(self.hall.phones)))

    def deed(self, n: int, phone: Any) -> None:
        """Something that fits what the phone shows."""
        if phone.activity == "choice":
            self.cast(n, phone)
            return
        others = [card["id"] for card in phone.cards if not self.hall.told.cards.get(card["id"], "").endswith(f" {n}")]
        known = [card for card in others if card in self.hall.told.cards]
        if not known or self.chance.random() < CARDS:
            self._written += 1
            self.hall.write_card(n, f"Karte {self._written} von Gast {n}")
            return
        card = self.chance.choice(known)
        if n in self.hall.told.supporters[card]:
            self.hall.withdraw_support(n, card)
        else:
            self.hall.support(n, card)

    def cast(self, n: int, phone: Any) -> None:
        """A ballot by chance, now and then an abstention."""
        points: dict[str, int] = {}
        tools = [tool["id"] for tool in phone.tools] or [tool["id"] for tool in phone.look() and phone.tools]
        for tool in self.chance.choices(tools, k=self.chance.randrange(BUDGET + 1)):
            points[tool] = min(CAP, points.get(tool, 0) + 1)
        self.hall.vote(n, points)


@contextmanager
def a_busy_hall(folder: Path, people: int, chance: Random, **env: str) -> Iterator[Work]:
    """A real server in this folder, and a hall whose day has begun."""
    with RealServer(folder, **env) as server, Hall(server, only_workshop(server), people) as hall:
        work = Work(hall, chance)
        work.begin_the_day()
        yield work
