"""The live regions, in one list: name, face, template partial, the state it is rendered from, and what it follows.

A state is a JSON object; the same object is the JSON door's answer and the partial's context, so page, push and JSON
cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from facilitation.live.states import moderator, observer, phone, stage, table
from facilitation.live.view import View

TOPICS = frozenset(
    {
        "agenda",
        "presence",
        "groups",
        "showing",
        "statements",
        "visions",
        "tools",
        "votes",
        "turnout",
        "results",
        "settings",
    }
)


@dataclass(frozen=True)
class Region:
    """A part of a screen that changes live. `scope` none: one rendering for all; table: one per table and language.
    `beat` is the shortest time in seconds between two renderings. A personal region is never pushed, only pulled."""

    name: str
    face: str
    partial: str
    state: Callable[[View], dict[str, Any]]
    follows: frozenset[str]
    scope: str = "none"
    beat: float = 0.0
    personal: bool = False


def _region(name: str, face: str, partial: str, state: Any, follows: str, **more: Any) -> Region:
    topics = frozenset(follows.split())
    assert topics <= TOPICS, topics - TOPICS
    return Region(name, face, partial, state, topics, **more)


REGIONS = [
    _region(
        "stage", "stage", "stage/_scene.html", stage.scene,
        "agenda presence groups showing statements visions tools votes turnout results settings", beat=0.2,
    ),
    _region("stage.ruler", "stage", "stage/_ruler.html", stage.ruler, "agenda"),
    _region("cockpit", "moderator", "moderator/_cockpit.html", moderator.cockpit, "agenda groups votes results"),
    _region("cockpit.ruler", "moderator", "moderator/_ruler.html", moderator.ruler, "agenda"),
    _region(
        "cockpit.side", "moderator", "moderator/_side.html", moderator.side,
        "agenda presence showing statements turnout votes settings", beat=0.5,
    ),
    _region("groups", "moderator", "moderator/_groups.html", moderator.groups, "agenda presence groups", beat=0.5),
    _region(
        "votes", "moderator", "moderator/_votes.html", moderator.votes, "agenda votes turnout results tools", beat=0.5
    ),
    _region("health", "moderator", "moderator/_health.html", moderator.health, "presence", beat=2.0),
    _region("observer", "observer", "observer/_watch.html", observer.watch, "agenda votes turnout results", beat=0.5),
    _region(
        "table.top", "table", "table/_top.html", table.top, "agenda groups presence", scope="table", beat=0.3
    ),
    _region(
        "table", "table", "table/_desk.html", table.desk,
        "agenda groups presence statements visions tools votes turnout results", scope="table", beat=0.3,
    ),
    _region("phone.top", "phone", "phone/_top.html", phone.top, "agenda groups", scope="table"),
    _region(
        "phone", "phone", "phone/_scene.html", phone.scene, "agenda groups statements tools votes results settings",
        scope="table", beat=0.3,
    ),
    _region("mine", "phone", "phone/_mine.html", phone.mine, "agenda groups", personal=True),
]  # fmt: skip

BY_NAME = {region.name: region for region in REGIONS}


def of_face(face: str) -> list[Region]:
    return [region for region in REGIONS if region.face == face]
