"""What every page of the office needs: its frame, its navigation, and how it names a workshop."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g

from facilitation.live.rendering import language
from facilitation.web import answers
from facilitation.web.words import _
from facilitation.workshop import Workshop

blueprint = Blueprint("office", __name__)


def must_be_organiser(code: str) -> Workshop:
    """The workshop of an office page, for organisers only. Raises NotFound, NotAllowed."""
    workshop = answers.workshop(code)
    answers.visitor(code).must_be_organiser()
    return workshop


def navigation(base: str) -> list[tuple[str, str]]:
    """The pages of one workshop's office, in the order of the work: name and address."""
    return [
        (_("Übersicht"), f"{base}/office"),
        (_("Einstellungen"), f"{base}/office/settings"),
        (_("Felder"), f"{base}/office/fields"),
        (_("Ablauf"), f"{base}/office/agenda"),
        (_("Stimmkarten"), f"{base}/office/cards"),
        (_("Werkzeuge"), f"{base}/office/tools"),
        (_("Druckerei"), f"{base}/office/print"),
        (_("Werkstattplan"), f"{base}/office/plan"),
        (_("Zwischenbilanz"), f"{base}/office/review"),
        (_("Dokumente"), f"{base}/office/documents"),
        (_("Archiv"), f"{base}/office/archive"),
        (_("Löschen"), f"{base}/office/retention"),
        (_("Moderation"), f"{base}/moderation"),
        (_("Türen"), f"{base}/moderation/doors"),
    ]


def workshop_face(workshop: Workshop) -> dict[str, Any]:
    return {
        "code": workshop.code, "title": str(workshop.title), "region": workshop.region,
        "series": str(workshop.series), "place": workshop.place, "day": workshop.day.isoformat(),
        "begins": workshop.begins.strftime("%H:%M"), "rehearsal": workshop.is_rehearsal, "demo": workshop.is_demo,
    }  # fmt: skip


def frame(workshop: Workshop | None = None) -> dict[str, Any]:
    language.set("de")
    now = answers.house().clock.now().isoformat()
    made: dict[str, Any] = {"face": "office", "lang": "de", "now": now, "key": answers.new_key}
    made["signed_in"] = "visitor" in g and g.visitor.is_organiser
    if workshop is not None:
        made |= {
            "code": workshop.code, "base": f"/w/{workshop.code}", "probe": workshop.is_rehearsal,
            "demo": workshop.is_demo, "zone": workshop.zone, "heading": str(workshop.title), "region": workshop.region,
            "navigation": navigation(f"/w/{workshop.code}"),
        }  # fmt: skip
    return made
