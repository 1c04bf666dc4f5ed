"""Making a workshop's rows from a template: its fields, tables, agenda and tools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from facilitation import pictures, tools
from facilitation.agenda import Activity, Item, Scene
from facilitation.archive.reading import Part, read_day
from facilitation.database import new_id
from facilitation.errors import Refusal
from facilitation.fields import Field, Table
from facilitation.pictures import Drawn, Use
from facilitation.tools import Admission, Kind, Origin, Tool
from facilitation.workshop import Settings, Workshop

MOVEMENTS = ("home", "shift", "mix", "return")
# What each part of a template may hold.
WORKSHOP = "title series place organiser region day begins ends zone years rules settings".split()
FIELD = "number title short_title sign_title description questions".split()
TABLE = "number field seats x y".split()
ITEM = "key title short_title note minutes minimum maximum protected fixed_start movement scenes".split()
SCENE = "activity title questions rules steps task speaker talk school map show_rules".split()
PICTURE = "key use sha256 name alt".split()
TOOL = (
    "key field title kind description target_groups places institutions websites sources variants picture away".split()
)


def make_workshop(part: Part, now: datetime, code: str, is_demo: bool, rehearsal_of: str | None) -> Workshop:
    part.only(*WORKSHOP)
    day = read_day(part.text("day"), part.at("day"))
    begins = part.hour("begins")
    if begins is None:
        raise part.fail("begins", "missing")
    settings = part.value.get("settings", {})
    if not isinstance(settings, dict):
        raise part.fail("settings", "type", wanted="object")
    try:
        values = asdict(Settings.of(settings))
    except Refusal as refusal:
        facts = dict(refusal.facts)
        raise part.fail(f"settings.{facts.pop('field')}", facts.pop("reason"), **facts) from refusal
    years = part.value.get("years", [])
    if not isinstance(years, list) or any(isinstance(y, bool) or not isinstance(y, int) for y in years):
        raise part.fail("years", "type", wanted="list of numbers")
    if any(not 1900 <= year <= 2999 for year in years):
        raise part.fail("years", "range", low=1900, high=2999)
    workshop = Workshop(
        id=new_id(),
        code=code,
        title=part.words("title", needed=True),
        series=part.words("series"),
        place=part.text("place", default="", limit=200),
        organiser=part.text("organiser", default="", limit=300),
        region=part.text("region", default="", limit=120),
        day=day,
        begins=begins,
        ends=part.hour("ends"),
        zone=part.text("zone", default="Europe/Berlin", limit=64),
        years=sorted(set(years)),
        rules=part.words_list("rules"),
        settings_values=values,
        is_demo=is_demo,
        rehearsal_of=rehearsal_of,
        created_at=now,
    )
    try:
        _ = workshop.timezone
    except (KeyError, ValueError, OSError):
        raise part.fail("zone", "zone", value=workshop.zone) from None
    return workshop


def make_fields(session: Session, workshop: Workshop, head: Part) -> dict[str, Field]:
    by_key: dict[str, Field] = {}
    for position, part in enumerate(head.parts("fields", least=1), start=1):
        part.only(*FIELD)
        number = part.number("number", 1, 99, default=None)
        field = Field(
            workshop_id=workshop.id,
            number=number,
            position=position,
            title=part.words("title", needed=True),
            short_title=part.words("short_title"),
            sign_title=part.words("sign_title"),
            description=part.words("description"),
            questions=_questions(part),
        )
        key = field_key(field)
        if key in by_key:
            raise part.fail("title" if number is None else "number", "doubled", value=key)
        by_key[key] = field
        session.add(field)
    if all(field.is_category for field in by_key.values()):
        raise head.fail("fields", "missing")
    session.flush()
    return by_key


def _questions(part: Part) -> dict[str, list[dict[str, str]]]:
    """A field's own guiding questions: a list of texts by the key of a round's item."""
    if "questions" not in part.value:
        return {}
    asked = part.part("questions")
    return {key[:60]: asked.words_list(key) for key in asked.value}


def make_tables(session: Session, workshop: Workshop, head: Part, by_key: Mapping[str, Field]) -> None:
    given = head.parts("tables")
    if not given:  # one table per field unless set otherwise
        for number, field in enumerate((f for f in by_key.values() if not f.is_category), start=1):
            session.add(Table(workshop_id=workshop.id, field_id=field.id, number=number))
        return
    numbers: set[int] = set()
    seated: set[str] = set()
    for part in given:
        part.only(*TABLE)
        field = _find_field(part, by_key)
        number = part.number("number", 1, 999)
        if field.is_category:
            raise part.fail("field", "choice", choices=[key for key, f in by_key.items() if not f.is_category])
        if number in numbers:
            raise part.fail("number", "doubled", value=number)
        numbers.add(number)
        seated.add(field.id)
        session.add(
            Table(
                workshop_id=workshop.id,
                field_id=field.id,
                number=number,
                seats=part.number("seats", 1, 999, default=None),
                x=part.number("x", 0, 1, default=None, whole=False),
                y=part.number("y", 0, 1, default=None, whole=False),
            )
        )
    for key, field in by_key.items():
        if not field.is_category and field.id not in seated:
            raise head.fail("tables", "field_without_table", value=key)


def make_items(session: Session, workshop: Workshop, head: Part) -> None:
    keys: set[str] = set()
    rounds = 0
    for position, part in enumerate(head.parts("agenda", least=1), start=1):
        part.only(*ITEM)
        key = part.text("key", default="", limit=60) or f"item-{position}"
        if key in keys:
            raise part.fail("key", "doubled", value=key)
        keys.add(key)
        movement = part.value.get("movement")
        if movement is not None:
            rounds += 1
            inner = part.part("movement")
            inner.only("kind", "by")
            movement = {"kind": inner.choice("kind", MOVEMENTS), "by": inner.number("by", 1, 99, default=1)}
        minutes = part.number("minutes", 0, 24 * 60)
        minimum = part.number("minimum", 0, 24 * 60, default=None)
        maximum = part.number("maximum", 0, 24 * 60, default=None)
        if (minimum is None) != (maximum is None) or (minimum is not None and minimum > maximum):
            raise part.fail("minimum", "limits", minutes=minutes)
        item = Item(
            workshop_id=workshop.id,
            key=key,
            position=position,
            title=part.words("title", needed=True),
            short_title=part.words("short_title"),
            note=part.words("note"),
            minutes=minutes,
            minimum=minimum,
            maximum=maximum,
            protected=part.flag("protected"),
            fixed_start=part.hour("fixed_start"),
            round_number=rounds if movement else None,
            movement=movement,
        )
        session.add(item)
        session.flush()
        for place, scene in enumerate(part.parts("scenes"), start=1):
            session.add(_scene(workshop, item, scene, place))


def _scene(workshop: Workshop, item: Item, part: Part, position: int) -> Scene:
    part.only(*SCENE)
    activity = part.choice("activity", tuple(a.value for a in Activity))
    if activity in (Activity.MOVE, Activity.VISION, Activity.CHOICE) and item.round_number is None:
        raise part.fail("activity", "needs_round")
    options: dict[str, Any] = {}
    for name in ("questions", "rules", "steps"):
        if name in part.value:
            options[name] = part.words_list(name)
    for name in ("task", "speaker", "talk"):
        if name in part.value:
            options[name] = dict(part.words(name))
    for name in ("school", "map", "show_rules"):
        if name in part.value:
            options[name] = part.flag(name)
    return Scene(
        workshop_id=workshop.id,
        item_id=item.id,
        position=position,
        activity=Activity(activity),
        title=part.words("title"),
        options=options,
    )


def make_pictures(
    session: Session, workshop: Workshop, head: Part, now: datetime, given: Mapping[str, Drawn] | None
) -> dict[str, str]:
    """The pictures; returns what the template calls them, to their ids."""
    found: dict[str, str] = {}
    for part in head.parts("pictures"):
        part.only(*PICTURE)
        key, sha256 = part.text("key", limit=60), part.text("sha256", limit=64)
        if key in found:
            raise part.fail("key", "doubled", value=key)
        picture = pictures.lying_here(session, sha256) if given is None else given.get(sha256)
        if picture is None:
            raise part.fail("sha256", "no_such_picture", value=sha256)
        use = Use(part.choice("use", tuple(use.value for use in Use)))
        name = part.text("name", default="", limit=pictures.NAME_LIMIT)
        alt = part.text("alt", default="", limit=pictures.ALT_LIMIT)
        made = pictures.add(
            session, now=now, workshop_id=workshop.id, use=use, picture=picture, name=name, alt=alt
        )  # fmt: skip
        found[key] = made["picture"]
    return found


def make_tools(
    session: Session, workshop: Workshop, head: Part, by_key: Mapping[str, Field], shown: Mapping[str, str]
) -> None:
    keys: set[str] = set()
    places: dict[str, int] = {}
    for part in head.parts("tools"):
        part.only(*TOOL)
        field = _find_field(part, by_key)
        title = part.text("title", limit=tools.TITLE_LIMIT)
        if not title:
            raise part.fail("title", "missing")
        key = part.text("key", default="", limit=120) or tools.slug(title)
        if key in keys:
            raise part.fail("key", "doubled", value=key)
        keys.add(key)
        places[field.id] = places.get(field.id, 0) + 1
        picture = part.text("picture", default="", limit=60)
        if picture and picture not in shown:
            raise part.fail("picture", "choice", choices=[*shown])
        session.add(
            Tool(
                workshop_id=workshop.id,
                field_id=field.id,
                key=key,
                title=title,
                kind=Kind(part.choice("kind", tuple(k.value for k in Kind), default=Kind.OPEN.value)),
                origin=Origin.CATALOGUE,
                admission=Admission.AWAY if part.flag("away") else Admission.ADMITTED,
                description=part.text("description", default=""),
                target_groups=part.texts("target_groups"),
                places=part.texts("places"),
                institutions=part.texts("institutions"),
                websites=part.texts("websites"),
                sources=part.texts("sources"),
                variants=part.texts("variants"),
                picture_id=shown.get(picture),
                position=places[field.id],
            )
        )


def _find_field(part: Part, by_key: Mapping[str, Field]) -> Field:
    key = str(part.value.get("field", ""))
    if key not in by_key:
        raise part.fail("field", "choice", choices=list(by_key))
    return by_key[key]


def field_key(field: Field) -> str:
    """How tables and tools name a field: its number, or the German title of an extra category."""
    return str(field.number) if field.number is not None else str(field.title)
