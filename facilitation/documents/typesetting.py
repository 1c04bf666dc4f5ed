"""Typesetting: a template of ``templates/documents/`` and plain data become a PDF that screen readers can read.

Templates take data only (``data.json``, strings stay strings) and use the shipped fonts only. One document is set at a
time, in a thread of the operating system, so that the hall's phones never wait for paper.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typst

from facilitation import folder, qr
from facilitation.aside import aside
from facilitation.documents.glyphs import FONTS, printable
from facilitation.drawings import sign

NOTHING: Mapping[str, bytes] = {}
SIGNS = 9  # eight shapes of their own, and the one for every number beyond

_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Code:
    """A QR code in the data of a sheet; it is drawn when the sheet is set, beside the loop and not in it."""

    text: str
    error: str = "M"


def typeset(template: str, data: Mapping[str, Any], files: Mapping[str, bytes] = NOTHING) -> bytes:
    """A PDF/UA-1 of ``templates/documents/<template>.typ``.

    The template reads `data` (JSON-able) through ``#import "_house.typ": *`` as `data`, and `files` (pictures, by
    relative name) by their names. Raises typst.TypstError where the template is wrong or a picture lacks its alt text.
    """
    made = _set(template, data, files, format="pdf", pdf_standards=["ua-1"])
    assert isinstance(made, bytes)
    return made


def pictured(
    template: str, data: Mapping[str, Any], files: Mapping[str, bytes] = NOTHING, *, ppi: float = 72
) -> list[bytes]:
    """The same pages as PNG pictures, one each: for previews."""
    made = _set(template, data, files, format="png", ppi=ppi)
    return [made] if isinstance(made, bytes) else list(made)


def asked(template: str, data: Mapping[str, Any], files: Mapping[str, bytes], label: str) -> list[Any]:
    """The values of the template's ``metadata`` under a label, such as the pages of its headings."""
    with tempfile.TemporaryDirectory(prefix="satz-") as desk:
        main = _lay_out(Path(desk), template, data, files)
        with _one_at_a_time:
            found: str = aside(typst.query, str(main), label, field="value", root=desk, font_paths=_fonts())
    values: list[Any] = json.loads(found)
    return values


def _set(template: str, data: Mapping[str, Any], files: Mapping[str, bytes], **wanted: Any) -> Any:
    def work() -> Any:
        with tempfile.TemporaryDirectory(prefix="satz-") as desk:
            main = _lay_out(Path(desk), template, data, files)
            return typst.compile(main, root=desk, font_paths=_fonts(), timestamp=0, **wanted)

    with _one_at_a_time:
        return aside(work)


def _lay_out(desk: Path, template: str, data: Mapping[str, Any], files: Mapping[str, bytes]) -> Path:
    """Everything that the template may read, in one folder beyond which it cannot look."""
    shutil.copytree(folder("templates") / "documents", desk, dirs_exist_ok=True)
    (desk / "data.json").write_text(json.dumps(printable(dict(data)), default=_drawn), encoding="utf-8")
    signs = [asdict(sign(number)) for number in range(1, SIGNS + 1)]
    (desk / "signs.json").write_text(json.dumps(signs), encoding="utf-8")
    for name, content in files.items():
        path = desk / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return desk / f"{template}.typ"


def _drawn(code: Code) -> dict[str, Any]:
    """Its picture, and how many modules it counts from dark edge to dark edge."""
    svg = qr.svg(code.text, error=code.error, label="")
    whole = int(svg.split('viewBox="0 0 ')[1].split(" ")[0])
    return {"svg": svg, "modules": whole - 2 * qr.QUIET, "quiet": qr.QUIET}


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
