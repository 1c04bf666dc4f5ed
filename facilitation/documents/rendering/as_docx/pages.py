"""The pages of a DOCX: A4, German, header and footer with the Stand, house styles, and the title page."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor

from facilitation.documents.description import PROBE, Document
from facilitation.documents.flow import Cover
from facilitation.documents.rendering.as_docx import words
from facilitation.documents.rendering.text import plain

INK = RGBColor(0x16, 0x1E, 0x25)
FONT = "Calibri"
SIZES = {"Heading 1": 22, "Heading 2": 16, "Heading 3": 13, "Subtitle": 14}
PLATE_SPACE = Mm(90)
SHORT = 90


def set_up(word: Word, document: Document) -> None:
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if document.is_wide else WD_ORIENT.PORTRAIT
    wide, tall = (Mm(297), Mm(210)) if document.is_wide else (Mm(210), Mm(297))
    section.page_width, section.page_height = wide, tall
    section.left_margin = section.right_margin = Mm(16 if document.is_wide else 22)
    section.top_margin, section.bottom_margin = Mm(20), Mm(18)
    section.different_first_page_header_footer = any(isinstance(block, Cover) for block in document.blocks)
    _header_and_footer(section, document)
    _styles(word)
    properties = word.core_properties
    properties.title, properties.subject = plain(document.title)[:250], plain(document.workshop)[:250]
    properties.author = properties.last_modified_by = ""
    properties.comments = f"Stand: {document.stand_words}"
    properties.language = "de-DE"
    properties.created = properties.modified = datetime(document.stand.year, document.stand.month, document.stand.day)


def text_width(word: Word) -> Emu:
    section = word.sections[-1]
    assert section.page_width is not None and section.left_margin is not None and section.right_margin is not None
    return Emu(section.page_width - section.left_margin - section.right_margin)


def cover(word: Word, block: Cover) -> None:
    top = word.add_paragraph(style="Title")
    top.paragraph_format.space_before = Mm(40)
    top.add_run(plain(block.title))
    if block.subtitle:
        word.add_paragraph(plain(block.subtitle), style="Subtitle")
    if block.stand:
        word.add_paragraph(plain(block.stand), style="Subtitle")
    if block.logos:
        row = word.add_paragraph()
        row.paragraph_format.space_before = Mm(20)
        for logo in block.logos:
            words.picture(row, logo)
            row.add_run("   ")
    for place, line in enumerate(block.imprint):
        made = word.add_paragraph()
        if place == 0:
            made.paragraph_format.space_before = Mm(20)
        words.write_lines(made, line)


def with_fixed_times(content: bytes, stand: date) -> bytes:
    """The same package with the Stand as the time of every part: equal documents are equal bytes."""
    out = io.BytesIO()
    year = max(stand.year, 1980)
    with zipfile.ZipFile(io.BytesIO(content)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fixed:
        for part in made.infolist():
            entry = zipfile.ZipInfo(part.filename, (year, stand.month, stand.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(entry, made.read(part))
    return out.getvalue()


def _header_and_footer(section: Any, document: Document) -> None:
    width = section.page_width - section.left_margin - section.right_margin
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    for made in (head, foot):
        made.style = "Normal"
    head.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    words.write_lines(head, f"{_short(document.title)}\tStand: {document.stand_words}".replace("\n", " "), quiet=True)
    foot.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    probe = f" · {PROBE}" if document.is_probe else ""
    words.write_lines(foot, f"{_short(document.workshop)}{probe}\tSeite ".replace("\n", " "), quiet=True)
    words.simple_field(foot, "PAGE")


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"


def _styles(word: Word) -> None:
    every: Any = word.styles
    normal = every["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = FONT, Pt(11), INK
    normal.paragraph_format.space_after = Pt(6)
    for style in every:
        if getattr(style, "font", None) is not None and style.name in {*SIZES, "Title", "Quote", "List Bullet"}:
            style.font.name, style.font.color.rgb = FONT, INK
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{name}"), None)
            for name in ("ascii", "hAnsi", "cs", "eastAsia"):
                fonts.set(qn(f"w:{name}"), FONT)
    for name, size in SIZES.items():
        every[name].font.size = Pt(size)
        every[name].font.italic = False
    every["Title"].font.size, every["Title"].font.bold = Pt(34), True
    for line in every["Title"].element.pPr.findall(qn("w:pBdr")):
        every["Title"].element.pPr.remove(line)
    every["Quote"].paragraph_format.left_indent = Mm(6)
    _speak_german(word)


def _speak_german(word: Word) -> None:
    defaults = word.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    lang = OxmlElement("w:lang")
    for name, value in (("val", "de-DE"), ("eastAsia", "de-DE"), ("bidi", "ar-SA")):
        lang.set(qn(f"w:{name}"), value)
    properties.append(lang)
