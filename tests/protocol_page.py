"""Reads docs/protocol.md: its addresses, and its examples as something that can be sent and compared.

An example is a fence ``http`` (a request) and the fence after it: ``json`` (what the answer holds) or ``text`` (status
and media type or target). A ``socket`` fence is a whole conversation, ``sh`` a command with its ``json``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent.parent / "docs" / "protocol.md"
FENCE = re.compile(r"^```(\w+)$")
HEADING = re.compile(r"^### (GET|POST) (\S+)$")
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
ANY = "…"
ANEW = frozenset({"revision"})


@dataclass(frozen=True)
class Block:
    """A fence with what stands above it: section, address, who may, and the moment of the day it needs."""

    section: str
    address: str
    who: tuple[str, ...]
    moment: str
    line: int
    kind: str
    text: str


@dataclass(frozen=True)
class Example:
    """A request and what is shown of its answer."""

    asked: Block
    answered: Block

    @property
    def method(self) -> str:
        return self.asked.text.split()[0]

    @property
    def path(self) -> str:
        return self.asked.text.split()[1]

    @property
    def body(self) -> str:
        return self.asked.text.partition("\n")[2].strip()


def blocks(text: str | None = None) -> list[Block]:
    """Every fence of the page, in its order."""
    found: list[Block] = []
    section = address = moment = ""
    who: tuple[str, ...] = ()
    lines = iter(enumerate((text or PAGE.read_text(encoding="utf-8")).splitlines(), 1))
    for number, line in lines:
        if line.startswith("## "):
            section, address, who, moment = line[3:].strip(), "", (), ""
        elif heading := HEADING.match(line):
            address, who, moment = " ".join(heading.groups()), (), ""
        elif line.startswith("Who: "):
            who = tuple(part.strip() for part in line[5:].split(".")[0].split(","))
        elif line.startswith("When: "):
            moment = line[6:].split(".")[0].strip()
        elif fence := FENCE.match(line):
            inside: list[str] = []
            for _, line in lines:
                if line == "```":
                    break
                inside.append(line)
            found.append(Block(section, address, who, moment, number, fence[1], "\n".join(inside)))
    return found


def examples(text: str | None = None) -> list[Example]:
    """Requests with their answers. A request without one is a mistake of the page."""
    every = blocks(text)
    found = []
    for block, after in zip(every, [*every[1:], None], strict=True):
        if block.kind == "http":
            assert after is not None and after.kind in ("json", "text"), f"line {block.line}: no answer"
            found.append(Example(block, after))
    return found


def addresses(text: str | None = None) -> set[str]:
    """``POST /w/{code}/agenda/steps`` for every heading."""
    lines = (text or PAGE.read_text(encoding="utf-8")).splitlines()
    return {" ".join(heading.groups()) for line in lines if (heading := HEADING.match(line))}


def rows(start: str) -> list[list[str]]:
    """The cells of the table rows under the heading that begins with `start`."""
    inside, found = False, []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            inside = line.lstrip("# ").startswith(start)
        elif inside and line.startswith("| `"):
            found.append([cell.strip() for cell in line.strip("|").split("|")])
    return found


def shape(path: str) -> str:
    """An address without the names of its parts: ``/w/{}/votes/{}``."""
    return PLACEHOLDER.sub("{}", path)


def fits(address: str, asked: str) -> bool:
    """Whether a request goes to an address, whatever stands for its names."""
    parts = re.split(r"\{[a-z_]+\}", address)
    return re.fullmatch("[^/]+".join(map(re.escape, parts)), asked.partition("?")[0]) is not None


def filled(value: Any, known: Mapping[str, Any]) -> Any:
    """The value with every ``{name}`` filled in; one that is a whole string keeps its type."""
    if isinstance(value, dict):
        return {filled(name, known): filled(part, known) for name, part in value.items()}
    if isinstance(value, list):
        return [filled(part, known) for part in value]
    if not isinstance(value, str):
        return value
    if whole := PLACEHOLDER.fullmatch(value):
        return known[whole[1]]
    return PLACEHOLDER.sub(lambda name: str(known[name[1]]), value)


def differences(shown: Any, told: Any, known: MutableMapping[str, Any], where: str = "") -> list[str]:
    """Where an answer is not as shown: every key shown is there with the same value. ``…`` is any value. A ``"{name}"``
    is the known value; one not known yet, and every revision, is remembered in `known`. Of a list as many entries
    count as are shown."""
    if isinstance(shown, str) and (name := PLACEHOLDER.fullmatch(shown)) and (name[1] in ANEW or name[1] not in known):
        known[name[1]] = told
        return [] if told is not None else [f"{where}: nothing to remember"]
    if shown == ANY:
        return []
    if isinstance(shown, dict) and isinstance(told, dict):
        found = []
        for name, part in shown.items():
            if (key := filled(name, known)) in told:
                found += differences(part, told[key], known, f"{where}.{name}")
            else:
                found.append(f"{where}.{name}: missing, there are {sorted(told)}")
        return found
    if isinstance(shown, list) and isinstance(told, list) and len(told) >= len(shown) and bool(shown) == bool(told):
        pairs = enumerate(zip(shown, told, strict=False))
        return [wrong for n, (one, other) in pairs for wrong in differences(one, other, known, f"{where}[{n}]")]
    expected = filled(shown, known)
    same = type(expected) is type(told) and expected == told
    return [] if same else [f"{where}: shown {json.dumps(expected)}, told {json.dumps(told, default=str)}"]
