"""The Zwischenbilanz as Dora takes it out: the 55 rows of Düren in every format, figures, odd texts."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import docx
import pytest
from odfdo import Document as OpenDocument
from pypdf import PdfReader

from facilitation import documents
from facilitation.documents import review_form
from facilitation.documents.rendering import FORMATS
from facilitation.house import House
from facilitation.review import forms, surveys
from facilitation.workshop import Workshop, by_id
from tests import builders
from tests.documents.conftest import LATE, Office
from tests.review.asking import ALL_WELL, a_form, a_survey, save
from tests.review.duren import CATEGORIES, ROWS, asked_and_answered, cells

UPPER = ["Kategorie", "Werkzeug", "Umsetzung", "Umsetzung", "Fortführung nach 2020", "Fortführung nach 2020",
         "Begründung/Bemerkungen"]  # fmt: skip
LOWER = ["Kategorie", "Werkzeug", "Ja", "Nein", "Ja", "Nein", "Begründung/Bemerkungen"]
EXPECTED = [cells(row) for row in ROWS]


@pytest.fixture(scope="module")
def duren(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The Düren survey with all 55 forms in, and Dora."""
    opened = House(builders.a_config(tmp_path_factory.mktemp("bilanz")))
    here = builders.a_workshop(opened)
    survey = asked_and_answered(opened, here)
    values = {"outlook": "Ein neuer Plan folgt.", "occasion": "Gefragt hat der Ausschuss."}
    opened.write(
        surveys.change, workshop_id=here.id, survey_id=survey, revision=1, values=values, role="organiser"
    )
    yield Office(opened), here
    opened.close()


def test_the_55_rows_come_out_as_the_source_has_them(duren: Any) -> None:
    dora, here = duren
    assert len(EXPECTED) == 55
    assert dora.xlsx(here, "zwischenbilanz") == [UPPER, LOWER, *EXPECTED]


def test_csv_names_both_lines_of_the_head(duren: Any) -> None:
    dora, here = duren
    head, *rows = dora.csv(here, "zwischenbilanz")
    assert head == [
        "Kategorie", "Werkzeug", "Umsetzung Ja", "Umsetzung Nein", "Fortführung nach 2020 Ja",
        "Fortführung nach 2020 Nein", "Begründung/Bemerkungen",
    ]  # fmt: skip
    assert rows == EXPECTED


def test_json_and_ods_hold_the_same(duren: Any) -> None:
    dora, here = duren
    rows = dora.json(here, "zwischenbilanz")["rows"]
    assert [list(row.values()) for row in rows] == EXPECTED
    table = OpenDocument(io.BytesIO(dora.take(here, "zwischenbilanz", "ods"))).body.get_tables()[0]
    told = [[str(value or "") for value in row.get_values()] for row in table.traverse()]
    assert [row[1] for row in told if len(row) > 1 and row[1] in {r["tool"] for r in ROWS}] == [r["tool"] for r in ROWS]


def test_word_has_a_block_per_category_with_its_two_line_head(duren: Any) -> None:
    dora, here = duren
    word = docx.Document(io.BytesIO(dora.take(here, "zwischenbilanz", "docx")))
    headings = [p.text for p in word.paragraphs if p.style is not None and p.style.name.startswith("Heading")]
    assert headings[:9] == ["Anlass und Vorgehen", "Tabelle 1: Teilauswertung", *CATEGORIES]
    assert [h for h in headings if h in ("Zahlen", "Ausblick", "Anhang: Fragebogen")] == [
        "Zahlen", "Ausblick", "Anhang: Fragebogen",
    ]  # fmt: skip
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in word.tables]
    blocks = [table for table in tables if table[0][0].startswith("Werkzeug")]
    assert [row for table in blocks for row in table[2:]] == [row[1:] for row in EXPECTED]
    assert all((table[0], table[1]) == (UPPER[1:], LOWER[1:]) for table in blocks)


def test_pdf_has_all_tools_in_order_and_the_figures(duren: Any) -> None:
    dora, here = duren
    pages = PdfReader(io.BytesIO(dora.take(here, "zwischenbilanz", "pdf"))).pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    for wanted in ("Gefragt hat der Ausschuss.", "Ein neuer Plan folgt.", "Ist mit der Umsetzung schon begonnen"):
        assert wanted in text
    begun = sum(row["marks"][0] == "j" for row in ROWS)
    assert f"Ja {begun} 55 " in text
    places = [text.find(name) for name in CATEGORIES]
    assert places == sorted(places) and min(places) > 0


def test_nothing_that_was_typed_becomes_a_formula_or_a_tag(house: House, workshop: Workshop, dora: Office) -> None:
    survey = a_survey(house, workshop)
    odd = '=1+1 <script>alert("x")</script> 🌱 שלום ' + "Langeswort" * 12
    form = a_form(house, workshop, survey, odd, category="@Kategorie & mehr")
    save(house, workshop, form, {**ALL_WELL, "1": "no", "1.2": "+49 = <b>teuer</b>"}, hand_in=True)
    for fmt in documents.DOCUMENTS["zwischenbilanz"].formats:
        assert dora.take(workshop, "zwischenbilanz", fmt)
    assert dora.xlsx(workshop, "zwischenbilanz")[2] == [
        "@Kategorie & mehr", odd, "", "X", "X", "", "+49 = <b>teuer</b>",
    ]  # fmt: skip
    assert dora.csv(workshop, "zwischenbilanz")[1][:2] == ["'@Kategorie & mehr", f"'{odd}"]


def test_who_has_not_answered_stands_there_without_marks(house: House, workshop: Workshop, dora: Office) -> None:
    survey = a_survey(house, workshop)
    form = a_form(house, workshop, survey)
    save(house, workshop, form, {"1": "no"})  # a draft tells nobody anything yet
    assert dora.csv(workshop, "zwischenbilanz")[1] == ["Fachkräfte", "Job-Café", "", "", "", "", ""]
    assert dora.json(workshop, "zwischenbilanz")["notes"] == ["Ein Bogen steht noch aus."]


def test_without_a_survey_the_document_says_so(workshop: Workshop, dora: Office) -> None:
    assert dora.json(workshop, "zwischenbilanz")["notes"] == ["Noch gibt es keine Erhebung."]
    assert dora.take(workshop, "zwischenbilanz", "pdf").startswith(b"%PDF")


def test_an_empty_form_has_all_questions_and_room_to_write(house: House, workshop: Workshop, tmp_path: Path) -> None:
    survey = a_survey(house, workshop)
    a_form(house, workshop, survey)
    with house.reading() as session:
        asked = surveys.one(session, workshop.id, survey)
        here = by_id(session, workshop.id)
        sheet = review_form.describe(here, asked, forms.of_survey(session, survey), LATE)
        nobody = review_form.describe(here, asked, [], LATE)
    text = PdfReader(io.BytesIO(FORMATS["pdf"][0](sheet))).pages[0].extract_text()
    for wanted in ("Job-Café", "Ansprechpartner/-in", "1.2 Bei „Nein“", "weiter mit Frage 4.", "k.A.", "31.12.2019"):
        assert wanted in text
    assert FORMATS["pdf"][0](nobody).startswith(b"%PDF")
