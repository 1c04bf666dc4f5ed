"""Templates: the preparation of a workshop as versioned JSON with English keys (docs/archive.md).

A template is an archive without people; it may carry its tools.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from facilitation import fields, pictures, tools
from facilitation.agenda import Agenda, Item, Scene, programme
from facilitation.archive.building import (
    field_key,
    make_fields,
    make_items,
    make_pictures,
    make_tables,
    make_tools,
    make_workshop,
)
from facilitation.archive.reading import BadTemplate, Part, no_name_twice, read_day
from facilitation.fields import Field
from facilitation.pictures import Drawn, Picture
from facilitation.showing import Showing
from facilitation.tools import Admission, Tool
from facilitation.workshop import by_id, free_code

FORMAT = "zukunftswerkstatt-workshop"
VERSION = 2
READS = (1, 2)  # version 1 has no pictures; otherwise the same
PRESETS = Path(__file__).resolve().parent.parent / "presets"


def presets() -> list[str]:
    return sorted(path.stem for path in PRESETS.glob("*.json"))


def read_template(name: str) -> dict[str, Any]:
    """A built-in template by name, or a JSON file by path. Raises BadTemplate."""
    path = PRESETS / f"{name}.json" if name in presets() else Path(name)
    try:
        read = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=no_name_twice)
    except OSError:
        raise BadTemplate(path=name, reason="no_such_file", known=presets()) from None
    except (ValueError, RecursionError) as error:  # no JSON, or no UTF-8
        raise BadTemplate(path=name, reason="not_json", detail=str(error)) from None
    if not isinstance(read, dict):
        raise BadTemplate(path="$", reason="type", wanted="object")
    return read


def build(
    session: Session,
    *,
    now: datetime,
    template: dict[str, Any],
    code: str | None = None,
    is_demo: bool = False,
    rehearsal_of: str | None = None,
    day: str | None = None,
    _pictures: Mapping[str, Drawn] | None = None,
) -> Any:
    """Make a workshop from a template. All or nothing; raises BadTemplate with the path of the first fault.

    Its pictures are those given by SHA-256, or lie in this installation already. Returns ``{"workshop", "code"}``.
    """
    head = Part(template, "$")
    if head.text("format") != FORMAT:
        raise BadTemplate(path="$.format", reason="choice", choices=[FORMAT])
    if head.number("version", 1, 999) not in READS:
        raise BadTemplate(path="$.version", reason="version", known=VERSION)
    head.only("format", "version", "workshop", "fields", "tables", "agenda", "tools", "pictures")
    workshop = make_workshop(head.part("workshop"), now, code or free_code(session), is_demo, rehearsal_of)
    if day is not None:
        workshop.day = read_day(day, "day")
    session.add(workshop)
    session.flush()
    by_key = make_fields(session, workshop, head)
    make_tables(session, workshop, head, by_key)
    make_items(session, workshop, head)
    shown = make_pictures(session, workshop, head, now, _pictures)
    make_tools(session, workshop, head, by_key, shown)
    session.add(Agenda(workshop_id=workshop.id))
    session.add(Showing(workshop_id=workshop.id, note=""))
    session.flush()
    return {"workshop": workshop.id, "code": workshop.code}


def describe(session: Session, workshop_id: str) -> dict[str, Any]:
    """A workshop as a template: all but people and their work. `build` of it gives an equal workshop."""
    workshop = by_id(session, workshop_id)
    every = fields.everything(session, workshop_id)
    shown = {picture.id: key for key, picture in keyed(pictures.of(session, workshop_id)).items()}
    numbers = {field.id: field_key(field) for field in every}
    day = programme(session, workshop_id)
    return {
        "format": FORMAT,
        "version": VERSION,
        "workshop": {
            "title": dict(workshop.title),
            "series": dict(workshop.series),
            "place": workshop.place,
            "organiser": workshop.organiser,
            "region": workshop.region,
            "day": workshop.day.isoformat(),
            "begins": workshop.begins.strftime("%H:%M"),
            "ends": workshop.ends.strftime("%H:%M") if workshop.ends else None,
            "zone": workshop.zone,
            "years": workshop.years,
            "rules": workshop.rules,
            "settings": asdict(workshop.settings),
        },
        "fields": [describe_field(field) for field in every],
        "tables": [
            {"number": t.number, "field": numbers[t.field_id], "seats": t.seats, "x": t.x, "y": t.y}
            for t in fields.tables(session, workshop_id)
        ],
        "agenda": [_describe_item(item, day.scenes_of[item.id]) for item in day.items],
        "pictures": [
            {"key": key, "use": str(p.use), "sha256": p.sha256, "name": p.name, "alt": p.alt}
            for key, p in keyed(pictures.of(session, workshop_id)).items()
        ],
        "tools": [
            describe_tool(tool, numbers[tool.field_id], shown)
            for field in every
            for tool in tools.of_field(session, field.id)
            if not tool.is_proposal
        ],
    }


def describe_field(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {"title": dict(field.title), "short_title": dict(field.short_title)}
    if field.number is not None:
        described["number"] = field.number
    return described | {
        "sign_title": dict(field.sign_title), "description": dict(field.description), "questions": field.questions,
    }  # fmt: skip


def _describe_item(item: Item, scenes: list[Scene]) -> dict[str, Any]:
    return {
        "key": item.key,
        "title": dict(item.title),
        "short_title": dict(item.short_title),
        "note": dict(item.note),
        "minutes": item.minutes,
        "minimum": item.minimum,
        "maximum": item.maximum,
        "protected": item.protected,
        "fixed_start": item.fixed_start.strftime("%H:%M") if item.fixed_start else None,
        "movement": item.movement,
        "scenes": [
            {"activity": str(scene.activity), "title": dict(scene.title), **scene.options}
            for scene in scenes
            if "vote" not in scene.options
        ],
    }


def describe_tool(tool: Tool, field: str, shown: Mapping[str, str]) -> dict[str, Any]:
    return {
        "key": tool.key,
        "field": field,
        "title": tool.title,
        "kind": str(tool.kind),
        "description": tool.description,
        "target_groups": tool.target_groups,
        "places": tool.places,
        "institutions": tool.institutions,
        "websites": tool.websites,
        "sources": tool.sources,
        "variants": tool.variants,
        **({"picture": shown[tool.picture_id]} if tool.picture_id else {}),
        **({"away": True} if tool.admission == Admission.AWAY else {}),
    }


def keyed(every: Sequence[Picture]) -> dict[str, Picture]:
    """The pictures by what they are called in a template: ``logo-1``, ``tool-12``; the order is their own."""
    found: dict[str, Picture] = {}
    for picture in every:
        number = sum(known.use == picture.use for known in found.values()) + 1
        found[f"{picture.use}-{number}"] = picture
    return found
