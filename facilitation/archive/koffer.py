"""The Werkzeugkoffer: a selection of tools with their fields, sheets and pictures leaves as one file, and a file from
elsewhere is opened. How it enters a workshop stands in `archive.entering`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from facilitation import fields, pictures, tools
from facilitation.archive.building import FIELD, PICTURE, TOOL, field_key
from facilitation.archive.packing import opened
from facilitation.archive.parcel import Parcel, packed
from facilitation.archive.reading import BadArchive, BadTemplate, Part
from facilitation.archive.template import describe_field, describe_tool, keyed
from facilitation.errors import BadInput
from facilitation.pictures import Use
from facilitation.texts import Words
from facilitation.tools import KEY_LIMIT, TITLE_LIMIT, Kind
from facilitation.workshop import by_id

FORMAT = "zukunftswerkstatt-koffer"
VERSION = 2
MOST_TOOLS = 2000
LISTS = ("target_groups", "places", "institutions", "websites", "sources", "variants")


@dataclass(frozen=True)
class Koffer:
    """A Werkzeugkoffer that was opened: whose it is, its fields by key, its tools, and the parcel with the pictures."""

    source: str
    fields: Mapping[str, Words]
    tools: Sequence[Mapping[str, Any]] = field(repr=False)
    parcel: Parcel = field(repr=False)

    def __str__(self) -> str:
        return f"{self.source}: {len(self.tools)}"


def pack_koffer(session: Session, *, now: datetime, workshop_id: str, tool_ids: Sequence[str], product: str) -> bytes:
    """The chosen tools with their fields and pictures as one file. Raises BadInput without a tool, NotFound."""
    workshop = by_id(session, workshop_id)
    chosen = {tool_id: tools.one(session, workshop_id, tool_id) for tool_id in tool_ids}
    if not chosen:
        raise BadInput(field="tools", reason="none_chosen")
    used = {tool.field_id for tool in chosen.values()}
    every = [field for field in fields.everything(session, workshop_id) if field.id in used]
    order = {field.id: place for place, field in enumerate(every)}
    ordered = sorted(chosen.values(), key=lambda tool: (order[tool.field_id], tool.position, tool.title, tool.key))
    wanted = {tool.picture_id for tool in ordered}
    shown = keyed([picture for picture in pictures.of(session, workshop_id) if picture.id in wanted])
    names = {picture.id: key for key, picture in shown.items()}
    part = {
        "format": FORMAT, "version": VERSION,
        "from": {"title": str(workshop.title), "region": workshop.region, "organiser": workshop.organiser},
        "fields": [describe_field(field) for field in every],
        "pictures": [
            {"key": key, "use": str(p.use), "sha256": p.sha256, "name": p.name, "alt": p.alt}
            for key, p in shown.items()
        ],
        "tools": [describe_tool(tool, field_key(every[order[tool.field_id]]), names) for tool in ordered],
    }  # fmt: skip
    contents = {picture.sha256: pictures.content_of(picture) for picture in shown.values()}
    return packed(Parcel("koffer", {"koffer.json": part}, contents), made_at=now, product=product)


def open_koffer(sent: bytes) -> Koffer:
    """A Werkzeugkoffer, read and checked. It may take a second: call it before the writer. Raises BadArchive."""
    parcel = opened(sent, "koffer")
    try:
        return _read(parcel)
    except BadTemplate as refused:
        raise BadArchive(**{**refused.facts, "path": f"koffer.json {refused.facts['path']}"}) from None


def _read(parcel: Parcel) -> Koffer:
    head = Part(parcel.parts["koffer.json"], "$")
    head.only("format", "version", "from", "fields", "tools", "pictures")
    if head.text("format") != FORMAT:
        raise head.fail("format", "choice", choices=[FORMAT])
    if head.number("version", 1, 999) != VERSION:
        raise head.fail("version", "version", known=VERSION)
    source = head.part("from")
    source.only("title", "region", "organiser")
    titles: dict[str, Words] = {}
    for part in head.parts("fields", least=1):
        part.only(*FIELD)
        number, title = part.number("number", 1, 99, default=None), part.words("title", needed=True)
        key = str(title) if number is None else str(number)
        if key in titles:
            raise part.fail("title" if number is None else "number", "doubled", value=key)
        titles[key] = title
    shown = {part.text("key", limit=60): _picture(part, parcel) for part in head.parts("pictures")}
    if set(parcel.pictures) - {picture["sha256"] for picture in shown.values()}:
        raise head.fail("pictures", "unused")
    read = [_tool(part, titles, shown) for part in head.parts("tools", least=1)]
    if len(read) > MOST_TOOLS:
        raise head.fail("tools", "too_many", limit=MOST_TOOLS)
    said = " ".join(filter(None, (source.text("title", default=""), source.text("region", default=""))))
    return Koffer(said, titles, read, parcel)


def _picture(part: Part, parcel: Parcel) -> dict[str, str]:
    part.only(*PICTURE)
    part.choice("use", (Use.TOOL.value,))
    sha256 = part.text("sha256", limit=64)
    if sha256 not in parcel.pictures:
        raise part.fail("sha256", "no_such_picture", value=sha256)
    return {
        "sha256": sha256, "name": part.text("name", default="", limit=pictures.NAME_LIMIT),
        "alt": part.text("alt", default="", limit=pictures.ALT_LIMIT),
    }  # fmt: skip


def _tool(part: Part, titles: Mapping[str, Any], shown: Mapping[str, Any]) -> dict[str, Any]:
    part.only(*TOOL)
    title, field, picture = part.text("title", limit=TITLE_LIMIT), part.text("field"), part.text("picture", default="")
    if not title:
        raise part.fail("title", "missing")
    if field not in titles:
        raise part.fail("field", "choice", choices=[*titles])
    if picture and picture not in shown:
        raise part.fail("picture", "choice", choices=[*shown])
    kind = part.choice("kind", tuple(kind.value for kind in Kind), default=Kind.OPEN.value)
    lists = {name: part.texts(name) for name in LISTS}
    return {
        "key": part.text("key", default="", limit=KEY_LIMIT) or tools.slug(title), "field": field, "title": title,
        "kind": kind, "description": part.text("description", default=""), **lists, "picture": shown.get(picture),
    }  # fmt: skip

