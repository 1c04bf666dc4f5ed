"""Which column holds what: the headings an office gives its columns, found below title rows, in any spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from facilitation.imports.reading import Row, Sheet

SEARCHED = 40  # rows in which the headings are looked for


class Target(StrEnum):
    """What a column can be; the values are the names of a tool's parts, `number` is a running number nobody needs."""

    KEY = "key"
    FIELD = "field"
    TITLE = "title"
    KIND = "kind"
    DESCRIPTION = "description"
    TARGET_GROUPS = "target_groups"
    PLACES = "places"
    INSTITUTIONS = "institutions"
    WEBSITES = "websites"
    SOURCES = "sources"
    VARIANTS = "variants"
    NUMBER = "number"


# Whole headings, several to a line; brackets, hyphens, case and umlauts do not matter.
SPELLINGS: Mapping[Target, str] = {
    Target.KEY: "id, key, kennung, schlüssel, kürzel, werkzeug-id, wz-id, wz-nr, werkzeugnummer, kennziffer",
    Target.FIELD: "handlungsfeld, handlungsfelder, hf, hf-nr, hf nummer, handlungsfeld nr, feld, felder, themenfeld,"
    " themenbereich, thema, bereich, handlungsbereich, kategorie, kategorien, rubrik, schwerpunkt, field, category,"
    " handlungsfeld hf, handlungsfelder hf, zugeordnetes handlungsfeld, handlungsfeld/kategorie",
    Target.TITLE: "titel, werkzeug, werkzeuge, wz, werkzeug wz, werkzeugtitel, werkzeugname, name, bezeichnung,"
    " name des werkzeugs, titel des werkzeugs, werkzeugbezeichnung, maßnahme, maßnahmen, angebot, angebote, projekt,"
    " projekte, projekttitel, projektname, title, tool, name/titel, titel/name, werkzeug/titel, werkzeug/maßnahme",
    Target.KIND: "art, neu/bestehend, bestehend/neu, neu oder bestehend, bestehend oder neu, bestehend bzw. neu, typ,"
    " art des werkzeugs, werkzeugart, kind, blau/grün, grün/blau, farbe, neu/bestehend/offen",
    Target.DESCRIPTION: "kurzbeschreibung, beschreibung, beschreibung des werkzeugs, inhalt, inhalte, erläuterung,"
    " erläuterungen, kurzinfo, kurztext, text, worum geht es, worum es geht, was ist das, description, info,"
    " kurzbeschreibung des werkzeugs, inhalt/beschreibung, beschreibung/inhalt, ziel und inhalt",
    Target.TARGET_GROUPS: "zielgruppe, zielgruppen, beteiligte/zielgruppe, beteiligte/zielgruppen, für wen, adressaten,"
    " zielgruppe/beteiligte, zielgruppen/beteiligte, beteiligte und zielgruppen, beteiligte, target groups, an wen",
    Target.PLACES: "umsetzungsort, umsetzungsorte, umsetzungsort/-gebiet, umsetzungsorte/-gebiete, ort, orte, wo,"
    " umsetzungsorte/umsetzungsgebiete, umsetzungsgebiet, gebiet, gebiete, standort, standorte, einsatzort, places,"
    " ort/gebiet, orte/gebiete, ort der umsetzung, bisheriger umsetzungsort, umsetzungsort bisher, raum, kommune",
    Target.INSTITUTIONS: "institution, institutionen, einrichtung, einrichtungen, träger, anbieter, zuständigkeit,"
    " zuständig, wer, akteur, akteure, organisation, organisationen, verantwortlich, verantwortliche, institutions,"
    " institution/träger, träger/institution, zuständige stelle, durchführende institution, träger/anbieter",
    Target.WEBSITES: "internetseite, internetseiten, internet, website, websites, webseite, webseiten, link, links,"
    " url, urls, homepage, internetadresse, internetadressen, webadresse, www, internetauftritt, weitere informationen",
    Target.SOURCES: "quelle, quellen, quellenangabe, fundstelle, fundstellen, herkunft, sources, source",
    Target.VARIANTS: "variante, varianten, titelvarianten, auch genannt, andere titel, alternativer titel, synonyme,"
    " alternativtitel, weitere titel, andere namen, auch bekannt als, variants, anderer name, synonym",
    Target.NUMBER: "nr, lfd nr, lfd, nummer, laufende nummer, zeile, pos, position, no, number, #",
}


@dataclass(frozen=True)
class Headings:
    """Where the headings stand (row number as in the spreadsheet, 0 without any) and what each column was taken for."""

    row: int
    columns: dict[int, Target]

    @property
    def is_understood(self) -> bool:
        return Target.TITLE in self.columns.values()


def best_sheet(sheets: list[Sheet]) -> int:
    """The place of the sheet whose headings are understood best; of equals the longest, of those the first."""

    def worth(place: int) -> tuple[int, int, int]:
        found = find(sheets[place])
        return (len(set(found.columns.values())) if found.is_understood else 0, len(sheets[place].rows), -place)

    return max(range(len(sheets)), key=worth)


def find(sheet: Sheet) -> Headings:
    """The row in which most columns have a known heading, below any title rows."""
    best, most = Headings(0, {}), (False, 0)
    for row in sheet.rows[:SEARCHED]:
        found = Headings(row.number, recognised(row.cells))
        sure = sum(_whole(row.cell(place)) is not None for place in found.columns)
        if (worth := (found.is_understood, len(found.columns) + 3 * sure)) > most:
            best, most = found, worth
    return best


def at(sheet: Sheet, number: int) -> Headings:
    """The headings of a row that somebody has chosen by hand."""
    row = next((row for row in sheet.rows if row.number == number), None)
    return Headings(number, recognised(row.cells) if row else {})


def recognised(headings: Iterable[str]) -> dict[int, Target]:
    """What each column is taken for. Two with the same meaning: the first whose heading fits whole."""
    cells = list(headings)
    found: dict[int, Target] = {}
    for guess in (_whole, _in_part):
        for place, heading in enumerate(cells):
            target = guess(heading)
            if target is not None and place not in found and target not in found.values():
                found[place] = target
    return found


def is_repeated(row: Row, head: Row | None) -> bool:
    """Whether the row says the headings once more, word for word, as merged or printed tables do."""
    if head is None or row.number == head.number:
        return False
    said = [(cell, head.cell(place)) for place, cell in enumerate(row.cells) if cell]
    return len(said) > 1 and all(cell == heading for cell, heading in said)


def folded(text: str) -> str:
    """Words without case, umlauts, signs and spaces: ``Fachkräfte & mehr`` is ``fachkraefteundmehr``."""
    spelled = unicodedata.normalize("NFC", text.casefold())
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("&", " und "), ("+", " und ")):
        spelled = spelled.replace(umlaut, letters)
    plain = "".join(c for c in unicodedata.normalize("NFKD", spelled) if c.isalnum())
    return plain or "".join(text.split())  # a title of signs alone is still itself


@cache
def _known() -> dict[str, Target]:
    return {folded(word): target for target, words in SPELLINGS.items() for word in words.split(",")}


def _whole(heading: str) -> Target | None:
    """By the whole heading; with its brackets as endings (Institution(en)), else without them (Werkzeug (WZ))."""
    joined = re.sub(r"-\s*\n\s*(?=[a-zäöü])", "", heading)
    for tried in (joined, re.sub(r"\([^)]*\)", " ", joined), re.sub(r"\(\w{4,}\)|\(\w+\s[^)]*\)", " ", joined)):
        if tried.strip() and (target := _known().get(folded(tried))) is not None:
            return target
    return None


def _in_part(heading: str) -> Target | None:
    """By the words in it, if all that are known mean the same."""
    words = re.findall(r"\w+", re.sub(r"\([^)]*\)", " ", heading))
    meant = {_known()[folded(word)] for word in words if len(word) > 3 and folded(word) in _known()}
    meant.discard(Target.NUMBER)
    return meant.pop() if len(meant) == 1 and len(words) <= 6 else None
