"""Tables in a DOCX: heads repeated on every page, rows that stay whole, merged cells, month bars, small charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.table import Table as WordTable

from facilitation.documents.description import Bar, Cell, Column, TableBlock
from facilitation.documents.flow import Bars, Sheet
from facilitation.documents.rendering.as_docx.words import COLOURS, picture, write_lines
from facilitation.documents.rendering.text import plain

HEAD_TINT, BAR_TINT = "E8E6DF", "F5CE6C"
SCALE = 20
FACTS_SHARE = 0.3
NARROW = 6  # characters
SMALL = 10  # rows: such a table stays on one page


def table(word: Word, block: TableBlock, width: Emu) -> None:
    if block.caption:
        write_lines(word.add_paragraph(), block.caption, strong=True)
    heads = 2 if block.over else 1
    made = word.add_table(rows=heads + len(block.rows), cols=len(block.columns), style="Table Grid")
    widths = shares(block.columns, width)
    made.autofit = False
    _pad(made)
    rows = list(made.rows)
    _write_heads(block, rows[:heads], widths)
    first = 0
    for size in block.groups:
        for down in range(size):
            _write_row(block, rows[heads + first + down], first + down, down, widths)
        first += size
    if len(rows) <= SMALL:
        _keep_together(rows[:-1])
    _end(word)


def facts(word: Word, pairs: Sequence[tuple[str, str]]) -> None:
    """Names and values as paragraphs: no table is needed for them, and none is read out."""
    for place, (name, value) in enumerate(pairs, start=1):
        made = word.add_paragraph()
        made.paragraph_format.space_after = Pt(2 if place < len(pairs) else 8)
        made.paragraph_format.keep_with_next = place < min(len(pairs), SMALL)
        made.add_run(f"{plain(name)}: ").bold = True
        write_lines(made, value)


def beside(word: Word, sheet: Sheet, width: Emu) -> None:
    """Facts on the left, text and picture on the right; without facts, text and picture alone."""
    if not sheet.facts:
        for text in sheet.paragraphs:
            write_lines(word.add_paragraph(), text)
        if sheet.picture is not None:
            picture(word.add_paragraph(), sheet.picture, most=width / Mm(1))
        return
    made = word.add_table(rows=1, cols=2)
    made.autofit = False
    _pad(made)
    row = made.rows[0]
    _keep_whole(row)
    left, right = row.cells
    left_width = int(width * FACTS_SHARE)
    left.width, right.width = Emu(left_width), Emu(width - left_width)
    _set_grid(made, [left_width, width - left_width])
    _shade(left, HEAD_TINT)
    _fill_facts(left, sheet.facts)
    first = right.paragraphs[0]
    for place, text in enumerate(sheet.paragraphs):
        write_lines(first if place == 0 else right.add_paragraph(), text)
    if sheet.picture is not None:
        picture(right.add_paragraph(), sheet.picture, most=(width - left_width) / Mm(1) - 8)
    _end(word)


def bars(word: Word, block: Bars) -> None:
    """Each row with its figure and a bar of as many signs as its share; nobody needs the bar to read it."""
    columns = [Column("", "label", 24), Column("Anzahl", "count", 8), Column("von", "of", 6), Column("", "bar", 24)]
    rows: list[list[Cell]] = [
        [label, count, of, "█" * round(SCALE * count / of) if of else ""] for label, count, of in block.rows
    ]
    table(word, TableBlock(columns, rows, [1] * len(rows), caption=block.title), Emu(Mm(150)))


def shares(columns: Sequence[Column], width: Emu) -> list[int]:
    """The width of each column in EMU: narrow ones what a year needs, the others share the rest of the text's width."""
    narrow = int(width * 0.5 / max(1, sum(column.width <= NARROW for column in columns)))
    own = [min(narrow, int(Mm(max(7.0, column.width * 2.0)))) if column.width <= NARROW else 0 for column in columns]
    left, whole = width - sum(own), sum(column.width for column in columns if column.width > NARROW) or 1
    return [fixed or int(left * column.width / whole) for fixed, column in zip(own, columns, strict=True)]


def _write_heads(block: TableBlock, rows: list[Any], widths: list[int]) -> None:
    lower = list(rows[-1].cells)  # taken before any merging: afterwards a merged cell answers as the one above it
    alone = _write_upper_head(block, list(rows[0].cells), lower) if block.over else set()
    for place, (column, cell, own) in enumerate(zip(block.columns, lower, widths, strict=True)):
        cell.width = Emu(own)
        if place not in alone:
            _write_head(cell, column.heading)
        _shade(cell, HEAD_TINT)
    for row in rows:
        _keep_whole(row)
        mark = OxmlElement("w:tblHeader")
        row._tr.get_or_add_trPr().append(mark)
    _set_grid(rows[0].table, widths)


def _write_upper_head(block: TableBlock, above: list[Any], below: list[Any]) -> set[int]:
    """Returns the places of the columns whose head is one cell over both lines."""
    place, alone = 0, set()
    for text, span in block.over:
        cell = above[place]
        if span > 1:
            cell = cell.merge(above[place + span - 1])
        _write_head(cell, text or block.columns[place].heading)
        _shade(cell, HEAD_TINT)
        if span == 1 and not text:
            _vertical(cell, "restart")
            _vertical(below[place], "continue")
            alone.add(place)
        place += span
    return alone


def _write_head(cell: Any, text: str) -> None:
    made = cell.paragraphs[0]
    made.paragraph_format.space_after = Pt(0)
    run = made.add_run(plain(text))
    run.bold, run.font.size = True, Pt(9)


def _write_row(block: TableBlock, row: Any, place: int, down: int, widths: list[int]) -> None:
    _keep_whole(row)
    kind = block.kinds[place] if block.kinds else ""
    tinted = next((n for n, column in enumerate(block.columns) if not column.merged), 0)
    for n, (column, cell, value) in enumerate(zip(block.columns, row.cells, block.rows[place], strict=True)):
        cell.width = Emu(widths[n])
        size = block.groups[_group_of(block, place)]
        if column.merged and size > 1:
            _vertical(cell, "continue" if down else "restart")
            if down:
                continue
        _write_cell(cell, value, column, kind if n == tinted else "")


def _group_of(block: TableBlock, place: int) -> int:
    end = 0
    for number, size in enumerate(block.groups):
        end += size
        if place < end:
            return number
    raise IndexError(place)


def _write_cell(cell: Any, value: Cell, column: Column, kind: str) -> None:
    made = cell.paragraphs[0]
    made.paragraph_format.space_after = Pt(0)
    if column.centred:
        made.alignment = 1
    if isinstance(value, Bar):
        _shade(cell, BAR_TINT)
        value = value.text
    if value is None or value == "":
        return
    write_lines(made, str(value))
    for run in made.runs:
        run.font.size = Pt(9)
        if kind in COLOURS:
            run.font.color.rgb, run.font.bold = COLOURS[kind], True


def _fill_facts(cell: Any, pairs: Sequence[tuple[str, str]]) -> None:
    made = cell.paragraphs[0]
    for place, (name, value) in enumerate(pairs):
        if place:
            made = cell.add_paragraph()
        made.paragraph_format.space_after = Pt(0)
        run = made.add_run(plain(name))
        run.bold, run.font.size = True, Pt(9)
        told = cell.add_paragraph()
        told.paragraph_format.space_after = Pt(4)
        write_lines(told, value)
        for run in told.runs:
            run.font.size = Pt(9)


def _vertical(cell: Any, how: str) -> None:
    merge = OxmlElement("w:vMerge")
    merge.set(qn("w:val"), how)
    cell._tc.get_or_add_tcPr().append(merge)


def _shade(cell: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _keep_together(rows: Sequence[Any]) -> None:
    for row in rows:
        for made in row._tr.iter(qn("w:p")):
            made.get_or_add_pPr().get_or_add_keepNext()


def _end(word: Word) -> None:
    """Word wants a paragraph after a table; it is kept so low that it never fills a page of its own."""
    made = word.add_paragraph()
    made.paragraph_format.space_after = Pt(0)
    made.paragraph_format.line_spacing = Pt(6)


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _pad(made: WordTable) -> None:
    """Little room beside the words of a cell: a year must fit into its column."""
    margins = OxmlElement("w:tblCellMar")
    for side, room in (("top", 40), ("left", 60), ("bottom", 40), ("right", 60)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(room))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    made._tbl.tblPr.append(margins)


def _set_grid(made: WordTable, widths: Sequence[int]) -> None:
    for column, own in zip(made._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Emu(own)
