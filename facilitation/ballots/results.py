"""Results: counted from the sealed ballots each time, hidden until revealed, and silent about very small numbers."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation import ballots, fields, ranking
from facilitation.ballots import SMALL, Method, NotRevealed, SealedBallot, TieDecision, Vote
from facilitation.ballots.box import PAPER


@dataclass(frozen=True)
class Count:
    """A field's count. `phone`/`paper` and `abstentions` are None where a part from 1 to 4 would show too much;
    `shows_points` is false for a field with fewer than five ballots."""

    ranks: list[ranking.Rank]
    ballots: int
    points: int
    phone: int | None
    paper: int | None
    abstentions: int | None
    shows_points: bool


@dataclass(frozen=True)
class Totals:
    """A counted vote as a whole. A split is None where a part is small, in the whole or in any of its fields: from the
    whole and the other fields the hidden one could be worked out."""

    ballots: int
    phone: int | None
    paper: int | None
    abstentions: int | None


@dataclass(frozen=True)
class FieldResult:
    """A revealed field: its count, the tied tools across the cut-off, how they were decided, and who is chosen."""

    field_id: str
    count: Count
    tied: list[str]
    decision: TieDecision | None
    chosen: list[str]
    titles: dict[str, str]
    kinds: dict[str, str]
    proposed: frozenset[str]

    @property
    def is_settled(self) -> bool:
        return not self.tied or (self.decision is not None and bool(self.decision.chosen))


def fields_of(session: Session, vote: Vote) -> list[str]:
    """The fields that the vote reveals, in the fields' order: those with tools on the ballot."""
    with_tools = {option.field_id for option in ballots.options(session, vote)}
    return [field.id for field in fields.numbered(session, vote.workshop_id) if field.id in with_tools]


def is_complete(session: Session, vote: Vote) -> bool:
    """Whether the last field of the vote is revealed: from then on its list is public."""
    return vote.is_counted and set(fields_of(session, vote)) == set(ballots.revealed(session, vote))


def is_under_way(session: Session, vote: Vote) -> bool:
    """Open, being counted, or counted with something still to reveal: what was voted may leave in no form yet."""
    return vote.has_opened and not is_complete(session, vote)


def tellable(*parts: int) -> bool:
    """The rule of small numbers: a split is told only where every part is nobody or at least five."""
    return all(part == 0 or part >= SMALL for part in parts)


def result(session: Session, vote: Vote, field_id: str) -> FieldResult:
    """A field's result. Raises NotRevealed before its reveal, for every role alike."""
    if field_id not in ballots.revealed(session, vote):
        raise NotRevealed()
    count = count_field(session, vote, field_id)
    tied = ranking.cut_off_tie(count.ranks)
    decision = session.get(TieDecision, (vote.id, field_id))
    chosen = [rank.key for rank in count.ranks if rank.place == "in"]
    if tied and decision is not None and decision.chosen:
        chosen = [rank.key for rank in count.ranks if rank.key in decision.chosen]
    options = ballots.options(session, vote, field_id)
    return FieldResult(
        field_id=field_id,
        count=count,
        tied=tied,
        decision=decision,
        chosen=chosen,
        titles={option.tool_id: option.title for option in options},
        kinds={option.tool_id: option.kind for option in options},
        proposed=frozenset(option.tool_id for option in options if option.origin == "proposed"),
    )


def count_field(session: Session, vote: Vote, field_id: str) -> Count:
    """Count a field from the sealed ballots. Only for deciding; what people see goes through `result`."""
    keys = [option.tool_id for option in ballots.options(session, vote, field_id)]
    wanted = select(SealedBallot.content).where(SealedBallot.vote_id == vote.id)
    if vote.scope == "field":
        wanted = wanted.where(SealedBallot.field_id == field_id)
    contents = list(session.scalars(wanted))
    known = set(keys)
    given = [{tool: n for tool, n in content["points"].items() if tool in known} for content in contents]
    phone, paper, abstained = _parts(contents)
    splits, abstains = tellable(phone, paper), tellable(abstained, len(contents) - abstained)
    return Count(
        ranks=ranking.rank(ranking.tally(given, keys), places=vote.places),
        ballots=len(contents),
        points=sum(sum(points.values()) for points in given),
        phone=phone if splits else None,
        paper=paper if splits else None,
        abstentions=abstained if abstains else None,
        shows_points=len(contents) >= SMALL,
    )


def totals(session: Session, vote: Vote) -> Totals:
    """The whole of a counted vote."""
    wanted = select(SealedBallot.field_id, SealedBallot.content).where(SealedBallot.vote_id == vote.id)
    by_field: dict[str, list[Any]] = defaultdict(list)
    for field_id, content in session.execute(wanted):
        by_field[field_id].append(content)
    everything = [content for contents in by_field.values() for content in contents]
    counted = [(_parts(contents), len(contents)) for contents in (everything, *by_field.values())]
    splits = all(tellable(phone, paper) for (phone, paper, _), _ in counted)
    abstains = all(tellable(abstained, size - abstained) for (_, _, abstained), size in counted)
    phone, paper, abstained = _parts(everything)
    return Totals(
        ballots=len(everything),
        phone=phone if splits else None,
        paper=paper if splits else None,
        abstentions=abstained if abstains else None,
    )


def shown_rows(session: Session, vote: Vote, field_id: str) -> list[list[Any]]:
    """A field's ranking as people see it: ``[tool id, rank, points or None, people or None]``, best first."""
    count = count_field(session, vote, field_id)
    tells = count.shows_points
    return [[r.key, r.rank, r.points if tells else None, r.people if tells else None] for r in count.ranks]


def list_mark(fingerprints: Iterable[str]) -> str:
    """One mark for a whole list of fingerprints, whatever their order: SHA-256 over them, sorted, one a line."""
    return hashlib.sha256("\n".join(sorted(fingerprints)).encode()).hexdigest()


def undecided(session: Session, vote: Vote) -> list[str]:
    """Revealed fields whose tie across the cut-off nobody has decided yet (a run-off under way counts as undecided
    only once its own result is revealed and tied again)."""
    waiting = []
    for field_id in ballots.revealed(session, vote):
        decision = session.get(TieDecision, (vote.id, field_id))
        if decision is not None and decision.chosen:
            continue
        if ranking.cut_off_tie(count_field(session, vote, field_id).ranks):
            waiting.append(field_id)
    return waiting


def run_off_under_way(session: Session, vote: Vote, field_id: str) -> Vote | None:
    """The run-off of a field's tie that is not revealed yet."""
    decision = session.get(TieDecision, (vote.id, field_id))
    if decision is None or decision.method != Method.RUN_OFF or decision.run_off_id is None:
        return None
    run_off = session.get(Vote, decision.run_off_id)
    if run_off is None or not ballots.revealed(session, run_off):
        return run_off
    return run_off_under_way(session, run_off, field_id)  # level once more: perhaps a second one is held


def _parts(contents: list[Any]) -> tuple[int, int, int]:
    """Ballots by phone, on paper, and those that abstain."""
    paper = sum(1 for content in contents if content["channel"] == PAPER)
    return len(contents) - paper, paper, sum(1 for content in contents if not content["points"])
