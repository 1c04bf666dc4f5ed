"""The choice and its results on the wall. Before the reveal: only how many have voted, never what."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from sqlalchemy import select

from facilitation import ballots, plan
from facilitation.ballots import Reveal, State, Vote
from facilitation.ballots import results as counted
from facilitation.ballots.results import FieldResult
from facilitation.live.view import View
from facilitation.ranking import Rank

CLOSING_ROOM = 750  # letters that the list of chosen tools can hold
LARGE, MOST = 6, 9  # rows of the ranking at full size, and at the smaller one


def choice(view: View) -> dict[str, Any]:
    """Clock, state of the vote, and the turnout per field; of a run-off its field and the tied tools."""
    vote = view.vote
    return {
        "round": view.item.round_number if view.item else None,
        "vote": _ballot(view, vote) if vote else None,
    }


def results(view: View) -> dict[str, Any]:
    """The field that is shown, and which fields are revealed already."""
    vote = view.vote
    if vote is None:
        return {"vote": None, "counted": None, "fields": [], "shown": None}
    revealed = ballots.revealed(view.session, vote)
    every = counted.fields_of(view.session, vote)
    chosen = view.showing.field_id if view.showing.field_id in revealed else _newest(view, vote)
    return {
        "vote": {"id": vote.id, "state": str(vote.state), "run_off": vote.is_run_off},
        "counted": _counted(view, vote) if vote.is_counted else None,
        "fields": [{"field": view.field_face(field), "revealed": field in revealed} for field in every],
        "shown": _result(view, vote, chosen) if chosen is not None else None,
    }


def closing(view: View) -> dict[str, Any]:
    """The chosen tools per field: from the revealed fields, else from the plan; and who carries on."""
    vote = view.vote
    chosen: dict[str, list[str]] = {}
    if vote is not None:
        for field in ballots.revealed(view.session, vote):
            found = counted.result(view.session, vote, field)
            chosen[field] = [found.titles[key] for key in found.chosen]
    else:
        for entry in plan.entries(view.session, view.workshop_id):
            chosen.setdefault(entry.field_id, []).append(entry.title)
    return {
        "organiser": view.workshop.organiser,
        "fields": [
            {
                "field": view.field_face(field.id),
                "tools": chosen[field.id],
                "shown": _that_fit(chosen[field.id], room=CLOSING_ROOM // len(chosen)),
            }
            for field in view.fields
            if field.id in chosen
        ],
    }


def _counted(view: View, vote: Vote) -> dict[str, Any]:
    """What the hall is told of the count: how many ballots, by phone and on paper, and the journal's head then."""
    whole = counted.totals(view.session, vote)
    head = (vote.press("seal") or {}).get("head")
    return {"ballots": whole.ballots, "phone": whole.phone, "paper": whole.paper, "head": head}


def _that_fit(titles: list[str], room: int) -> int:
    """How many titles, at least one, can be read in so much room (letters)."""
    used = 0
    for number, title in enumerate(titles):
        used += len(title) + 3
        if used > room and number:
            return number
    return len(titles)


def _ballot(view: View, vote: Vote) -> dict[str, Any]:
    options = ballots.options(view.session, vote, vote.field_id) if vote.is_run_off else []
    done = sum(view.turnout.values()) if not vote.is_counted else int(vote.protocol.get("ballots", 0))
    of = sum(view.eligible.values())
    return {
        "id": vote.id,
        "state": str(vote.state),
        "budget": vote.budget,
        "cap": vote.cap,
        "places": vote.places,
        "run_off": vote.is_run_off,
        "field": view.field_face(vote.field_id) if vote.field_id else None,
        "tools": [option.title for option in options],
        "turnout": _turnout(view, vote),
        "done": done,
        "of": max(of, done),
    }


def _turnout(view: View, vote: Vote) -> list[dict[str, Any]]:
    """Per field while the box stands; a plenary vote has one number for the hall."""
    if vote.state not in (State.OPEN, State.SHUT) or vote.scope == "plenary":
        return []
    return [
        {
            "field": view.field_face(field),
            "done": view.turnout.get(field, 0),
            "of": max(of, view.turnout.get(field, 0)),
        }
        for field, of in view.eligible.items()
    ]


def _newest(view: View, vote: Vote) -> str | None:
    """The field revealed last, or decided last if that was later."""
    wanted = select(Reveal.field_id, Reveal.at).where(Reveal.vote_id == vote.id)
    at = {field: moment for field, moment in view.session.execute(wanted)}
    for field, decision in ballots.decisions(view.session, vote).items():
        if field in at:
            at[field] = max(at[field], decision.at)
    return max(at, key=lambda field: at[field], default=None)


def _result(view: View, vote: Vote, field_id: str) -> dict[str, Any]:
    found = counted.result(view.session, vote, field_id)
    count = found.count
    known = _decision(view, found)
    return {
        "field": view.field_face(field_id),
        "ballots": count.ballots,
        "phone": count.phone,
        "paper": count.paper,
        "abstentions": count.abstentions,
        "shows_points": count.shows_points,
        "places": vote.places,
        "rows": _rows(found, vote.places),
        "by_people": _people_decide(found),
        "more": max(0, len(count.ranks) - _row_limit(found)),
        "tie": {
            "tools": len(found.tied),
            "places": vote.places - sum(1 for rank in count.ranks if rank.place == "in"),
        }
        if found.tied
        else None,
        "run_off": counted.run_off_under_way(view.session, vote, field_id) is not None,
        "decision": known,
        "chosen": len(found.chosen),
    }


def _decision(view: View, found: FieldResult) -> dict[str, Any] | None:
    decision = found.decision
    if decision is None or not decision.chosen:
        return None
    return {
        "method": str(decision.method),
        "seed": decision.seed,
        "tools": [found.titles[key] for key in found.tied if key in decision.chosen],
    }


def _rows(found: FieldResult, places: int) -> list[dict[str, Any]]:
    shown = found.count.ranks[: _row_limit(found)]
    first_out = next((i for i, rank in enumerate(found.count.ranks) if rank.place == "out"), None)
    cut = places if found.tied else first_out
    return [_row(found, shown, i, is_cut=i == cut and i > 0) for i in range(len(shown))]


def _row(found: FieldResult, shown: list[Rank], index: int, *, is_cut: bool) -> dict[str, Any]:
    rank = shown[index]
    starts = index == 0 or shown[index - 1].rank != rank.rank
    visible = found.count.shows_points
    return {
        "tool": rank.key,
        "title": found.titles[rank.key],
        "kind": found.kinds[rank.key],
        "proposed": rank.key in found.proposed,
        "rank": rank.rank,
        "span": sum(1 for other in shown if other.rank == rank.rank) if starts else 0,
        "points": rank.points if visible else None,
        "people": rank.people if visible else None,
        "tied": rank.place == "tie",
        "chosen": rank.key in found.chosen,
        "cut": is_cut,
    }


def _people_decide(found: FieldResult) -> bool:
    """Whether two tools shown have the same points and yet not the same rank."""
    if not found.count.shows_points:
        return False
    shown = [rank for rank in found.count.ranks[: _row_limit(found)] if rank.points]
    return any(a.points == b.points and a.rank != b.rank for a, b in pairwise(shown))


def _row_limit(found: FieldResult) -> int:
    """As many as fit, at full size where nothing that counts is lost."""
    counts = sum(1 for rank in found.count.ranks if rank.place != "out")
    return LARGE if counts <= LARGE else MOST
