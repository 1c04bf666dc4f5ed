"""The Zukunftsbild: versions, two who write at once, and the cards its sentences rest on."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation import statements, visions
from facilitation.errors import BadInput, MovedOn, NotFound
from facilitation.fields import Field
from facilitation.house import House
from facilitation.visions import Version
from tests.builders import a_workshop, fields_of, people


@pytest.fixture
def field(any_house: House) -> Field:
    return fields_of(any_house, a_workshop(any_house))[0]


def said(*texts: str) -> list[dict[str, Any]]:
    return [{"text": text, "statements": []} for text in texts]


def save(house: House, field: Field, base: int, *texts: str, **more: Any) -> Any:
    return house.write(
        visions.save, workshop_id=field.workshop_id, field_id=field.id, role="host", base=base,
        **{"sentences": said(*texts), **more},
    )  # fmt: skip


def press(house: House, field: Field, verb: Any, number: int) -> Any:
    return house.write(verb, workshop_id=field.workshop_id, field_id=field.id, role="host", number=number)


def standing(house: House, field: Field) -> Version | None:
    with house.reading() as session:
        return visions.current(session, field.id)


def waiting(house: House, field: Field) -> list[int]:
    with house.reading() as session:
        return [version.number for version in visions.standing_beside(session, field.id)]


def kept(house: House, field: Field) -> list[str]:
    with house.reading() as session:
        return [version.text for version in visions.versions(session, field.id)]


def test_each_save_is_a_version(any_house: House, field: Field) -> None:
    assert save(any_house, field, 0, "Alle kommen an.") == {"version": 1, "current": 1, "beside": False}
    assert save(any_house, field, 1, "Alle kommen gut an.")["version"] == 2
    assert kept(any_house, field) == ["Alle kommen an.", "Alle kommen gut an."]


def test_saving_the_same_text_or_nothing_at_all_makes_no_version(any_house: House, field: Field) -> None:
    assert save(any_house, field, 0, "  ")["version"] == 0
    save(any_house, field, 0, "Alle kommen an.")
    assert save(any_house, field, 1, " Alle  kommen an. ", "")["version"] == 1
    assert kept(any_house, field) == ["Alle kommen an."]


def test_two_who_save_at_once_lose_nothing(any_house: House, field: Field) -> None:
    save(any_house, field, 0, "Anfang.")
    save(any_house, field, 1, "Hanna schreibt.")
    assert save(any_house, field, 1, "Ada schreibt.") == {"version": 3, "current": 2, "beside": True}
    current = standing(any_house, field)
    assert current is not None and current.text == "Hanna schreibt."
    assert kept(any_house, field) == ["Anfang.", "Hanna schreibt.", "Ada schreibt."]


def test_what_lies_beside_stays_in_sight_while_the_other_goes_on_writing(any_house: House, field: Field) -> None:
    save(any_house, field, 0, "Anfang.")
    save(any_house, field, 1, "Hanna schreibt.")
    save(any_house, field, 1, "Ada schreibt.")
    save(any_house, field, 2, "Hanna schreibt weiter.")
    assert waiting(any_house, field) == [3]


def test_who_writes_on_beside_replaces_only_the_own_text(any_house: House, field: Field) -> None:
    save(any_house, field, 0, "Anfang.")
    save(any_house, field, 1, "Hanna schreibt.")
    save(any_house, field, 1, "Ada schreibt.")
    save(any_house, field, 1, "Dora schreibt.")
    answer = save(any_house, field, 1, "Ada schreibt mehr.", replaces=3)
    assert (answer["version"], answer["beside"]) == (5, True)
    assert waiting(any_house, field) == [4, 5]
    assert len(kept(any_house, field)) == 5


@pytest.mark.parametrize(("chosen", "text"), [(2, "Hanna schreibt."), (3, "Ada schreibt.")])
def test_choosing_settles_what_lay_beside(any_house: House, field: Field, chosen: int, text: str) -> None:
    save(any_house, field, 0, "Anfang.")
    save(any_house, field, 1, "Hanna schreibt.")
    save(any_house, field, 1, "Ada schreibt.")
    press(any_house, field, visions.take_over, chosen)
    current = standing(any_house, field)
    assert current is not None and current.text == text
    assert waiting(any_house, field) == []
    assert {"Hanna schreibt.", "Ada schreibt."} <= set(kept(any_house, field))


def test_an_old_version_can_be_taken_again(any_house: House, field: Field) -> None:
    save(any_house, field, 0, "Eins.")
    save(any_house, field, 1, "Zwei.")
    assert press(any_house, field, visions.take_over, 1)["version"] == 3
    assert kept(any_house, field) == ["Eins.", "Zwei.", "Eins."]
    with pytest.raises(NotFound):
        press(any_house, field, visions.take_over, 9)


def test_the_table_agrees_with_the_version_that_stands(any_house: House, field: Field) -> None:
    save(any_house, field, 0, "Eins.")
    save(any_house, field, 1, "Zwei.")
    with pytest.raises(MovedOn):
        press(any_house, field, visions.agree, 1)
    press(any_house, field, visions.agree, 2)
    current = standing(any_house, field)
    assert current is not None and current.agreed_at is not None


def test_nobody_agrees_with_an_empty_picture(any_house: House, field: Field) -> None:
    save(any_house, field, 0, "Eins.")
    save(any_house, field, 1)
    with pytest.raises(BadInput):
        press(any_house, field, visions.agree, 2)


def test_a_sentence_names_cards_of_its_own_field_only(any_house: House, field: Field) -> None:
    other, *_others = fields_of(any_house, a_workshop(any_house))
    own, foreign = (
        any_house.write(statements.write, workshop_id=one.workshop_id, field_id=one.id, text="Karte")["statement"]
        for one in (field, other)
    )
    named = [{"text": "Alle kommen an.", "statements": [own, foreign, own, "nichts"]}]
    save(any_house, field, 0, sentences=named)
    current = standing(any_house, field)
    assert current is not None and current.sentences == [{"text": "Alle kommen an.", "statements": [own]}]


@pytest.mark.parametrize("sentences", [["Satz"], [{"text": "Satz", "statements": "K1"}], [{"text": "x" * 601}]])
def test_what_is_no_sentence_is_refused(any_house: House, field: Field, sentences: list[Any]) -> None:
    with pytest.raises(BadInput):
        save(any_house, field, 0, sentences=sentences)
    save(any_house, field, 0, sentences=[{"text": "x" * 600}])


def test_too_many_sentences_are_refused_and_none_is_dropped_silently(any_house: House, field: Field) -> None:
    with pytest.raises(BadInput):
        save(any_house, field, 0, *(f"Satz {n}." for n in range(61)))
    save(any_house, field, 0, *(f"Satz {n}." for n in range(60)))


def test_a_card_the_picture_rests_on_keeps_its_text_when_its_author_goes(any_house: House) -> None:
    workshop = a_workshop(any_house)
    field = fields_of(any_house, workshop)[0]
    (ben,) = people(any_house, workshop, 1)
    bus, bike = (
        any_house.write(
            statements.write, workshop_id=workshop.id, field_id=field.id, text=text, author_id=ben
        )["statement"]
        for text in ("Bus", "Rad")
    )
    save(any_house, field, 0, sentences=[{"text": "Alle kommen an.", "statements": [bus]}])
    told = [
        any_house.write(
            visions.delete_own_statement, workshop_id=workshop.id, statement_id=card, author_id=ben
        )["text"]
        for card in (bus, bike)
    ]
    assert told == ["kept", "deleted"]
