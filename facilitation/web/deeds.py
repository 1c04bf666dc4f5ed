"""What the journal says in words: one German phrase per action."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from facilitation.journal import Entry
from facilitation.web.words import _


def told(entry: Entry, items: Mapping[str, str]) -> str:
    """An entry in words, e.g. ``Weiter (Runde 1)``. `items` gives the agenda's titles by key."""
    facts: defaultdict[str, Any] = defaultdict(str, entry.facts)
    said = _words(facts).get(entry.action, entry.action)
    item = items.get(str(facts["item"]), str(facts["title"])) if entry.action.startswith("agenda.") else ""
    return f"{said} ({item})" if item else said


def door(role: str) -> str:
    """A role in words, as a link opens it and as it stands beside a deed."""
    return {
        "moderator": _("Moderation"), "organiser": _("Organisation"), "host": _("Tisch"), "reception": _("Empfang"),
        "observer": _("Beobachtung"), "school": _("Schulgruppe"), "house": _("Programm"),
    }.get(role, role)  # fmt: skip


def _counted(facts: Mapping[str, Any]) -> str:
    said = _("Ausgezählt: %(n)s Stimmzettel", n=facts["ballots"])
    if facts["alone"]:
        return said + ", " + _("ohne zweite Person")
    if facts["confirmed_by"]:
        return said + ", " + _("bestätigt durch: %(role)s", role=door(facts["confirmed_by"]))
    return said


def _words(facts: Mapping[str, Any]) -> dict[str, str]:
    ways = {"all": _("alle aufgenommen"), "run_off": _("Stichwahl"), "draw": _("Los")}
    how = ways.get(facts["method"], "")
    who = door(facts["opens"])
    if facts["table"]:
        who += " " + _("(Tisch %(n)s)", n=facts["table"])
    return {
        "agenda.start": _("Tag begonnen"),
        "agenda.next": _("Weiter"),
        "agenda.back": _("Zurück"),
        "agenda.jump": _("Gesprungen"),
        "agenda.pause": _("Uhr angehalten"),
        "agenda.resume": _("Uhr läuft weiter"),
        "agenda.extend": _("Minuten geändert"),
        "agenda.close": _("Tag beendet"),
        "agenda.catch_up": _("Aufgeholt"),
        "agenda.undo": _("Rückgängig gemacht"),
        "badges.plan": _("Schilder geplant: %(n)s", n=facts["count"]),
        "badges.withdraw": _("Schilder verworfen"),
        "agenda.add_item": _("Programmpunkt hinzugefügt"),
        "agenda.change_item": _("Programmpunkt geändert"),
        "agenda.move_item": _("Programmpunkt verschoben"),
        "agenda.remove_item": _("Programmpunkt entfernt"),
        "agenda.duplicate_item": _("Programmpunkt verdoppelt"),
        "agenda.add_scene": _("Ansicht hinzugefügt"),
        "agenda.change_scene": _("Ansicht geändert"),
        "agenda.move_scene": _("Ansicht verschoben"),
        "agenda.remove_scene": _("Ansicht entfernt"),
        "agenda.duplicate_scene": _("Ansicht verdoppelt"),
        "agenda.change_hours": _("Gewünschtes Ende geändert"),
        "agenda.edit_undo": _("Änderung am Ablauf zurückgenommen"),
        "groups.divide": _("%(people)s Personen eingeteilt", people=facts["people"]),
        "groups.take_back": _("Einteilung zurückgenommen"),
        "groups.move": _("Nummer %(n)s an Tisch %(t)s gesetzt", n=facts["number"], t=facts["table"]),
        "link.make": _("Link angelegt: %(who)s", who=who),
        "link.revoke": _("Link gesperrt: %(who)s", who=who),
        "settings.change": _("Einstellungen geändert: %(names)s", names=", ".join(facts["names"])),
        "door.lock": _("Tür geschlossen"),
        "door.open": _("Tür geöffnet"),
        "seat.leave": _("Nummer %(n)s ist gegangen", n=facts["number"]),
        "seat.return": _("Nummer %(n)s ist wieder da", n=facts["number"]),
        "seat.add": _("Platz %(n)s ohne Telefon vergeben", n=facts["number"]),
        "statement.hide": _("Karte %(card)s verborgen: %(reason)s", card=facts["card"], reason=facts["reason"]),
        "statement.admit": _("Karte %(card)s gezeigt", card=facts["card"]),
        "statement.merge": _("Karte %(card)s mit %(into)s zusammengelegt", card=facts["card"], into=facts["into"]),
        "statement.unmerge": _("Karte %(card)s wieder einzeln", card=facts["card"]),
        "statement.cluster": _("Karte %(card)s umgehängt", card=facts["card"]),
        "cluster.make": _("Titel aufgehängt"),
        "vision.agree": _("Zukunftsbild in Feld %(n)s vereinbart, Fassung %(v)s", n=facts["field"], v=facts["version"]),
        "vision.take_over": _("Zukunftsbild in Feld %(n)s: Fassung %(v)s gilt", n=facts["field"], v=facts["version"]),
        "tool.admitted": _("Vorschlag auf dem Stimmzettel: %(title)s", title=facts["title"]),
        "tool.declined": _("Vorschlag nicht aufgenommen: %(title)s", title=facts["title"]),
        "tool.waiting": _("Vorschlag wartet wieder: %(title)s", title=facts["title"]),
        "tool.add": _("Werkzeug angelegt: %(title)s", title=facts["title"]),
        "tool.away": _("Werkzeug weggelegt: %(title)s", title=facts["title"]),
        "tool.back": _("Werkzeug zurückgelegt: %(title)s", title=facts["title"]),
        "tool.remove": _("Werkzeug entfernt: %(title)s", title=facts["title"]),
        "tools.import": _("Tabelle übernommen: %(n)s neu, %(c)s geändert", n=facts["new"], c=facts["changed"]),
        "tools.take_back": _("Tabelle zurückgenommen: %(n)s entfernt, %(c)s wie vorher", n=facts["removed"],
                             c=facts["restored"]),
        "vote.open": _("Abstimmung geöffnet"),
        "vote.shut": _("Abstimmung geschlossen"),
        "vote.take_shutting_back": _("Abstimmung wieder geöffnet"),
        "vote.ask_for_count": _("Um das Auszählen gebeten"),
        "vote.withdraw_request": _("Bitte um das Auszählen zurückgenommen"),
        "vote.seal": _counted(facts),
        "vote.recount": _("Nachgezählt: stimmt überein") if facts["equal"] else _("Nachgezählt: es gibt Abweichungen"),
        "vote.reveal": _("Feld %(n)s aufgedeckt", n=facts["field"]),
        "vote.decide_tie": _("Gleichstand in Feld %(n)s entschieden: %(how)s", n=facts["field"], how=how),
        "cards.make": _("%(n)s Stimmkarten angelegt", n=facts["cards"]),
        "cards.hand_out": _("Stimmkarten gezählt: %(n)s ausgegeben", n=facts["count"]),
        "cards.spoil": _("Eine Stimmkarte ungültig gemacht"),
        "cards.spoil_batch": _("Einen Satz von %(n)s Stimmkarten ungültig gemacht", n=facts["cards"]),
        "workshop.change": _("Einstellungen geändert"),
        "field.change": _("Feld geändert: %(title)s", title=facts["title"]),
        "field.add": _("Feld angelegt: %(title)s", title=facts["title"]),
        "field.move": _("Feld verschoben: %(title)s", title=facts["title"]),
        "field.remove": _("Feld entfernt: %(title)s", title=facts["title"]),
        "table.add": _("Tisch %(t)s angelegt", t=facts["table"]),
        "table.change": _("Tisch %(t)s geändert", t=facts["table"]),
        "table.remove": _("Tisch %(t)s entfernt", t=facts["table"]),
        "plan.take_over": _("In den Werkstattplan übernommen"),
        "plan.add": _("In den Plan genommen: %(title)s", title=facts["title"]),
        "plan.edit": _("Im Plan geändert: %(title)s", title=facts["title"]),
        "plan.keep": _("Stand des Plans festgehalten: %(title)s", title=facts["title"]),
        "sheet.edit": _("Werkzeugblatt geändert: %(title)s", title=facts["title"]),
        "goals.edit": _("Zielkatalog geändert: %(title)s", title=facts["title"]),
        "plan.remove": _("Aus dem Plan genommen: %(title)s", title=facts["title"]),
        "retention.purge": _("Personenbezogenes gelöscht"),
        "survey.begin": _("Zwischenbilanz begonnen: %(title)s", title=facts["title"]),
        "survey.change": _("Zwischenbilanz geändert: %(title)s", title=facts["title"]),
        "survey.ask": _("Zwischenbilanz: %(n)s Bögen angelegt", n=facts["made"]),
        "survey.form": _("Bogen geändert: %(title)s", title=facts["title"]),
        "survey.renew": _("Neuer Link für den Bogen: %(title)s", title=facts["title"]),
        "survey.delete": _("Erhebung gelöscht: %(title)s", title=facts["title"]),
        "survey.remove": _("Bogen entfernt: %(title)s", title=facts["title"]),
    }  # fmt: skip
