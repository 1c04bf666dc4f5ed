"""The protocol of a vote: cards and ballots, who closed it, ties and how they were decided, the journal's heads."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from facilitation import ballots, fields, ranking, voting_cards
from facilitation.agenda import Item
from facilitation.ballots import Vote, results

HEAD = ("number", "head")


def minutes(session: Session, vote: Vote) -> dict[str, Any]:
    """What the protocol says of a vote, as a JSON object; counts are None before the count, and where they are small.

    Abstentions and ties are told of revealed fields only, of the whole once its last field is revealed.
    """
    item, counted = session.get(Item, vote.item_id), vote.is_counted
    whole = results.totals(session, vote) if counted else None
    sealed = vote.press("seal") or {}
    return {
        "vote": vote.id,
        "title": str(item.name) if item is not None else "",
        "state": str(vote.state),
        "mode": vote.mode,
        "scope": vote.scope,
        "run_off": vote.is_run_off,
        "budget": vote.budget,
        "cap": vote.cap,
        "places": vote.places,
        "cards": voting_cards.counts(session, vote.workshop_id) if vote.mode == "cards" else None,
        "used": vote.protocol.get("spent"),
        "ballots": whole.ballots if whole else None,
        "phone": whole.phone if whole else None,
        "paper": whole.paper if whole else None,
        "abstentions": whole.abstentions if whole and results.is_complete(session, vote) else None,
        "fields": [_field(session, vote, field_id) for field_id in results.fields_of(session, vote)] if counted else [],
        "presses": {action: _press(vote, action) for action in ("open", "shut", "seal", "recount")},
        "asked_by": sealed.get("asked_by"),
        "alone": bool(sealed.get("alone")),
        "opening": _head(vote, "open"),
        "sealing": _head(vote, "seal"),
        "recount": vote.press("recount"),
    }


def _field(session: Session, vote: Vote, field_id: str) -> dict[str, Any]:
    field = fields.one(session, vote.workshop_id, field_id)
    is_revealed = field_id in ballots.revealed(session, vote)
    count = results.count_field(session, vote, field_id)
    return {
        "number": field.number,
        "title": str(field.title),
        "ballots": count.ballots,
        "phone": count.phone,
        "paper": count.paper,
        "abstentions": count.abstentions if is_revealed else None,
        "revealed": is_revealed,
        "tie": _tie(results.result(session, vote, field_id)) if is_revealed else None,
    }


def _tie(found: results.FieldResult) -> dict[str, Any] | None:
    """The tools level across the cut-off, how it was decided, and who came in by it; of a draw its lots in order."""
    if not found.tied:
        return None
    decision = found.decision
    method, seed = (str(decision.method), decision.seed) if decision is not None else (None, "")
    lots = ranking.draw_order(found.tied, seed) if seed else []
    return {
        "tools": [found.titles[key] for key in found.tied],
        "method": method,
        "seed": seed,
        "lots": [{"tool": found.titles[key], "id": key, "lot": lot} for key, lot in lots],
        "chosen": [found.titles[key] for key in found.tied if key in found.chosen],
        "settled": found.is_settled,
    }


def _press(vote: Vote, action: str) -> dict[str, Any] | None:
    press = vote.press(action)
    return {"role": press["role"], "at": press["at"]} if press else None


def _head(vote: Vote, action: str) -> dict[str, Any] | None:
    press = vote.press(action)
    return {name: press[name] for name in HEAD} if press else None
