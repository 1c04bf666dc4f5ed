"""Groups and rotation: balance, spread, wishes, movements, latecomers, and how many new faces there are."""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise, product
from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.rotation import (
    Movement,
    NotEnoughSeats,
    Person,
    Place,
    Rounds,
    plan,
    quality,
    replan,
    seat_latecomer,
)
from facilitation.rotation.seating import settle

HOME, SHIFT, MIX, RETURN = (Movement("home"), Movement("shift"), Movement("mix"), Movement("return"))


def hall(tables: int, fields: int | None = None, seats: int | None = None) -> list[Place]:
    """`tables` tables, dealt to the fields in turn."""
    return [Place(f"Tisch {number + 1}", f"Feld {number % (fields or tables) + 1}", seats) for number in range(tables)]


def guests(count: int, institutions: int = 0) -> list[Person]:
    return [
        Person(f"Gast {number + 1}", f"Amt {number % institutions + 1}" if institutions else None)
        for number in range(count)
    ]


def at_random(people: Sequence[Person], places: Sequence[Place], rounds: int, seed: int) -> Rounds:
    """The control: balanced tables, but nobody thought about who meets whom."""
    rng = Random(seed)
    keys = [person.key for person in people]
    return [
        {key: places[n % len(places)].key for n, key in enumerate(rng.sample(keys, len(keys)))} for _ in range(rounds)
    ]


def fields_seen(rounds: Rounds, places: Sequence[Place], key: str) -> list[str]:
    field = {place.key: place.field for place in places}
    return [field[seating[key]] for seating in rounds]


def stayers(rounds: Rounds, places: Sequence[Place]) -> int:
    routes = [fields_seen(rounds, places, key) for key in rounds[0]]
    return sum(here == there for route in routes for here, there in pairwise(route))


def uneven(seating: dict[str, str], people: Sequence[Person], places: Sequence[Place]) -> int:
    """The largest difference between two tables in people of one institution."""
    counts = Counter((person.institution, seating[person.key]) for person in people)
    rows = [[counts[name, place.key] for place in places] for name in {p.institution for p in people} - {None}]
    return max((max(row) - min(row) for row in rows), default=0)


halls = st.integers(2, 12).flatmap(lambda fields: st.integers(1, 2).map(lambda each: hall(fields * each, fields)))
programmes = st.lists(
    st.one_of(st.sampled_from([HOME, MIX, RETURN]), st.integers(1, 4).map(lambda by: Movement("shift", by))),
    min_size=1,
    max_size=6,
)


# -- Any hall, any programme -------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 400), halls, programmes, st.sampled_from([0, 1, 3, 20, 90]), st.integers(0, 9))
def test_any_hall_seats_everybody_evenly_in_every_round(
    count: int, places: list[Place], programme: list[Movement], institutions: int, seed: int
) -> None:
    people = guests(count, institutions)
    rounds = plan(people, places, programme, seed=seed)
    assert [sorted(seating) for seating in rounds] == [sorted(p.key for p in people)] * len(programme)
    assert {table for seating in rounds for table in seating.values()} <= {place.key for place in places}
    assert quality(rounds, people, places).size_difference <= 1
    assert uneven(rounds[0], people, places) <= 1


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 150), halls, programmes, st.integers(0, 9))
def test_home_and_return_are_the_table_of_round_one_and_a_shift_moves_whole_groups(
    count: int, places: list[Place], programme: list[Movement], seed: int
) -> None:
    fields = list(dict.fromkeys(place.field for place in places))
    columns = {field: [place.key for place in places if place.field == field] for field in fields}
    rounds = plan(guests(count), places, programme, seed=seed)
    for number, movement in enumerate(programme[1:], 1):
        if movement.kind in ("home", "return"):
            assert rounds[number] == rounds[0]
        if movement.kind == "shift":
            onward = {
                table: columns[fields[(n + movement.by) % len(fields)]][position]
                for n, field in enumerate(fields)
                for position, table in enumerate(columns[field])
            }
            assert rounds[number] == {key: onward[table] for key, table in rounds[number - 1].items()}


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 120), st.integers(2, 12), st.integers(2, 5), st.integers(0, 9))
def test_nobody_stays_at_a_field_when_mixing(count: int, fields: int, rounds: int, seed: int) -> None:
    places = hall(fields)
    assert stayers(plan(guests(count, 9), places, [MIX] * rounds, seed=seed), places) == 0


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 150), halls, programmes, st.integers(0, 9), st.randoms())
def test_the_same_seed_gives_the_same_plan_whatever_the_order_of_the_list(
    count: int, places: list[Place], programme: list[Movement], seed: int, shuffler: Random
) -> None:
    people = guests(count, 12)
    again = shuffler.sample(people, len(people))
    assert plan(again, places, programme, seed=seed) == plan(people, places, programme, seed=seed)


def test_another_seed_gives_another_plan() -> None:
    assert plan(guests(40), hall(5), [HOME], seed=1) != plan(guests(40), hall(5), [HOME], seed=2)


@pytest.mark.parametrize("programme", [[HOME], [MIX] * 3, [HOME, SHIFT, RETURN]])
def test_nobody_comes_and_every_round_is_empty(programme: list[Movement]) -> None:
    assert plan([], hall(4), programme, seed=1) == [{} for _ in programme]
    assert plan([], [], programme, seed=1) == [{} for _ in programme]


def test_one_person_walks_alone() -> None:
    rounds = plan(guests(1), hall(4), [HOME, SHIFT, MIX, RETURN], seed=1)
    route = fields_seen(rounds, hall(4), "Gast 1")
    assert (route[0], len(set(route[:3]))) == (route[3], 3)


def test_one_table_seats_all_in_every_round() -> None:
    rounds = plan(guests(7), hall(1), [HOME, SHIFT, MIX, RETURN], seed=1)
    assert rounds == [{person.key: "Tisch 1" for person in guests(7)}] * 4


def test_few_people_in_a_large_hall_go_to_different_fields() -> None:
    places = hall(10, fields=5)
    seating = plan(guests(5), places, [HOME], seed=1)
    assert {fields_seen(seating, places, person.key)[0] for person in guests(5)} == {
        f"Feld {number}" for number in range(1, 6)
    }


def test_a_world_cafe_of_four_tables_comes_round_in_five_rounds() -> None:
    rounds = plan(guests(30), hall(4), [HOME] + [SHIFT] * 4, seed=1)
    assert all(len(set(fields_seen(rounds[:4], hall(4), person.key))) == 4 for person in guests(30))
    assert rounds[4] == rounds[0]


# -- Seats ---------------------------------------------------------------------------------------------------


def test_a_small_table_is_filled_and_the_others_share_the_rest_evenly() -> None:
    places = [Place("Nische", "Bildung", 3), *hall(4)]
    for seating in plan(guests(41), places, [HOME, MIX, MIX], seed=1):
        sizes = Counter(seating.values())
        assert sizes.pop("Nische") == 3
        assert sorted(sizes.values()) == [9, 9, 10, 10]


def test_more_people_than_seats_are_refused_with_both_numbers() -> None:
    with pytest.raises(NotEnoughSeats) as refusal:
        plan(guests(13), hall(4, seats=3), [HOME], seed=1)
    assert refusal.value.facts == {"people": 13, "seats": 12}
    assert len(plan(guests(12), hall(4, seats=3), [HOME], seed=1)[0]) == 12


def test_a_hall_without_tables_seats_nobody() -> None:
    with pytest.raises(NotEnoughSeats):
        plan(guests(1), [], [HOME], seed=1)


# -- Institutions and wishes ---------------------------------------------------------------------------------


def best_by_trying_all(
    people: Sequence[Person], places: Sequence[Place], worth: Callable[[dict[str, str]], tuple[int, int]]
) -> tuple[int, int]:
    """Every seating with sizes one apart, without any search."""
    seatings = (
        dict(zip([person.key for person in people], tables, strict=True))
        for tables in product([place.key for place in places], repeat=len(people))
    )
    even = [s for s in seatings if quality([s], people, places).size_difference <= 1]
    return max(worth(seating) for seating in even)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(["X", "Y", None])), min_size=1, max_size=6),
    st.lists(st.sampled_from("ABC"), min_size=2, max_size=3),
    st.integers(0, 9),
)
def test_no_other_balanced_seating_meets_more_wishes_or_spreads_institutions_better(
    folk: list[tuple[str, str | None]], tables: list[str], seed: int
) -> None:
    people = [Person(f"Gast {n}", office, wish) for n, (wish, office) in enumerate(folk)]
    places = [Place(f"Tisch {n}", field) for n, field in enumerate(tables)]

    def worth(seating: dict[str, str]) -> tuple[int, int]:
        found = quality([seating], people, places)
        return found.wishes_met, -found.institution_clashes

    assert worth(plan(people, places, [HOME], seed=seed)[0]) == best_by_trying_all(people, places, worth)


def test_the_uneven_seat_goes_to_the_table_where_it_costs_least() -> None:
    costs = [[0, 9], [9, 0], [9, 0]]
    assert settle([0, 0, 1], costs, [-1, -1, -1], [(1, 2), (1, 2)]) == [0, 1, 1]
    assert sorted(settle([0, 0, 1], costs, [-1, -1, -1], [(2, 2), (1, 1)])) == [0, 0, 1]


def most_wishes(people: Sequence[Person], places: Sequence[Place]) -> int:
    """The most wishes any balanced seating can meet: every table has the smaller size, and the seats left over go
    where somebody still waits."""
    each, over = divmod(len(people), len(places))
    tables, wishing = Counter(place.field for place in places), Counter(person.wish for person in people)
    met = sum(min(wishing[field], each * count) for field, count in tables.items())
    more = sum(max(0, min(wishing[field] - each * count, count)) for field, count in tables.items())
    return met + min(over, more)


@settings(max_examples=20, deadline=None)
@given(halls, st.integers(1, 130), st.integers(0, 12), st.integers(0, 9), st.floats(0.1, 1))
def test_as_many_wishes_are_met_as_balanced_groups_allow(
    places: list[Place], count: int, institutions: int, seed: int, eager: float
) -> None:
    rng = Random(seed)
    fields = sorted({place.field for place in places})
    popular = fields[: max(1, round(len(fields) * eager))]
    people = [
        Person(f"Gast {n}", f"Amt {n % institutions}" if institutions else None, rng.choice([*popular, None]))
        for n in range(count)
    ]
    found = quality(plan(people, places, [HOME], seed=seed), people, places)
    assert (found.wishes_met, found.size_difference) == (most_wishes(people, places), min(1, count % len(places)))


def test_a_latecomers_wish_decides_between_groups_of_one_size() -> None:
    places = hall(3)
    rounds = [{"Ben": "Tisch 1"}]
    emil = Person("Emil", wish="Feld 3")
    assert seat_latecomer(rounds, emil, places, [HOME]) == ["Tisch 3"]
    rounds[0]["Cem"] = "Tisch 3"
    assert seat_latecomer(rounds, emil, places, [HOME]) == ["Tisch 2"], "never at the price of the balance"


def test_a_wish_counts_in_round_one_only_and_for_fields_of_the_hall_only() -> None:
    people = [Person("Ben", wish="Feld 2"), Person("Cem", wish="Feld 2"), Person("Dora", wish="Garten")]
    rounds = plan(people, hall(3), [HOME, MIX], seed=1)
    found = quality(rounds, people, hall(3))
    assert (found.wishes_met, found.wishes_total) == (1, 2)


def test_wishes_for_a_field_with_several_tables_fill_all_of_them() -> None:
    people = [Person(f"Gast {n}", wish="Feld 1" if n < 20 else None) for n in range(40)]
    found = quality(plan(people, hall(4, fields=2), [HOME], seed=1), people, hall(4, fields=2))
    assert found.wishes_met == 20


def test_a_large_institution_is_spread_in_every_mixing_round() -> None:
    people = guests(60, 4) + [Person(f"Nachbarin {n}") for n in range(37)]
    rounds = plan(people, hall(9), [HOME, MIX, MIX], seed=1)
    assert [uneven(seating, people, hall(9)) for seating in rounds] == [1, 1, 1]
    control = at_random(people, hall(9), 3, seed=1)
    assert min(uneven(seating, people, hall(9)) for seating in control) > 1


# -- New faces -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("institutions", [0, 25])
def test_a_hundred_people_at_twelve_tables_hardly_meet_twice_in_four_rounds(seed: int, institutions: int) -> None:
    people, places = guests(100, institutions), hall(12)
    rounds = plan(people, places, [HOME, MIX, MIX, MIX], seed=seed)
    found = quality(rounds, people, places)
    assert found.repeat_meetings <= 7
    assert (found.size_difference, found.institution_clashes, stayers(rounds, places)) == (1, 0, 0)
    assert quality(at_random(people, places, 4, seed), people, places).repeat_meetings > 100


@pytest.mark.parametrize(("count", "tables", "most"), [(200, 20, 1), (300, 30, 0), (100, 11, 0)])
def test_larger_halls_meet_new_people_only(count: int, tables: int, most: int) -> None:
    rounds = plan(guests(count), hall(tables), [HOME, MIX, MIX, MIX], seed=3)
    assert quality(rounds, guests(count), hall(tables)).repeat_meetings <= most


def test_in_mixing_rounds_people_come_to_fields_they_do_not_know() -> None:
    rounds = plan(guests(100, 25), hall(12), [HOME, MIX, MIX, MIX], seed=1)
    routes = [fields_seen(rounds, hall(12), person.key) for person in guests(100)]
    assert sum(len(set(route)) for route in routes) == 400
    control = [fields_seen(at_random(guests(100), hall(12), 4, 1), hall(12), p.key) for p in guests(100)]
    assert sum(len(set(route)) for route in control) < 380


def test_five_fields_of_twenty_split_each_group_over_the_four_others() -> None:
    rounds = plan(guests(100), hall(5), [HOME, MIX, RETURN], seed=1)
    ways = Counter((rounds[0][person.key], rounds[1][person.key]) for person in guests(100))
    assert sorted(ways.values()) == [5] * 20


def test_unequal_fields_fall_back_to_mixing() -> None:
    places = hall(7, fields=3)
    rounds = plan(guests(42), places, [HOME, SHIFT], seed=1)
    ways = Counter((rounds[0][person.key], rounds[1][person.key]) for person in guests(42))
    assert (stayers(rounds, places), max(ways.values())) == (0, 2)


def test_a_group_too_large_for_the_next_table_falls_back_to_mixing() -> None:
    places = [Place("Tisch 1", "Feld 1", 4), Place("Tisch 2", "Feld 2"), Place("Tisch 3", "Feld 3")]
    rounds = plan(guests(20), places, [HOME, SHIFT], seed=1)
    assert [Counter(seating.values())["Tisch 1"] for seating in rounds] == [4, 4]


def test_coming_home_and_moving_on_together_are_no_repeat_meetings() -> None:
    people, places = guests(40), hall(5)
    together = plan(people, places, [HOME, SHIFT, SHIFT, RETURN], seed=1)
    assert quality(together, people, places).repeat_meetings == 0
    mixed_up = at_random(people, places, 4, seed=1)
    assert quality(mixed_up, people, places).repeat_meetings > 0


def test_a_return_with_one_person_moved_by_hand_is_still_a_return_for_who_tells_the_movements() -> None:
    people, places, programme = guests(40), hall(5), [HOME, MIX, RETURN]
    rounds = plan(people, places, programme, seed=1)
    before = quality(rounds, people, places, programme)
    table = rounds[2]["Gast 1"]
    rounds[2]["Gast 1"] = next(place.key for place in places if place.key != table)
    after = quality(rounds, people, places, programme)
    assert after.repeat_meetings == before.repeat_meetings
    assert quality(rounds, people, places).repeat_meetings > before.repeat_meetings


def test_quality_counts_what_is_wrong() -> None:
    people = [Person("Ben", "Amt", "Feld 2"), Person("Cem", "Amt", "Feld 1"), Person("Hanna"), Person("Ada")]
    rounds = [
        {"Ben": "Tisch 1", "Cem": "Tisch 1", "Hanna": "Tisch 1", "Ada": "Tisch 2", "Emil": "Tisch 1"},
        {"Ben": "Tisch 2", "Cem": "Tisch 2", "Hanna": "Tisch 1", "Ada": "Tisch 2"},
    ]
    found = quality(rounds, people, hall(2))
    assert (found.size_difference, found.repeat_meetings, found.institution_clashes) == (2, 1, 2)
    assert (found.wishes_met, found.wishes_total) == (1, 2)


def test_four_hundred_people_are_mixed_five_times_while_somebody_waits() -> None:
    started = process_time()
    rounds = plan(guests(400, 80), hall(12), [HOME] + [MIX] * 5, seed=1)
    assert process_time() - started < 6  # about 2 s on one quiet core
    control = at_random(guests(400), hall(12), 6, seed=1)
    repeats = [quality(found, guests(400), hall(12)).repeat_meetings for found in (rounds, control)]
    assert repeats[0] < 0.85 * repeats[1]


# -- Latecomers and leavers ----------------------------------------------------------------------------------


def seated_late(
    rounds: Rounds, late: Sequence[Person], people: Sequence[Person], places: Sequence[Place],
    programme: Sequence[Movement], from_round: int = 0,
) -> Rounds:  # fmt: skip
    for person in late:
        way = seat_latecomer(rounds, person, places, programme, from_round=from_round, people=people)
        rounds = rounds[:from_round] + [
            {**seating, person.key: table} for seating, table in zip(rounds[from_round:], way, strict=True)
        ]
    return rounds


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 60), halls, programmes, st.integers(1, 15), st.integers(0, 9))
def test_latecomers_of_the_first_round_keep_every_round_even(
    count: int, places: list[Place], programme: list[Movement], late: int, seed: int
) -> None:
    people = guests(count)
    latecomers = [Person(f"Nachzüglerin {n}") for n in range(late)]
    rounds = seated_late(plan(people, places, programme, seed=seed), latecomers, people, places, programme)
    assert quality(rounds, [*people, *latecomers], places).size_difference <= 1
    for number, movement in enumerate(programme):
        if movement.kind == "return":
            assert rounds[number] == rounds[0]


def test_a_latecomer_stays_with_the_group_joined_through_shift_and_return() -> None:
    programme = [HOME, SHIFT, SHIFT, RETURN]
    rounds = plan(guests(44), hall(5), programme, seed=1)
    way = seat_latecomer(rounds, Person("Ben"), hall(5), programme)
    group = [key for key, table in rounds[0].items() if table == way[0]]
    assert len(group) == 8
    assert [{seating[key] for key in group} for seating in rounds] == [{table} for table in way]


def test_who_comes_in_round_two_follows_that_group_home() -> None:
    programme = [HOME, SHIFT, RETURN]
    rounds = plan(guests(44), hall(5), programme, seed=1)
    way = seat_latecomer(rounds, Person("Ben"), hall(5), programme, from_round=1)
    group = [key for key, table in rounds[1].items() if table == way[0]]
    assert {rounds[2][key] for key in group} == {way[1]}


def test_a_latecomer_is_not_put_beside_a_colleague_where_groups_are_equal() -> None:
    people = [Person("Cem", "Amt 1"), Person("Dora", "Amt 2"), Person("Hanna", "Amt 3")]
    rounds = [{"Cem": "Tisch 1", "Dora": "Tisch 2", "Hanna": "Tisch 3"}]
    for office, table in [("Amt 1", "Tisch 2"), ("Amt 2", "Tisch 1"), ("Amt 3", "Tisch 1")]:
        assert seat_latecomer(rounds, Person("Ben", office), hall(3), [HOME], people=people) == [table]


def test_a_latecomer_moves_to_another_field_when_the_hall_mixes() -> None:
    programme = [HOME, MIX, MIX, RETURN]
    rounds = plan(guests(60), hall(6), programme, seed=1)
    way = seat_latecomer(rounds, Person("Ben"), hall(6), programme)
    assert (len(set(way[:3])), way[3]) == (3, way[0])


def test_a_latecomer_takes_the_last_seat_and_the_next_one_is_refused() -> None:
    places = hall(3, seats=4)
    rounds = plan(guests(11), places, [HOME, SHIFT], seed=1)
    full = seated_late(rounds, [Person("Ben")], [], places, [HOME, SHIFT])
    assert [sorted(Counter(seating.values()).values()) for seating in full] == [[4, 4, 4]] * 2
    with pytest.raises(NotEnoughSeats) as refusal:
        seat_latecomer(full, Person("Cem"), places, [HOME, SHIFT])
    assert refusal.value.facts == {"people": 13, "seats": 12}


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 80), halls, programmes, st.integers(0, 6), st.integers(0, 9))
def test_replanning_leaves_the_rounds_begun_as_they_are(
    count: int, places: list[Place], programme: list[Movement], begun: int, seed: int
) -> None:
    rounds = plan(guests(count), places, programme, seed=seed)
    kept = [dict(seating) for seating in rounds]
    there = [*guests(count)[1:], Person("Ben")]
    again = replan(rounds, there, places, programme, from_round=begun, seed=seed + 1)
    assert (rounds, again[:begun]) == (kept, kept[:begun])
    assert [sorted(s) for s in again[begun:]] == [sorted(p.key for p in there)] * len(programme[begun:])


def test_replanning_mixes_who_is_still_there_and_knows_whom_they_have_met() -> None:
    programme = [HOME, MIX, MIX, MIX]
    people, places = guests(100), hall(12)
    rounds = plan(people, places, programme, seed=1)
    there = people[10:]
    again = replan(rounds, there, places, programme, from_round=2, seed=5)
    assert quality(again, there, places).repeat_meetings <= 7
    assert quality(again[2:], there, places).size_difference <= 1


def test_who_came_in_round_two_is_replanned_home_with_the_group_joined() -> None:
    programme = [HOME, SHIFT, RETURN]
    rounds = plan(guests(44), hall(5), programme, seed=1)
    way = seat_latecomer(rounds, Person("Ben"), hall(5), programme, from_round=1)
    rounds[1]["Ben"] = way[0]
    again = replan(rounds, [*guests(44), Person("Ben")], hall(5), programme, from_round=2, seed=1)
    assert again[2]["Ben"] == way[1]


def test_when_a_table_is_taken_away_its_people_join_the_smallest_groups() -> None:
    programme = [HOME, SHIFT, RETURN]
    rounds = plan(guests(40), hall(5), programme, seed=1)
    again = replan(rounds, guests(40), hall(4), programme, from_round=1, seed=1)
    for seating in again[1:]:
        assert sorted(Counter(seating.values()).values()) == [10, 10, 10, 10]


def test_names_are_whole_sentences_and_any_script() -> None:
    people = [
        Person("Guten Tag, ich heiße Ada und komme aus Jülich.", "Verein „Zusammen; leben“", "Mobilität & mehr"),
        Person("Я Емиль, 我来晚了 🚲", "Verein „Zusammen; leben“"),
        Person("", None, "Mobilität & mehr"),
    ]
    places = [Place("Der Tisch am Fenster, links", "Mobilität & mehr"), Place("🌳", "Wohnen, leben")]
    rounds = plan(people, places, [HOME, SHIFT, MIX, RETURN], seed=1)
    assert [sorted(seating) for seating in rounds] == [sorted(person.key for person in people)] * 4
    assert quality(rounds, people, places).wishes_met == 2
