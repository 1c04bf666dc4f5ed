"""The points of a ballot as they are sent: by a form or as JSON, from a phone or typed in from paper."""

from __future__ import annotations

from typing import Any

from facilitation.errors import BadInput
from facilitation.web import answers


def given_points() -> dict[str, Any]:
    """``points.<tool id>=n`` of a form, or the object ``points``. No points at all must be said as abstaining.

    The box checks them against the ballot; here they are only read. Raises BadInput.
    """
    given = answers.given()
    if answers.flag("abstain"):
        return {}
    listed = given.get("points")
    named = listed if isinstance(listed, dict) else _from_form(given)
    if not any(named.values()):
        raise BadInput(field="points", reason="empty")
    return named


def _from_form(given: dict[str, Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, value in given.items():
        if name.startswith("points."):
            try:
                found[name.removeprefix("points.")] = int(str(value).strip() or 0)
            except ValueError:
                raise BadInput(field="points", reason="number") from None
    return found
