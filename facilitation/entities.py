"""All entities in one place, so that the metadata knows every table. Only wiring and migrations import this."""

from facilitation import (
    access,
    agenda,
    badges,
    ballots,
    fields,
    goals,
    groups,
    journal,
    measures,
    operator,
    organisers,
    participants,
    pictures,
    plan,
    plan_versions,
    retention,
    showing,
    statements,
    tools,
    visions,
    voting_cards,
    workshop,
)
from facilitation.agenda import edits, steps
from facilitation.database import operations
from facilitation.imports import taking_over
from facilitation.review import forms, surveys

__all__ = [
    "access", "agenda", "badges", "ballots", "edits", "fields", "forms", "goals", "groups", "journal", "measures",
    "operations", "operator", "organisers", "participants", "pictures", "plan", "plan_versions", "retention",
    "showing", "statements", "steps", "surveys", "taking_over", "tools", "visions", "voting_cards", "workshop",
]  # fmt: skip
