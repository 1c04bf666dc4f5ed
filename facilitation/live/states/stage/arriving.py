"""Before, at the door and after: the ways in, who is there, and the shelf of tools."""

from __future__ import annotations

from typing import Any

from facilitation import addresses, fields, pictures, qr, tools
from facilitation.live.view import View
from facilitation.pictures import Picture, Use
from facilitation.tools import Admission, Tool


def waiting(view: View) -> dict[str, Any]:
    """The day has not been started: what, where, when, and how to get in."""
    workshop = view.workshop
    return {
        "series": workshop.series.to(view.lang),
        "place": workshop.place,
        "begins": workshop.planned_start.isoformat(),
        "present": view.present,
        "seats": _seats(view),
        "join": ways_in(view),
        "logos": _logos(view),
    }


def arrival(view: View) -> dict[str, Any]:
    """The ways in beside the shelf: a drawer per field, the extra categories last."""
    by_field: dict[str, list[Tool]] = {}
    for tool in tools.everything(view.session, view.workshop_id):
        if tool.admission == Admission.ADMITTED:
            by_field.setdefault(tool.field_id, []).append(tool)
    shown = {picture.id: picture for picture in pictures.of(view.session, view.workshop_id, Use.TOOL)}
    drawers = [
        {
            "field": fields.face(field, view.lang),
            "count": len(by_field[field.id]),
            "tools": [_label(tool, shown, view.workshop.code) for tool in by_field[field.id]],
        }
        for field in view.fields
        if field.id in by_field
    ]
    return {
        "region": view.workshop.region,
        "present": view.present,
        "seats": _seats(view),
        "join": ways_in(view),
        "drawers": drawers,
        "tools": sum(drawer["count"] for drawer in drawers),
    }


def over(view: View) -> dict[str, Any]:
    """Thanks, and where the results can be read."""
    return {"organiser": view.workshop.organiser, "join": ways_in(view), "logos": _logos(view)}


def ways_in(view: View) -> dict[str, Any]:
    """The join address as scanned and as typed, and the hall's Wi-Fi if it is named."""
    settings = view.workshop.settings
    base = _base(view)
    name, password = settings.wifi_name, settings.wifi_password
    return {
        "address": addresses.join_address(base, view.workshop.code),
        "typed": addresses.typed_address(base),
        "code": view.workshop.code,
        "locked": view.workshop.door_locked,
        "wifi": {"name": name, "password": password, "text": qr.wifi(name, password)} if name else None,
    }


def corner(view: View) -> str:
    """What late arrivals type, small in the corner of quiet scenes."""
    return addresses.typed_address(_base(view))


def _seats(view: View) -> int | None:
    """How many chairs stand in the hall, if every table's are counted."""
    seats = [table.seats or 0 for table in view.tables]
    return sum(seats) if seats and all(seats) else None


def _logos(view: View) -> list[dict[str, Any]]:
    """Who funds and who takes part."""
    found = pictures.of(view.session, view.workshop_id, Use.LOGO)
    return [pictures.face(logo, view.workshop.code) for logo in found]


def _base(view: View) -> str:
    config = view.house.config
    return addresses.base_address(view.workshop.settings.base_url, config.base_url, config.port)


def _label(tool: Tool, shown: dict[str, Picture], code: str) -> dict[str, Any]:
    picture = pictures.face(shown[tool.picture_id], code) if tool.picture_id in shown else None
    return {"title": tool.title, "kind": str(tool.kind), "proposed": tool.is_proposal, "picture": picture}
