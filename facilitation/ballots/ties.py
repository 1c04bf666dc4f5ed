"""Ties across the cut-off: decided by taking all, by a run-off or by a draw, and never silently."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from facilitation import ballots, fields, journal, ranking, tools
from facilitation.agenda import Activity, Scene, programme
from facilitation.ballots import Method, Option, Reveal, State, TieDecision, Vote, WrongState
from facilitation.ballots.results import count_field, fields_of, result, run_off_under_way, undecided
from facilitation.errors import BadInput


def decide_tie(
    session: Session,
    *,
    now: datetime,
    workshop_id: str,
    vote_id: str,
    field_id: str,
    method: Method,
    role: str,
) -> Any:
    """Decide a revealed tie across the cut-off: take all, hold a run-off, or draw with a shown seed.

    Where a run-off ended in a tie too, only those still level are decided on, and its own vote is settled by it.
    Raises BadInput when there is no such tie, or when it is decided already.
    """
    asked = vote = ballots.one(session, workshop_id, vote_id, hold=True)
    if field_id not in undecided(session, vote):
        raise BadInput(field="field", reason="no_tie")
    while (level := _tied_run_off(session, vote, field_id)) is not None:
        vote = ballots.one(session, workshop_id, level.id, hold=True)
    if method is Method.RUN_OFF and run_off_under_way(session, vote, field_id) is not None:
        raise WrongState(state=vote.state, needs="no run-off under way")  # two pressed at once
    ranks = count_field(session, vote, field_id).ranks
    previous = session.get(TieDecision, (vote.id, field_id))
    decision = previous or TieDecision(vote_id=vote.id, field_id=field_id, method=method, role=role, at=now)
    decision.method, decision.role, decision.at = method, role, now
    if method is Method.RUN_OFF:
        run_off = _run_off(session, vote, field_id, ranking.cut_off_tie(ranks), ranks)
        decision.run_off_id, decision.chosen = run_off.id, []
    else:
        decision.seed = secrets.token_hex(4) if method is Method.DRAW else ""
        decision.chosen = ranking.settle(
            ranks, places=vote.places, method="draw" if method is Method.DRAW else "all", seed=decision.seed or None
        )
    session.add(decision)
    session.flush()
    vote.revision += 1
    field = fields.one(session, workshop_id, field_id)
    journal.note(
        session, now=now, workshop_id=workshop_id, role=role, action="vote.decide_tie",
        vote=vote.id, field=field.number, method=method.value, seed=decision.seed,
    )  # fmt: skip
    if vote.is_run_off:
        settle_by_run_off(session, now, vote, role)
    decide_if_clear(session, vote, now)
    settled = session.get(TieDecision, (asked.id, field_id)) or decision
    return {"vote": asked.id, "method": method.value, "seed": decision.seed, "chosen": settled.chosen,
            "run_off": decision.run_off_id, "state": asked.state}  # fmt: skip


def _run_off(session: Session, vote: Vote, field_id: str, tied: list[str], ranks: list[ranking.Rank]) -> Vote:
    """A new vote over the tied tools for the places left, and a choice scene for it in the current item."""
    day = programme(session, vote.workshop_id)
    item, scene = day.item, day.scene
    if item is None or scene is None or day.agenda.closed_at is not None:
        raise WrongState(state="not_running", needs="running")
    left = max(1, vote.places - sum(1 for rank in ranks if rank.place == "in"))
    run_off = Vote(
        workshop_id=vote.workshop_id, item_id=item.id, parent_id=vote.id, field_id=field_id, scope=vote.scope,
        mode=vote.mode, budget=left, cap=1, places=left,
    )  # fmt: skip
    session.add(run_off)
    session.flush()
    for tool_id in tied:
        session.add(Option.of(run_off, tools.one(session, vote.workshop_id, tool_id)))
    for later in day.scenes_of[item.id]:
        if later.position > scene.position:
            later.position += 1
    session.add(
        Scene(
            workshop_id=vote.workshop_id, item_id=item.id, position=scene.position + 1, activity=Activity.CHOICE,
            title={"de": "Stichwahl", "en": "Run-off", "de_leicht": "Stich-Wahl"}, options={"vote": run_off.id},
        )
    )  # fmt: skip
    later_results = [
        s
        for s in day.scenes_of[item.id]
        if s.position > scene.position and s.activity == Activity.RESULTS and "vote" not in s.options
    ]
    if not later_results:
        session.add(
            Scene(
                workshop_id=vote.workshop_id, item_id=item.id, position=scene.position + 2,
                activity=Activity.RESULTS, options={"vote": run_off.id},
            )
        )  # fmt: skip
        for other in day.scenes_of[item.id]:
            if other.position > scene.position:
                other.position += 1
    session.flush()
    return run_off


def settle_by_run_off(session: Session, now: datetime, run_off: Vote, role: str) -> None:
    """The run-off's result decides its parent's tie; if it is tied itself, or nobody voted, the tie waits."""
    parent = ballots.one(session, run_off.workshop_id, run_off.parent_id or "", hold=True)
    if run_off.field_id is None:
        return
    decision = session.get(TieDecision, (parent.id, run_off.field_id))
    if decision is None or decision.chosen or decision.run_off_id != run_off.id:
        return  # decided otherwise meanwhile
    found = result(session, run_off, run_off.field_id)
    if found.is_settled and found.chosen:
        ranks = count_field(session, parent, run_off.field_id).ranks
        decision.chosen = [*(r.key for r in ranks if r.place == "in"), *found.chosen]
        decision.at = now
        if found.decision is not None:  # the run-off was level too: say how it ended
            decision.method, decision.seed = found.decision.method, found.decision.seed
    session.flush()
    parent.revision += 1
    decide_if_clear(session, parent, now)
    if parent.is_run_off and decision.chosen:
        settle_by_run_off(session, now, parent, role)


def _tied_run_off(session: Session, vote: Vote, field_id: str) -> Vote | None:
    """The revealed run-off of a field's tie that ended level itself."""
    decision = session.get(TieDecision, (vote.id, field_id))
    if decision is None or decision.method != Method.RUN_OFF or decision.run_off_id is None:
        return None
    run_off = ballots.one(session, vote.workshop_id, decision.run_off_id)
    return run_off if field_id in undecided(session, run_off) else None


def decide_if_clear(session: Session, vote: Vote, now: datetime) -> None:
    every = set(fields_of(session, vote))
    shown = session.scalar(select(func.count()).select_from(Reveal).where(Reveal.vote_id == vote.id))
    if vote.state == State.SEALED and shown == len(every) and not undecided(session, vote):
        vote.state, vote.decided_at = State.DECIDED, now
