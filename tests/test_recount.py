"""The recount says plainly whether all agrees, and finds whatever was changed behind its back."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from facilitation import journal, plan
from facilitation.ballots import WrongState, results
from facilitation.ballots.box import canonical, fingerprint
from facilitation.house import House
from facilitation.recount import recount
from tests import builders
from tests.builders import open_vote, people, run_to
from tests.voted import Voted


@pytest.fixture
def voted(house: House) -> Voted:
    """Counted and revealed, in the plan; no field is small."""
    made = Voted(house, (6, 6, 6, 6, 6), places=1).reveal()
    for field in made.fields:
        with house.reading() as session:
            if field.id in results.undecided(session, made.now()):
                raise AssertionError("the first tool of a field has more points than all others")
    house.write(plan.take_over, workshop_id=made.workshop.id, vote_id=made.vote.id, role="moderator")
    return made


def recounted(voted: Voted) -> dict[str, Any]:
    found: dict[str, Any] = voted.house.write(
        recount, workshop_id=voted.workshop.id, vote_id=voted.vote.id, role="moderator"
    )
    return found


def kinds(voted: Voted) -> set[str]:
    return {one["what"] for one in recounted(voted)["differences"]}


def meddle(voted: Voted, statement: str, **given: Any) -> None:
    with voted.house.engine.execution_options(writes=True).begin() as connection:
        assert connection.execute(text(statement), given).rowcount == 1


def a_ballot(voted: Voted) -> dict[str, Any]:
    field = voted.fields[0].id
    ballot_id, channel, points = voted.cast[field][0]
    return {"id": ballot_id, "content": {"channel": channel, "field": field, "points": points}}


def test_an_honest_count_agrees_and_the_journal_keeps_it(any_house: House) -> None:
    made = Voted(any_house, (6, 4, 0, 6, 6), paper=(2, 0, 0, 0, 0)).reveal(1, 2, 3)
    assert recounted(made) == {"vote": made.vote.id, "equal": True, "ballots": 22, "differences": [], "more": 0}
    with any_house.reading() as session:
        last = journal.entries(session, made.workshop.id)[-1]
    assert (last.action, last.facts["equal"]) == ("vote.recount", True)
    assert made.now().press("recount") is not None


def test_with_the_plan_it_agrees_too(voted: Voted) -> None:
    assert kinds(voted) == set()


def test_a_changed_ballot_is_found_thrice(voted: Voted) -> None:
    ballot = a_ballot(voted)
    changed = {**ballot["content"], "points": dict.fromkeys(ballot["content"]["points"], 1)}
    meddle(voted, "UPDATE sealed_ballots SET content = :c WHERE ballot_id = :i", c=canonical(changed), i=ballot["id"])
    assert kinds(voted) == {"fingerprint", "shown_then", "plan"}


def test_who_mends_the_fingerprint_is_found_by_the_list(voted: Voted) -> None:
    ballot = a_ballot(voted)
    changed = {**ballot["content"], "points": {}}
    given = {"c": canonical(changed), "f": fingerprint(ballot["id"], changed), "i": ballot["id"]}
    meddle(voted, "UPDATE sealed_ballots SET content = :c, fingerprint = :f WHERE ballot_id = :i", **given)
    assert kinds(voted) == {"list", "shown_then", "plan"}


def test_a_missing_ballot_is_found(voted: Voted) -> None:
    meddle(voted, "DELETE FROM sealed_ballots WHERE ballot_id = :i", i=a_ballot(voted)["id"])
    assert kinds(voted) == {"number", "list", "shown_then", "plan"}


def test_a_changed_trace_of_the_plan_is_found_with_field_and_tool(voted: Voted) -> None:
    with voted.house.reading() as session:
        entry = plan.entries(session, voted.workshop.id)[0]
    trace = {**entry.trace, "points": 99}
    meddle(voted, "UPDATE plan_entries SET trace = :t WHERE id = :i", t=canonical(trace), i=entry.id)
    (found,) = recounted(voted)["differences"]
    assert found == {"what": "plan", "field": 1, "tool": entry.title}


def test_before_the_count_there_is_nothing_to_recount(house: House) -> None:
    workshop = builders.a_workshop(house)
    people(house, workshop, 5)
    run_to(house, workshop, "choice")
    vote = open_vote(house, workshop)
    with pytest.raises(WrongState):
        house.write(recount, workshop_id=workshop.id, vote_id=vote.id, role="moderator")
