"""Times: when the day will end, how Aufholen would mend it, and every item as planned and as expected."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from facilitation.agenda import steps
from facilitation.live.view import View

MINUTE = timedelta(minutes=1)


def forecast(view: View) -> dict[str, Any] | None:
    """The expected end, the slip in whole minutes (late is positive), and what *Aufholen* would change."""
    if not view.day.items or view.activity == "over":
        return None
    planned, expected = view.day.planned_end(), view.day.forecast_end(view.now)
    plan = steps.proposal(view.day, view.now) if view.day.agenda.is_running else None
    changes = [
        {
            "name": item.name.to(view.lang),
            "before": item.minutes_now,
            "after": plan.minutes[item.id],
            "most": item.maximum,
        }
        for item in view.day.items
        if plan is not None and item.id in plan.minutes
    ]
    return {
        "planned": planned.isoformat(),
        "expected": expected.isoformat(),
        "slip": _minutes(expected - planned),
        "changes": changes,
        "reached": plan.reached if plan is not None else True,
        "reason": plan.reason if plan is not None else "on_time",
        "missing": abs(_minutes(plan.missing)) if plan is not None else 0,
        "end_after": plan.end.isoformat() if plan is not None else expected.isoformat(),
    }


def whole_agenda(view: View) -> dict[str, Any]:
    """Every item with planned and expected times, slip, minutes and limits, and its scenes to jump to."""
    items = []
    for item in view.day.items:
        times = view.times[item.id]
        items.append(
            {
                "id": item.id, "key": item.key, "title": item.title.to(view.lang), "minutes": item.minutes,
                "minutes_now": item.minutes_now + item.extended_minutes, "minimum": item.minimum,
                "maximum": item.maximum, "protected": item.protected,
                "fixed_start": item.fixed_start.strftime("%H:%M") if item.fixed_start else "",
                "planned_start": times.planned_start.isoformat(), "planned_end": times.planned_end.isoformat(),
                "forecast_start": times.forecast_start.isoformat(), "forecast_end": times.forecast_end.isoformat(),
                "slip": _minutes(times.slip), "current": item is view.item, "over": item.ended_at is not None,
                "scenes": [
                    {**view.scene_words(scene), "current": scene is view.scene} for scene in view.day.scenes_of[item.id]
                ],
            }
        )  # fmt: skip
    return {**view.frame(), "items": items, "forecast": forecast(view), "running": view.day.agenda.is_running}


def _minutes(span: timedelta) -> int:
    """Whole minutes, towards zero: 59 seconds late is on time."""
    return int(span / MINUTE)
