"""Files that anybody can check: a JSON object with one entry a line, a short check for every line and one for all.

``"checks"`` holds the first 8 characters of the SHA-256 of each line before it (UTF-8, without its line end),
``"check"`` the SHA-256 of all lines before it with their line ends. Whoever changes a byte is found, with the line.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from facilitation.errors import Refusal

SHORT = 8
CHECKS = b'"checks": '
OPENS_A_LIST = re.compile(rb'"(\w+)": \[')
NAME = re.compile(rb'"(\w+)": ')


class Altered(Refusal):
    """The file is not as it was written. Facts: line (of the first change), part (name of the entry and its place)."""

    code = "altered"
    status = 422


def write(said: Mapping[str, Any]) -> bytes:
    """The object as such a file: a list takes a line per entry, everything else one line."""
    lines = ["{"]
    for name, value in said.items():
        if isinstance(value, list):
            entries = [f"{_compact(entry)}," for entry in value]
            lines += [f"{_compact(name)}: [", *entries[:-1], *(entry[:-1] for entry in entries[-1:]), "],"]
        else:
            lines.append(f"{_compact(name)}: {_compact(value)},")
    body = [line.encode() for line in lines]
    return b"\n".join([*body, *_end(body)])


def read(content: bytes) -> dict[str, Any]:
    """The object of an untouched file. Raises Altered."""
    lines = content.split(b"\n")
    starts = [n for n, line in enumerate(lines) if line.startswith(CHECKS)]
    at = starts[-1] if starts else max(0, len(lines) - 4)
    body, end = lines[:at], lines[at:]
    expected = _end(body)
    if end != expected:
        line = _first_changed(body, end, expected)
        raise Altered(line=line, part=_part(body, line))
    try:
        said = json.loads(content)
    except ValueError:
        raise Altered(line=1, part="") from None
    if not isinstance(said, dict):
        raise Altered(line=1, part="")
    return said


def _first_changed(body: list[bytes], end: list[bytes], expected: list[bytes]) -> int:
    """The number of the line where the file is not as it was written: in the body by its checks, else in its end."""
    known = _known(end)
    if end[1:2] != expected[1:2] and known is not None:
        for number, (line, mark) in enumerate(zip_longest(body, known), 1):
            if line is None or _mark(line)[:SHORT] != mark:
                return number
    pairs = enumerate(zip_longest(end, expected), len(body) + 1)
    return next(number for number, (line, wanted) in pairs if line != wanted)


def _known(end: list[bytes]) -> list[Any] | None:
    """The checks as the file holds them, if they can be read."""
    try:
        known = json.loads(end[0].removeprefix(CHECKS).rstrip(b","))
    except ValueError:
        known = None
    return known if isinstance(known, list) else None


def _part(body: list[bytes], line: int) -> str:
    """What stands in a line, counted within its list: ``entries 12``; nothing if the line is not there."""
    for before in range(min(line, len(body)), 0, -1):
        opened = OPENS_A_LIST.fullmatch(body[before - 1])
        if opened:
            return f"{opened[1].decode()} {line - before}" if line > before else opened[1].decode()
        named = NAME.match(body[before - 1])
        if named and before == line:
            return named[1].decode()
        if named and before < line:
            return ""
    return ""


def _end(body: list[bytes]) -> list[bytes]:
    checks = CHECKS + _compact([_mark(line)[:SHORT] for line in body]).encode() + b","
    whole = b"".join(line + b"\n" for line in [*body, checks])
    return [checks, f'"check": "{_mark(whole)}"'.encode(), b"}", b""]


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
