"""The Tagesprotokoll: times in the hall's zone, numbers of people and no names, cards, and each vote with its ties."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from facilitation.documents import day_protocol
from facilitation.documents.flow import Bullets, Facts, Heading, Paragraph
from facilitation.house import House
from facilitation.workshop import Workshop, by_id
from tests.builders import THE_DAY, a_workshop, people, run_to
from tests.documents.conftest import Office
from tests.paper import Paper
from tests.voted import Voted


def two_alike(nth: int, known: list[str]) -> dict[str, int]:
    return {known[0]: 2, known[1]: 2}


def blocks(house: House, workshop: Workshop) -> list[Any]:
    with house.reading() as session:
        return list(day_protocol.describe(session, by_id(session, workshop.id), house.clock.now()).blocks)


def chapter(house: House, workshop: Workshop, number: str) -> list[Any]:
    """What stands under a heading of the first level."""
    every = blocks(house, workshop)
    start = next(n for n, block in enumerate(every) if isinstance(block, Heading) and block.number == number)
    after = [n for n, block in enumerate(every) if n > start and isinstance(block, Heading) and block.level == 1]
    return every[start + 1 : min(after, default=len(every))]


def facts(found: list[Any]) -> dict[str, str]:
    return dict(pair for block in found if isinstance(block, Facts) for pair in block.pairs)


def test_times_are_those_of_the_hall_planned_and_real(house: House, workshop: Workshop, dora: Office) -> None:
    run_to(house, workshop, "vision")
    rows = dora.json(workshop, "tagesprotokoll")["rows"]
    began = (THE_DAY + timedelta(hours=2)).strftime("%H:%M")  # summer time in Düren
    assert rows[0]["start"] == began
    assert rows[0]["planned_start"] == "15:30"
    assert [row["minutes"] for row in rows if not row["end"]] == [None] * len([row for row in rows if not row["end"]])
    assert rows[-1]["start"] in ("", None), "what has not begun has no time"


def test_an_institution_is_named_from_five_people_on(house: House, workshop: Workshop) -> None:
    people(house, workshop, 12, institutions=1)
    few = a_workshop(house)
    people(house, few, 13, institutions=3)  # 5 + 4 + 4
    told = chapter(house, workshop, "2")
    assert facts(told)["Personen"] == "12"
    assert [block.items for block in told if isinstance(block, Bullets)] == [["Einrichtung 0: 12"]]
    told = chapter(house, few, "2")
    assert [block.items for block in told if isinstance(block, Bullets)] == [
        ["Einrichtung 1: 5", "weitere Einrichtungen: 8"]
    ]
    none = a_workshop(house)
    people(house, none, 4, institutions=1)
    assert not [block for block in chapter(house, none, "2") if isinstance(block, Bullets)]


def test_nobody_is_named(house: House, dora: Office) -> None:
    voted = Voted(house, (6, 6, 6, 6, 6)).reveal()
    words = Paper(dora.take(voted.workshop, "tagesprotokoll", "pdf", house.clock.now())).words()
    assert "Personen" in words and "Gast1" not in words and "Gast2" not in words


def test_a_vote_tells_turnout_channels_and_how_ties_were_decided(house: House) -> None:
    voted = Voted(house, (6, 6, 6, 6, 6), places=1, choose=two_alike)
    hidden = chapter(house, voted.workshop, "5")
    whole = facts(hidden[:2])
    assert (whole["Stimmzettel"], whole["davon Telefon"], whole["davon Papier"]) == ("30", "30", "0")
    assert facts(hidden)["Ergebnis"] == "noch nicht aufgedeckt"
    with house.reading() as session:
        titles = {tool for field in voted.fields for tool in told_tools(session, field.id)}
    said = str(hidden)
    assert not [title for title in titles if title in said], "before the reveal no tool is named"
    shown = chapter(house, voted.reveal().workshop, "5")
    assert facts(shown)["Gleichstand um die letzten Plätze"].count(";") == 1
    assert facts(shown)["Entscheidung"] == "noch offen"
    assert [block.text for block in shown if isinstance(block, Paragraph) and block.style == "strong"] == [
        f"{field.number} {field.title}" for field in voted.fields
    ]


def told_tools(session: Any, field_id: str) -> list[str]:
    from facilitation import tools

    return [tool.title for tool in tools.of_field(session, field_id)]


def test_fields_without_a_tie_are_said_in_one_line(house: House) -> None:
    voted = Voted(house, (6, 6, 6, 6, 6), places=1).reveal()
    told = chapter(house, voted.workshop, "5")
    assert facts(told)["Ohne Gleichstand um die letzten Plätze"].count(";") == 4


def test_before_the_day_it_is_a_document_that_says_so(workshop: Workshop, dora: Office) -> None:
    words = Paper(dora.take(workshop, "tagesprotokoll", "pdf")).words()
    assert "EswurdenkeineGruppeneingeteilt." in words and "NochistkeineAbstimmungausgezählt." in words
