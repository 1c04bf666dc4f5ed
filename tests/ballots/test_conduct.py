"""Conducting a vote: its states, the reveal field by field, ties, run-offs, small numbers, the way into the plan."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import pytest

from facilitation import ballots, plan, tools
from facilitation.ballots import Method, NothingToVoteOn, NotRevealed, VoteNotOpen, WrongState, conduct, results, ties
from facilitation.errors import BadInput, MovedOn
from facilitation.house import House
from tests import builders
from tests.builders import cast, clock_of, fields_of, open_vote, people, run_to, step, tools_for, vote_of


def voted(house: House, count: int = 50, seed: int = 1, **settings: Any) -> tuple[Any, Any, Counter[str]]:
    """A day in which `count` people voted; returns workshop, sealed vote, and points per tool counted by hand."""
    workshop = builders.a_workshop(house, **settings)
    seats = people(house, workshop, count)
    run_to(house, workshop, "choice")
    vote = open_vote(house, workshop)
    by_hand: Counter[str] = Counter()
    random = Random(seed)
    for seat in seats:
        mine = tools_for(house, workshop, vote, seat)
        points = dict(zip(random.sample(mine, 2), (3, 2), strict=True))
        by_hand.update(points)
        cast(house, workshop, vote, seat, points)
    step(house, workshop, "next")
    return workshop, builders.shut_and_seal(house, workshop, vote), by_hand


def reveal(house: House, workshop: Any, vote: Any, field_id: str) -> Any:
    return house.write(conduct.reveal, workshop_id=workshop.id, vote_id=vote.id, field_id=field_id, role="moderator")


def decide(house: House, workshop: Any, vote: Any, field_id: str, method: Method) -> Any:
    return house.write(
        ties.decide_tie, workshop_id=workshop.id, vote_id=vote.id, field_id=field_id, method=method, role="moderator"
    )


def result(house: House, workshop: Any, vote: Any, field_id: str) -> results.FieldResult:
    with house.reading() as session:
        return results.result(session, ballots.one(session, workshop.id, vote.id), field_id)


def test_the_count_is_what_was_given(any_house: House) -> None:
    workshop, vote, by_hand = voted(any_house)
    counted: Counter[str] = Counter()
    for field in fields_of(any_house, workshop):
        reveal(any_house, workshop, vote, field.id)
        counted.update({rank.key: rank.points for rank in result(any_house, workshop, vote, field.id).count.ranks})
    assert +counted == by_hand


def test_nobody_sees_a_result_before_its_reveal(house: House) -> None:
    workshop, vote, _ = voted(house)
    first, second = fields_of(house, workshop)[:2]
    reveal(house, workshop, vote, first.id)
    assert result(house, workshop, vote, first.id).count.ballots == 10
    with pytest.raises(NotRevealed):
        result(house, workshop, vote, second.id)


def test_an_open_or_shut_vote_reveals_nothing(house: House) -> None:
    workshop = builders.a_workshop(house)
    people(house, workshop, 5)
    run_to(house, workshop, "choice")
    vote = open_vote(house, workshop)
    for _ in range(2):
        with pytest.raises(WrongState):
            reveal(house, workshop, vote, fields_of(house, workshop)[0].id)
        if vote_of(house, workshop).state == "open":
            house.write(
                conduct.shut, workshop_id=workshop.id, vote_id=vote.id, revision=vote.revision, role="moderator"
            )


def test_shutting_can_be_taken_back_for_thirty_seconds(house: House) -> None:
    workshop = builders.a_workshop(house)
    ben, *_ = people(house, workshop, 5)
    run_to(house, workshop, "choice")
    vote = open_vote(house, workshop)

    def press(verb: Any) -> Any:
        now = vote_of(house, workshop)
        house.write(verb, workshop_id=workshop.id, vote_id=now.id, revision=now.revision, role="moderator")
        return house.follow_box(workshop.id, now.id)

    press(conduct.shut)
    clock_of(house).forward(seconds=29)
    vote = press(conduct.take_shutting_back)
    cast(house, workshop, vote, ben, {})
    press(conduct.shut)
    clock_of(house).forward(seconds=31)
    with pytest.raises(VoteNotOpen):
        press(conduct.take_shutting_back)


def test_two_moderators_cannot_open_twice(house: House) -> None:
    workshop = builders.a_workshop(house)
    people(house, workshop, 5)
    run_to(house, workshop, "choice")
    vote = vote_of(house, workshop)
    open_vote(house, workshop)
    with pytest.raises(WrongState):
        house.write(
            conduct.open_vote, workshop_id=workshop.id, vote_id=vote.id, revision=vote.revision, role="moderator"
        )


def test_an_old_revision_moves_nothing(house: House) -> None:
    workshop = builders.a_workshop(house)
    people(house, workshop, 5)
    run_to(house, workshop, "choice")
    vote = vote_of(house, workshop)
    with pytest.raises(MovedOn):
        house.write(conduct.open_vote, workshop_id=workshop.id, vote_id=vote.id, revision=7, role="moderator")


def test_without_a_tool_there_is_nothing_to_vote_on(house: House) -> None:
    from facilitation import archive

    template = archive.read_template("world-cafe")
    template["tools"] = []
    workshop = builders.built(house, template)
    people(house, workshop, 8)
    run_to(house, workshop, "choice")
    with pytest.raises(NothingToVoteOn):
        open_vote(house, workshop)


def tie_day(house: House, places: int = 1) -> tuple[Any, Any, str, list[str]]:
    """One field in which two tools share first place with one place to give."""
    workshop = builders.a_workshop(house, places=places)
    seats = people(house, workshop, 30)
    run_to(house, workshop, "choice")
    vote = open_vote(house, workshop)
    for seat in seats:
        first, second = tools_for(house, workshop, vote, seat)[:2]
        cast(house, workshop, vote, seat, {first: 2, second: 2})
    step(house, workshop, "next")
    vote = builders.shut_and_seal(house, workshop, vote)
    for field in fields_of(house, workshop):
        reveal(house, workshop, vote, field.id)
    field_id = fields_of(house, workshop)[0].id
    return workshop, vote, field_id, result(house, workshop, vote, field_id).tied


def test_a_tie_across_the_line_is_never_broken_silently(house: House) -> None:
    workshop, vote, field_id, tied = tie_day(house)
    assert len(tied) == 2
    assert result(house, workshop, vote, field_id).chosen == []
    with pytest.raises(WrongState):
        house.write(plan.take_over, workshop_id=workshop.id, vote_id=vote.id, role="moderator")


def test_a_tie_is_decided_by_taking_all(house: House) -> None:
    workshop, vote, field_id, tied = tie_day(house)
    decide(house, workshop, vote, field_id, Method.ALL)
    assert result(house, workshop, vote, field_id).chosen == tied
    with pytest.raises(BadInput):
        decide(house, workshop, vote, field_id, Method.DRAW)


def test_a_draw_shows_its_seed_and_anybody_can_repeat_it(house: House) -> None:
    import hashlib

    workshop, vote, field_id, tied = tie_day(house)
    answer = decide(house, workshop, vote, field_id, Method.DRAW)
    by_hand = min(tied, key=lambda key: hashlib.sha256(f"{answer['seed']}:{key}".encode()).hexdigest())
    assert result(house, workshop, vote, field_id).chosen == [by_hand]


def test_a_run_off_is_a_new_vote_over_the_tied_tools(house: House) -> None:
    workshop, vote, field_id, tied = tie_day(house)
    for field in fields_of(house, workshop)[1:]:
        decide(house, workshop, vote, field.id, Method.ALL)
    run_to(house, workshop, "results")
    answer = decide(house, workshop, vote, field_id, Method.RUN_OFF)
    step(house, workshop, "next")
    run_off = vote_of(house, workshop)
    assert (run_off.id, run_off.budget, run_off.cap) == (answer["run_off"], 1, 1)
    run_off = open_vote(house, workshop)
    with house.reading() as session:
        assert [option.tool_id for option in ballots.options(session, run_off)] == tied
        from facilitation import groups

        grouping = groups.current(session, workshop.id)
        table = next(t.id for t in builders.tables_of(house, workshop) if t.field_id == field_id)
        seats = [person.id for person in groups.seated(session, grouping, 3)[table]]
    for seat in seats:
        cast(house, workshop, run_off, seat, {tied[1]: 1})
    step(house, workshop, "next")
    run_off = builders.shut_and_seal(house, workshop, run_off)
    reveal(house, workshop, run_off, field_id)
    found = result(house, workshop, vote, field_id)
    assert (found.chosen, found.decision.method if found.decision else None) == ([tied[1]], "run_off")
    with house.reading() as session:
        assert ballots.one(session, workshop.id, vote.id).state == "decided"


def test_small_fields_show_ranks_at_most(house: House) -> None:
    workshop, vote, _ = voted(house, count=20)
    field = fields_of(house, workshop)[0]
    reveal(house, workshop, vote, field.id)
    count = result(house, workshop, vote, field.id).count
    assert (count.ballots, count.shows_points) == (4, False)


def test_a_split_that_would_show_single_people_is_not_shown(house: House) -> None:
    from facilitation import day
    from facilitation.ballots.box import PAPER, seat_credential

    workshop = builders.a_workshop(house)
    seats = people(house, workshop, 60)
    run_to(house, workshop, "choice")
    vote = open_vote(house, workshop)
    first_field = fields_of(house, workshop)[0].id
    paper_left = 2
    for seat in seats:
        with house.reading() as session:
            paper = day.ballot_paper(session, workshop.id, vote, seat)
        on_paper = paper["field"] == first_field and paper_left > 0
        paper_left -= on_paper
        house.boxes.cast(
            vote, credential=seat_credential(builders.KEY, seat), ballot_id=f"ballot-of-{seat}",
            field_id=paper["field"], points={}, allowed=paper["allowed"], channel=PAPER if on_paper else "phone",
        )  # fmt: skip
    step(house, workshop, "next")
    vote = builders.shut_and_seal(house, workshop, vote)
    for field in fields_of(house, workshop)[:2]:
        reveal(house, workshop, vote, field.id)
    mixed = result(house, workshop, vote, first_field).count
    all_phone = result(house, workshop, vote, fields_of(house, workshop)[1].id).count
    assert (mixed.ballots, mixed.phone, mixed.paper) == (12, None, None)
    assert (all_phone.ballots, all_phone.phone, all_phone.paper, all_phone.abstentions) == (12, 12, 0, 12)


def test_the_protocol_counts_ballots_and_spent_credentials_alike(house: House) -> None:
    _, vote, _ = voted(house)
    assert {name: vote.protocol[name] for name in ("ballots", "spent")} == {"ballots": 50, "spent": 50}
    assert [press["role"] for press in vote.protocol["presses"].values()] == ["moderator"] * 3


def test_chosen_tools_become_plan_entries_with_their_trace(any_house: House) -> None:
    workshop, vote, by_hand = voted(any_house, places=2)
    for field in fields_of(any_house, workshop):
        reveal(any_house, workshop, vote, field.id)
        if result(any_house, workshop, vote, field.id).tied:
            decide(any_house, workshop, vote, field.id, Method.ALL)
    any_house.write(plan.take_over, workshop_id=workshop.id, vote_id=vote.id, role="moderator")
    with any_house.reading() as session:
        entries = plan.entries(session, workshop.id)
        chosen = [key for f in fields_of(any_house, workshop) for key in result(any_house, workshop, vote, f.id).chosen]
        assert sorted(entry.tool_id or "" for entry in entries) == sorted(chosen)
        for entry in entries:
            tool = tools.one(session, workshop.id, entry.tool_id or "")
            assert entry.trace["points"] == by_hand[tool.id]
            assert (entry.status, entry.years) == ("proposal", [])
            known = tool.kind == "existing"
            assert entry.responsible == ("; ".join(tool.institutions) if known else "")
            assert bool(entry.example) == (not known and bool(tool.institutions or tool.places))


def test_taking_over_twice_keeps_what_was_edited(house: House) -> None:
    workshop, vote, _ = voted(house, places=2)
    for field in fields_of(house, workshop):
        reveal(house, workshop, vote, field.id)
        if result(house, workshop, vote, field.id).tied:
            decide(house, workshop, vote, field.id, Method.ALL)
    house.write(plan.take_over, workshop_id=workshop.id, vote_id=vote.id, role="moderator")
    with house.reading() as session:
        entry = plan.entries(session, workshop.id)[0]
    house.write(
        plan.edit, workshop_id=workshop.id, entry_id=entry.id, revision=entry.revision, role="organiser",
        changes={"responsible": "Sozialamt", "years": [2019, 2018], "status": "adopted"},
    )  # fmt: skip
    assert house.write(plan.take_over, workshop_id=workshop.id, vote_id=vote.id, role="moderator")["made"] == 0
    with house.reading() as session:
        kept = plan.one(session, workshop.id, entry.id)
    assert (kept.responsible, kept.years, kept.status) == ("Sozialamt", [2018, 2019], "adopted")
    with pytest.raises(MovedOn):
        house.write(
            plan.edit, workshop_id=workshop.id, entry_id=entry.id, revision=entry.revision, role="organiser",
            changes={"place": "Düren"},
        )  # fmt: skip
    for changes in ({"years": [1999]}, {"status": "lost"}, {"points": 5}, {"title": " "}):
        with pytest.raises(BadInput):
            house.write(
                plan.edit, workshop_id=workshop.id, entry_id=entry.id, revision=kept.revision, role="organiser",
                changes=changes,
            )  # fmt: skip


def test_a_plenary_vote_lets_everyone_vote_on_all_fields(house: House) -> None:
    workshop = builders.a_workshop(house, vote_scope="plenary")
    seats = people(house, workshop, 10)
    run_to(house, workshop, "choice")
    vote = open_vote(house, workshop)
    every = tools_for(house, workshop, vote, seats[0])
    assert len(every) == 54
    for seat in seats:
        cast(house, workshop, vote, seat, {every[0]: 3, every[-1]: 2})
    step(house, workshop, "next")
    vote = builders.shut_and_seal(house, workshop, vote)
    points = {}
    for field in fields_of(house, workshop):
        reveal(house, workshop, vote, field.id)
        points.update({r.key: r.points for r in result(house, workshop, vote, field.id).count.ranks if r.points})
    assert points == {every[0]: 30, every[-1]: 20}


# --- a run-off that ends level ---


def hold_run_off(house: House, workshop: Any, vote: Any, field_id: str, favourites: list[str]) -> Any:
    """A run-off over the field's tie in which everyone at its tables gives one point, in turn to the favourites."""
    from facilitation import groups

    decide(house, workshop, vote, field_id, Method.RUN_OFF)
    step(house, workshop, "next")
    run_off = open_vote(house, workshop)
    with house.reading() as session:
        seated = groups.seated(session, groups.current(session, workshop.id), 3)
        here = {table.id for table in builders.tables_of(house, workshop) if table.field_id == field_id}
        seats = [person.id for table, persons in seated.items() if table in here for person in persons]
    for place, seat in enumerate(seats if favourites else []):
        cast(house, workshop, run_off, seat, {favourites[place % len(favourites)]: 1})
    step(house, workshop, "next")
    run_off = builders.shut_and_seal(house, workshop, run_off)
    reveal(house, workshop, run_off, field_id)
    return run_off


def state_of(house: House, workshop: Any, vote: Any) -> str:
    with house.reading() as session:
        return str(ballots.one(session, workshop.id, vote.id).state)


def level_day(house: House) -> tuple[Any, Any, str, list[str], Any]:
    """A tie for one place whose run-off is level between the same two tools; all other fields are decided."""
    workshop, vote, field_id, tied = tie_day(house)
    for field in fields_of(house, workshop)[1:]:
        decide(house, workshop, vote, field.id, Method.ALL)
    run_to(house, workshop, "results")
    run_off = hold_run_off(house, workshop, vote, field_id, tied)
    assert result(house, workshop, run_off, field_id).tied == tied
    assert result(house, workshop, vote, field_id).chosen == []
    return workshop, vote, field_id, tied, run_off


@pytest.mark.parametrize("pressed", ["vote", "run-off"])
def test_a_level_run_off_is_drawn_on_either_card_and_settles_both(house: House, pressed: str) -> None:
    workshop, vote, field_id, tied, run_off = level_day(house)
    answer = decide(house, workshop, vote if pressed == "vote" else run_off, field_id, Method.DRAW)
    found = result(house, workshop, vote, field_id)
    assert found.chosen == answer["chosen"] == result(house, workshop, run_off, field_id).chosen
    assert (len(found.chosen), found.chosen[0] in tied) == (1, True)
    assert found.decision is not None
    assert (found.decision.method, found.decision.seed) == ("draw", answer["seed"])
    assert [state_of(house, workshop, one) for one in (vote, run_off)] == ["decided", "decided"]


def test_a_second_run_off_is_found_shut_when_left_and_settles_all_three(house: House) -> None:
    workshop, vote, field_id, tied, run_off = level_day(house)
    second = hold_run_off(house, workshop, vote, field_id, tied[:1])
    with house.reading() as session:
        assert [one.id for one in ballots.of_workshop(session, workshop.id)] == [vote.id, run_off.id, second.id]
    assert result(house, workshop, vote, field_id).chosen == tied[:1]
    assert [state_of(house, workshop, one) for one in (vote, run_off, second)] == ["decided"] * 3


def test_what_a_run_off_has_thrown_out_does_not_come_back_by_lot(house: House) -> None:
    workshop = builders.a_workshop(house, places=1)
    seats = people(house, workshop, 30)
    run_to(house, workshop, "choice")
    vote = open_vote(house, workshop)
    for seat in seats:
        cast(house, workshop, vote, seat, dict.fromkeys(tools_for(house, workshop, vote, seat)[:3], 1))
    step(house, workshop, "next")
    vote = builders.shut_and_seal(house, workshop, vote)
    for field in fields_of(house, workshop):
        reveal(house, workshop, vote, field.id)
    field_id = fields_of(house, workshop)[0].id
    first, second, third = result(house, workshop, vote, field_id).tied
    run_to(house, workshop, "results")
    hold_run_off(house, workshop, vote, field_id, [first, second])
    decide(house, workshop, vote, field_id, Method.ALL)
    assert (result(house, workshop, vote, field_id).chosen, third) == ([first, second], third)


def test_a_run_off_in_which_nobody_votes_decides_nothing(house: House) -> None:
    workshop, vote, field_id, tied = tie_day(house)
    run_to(house, workshop, "results")
    hold_run_off(house, workshop, vote, field_id, [])
    assert result(house, workshop, vote, field_id).is_settled is False
    decide(house, workshop, vote, field_id, Method.ALL)
    assert result(house, workshop, vote, field_id).chosen == tied


def test_before_a_run_off_opens_nobody_proposes_another_tool(house: House) -> None:
    from facilitation import day

    workshop, vote, field_id, _ = tie_day(house)
    run_to(house, workshop, "results")
    decide(house, workshop, vote, field_id, Method.RUN_OFF)
    step(house, workshop, "next")
    assert vote_of(house, workshop).state == "draft"
    table = next(table for table in builders.tables_of(house, workshop) if table.field_id == field_id)
    with pytest.raises(tools.ProposalsClosed):
        house.write(day.propose_tool, workshop_id=workshop.id, title="Nachzügler", table_id=table.id)


def test_a_closed_day_takes_no_run_off(house: House) -> None:
    workshop, vote, field_id, _ = tie_day(house)
    step(house, workshop, "close")
    with pytest.raises(WrongState):
        decide(house, workshop, vote, field_id, Method.RUN_OFF)
