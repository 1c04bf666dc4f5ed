"""A file that proves itself: whoever changes one byte is found, with the line; and so is who repairs the checks."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from facilitation import cli, journal, proofs, verification
from facilitation.errors import BadInput
from facilitation.journal import Entry
from facilitation.proofs import Altered

SAID = {
    "format": "a-list",
    "head": {"title": "Köln 🌳 „Bus“\nund\u2028Bahn", "day": None},
    "nothing": [],
    "marks": ["aa11", "bb22", "cc33"],
    "papers": [{"field": "f", "points": {"t": 3}}, {"field": "g", "points": {}}],
}


def a_chain(length: int = 12) -> list[Entry]:
    chain: list[Entry] = []
    for number in range(1, length + 1):
        at = datetime(2017, 10, 18, 13, tzinfo=UTC) + timedelta(minutes=number)
        facts = {"vote": f"v{number}", "reason": "wegen Überlänge"}
        before = chain[-1].hash if chain else journal.START
        mark = journal.link_hash(before, number, at, "moderator", "vote.open", facts)
        chain.append(Entry(number=number, at=at, role="moderator", action="vote.open", facts=facts, hash=mark))
    return chain


def found(content: bytes) -> Altered:
    with pytest.raises(Altered) as caught:
        proofs.read(content)
    return caught.value


def test_what_is_written_is_read_and_is_plain_json() -> None:
    content = proofs.write(SAID)
    said = proofs.read(content)
    assert {name: said[name] for name in SAID} == SAID
    assert json.loads(content) == said
    assert content == proofs.write(SAID), "the same object makes the same bytes"


def test_every_changed_byte_is_found_with_its_line() -> None:
    content = proofs.write(SAID)
    random, checks = Random(1), content.count(b"\n") - 2
    for at in range(len(content)):
        changed = bytearray(content)
        changed[at] = random.choice([byte for byte in (0, 9, 10, 13, 32, 48, 65, 128, 255) if byte != content[at]])
        line = content[:at].count(b"\n") + 1
        told = found(bytes(changed)).facts["line"]
        assert told == line or (line == checks and told == line + 1), at  # a line broken in two at its very start


@pytest.mark.parametrize(
    ("before", "after", "part"),
    [(b'"bb22"', b'"bb23"', "marks 2"), (b'"t":3', b'"t":2', "papers 1"), (b"Bahn", b"Bus!", "head")],
)
def test_the_entry_is_named(before: bytes, after: bytes, part: str) -> None:
    assert found(proofs.write(SAID).replace(before, after)).facts["part"] == part


@pytest.mark.parametrize("broken", [b"", b"{}", b"{\n}\n", b"[\n1\n]\n\n\n"])
def test_what_is_no_such_file_is_refused(broken: bytes) -> None:
    found(broken)


def test_lines_that_are_missing_doubled_or_added_are_found() -> None:
    content = proofs.write(SAID)
    lines = content.split(b"\n")
    for n in range(len(lines) - 1):
        found(b"\n".join(lines[:n] + lines[n + 1 :]))
        found(b"\n".join([*lines[: n + 1], *lines[n:]]))
    found(content + b"\n")
    found(content[:-1])


# --- the journal ---


def test_a_journal_is_verified_to_its_head() -> None:
    chain = a_chain()
    told = verification.verify(proofs.write(journal.told(chain, "ABCD")))
    assert told == {"file": "journal", "workshop": "ABCD", "entries": 12, "head": chain[-1].hash}


def test_a_thousand_changes_of_a_journal_are_all_found() -> None:
    content, random = proofs.write(journal.told(a_chain(), "ABCD")), Random(2)
    for _ in range(1000):
        at = random.randrange(len(content))
        changed = bytearray(content)
        changed[at] ^= random.randrange(1, 256)
        with pytest.raises(Altered):
            verification.verify(bytes(changed))


@pytest.mark.parametrize("name, value", [("role", "organiser"), ("action", "vote.shut"), ("facts", {}), ("number", 9)])
def test_who_mends_the_checks_is_found_by_the_chain(name: str, value: Any) -> None:
    told = journal.told(a_chain(), "ABCD")
    told["entries"][4] = {**told["entries"][4], name: value}
    with pytest.raises(Altered) as caught:
        verification.verify(proofs.write(told))
    assert caught.value.facts["part"] == "entries 5"


def test_who_makes_the_whole_chain_anew_is_found_by_the_head_that_was_written_down() -> None:
    chain, other = a_chain(), a_chain(11)
    content = proofs.write(journal.told(other, "ABCD"))
    assert verification.verify(content)["entries"] == 11, "by itself it holds"
    short = f"{chain[-1].hash[:4]}-{chain[-1].hash[4:8]}"
    with pytest.raises(BadInput):
        verification.verify(content, short)
    verification.verify(proofs.write(journal.told(chain, "ABCD")), short.upper())


def test_a_file_of_another_kind_is_refused() -> None:
    with pytest.raises(BadInput):
        verification.verify(proofs.write(SAID))


def test_the_command_says_what_it_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, content = tmp_path / "protokoll.json", proofs.write(journal.told(a_chain(), "ABCD"))
    file.write_bytes(content)
    assert cli.run(["verify", str(file)]) == 0
    assert json.loads(capsys.readouterr().out)["entries"] == 12
    file.write_bytes(content.replace(b'"v7"', b'"v8"'))
    assert cli.run(["verify", str(file)]) == 1
    told = capsys.readouterr()
    assert (told.out, "Zeile 12 (entries 7)" in told.err) == ("", True), told.err
