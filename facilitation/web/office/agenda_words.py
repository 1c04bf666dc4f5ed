"""What the agenda's page says: the names of activities, kinds of item and movements, and what does not fit."""

from __future__ import annotations

from datetime import datetime

from facilitation.agenda.checking import Finding
from facilitation.web.words import _
from facilitation.workshop import Workshop


def activities() -> dict[str, str]:
    return {
        "arrival": _("Ankommen"),
        "plenum": _("Plenum"),
        "break": _("Pause"),
        "grouping": _("Einteilung"),
        "move": _("Wechsel"),
        "vision": _("Zukunftsbild"),
        "choice": _("Auswahl"),
        "results": _("Ergebnisse"),
        "closing": _("Abschluss"),
    }


def kinds() -> dict[str, str]:
    """What can be added with one press."""
    return {
        "arrival": _("Ankommen im Werkzeugmarkt"),
        "plenum": _("Begrüßung, Vortrag oder Act"),
        "break": _("Pause"),
        "grouping": _("Einteilung der Gruppen"),
        "vision": _("Runde mit Zukunftsbild"),
        "choice": _("Runde mit Auswahl der Werkzeuge"),
        "results": _("Ergebnisse aufdecken"),
        "closing": _("Abschluss"),
    }


def movements() -> dict[str, str]:
    return {
        "shift": _("Alle Gruppen rücken weiter"),
        "mix": _("Die Gruppen mischen sich neu"),
        "return": _("Zurück zur Gruppe aus Runde 1"),
    }


def edit(action: str) -> str:
    """What an edit was, beside the button that takes it back."""
    return {
        "add_item": _("Punkt hinzugefügt"),
        "change_item": _("Punkt geändert"),
        "move_item": _("Punkt verschoben"),
        "remove_item": _("Punkt entfernt"),
        "duplicate_item": _("Punkt verdoppelt"),
        "add_scene": _("Ansicht hinzugefügt"),
        "change_scene": _("Ansicht geändert"),
        "move_scene": _("Ansicht verschoben"),
        "remove_scene": _("Ansicht entfernt"),
        "duplicate_scene": _("Ansicht verdoppelt"),
        "change_hours": _("Beginn oder Ende geändert"),
    }[action]


def finding(found: Finding, workshop: Workshop) -> str:
    """What does not fit, and what helps."""
    facts = {**found.facts, "n": found.facts.get("minutes", 0)}
    for name in ("end", "wanted"):
        if name in facts:
            facts[name] = workshop.local(datetime.fromisoformat(facts[name])).strftime("%H:%M")
    facts["listed"] = ", ".join(str(number) for number in facts.get("fields", []))
    phrases = _phrases() | (_single() if facts["n"] == 1 or len(facts.get("fields", [])) == 1 else {})
    return phrases[found.code] % facts


def _phrases() -> dict[str, str]:
    return {
        "nothing_to_show": _("Kein Punkt zeigt etwas. So kann der Tag nicht beginnen."),
        "ends_late": _("Ende %(end)s Uhr, %(n)s Minuten nach dem gewünschten Ende um %(wanted)s Uhr."),
        "ends_early": _("Ende %(end)s Uhr, %(n)s Minuten vor dem gewünschten Ende um %(wanted)s Uhr."),
        "fixed_hour_missed": _("Beginnt %(n)s Minuten nach seiner festen Uhrzeit. Kürzen Sie davor."),
        "gap_before": _("Davor bleiben %(n)s Minuten leer."),
        "outside_limits": _("Die Minuten liegen außerhalb von %(minimum)s bis %(maximum)s."),
        "round_without_grouping": _("Vor der ersten Runde fehlt die Einteilung. Niemand erfährt vorher seinen Tisch."),
        "choice_without_tools": _("Die Felder %(listed)s haben noch keine Werkzeuge zur Auswahl."),
        "second_choice": _("Es gibt schon eine Auswahl in „%(earlier)s“. Jede ist eine eigene Abstimmung."),
        "results_before_choice": _("Davor gibt es keine Auswahl: Hier ist nichts aufzudecken."),
        "choice_without_results": _("Danach deckt niemand die Ergebnisse auf. Fügen Sie „Ergebnisse“ hinzu."),
        "no_scenes": _("Dieser Punkt zeigt nichts und wird übergangen. Fügen Sie eine Ansicht hinzu."),
    }


def _single() -> dict[str, str]:
    return {
        "ends_late": _("Ende %(end)s Uhr, eine Minute nach dem gewünschten Ende um %(wanted)s Uhr."),
        "ends_early": _("Ende %(end)s Uhr, eine Minute vor dem gewünschten Ende um %(wanted)s Uhr."),
        "fixed_hour_missed": _("Beginnt eine Minute nach seiner festen Uhrzeit. Kürzen Sie davor."),
        "gap_before": _("Davor bleibt eine Minute leer."),
        "choice_without_tools": _("Feld %(listed)s hat noch keine Werkzeuge zur Auswahl."),
    }
