"""Which questions are asked, what a questionnaire may look like, and how two people's answers are put together."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.errors import BadInput
from facilitation.review import questionnaire
from facilitation.review.merging import merged, one_text
from facilitation.review.questionnaire import BadQuestionnaire, Kind, asked, checked, missing, read, read_preset

FORM = read(read_preset("zwischenbilanz"), 2020)
KEYS = [question.key for question in FORM]
CHOSEN = {question.key: [*question.choices, "none"] for question in FORM if question.choices}


ONCE = {"key": "1", "kind": "yes_no", "text": "?"}
AHEAD = {"key": "1", "kind": "text", "text": "?", "when": {"question": "2", "answers": []}}


def changed(**parts: Any) -> dict[str, Any]:
    return {**json.loads(json.dumps(read_preset("zwischenbilanz"))), **parts}


def test_the_built_in_questionnaire_has_the_seventeen_items_of_the_source() -> None:
    told = [(question.key, str(question.kind)) for question in FORM]
    assert told == [
        ("1", "yes_no"), ("1.1", "jump"), ("1.2", "text"), ("2", "scale"), ("2.1", "text"), ("2.2", "text"),
        ("3", "scale"), ("4", "text"), ("5", "text"), ("6", "scale"), ("6.1", "text"), ("6.2", "scale"),
        ("7", "scale"), ("7.1", "text"), ("8", "scale"), ("8.1", "text"), ("notes", "text"),
    ]  # fmt: skip
    assert [section.title for section in FORM.sections] == [
        "", "Gesamt", "Zeitplan", "Budget", "Verstetigung", "Weitere Anmerkungen",
    ]  # fmt: skip
    assert "nach 2020" in FORM.one("8").text


def test_after_a_yes_it_goes_on_with_2_and_after_the_reason_for_a_no_with_4() -> None:
    assert asked(FORM, {"1": "yes"})[:3] == ["1", "1.1", "2"]
    assert asked(FORM, {"1": "no"})[:3] == ["1", "1.2", "4"]
    assert asked(FORM, {"1": "none"})[:2] == ["1", "2"]


@pytest.mark.parametrize(("scale", "text"), [("6", "6.1"), ("7", "7.1"), ("8", "8.1")])
def test_a_reason_is_asked_after_the_two_lower_steps_alone(scale: str, text: str) -> None:
    told = {step: text in asked(FORM, {scale: step}) for step in (*CHOSEN[scale], "")}
    assert {step for step, is_asked in told.items() if is_asked} == {"rather_untrue", "untrue"}


def test_nothing_is_missing_that_is_not_asked_and_no_answer_is_an_answer() -> None:
    assert missing(FORM, {"1": "no"}) == ["6", "6.2", "7", "8"]
    assert missing(FORM, dict.fromkeys(CHOSEN, "none")) == []


def test_what_has_not_begun_or_ends_needs_a_reason() -> None:
    assert FORM.reasons_lacking({"1": "no", "8": "untrue"}) == ["1.2", "8.1"]
    assert FORM.reasons_lacking({"1": "no", "1.2": "k.A.", "8": "true"}) == []


@settings(max_examples=150, deadline=None)
@given(st.fixed_dictionaries({}, optional={key: st.sampled_from(steps) for key, steps in CHOSEN.items()}))
def test_no_asked_question_depends_on_a_hidden_one(answers: dict[str, str]) -> None:
    found = asked(FORM, answers)
    assert found == [key for key in KEYS if key in found]
    for question in map(FORM.one, found):
        if question.when is not None:
            key, wanted = question.when
            assert key in found
            assert answers[key] in wanted
        if question.then:
            between = KEYS[KEYS.index(question.key) + 1 : KEYS.index(question.then)]
            assert set(between) & set(found) == set()


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), st.one_of(st.text(max_size=30), st.integers(), st.none())))
def test_only_what_fits_is_taken(answers: dict[str, Any]) -> None:
    try:
        kept = checked(FORM, answers)
    except BadInput as refusal:
        assert refusal.facts["field"] in answers
        return
    assert all(FORM.one(key).kind is Kind.TEXT or value in CHOSEN[key] for key, value in kept.items())


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"format": "other"}, "$.format"),
        ({"version": 2}, "$.version"),
        ({"sections": "none"}, "$.sections"),
        ({"table": {"begun": "1", "continued": "9"}}, "$.table.continued"),
        ({"scales": {"degree": [{"key": "a", "text": "A"}]}}, "$.scales.degree"),
        ({"scales": {"fit": [{"key": "a", "text": "A", "means": "perhaps"}] * 2}}, "$.scales.fit[0].means"),
        ({"sections": [{"questions": [ONCE] * 2}]}, "$.sections[0].questions[1].key"),
        ({"sections": [{"questions": [AHEAD]}]}, "$.sections[0].questions[0].when.question"),
        ({"sections": [{"questions": [{"key": "1", "kind": "text", "text": "?", "then": "1"}]}]}, "1.then"),
    ],
)
def test_a_questionnaire_with_a_fault_is_refused_with_its_place(wrong: dict[str, Any], path: str) -> None:
    with pytest.raises(BadQuestionnaire) as refused:
        read(changed(**wrong))
    assert refused.value.facts["path"] == path


def test_another_county_may_have_another_questionnaire() -> None:
    other = {
        "format": questionnaire.FORMAT, "version": 1, "title": "Stand", "table": {"begun": "a", "continued": "b"},
        "sections": [{"questions": [{"key": k, "kind": "yes_no", "text": k} for k in "ab"]}],
    }  # fmt: skip
    assert asked(read(other), {}) == ["a", "b"]


WORDS = st.text("abc ", min_size=1, max_size=12).map(str.strip).filter(bool)


@settings(max_examples=200, deadline=None)
@given(WORDS, WORDS)
def test_two_who_write_into_an_empty_text_lose_nothing(mine: str, theirs: str) -> None:
    both = one_text("", mine, theirs)
    assert mine in both
    assert theirs in both


@settings(max_examples=200, deadline=None)
@given(*[st.dictionaries(st.sampled_from("pqr"), WORDS, max_size=3)] * 3)
def test_what_only_one_has_changed_is_taken_as_it_is(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]
) -> None:
    found, both = merged(base, mine, theirs, set("pqr"))
    for key in "pqr":
        before, own, other = base.get(key, ""), mine.get(key, ""), theirs.get(key, "")
        if key not in both:
            assert found.get(key, "") == (other if own == before else own)
        else:
            assert before not in (own, other)


def test_of_a_choice_that_two_have_made_the_later_one_stands_and_both_are_told() -> None:
    assert merged({}, {"1": "no"}, {"1": "yes"}, set()) == ({"1": "no"}, ["1"])


def test_who_goes_on_writing_beside_somebody_doubles_nothing() -> None:
    assert one_text("abc", "abcd", "abc\n\nxyz") == "abcd\n\nxyz"
