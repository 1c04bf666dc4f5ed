"""The questionnaire on paper, one per tool, and the table of links for a mail merge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from facilitation.documents.description import Cell, Column, Document, TableBlock, described
from facilitation.documents.flow import Block, Facts, Heading, PageBreak, Paragraph
from facilitation.review import balance, surveys
from facilitation.review.forms import State, SurveyForm
from facilitation.review.questionnaire import NONE, Kind, Question, Questionnaire
from facilitation.review.surveys import Survey
from facilitation.workshop import Workshop

TITLE = "Fragebogen"
STATES = {State.WAITING: "offen", State.DRAFT: "Entwurf", State.IN: "abgegeben"}
BOX = "□"
LINE = "_" * 32
LINES = [
    Column("Kategorie", "category", 20), Column("Werkzeug", "tool", 32), Column("Zuständigkeit", "responsible", 32),
    Column("Link", "link", 40), Column("Adresse zum Eintippen", "page", 30), Column("Schlüssel", "key", 34),
    Column("Frist", "deadline", 12), Column("Stand", "state", 12),
]  # fmt: skip


def describe(workshop: Workshop, survey: Survey, forms: Sequence[SurveyForm], now: datetime) -> Document:
    """One form after the other, each from a new page; a single one without names where there is none."""
    sheet = survey.questionnaire
    last = surveys.last_day(workshop, survey.deadline)
    blocks: list[Block] = []
    asked: Sequence[SurveyForm | None] = forms or [None]
    for form in asked:
        blocks += [PageBreak()] if blocks else []
        blocks += [Heading(sheet.title, 1), Facts(_head(form)), Paragraph(sheet.intro)]
        blocks.append(Paragraph(f"Bitte bis zum {last:%d.%m.%Y} zurück an: {workshop.organiser or '_' * 30}", "strong"))
        blocks += questions(sheet)
    return described(workshop, now, TITLE, TableBlock([], [], []), blocks=blocks, is_wide=False)


def questions(sheet: Questionnaire) -> Iterator[Block]:
    """The questions as they stand on paper, with every condition in words and room for an answer."""
    for section in sheet.sections:
        if section.title:
            yield Heading(section.title, 2)
        for question in section.questions:
            number = f"{question.key} " if question.numbered else ""
            yield Paragraph(f"{number}{question.text}", "quiet" if question.kind is Kind.JUMP else "strong")
            if question.kind is Kind.TEXT:
                after = _goes_on(sheet, question)
                yield Paragraph("\n".join([LINE * 3] * 2) + after)
            elif question.kind is not Kind.JUMP:
                choices = (balance.words_of(sheet, question, choice) for choice in (*question.choices, NONE))
                yield Paragraph("      ".join(f"{BOX} {words}" for words in choices))


def links(workshop: Workshop, now: datetime, rows: Sequence[Sequence[Cell]]) -> Document:
    """One row per form, for a mail merge."""
    table = TableBlock(LINES, [list(row) for row in rows], [1] * len(rows))
    return described(workshop, now, "Links zur Zwischenbilanz", table)


def _goes_on(sheet: Questionnaire, question: Question) -> str:
    """Where it goes on after a text that leads elsewhere."""
    return f"\nDann weiter mit Frage {sheet.one(question.then).key}." if question.then else ""


def _head(form: SurveyForm | None) -> list[tuple[str, str]]:
    told = (form.title, form.page, form.contact) if form is not None else ("", "", "")
    names = ("Werkzeugtitel", "Seitenangabe im „Werkstattplan“", "Ansprechpartner/-in")
    pairs = [(name, value or LINE) for name, value in zip(names, told, strict=True)]
    return [*pairs, ("Zuständig", form.responsible)] if form is not None and form.responsible else pairs
