"""A second import updates instead of doubling: a row finds its tool by id, title or another name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from facilitation.fields import Field
from facilitation.imports import columns
from facilitation.imports.columns import Target
from facilitation.imports.field_names import FieldNames
from facilitation.imports.reading import letters
from facilitation.imports.report import Report
from facilitation.imports.tool_rows import kind_of
from facilitation.texts import Words
from facilitation.tools import Admission, Kind
from tests.imports.county import FIELDS, a_tool, problems, report
from tests.imports.files import a_csv

HEAD = ["id", "handlungsfeld", "titel", "art", "institutionen", "varianten"]


def changes(told: Report) -> dict[str, dict[str, tuple[Any, Any]]]:
    assert problems(told) == []
    return {change.tool.id: change.parts for change in told.changed}


def rows(*given: list[str]) -> bytes:
    return a_csv([HEAD, *given])


def test_the_same_file_again_changes_nothing() -> None:
    told = report(rows(["bus", "2", "Bürgerbus", "neu", "Amt A|Amt B", ""]),
                  a_tool("Bürgerbus", "F2", key="bus", kind=Kind.NEW, institutions=["Amt A", "Amt B"]))  # fmt: skip
    assert (told.new, told.changed, told.same) == ([], [], 1)


def test_by_its_id_a_tool_gets_a_new_title_field_and_kind() -> None:
    there = a_tool("Rufbus", "F1", key="bus")
    told = report(rows(["bus", "2", "Bürgerbus", "neu", "Amt A", ""]), there)
    assert changes(told) == {
        "Rufbus": {"title": ("Rufbus", "Bürgerbus"), "field_id": ("F1", "F2"), "kind": (Kind.OPEN, Kind.NEW),
                   "institutions": ([], ["Amt A"])}
    }  # fmt: skip


@pytest.mark.parametrize("said", ["Bürgerbus", "BÜRGERBUS", "Buergerbus", "Bürger-Bus", " Bürger bus "])
def test_by_its_title_a_tool_is_found_however_it_is_spelled(said: str) -> None:
    told = report(rows(["", "2", said, "", "", ""]), a_tool("Bürgerbus", "F2"))
    assert (told.new, told.problems) == ([], [])


def test_by_another_name_a_tool_is_found_and_gets_the_title_of_the_file() -> None:
    told = report(rows(["", "2", "Rufbus", "", "", ""]), a_tool("Bürgerbus", "F2", variants=["Rufbus"]))
    assert changes(told) == {"Bürgerbus": {"title": ("Bürgerbus", "Rufbus")}}
    told = report(rows(["", "2", "Rufbus", "", "", "Bürgerbus"]), a_tool("Bürgerbus", "F2"))
    assert changes(told) == {"Bürgerbus": {"title": ("Bürgerbus", "Rufbus"), "variants": ([], ["Bürgerbus"])}}


def test_a_tool_in_another_field_is_moved_if_it_is_the_only_one_of_its_name() -> None:
    assert changes(report(rows(["", "2", "Bürgerbus", "", "", ""]), a_tool("Bürgerbus", "F1"))) == {
        "Bürgerbus": {"field_id": ("F1", "F2")}
    }
    both = a_tool("Bürgerbus", "F1", id="one", key="one"), a_tool("Bürgerbus", "F2", id="two", key="two")
    told = report(rows(["", "2", "Bürgerbus", "neu", "", ""]), *both)
    assert changes(told) == {"two": {"kind": (Kind.OPEN, Kind.NEW)}}, "the one of its own field comes first"
    told = report(rows(["", "Öffentlichkeitsarbeit", "Bürgerbus", "", "", ""]), *both)
    assert (len(told.new), told.changed) == (1, []), "two fit: neither is guessed"


def test_a_tool_without_the_id_of_the_file_gets_it() -> None:
    told = report(rows(["wz-1", "2", "Bürgerbus", "", "", ""]), a_tool("Bürgerbus", "F2", key="buergerbus"))
    assert changes(told) == {"Bürgerbus": {"key": ("buergerbus", "wz-1")}}


def test_empty_cells_say_nothing_unless_they_are_asked_to() -> None:
    there = a_tool("Bürgerbus", "F2", key="bus", kind=Kind.NEW, institutions=["Amt A"])
    row = ["bus", "2", "Bürgerbus", "", "", ""]
    assert report(rows(row), there).same == 1
    told = report(rows(row), there, empties=True)
    assert changes(told) == {"Bürgerbus": {"kind": (Kind.NEW, Kind.OPEN), "institutions": (["Amt A"], [])}}


def test_a_field_left_blank_never_moves_a_tool_that_is_known() -> None:
    there = a_tool("Bürgerbus", "F2", key="bus")
    told = report(rows(["", "1", "Neues", "", "", ""], ["bus", "", "Bürgerbus", "neu", "", ""]), there)
    assert changes(told) == {"Bürgerbus": {"kind": (Kind.OPEN, Kind.NEW)}}
    assert told.guessed == []


def test_what_lies_on_no_shelf_is_known_and_counted() -> None:
    told = report(rows(["", "2", "Bürgerbus", "", "", ""]), a_tool("Bürgerbus", "F2", admission=Admission.AWAY))
    assert (told.same, told.away) == (1, 1)


def test_the_mark_stands_for_one_outcome_only() -> None:
    row = ["bus", "2", "Bürgerbus", "neu", "", ""]
    marks = [
        report(rows(row)).mark, report(rows(row), a_tool("Bürgerbus", "F2", key="bus")).mark,
        report(rows(row), a_tool("Bürgerbus", "F2", key="bus", revision=2)).mark,
        report(rows(["bus", "1", *row[2:]])).mark,
    ]  # fmt: skip
    assert len(set(marks)) == 4
    assert report(rows(row)).mark == marks[0]


# headings, fields and kinds, each by itself


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("HF", "field"), ("Handlungsfeld (HF)", "field"), ("Hand-\nlungsfeld", "field"), ("THEMENFELD", "field"),
        ("Werkzeug", "title"), ("Werkzeug (WZ)", "title"), ("Titel des Werkzeugs", "title"), ("Maßnahme", "title"),
        ("Neu/Bestehend", "kind"), ("Bestehend / neu", "kind"), ("Art (neu/bestehend)", "kind"),
        ("Institution(en)", "institutions"), ("Träger", "institutions"), ("Zuständigkeit", "institutions"),
        ("Beteiligte/Zielgruppe(n)", "target_groups"), ("Für wen?", "target_groups"), ("FUER WEN", "target_groups"),
        ("Umsetzungsort(e)/-gebiet(e) (bisher)", "places"), ("Ort", "places"), ("Wo?", "places"),
        ("Internetseite(n)", "websites"), ("Link", "websites"), ("Kurzbeschreibung (max. 80 Wörter)", "description"),
        ("Worum geht es?", "description"), ("Nr.", "number"), ("lfd. Nr.", "number"), ("ID", "key"),
        ("Quelle(n)", "sources"), ("auch genannt", "variants"), ("Bemerkung", None), ("2019", None), ("", None),
    ],
)  # fmt: skip
def test_a_heading_is_understood_in_every_spelling(heading: str, target: str | None) -> None:
    assert columns.recognised([heading]) == ({0: Target(target)} if target else {})


def test_the_page_about_tables_tells_the_truth() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "tools-from-a-table.md").read_text(encoding="utf-8")
    lines = [line for line in page.splitlines() if line.startswith("| ") and "example" not in line]
    rows = [line.strip("| ").split(" | ") for line in lines]
    assert {name for name, _ in rows} == set(Target)
    for name, headings in rows:
        for heading in headings.removesuffix(" (not taken over)").split(", "):
            assert columns.recognised([heading]) == {0: Target(name)}, heading


def test_of_two_columns_for_one_thing_the_one_with_the_plain_heading_counts() -> None:
    assert columns.recognised(["Titel der alten Liste", "Titel"]) == {1: Target.TITLE}


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("1", 1), ("1.", 1), ("HF 1", 1), ("HF1", 1), ("hf 2: Dörfer", 2), ("Handlungsfeld 2", 2), ("II", 2),
        ("2 – Dörfer verbinden", 2), ("„Dörfer verbinden“", 2), ("Handlungsfeld: Dörfer", 2), ("2. Dörfer verb.", 2),
        ("ärzte gewinnen und halten", 1), ("Aerzte", 1), ("0", None), ("3", None), ("12", None), ("1 Dörfer", None),
        ("Dörfer und Ärzte", None), ("HF", None), ("1 oder 2", None), ("-", None),
    ],
)  # fmt: skip
def test_a_field_is_found_by_number_title_or_short_title(said: str, number: int | None) -> None:
    found = FieldNames(FIELDS).find(said)
    assert (found.number if found else None) == number


def test_a_name_of_two_fields_is_the_name_of_neither() -> None:
    third = Field(
        id="F3", number=3, position=4, title=Words(de="Dörfer"), short_title=Words(), sign_title=Words()
    )
    assert FieldNames([*FIELDS, third]).find("Dörfer") is None
    assert FieldNames([*FIELDS, third]).find("3") is third


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("neu", "new"), ("NEU", "new"), ("n", "new"), ("grün", "new"), ("neu (grün)", "new"), ("neues Werkzeug", "new"),
        ("bestehend", "existing"), ("b", "existing"), ("blau", "existing"), ("bereits vorhanden", "existing"),
        ("offen", "open"), ("Art offen", "open"), ("noch unklar", "open"), ("?", "open"), ("–", "open"),
        ("neu und bestehend", None), ("rot", None), ("x", None), ("Beratung", None),
    ],
)  # fmt: skip
def test_a_kind_is_said_in_words_colours_or_letters(said: str, kind: str | None) -> None:
    found = kind_of(said)
    assert (found.value if found else None) == kind


def test_columns_are_called_as_in_the_spreadsheet() -> None:
    assert [letters(place) for place in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
