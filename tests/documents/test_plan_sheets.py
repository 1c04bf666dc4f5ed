"""Werkzeugblätter, Zielkatalog and the whole plan: read back with other programs and compared with the database."""

from __future__ import annotations

import io
import json
from pathlib import Path
from time import monotonic
from typing import Any

import docx
import pytest
from odfdo import Document as OpenDocument
from pypdf import PdfReader

from facilitation import layouts
from facilitation.documents import export_sheet, plan_book, plan_sheets, plan_table
from facilitation.documents.description import Bar, Document, TableBlock
from facilitation.documents.flow import Cover, Heading
from facilitation.documents.rendering import FORMATS
from facilitation.house import House
from facilitation.layouts import BadLayout, Layout
from facilitation.workshop import Workshop, by_id
from tests.documents import plans
from tests.documents.conftest import Office

DITHMARSCHEN = [
    "Handlungsfelder (HF)", "Beschreibung des HF", "Werkzeuge", "Ansprechperson", "Umsetzungsort", "Beteiligte", "2019",
    "2020",
]  # fmt: skip
DITHMARSCHEN_ROWS = [
    [plans.YOUTH, f"{plans.YOUTH}: worum es geht.", "Ideenlabor", "Jugendförderung", "Heide", "Vereine", "X", ""],
    [plans.YOUTH, f"{plans.YOUTH}: worum es geht.", "Rückkehrtag", "Wirtschaftsförderung", "Kreis", "", "X", "X"],
    [plans.CARE, f"{plans.CARE}: worum es geht.", "Marktbus", "Amt für Verkehr", "Amt Büsum", "", "", "X"],
]
SEVEN = [
    "Werkzeug", "Zielgruppe", "Ansprechperson", "Umsetzungsort und Ansprechperson vor Ort",
    "Beteiligte Partner, Netzwerke, Gruppen und Bevölkerung", "Budget", "Externe Beratung",
]  # fmt: skip
LAB = [
    "Ideenlabor", "Jugendliche", "Jugendförderung", "Heide", "Jugendring (Träger)\nSchulen (Partner)",
    "Ca. 25.000 € p.a.", "nein",
]  # fmt: skip
YEAR_2019 = {
    "Raum suchen": {1: "X", 2: "X"},
    "Umbau": {3: "", 4: "", 5: "", 6: "X Übergabe"},
    "Eröffnung (Termin offen)": {},
    "Fortführung 2020": {7: "", 8: "", 9: "", 10: "", 11: "", 12: "Projektende"},
}


@pytest.fixture
def coast(house: House) -> Workshop:
    return plans.dithmarschen(house)


def ods(content: bytes) -> list[list[str]]:
    table = OpenDocument(io.BytesIO(content)).body.tables[0]
    return [[str(value or "") for value in row] for row in table.iter_values()]


def word_tables(content: bytes) -> list[list[list[str]]]:
    found = docx.Document(io.BytesIO(content)).tables
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in found]


def pdf_pages(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def described(house: House, workshop: Workshop, describe: Any, **more: Any) -> Document:
    with house.reading() as session:
        made = describe(session, by_id(session, workshop.id), now=plans.JANUARY, **more)
    assert isinstance(made, Document)
    return made


def test_the_eight_rows_of_dueren_stand_as_in_the_source(house: House, dora: Office) -> None:
    workshop = plans.dueren(house)
    found = dora.csv(workshop, "werkstattplan")[1:]

    assert [tuple(row[2:]) for row in found] == [
        (title, body, place, *("X" if year in years else "" for year in plans.EVERY))
        for title, body, place, years in plans.DUEREN
    ]
    [table] = word_tables(dora.take(workshop, "werkstattplan", "docx", plans.OCTOBER))
    assert [row[2:] for row in table[1:]] == [row[2:] for row in found]
    assert {row[0] for row in table[1:]} == {"Fachkräfte fördern, halten & gewinnen"}, "one cell over all rows"
    pages = pdf_pages(dora.take(workshop, "werkstattplan", "pdf", plans.OCTOBER))
    assert pages[0].startswith("Werkstattplan Kreis Düren") and "Stand: Oktober 2018" in pages[0]
    assert workshop.organiser in pages[0]


def test_the_other_layout_has_its_own_columns_in_every_format(coast: Workshop, dora: Office) -> None:
    expected = [DITHMARSCHEN, *DITHMARSCHEN_ROWS]

    assert dora.csv(coast, "werkstattplan") == expected
    assert dora.xlsx(coast, "werkstattplan") == expected
    assert [list(row.values()) for row in dora.json(coast, "werkstattplan")["rows"]] == DITHMARSCHEN_ROWS
    told = ods(dora.take(coast, "werkstattplan", "ods"))
    assert [row[2:] for row in told] == [row[2:] for row in expected]
    first, second = word_tables(dora.take(coast, "werkstattplan", "docx"))
    assert (first, second) == ([DITHMARSCHEN, *DITHMARSCHEN_ROWS[:2]], [DITHMARSCHEN, DITHMARSCHEN_ROWS[2]])


def test_each_field_has_its_page_and_the_title_its_stand(coast: Workshop, dora: Office) -> None:
    pages = pdf_pages(dora.take(coast, "werkstattplan", "pdf", plans.JANUARY))

    assert pages[0].startswith("Werkstattplan Kreis Dithmarschen 2019 (Stand:2019_01_30)")
    assert [next(t for t in ("Rückkehrtag", "Marktbus") if t in page) for page in pages[1:]] == [
        "Rückkehrtag", "Marktbus",
    ]  # fmt: skip


def test_a_third_layout_is_a_file_and_no_code(house: House, coast: Workshop, tmp_path: Path) -> None:
    told = {
        "format": layouts.FORMAT, "version": 1, "title": "Kurz", "heading": "Plan {region}", "stand": "{day}. {month}",
        "table_per_field": False, "tinted": False,
        "columns": [
            {"shows": "tool", "heading": "Was"}, {"shows": "status", "heading": "Stand"},
            {"shows": "years", "width": 5},
        ],
    }  # fmt: skip
    (tmp_path / "kurz.json").write_text(json.dumps(told), encoding="utf-8")
    assert layouts.names(tmp_path) == ("kurz",)
    with house.reading() as session:
        content = plan_table.plan_versions.frozen(session, coast.id)
        made = plan_table.of_content(session, coast, content, plans.JANUARY, layouts.one("kurz", tmp_path))
    assert [column.heading for column in made.table.columns] == ["Was", "Stand", "2019", "2020"]
    assert made.table.rows[0] == ["Ideenlabor", "Vorschlag der Zukunftswerkstatt", "X", ""]
    cover = made.blocks[0]
    assert isinstance(cover, Cover) and (cover.title, cover.stand) == ("Plan Kreis Dithmarschen", "30. Januar")
    merged = [{"shows": "tool", "merged": True}]
    for wrong in ({"format": "x"}, {"columns": [{"shows": "colour"}]}, {"columns": merged}):
        with pytest.raises(BadLayout):
            Layout.of("kurz", {**told, **wrong})


def test_every_shipped_layout_can_be_read() -> None:
    assert layouts.names() == ("kreis-dueren", "kreis-dithmarschen")
    assert all(layouts.one(name).name == name for name in layouts.names())


def test_a_sheet_has_seven_cells_its_text_and_its_months(house: House, coast: Workshop, dora: Office) -> None:
    tables = word_tables(dora.take(coast, "werkzeugblaetter", "docx"))
    assert tables[0] == [SEVEN, LAB]
    months = tables[1]
    assert months[0] == ["Einzelmaßnahmen: Jahr 2019", *map(str, range(1, 13))]
    assert months[1:] == [[title, *(cells.get(n, "") for n in range(1, 13))] for title, cells in YEAR_2019.items()]
    assert tables[2][0][0] == "Einzelmaßnahmen: Jahr 2020"

    blocks = [b for b in described(house, coast, plan_sheets.describe).blocks if isinstance(b, TableBlock)]
    barred = {str(row[0]): [n for n, cell in enumerate(row) if isinstance(cell, Bar)] for row in blocks[1].rows}
    assert barred == {
        "Raum suchen": [], "Umbau": [3, 4, 5, 6], "Eröffnung (Termin offen)": [],
        "Fortführung 2020": [7, 8, 9, 10, 11, 12],
    }  # fmt: skip

    page = pdf_pages(dora.take(coast, "werkzeugblaetter", "pdf"))[1]
    wanted = [f"Handlungsfeld: {plans.YOUTH}", "Ein Raum für Ideen", "Im Labor", "Chancen:", "Hauptschwierigkeiten:"]
    places = [page.index(text) for text in wanted]
    assert places == sorted(places)


def test_the_months_are_in_the_spreadsheets_too(coast: Workshop, dora: Office) -> None:
    rows = dora.xlsx(coast, "werkzeugblaetter")
    head, own = rows[0], [row for row in rows if row[1] == "Ideenlabor"]
    first = head.index("1")

    assert [row[head.index("Einzelmaßnahme")] for row in own] == [*YEAR_2019, "Evaluierung"]
    assert [row[first:first + 12] for row in own[:4]] == [
        [cells.get(n, "") for n in range(1, 13)] for cells in YEAR_2019.values()
    ]  # fmt: skip
    assert own[3][-1] == 2020 and own[0][-1] == ""
    told = ods(dora.take(coast, "werkzeugblaetter", "ods"))
    assert [row[first:first + 12] for row in told] == [[str(cell) for cell in row[first:first + 12]] for row in rows]
    sheet = dora.sheets(coast, "werkzeugblaetter")[0]
    filled = [cell.fill.fgColor.rgb[-6:] == "F5CE6C" for cell in sheet[3][first:first + 12]]
    assert filled == [n in (3, 4, 5, 6) for n in range(1, 13)]


def test_one_sheet_alone_also_before_anybody_wrote_on_it(house: House, coast: Workshop) -> None:
    with house.reading() as session:
        workshop = by_id(session, coast.id)
        entries = {entry.title: entry.id for entry in plan_sheets.plan.entries(session, coast.id)}
        made = {
            title: word_tables(export_sheet(session, workshop, entries[title], "docx", plans.JANUARY)[0])
            for title in ("Ideenlabor", "Rückkehrtag")
        }
    assert made["Ideenlabor"][0] == [SEVEN, LAB] and len(made["Ideenlabor"]) == 3
    assert made["Rückkehrtag"] == [[SEVEN, ["Rückkehrtag", "", "Wirtschaftsförderung", "Kreis", "", "", ""]]]


def test_the_goals_are_two_tables_with_columns_of_their_own_length(coast: Workshop, dora: Office) -> None:
    above, below = word_tables(dora.take(coast, "zielkatalog", "docx"))
    assert above[1:] == [
        ["Werte/ Haltung", "Inhalt", "Struktur", "Methode"], ["Offenheit", "Junge bleiben", "", "Beteiligung"],
        ["", "Alte auch", "", ""],
    ]  # fmt: skip
    assert below[1:] == [["Inhalt", "Struktur", "Methode"], ["", "Ein Netz der Ämter", ""]]
    assert below[0][0].endswith("Kreis Dithmarschen – konkretisierte Ziele / Themen")
    assert [row[2] for row in dora.csv(coast, "zielkatalog")[1:]] == [
        "Offenheit", "Junge bleiben", "Alte auch", "Beteiligung", "Ein Netz der Ämter",
    ]  # fmt: skip


def test_the_book_has_the_chapters_in_their_order(house: House, coast: Workshop) -> None:
    made = described(house, coast, plan_book.describe)
    assert [block.text for block in made.blocks if isinstance(block, Heading) and block.level == 1] == [
        "Ausgangslage", "Zielkatalog", "Übersicht", "Werkzeugblätter", "Kommunikationskonzept Werkstattplan 2019",
    ]  # fmt: skip


def test_results_and_their_trace_are_shown_where_they_are_wanted(house: House, coast: Workshop) -> None:
    with house.reading() as session:
        content = plan_table.plan_versions.frozen(session, coast.id)
        workshop = by_id(session, coast.id)
    shown = {"rank": 1, "points": 9, "people": 6, "tie": "draw", "seed": "7"}
    content["entries"][0]["trace"] = shown
    content["entries"][1]["trace"] = {**shown, "points": None, "people": None, "tie": None, "seed": None}
    workshop.settings_values = {**workshop.settings_values, "plan_results": True, "plan_trace": True}
    made = plan_table.table(workshop, content, layouts.one("kreis-dithmarschen"), content["fields"])

    assert [column.heading for column in made.columns[8:]] == ["Rang", "Punkte", "Personen", "Gleichstand", "Herkunft"]
    assert [row[8:] for row in made.rows] == [
        [1, 9, 6, "Los", "Abstimmung: Rang 1, 9 Punkte von 6 Personen; Gleichstand: Los, Startwert 7"],
        [1, None, None, "", "Abstimmung: Rang 1"],
        [None, None, None, "", "von Hand aufgenommen"],
    ]


@pytest.mark.parametrize("fmt", ["pdf", "docx", "xlsx", "ods"])
def test_twelve_fields_three_hundred_tools_and_ten_years_lay_out(house: House, fmt: str) -> None:
    workshop = plans.dithmarschen(house)
    workshop.years = list(range(2030, 2040))
    fields = [
        {"key": str(n), "number": n, "title": f"Feld {n} " + "lang " * 20, "vision": "", "description": "Wort " * 200}
        for n in range(1, 13)
    ]
    cells = dict.fromkeys(("responsible", "contact", "place", "participants"), "Amt für Demografie und Schule")
    entries = [
        {
            **cells, "key": f"w{n}", "field": str(n % 12 + 1), "title": f"=1+1 <script> {n} " + "x" * 120,
            "kind": "new",
            "years": workshop.years[n % 10 :], "status": "adopted", "reason": "", "example": "", "trace": None,
            "sheet": None,
        }
        for n in range(300)
    ]  # fmt: skip
    content = {"years": workshop.years, "fields": fields, "entries": entries}
    with house.reading() as session:
        made = plan_table.of_content(session, workshop, content, plans.JANUARY)
    begun = monotonic()
    written = FORMATS[fmt][0](made)

    assert len(made.table.rows) == 300
    assert monotonic() - begun < 20
    if fmt == "pdf":
        pages = pdf_pages(written)
        assert 25 <= len(pages) <= 120
        assert all(f"<script> {n} " in " ".join(pages) for n in range(300))
