"""Preparing a day: its basics and settings, its fields and tables, edited in place, and what is still missing.

What has begun is left alone: a day that runs takes only edits that nobody in the hall stumbles over.
"""

from __future__ import annotations

from facilitation.preparation.basics import TooLate, change, delete, shown
from facilitation.preparation.gaps import Gap, Reach, missing
from facilitation.preparation.loose_ends import remaining
from facilitation.preparation.ordering import add_field, change_field, field_shown, move_field, remove_field
from facilitation.preparation.tables import StillInUse, add_table, change_table, remove_table

__all__ = [
    "Gap", "Reach", "StillInUse", "TooLate", "add_field", "add_table", "change", "change_field", "change_table",
    "delete", "field_shown", "missing", "move_field", "remaining", "remove_field", "remove_table", "shown",
]  # fmt: skip
