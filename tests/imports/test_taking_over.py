"""All or nothing, exactly what was seen, and back again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facilitation import documents, fields, journal, plan, tools
from facilitation.errors import MovedOn
from facilitation.house import House
from facilitation.imports import columns, reading
from facilitation.imports.report import Report, report_of
from facilitation.imports.taking_over import ImportRefused, recent, take_back, take_over
from facilitation.tools import Kind, Origin, Tool, editing
from facilitation.workshop import Workshop
from tests import builders
from tests.imports.files import a_csv

HEADINGS = ["id", "handlungsfeld", "titel", "art", "kurzbeschreibung", "zielgruppen", "umsetzungsorte", "institutionen",
            "internetseiten", "quellen", "varianten"]  # fmt: skip


def werkzeuge_csv() -> bytes:
    """The county's tool file, as the office keeps it: written anew from the template."""
    from facilitation.archive import read_template

    kinds = {"existing": "bestehend", "new": "neu", "open": ""}
    lists = ("target_groups", "places", "institutions", "websites", "sources", "variants")
    rows = [
        [tool["key"], tool["field"], tool["title"], kinds[tool["kind"]], tool.get("description", ""),
         *("|".join(tool.get(part, [])) for part in lists)]
        for tool in read_template("kreis-dueren")["tools"]
    ]  # fmt: skip
    return a_csv([HEADINGS, *rows], ends="\n")


def report(house: House, here: Workshop, sent: bytes) -> Report:
    sheets = reading.read(sent)
    with house.reading() as session:
        sheet = sheets[columns.best_sheet(sheets)]
        return report_of(sheet, fields.everything(session, here.id), tools.everything(session, here.id))


def taken(house: House, here: Workshop, sent: bytes, **more: Any) -> Any:
    sheets = reading.read(sent)
    return house.write(
        take_over, workshop_id=here.id, role="organiser", file_name="werkzeuge.csv",
        _sheet=sheets[columns.best_sheet(sheets)], **more,
    )  # fmt: skip


def every(house: House, here: Workshop) -> list[dict[str, Any]]:
    """All tools with all their values, ids and revisions apart."""
    apart = {"id", "workshop_id", "revision", "picture_id", "proposer_id"}
    with house.reading() as session:
        names = {field.id: str(field.number or field.title) for field in fields.everything(session, here.id)}
        found = [
            {c.key: getattr(tool, c.key) for c in Tool.__table__.columns if c.key not in apart}
            | {"field_id": names[tool.field_id]}
            for tool in tools.everything(session, here.id)
        ]
    return sorted(found, key=lambda tool: str(tool["key"]))


def without_tools(house: House) -> Workshop:
    from facilitation.archive import read_template

    return builders.built(house, {**read_template("kreis-dueren"), "tools": []})


def test_the_countys_own_file_comes_in_without_a_hand_on_it(any_house: House) -> None:
    bare, ready = without_tools(any_house), builders.a_workshop(any_house)
    told = taken(any_house, bare, werkzeuge_csv())
    assert (told["new"], told["changed"], told["same"]) == (65, 0, 0)
    assert every(any_house, bare) == every(any_house, ready)
    again = taken(any_house, bare, werkzeuge_csv())
    assert (again["new"], again["changed"], again["same"]) == (0, 0, 65)


def test_one_problem_and_nothing_happens(any_house: House) -> None:
    here = builders.a_workshop(any_house)
    before = every(any_house, here)
    rows = [["handlungsfeld", "titel", "art"], ["1", "Neues", ""], ["1", "Pflegeordner", "neu"], ["7", "Anderes", ""]]
    with pytest.raises(ImportRefused) as refused:
        taken(any_house, here, a_csv(rows))
    assert refused.value.facts == {"problems": 1}
    assert every(any_house, here) == before
    assert taken(any_house, here, a_csv(rows[:-1]))["new"] == 1  # the control
    assert every(any_house, here) != before


def test_only_what_was_seen_is_taken_over(house: House) -> None:
    here = builders.a_workshop(house)
    sent = a_csv([["handlungsfeld", "titel", "art"], ["1", "Pflegeordner", "neu"]])
    seen = report(house, here, sent).mark
    tool = next(tool for tool in _tools(house, here) if tool.title == "Pflegeordner")
    house.write(
        editing.change, workshop_id=here.id, tool_id=tool.id, revision=1, role="organiser", parts={"places": "Düren"}
    )
    with pytest.raises(MovedOn):
        taken(house, here, sent, seen=seen)
    assert taken(house, here, sent, seen=report(house, here, sent).mark)["changed"] == 1


def test_ids_may_change_places(any_house: House) -> None:
    here = without_tools(any_house)
    head = ["id", "handlungsfeld", "titel"]
    taken(any_house, here, a_csv([head, ["a", "1", "Eins"], ["b", "2", "Zwei"]]))
    taken(any_house, here, a_csv([head, ["a", "2", "Zwei"], ["b", "1", "Eins"]]))
    assert [(tool["key"], tool["title"], tool["field_id"]) for tool in every(any_house, here)] == [
        ("a", "Zwei", "2"), ("b", "Eins", "1")
    ]  # fmt: skip
    taken(any_house, here, a_csv([["id", "titel", "varianten"], ["z", "Zwei", ""], ["a", "Eins", ""]][:2]))
    assert [tool["key"] for tool in every(any_house, here)] == ["b", "z"]


def test_a_proposal_from_the_hall_stays_what_it_is(house: House) -> None:
    here = builders.a_workshop(house)
    field = builders.fields_of(house, here)[0]
    made = house.write(tools.propose, workshop_id=here.id, field_id=field.id, title="Mitfahrbank")
    told = taken(house, here, a_csv([["hf", "titel", "kurzbeschreibung"], ["1", "Mitfahrbank", "Eine Bank."]]))
    with house.reading() as session:
        tool = tools.one(session, here.id, made["tool"])
        assert (tool.origin, tool.admission, tool.description) == (Origin.PROPOSED, "waiting", "Eine Bank.")
    assert (told["new"], told["changed"]) == (0, 1)


def test_an_import_is_taken_back_as_a_whole(any_house: House) -> None:
    here = builders.a_workshop(any_house)
    before = every(any_house, here)
    sent = a_csv([["id", "hf", "titel", "art", "ort"], ["pflegeordner", "2", "Pflegemappe", "neu", "Jülich"],
                  ["", "1", "Ganz Neues", "neu", ""]])  # fmt: skip
    made = taken(any_house, here, sent)
    assert every(any_house, here) != before
    told = any_house.write(take_back, workshop_id=here.id, import_id=made["import"], role="organiser")
    assert (told["removed"], told["restored"], told["kept"]) == (1, 1, [])
    assert every(any_house, here) == before
    with pytest.raises(MovedOn):
        any_house.write(take_back, workshop_id=here.id, import_id=made["import"], role="organiser")
    with any_house.reading() as session:
        assert [one.taken_back_at is not None for one in recent(session, here.id)] == [True]
        assert [entry.action for entry in journal.entries(session, here.id)] == ["tools.import", "tools.take_back"]


def test_what_has_been_worked_on_since_stays_and_is_named(house: House) -> None:
    here = builders.a_workshop(house)
    sent = a_csv([["hf", "titel", "art"], ["1", "Pflegeordner", "neu"], ["1", "Im Plan", ""], ["1", "Bearbeitet", ""]])
    made = taken(house, here, sent)
    by_title = {tool.title: tool for tool in _tools(house, here)}
    planned, edited, old = by_title["Im Plan"], by_title["Bearbeitet"], by_title["Pflegeordner"]
    house.write(plan.add, workshop_id=here.id, field_id=planned.field_id, tool_id=planned.id, role="organiser")
    for tool in (edited, old):
        house.write(
            editing.change, workshop_id=here.id, tool_id=tool.id, revision=tool.revision, role="organiser",
            parts={"description": "Von Hand."},
        )  # fmt: skip
    told = house.write(take_back, workshop_id=here.id, import_id=made["import"], role="organiser")
    assert (told["removed"], told["restored"]) == (0, 0)
    assert sorted(told["kept"]) == ["Bearbeitet", "Im Plan", "Pflegeordner"]


@pytest.mark.parametrize("fmt", ["csv", "xlsx", "ods"])
def test_what_goes_out_comes_in_as_the_same(house: House, fmt: str) -> None:
    here = builders.a_workshop(house)
    told = report(house, here, exported(house, here, fmt))
    assert (told.new, told.changed, told.same, told.problems) == ([], [], 65, [])


ODD = "aäßÉx1 -=+@'\"„;,/\n\r\t.#&<>()🙂👩\u200d🌾مدرسةעɐ–·•%\u00a0\u200f"
WORDS = st.text(st.sampled_from(ODD) | st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
TITLES = WORDS.map(lambda text: " ".join(reading.clean(text).split())).filter(bool)
VALUES = WORDS.map(lambda text: re.sub(r"[|\n\r]", " ", text)).map(str.strip).filter(bool)
LISTS = st.lists(VALUES, max_size=3, unique=True)


TOOLS = st.tuples(TITLES, st.sampled_from(list(Kind)), WORDS, LISTS, LISTS, st.booleans())


@given(st.lists(TOOLS, max_size=8), st.data())
@settings(
    max_examples=40, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
def test_whatever_the_tools_say_an_export_comes_in_as_the_same(house: House, drawn: list[Any], data: Any) -> None:
    template = {
        "format": "zukunftswerkstatt-workshop", "version": 1,
        "workshop": {"title": "Irgendwo", "day": "2031-05-01", "begins": "10:00"},
        "fields": [{"number": 1, "title": "Eins"}, {"number": 2, "title": "1. Zwei"}, {"title": "Schublade = A1"}],
        "agenda": [{"title": "Ankommen", "minutes": 10, "scenes": [{"activity": "arrival"}]}],
        "tools": [
            {"key": f"k{n}", "field": ("1", "2", "Schublade = A1")[n % 3] if apart else "2", "title": title,
             "kind": kind.value, "description": text, "institutions": first, "websites": second, "variants": first}
            for n, (title, kind, text, first, second, apart) in enumerate(drawn)
        ],
    }  # fmt: skip
    here = builders.built(house, template)
    fmt = data.draw(st.sampled_from(["csv", "xlsx"]))
    told = report(house, here, exported(house, here, fmt)) if drawn else None
    if told is not None:
        assert ([(c.tool.title, c.parts) for c in told.changed], told.problems) == ([], [])
        assert (len(told.new), told.same) == (0, len(drawn))


def test_a_changed_cell_of_an_export_is_the_one_change(house: House) -> None:
    """The control of the two above."""
    here = builders.a_workshop(house)
    sent = exported(house, here, "csv").replace(b"BerufswahlSIEGEL NRW", b"Anderer Name", 1)
    told = report(house, here, sent)
    assert [list(change.parts) for change in told.changed] == [["variants"]]


def exported(house: House, here: Workshop, fmt: str) -> bytes:
    with house.reading() as session:
        return documents.export(session, here, "werkzeuge", fmt, house.clock.now())[0]


def _tools(house: House, here: Workshop) -> list[Tool]:
    with house.reading() as session:
        return tools.everything(session, here.id)
