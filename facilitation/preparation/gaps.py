"""What is missing before the day: facts only; the office says them in words and links to where they are mended."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from facilitation import access, fields, operator, organisers, pictures, tools, voting_cards
from facilitation import workshop as workshops
from facilitation.access import Role
from facilitation.agenda import Activity, Programme, checking, programme
from facilitation.agenda.schedule import planned_times
from facilitation.pictures import Use
from facilitation.tools import Kind
from facilitation.workshop import Workshop


@dataclass(frozen=True)
class Gap:
    """Something missing: a stable name, and the facts its sentence needs."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reach:
    """The address phones are sent to, and the addresses this machine really has."""

    address: str
    own: tuple[str, ...]


def missing(session: Session, workshop_id: str, *, now: datetime, reach: Reach) -> list[Gap]:
    """Everything missing, what stops the day first."""
    workshop, day = workshops.by_id(session, workshop_id), programme(session, workshop_id)
    return [
        *_day(workshop, day, now),
        *_ways(workshop, reach),
        *_doors(session, workshop, day),
        *_questions(session, workshop, day),
        *_tools(session, workshop),
        *_cards(session, workshop),
        *_rest(session, workshop, day),
    ]


def _day(workshop: Workshop, day: Programme, now: datetime) -> Iterator[Gap]:
    if day.agenda.started_at is None and workshop.local(now).date() > workshop.day and not workshop.is_demo:
        yield Gap("day_past", {"day": workshop.day.isoformat()})
    if workshop.wanted_end is None:
        yield Gap("no_end")
    elif day.items:
        planned = planned_times(day.slots(), workshop.planned_start)[-1][1]
        if minutes := round((planned - workshop.wanted_end).total_seconds() / 60):
            yield Gap("ends_late" if minutes > 0 else "ends_early", {"minutes": abs(minutes)})
    if not day.rounds:
        yield Gap("no_rounds")
    other = [one for one in checking.findings(day, now) if one.code not in ("ends_late", "ends_early")]
    if other and day.agenda.started_at is None:
        yield Gap("agenda_doubts", {"count": len(other)})


def _ways(workshop: Workshop, reach: Reach) -> Iterator[Gap]:
    if not workshop.settings.wifi_name:
        yield Gap("no_wifi")
    host = urlsplit(reach.address).hostname or ""
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        if host == "localhost":
            yield Gap("address_here", {"address": reach.address})
        return
    if number.is_loopback:
        yield Gap("address_here", {"address": reach.address})
    elif host not in reach.own and number.is_private:
        yield Gap("address_elsewhere", {"address": reach.address, "own": list(reach.own)})
    elif number.is_private:
        yield Gap("address_lan", {"address": reach.address})


def _doors(session: Session, workshop: Workshop, day: Programme) -> Iterator[Gap]:
    links = access.links(session, workshop.id)
    if operator.missing(session) and not workshop.is_demo and not workshop.is_rehearsal:
        yield Gap("no_operator")
    if not organisers.everyone(session):
        yield Gap("no_password")
    if not any(link.role == Role.MODERATOR for link in links):
        yield Gap("no_moderator_link")
    if without := [table.number for table in access.tables_without_link(session, workshop.id)]:
        yield Gap("no_host_link", {"tables": without})
    if without := [table.number for table in fields.tables(session, workshop.id) if table.seats is None]:
        yield Gap("no_seats", {"tables": without})
    has_school = any(scene.options.get("school") for scene in day.scenes)
    if has_school and not any(link.role == Role.SCHOOL for link in links):
        yield Gap("no_school_link")


def _questions(session: Session, workshop: Workshop, day: Programme) -> Iterator[Gap]:
    numbered = fields.numbered(session, workshop.id)
    for scene in day.scenes:
        if scene.activity not in (Activity.VISION, Activity.CHOICE) or scene.words("questions"):
            continue
        item = day.item_of(scene)
        if scene.activity == Activity.CHOICE and scene.options.get("task"):
            continue
        if silent := [one.number for one in numbered if not one.asks(item.key)]:
            yield Gap("no_questions", {"item": str(item.title), "fields": silent})
    if any(scene.activity == Activity.VISION for scene in day.scenes) and not workshop.rules:
        yield Gap("no_rules")


def _tools(session: Session, workshop: Workshop) -> Iterator[Gap]:
    counts = tools.counts(session, workshop.id)
    for one in fields.numbered(session, workshop.id):
        if not counts.get(one.id):
            yield Gap("no_tools", {"field": one.number, "field_id": one.id})
    if still_open := sum(1 for tool in tools.everything(session, workshop.id) if tool.kind == Kind.OPEN):
        yield Gap("kind_open", {"tools": still_open})


def _cards(session: Session, workshop: Workshop) -> Iterator[Gap]:
    if workshop.settings.vote_mode != "cards":
        return
    printed = voting_cards.counts(session, workshop.id)
    if printed["printed"] <= printed["spoiled"]:
        yield Gap("no_cards")


def _rest(session: Session, workshop: Workshop, day: Programme) -> Iterator[Gap]:
    if not workshop.place:
        yield Gap("no_place")
    if not workshop.years:
        yield Gap("no_years")
    logos = pictures.of(session, workshop.id, Use.LOGO)
    if not logos:
        yield Gap("no_logo")
    elif unsaid := sum(1 for logo in logos if not logo.alt):
        yield Gap("logo_unsaid", {"logos": unsaid})
