"""One document of every kind of block in every format, opened by other programs: what stands in it, and how."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest
from docx import Document as open_document
from docx.document import Document as Word
from docx.oxml.ns import qn
from PIL import Image

from facilitation.documents.description import Bar, Column, Document, TableBlock
from facilitation.documents.flow import (
    Bars,
    Block,
    Bullets,
    Contents,
    Cover,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Sheet,
)
from facilitation.documents.rendering import FORMATS
from tests.paper import Paper, bare
from tests.programs import LibreOffice

NASTY = [
    "=1+1", "+49 24", "@SUM(A1)", "-2+3", "<b>fett</b> & mehr", "Baum 🌳 Ende", "سوق الحي", "ד׳ בעיר",
    "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenantragsformular" * 3, "zwei\nZeilen", "'selbst", "",
]  # fmt: skip
CSV = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false"  # of the first sheet


def a_picture() -> Picture:
    out = io.BytesIO()
    Image.new("RGB", (300, 120), (20, 90, 160)).save(out, "PNG")
    return Picture(out.getvalue(), "Ein blaues Rechteck", 50)


def a_table(rows: int = 2) -> TableBlock:
    columns = [
        Column("Handlungsfeld", "field", 20, merged=True), Column("Werkzeug", "tool", 40),
        Column("2017", "y17", 6, centred=True), Column("2018", "y18", 6, centred=True),
    ]  # fmt: skip
    cells: list[list[Any]] = [
        ["Feld A", f"Werkzeug {n}", "X" if n % 2 else "", Bar() if n == 1 else 3] for n in range(rows)
    ]
    cells.append(["Feld B", "Letztes", "", Bar("Ende")])
    kinds = [*(["new", "existing"] * rows)[:rows], "open"]
    return TableBlock(columns, cells, [rows, 1], over=[("", 1), ("", 1), ("Jahre", 2)], kinds=kinds)


def nasty_table() -> TableBlock:
    columns = [Column("Handlungsfeld", "a", 30, merged=True), Column("Text", "b", 40), Column("Zahl", "c", 8)]
    rows: list[list[Any]] = [["Feld =2+2", text, number - 3] for number, text in enumerate(NASTY)]
    return TableBlock(columns, rows, [len(rows) - 2, 2])


def a_document(*blocks: Block, table: TableBlock | None = None, is_wide: bool = False) -> Document:
    return Document(
        "Werkzeugkatalog & <mehr>", "Zukunftswerkstatt Musterkreis", "AB12", date(2018, 10, 1), False,
        table or a_table(), ["Eine Notiz."], blocks, is_wide,
    )  # fmt: skip


@pytest.fixture(scope="module")
def whole() -> Document:
    return a_document(
        Cover("Werkzeugkatalog", "Zukunftswerkstatt", "Stand: Oktober 2018", ["Amt für Demografie"], [a_picture()]),
        Contents(),
        Heading("Grußwort"),
        Paragraph("Erste Zeile\nzweite Zeile"),
        Heading("Handlungsfeld „A“", 1, "1", plate=True),
        Heading("Zukunftsbild", 2, "1.1"),
        Paragraph("„Wir leben gut.“", "quote"),
        Heading("Bestehende Werkzeuge", 2, "1.2", "existing"),
        Bullets(NASTY[:-1], "existing"),
        Sheet("Werkzeug A", "existing", [("Institution(en)", "Amt & Co")], ["Absatz eins.", "Und zwei."], a_picture()),
        Sheet("Werkzeug ohne Angaben", "new", [], ["Nur ein Text."]),
        Facts([("Ort", "Jülich\nBarmen")]),
        PageBreak(),
        a_table(60),
        Bars("Begonnen", [("ja", 12, 20), ("nein", 8, 20)]),
    )


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name).decode() for name in package.namelist() if name.endswith((".xml", ".rels"))}


@pytest.fixture(scope="module")
def docx(whole: Document) -> bytes:
    return FORMATS["docx"][0](whole)


@pytest.fixture(scope="module")
def word(docx: bytes) -> Word:
    return open_document(io.BytesIO(docx))


@pytest.fixture(scope="module")
def pdf(whole: Document) -> Paper:
    return Paper(FORMATS["pdf"][0](whole))


HEADINGS = [
    (1, "Grußwort"), (1, "1 Handlungsfeld „A“"), (2, "1.1 Zukunftsbild"), (2, "1.2 Bestehende Werkzeuge"),
    (3, "Werkzeug A"), (3, "Werkzeug ohne Angaben"),
]  # fmt: skip


def lines_of_contents(word: Word) -> list[tuple[str, int]]:
    """Title and page of each line."""
    found = []
    for made in word.paragraphs:
        if re.fullmatch(r"toc \d", made.style.name.lower() if made.style and made.style.name else ""):
            texts = [node.text or "" for node in made._p.iter(qn("w:t"))]
            found.append(("".join(texts[:-1]), int(texts[-1])))
    return found


def test_a_docx_has_real_headings_in_order(word: Word) -> None:
    styles = [(made.style.name or "", made.text) for made in word.paragraphs if made.style is not None]
    assert [(int(name[-1]), text) for name, text in styles if name.startswith("Heading ")] == HEADINGS


def test_its_contents_hold_their_lines_and_pages_before_anybody_updates_them(word: Word, pdf: Paper) -> None:
    lines = lines_of_contents(word)
    assert [title for title, _ in lines] == [text for level, text in HEADINGS if level < 3]
    for title, page in lines:
        assert bare(title) in pdf.words(page - 1), (title, page)
    assert len({page for _, page in lines}) > 1, "control: they do not all stand on one page"


def test_libreoffice_finds_the_same_headings_on_the_pages_that_the_contents_name(
    docx: bytes, word: Word, libreoffice: LibreOffice
) -> None:
    opened = Paper(libreoffice.saved_as(docx, "docx", "pdf"))
    assert opened.size() == (210, 297)
    for title, page in lines_of_contents(word):
        assert bare(title) in opened.words(page - 1)
    heads = [page for page in range(len(opened)) if "Jahre" in opened.words(page)]
    assert len(heads) >= 2, "the table runs over pages and its head is on each"
    for text in NASTY[:-1]:
        assert bare(text)[:20] in opened.words() or not text.isascii(), text


def test_a_docx_repeats_heads_keeps_rows_whole_and_spans_what_is_merged(docx: bytes) -> None:
    document = parts(docx)["word/document.xml"]
    table = next(t for t in re.findall(r"<w:tbl>.*?</w:tbl>", document, re.DOTALL) if "Jahre" in t)
    rows = re.findall(r"<w:tr[ >].*?</w:tr>", table, re.DOTALL)
    assert len(rows) == 2 + 61
    assert [("w:tblHeader" in row) for row in rows] == [True, True, *[False] * 61]
    assert all("w:cantSplit" in row for row in rows)
    assert 'w:gridSpan w:val="2"' in rows[0]
    assert rows[0].count('w:vMerge w:val="restart"') == 2 and rows[1].count('w:vMerge w:val="continue"') == 2
    assert 'w:vMerge w:val="restart"' in rows[2] and 'w:vMerge w:val="continue"' in rows[61]
    assert "w:vMerge" not in rows[62]
    assert 'w:fill="F5CE6C"' in rows[3] and 'w:fill="F5CE6C"' not in rows[2]


def test_a_docx_is_german_a4_with_head_foot_and_alternative_texts(docx: bytes, word: Word) -> None:
    section = word.sections[0]
    assert section.page_width is not None and section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert "Stand: 01.10.2018" in section.header.paragraphs[0].text
    said = parts(docx)
    footers = "".join(text for name, text in said.items() if "footer" in name)
    assert "Zukunftswerkstatt Musterkreis" in footers and 'w:instr="PAGE"' in footers
    assert 'w:lang w:val="de-DE"' in said["word/styles.xml"]
    drawings = re.findall(r"<wp:docPr[^>]*>", said["word/document.xml"])
    assert len(drawings) == 2 and all('descr="Ein blaues Rechteck"' in drawing for drawing in drawings)
    wide = open_document(io.BytesIO(FORMATS["docx"][0](a_document(is_wide=True)))).sections[0]
    assert wide.page_width is not None and round(wide.page_width.mm) == 297


def test_a_sheet_without_facts_has_no_empty_box(docx: bytes) -> None:
    document = parts(docx)["word/document.xml"]
    boxes = [table for table in re.findall(r"<w:tbl>.*?</w:tbl>", document, re.DOTALL) if "Absatz" in table]
    assert len(boxes) == 1 and "Nur ein Text." in document
    assert not [table for table in re.findall(r"<w:tbl>.*?</w:tbl>", document, re.DOTALL) if "Nur ein Text." in table]


def test_a_pdf_is_tagged_a4_and_says_everything(pdf: Paper, whole: Document) -> None:
    assert pdf.is_tagged() and pdf.faults() == []
    assert pdf.size() == (210, 297) and Paper(FORMATS["pdf"][0](replace(whole, is_wide=True))).size() == (297, 210)
    assert all(pdf.fonts().values()), "every font lies in the file"
    for _, text in HEADINGS:
        assert bare(text) in pdf.words()
    for text in NASTY[:-1]:
        assert not text.isascii() or bare(text) in pdf.words()
    assert [pdf.strays(page) for page in range(len(pdf))] == [""] * len(pdf)
    heads = [page for page in range(len(pdf)) if "Jahre" in pdf.words(page) and "2018" in pdf.words(page)]
    assert len(heads) >= 2, "the head of a long table is on each of its pages"
    assert all(f"{page + 1}/{len(pdf)}" in pdf.words(page) for page in range(1, len(pdf)))


@pytest.mark.parametrize("fmt", FORMATS)
def test_equal_documents_are_equal_bytes(whole: Document, fmt: str) -> None:
    first = FORMATS[fmt][0](whole)
    assert FORMATS[fmt][0](whole) == first
    assert FORMATS[fmt][0](replace(whole, title="Anders", table=nasty_table(), blocks=[])) != first


def expected() -> list[list[str]]:
    table = nasty_table()
    rows = [[str(cell) for cell in row] for row in table.rows]
    return [[column.heading for column in table.columns], *rows]


def from_docx(content: bytes, _office: LibreOffice) -> list[list[str]]:
    table = open_document(io.BytesIO(content)).tables[0]
    return [[cell.text for cell in row.cells] for row in table.rows]


def from_ods(content: bytes, office: LibreOffice) -> list[list[str]]:
    text = office.saved_as(content, "ods", CSV).decode()
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    return filled([[cell.replace("\r\n", "\n") for cell in row] for row in rows])


def from_xlsx(content: bytes, _office: LibreOffice) -> list[list[str]]:
    sheet: Any = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"], "nothing starts a formula"
    return filled([["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.iter_rows()])


def from_csv(content: bytes, _office: LibreOffice) -> list[list[str]]:
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    return [[cell.removeprefix("'") if re.match(r"'+[=+\-@]", cell) else cell for cell in row] for row in rows]


def filled(rows: list[list[str]]) -> list[list[str]]:
    """The value of a merged cell in each of its rows."""
    for number, row in enumerate(rows[1:], start=1):
        row[0] = row[0] or rows[number - 1][0]
    return rows


@pytest.mark.parametrize("fmt", ["docx", "ods", "xlsx", "csv"])
def test_every_cell_comes_back_as_it_went_in_and_starts_no_formula(fmt: str, libreoffice: LibreOffice) -> None:
    read = {"docx": from_docx, "ods": from_ods, "xlsx": from_xlsx, "csv": from_csv}[fmt]
    told = read(FORMATS[fmt][0](a_document(table=nasty_table())), libreoffice)
    assert told == expected()


def test_a_month_bar_is_a_word_or_a_dash_wherever_there_is_no_colour() -> None:
    told = list(csv.reader(io.StringIO(FORMATS["csv"][0](a_document()).decode("utf-8-sig"), newline=""), delimiter=";"))
    assert told[0] == ["Handlungsfeld", "Werkzeug", "Jahre 2017", "Jahre 2018"]
    assert [row[3] for row in told[1:]] == ["3", "–", "Ende"]


def walked(document: Document) -> Iterator[int]:
    yield from (block.level for block in document.blocks if isinstance(block, Heading))


def test_levels_are_never_skipped(whole: Document) -> None:
    before = 0
    for level in walked(whole):
        assert level <= before + 1
        before = level
