"""The print shop: every sheet of the day from the same data, in real millimetres, as PDF and as preview."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from facilitation.documents.printing import cutting, papers, shelf, tables, wall
from facilitation.documents.printing.cutting import CUTS, SMALL, WORN, WRITTEN
from facilitation.documents.printing.sheet import Choice, Count, Sheet, Shop, Wishes
from facilitation.documents.typesetting import pictured, typeset
from facilitation.errors import Refusal

__all__ = [
    "SHEETS", "Choice", "Count", "NothingToPrint", "Sheet", "Shop", "Wishes", "is_empty", "make", "notes", "one",
    "preview", "voting_cards",
]  # fmt: skip

POSTER_PAPERS = (("a2", "A2"), ("a1", "A1"), ("a3", "A3"), ("a4", "A4"))
SMALL_PAPERS = (("a3", "A3"), ("a4", "A4"), ("a2", "A2"))
FIELDS = (("all", "alle Felder"), *((str(number), f"Feld {number}") for number in range(1, 100)))
SHEETS: dict[str, Sheet] = {
    sheet.id: sheet
    for sheet in (
        Sheet(
            "poster", "Plakat am Eingang", "Mit dem Code zum Mitmachen und dem WLAN.", wall.poster,
            (
                Choice("paper", "Papier", POSTER_PAPERS),
                Choice("distance", "Lesbar aus", (
                    ("0", "wie üblich"), ("1", "1 m"), ("2", "2 m"), ("3", "3 m"),
                )),
            ),
        ),
        Sheet(
            "table-signs", "Tischschilder", "Nummer, Form und Feld; mit dem Code zum Mitmachen.", tables.signs,
            (Choice("form", "Form", (("fold", "A4 zum Aufstellen"), ("a5", "A5 flach"), ("a4", "A4 flach"))),),
        ),
        Sheet(
            "rotation", "Wer geht wohin", "Der Saal von oben und der Weg jeder Gruppe.", wall.rotation_map,
            (Choice("paper", "Papier", SMALL_PAPERS),),
        ),
        Sheet(
            "voting-cards", "Stimmkarten (Muster)", "So sehen sie aus. Echte Karten druckt die Seite „Stimmkarten“.",
            cutting.voting_card_example, (Choice("cut", "Bogen", tuple((name, CUTS[name].name) for name in SMALL)),),
        ),
        Sheet(
            "ballots", "Stimmzettel", "Für alle, die auf Papier abstimmen.", papers.ballots,
            (Count("count", "Blätter je Feld", 1, 200, 1),),
        ),
        Sheet("run-sheet", "Ablauf für die Moderation", "Zeiten, Bilder und was zu drücken ist.", papers.run_sheet),
        Sheet(
            "statement-cards", "Karten zum Schreiben", "Nummeriert, für Tische ohne Telefon.", cutting.statement_cards,
            (
                Count("count", "Karten je Feld", 1, 200, 16),
                Choice("cut", "Größe", tuple((name, CUTS[name].name) for name in WRITTEN)),
            ),
        ),
        Sheet(
            "badges", "Schilder mit Nummer", "Jede Nummer hat ihren Tisch in jeder Runde.", cutting.numbered_badges,
            (Choice("cut", "Größe", tuple((name, CUTS[name].name) for name in WORN)),),
        ),
        Sheet(
            "programme", "Programm", "Der ganze Tag zum Aushängen.", wall.programme,
            (Choice("paper", "Papier", SMALL_PAPERS),),
        ),
        Sheet(
            "questions", "Leitfragen", "Ein Plakat je Runde, auf Wunsch je Feld.", wall.questions,
            (
                Choice("fields", "Plakate", (("once", "je Runde eines"), ("each", "je Runde und Feld"))),
                Choice("paper", "Papier", SMALL_PAPERS),
            ),
        ),
        Sheet(
            "host-guides", "Blatt für die Tischmoderation", "Eine Seite je Tisch.", tables.host_guides,
            (Choice("link", "Link des Tisches", (("no", "nicht drucken"), ("yes", "mit QR-Code drucken"))),),
        ),
        Sheet(
            "tool-posters", "Werkzeugplakate", "Für den Werkzeugmarkt, eines je Werkzeug.", shelf.posters,
            (Choice("field", "Werkzeuge", FIELDS), Choice("paper", "Papier", (("a4", "A4"), ("a3", "A3")))),
        ),
        Sheet(
            "tool-sheets", "Blätter für den Werkzeugkoffer", "Einmal auf A5 gefaltet.", shelf.folding_sheets,
            (Choice("field", "Werkzeuge", FIELDS),),
        ),
        Sheet("emergency", "Notfallblatt", "Wenn der Laptop ausfällt: weiter mit dem zweiten.", papers.emergency),
    )
}  # fmt: skip
PREVIEW_WIDTH = 640  # pixels
A4_WIDTH = 8.27  # inches


class NothingToPrint(Refusal):
    """The sheet has no page yet: no table, no question, no tool. Facts: sheet."""

    code = "nothing_to_print"
    status = 404


def one(sheet_id: str) -> Sheet | None:
    return SHEETS.get(sheet_id)


def make(shop: Shop, sheet: Sheet, wishes: Wishes) -> bytes:
    """The sheet as a tagged PDF. Raises NothingToPrint."""
    return typeset(f"printing/{sheet.id}", described(shop, sheet, wishes), shop.files)


def preview(shop: Shop, sheet: Sheet, wishes: Wishes) -> bytes:
    """Its first page as PNG. Raises NothingToPrint."""
    data = described(shop, sheet, wishes)
    first = data["pages"][0]
    ppi = PREVIEW_WIDTH / A4_WIDTH / first.get("scale", 1)
    return pictured(f"printing/{sheet.id}", {**data, "pages": [first]}, shop.files, ppi=ppi)[0]


def described(shop: Shop, sheet: Sheet, wishes: Wishes) -> dict[str, Any]:
    pages = sheet.describe(shop, wishes)
    if not pages:
        raise NothingToPrint(sheet=sheet.id)
    return {"title": sheet.title, **shop.head(), "pages": pages}


def voting_cards(shop: Shop, rows: Sequence[dict[str, Any]], cut: str) -> bytes:
    """Stimmkarten as PDF from the one answer that holds their codes in clear."""
    data = {"title": "Stimmkarten", **shop.head(), "pages": cutting.voting_cards(rows, cut)}
    return typeset("printing/voting-cards", data)


def is_empty(shop: Shop, sheet: Sheet, wishes: Wishes) -> bool:
    """Whether the sheet has no page yet."""
    return not sheet.describe(shop, wishes)


def notes(shop: Shop) -> list[str]:
    """What to know before anything is printed: addresses that hold only here, and what is still missing."""
    found = []
    host = urlsplit(shop.base).hostname or ""
    if _is_bare(host):
        found.append(f"Die Codes führen zu {shop.base}: Das gilt nur in diesem Netz, solange die Adresse bleibt.")
    if not shop.workshop.settings.wifi_name:
        found.append("Das WLAN des Saals ist noch nicht eingetragen; das Plakat kommt ohne seinen Code.")
    if not shop.workshop.organiser:
        found.append("Es ist noch nicht eingetragen, wer einlädt; der Fuß der Blätter bleibt leer.")
    if shop.workshop.is_demo:
        found.append("Das ist die Vorführung: Datum und Texte sind ein Beispiel.")
    return found


def _is_bare(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host in ("localhost", "") or host.endswith((".lan", ".local"))
