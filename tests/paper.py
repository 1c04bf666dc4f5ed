"""Reading a PDF with other programs than ours: sizes, fonts, tags, words, and the codes as a phone sees them."""

from __future__ import annotations

import io
import re
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pdfua
import pypdf
import pypdfium2
import zxingcpp
from PIL import Image

MM = 25.4 / 72


@dataclass(frozen=True)
class Scanned:
    """A code on a page: what it says and how wide it is from dark edge to dark edge, in millimetres."""

    text: str
    width: float


class Paper:
    """A printed document. Pages count from 0."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    @cached_property
    def _read(self) -> pypdf.PdfReader:
        return pypdf.PdfReader(io.BytesIO(self.content))

    @cached_property
    def _drawn(self) -> pypdfium2.PdfDocument:
        return pypdfium2.PdfDocument(self.content)

    def __len__(self) -> int:
        return len(self._read.pages)

    def size(self, page: int = 0) -> tuple[int, int]:
        """Width and height, to the millimetre."""
        box = self._read.pages[page].mediabox
        return round(float(box.width) * MM), round(float(box.height) * MM)

    def words(self, page: int | None = None) -> str:
        """The text without spaces, breaks and hyphens, so that it does not matter where lines end."""
        pages = range(len(self)) if page is None else [page]
        return bare("".join(self._drawn[number].get_textpage().get_text_bounded() for number in pages))

    def fonts(self) -> dict[str, bool]:
        """Font name to whether it is embedded."""
        found: dict[str, bool] = {}
        for page in self._read.pages:
            for font in _resolved(page["/Resources"]).get("/Font", {}).values():
                font = _resolved(font)
                below = _resolved(font["/DescendantFonts"][0]) if "/DescendantFonts" in font else font
                descriptor = _resolved(below["/FontDescriptor"])
                found[str(font["/BaseFont"])] = any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3"))
        return found

    def is_tagged(self) -> bool:
        """Whether the document says that it is tagged, in German, and PDF/UA-1."""
        root: Any = _resolved(self._read.trailer["/Root"])
        xmp = _resolved(root["/Metadata"]).get_data()
        marked = _resolved(root["/MarkInfo"])["/Marked"]
        return bool(marked) and root["/Lang"].startswith("de") and b"<pdfuaid:part>1</pdfuaid:part>" in xmp

    def faults(self) -> list[str]:
        """What an accessibility checker is sure to be wrong."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "paper.pdf"
            path.write_bytes(self.content)
            report = pdfua.validate(str(path))
        return [
            finding.message
            for finding in report.findings
            if finding.severity >= pdfua.Severity.ERROR and finding.confidence is pdfua.Confidence.CERTAIN
        ]

    def picture(self, page: int = 0, dpi: int = 150) -> Image.Image:
        image: Image.Image = self._drawn[page].render(scale=dpi / 72).to_pil()
        return image

    def codes(self, page: int = 0, dpi: int = 150) -> list[Scanned]:
        """Every QR code that can be read from the printed page."""
        found = []
        for code in zxingcpp.read_barcodes(self.picture(page, dpi), formats=zxingcpp.BarcodeFormat.QRCode):
            at = code.position
            across = abs(complex(at.top_right.x - at.top_left.x, at.top_right.y - at.top_left.y))
            found.append(Scanned(code.text, across / dpi * 25.4))
        return found

    def strays(self, page: int = 0) -> str:
        """The letters that do not lie on the page."""
        text = self._drawn[page].get_textpage()
        width, height = self._drawn[page].get_size()
        found = []
        for index in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(index)
            if right > left and not (left >= -1 and bottom >= -1 and right <= width + 1 and top <= height + 1):
                found.append(text.get_text_range(index, 1))
        return "".join(found)


def bare(text: str) -> str:
    return re.sub(r"[\s\x02\u00ad\u200b\ufffe\u2010-]+", "", text)


def _resolved(thing: Any) -> Any:
    return thing.get_object() if hasattr(thing, "get_object") else thing
