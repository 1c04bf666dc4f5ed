"""Taking documents out: names, formats, Stand and Probe, and texts that no program may take for a formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest

from facilitation import archive, plan, tools
from facilitation.documents import DOCUMENTS, FORMATS, UnknownDocument, UnknownFormat, export
from facilitation.house import House
from facilitation.workshop import Workshop, by_id
from tests import builders
from tests.documents.conftest import LATE, Office

DANGEROUS = [
    "=1+1", "=HYPERLINK(\"http://example.org\")", "+49 Anrufe", "-Liste", "@SUM(A1)", "=cmd|' /C calc'!A0",
]  # fmt: skip
HARMLESS = [
    "-12,5", "+3", "12", "Café & Söhne", 'Er sagte „ja" und "nein"', "a;b", "100 %", "https://example.org",
    "🚲 Rad-Tag 👩‍👩‍👧", "سوق الأدوات", "Ж ß ẞ ı", "'Apostroph'", "_x0041_", "a\u200fb",
    "true", "1e5", "2018-10",
]  # fmt: skip


def propose(house: House, workshop: Workshop, titles: list[str]) -> None:
    field = builders.fields_of(house, workshop)[0]
    for title in titles:
        house.write(
            tools.propose, workshop_id=workshop.id, field_id=field.id, title=title,
            description=f"{title}\nzweite Zeile", admitted=True,
        )  # fmt: skip


@pytest.mark.parametrize("title", DANGEROUS + HARMLESS)
def test_a_text_survives_every_format_and_starts_no_formula(
    house: House, workshop: Workshop, dora: Office, title: str
) -> None:
    propose(house, workshop, [title])
    key = next(row["key"] for row in dora.json(workshop, "werkzeuge")["rows"] if row["title"] == title)

    from_csv = next(row for row in dora.csv(workshop, "werkzeuge") if row[0] == key)
    in_title = "'" if title in DANGEROUS else ""
    in_text = "'" if title[0] in "=+-@" else ""  # with a second line even "-12,5" is no number
    assert (from_csv[2], from_csv[4]) == (f"{in_title}{title}", f"{in_text}{title}\nzweite Zeile")

    sheet = dora.sheets(workshop, "werkzeuge")[0]
    cell = next(row[2] for row in sheet.iter_rows() if row[0].value == key)
    assert (cell.value, cell.data_type, cell.hyperlink) == (title, "s", None)


def test_the_bytes_of_a_csv_are_what_offices_open(workshop: Workshop, dora: Office) -> None:
    content = dora.take(workshop, "werkstattplan", "csv")

    assert content.startswith("\ufeffHandlungsfeld (HF);Zukunftsbild des HF;".encode())
    assert content.endswith(b"\r\n")


def test_a_line_break_inside_a_cell_stays_one_cell(house: House, workshop: Workshop, dora: Office) -> None:
    propose(house, workshop, ["Zeilen"])
    content = dora.take(workshop, "werkzeuge", "csv").decode("utf-8-sig")

    assert '"Zeilen\nzweite Zeile"' in content
    assert len(list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))) == 1 + 65 + 1


@pytest.mark.parametrize("document", sorted(DOCUMENTS))
def test_every_document_comes_in_each_of_its_formats(house: House, workshop: Workshop, document: str) -> None:
    with house.reading() as session:
        made = {
            fmt: export(session, by_id(session, workshop.id), document, fmt, LATE)
            for fmt in DOCUMENTS[document].formats
        }

    assert {name for _, name, _ in made.values()} == {f"{document}-{workshop.code}-2017-10-19.{fmt}" for fmt in made}
    assert {fmt: kind for fmt, (_, _, kind) in made.items()} == {fmt: FORMATS[fmt][1] for fmt in made}


def test_the_stand_is_the_date_in_the_workshops_zone(house: House, dora: Office) -> None:
    template = archive.read_template("kreis-dueren")
    template["workshop"]["zone"] = "America/New_York"
    far = builders.built(house, template)
    near = builders.a_workshop(house)

    assert (dora.json(far, "werkstattplan")["stand"], dora.json(near, "werkstattplan")["stand"]) == (
        "2017-10-18",
        "2017-10-19",
    )


def test_a_rehearsal_says_probe_in_every_format(house: House, workshop: Workshop, dora: Office) -> None:
    made = house.write(
        archive.build, template=archive.read_template("kreis-dueren"), code=f"{workshop.code}-PROBE",
        rehearsal_of=workshop.id,
    )  # fmt: skip
    with house.reading() as session:
        probe = by_id(session, made["workshop"])
    with house.reading() as session:
        tool = next(t for t in tools.everything(session, probe.id) if t.key == "medibus")
    house.write(plan.add, workshop_id=probe.id, field_id=tool.field_id, tool_id=tool.id, role="moderator")

    _, about = dora.sheets(probe, "werkstattplan")
    assert dora.header(probe, "werkstattplan") == "Stand: 19.10.2017 (Probe)"
    assert [row[0] for row in about.iter_rows(max_row=3, values_only=True)] == [
        "Werkstattplan",
        "Zukunftswerkstatt · KREIS DÜREN 2030 – Aktiv den demografischen Wandel gestalten",
        "Stand: 19.10.2017 (Probe)",
    ]
    assert (
        dora.json(probe, "werkstattplan")["rehearsal"],
        dora.json(workshop, "werkstattplan")["rehearsal"],
    ) == (
        True,
        False,
    )
    assert dora.header(workshop, "werkstattplan") == "Stand: 19.10.2017"


def test_what_does_not_exist_is_refused_with_what_does(house: House, workshop: Workshop) -> None:
    now = datetime(2018, 1, 1, tzinfo=UTC)
    with house.reading() as session:
        with pytest.raises(UnknownDocument) as no_document:
            export(session, workshop, "protokoll", "csv", now)
        with pytest.raises(UnknownFormat) as no_format:
            export(session, workshop, "werkstattplan", "doc", now)

    assert no_document.value.facts == {
        "document": "protokoll",
        "known": list(DOCUMENTS),
    }
    assert no_format.value.facts == {
        "document": "werkstattplan",
        "format": "doc",
        "known": list(DOCUMENTS["werkzeuge"].formats),
    }


def test_300_tools_are_a_workbook_of_300_rows(house: House, workshop: Workshop, dora: Office) -> None:
    propose(house, workshop, [f"Werkzeug Nummer {number}" for number in range(235)])

    assert dora.sheets(workshop, "werkzeuge")[0].max_row == 1 + 300
