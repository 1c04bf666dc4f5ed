"""Out and in again, and out once more: the same bytes, for workshops and days of every kind."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import inspect, select

from facilitation import archive, journal, tools
from facilitation.archive import Entries, VoteUnderWay
from facilitation.archive.kept import CHOICES, Kept
from facilitation.archive.parcel import Parcel, packed
from facilitation.archive.shapes import Maybe, Ref
from facilitation.archive.values import words_of
from facilitation.archive.writing import columns_of, target_of
from facilitation.archive.writing import told as told_as
from facilitation.database import Base
from facilitation.house import House
from facilitation.participants import Participant
from facilitation.workshop import Workshop, by_id
from tests import builders
from tests.archive.chance import Day, a_workshop, pack, restore


def files(packed: bytes) -> dict[str, bytes]:
    """The files of an archive; of its manifest only what does not say when and from where."""
    with zipfile.ZipFile(BytesIO(packed)) as file:
        found = {name: file.read(name) for name in file.namelist()}
    manifest = {
        name: part for name, part in json.loads(found.pop("manifest.json")).items() if name not in ("made_at", "code")
    }
    return {**found, "manifest.json": json.dumps(manifest, sort_keys=True).encode()}


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(builders.a_config(tmp_path_factory.mktemp("chance")))
    yield house
    house.close()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(seed=some.integers(0, 2**32), until=some.sampled_from(["vision", "choice", "results", "closing", "over"]),
       entries=some.sampled_from(list(Entries)))  # fmt: skip
def test_whatever_happened_out_in_and_out_gives_the_same_bytes(
    installation: House, seed: int, until: str, entries: Entries
) -> None:
    comes_back_as_it_was(installation, seed, until, entries)


def comes_back_as_it_was(installation: House, seed: int, until: str, entries: Entries) -> None:
    """A workshop and a day by chance, packed, restored and packed again."""
    random = Random(seed)
    workshop = a_workshop(installation, random)
    Day(installation, workshop, random).live(until)

    first = pack(installation, workshop.id, entries)
    made = restore(installation, first)
    second = pack(installation, made["workshop"], entries)

    assert files(second) == files(first)
    assert made["journal"] is None


def a_full_day(house: House, seed: int = 7) -> Workshop:
    random = Random(seed)
    workshop = a_workshop(house, random)
    Day(house, workshop, random).live("over")
    return workshop


@pytest.fixture(scope="module")
def full_day(installation: House) -> Workshop:
    """A day that was lived to its end, to be looked at only."""
    return a_full_day(installation)


def test_a_day_travels_from_one_kind_of_database_to_the_other(any_house: House, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    elsewhere = House(builders.a_config(tmp_path / "elsewhere"))
    try:
        here = a_full_day(any_house)
        there = restore(elsewhere, pack(any_house, here.id))
        back = restore(any_house, pack(elsewhere, there["workshop"]))
        assert files(pack(any_house, back["workshop"])) == files(pack(any_house, here.id))
    finally:
        elsewhere.close()


def test_a_row_of_every_table_comes_back_whatever_lies_in_it(installation: House, full_day: Workshop) -> None:
    parcel = archive.opened(pack(installation, full_day.id))
    told = {name: dict(part) for name, part in parcel.parts.items()}
    for kept in archive.kept.TRAVELS:
        rows = told[kept.part].setdefault(kept.table, [])
        if not rows and not kept.prepared:
            rows.append(a_row(kept, told))
    assert [kept.table for kept in archive.kept.TRAVELS if not told[kept.part][kept.table]] == []
    sent = packed(Parcel("workshop", told, parcel.pictures), made_at=installation.clock.now(), product="1.0")
    made = restore(installation, sent)
    assert archive.opened(pack(installation, made["workshop"])).parts == told


def a_row(kept: Kept, told: dict[str, Any]) -> dict[str, Any]:
    """A row with something in every column that travels."""
    row: dict[str, Any] = {}
    for column in columns_of(kept):
        shape = archive.kept.SHAPES.get((kept.table, column.name))
        target = target_of(kept.table, column)
        choices = CHOICES.get((kept.table, column.name)) or words_of(kept, column.name)
        if target is not None:
            row[told_as(column.name)] = None if target == kept.table else a_name(target, told)
        elif shape is not None:
            row[column.name] = walk_of(shape, told)
        elif choices:
            row[column.name] = choices[0]
        else:
            row[column.name] = {
                "Integer": 3, "Boolean": True, "Float": 1.5, "Instant": "2031-05-06T07:20:00+00:00",
                "Date": "2031-05-06", "Time": "09:30:00",
            }.get(type(column.type).__name__, "x")  # fmt: skip
    return row


def a_name(table: str, told: dict[str, Any]) -> str:
    """What the first row of a table is called."""
    prepared = told["workshop.json"]
    if table == "fields":
        return str(prepared["fields"][0]["number"])
    if table == "tables":
        return str(prepared["tables"][0]["number"])
    kept = next(one for one in archive.kept.TRAVELS if one.table == table)
    row = told[kept.part][table][0]
    return "/".join(str(row[told_as(name)]) for name in kept.named_by) or "1"


def walk_of(shape: Any, told: dict[str, Any]) -> Any:
    """A small value of a shape."""
    if isinstance(shape, Maybe):
        return walk_of(shape.shape, told)
    if isinstance(shape, Ref):
        return a_name(shape.table, told)
    if isinstance(shape, (list, tuple)):
        return [walk_of(one, told) for one in shape]
    if isinstance(shape, dict):
        return {key if isinstance(key, str) else "x": walk_of(inner, told) for key, inner in shape.items()}
    return {int: 2, str: "x", bool: True}.get(shape, "2031-05-06T07:20:00+00:00")


def test_no_id_of_this_installation_leaves_it_outside_the_journal(installation: House, full_day: Workshop) -> None:
    told = files(pack(installation, full_day.id))
    day = json.loads(told["day.json"])
    assert day.pop("journal")
    for vote in day["votes"]:
        vote.pop("protocol")  # quotes the journal
    said = json.dumps(day) + told["people.json"].decode() + told["workshop.json"].decode()
    with installation.reading() as session:
        every = {
            row[0]
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(*[c for c in table.primary_key.columns][:1]))
            if isinstance(row[0], str) and len(row[0]) > 12
        }
    assert len(every) > 100
    assert [one for one in every if one in said] == []


def test_without_names_nobody_is_named(installation: House, full_day: Workshop) -> None:
    with_names, without = (
        files(pack(installation, full_day.id, e)) for e in (Entries.WITH_NAMES, Entries.WITHOUT_NAMES)
    )
    assert {"name", "institution"} <= set(json.loads(with_names["people.json"])["participants"][0])
    assert not {"name", "institution"} & set(json.loads(without["people.json"])["participants"][0])
    assert b"Amt 1" in with_names["people.json"] and b"Amt 1" not in b"".join(without.values())
    assert set(files(pack(installation, full_day.id, Entries.NONE))) & {"people.json", "day.json"} == set()


def test_nobody_of_an_archive_has_a_phone_and_no_ballot_its_id(installation: House, full_day: Workshop) -> None:
    packed = pack(installation, full_day.id)
    made = restore(installation, packed)
    with installation.reading() as session:
        people = session.scalars(select(Participant).where(Participant.workshop_id == made["workshop"])).all()
    assert people and not any(person.has_phone for person in people)
    assert b"key_hash" not in b"".join(files(packed).values())
    assert b"ballot-of-" not in b"".join(files(packed).values())


def test_an_open_box_never_travels(house: House) -> None:
    workshop = builders.a_workshop(house)
    builders.people(house, workshop, 10)
    builders.run_to(house, workshop, "choice")
    pack(house, workshop.id)  # in draft there is no box
    builders.open_vote(house, workshop)
    with pytest.raises(VoteUnderWay):
        pack(house, workshop.id)
    pack(house, workshop.id, Entries.NONE)  # the preparation alone may


@pytest.mark.parametrize("keep", [False, True])
def test_a_code_is_new_or_its_own_where_that_is_free(house: House, tmp_path: Path, keep: bool) -> None:
    workshop = builders.a_workshop(house, "world-cafe")
    packed = pack(house, workshop.id)
    assert restore(house, packed, keep_code=keep)["code"] != workshop.code  # it is taken here
    (tmp_path / "other").mkdir()
    elsewhere = House(builders.a_config(tmp_path / "other"))
    try:
        assert (restore(elsewhere, packed, keep_code=keep)["code"] == workshop.code) is keep
    finally:
        elsewhere.close()


def test_the_journal_still_holds_and_a_forged_one_is_told(house: House) -> None:
    workshop = a_full_day(house)
    made = restore(house, pack(house, workshop.id))
    with house.reading() as session:
        chain = journal.entries(session, made["workshop"])
        assert chain and journal.first_broken(chain) is None
        assert by_id(session, made["workshop"]).id != workshop.id


def test_the_same_content_is_packed_into_the_same_bytes(installation: House, full_day: Workshop) -> None:
    assert pack(installation, full_day.id) == pack(installation, full_day.id)


def test_every_column_of_every_table_is_known_to_travel_or_to_stay() -> None:
    known = {kept.table for kept in archive.kept.TRAVELS} | set(archive.kept.AT_HOME)
    assert {table.name for table in Base.metadata.sorted_tables} - known == set()
    shapeless = [
        (kept.table, column.name)
        for kept in archive.kept.TRAVELS
        for column in archive.writing.columns_of(kept)
        if column.name not in kept.prepared and column.type.__class__.__name__ == "JSON"
        and (kept.table, column.name) not in archive.kept.SHAPES
    ]  # fmt: skip
    assert shapeless == []
    assert inspect(tools.Tool).columns.keys()
