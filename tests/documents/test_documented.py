"""The page about documents tells the truth: every document, its formats and its columns stand there."""

from __future__ import annotations

import re
from pathlib import Path

from facilitation.documents import DOCUMENTS
from facilitation.documents.rendering import FORMATS
from facilitation.house import House
from facilitation.workshop import Workshop
from tests.documents.conftest import LATE

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "documents.md"
SECTION = re.compile(r"^### `([a-z-]+)`: (.+)\n((?:- .*\n)+)", re.MULTILINE)
MONTHS = [f"month_{number}" for number in range(1, 13)]


def sections() -> dict[str, tuple[str, str]]:
    """Id to title and text."""
    return {name: (title, text) for name, title, text in SECTION.findall(PAGE.read_text(encoding="utf-8"))}


def columns(text: str) -> list[str]:
    line = next((line for line in text.splitlines() if line.startswith("- Columns:")), "")
    return re.findall(r"`([a-z_0-9]+)`", line.replace("`month_1` to `month_12`", ", ".join(f"`{m}`" for m in MONTHS)))


def test_every_document_has_its_section_in_order_with_title_and_formats() -> None:
    told = [
        (name, title, re.findall(r"[a-z]+", text.splitlines()[0].removeprefix("- Formats:")))
        for name, (title, text) in sections().items()
    ]
    assert told == [(kind.id, kind.title, list(kind.formats)) for kind in DOCUMENTS.values()]


def test_the_columns_are_those_of_the_table(house: House, workshop: Workshop) -> None:
    told = sections()
    with house.reading() as session:
        for kind in DOCUMENTS.values():
            keys = [column.key for column in kind.describe(session, workshop, LATE).table.columns]
            named = columns(told[kind.id][1])
            assert named == ([key for key in keys if not key.isdigit()] if "json" in kind.formats else []), kind.id


def test_every_format_is_explained() -> None:
    rules = PAGE.read_text(encoding="utf-8").split("## The documents")[0]
    assert [fmt for fmt in FORMATS if f"**{fmt}**" not in rules] == []
