"""What is written on and read from in the hall: paper ballots, the moderator's run sheet, the sheet for emergencies."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from facilitation import journal, tools
from facilitation.agenda import Activity, Item
from facilitation.documents.printing.sheet import Shop, Wishes, field_face
from facilitation.fields import Field

MOST_CIRCLES = 6  # points that are ticked; more are written as a figure

PRESSES = {
    Activity.ARRIVAL: "Die Bühne zeigt den Code. „Weiter“, wenn es losgeht.",
    Activity.PLENUM: "Titel und ruhige Uhr. „Dunkel“, wenn die Bühne etwas anderes zeigt.",
    Activity.BREAK: "Die Uhr zählt herunter. „Weiter“, wenn alle wieder da sind.",
    Activity.GROUPING: "„Einteilen“, sobald alle da sind; dann „Weiter“.",
    Activity.MOVE: "Alle sehen ihren Tisch. „Weiter“, wenn alle sitzen.",
    Activity.VISION: "Die Uhr läuft. Bei Bedarf +5, −1 oder „Aufholen“.",
    Activity.CHOICE: "Erst besprechen, dann „Abstimmung öffnen“; am Ende „Abstimmung schließen“ und „Auszählen“.",
    Activity.RESULTS: "„Aufdecken“, Feld für Feld. Gleichstände entscheiden Sie hier.",
    Activity.CLOSING: "„In den Werkstattplan übernehmen“, zum Schluss „Tag beenden“.",
}
NAMES = {
    Activity.ARRIVAL: "Ankommen",
    Activity.PLENUM: "Plenum",
    Activity.BREAK: "Pause",
    Activity.GROUPING: "Einteilung",
    Activity.MOVE: "Wechsel",
    Activity.VISION: "Zukunftsbild",
    Activity.CHOICE: "Auswahl",
    Activity.RESULTS: "Ergebnisse",
    Activity.CLOSING: "Abschluss",
}


def ballots(shop: Shop, wishes: Wishes) -> list[dict[str, Any]]:
    """A paper ballot per field, or one with all fields for a vote of the whole hall."""
    settings = shop.workshop.settings
    if settings.vote_scope == "plenary":
        groups = [[_field_tools(shop, field) for field in shop.fields]]
    else:
        groups = [[_field_tools(shop, field)] for field in shop.fields]
    page = {
        "budget": settings.points_budget, "cap": settings.points_cap, "cards": settings.vote_mode == "cards",
        "circles": settings.points_cap if settings.points_cap <= MOST_CIRCLES else 0,
    }  # fmt: skip
    return [{**page, "fields": group} for group in groups for _ in range(int(wishes["count"]))]


def run_sheet(shop: Shop, wishes: Wishes) -> list[dict[str, Any]]:
    """The day for whoever presses: hours, scenes, what to press, room for notes; the journal as it stood."""
    head = journal.head(shop.session, shop.workshop.id)
    chain = {"number": head.number, "hash": head.hash[:8]} if head is not None else None
    return [{"items": [_item(shop, item) for item in shop.day.items], "chain": chain}]


def emergency(shop: Shop, wishes: Wishes) -> list[dict[str, Any]]:
    """What to do at the second laptop when the first is dead, with the address it has to answer at."""
    host = urlsplit(shop.base).hostname or ""
    return [{"address": shop.base, "host": host, "number": host.replace(".", "").isdecimal()}]


def _field_tools(shop: Shop, field: Field) -> dict[str, Any]:
    return {
        **field_face(field),
        "tools": [{"title": tool.title, "kind": str(tool.kind)} for tool in tools.on_ballot(shop.session, field.id)],
    }


def _item(shop: Shop, item: Item) -> dict[str, Any]:
    begins, ends = shop.hours(item)
    return {
        "begins": begins, "ends": ends, "title": str(item.title), "minutes": item.minutes, "minimum": item.minimum,
        "maximum": item.maximum, "fixed": item.fixed_start is not None, "protected": item.protected,
        "round": item.round_number,
        "scenes": [
            {
                "name": str(scene.title) or NAMES[scene.activity], "activity": NAMES[scene.activity],
                "press": PRESSES[scene.activity],
                "speaker": str(scene.options.get("speaker", {}).get("de", "")),
            }
            for scene in shop.day.scenes_of[item.id]
        ],
    }  # fmt: skip
