"""What an observer sees: where each vote stands, how many have voted, and whether somebody asks for a second person."""

from __future__ import annotations

from typing import Any

from facilitation import day
from facilitation.ballots import Vote, results
from facilitation.live.view import View


def watch(view: View) -> dict[str, Any]:
    votes = [_vote(view, vote) for vote in view.votes if vote.has_opened]
    return {**view.frame(), "title": view.workshop.title.to(view.lang), "votes": votes}


def _vote(view: View, vote: Vote) -> dict[str, Any]:
    turnout = view.house.boxes.turnout(vote)
    sealed = vote.press("seal") or {}
    return {
        "id": vote.id,
        "revision": vote.revision,
        "state": str(vote.state),
        "by_cards": vote.by_cards,
        "run_off": view.field_face(vote.field_id) if vote.is_run_off and vote.field_id else None,
        "done": vote.protocol.get("ballots", 0) if vote.is_counted else sum(turnout.values()),
        "of": sum(day.eligible(view.session, view.day, vote).values()),
        "asked": asked(vote),
        "spent": vote.protocol.get("spent"),
        "alone": bool(sealed.get("alone")),
        "head": sealed.get("head"),
        "is_public": results.is_complete(view.session, vote),
    }


def asked(vote: Vote) -> dict[str, str] | None:
    """Who asks for the count, by role, and since when."""
    found = vote.count_asked
    return {"role": found["role"], "at": found["at"]} if found is not None else None
