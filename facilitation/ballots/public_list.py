"""The public list of a vote whose last field is revealed: the ballots' fingerprints, and apart from them what the
ballots say, without any id. Anyone can find their own mark in it and count it again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation import fields
from facilitation.agenda import Item
from facilitation.ballots import NotPublic, SealedBallot, Vote, results
from facilitation.ballots.box import canonical
from facilitation.workshop import Workshop

FORMAT, VERSION = "zukunftswerkstatt-vote", 1


def public_list(session: Session, workshop: Workshop, vote: Vote) -> dict[str, Any]:
    """The list as docs/votes.md describes it. Both lists are sorted by what they say, so they tell no order of voting.

    The contents of a field with fewer than five ballots are left out. Raises NotPublic.
    """
    if not results.is_complete(session, vote):
        raise NotPublic()
    told = [_field(session, vote, field_id) for field_id in results.fields_of(session, vote)]
    known = {field["id"] for field in told if field["told"]}
    sealed = list(session.scalars(select(SealedBallot).where(SealedBallot.vote_id == vote.id)))
    contents = [
        {"field": ballot.field_id, "points": ballot.content["points"]}
        for ballot in sealed
        if (ballot.field_id in known if vote.scope == "field" else known)
    ]
    return {
        "format": FORMAT,
        "version": VERSION,
        "workshop": {"code": workshop.code, "title": str(workshop.title), "rehearsal": workshop.is_rehearsal},
        "vote": _vote(session, vote),
        "fields": told,
        "fingerprints": sorted(ballot.fingerprint for ballot in sealed),
        "contents": sorted(contents, key=canonical),
    }


def _vote(session: Session, vote: Vote) -> dict[str, Any]:
    item = session.get(Item, vote.item_id)
    whole = results.totals(session, vote)
    sealed = vote.press("seal") or {}
    return {
        "id": vote.id,
        "title": str(item.name) if item is not None else "",
        "mode": vote.mode,
        "scope": vote.scope,
        "run_off": vote.is_run_off,
        "budget": vote.budget,
        "cap": vote.cap,
        "places": vote.places,
        "ballots": whole.ballots,
        "phone": whole.phone,
        "paper": whole.paper,
        "abstentions": whole.abstentions,
        "opened_at": vote.opened_at.isoformat() if vote.opened_at else None,
        "shut_at": vote.shut_at.isoformat() if vote.shut_at else None,
        "sealed_at": vote.sealed_at.isoformat() if vote.sealed_at else None,
        "journal_at_opening": (vote.press("open") or {}).get("head"),
        "journal_at_sealing": sealed.get("head"),
        "list": sealed.get("list"),
    }


def _field(session: Session, vote: Vote, field_id: str) -> dict[str, Any]:
    field = fields.one(session, vote.workshop_id, field_id)
    found = results.result(session, vote, field_id)
    decision, tells = found.decision, found.count.shows_points
    rows = [
        {
            "tool": rank.key, "title": found.titles[rank.key], "rank": rank.rank,
            "points": rank.points if tells else None, "people": rank.people if tells else None,
            "tie": rank.place == "tie", "chosen": rank.key in found.chosen,
        }
        for rank in found.count.ranks
    ]  # fmt: skip
    return {
        "id": field_id,
        "number": field.number,
        "title": str(field.title),
        "ballots": found.count.ballots,
        "phone": found.count.phone,
        "paper": found.count.paper,
        "abstentions": found.count.abstentions,
        "told": tells,
        "tie": {"method": str(decision.method), "seed": decision.seed} if decision is not None else None,
        "rows": rows,
    }
