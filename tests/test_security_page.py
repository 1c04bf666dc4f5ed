"""The security page tells the truth: each requirement of ASVS 5.0 up to level 2 has a line, each file it names exists,
and the limits it states are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

from facilitation.live import channel, gate
from facilitation.web import guesses, limits, passwords

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")

# Section: its requirements of levels 1 and 2 (of 5.0.0, May 2025).
REQUIRED = """
1.1:1-2 1.2:1-9 1.3:1-11 1.4:1-3 1.5:1-2
2.1:1-3 2.2:1-3 2.3:1-4 2.4:1-1
3.2:1-2 3.3:1-4 3.4:1-6 3.5:1-5 3.7:1-2
4.1:1-3 4.2:1-1 4.3:1-2 4.4:1-4
5.1:1-1 5.2:1-3 5.3:1-2 5.4:1-3
6.1:1-3 6.2:1-12 6.3:1-4 6.4:1-4 6.5:1-5 6.6:1-3 6.8:1-4
7.1:1-3 7.2:1-4 7.3:1-2 7.4:1-5 7.5:1-2 7.6:1-2
8.1:1-2 8.2:1-3 8.3:1-1 8.4:1-1
9.1:1-3 9.2:1-4
11.1:1-2 11.2:1-3 11.3:1-3 11.4:1-4 11.5:1-1 11.6:1-1
12.1:1-3 12.2:1-2 12.3:1-4
13.1:1-1 13.2:1-5 13.3:1-2 13.4:1-5
14.1:1-2 14.2:1-4 14.3:1-3
15.1:1-3 15.2:1-3 15.3:1-7
16.1:1-1 16.2:1-5 16.3:1-4 16.4:1-3 16.5:1-3
""".split()
WHOLE_CHAPTERS = {"V10.1.1–V10.7.3", "V17.1.1–V17.3.2"}
STATES = {"met", "n/a", "needs TLS", "owed"}


def lines() -> list[list[str]]:
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.splitlines()
        if re.match(r"\| V\d", line)
    ]


def ids_of(name: str) -> set[str]:
    """``V6.8.1–V6.8.4`` is four of them."""
    first, _dash, last = name.partition("–")
    section, number = first.rsplit(".", 1)
    return {f"{section}.{n}" for n in range(int(number), int((last or first).rsplit(".", 1)[1]) + 1)}


def test_every_requirement_up_to_level_two_stands_in_the_table() -> None:
    wanted = set()
    for entry in REQUIRED:
        section, span = entry.split(":")
        low, high = map(int, span.split("-"))
        wanted |= {f"V{section}.{n}" for n in range(low, high + 1)}
    names = [line[0] for line in lines()]
    assert set(names) >= WHOLE_CHAPTERS
    found = [one for name in names if name not in WHOLE_CHAPTERS for one in ids_of(name)]
    assert len(found) == len(set(found))
    above = {line[0] for line in lines() if line[1].startswith("L3:")}
    assert wanted - set(found) == set()
    assert set(found) - wanted == above


def test_every_line_has_a_state_and_says_why() -> None:
    assert [line for line in lines() if len(line) != 4 or line[2] not in STATES or not line[3]] == []


def test_every_file_that_is_named_exists() -> None:
    named = {name for line in PAGE.splitlines() for name in re.findall(r"`((?:\w+/)+[\w.-]+|requirements\.txt)`", line)}
    assert len(named) > 40
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_the_limits_are_those_of_the_code() -> None:
    stated = re.sub(r"\s+", " ", PAGE.replace(",", ""))
    (writes, at_once), (reads, read_at_once) = limits.WRITES, limits.READS
    strangers, strangers_at_once = limits.STRANGERS_WRITES
    told = [
        f"| {at_once} at once {writes} a second;", f"| {read_at_once} at once {reads} a second |",
        f"| {strangers_at_once} at once {strangers} a second |", f"| {limits.MOST_PARTS}; refused",
        f"| {gate.LARGEST_FRAME // 1024} KiB {gate.MOST_PACKETS} |",
        f"| {gate.WORDS_AT_ONCE} at once {gate.WORDS_PER_SECOND} a second",
        f"| {channel.SOCKETS_OF_A_PERSON} {channel.SOCKETS_OF_STRANGERS} {gate.MOST_SOCKETS} |",
        f"closed after {gate.GREETS_WITHIN:.0f} s",
    ]  # fmt: skip
    assert [part for part in told if part not in stated] == []
    assert limits.LARGEST_BODY == 1024 * 1024
    assert (guesses.OWN_TRIES, guesses.STRANGERS_TRIES, guesses.ALARM, passwords.SHORTEST) == (10, 60, 30, 12)
    words = ("Ten wrong tries", "sixty for all strangers", "From thirty", "twelve characters")
    assert [word for word in words if word not in PAGE] == []
