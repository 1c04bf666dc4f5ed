"""What the operator says: for the privacy notice, the imprint and the accessibility statement of the installation."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response, render_template

from facilitation import operator
from facilitation.web import answers
from facilitation.web.office import in_place
from facilitation.web.office.frame import blueprint, frame
from facilitation.web.words import _


@blueprint.get("/office/operator")
def operator_texts() -> Response:
    """Every part with its text, and which are still missing."""
    answers.visitor().must_be_organiser()
    session = answers.session()
    state: dict[str, Any] = {
        "revision": operator.revision(session), "values": operator.texts(session), "missing": operator.missing(session),
    }  # fmt: skip
    if answers.wants_json():
        return jsonify(state)
    more = {"parts": _parts(), "limit": operator.LIMIT}
    return make_response(render_template("office/operator.html", **state, **more, **frame()))


@blueprint.post("/office/operator")
def change_operator_texts() -> Response:
    """Change what is named; what is not sent stays."""
    answers.visitor().must_be_organiser()
    before, sent = operator.texts(answers.session()), in_place.sent()
    made = answers.perform(operator.change, revision=answers.number("revision"), values=sent)
    told = {"of": "operator", "values": sent, "before": {name: before.get(name, "") for name in sent}, **made}
    return in_place.done("", "/office/operator", told, touch=())


def _parts() -> list[dict[str, Any]]:
    """The parts in groups, with what belongs into each."""
    return [
        {"title": _("Verantwortliche Stelle"), "parts": [
            ("controller", _("Name und Anschrift der Behörde"), ""),
            ("contact", _("Wie man sie erreicht"), _("Funktionspostfach und Telefon der Stelle, keine Person.")),
            ("imprint", _("Impressum"), _("Mit Vertretung und Umsatzsteuer-Nummer, wie auf Ihrer Webseite.")),
        ]},
        {"title": _("Datenschutz"), "parts": [
            ("officer", _("Datenschutzbeauftragte Stelle"), _("Funktionspostfach genügt.")),
            (
                "basis", _("Rechtsgrundlage"),
                _("Meist Artikel 6 Absatz 1 Buchstabe e DSGVO mit dem Datenschutzgesetz Ihres Landes."),
            ),
            ("authority", _("Aufsichtsbehörde"), _("Bei ihr können Gäste sich beschweren.")),
            ("recipients", _("Wer die Daten bekommt"), _("Freiwillig.")),
            ("hosting", _("Wo die Daten liegen"), _("Freiwillig, zum Beispiel: auf einem Laptop im Haus.")),
        ]},
        {"title": _("Barrierefreiheit"), "parts": [
            ("accessibility_contact", _("Stelle für Rückmeldungen"), ""),
            ("enforcement", _("Durchsetzungsstelle Ihres Landes"), ""),
            ("barriers", _("Bekannte Hindernisse"), _("Freiwillig, zum Beispiel im Saal.")),
        ]},
    ]  # fmt: skip
