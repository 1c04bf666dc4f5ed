"""A Werkzeugkoffer is packed here and opened there: their fields go to ours, everything or nothing, and back again."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

import pytest

from facilitation import archive, fields, pictures, tools
from facilitation.archive import BadArchive, Koffer, entering
from facilitation.archive.entering import LEFT_OUT, NEW
from facilitation.errors import BadInput, MovedOn, NotFound
from facilitation.house import House
from facilitation.imports.taking_over import take_back
from facilitation.tools import editing
from facilitation.workshop import Workshop
from tests.archive.chance import a_picture
from tests.archive.test_hostile import edited, files, signed
from tests.builders import a_workshop, built

THEIRS: dict[str, Any] = {
    "format": archive.FORMAT, "version": 2,
    "workshop": {"title": "Andere Werkstatt", "region": "Kreis Nord", "day": "2031-05-06", "begins": "09:30"},
    "fields": [{"number": 7, "title": "Wege"}, {"number": 9, "title": "Bildung"}, {"title": "Vorrat"}],
    "agenda": [{"title": "Ende", "minutes": 5, "scenes": [{"activity": "closing"}]}],
    "tools": [
        {"field": "7", "title": "Bus", "kind": "new", "institutions": ["A; B", "C"], "description": "=1+1"},
        {"field": "7", "title": "<script>Rad</script>", "variants": ["Fahrrad"], "places": ["Süd|Nord"]},
        {"field": "9", "title": "Schule", "kind": "existing"},
        {"field": "Vorrat", "title": "Liste"},
    ],
}  # fmt: skip
OURS: dict[str, Any] = {
    **THEIRS,
    "workshop": {**THEIRS["workshop"], "title": "Unsere Werkstatt"},
    "fields": [{"number": 7, "title": "Wohnen"}, {"number": 2, "title": "Wege"}],
    "tools": [{"field": "2", "title": "Bus", "kind": "existing", "description": "alt"}],
}  # fmt: skip


@pytest.fixture
def theirs(house: House) -> Workshop:
    return built(house, THEIRS)


@pytest.fixture
def ours(house: House) -> Workshop:
    return built(house, OURS)


def everything(house: House, here: Workshop) -> dict[str, tools.Tool]:
    with house.reading() as session:
        return {tool.title: tool for tool in tools.everything(session, here.id)}


def packed(house: House, here: Workshop, *titles: str) -> bytes:
    chosen = [tool.id for title, tool in everything(house, here).items() if title in titles or not titles]
    with house.reading() as session:
        return archive.pack_koffer(session, now=house.clock.now(), workshop_id=here.id, tool_ids=chosen, product="1.0")


def look(house: House, here: Workshop, koffer: Koffer, **places: str) -> tuple[entering.Outlook, dict[str, str]]:
    with house.reading() as session:
        suggested = entering.suggested(koffer, fields.everything(session, here.id)) | places
        return entering.outlook(session, here.id, koffer, suggested), suggested


def enter(house: House, here: Workshop, sent: bytes, seen: str = "", **places: str) -> Any:
    koffer = archive.open_koffer(sent)
    outlook, chosen = look(house, here, koffer, **places)
    return house.write(
        entering.enter, workshop_id=here.id, role="organiser", file_name="koffer", places=chosen,
        seen=seen or outlook.report.mark, _koffer=koffer,
    )  # fmt: skip


def field_of(house: House, here: Workshop, title: str) -> str:
    with house.reading() as session:
        return str(fields.one(session, here.id, everything(house, here)[title].field_id).title)


def test_their_fields_go_to_ours_by_title_then_by_number_else_to_a_new_drawer(
    house: House, theirs: Workshop, ours: Workshop
) -> None:
    koffer = archive.open_koffer(packed(house, theirs))
    with house.reading() as session:
        own = {str(field.title): field.id for field in fields.everything(session, ours.id)}
        assert entering.suggested(koffer, fields.everything(session, ours.id)) == {
            "7": own["Wege"], "9": NEW, "Vorrat": NEW,
        }  # fmt: skip
    told = enter(house, ours, packed(house, theirs))
    assert (told["new"], told["changed"], told["same"]) == (3, 1, 0)
    assert [field_of(house, ours, title) for title in ("Bus", "Schule", "Liste")] == ["Wege", "Bildung", "Vorrat"]
    found = everything(house, ours)
    assert (found["Bus"].kind, found["Bus"].institutions, found["Bus"].description) == ("new", ["A; B", "C"], "=1+1")
    assert found["<script>Rad</script>"].variants == ["Fahrrad"]


def test_by_hand_a_field_goes_elsewhere_or_stays_out(house: House, theirs: Workshop, ours: Workshop) -> None:
    with house.reading() as session:
        wohnen = next(f.id for f in fields.everything(session, ours.id) if str(f.title) == "Wohnen")
    enter(house, ours, packed(house, theirs), **{"9": wohnen, "Vorrat": LEFT_OUT})
    assert field_of(house, ours, "Schule") == "Wohnen"
    assert "Liste" not in everything(house, ours)
    with pytest.raises(BadInput):
        enter(house, ours, packed(house, theirs), **{"9": "gibt-es-nicht"})


def test_entering_twice_finds_everything_the_same_and_taking_back_leaves_nothing(
    house: House, theirs: Workshop, ours: Workshop
) -> None:
    before = everything(house, ours)["Bus"]
    told = enter(house, ours, packed(house, theirs))
    again, _ = look(house, ours, archive.open_koffer(packed(house, theirs)))
    assert (again.report.new, again.report.changed, again.report.same) == ([], [], 4)
    house.write(take_back, workshop_id=ours.id, import_id=told["import"], role="organiser")
    after = everything(house, ours)
    assert set(after) == {"Bus"}
    assert (after["Bus"].kind, after["Bus"].description) == (before.kind, before.description)


def test_only_what_was_shown_is_taken_over(house: House, theirs: Workshop, ours: Workshop) -> None:
    with pytest.raises(MovedOn):
        enter(house, ours, packed(house, theirs), seen="another look")
    assert set(everything(house, ours)) == {"Bus"}
    with house.reading() as session:  # not even the drawers are left
        assert len(fields.everything(session, ours.id)) == 2


def test_pictures_come_along_once_and_go_with_the_import(house: House, theirs: Workshop, ours: Workshop) -> None:
    bus, drawn = everything(house, theirs)["Bus"], a_picture(Random(4))
    house.write(
        editing.set_picture, workshop_id=theirs.id, tool_id=bus.id, revision=bus.revision, role="organiser",
        picture=drawn, alt="Ein Bus",
    )  # fmt: skip
    sent = packed(house, theirs)
    assert set(files(sent)) >= {f"pictures/{drawn.sha256}.{'png' if drawn.type == 'image/png' else 'jpg'}"}
    outlook, _ = look(house, ours, archive.open_koffer(sent))
    assert outlook.pictures == ["Bus"]
    told = enter(house, ours, sent)
    assert told["pictures"] == 1
    with house.reading() as session:
        hung = pictures.one(session, ours.id, everything(house, ours)["Bus"].picture_id or "")
        assert (hung.sha256, hung.alt) == (drawn.sha256, "Ein Bus")
    assert enter(house, ours, sent)["pictures"] == 0
    house.write(take_back, workshop_id=ours.id, import_id=told["import"], role="organiser")
    assert everything(house, ours)["Bus"].picture_id is None


def test_a_selection_takes_its_fields_only(house: House, theirs: Workshop) -> None:
    with ZipFile(BytesIO(packed(house, theirs, "Schule"))) as file:
        part = json.loads(file.read("koffer.json"))
    assert [tool["title"] for tool in part["tools"]] == ["Schule"]
    assert [field["number"] for field in part["fields"]] == [9]
    assert part["from"] == {"title": "Andere Werkstatt", "region": "Kreis Nord", "organiser": ""}


def test_nothing_chosen_is_no_koffer_and_a_foreign_tool_is_none_of_ours(
    house: House, theirs: Workshop, ours: Workshop
) -> None:
    with house.reading() as session:
        for chosen, refusal in (([], BadInput), ([everything(house, theirs)["Bus"].id], NotFound)):
            with pytest.raises(refusal):
                archive.pack_koffer(session, now=house.clock.now(), workshop_id=ours.id, tool_ids=chosen, product="1.0")


@pytest.mark.parametrize(
    ("path", "reason", "edit"),
    [
        ("$.tools", "missing", lambda part: part.update(tools=[])),
        ("$.tools[0].field", "choice", lambda part: part["tools"][0].update(field="99")),
        ("$.tools[0].title", "too_long", lambda part: part["tools"][0].update(title="x" * 201)),
        ("$.tools[0].places", "type", lambda part: part["tools"][0].update(places="Nord")),
        ("$.tools[0].id", "unknown", lambda part: part["tools"][0].update(id="x")),
        ("$.tools[0].picture", "choice", lambda part: part["tools"][0].update(picture="tool-9")),
        ("$.pictures[0].sha256", "no_such_picture", lambda part: part["pictures"].append(
            {"key": "a", "use": "tool", "sha256": "0" * 64})),
        ("$.fields", "missing", lambda part: part.update(fields=[])),
        ("$.version", "version", lambda part: part.update(version=1)),
        ("$.from", "missing", lambda part: part.pop("from")),
    ],
)  # fmt: skip
def test_a_koffer_that_does_not_fit_is_refused_with_the_place(
    house: House, theirs: Workshop, path: str, reason: str, edit: Any
) -> None:
    with pytest.raises(BadArchive) as refused:
        archive.open_koffer(edited(packed(house, theirs), "koffer.json", edit))
    assert (refused.value.facts["path"], refused.value.facts["reason"]) == (f"koffer.json {path}", reason)


def test_a_workshop_is_no_koffer(house: House, theirs: Workshop, tmp_path: Path) -> None:
    with house.reading() as session:
        sent = archive.pack(
            session, now=house.clock.now(), workshop_id=theirs.id, entries=archive.Entries.NONE, product="1"
        )
    with pytest.raises(BadArchive) as refused:
        archive.open_koffer(sent)
    assert refused.value.facts["reason"] == "kind"
    assert archive.open_koffer(signed(files(packed(house, theirs)))).source == "Andere Werkstatt Kreis Nord"


def test_the_whole_market_of_dueren_enters_a_world_cafe(house: House) -> None:
    dueren, cafe = a_workshop(house), a_workshop(house, "world-cafe")
    told = enter(house, cafe, packed(house, dueren))
    assert told["new"] == 65
    again, _ = look(house, cafe, archive.open_koffer(packed(house, dueren)))
    assert (again.report.new, again.report.changed, again.report.problems) == ([], [], [])
