"""The built-in templates hold the facts of their sources, build, and describe themselves again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from facilitation import archive, ballots, fields, tools
from facilitation.agenda import programme
from facilitation.house import House
from facilitation.texts import LANGUAGES
from facilitation.workshop import by_id

TITLES = {
    "1": "Fachkräfte fördern, halten & gewinnen",
    "2": "Bildung ermöglichen & stärken",
    "3": "Gesellschaftliche Teilhabe bewirken & festigen",
    "4": "Mobilität & (Nah-)Versorgung gewährleisten",
    "5": "Leben & Wohnen gestalten",
}
MINUTES = [30, 20, 45, 20, 25, 10, 45, 45, 45, 30, 15]
SCENES = [
    ["arrival"], ["plenum"], ["plenum"], ["plenum"], ["break"], ["grouping", "grouping"],
    ["move", "vision"], ["move", "vision"], ["move", "choice"], ["plenum"], ["results", "closing"],
]  # fmt: skip


def build(house: House, template: dict[str, Any]) -> str:
    made: str = house.write(archive.build, template=template)["workshop"]
    return made


def describe(house: House, workshop_id: str) -> dict[str, Any]:
    with house.reading() as session:
        return archive.describe(session, workshop_id)


def test_there_are_two_built_in_templates() -> None:
    assert archive.presets() == ["kreis-dueren", "world-cafe"]


@pytest.mark.parametrize("name", ["kreis-dueren", "world-cafe"])
def test_a_template_built_and_described_builds_the_same_again(any_house: House, name: str) -> None:
    once = describe(any_house, build(any_house, archive.read_template(name)))
    twice = describe(any_house, build(any_house, json.loads(json.dumps(once))))

    assert twice == once
    once["agenda"][0]["minutes"] += 1
    assert describe(any_house, build(any_house, once)) != twice  # the comparison can tell two workshops apart


@pytest.mark.parametrize("name", ["kreis-dueren", "world-cafe"])
def test_what_people_read_is_also_in_english_and_in_easy_language(name: str) -> None:
    spoken = dict(_spoken(archive.read_template(name)))
    quoted = "$.agenda[2].scenes[0].talk"  # the title of a talk has no easy version

    assert len(spoken) > 40
    assert [path for path, text in spoken.items() if set(text) != set(LANGUAGES) and path != quoted] == []


def test_the_dueren_day_lasts_330_minutes_from_1530_to_2100(any_house: House) -> None:
    workshop_id = build(any_house, archive.read_template("kreis-dueren"))
    with any_house.reading() as session:
        day = programme(session, workshop_id)
        workshop = by_id(session, workshop_id)
        ends = workshop.local(day.planned_end())

    assert [item.minutes for item in day.items] == MINUTES
    assert (len(day.items), sum(MINUTES)) == (11, 330)
    assert (workshop.planned_start.isoformat(), ends.isoformat()) == (
        "2017-10-18T13:30:00+00:00",
        "2017-10-18T21:00:00+02:00",
    )


def test_the_dueren_rounds_may_take_30_to_45_minutes_and_the_day_195_beside_them() -> None:
    items = archive.read_template("kreis-dueren")["agenda"]
    rounds = [item for item in items if "movement" in item]

    assert [(item["minimum"], item["minutes"], item["maximum"]) for item in rounds] == [(30, 45, 45)] * 3
    assert [item["movement"] for item in rounds] == [
        {"kind": "home"},
        {"kind": "shift", "by": 1},
        {"kind": "return"},
    ]
    assert sum(item["minutes"] for item in items) - 3 * 45 == 195
    assert [item["key"] for item in items if item.get("protected")] == ["pause"]


def test_the_dueren_items_hold_the_scenes_of_the_design() -> None:
    items = archive.read_template("kreis-dueren")["agenda"]

    assert [[scene["activity"] for scene in item["scenes"]] for item in items] == SCENES
    assert [item["key"] for item in items if any(scene.get("school") for scene in item["scenes"])] == [
        "schule-meets-demografie"
    ]
    rules, seats = items[5]["scenes"]
    assert (len(rules["steps"]), rules["show_rules"], seats["map"]) == (3, True, True)
    asked = [scene for item in items for scene in item["scenes"] if scene["activity"] in ("vision", "choice")]
    assert [len(scene["questions"]) for scene in asked] == [2, 2, 2]


def test_the_dueren_workshop_keeps_place_series_years_and_horizon(any_house: House) -> None:
    workshop_id = build(any_house, archive.read_template("kreis-dueren"))
    with any_house.reading() as session:
        workshop = by_id(session, workshop_id)

    assert str(workshop.series) == "KREIS DÜREN 2030 – Aktiv den demografischen Wandel gestalten"
    assert (workshop.place, workshop.years) == ("Jülich-Barmen", [2017, 2018, 2019, 2020])
    assert (workshop.settings.horizon_years, workshop.settings.wifi_name, len(workshop.rules)) == (5, "", 5)


def test_the_dueren_template_carries_65_tools_in_five_fields_and_two_drawers(any_house: House) -> None:
    workshop_id = build(any_house, archive.read_template("kreis-dueren"))
    with any_house.reading() as session:
        every = fields.everything(session, workshop_id)
        name = {field.id: str(field.number or field.title) for field in every}
        found = tools.everything(session, workshop_id)
        tables = {t.number: name[t.field_id] for t in fields.tables(session, workshop_id)}

    assert Counter(str(tool.kind) for tool in found) == {"existing": 8, "new": 6, "open": 51}
    assert Counter(name[tool.field_id] for tool in found) == {
        "1": 20, "2": 8, "3": 9, "4": 11, "5": 6,
        "Austausch & Öffentlichkeitsarbeit": 4, "Planungsinstrumente": 7,
    }  # fmt: skip
    assert len(found) == 65 == 8 + 6 + 51 == 20 + 8 + 9 + 11 + 6 + 4 + 7
    assert {name[f.id]: str(f.title) for f in every if f.number} == TITLES
    assert tables == {1: "1", 2: "2", 3: "3", 4: "4", 5: "5"}  # the drawers have no table


def test_the_sheets_of_field_1_came_over_whole() -> None:
    by_key = {tool["key"]: tool for tool in archive.read_template("kreis-dueren")["tools"]}

    assert by_key["berufswahl-siegel"]["variants"] == ["BerufswahlSIEGEL NRW"]
    assert by_key["ausbildungspaten"]["institutions"] == [
        "Freiwilligenzentrum Düren e.V.",
        "Marokkanischer Jugend- und Kulturverein e.V.",
        "(ehem.) RAA Kreis Düren",
    ]
    assert sum("description" in tool for tool in by_key.values() if tool["field"] == "1") == 14


def test_the_world_cafe_has_four_tables_and_five_rounds(any_house: House) -> None:
    workshop_id = build(any_house, archive.read_template("world-cafe"))
    with any_house.reading() as session:
        day = programme(session, workshop_id)
        tables = fields.tables(session, workshop_id)
        found = tools.everything(session, workshop_id)
        votes = ballots.of_workshop(session, workshop_id)

    last = {item.round_number: str(day.scenes_of[item.id][-1].activity) for item in day.rounds}
    assert last == {1: "vision", 2: "vision", 3: "vision", 4: "vision", 5: "choice"}
    assert [(item.movement or {})["kind"] for item in day.rounds] == [
        "home",
        "shift",
        "shift",
        "shift",
        "return",
    ]
    assert {(item.minimum, item.maximum) for item in day.rounds} == {(15, 20)}
    assert [after.key for item, after in pairwise(day.items) if item.round_number == 3] == ["pause"]
    assert (len(tables), len(found), votes) == (4, 12, [])
    assert Counter(str(tool.kind) for tool in found) == {"existing": 4, "new": 4, "open": 4}


def _spoken(value: Any, path: str = "$") -> Iterator[tuple[str, dict[str, str]]]:
    """Every text with variants in a template, with its path."""
    if isinstance(value, dict) and "de" in value:
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _spoken(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _spoken(inner, f"{path}[{place}]")
