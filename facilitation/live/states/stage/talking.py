"""Plenum and break: who speaks, what comes next; and the day's slats for the ruler and the opened slat."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from facilitation import drawings
from facilitation.agenda import Item
from facilitation.live.view import View
from facilitation.statements import Source, State, Statement

SCHOOL_CARDS = 3


def plenum(view: View) -> dict[str, Any]:
    """Title, who speaks about what, and the pupils' newest cards while their channel is on show."""
    school = view.scene is not None and bool(view.scene.options.get("school"))
    return {"next": what_comes_next(view), "school": school, "cards": _school_cards(view) if school else []}


def pause(view: View) -> dict[str, Any]:
    """The break's clock with its slat opened; `unfold` is where the slat lies on the ruler below."""
    return {"next": what_comes_next(view), "unfold": _open_slat_span(view)}


def what_comes_next(view: View) -> dict[str, Any] | None:
    """The item after the current one; None at the end of the day."""
    item = _item_after(view)
    if item is None:
        return None
    scenes = view.day.scenes_of[item.id]
    return {
        "title": item.title.to(view.lang),
        "name": item.name.to(view.lang),
        "activity": str(scenes[0].activity) if scenes else "",
        "round": item.round_number,
        "begins": view.times[item.id].forecast_start.isoformat(),
    }


def slats(view: View) -> dict[str, Any]:
    """The items that take any time, at forecast times; past, now or ahead."""
    closed = view.day.agenda.closed_at is not None
    found = []
    for item in view.day.items:
        times = view.times[item.id]
        if times.forecast_start >= times.forecast_end:
            continue
        past = closed or item.ended_at is not None
        now = item is view.item and not closed
        found.append(
            {
                "item": item.id,
                "name": item.name.to(view.lang),
                "start": times.forecast_start.isoformat(),
                "end": times.forecast_end.isoformat(),
                "state": "now" if now else "past" if past else "ahead",
            }
        )
    return {"slats": found, "stop": view.day.planned_end().isoformat() if found else None}


def _item_after(view: View) -> Item | None:
    if view.item is None:
        return None
    later = view.day.items[view.day.items.index(view.item) + 1 :]
    return later[0] if later else None


def _open_slat_span(view: View) -> list[float] | None:
    """Left and right end of the current slat in the ruler's 1860 units."""
    zone = view.workshop.timezone
    drawn = []
    for item in view.day.items:
        times = view.times[item.id]
        if times.forecast_start < times.forecast_end:
            start, end = times.forecast_start.astimezone(zone), times.forecast_end.astimezone(zone)
            drawn.append(drawings.Slat(start, end, "", "now" if item is view.item else "ahead"))
    if not any(slat.state == "now" for slat in drawn):
        return None
    ruler = drawings.ruler(drawn, view.now.astimezone(zone), view.day.planned_end().astimezone(zone))
    here = next(slat for slat in ruler.slats if slat.state == "now")
    return [here.x, round(here.x + here.width, 1)]


def _school_cards(view: View) -> list[dict[str, Any]]:
    """The newest of the pupils' cards; one that they pinned to every field shows once."""
    wanted = (
        select(Statement)
        .where(
            Statement.workshop_id == view.workshop_id,
            Statement.source == Source.SCHOOL,
            Statement.state == State.SHOWN,
            Statement.merged_into_id.is_(None),
        )
        .order_by(Statement.written_at.desc(), Statement.number.desc())
    )
    texts = {card.text: card for card in reversed(view.session.scalars(wanted.limit(40)).all())}
    newest = list(texts.values())[::-1][:SCHOOL_CARDS]
    return [{"text": card.text, "lang": card.lang} for card in newest]
