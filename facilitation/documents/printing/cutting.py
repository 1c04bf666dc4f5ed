"""Cards that are cut from a sheet of A4: how they lie on it, and what stands on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from facilitation import badges
from facilitation.documents.printing.sheet import Shop, Wishes, chunks, field_face
from facilitation.documents.typesetting import Code


@dataclass(frozen=True)
class Cut:
    """Cards on a sheet of A4, in millimetres. `marks`: to be cut; else the sheet is perforated or made of labels."""

    name: str
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    step: float
    """From one card's left edge to the next one's."""
    marks: bool = True

    @property
    def per_sheet(self) -> int:
        return self.columns * self.rows


CUTS = {
    "a4-10": Cut("10 Karten 85 × 54 mm, zum Schneiden", 2, 5, 85, 54, 20, 13.5, 85),
    "a4-8": Cut("8 Visitenkarten 85 × 54 mm, zum Schneiden", 2, 4, 85, 54, 15, 31.5, 95),
    "labels-21": Cut("21 Etiketten 63,5 × 38,1 mm (wie L7160)", 3, 7, 63.5, 38.1, 7.25, 15.15, 66, marks=False),
    "labels-14": Cut("14 Etiketten 99,1 × 38,1 mm (wie L7163)", 2, 7, 99.1, 38.1, 4.65, 15.15, 101.6, marks=False),
    "a6": Cut("4 Karten A6 je Blatt", 2, 2, 105, 148.5, 0, 0, 105),
    "a7": Cut("8 Karten A7 je Blatt", 2, 4, 105, 74.25, 0, 0, 105),
}
SMALL = ("a4-10", "a4-8", "labels-21", "labels-14")
WRITTEN = ("a7", "a6")
WORN = ("a7", "a4-8", "a4-10")
BADGE_CODE = 22.0
EXAMPLE = {"number": 1, "address": "MUSTER", "typed": "MUSTER-KARTE"}


def statement_cards(shop: Shop, wishes: Wishes) -> list[dict[str, Any]]:
    """Numbered blank cards for statements, field by field."""
    cut, count = CUTS[str(wishes["cut"])], int(wishes["count"])
    limit = shop.workshop.settings.statement_limit
    cards = [
        {"field": field_face(field), "number": number, "limit": limit}
        for field in shop.fields
        for number in range(1, count + 1)
    ]
    return _on_sheets(cards, cut)


def voting_cards(rows: Sequence[dict[str, Any]], cut_name: str) -> list[dict[str, Any]]:
    """Stimmkarten from rows of ``number``, ``address``, ``typed``. They come in clear only once, so nothing is kept."""
    cut = CUTS[cut_name]
    width = min(cut.height * 0.62, cut.width * 0.36)
    cards = [
        {"number": row["number"], "typed": row["typed"], "code": Code(row["address"]), "code_mm": width} for row in rows
    ]
    return _on_sheets(cards, cut)


def voting_card_example(shop: Shop, wishes: Wishes) -> list[dict[str, Any]]:
    """How the Stimmkarten will look: one sheet that opens nothing."""
    cut = CUTS[str(wishes["cut"])]
    rows = [{**EXAMPLE, "number": number} for number in range(1, cut.per_sheet + 1)]
    return [{**page, "example": True} for page in voting_cards(rows, str(wishes["cut"]))]


def numbered_badges(shop: Shop, wishes: Wishes) -> list[dict[str, Any]]:
    """A badge for every planned number: where its wearer sits in which round, and the way in with that number."""
    rounds = shop.day.rounds
    faces = {
        table.id: {"number": table.number, "field": field_face(shop.field(table.field_id))} for table in shop.tables
    }
    cards = [
        {
            "number": number, "code": Code(f"{shop.address('/')}?badge={number}"), "code_mm": BADGE_CODE,
            "stops": [
                {"round": str(item.name), "begins": shop.hours(item)[0], **faces[table]}
                for item, table in zip(rounds, tables, strict=True)
            ],
        }
        for number, tables in badges.routes(shop.session, shop.workshop.id, len(rounds)).items()
    ]  # fmt: skip
    return _on_sheets(cards, CUTS[str(wishes["cut"])])


def _on_sheets(cards: list[dict[str, Any]], cut: Cut) -> list[dict[str, Any]]:
    return [{"cut": asdict(cut), "cards": some} for some in chunks(cards, cut.per_sheet)]
