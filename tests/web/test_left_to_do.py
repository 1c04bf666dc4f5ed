"""After the day: what is left to do stands on the office's first page, and goes away when it is done."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from facilitation import plan, preparation, visions
from facilitation.ballots import Method, results, ties
from facilitation.house import House
from facilitation.preparation import Gap
from facilitation.web.office import afterwards
from facilitation.workshop import Workshop, by_id
from tests import builders
from tests.builders import clock_of, fields_of, open_vote, people, run_to, step
from tests.review import asking
from tests.voted import Voted

CODES = (
    "uncounted undecided not_in_plan no_vision vision_not_agreed proposals no_responsible no_year kind_unknown "
    "no_greeting no_imprint no_survey"
).split()


@pytest.fixture
def dora(client: FlaskClient) -> FlaskClient:
    builders.as_organiser(client)
    return client


def left(house: House, here: Workshop) -> list[Gap]:
    with house.reading() as session:
        return preparation.remaining(session, here.id, now=house.clock.now())


def codes(house: House, here: Workshop) -> set[str]:
    return {gap.code for gap in left(house, here)}


def revealed(house: House) -> Voted:
    """A decided vote: every field revealed, every tie taken up."""
    voted = Voted(house, [2] * 5).reveal()
    with house.reading() as session:
        open_ties = results.undecided(session, voted.now())
    for field in open_ties:
        house.write(
            ties.decide_tie, workshop_id=voted.workshop.id, vote_id=voted.vote.id, field_id=field, method=Method.ALL,
            role="moderator",
        )  # fmt: skip
    return voted


def in_plan(house: House) -> Workshop:
    voted = revealed(house)
    house.write(plan.take_over, workshop_id=voted.workshop.id, vote_id=voted.vote.id, role="moderator")
    step(house, voted.workshop, "close")
    return voted.workshop


def test_until_the_day_is_closed_the_page_speaks_of_before(house: House, dora: FlaskClient) -> None:
    here = builders.a_workshop(house)
    run_to(house, here, "choice")
    assert left(house, here) == []
    assert "Vor dem Tag" in dora.get(f"/w/{here.code}/office").text
    step(house, here, "close")
    page = dora.get(f"/w/{here.code}/office").text
    assert "Nach dem Tag" in page and "Vor dem Tag" not in page and "Feld 1 hat noch kein Zukunftsbild." in page


def test_a_vote_is_named_until_it_stands_in_the_plan(house: House) -> None:
    open_still = builders.a_workshop(house)
    people(house, open_still, 5)
    run_to(house, open_still, "choice")
    open_vote(house, open_still)
    step(house, open_still, "close")
    assert "uncounted" in codes(house, open_still)

    covered = Voted(house, [2] * 5).reveal(1)
    step(house, covered.workshop, "close")
    assert {"uncounted", "undecided", "not_in_plan"} & codes(house, covered.workshop) == {"undecided"}

    decided = revealed(house)
    step(house, decided.workshop, "close")
    assert {"uncounted", "undecided", "not_in_plan"} & codes(house, decided.workshop) == {"not_in_plan"}

    assert not {"uncounted", "undecided", "not_in_plan"} & codes(house, in_plan(house))


def test_the_plan_is_ready_when_every_row_says_who_and_when(house: House) -> None:
    here = in_plan(house)
    open_cells = {"proposals", "no_responsible", "no_year", "kind_unknown"}
    assert open_cells <= codes(house, here)
    with house.reading() as session:
        first, *others = plan.entries(session, here.id)
    for entry, status in ((first, "deferred"), *((one, "adopted") for one in others)):
        changes = {"status": status}
        if status == "deferred":
            changes["reason"] = "erst später"
        else:
            changes |= {"responsible": "Amt für Demografie", "year.2018": "1"}
        house.write(
            plan.edit, workshop_id=here.id, entry_id=entry.id, revision=entry.revision, role="organiser",
            changes=changes,
        )  # fmt: skip
    assert open_cells & codes(house, here) <= {"kind_unknown"}, "what is put back needs neither body nor year"


def test_every_field_ends_with_a_vision_that_is_agreed(house: House) -> None:
    here = builders.a_workshop(house)
    run_to(house, here, "vision")
    fields = fields_of(house, here)
    for field in fields[:2]:
        sentences = [{"text": "Wir leben gut.", "statements": []}]
        house.write(
            visions.save, workshop_id=here.id, field_id=field.id, base=0, sentences=sentences, role="host"
        )
    house.write(visions.agree, workshop_id=here.id, field_id=fields[0].id, number=1, role="host")
    step(house, here, "close")
    found = [(gap.code, gap.facts["field"]) for gap in left(house, here) if "field" in gap.facts]
    assert found == [("vision_not_agreed", 2), ("no_vision", 3), ("no_vision", 4), ("no_vision", 5)]


def test_the_words_of_the_documents_are_asked_for(house: House) -> None:
    here = builders.a_workshop(house)
    run_to(house, here, "vision")
    step(house, here, "close")
    assert {"no_greeting", "no_imprint"} <= codes(house, here)
    with house.reading() as session:
        revision = by_id(session, here.id).revision
    house.write(
        preparation.change, workshop_id=here.id, revision=revision, role="organiser",
        changes={"greeting": "Herzlich willkommen.", "imprint": "Kreis Düren"},
    )  # fmt: skip
    assert not {"no_greeting", "no_imprint"} & codes(house, here)


def test_a_year_later_it_is_time_to_ask(house: House) -> None:
    here = in_plan(house)
    assert "no_survey" not in codes(house, here)
    clock_of(house).forward(days=331)
    assert "no_survey" in codes(house, here)
    asking.a_survey(house, here)
    assert "no_survey" not in codes(house, here)


@pytest.mark.parametrize("code", CODES)
def test_every_loose_end_has_its_words_and_leads_somewhere(house: House, dora: FlaskClient, code: str) -> None:
    here = builders.a_workshop(house)
    for count in (1, 2):
        gap = Gap(code, {"count": count, "field": 3, "table": 4})
        assert afterwards.said(gap).endswith(".") and "%" not in afterwards.said(gap)
    address, _hash, place = afterwards.link(here, gap).partition("#")
    page = dora.get(address)
    assert page.status_code == 200
    assert not place or f'id="{place}"' in page.text
