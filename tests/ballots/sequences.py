"""The ballot box against a model of it: every ballot delivered none to five times, shuffled, late, across undo."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Engine

from facilitation.ballots import AlreadyVoted, CardNeeded, PointsSpent, State, TooManyOnOne, Vote, VoteNotOpen
from facilitation.ballots.box import PAPER, PHONE, Boxes, fingerprint
from facilitation.clock import FrozenClock
from facilitation.database import new_id
from facilitation.database.engine import open_engine
from facilitation.errors import Refusal
from tests.builders import THE_DAY

CARDS = [f"credential of card {n}" for n in range(4)]
BALLOTS = [f"ballot-number-{n:03}" for n in range(6)]
FIELDS = ["field one", "field two"]
TOOLS = {field: {f"{field}: tool {n}" for n in range(2)} for field in FIELDS}
POINTS = [(0, 0), (1, 0), (3, 2), (2, 3), (4, 0), (3, 3)]  # the last two are refused
BUDGET, CAP = 5, 3


@dataclass(frozen=True)
class Send:
    """A ballot as it is sent."""

    card: str | None
    ballot_id: str
    field: str
    given: tuple[int, int]
    channel: str

    def points(self, field: str) -> dict[str, int]:
        return {tool: n for tool, n in zip(sorted(TOOLS[field]), self.given, strict=True) if n}


@dataclass
class Lying:
    field: str
    content: dict[str, Any]


SENDS = st.builds(
    Send, card=st.sampled_from([*CARDS, None]), ballot_id=st.sampled_from(BALLOTS), field=st.sampled_from(FIELDS),
    given=st.sampled_from(POINTS), channel=st.sampled_from([PHONE, PHONE, PAPER]),
)  # fmt: skip


class Model:
    """What the box should do, without a database."""

    def __init__(self) -> None:
        self.state, self.spent, self.lying = State.OPEN, dict[str, bool](), dict[str, Lying]()

    def cast(self, send: Send, points: dict[str, int]) -> dict[str, Any] | type[Refusal]:
        known = self.lying.get(send.ballot_id)
        if self.state is not State.OPEN and (self.state is not State.SHUT or send.channel == PHONE):
            return VoteNotOpen
        if any(n > CAP for n in points.values()):
            return TooManyOnOne
        if sum(points.values()) > BUDGET:
            return PointsSpent
        field = known.field if known else send.field
        content = {"channel": send.channel, "field": field, "points": points}
        if known is None:
            if send.card is None:
                return CardNeeded
            if send.card in self.spent:
                return AlreadyVoted
            self.spent[send.card] = False
        else:
            is_foreign = send.card is not None and send.card not in self.spent
            if is_foreign or (known.content != content and known.content["channel"] != send.channel):
                return AlreadyVoted
        self.lying[send.ballot_id] = Lying(field, content)
        return {"fingerprint": fingerprint(send.ballot_id, content), "field": field, "points": points}

    def bar(self, card: str) -> type[Refusal] | None:
        if self.spent.get(card) is False:
            return AlreadyVoted
        self.spent[card] = True
        return None


class BallotBox(RuleBasedStateMachine):
    """Box and model side by side."""

    engine: Engine | None = None  # a PostgreSQL to keep the boxes in; else files

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.held = self.engine or open_engine(f"sqlite:///{self.folder / 'main.db'}")
        self.clock = FrozenClock(THE_DAY)
        self.boxes = Boxes(self.held, self.folder / "boxes", self.clock)
        self.vote = Vote(
            id=new_id(), workshop_id="workshop", item_id="item", scope="field", mode="cards", state=State.OPEN,
            budget=BUDGET, cap=CAP, places=2,
        )  # fmt: skip
        self.model, self.under_way = Model(), list[Send]()
        self.boxes.follow(self.vote)

    def teardown(self) -> None:
        self.boxes.destroy(self.vote.id)
        self.boxes.close()
        if self.engine is None:
            self.held.dispose()
        shutil.rmtree(self.folder)

    @initialize(sends=st.lists(SENDS, min_size=2, max_size=8))
    def begin(self, sends: list[Send]) -> None:
        self.under_way = list(sends)

    @rule(send=SENDS, copies=st.integers(0, 5), data=st.data())
    def send(self, send: Send, copies: int, data: st.DataObject) -> None:
        """The network loses it, or carries it up to five times, each when it likes."""
        for _ in range(copies):
            self.under_way.insert(data.draw(st.integers(0, len(self.under_way))), send)

    @precondition(lambda self: self.under_way)
    @rule(place=st.integers(0, 200), stays=st.booleans())
    def arrive(self, place: int, stays: bool) -> None:
        """One arrives, and may arrive once more later."""
        at = place % len(self.under_way)
        send = self.under_way[at] if stays and len(self.under_way) < 40 else self.under_way.pop(at)
        known = self.model.lying.get(send.ballot_id)
        points = send.points(known.field if known else send.field)
        assert self.cast(send, points) == self.model.cast(send, points)

    @rule(card=st.sampled_from(CARDS))
    @precondition(lambda self: self.vote.takes_ballots)
    def spoil(self, card: str) -> None:
        try:
            told = self.boxes.bar(self.vote, card)
        except AlreadyVoted as refused:
            assert type(refused) is self.model.bar(card)
        else:
            assert told is self.model.bar(card) is None

    @rule()
    @precondition(lambda self: self.vote.state is State.OPEN)
    def shut(self) -> None:
        self.go_to(State.SHUT)

    @rule()
    @precondition(lambda self: self.vote.state is State.SHUT)
    def take_back(self) -> None:
        self.go_to(State.OPEN)

    @rule(luck=st.integers(0, 7))
    def restart(self, luck: int) -> None:
        """The process ends and starts again, now and then."""
        if luck:
            return
        self.boxes.close()
        self.boxes = Boxes(self.held, self.folder / "boxes", self.clock)
        self.boxes.follow(self.vote)

    @rule(luck=st.integers(0, 5))
    @precondition(lambda self: self.vote.state is State.SHUT)
    def seal(self, luck: int) -> None:
        """Counted, now and then: what arrives afterwards comes too late."""
        if luck:
            return
        found, spent = self.boxes.freeze(self.vote)
        assert {b.ballot_id: (b.field_id, b.content) for b in found} == {
            name: (lies.field, lies.content) for name, lies in self.model.lying.items()
        }
        assert spent == len(found)
        self.go_to(State.SEALED)

    @invariant()
    def counts_are_equal(self) -> None:
        expected = Counter(lies.field for lies in self.model.lying.values())
        assert self.boxes.turnout(self.vote) == ({} if self.vote.is_counted else dict(expected))

    def go_to(self, state: State) -> None:
        self.vote.state = self.model.state = state
        self.boxes.follow(self.vote)

    def cast(self, send: Send, points: dict[str, int]) -> Any:
        try:
            return self.boxes.cast(
                self.vote, credential=send.card, ballot_id=send.ballot_id, field_id=send.field, points=points,
                allowed=TOOLS, channel=send.channel,
            )  # fmt: skip
        except Refusal as refused:
            return type(refused)
