"""What hangs on the wall: the poster at the door, the programme, the guiding questions, and who goes where."""

from __future__ import annotations

from typing import Any

from facilitation import fields, qr
from facilitation.agenda import Activity, Item
from facilitation.documents.printing.sheet import PAPERS, Shop, Wishes, field_face, reach, shortened
from facilitation.documents.typesetting import Code
from facilitation.drawings import HallTable, hall_plan
from facilitation.rotation import Movement, Place
from facilitation.rotation.hall import shift_map

FEW_TABLES = 8  # with more, arrows run across tables; the list beside the plan says it all
USUAL_CODE, BESIDE, ALONE = 62.0, 76.0, 118.0
"""Widths of the join code on A4 in millimetres: as usual, the most beside the ruler, the most without it."""


def poster(shop: Shop, wishes: Wishes) -> list[dict[str, Any]]:
    """The poster at the door. The join code is as wide as the distance asks for, or as the paper allows."""
    scale = PAPERS[str(wishes["paper"])]
    wanted = float(wishes["distance"]) * 100 / scale if int(wishes["distance"]) else USUAL_CODE
    width = min(max(wanted, USUAL_CODE), ALONE)
    settings = shop.workshop.settings
    page = {
        "paper": wishes["paper"], "scale": scale, "code_mm": width * scale, "beside": width <= BESIDE,
        "join": Code(shop.join, "Q"), "reach": reach(width * scale),
        "wifi": {
            "name": settings.wifi_name, "password": settings.wifi_password,
            "code": Code(qr.wifi(settings.wifi_name, settings.wifi_password), "Q"),
        } if settings.wifi_name else None,
        "rounds": [
            {"name": shortened(str(item.name), 24), "does": shortened(_work_title(shop, item), 30)}
            for item in shop.day.rounds
        ],
    }  # fmt: skip
    return [page]


def programme(shop: Shop, wishes: Wishes) -> list[dict[str, Any]]:
    """The whole day, item by item."""
    items = [
        {
            "begins": shop.hours(item)[0], "ends": shop.hours(item)[1], "title": str(item.title),
            "note": str(item.note), "round": item.round_number,
            "rest": any(scene.activity == Activity.BREAK for scene in shop.day.scenes_of[item.id]),
        }
        for item in shop.day.items
    ]  # fmt: skip
    return [{"paper": wishes["paper"], "scale": PAPERS[str(wishes["paper"])], "items": items}]


def questions(shop: Shop, wishes: Wishes) -> list[dict[str, Any]]:
    """A poster for every round that asks something; with `fields` one for every field too."""
    found = []
    for item in shop.day.rounds:
        for scene in shop.day.scenes_of[item.id]:
            asked = [str(words) for words in scene.words("questions")]
            if not asked:
                continue
            page = {
                "paper": wishes["paper"], "scale": PAPERS[str(wishes["paper"])], "round": str(item.name),
                "title": str(scene.title), "task": str(scene.options.get("task", {}).get("de", "")), "asked": asked,
            }  # fmt: skip
            signed = [field_face(field) for field in shop.fields] if wishes["fields"] == "each" else [None]
            found += [{**page, "field": field} for field in signed]
    return found


def rotation_map(shop: Shop, wishes: Wishes) -> list[dict[str, Any]]:
    """Per way of walking one map of the hall, and the route of every group."""
    moved = [item for item in shop.day.rounds if (item.movement or {}).get("kind") == "shift"]
    steps = {int((item.movement or {}).get("by", 1)): item for item in reversed(moved)}
    onward = [(by, shift_map(_places(shop), by)) for by in sorted(steps)]
    maps = [(by, ways) for by, ways in onward if ways] or [(0, {})]
    return [
        {
            "paper": wishes["paper"], "scale": PAPERS[str(wishes["paper"])],
            "title": _walk_title(shop, steps[by]) if ways else "", "hall": _hall(shop, ways), "routes": _routes(shop),
            "rounds": [{"name": str(item.name), "begins": shop.hours(item)[0]} for item in shop.day.rounds],
        }
        for by, ways in maps
    ]  # fmt: skip


def table_face(shop: Shop, table_id: str) -> dict[str, Any]:
    table = next(table for table in shop.tables if table.id == table_id)
    return {"number": table.number, "field": field_face(shop.field(table.field_id))}


def _work_title(shop: Shop, item: Item) -> str:
    work = shop.work_of(item)
    return str(work.title) if work is not None else ""


def _walk_title(shop: Shop, item: Item) -> str:
    walks = [scene for scene in shop.day.scenes_of[item.id] if scene.activity == Activity.MOVE]
    return str(walks[0].title) if walks else ""


def _places(shop: Shop) -> list[Place]:
    """The tables in the order in which groups move on."""
    tables = fields.in_walking_order(shop.session, shop.workshop.id)
    return [Place(key=table.id, field=table.field_id, seats=table.seats) for table in tables]


def _routes(shop: Shop) -> list[list[dict[str, Any] | None]]:
    """Per table the tables that its group walks to, round by round; None where everybody gets an own way."""
    places, routes = _places(shop), []
    for place in places:
        route: list[str | None] = [place.key]
        for item in shop.day.rounds[1:]:
            movement = Movement(**(item.movement or {"kind": "home"}))
            route.append(_next(route, movement, places))
        routes.append([table_face(shop, table) if table else None for table in route])
    return routes


def _next(route: list[str | None], movement: Movement, places: list[Place]) -> str | None:
    if movement.kind in ("home", "return"):
        return route[0]
    onward = shift_map(places, movement.by) if movement.kind == "shift" else None
    return onward.get(route[-1] or "") if onward else None


def _hall(shop: Shop, ways: dict[str, str]) -> dict[str, Any]:
    """The plan of the hall: tables with their signs, chairs, and an arrow for every group that walks."""
    numbers = {table.id: table.number for table in shop.tables}
    drawn = hall_plan(
        [
            HallTable(number=table.number, x=table.x, y=table.y, seats=table.seats or 14, name="")
            for table in shop.tables
        ],
        [(numbers[a], numbers[b]) for a, b in ways.items()],
    )
    signs = {table.number: shop.field(table.field_id) for table in shop.tables}
    arrows = drawn.arrows if len(shop.tables) <= FEW_TABLES else ()
    return {
        "width": drawn.width, "height": drawn.height, "wall": drawn.wall, "door": drawn.door,
        "door_text": drawn.door_text, "platform": drawn.platform,
        "tables": [
            {
                "rect": one.rect, "chairs": one.chairs, "chair": one.chair_r, "sign": one.sign,
                "number": one.table.number, "field": signs[one.table.number].number,
                "name": str(signs[one.table.number].on_sign),
            }
            for one in drawn.tables
        ],
        "arrows": [{"path": arrow.path, "head": arrow.head} for arrow in arrows],
    }  # fmt: skip
