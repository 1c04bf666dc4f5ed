"""What is still to do after the day, until the documents can go before a committee: facts only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from facilitation import ballots, fields, plan, retention, visions
from facilitation import workshop as workshops
from facilitation.agenda import Activity, programme
from facilitation.ballots import State
from facilitation.plan import PlanEntry, Status
from facilitation.preparation.gaps import Gap
from facilitation.review import surveys
from facilitation.tools import Kind
from facilitation.workshop import Workshop

YEAR = timedelta(days=330)  # after that somebody asks what has become of the plan


def remaining(session: Session, workshop_id: str, *, now: datetime) -> list[Gap]:
    """Everything left to do once the day is closed, the vote first. Empty while the day has not been closed."""
    workshop, day = workshops.by_id(session, workshop_id), programme(session, workshop_id)
    if day.agenda.closed_at is None:
        return []
    entries = plan.entries(session, workshop_id)
    has_visions = any(scene.activity == Activity.VISION for scene in day.scenes)
    return [
        *_votes(session, workshop_id),
        *(_visions(session, workshop_id) if has_visions else ()),
        *_entries(workshop, entries),
        *_words(workshop),
        *_year_after(session, workshop, now, bool(entries)),
    ]


def _votes(session: Session, workshop_id: str) -> Iterator[Gap]:
    every = [vote for vote in ballots.of_workshop(session, workshop_id) if vote.has_opened]
    if uncounted := sum(1 for vote in every if not vote.is_counted):
        yield Gap("uncounted", {"count": uncounted})
    if undecided := sum(1 for vote in every if vote.is_counted and vote.state != State.DECIDED):
        yield Gap("undecided", {"count": undecided})
    decided = [vote for vote in every if vote.state == State.DECIDED and not vote.is_run_off]
    if any(not plan.has_taken_over(session, vote) for vote in decided):
        yield Gap("not_in_plan")


def _visions(session: Session, workshop_id: str) -> Iterator[Gap]:
    tables = {table.field_id: table.number for table in reversed(fields.tables(session, workshop_id))}
    for field in fields.numbered(session, workshop_id):
        version = visions.current(session, field.id)
        facts = {"field": field.number, "table": tables.get(field.id)}
        if version is None:
            yield Gap("no_vision", facts)
        elif version.agreed_at is None:
            yield Gap("vision_not_agreed", facts)


def _entries(workshop: Workshop, entries: list[PlanEntry]) -> Iterator[Gap]:
    kept = [entry for entry in entries if entry.status != Status.DEFERRED]
    if waiting := sum(1 for entry in entries if entry.status == Status.PROPOSAL):
        yield Gap("proposals", {"count": waiting})
    if without := sum(1 for entry in kept if not entry.responsible.strip()):
        yield Gap("no_responsible", {"count": without})
    if workshop.years and (without := sum(1 for entry in kept if not entry.years)):
        yield Gap("no_year", {"count": without})
    if unknown := sum(1 for entry in kept if entry.kind == Kind.OPEN):
        yield Gap("kind_unknown", {"count": unknown})


def _words(workshop: Workshop) -> Iterator[Gap]:
    if not workshop.settings.greeting:
        yield Gap("no_greeting")
    if not workshop.settings.imprint:
        yield Gap("no_imprint")


def _year_after(session: Session, workshop: Workshop, now: datetime, has_plan: bool) -> Iterator[Gap]:
    over_long = now >= retention.ends_at(session, workshop) + YEAR
    if has_plan and over_long and not surveys.everything(session, workshop.id):
        yield Gap("no_survey")
