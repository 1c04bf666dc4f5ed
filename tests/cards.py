"""Voting cards for tests: drawn, made, bound and used without a server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from facilitation import ballots, day, voting_cards
from facilitation.ballots import Vote, spoiling
from facilitation.ballots.box import PHONE
from facilitation.house import House
from facilitation.voting_cards import codes
from facilitation.voting_cards.codes import Code
from facilitation.workshop import Workshop
from tests.builders import KEY


@dataclass(frozen=True)
class PrintedCard:
    """A card in somebody's hand, and what is stored of it."""

    code: Code
    code_hash: str
    typed_hash: str


def drawn(workshop: Workshop, count: int) -> list[PrintedCard]:
    """Cards that nobody has told the house about yet."""
    return [
        PrintedCard(card, codes.hashed(KEY, workshop.id, card.long), codes.hashed(KEY, workshop.id, card.typed))
        for card in codes.draw(count)
    ]


def made(house: House, workshop: Workshop, count: int) -> list[PrintedCard]:
    cards = drawn(workshop, count)
    hashes = [[card.code_hash, card.typed_hash] for card in cards]
    house.write(voting_cards.make, workshop_id=workshop.id, hashes=hashes, role="moderator")
    return cards


def bind(house: House, workshop: Workshop, card: PrintedCard, phone: str) -> Any:
    bound = codes.hashed(KEY, workshop.id, phone)
    return house.write(voting_cards.bind, workshop_id=workshop.id, code_hash=card.code_hash, bound=bound)


def spoil(house: House, workshop: Workshop, card: PrintedCard, replacement: PrintedCard | None = None) -> Any:
    return house.write(
        spoiling.spoil, workshop_id=workshop.id, code_hash=card.code_hash, role="reception",
        replacement=[replacement.code_hash, replacement.typed_hash] if replacement is not None else [],
        _boxes=house.boxes,
    )  # fmt: skip


def paper_of(house: House, workshop: Workshop, vote: Vote, field: int = 0) -> dict[str, Any]:
    """The ballot of a field: its id, the tools on it, and what `Boxes.cast` wants to know."""
    with house.reading() as session:
        every = ballots.options(session, vote)
        field_id = list(dict.fromkeys(option.field_id for option in every))[field]
        paper = day.paper_of_field(session, vote, field_id)
    return {**paper, "tools": paper["allowed"][paper["field"]]}


def cast_with(
    house: House, workshop: Workshop, vote: Vote, card: PrintedCard | None, points: dict[str, int] | None = None, *,
    channel: str = PHONE, ballot_id: str = "", field: int = 0,
) -> Any:  # fmt: skip
    """A ballot with a card, or with none; an abstention unless points are given."""
    paper = paper_of(house, workshop, vote, field)
    known = card.code.typed if card is not None else "none"
    return house.boxes.cast(
        vote, credential=card.code_hash if card is not None else None, ballot_id=ballot_id or f"ballot-of-card-{known}",
        field_id=paper["field"], points=points or {}, allowed=paper["allowed"], channel=channel,
    )  # fmt: skip
