"""What stands on the tables: their signs, and a page for whoever hosts one."""

from __future__ import annotations

from typing import Any

from facilitation import access
from facilitation.access import Role
from facilitation.agenda import Activity
from facilitation.documents.printing.sheet import Shop, Wishes, field_face, reach
from facilitation.documents.typesetting import Code
from facilitation.drawings import shape_name
from facilitation.fields import Table

SIGN_CODE = {"fold": 55.0, "a5": 50.0, "a4": 75.0}
HOST_CODE = 38.0
NO_LINK = "Für Tisch {number} gibt es noch keinen Link. Legen Sie ihn unter „Türen“ an."


def signs(shop: Shop, wishes: Wishes) -> list[dict[str, Any]]:
    """A sign per table: to fold as a tent, or flat."""
    width = SIGN_CODE[str(wishes["form"])]
    return [
        {
            **_table(shop, table), "form": wishes["form"], "shape": shape_name(table.number),
            "join": Code(shop.join), "code_mm": width, "reach": reach(width),
        }
        for table in shop.tables
    ]  # fmt: skip


def host_guides(shop: Shop, wishes: Wishes) -> list[dict[str, Any]]:
    """A page per table: what happens when, what to say, what to press; with the link only where it is wanted."""
    secrets = _host_secrets(shop) if wishes["link"] == "yes" else {}
    settings = shop.workshop.settings
    return [
        {
            **_table(shop, table), "rounds": _rounds(shop), "horizon": settings.horizon_years,
            "rules": [str(rule.get("de", "")) for rule in shop.workshop.rules],
            "points": settings.points_budget, "cap": settings.points_cap, "cards": settings.vote_mode == "cards",
            "link": _link(shop, secrets[table.id]) if table.id in secrets else None, "code_mm": HOST_CODE,
            "missing": wishes["link"] == "yes" and table.id not in secrets,
        }
        for table in shop.tables
    ]  # fmt: skip


def without_link(shop: Shop, wishes: Wishes) -> list[str]:
    """Which tables have no link to print, in words."""
    if wishes.get("link") != "yes":
        return []
    known = _host_secrets(shop)
    return [NO_LINK.format(number=table.number) for table in shop.tables if table.id not in known]


def _table(shop: Shop, table: Table) -> dict[str, Any]:
    return {"number": table.number, "field": field_face(shop.field(table.field_id)), "seats": table.seats}


def _rounds(shop: Shop) -> list[dict[str, Any]]:
    found = []
    for item in shop.day.rounds:
        work = shop.work_of(item)
        found.append(
            {
                "name": str(item.name), "begins": shop.hours(item)[0], "ends": shop.hours(item)[1],
                "movement": (item.movement or {}).get("kind", "home"),
                "activity": str(work.activity) if work is not None else "",
                "does": str(work.title) if work is not None else "",
                "task": str(work.options.get("task", {}).get("de", "")) if work is not None else "",
                "asked": [str(words) for words in work.words("questions")] if work is not None else [],
                "votes": work is not None and work.activity == Activity.CHOICE,
            }
        )  # fmt: skip
    return found


def _host_secrets(shop: Shop) -> dict[str, str]:
    """Table id to the secret of its newest living link."""
    return {
        link.table_id: access.secret_of(shop.key, link)
        for link in access.links(shop.session, shop.workshop.id)
        if link.role == Role.HOST and link.table_id is not None
    }


def _link(shop: Shop, secret: str) -> dict[str, Any]:
    return {"code": Code(f"{shop.address('/in')}#{secret}"), "typed": access.grouped(secret)}
