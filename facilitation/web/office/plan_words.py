"""How the cells of the plan are called on a page."""

from __future__ import annotations

from facilitation.web.words import _

MEASURE = "measure "


def kind_name(kind: str) -> str:
    return {
        "plan": _("Plan"), "field": _("Handlungsfeld"), "entry": _("Werkzeug"), "goals": _("Zielkatalog"),
        "communication": _("Kommunikationskonzept"),
    }[kind]  # fmt: skip


def cell_name(cell: str) -> str:
    """The name of a cell of `plan_versions.compared`."""
    if cell.startswith(MEASURE):
        return _("Einzelmaßnahme %(name)s", name=cell.removeprefix(MEASURE))
    said = {
        "background": _("Ausgangslage"), "title": _("Titel"), "vision": _("Zukunftsbild"),
        "description": _("Beschreibung"), "kind": _("Art"), "responsible": _("Zuständigkeit"),
        "contact": _("Ansprechperson"), "place": _("Umsetzungsort"), "participants": _("Beteiligte"),
        "status": _("Stand"), "reason": _("Begründung"), "field": _("Handlungsfeld"), "years": _("Jahre"),
        "text": _("Ziele"), "target_groups": _("Zielgruppe"), "place_contact": _("Ort und Ansprechperson vor Ort"),
        "partners": _("Beteiligte Partner"), "budget": _("Budget"), "advice": _("Externe Beratung"),
        "lead": _("Zwischenzeile"), "chances": _("Chancen"), "difficulties": _("Hauptschwierigkeiten"),
    }[cell.removeprefix("sheet.")]  # fmt: skip
    return _("Werkzeugblatt: %(cell)s", cell=said) if cell.startswith("sheet.") else said
