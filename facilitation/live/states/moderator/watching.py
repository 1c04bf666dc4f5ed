"""How the installation fares, for the moderator: one line on the cockpit, everything on a page of its own."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from facilitation import health
from facilitation.live.view import View


def health_line(view: View) -> dict[str, Any]:
    """The worst state, what needs a look, and the age of the copy where there is one."""
    checks = _checks(view)
    (copied,) = (check for check in checks if check.name == "copy")
    wanting = [asdict(check) for check in checks if check.state != health.OK]
    return {"state": health.worst(checks), "checks": wanting, "copy_age": copied.facts["seconds"]}


def health_state(view: View) -> dict[str, Any]:
    checks = _checks(view)
    return {"state": health.worst(checks), "checks": [asdict(check) for check in checks]}


def _checks(view: View) -> list[health.Check]:
    settings = view.workshop.settings
    running = view.activity not in ("waiting", "over", "break")
    return health.examine(view.house, view.workshop_id, here=view.present, running=running, base_url=settings.base_url)
