"""A day in which every field gets exactly as many ballots as a test wants, counted, with a way to its last reveal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from facilitation import ballots, day
from facilitation.ballots import Vote, conduct
from facilitation.ballots.box import PAPER, PHONE, seat_credential
from facilitation.house import House
from facilitation.workshop import Workshop
from tests import builders
from tests.builders import KEY, fields_of, open_vote, people, run_to, tools_for

Choose = Callable[[int, list[str]], dict[str, int]]


def three_and_two(nth: int, known: list[str]) -> dict[str, int]:
    """Three points for the first tool, two for one of the next two in turn."""
    return {known[0]: 3, known[1 + nth % 2]: 2}


class Voted:
    """`counts` ballots per field in the order of the fields, the first `paper[field]` of them on paper."""

    def __init__(
        self, house: House, counts: Sequence[int], paper: Sequence[int] = (), choose: Choose = three_and_two,
        **settings: Any,
    ) -> None:  # fmt: skip
        self.house = house
        self.workshop: Workshop = builders.a_workshop(house, **settings)
        self.seats = people(house, self.workshop, 5 * max(counts))
        run_to(house, self.workshop, "choice")
        self.vote = open_vote(house, self.workshop)
        self.fields = fields_of(house, self.workshop)
        self.cast: dict[str, list[tuple[str, str, dict[str, int]]]] = {field.id: [] for field in self.fields}
        order = [field.id for field in self.fields]
        on_paper = [*paper, *[0] * (len(order) - len(paper))]
        for seat in self.seats:
            with house.reading() as session:
                sheet = day.ballot_paper(session, self.workshop.id, self.vote, seat)
            mine, place = self.cast[sheet["field"]], order.index(sheet["field"])
            if len(mine) == counts[place]:
                continue
            points = choose(len(mine), tools_for(house, self.workshop, self.vote, seat))
            channel = PAPER if len(mine) < on_paper[place] else PHONE
            house.boxes.cast(
                self.vote, credential=seat_credential(KEY, seat), ballot_id=f"ballot-of-{seat}",
                field_id=sheet["field"], points=points, allowed=sheet["allowed"], channel=channel,
            )  # fmt: skip
            mine.append((f"ballot-of-{seat}", channel, points))
        self.vote = builders.shut_and_seal(house, self.workshop, self.vote)

    def now(self) -> Vote:
        with self.house.reading() as session:
            return ballots.one(session, self.workshop.id, self.vote.id)

    def reveal(self, *numbers: int) -> Voted:
        """Reveal the fields of these numbers, or all."""
        for field in self.fields:
            if not numbers or field.number in numbers:
                self.house.write(
                    conduct.reveal, workshop_id=self.workshop.id, vote_id=self.vote.id, field_id=field.id,
                    role="moderator",
                )  # fmt: skip
        return self
