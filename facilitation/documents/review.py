"""The Zwischenbilanz: per category which tools have begun and go on, with reasons; figures; plan and status."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from facilitation import plan
from facilitation.documents import review_form
from facilitation.documents.catalogue import cover
from facilitation.documents.description import Cell, Column, Document, TableBlock, described, grouped
from facilitation.documents.flow import Bars, Block, Heading, PageBreak, Paragraph
from facilitation.review import balance, forms, surveys
from facilitation.review.balance import Difference, Row
from facilitation.review.forms import SurveyForm
from facilitation.review.questionnaire import NO, YES
from facilitation.review.surveys import Survey
from facilitation.workshop import Workshop

TITLE = "Zwischenbilanz"
TABLE = "Tabelle 1: Teilauswertung"
CATEGORY = Column("Kategorie", "category", 24, merged=True)
FIGURES = {"begun": "Begonnen", "continued": "Fortführung", "success": "Erfolg", "budget": "Budget"}
STATUS = {
    plan.Status.PROPOSAL: "vorgeschlagen", plan.Status.ADOPTED: "aufgenommen", plan.Status.DEFERRED: "zurückgestellt",
}  # fmt: skip
WHAT = {
    "late": "war geplant, ist nicht begonnen",
    "early": "ist früher begonnen als geplant",
    "ends": "endet früher als geplant",
}
SOURCE = [
    Column("Werkzeug", "tool", 34), Column("Kategorie", "category", 24), Column("Geplant", "planned", 14),
    Column("Im Plan", "status", 14), Column("Stand", "what", 30),
]  # fmt: skip


def describe(session: Session, workshop: Workshop, now: datetime) -> Document:
    """Of the newest Erhebung. Forms that are not in have a row without marks."""
    every = surveys.everything(session, workshop.id)
    if not every:
        empty = TableBlock([CATEGORY, *columns()], [], [], over=[("", 1), *upper_line(None)])
        return described(workshop, now, TITLE, empty, ["Noch gibt es keine Erhebung."])
    survey = every[0]
    asked = forms.of_survey(session, survey.id)
    rows = balance.rows(survey.questionnaire, asked)
    notes = _notes(rows)
    return described(
        workshop, now, TITLE, _whole(survey, rows), notes, _blocks(session, workshop, survey, asked, rows, notes, now)
    )


def columns() -> list[Column]:
    """The lower line of the head; `upper_line` is the upper one."""
    return [
        Column("Werkzeug", "tool", 40),
        Column("Ja", "begun_yes", 6, centred=True),
        Column("Nein", "begun_no", 6, centred=True),
        Column("Ja", "continued_yes", 6, centred=True),
        Column("Nein", "continued_no", 6, centred=True),
        Column("Begründung/Bemerkungen", "reason", 56),
    ]


def upper_line(last_year: int | None) -> list[tuple[str, int]]:
    after = f"nach {last_year}" if last_year is not None else "nach Planende"
    return [("", 1), ("Umsetzung", 2), (f"Fortführung {after}", 2), ("", 1)]


def _whole(survey: Survey, rows: Sequence[Row]) -> TableBlock:
    """For spreadsheets and programs: every category in one table."""
    cells: list[list[Cell]] = [[row.category, *_cells(row)] for row in rows]
    return TableBlock(
        [CATEGORY, *columns()], cells, grouped([row.category for row in rows]),
        over=[("", 1), *upper_line(survey.last_year)], kinds=[row.kind for row in rows],
    )  # fmt: skip


def _blocks(
    session: Session, workshop: Workshop, survey: Survey, asked: Sequence[SurveyForm], rows: Sequence[Row],
    notes: list[str], now: datetime,
) -> list[Block]:  # fmt: skip
    blocks: list[Block] = [cover(session, workshop, now, survey.title), Heading("Anlass und Vorgehen")]
    blocks += [Paragraph(part) for part in _paragraphs(survey.occasion or _asked_of(workshop, survey, asked))]
    blocks.append(Heading(TABLE))
    for name in survey.categories:
        own = [row for row in rows if row.category == name]
        if own:
            cells = [_cells(row) for row in own]
            blocks += [
                Heading(name, 2),
                TableBlock(
                    columns(), cells, [1] * len(cells), over=upper_line(survey.last_year),
                    kinds=[row.kind for row in own],
                ),
            ]  # fmt: skip
    blocks += [Paragraph(note, "quiet") for note in notes]
    blocks += _figures(survey, asked)
    blocks += _differences(session, workshop, survey, asked)
    if survey.outlook:
        blocks += [Heading("Ausblick"), *(Paragraph(part) for part in _paragraphs(survey.outlook))]
    blocks += [PageBreak(), Heading("Anhang: Fragebogen"), *review_form.questions(survey.questionnaire)]
    return blocks


def _figures(survey: Survey, asked: Sequence[SurveyForm]) -> list[Block]:
    found = balance.figures(survey.questionnaire, asked)
    if not any(figure.asked for figure in found):
        return []
    blocks: list[Block] = [Heading("Zahlen")]
    for figure in found:
        blocks.append(Heading(FIGURES[figure.name], 2))
        blocks.append(Bars(figure.question, [(words, count, figure.asked) for _key, words, count in figure.counts]))
    return blocks


def _differences(
    session: Session, workshop: Workshop, survey: Survey, asked: Sequence[SurveyForm]
) -> list[Block]:
    """Where the plan and what is told part, with the entry's status today."""
    year = surveys.last_day(workshop, survey.deadline).year
    found = balance.differences(survey.questionnaire, asked, year)
    if not found:
        return []
    today = {entry.id: STATUS[plan.Status(entry.status)] for entry in plan.entries(session, workshop.id)}
    status = {form.title: today.get(form.entry_id or "", "") for form in asked}
    cells: list[list[Cell]] = [
        [one.title, one.category, _span(one), status.get(one.title, ""), WHAT[one.what]] for one in found
    ]
    return [Heading("Plan und Stand"), TableBlock(SOURCE, cells, [1] * len(cells))]


def _cells(row: Row) -> list[Cell]:
    marks: list[Cell] = ["X" if told == wanted else "" for told in (row.begun, row.continued) for wanted in (YES, NO)]
    return [row.title, *marks, row.reason]


def _span(one: Difference) -> str:
    first, last = min(one.planned), max(one.planned)
    return str(first) if first == last else f"{first} bis {last}"


def _asked_of(workshop: Workshop, survey: Survey, asked: Sequence[SurveyForm]) -> str:
    last = surveys.last_day(workshop, survey.deadline)
    are = "ein Werkzeug wurde" if len(asked) == 1 else f"{len(asked)} Werkzeuge wurden"
    return f"Bis zum {last:%d.%m.%Y} wurden die zuständigen Stellen befragt; {are} erfasst."


def _notes(rows: Sequence[Row]) -> list[str]:
    left = sum(not row.is_in for row in rows)
    if not rows:
        return ["Es ist noch kein Bogen angelegt."]
    if not left:
        return []
    return ["Ein Bogen steht noch aus." if left == 1 else f"{left} Bögen stehen noch aus."]


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]
