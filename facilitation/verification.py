"""Verifying a file that was taken out of a workshop: the public list of a vote, or the journal. Needs no database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from facilitation import journal, proofs
from facilitation.ballots import public_list, results
from facilitation.errors import BadInput
from facilitation.journal import Entry
from facilitation.proofs import Altered


def verify(content: bytes, head: str = "") -> dict[str, Any]:
    """What an untouched file is and holds: ``{"file", "workshop", "entries", "head"}``.

    `head` is the beginning of the mark that was printed or shown: a journal must end with it, a list must name it.
    Raises Altered, which says where; BadInput for a file of another kind, or with another head.
    """
    said = proofs.read(content)
    check = CHECKS.get(str(said.get("format")))
    if check is None or said.get("version") != 1:
        raise BadInput(field="file", reason="format")
    try:
        found = check(said)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise BadInput(field="file", reason="format") from None
    heads = found.pop("heads")
    if head and not any(str(one).startswith(head.replace("-", "").lower()) for one in heads):
        raise BadInput(field="head", reason="choice", choices=[str(one)[:8] for one in heads])
    return found


def _journal(said: Mapping[str, Any]) -> dict[str, Any]:
    chain = [
        Entry(
            number=e["number"], at=datetime.fromisoformat(e["at"]), role=e["role"], action=e["action"],
            facts=e["facts"], hash=e["hash"],
        )
        for e in said["entries"]
    ]  # fmt: skip
    broken = journal.first_broken(chain)
    if broken is not None:
        raise Altered(line=0, part=f"entries {broken}")
    last = chain[-1].hash if chain else journal.START
    if said["head"] != last:
        raise Altered(line=0, part="head")
    return {"file": "journal", "workshop": said["workshop"]["code"], "entries": len(chain), "head": last,
            "heads": [last]}  # fmt: skip


def _vote(said: Mapping[str, Any]) -> dict[str, Any]:
    vote, marks, contents = said["vote"], said["fingerprints"], said["contents"]
    if not len(marks) == len(set(marks)) == vote["ballots"]:
        raise Altered(line=0, part="fingerprints")
    if vote["list"] is not None and results.list_mark(marks) != vote["list"]:
        raise Altered(line=0, part="fingerprints")
    for number, paper in enumerate(contents, 1):
        given = paper["points"].values()
        if not all(0 < n <= vote["cap"] for n in given) or sum(given) > vote["budget"]:
            raise Altered(line=0, part=f"contents {number}")
    for number, field in enumerate(said["fields"], 1):
        if field["told"] and not _adds_up(field, contents):
            raise Altered(line=0, part=f"fields {number}")
    heads = [vote["journal_at_opening"], vote["journal_at_sealing"]]
    return {"file": "vote", "workshop": said["workshop"]["code"], "entries": len(marks), "head": heads[1],
            "heads": heads}  # fmt: skip


def _adds_up(field: Mapping[str, Any], contents: list[Any]) -> bool:
    papers = [paper["points"] for paper in contents if paper["field"] in ("", field["id"])]
    given = {
        row["tool"]: (sum(p.get(row["tool"], 0) for p in papers), sum(row["tool"] in p for p in papers))
        for row in field["rows"]
    }
    ranks = {tool: 1 + sum(other > own for other in given.values()) for tool, own in given.items()}
    told = {row["tool"]: (row["rank"], row["points"], row["people"]) for row in field["rows"]}
    return len(papers) == field["ballots"] and told == {tool: (ranks[tool], *given[tool]) for tool in given}


CHECKS: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    public_list.FORMAT: _vote,
    journal.FORMAT: _journal,
}
