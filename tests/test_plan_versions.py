"""Versions of the plan: frozen, exported again, and compared cell by cell."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation import archive, plan, plan_versions
from facilitation.documents import OF_VERSIONS, export, export_version
from facilitation.errors import BadInput, NotFound
from facilitation.house import House
from facilitation.workshop import Workshop, by_id
from tests import builders
from tests.documents import plans

WORDS = st.sampled_from(["", "A", "B", "Café = 1+1"])
ROW = st.fixed_dictionaries({
    "year": st.sampled_from([2019, 2020]), "title": st.sampled_from(["Raum", "Bau"]),
    "marks": st.lists(st.integers(1, 12)),
    "bars": st.just([[2, 3]]) | st.just([]), "notes": st.just([]),
    "open_date": WORDS, "carried_to": st.none() | st.just(2021),
})  # fmt: skip
SHEET = st.none() | st.fixed_dictionaries({
    **dict.fromkeys(plan_versions.measures.CELLS, WORDS), "measures": st.lists(ROW, max_size=3),
})  # fmt: skip
ENTRY = st.fixed_dictionaries({
    "key": st.sampled_from(["a", "b", "c"]), "field": st.just("1"), "years": st.lists(st.just(2019), max_size=1),
    "sheet": SHEET, "trace": st.none(), "example": st.just(""),
    **dict.fromkeys(("title", "kind", "responsible", "contact", "place", "participants", "status", "reason"), WORDS),
})  # fmt: skip
PLAN = st.fixed_dictionaries({
    "years": st.just([2019]), "background": WORDS, "communication": SHEET,
    "fields": st.just([{"key": "1", "number": 1, "title": "Feld", "vision": "", "description": ""}]),
    "goals": st.fixed_dictionaries({"overall": st.fixed_dictionaries({"values": st.lists(WORDS, max_size=2)})}),
    "entries": st.lists(ENTRY, max_size=3, unique_by=lambda entry: entry["key"]),
})  # fmt: skip


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = House(builders.a_config(tmp_path, now=plans.JANUARY))
    yield opened
    opened.close()


@pytest.fixture
def here(house: House) -> Workshop:
    return plans.dithmarschen(house)


def keep(house: House, here: Workshop, label: str) -> int:
    return int(house.write(plan_versions.keep, workshop_id=here.id, label=label, role="organiser")["number"])


def as_now(house: House, here: Workshop) -> dict[str, Any]:
    with house.reading() as session:
        return plan_versions.frozen(session, here.id)


@given(PLAN, PLAN)
def test_the_changes_from_one_to_another_are_all_there_is_between_them(old: Any, new: Any) -> None:
    there = plan_versions.compared(old, new)
    back = plan_versions.compared(new, old)

    assert plan_versions.compared(old, copy.deepcopy(old)) == {"added": [], "removed": [], "changed": []}
    assert (there["added"], there["removed"]) == (back["removed"], back["added"])
    turned = [(c["kind"], c["key"], c["cell"], c["new"], c["old"]) for c in back["changed"]]
    assert sorted((c["kind"], c["key"], c["cell"], c["old"], c["new"]) for c in there["changed"]) == sorted(turned)
    assert all(change["old"] != change["new"] for change in there["changed"])


def test_a_version_stays_as_it_was_when_the_plan_goes_on(house: House, here: Workshop) -> None:
    before = as_now(house, here)
    number = keep(house, here, "Januar 2019")
    with house.reading() as session:
        lab = plan.entries(session, here.id)[0]
    cells = {"place": "Meldorf", "years": [2019, 2020]}
    house.write(
        plan.edit, workshop_id=here.id, entry_id=lab.id, revision=lab.revision, role="organiser", changes=cells
    )
    plans.an_entry(house, here, 2, "Dorfladen")

    with house.reading() as session:
        kept = plan_versions.one(session, here.id, number)
        assert (kept.content, kept.label, kept.made_by) == (before, "Januar 2019", "organiser")
        told = plan_versions.compared(kept.content, plan_versions.frozen(session, here.id))
    assert [(one["title"]) for one in told["added"]] == ["Dorfladen"]
    assert [(c["title"], c["cell"], c["old"], c["new"]) for c in told["changed"]] == [
        ("Ideenlabor", "place", "Heide", "Meldorf"), ("Ideenlabor", "years", "2019", "2019, 2020"),
    ]  # fmt: skip


def test_an_old_version_is_taken_out_byte_by_byte_as_then(house: House, here: Workshop) -> None:
    number = keep(house, here, "Januar 2019")
    with house.reading() as session:
        workshop, now = by_id(session, here.id), house.clock.now()
        then = {name: export(session, workshop, name, fmt, now)[0] for name, fmt in taken_out()}
    plans.an_entry(house, here, 2, "Dorfladen")

    with house.reading() as session:
        kept = plan_versions.one(session, here.id, number)
        again = {name: export_version(session, workshop, kept, name, fmt)[0] for name, fmt in taken_out()}
        assert again == then
        assert export(session, workshop, "werkstattplan", "json", now)[0] != then["werkstattplan"], "the control"


def taken_out() -> list[tuple[str, str]]:
    return [(name, "pdf" if name == "werkstattplan-buch" else "json") for name in OF_VERSIONS]


def test_versions_are_numbered_and_need_a_stand(house: House, here: Workshop) -> None:
    assert [keep(house, here, label) for label in ("Januar", "Februar")] == [1, 2]
    for label in ("  ", "x" * 121):
        with pytest.raises(BadInput):
            keep(house, here, label)
    with house.reading() as session, pytest.raises(NotFound):
        plan_versions.one(session, here.id, 3)


def test_sheets_goals_and_versions_travel_in_an_archive(house: House, here: Workshop) -> None:
    keep(house, here, "Januar 2019")
    before = as_now(house, here)
    with house.reading() as session:
        packed = archive.pack(
            session, now=house.clock.now(), workshop_id=here.id, entries=archive.Entries.WITHOUT_NAMES, product="Test"
        )
    back = house.write(archive.restore, _parcel=archive.opened(packed))["workshop"]

    with house.reading() as session:
        assert plan_versions.frozen(session, back) == before
        assert [(v.number, v.label, v.content) for v in plan_versions.everything(session, back)] == [
            (1, "Januar 2019", before)
        ]
