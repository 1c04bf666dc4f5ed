"""Badges on paper: number, route and a code that joins with the number."""

from __future__ import annotations

import pytest

from facilitation import badges
from facilitation.documents.printing import NothingToPrint
from facilitation.house import House
from facilitation.workshop import Workshop
from tests.documents.printing.conftest import BASE, Counter
from tests.paper import bare


def test_without_a_plan_there_is_nothing_to_print(workshop: Workshop, counter: Counter) -> None:
    with pytest.raises(NothingToPrint):
        counter.order(workshop, "badges")


@pytest.mark.parametrize(("cut", "sheets"), [("a7", 2), ("a4-8", 2), ("a4-10", 1)])
def test_every_badge_names_its_tables_and_joins_with_its_number(
    house: House, workshop: Workshop, counter: Counter, cut: str, sheets: int
) -> None:
    house.write(badges.plan, workshop_id=workshop.id, count=10, role="organiser", seed=3)
    paper = counter.order(workshop, "badges", cut=cut)
    assert (len(paper), paper.size(), paper.faults()) == (sheets, (210, 297), [])
    scanned = {code.text for page in range(sheets) for code in paper.codes(page, dpi=200)}
    assert scanned == {f"{BASE}/w/{workshop.code}/?badge={number}" for number in range(1, 11)}
    assert paper.words().count(bare("Runde 2 ab 18:45")) == 10
    assert [paper.strays(page) for page in range(sheets)] == [""] * sheets
