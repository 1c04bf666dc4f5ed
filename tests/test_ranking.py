"""Counting and ranking: nothing is lost, equal is equal, and a tie at the cut-off is nobody's secret."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.ranking import Rank, StillTied, Tally, cut_off_tie, draw_order, rank, settle, tally

KEYS = ["rufbus", "hofladen", "mentoring", "lesepaten", "wohnlotse", "talentpool"]
ballots = st.lists(st.dictionaries(st.sampled_from(KEYS), st.integers(0, 3), max_size=5), max_size=30)
tallies = st.lists(st.tuples(st.integers(0, 6), st.integers(1, 3)), min_size=1, max_size=9).map(
    lambda results: [Tally(f"tool-{i}", p, min(p, n)) for i, (p, n) in enumerate(results)]
)


def tools(**points: int) -> list[Tally]:
    return [Tally(key, number, number) for key, number in points.items()]


def summary(ranks: list[Rank]) -> list[tuple[str, int, bool, str]]:
    return [(one.key, one.rank, one.tied, one.place) for one in ranks]


def test_points_and_people_are_counted_and_an_empty_ballot_abstains() -> None:
    ada, ben, cem = {"rufbus": 3, "hofladen": 2}, {"rufbus": 1, "hofladen": 0}, dict[str, int]()
    assert tally([ada, ben, cem], ["rufbus", "hofladen", "mentoring"]) == [
        Tally("rufbus", 4, 2),
        Tally("hofladen", 2, 1),
        Tally("mentoring", 0, 0),
    ]


def test_only_the_tools_asked_for_are_counted() -> None:
    assert tally([{"rufbus": 3, "hofladen": 2}], ["hofladen"]) == [Tally("hofladen", 2, 1)]


@given(ballots, st.randoms(use_true_random=False))
def test_the_order_of_ballots_changes_nothing(cast: list[dict[str, int]], chance: random.Random) -> None:
    shuffled = list(cast)
    chance.shuffle(shuffled)
    assert tally(shuffled, KEYS) == tally(cast, KEYS)


@given(ballots)
def test_no_point_is_lost_or_added(cast: list[dict[str, int]]) -> None:
    counted = tally(cast, KEYS)
    assert sum(one.points for one in counted) == sum(sum(ballot.values()) for ballot in cast)
    assert sum(one.people for one in counted) == sum(n > 0 for ballot in cast for n in ballot.values())


def test_ten_thousand_ballots_agree_with_a_count_by_hand() -> None:
    chance = random.Random(18_10_2017)
    cast: list[Mapping[str, int]] = []
    stickers: Counter[str] = Counter()
    hands: Counter[str] = Counter()
    for _ in range(10_000):
        dots = [chance.choice(KEYS) for _ in range(chance.randint(0, 5))]
        cast.append({key: dots.count(key) for key in set(dots)})
        stickers.update(dots)
        hands.update(set(dots))
    assert tally(cast, KEYS) == [Tally(key, stickers[key], hands[key]) for key in KEYS]


def test_equal_results_share_a_rank() -> None:
    ranks = rank(tools(rufbus=9, hofladen=7, mentoring=7, lesepaten=2), places=3)
    assert [(one.rank, one.tied) for one in ranks] == [(1, False), (2, True), (2, True), (4, False)]


def test_more_people_win_over_fewer_with_the_same_points() -> None:
    ranks = rank([Tally("rufbus", 6, 2), Tally("hofladen", 6, 4)], places=1)
    assert summary(ranks) == [("hofladen", 1, False, "in"), ("rufbus", 2, False, "out")]


def test_a_tie_inside_the_places_needs_no_decision() -> None:
    ranks = rank(tools(rufbus=5, hofladen=5, mentoring=1), places=2)
    assert summary(ranks) == [
        ("rufbus", 1, True, "in"),
        ("hofladen", 1, True, "in"),
        ("mentoring", 3, False, "out"),
    ]
    assert cut_off_tie(ranks) == []


def test_a_tie_across_the_cut_off_is_named() -> None:
    ranks = rank(tools(rufbus=5, hofladen=3, mentoring=3, lesepaten=3, wohnlotse=1), places=2)
    assert [one.place for one in ranks] == ["in", "tie", "tie", "tie", "out"]
    assert cut_off_tie(ranks) == ["hofladen", "mentoring", "lesepaten"]


def test_one_place_more_dissolves_the_tie() -> None:
    ranks = rank(tools(rufbus=5, hofladen=3, mentoring=3, lesepaten=3, wohnlotse=1), places=4)
    assert cut_off_tie(ranks) == []


def test_a_tool_without_points_is_ranked_but_has_no_place() -> None:
    ranks = rank(tools(rufbus=2, hofladen=0, mentoring=0), places=5)
    assert summary(ranks) == [
        ("rufbus", 1, False, "in"),
        ("hofladen", 2, True, "out"),
        ("mentoring", 2, True, "out"),
    ]


def test_more_places_than_tools_take_every_tool_with_points() -> None:
    ranks = rank(tools(rufbus=2, hofladen=2), places=9)
    assert settle(ranks, places=9, method="draw") == ["rufbus", "hofladen"]


def test_nothing_to_rank_gives_nothing() -> None:
    assert rank([], places=5) == [] == settle([], places=5, method="all")


def test_without_places_nobody_is_in() -> None:
    assert [one.place for one in rank(tools(rufbus=2, hofladen=2), places=0)] == ["out", "out"]


@given(tallies, st.integers(0, 6))
def test_ranks_count_who_did_better(counted: list[Tally], places: int) -> None:
    results = {one.key: (one.points, one.people) for one in counted}
    ranks = rank(counted, places=places)
    assert sorted(one.key for one in ranks) == sorted(results)
    for one in ranks:
        better = sum(other > results[one.key] for other in results.values())
        same = sum(other == results[one.key] for other in results.values())
        assert (one.rank, one.tied) == (better + 1, same > 1)
        fits = "in" if better + same <= places else "tie" if better < places else "out"
        assert one.place == (fits if one.points else "out")


@given(tallies, st.integers(1, 6), st.text(min_size=1))
def test_a_draw_fills_the_places_from_the_tied_and_leaves_the_rest_alone(
    counted: list[Tally], places: int, seed: str
) -> None:
    ranks = rank(counted, places=places)
    chosen = settle(ranks, places=places, method="draw", seed=seed)
    sure = [one.key for one in ranks if one.place == "in"]
    assert len(chosen) == min(places, sum(one.points > 0 for one in counted))
    assert chosen[: len(sure)] == sure
    assert set(chosen[len(sure) :]) <= set(cut_off_tie(ranks))


def tied() -> list[Rank]:
    return rank(tools(rufbus=5, hofladen=3, mentoring=3, lesepaten=3), places=3)


def test_all_who_are_tied_can_be_taken() -> None:
    assert settle(tied(), places=3, method="all") == ["rufbus", "hofladen", "mentoring", "lesepaten"]


def test_a_draw_can_be_repeated_by_hand() -> None:
    seed = "Lottozahlen 4 8 15 16 23 42"
    lots = sorted((sha256(f"{seed}:{key}".encode()).hexdigest(), key) for key in ["hofladen", "mentoring", "lesepaten"])
    assert settle(tied(), places=3, method="draw", seed=seed) == ["rufbus", lots[0][1], lots[1][1]]
    assert draw_order(["hofladen", "mentoring", "lesepaten"], seed) == [(key, digest) for digest, key in lots]


def test_a_draw_does_not_depend_on_the_order_of_the_list() -> None:
    keys = ["hofladen", "mentoring", "lesepaten"]
    assert len({tuple(draw_order(order, "Ada")) for order in permutations(keys)}) == 1


def test_another_seed_can_give_another_result() -> None:
    outcomes = {tuple(settle(tied(), places=3, method="draw", seed=f"{number}")) for number in range(50)}
    assert len(outcomes) == 6


def test_a_draw_without_seed_is_refused() -> None:
    with pytest.raises(ValueError, match="seed"):
        settle(tied(), places=3, method="draw")


def test_a_run_off_decides_the_last_places() -> None:
    order = rank(tools(mentoring=4, hofladen=1, lesepaten=6), places=2)
    assert settle(tied(), places=3, method="run_off", order=order) == ["rufbus", "lesepaten", "mentoring"]


def test_a_run_off_can_be_given_as_a_plain_order() -> None:
    order = ["lesepaten", "hofladen", "mentoring"]
    assert settle(tied(), places=3, method="run_off", order=order) == ["rufbus", "lesepaten", "hofladen"]


def test_a_tie_that_the_places_do_not_cut_is_no_hindrance_in_a_run_off() -> None:
    order = rank(tools(mentoring=4, hofladen=4, lesepaten=1), places=2)
    assert settle(tied(), places=3, method="run_off", order=order) == ["rufbus", "hofladen", "mentoring"]


def test_a_run_off_that_is_tied_again_says_who_and_for_how_many_seats() -> None:
    order = rank(tools(mentoring=4, hofladen=1, lesepaten=1), places=2)
    with pytest.raises(StillTied) as refusal:
        settle(tied(), places=3, method="run_off", order=order)
    assert refusal.value.facts == {"keys": ["hofladen", "lesepaten"], "seats": 1}


def test_tools_the_run_off_does_not_name_are_not_parted() -> None:
    with pytest.raises(StillTied) as refusal:
        settle(tied(), places=3, method="run_off", order=["mentoring"])
    assert refusal.value.facts == {"keys": ["hofladen", "lesepaten"], "seats": 1}


def test_a_run_off_without_its_ranking_is_refused() -> None:
    with pytest.raises(ValueError, match="run-off"):
        settle(tied(), places=3, method="run_off")


def test_without_a_tie_no_method_changes_the_result() -> None:
    clear = rank(tools(rufbus=5, hofladen=3, mentoring=1), places=2)
    assert settle(clear, places=2, method="all") == ["rufbus", "hofladen"]
    assert settle(clear, places=2, method="draw", seed="Ada") == ["rufbus", "hofladen"]
    assert settle(clear, places=2, method="run_off", order=[]) == ["rufbus", "hofladen"]
