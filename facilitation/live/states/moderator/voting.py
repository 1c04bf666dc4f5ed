"""Votes for the moderator: state, turnout and the press that is due. Points appear nowhere before a field's reveal."""

from __future__ import annotations

from typing import Any

from facilitation import ballots, day, plan
from facilitation.ballots import UNDO_SHUTTING, State, Vote, results
from facilitation.live.states import revealed
from facilitation.live.states.observer import asked
from facilitation.live.view import View


def vote_in_hand(view: View) -> dict[str, Any] | None:
    """The vote the moderator has to deal with: the scene's, else the latest that is not done with."""
    if view.vote is not None:
        return vote_face(view, view.vote)
    done = [vote for vote in view.votes if vote.state == State.DECIDED and plan.has_taken_over(view.session, vote)]
    waiting = [vote for vote in view.votes if vote.has_opened and vote not in done]
    return vote_face(view, waiting[-1]) if waiting else None


def votes_state(view: View) -> dict[str, Any]:
    """All votes of the day, the results of revealed fields, and the people paper ballots are typed for."""
    faces = [vote_face(view, vote) for vote in view.votes]
    shown = [revealed.of_vote(view, vote) for vote in view.votes]
    return {"votes": faces, "results": shown, "paper": [_paper_form(view, vote) for vote in view.votes]}


def vote_face(view: View, vote: Vote) -> dict[str, Any]:
    """State, turnout per field, and per field whether it is revealed or its tie waits for a decision."""
    eligible = view.eligible if vote is view.vote else day.eligible(view.session, view.day, vote)
    turnout = view.turnout if vote is view.vote else view.house.boxes.turnout(vote)
    shown = ballots.revealed(view.session, vote)
    open_ties = results.undecided(view.session, vote)
    fields = results.fields_of(view.session, vote) if vote.has_opened else []
    plenary = vote.scope == "plenary"
    undo_until = vote.shut_at + UNDO_SHUTTING if vote.state == State.SHUT and vote.shut_at else None
    return {
        "id": vote.id,
        "revision": vote.revision,
        "state": str(vote.state),
        "scope": vote.scope,
        "run_off": view.field_face(vote.field_id) if vote.is_run_off and vote.field_id else None,
        "budget": vote.budget,
        "cap": vote.cap,
        "places": vote.places,
        "turnout": []
        if plenary
        else [{"field": view.field_face(f), "done": turnout.get(f, 0), "of": eligible.get(f, 0)} for f in eligible],
        "done": sum(turnout.values()),
        "of": sum(eligible.values()),
        "undo_until": undo_until.isoformat() if undo_until and undo_until > view.now else None,
        "protocol": _protocol(view, vote),
        "by_cards": vote.by_cards,
        "asked": asked(vote),
        "is_public": results.is_complete(view.session, vote),
        "fields": [
            {
                "field": view.field_face(f), "revealed": f in shown, "tie": f in open_ties,
                "run_off_waits": results.run_off_under_way(view.session, vote, f) is not None,
            }
            for f in fields
        ],
        "in_plan": vote.state == State.DECIDED and plan.has_taken_over(view.session, vote),
    }  # fmt: skip


def _protocol(view: View, vote: Vote) -> dict[str, Any] | None:
    """A counted vote's totals as far as they may be told, the journal's head at the count, and the latest recount."""
    if not vote.is_counted:
        return None
    whole, sealed, again = results.totals(view.session, vote), vote.press("seal") or {}, vote.press("recount")
    return {
        "ballots": whole.ballots, "phone": whole.phone, "paper": whole.paper, "spent": vote.protocol.get("spent"),
        "alone": bool(sealed.get("alone")), "head": sealed.get("head"),
        "recount": {"at": again["at"], "equal": again["equal"]} if again else None,
    }  # fmt: skip


def _paper_form(view: View, vote: Vote) -> list[dict[str, Any]]:
    """The tools per field for typing paper ballots in, while that is possible."""
    if vote.state not in (State.OPEN, State.SHUT):
        return []
    by_field: dict[str, list[dict[str, str]]] = {}
    for option in ballots.options(view.session, vote):
        by_field.setdefault(option.field_id, []).append({"id": option.tool_id, "title": option.title})
    return [{"field": view.field_face(field_id), "tools": tools} for field_id, tools in by_field.items()]
