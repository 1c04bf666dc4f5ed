"""Templates are taken whole or not at all: a fault is named with path and reason, and nothing is left."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from facilitation import archive, fields, tools
from facilitation.agenda import programme
from facilitation.archive import BadTemplate
from facilitation.database import Base
from facilitation.house import House
from facilitation.workshop import by_id
from tests import builders

Template = dict[str, Any]
Break = Callable[[Template], object]

SMALL: Template = {
    "format": "zukunftswerkstatt-workshop",
    "version": 1,
    "workshop": {"title": "Zwei Felder", "day": "2031-05-06", "begins": "09:30", "years": [2033, 2031]},
    "fields": [
        {"number": 1, "title": {"de": "Ufer", "en": "Shore"}},
        {"number": 2, "title": "Hafen", "short_title": "Kai"},
        {"title": "Vorrat"},
    ],
    "tables": [
        {"number": 1, "field": "1", "seats": 8, "x": 0.2, "y": 0.5},
        {"number": 2, "field": "2"},
        {"number": 3, "field": 2},
    ],
    "agenda": [
        {"title": "Ankommen", "minutes": 15, "scenes": [{"activity": "arrival"}]},
        {"key": "r1", "title": "Runde 1", "minutes": 20, "movement": {"kind": "home"},
         "scenes": [{"activity": "vision", "questions": ["Was sehen Sie?"]}]},
        {"title": "Runde 2", "minutes": 20, "minimum": 15, "maximum": 25,
         "movement": {"kind": "shift", "by": 1}, "scenes": [{"activity": "move"}, {"activity": "vision"}]},
        {"title": "Mahl", "minutes": 30, "protected": True, "fixed_start": "12:00",
         "scenes": [{"activity": "break"}]},
        {"title": "Runde 3", "minutes": 20, "movement": {"kind": "mix"}, "scenes": [{"activity": "vision"}]},
        {"title": "Runde 4", "minutes": 20, "movement": {"kind": "return"},
         "scenes": [{"activity": "choice"}]},
        {"title": "Schluss", "minutes": 10, "scenes": [{"activity": "results"}, {"activity": "closing"}]},
    ],
    "tools": [
        {"field": "1", "title": "Steg"},
        {"field": "2", "title": "Kran", "kind": "existing", "places": ["Nord", " "]},
        {"field": "Vorrat", "title": "Liste", "kind": "new"},
    ],
}  # fmt: skip


@pytest.fixture
def empty_house(tmp_path: Path) -> Iterator[House]:
    opened = House(builders.a_config(tmp_path))
    yield opened
    opened.close()


def build(house: House, template: Any, **given: Any) -> str:
    made: str = house.write(archive.build, template=template, **given)["workshop"]
    return made


def rows(house: House) -> dict[str, int]:
    """How many rows lie in each table of the database, empty tables and the operator's own left out."""
    with house.reading() as session:
        counted = {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
    return {name: count for name, count in counted.items() if count and name != "operator"}


def at(template: Template, *path: str | int) -> Any:
    for step in path:
        template = template[step]  # type: ignore[index]
    return template


def put(value: Any, *path: str | int) -> Break:
    """A fault: another value at that place."""

    def fault(template: Template) -> None:
        at(template, *path[:-1])[path[-1]] = value

    return fault


def drop(*path: str | int) -> Break:
    return lambda template: at(template, *path[:-1]).pop(path[-1])


FAULTS: list[tuple[str, str, Break]] = [
    ("$.format", "missing", drop("format")),
    ("$.format", "choice", put("zukunftswerkstatt-plan", "format")),
    ("$.version", "missing", drop("version")),
    ("$.version", "type", put("1", "version")),
    ("$.version", "version", put(3, "version")),
    ("$.programme", "unknown", put([], "programme")),
    ("$.workshop", "missing", drop("workshop")),
    ("$.workshop", "type", put([], "workshop")),
    ("$.workshop.title", "missing", drop("workshop", "title")),
    ("$.workshop.title", "type", put(7, "workshop", "title")),
    ("$.workshop.title.fr", "languages", put({"de": "Zwei", "fr": "Deux"}, "workshop", "title")),
    ("$.workshop.title.de", "missing", put({"en": "Two"}, "workshop", "title")),
    ("$.workshop.title.de", "missing", put("   ", "workshop", "title")),
    ("$.workshop.title.de", "character", put("Zwei\0Felder", "workshop", "title")),
    ("$.workshop.place", "character", put("\ud83c", "workshop", "place")),
    ("$.workshop.place", "too_long", put("x" * 201, "workshop", "place")),
    ("$.workshop.day", "date", put("06.05.2031", "workshop", "day")),
    ("$.workshop.day", "date", put("20310506", "workshop", "day")),
    ("$.workshop.begins", "missing", drop("workshop", "begins")),
    ("$.workshop.begins", "hour", put("25:00", "workshop", "begins")),
    ("$.workshop.begins", "hour", put(930, "workshop", "begins")),
    ("$.workshop.begins", "hour", put("09:30+02:00", "workshop", "begins")),
    ("$.workshop.zone", "zone", put("Europe/Dueren", "workshop", "zone")),
    ("$.workshop.zone", "zone", put("../../etc/hosts", "workshop", "zone")),
    ("$.workshop.years", "type", put(["2031"], "workshop", "years")),
    ("$.workshop.years", "range", put([31], "workshop", "years")),
    ("$.workshop.rules[0]", "missing", put([""], "workshop", "rules")),
    ("$.workshop.titel", "unknown", put("Zwei", "workshop", "titel")),
    ("$.workshop.settings", "type", put([], "workshop", "settings")),
    ("$.workshop.settings.punkte", "unknown", put({"punkte": 5}, "workshop", "settings")),
    ("$.workshop.settings.places", "type", put({"places": "5"}, "workshop", "settings")),
    ("$.workshop.settings.points_cap", "range", put({"points_cap": 0}, "workshop", "settings")),
    ("$.workshop.settings.vote_mode", "choice", put({"vote_mode": "laut"}, "workshop", "settings")),
    ("$.fields", "missing", put([], "fields")),
    ("$.fields", "missing", put([{"title": "Vorrat"}], "fields")),
    ("$.fields[1]", "type", put("Hafen", "fields", 1)),
    ("$.fields[1].number", "doubled", put(1, "fields", 1, "number")),
    ("$.fields[1].number", "range", put(0, "fields", 1, "number")),
    ("$.fields[1].number", "type", put(True, "fields", 1, "number")),
    ("$.fields[0].colour", "unknown", put("blue", "fields", 0, "colour")),
    ("$.tables[1].number", "doubled", put(1, "tables", 1, "number")),
    ("$.tables[1].field", "choice", put("9", "tables", 1, "field")),
    ("$.tables[1].field", "choice", put("Vorrat", "tables", 1, "field")),
    ("$.tables[0].x", "range", put(1.5, "tables", 0, "x")),
    ("$.tables", "field_without_table", drop("tables", 0)),
    ("$.agenda", "missing", drop("agenda")),
    ("$.agenda", "type", put({}, "agenda")),
    ("$.agenda[2].key", "doubled", put("r1", "agenda", 2, "key")),
    ("$.agenda[0].minutes", "missing", drop("agenda", 0, "minutes")),
    ("$.agenda[0].minutes", "type", put(15.5, "agenda", 0, "minutes")),
    ("$.agenda[0].minutes", "range", put(-1, "agenda", 0, "minutes")),
    ("$.agenda[2].minimum", "limits", put(31, "agenda", 2, "minimum")),
    ("$.agenda[2].minimum", "limits", put(9, "agenda", 2, "maximum")),
    ("$.agenda[2].minimum", "limits", drop("agenda", 2, "maximum")),
    ("$.agenda[3].protected", "type", put("no", "agenda", 3, "protected")),
    ("$.agenda[3].fixed_start", "hour", put("12 Uhr", "agenda", 3, "fixed_start")),
    ("$.agenda[1].movement.kind", "choice", put("jump", "agenda", 1, "movement", "kind")),
    ("$.agenda[1].movement.kind", "missing", put({}, "agenda", 1, "movement")),
    ("$.agenda[1].movement", "type", put("home", "agenda", 1, "movement")),
    ("$.agenda[0].scenes", "type", put({}, "agenda", 0, "scenes")),
    ("$.agenda[0].scenes[0].activity", "choice", put("act", "agenda", 0, "scenes", 0, "activity")),
    ("$.agenda[0].scenes[0].activity", "needs_round", put("vision", "agenda", 0, "scenes", 0, "activity")),
    ("$.agenda[1].scenes[0].questions", "type", put("Was?", "agenda", 1, "scenes", 0, "questions")),
    ("$.agenda[1].scenes[0].question", "unknown", put("Was?", "agenda", 1, "scenes", 0, "question")),
    ("$.tools[0].field", "choice", put("Strand", "tools", 0, "field")),
    ("$.tools[0].title", "missing", put("", "tools", 0, "title")),
    ("$.tools[0].kind", "choice", put("bestehend", "tools", 0, "kind")),
    ("$.tools[1].places", "type", put("Nord", "tools", 1, "places")),
    ("$.tools[1].places[0]", "type", put([3], "tools", 1, "places")),
    ("$.tools[1].key", "doubled", put("steg", "tools", 1, "key")),
]


@pytest.mark.parametrize(("path", "reason", "fault"), FAULTS, ids=[f"{p} {r}" for p, r, _ in FAULTS])
def test_a_fault_is_named_with_its_path_and_leaves_nothing(
    empty_house: House, path: str, reason: str, fault: Break
) -> None:
    template = copy.deepcopy(SMALL)
    fault(template)

    with pytest.raises(BadTemplate) as refused:
        build(empty_house, template)

    assert (refused.value.facts["path"], refused.value.facts["reason"]) == (path, reason)
    assert rows(empty_house) == {}


@pytest.mark.parametrize("template", [None, [], "Zwei Felder", 1])
def test_what_is_no_object_is_no_template(empty_house: House, template: Any) -> None:
    with pytest.raises(BadTemplate) as refused:
        build(empty_house, template)

    assert refused.value.facts == {"path": "$", "reason": "type", "wanted": "object"}


def test_the_template_all_faults_start_from_is_sound(empty_house: House) -> None:
    build(empty_house, copy.deepcopy(SMALL))

    assert rows(empty_house) == {
        "workshops": 1, "fields": 3, "tables": 3, "items": 7, "scenes": 9, "tools": 3,
        "agendas": 1, "showings": 1,
    }  # fmt: skip


def test_a_fault_leaves_the_workshops_that_were_there(empty_house: House) -> None:
    build(empty_house, SMALL)
    before = rows(empty_house)

    with pytest.raises(BadTemplate):
        build(empty_house, SMALL | {"version": 3})

    assert rows(empty_house) == before


def test_a_workshop_of_two_fields_four_rounds_and_other_years_builds(empty_house: House) -> None:
    workshop_id = build(empty_house, SMALL, code="EMIL")
    with empty_house.reading() as session:
        workshop = by_id(session, workshop_id)
        day = programme(session, workshop_id)
        numbers = {field.id: field.number for field in fields.everything(session, workshop_id)}
        tables = [(t.number, numbers[t.field_id], t.seats) for t in fields.tables(session, workshop_id)]
        found = [(t.key, str(t.kind), t.places) for t in tools.everything(session, workshop_id)]

    assert (workshop.code, str(workshop.title), workshop.years, workshop.zone) == (
        "EMIL",
        "Zwei Felder",
        [2031, 2033],
        "Europe/Berlin",
    )
    assert workshop.planned_start.isoformat() == "2031-05-06T07:30:00+00:00"
    assert [(item.round_number, item.movement) for item in day.rounds] == [
        (1, {"kind": "home", "by": 1}),
        (2, {"kind": "shift", "by": 1}),
        (3, {"kind": "mix", "by": 1}),
        (4, {"kind": "return", "by": 1}),
    ]
    assert tables == [(1, 1, 8), (2, 2, None), (3, 2, None)]
    assert found == [("kran", "existing", ["Nord"]), ("liste", "new", []), ("steg", "open", [])]


def test_without_tables_every_field_gets_one_and_a_drawer_none(empty_house: House) -> None:
    workshop_id = build(empty_house, {name: part for name, part in SMALL.items() if name != "tables"})
    with empty_house.reading() as session:
        numbers = {field.id: field.number for field in fields.everything(session, workshop_id)}
        tables = [(table.number, numbers[table.field_id]) for table in fields.tables(session, workshop_id)]

    assert tables == [(1, 1), (2, 2)]


def test_the_day_can_be_another_one(empty_house: House) -> None:
    workshop_id = build(empty_house, SMALL, day="2032-02-29")
    with empty_house.reading() as session:
        assert by_id(session, workshop_id).day.isoformat() == "2032-02-29"
    with pytest.raises(BadTemplate) as refused:
        build(empty_house, SMALL, day="2031-02-29")
    assert (refused.value.facts["path"], refused.value.facts["reason"]) == ("day", "date")


def test_a_template_file_is_read_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    for name, encoding in (("plain.json", "utf-8"), ("marked.json", "utf-8-sig")):
        (tmp_path / name).write_text(json.dumps(SMALL, ensure_ascii=False), encoding=encoding)

        assert archive.read_template(str(tmp_path / name)) == SMALL


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", "not_json"),
        (b"\xff\xfe{}", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"[]", "type"),
        (b'{"version": 1, "version": 2}', "doubled"),
        (b'{"workshop": {"day": "2031-05-06", "day": "2031-05-07"}}', "doubled"),
    ],
)
def test_a_file_that_is_no_template_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "vorlage.json").write_bytes(content)

    with pytest.raises(BadTemplate) as refused:
        archive.read_template(str(tmp_path / "vorlage.json"))

    assert refused.value.facts["reason"] == reason


@pytest.mark.parametrize("name", ["gibt-es-nicht", ".", "x" * 5000])
def test_a_name_without_a_template_is_told_the_known_ones(name: str) -> None:
    with pytest.raises(BadTemplate) as refused:
        archive.read_template(name)

    assert (refused.value.facts["reason"], refused.value.facts["known"]) == (
        "no_such_file",
        ["kreis-dueren", "world-cafe"],
    )
