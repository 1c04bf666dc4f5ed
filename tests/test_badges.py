"""Badges: planned and numbered before the day; who takes one takes that seat, and nobody else does."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from facilitation import access, badges, groups, participants
from facilitation.badges import BadgesInUse, BadgeTaken
from facilitation.errors import BadInput
from facilitation.house import House
from facilitation.workshop import Workshop
from tests import builders as b


def planned(house: House, workshop: Workshop, count: int = 40) -> dict[int, list[str]]:
    house.write(badges.plan, workshop_id=workshop.id, count=count, role="organiser", seed=7)
    with house.reading() as session:
        return badges.routes(session, workshop.id, len(b.look(house, workshop).rounds))


def arrive(house: House, workshop: Workshop, **given: Any) -> dict[str, Any]:
    answer: dict[str, Any] = house.write(groups.arrive, workshop_id=workshop.id, **given)
    return answer


def route(house: House, workshop: Workshop, person: str) -> list[str]:
    with house.reading() as session:
        found = groups.route(session, groups.current(session, workshop.id), person)
    return [found[number] for number in sorted(found)]


def divide(house: House, workshop: Workshop) -> None:
    house.write(groups.divide, workshop_id=workshop.id, role="moderator", seed=1)


def test_every_number_has_a_table_in_every_round_and_groups_are_even(any_house: House) -> None:
    workshop = b.a_workshop(any_house)
    routes = planned(any_house, workshop, 42)
    assert sorted(routes) == list(range(1, 43))
    sizes = Counter(tables[0] for tables in routes.values()).values()
    assert max(sizes) - min(sizes) <= 1
    assert all(len(tables) == 3 and tables[0] == tables[2] != tables[1] for tables in routes.values())


def test_who_takes_a_badge_sits_as_it_says(any_house: House) -> None:
    workshop = b.a_workshop(any_house)
    routes = planned(any_house, workshop)
    wearing = {number: arrive(any_house, workshop, badge=number) for number in (17, 3, 40)}
    without = [arrive(any_house, workshop)["participant"] for _ in range(9)]
    assert [person["number"] for person in wearing.values()] == [17, 3, 40]
    divide(any_house, workshop)
    for number, person in wearing.items():
        assert route(any_house, workshop, person["participant"]) == routes[number]
    assert all(len(route(any_house, workshop, person)) == 3 for person in without)
    late = arrive(any_house, workshop, badge=22)  # the groups are made
    assert route(any_house, workshop, late["participant"]) == routes[22]


def test_whoever_comes_late_in_the_day_sits_on_from_the_round_that_runs(house: House) -> None:
    workshop = b.a_workshop(house)
    routes = planned(house, workshop)
    b.people(house, workshop, 10)
    b.run_to(house, workshop, "vision", 2)
    late = arrive(house, workshop, badge=5)
    assert route(house, workshop, late["participant"]) == routes[5][1:]


def test_nobody_without_a_badge_gets_a_badges_number(house: House) -> None:
    workshop = b.a_workshop(house)
    planned(house, workshop, 40)
    assert [arrive(house, workshop)["number"] for _ in range(3)] == [41, 42, 43]
    assert arrive(house, workshop, badge=40)["number"] == 40
    assert arrive(house, workshop)["number"] == 44


def test_without_badges_numbers_and_groups_are_as_ever(house: House) -> None:
    # the control
    workshop = b.a_workshop(house)
    assert [arrive(house, workshop)["number"] for _ in range(3)] == [1, 2, 3]
    with pytest.raises(BadInput):
        arrive(house, workshop, badge=2)


def test_a_badge_is_taken_once_and_by_its_own_phone_again(house: House) -> None:
    workshop = b.a_workshop(house)
    planned(house, workshop)
    ben = access.hashed(b.KEY, "participant", "ben")
    first = arrive(house, workshop, badge=8, key_hash=ben)
    with pytest.raises(BadgeTaken) as refused:
        arrive(house, workshop, badge=8)
    assert refused.value.facts == {"number": 8}
    assert arrive(house, workshop, badge=8, key_hash=ben) == first
    house.write(participants.leave, workshop_id=workshop.id, participant_id=first["participant"])
    with pytest.raises(BadgeTaken):  # it stays with who wore it
        arrive(house, workshop, badge=8)


def test_a_number_that_no_badge_has_is_refused(house: House) -> None:
    workshop = b.a_workshop(house)
    planned(house, workshop, 5)
    for badge in (6, 0, -1, 10**6):
        with pytest.raises(BadInput):
            arrive(house, workshop, badge=badge)


def test_badges_are_planned_anew_until_the_first_is_taken(house: House) -> None:
    workshop = b.a_workshop(house)
    planned(house, workshop, 5)
    assert sorted(planned(house, workshop, 9)) == list(range(1, 10))
    arrive(house, workshop, badge=9)
    with pytest.raises(BadgesInUse):
        planned(house, workshop, 12)
    with pytest.raises(BadgesInUse):
        house.write(badges.withdraw, workshop_id=workshop.id, role="organiser")


def test_badges_are_numbered_on_from_whoever_is_there(house: House) -> None:
    workshop = b.a_workshop(house)
    b.people(house, workshop, 3)
    assert sorted(planned(house, workshop, 4)) == [4, 5, 6, 7]


def test_withdrawn_badges_leave_nothing(house: House) -> None:
    workshop = b.a_workshop(house)
    planned(house, workshop)
    house.write(badges.withdraw, workshop_id=workshop.id, role="organiser")
    assert arrive(house, workshop)["number"] == 1


@pytest.mark.parametrize("count", [0, -1, 1001])
def test_a_plan_has_limits(house: House, count: int) -> None:
    with pytest.raises(BadInput):
        planned(house, b.a_workshop(house), count)
