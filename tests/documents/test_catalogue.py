"""The Werkzeugkatalog: its order, its numbers, its words; what is unknown takes no space."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from PIL import Image

from facilitation import fields, pictures, tools, visions
from facilitation.documents import catalogue
from facilitation.documents.description import Document
from facilitation.documents.flow import Bullets, Cover, Heading, Paragraph, Sheet
from facilitation.house import House
from facilitation.pictures import Use
from facilitation.tools import Kind, editing
from facilitation.workshop import Workshop, by_id
from tests import builders
from tests.documents.conftest import Office
from tests.paper import Paper, bare

OCTOBER = datetime(2018, 10, 15, 10, tzinfo=UTC)


def described(house: House, workshop: Workshop) -> Document:
    with house.reading() as session:
        return catalogue.describe(session, by_id(session, workshop.id), OCTOBER)


def headings(document: Document, level: int) -> list[str]:
    return [block.whole for block in document.blocks if isinstance(block, Heading) and block.level == level]


def a_vision(house: House, workshop: Workshop, number: int, *sentences: str) -> None:
    with house.reading() as session:
        field = fields.by_number(session, workshop.id, number)
    house.write(
        visions.save, workshop_id=workshop.id, field_id=field.id, base=0, role="host",
        sentences=[{"text": text, "statements": []} for text in sentences],
    )  # fmt: skip


def of_field_1(house: House, workshop: Workshop) -> list[Any]:
    with house.reading() as session:
        return list(tools.of_field(session, fields.by_number(session, workshop.id, 1).id))


def test_per_field_its_vision_then_existing_then_new_then_open(house: House, workshop: Workshop) -> None:
    document = described(house, workshop)
    assert headings(document, 1)[0] == "1 Handlungsfeld „Fachkräfte fördern, halten & gewinnen“"
    assert headings(document, 2)[:4] == [
        "1.1 Zukunftsbild", "1.2 Bestehende Werkzeuge", "1.3 Neue Werkzeuge", "1.4 Werkzeuge, deren Art offen ist",
    ]  # fmt: skip
    assert len([title for title in headings(document, 1) if title[0].isdigit()]) == 5
    kinds = [block.kind for block in document.blocks if isinstance(block, Heading) and block.level == 2][:4]
    assert kinds == ["", "existing", "new", "open"]


def test_lists_come_in_the_alphabet_and_the_sheets_in_the_same_order(house: House, workshop: Workshop) -> None:
    blocks = list(described(house, workshop).blocks)
    start = next(n for n, block in enumerate(blocks) if isinstance(block, Heading) and block.number == "1.2")
    listed = blocks[start + 1]
    assert isinstance(listed, Bullets) and listed.kind == "existing" and len(listed.items) == 8
    assert listed.items == sorted(listed.items, key=str.casefold)
    sheets = [block for block in blocks[start + 2 : start + 10] if isinstance(block, Sheet)]
    assert [sheet.title for sheet in sheets] == listed.items
    assert [name for name, _ in sheets[0].facts] == [name for name, _, _ in catalogue.FACTS]


def test_a_tool_of_which_only_the_name_is_known_is_listed_and_has_no_sheet(house: House, workshop: Workshop) -> None:
    blocks = described(house, workshop).blocks
    sheets = {block.title for block in blocks if isinstance(block, Sheet)}
    listed = {item for block in blocks if isinstance(block, Bullets) for item in block.items}
    assert "Job-Café" in listed and "Job-Café" not in sheets
    tool = next(tool for tool in of_field_1(house, workshop) if tool.title == "Job-Café")
    house.write(
        editing.change, workshop_id=workshop.id, tool_id=tool.id, revision=tool.revision, role="organiser",
        parts={"description": "Kaffee und Stellen."},
    )  # fmt: skip
    assert "Job-Café" in {block.title for block in described(house, workshop).blocks if isinstance(block, Sheet)}


def test_once_every_kind_is_known_the_open_section_is_gone(house: House, workshop: Workshop) -> None:
    for tool in of_field_1(house, workshop):
        if tool.kind == Kind.OPEN:
            house.write(
                editing.change, workshop_id=workshop.id, tool_id=tool.id, revision=tool.revision, role="organiser",
                parts={"kind": "new"},
            )  # fmt: skip
    numbers = headings(described(house, workshop), 2)
    assert "1.3 Neue Werkzeuge" in numbers and not [number for number in numbers if number.startswith("1.4")]
    assert "2.4 Werkzeuge, deren Art offen ist" in numbers, "control: the next field still has some"


def test_the_zukunftsbild_stands_in_quotes_under_its_own_words(house: House, workshop: Workshop) -> None:
    a_vision(house, workshop, 1, "Alle lernen.", "Alle bleiben.")
    said = [block for block in described(house, workshop).blocks if isinstance(block, Paragraph)]
    assert said[0].text == "Visionen zum Handlungsfeld Fachkräfte fördern, halten & gewinnen"
    assert (said[1].text, said[1].style) == ("„Alle lernen. Alle bleiben.“", "quote")
    assert said[2].text == "Für dieses Handlungsfeld ist noch kein Zukunftsbild geschrieben."


def test_greeting_imprint_and_logos_stand_there_only_when_they_are_given(house: House, dora: Office) -> None:
    bare_one = described(house, builders.a_workshop(house))
    assert "Grußwort" not in headings(bare_one, 1)
    workshop = builders.a_workshop(house, greeting="Liebe Gäste,\n\nschön war es.", imprint="Verantwortlich: das Amt")
    out = io.BytesIO()
    Image.new("RGB", (400, 100), (1, 90, 50)).save(out, "PNG")
    drawn = pictures.drawn(out.getvalue())
    house.write(pictures.add, workshop_id=workshop.id, use=Use.LOGO, picture=drawn, name="l.png", alt="Wappen")
    document = described(house, workshop)
    cover = document.blocks[0]
    assert isinstance(cover, Cover)
    assert (cover.title, cover.stand) == ("Werkzeugkatalog Kreis Düren", "Stand: Oktober 2018")
    assert cover.imprint[-1] == "Verantwortlich: das Amt"
    assert [(logo.alt, logo.width) for logo in cover.logos] == [("Wappen", catalogue.LOGO_WIDTH)]
    assert headings(document, 1)[0] == "Grußwort"
    assert [block.text for block in document.blocks[3:5] if isinstance(block, Paragraph)] == [
        "Liebe Gäste,", "schön war es.",
    ]  # fmt: skip
    paper = Paper(dora.take(workshop, "werkzeugkatalog", "pdf", OCTOBER))
    assert paper.faults() == [] and bare("schön war es.") in paper.words()


def test_all_titles_survive_in_pdf(house: House, workshop: Workshop, dora: Office) -> None:
    titles = ["=1+1", "<script>alert(1)</script> & Co", "Baum 🌳", "W" * 200]
    with house.reading() as session:
        field = fields.by_number(session, workshop.id, 3)
    for title in titles:
        house.write(
            editing.add, workshop_id=workshop.id, field_id=field.id, title=title, role="organiser",
            parts={"kind": "new", "description": title},
        )  # fmt: skip
    paper = Paper(dora.take(workshop, "werkzeugkatalog", "pdf"))
    assert [bare(title) for title in titles if bare(title) not in paper.words()] == []
    assert "".join(paper.strays(page) for page in range(len(paper))) == ""
