"""What the server has written and synced, in order, and what a disk may hold of it when the power goes.

At any moment that is everything synced before, and of the rest any part: whole writes, sectors of writes, new names and
removed names, each kept or dropped by chance.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

HEAD = struct.Struct("=BHQqI")
SECTOR = 512
TORN = 0.1  # of the unsynced writes that are kept: some of their sectors only


@dataclass(frozen=True)
class Change:
    """`kind`: create, write, truncate, sync, unlink, rename, link, by its first letter. `at` in nanoseconds."""

    kind: str
    at: int
    path: str
    offset: int
    content: bytes


def read(log: Path) -> list[Change]:
    content, place, changes = log.read_bytes(), 0, []
    while place < len(content):
        kind, path, at, offset, length = HEAD.unpack_from(content, place)
        place += HEAD.size
        name = content[place : place + path].decode()
        place += path
        changes.append(Change(chr(kind), at, name, offset, content[place : place + length]))
        place += length
    return changes


@dataclass
class _File:
    """What is surely on the disk, and what has been written since."""

    content: bytearray = field(default_factory=bytearray)
    loose: list[Change] = field(default_factory=list)


class Disk:
    """Follows a recording change by change; `image` lays down what a crash could leave right now."""

    def __init__(self) -> None:
        self._names: dict[str, _File] = {}  # as the running server sees it
        self._sure: dict[str, _File] = {}  # names that are surely on the disk
        self._loose: list[tuple[Change, _File]] = []

    def follow(self, change: Change) -> None:
        if change.kind in "wt":
            self._names.setdefault(change.path, _File()).loose.append(change)
        elif change.kind == "s" and change.path in self._names:
            file = self._names[change.path]
            for loose in file.loose:
                _apply(file.content, loose)
            file.loose.clear()
        elif change.kind == "s":
            for loose, file in self._loose:
                if _folder(loose) == change.path:
                    _rename(self._sure, loose, file)
            self._loose = [one for one in self._loose if _folder(one[0]) != change.path]
        else:
            file = _File() if change.kind == "c" else self._names.get(change.path, _File())
            self._loose.append((change, file))
            _rename(self._names, change, file)

    def image(self, folder: Path, below: Path, chance: Random) -> None:
        """Lay the files down in `folder` as they were named below `below`."""
        kept = chance.choice((0.0, 1.0, chance.random(), chance.random()))
        names = dict(self._sure)
        for change, file in self._loose:
            if chance.random() < kept:
                _rename(names, change, file)
        for name, file in names.items():
            content = bytearray(file.content)
            for loose in file.loose:
                if chance.random() < kept:
                    for part in _torn(loose, chance) if chance.random() < TORN else [loose]:
                        _apply(content, part)
            path = folder / Path(name).relative_to(below)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _apply(content: bytearray, change: Change) -> None:
    if change.kind == "t":
        del content[change.offset :]
        content.extend(bytes(change.offset - len(content)))
        return
    content.extend(bytes(max(0, change.offset - len(content))))
    content[change.offset : change.offset + len(change.content)] = change.content


def _rename(names: dict[str, _File], change: Change, file: _File) -> None:
    if change.kind in "ur":
        names.pop(change.path, None)
    if change.kind != "u":
        names[change.path if change.kind == "c" else change.content.decode()] = file


def _folder(change: Change) -> str:
    return str(Path(change.path).parent)


def _torn(change: Change, chance: Random) -> Iterator[Change]:
    if change.kind == "t":
        yield change
        return
    for place in range(0, len(change.content), SECTOR):
        if chance.random() < 0.5:
            part = change.content[place : place + SECTOR]
            yield Change("w", change.at, change.path, change.offset + place, part)
