"""The office: prepare workshops, edit the Werkstattplan in place, take documents out, rehearse."""

from __future__ import annotations

from facilitation.web.office import (
    accounts,
    agenda,
    agenda_edits,
    archives,
    basics,
    colleagues,
    hall,
    home,
    keeping,
    koffer,
    operator_texts,
    overview,
    plan_goals,
    plan_history,
    plan_sheet,
    plan_table,
    printing,
    rehearsals,
    review,
    review_edits,
    review_letters,
    sharing,
    taking_out,
    tool_imports,
    tool_list,
    tool_sheet,
    voting_cards,
)
from facilitation.web.office.frame import blueprint

__all__ = [
    "accounts", "agenda", "agenda_edits", "archives", "basics", "blueprint", "colleagues", "hall", "home", "keeping",
    "koffer", "operator_texts", "overview", "plan_goals", "plan_history", "plan_sheet", "plan_table", "printing",
    "rehearsals", "review", "review_edits", "review_letters", "sharing", "taking_out", "tool_imports",
    "tool_list", "tool_sheet", "voting_cards",
]  # fmt: skip
