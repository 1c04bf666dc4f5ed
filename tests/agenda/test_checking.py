"""The live check of an agenda: every fault is found where it is, and goes when it is mended."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from facilitation.agenda.checking import findings
from facilitation.house import House
from facilitation.workshop import Workshop
from tests import builders
from tests.agenda.editor import edit, item, scene, undo
from tests.builders import clock_of, look, run_to, step


def found(house: House, workshop: Workshop, **given: Any) -> list[tuple[str, str, dict[str, Any]]]:
    now = look(house, workshop)
    names = {one.id: one.key for one in now.items}
    return [
        (one.code, names[one.item] if one.item else "", one.facts)
        for one in findings(now, house.clock.now(), **given)
    ]


def codes(house: House, workshop: Workshop) -> list[tuple[str, str]]:
    return [(code, key) for code, key, _facts in found(house, workshop)]


@pytest.mark.parametrize("preset", ["kreis-dueren", "world-cafe"])
def test_the_presets_fit(house: House, preset: str) -> None:
    assert found(house, builders.a_workshop(house, preset)) == []


BREAKS: list[tuple[str, dict[str, Any], str, tuple[str, str], dict[str, Any]]] = [
    ("change_item", {"changes": {"minutes": 45}}, "act", ("ends_late", ""), {"minutes": 15}),
    ("change_item", {"changes": {"minutes": 20}}, "act", ("ends_early", ""), {"minutes": 10}),
    ("change_item", {"changes": {"fixed_start": "17:00"}}, "pause", ("fixed_hour_missed", "pause"), {"minutes": 25}),
    ("change_item", {"changes": {"minutes": 50}}, "runde-2", ("outside_limits", "runde-2"), {"maximum": 45}),
    ("remove_item", {}, "einfuehrung", ("round_without_grouping", "runde-1"), {}),
    ("duplicate_item", {}, "runde-3", ("second_choice", "runde-3-1"), {"earlier": "Runde 3"}),
    ("remove_item", {}, "runde-3", ("results_before_choice", "abschluss"), {}),
    ("remove_item", {}, "abschluss", ("choice_without_results", "runde-3"), {}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given", "key", "place", "facts"), BREAKS, ids=[case[3][0] for case in BREAKS])
def test_a_fault_is_found_where_it_is_and_goes_when_it_is_taken_back(
    house: House, name: str, given: dict[str, Any], key: str, place: tuple[str, str], facts: dict[str, Any]
) -> None:
    workshop = builders.a_workshop(house)
    named = item(house, workshop, key)
    edit(house, workshop, name, **({"item_id": named["item_id"]} if name == "duplicate_item" else named), **given)
    assert place in codes(house, workshop)
    told = next(one[2] for one in found(house, workshop) if one[:2] == place)
    assert told.items() >= facts.items()
    undo(house, workshop)
    assert codes(house, workshop) == []


def test_an_item_without_scenes_is_named_and_a_day_without_any_cannot_begin(house: House) -> None:
    workshop = builders.a_workshop(house)
    edit(house, workshop, "remove_scene", **scene(house, workshop, "act", 0))
    assert codes(house, workshop) == [("no_scenes", "act")]
    for key in [one.key for one in look(house, workshop).items if one.key != "act"]:
        edit(house, workshop, "remove_item", **item(house, workshop, key))
    assert codes(house, workshop) == [("nothing_to_show", ""), ("ends_early", ""), ("no_scenes", "act")]


def test_a_gap_before_a_fixed_hour_is_named(house: House) -> None:
    workshop = builders.a_workshop(house)
    edit(house, workshop, "change_item", **item(house, workshop, "pause"), changes={"fixed_start": "17:40"})
    assert codes(house, workshop) == [("ends_late", ""), ("gap_before", "pause")]
    edit(house, workshop, "change_item", **item(house, workshop, "pause"), changes={"fixed_start": "17:25"})
    assert codes(house, workshop) == []


def test_a_vote_without_tools_names_the_fields(house: House) -> None:
    workshop = builders.a_workshop(house)
    assert found(house, workshop, bare_fields=[2, 4]) == [("choice_without_tools", "runde-3", {"fields": [2, 4]})]


def test_two_votes_in_one_item_are_named_once(house: House) -> None:
    workshop = builders.a_workshop(house)
    edit(house, workshop, "duplicate_scene", **scene(house, workshop, "runde-3", 1))
    assert codes(house, workshop) == [("second_choice", "runde-3")]


def test_without_a_wanted_end_no_end_is_wrong(house: House) -> None:
    workshop = builders.a_workshop(house)
    edit(house, workshop, "change_hours", changes={"ends": ""})
    edit(house, workshop, "change_item", **item(house, workshop, "act"), changes={"minutes": 90})
    assert codes(house, workshop) == []
    edit(house, workshop, "change_hours", changes={"ends": "0:30"})  # past midnight
    assert found(house, workshop)[0][2]["minutes"] == 150
    assert look(house, workshop).workshop.ends == time(0, 30)


def test_on_the_day_only_what_is_ahead_is_checked_and_the_end_is_the_expected_one(house: House) -> None:
    workshop = builders.a_workshop(house)
    edit(house, workshop, "change_item", **item(house, workshop, "runde-1"), changes={"minutes": 50})
    run_to(house, workshop, "vision")
    assert [code for code, _key in codes(house, workshop)] == ["ends_early"]  # nobody has sat through the talks
    clock_of(house).forward(hours=5)
    step(house, workshop, "next")
    assert [code for code, _key in codes(house, workshop)] == ["ends_late"]
    step(house, workshop, "close")
    assert codes(house, workshop) == []


def test_findings_are_told_in_the_order_of_the_day(house: House) -> None:
    workshop = builders.a_workshop(house)
    for key in ("runde-3", "runde-1"):
        edit(house, workshop, "change_item", **item(house, workshop, key), changes={"minutes": 50})
    assert codes(house, workshop) == [("ends_late", ""), ("outside_limits", "runde-1"), ("outside_limits", "runde-3")]
