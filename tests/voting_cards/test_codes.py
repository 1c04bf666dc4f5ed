"""The code of a voting card: drawn at random, typed with slips, and told apart from a wrong card."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.voting_cards import codes
from facilitation.voting_cards.codes import CODE_LENGTH, LETTERS, TYPED_LENGTH, CardMistyped

TYPED = st.text(LETTERS, min_size=TYPED_LENGTH - 1, max_size=TYPED_LENGTH - 1).map(codes.with_check)


def reason(text: str) -> str:
    with pytest.raises(CardMistyped) as refused:
        codes.read(text)
    return str(refused.value.facts["reason"])


def test_cards_are_drawn_each_different_and_long_enough() -> None:
    drawn = codes.draw(300)
    assert len({card.long for card in drawn} | {card.typed for card in drawn}) == 600
    assert {len(card.long) for card in drawn} == {CODE_LENGTH}
    assert len(LETTERS) ** CODE_LENGTH > 2**128
    assert all(codes.read(card.typed) == card.typed and codes.read(card.long) == card.long for card in drawn)


@pytest.mark.parametrize(
    "written", ["{a}-{b}", "{a}{b}", " {a} {b} ", "{a}–{b}", "HTTP://HALL:5000/W/ABCD/CARD#{a}{b}", "#{a}-{b}"]
)
def test_case_hyphens_and_the_address_around_it_do_not_matter(written: str) -> None:
    [card] = codes.draw(1)
    text = written.format(a=card.typed[:5], b=card.typed[5:])
    assert codes.read(text) == codes.read(text.lower()) == card.typed
    assert codes.grouped(card.typed) == f"{card.typed[:5]}-{card.typed[5:]}"


@given(TYPED, st.integers(0, TYPED_LENGTH - 1), st.sampled_from(LETTERS))
def test_one_slip_is_always_noticed(typed: str, place: int, letter: str) -> None:
    slipped = typed[:place] + letter + typed[place + 1 :]
    if slipped != typed:
        assert reason(slipped) == "check"


@given(TYPED)
def test_two_letters_swapped_are_always_noticed(typed: str) -> None:
    for one, other in combinations(range(TYPED_LENGTH), 2):
        if typed[one] != typed[other]:
            letters = [*typed]
            letters[one], letters[other] = letters[other], letters[one]
            assert reason("".join(letters)) == "check"


def test_what_cannot_be_a_card_is_said_in_its_way() -> None:
    [card] = codes.draw(1)
    assert reason("") == reason(card.typed[:-1]) == reason(card.typed * 2) == "length"
    assert {reason(card.typed[:-1] + odd) for odd in "0O1Il!ä😀"} == {"letter"}


def test_a_hash_is_of_this_house_and_this_workshop() -> None:
    [card] = codes.draw(1)
    hashes = {
        codes.hashed(key, workshop, text)
        for key in (b"one", b"two")
        for workshop in ("a", "b")
        for text in (card.long, card.typed)
    }
    assert len(hashes) == 8
    assert not any(card.long in one or card.typed in one for one in hashes)
