"""What cannot be taken is refused as a whole: every problem of a table with its row and column, every bad file with a
reason, quickly and without a trace."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from facilitation.imports import apart, reading
from facilitation.imports.columns import Headings, Target
from facilitation.imports.reading import BadFile
from facilitation.tools import TITLE_LIMIT
from tests.imports.county import a_tool, problems, report
from tests.imports.files import a_csv, an_ods, an_xls, an_xlsx, in_a_shell, packed, repacked

HEAD = ["id", "handlungsfeld", "titel", "art"]
GOOD = ["", "1", "Gutes", "neu"]
WRONG = {
    "a field that is none": ([HEAD, GOOD, ["", "7", "Werkzeug", "neu"]], [(3, "B", "unknown_field")]),
    "a field of another county": ([HEAD, ["", "Bildung", "Werkzeug", "neu"]], [(2, "B", "unknown_field")]),
    "a number that does not fit its title": ([HEAD, ["", "1 Dörfer", "Werkzeug", "neu"]], [(2, "B", "unknown_field")]),
    "a kind that is none": ([HEAD, GOOD, ["", "1", "Werkzeug", "Beratung"]], [(3, "D", "unknown_kind")]),
    "a kind that is two": ([HEAD, ["", "1", "Werkzeug", "neu/bestehend"]], [(2, "D", "unknown_kind")]),
    "a row without title": ([HEAD, GOOD, ["", "2", "", "neu"], ["", "2", "  ", ""]],
                            [(3, "C", "no_title"), (4, "C", "no_title")]),
    "a title that is too long": ([HEAD, ["", "1", "x" * (TITLE_LIMIT + 1), "neu"]], [(2, "C", "too_long")]),
    "one id with two titles": ([HEAD, ["a", "1", "Eines", ""], ["a", "1", "Anderes", ""]], [(3, "A", "id_twice")]),
    "one id twice": ([HEAD, ["a", "1", "Eines", ""], ["a", "2", "Eines", ""]], [(3, "C", "listed_twice")]),
    "one title twice in a field": ([HEAD, GOOD, ["", "1", "GUTES", ""]], [(3, "C", "listed_twice")]),
    "a cell that failed": ([HEAD, ["", "#REF!", "Werkzeug", "#NV"]],
                           [(2, "B", "wrong_value"), (2, "D", "wrong_value")]),
    "no field for a new tool": ([["titel", "art"], ["Werkzeug", "neu"]], [(2, "", "no_field")]),
    "no field in the first row": ([HEAD, ["", "", "Werkzeug", "neu"]], [(2, "B", "no_field")]),
    "no column with titles": ([["Handlungsfeld", "Art"], ["1", "neu"]], [(1, "", "no_title_column")]),
    "nothing but numbers": ([["1", "2"], ["3", "4"]], [(0, "", "no_title_column")]),
    "several at once": ([HEAD, ["", "9", "", "rot"], GOOD, ["", "8", "Werkzeug", "neu"]],
                        [(2, "B", "unknown_field"), (2, "C", "no_title"), (2, "D", "unknown_kind"),
                         (4, "B", "unknown_field")]),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_every_problem_of_a_table_has_its_row_and_column(name: str) -> None:
    rows, expected = WRONG[name]
    for sheet, sent in (("", a_csv(rows)), ("Werkzeuge", an_xlsx(rows)), ("Werkzeuge", an_ods(rows))):
        assert problems(report(sent)) == [(sheet, *one) for one in expected]


def test_a_problem_below_title_rows_has_the_number_the_spreadsheet_shows() -> None:
    rows = [["Unsere Werkzeuge"], [], HEAD, GOOD, [], ["", "7", "Werkzeug", "neu"]]
    told = report(an_xlsx(rows, ("Leer", [])))
    assert problems(told) == [("Werkzeuge", 6, "B", "unknown_field")]
    assert (told.problems[0].heading, told.problems[0].value) == ("handlungsfeld", "7")


def test_a_column_chosen_twice_by_hand_is_named() -> None:
    told = report(a_csv([["a", "b", "c"], ["1", "Werkzeug", "Name"]]),
                  headings=Headings(1, {0: Target.FIELD, 1: Target.TITLE, 2: Target.TITLE}))  # fmt: skip
    assert problems(told) == [("", 1, "C", "column_twice")]


def test_a_title_that_would_stand_twice_in_a_field_is_a_problem() -> None:
    there = a_tool("Bürgerbus", key="bus")
    taxi = a_tool("Taxi", key="other")
    told = report(a_csv([HEAD, ["other", "1", "Rufbus", ""], ["neu", "1", "Bürgerbus", ""]]), there, taxi)
    assert problems(told) == [], "the second row is the tool there, with another id"
    told = report(a_csv([HEAD, ["other", "1", "Bürgerbus", ""]]), there, taxi)
    assert problems(told) == [("", 2, "C", "there_already")]


def _bomb() -> bytes:
    return packed({"xl/workbook.xml": b" " * (reading.LARGEST_FILE * 3), "[Content_Types].xml": ""})


def _lying_bomb() -> bytes:
    """States a byte of size where eighty megabytes come out."""
    sent = packed({"xl/workbook.xml": b"0" * 80_000_000})
    return sent.replace((80_000_000).to_bytes(4, "little"), (1).to_bytes(4, "little"))


def _far_cell() -> bytes:
    return an_xlsx([["titel"]], then=lambda sheet: sheet.cell(1_048_576, 16_384, "x"))


def _locked() -> bytes:
    with zipfile.ZipFile(io.BytesIO(an_xlsx([HEAD]))) as file:
        entry = file.infolist()[0]
    assert entry.flag_bits & 1 == 0
    sent = bytearray(packed({"xl/workbook.xml": "x", "[Content_Types].xml": "x"}))
    for place in (i for i in range(len(sent)) if bytes(sent[i : i + 4]) in (b"PK\x01\x02", b"PK\x03\x04")):
        sent[place + (8 if sent[place + 2] == 1 else 6)] |= 1
    return bytes(sent)


def _twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file, pytest.warns(UserWarning):
        file.writestr("xl/workbook.xml", "a")
        file.writestr("xl/workbook.xml", "b")
    return out.getvalue()


def _many_sheets() -> bytes:
    book = Workbook()
    for _ in range(reading.MOST_SHEETS + 1):
        book.create_sheet()
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
FAR_ODS = ('<table:table-row table:number-rows-repeated="900000"><table:table-cell><text:p>x</text:p>'
           "</table:table-cell></table:table-row>")  # fmt: skip
WIDE_ODS = ('<table:table-row><table:table-cell table:number-columns-repeated="900000"><text:p>x</text:p>'
            "</table:table-cell></table:table-row>")  # fmt: skip
SOURCE_ODS = '<table:table-source xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="file:///andere.ods"/>'
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "blanks": (lambda: b" \r\n \r\n", "empty"),
    "a workbook without a word": (lambda: an_xlsx([]), "empty"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(400), "format"),
    "a PDF": (lambda: b"%PDF-1.7\n1 0 obj", "format"),
    "a web page": (lambda: b"<!doctype html><table><tr><td>titel</td></tr></table>", "format"),
    "a letter in RTF": (lambda: b"{\\rtf1\\ansi titel}", "format"),
    "a letter in DOCX": (lambda: packed({"word/document.xml": "<x/>", "[Content_Types].xml": ""}), "format"),
    "a letter in DOC": (lambda: in_a_shell("WordDocument", b"x" * 99), "format"),
    "a letter in ODT": (
        lambda: packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}), "format"),
    "any package": (lambda: packed({"readme.txt": "titel"}), "format"),
    "half a workbook": (lambda: an_xlsx([HEAD] * 40)[:2500], "damaged"),
    "a workbook with a broken byte": (lambda: an_xlsx([HEAD] * 40).replace(b"PK\x01\x02", b"PK\x01\x03"), "damaged"),
    "a workbook without a sheet": (lambda: packed({"xl/workbook.xml": "<x/>"}), "damaged"),
    "half a document": (
        lambda: repacked(an_ods([HEAD]), lambda name, c: c[:-40] if name == "content.xml" else c), "damaged"),
    "an old workbook full of nothing": (lambda: an_xls([HEAD])[:512] + bytes(4096) + an_xls([HEAD])[4608:], "empty"),
    "a bomb": (_bomb, "bomb"),
    "a bomb that lies": (_lying_bomb, "damaged"),
    "three thousand entries": (lambda: packed({f"xl/{n}": "" for n in range(3000)}), "bomb"),
    "a locked package": (_locked, "encrypted"),
    "a workbook with a password": (lambda: in_a_shell("EncryptedPackage", b"x" * 99), "encrypted"),
    "a document with a password": (
        lambda: repacked(an_ods([HEAD]), more={"META-INF/manifest.xml": "<manifest:encryption-data/>"}), "encrypted"),
    "a way out of its folder": (lambda: repacked(an_xlsx([HEAD]), more={"../../etc/cron": "x"}), "tricks"),
    "an absolute path": (lambda: repacked(an_xlsx([HEAD]), more={"/etc/passwd": "x"}), "tricks"),
    "a path of Windows": (lambda: repacked(an_xlsx([HEAD]), more={"C:\\Windows\\x": "x"}), "tricks"),
    "one name twice": (_twice, "tricks"),
    "entities in a document": (lambda: an_ods([HEAD], attributes=ENTITIES), "tricks"),
    "a file of the server in a document": (lambda: an_ods([HEAD], attributes=OUTSIDE), "tricks"),
    "entities in a workbook": (
        lambda: repacked(an_xlsx([HEAD]), lambda _, c: c.replace(b"<worksheet", ENTITIES.encode() + b"<worksheet")),
        "tricks"),
    "links to other files": (
        lambda: repacked(an_xlsx([HEAD]), more={"xl/externalLinks/externalLink1.xml": "<x/>"}), "links"),
    "a document that fetches another": (lambda: an_ods([HEAD], tail=SOURCE_ODS), "links"),
    "a cell in the last corner": (_far_cell, "too_many_rows"),
    "a cell in the last column": (
        lambda: an_xlsx([["titel"]], then=lambda sheet: sheet.cell(1, 16_384, "x")), "too_many_columns"),
    "a million rows in a document": (lambda: an_ods([HEAD], tail=FAR_ODS), "too_many_rows"),
    "a million columns in a document": (lambda: an_ods([HEAD], tail=WIDE_ODS), "too_many_columns"),
    "a million columns": (lambda: b"titel" + b";x" * 1_000_000, "too_many_columns"),
    "a million rows": (lambda: b"titel;art\n" + b"x;neu\n" * 1_000_000, "too_many_rows"),
    "six thousand rows": (lambda: an_xlsx([["x"]] * 6000), "too_many_rows"),
    "sixty-one columns": (lambda: an_xlsx([["x"] * 61]), "too_many_columns"),
    "fifty-one sheets": (_many_sheets, "too_many_sheets"),
    "more than twenty megabytes": (lambda: b"x" * (reading.LARGEST_FILE + 1), "too_large"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_bad_file_is_refused_quickly_and_with_a_reason(name: str) -> None:
    make, reason = HOSTILE[name]
    sent = make()
    began = time.monotonic()
    with pytest.raises(BadFile) as refused:
        reading.read(sent)
    assert refused.value.facts["reason"] == reason
    assert time.monotonic() - began < 3


def test_read_apart_it_is_the_same_and_the_same_refusal() -> None:
    sent = an_xlsx([HEAD, ["", "1", "Gutes", "neu"], [None, None, "Zweites", None]], merged=["B2:B3"])
    assert apart.read(sent) == reading.read(sent)
    for bad, reason in ((b"", "empty"), (_bomb(), "bomb"), (b"%PDF-1.7", "format"), (_far_cell(), "too_many_rows")):
        with pytest.raises(BadFile) as refused:
            apart.read(bad)
        assert refused.value.facts["reason"] == reason


def test_apart_a_reader_that_loses_its_head_takes_nobody_along(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = b"titel;" + b"x" * 1_000_000
    monkeypatch.setattr(apart, "LONGEST_SECONDS", 0.01)
    with pytest.raises(BadFile) as refused:
        apart.read(wide)
    assert refused.value.facts == {"reason": "bomb"}
