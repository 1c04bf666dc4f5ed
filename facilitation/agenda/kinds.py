"""The kinds of item that can be added with one press, each with sensible scenes (`presets/items/kinds.json`)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from facilitation.agenda import Activity
from facilitation.errors import BadInput

KINDS = ("arrival", "plenum", "break", "grouping", "vision", "choice", "results", "closing")
_FILE = Path(__file__).resolve().parent.parent / "presets" / "items" / "kinds.json"


def item_of(kind: str, *, round_number: int, years: int) -> dict[str, Any]:
    """An item as in a template, its texts filled in with the round it will be and how far the vision looks ahead.
    Raises BadInput."""
    if kind not in KINDS:
        raise BadInput(field="kind", reason="choice", choices=list(KINDS))
    filled: dict[str, Any] = _filled(_described()[kind], {"{n}": str(round_number), "{years}": str(years)})
    return filled


def scene_of(activity: Activity, *, years: int) -> dict[str, Any]:
    """The first scene of that activity in the kinds, else a bare one."""
    for kind in KINDS:
        for scene in item_of(kind, round_number=1, years=years)["scenes"]:
            if scene["activity"] == activity:
                found: dict[str, Any] = scene
                return found
    return {"activity": str(activity)}


@cache
def _described() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return read


def _filled(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, names) for inner in value]
    if isinstance(value, str):
        for name, text in names.items():
            value = value.replace(name, text)
    return value
