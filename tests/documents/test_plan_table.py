"""The Werkstattplan as a table, read back with other programs and compared cell by cell."""

from __future__ import annotations

from typing import Any

from facilitation import fields, plan, tools, visions
from facilitation.archive import read_template
from facilitation.house import House
from facilitation.workshop import Workshop
from tests import builders
from tests.documents.conftest import Office

HEADINGS = [
    "Handlungsfeld (HF)", "Zukunftsbild des HF", "Werkzeug (WZ)", "Zuständigkeit", "Umsetzungsort",
    "2017", "2018", "2019", "2020",
]  # fmt: skip
VISION = ("Betriebe und Schulen arbeiten Hand in Hand.", "Wer hier lernt, bleibt gern.")
OFFICE = "Kreisverwaltung Düren, Amt für Demografie, Kinder, Jugend, Familie und Senioren"
EDUCATION = "Kreisverwaltung Düren, Amt für Schule, Bildung und Integration"


def add(house: House, workshop: Workshop, key: str, **changes: Any) -> str:
    """Put a tool into the plan and edit its cells; returns the entry's id."""
    with house.reading() as session:
        tool = next(t for t in tools.everything(session, workshop.id) if t.key == key)
    entry: str = house.write(
        plan.add, workshop_id=workshop.id, field_id=tool.field_id, tool_id=tool.id, role="moderator"
    )["entry"]
    house.write(plan.edit, workshop_id=workshop.id, entry_id=entry, revision=1, role="moderator", changes=changes)
    return entry


def write_vision(house: House, workshop: Workshop, number: int, *sentences: str) -> None:
    with house.reading() as session:
        field = fields.by_number(session, workshop.id, number)
    house.write(
        visions.save, workshop_id=workshop.id, field_id=field.id, base=0, role="host",
        sentences=[{"text": text, "statements": []} for text in sentences],
    )  # fmt: skip


def fill(house: House, workshop: Workshop) -> None:
    """An existing tool, two new ones and one of open kind in field 1, one in field 4; a vision in 1 and 5."""
    add(house, workshop, "job-cafe", responsible="Stadt Düren", place="Stadt Düren", years=[2017, 2020])
    add(house, workshop, "notfallbetreuung", responsible=OFFICE, place="Stadt Düren", years=[2019])
    add(house, workshop, "berufswahl-siegel", title="BerufswahlSIEGEL NRW", years=[2018, 2019, 2020])
    add(house, workshop, "betriebliche-tagespflege", responsible=OFFICE, years=[2017, 2018, 2019, 2020])
    add(house, workshop, "medibus")
    write_vision(house, workshop, 1, *VISION)
    write_vision(house, workshop, 5, "In jedem Dorf steht eine Bank.")


FIELD_1 = ["Fachkräfte fördern, halten & gewinnen", " ".join(VISION)]
EXPECTED = [
    HEADINGS,
    [*FIELD_1, "Betriebliche Tagespflege", OFFICE, "", "X", "X", "X", "X"],
    [*FIELD_1, "Notfallbetreuung", OFFICE, "Stadt Düren", "", "", "X", ""],
    [*FIELD_1, "BerufswahlSIEGEL NRW", EDUCATION, "Kreis Düren", "", "X", "X", "X"],
    [*FIELD_1, "Job-Café", "Stadt Düren", "Stadt Düren", "X", "", "", "X"],
    ["Mobilität & (Nah-)Versorgung gewährleisten", "", "Medibus", "", "", "", "", "", ""],
    ["Leben & Wohnen gestalten", "In jedem Dorf steht eine Bank.", "", "", "", "", "", "", ""],
]


def test_the_plan_has_the_columns_rows_and_order_of_the_source(house: House, workshop: Workshop, dora: Office) -> None:
    fill(house, workshop)

    assert dora.xlsx(workshop, "werkstattplan") == EXPECTED


def test_csv_has_exactly_the_columns_and_repeats_merged_values(house: House, workshop: Workshop, dora: Office) -> None:
    fill(house, workshop)

    assert dora.csv(workshop, "werkstattplan") == EXPECTED


def test_json_has_the_same_cells_under_english_keys(house: House, workshop: Workshop, dora: Office) -> None:
    fill(house, workshop)
    told = dora.json(workshop, "werkstattplan")
    keys = ["field", "vision", "tool", "responsible", "place", "2017", "2018", "2019", "2020"]

    assert told["columns"] == [{"key": k, "heading": h} for k, h in zip(keys, HEADINGS, strict=True)]
    assert told["rows"] == [dict(zip(keys, row, strict=True)) for row in EXPECTED[1:]]
    assert (told["stand"], told["rehearsal"], told["code"]) == ("2017-10-19", False, workshop.code)
    assert told["notes"] == ["5 Einträge sind ein Vorschlag der Zukunftswerkstatt und noch nicht aufgenommen."]


def test_field_and_vision_are_merged_over_the_rows_of_a_field(house: House, workshop: Workshop, dora: Office) -> None:
    fill(house, workshop)
    sheet = dora.sheets(workshop, "werkstattplan")[0]

    assert sorted(str(span) for span in sheet.merged_cells.ranges) == ["A2:A5", "B2:B5"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$1:$1"
    assert dora.header(workshop, "werkstattplan") == "Stand: 19.10.2017"


def test_a_deferred_entry_says_so_and_gives_its_reason(house: House, workshop: Workshop, dora: Office) -> None:
    add(house, workshop, "medibus", status="deferred", reason="Erst klärt der Kreis die Finanzierung.")
    add(house, workshop, "telenotarzt", status="adopted", years=[2018])

    assert [row[2] for row in dora.csv(workshop, "werkstattplan")[1:]] == [
        "Medibus (zurückgestellt)",
        "Telenotarzt",
    ]
    assert dora.json(workshop, "werkstattplan")["notes"] == [
        "Zurückgestellt ist „Medibus“: Erst klärt der Kreis die Finanzierung."
    ]


def test_a_county_with_other_years_gets_other_columns(house: House, dora: Office) -> None:
    template = read_template("kreis-dueren")
    template["workshop"]["years"] = [2019, 2020]
    workshop = builders.built(house, template)
    add(house, workshop, "medibus", years=[2020])

    assert [row[5:7] for row in dora.csv(workshop, "werkstattplan")] == [["2019", "2020"], ["", "X"]]


def test_an_empty_plan_is_its_headings(workshop: Workshop, dora: Office) -> None:
    assert dora.xlsx(workshop, "werkstattplan") == [HEADINGS]
    assert dora.json(workshop, "werkstattplan")["notes"] == ["Der Werkstattplan hat noch keinen Eintrag."]
