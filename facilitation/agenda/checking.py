"""What does not fit in an agenda, item by item, while it is edited: an end that is missed, fixed hours that cannot be
kept, rounds and votes that lack what they build on. Nothing here is refused; the office says it in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from facilitation.agenda import Activity, Item, Programme
from facilitation.agenda.contents import AT_TABLES
from facilitation.agenda.schedule import MINUTE


@dataclass(frozen=True)
class Finding:
    """Something that does not fit: a stable code, the item it is about (None: the whole day), and facts as JSON."""

    code: str
    item: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def findings(day: Programme, now: datetime, *, bare_fields: Sequence[int] = ()) -> list[Finding]:
    """What does not fit in the part of the day still ahead, in the order of the day; the whole day comes first.

    `bare_fields` are the numbers of the fields without any tool to vote on.
    """
    if day.agenda.closed_at is not None:
        return []
    ahead = {item.id for item in day.items if not item.has_begun}
    places = {item.id: place for place, item in enumerate(day.items)}
    found = [
        one
        for one in (*_fixed_hours(day, now), *_limits(day), *_rounds(day), *_votes(day, bare_fields), *_empty(day))
        if one.item in ahead
    ]
    return [*_end(day, now), *sorted(found, key=lambda one: places[one.item or ""])]


def _end(day: Programme, now: datetime) -> Iterator[Finding]:
    if not day.scenes:
        yield Finding("nothing_to_show")
    if day.workshop.ends is None:
        return
    end, wanted = day.forecast_end(now), day.planned_end()
    minutes = int((end - wanted) / MINUTE)
    if minutes:
        code = "ends_late" if minutes > 0 else "ends_early"
        yield Finding(code, None, {"minutes": abs(minutes), "end": end.isoformat(), "wanted": wanted.isoformat()})


def _fixed_hours(day: Programme, now: datetime) -> Iterator[Finding]:
    """An item at a fixed hour waits for it, and begins late where the day is late."""
    times = day.times(now)
    ends = [day.day_start, *(one.forecast_end for one in times)]
    for item, slot, before, own in zip(day.items, day.slots(), ends, times, strict=False):
        if slot.fixed_start is None:
            continue
        late = int((own.forecast_start - slot.fixed_start) / MINUTE)
        gap = int((own.forecast_start - before) / MINUTE)
        if late > 0:
            yield Finding("fixed_hour_missed", item.id, {"minutes": late})
        elif gap > 0:
            yield Finding("gap_before", item.id, {"minutes": gap})


def _limits(day: Programme) -> Iterator[Finding]:
    for item in day.items:
        if item.minimum is not None and item.maximum is not None and not item.minimum <= item.minutes <= item.maximum:
            yield Finding("outside_limits", item.id, {"minimum": item.minimum, "maximum": item.maximum})


def _rounds(day: Programme) -> Iterator[Finding]:
    for item in day.rounds[:1]:
        if not _follows(day, item, AT_TABLES, Activity.GROUPING):
            yield Finding("round_without_grouping", item.id)


def _votes(day: Programme, bare_fields: Sequence[int]) -> Iterator[Finding]:
    choices = [item for item in day.items if _has(day, item, Activity.CHOICE)]
    for item in choices[:1]:
        if bare_fields:
            yield Finding("choice_without_tools", item.id, {"fields": list(bare_fields)})
    for earlier, later in pairwise(choices):
        yield Finding("second_choice", later.id, {"earlier": str(earlier.name)})
    for item in day.items:
        own = [scene for scene in day.scenes_of[item.id] if "vote" not in scene.options]
        if sum(scene.activity == Activity.CHOICE for scene in own) > 1:
            yield Finding("second_choice", item.id, {"earlier": str(item.name)})
        shown = _has(day, item, Activity.RESULTS)
        if shown and not _follows(day, item, (Activity.RESULTS,), Activity.CHOICE):
            yield Finding("results_before_choice", item.id)
    if choices and not any(_has(day, item, Activity.RESULTS) for item in day.items):
        yield Finding("choice_without_results", choices[-1].id)


def _empty(day: Programme) -> Iterator[Finding]:
    return (Finding("no_scenes", item.id) for item in day.items if not day.scenes_of[item.id])


def _has(day: Programme, item: Item, activity: Activity) -> bool:
    return any(scene.activity == activity for scene in day.scenes_of[item.id])


def _follows(day: Programme, item: Item, needing: Collection[Activity], wanted: Activity) -> bool:
    """Whether a wanted scene comes before the item's first that needs it."""
    needs = next((scene for scene in day.scenes_of[item.id] if scene.activity in needing), None)
    earlier = day.scenes[: day.scenes.index(needs)] if needs is not None else day.scenes
    return any(scene.activity == wanted for scene in earlier)
