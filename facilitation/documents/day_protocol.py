"""The Tagesprotokoll: how the day went, in numbers and in the words of the cards. No person is named in it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation import fields, groups, statements, visions
from facilitation.agenda import Programme, programme
from facilitation.ballots import SMALL
from facilitation.documents import vote_minutes
from facilitation.documents.catalogue import cover
from facilitation.documents.description import Cell, Column, Document, TableBlock, described
from facilitation.documents.flow import Block, Bullets, Contents, Facts, Heading, Paragraph
from facilitation.fields import Field
from facilitation.participants import Kind, Participant
from facilitation.statements import Statement
from facilitation.statements.cards import Source, State
from facilitation.texts import Said
from facilitation.workshop import Workshop

TITLE = "Tagesprotokoll"
TIMES = [
    Column("Programmpunkt", "item", 40),
    Column("Geplant von", "planned_start", 12, centred=True),
    Column("Geplant bis", "planned_end", 12, centred=True),
    Column("Von", "start", 10, centred=True),
    Column("Bis", "end", 10, centred=True),
    Column("Minuten", "minutes", 12, centred=True),
]
SEATS = [Column("Tisch", "table", 10), Column("Handlungsfeld", "field", 40)]
OTHERS = "weitere Einrichtungen"
FROM_HOST, FROM_SCHOOL = "am Tisch aufgeschrieben", "Schule"


def describe(session: Session, workshop: Workshop, now: datetime) -> Document:
    """Times as planned and as they were, attendance, groups, cards by field and round, visions, votes."""
    day = programme(session, workshop.id)
    table = _times(day, workshop, now)
    blocks: list[Block] = [
        cover(session, workshop, now, TITLE),
        Contents(),
        Heading("Ablauf", 1, "1"),
        Facts(_when(day, workshop)),
        table,
        Heading("Teilnahme", 1, "2"),
        *_attendance(session, workshop),
        Heading("Gruppen und Tische", 1, "3"),
        *_seats(session, workshop, day),
        Heading("Aussagen und Zukunftsbilder", 1, "4"),
    ]
    for place, field in enumerate(fields.numbered(session, workshop.id), start=1):
        blocks += _field(session, field, f"4.{place}")
    blocks += [Heading("Abstimmungen", 1, "5"), *vote_minutes.blocks(session, workshop, "5")]
    return described(workshop, now, TITLE, table, blocks=blocks, is_wide=False)


def _when(day: Programme, workshop: Workshop) -> list[tuple[str, str]]:
    agenda = day.agenda
    pairs = [("Ort", workshop.place), ("Geplanter Tag", workshop.day.strftime("%d.%m.%Y"))]
    pairs += [("Begonnen", _moment(agenda.started_at, workshop)), ("Geschlossen", _moment(agenda.closed_at, workshop))]
    return [(name, value) for name, value in pairs if value]


def _times(day: Programme, workshop: Workshop, now: datetime) -> TableBlock:
    rows: list[list[Cell]] = []
    for item, times in zip(day.items, day.times(now), strict=True):
        lasted = item.ended_at - item.started_at if item.ended_at and item.started_at else None
        minutes = round(lasted.total_seconds() / 60) if lasted else None
        rows.append(
            [
                str(item.title), _hour(times.planned_start, workshop), _hour(times.planned_end, workshop),
                _hour(item.started_at, workshop), _hour(item.ended_at, workshop), minutes,
            ]
        )  # fmt: skip
    return TableBlock(TIMES, rows, [1] * len(rows))


def _attendance(session: Session, workshop: Workshop) -> list[Block]:
    """Numbers only. An institution is named from five people on; smaller ones are counted together."""
    everyone = list(session.scalars(select(Participant).where(Participant.workshop_id == workshop.id)))
    people = [one for one in everyone if one.kind == Kind.PERSON]
    phones = sum(one.has_phone for one in people)
    pairs = [("Personen", str(len(people)))]
    if min(phones, len(people) - phones) >= SMALL or phones in (0, len(people)):
        pairs.append(("davon mit Telefon", str(phones)))
    stayed = sum(one.is_here for one in people)
    if min(stayed, len(people) - stayed) >= SMALL or stayed == len(people):
        pairs.append(("bis zum Ende", str(stayed)))
    pupils = len(everyone) - len(people)
    if pupils >= SMALL:
        pairs.append(("Schule", str(pupils)))
    bodies = Counter(one.institution for one in people if one.institution)
    named = [f"{body}: {count}" for body, count in sorted(bodies.items()) if count >= SMALL]
    small = sum(count for count in bodies.values() if count < SMALL)
    if small >= SMALL and named:
        named.append(f"{OTHERS}: {small}")
    return [Facts(pairs), *([Bullets(named)] if named else [])]


def _seats(session: Session, workshop: Workshop, day: Programme) -> list[Block]:
    grouping = groups.current(session, workshop.id)
    if grouping is None:
        return [Paragraph("Es wurden keine Gruppen eingeteilt.", "quiet")]
    rounds = [item.round_number for item in day.rounds if item.round_number]
    counted = {number: groups.counts(session, grouping, number) for number in rounds}
    titles = {field.id: str(field.title) for field in fields.everything(session, workshop.id)}
    rows: list[list[Cell]] = [
        [str(table.number), titles[table.field_id], *(counted[number].get(table.id, 0) for number in rounds)]
        for table in fields.tables(session, workshop.id)
    ]
    columns = [*SEATS, *(Column(f"Runde {number}", f"round_{number}", 9, centred=True) for number in rounds)]
    said = Paragraph(f"Eingeteilt um {_hour(grouping.made_at, workshop)} Uhr, Startwert {grouping.seed}.", "quiet")
    return [TableBlock(columns, rows, [1] * len(rows)), said]


def _field(session: Session, field: Field, number: str) -> list[Block]:
    blocks: list[Block] = [Heading(str(field.title), 2, number)]
    cards = [card for card in statements.of_field(session, field.id) if card.state == State.SHOWN]
    support = statements.support_counts(session, field.id)
    titles = {cluster.id: cluster.title for cluster in statements.clusters(session, field.id)}
    whole = [card for card in cards if card.merged_into_id is None]
    for round_number in sorted({card.round_number or 0 for card in whole}):
        title = f"Runde {round_number}" if round_number else "Vor den Runden"
        blocks.append(Paragraph(title, "strong"))
        own = sorted(
            (card for card in whole if (card.round_number or 0) == round_number),
            key=lambda card: (titles.get(card.cluster_id or "", "\uffff"), card.number),
        )
        blocks.append(Bullets([_said(card, support, titles) for card in own]))
    if not whole:
        blocks.append(Paragraph("Keine Aussagen.", "quiet"))
    vision = visions.current(session, field.id)
    if vision is not None and vision.text:
        blocks += [Paragraph("Zukunftsbild", "strong"), Paragraph(vision.text, "quote")]
    return blocks


def _said(card: Statement, support: dict[str, int], titles: dict[str, str]) -> Said:
    marks: list[str] = []
    if card.cluster_id in titles:
        marks.append(f"Gruppe „{titles[card.cluster_id]}“")
    if support.get(card.id):
        marks.append(f"{support[card.id]} Zustimmungen" if support[card.id] > 1 else "1 Zustimmung")
    marks += {Source.HOST: [FROM_HOST], Source.SCHOOL: [FROM_SCHOOL]}.get(Source(card.source), [])
    if card.late:
        marks.append("nachgereicht")
    return Said(f"{card.label}: {card.text}" + (f" ({'; '.join(marks)})" if marks else ""), card.lang)


def _hour(instant: Any, workshop: Workshop) -> str:
    return workshop.local(instant).strftime("%H:%M") if instant is not None else ""


def _moment(instant: Any, workshop: Workshop) -> str:
    return workshop.local(instant).strftime("%d.%m.%Y, %H:%M Uhr") if instant is not None else ""
