"""The prioritised tools: only what is revealed, counted again here by hand, and silent about few ballots."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from facilitation import ballots, plan, tools
from facilitation.ballots import Method, NotRevealed, Vote, conduct, results, ties
from facilitation.house import House
from facilitation.workshop import Workshop
from tests import builders
from tests.documents.conftest import Office

HEADINGS = [
    "Handlungsfeld", "Rang", "Werkzeug", "Art", "Punkte", "Personen", "Gewählt", "Im Plan", "Gleichstand",
    "Entscheidung",
]  # fmt: skip
KINDS = {"existing": "bestehend", "new": "neu", "open": "Art offen"}


class Hall:
    """A Düren day run to the count, with what everyone voted written down beside the ballot box."""

    def __init__(self, house: House, workshop: Workshop, seats: int) -> None:
        self.house, self.workshop = house, workshop
        people = builders.people(house, workshop, seats)
        builders.run_to(house, workshop, "choice")
        self.propose("2", "Werkstatt der Dinge")
        vote = builders.open_vote(house, workshop)
        self.points: Counter[str] = Counter()
        self.people: Counter[str] = Counter()
        self.tools_of: dict[str, list[str]] = {}
        self.ballots: Counter[str] = Counter()
        for place, person in enumerate(people):
            with house.reading() as session:
                field_id = builders.day.ballot_paper(session, workshop.id, vote, person)["field"]
            offered = builders.tools_for(house, workshop, vote, person)
            chosen = {offered[place % 3]: 3, offered[(place * 7 + 3) % len(offered)]: 2}
            self.tools_of[field_id] = offered
            self.ballots[field_id] += 1
            for tool, given in chosen.items():
                self.points[tool] += given
                self.people[tool] += 1
            builders.cast(house, workshop, vote, person, chosen)
        self.vote: Vote = builders.shut_and_seal(house, workshop, vote)

    def propose(self, number: str, title: str) -> None:
        field = next(f for f in builders.fields_of(self.house, self.workshop) if str(f.number) == number)
        self.house.write(tools.propose, workshop_id=self.workshop.id, field_id=field.id, title=title, admitted=True)

    def reveal(self, *numbers: int) -> None:
        for field in builders.fields_of(self.house, self.workshop):
            if field.number in numbers:
                self.house.write(
                    conduct.reveal, workshop_id=self.workshop.id, vote_id=self.vote.id, field_id=field.id,
                    role="moderator",
                )  # fmt: skip

    def field_id(self, number: int) -> str:
        return next(f.id for f in builders.fields_of(self.house, self.workshop) if f.number == number)


@pytest.fixture
def hall(house: House, workshop: Workshop) -> Hall:
    return Hall(house, workshop, 30)


def test_before_the_first_reveal_there_is_nothing(hall: Hall, workshop: Workshop, dora: Office) -> None:
    assert dora.csv(workshop, "priorisierte-werkzeuge") == [HEADINGS]
    assert dora.json(workshop, "priorisierte-werkzeuge")["notes"][0] == "Noch ist kein Ergebnis aufgedeckt."
    with hall.house.reading() as session, pytest.raises(NotRevealed):  # the guard behind it holds too
        results.result(session, hall.vote, hall.field_id(1))


def test_only_revealed_fields_are_told(hall: Hall, workshop: Workshop, dora: Office) -> None:
    hall.reveal(4, 2)
    told = dora.csv(workshop, "priorisierte-werkzeuge")[1:]

    assert list(dict.fromkeys(row[0] for row in told)) == [
        "Bildung ermöglichen & stärken",
        "Mobilität & (Nah-)Versorgung gewährleisten",
    ]
    assert (
        "Noch nicht aufgedeckt: Fachkräfte fördern, halten & gewinnen; Gesellschaftliche Teilhabe bewirken & "
        "festigen; Leben & Wohnen gestalten." in dora.json(workshop, "priorisierte-werkzeuge")["notes"]
    )


def test_every_cell_is_what_a_count_by_hand_gives(hall: Hall, workshop: Workshop, dora: Office) -> None:
    hall.reveal(1, 2, 3, 4, 5)
    told = dora.xlsx(workshop, "priorisierte-werkzeuge")
    with hall.house.reading() as session:
        known = {tool.id: tool for tool in tools.everything(session, workshop.id)}

    expected = []
    for field in builders.fields_of(hall.house, workshop):
        results_of = {t: (hall.points[t], hall.people[t]) for t in hall.tools_of[field.id]}
        for tool, result in results_of.items():
            rank = 1 + sum(other > result for other in results_of.values())
            kind = "Vorschlag" if known[tool].is_proposal else KINDS[str(known[tool].kind)]
            expected.append((str(field.title), rank, known[tool].title, kind, *result))

    assert told[0] == HEADINGS
    assert sorted(tuple(row[:6]) for row in told[1:]) == sorted(expected)
    assert len(expected) == 20 + 8 + 1 + 9 + 11 + 6
    assert sum(row[4] for row in told[1:]) == sum(hall.points.values())
    ranks = [(row[0], row[1]) for row in told[1:]]
    assert all(earlier[1] <= later[1] for earlier, later in pairwise(ranks) if earlier[0] == later[0])


def test_a_tie_is_open_until_it_is_decided_and_the_draw_shows_its_seed(
    hall: Hall, workshop: Workshop, dora: Office
) -> None:
    hall.reveal(1, 2, 3, 4, 5)
    with hall.house.reading() as session:
        waiting = results.undecided(session, hall.vote)
        title = {field.id: str(field.title) for field in builders.fields_of(hall.house, workshop)}
    assert waiting != []  # the ballots were made so that fields tie
    rows = [row for row in dora.csv(workshop, "priorisierte-werkzeuge") if row[0] == title[waiting[0]]]
    tied = [row[2] for row in rows if row[8] == "um die letzten Plätze"]
    assert {(row[6], row[9]) for row in rows if row[2] in tied} == {("offen", "noch offen")}

    drawn = hall.house.write(
        ties.decide_tie, workshop_id=workshop.id, vote_id=hall.vote.id, field_id=waiting[0],
        method=Method.DRAW, role="moderator",
    )  # fmt: skip
    rows = [row for row in dora.csv(workshop, "priorisierte-werkzeuge") if row[0] == title[waiting[0]]]
    with hall.house.reading() as session:
        chosen = {tools.one(session, workshop.id, tool).title for tool in drawn["chosen"]}
    assert {row[2] for row in rows if row[6] == "ja"} == chosen
    assert {row[9] for row in rows if row[2] in tied} == {f"Los, Startwert {drawn['seed']}"}
    assert {row[9] for row in rows if row[2] not in tied} == {""}


def test_it_tells_what_went_into_the_plan(hall: Hall, workshop: Workshop, dora: Office) -> None:
    hall.reveal(1, 2, 3, 4, 5)
    with hall.house.reading() as session:
        waiting = results.undecided(session, hall.vote)
    for field_id in waiting:
        hall.house.write(
            ties.decide_tie, workshop_id=workshop.id, vote_id=hall.vote.id, field_id=field_id,
            method=Method.ALL, role="moderator",
        )  # fmt: skip
    assert {row[7] for row in dora.csv(workshop, "priorisierte-werkzeuge")[1:]} == {"nein"}

    hall.house.write(plan.take_over, workshop_id=workshop.id, vote_id=hall.vote.id, role="moderator")

    rows = dora.csv(workshop, "priorisierte-werkzeuge")[1:]
    assert {row[2] for row in rows if row[6] == "ja"} == {row[2] for row in rows if row[7] == "ja"}
    with hall.house.reading() as session:
        assert {e.title for e in plan.entries(session, workshop.id)} == {row[2] for row in rows if row[7] == "ja"}


def test_below_five_ballots_points_and_people_stay_empty_and_a_note_says_why(
    house: House, workshop: Workshop, dora: Office
) -> None:
    hall = Hall(house, workshop, 21)  # five at one table, four at each of the others
    hall.reveal(1, 2, 3, 4, 5)
    full = {f for f, count in hall.ballots.items() if count >= 5}
    title = {field.id: str(field.title) for field in builders.fields_of(house, workshop)}
    told = dora.json(workshop, "priorisierte-werkzeuge")

    assert sorted(hall.ballots.values()) == [4, 4, 4, 4, 5]
    shown = {row["field"] for row in told["rows"] if row["points"] is not None or row["people"] is not None}
    assert shown == {title[field_id] for field_id in full}
    assert sum("weniger als 5 Stimmzettel" in note for note in told["notes"]) == 4
    assert [row[4:6] for row in dora.csv(workshop, "priorisierte-werkzeuge")[1:] if row[0] not in shown] == [
        ["", ""] for row in told["rows"] if row["field"] not in shown
    ]


def test_a_run_off_has_no_rows_of_its_own(hall: Hall, workshop: Workshop, dora: Office) -> None:
    hall.reveal(1, 2, 3, 4, 5)
    with hall.house.reading() as session:
        field_id = results.undecided(session, hall.vote)[0]
    before = dora.csv(workshop, "priorisierte-werkzeuge")
    hall.house.write(
        ties.decide_tie, workshop_id=workshop.id, vote_id=hall.vote.id, field_id=field_id,
        method=Method.RUN_OFF, role="moderator",
    )  # fmt: skip
    after = dora.csv(workshop, "priorisierte-werkzeuge")

    with hall.house.reading() as session:
        assert len(ballots.of_workshop(session, workshop.id)) == 2
    assert [row[:9] for row in after] == [row[:9] for row in before]
    assert {row[9] for row in after if row[9]} - {row[9] for row in before} == {"Stichwahl läuft"}
