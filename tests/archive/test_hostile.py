"""Archives by somebody who means harm, or by a broken disk: refused with a reason, quickly, and nothing is left."""

from __future__ import annotations

import copy
import hashlib
import json
import stat
import struct
import time
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from facilitation import archive
from facilitation.archive import BadArchive
from facilitation.archive.parcel import packed
from facilitation.house import House
from tests import builders
from tests.archive.chance import Day, a_picture, a_workshop, pack, restore
from tests.test_archive import rows

Files = dict[str, bytes]
LONGEST_SECONDS = 2.0
LZMA = zipfile.ZIP_LZMA


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A sound archive of a full day, from which every fault starts."""
    house = House(builders.a_config(tmp_path_factory.mktemp("sound")))
    random = Random(3)
    workshop = a_workshop(house, random)
    Day(house, workshop, random).live("over")
    made = pack(house, workshop.id)
    house.close()
    return made


@pytest.fixture(scope="module")
def empty_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(builders.a_config(tmp_path_factory.mktemp("empty")))
    yield house
    house.close()


def files(sent: bytes) -> Files:
    with zipfile.ZipFile(BytesIO(sent)) as file:
        return {name: file.read(name) for name in file.namelist()}


def zipped(contents: Files, change: Callable[[zipfile.ZipInfo], None] | None = None, **more: Any) -> bytes:
    into = BytesIO()
    with zipfile.ZipFile(into, "w", more.get("compression", zipfile.ZIP_DEFLATED)) as file:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = file.compression, 0o100644 << 16
            if change is not None:
                change(entry)
            file.writestr(entry, content)
    return into.getvalue()


def signed(contents: Files, **manifest: Any) -> bytes:
    """The files with a manifest that fits them: whoever can forge a file can forge its sum."""
    told = json.loads(contents["manifest.json"]) | manifest
    told["files"] = {
        name: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        for name, content in contents.items() if name != "manifest.json"
    }  # fmt: skip
    return zipped({**contents, "manifest.json": json.dumps(told).encode()})


def unpacked_too(contents: Files) -> bytes:
    """The same, stored without compression: no bomb."""
    return zipped(files(signed(contents)), compression=zipfile.ZIP_STORED)


def edited(sent: bytes, name: str, edit: Callable[[Any], Any]) -> bytes:
    contents = files(sent)
    part = json.loads(contents[name])
    edit(part)
    return signed({**contents, name: json.dumps(part).encode()})


def renamed(sent: bytes, name: str) -> bytes:
    return zipped({**files(sent), name: b"x"})


def linked(sent: bytes) -> bytes:
    def change(entry: zipfile.ZipInfo) -> None:
        if entry.filename == "day.json":
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16

    return zipped(files(sent), change)


def patched(sent: bytes, offset_in_entry: int, value: int, signature: bytes = b"PK\x01\x02") -> bytes:
    """Two bytes of every entry of the directory set to a value."""
    changed, place = bytearray(sent), sent.find(signature)
    while place >= 0:
        struct.pack_into("<H", changed, place + offset_in_entry, value)
        place = sent.find(signature, place + 4)
    return bytes(changed)


def doubled(sent: bytes) -> bytes:
    contents = files(sent)
    into = BytesIO()
    with pytest.warns(UserWarning), zipfile.ZipFile(into, "w") as file:
        for name, content in [*contents.items(), ("day.json", b"{}")]:
            file.writestr(zipfile.ZipInfo(name), content)
    return into.getvalue()


def many(_sent: bytes) -> bytes:
    return zipped({f"pictures/{n}": b"" for n in range(6000)}, compression=zipfile.ZIP_STORED)


def lies_about_size(sent: bytes) -> bytes:
    """A bomb whose directory and head say that it is small."""
    bomb = zipped({**files(sent), "day.json": b"[" + b" " * 60_000_000})
    changed, size = bytearray(bomb), struct.pack("<L", 100)
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = bomb.find(signature)
        while place >= 0:
            if b"day.json" in bomb[place : place + 60]:
                changed[place + offset : place + offset + 4] = size
            place = bomb.find(signature, place + 4)
    return bytes(changed)


def with_picture(sent: bytes, content: bytes, name: str | None = None) -> bytes:
    sha256 = hashlib.sha256(content).hexdigest()
    return signed({**files(sent), name or f"pictures/{sha256}.png": content})


def in_day(edit: Callable[[Any], Any]) -> Callable[[bytes], bytes]:
    return lambda sent: edited(sent, "day.json", edit)


def in_people(edit: Callable[[Any], Any]) -> Callable[[bytes], bytes]:
    return lambda sent: edited(sent, "people.json", edit)


def without(name: str, put_together: Callable[[Files], bytes]) -> Callable[[bytes], bytes]:
    return lambda sent: put_together({known: content for known, content in files(sent).items() if known != name})


def first(table: str, **values: Any) -> Callable[[Any], Any]:
    return lambda day: day[table][0].update(values)


HOSTILE: list[tuple[str, str, str, Callable[[bytes], bytes]]] = [
    ("nothing at all", "", "no_zip", lambda _: b""),
    ("a text", "", "no_zip", lambda _: b"PKeine Datei"),
    ("half of it", "", "broken", lambda sent: sent[: len(sent) // 2]),
    ("something behind it", "", "broken", lambda sent: sent + b"<script>"),
    ("something before it", "", "broken", lambda sent: b"PK\x03\x04" + sent),
    ("no directory", "", "broken", lambda _: b"PK\x03\x04" + bytes(40)),
    ("6,000 entries", "", "too_many", many),
    ("a way up", "../etc/passwd", "path", lambda sent: renamed(sent, "../etc/passwd")),
    ("a way up inside", "pictures/../../x", "path", lambda sent: renamed(sent, "pictures/../../x")),
    ("an absolute path", "/etc/passwd", "path", lambda sent: renamed(sent, "/etc/passwd")),
    ("a drive", "C:/x", "path", lambda sent: renamed(sent, "C:/x")),
    ("backslashes", "..\\x", "path", lambda sent: renamed(sent, "..\\x")),
    ("a link", "day.json", "link", linked),
    ("a folder", "pictures/", "unknown", lambda sent: renamed(sent, "pictures/")),
    ("an archive in it", "more.zip", "unknown", lambda sent: renamed(sent, "more.zip")),
    ("a program in it", "run.exe", "unknown", lambda sent: renamed(sent, "run.exe")),
    ("another case", "Day.json", "unknown", lambda sent: renamed(sent, "Day.json")),
    ("a name twice", "day.json", "doubled", doubled),
    ("locked", "manifest.json", "encrypted", lambda sent: patched(sent, 8, 1)),
    ("another compression", "manifest.json", "compression", lambda sent: zipped(files(sent), compression=LZMA)),
    ("a damaged byte", "", "broken", lambda sent: sent[:200] + bytes([sent[200] ^ 255]) + sent[201:]),
    ("a bomb", "day.json", "bomb", lambda sent: zipped({**files(sent), "day.json": b" " * 60_000_000})),
    ("a bomb that calls itself small", "", "broken", lies_about_size),
    ("too much JSON", "day.json", "too_large",
     lambda sent: zipped({**files(sent), "day.json": Random(1).randbytes(17 * 1024 * 1024)}, compression=0)),
    ("no manifest", "manifest.json", "missing", without("manifest.json", zipped)),
    ("a forged file", "day.json", "checksum", lambda sent: zipped({**files(sent), "day.json": b"{}"})),
    ("a file too few", "people.json", "missing", without("people.json", zipped)),
    ("a file unnamed", "koffer.json", "not_in_manifest", lambda sent: zipped({**files(sent), "koffer.json": b"{}"})),
    ("two kinds at once", "koffer.json", "unknown", lambda sent: signed({**files(sent), "koffer.json": b"{}"})),
    ("a later version", "manifest.json $.version", "version", lambda sent: signed(files(sent), version=3)),
    ("another format", "manifest.json $.format", "choice", lambda sent: signed(files(sent), format="zip")),
    ("another kind", "manifest.json $.kind", "choice", lambda sent: signed(files(sent), kind=["workshop"])),
    ("a koffer", "koffer.json", "missing", lambda sent: signed(files(sent), kind="koffer")),
    ("people without a day", "day.json", "missing", without("day.json", signed)),
    ("no JSON", "day.json", "not_json", lambda sent: signed({**files(sent), "day.json": b"{"})),
    ("no number", "day.json", "not_json", lambda sent: signed({**files(sent), "day.json": b'{"a": NaN}'})),
    ("a list", "day.json $", "type", lambda sent: signed({**files(sent), "day.json": b"[]"})),
    ("JSON too deep", "day.json", "not_json", lambda sent: signed({**files(sent), "day.json": b'{"a":' * 50_000})),
    ("JSON of a million lists", "day.json", "too_many",
     lambda sent: unpacked_too({**files(sent), "day.json": b'{"a":[' + b"[]," * 1_000_000 + b"0]}"})),
    ("a key twice", "day.json votes", "doubled",
     lambda sent: signed({**files(sent), "day.json": b'{"votes": [], "votes": []}'})),
    ("a text that is no picture", "picture", "picture", lambda sent: with_picture(sent, b"<svg onload=alert(1)>")),
    ("a picture nobody shows", "picture", "unused", lambda sent: with_picture(sent, a_picture(Random(9)).content)),
    ("a picture with another's sum", "picture", "checksum",
     lambda sent: with_picture(sent, a_picture(Random(9)).content, f"pictures/{'0' * 64}.png")),
    ("a broken template", "workshop.json $.agenda", "missing",
     lambda sent: edited(sent, "workshop.json", lambda part: part.update(agenda=[]))),
    ("an unknown table", "day.json $.links", "unknown", in_day(lambda day: day.update(links=[]))),
    ("people in the wrong file", "day.json $.participants", "unknown", in_day(lambda day: day.update(participants=[]))),
    ("a table that is none", "day.json $.votes", "type", in_day(lambda day: day.update(votes={}))),
    ("a row that is none", "day.json $.votes[0]", "type", in_day(lambda day: day.update(votes=[7]))),
    ("an open vote", "day.json $.votes[0].state", "choice", in_day(first("votes", state="open"))),
    ("a number as text", "day.json $.votes[0].budget", "type", in_day(first("votes", budget="5"))),
    ("a number too large", "day.json $.votes[0].budget", "range", in_day(first("votes", budget=10**12))),
    ("a true number", "day.json $.votes[0].cap", "type", in_day(first("votes", cap=True))),
    ("a day that never was", "day.json $.votes[0].opened_at", "moment",
     in_day(first("votes", opened_at="2017-02-30T00:00:00+00:00"))),
    ("an hour without a zone", "day.json $.votes[0].opened_at", "moment",
     in_day(first("votes", opened_at="2017-02-03T00:00:00"))),
    ("a NUL", "day.json $.clusters[0].title", "character", in_day(first("clusters", title="a\0b"))),
    ("half a letter", "day.json $.clusters[0].title", "character", in_day(first("clusters", title="\ud83c"))),
    ("a title too long", "day.json $.clusters[0].title", "too_long", in_day(first("clusters", title="x" * 81))),
    ("another's field", "day.json $.clusters[0].field", "unknown_name", in_day(first("clusters", field="777"))),
    ("an id of the database", "day.json $.clusters[0].id", "unknown", in_day(first("clusters", id="x"))),
    ("another workshop", "day.json $.clusters[0].workshop", "unknown", in_day(first("clusters", workshop="x"))),
    ("a phone's key", "people.json $.participants[0].key_hash", "unknown",
     in_people(first("participants", key_hash="0" * 64))),
    ("a seat twice", "people.json $.participants[1]", "doubled",
     in_people(lambda p: p["participants"].insert(1, p["participants"][0]))),
    ("support twice", "day.json $.supports[1]", "doubled",
     in_day(lambda day: day["supports"].insert(1, day["supports"][0]))),
    ("nobody's support", "day.json $.supports[0].participant", "unknown_name",
     in_day(first("supports", participant="999"))),
    ("points as text", "day.json $.sealed_ballots[0].content.points.t0", "type",
     in_day(first("sealed_ballots", content={"points": {"t0": "9"}}))),
    ("an item nobody planned", "day.json $.items[0]", "unknown_name", in_day(first("items", key="r99"))),
    ("a lost column", "day.json $.statements[0].text", "missing", in_day(lambda day: day["statements"][0].pop("text"))),
]  # fmt: skip


@pytest.mark.parametrize(("path", "reason", "fault"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_a_hostile_archive_is_refused_with_its_reason_and_leaves_no_trace(
    empty_house: House, sound: bytes, path: str, reason: str, fault: Callable[[bytes], bytes]
) -> None:
    sent = fault(sound)
    folder = empty_house.config.data_dir
    before = sorted(path.name for path in folder.rglob("*"))

    begun = time.perf_counter()
    with pytest.raises(BadArchive) as refused:
        restore(empty_house, sent)
    took = time.perf_counter() - begun

    told = str(refused.value.facts["path"])
    assert refused.value.facts["reason"] == reason
    assert told.startswith("pictures/") if path == "picture" else told == path
    assert took < LONGEST_SECONDS
    assert rows(empty_house) == {}
    assert sorted(path.name for path in folder.rglob("*")) == before


def test_the_archive_all_faults_start_from_is_sound(house: House, sound: bytes) -> None:
    assert restore(house, sound)["code"]
    assert restore(house, signed(files(sound)))["code"]  # and so is one that another program has zipped


def test_a_tower_of_templates_is_no_archive(empty_house: House) -> None:
    with pytest.raises(BadArchive) as refused:
        archive.opened(
            packed(archive.Parcel("koffer", {"koffer.json": {}}), made_at=empty_house.clock.now(), product="1")
        )
    assert refused.value.facts["reason"] == "kind"


VALUES = some.one_of(
    some.none(), some.booleans(), some.integers(-(2**40), 2**40), some.floats(allow_nan=False), some.text(max_size=30),
    some.just([]), some.just({}), some.just([[]]), some.just({"a": 1}), some.just("x" * 300), some.just("1"),
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(seed=some.integers(0, 2**32), value=VALUES)
def test_any_value_in_any_place_is_taken_or_refused_with_its_path(
    empty_house: House, sound: bytes, seed: int, value: Any
) -> None:
    is_taken_or_refused(empty_house, sound, seed, value)


def is_taken_or_refused(empty_house: House, sound: bytes, seed: int, value: Any) -> None:
    """One value of a sound archive is another; whatever it is, nothing else than a refusal comes of it."""
    random, contents = Random(seed), files(sound)
    name = random.choice(["day.json", "day.json", "people.json", "workshop.json"])
    part = json.loads(contents[name])
    spoil(part, random, value)

    def try_it(session: Any, *, now: Any, **given: Any) -> None:
        archive.restore(session, now=now, **given)
        raise Taken

    sent = signed({**contents, name: json.dumps(part).encode()})
    with pytest.raises((BadArchive, Taken)) as told:
        empty_house.write(try_it, _parcel=archive.opened(sent))
    if isinstance(told.value, BadArchive):
        assert told.value.facts["path"].startswith((name, "day.json"))  # what others name may be missed there
    assert rows(empty_house) == {}


class Taken(Exception):
    """The archive was taken; what it wrote is rolled back."""


def spoil(part: Any, random: Random, value: Any) -> None:
    """Another value at one place, however deep."""
    while True:
        keys = list(part) if isinstance(part, dict) else range(len(part))
        key = random.choice(list(keys))
        inner = part[key]
        if not isinstance(inner, (dict, list)) or not inner or random.random() < 0.1:
            part[key] = copy.deepcopy(value)
            return
        part = inner


def test_a_file_of_another_size_is_not_even_opened(tmp_path: Path) -> None:
    with pytest.raises(BadArchive) as refused:
        archive.opened(b"PK\x03\x04" + bytes(archive.LARGEST_FILE))
    assert refused.value.facts["reason"] == "too_large"
