"""What the tests of documents may ask for: a house without a web, and readers of what it exports."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from facilitation.documents import export
from facilitation.house import House
from facilitation.workshop import Workshop, by_id
from tests import builders
from tests.conftest import missing
from tests.programs import LibreOffice, NoProgram, find_or_install

LATE = datetime(2017, 10, 18, 22, 30, tzinfo=UTC)  # in Düren it is already the 19th


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = House(builders.a_config(tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def workshop(house: House) -> Workshop:
    """The Düren workshop, before the day."""
    return builders.a_workshop(house)


class Office:
    """Dora, who takes documents out and reads them with other programs than ours."""

    def __init__(self, house: House) -> None:
        self.house = house

    def take(self, workshop: Workshop, document: str, fmt: str, now: datetime = LATE) -> bytes:
        with self.house.reading() as session:
            return export(session, by_id(session, workshop.id), document, fmt, now)[0]

    def csv(self, workshop: Workshop, document: str) -> list[list[str]]:
        text = self.take(workshop, document, "csv").decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))

    def json(self, workshop: Workshop, document: str) -> Any:
        return json.loads(self.take(workshop, document, "json"))

    def sheets(self, workshop: Workshop, document: str) -> list[Worksheet]:
        book = openpyxl.load_workbook(io.BytesIO(self.take(workshop, document, "xlsx")))
        return [sheet for sheet in book.worksheets if isinstance(sheet, Worksheet)]

    def header(self, workshop: Workshop, document: str) -> str | None:
        """What stands at the right of every printed page's head."""
        head = self.sheets(workshop, document)[0].oddHeader
        assert head is not None
        return head.right.text

    def xlsx(self, workshop: Workshop, document: str) -> list[list[Any]]:
        """The first sheet with the value of a merged cell in each of its places."""
        sheet = self.sheets(workshop, document)[0]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        for span in sheet.merged_cells.ranges:
            for row in range(span.min_row, span.max_row + 1):
                for column in range(span.min_col, span.max_col + 1):
                    rows[row - 1][column - 1] = rows[span.min_row - 1][span.min_col - 1]
        return [["" if value is None else value for value in row] for row in rows]


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> LibreOffice:
    try:
        return LibreOffice(find_or_install(), tmp_path_factory.mktemp("office"))
    except NoProgram as nothing:
        missing(str(nothing))


@pytest.fixture
def dora(house: House) -> Office:
    return Office(house)
