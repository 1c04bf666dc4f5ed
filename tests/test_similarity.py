"""Statements that say nearly the same find each other; those that do not are left in peace."""

from __future__ import annotations

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation import similarity
from facilitation.similarity import neighbours, similar

BUS = "Der Rufbus fährt auch sonntags."
SAME_BUS = "Rufbus kommt auch am Sonntag ins Dorf."
HALL = {
    "bus": BUS,
    "sunday": SAME_BUS,
    "school": "In der Schule gibt es schnelles Internet.",
    "wifi": "Jede Schule hat schnelles WLAN.",
    "homes": "Ältere Menschen wohnen barrierefrei mitten im Ort.",
    "firms": "Die Betriebe bilden gemeinsam aus.",
}
SUBJECTS = (
    "Rufbus Bahnhof Radweg Fahrplan Dorfladen Hausarzt Hebamme Grundschule Berufskolleg Werkstatt Ausbildung "
    "Praktikum Pflegedienst Wohnung Mehrgenerationenhaus Nachbarschaft Ehrenamt Jugendtreff Sportverein "
    "Bücherei Schwimmbad Glasfaser Rathaus Bürgerbüro Kindergarten Spielplatz Feuerwehr Musikschule Handwerk"
).split()
DOINGS = (
    "fährt öffnet hilft verbindet begeistert kostet wenig gelingt gemeinsam wächst abends morgens sonntags "
    "barrierefrei günstig digital gleich nebenan selbstverständlich ehrenamtlich verlässlich gemütlich"
).split()

few_words = st.lists(st.sampled_from(SUBJECTS), max_size=6).map(" ".join)


def a_hall_of(number: int) -> dict[str, str]:
    draw = random.Random(2030)
    return {
        f"{index}": " ".join(draw.choice(SUBJECTS if word % 2 else DOINGS) for word in range(14))
        for index in range(number)
    }


def pairs_one_by_one(texts: dict[str, str], limit: float) -> list[tuple[str, str]]:
    """The same question asked in the plainest way: every pair, one cosine after another."""
    keys = list(texts)
    vectors = similarity._weighted(similarity._grams(texts.values()))
    one = similarity._ONE**2
    return [
        (keys[first], keys[second])
        for first in range(len(keys))
        for second in range(first + 1, len(keys))
        if sum(vectors[first][gram] * vectors[second].get(gram, 0) for gram in vectors[first]) / one >= limit
    ]


def test_near_duplicates_are_suggested_best_first() -> None:
    pairs = similar(HALL)
    assert [pair[:2] for pair in pairs] == [("school", "wifi"), ("bus", "sunday")]
    assert 1 > pairs[0][2] > pairs[1][2] >= similarity.LIMIT


def test_unrelated_statements_are_not_suggested() -> None:
    assert similar({"bus": BUS, "homes": HALL["homes"], "firms": HALL["firms"]}) == []


def test_the_same_words_are_as_alike_as_can_be() -> None:
    assert similar({"ben": BUS, "cem": "der RUFBUS fährt auch Sonntags"}) == [("ben", "cem", 1.0)]


def test_umlauts_may_be_spelled_out() -> None:
    assert similar({"ben": "Die Bücherei öffnet", "cem": "Buecherei oeffnet"}) == [("ben", "cem", 1.0)]


def test_words_without_a_subject_make_nothing_alike() -> None:
    assert similar({"ben": "Das ist nicht so.", "cem": "Es ist auch nicht das."}, limit=0.01) == []


def test_a_statement_finds_its_neighbours() -> None:
    found = neighbours("Am Sonntag fährt der Rufbus", HALL)
    assert [key for key, _ in found] == ["bus", "sunday"]
    assert neighbours("Am Sonntag fährt der Rufbus", HALL, at_most=1) == found[:1]


def test_nothing_is_near_to_nothing() -> None:
    assert similar({}) == similar({"ben": "", "cem": "!"}) == []
    assert neighbours("", HALL) == neighbours(BUS, {}) == []


def test_the_limit_decides_what_is_shown() -> None:
    assert [len(similar(HALL, limit=limit)) for limit in (0.99, 0.6, 0.4)] == [0, 1, 2]


def test_asking_twice_gives_the_same_answer() -> None:
    hall = a_hall_of(60)
    assert similar(hall) == similar(dict(hall))


@settings(max_examples=40, deadline=None)
@given(st.lists(few_words, max_size=12), st.integers(1, 9))
def test_counting_many_pairs_at_once_equals_counting_one_by_one(texts: list[str], tenths: int) -> None:
    named = {f"{index}": text for index, text in enumerate(texts)}
    limit = tenths / 10 + 0.00005
    assert sorted(pair[:2] for pair in similar(named, limit=limit)) == sorted(pairs_one_by_one(named, limit))


def test_more_texts_than_fit_at_once_are_compared_with_each_other_too() -> None:
    hall = a_hall_of(similarity._TEXTS_AT_ONCE + 1)
    hall["last"] = hall["0"]
    assert ("0", "last", 1.0) in similar(hall, limit=0.95)


@settings(max_examples=60, deadline=None)
@given(st.text(), st.text())
def test_any_text_can_be_compared(ben: str, cem: str) -> None:
    assert all(0 < score <= 1 for _, _, score in similar({"ben": ben, "cem": cem}, limit=0.01))


def test_five_hundred_statements_take_less_than_a_second() -> None:
    hall = a_hall_of(500)
    begin = time.process_time()
    similar(hall)
    assert time.process_time() - begin < 1
