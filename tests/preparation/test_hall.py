"""Fields and tables: numbers follow the order, nothing that something rests on goes, and on the day they stay."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facilitation import fields, preparation, tools, visions
from facilitation.access import Role
from facilitation.agenda import programme
from facilitation.errors import BadInput, MovedOn, NotFound
from facilitation.fields import Field
from facilitation.house import House
from facilitation.live.view import View
from facilitation.preparation import StillInUse, TooLate
from facilitation.workshop import Workshop
from tests import builders
from tests.builders import a_workshop, fields_of, tables_of

OFFICE = {"role": "organiser"}


def empty(house: House) -> Workshop:
    """The Düren day without tools."""
    from facilitation import archive

    template = archive.read_template("kreis-dueren")
    del template["tools"]
    return builders.built(house, template)


def titles(house: House, here: Workshop) -> list[tuple[int | None, str]]:
    with house.reading() as session:
        return [(one.number, str(one.title)) for one in fields.everything(session, here.id)]


def halls(house: House, here: Workshop) -> list[tuple[int, int | None]]:
    """Table numbers with the number of their field."""
    with house.reading() as session:
        numbers = {one.id: one.number for one in fields.everything(session, here.id)}
        return [(table.number, numbers[table.field_id]) for table in fields.tables(session, here.id)]


def add(house: House, here: Workshop, title: str, **more: Any) -> Any:
    return house.write(preparation.add_field, workshop_id=here.id, texts={"title": title}, **more, **OFFICE)


def test_a_new_field_is_last_with_a_table_of_its_own(any_house: House) -> None:
    here = empty(any_house)
    assert add(any_house, here, "Klima")["number"] == 6
    assert titles(any_house, here)[5] == (6, "Klima")
    assert halls(any_house, here) == [(n, n) for n in range(1, 7)]
    add(any_house, here, "Sonstiges", category=True)
    assert titles(any_house, here)[-1] == (None, "Sonstiges")
    assert len(halls(any_house, here)) == 6, "a drawer has no table"


def test_numbers_and_tables_follow_the_order(any_house: House) -> None:
    here = empty(any_house)
    third = fields_of(any_house, here)[2]
    told = any_house.write(preparation.move_field, workshop_id=here.id, field_id=third.id, place=1, **OFFICE)
    assert (told["number"], told["before"]) == (1, 3)
    assert [number for number, _title in titles(any_house, here)[:5]] == [1, 2, 3, 4, 5]
    assert titles(any_house, here)[0][1].startswith("Gesellschaftliche")
    assert halls(any_house, here) == [(n, n) for n in range(1, 6)]
    any_house.write(preparation.move_field, workshop_id=here.id, field_id=third.id, place=told["before"], **OFFICE)
    assert titles(any_house, here)[2][1].startswith("Gesellschaftliche")


def test_tables_with_numbers_of_their_own_keep_them(house: House) -> None:
    here = empty(house)
    first = tables_of(house, here)[0]
    house.write(preparation.change_table, workshop_id=here.id, table_id=first.id, changes={"number": "12"}, **OFFICE)
    field = fields_of(house, here)[0]
    house.write(preparation.move_field, workshop_id=here.id, field_id=field.id, place=5, **OFFICE)
    assert sorted(halls(house, here)) == [(2, 1), (3, 2), (4, 3), (5, 4), (12, 5)]


def test_a_field_that_nothing_rests_on_goes_and_comes_back(house: House) -> None:
    here = empty(house)
    before = titles(house, here)
    second = fields_of(house, here)[1]
    house.write(
        preparation.change_field, workshop_id=here.id, field_id=second.id, revision=1, **OFFICE,
        changes={"description": "Lernen, ein Leben lang", "questions:runde-1": "Wie lernen wir?"},
    )  # fmt: skip
    gone = house.write(preparation.remove_field, workshop_id=here.id, field_id=second.id, **OFFICE)
    assert [number for number, _title in titles(house, here)[:4]] == [1, 2, 3, 4]
    assert halls(house, here) == [(n, n) for n in range(1, 5)]
    was = gone["was"]
    house.write(preparation.add_field, workshop_id=here.id, texts=was["texts"], place=was["place"], **OFFICE)
    assert titles(house, here) == before
    assert halls(house, here) == [(n, n) for n in range(1, 6)]
    back = fields_of(house, here)[1]
    assert (str(back.description), back.short_title) == ("Lernen, ein Leben lang", second.short_title)
    assert [str(question) for question in back.asks("runde-1")] == ["Wie lernen wir?"]


def rest_tools(house: House, here: Workshop, field: Field) -> None:
    house.write(tools.propose, workshop_id=here.id, field_id=field.id, title="Bürgerbus")


def rest_vision(house: House, here: Workshop, field: Field) -> None:
    sentences = [{"text": "Der Bus fährt.", "statements": []}]
    house.write(visions.save, workshop_id=here.id, field_id=field.id, base=0, sentences=sentences, role="host")


def rest_link(house: House, here: Workshop, field: Field) -> None:
    builders.a_link(house, here, Role.HOST, 1)


def rest_seats(house: House, here: Workshop, field: Field) -> None:
    from facilitation import groups

    builders.people(house, here, 5)
    house.write(groups.divide, workshop_id=here.id, role="moderator")


def rest_wish(house: House, here: Workshop, field: Field) -> None:
    from facilitation import participants

    def join(session: Any, *, now: Any) -> Any:
        return {"id": participants.join(session, now=now, workshop_id=here.id, wish_field_id=field.id).id}

    house.write(join)


@pytest.mark.parametrize(
    ("rest", "facts"),
    [
        (rest_tools, {"tools": 1}), (rest_vision, {"visions": 1}), (rest_link, {"links": 1}),
        (rest_seats, {"seats": 2}), (rest_wish, {"wishes": 1}),
    ],
)  # fmt: skip
def test_what_something_rests_on_stays_and_says_what(house: House, rest: Any, facts: dict[str, int]) -> None:
    here = empty(house)
    first = fields_of(house, here)[0]
    rest(house, here, first)
    with pytest.raises(StillInUse) as refused:
        house.write(preparation.remove_field, workshop_id=here.id, field_id=first.id, **OFFICE)
    assert refused.value.facts == facts
    assert len(fields_of(house, here)) == 5


def test_the_last_field_and_the_last_table_stay(house: House) -> None:
    here = empty(house)
    for field in fields_of(house, here)[1:]:
        house.write(preparation.remove_field, workshop_id=here.id, field_id=field.id, **OFFICE)
    with pytest.raises(BadInput):
        house.write(preparation.remove_field, workshop_id=here.id, field_id=fields_of(house, here)[0].id, **OFFICE)
    with pytest.raises(BadInput):
        house.write(preparation.remove_table, workshop_id=here.id, table_id=tables_of(house, here)[0].id, **OFFICE)
    for _ in range(2):  # drawers may all go
        with house.reading() as session:
            drawer = fields.everything(session, here.id)[-1]
        house.write(preparation.remove_field, workshop_id=here.id, field_id=drawer.id, **OFFICE)
    assert titles(house, here) == [(1, "Fachkräfte fördern, halten & gewinnen")]


def test_tables_come_and_go_with_numbers_and_seats(any_house: House) -> None:
    here = empty(any_house)
    field = fields_of(any_house, here)[0]
    made = any_house.write(preparation.add_table, workshop_id=here.id, field_id=field.id, seats=8, **OFFICE)
    assert (made["number"], halls(any_house, here)[-1]) == (6, (6, 1))
    told = any_house.write(
        preparation.change_table, workshop_id=here.id, table_id=made["table"], changes={"number": "9", "seats": ""},
        **OFFICE,
    )  # fmt: skip
    assert (told["values"], told["before"]) == ({"number": "9", "seats": ""}, {"number": "6", "seats": "8"})
    for wrong in ({"number": "1"}, {"number": "0"}, {"seats": "0"}, {"seats": "viele"}, {"sign": "x"}):
        with pytest.raises(BadInput):
            any_house.write(
                preparation.change_table, workshop_id=here.id, table_id=made["table"], changes=wrong, **OFFICE
            )
    any_house.write(preparation.remove_table, workshop_id=here.id, table_id=made["table"], **OFFICE)
    assert len(halls(any_house, here)) == 5


def test_a_drawer_has_no_table(house: House) -> None:
    here = empty(house)
    with house.reading() as session:
        drawer = fields.everything(session, here.id)[-1]
    with pytest.raises(BadInput):
        house.write(preparation.add_table, workshop_id=here.id, field_id=drawer.id, **OFFICE)


def test_on_the_day_only_words_and_seats_change(house: House) -> None:
    here = empty(house)
    field, table = fields_of(house, here)[0], tables_of(house, here)[0]
    more = house.write(preparation.add_table, workshop_id=here.id, field_id=field.id, **OFFICE)["table"]
    builders.step(house, here, "start")
    too_late: list[tuple[Any, dict[str, Any]]] = [
        (preparation.add_field, {"texts": {"title": "Klima"}}),
        (preparation.move_field, {"field_id": field.id, "place": 2}),
        (preparation.remove_field, {"field_id": field.id}),
        (preparation.add_table, {"field_id": field.id}),
        (preparation.remove_table, {"table_id": more}),
        (preparation.change_table, {"table_id": table.id, "changes": {"number": "77"}}),
    ]
    for verb, given_ in too_late:
        with pytest.raises(TooLate):
            house.write(verb, workshop_id=here.id, **given_, **OFFICE)
    house.write(preparation.change_table, workshop_id=here.id, table_id=table.id, changes={"seats": "9"}, **OFFICE)
    house.write(
        preparation.change_field, workshop_id=here.id, field_id=field.id, revision=1, changes={"title": "Arbeit"},
        **OFFICE,
    )  # fmt: skip
    assert (titles(house, here)[0][1], tables_of(house, here)[0].seats) == ("Arbeit", 9)


def test_of_two_who_rename_the_second_is_told(house: House) -> None:
    here = empty(house)
    field = fields_of(house, here)[0]
    for title in ("Arbeit", "Handwerk"):
        if title == "Arbeit":
            house.write(
                preparation.change_field, workshop_id=here.id, field_id=field.id, revision=1,
                changes={"title": title}, **OFFICE,
            )  # fmt: skip
            continue
        with pytest.raises(MovedOn) as refused:
            house.write(
                preparation.change_field, workshop_id=here.id, field_id=field.id, revision=1,
                changes={"title": title}, **OFFICE,
            )  # fmt: skip
        assert (refused.value.facts["current"], refused.value.facts["values"]["title"]) == (2, "Arbeit")


def test_a_field_of_another_workshop_is_none(house: House) -> None:
    here, there = empty(house), empty(house)
    field, table = fields_of(house, there)[0], tables_of(house, there)[0]
    foreign: list[tuple[Any, dict[str, Any]]] = [
        (preparation.change_field, {"field_id": field.id, "revision": 1, "changes": {}}),
        (preparation.move_field, {"field_id": field.id, "place": 1}),
        (preparation.remove_field, {"field_id": field.id}),
        (preparation.add_table, {"field_id": field.id}),
        (preparation.change_table, {"table_id": table.id, "changes": {}}),
        (preparation.remove_table, {"table_id": table.id}),
    ]
    for verb, given_ in foreign:
        with pytest.raises(NotFound):
            house.write(verb, workshop_id=here.id, **given_, **OFFICE)


def test_a_fields_own_question_is_asked_at_its_table_and_nowhere_else(house: House) -> None:
    here = a_workshop(house)
    own, other = fields_of(house, here)[:2]
    house.write(
        preparation.change_field, workshop_id=here.id, field_id=own.id, revision=1, **OFFICE,
        changes={"questions:runde-1": "Wer arbeitet hier?\nWo?", "questions:runde-1.en": "Who works here?"},
    )  # fmt: skip
    builders.people(house, here, 10)
    day = builders.run_to(house, here, "vision")
    assert day.item is not None and day.item.key == "runde-1"

    def asked(table_of: Field | None) -> list[str]:
        table = next((t for t in tables_of(house, here) if table_of is not None and t.field_id == table_of.id), None)
        with house.reading() as session:
            look = View(session, house, here.id, house.clock.now(), table_id=table.id if table else None)
            found: list[str] = look.scene_words()["questions"]
            return found

    general = [str(words) for words in day.scenes[day.scenes.index(day.scene)].words("questions")]  # type: ignore[arg-type]
    assert asked(own) == ["Wer arbeitet hier?", "Wo?"]
    assert asked(other) == general == asked(None)
    builders.run_to(house, here, "vision", 2)
    assert asked(own) != ["Wer arbeitet hier?", "Wo?"], "in the other round the general questions hold"


moves = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.booleans()),
        st.tuples(st.just("move"), st.integers(0, 20), st.integers(-3, 30)),
        st.tuples(st.just("remove"), st.integers(0, 20)),
        st.tuples(st.just("table"), st.integers(0, 20)),
        st.tuples(st.just("no table"), st.integers(0, 20)),
    ),
    max_size=8,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves)
def test_whatever_is_pressed_the_hall_stays_a_hall(house: House, presses: list[Any]) -> None:
    here = empty(house)
    for press in presses:
        with house.reading() as session:
            every, tables = fields.everything(session, here.id), fields.tables(session, here.id)
        which = every[press[1] % len(every)]
        table = tables[press[1] % len(tables)]
        try:
            if press[0] == "add":
                add(house, here, "Neu", category=press[1])
            elif press[0] == "move":
                house.write(
                    preparation.move_field, workshop_id=here.id, field_id=which.id, place=press[2], **OFFICE
                )  # fmt: skip
            elif press[0] == "remove":
                house.write(preparation.remove_field, workshop_id=here.id, field_id=which.id, **OFFICE)
            elif press[0] == "table":
                house.write(preparation.add_table, workshop_id=here.id, field_id=which.id, **OFFICE)
            else:
                house.write(preparation.remove_table, workshop_id=here.id, table_id=table.id, **OFFICE)
        except BadInput:
            pass
    with house.reading() as session:
        numbered = fields.numbered(session, here.id)
        tables = fields.tables(session, here.id)
        assert [field.number for field in numbered] == list(range(1, len(numbered) + 1))
        assert {table.field_id for table in tables} == {field.id for field in numbered}
        assert len({table.number for table in tables}) == len(tables) <= 30
        assert programme(session, here.id).items
