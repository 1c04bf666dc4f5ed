"""The recount: the sealed ballots are read and added up anew, and compared with all that was ever said about them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation import ballots, fields, plan
from facilitation.ballots import Reveal, SealedBallot, State, Vote, WrongState, results
from facilitation.ballots.box import fingerprint
from facilitation.ballots.conduct import noted

MOST = 20  # differences that are told one by one

Row = tuple[int, int, int]  # rank, points, people


def recount(session: Session, *, now: datetime, workshop_id: str, vote_id: str, role: str) -> Any:
    """Count again and say what differs: ``{"equal", "ballots", "differences": [{"what", "field", "tool"}]}``.

    Compared are the number of ballots and the mark of their list with the count, every ballot with its fingerprint,
    and the ranking with what the hall was shown, with what is shown now, and with the plan. Raises WrongState.
    """
    vote = ballots.one(session, workshop_id, vote_id, hold=True)
    if not vote.is_counted:
        raise WrongState(state=vote.state, needs=State.SEALED)
    papers = list(session.scalars(select(SealedBallot).where(SealedBallot.vote_id == vote.id)))
    found = [*_about_the_list(vote, papers), *_about_the_fields(session, vote, papers)]
    told = {"equal": not found, "ballots": len(papers), "differences": found[:MOST], "more": max(0, len(found) - MOST)}
    noted(session, now, vote, role, "recount", **told)
    return {"vote": vote.id, **told}


def _about_the_list(vote: Vote, papers: list[SealedBallot]) -> Iterator[dict[str, Any]]:
    if not len(papers) == vote.protocol.get("ballots") == vote.protocol.get("spent"):
        yield _difference("number")
    known = (vote.press("seal") or {}).get("list")
    if known is not None and known != results.list_mark(paper.fingerprint for paper in papers):
        yield _difference("list")
    for paper in papers:
        if not paper.is_restored and paper.fingerprint != fingerprint(paper.ballot_id, paper.content):
            yield _difference("fingerprint")


def _about_the_fields(session: Session, vote: Vote, papers: list[SealedBallot]) -> Iterator[dict[str, Any]]:
    planned = {e.tool_id: e.trace for e in plan.entries(session, vote.workshop_id) if e.trace.get("vote") == vote.id}
    for field_id in ballots.revealed(session, vote):
        number = fields.one(session, vote.workshop_id, field_id).number
        titles = {option.tool_id: option.title for option in ballots.options(session, vote, field_id)}
        counted = _counted([p for p in papers if vote.scope == "plenary" or p.field_id == field_id], list(titles))
        reveal = session.get(Reveal, (vote.id, field_id))
        then = {row[0]: row[1:] for row in reveal.rows} if reveal is not None and reveal.rows else None
        now = {row[0]: row[1:] for row in results.shown_rows(session, vote, field_id)}
        for what, told in (("shown_then", then), ("shown_now", now), ("plan", _traces(planned, titles))):
            for tool, row in (told or {}).items():
                if not _same(counted.get(tool), row):
                    yield _difference(what, number, titles.get(tool, ""))
        if then is not None and set(then) != set(titles):
            yield _difference("shown_then", number, "")


def _counted(papers: list[SealedBallot], tools: list[str]) -> dict[str, Row]:
    """Added up paper by paper, on purpose not with the hands that counted first."""
    points, people = dict.fromkeys(tools, 0), dict.fromkeys(tools, 0)
    for paper in papers:
        for tool, given in paper.content["points"].items():
            if tool in points and given > 0:
                points[tool] += given
                people[tool] += 1
    reached = [(points[tool], people[tool]) for tool in tools]
    return {
        tool: (1 + sum(other > own for other in reached), *own) for tool, own in zip(tools, reached, strict=True)
    }


def _traces(planned: dict[str | None, dict[str, Any]], titles: dict[str, str]) -> dict[str, list[Any]]:
    return {
        tool: [trace.get("rank"), trace.get("points"), trace.get("people")]
        for tool, trace in planned.items()
        if tool is not None and tool in titles
    }


def _same(counted: Row | None, told: list[Any]) -> bool:
    """What was said agrees, as far as it was said: of a small field only the rank is."""
    return counted is not None and all(said is None or said == own for said, own in zip(told, counted, strict=True))


def _difference(what: str, field: int | None = None, tool: str = "") -> dict[str, Any]:
    return {"what": what, "field": field, "tool": tool}
