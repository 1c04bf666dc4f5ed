"""Werkzeugblätter: the months of an Einzelmaßnahme, two editors at once, and what a sheet begins with."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation import goals, measures, plan
from facilitation.errors import BadInput, MovedOn, NotFound
from facilitation.house import House
from facilitation.measures import months, rows
from facilitation.workshop import Workshop
from tests import builders
from tests.documents import plans


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = House(builders.a_config(tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def here(house: House) -> Workshop:
    return builders.a_workshop(house)


@pytest.fixture
def entry(house: House, here: Workshop) -> str:
    return plans.an_entry(house, here, 1, "Job-Café", "existing", contact="Leitstelle", place="Stadt Düren")


def shown(house: House, here: Workshop, entry: str | None) -> list[dict[str, str]]:
    with house.reading() as session:
        return [rows.shown(row) for row in measures.of_sheet(session, measures.sheet_of(session, here.id, entry).id)]


MONTH = st.integers(1, 12)
SPANS = st.lists(st.tuples(MONTH, MONTH).map(lambda pair: [min(pair), max(pair)]), max_size=5)


@given(SPANS)
def test_bars_are_read_as_they_are_shown_and_cover_the_same_months(spans: list[list[int]]) -> None:
    read = months.read_bars(months.bars_shown(spans))
    covered = {month for first, last in spans for month in range(first, last + 1)}

    assert {one.number for one in months.row([], read, []) if one.barred} == covered
    assert months.read_bars(months.bars_shown(read)) == read
    assert all(before[1] < after[0] for before, after in pairwise(read))


@given(st.sets(MONTH))
def test_marks_are_read_as_they_are_shown(marked: set[int]) -> None:
    assert months.read_marks(months.marks_shown(sorted(marked))) == sorted(marked)


def test_a_month_shows_its_cross_its_bar_and_its_words() -> None:
    cells = months.row([6], [[3, 6]], [(6, "Übergabe"), (12, "Ende")])

    assert [(one.number, one.barred, one.text) for one in cells if one.barred or one.text] == [
        (3, True, ""), (4, True, ""), (5, True, ""), (6, True, "X Übergabe"), (12, False, "Ende"),
    ]  # fmt: skip


def test_an_office_writes_spans_of_months_in_many_ways() -> None:
    assert months.read_marks(" 1,4; 7 bis 9 ") == [1, 4, 7, 8, 9]
    assert months.read_bars("9-7, 2–3, 3-5") == [[2, 5], [7, 9]]
    assert months.read_notes("12: Projektende\n4 Start\n4: früh") == [(4, "Start, früh"), (12, "Projektende")]


@pytest.mark.parametrize(("read", "written"), [
    (months.read_marks, "13"), (months.read_marks, "0"), (months.read_bars, "2-x"), (months.read_bars, "11-13"),
    (months.read_notes, "Projektende"), (months.read_notes, "13: Ende"), (months.read_notes, "1: " + "x" * 61),
])  # fmt: skip
def test_what_is_no_month_is_refused(read: object, written: str) -> None:
    assert callable(read)
    with pytest.raises(BadInput):
        read(written)


def test_a_sheet_begins_with_what_plan_and_catalogue_say(house: House, here: Workshop, entry: str) -> None:
    with house.reading() as session:
        begun = measures.sheet_of(session, here.id, entry)
        assert (begun.title, begun.contact, begun.place_contact) == ("Job-Café", "Leitstelle", "Stadt Düren")
        assert (begun.revision, begun.id, begun.budget) == (0, None, "")
        assert measures.sheets(session, here.id) == {}, "nothing is written by looking"


def test_the_sheet_may_differ_from_the_plan_and_both_stay(house: House, here: Workshop, entry: str) -> None:
    plans.write_sheet(house, here, entry, title="Job-Café (neu)", contact="Amt 5")
    with house.reading() as session:
        assert plan.one(session, here.id, entry).title == "Job-Café"
        assert measures.sheet_of(session, here.id, entry).title == "Job-Café (neu)"


def test_of_two_first_writers_the_second_is_told_what_stands_there(house: House, here: Workshop, entry: str) -> None:
    for own in (entry, None):
        plans.write_sheet(house, here, own, budget="1.000 €")
        with pytest.raises(MovedOn) as told:
            plans.write_sheet(house, here, own, budget="2.000 €")
        assert (told.value.facts["current"], told.value.facts["values"]["budget"]) == (1, "1.000 €")
    with house.reading() as session:
        assert len(measures.sheets(session, here.id)) == 2


def test_a_row_is_changed_by_whoever_knows_its_revision(house: House, here: Workshop, entry: str) -> None:
    row = plans.row(house, here, entry, 2018, "Werben")
    arguments = {"workshop_id": here.id, "measure_id": row, "role": "organiser"}
    told = house.write(rows.change, revision=1, changes={"bars": "3-5", "marks": "1"}, **arguments)

    assert (told["revision"], told["before"]) == (2, {"bars": "", "marks": ""})
    with pytest.raises(MovedOn) as refused:
        house.write(rows.change, revision=1, changes={"bars": "7-8"}, **arguments)
    assert refused.value.facts["values"]["bars"] == "3-5"
    assert shown(house, here, entry)[0]["bars"] == "3-5"


def test_a_row_that_was_removed_comes_back_where_it_stood(house: House, here: Workshop, entry: str) -> None:
    for title in ("Eins", "Zwei", "Drei"):
        row = plans.row(house, here, entry, 2018, title, marks="2", notes="12: Ende") if title == "Zwei" else None
        row or plans.row(house, here, entry, 2018, title)
    before = shown(house, here, entry)
    with house.reading() as session:
        [second] = [m for m in measures.of_sheet(session, measures.sheet_of(session, here.id, entry).id) if m.marks]
    gone = house.write(rows.remove, workshop_id=here.id, measure_id=second.id, revision=1, role="organiser")["before"]
    assert [row["title"] for row in shown(house, here, entry)] == ["Eins", "Drei"]
    year = int(gone.pop("year"))
    house.write(rows.add, workshop_id=here.id, entry_id=entry, year=year, role="organiser", changes=gone)

    assert shown(house, here, entry) == before


def test_rows_move_within_their_year(house: House, here: Workshop, entry: str) -> None:
    ids = [plans.row(house, here, entry, 2018, title) for title in "ABC"]
    plans.row(house, here, entry, 2019, "D")
    house.write(rows.move, workshop_id=here.id, measure_id=ids[2], place=1, role="organiser")

    assert [(row["year"], row["title"]) for row in shown(house, here, entry)] == [
        ("2018", "C"), ("2018", "A"), ("2018", "B"), ("2019", "D"),
    ]  # fmt: skip


@pytest.mark.parametrize("changes", [
    {"title": ""}, {"title": "x" * 301}, {"carried_to": "2018"}, {"carried_to": "bald"}, {"year": "18"},
    {"colour": "rot"},
])  # fmt: skip
def test_a_row_that_says_nothing_right_is_refused(
    house: House, here: Workshop, entry: str, changes: dict[str, str]
) -> None:
    row = plans.row(house, here, entry, 2018, "Werben")
    with pytest.raises(BadInput):
        house.write(rows.change, workshop_id=here.id, measure_id=row, revision=1, role="organiser", changes=changes)


def test_another_workshop_reaches_neither_sheet_nor_row(house: House, here: Workshop, entry: str) -> None:
    row, other = plans.row(house, here, entry, 2018, "Werben"), builders.a_workshop(house)
    with pytest.raises(NotFound):
        plans.write_sheet(house, other, entry, budget="1")
    with pytest.raises(NotFound):
        house.write(rows.remove, workshop_id=other.id, measure_id=row, revision=1, role="organiser")


def test_an_entry_with_a_written_sheet_stays_in_the_plan(house: House, here: Workshop, entry: str) -> None:
    arguments = {"workshop_id": here.id, "entry_id": entry, "revision": 2, "role": "organiser"}
    plans.row(house, here, entry, 2018, "Werben")
    with pytest.raises(BadInput) as refused:
        house.write(measures.take_out, **arguments)
    assert refused.value.facts["reason"] == "has_sheet"

    bare = plans.an_entry(house, here, 1, "Messen", "existing")
    house.write(measures.take_out, **{**arguments, "entry_id": bare})
    with house.reading() as session:
        assert [one.id for one in plan.entries(session, here.id)] == [entry]


def test_goals_are_a_line_each_and_guarded(house: House, here: Workshop) -> None:
    arguments = {"workshop_id": here.id, "level": "overall", "name": "values", "role": "organiser"}
    told = house.write(goals.edit, revision=0, text=" Offenheit \n\nMut", **arguments)
    assert (told["values"], told["before"]) == ({"text": "Offenheit\nMut"}, {"text": ""})
    with pytest.raises(MovedOn):
        house.write(goals.edit, revision=0, text="Anderes", **arguments)
    with pytest.raises(NotFound):
        house.write(goals.edit, revision=0, text="Werte", **{**arguments, "level": "concrete"})
    with house.reading() as session:
        assert goals.catalogue(session, here.id)["overall"]["values"] == ["Offenheit", "Mut"]
