"""Every sheet is a real page: in millimetres, with its fonts and tags, with the words of the workshop."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation import access
from facilitation.access import Role
from facilitation.documents.printing import SHEETS, NothingToPrint
from facilitation.errors import BadInput
from facilitation.house import House
from facilitation.workshop import Workshop
from tests import builders as b
from tests.documents.printing.conftest import Counter
from tests.paper import bare

SIZES: list[tuple[str, dict[str, Any], tuple[int, int], int]] = [
    ("poster", {}, (420, 594), 1),
    ("poster", {"paper": "a1", "distance": 3}, (594, 841), 1),
    ("poster", {"paper": "a3"}, (297, 420), 1),
    ("poster", {"paper": "a4"}, (210, 297), 1),
    ("table-signs", {}, (210, 297), 5),
    ("table-signs", {"form": "a5"}, (210, 148), 5),
    ("table-signs", {"form": "a4"}, (210, 297), 5),
    ("rotation", {}, (420, 297), 1),
    ("rotation", {"paper": "a2"}, (594, 420), 1),
    ("voting-cards", {}, (210, 297), 1),
    ("voting-cards", {"cut": "a4-8"}, (210, 297), 1),
    ("ballots", {"count": 2}, (210, 297), 10),
    ("run-sheet", {}, (210, 297), 1),
    ("statement-cards", {"count": 8}, (210, 297), 5),
    ("statement-cards", {"count": 8, "cut": "a6"}, (210, 297), 10),
    ("programme", {}, (297, 420), 1),
    ("questions", {}, (420, 297), 3),
    ("questions", {"fields": "each", "paper": "a4"}, (297, 210), 15),
    ("host-guides", {}, (210, 297), 5),
    ("tool-posters", {"field": 2, "paper": "a3"}, (297, 420), 8),
    ("tool-sheets", {"field": 2}, (297, 210), 8),
    ("emergency", {}, (210, 297), 1),
]


@pytest.mark.parametrize(("sheet", "wishes", "size", "pages"), SIZES)
def test_a_sheet_has_its_size_its_fonts_and_its_tags(
    workshop: Workshop, counter: Counter, sheet: str, wishes: dict[str, Any], size: tuple[int, int], pages: int
) -> None:
    paper = counter.order(workshop, sheet, **wishes)
    assert ({paper.size(number) for number in range(len(paper))}, len(paper)) == ({size}, pages)
    assert set(paper.fonts().values()) == {True}
    assert paper.is_tagged()
    assert paper.faults() == []
    assert [paper.strays(number) for number in range(len(paper))] == [""] * pages


def test_every_sheet_of_the_shop_is_measured() -> None:
    assert {sheet for sheet, *_ in SIZES} | {"badges"} == set(SHEETS)  # badges need a plan: test_badges


def test_the_programme_names_every_item_with_its_hour(workshop: Workshop, counter: Counter) -> None:
    words = counter.order(workshop, "programme").words()
    assert all(bare(part) in words for part in ("15:30Get-together mit Steh-Café", "18:45Arbeitsgruppen: Runde 2"))
    assert bare("21:00Ende") in words


def test_the_run_sheet_says_what_to_press_and_shows_the_journals_mark(
    house: House, workshop: Workshop, counter: Counter
) -> None:
    assert bare("Das Protokoll ist noch leer") in counter.order(workshop, "run-sheet").words()
    b.step(house, workshop, "start")
    with house.reading() as session:
        from facilitation import journal

        head = journal.head(session, workshop.id)
    assert head is not None
    words = counter.order(workshop, "run-sheet").words()
    assert head.hash[:8] in words
    assert all(bare(part) in words for part in ("„Abstimmung öffnen“", "„Aufdecken“, Feld für Feld", "45 Min."))


def test_a_ballot_has_a_row_for_every_tool_on_it(house: House, workshop: Workshop, counter: Counter) -> None:
    from facilitation import tools

    paper = counter.order(workshop, "ballots")
    with house.reading() as session:
        for page, field in enumerate(b.fields_of(house, workshop)):
            titles = [tool.title for tool in tools.on_ballot(session, field.id)]
            assert [title for title in titles if bare(title) not in paper.words(page)] == []
    assert all(bare(part) in paper.words(0) for part in ("5 Punkte", "höchstens 3", "Platznummer", "Ich enthalte mich"))


def test_with_voting_cards_a_ballot_asks_for_the_card(house: House, counter: Counter) -> None:
    workshop = b.a_workshop(house, vote_mode="cards", points_cap=40, points_budget=100)
    words = counter.order(workshop, "ballots").words(0)
    assert bare("Stimmkarte") in words and "Platznummer" not in words
    assert bare("Schreiben Sie die Zahl der Punkte ins Kästchen") in words


def test_one_ballot_for_the_hall_holds_every_field(house: House, counter: Counter) -> None:
    workshop = b.a_workshop(house, vote_scope="plenary")
    words = counter.order(workshop, "ballots").words()
    assert all(bare(str(field.title)) in words for field in b.fields_of(house, workshop))


def test_cards_are_numbered_field_by_field(workshop: Workshop, counter: Counter) -> None:
    paper = counter.order(workshop, "statement-cards", count=9)
    assert bare("Fachkräfte Karte 8") in paper.words(0)
    assert bare("Fachkräfte Karte 9") in paper.words(1) and bare("Bildung Karte 1") in paper.words(1)


def test_the_rotation_map_shows_every_groups_route(workshop: Workshop, counter: Counter) -> None:
    words = counter.order(workshop, "rotation").words()
    assert bare("Wechsel zu Runde 2") in words
    assert bare("5Wohnen1Fachkräfte5Wohnen") in words  # home, one table on, back


def test_where_everybody_walks_alone_the_map_says_so(house: House, counter: Counter) -> None:
    from facilitation import archive

    template = archive.read_template("kreis-dueren")
    next(item for item in template["agenda"] if item["key"] == "runde-2")["movement"] = {"kind": "mix"}
    words = counter.order(b.built(house, template), "rotation").words()
    assert bare("eigener Weg") in words and bare("Wer geht wohin") in words


def test_a_hosts_link_is_printed_only_when_it_is_wanted(house: House, workshop: Workshop, counter: Counter) -> None:
    link = b.a_link(house, workshop, Role.HOST, table=3)
    typed = bare(access.grouped(access.secret_of(b.KEY, link)))
    assert typed not in counter.order(workshop, "host-guides").words()
    with_link = counter.order(workshop, "host-guides", link="yes")
    assert typed in with_link.words(2)
    assert bare("noch keinen Link") in with_link.words(0)
    secret = access.secret_of(b.KEY, link)
    assert [code.text for code in with_link.codes(2)] == [f"https://werkstatt.beispiel.de/w/{workshop.code}/in#{secret}"]


def test_a_rehearsals_sheets_are_marked(house: House, workshop: Workshop, counter: Counter) -> None:
    from facilitation.rehearsal import make_copy
    from facilitation.workshop import by_code

    assert "PROBE" not in counter.order(workshop, "poster").words()
    copy = make_copy(house, workshop.code)
    with house.reading() as session:
        probe = by_code(session, copy.code)
    assert "PROBE" in counter.order(probe, "poster").words()


def test_what_cannot_be_wished_is_refused(workshop: Workshop, counter: Counter) -> None:
    for sheet, wishes in (
        ("poster", {"paper": "letter"}), ("ballots", {"count": 0}), ("ballots", {"count": "viele"}),
        ("statement-cards", {"count": 201}),
    ):  # fmt: skip
        with pytest.raises(BadInput):
            counter.order(workshop, sheet, **wishes)


def test_a_sheet_without_a_page_is_refused_plainly(workshop: Workshop, counter: Counter) -> None:
    with pytest.raises(NothingToPrint):
        counter.order(workshop, "tool-posters", field=99)


def test_an_address_that_holds_only_here_is_told_before_printing(house: House, counter: Counter) -> None:
    workshop = b.a_workshop(house, wifi_name="Saal")
    assert counter.told(workshop) == []
    for base in ("http://192.168.178.23:5000", "http://127.0.0.1:5000", "http://10.0.0.4", "http://werkstatt.local"):
        assert ["nur in diesem Netz" in note for note in counter.told(workshop, base)] == [True]
    assert counter.told(b.a_workshop(house)) == [
        "Das WLAN des Saals ist noch nicht eingetragen; das Plakat kommt ohne seinen Code."
    ]


def test_the_emergency_sheet_names_the_address_the_second_laptop_needs(workshop: Workshop, counter: Counter) -> None:
    """With a number it can be typed into the network settings; a name is for whoever looks after the network."""
    words = counter.order(workshop, "emergency", base="http://192.168.0.7:5000").words()
    assert all(bare(part) in words for part in ("takeover", "bekommt der zweite Laptop 192.168.0.7;", workshop.code))
    words = counter.order(workshop, "emergency").words()
    assert bare("Der Name werkstatt.beispiel.de muss jetzt zum zweiten Laptop führen") in words
