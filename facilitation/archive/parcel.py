"""The file of an archive: a ZIP whose manifest names every file with its SHA-256. Its bytes follow from its content.

A file from elsewhere is not trusted: nothing is written to disk, no size that it states is believed, and only names of
the format are read.
"""

from __future__ import annotations

import hashlib
import json
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any, NoReturn

from facilitation.archive.reading import BadArchive, BadTemplate, no_name_twice
from facilitation.pictures import EXTENSIONS, BadPicture, Drawn, as_it_is

FORMAT = "zukunftswerkstatt-archive"
VERSION = 2
# kind to the file it must have and those that come together or not at all
KINDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "workshop": ("workshop.json", ("people.json", "day.json")),
    "koffer": ("koffer.json", ()),
}
JSON_NAMES = ("manifest.json", "workshop.json", "koffer.json", "people.json", "day.json")
PICTURE = re.compile(r"pictures/([0-9a-f]{64})\.(png|jpg)")
LARGEST_FILE = 100 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
LARGEST_JSON = 16 * 1024 * 1024
LARGEST_PICTURE = 10 * 1024 * 1024
MOST_ENTRIES = 5000
MOST_PARTS = 400_000  # objects and lists in one JSON file
STEEPEST = 200  # unpacked to packed bytes; a day of real text stays below 60
FREE = 1024 * 1024  # a small file may be as steep as it likes
CHUNK = 256 * 1024
END = struct.Struct("<4s4H2LH")  # the end of a ZIP's directory
FIXED = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Parcel:
    """An archive as values: what kind, its JSON files by name, its pictures by SHA-256, and its manifest."""

    kind: str
    parts: Mapping[str, dict[str, Any]] = field(repr=False)
    pictures: Mapping[str, Drawn] = field(default_factory=dict, repr=False)
    manifest: Mapping[str, Any] = field(default_factory=dict)

    @property
    def has_entries(self) -> bool:
        return "day.json" in self.parts


def packed(parcel: Parcel, *, made_at: datetime, product: str, **facts: Any) -> bytes:
    """The bytes of the file: the same content gives the same bytes, wherever it is. `facts` join the manifest."""
    files = {name: _json(part) for name, part in parcel.parts.items()}
    files |= {f"pictures/{p.sha256}.{EXTENSIONS[p.type]}": p.content for p in parcel.pictures.values()}
    manifest = {
        "format": FORMAT, "version": VERSION, "kind": parcel.kind, "product": product,
        "made_at": made_at.isoformat(), **facts,
        "files": {name: {"sha256": _sha256(content), "bytes": len(content)} for name, content in files.items()},
    }  # fmt: skip
    into = BytesIO()
    with zipfile.ZipFile(into, "w") as file:
        for name, content in [("manifest.json", _json(manifest)), *sorted(files.items())]:
            entry = zipfile.ZipInfo(name, FIXED)
            entry.create_system, entry.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            entry.compress_type = zipfile.ZIP_STORED if name.startswith("pictures/") else zipfile.ZIP_DEFLATED
            file.writestr(entry, content, compresslevel=9)
    return into.getvalue()


def unpacked(sent: bytes) -> Parcel:
    """An archive read and checked. Raises BadArchive with the first fault; leaves nothing behind."""
    if len(sent) > LARGEST_FILE:
        raise BadArchive(path="", reason="too_large", limit=LARGEST_FILE // 1024 // 1024)
    _look_at_the_end(sent)
    try:
        with zipfile.ZipFile(BytesIO(sent)) as file:
            contents = _contents(file)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise BadArchive(path="", reason="broken", detail=str(error)[:80]) from None
    manifest = _read_json("manifest.json", contents.pop("manifest.json", None))
    kind = _check_manifest(manifest, contents)
    parts = {name: _read_json(name, content) for name, content in contents.items() if name.endswith(".json")}
    _look_at_the_parts(kind, parts)
    found = {match[1]: _picture(name, contents[name]) for name in contents if (match := PICTURE.fullmatch(name))}
    return Parcel(kind, parts, found, manifest)


def _look_at_the_end(sent: bytes) -> None:
    """The directory before anybody reads it: a plain ZIP, nothing before or behind it, and not too many entries."""
    if not sent.startswith(b"PK\x03\x04") or len(sent) < END.size:
        raise BadArchive(path="", reason="no_zip")
    mark, disk, start, here, entries, size, offset, comment = END.unpack(sent[-END.size :])
    if mark != b"PK\x05\x06" or comment or disk or start or here != entries:
        raise BadArchive(path="", reason="broken")
    if entries > MOST_ENTRIES:
        raise BadArchive(path="", reason="too_many", limit=MOST_ENTRIES)
    if offset + size + END.size != len(sent):
        raise BadArchive(path="", reason="broken")


def _contents(file: zipfile.ZipFile) -> dict[str, bytes]:
    contents: dict[str, bytes] = {}
    left = LARGEST_UNPACKED
    for entry in file.infolist():
        name = entry.orig_filename
        _look_at(entry, name)
        if name in contents:
            raise BadArchive(path=name, reason="doubled")
        limit = LARGEST_PICTURE if name.startswith("pictures/") else LARGEST_JSON
        contents[name] = _content(file, entry, min(left, limit))
        left -= len(contents[name])
    return contents


def _look_at(entry: zipfile.ZipInfo, name: str) -> None:
    """Refuse by the name and the mode alone: tricks with paths, links, locks, and what the format does not know."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    parts = re.split(r"[/\\]", name)
    if name.startswith(("/", "\\")) or ".." in parts or ":" in name or "\0" in name or "\\" in name:
        raise BadArchive(path=name[:120], reason="path")
    if kind not in (0, stat.S_IFREG):
        raise BadArchive(path=name[:120], reason="link")
    if entry.flag_bits & 0x1:
        raise BadArchive(path=name[:120], reason="encrypted")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BadArchive(path=name[:120], reason="compression")
    if name not in JSON_NAMES and not PICTURE.fullmatch(name):
        raise BadArchive(path=name[:120], reason="unknown")


def _content(file: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """A file's bytes, counted while they come: neither more than `limit` nor from a bomb."""
    read = bytearray()
    with file.open(entry) as stream:
        while chunk := stream.read(CHUNK):
            read += chunk
            if len(read) > limit:
                raise BadArchive(path=entry.filename, reason="too_large", limit=limit // 1024 // 1024)
            if len(read) > FREE and len(read) > STEEPEST * max(1, entry.compress_size):
                raise BadArchive(path=entry.filename, reason="bomb")
    return bytes(read)


def _check_manifest(manifest: Mapping[str, Any], contents: Mapping[str, bytes]) -> str:
    """The kind of the archive, when the manifest names its files and no others. Raises BadArchive."""
    place = "manifest.json $."
    if manifest.get("format") != FORMAT:
        raise BadArchive(path=f"{place}format", reason="choice", choices=[FORMAT])
    if manifest.get("version") != VERSION or isinstance(manifest.get("version"), bool):
        raise BadArchive(path=f"{place}version", reason="version", known=VERSION)
    if manifest.get("kind") not in [*KINDS]:
        raise BadArchive(path=f"{place}kind", reason="choice", choices=[*KINDS])
    files = manifest.get("files")
    if not isinstance(files, dict):
        raise BadArchive(path=f"{place}files", reason="type", wanted="object")
    for name in sorted({*files} ^ {*contents}):
        raise BadArchive(path=name[:120], reason="missing" if name in files else "not_in_manifest")
    for name, content in contents.items():
        if files[name] != {"sha256": _sha256(content), "bytes": len(content)}:
            raise BadArchive(path=name, reason="checksum")
        named = PICTURE.fullmatch(name)
        if named and named[1] != _sha256(content):
            raise BadArchive(path=name, reason="checksum")
    return str(manifest["kind"])


def _look_at_the_parts(kind: str, parts: Mapping[str, Any]) -> None:
    """Preparation alone, or with people and day; a koffer alone."""
    needed, further = KINDS[kind]
    for name in [needed, *(further if set(further) & set(parts) else ())]:
        if name not in parts:
            raise BadArchive(path=name, reason="missing")
    for name in set(parts) - {needed, *further}:
        raise BadArchive(path=name, reason="unknown")


def _read_json(name: str, content: bytes | None) -> dict[str, Any]:
    if content is None:
        raise BadArchive(path=name, reason="missing")
    if content.count(b"{") + content.count(b"[") > MOST_PARTS:
        raise BadArchive(path=name, reason="too_many", limit=MOST_PARTS)
    try:
        read = json.loads(content.decode("utf-8"), object_pairs_hook=no_name_twice, parse_constant=_no_number)
    except BadTemplate as doubled:
        raise BadArchive(**{**doubled.facts, "path": f"{name} {doubled.facts['path']}"[:120]}) from None
    except (ValueError, RecursionError) as error:
        raise BadArchive(path=name, reason="not_json", detail=str(error)[:80]) from None
    if not isinstance(read, dict):
        raise BadArchive(path=f"{name} $", reason="type", wanted="object")
    return read


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def _json(value: Any) -> bytes:
    return (json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1) + "\n").encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _picture(name: str, content: bytes) -> Drawn:
    try:
        drawn = as_it_is(content)
    except BadPicture as refused:
        raise BadArchive(path=name, reason="picture", detail=refused.facts.get("reason")) from None
    if not name.endswith(EXTENSIONS[drawn.type]):
        raise BadArchive(path=name, reason="picture", detail="extension")
    return drawn
