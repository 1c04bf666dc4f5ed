"""A sheet in the office: one revision, one title per field, and nothing goes that something rests on."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from facilitation import journal, pictures, plan, tools
from facilitation.errors import BadInput, MovedOn, NotFound
from facilitation.house import House
from facilitation.pictures import Drawn, Picture
from facilitation.tools import Admission, Kind, Tool, editing
from facilitation.workshop import Workshop
from tests import builders

DRAWN = Drawn(b"clean pixels", "image/png", 4, 3)


def write(house: House, here: Workshop, verb: Any, **given: Any) -> Any:
    return house.write(verb, workshop_id=here.id, role="organiser", **given)


def stored(house: House, here: Workshop, tool_id: str) -> Tool:
    with house.reading() as session:
        return tools.one(session, here.id, tool_id)


def a_tool(house: House, here: Workshop, title: str = "Lesepaten") -> str:
    field = builders.fields_of(house, here)[0]
    return str(write(house, here, editing.add, field_id=field.id, title=title)["tool"])


def test_a_sheet_is_changed_once_per_revision(any_house: House) -> None:
    here = builders.a_workshop(any_house)
    tool = a_tool(any_house, here)
    told = write(any_house, here, editing.change, tool_id=tool, revision=1, parts={"kind": "new", "places": "A\nB"})
    assert (told["revision"], told["parts"]["places"]) == (2, "A\nB")
    with pytest.raises(MovedOn) as late:
        write(any_house, here, editing.change, tool_id=tool, revision=1, parts={"kind": "existing"})
    assert (late.value.facts["current"], late.value.facts["parts"]["kind"]) == (2, "new")
    assert write(any_house, here, editing.change, tool_id=tool, revision=2, parts={})["revision"] == 2
    after = stored(any_house, here, tool)
    assert (after.kind, after.places, after.position) == (Kind.NEW, ["A", "B"], 21)


def test_a_tool_moved_to_another_field_lies_last_there(house: House) -> None:
    here = builders.a_workshop(house)
    tool, other = a_tool(house, here), builders.fields_of(house, here)[1]
    write(house, here, editing.change, tool_id=tool, revision=1, parts={"field_id": other.id})
    with house.reading() as session:
        assert tools.of_field(session, other.id)[-1].id == tool
    twin = write(house, here, editing.add, field_id=builders.fields_of(house, here)[0].id, title="Lesepaten")["tool"]
    with pytest.raises(BadInput) as doubled:
        write(house, here, editing.change, tool_id=twin, revision=1, parts={"field_id": other.id})
    assert doubled.value.facts["reason"] == "doubled"


@pytest.mark.parametrize("parts", [{"origin": "proposed"}, {"key": "x"}, {"places": [1]}, {"kind": ""}])
def test_no_other_part_is_changed(house: House, parts: dict[str, Any]) -> None:
    here = builders.a_workshop(house)
    with pytest.raises(BadInput):
        write(house, here, editing.change, tool_id=a_tool(house, here), revision=1, parts=parts)


def test_put_away_it_is_kept_and_on_no_ballot(any_house: House) -> None:
    here = builders.a_workshop(any_house)
    tool = a_tool(any_house, here)
    write(any_house, here, editing.put_away, tool_id=tool, revision=1, away=True)
    with any_house.reading() as session:
        field_id = tools.one(session, here.id, tool).field_id
        assert tool not in [one.id for one in tools.on_ballot(session, field_id)]
        assert tools.counts(session, here.id)[field_id] == 20
    write(any_house, here, editing.put_away, tool_id=tool, revision=2, away=False)
    assert stored(any_house, here, tool).admission == Admission.ADMITTED


def test_a_proposal_that_waits_is_its_tables_matter(house: House) -> None:
    here = builders.a_workshop(house)
    field = builders.fields_of(house, here)[0]
    waiting = house.write(tools.propose, workshop_id=here.id, field_id=field.id, title="Mitfahrbank")["tool"]
    with pytest.raises(BadInput):
        write(house, here, editing.put_away, tool_id=waiting, revision=1, away=True)


def test_what_something_rests_on_stays_and_whatever_points_at_a_tool_counts(any_house: House) -> None:
    here = builders.a_workshop(any_house)
    tool, free = a_tool(any_house, here), a_tool(any_house, here, "Dorfauto")
    entry = write(any_house, here, plan.add, field_id=stored(any_house, here, tool).field_id, tool_id=tool)["entry"]
    with any_house.reading() as session:
        assert editing.resting_on(session, [tool, free]) == {tool: ["plan_entries"]}
    with pytest.raises(editing.RestsOn) as refused:
        write(any_house, here, editing.remove, tool_id=tool, revision=1)
    assert refused.value.facts == {"title": "Lesepaten", "what": ["plan_entries"]}
    write(any_house, here, editing.remove, tool_id=free, revision=1)
    write(any_house, here, plan.remove, entry_id=entry, revision=1)
    write(any_house, here, editing.remove, tool_id=tool, revision=1)
    with pytest.raises(NotFound):
        stored(any_house, here, tool)
    with any_house.reading() as session:
        told = [entry.action for entry in journal.entries(session, here.id) if entry.action.startswith("tool.")]
    assert told == ["tool.add", "tool.add", "tool.remove", "tool.remove"]


def test_every_table_that_names_tools_is_looked_at() -> None:
    """A new one is found by itself: these are the ones of today, and there are no fewer."""
    naming = {table.name for table in Tool.metadata.sorted_tables if editing._columns_that_name_tools(table)}
    assert naming >= {"plan_entries", "vote_options"}


def test_a_tool_has_one_picture_and_takes_it_along(any_house: House) -> None:
    here = builders.a_workshop(any_house)
    tool = a_tool(any_house, here)

    def kept() -> list[str]:
        with any_house.reading() as session:
            return list(session.scalars(select(Picture.alt).where(Picture.workshop_id == here.id)))

    write(any_house, here, editing.set_picture, tool_id=tool, revision=1, picture=DRAWN, name="a.png", alt="Eins")
    write(any_house, here, editing.set_picture, tool_id=tool, revision=2, picture=None, alt="Anders")
    assert kept() == ["Anders"]
    write(any_house, here, editing.set_picture, tool_id=tool, revision=3, picture=DRAWN, name="b.png", alt="Zwei")
    assert kept() == ["Zwei"]
    with any_house.reading() as session:
        assert pictures.of(session, here.id)[0].id == tools.one(session, here.id, tool).picture_id
    write(any_house, here, editing.remove, tool_id=tool, revision=4)
    assert kept() == []
