"""What the answers come to: the table by category, figures, and where plan and status differ. Pure but for reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from facilitation.review.forms import SurveyForm
from facilitation.review.questionnaire import NO, NONE, YES, Question, Questionnaire, asked

PLACED = ("begun", "continued", "success", "budget")


@dataclass(frozen=True)
class Row:
    """A tool in the table: marks are yes, no or "" (open, or k.A.)."""

    category: str
    title: str
    kind: str
    begun: str
    continued: str
    reason: str
    is_in: bool


@dataclass(frozen=True)
class Figure:
    """How often each answer to a question was given: key, words, count; and how many were asked."""

    name: str
    question: str
    counts: list[tuple[str, str, int]]
    asked: int


@dataclass(frozen=True)
class Difference:
    """Where what was planned and what is told part: planned and told in words of the field."""

    title: str
    category: str
    planned: list[int]
    what: str


def counted(sheet: Questionnaire, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers to questions that are asked; what was answered before a change of mind is kept and not counted."""
    wanted = asked(sheet, answers)
    return {key: answers[key] for key in wanted if answers.get(key)}


def rows(sheet: Questionnaire, forms: Sequence[SurveyForm]) -> list[Row]:
    """One row per form, in the order given."""
    return [_row(sheet, form) for form in forms]


def figures(sheet: Questionnaire, forms: Sequence[SurveyForm]) -> list[Figure]:
    """Of what was handed in: begun, continued, success, budget, as far as the questionnaire has them."""
    given = [form.answers for form in forms if form.answers is not None]
    found = []
    for name in PLACED:
        key = sheet.table.get(name)
        if not key:
            continue
        question = sheet.one(key)
        told = [answers for answers in given if key in asked(sheet, answers)]
        times = Counter(answers.get(key, "") for answers in told)
        counts = [(choice, words_of(sheet, question, choice), times[choice]) for choice in (*question.choices, NONE)]
        found.append(Figure(name, question.text, counts, len(told)))
    return found


def differences(sheet: Questionnaire, forms: Sequence[SurveyForm], year: int) -> list[Difference]:
    """Planned up to `year` and not begun (late), begun before the first planned year (early), planned beyond it and
    not continued (ends)."""
    found = []
    for form in forms:
        if form.answers is None or not form.years:
            continue
        row = _row(sheet, form)
        what = ""
        if row.begun == NO and min(form.years) <= year:
            what = "late"
        elif row.begun == YES and min(form.years) > year:
            what = "early"
        elif row.continued == NO and max(form.years) > year:
            what = "ends"
        if what:
            found.append(Difference(form.title, form.category, form.years, what))
    return found


def words_of(sheet: Questionnaire, question: Question, answer: str) -> str:
    """An answer as it is read."""
    if answer == NONE:
        return sheet.no_answer
    if answer in (YES, NO) and not question.scale:
        return {YES: "Ja", NO: "Nein"}[answer]
    return next((step.text for step in question.scale if step.key == answer), answer)


def _row(sheet: Questionnaire, form: SurveyForm) -> Row:
    answers = counted(sheet, form.answers or {})
    begun, continued = (sheet.one(sheet.table[name]).meaning(answers.get(sheet.table[name], "")) for name in PLACED[:2])
    reasons = [answers[key] for key in sheet.table.get("reasons", []) if answers.get(key)]
    return Row(
        form.category, form.title, str(form.kind), begun, continued, form.remark or "\n".join(reasons),
        form.answers is not None,
    )  # fmt: skip
