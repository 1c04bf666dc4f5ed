"""A questionnaire as data: its sections, questions, scales and conditions, and which questions are asked.

Pure functions of values. An answer is a text, the key of a scale's step, "yes", "no", or NONE for *k.A.*
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from facilitation.errors import BadInput, Refusal

FORMAT = "zukunftswerkstatt-questionnaire"
VERSION = 1
PRESETS = Path(__file__).resolve().parent.parent / "presets" / "questionnaires"
NONE = "none"
YES, NO = "yes", "no"
TEXT_LIMIT = 4000
LAST_YEAR = "{last_year}"


class Kind(StrEnum):
    """yes_no and scale are chosen, text is written, a jump is only read."""

    YES_NO = "yes_no"
    SCALE = "scale"
    TEXT = "text"
    JUMP = "jump"


class BadQuestionnaire(Refusal):
    """Not a questionnaire. Facts: path, reason."""

    code = "bad_questionnaire"
    status = 422


@dataclass(frozen=True)
class Step:
    """A step of a scale; `means` is what it stands for where the table knows only yes and no."""

    key: str
    text: str
    means: str


@dataclass(frozen=True)
class Question:
    """`when` names an earlier question and the answers to it that let this one be asked. Where this one is asked,
    `then` is the question that comes next."""

    key: str
    kind: Kind
    text: str
    scale: tuple[Step, ...] = ()
    when: tuple[str, tuple[str, ...]] | None = None
    then: str = ""
    numbered: bool = True

    @property
    def choices(self) -> tuple[str, ...]:
        """What can be chosen, without *k.A.*"""
        if self.kind is Kind.YES_NO:
            return (YES, NO)
        return tuple(step.key for step in self.scale)

    def meaning(self, answer: str) -> str:
        """An answer as yes, no or "" for the table."""
        if self.kind is Kind.YES_NO:
            return answer if answer in (YES, NO) else ""
        return next((step.means for step in self.scale if step.key == answer), "")


@dataclass(frozen=True)
class Section:
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Questionnaire:
    """`table` names the questions that the table and the figures draw from: begun, continued, success, budget, and the
    texts that give reasons."""

    title: str
    intro: str
    no_answer: str
    sections: tuple[Section, ...]
    table: dict[str, Any]

    def __iter__(self) -> Iterator[Question]:
        return (question for section in self.sections for question in section.questions)

    def one(self, key: str) -> Question:
        return next(question for question in self if question.key == key)

    def reasons_lacking(self, answers: Mapping[str, str]) -> list[str]:
        """Reasons that are asked (what has not begun or ends is explained) and not given; *k.A.* may be written."""
        wanted = asked(self, answers)
        return [key for key in self.table.get("reasons", []) if key in wanted and not answers.get(key)]


def asked(form: Questionnaire, answers: Mapping[str, str]) -> list[str]:
    """The keys of the questions that are asked, in order, given what was answered to those before."""
    found: list[str] = []
    skipped_to = ""
    for question in form:
        if skipped_to and question.key != skipped_to:
            continue
        skipped_to = ""
        if question.when is not None:
            key, wanted = question.when
            if key not in found or answers.get(key) not in wanted:
                continue
        found.append(question.key)
        skipped_to = question.then
    return found


def missing(form: Questionnaire, answers: Mapping[str, str]) -> list[str]:
    """Asked questions with a choice that have none yet; *k.A.* is an answer, texts may stay empty."""
    return [
        key for key in asked(form, answers) if form.one(key).kind in (Kind.YES_NO, Kind.SCALE) and not answers.get(key)
    ]


def checked(form: Questionnaire, answers: Mapping[str, Any]) -> dict[str, str]:
    """Answers that fit the questionnaire, empty ones left out. Raises BadInput for the first that does not."""
    known = {question.key: question for question in form}
    cleaned: dict[str, str] = {}
    for key, given in answers.items():
        question = known.get(key)
        if question is None or question.kind is Kind.JUMP:
            raise BadInput(field=key, reason="unknown")
        if not isinstance(given, str):
            raise BadInput(field=key, reason="type")
        if question.kind is Kind.TEXT:
            text = given.replace("\r\n", "\n").strip()
            if len(text) > TEXT_LIMIT:
                raise BadInput(field=key, reason="too_long", limit=TEXT_LIMIT, length=len(text))
            given = text
        elif given and given not in (*question.choices, NONE):
            raise BadInput(field=key, reason="choice", choices=[*question.choices, NONE])
        if given:
            cleaned[key] = given
    return cleaned


def presets() -> list[str]:
    return sorted(path.stem for path in PRESETS.glob("*.json"))


def read_preset(name: str) -> dict[str, Any]:
    """A built-in questionnaire as it is stored with a survey. Raises BadInput."""
    if name not in presets():
        raise BadInput(field="questionnaire", reason="choice", choices=presets())
    made: dict[str, Any] = json.loads((PRESETS / f"{name}.json").read_text(encoding="utf-8"))
    return made


def read(given: Any, last_year: int | None = None) -> Questionnaire:
    """A questionnaire from its JSON form. Raises BadQuestionnaire with the path of the first fault."""
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        raise BadQuestionnaire(path="$.format", reason="choice")
    if given.get("version") != VERSION:
        raise BadQuestionnaire(path="$.version", reason="version")
    scales = {name: _scale(f"$.scales.{name}", steps) for name, steps in _of(given, "$", "scales", dict, {}).items()}
    year = str(last_year) if last_year is not None else "dem Ende des Plans"
    seen: list[str] = []
    sections = []
    for place, part in enumerate(_of(given, "$", "sections", list)):
        path = f"$.sections[{place}]"
        questions = tuple(
            _question(f"{path}.questions[{n}]", one, scales, seen, year)
            for n, one in enumerate(_of(part, path, "questions", list))
        )
        sections.append(Section(_of(part, path, "title", str, ""), questions))
    form = Questionnaire(
        _of(given, "$", "title", str), _of(given, "$", "intro", str, ""), _of(given, "$", "no_answer", str, "k.A."),
        tuple(sections), _of(given, "$", "table", dict),
    )  # fmt: skip
    _check_references(form, seen)
    return form


def _scale(path: str, steps: Any) -> tuple[Step, ...]:
    if not isinstance(steps, list) or len(steps) < 2:
        raise BadQuestionnaire(path=path, reason="type")
    made = []
    for n, step in enumerate(steps):
        means = _of(step, f"{path}[{n}]", "means", str, "")
        if means not in (YES, NO, ""):
            raise BadQuestionnaire(path=f"{path}[{n}].means", reason="choice")
        made.append(Step(_of(step, f"{path}[{n}]", "key", str), _of(step, f"{path}[{n}]", "text", str), means))
    if len({step.key for step in made} | {NONE}) != len(made) + 1:
        raise BadQuestionnaire(path=path, reason="doubled")
    return tuple(made)


def _question(
    path: str, given: Any, scales: Mapping[str, tuple[Step, ...]], seen: list[str], year: str
) -> Question:
    key = _of(given, path, "key", str)
    if not key or key in seen:
        raise BadQuestionnaire(path=f"{path}.key", reason="doubled")
    try:
        kind = Kind(_of(given, path, "kind", str))
    except ValueError:
        raise BadQuestionnaire(path=f"{path}.kind", reason="choice") from None
    scale = scales.get(_of(given, path, "scale", str, ""), ())
    if (kind is Kind.SCALE) != bool(scale):
        raise BadQuestionnaire(path=f"{path}.scale", reason="choice")
    when = None
    if "when" in given:
        condition = _of(given, path, "when", dict)
        when = (
            _of(condition, f"{path}.when", "question", str),
            tuple(str(answer) for answer in _of(condition, f"{path}.when", "answers", list)),
        )
        if when[0] not in seen:  # a condition may only look back
            raise BadQuestionnaire(path=f"{path}.when.question", reason="choice")
    seen.append(key)
    text = _of(given, path, "text", str).replace(LAST_YEAR, year)
    numbered = given.get("numbered", True) is not False
    return Question(key, kind, text, scale, when, _of(given, path, "then", str, ""), numbered)


def _check_references(form: Questionnaire, keys: list[str]) -> None:
    for place, question in enumerate(form):
        if question.then and question.then not in keys[place + 1 :]:
            raise BadQuestionnaire(path=f"{question.key}.then", reason="choice")
    for name in ("begun", "continued"):
        if form.table.get(name) not in keys:
            raise BadQuestionnaire(path=f"$.table.{name}", reason="choice")
    for name in ("success", "budget"):
        if form.table.get(name) and form.table[name] not in keys:
            raise BadQuestionnaire(path=f"$.table.{name}", reason="choice")
    reasons = form.table.get("reasons", [])
    if not isinstance(reasons, list) or any(key not in keys for key in reasons):
        raise BadQuestionnaire(path="$.table.reasons", reason="choice")


MISSING = object()


def _of(given: Any, path: str, name: str, kind: type, default: Any = MISSING) -> Any:
    if not isinstance(given, dict):
        raise BadQuestionnaire(path=path, reason="type")
    value = given.get(name, default)
    if value is MISSING:
        raise BadQuestionnaire(path=f"{path}.{name}", reason="missing")
    if not isinstance(value, kind):
        raise BadQuestionnaire(path=f"{path}.{name}", reason="type")
    return value
