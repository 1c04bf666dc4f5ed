"""Groups: Einteilen, its undo, latecomers, leavers, and moving a person."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from facilitation import access, fields, groups, participants
from facilitation.errors import BadInput, NotFound
from facilitation.groups import GroupsFixed
from facilitation.house import House
from facilitation.rotation import NotEnoughSeats
from facilitation.workshop import Workshop
from tests import builders
from tests.builders import look, people, run_to, step, tables_of


def sizes(house: House, workshop: object, round_number: int = 1) -> list[int]:
    with house.reading() as session:
        counts = groups.counts(session, groups.current(session, workshop.id), round_number)  # type: ignore[attr-defined]
    return sorted(counts.values())


def divide(house: House, workshop: object) -> dict[str, object]:
    answer: dict[str, object] = house.write(groups.divide, workshop_id=workshop.id, role="moderator")  # type: ignore[attr-defined]
    return answer


def test_einteilen_seats_everyone_in_every_round(any_house: House) -> None:
    workshop = builders.a_workshop(any_house)
    everyone = people(any_house, workshop, 23)
    answer = divide(any_house, workshop)
    assert answer["people"] == 23
    for round_number in (1, 2, 3):
        assert sizes(any_house, workshop, round_number) == [4, 4, 5, 5, 5]
    with any_house.reading() as session:
        for person in everyone:
            route = groups.route(session, groups.current(session, workshop.id), person)
            assert sorted(route) == [1, 2, 3]
            assert route[1] == route[3] != route[2]


def test_einteilen_can_be_repeated_and_taken_back(house: House) -> None:
    workshop = builders.a_workshop(house)
    people(house, workshop, 20)
    divide(house, workshop)
    with house.reading() as session:
        first = groups.current(session, workshop.id)
    divide(house, workshop)
    house.write(groups.take_back, workshop_id=workshop.id, role="moderator")
    with house.reading() as session:
        assert groups.current(session, workshop.id).id == first.id  # type: ignore[union-attr]
    house.write(groups.take_back, workshop_id=workshop.id, role="moderator")
    with house.reading() as session:
        assert groups.current(session, workshop.id) is None
    with pytest.raises(BadInput):
        house.write(groups.take_back, workshop_id=workshop.id, role="moderator")


def test_who_came_between_two_einteilungen_has_a_seat_after_taking_back(house: House) -> None:
    workshop = builders.a_workshop(house)
    people(house, workshop, 10)
    divide(house, workshop)
    people_after = house.write(groups.arrive, workshop_id=workshop.id, name="Cem")["participant"]
    divide(house, workshop)
    late = house.write(groups.arrive, workshop_id=workshop.id, name="Ben")["participant"]
    house.write(groups.take_back, workshop_id=workshop.id, role="moderator")
    with house.reading() as session:
        for person in (people_after, late):
            assert sorted(groups.route(session, groups.current(session, workshop.id), person)) == [1, 2, 3]


def test_from_round_one_on_the_grouping_stands(house: House) -> None:
    workshop = builders.a_workshop(house)
    people(house, workshop, 10)
    divide(house, workshop)
    run_to(house, workshop, "move")
    with pytest.raises(GroupsFixed):
        divide(house, workshop)
    with pytest.raises(GroupsFixed):
        house.write(groups.take_back, workshop_id=workshop.id, role="moderator")


def test_a_day_that_moves_on_without_groups_makes_them(house: House) -> None:
    workshop = builders.a_workshop(house)
    people(house, workshop, 10)
    run_to(house, workshop, "move")
    assert sizes(house, workshop) == [2, 2, 2, 2, 2]


def test_a_latecomer_goes_to_the_smallest_group_at_once(house: House) -> None:
    workshop = builders.a_workshop(house)
    everyone = people(house, workshop, 25)
    divide(house, workshop)
    run_to(house, workshop, "vision")
    house.write(participants.leave, workshop_id=workshop.id, participant_id=everyone[0])
    assert sizes(house, workshop) == [4, 5, 5, 5, 5]
    house.write(groups.arrive, workshop_id=workshop.id, name="Cem")
    assert sizes(house, workshop) == [5, 5, 5, 5, 5]


def test_who_leaves_and_comes_back_takes_the_same_seat(house: House) -> None:
    workshop = builders.a_workshop(house)
    ben, *_ = people(house, workshop, 10)
    divide(house, workshop)
    with house.reading() as session:
        before = groups.route(session, groups.current(session, workshop.id), ben)
    house.write(participants.leave, workshop_id=workshop.id, participant_id=ben)
    assert sum(sizes(house, workshop)) == 9
    house.write(participants.come_back, workshop_id=workshop.id, participant_id=ben)
    with house.reading() as session:
        assert groups.route(session, groups.current(session, workshop.id), ben) == before


def test_a_person_is_moved_with_the_route_of_the_new_group(house: House) -> None:
    workshop = builders.a_workshop(house)
    ben, cem, *_ = people(house, workshop, 10)
    divide(house, workshop)
    with house.reading() as session:
        cems = groups.route(session, groups.current(session, workshop.id), cem)
    house.write(groups.move, workshop_id=workshop.id, participant_id=ben, table_id=cems[1], role="moderator")
    with house.reading() as session:
        assert groups.route(session, groups.current(session, workshop.id), ben) == cems


def test_a_person_is_moved_for_one_round_only(house: House) -> None:
    workshop = builders.a_workshop(house)
    ben, *_ = people(house, workshop, 10)
    divide(house, workshop)
    with house.reading() as session:
        before = groups.route(session, groups.current(session, workshop.id), ben)
    other = next(table.id for table in tables_of(house, workshop) if table.id not in before.values())
    house.write(
        groups.move,
        workshop_id=workshop.id,
        participant_id=ben,
        table_id=other,
        role="moderator",
        round_number=2,
    )
    with house.reading() as session:
        assert groups.route(session, groups.current(session, workshop.id), ben) == {**before, 2: other}


def test_a_table_of_another_workshop_is_no_place(house: House) -> None:
    workshop, other = builders.a_workshop(house), builders.a_workshop(house, "world-cafe")
    ben, *_ = people(house, workshop, 4)
    divide(house, workshop)
    with pytest.raises(NotFound):
        house.write(
            groups.move, workshop_id=workshop.id, participant_id=ben, table_id=tables_of(house, other)[0].id,
            role="moderator",
        )  # fmt: skip


def test_a_world_cafe_of_five_rounds_and_four_tables_seats_everyone(house: House) -> None:
    workshop = builders.a_workshop(house, "world-cafe")
    people(house, workshop, 30)
    divide(house, workshop)
    rounds = look(house, workshop).rounds
    assert len(rounds) == 5
    for item in rounds:
        assert sizes(house, workshop, item.round_number or 0) == [7, 7, 8, 8]
    step(house, workshop, "start")


# --- nobody is kept out ---


def a_small_hall(house: House, seats: int = 2) -> Workshop:
    """Five tables with a few chairs each."""
    workshop = builders.a_workshop(house)
    with Session(house.engine) as session:
        for table in fields.tables(session, workshop.id):
            table.seats = seats
        session.commit()
    return workshop


def where(house: House, workshop: Workshop, person: str) -> dict[int, str]:
    with house.reading() as session:
        return groups.route(session, groups.current(session, workshop.id), person)


def test_who_comes_when_every_seat_is_taken_joins_the_smallest_group(house: House) -> None:
    workshop = a_small_hall(house)
    people(house, workshop, 9)
    divide(house, workshop)
    last, one_more = (house.write(groups.arrive, workshop_id=workshop.id, name=name) for name in ("Ben", "Cem"))
    assert "crowded" not in last
    assert one_more["crowded"] is True
    assert sizes(house, workshop) == [2, 2, 2, 2, 3]
    assert sorted(where(house, workshop, one_more["participant"])) == [1, 2, 3]


def test_too_few_seats_stop_einteilen_but_not_the_day(house: House) -> None:
    workshop = a_small_hall(house)
    people(house, workshop, 12)
    with pytest.raises(NotEnoughSeats):
        divide(house, workshop)
    run_to(house, workshop, "move")
    assert sizes(house, workshop) == [2, 2, 2, 3, 3]


@pytest.mark.parametrize("present", [0, 1, 3])
def test_fewer_people_than_tables_are_divided_too(house: House, present: int) -> None:
    workshop = builders.a_workshop(house)
    people(house, workshop, present)
    assert divide(house, workshop)["people"] == present
    assert sizes(house, workshop) == [1] * present
    run_to(house, workshop, "closing")


def test_a_latecomer_who_sends_the_form_again_keeps_seat_and_past(house: House) -> None:
    workshop = builders.a_workshop(house)
    people(house, workshop, 11)
    run_to(house, workshop, "vision", nth=2)
    key = access.hashed(builders.KEY, "participant", "secret of a latecomer")
    late = house.write(groups.arrive, workshop_id=workshop.id, key_hash=key)["participant"]
    before = where(house, workshop, late)
    assert sorted(before) == [2, 3]
    for n in range(7):
        house.write(groups.arrive, workshop_id=workshop.id, name=f"Gast {n}")
    run_to(house, workshop, "choice")
    house.write(participants.leave, workshop_id=workshop.id, participant_id=late)
    assert house.write(groups.arrive, workshop_id=workshop.id, key_hash=key)["participant"] == late
    assert where(house, workshop, late) == before


def test_who_was_away_when_the_groups_were_made_gets_a_seat_on_coming_back(house: House) -> None:
    workshop = builders.a_workshop(house)
    ben, *_ = people(house, workshop, 10)
    house.write(participants.leave, workshop_id=workshop.id, participant_id=ben)
    divide(house, workshop)
    assert where(house, workshop, ben) == {}
    house.write(groups.come_back, workshop_id=workshop.id, participant_id=ben)
    assert sorted(where(house, workshop, ben)) == [1, 2, 3]
    assert sum(sizes(house, workshop)) == 10


def test_nobody_moves_a_pupil_or_into_a_round_that_there_is_not(house: House) -> None:
    workshop = builders.a_workshop(house)
    ben, *_ = people(house, workshop, 10)
    pupil = house.write(groups.arrive, workshop_id=workshop.id, kind=participants.Kind.PUPIL)["participant"]
    run_to(house, workshop, "vision")
    table = tables_of(house, workshop)[1].id
    given = {"workshop_id": workshop.id, "table_id": table, "role": "moderator"}
    for wrong in ({"participant_id": pupil}, {"round_number": 0}, {"round_number": 4}, {"round_number": -1}):
        with pytest.raises(BadInput):
            house.write(groups.move, **{"participant_id": ben, **given, **wrong})
    assert house.write(groups.move, participant_id=ben, round_number=3, **given)["rounds"] == {"3": table}
