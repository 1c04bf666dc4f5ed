"""What the desk of a table host shows: one state per activity, all of the table's own field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from facilitation import ballots, groups, participants, statements, tools, visions
from facilitation.agenda import Activity, Item
from facilitation.ballots import Option, State, Vote
from facilitation.fields import Table
from facilitation.live.states import board, revealed
from facilitation.live.view import View
from facilitation.tools import Admission, Tool


def top(view: View) -> dict[str, Any]:
    """The bar: table, field, how many people sit here, and the clock."""
    table = view.table
    seated = groups.counts(view.session, view.grouping, round_shown(view)) if table else {}
    return {
        **view.frame(),
        "table": view.table_face(table) if table else None,
        "words": view.scene_words(),
        "round": view.day.round_number if view.activity in ("move", "vision", "choice") else None,
        "people": seated.get(table.id, 0) if table else 0,
        "clock": view.clock(),
    }


def desk(view: View) -> dict[str, Any]:
    """Everything below the bar."""
    state: dict[str, Any] = {
        **view.frame(),
        "table": None,
        "words": view.scene_words(),
        "clock": view.clock(),
        "horizon": view.workshop.settings.horizon_years,
    }
    table = view.table
    if table is None:
        return state
    state["table"] = view.table_face(table)
    state["several_tables"] = sum(1 for one in view.tables if one.field_id == table.field_id) > 1
    state.update(_PARTS[view.activity](view, table))
    return state


def people(view: View, table: Table) -> dict[str, Any]:
    """Who sits at the table now, or comes to it next, by number."""
    shown = round_shown(view)
    seated = groups.seated(view.session, view.grouping, shown).get(table.id, [])
    return {
        "grouped": view.grouping is not None,
        "shown_round": shown,
        "seats": table.seats,
        "people": [participants.face(person) for person in seated],
    }


def _before_and_between(view: View, table: Table) -> dict[str, Any]:
    seated = groups.counts(view.session, view.grouping, round_shown(view))
    return {
        "grouped": view.grouping is not None,
        "shown_round": round_shown(view),
        "expected": seated.get(table.id, 0),
        "guide": [_round(view, item) for item in view.day.rounds],
    }


def _who_comes(view: View, table: Table) -> dict[str, Any]:
    item = next((item for item in view.day.rounds if item.round_number == round_shown(view)), None)
    task = _round(view, item) if item else None
    rules = view.rules() if task and task["activity"] == Activity.VISION else []
    return {**people(view, table), "task": task, "rules": rules}


def _vision(view: View, table: Table) -> dict[str, Any]:
    settings = view.workshop.settings
    return {
        **board.cards(view, table),
        "vision": board.vision(view, table.field_id),
        "rules": view.rules(),
        "pre_moderation": settings.pre_moderation,
        "statement_limit": settings.statement_limit,
    }


def _choice(view: View, table: Table) -> dict[str, Any]:
    vote = view.vote
    every = tools.of_field(view.session, table.field_id)
    open_for_proposals = vote is None or not (vote.has_opened or vote.is_run_off)
    return {
        "vote": _vote(view, vote, table) if vote is not None else None,
        "can_propose": open_for_proposals,
        "tools": [_tool(tool) for tool in every if tool.admission == Admission.ADMITTED],
        "proposals": [_tool(tool) for tool in every if tool.admission == Admission.WAITING],
        "declined": [_tool(tool) for tool in every if tool.admission == Admission.DECLINED],
    }


def _results(view: View, table: Table) -> dict[str, Any]:
    return {"result": _result(view, table.field_id)}


def _closing(view: View, table: Table) -> dict[str, Any]:
    vision = visions.current(view.session, table.field_id)
    return {
        "result": _result(view, table.field_id),
        "cards": statements.shown_counts(view.session, view.workshop_id).get(table.field_id, 0),
        "sentences": [sentence["text"] for sentence in vision.sentences] if vision else [],
        "agreed": vision is not None and vision.agreed_at is not None,
    }


_PARTS: dict[str, Callable[[View, Table], dict[str, Any]]] = {
    "waiting": _before_and_between,
    "arrival": _before_and_between,
    "plenum": _before_and_between,
    "break": _before_and_between,
    "grouping": _who_comes,
    "move": _who_comes,
    "vision": _vision,
    "choice": _choice,
    "results": _results,
    "closing": _closing,
    "over": _closing,
}


def round_shown(view: View) -> int:
    """The round at hand, or while none is running the next one to come."""
    if view.item is not None and view.item.round_number:
        return view.item.round_number
    ahead = [item.round_number for item in view.day.rounds if item.started_at is None and item.round_number]
    return ahead[0] if ahead else view.round_number


def _round(view: View, item: Item) -> dict[str, Any]:
    """A round in short: what it does, for how long, and how people come to it."""
    doing = [scene.activity for scene in view.day.scenes_of[item.id]]
    return {
        "number": item.round_number,
        "activity": next((str(one) for one in doing if one in (Activity.VISION, Activity.CHOICE)), ""),
        "minutes": item.minutes_now,
        "movement": (item.movement or {}).get("kind", "home"),
        "first": item.round_number == 1,
    }


def _tool(tool: Tool) -> dict[str, Any]:
    return {
        "id": tool.id,
        "title": tool.title,
        "kind": str(tool.kind),
        "proposed": tool.is_proposal,
        "description": tool.description,
        "target_groups": tool.target_groups,
        "places": tool.places,
        "institutions": tool.institutions,
    }


def _vote(view: View, vote: Vote, table: Table) -> dict[str, Any]:
    """Where the vote stands and how many have voted; never for what."""
    plenary = vote.scope == "plenary"
    voted, seated = view.turnout, view.eligible
    concerned = vote.field_id in (None, table.field_id)
    options = ballots.options(view.session, vote, None if plenary else table.field_id)
    return {
        "id": vote.id,
        "state": str(vote.state),
        "run_off": vote.is_run_off,
        "concerned": concerned,
        "plenary": plenary,
        "by_cards": vote.by_cards,
        "budget": vote.budget,
        "cap": vote.cap,
        "voted": sum(voted.values()) if plenary else voted.get(table.field_id, 0),
        "seated": sum(seated.values()) if plenary else seated.get(table.field_id, 0),
        "takes_paper": concerned and vote.state in (State.OPEN, State.SHUT),
        "options": [_option(option) for option in options] if concerned else [],
    }


def _option(option: Option) -> dict[str, Any]:
    return {
        "id": option.tool_id,
        "title": option.title,
        "kind": option.kind,
        "proposed": option.origin == "proposed",
    }


def _result(view: View, field_id: str) -> dict[str, Any] | None:
    """The field's result once it is revealed, else None."""
    for vote in revealed.all_counted(view):
        if not vote.is_run_off:
            found = revealed.of_vote(view, vote, first=field_id)["fields"]
            return next((one for one in found if one["field"]["id"] == field_id), None)
    return None
