"""What the stage shows: one room per part of the day, and the ruler under every scene."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from facilitation.live.states.stage import arriving, moving, picturing, talking, voting
from facilitation.live.view import View

SCENES: dict[str, Callable[[View], dict[str, Any]]] = {
    "waiting": arriving.waiting,
    "arrival": arriving.arrival,
    "plenum": talking.plenum,
    "break": talking.pause,
    "grouping": moving.grouping,
    "move": moving.move,
    "vision": picturing.vision,
    "choice": voting.choice,
    "results": voting.results,
    "closing": voting.closing,
    "over": arriving.over,
}


def scene(view: View) -> dict[str, Any]:
    """The scene on the wall. Nothing in it that a hall may not read: no points before the reveal, no names, no ids of
    authors."""
    showing = view.showing
    return {
        **view.frame(),
        "words": view.scene_words(),
        "clock": view.clock(),
        "title": view.workshop.title.to(view.lang),
        "showing": {"field": showing.field_id, "blank": showing.blank, "note": showing.note},
        "corner": arriving.corner(view),
        **SCENES[view.activity](view),
    }


def ruler(view: View) -> dict[str, Any]:
    """The day as slats at forecast times, and the stop where it should end."""
    return {**view.frame(), **talking.slats(view)}
