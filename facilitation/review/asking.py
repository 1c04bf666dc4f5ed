"""Whom is asked: a form for each entry of the plan, for tools beside it, and for what stands in neither."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from facilitation import fields, journal, plan, tools
from facilitation.errors import BadInput
from facilitation.review import surveys
from facilitation.review.forms import LIMITS, SurveyForm, of_survey, one_text
from facilitation.review.surveys import Survey
from facilitation.tools import Kind, folded

MOST = 1000  # forms of one survey


def begin(
    session: Session, *, now: datetime, workshop_id: str, title: str, deadline: str, form: dict[str, Any],
    whole_plan: bool, role: str,
) -> Any:  # fmt: skip
    """A new Erhebung; with `whole_plan` every entry of the plan that was not put back has its form at once."""
    made = surveys.begin(
        session, now=now, workshop_id=workshop_id, title=title, deadline=deadline, form=form, role=role
    )
    if whole_plan:
        entries = [e.id for e in plan.entries(session, workshop_id) if e.status != plan.Status.DEFERRED]
        ask(
            session, now=now, workshop_id=workshop_id, survey_id=made["survey"], entry_ids=entries, tool_ids=[],
            role=role,
        )  # fmt: skip
    return made


def ask(
    session: Session, *, now: datetime, workshop_id: str, survey_id: str, entry_ids: list[str], tool_ids: list[str],
    role: str,
) -> Any:  # fmt: skip
    """A form for each of these plan entries and tools; those that have one keep it. Raises NotFound, BadInput."""
    survey = surveys.one(session, workshop_id, survey_id)
    there = of_survey(session, survey.id)
    known_entries, known_tools = {form.entry_id for form in there}, {form.tool_id for form in there}
    entries = [one for one in dict.fromkeys(entry_ids) if one not in known_entries]
    made = [_of_entry(session, survey, workshop_id, one) for one in entries]
    known_tools |= {form.tool_id for form in made}
    others = [one for one in dict.fromkeys(tool_ids) if one not in known_tools]
    made += [_of_tool(session, survey, workshop_id, one) for one in others]
    _add(session, survey, made, len(there))
    journal.note(
        session, now=now, workshop_id=workshop_id, role=role, action="survey.ask", made=len(made), title=survey.title
    )
    return {"made": [form.id for form in made], "forms": len(there) + len(made)}


def ask_beside(
    session: Session, *, now: datetime, workshop_id: str, survey_id: str, category: str, title: str, kind: str,
    responsible: str, role: str,
) -> Any:  # fmt: skip
    """A form for something that stands neither in the plan nor among the tools, in a category of its own if need be.
    Raises BadInput."""
    survey = surveys.one(session, workshop_id, survey_id)
    there = of_survey(session, survey.id)
    if kind not in tuple(Kind):
        raise BadInput(field="kind", reason="choice", choices=[str(one) for one in Kind])
    name = tools.one_line("category", category, LIMITS["category"])
    same = (known for known in survey.categories if folded(known) == folded(name))
    form = SurveyForm(
        category=next(same, name), kind=Kind(kind),
        title=tools.one_line("title", title, LIMITS["title"]), years=[],
        responsible=one_text("responsible", responsible),
    )  # fmt: skip
    _add(session, survey, [form], len(there))
    journal.note(
        session, now=now, workshop_id=workshop_id, role=role, action="survey.ask", made=1, title=survey.title
    )
    return {"made": [form.id], "forms": len(there) + 1}


def _of_entry(session: Session, survey: Survey, workshop_id: str, entry_id: str) -> SurveyForm:
    entry = plan.one(session, workshop_id, entry_id)
    return SurveyForm(
        entry_id=entry.id, tool_id=entry.tool_id, title=entry.title, kind=Kind(entry.kind),
        responsible=entry.responsible, years=list(entry.years),
        category=surveys.category_of(fields.one(session, workshop_id, entry.field_id)),
    )  # fmt: skip


def _of_tool(session: Session, survey: Survey, workshop_id: str, tool_id: str) -> SurveyForm:
    tool = tools.one(session, workshop_id, tool_id)
    bodies = "; ".join(tool.institutions) if tool.kind == Kind.EXISTING else ""
    return SurveyForm(
        tool_id=tool.id, title=tool.title, kind=Kind(tool.kind), responsible=bodies[: LIMITS["responsible"]],
        years=[], category=surveys.category_of(fields.one(session, workshop_id, tool.field_id)),
    )  # fmt: skip


def _add(session: Session, survey: Survey, made: Iterable[SurveyForm], there: int) -> None:
    categories = list(survey.categories)
    for number, form in enumerate(made, start=there + 1):
        if number > MOST:
            raise BadInput(field="forms", reason="range", low=0, high=MOST)
        form.survey_id = survey.id
        if form.category not in categories:
            categories.append(form.category)
        session.add(form)
    survey.categories = categories
    session.flush()
