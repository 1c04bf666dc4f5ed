"""What the tests of the print shop may ask for: Dora at the counter, who orders sheets and measures them."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation.documents.printing import SHEETS, Shop, make, notes
from facilitation.house import House
from facilitation.workshop import Workshop, by_id
from tests import builders as b
from tests.paper import Paper

BASE = "https://werkstatt.beispiel.de"


class Counter:
    """Orders a sheet of a workshop and gets it printed."""

    def __init__(self, house: House) -> None:
        self.house = house

    def order(self, workshop: Workshop, sheet: str, base: str = BASE, **wishes: Any) -> Paper:
        with self.house.reading() as session:
            shop = Shop(session, by_id(session, workshop.id), b.THE_DAY, base=base, key=b.KEY)
            asked = SHEETS[sheet].wishes({name: str(value) for name, value in wishes.items()})
            return Paper(make(shop, SHEETS[sheet], asked))

    def told(self, workshop: Workshop, base: str = BASE) -> list[str]:
        with self.house.reading() as session:
            return notes(Shop(session, by_id(session, workshop.id), b.THE_DAY, base=base, key=b.KEY))


@pytest.fixture
def counter(house: House) -> Counter:
    return Counter(house)
