"""The protocol of every counted vote: cards and ballots, who closed it, ties and how they were decided, marks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from facilitation import ballots
from facilitation.ballots import Method
from facilitation.ballots.minutes import minutes
from facilitation.documents.description import Cell, Column, Document, TableBlock, described, grouped
from facilitation.documents.flow import Block, Facts, Heading, Paragraph
from facilitation.workshop import Workshop

HEADINGS = [
    Column("Abstimmung", "vote", 24, merged=True),
    Column("Feld", "field", 28),
    Column("Angabe", "name", 28),
    Column("Wert", "value", 44),
]
COUNTS = [
    Column("Feld", "field", 40),
    Column("Stimmzettel", "ballots", 16, centred=True),
    Column("Telefon", "phone", 16, centred=True),
    Column("Papier", "paper", 16, centred=True),
    Column("Enthaltungen", "abstentions", 18, centred=True),
]
NO_TIE: list[tuple[str, Cell]] = [("Gleichstand um die letzten Plätze", "keiner")]
SILENT = "wird nicht genannt"
ROLES = {"moderator": "Moderation", "organiser": "Organisation", "observer": "Beobachtung"}
METHODS = {Method.ALL: "alle aufgenommen", Method.RUN_OFF: "Stichwahl", Method.DRAW: "Los"}


def describe(session: Session, workshop: Workshop, now: datetime) -> Document:
    """Totals of a vote, then each of its fields. Small numbers and what is not revealed stay out."""
    rows: list[list[Cell]] = []
    keys: list[str] = []
    for told in _counted(session, workshop):
        own = [*_whole(told, workshop), *(row for field in told["fields"] for row in _field(field))]
        rows += [[_title(told), *row] for row in own]
        keys += [told["vote"]] * len(own)
    table = TableBlock(HEADINGS, rows, grouped(keys))
    return described(workshop, now, "Abstimmungsprotokoll", table, _notes(rows))


def blocks(session: Session, workshop: Workshop, number: str) -> list[Block]:
    """The same for a chapter of a longer document: per vote its facts, a table with a row per field, and its ties."""
    made: list[Block] = []
    every: list[list[Cell]] = []
    for place, told in enumerate(_counted(session, workshop), start=1):
        rows: list[list[Cell]] = [[_named(field), *[value for _, value in _counts(field)]] for field in told["fields"]]
        whole = [(str(name), str(value)) for _, name, value in _whole(told, workshop) if value != ""]
        made += [Heading(_title(told), 2, f"{number}.{place}"), Facts(whole), TableBlock(COUNTS, rows, [1] * len(rows))]
        decided = [field for field in told["fields"] if _outcome(field) != NO_TIE]
        if len(decided) < len(told["fields"]):
            without = "; ".join(_named(field) for field in told["fields"] if field not in decided)
            made.append(Facts([("Ohne Gleichstand um die letzten Plätze", without)]))
        for field in decided:
            pairs = [(str(name), str(value)) for name, value in _outcome(field)]
            made += [Paragraph(_named(field), "strong"), Facts(pairs)]
        every += rows
        every.extend([value] for _, value in whole)
    return [*made, *(Paragraph(note, "quiet") for note in _notes(every))]


def _counted(session: Session, workshop: Workshop) -> list[dict[str, Any]]:
    votes = ballots.of_workshop(session, workshop.id)
    return [minutes(session, vote) for vote in votes if vote.is_counted]


def _title(told: dict[str, Any]) -> str:
    return f"Stichwahl: {told['title']}" if told["run_off"] else str(told["title"])


def _notes(rows: list[list[Cell]]) -> list[str]:
    notes = [] if rows else ["Noch ist keine Abstimmung ausgezählt."]
    if any(SILENT in row for row in rows):
        notes.append(
            f"„{SILENT}“ steht, wo ein Teil aus einer bis vier Personen besteht oder sich errechnen ließe, "
            "und bei Enthaltungen bis zum Aufdecken."
        )
    if rows:
        notes.append("Die Prüfzeichen gehören zum Protokoll des Tages; mit ihm zusammen belegen sie den Ablauf.")
    return notes


def _whole(told: dict[str, Any], workshop: Workshop) -> list[list[Cell]]:
    cards, presses = told["cards"], told["presses"]
    pairs: list[tuple[str, Cell]] = [
        ("Verfahren", "Stimmkarten" if cards else "offen, ein Stimmzettel je Platz"),
        ("Punkte je Person", told["budget"]),
        ("höchstens je Werkzeug", told["cap"]),
        ("Plätze je Feld", told["places"]),
    ]
    if cards:
        pairs += [
            ("Stimmkarten gedruckt", cards["printed"]),
            ("Stimmkarten ausgegeben", cards["handed_out"]),
            ("Stimmkarten ungültig gemacht", cards["spoiled"]),
        ]
    pairs += [
        ("Stimmrechte verbraucht", told["used"]),
        *_counts(told),
        ("Geöffnet", _press(presses["open"], workshop)),
        ("Geschlossen", _press(presses["shut"], workshop)),
        ("Ausgezählt", _press(presses["seal"], workshop)),
    ]
    if told["asked_by"]:
        pairs.append(("Um das Auszählen gebeten", ROLES.get(told["asked_by"], told["asked_by"])))
    if told["alone"]:
        pairs.append(("Zweite Person", "ohne zweite Person"))
    pairs.append(("Prüfzeichen beim Öffnen", _head(told["opening"])))
    pairs.append(("Prüfzeichen beim Auszählen", _head(told["sealing"])))
    if told["recount"]:
        equal = "stimmt überein" if told["recount"]["equal"] else "es gibt Abweichungen"
        pairs.append(("Nachgezählt", f"{_press(told['recount'], workshop)}: {equal}"))
    return [["", name, value] for name, value in pairs]


def _field(told: dict[str, Any]) -> list[list[Cell]]:
    return [[_named(told), name, value] for name, value in [*_counts(told), *_outcome(told)]]


def _named(told: dict[str, Any]) -> str:
    return f"{told['number']} {told['title']}" if told["number"] is not None else str(told["title"])


def _outcome(told: dict[str, Any]) -> list[tuple[str, Cell]]:
    if not told["revealed"]:
        return [("Ergebnis", "noch nicht aufgedeckt")]
    if told["tie"] is None:
        return NO_TIE
    return _tie(told["tie"])


def _counts(told: dict[str, Any]) -> list[tuple[str, Cell]]:
    silent = {name: told[name] if told[name] is not None else SILENT for name in ("phone", "paper", "abstentions")}
    return [
        ("Stimmzettel", told["ballots"]), ("davon Telefon", silent["phone"]), ("davon Papier", silent["paper"]),
        ("Enthaltungen", silent["abstentions"]),
    ]  # fmt: skip


def _tie(tie: dict[str, Any]) -> list[tuple[str, Cell]]:
    method = METHODS[Method(tie["method"])] if tie["method"] else "noch offen"
    if tie["seed"]:
        method += f", Startwert {tie['seed']}"
    chosen = "; ".join(tie["chosen"]) if tie["settled"] else "noch offen"
    return [
        ("Gleichstand um die letzten Plätze", "; ".join(tie["tools"])),
        ("Entscheidung", method),
        ("Aufgenommen", chosen),
    ]


def _press(press: dict[str, Any] | None, workshop: Workshop) -> str:
    if press is None:
        return ""
    at = workshop.local(datetime.fromisoformat(press["at"]))
    return f"{at:%d.%m.%Y, %H:%M} Uhr, {ROLES.get(press['role'], press['role'])}"


def _head(entry: dict[str, Any] | None) -> str:
    return f"{entry['head'][:4]}-{entry['head'][4:8]} (Eintrag {entry['number']})" if entry else ""
