"""The day as it runs: who may pin, propose and vote at which moment, and for which field."""

from __future__ import annotations

import pytest

from facilitation import day, groups, participants, statements, tools
from facilitation.ballots import NotSeated
from facilitation.day import NotYet
from facilitation.errors import BadInput
from facilitation.house import House
from facilitation.participants import DoorLocked, Kind
from facilitation.statements import WritingClosed
from facilitation.tools import ProposalsClosed
from facilitation.workshop import lock_door
from tests import builders
from tests.builders import open_vote, people, run_to


def pin(house: House, workshop: object, person: str, text: str = "Der Bus fährt.", **more: str) -> statements.Statement:
    made = house.write(day.pin, workshop_id=workshop.id, author_id=person, text=text, **more)  # type: ignore[attr-defined]
    with house.reading() as session:
        return statements.one(session, workshop.id, made["statement"])  # type: ignore[attr-defined]


def seat(house: House, workshop: object, person: str, round_number: int) -> object:
    with house.reading() as session:
        found = groups.table_of(session, workshop.id, person, round_number)  # type: ignore[attr-defined]
    assert found is not None
    return found


def test_before_round_one_nobody_pins(house: House) -> None:
    workshop = builders.a_workshop(house)
    ben, *_ = people(house, workshop, 5)
    run_to(house, workshop, "grouping")
    with pytest.raises(NotYet):
        pin(house, workshop, ben)


def test_a_card_belongs_to_the_field_where_its_writer_sits(any_house: House) -> None:
    workshop = builders.a_workshop(any_house)
    ben, *_ = people(any_house, workshop, 5)
    run_to(any_house, workshop, "vision")
    card = pin(any_house, workshop, ben)
    assert (card.field_id, card.round_number, card.late) == (seat(any_house, workshop, ben, 1).field_id, 1, False)  # type: ignore[attr-defined]


def test_a_card_written_in_round_one_and_sent_in_round_two_stays_with_its_field(house: House) -> None:
    workshop = builders.a_workshop(house)
    ben, *_ = people(house, workshop, 5)
    run_to(house, workshop, "vision")
    first = seat(house, workshop, ben, 1)
    run_to(house, workshop, "vision", 2)
    card = pin(house, workshop, ben, field_id=first.field_id)  # type: ignore[attr-defined]
    assert (card.field_id, card.round_number, card.late) == (first.field_id, 1, True)  # type: ignore[attr-defined]
    now = pin(house, workshop, ben)
    assert (now.field_id, now.late) == (seat(house, workshop, ben, 2).field_id, False)  # type: ignore[attr-defined]


def test_a_field_where_one_never_sat_is_not_written_for(house: House) -> None:
    workshop = builders.a_workshop(house)
    ben, *_ = people(house, workshop, 5)
    run_to(house, workshop, "vision")
    mine = seat(house, workshop, ben, 1)
    foreign = next(f.id for f in builders.fields_of(house, workshop) if f.id != mine.field_id)  # type: ignore[attr-defined]
    assert pin(house, workshop, ben, field_id=foreign).field_id == mine.field_id  # type: ignore[attr-defined]


def test_late_cards_are_taken_until_the_vote_opens(house: House) -> None:
    workshop = builders.a_workshop(house)
    ben, *_ = people(house, workshop, 5)
    run_to(house, workshop, "choice")
    assert pin(house, workshop, ben).late
    open_vote(house, workshop)
    with pytest.raises(WritingClosed):
        pin(house, workshop, ben)


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 281])
def test_empty_and_over_long_cards_are_refused(house: House, text: str) -> None:
    workshop = builders.a_workshop(house)
    ben, *_ = people(house, workshop, 5)
    run_to(house, workshop, "vision")
    with pytest.raises(BadInput):
        pin(house, workshop, ben, text)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "👩‍👩‍👧 wohnen hier 🌳", "مرحبا بكم", "Z̷̢a̵l̴g̶o̷", "'; DROP TABLE statements; --"]
)
def test_whatever_people_write_is_kept_as_it_is(house: House, text: str) -> None:
    workshop = builders.a_workshop(house)
    ben, *_ = people(house, workshop, 5)
    run_to(house, workshop, "vision")
    assert pin(house, workshop, ben, text).text == text


def test_pupils_pin_for_a_field_or_for_all_until_round_one(house: House) -> None:
    workshop = builders.a_workshop(house)
    people(house, workshop, 5)
    pupil = house.write(groups.arrive, workshop_id=workshop.id, kind=Kind.PUPIL)["participant"]
    field = builders.fields_of(house, workshop)[2]
    card = pin(house, workshop, pupil, "Wir fahren nachts mit dem Bus.", field_id=field.id)
    assert (card.field_id, card.source) == (field.id, "school")
    pin(house, workshop, pupil, "Alle hören uns zu.")
    with house.reading() as session:
        assert set(statements.shown_counts(session, workshop.id).values()) == {1, 2}
    run_to(house, workshop, "vision")
    with pytest.raises(WritingClosed):
        pin(house, workshop, pupil)


def test_pupils_are_in_no_group_and_are_not_counted(house: House) -> None:
    workshop = builders.a_workshop(house)
    people(house, workshop, 5)
    pupil = house.write(groups.arrive, workshop_id=workshop.id, kind=Kind.PUPIL)["participant"]
    run_to(house, workshop, "choice")
    with house.reading() as session:
        assert participants.count_present(session, workshop.id) == 5
        assert groups.table_of(session, workshop.id, pupil, 1) is None
    vote = open_vote(house, workshop)
    with pytest.raises(NotSeated):
        builders.cast(house, workshop, vote, pupil, {})


def test_tools_are_proposed_in_the_choice_round_until_the_vote_opens(house: House) -> None:
    workshop = builders.a_workshop(house)
    ben, *_ = people(house, workshop, 5)
    run_to(house, workshop, "vision")
    with pytest.raises(NotYet):
        house.write(day.propose_tool, workshop_id=workshop.id, title="Bürgerbus", participant_id=ben)
    run_to(house, workshop, "choice")
    made = house.write(day.propose_tool, workshop_id=workshop.id, title="Bürgerbus", participant_id=ben)
    with house.reading() as session:
        tool = tools.one(session, workshop.id, made["tool"])
    assert (tool.kind, tool.origin, tool.admission) == ("new", "proposed", "waiting")
    with pytest.raises(BadInput):
        house.write(day.propose_tool, workshop_id=workshop.id, title=" bürgerBUS ", participant_id=ben)
    vote = open_vote(house, workshop)
    assert tool.id not in builders.tools_for(house, workshop, vote, ben)
    with pytest.raises(ProposalsClosed):
        house.write(day.propose_tool, workshop_id=workshop.id, title="Noch einer", participant_id=ben)


def test_an_admitted_proposal_stands_on_the_ballot(house: House) -> None:
    workshop = builders.a_workshop(house)
    ben, *_ = people(house, workshop, 5)
    run_to(house, workshop, "choice")
    made = house.write(day.propose_tool, workshop_id=workshop.id, title="Bürgerbus", participant_id=ben)
    house.write(
        day.decide_on_proposal, workshop_id=workshop.id, tool_id=made["tool"], admission=tools.Admission.ADMITTED,
        role="host",
    )  # fmt: skip
    assert made["tool"] in builders.tools_for(house, workshop, open_vote(house, workshop), ben)


def test_a_locked_door_lets_no_new_phone_in_but_reception_may_add_a_seat(house: House) -> None:
    workshop = builders.a_workshop(house)
    house.write(lock_door, workshop_id=workshop.id, locked=True)
    with pytest.raises(DoorLocked):
        people(house, workshop, 1)
    assert house.write(day.add_seat, workshop_id=workshop.id, role="moderator")["number"] == 1


def test_a_ballot_keeps_the_field_where_it_was_first_cast(house: House) -> None:
    workshop = builders.a_workshop(house)
    ben, *_ = people(house, workshop, 10)
    run_to(house, workshop, "choice")
    vote = open_vote(house, workshop)
    mine = builders.tools_for(house, workshop, vote, ben)
    builders.cast(house, workshop, vote, ben, {mine[0]: 1})
    before = seat(house, workshop, ben, 3)
    other = next(t for t in builders.tables_of(house, workshop) if t.field_id != before.field_id)  # type: ignore[attr-defined]
    house.write(groups.move, workshop_id=workshop.id, participant_id=ben, table_id=other.id, role="moderator")
    receipt = builders.cast(house, workshop, vote, ben, {mine[1]: 2})
    assert (receipt["field"], receipt["points"]) == (before.field_id, {mine[1]: 2})  # type: ignore[attr-defined]
