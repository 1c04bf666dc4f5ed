"""Words in a DOCX: headings with bookmarks, paragraphs, lists, pictures, and the contents field with its lines."""

from __future__ import annotations

import io
from typing import Any

from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from facilitation.documents.flow import Contents, Heading, Paragraph, Picture, Sheet
from facilitation.documents.rendering.text import plain
from facilitation.texts import DEFAULT, lang_of

QUIET = RGBColor(0x3F, 0x49, 0x51)
COLOURS = {"existing": RGBColor(0x1D, 0x4A, 0x93), "new": RGBColor(0x16, 0x77, 0x32), "open": QUIET}
LISTED_LEVELS = 2

__all__ = ["WordParagraph", "bullet", "contents", "heading", "paragraph", "picture"]


def heading(word: Word, text: str, level: int, kind: str, bookmark: int) -> WordParagraph:
    made = word.add_paragraph(style=f"Heading {level}")
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(bookmark))
    start.set(qn("w:name"), bookmark_name(bookmark))
    made._p.append(start)
    run = made.add_run(plain(text))
    made._p.append(end)
    if kind in COLOURS:
        run.font.color.rgb = COLOURS[kind]
    return made


def bookmark_name(number: int) -> str:
    return f"_Toc{number:06d}"


def paragraph(word: Word, block: Paragraph) -> WordParagraph:
    style = {"quote": "Quote", "lead": "Subtitle"}.get(block.style, "Normal")
    made = word.add_paragraph(style=style)
    write_lines(made, block.text, strong=block.style == "strong", quiet=block.style == "quiet")
    if block.style == "strong":
        made.paragraph_format.keep_with_next = True
    return made


def write_lines(made: WordParagraph, text: str, *, strong: bool = False, quiet: bool = False) -> None:
    """The text with its line breaks and tabs."""
    for place, line in enumerate(plain(text).split("\n")):
        run = made.add_run()
        if place:
            run.add_break()
        for number, part in enumerate(line.split("\t")):
            if number:
                run.add_tab()
            run.add_text(part)
        run.bold = strong or None
        if quiet:
            run.font.size, run.font.color.rgb = Pt(9), QUIET


def bullet(word: Word, text: str, kind: str) -> WordParagraph:
    made = word.add_paragraph(style="List Bullet")
    run = made.add_run(plain(text))
    if kind in COLOURS:
        run.font.color.rgb = COLOURS[kind]
    if lang_of(text) != DEFAULT:
        lang = OxmlElement("w:lang")
        lang.set(qn("w:val"), lang_of(text))
        run._r.get_or_add_rPr().append(lang)
    return made


def picture(made: WordParagraph, block: Picture, most: float | None = None) -> None:
    width = min(block.width, most) if most else block.width
    drawn = made.add_run().add_picture(io.BytesIO(block.content), width=Mm(width))
    described = drawn._inline.docPr
    described.set("descr", plain(block.alt))
    described.set("title", plain(block.alt)[:80])


def contents(word: Word, block: Contents, headings: list[Heading | Sheet], pages: list[int], width: Emu) -> None:
    """The field holds one line per heading already, each with its page number as a field: Word and LibreOffice show it
    at once and bring the numbers up to date on request. `pages` are those of the PDF, one per heading."""
    _ensure_styles(word)
    top = word.add_paragraph(plain(block.title), style="TOC Heading")
    top.paragraph_format.page_break_before = True
    listed = [
        (number, h.whole, h.level) if isinstance(h, Heading) else (number, h.title, h.level)
        for number, h in enumerate(headings, start=1)
    ]
    listed = [line for line in listed if line[2] <= LISTED_LEVELS]
    for place, (number, text, level) in enumerate(listed):
        made = word.add_paragraph(style=f"TOC {level}")
        made.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
        if place == 0:
            _field_begin(made._p, r'TOC \o "1-2" \h \z \u')
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), bookmark_name(number))
        link.append(_run(plain(text)))
        link.append(_tab())
        _field_begin(link, f"PAGEREF {bookmark_name(number)} \\h")
        link.append(_run(str(pages[number - 1])))
        link.append(_mark("end"))
        made._p.append(link)
        if place == len(listed) - 1:
            made._p.append(_mark("end"))


def _ensure_styles(word: Word) -> None:
    known = {style.name for style in word.styles}
    for name, indent in (("TOC 1", 0), ("TOC 2", 6)):
        if name not in known:
            style: Any = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = word.styles["Normal"]
            style.paragraph_format.left_indent = Mm(indent)
            style.paragraph_format.space_after = Pt(2)
    if "TOC Heading" not in known:
        top: Any = word.styles.add_style("TOC Heading", WD_STYLE_TYPE.PARAGRAPH)
        top.base_style = word.styles["Normal"]
        top.font.size, top.font.bold = Pt(20), True
        top.paragraph_format.space_after = Pt(12)


def _run(text: str) -> Any:
    run, inner = OxmlElement("w:r"), OxmlElement("w:t")
    inner.text = text
    inner.set(qn("xml:space"), "preserve")
    run.append(inner)
    return run


def _tab() -> Any:
    run = OxmlElement("w:r")
    run.append(OxmlElement("w:tab"))
    return run


def _mark(kind: str) -> Any:
    run, mark = OxmlElement("w:r"), OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    run.append(mark)
    return run


def _field_begin(parent: Any, instruction: str) -> None:
    parent.append(_mark("begin"))
    run, inner = OxmlElement("w:r"), OxmlElement("w:instrText")
    inner.text = f" {instruction} "
    inner.set(qn("xml:space"), "preserve")
    run.append(inner)
    parent.append(run)
    parent.append(_mark("separate"))


def simple_field(made: WordParagraph, instruction: str) -> None:
    """A field such as the page number in a footer."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    field.append(_run("1"))
    made._p.append(field)
