"""The protocol of the votes as a document: totals, fields, ties, marks; silent about small numbers and what hides."""

from __future__ import annotations

import json
from typing import Any

from facilitation import documents
from facilitation.ballots import Method, ties
from facilitation.house import House
from tests.voted import Voted


def two_alike(nth: int, known: list[str]) -> dict[str, int]:
    """The first two tools are level in every field."""
    return {known[0]: 2, known[1]: 2}


def rows_of(voted: Voted) -> list[dict[str, Any]]:
    with voted.house.reading() as session:
        made, name, _type = documents.export(
            session, voted.workshop, "abstimmungsprotokoll", "json", voted.house.clock.now()
        )
    assert name.startswith("abstimmungsprotokoll-")
    rows: list[dict[str, Any]] = json.loads(made)["rows"]
    return rows


def told(rows: list[dict[str, Any]], field: str = "") -> dict[str, Any]:
    return {row["name"]: row["value"] for row in rows if row["field"] == field}


def test_before_the_reveal_it_tells_ballots_and_no_more(house: House) -> None:
    voted = Voted(house, (6, 6, 6, 6, 6), places=1, choose=two_alike)
    rows = rows_of(voted)
    whole = told(rows)
    assert (whole["Stimmzettel"], whole["Stimmrechte verbraucht"], whole["Verfahren"][:5]) == (30, 30, "offen")
    assert (whole["davon Telefon"], whole["davon Papier"]) == (30, 0)
    assert whole["Enthaltungen"] == "wird nicht genannt", "none, but that is for the reveal to say"
    first = told(rows, f"1 {voted.fields[0].title}")
    assert (first["Stimmzettel"], first["Ergebnis"]) == (6, "noch nicht aufgedeckt")
    assert "Gleichstand um die letzten Plätze" not in first


def test_after_it_every_tie_stands_there_with_its_decision(house: House) -> None:
    voted = Voted(house, (6, 6, 6, 6, 6), places=1, choose=two_alike).reveal()
    drawn = voted.fields[0]
    answer = house.write(
        ties.decide_tie, workshop_id=voted.workshop.id, vote_id=voted.vote.id, field_id=drawn.id, method=Method.DRAW,
        role="moderator",
    )  # fmt: skip
    rows = rows_of(voted)
    first, second = (told(rows, f"{f.number} {f.title}") for f in voted.fields[:2])
    assert first["Entscheidung"] == f"Los, Startwert {answer['seed']}"
    assert first["Aufgenommen"] in first["Gleichstand um die letzten Plätze"].split("; ")
    assert (second["Entscheidung"], second["Aufgenommen"], second["Enthaltungen"]) == ("noch offen", "noch offen", 0)
    sealed = voted.now().press("seal")
    assert sealed is not None
    mark = f"{sealed['head'][:4]}-{sealed['head'][4:8]} (Eintrag {sealed['number']})"
    assert told(rows)["Prüfzeichen beim Auszählen"] == mark


def test_it_comes_in_every_format_even_before_there_is_a_vote(house: House) -> None:
    from tests.builders import a_workshop

    workshop = a_workshop(house)
    with house.reading() as session:
        for fmt in documents.DOCUMENTS["abstimmungsprotokoll"].formats:
            assert documents.export(session, workshop, "abstimmungsprotokoll", fmt, house.clock.now())[0]
