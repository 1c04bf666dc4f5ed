"""The Zukunftsbilder: each sentence with the cards it rests on; hidden cards are numbers; nobody is named."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pypdf

from facilitation import day, fields, statements, visions
from facilitation.house import House
from facilitation.workshop import Workshop
from tests.builders import fields_of, people, run_to
from tests.documents.conftest import Office
from tests.paper import Paper, bare


def a_card(house: House, workshop: Workshop, author: str, text: str) -> str:
    return str(house.write(day.pin, workshop_id=workshop.id, author_id=author, text=text)["statement"])


def written(house: House, workshop: Workshop) -> tuple[str, str]:
    """A Zukunftsbild of two sentences, the first on two cards; returns the field's title and the second card."""
    seats = people(house, workshop, 5, institutions=1)
    run_to(house, workshop, "vision")
    first = a_card(house, workshop, seats[0], "Busse fahren stündlich.")
    with house.reading() as session:
        own = statements.one(session, workshop.id, first)
        field = fields.one(session, workshop.id, own.field_id)
    second = next(
        card for card in (a_card(house, workshop, seat, "=Rufbus & <b>Rad</b>") for seat in seats)
        if same_field(house, workshop, card, field.id)
    )  # fmt: skip
    sentences = [
        {"text": "Alle kommen an.", "statements": [first, second]}, {"text": "Niemand wartet.", "statements": []},
    ]  # fmt: skip
    house.write(visions.save, workshop_id=workshop.id, field_id=field.id, base=0, sentences=sentences, role="host")
    return str(field.title), second


def same_field(house: House, workshop: Workshop, card: str, field_id: str) -> bool:
    with house.reading() as session:
        return statements.one(session, workshop.id, card).field_id == field_id


def test_every_sentence_has_a_row_with_its_cards(house: House, workshop: Workshop, dora: Office) -> None:
    title, _second = written(house, workshop)
    rows = dora.json(workshop, "zukunftsbilder")["rows"]
    assert [(row["field"], row["number"], row["sentence"]) for row in rows] == [
        (title, 1, "Alle kommen an."), (title, 2, "Niemand wartet."),
    ]  # fmt: skip
    first, second = rows[0]["cards"].split("\n")
    assert first.endswith(": Busse fahren stündlich.") and second.endswith(": =Rufbus & <b>Rad</b>")
    assert rows[1]["cards"] in ("", None)
    sheet = dora.xlsx(workshop, "zukunftsbilder")
    assert sheet[1][2:] == ["Alle kommen an.", rows[0]["cards"]]


def test_a_hidden_card_is_its_number_alone_and_nobody_is_named(house: House, workshop: Workshop, dora: Office) -> None:
    _title, second = written(house, workshop)
    said = dora.take(workshop, "zukunftsbilder", "json").decode()
    assert "Rufbus" in said and "Gast 1" not in said and "Einrichtung" not in said
    house.write(statements.hide, workshop_id=workshop.id, statement_id=second, role="moderator", reason="nicht gemeint")
    again = dora.take(workshop, "zukunftsbilder", "json").decode()
    assert "Rufbus" not in again and "Busse fahren" in again
    assert "Rufbus" not in Paper(dora.take(workshop, "zukunftsbilder", "pdf")).words()


def test_on_paper_each_field_has_its_chapter(house: House, workshop: Workshop, dora: Office) -> None:
    written(house, workshop)
    paper = Paper(dora.take(workshop, "zukunftsbilder", "pdf"))
    assert paper.faults() == []
    assert [bare(str(field.title)) in paper.words() for field in fields_of(house, workshop)] == [True] * 5
    assert bare("Entwurf, noch nicht beschlossen.") in paper.words()
    assert bare("„Alle kommen an.“ beruht auf:") in paper.words() and bare("Keine Karte genannt.") in paper.words()


def test_before_there_is_one_it_says_so(workshop: Workshop, dora: Office) -> None:
    assert dora.json(workshop, "zukunftsbilder")["rows"] == []
    assert "nochkeinZukunftsbildgeschrieben" in Paper(dora.take(workshop, "zukunftsbilder", "pdf")).words()


def test_a_card_in_another_language_is_marked_so_that_it_is_read_out_right(
    house: House, workshop: Workshop, dora: Office
) -> None:
    [author] = people(house, workshop, 1)
    run_to(house, workshop, "vision")
    card = house.write(
        day.pin, workshop_id=workshop.id, author_id=author, text="Buses run every hour.", lang="en"
    )["statement"]  # fmt: skip
    with house.reading() as session:
        field_id = statements.one(session, workshop.id, card).field_id
    sentences = [{"text": "Alle kommen an.", "statements": [card]}]
    house.write(visions.save, workshop_id=workshop.id, field_id=field_id, base=0, sentences=sentences, role="host")
    with zipfile.ZipFile(io.BytesIO(dora.take(workshop, "zukunftsbilder", "docx"))) as parts:
        words = parts.read("word/document.xml").decode()
    marked = re.findall(r'<w:lang w:val="en"/></w:rPr><w:t[^>]*>([^<]*)<', words)
    assert len(marked) == 1 and marked[0].endswith(": Buses run every hour.")
    assert languages(dora.take(workshop, "zukunftsbilder", "pdf")) == {"en"}


def languages(pdf: bytes) -> set[str]:
    """The languages that parts of a tagged PDF are marked with, apart from the whole."""
    found: set[str] = set()
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    waiting: list[Any] = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        part = waiting.pop().get_object()
        if isinstance(part, list):
            waiting += part
        elif isinstance(part, dict):
            found |= {str(part["/Lang"])} if "/Lang" in part else set()
            waiting += [part["/K"]] if "/K" in part else []
    return found
