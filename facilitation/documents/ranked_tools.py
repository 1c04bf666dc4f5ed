"""The prioritised tools: the ranking of every revealed field, with its ties and how they were decided."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from facilitation import ballots, fields, plan
from facilitation.agenda import Item
from facilitation.ballots import SMALL, Method, Vote, results
from facilitation.ballots.results import Count, FieldResult
from facilitation.documents.description import Cell, Column, Document, TableBlock, described, grouped
from facilitation.ranking import Rank
from facilitation.tools import Kind
from facilitation.workshop import Workshop

KINDS = {Kind.EXISTING: "bestehend", Kind.NEW: "neu", Kind.OPEN: "Art offen"}
PROPOSED = "Vorschlag"
VOTE = Column("Abstimmung", "vote", 20, merged=True)
HEADINGS = [
    Column("Handlungsfeld", "field", 26, merged=True),
    Column("Rang", "rank", 6, centred=True),
    Column("Werkzeug", "tool", 40),
    Column("Art", "kind", 10),
    Column("Punkte", "points", 8, centred=True),
    Column("Personen", "people", 10, centred=True),
    Column("Gewählt", "chosen", 9, centred=True),
    Column("Im Plan", "in_plan", 9, centred=True),
    Column("Gleichstand", "tie", 18),
    Column("Entscheidung", "decision", 26),
]


def describe(session: Session, workshop: Workshop, now: datetime) -> Document:
    """Revealed fields only. Below five ballots points and people stay empty, and a note says why."""
    votes = [vote for vote in ballots.of_workshop(session, workshop.id) if not vote.is_run_off and vote.is_counted]
    planned = {entry.tool_id for entry in plan.entries(session, workshop.id)}
    rows: list[list[Cell]] = []
    keys: list[str] = []
    notes: list[str] = []
    for vote in votes:
        item = session.get(Item, vote.item_id)
        lead: list[Cell] = [str(item.name) if item else ""] if len(votes) > 1 else []
        hidden = []
        for field_id in results.fields_of(session, vote):
            title = str(fields.one(session, workshop.id, field_id).title)
            if field_id not in ballots.revealed(session, vote):
                hidden.append(title)
                continue
            found = results.result(session, vote, field_id)
            under_way = results.run_off_under_way(session, vote, field_id) is not None
            own = [[*lead, title, *_cells(found, rank, planned, under_way)] for rank in found.count.ranks]
            rows += own
            keys += [f"{vote.id} {field_id}"] * len(own)
            notes += _notes(title, found.count)
        if hidden:
            notes.append(f"Noch nicht aufgedeckt: {'; '.join(hidden)}.")
        notes.append(_rule(vote))
    if not rows:
        notes.insert(0, "Noch ist kein Ergebnis aufgedeckt.")
    columns = [VOTE, *HEADINGS] if len(votes) > 1 else HEADINGS
    return described(
        workshop,
        now,
        "Priorisierte Werkzeuge",
        TableBlock(list(columns), rows, grouped(keys)),
        list(dict.fromkeys(notes)),
    )


def _cells(found: FieldResult, rank: Rank, planned: set[str | None], under_way: bool) -> list[Cell]:
    shown = found.count.shows_points
    tied = rank.key in found.tied
    waits = tied and not found.is_settled
    return [
        rank.rank,
        found.titles[rank.key],
        PROPOSED if rank.key in found.proposed else KINDS[Kind(found.kinds[rank.key])],
        rank.points if shown else None,
        rank.people if shown else None,
        "offen" if waits else "ja" if rank.key in found.chosen else "nein",
        "ja" if rank.key in planned else "nein",
        "um die letzten Plätze" if tied else "gleicher Rang" if rank.tied else "",
        _decision(found, under_way) if tied else "",
    ]


def _decision(found: FieldResult, under_way: bool) -> str:
    decision = found.decision
    if decision is None:
        return "noch offen"
    if decision.method == Method.ALL:
        return "alle aufgenommen"
    if decision.method == Method.DRAW:
        return f"Los, Startwert {decision.seed}"
    if decision.chosen:
        return "Stichwahl"
    return "Stichwahl läuft" if under_way else "Stichwahl endete gleich, noch offen"


def _notes(title: str, count: Count) -> list[str]:
    told = f"{title}: {_number(count.ballots, 'Stimmzettel', 'Stimmzettel')}"
    if count.phone is not None and count.paper is not None and count.paper:
        told += f" ({count.phone} Telefon + {count.paper} Papier)"
    if count.abstentions:
        told += f", davon {_number(count.abstentions, 'Enthaltung', 'Enthaltungen')}"
    notes = [f"{told}."]
    if not count.shows_points:
        notes.append(
            f"{title}: Punkte und Personen stehen nicht in der Tabelle, weil weniger als {SMALL} Stimmzettel "
            "abgegeben wurden. Sonst ließe sich auf einzelne Stimmen schließen."
        )
    return notes


def _rule(vote: Vote) -> str:
    places = _number(vote.places, "Platz", "Plätze")
    return (
        f"Gezählt nach Punkten, dann nach Personen; {places} je Handlungsfeld. "
        "Ein Gleichstand um die letzten Plätze wird nie stillschweigend aufgelöst."
    )


def _number(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
