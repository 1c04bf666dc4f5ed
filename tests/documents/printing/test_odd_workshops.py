"""Two fields or twelve, long titles, emoji, other scripts, markup: every sheet holds them, whole and as they are."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation import archive, badges
from facilitation.documents.printing import SHEETS
from facilitation.house import House
from facilitation.workshop import Workshop
from tests import builders as b
from tests.documents.printing.conftest import Counter
from tests.paper import bare

LONG = "Gemeinsam unterwegs: Mobilität, Nahversorgung und Begegnung in Stadt und Land auch für alle, die nicht selbst "
LONG = (LONG + "Auto fahren können oder wollen und trotzdem jeden Tag dazugehören möchten")[:200]
ODD = [
    "#let x = 1", "<b>fett</b> & mehr", "*nicht* _kursiv_ $x$", "=1+1",
    "مرحبا بالعالم", "שלום עולם", "Grün 🌳👨‍👩‍👧", "漢字 gibt es nicht",
]  # fmt: skip
UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
PLENTY = {"statement-cards": {"count": 2}, "ballots": {"count": 1}}


def workshop_of(house: House, titles: list[str], rounds: int = 3, tables: int = 1) -> Workshop:
    template = archive.read_template("kreis-dueren")
    template["fields"] = [{"number": n, "title": {"de": title}} for n, title in enumerate(titles, 1)]
    template["tables"] = [
        {"number": n + 1, "field": str(n // tables + 1)} for n in range(len(titles) * tables)
    ]
    template["tools"] = [
        {
            "key": f"werkzeug-{n}-{i}", "field": str(n), "title": f"{i} {title}"[:200], "kind": kind,
            "description": title * 4,
        }
        for n, title in enumerate(titles, 1)
        for i, kind in enumerate(("existing", "new", "open"))
    ]  # fmt: skip
    items = [item for item in template["agenda"] if not item.get("movement")]
    step = next(item for item in template["agenda"] if item["key"] == "runde-2")
    first = next(item for item in template["agenda"] if item["key"] == "runde-1")
    middle = [first, *({**step, "key": f"runde-{n}"} for n in range(2, rounds + 1))]
    template["agenda"] = [*items[:6], *middle, *items[6:]]
    return b.built(house, template)


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize(
    ("titles", "rounds", "tables"),
    [([LONG, UNBROKEN[:200]], 1, 1), (["Bildung"] * 4 + ODD, 6, 2)],
    ids=["two long fields", "twelve odd fields"],
)
def test_a_sheet_holds_whatever_a_county_brings(
    house: House, counter: Counter, sheet: str, titles: list[str], rounds: int, tables: int
) -> None:
    workshop = workshop_of(house, titles, rounds, tables)
    house.write(badges.plan, workshop_id=workshop.id, count=16, role="organiser")
    paper = counter.order(workshop, sheet, **PLENTY.get(sheet, {}))
    assert [paper.strays(number) for number in range(len(paper))] == [""] * len(paper)
    assert len(paper) == expected_pages(sheet, len(titles), rounds, tables)


def expected_pages(sheet: str, fields: int, rounds: int, tables: int) -> int:
    per_table = fields * tables
    known: dict[str, Any] = {
        "table-signs": per_table, "host-guides": per_table, "ballots": fields, "questions": rounds,
        "tool-posters": fields * 3, "tool-sheets": fields * 3, "statement-cards": -(-fields * 2 // 8),
        "badges": 2,
    }  # fmt: skip
    return int(known.get(sheet, 1))


def test_markup_stays_text(house: House, counter: Counter) -> None:
    workshop = workshop_of(house, ODD)
    words = counter.order(workshop, "table-signs", form="a4").words()
    assert [title for title in ODD[:4] if bare(title) not in words] == []


def test_a_long_title_stands_whole_on_sign_poster_and_ballot(house: House, counter: Counter) -> None:
    workshop = workshop_of(house, [LONG, "Bildung"])
    assert bare(LONG) in counter.order(workshop, "table-signs").words(0)
    assert bare(LONG[:190]) in counter.order(workshop, "tool-posters", field=1).words(0)
    assert bare(LONG[:190]) in counter.order(workshop, "ballots").words(0)


def test_what_no_font_has_becomes_a_box(house: House, counter: Counter) -> None:
    words = counter.order(workshop_of(house, ["漢字 gibt es nicht", "Bildung"]), "table-signs", form="a4").words(0)
    assert bare("□□ gibt es nicht") in words
