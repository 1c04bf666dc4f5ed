"""What the moderator sees: the cockpit, the ruler, the side with forecast, stage and hall, the groups and the votes."""

from __future__ import annotations

from typing import Any

from facilitation.live.states.moderator.pressing import cockpit_state
from facilitation.live.states.moderator.seating import groups_state, seating, slip
from facilitation.live.states.moderator.timing import forecast, whole_agenda
from facilitation.live.states.moderator.voting import vote_in_hand, votes_state
from facilitation.live.states.moderator.watching import health_line, health_state
from facilitation.live.states.stage.talking import slats
from facilitation.live.view import View

__all__ = ["cockpit", "groups", "health", "ruler", "seating", "side", "slip", "votes", "whole_agenda"]


def cockpit(view: View) -> dict[str, Any]:
    """What is now, and what the next press does."""
    return {**view.frame(), "clock": view.clock(), "words": view.scene_words(), **cockpit_state(view)}


def ruler(view: View) -> dict[str, Any]:
    return {**view.frame(), **slats(view)}


def side(view: View) -> dict[str, Any]:
    """Forecast with *Aufholen*, what the stage shows, the vote in hand, and who is connected."""
    showing = view.showing
    return {
        **view.frame(),
        "forecast": forecast(view),
        "vote": vote_in_hand(view),
        "showing": {"field": showing.field_id, "blank": showing.blank, "note": showing.note},
        "fields": [
            {**view.field_face(field.id), "cards": view.card_counts.get(field.id, 0)} for field in view.numbered_fields
        ],
        "present": view.present,
        "need_time": view.in_need_of_time,
        "connected": view.presence,
        "table_count": len(view.tables),
        "locked": view.workshop.door_locked,
        "guesses": view.house.wrong_tries(view.now),
        "health": health_line(view),
    }


def groups(view: View) -> dict[str, Any]:
    return {**view.frame(), **groups_state(view)}


def votes(view: View) -> dict[str, Any]:
    return {**view.frame(), **votes_state(view)}


def health(view: View) -> dict[str, Any]:
    """Everything that is watched, in words."""
    return {**view.frame(), "health": health_state(view)}
