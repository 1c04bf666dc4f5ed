"""Tables as offices really make them are understood without a hand on them."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation.imports.columns import Target
from tests.imports.county import problems, read_as, report
from tests.imports.files import a_csv, an_ods, an_xls, an_xlsx, repacked

HEAD = ["handlungsfeld", "titel", "art"]
PLAIN = [HEAD, ["1", "Hausärzte für Höfe", "neu"], ["2", "Bürgerbus", "bestehend"]]
READ = [(2, "F1", "Hausärzte für Höfe", "new"), (3, "F2", "Bürgerbus", "existing")]
OWN = [["HF", "Werkzeug", "Neu/\nBestehend", "Institution(en)"], *([*row, "Amt A"] for row in PLAIN[1:])]
TITLED = [["Werkzeugsammlung des Kreises"], ["Stand: März"], [], *OWN]
FIVE_DOWN = [(row + 3, *rest) for row, *rest in READ]
TITLES = [["Feld", "Name", "Farbe"], ["Ärzte gewinnen und halten", "Hausärzte für Höfe", "grün"],
          ["DORF", "Bürgerbus", "blau"]]  # fmt: skip

FILES: dict[str, tuple[bytes, list[tuple[Any, ...]]]] = {
    # encodings and separators
    "csv": (a_csv(PLAIN), READ),
    "csv with a mark": (a_csv(PLAIN, mark=b"\xef\xbb\xbf"), READ),
    "csv of old Windows": (a_csv(PLAIN, encoding="cp1252"), READ),
    "csv of an old Mac": (a_csv(PLAIN, encoding="mac-roman"), READ),
    "csv of DOS": (a_csv(PLAIN, encoding="cp850"), READ),
    "csv in UTF-16 with a mark": (a_csv(PLAIN, encoding="utf-16", separator="\t"), READ),
    "csv in UTF-16 without a mark": (a_csv(PLAIN, encoding="utf-16-le"), READ),
    "csv in UTF-16 the other way": (a_csv(PLAIN, encoding="utf-16-be", mark=b"\xfe\xff"), READ),
    "csv with commas": (a_csv(PLAIN, separator=","), READ),
    "csv with tabs": (a_csv(PLAIN, separator="\t"), READ),
    "csv with bars": (a_csv(PLAIN, separator="|"), READ),
    "csv with Unix lines": (a_csv(PLAIN, ends="\n"), READ),
    "csv with the lines of an old Mac": (a_csv(PLAIN, ends="\r"), READ),
    "csv that names its separator": (b"sep=,\r\n" + a_csv(PLAIN, separator=","), [(r + 1, *rest) for r, *rest in READ]),
    "csv with commas in its texts": (
        a_csv([HEAD, ["1", "Eins, zwei, drei", "neu"], ["2", "Vier, fünf, sechs", "neu"]]),
        [(2, "F1", "Eins, zwei, drei", "new"), (3, "F2", "Vier, fünf, sechs", "new")],
    ),
    "csv with line breaks in cells": (
        a_csv([HEAD, ["1", "Erste Zeile\nzweite Zeile", "neu"], ["2", "Bürgerbus", "neu"]]),
        [(2, "F1", "Erste Zeile zweite Zeile", "new"), (3, "F2", "Bürgerbus", "new")],
    ),
    "csv with empty rows": (
        a_csv([HEAD, ["", "", ""], ["1", "Nach der Lücke", "neu"], []]), [(3, "F1", "Nach der Lücke", "new")]
    ),
    "csv with short rows": (a_csv([HEAD, ["1", "Kurz"], ["2", "Länger", "neu", "und mehr"]]),
                            [(2, "F1", "Kurz", ""), (3, "F2", "Länger", "new")]),
    "csv with guarded formulas": (a_csv([HEAD, ["1", "'=1+1", "neu"]]), [(2, "F1", "=1+1", "new")]),
    # workbooks
    "xlsx": (an_xlsx(PLAIN), READ),
    "ods": (an_ods(PLAIN), READ),
    "xls": (an_xls(PLAIN), READ),
    "xlsx with macros in it": (repacked(an_xlsx(PLAIN), more={"xl/vbaProject.bin": b"\0" * 99}), READ),
    "xlsx with numbers": (an_xlsx([HEAD, [1, "Hausärzte für Höfe", "neu"], [2.0, "Bürgerbus", "b"]]), READ),
    "xls with numbers": (an_xls([HEAD, [1, "Hausärzte für Höfe", "neu"], [2, "Bürgerbus", "b"]]), READ),
    "ods with numbers": (an_ods([HEAD, [1, "Hausärzte für Höfe", "neu"], [2.0, "Bürgerbus", "b"]]), READ),
    "xlsx with own headings below a title": (an_xlsx(TITLED, merged=["A1:D1"]), FIVE_DOWN),
    "ods with own headings below a title": (an_ods(TITLED), FIVE_DOWN),
    "xls with own headings below a title": (an_xls(TITLED), FIVE_DOWN),
    "csv with own headings below a title": (a_csv(TITLED), FIVE_DOWN),
    "xlsx with the tools on the third sheet": (
        an_xlsx([["Hinweise"], ["Bitte ausfüllen"]], ("Listen", [["neu"], ["alt"]]), ("Sammlung", PLAIN)), READ),
    "ods with the tools on the second sheet": (an_ods([["Hinweise"]], ("Sammlung", PLAIN), name="Deckblatt"), READ),
    "xlsx with the field merged over its rows": (
        an_xlsx([HEAD, ["1", "Erstes", "n"], [None, "Zweites", "n"], [None, "Drittes", "n"], ["2", "Viertes", "n"]],
                merged=["A2:A4"]),
        [(2, "F1", "Erstes", "new"), (3, "F1", "Zweites", "new"), (4, "F1", "Drittes", "new"),
         (5, "F2", "Viertes", "new")],
    ),
    "ods with the field merged over its rows": (
        an_ods([HEAD, ["1", "Erstes", "neu"], [None, "Zweites", "neu"]], down={(1, 0): 2}),
        [(2, "F1", "Erstes", "new"), (3, "F1", "Zweites", "new")],
    ),
    "xls with the field merged over its rows": (
        an_xls([HEAD, ["1", "Erstes", "neu"], [None, "Zweites", "neu"]], merged=[(1, 2, 0, 0)]),
        [(2, "F1", "Erstes", "new"), (3, "F1", "Zweites", "new")],
    ),
    "xlsx whose merged cells reach over empty rows": (
        an_xlsx([HEAD, ["1", "Erstes", "neu"], [None, None, None], ["2", "Zweites", "neu"]], merged=["A2:A3"]),
        [(2, "F1", "Erstes", "new"), (4, "F2", "Zweites", "new")],
    ),
    "xlsx with its headings merged over two rows": (
        an_xlsx([["HF", "Werkzeug", "Art"], [None, None, None], ["1", "Erstes", "neu"]],
                merged=["A1:A2", "B1:B2", "C1:C2"]),
        [(3, "F1", "Erstes", "new")],
    ),
    "csv with its headings repeated on every page": (
        a_csv([HEAD, ["1", "Erstes", "neu"], HEAD, ["2", "Zweites", "neu"]]),
        [(2, "F1", "Erstes", "new"), (4, "F2", "Zweites", "new")],
    ),
    "xlsx beginning in another corner": (
        an_xlsx([[], [], [], *([None, None, *row] for row in PLAIN)]),
        [(row + 3, *rest) for row, *rest in READ],
    ),
    "xlsx with a form down to its last row": (
        an_xlsx(PLAIN, then=lambda sheet: setattr(sheet.cell(1_048_576, 16_384), "number_format", "0.00")), READ,
    ),
    "ods with a form down to its last row": (
        an_ods(PLAIN, tail='<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
                           'table:number-columns-repeated="16384"/></table:table-row>'), READ,
    ),
    "xlsx with a formula": (
        repacked(an_xlsx([HEAD, ["1", "Hausärzte für Höfe", "neu"], ["2", "=CONCATENATE(A1)", "bestehend"]]),
                 lambda _name, content: content.replace(b"<v />", "<v>Bürgerbus</v>".encode()).replace(
                     b"<v></v>", "<v>Bürgerbus</v>".encode()).replace(b'r="B3"', b'r="B3" t="str"')), READ,
    ),
    # how fields and kinds are said
    "fields by their titles": (a_csv(TITLES), READ),
    "fields with number and title": (
        a_csv([HEAD, ["HF 1: Ärzte", READ[0][2], "N"], ["2. Dörfer verbinden", "Bürgerbus", "bestehend (blau)"]]), READ,
    ),
    "fields in roman numbers": (
        a_csv([HEAD, ["HF I", READ[0][2], "neu (grün)"], ["Handlungsfeld II", "Bürgerbus", "vorhanden"]]), READ,
    ),
    "fields in another language": (
        a_csv([HEAD, ["Doctors", READ[0][2], "new"], ["dorf", "Bürgerbus", "existing"]]), READ),
    "a drawer without number": (
        a_csv([HEAD, ["öffentlichkeitsarbeit", "Zeitung", "offen"]]), [(2, "X", "Zeitung", "open")]),
    "a kind nobody knows yet": (
        a_csv([HEAD, ["1", "Erstes", "?"], ["1", "Zweites", "Art offen"], ["1", "Drittes", ""]]),
        [(2, "F1", "Erstes", "open"), (3, "F1", "Zweites", "open"), (4, "F1", "Drittes", "")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_good_file_is_read_as_it_is_meant(name: str) -> None:
    sent, expected = FILES[name]
    told = report(sent)
    assert problems(told) == []
    assert read_as(told) == expected


def test_a_field_said_once_holds_for_the_rows_below_and_the_report_says_so() -> None:
    told = report(a_csv([HEAD, ["1", "Erstes", ""], ["", "Zweites", ""], ["2", "Drittes", ""], ["", "Viertes", ""]]))
    assert [(row.title, row.field_id) for row in told.new] == [
        ("Erstes", "F1"), ("Zweites", "F1"), ("Drittes", "F2"), ("Viertes", "F2")
    ]  # fmt: skip
    assert told.guessed == [3, 5]


def test_every_part_of_a_sheet_finds_its_column() -> None:
    columns = {
        "Nr.": "1", "WZ-Nr.": "wz-7", "Handlungsfeld (HF)": "1", "Werkzeug (WZ)": "Eines", "Neu/Bestehend": "neu",
        "Kurzbeschreibung": "Text\nmit Absatz", "Beteiligte/Zielgruppe(n)": "Jung\nAlt",
        "Umsetzungsort(e)/-gebiet(e) (bisher)": "Kreis A / Kreis B", "Institution(en)": "Amt A; Amt B",
        "Internetseite(n)": "www.a.de, www.b.de", "Quelle(n)": "S. 3", "Auch genannt": "Eines|Anderes",
        "Bemerkung": "x",
    }  # fmt: skip
    told = report(an_xlsx([list(columns), list(columns.values())]))
    [new] = told.new
    assert set(told.headings.columns.values()) == set(Target)
    assert new.key == "wz-7"
    assert new.parts == {
        "kind": "new", "description": "Text\nmit Absatz", "target_groups": ["Jung", "Alt"],
        "places": ["Kreis A", "Kreis B"], "institutions": ["Amt A", "Amt B"], "websites": ["www.a.de", "www.b.de"],
        "sources": ["S. 3"], "variants": ["Eines", "Anderes"],
    }  # fmt: skip


@pytest.mark.parametrize("make", [an_xlsx, an_ods])
def test_three_hundred_rows_are_no_trouble(make: Any) -> None:
    rows = [HEAD, *([str(n % 2 + 1), f"Werkzeug {n} mit einem längeren Titel", "neu"] for n in range(300))]
    told = report(make(rows))
    assert (len(told.new), told.problems) == (300, [])
