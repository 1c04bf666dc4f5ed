"""A simulated person: decides what to do next from what the phone shows, and from nothing else."""

from __future__ import annotations

import time
from random import Random
from typing import Any

from facilitation.rehearsal import vocabulary
from facilitation.rehearsal.bowl import Bowl
from facilitation.rehearsal.browser import Refused, Unreachable
from facilitation.rehearsal.phones import SimulatedPhone
from facilitation.rehearsal.tally import Tally

SLEEPS, LEAVES, RELOADS = 0.05, 0.02, 0.03  # of all people, once in the day
NEVER_VOTES, ABSTAINS, CHANGES = 0.06, 0.05, 0.2
# The day moved on between looking and pressing, or two had the same idea: that happens to people too.
NORMAL = frozenset(
    "moved_on not_yet writing_closed not_seated proposals_closed vote_not_open foreign_tool wrong_state "
    "not_found".split()
)


class Person:
    """Joins at `arrives` (seconds from now), then does something about every `pace` seconds."""

    def __init__(
        self, base: str, code: str, number: int, tally: Tally, *, pace: float, arrives: float, bowl: Bowl,
        random: Random,
    ) -> None:  # fmt: skip
        self.phone = SimulatedPhone(base, code)
        self._number, self._tally, self._pace, self._random = number, tally, pace, random
        self.due = time.monotonic() + arrives
        self._bowl, self._has_card = bowl, False
        self.is_gone = False
        self._joined = False
        self._cards_left: dict[int, int] = {}
        self._voted: set[str] = set()
        self._votes_at_all = random.random() >= NEVER_VOTES
        self._whims = {
            "sleep": random.random() < SLEEPS, "leave": random.random() < LEAVES, "reload": random.random() < RELOADS
        }  # fmt: skip

    def step(self) -> None:
        """One moment with the phone in hand. Never raises; what should not happen is counted."""
        try:
            if not self._joined:
                self._arrive()
            else:
                self._act()
        except Refused as refused:
            if refused.code not in NORMAL and not _is_double(refused):
                self._tally.fault(refused)
            self.phone.is_stale = True
        except Unreachable as error:
            self._tally.fault(error)
        self.due = time.monotonic() + self._pace * self._random.uniform(0.4, 1.6)

    def hear(self) -> None:
        """Between the steps: take in pushes, so that the socket does not fill up."""
        if self._joined and self.phone.is_connected:
            self.phone.hear()

    def close(self) -> None:
        self.phone.close()

    def _arrive(self) -> None:
        named = self._random.random() < 0.6
        self.phone.join(
            name=f"Gast {self._number}" if named else "", institution=self._random.choice(vocabulary.INSTITUTIONS)
        )
        self._joined = True
        self._tally.add("joined")
        self.phone.look()
        self.phone.connect()

    def _act(self) -> None:
        if not self.phone.is_connected:
            self._wake()
        if self._follows_a_whim():
            return
        if self.phone.is_stale:
            self.phone.look()
        act = {"vision": self._picture, "choice": self._choose}.get(self.phone.activity)
        if act is not None:
            act()

    def _wake(self) -> None:
        if self.phone.connect():
            self._tally.add("reconnects")

    def _follows_a_whim(self) -> bool:
        """Sleeping, reloading and going home happen once, somewhere in the middle of the day."""
        if self.phone.activity not in ("break", "move", "vision", "choice") or self._random.random() > 0.2:
            return False
        for whim in (whim for whim, wanted in self._whims.items() if wanted):
            self._whims[whim] = False
            if whim == "sleep":
                self.phone.sleep()
            elif whim == "reload":
                self.phone.reload()
                self._tally.add("reconnects")
            else:
                self.phone.leave()
                self.is_gone = True
                self._tally.add("left")
            return True
        return False

    def _picture(self) -> None:
        field = self.phone.field
        if field is None:
            return
        round_number = int(self.phone.scene.get("round") or 0)
        left = self._cards_left.setdefault(round_number, self._random.choice((0, 1, 1, 2)))
        own = {card["id"] for card in self.phone.mine.get("cards", [])}
        known = own | set(self.phone.mine.get("supported", []))
        liked = [card for card in self.phone.cards if card["id"] not in known]
        if left and self._random.random() < 0.5:
            self.phone.write(vocabulary.sentence(field["title"], self._random), field["id"])
            self._cards_left[round_number] -= 1
            self._tally.add("statements")
        elif liked and self._random.random() < 0.5:
            card = self._random.choice(liked)
            self.phone.support(card["id"])
            self._tally.add("supports")
            if self._random.random() < 0.03:
                self.phone.withdraw_support(card["id"])
        self.phone.is_stale = True  # the own list has changed, which nobody pushes

    def _choose(self) -> None:
        vote, field = self.phone.vote, self.phone.field
        if vote is None:
            return
        if vote["state"] == "draft" and field is not None:
            if self._random.random() < 0.03:
                self.phone.propose(vocabulary.tool(field["title"], self._random), "Ein Vorschlag aus dem Saal.")
        elif vote["state"] == "open" and self._votes_at_all:
            self._vote(vote)

    def _vote(self, vote: dict[str, Any]) -> None:
        first = vote["id"] not in self._voted
        if not first and self._random.random() > CHANGES / 4:
            return
        if vote["by_cards"] and not self._has_card and not self._read_card():
            return
        points = {} if self._random.random() < ABSTAINS else self._allocation(vote)
        self.phone.cast(points, vote["id"])
        self._voted.add(vote["id"])
        if first:
            self._tally.add("ballots")
            self._tally.add("abstentions", int(not points))

    def _read_card(self) -> bool:
        card = self._bowl.draw()
        if card is not None:
            self.phone.read_card(card)
            self._has_card = True
        return self._has_card

    def _allocation(self, vote: dict[str, Any]) -> dict[str, int]:
        """Points within budget and cap. Tools further up are read by more people."""
        tools = [tool["id"] for tool in self.phone.tools]
        points: dict[str, int] = {}
        left = int(vote["budget"]) if self._random.random() < 0.85 else self._random.randint(1, int(vote["budget"]))
        weights = [1 / (2 + place) for place in range(len(tools))]
        for _ in range(left * 4):
            if not tools or not left:
                break
            tool = self._random.choices(tools, weights)[0]
            if points.get(tool, 0) < int(vote["cap"]):
                points[tool] = points.get(tool, 0) + 1
                left -= 1
        return points


def _is_double(refused: Refused) -> bool:
    return refused.code == "bad_input" and refused.details.get("reason") == "doubled"
