"""Problems of an import in words: what stands in the cell, and what to do about it."""

from __future__ import annotations

from typing import Any

from facilitation.imports.columns import Target
from facilitation.imports.tool_rows import Problem
from facilitation.web.words import _


def told(problem: Problem) -> str:
    """The problem in a sentence or two, without its place."""
    facts: dict[str, Any] = {"value": problem.value, **problem.facts}
    return {
        "no_title_column": _("Keine Spalte ist als Titel erkannt. Wählen Sie Zeile und Spalte von Hand."),
        "column_twice": _("Diese Bedeutung hat schon eine andere Spalte. Jede kann nur einmal vorkommen."),
        "no_title": _("Hier fehlt der Titel des Werkzeugs."),
        "no_field": _("Für dieses neue Werkzeug fehlt das Handlungsfeld."),
        "unknown_field": _("„%(value)s“ gibt es nicht. Möglich sind %(known)s oder die Titel der Felder.",
                           value=problem.value, known=", ".join(problem.facts.get("known", []))),
        "unknown_kind": _("„%(value)s“ ist keine Art. Möglich sind bestehend, neu und offen.", value=problem.value),
        "wrong_value": _("In dieser Zelle steht ein Fehlerwert: %(value)s.", value=problem.value),
        "id_twice": _("Die id „%(value)s“ hat zwei Titel: „%(first)s“ in Zeile %(first_row)s und hier „%(title)s“.",
                      **_filled(facts, "first", "first_row", "title")),
        "listed_twice": _("„%(value)s“ steht schon in Zeile %(first_row)s.", **_filled(facts, "first_row")),
        "there_already": _("„%(value)s“ gibt es in diesem Feld schon.", value=problem.value),
        "too_long": _("Das ist zu lang: %(length)s von höchstens %(limit)s Zeichen.",
                      **_filled(facts, "length", "limit")),
    }[problem.code]  # fmt: skip


def placed(problem: Problem) -> str:
    """The problem with its place, as a line: ``Zeile 14, Spalte B „handlungsfeld“: …``."""
    place = [_("Blatt „%(name)s“", name=problem.sheet)] if problem.sheet else []
    place += [_("Zeile %(row)s", row=problem.row)] if problem.row else []
    place += [column_said(problem)] if problem.column else []
    return f"{', '.join(place)}: {told(problem)}" if place else told(problem)


def column_said(problem: Problem) -> str:
    if not problem.heading:
        return _("Spalte %(letters)s", letters=problem.column)
    return _("Spalte %(letters)s „%(heading)s“", letters=problem.column, heading=problem.heading)


def targets() -> dict[str, str]:
    """What a column can be, in words, in the order of a sheet."""
    return {
        Target.TITLE: _("Titel"),
        Target.FIELD: _("Handlungsfeld"),
        Target.KIND: _("Art: bestehend, neu, offen"),
        Target.DESCRIPTION: _("Kurzbeschreibung"),
        Target.TARGET_GROUPS: _("Zielgruppen"),
        Target.PLACES: _("Umsetzungsorte"),
        Target.INSTITUTIONS: _("Institutionen"),
        Target.WEBSITES: _("Internetseiten"),
        Target.SOURCES: _("Quellen"),
        Target.VARIANTS: _("Varianten des Titels"),
        Target.KEY: _("id"),
    }


def part_names() -> dict[str, str]:
    """The parts of a sheet in words, as a list of changes names them."""
    names = {str(target): word for target, word in targets().items() if target is not Target.KIND}
    return {**names, "kind": _("Art"), "field_id": _("Handlungsfeld")}


def _filled(facts: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: facts.get(name, "") for name in ("value", *names)}
