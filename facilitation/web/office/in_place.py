"""Edits in place: what a form sends by the names of a thing, and the answer that says what it is now and was before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response

from facilitation.web import answers
from facilitation.web.words import _

NO_CHANGES = ("key", "revision")


def sent() -> dict[str, str]:
    """What is to be changed, by name."""
    return {name: answers.text(name) for name in answers.given() if name not in NO_CHANGES}


def done(code: str, address: str, result: Mapping[str, Any], *, touch: Iterable[str] = ("settings",)) -> Response:
    """The answer of an edit: `result` as the verb gave it, and the way back to what was `before`."""
    told = {name: value for name, value in result.items() if name != "before"}
    undo = None
    if result["before"]:
        guard = {"revision": result["revision"]} if "revision" in result else {}
        undo = {"action": address, "fields": {**guard, **result["before"]}}
    return answers.done(code, told, said=_("Gespeichert."), touch=touch, undo=undo)


def page(code: str, name: str) -> str | None:
    """Where a form without script leads; with script the page renews itself, and the line with the undo stays."""
    return None if answers.wants_json() else f"/w/{code}/office/{name}"
