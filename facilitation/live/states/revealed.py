"""Results as people may read them: only revealed fields, ties and how they were decided, small numbers kept silent."""

from __future__ import annotations

from typing import Any

from facilitation import ballots
from facilitation.ballots import Vote, results
from facilitation.live.view import View


def family(view: View, vote: Vote | None) -> list[Vote]:
    """A vote to be told about: a run-off with those it belongs to behind it."""
    if vote is None:
        return []
    parent = next((other for other in view.votes if other.id == vote.parent_id), None)
    return [vote, *family(view, parent)]


def all_counted(view: View) -> list[Vote]:
    """Every counted vote of the workshop that has something revealed, the latest first."""
    counted = [vote for vote in view.votes if vote.is_counted and ballots.revealed(view.session, vote)]
    return sorted(counted, key=lambda vote: vote.sealed_at or view.now, reverse=True)


def of_vote(view: View, vote: Vote, *, first: str | None = None) -> dict[str, Any]:
    """A vote's revealed fields with their rows, `first` at the front, and the fields that are still hidden."""
    shown = ballots.revealed(view.session, vote)
    every = results.fields_of(view.session, vote)
    order = sorted((field for field in every if field in shown), key=lambda field: field != first)
    return {
        "id": vote.id,
        "run_off": vote.is_run_off,
        "places": vote.places,
        "is_counted": vote.is_counted,
        "is_complete": bool(every) and len(order) == len(every),
        "fields": [_field(view, vote, field_id) for field_id in order],
        "hidden": [view.field_face(field_id) for field_id in every if field_id not in shown],
    }


def chosen(view: View, vote: Vote | None) -> dict[str, list[dict[str, Any]]]:
    """Field id to the tools chosen in its revealed and settled result."""
    found: dict[str, list[dict[str, Any]]] = {}
    if vote is None:
        return found
    main = family(view, vote)[-1]
    for field_id in ballots.revealed(view.session, main):
        result = results.result(view.session, main, field_id)
        if result.is_settled and result.chosen:
            found[field_id] = [{"title": result.titles[tool], "kind": result.kinds[tool]} for tool in result.chosen]
    return found


def _field(view: View, vote: Vote, field_id: str) -> dict[str, Any]:
    result = results.result(view.session, vote, field_id)
    count, tells = result.count, result.count.shows_points
    return {
        "field": view.field_face(field_id),
        "ballots": count.ballots,
        "phone": count.phone,
        "paper": count.paper,
        "abstentions": count.abstentions,
        "points": count.points if tells else None,
        "shows_points": tells,
        "rows": [_row(result, rank) for rank in count.ranks],
        "tie": _tie(result),
    }


def _row(result: results.FieldResult, rank: Any) -> dict[str, Any]:
    tells = result.count.shows_points
    return {
        "tool": rank.key,
        "title": result.titles[rank.key],
        "kind": result.kinds[rank.key],
        "proposed": rank.key in result.proposed,
        "rank": rank.rank,
        "points": rank.points if tells else None,
        "people": rank.people if tells else None,
        "place": rank.place,
        "is_chosen": rank.key in result.chosen,
    }


def _tie(result: results.FieldResult) -> dict[str, Any] | None:
    """The tie across the cut-off, if there is one: on which rank, how many tools, and how it was decided."""
    if not result.tied:
        return None
    rank = next(rank.rank for rank in result.count.ranks if rank.key in result.tied)
    decision = result.decision
    return {
        "rank": rank,
        "tools": len(result.tied),
        "method": str(decision.method) if decision is not None else None,
        "seed": decision.seed if decision is not None else "",
        "is_settled": result.is_settled,
    }
