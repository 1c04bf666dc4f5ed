"""The public list: marks and contents apart, everybody finds their own, and a stranger's program counts the same."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from facilitation import ballots, proofs, ranking, verification
from facilitation.ballots import NotPublic
from facilitation.ballots.box import fingerprint
from facilitation.ballots.public_list import public_list
from facilitation.house import House
from facilitation.proofs import Altered
from tests.voted import Voted

COUNTER = Path(__file__).resolve().parents[2] / "static" / "zaehlen.py"
_spec = importlib.util.spec_from_file_location("zaehlen", COUNTER)
assert _spec is not None and _spec.loader is not None
zaehlen = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(zaehlen)


def list_of(voted: Voted) -> dict[str, Any]:
    with voted.house.reading() as session:
        return public_list(session, voted.workshop, ballots.one(session, voted.workshop.id, voted.vote.id))


@pytest.fixture
def said(house: House) -> dict[str, Any]:
    return list_of(Voted(house, (6, 5, 4, 1, 0), paper=(1, 0, 0, 0, 0), places=2).reveal())


def test_before_the_last_reveal_there_is_no_list(house: House) -> None:
    voted = Voted(house, (5, 5, 5, 5, 5)).reveal(1, 2, 3, 4)
    with pytest.raises(NotPublic):
        list_of(voted)
    assert list_of(voted.reveal(5))["vote"]["ballots"] == 25


def test_everybody_finds_their_own_mark(any_house: House) -> None:
    voted = Voted(any_house, (6, 5, 4, 1, 0), paper=(1, 0, 0, 0, 0)).reveal()
    own = {
        fingerprint(ballot_id, {"channel": channel, "field": field, "points": points})
        for field, cast in voted.cast.items()
        for ballot_id, channel, points in cast
    }
    assert set(list_of(voted)["fingerprints"]) == own


def test_contents_carry_no_id_and_small_fields_none_at_all(said: dict[str, Any]) -> None:
    by_field = {field["id"]: field for field in said["fields"]}
    assert [field["told"] for field in said["fields"]] == [True, True, False, False, False]
    assert all(set(paper) == {"field", "points"} for paper in said["contents"])
    told = [by_field[paper["field"]]["number"] for paper in said["contents"]]
    assert (told.count(1), told.count(2), len(told)) == (6, 5, 11)
    assert (said["vote"]["ballots"], len(said["fingerprints"])) == (16, 16), "the marks of the small fields stay"
    for field in said["fields"][2:]:
        assert {(row["points"], row["people"]) for row in field["rows"]} == {(None, None)}


def test_neither_order_says_who_voted_when(said: dict[str, Any]) -> None:
    assert said["fingerprints"] == sorted(said["fingerprints"])
    kept = [json.dumps(paper, sort_keys=True, separators=(",", ":")) for paper in said["contents"]]
    assert kept == sorted(kept)


def test_the_file_is_verified_and_a_thousand_changes_are_found(said: dict[str, Any]) -> None:
    content, random = proofs.write(said), Random(3)
    assert verification.verify(content, str(said["vote"]["journal_at_sealing"])[:8])["entries"] == 16
    for _ in range(1000):
        changed = bytearray(content)
        changed[random.randrange(len(content))] ^= random.randrange(1, 256)
        with pytest.raises(Altered):
            verification.verify(bytes(changed))


def doctored(said: dict[str, Any], how: str) -> dict[str, Any]:
    """The list as somebody would forge it who also mends every check."""
    forged: dict[str, Any] = json.loads(json.dumps(said))
    if how == "a point more in the result":
        forged["fields"][0]["rows"][0]["points"] += 1
    elif how == "a ballot replaced":
        forged["contents"][0]["points"] = {forged["fields"][0]["rows"][-1]["tool"]: 5}
    elif how == "a ballot added":
        forged["contents"].append(forged["contents"][0])
    elif how == "a mark added":
        forged["fingerprints"].append("0" * 64)
        forged["vote"]["ballots"] += 1
    elif how == "too many points":
        for paper in forged["contents"]:
            paper["points"] = {tool: n * 2 for tool, n in paper["points"].items()}
    return forged


FORGERIES = ("a point more in the result", "a ballot replaced", "a ballot added", "a mark added", "too many points")


def test_a_forged_list_contradicts_itself(said: dict[str, Any]) -> None:
    for how in FORGERIES:
        with pytest.raises(Altered):
            verification.verify(proofs.write(doctored(said, how)))
    assert verification.verify(proofs.write(doctored(said, "")))["file"] == "vote"


# --- the counter that knows nothing of this program ---


def test_the_counter_is_forty_lines_of_plain_python() -> None:
    text = COUNTER.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 40
    assert {line.split()[1] for line in text.splitlines() if line.startswith(("import ", "from "))} == {"json", "sys"}


def test_anyone_can_run_it_on_the_file(tmp_path: Path, said: dict[str, Any]) -> None:
    file = tmp_path / "liste.json"
    for how, code in (("", 0), ("a point more in the result", 1)):
        file.write_bytes(proofs.write(doctored(said, how)))
        ran = subprocess.run(
            [sys.executable, "-I", str(COUNTER), str(file)], capture_output=True, encoding="utf-8",
            env={"PYTHONIOENCODING": "utf-8"}, check=False,
        )  # fmt: skip
        assert (ran.returncode, "Das Ergebnis stimmt." in ran.stdout) == (code, code == 0), ran


def a_random_vote(random: Random) -> dict[str, Any]:
    """A vote as it would be published: any budget and cap, abstentions, unspent points, ties."""
    tools = [f"t{n}" for n in range(random.randint(1, 6))]
    budget = random.randint(1, 6)
    cap, places = random.randint(1, budget), random.randint(1, 5)
    papers: list[dict[str, int]] = []
    for _ in range(random.randint(5, 14)):
        paper: dict[str, int] = {}
        for tool in random.sample(tools, random.randint(0, len(tools))):
            left = min(cap, budget - sum(paper.values()))
            if left:
                paper[tool] = random.randint(1, left)
        papers.append(paper)
    ranks = ranking.rank(ranking.tally(papers, tools), places=places)
    rows = [{"tool": r.key, "title": r.key, "rank": r.rank, "points": r.points, "people": r.people} for r in ranks]
    marks = [f"{random.getrandbits(256):064x}" for _ in papers]
    field = {"id": "f", "number": 1, "title": "Feld", "ballots": len(papers), "told": True, "rows": rows}
    return {
        "vote": {"ballots": len(papers), "budget": budget, "cap": cap},
        "fields": [field],
        "fingerprints": marks,
        "contents": [{"field": random.choice(["f", ""]), "points": paper} for paper in papers],
    }


def test_it_agrees_with_ten_thousand_random_votes() -> None:
    random, seen = Random(4), {"tie": 0, "abstention": 0, "wrong": 0}
    for nth in range(10_000):
        said = a_random_vote(random)
        assert zaehlen.count(said)[1] == [], said
        rows = said["fields"][0]["rows"]
        seen["tie"] += len({row["rank"] for row in rows}) < len(rows)
        seen["abstention"] += any(not paper["points"] for paper in said["contents"])
        if nth % 10 == 0:  # the control: one point too many somewhere is found
            row = random.choice(rows)
            row["points"] += 1
            seen["wrong"] += bool(zaehlen.count(said)[1])
    assert seen["wrong"] == 1000
    assert min(seen["tie"], seen["abstention"]) > 1000, seen
