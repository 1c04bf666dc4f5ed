"""Refusals in the reader's language: what happened, then what to do. Every code of every Refusal has a phrase here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from facilitation.database.engine import AWAY
from facilitation.errors import NotSaved, Refusal
from facilitation.live.rendering import language
from facilitation.texts import translations

log = logging.getLogger(__name__)
SECRET = ("key", "ballot_id", "secret", "card", "password", "current")
Phrase = str | Callable[[dict[str, Any]], str]


def _(text: str) -> str:
    """Marks a msgid; `phrase` translates it."""
    return text


def _bad_input(facts: dict[str, Any]) -> str:
    reason, field = facts.get("reason"), facts.get("field")
    return {
        ("text", "empty"): _("Hier steht noch nichts. Schreiben Sie einen Satz und drücken Sie noch einmal."),
        ("document", "empty"): _("Bitte wählen Sie ein Dokument, das es in diesem Format gibt."),
        ("title", "empty"): _("Der Titel fehlt noch. Bitte tragen Sie einen ein."),
        ("reason", "empty"): _("Bitte nennen Sie einen Grund. Die Tischmoderation sieht ihn."),
        ("title", "doubled"): _("„{value}“ gibt es in diesem Feld schon. Bitte wählen Sie einen anderen Titel."),
        ("points", "empty"): _("Verteilen Sie Punkte oder drücken Sie „Ich enthalte mich“."),
        ("tool", "doubled"): _("„{value}“ steht schon im Werkstattplan."),
        ("field_id", "empty"): _("Bitte wählen Sie das Feld, an dem Sie sitzen."),
        ("handed_out", "range"): _("Gedruckt sind {high} Karten. Ausgegeben sein können 0 bis {high}."),
        ("grouping", "none"): _("Die Gruppen sind noch nicht eingeteilt. Drücken Sie zuerst „Einteilen“."),
        ("field", "no_tie"): _("In diesem Feld ist kein Gleichstand zu entscheiden."),
        ("password", "too_short"): _("Das Kennwort ist zu kurz. Nehmen Sie mindestens {least} Zeichen."),
        ("current", "wrong"): _("Das bisherige Kennwort stimmt nicht. Bitte tippen Sie es noch einmal."),
        ("badge", "unknown"): _("Ein Schild mit der Nummer {value} gibt es nicht. Bitte vergleichen Sie die Nummer."),
        ("name", "doubled"): _("Den Namen „{value}“ gibt es schon. Bitte wählen Sie einen anderen."),
        ("name", "empty"): _("Der Name fehlt noch. Bitte tragen Sie einen ein."),
        ("years", "years"): _("Schreiben Sie Jahre wie 2027-2030 oder 2027, 2029."),
        ("years", "in_use"): _("Im Werkstattplan sind diese Jahre schon angekreuzt: {value}. Bitte zuerst dort."),
        ("zone", "zone"): _("Die Zeitzone „{value}“ gibt es nicht. Schreiben Sie zum Beispiel Europe/Berlin."),
        ("deadline", "date"): _("Diesen Tag gibt es nicht. Schreiben Sie ihn wie 2027-05-12."),
        ("day", "date"): _("Diesen Tag gibt es nicht. Schreiben Sie ihn wie 2027-05-12."),
        ("typed", "wrong"): _("Das ist nicht der Code dieser Veranstaltung. Er heißt {value}."),
        ("fields", "last"): _("Ein Feld muss bleiben."),
        ("tables", "last"): _("Jedes Feld behält einen Tisch. Entfernen Sie lieber das Feld."),
        ("number", "doubled"): _("Tisch {value} gibt es schon. Bitte nehmen Sie eine andere Nummer."),
        ("minimum", "limits"): _("Die kleinste Zahl der Minuten ist größer als die größte. Bitte prüfen Sie beide."),
        ("ends", "same_hour"): _("Beginn und Ende liegen auf derselben Uhrzeit. Bitte ändern Sie eine davon."),
        ("base_url", "address"): _("Die Adresse beginnt mit http:// oder https://. Bitte ergänzen Sie das."),
        ("participant_id", "pupil"): _("Die Schulgruppe sitzt in keiner Gruppe. Bitte setzen Sie nur Gäste um."),
        ("file", "format"): _("Das ist weder eine Abstimmungsliste noch ein Protokoll der Zukunftswerkstatt."),
        ("head", "choice"): _("Das Prüfzeichen ist ein anderes: In der Datei steht {choices}."),
        ("entry", "has_sheet"): _(
            "Zu diesem Eintrag ist ein Werkzeugblatt geschrieben. Stellen Sie ihn zurück, dann geht nichts verloren."
        ),
        ("marks", "months"): _("Monate sind die Zahlen 1 bis 12. Schreiben Sie zum Beispiel 1, 4, 7-9."),
        ("bars", "months"): _("Monate sind die Zahlen 1 bis 12. Schreiben Sie zum Beispiel 2-5, 9-12."),
        ("notes", "months"): _("Monate sind die Zahlen 1 bis 12. Schreiben Sie zum Beispiel 12: Projektende."),
        ("notes", "notes"): _("Ein Vermerk beginnt mit seinem Monat. Schreiben Sie zum Beispiel 12: Projektende."),
        ("carried_to", "later"): _("Fortgeführt wird in einem späteren Jahr als {value}."),
        ("measure", "too_many"): _("Mehr als {limit} Einzelmaßnahmen fasst ein Blatt nicht."),
        ("label", "too_many"): _("Mehr als {limit} Versionen werden nicht aufgehoben."),
        ("label", "empty"): _("Nennen Sie den Stand, zum Beispiel Oktober 2018."),
        ("minutes", "range"): _("So viele Minuten gehen nicht. Erlaubt sind {low} bis {high}."),
    }.get((str(field), str(reason))) or {
        "too_long": _(
            "Das ist zu lang: {length} von höchstens {limit} Zeichen. Bitte kürzen Sie; Ihr Text bleibt stehen."
        ),
        "number": _("Hier wird eine ganze Zahl gebraucht. Bitte prüfen Sie Ihre Eingabe."),
        "hour": _("Eine Uhrzeit schreiben Sie so: 17:25."),
        "german_first": _("Der deutsche Text fehlt noch. Er steht überall, wo es die Fassung nicht gibt."),
        "more_lines": _("Hier stehen {count} Zeilen, im deutschen Text sind es {limit}. Bitte gleichen Sie das an."),
        "too_many_lines": _("Das sind {count} Zeilen, höchstens {limit} passen auf die Bildschirme."),
        "range": _("Dieser Wert geht nicht. Erlaubt ist {low} bis {high}."),
        "empty": _("Hier fehlt noch etwas. Bitte füllen Sie das Feld aus."),
    }.get(str(reason), _("Das hat nicht gepasst. Bitte prüfen Sie Ihre Eingabe; es ist nichts verloren."))


def _moved_on(facts: dict[str, Any]) -> str:
    if facts.get("what") == "agenda" and facts.get("item"):
        return _("Jemand anderes hat gerade weitergeschaltet: Jetzt läuft „{item}“. Es ist nichts doppelt passiert.")
    if facts.get("what") == "tools":
        return _("Die Werkzeuge haben sich inzwischen geändert. Drücken Sie „So ansehen“ und prüfen Sie noch einmal.")
    if facts.get("what") == "import":
        return _("Diese Tabelle ist schon zurückgenommen.")
    if facts.get("what") in ("workshop", "field", "sheet", "measure", "goals", "survey", "survey_form"):
        return _("Jemand anderes hat hier inzwischen etwas geändert. Ihr Text steht noch da; drücken Sie noch einmal.")
    return _("Jemand anderes war schneller. Sie sehen jetzt den neuen Stand; bitte prüfen Sie ihn.")


def _vote_not_open(facts: dict[str, Any]) -> str:
    if facts.get("shut_at"):
        return _("Die Abstimmung ist um {shut_hour} Uhr geschlossen worden. Ihr letzter abgegebener Stimmzettel gilt.")
    return _("Die Abstimmung ist nicht offen. Ihr Entwurf bleibt auf diesem Telefon.")


def _already_voted(facts: dict[str, Any]) -> str:
    if facts.get("by") == "ballot":
        return _("Dieser Stimmzettel gehört schon jemand anderem. Bitte laden Sie die Seite neu.")
    if facts.get("by") == "card":
        return _("Mit dieser Karte liegt schon ein Stimmzettel im Kasten. Es zählt der erste.")
    return _("Für diesen Platz liegt schon ein Stimmzettel im Kasten. Es zählt der erste.")


def _day_is_running(facts: dict[str, Any]) -> str:
    if facts.get("vote"):
        return _("Eine Abstimmung ist noch nicht ausgezählt. Zählen Sie sie zuerst aus; dann lässt sich löschen.")
    return _("Der Tag läuft noch. Schließen Sie ihn zuerst; dann lässt sich löschen.")


def _card_mistyped(facts: dict[str, Any]) -> str:
    return {
        "length": _("Der Code hat zehn Zeichen, hier stehen {length}. Bitte vergleichen Sie ihn mit der Karte."),
        "letter": _("Auf keiner Karte stehen 0, 1, I, L oder O. Bitte vergleichen Sie den Code mit der Karte."),
    }.get(str(facts.get("reason")), _("Da ist ein Zeichen vertippt. Bitte vergleichen Sie den Code mit der Karte."))


def _not_yet(facts: dict[str, Any]) -> str:
    if facts.get("what") == "proposal":
        return _("Werkzeuge schlagen Sie in der Auswahlrunde vor. Bitte heben Sie Ihre Idee so lange auf.")
    return _("Aussagen schreiben Sie ab der ersten Runde. Ihr Text bleibt auf diesem Telefon.")


def _nothing_there(facts: dict[str, Any]) -> str:
    return {
        "next": _("Das ist der letzte Punkt. Mit „Tag beenden“ schließen Sie ab."),
        "previous": _("Das ist der erste Punkt, davor liegt keiner."),
        "undo": _("Es gibt nichts zurückzunehmen."),
        "pause": _("Die Uhr steht schon."),
        "resume": _("Die Uhr läuft schon."),
        "jump": _("Dort sind Sie schon."),
    }.get(str(facts.get("what")), _("Hier ist nichts zu tun."))


def _cannot_catch_up(facts: dict[str, Any]) -> str:
    return {
        "on_time": _("Der Tag endet pünktlich. Es gibt nichts aufzuholen."),
        "limits": _(
            "Die beweglichen Programmpunkte haben keinen Spielraum mehr. Kürzen Sie von Hand oder enden Sie später."
        ),
    }.get(str(facts.get("reason")), _("Es liegt kein beweglicher Programmpunkt mehr vor Ihnen. Kürzen Sie von Hand."))


def _bad_picture(facts: dict[str, Any]) -> str:
    return {
        "too_large": _("Das Bild ist zu groß. Erlaubt sind {limit} MB. Bitte verkleinern Sie es."),
        "pixels": _("Das Bild hat zu viele Bildpunkte. Erlaubt sind {limit} Millionen. Bitte verkleinern Sie es."),
        "empty": _("Bitte wählen Sie zuerst ein Bild aus."),
    }.get(str(facts.get("reason")), _("Diese Datei ist kein lesbares Bild. Möglich sind PNG, JPEG und WebP."))


def _bad_archive(facts: dict[str, Any]) -> str:
    return {
        "too_large": _("Die Datei ist zu groß. Erlaubt sind {limit} MB. Es wurde nichts übernommen."),
        "no_zip": _(
            "Das ist kein Archiv der Zukunftswerkstatt. Bitte wählen "
            "Sie die ZIP-Datei, wie sie gespeichert war."
        ),
        "broken": _("Das Archiv ist beschädigt oder unvollständig. Bitte laden Sie es noch einmal herunter."),
        "empty": _("Bitte wählen Sie zuerst eine Datei aus."),
        "checksum": _(
            "Das Archiv wurde verändert: {path} passt nicht zu seiner "
            "Prüfsumme. Es wurde nichts übernommen."
        ),
        "version": _("Dieses Archiv stammt aus einer anderen Version. Bitte aktualisieren Sie zuerst das Programm."),
        "kind": _("Das ist ein Archiv anderer Art: Koffer und Veranstaltung werden an verschiedenen Stellen geöffnet."),
    }.get(
        str(facts.get("reason")),
        _("Das Archiv ist an der Stelle {path} nicht lesbar ({reason}). Es wurde nichts übernommen."),
    )


def _altered(facts: dict[str, Any]) -> str:
    if facts.get("line") and facts.get("part"):
        return _("Die Datei ist nicht mehr, wie sie geschrieben wurde: Zeile {line} ({part}).")
    if facts.get("line"):
        return _("Die Datei ist nicht mehr, wie sie geschrieben wurde: Zeile {line}.")
    return _("Die Datei widerspricht sich selbst: {part}.")


def _bad_file(facts: dict[str, Any]) -> str:
    said = {
        "none": _("Bitte wählen Sie zuerst eine Tabelle aus."),
        "empty": _("In dieser Datei steht nichts."),
        "format": _("Das ist keine Tabelle. Möglich sind XLSX, XLS, ODS und CSV."),
        "too_large": _("Die Datei ist zu groß. Erlaubt sind {limit} MB."),
        "too_many_rows": _("Die Tabelle hat zu viele Zeilen. Erlaubt sind {limit}."),
        "too_many_columns": _("Die Tabelle hat zu viele Spalten. Erlaubt sind {limit}."),
        "too_many_sheets": _("Die Datei hat zu viele Blätter. Erlaubt sind {limit}."),
        "encrypted": _("Die Datei ist mit einem Kennwort geschützt. Bitte speichern Sie sie ohne Kennwort."),
        "links": _("Die Tabelle holt Werte aus anderen Dateien. Bitte lösen Sie diese Verknüpfungen auf."),
        "damaged": _("Die Datei ist beschädigt oder unvollständig. Bitte speichern Sie sie noch einmal."),
        "bomb": _("Die Datei ist ausgepackt viel zu groß. Bitte kopieren Sie die Zeilen in eine neue Tabelle."),
        "tricks": _("Die Datei enthält, was in keine Tabelle gehört. Bitte kopieren Sie die Zeilen in eine neue."),
    }.get(str(facts.get("reason")), _("Diese Datei ist nicht lesbar."))
    return said + " " + _("Es wurde nichts übernommen.") if facts.get("reason") != "none" else said


def _too_late(facts: dict[str, Any]) -> str:
    if facts.get("since") == "vote":
        return _("Eine Abstimmung ist schon vorbereitet. Was sie regelt, bleibt jetzt, wie es ist.")
    if facts.get("field") == "fields":
        return _("Der Tag hat begonnen: Felder und Tische bleiben, wie sie sind. Namen und Plätze gehen noch.")
    return _("Der Tag hat begonnen: Tag, Uhrzeit und Zeitzone bleiben jetzt, wie sie sind.")


def _still_in_use(facts: dict[str, Any]) -> str:
    words = {
        "tools": _("Werkzeuge: {tools}"), "statements": _("Aussagen: {statements}"),
        "visions": _("Fassungen des Zukunftsbilds: {visions}"), "entries": _("Einträge im Werkstattplan: {entries}"),
        "links": _("Links der Tischmoderation: {links}"), "seats": _("eingeteilte Personen: {seats}"),
        "wishes": _("Wünsche: {wishes}"),
    }  # fmt: skip
    told = translations(language.get()).gettext
    there = ", ".join(told(text) for name, text in words.items() if facts.get(name))
    said = told(_("Das wird noch gebraucht. Verschieben oder entfernen Sie zuerst, was daran hängt"))
    return f"{said} ({there})." if there else f"{said}."


def _item_begun(facts: dict[str, Any]) -> str:
    return {
        "over": _("„{item}“ ist vorbei und steht fest."),
        "vote": _("Zu „{item}“ ist schon abgestimmt worden. Der Punkt steht fest."),
        "before": _("Vor dem, was gerade läuft, ist kein Platz mehr. Legen Sie „{item}“ dahinter."),
    }.get(str(facts.get("reason")), _("„{item}“ läuft schon. Minuten gibt ihm die Moderation."))


def _not_found(facts: dict[str, Any]) -> str:
    if facts.get("what") == "workshop":
        return _("Zu diesem Code gibt es keine Veranstaltung. Bitte prüfen Sie die Zeichen auf dem Plakat.")
    if facts.get("what") == "upload":
        return _("Diese Tabelle wird nicht mehr aufbewahrt. Bitte wählen Sie sie noch einmal aus.")
    return _("Das gibt es hier nicht (mehr). Gehen Sie zurück und laden Sie die Seite neu.")


PHRASES: dict[str, Phrase] = {
    "refused": _("Das geht gerade nicht. Bitte versuchen Sie es noch einmal."),
    "not_found": _not_found,
    "not_allowed": _("Dafür fehlt Ihnen hier das Recht. Bitte öffnen Sie den Link Ihrer Rolle noch einmal."),
    "not_saved": _("Es konnte gerade nicht gespeichert werden. Bitte drücken Sie gleich noch einmal."),
    "bad_input": _bad_input,
    "moved_on": _moved_on,
    "key_reused": _("Diese Eingabe kam schon einmal anders an. Bitte laden Sie die Seite neu."),
    "link_refused": _("Dieser Link gilt nicht mehr. Bitte lassen Sie sich einen neuen geben."),
    "wrong_password": _("Name und Kennwort passen nicht zusammen. Bitte prüfen Sie beides."),
    "last_organiser": _("Das ist das letzte Konto. Laden Sie zuerst jemanden ein, dann können Sie es löschen."),
    "too_late": _too_late,
    "bad_layout": _("Diese Vorlage für den Werkstattplan ist nicht lesbar. Bitte wählen Sie eine andere."),
    "still_in_use": _still_in_use,
    "too_many_tries": _(
        "Das waren gerade sehr viele falsche Eingaben. Bitte warten Sie eine Minute und versuchen Sie es noch einmal."
    ),
    "too_fast": _("Das waren sehr viele Eingaben auf einmal. Bitte warten Sie einen Augenblick."),
    "door_locked": _("Die Tür ist gerade geschlossen. Bitte wenden Sie sich an den Empfang."),
    "day_not_started": _("Der Tag hat noch nicht begonnen. Drücken Sie zuerst „Tag beginnen“."),
    "day_started": _("Der Tag läuft schon."),
    "day_closed": _("Der Tag ist beendet. Mit „Rückgängig“ öffnen Sie ihn wieder."),
    "nothing_there": _nothing_there,
    "cannot_catch_up": _cannot_catch_up,
    "item_begun": _item_begun,
    "round_begun": _("Danach hat schon eine Runde begonnen; sie behält ihre Nummer. Lassen Sie diese Runde stehen."),
    "only_item": _("Ein Tag braucht mindestens einen Programmpunkt."),
    "groups_fixed": _("Runde 1 hat begonnen, die Einteilung steht. Einzelne Personen können Sie noch umsetzen."),
    "nothing_to_divide": _("Es gibt keine Tische oder keine Runden. Bitte legen Sie sie zuerst an."),
    "not_enough_seats": _("Für {people} Personen reichen {seats} Plätze nicht. Stellen Sie Tische oder Stühle dazu."),
    "writing_closed": _("Die Aussagen sind abgeschlossen. Ihr Text bleibt auf diesem Telefon."),
    "proposals_closed": _(
        "Die Abstimmung ist eröffnet, der Stimmzettel steht. Neue Werkzeuge kommen in den Plan danach."
    ),
    "vote_not_open": _vote_not_open,
    "already_voted": _already_voted,
    "card_needed": _(
        "Für diese Abstimmung brauchen Sie Ihre Stimmkarte. Lesen Sie sie zuerst ein; Ihr Entwurf bleibt stehen."
    ),
    "card_mistyped": _card_mistyped,
    "card_unknown": _("Zu diesem Code gibt es hier keine Stimmkarte. Bitte fragen Sie am Empfang."),
    "card_taken": _(
        "Diese Karte gehört schon zu einem anderen Telefon. Stimmen Sie mit ihr am Tablet oder auf Papier ab, oder "
        "tauschen Sie sie am Empfang."
    ),
    "card_spoiled": _("Diese Karte gilt nicht mehr. Am Empfang bekommen Sie eine andere."),
    "card_used": _("Mit dieser Karte ist schon abgestimmt. Sie lässt sich nicht noch einmal benutzen oder ersetzen."),
    "wrong_state": _("Das passt nicht zum Stand der Abstimmung. Sie sehen jetzt den neuen Stand."),
    "second_person_needed": _(
        "Hier fehlt die zweite Person: Bestätigen muss jemand mit einem eigenen Link, auf einem eigenen Gerät."
    ),
    "not_public": _("Die Liste gibt es, sobald das letzte Feld aufgedeckt ist."),
    "altered": _altered,
    "nothing_to_vote_on": _("Es liegt noch kein Werkzeug auf dem Stimmzettel. Legen Sie zuerst eines an."),
    "points_spent": _("Ihre {budget} Punkte sind verteilt. Nehmen Sie zuerst irgendwo einen Punkt weg."),
    "too_many_on_one": _("Auf ein Werkzeug gehen höchstens {cap} Punkte."),
    "foreign_tool": _("Dieses Werkzeug steht nicht auf Ihrem Stimmzettel. Bitte laden Sie die Seite neu."),
    "not_seated": _("Sie haben noch keinen Tisch. Bitte wenden Sie sich an die Moderation."),
    "no_ballot": _("Unter dieser Nummer liegt kein Stimmzettel im Kasten."),
    "not_revealed": _("Dieses Ergebnis ist noch nicht aufgedeckt."),
    "not_yet": _not_yet,
    "still_tied": _("Auch die Stichwahl endete gleich. Entscheiden Sie: alle aufnehmen oder Los."),
    "badge_taken": _("Das Schild mit der Nummer {number} hat schon jemand. Bitte vergleichen Sie die Nummer."),
    "badges_in_use": _("Die ersten Schilder sind schon vergeben. Sie bleiben jetzt, wie sie gedruckt sind."),
    "nothing_to_plan": _("Für Schilder braucht es Tische und Runden. Legen Sie sie zuerst an."),
    "nothing_to_print": _("Dafür gibt es noch nichts zu drucken. Legen Sie zuerst an, was auf dem Blatt stehen soll."),
    "bad_picture": _bad_picture,
    "bad_archive": _bad_archive,
    "placeholders_left": _(
        "Der Tag kann noch nicht beginnen: Datenschutz und Impressum sind nicht ausgefüllt. "
        "Im Büro unter „Betreiber“ steht, was fehlt. Vorführung und Probe gehen auch so."
    ),
    "day_is_running": _day_is_running,
    "survey_over": _(
        "Die Frist für diesen Bogen ist am {day} abgelaufen. Bitte melden Sie sich bei der Organisation; sie kann die "
        "Frist verlängern."
    ),
    "form_in_use": _("In diesem Bogen steht schon etwas. Er bleibt, damit nichts verloren geht."),
    "bad_questionnaire": _("Der Fragebogen ist an der Stelle {path} nicht lesbar ({reason})."),
    "vote_under_way": _(
        "Eine Abstimmung läuft noch. Zählen Sie sie aus und decken "
        "Sie alles auf; vorher reist sie nicht mit."
    ),
    "bad_file": _bad_file,
    "import_refused": _("In der Tabelle sind noch {problems} Probleme zu lösen. Es wurde nichts übernommen."),
    "rests_on": _("Auf „{title}“ ruht ein Stimmzettel, ein Ergebnis oder der Plan. Legen Sie es stattdessen weg."),
    "bad_template": _("Die Vorlage ist an der Stelle {path} nicht lesbar ({reason}). Es wurde nichts übernommen."),
    "unknown_document": _("Dieses Dokument gibt es nicht."),
    "unknown_format": _("Dieses Format gibt es für das Dokument nicht."),
    "unknown_address": _("Diese Seite gibt es nicht. Bitte prüfen Sie die Adresse."),
    "foreign_origin": _("Diese Anfrage kam von einer fremden Seite und wurde nicht ausgeführt."),
    "too_large": _("Das ist zu groß. Bitte kürzen Sie und senden Sie noch einmal."),
}


def phrase(refusal: Refusal) -> str:
    """The message for a refusal, in the reader's language, with its facts filled in."""
    return phrase_of(refusal.code, refusal.facts)


def phrase_of(code: str, facts: dict[str, Any]) -> str:
    found = PHRASES.get(code, PHRASES["refused"])
    told = dict(facts)
    if told.get("shut_at"):
        zone = ZoneInfo(g.workshop.zone if "workshop" in g else "Europe/Berlin")
        told["shut_hour"] = datetime.fromisoformat(told["shut_at"]).astimezone(zone).strftime("%H:%M")
    msgid = found(told) if callable(found) else found
    return translations(language.get()).gettext(msgid).format_map(_Told(told))


class _Told(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def register(app: Flask) -> None:
    app.register_error_handler(Refusal, _answer)
    for away in AWAY:
        app.register_error_handler(away, _answer_away)
    app.register_error_handler(HTTPException, _answer_http)


def _answer(refusal: Refusal) -> Response:
    return _refused(refusal.code, phrase(refusal), refusal.facts, refusal.status)


def _answer_away(error: DBAPIError) -> Response:
    """The database went away while it was asked. Nobody waits for it: screens ask again by themselves."""
    log.warning("the database does not answer: %s", type(error.orig).__name__)
    return _answer(NotSaved(reason="database"))


def _answer_http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    code = {404: "unknown_address", 405: "unknown_address", 403: "foreign_origin", 413: "too_large"}.get(error.code)
    code = code or "refused"
    return _refused(code, phrase_of(code, {}), {}, error.code)


def _refused(code: str, message: str, facts: dict[str, Any], status: int) -> Response:
    if (
        request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
        == "application/json"
    ):
        return make_response(jsonify({"error": {"code": code, "message": message, "details": facts}}), status)
    # what was too large to be read cannot be shown again
    sent = {} if status == 413 else dict(request.form.items())
    typed = [value for name, value in sent.items() if name not in SECRET and len(value) > 20]
    told = {"message": message, "code": code, "typed": typed, "back": request.referrer, "lang": language.get()}
    page = render_template("errors/refused.html", **told)
    return make_response(page, status)
