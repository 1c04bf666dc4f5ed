"""What a phone shows: the top line and the scene are the same for all at a table, `mine` is one person's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from facilitation import ballots, plan, statements, tools
from facilitation.ballots import State, Vote
from facilitation.live.states import revealed
from facilitation.live.states.my_seat import mine
from facilitation.live.view import View
from facilitation.statements import Source, Statement

__all__ = ["mine", "scene", "top"]


def top(view: View) -> dict[str, Any]:
    """What now, how long, and which table: the line that stays at the upper edge."""
    clock = view.clock()
    return {
        **view.frame(),
        "title": _title(view),
        "begins": view.day.day_start.isoformat(),
        "clock": clock,
        "slat": _slat(clock),
        "table": _table(view),
    }


def scene(view: View) -> dict[str, Any]:
    """The current activity for the people of one table (or of none)."""
    state = {
        **view.frame(),
        "scene": view.scene_words(),
        "clock": view.clock(),
        "table": _table(view),
        "round": view.day.round_number,
        "title": view.workshop.title.to(view.lang),
        "begins": view.day.day_start.isoformat(),
        "limit": view.workshop.settings.statement_limit,
    }
    return {**state, **_SCENES.get(view.activity, _nothing_more)(view)}


def _title(view: View) -> str:
    if view.item is None or view.activity in ("waiting", "over"):
        return view.workshop.title.to(view.lang)
    return view.item.name.to(view.lang)


def _table(view: View) -> dict[str, Any] | None:
    """The table where the reader sits now or first; a table shows its field's sign."""
    return view.table_face(view.table) if view.table is not None else None


def _slat(clock: dict[str, Any] | None) -> dict[str, float] | None:
    """How long the open slat is, pauses included, and how much of it is spent."""
    if clock is None or clock["started_at"] is None:
        return None
    length = datetime.fromisoformat(clock["due"]) - datetime.fromisoformat(clock["started_at"])
    seconds = max(length.total_seconds(), 60.0)
    return {"minutes": seconds / 60, "spent": min(1.0, max(0.0, 1 - clock["left_seconds"] / seconds))}


def _nothing_more(_view: View) -> dict[str, Any]:
    return {}


def _shelf(view: View) -> dict[str, Any]:
    kinds = view.kinds_on_shelf
    drawers = [
        {**view.field_face(field.id), "count": sum(kinds[field.id].values()), "kinds": kinds[field.id]}
        for field in view.fields
        if field.id in kinds
    ]
    return {"shelf": drawers, **_next(view)}


def _next(view: View) -> dict[str, Any]:
    """What comes after the current item, and when."""
    items = view.day.items
    place = items.index(view.item) + 1 if view.item is not None else 0
    coming = [
        {
            "title": item.title.to(view.lang),
            "starts": view.times[item.id].forecast_start.isoformat(),
            "round": item.round_number,
        }
        for item in items[place : place + 1]
    ]
    return {"coming": coming}


def _grouping(view: View) -> dict[str, Any]:
    first = next(iter(view.day.rounds), None)
    return {
        "grouped": view.grouping is not None,
        "round_starts": view.times[first.id].forecast_start.isoformat() if first is not None else None,
    }


def _move(view: View) -> dict[str, Any]:
    return {"grouped": view.grouping is not None}


def _vision(view: View) -> dict[str, Any]:
    """The cards of the table's field that everybody may see: this round's own list, then what earlier rounds left."""
    if view.table is None:
        return {"cards": [], "earlier": [], "rules": [], "years": view.workshop.settings.horizon_years}
    field_id = view.table.field_id
    support = statements.support_counts(view.session, field_id)
    shown = [
        card
        for card in statements.of_field(view.session, field_id)
        if card.state == statements.State.SHOWN and card.merged_into_id is None
    ]
    now = view.round_number
    current = [card for card in shown if _round_of(card) >= now]
    before = sorted({_round_of(card) for card in shown if _round_of(card) < now}, reverse=True)
    return {
        "cards": [_card(card, support) for card in current],
        "earlier": [
            {"round": number, "cards": [_card(card, support) for card in shown if _round_of(card) == number]}
            for number in before
        ],
        "rules": view.rules(),
        "years": view.workshop.settings.horizon_years,
    }


def _round_of(card: Statement) -> int:
    """The pupils' cards lie on the tables when round 1 begins."""
    return card.round_number or 1


def _card(card: Statement, support: dict[str, int]) -> dict[str, Any]:
    return {
        "id": card.id,
        "number": card.number,
        "text": card.text,
        "lang": card.lang,
        "support": support.get(card.id, 0),
        "late": card.late,
        "school": card.source == Source.SCHOOL,
    }


def _choice(view: View) -> dict[str, Any]:
    vote = view.vote
    if vote is None:
        return {"vote": None, "sheets": []}
    return {"vote": vote_face(view, vote), "sheets": ballot_sheets(view, vote)}


def vote_face(view: View, vote: Vote) -> dict[str, Any]:
    """The vote's rules and where it stands. Nothing of what lies in its box."""
    field_id = view.table.field_id if view.table is not None else None
    return {
        "id": vote.id,
        "state": str(vote.state),
        "scope": vote.scope,
        "by_cards": vote.by_cards,
        "budget": vote.budget,
        "cap": vote.cap,
        "run_off": vote.is_run_off,
        "field": view.field_face(vote.field_id) if vote.field_id else None,
        "is_mine": vote.scope == "plenary" or (field_id is not None and vote.field_id in (None, field_id)),
        "shut_at": vote.shut_at.isoformat() if vote.shut_at else None,
    }


def ballot_sheets(view: View, vote: Vote) -> list[dict[str, Any]]:
    """The tools on this table's ballot, by field: its own, or all in a plenary vote. In draft, as they stand now."""
    if vote.scope == "plenary":
        wanted = [field.id for field in view.numbered_fields if vote.field_id in (None, field.id)]
    else:
        own = view.table.field_id if view.table is not None else None
        wanted = [own] if own is not None and vote.field_id in (None, own) else []
    sheets = [{"field": view.field_face(field_id), "tools": _tools(view, vote, field_id)} for field_id in wanted]
    return [sheet for sheet in sheets if sheet["tools"] or vote.state == State.DRAFT]


def _tools(view: View, vote: Vote, field_id: str) -> list[dict[str, Any]]:
    """What they are stands on their sheets; the ballot names them."""
    if vote.state == State.DRAFT and not vote.is_run_off:
        return [
            {"id": tool.id, "title": tool.title, "kind": str(tool.kind), "proposed": tool.is_proposal}
            for tool in tools.on_ballot(view.session, field_id)
        ]
    return [
        {"id": option.tool_id, "title": option.title, "kind": option.kind, "proposed": option.origin == "proposed"}
        for option in ballots.options(view.session, vote, field_id)
    ]


def _results(view: View) -> dict[str, Any]:
    """What has been revealed, the reader's own field first; a run-off before the vote it belongs to."""
    own = view.table.field_id if view.table is not None else None
    return {"votes": [revealed.of_vote(view, vote, first=own) for vote in revealed.family(view, view.vote)]}


def _closing(view: View) -> dict[str, Any]:
    """What goes into the Werkstattplan, the reader's own field first, and what the hall has made."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for entry in plan.entries(view.session, view.workshop_id):
        rows.setdefault(entry.field_id, []).append({"title": entry.title, "kind": entry.kind})
    if not rows:
        rows = revealed.chosen(view, view.vote)
    own = view.table.field_id if view.table is not None else None
    chosen = sorted((field for field in view.fields if field.id in rows), key=lambda field: field.id != own)
    return {
        "plan": [{"field": view.field_face(field.id), "entries": rows[field.id]} for field in chosen],
        "own_field": own,
        "made": {
            "people": view.who_came,
            "statements": sum(view.card_counts.values()),
            "tools": sum(len(entries) for entries in rows.values()),
        },
        "organiser": view.workshop.organiser,
    }


_SCENES: dict[str, Callable[[View], dict[str, Any]]] = {
    "waiting": _shelf,
    "arrival": _shelf,
    "plenum": _next,
    "break": _next,
    "grouping": _grouping,
    "move": _move,
    "vision": _vision,
    "choice": _choice,
    "results": _results,
    "closing": _closing,
    "over": _closing,
}
