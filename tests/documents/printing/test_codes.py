"""Every code on paper is read from the printed page, and is as wide as its distance asks for."""

from __future__ import annotations

import re
from typing import Any

import pytest

from facilitation import qr, tools
from facilitation.documents.printing import Shop, voting_cards
from facilitation.documents.printing.cutting import CUTS, SMALL
from facilitation.house import House
from facilitation.workshop import Workshop, by_id
from tests import builders as b
from tests.documents.printing.conftest import BASE, Counter
from tests.paper import Paper

SAID = re.compile(r"aus(\d+),(\d)mlesbar")


@pytest.mark.parametrize(
    ("paper", "distance", "least"),
    [("a4", 0, 6), ("a3", 0, 8), ("a2", 0, 12), ("a1", 0, 17), ("a4", 1, 10), ("a2", 2, 20), ("a1", 3, 30)],
)
def test_the_posters_code_is_as_wide_as_the_distance_it_states(
    house: House, counter: Counter, paper: str, distance: int, least: int
) -> None:
    workshop = b.a_workshop(house, wifi_name="Rathaus;Gäste", wifi_password='so "geheim"')
    poster = counter.order(workshop, "poster", paper=paper, distance=distance)
    stated = SAID.search(poster.words())
    assert stated is not None
    decimetres = int(stated.group(1)) * 10 + int(stated.group(2))
    scanned = {code.text: code.width for code in poster.codes(dpi=60 if paper in ("a1", "a2") else 120)}
    join = f"{BASE}/w/{workshop.code}".upper()
    assert set(scanned) == {join, qr.wifi("Rathaus;Gäste", 'so "geheim"')}
    assert decimetres >= least
    assert scanned[join] * 10 >= decimetres * 100 - 15  # a pixel and a half


def test_without_a_wifi_the_poster_has_one_code(workshop: Workshop, counter: Counter) -> None:
    poster = counter.order(workshop, "poster", paper="a4")
    assert [code.text for code in poster.codes()] == [f"{BASE}/w/{workshop.code}".upper()]
    assert "WLAN" not in poster.words()


@pytest.mark.parametrize(("form", "codes", "width"), [("fold", 2, 55), ("a5", 1, 50), ("a4", 1, 75)])
def test_a_table_sign_lets_people_in_from_both_sides(
    workshop: Workshop, counter: Counter, form: str, codes: int, width: int
) -> None:
    scanned = counter.order(workshop, "table-signs", form=form).codes(1)
    assert [code.text for code in scanned] == [f"{BASE}/w/{workshop.code}".upper()] * codes
    assert [round(code.width) for code in scanned] == [width] * codes


@pytest.mark.parametrize(("sheet", "width"), [("tool-posters", 45), ("tool-sheets", 40)])
def test_a_tools_paper_opens_it_on_the_phone(
    house: House, workshop: Workshop, counter: Counter, sheet: str, width: int
) -> None:
    field = b.fields_of(house, workshop)[1]
    with house.reading() as session:
        listed = tools.in_document_order(tools.on_ballot(session, field.id))
    paper = counter.order(workshop, sheet, field=2)
    for page, tool in enumerate(listed[:3]):
        (code,) = paper.codes(page)
        assert (code.text, round(code.width)) == (f"{BASE}/w/{workshop.code}/tools/{tool.id}", width)


@pytest.mark.parametrize("cut", SMALL)
def test_every_voting_card_is_read_from_its_sheet(house: House, workshop: Workshop, cut: str) -> None:
    rows: list[dict[str, Any]] = [
        {"number": n, "address": f"{BASE}/W/{workshop.code}/CARD#{'ABCDEFGHJKMNPQRSTUVWXYZ234'}{n}".upper(),
         "typed": f"ABCDE-{n:05}"}
        for n in range(1, CUTS[cut].per_sheet + 3)
    ]  # fmt: skip
    with house.reading() as session:
        shop = Shop(session, by_id(session, workshop.id), b.THE_DAY, base=BASE, key=b.KEY)
        paper = Paper(voting_cards(shop, rows, cut))
    assert len(paper) == 2
    scanned = [code for page in range(2) for code in paper.codes(page, dpi=200)]
    assert {code.text for code in scanned} == {row["address"] for row in rows}
    assert min(code.width for code in scanned) >= 20  # read from a hand's breadth
    assert all(row["typed"].replace("-", "") in paper.words() for row in rows)


def test_the_example_card_opens_nothing(workshop: Workshop, counter: Counter) -> None:
    paper = counter.order(workshop, "voting-cards")
    assert {code.text for code in paper.codes()} == {"MUSTER"}
    assert "giltnicht" in paper.words()


def test_labels_lie_where_the_sheets_have_them() -> None:
    for cut in CUTS.values():
        right = cut.left + (cut.columns - 1) * cut.step + cut.width
        assert right <= 210 and cut.top + cut.rows * cut.height <= 297, cut.name
        assert cut.step >= cut.width, cut.name
