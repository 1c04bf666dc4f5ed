"""The pages that the law asks for: privacy, imprint, accessibility statement. Made of what the operator says, and of
what the product really keeps."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, jsonify, make_response, render_template

from facilitation import operator, retention
from facilitation.web import answers
from facilitation.web.words import _
from facilitation.workshop import Settings, Workshop

blueprint = Blueprint("legal", __name__)


@blueprint.get("/privacy")
def privacy() -> Response:
    """What happens to data in this installation."""
    return _page("privacy", {"kept": _kept(), "on_device": _on_device(), "days": Settings().retention_days})


@blueprint.get("/w/<code>/privacy")
def privacy_here(code: str) -> Response:
    """The same for one workshop, with the day of its deletion."""
    workshop = answers.workshop(code)
    due = workshop.local(retention.due_at(answers.session(), workshop)).date()
    days = workshop.settings.retention_days
    more = {"kept": _kept(), "on_device": _on_device(), "days": days, "due": due.isoformat()}
    return _page("privacy", more, workshop)


@blueprint.get("/imprint")
def imprint() -> Response:
    return _page("imprint", {})


@blueprint.get("/accessibility")
def accessibility() -> Response:
    return _page("accessibility", {})


def _page(name: str, more: dict[str, Any], workshop: Workshop | None = None) -> Response:
    session = answers.session()
    state = {"operator": operator.texts(session), "missing": operator.missing(session), **more}
    if answers.wants_json():
        return jsonify(state)
    blank = _("[noch nicht eingetragen]")
    frame = {"face": "phone", "script": "page", "lang": g.lang, "here": workshop, "blank": blank}
    return make_response(render_template(f"legal/{name}.html", **state, **frame))


def _kept() -> list[dict[str, str]]:
    """What is stored of people, why, and what becomes of it; in the order in which it comes up."""
    told = (
        (_("Nummer des Platzes"), _("um Sie an Ihren Tisch zu führen"), _("wird neu vergeben")),
        (
            _("Name und Einrichtung, wenn Sie sie nennen"), _("für Ihren Tisch und um Gruppen zu mischen"),
            _("werden gelöscht"),
        ),
        (_("Schlüssel Ihres Telefons, verschlüsselt"), _("um Sie wiederzuerkennen"), _("wird gelöscht")),
        (
            _("Aussagen und Vorschläge"), _("für Zukunftsbilder und Stimmzettel"),
            _("bleiben, aber niemand sieht mehr, von wem sie sind"),
        ),
        (_("Ihre Bitte um mehr Zeit"), _("um zu zählen, wie viele noch nicht fertig sind"), _("wird gelöscht")),
        (_("Zustimmung zu Aussagen"), _("um zu zählen, wie viele zustimmen"), _("es bleiben nur die Zahlen")),
        (
            _("Stimmzettel"), _("für das Ergebnis"),
            _("bleiben; von Anfang an steht nicht dabei, von wem sie sind"),
        ),
    )  # fmt: skip
    return [{"what": what, "why": why, "then": then} for what, why, then in told]


def _on_device() -> list[dict[str, str]]:
    """What lies on the device, by its real name, and for how long."""
    return [
        {"name": "zw-participant-…", "what": _("Cookie: Ihr Platz"), "long": _("bis Sie das Telefon vergessen lassen")},
        {"name": "zw-ballot-…", "what": _("Cookie: Ihr Stimmzettel, nur ohne Skript"), "long": _("wie oben")},
        {"name": "zw-lang", "what": _("Cookie: Ihre Sprache"), "long": _("wie oben")},
        {"name": "zw-letters", "what": _("Cookie: große Schrift"), "long": _("wie oben")},
        {
            "name": "zw.…", "what": _("Speicher des Browsers: Entwürfe, Gemerktes, Ihr Stimmzettel"),
            "long": _("wie oben"),
        },
    ]  # fmt: skip
