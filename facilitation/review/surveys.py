"""The Erhebung: one round of asking, with its questionnaire, its deadline and the categories of its table."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation import fields, journal
from facilitation import workshop as workshops
from facilitation.database import Base, new_id
from facilitation.database.types import Instant
from facilitation.errors import BadInput, MovedOn, NotFound
from facilitation.review import questionnaire
from facilitation.review.questionnaire import NO, YES, Questionnaire
from facilitation.workshop import Workshop, instant_of

TITLE_LIMIT = 200
TEXTS = {"title": TITLE_LIMIT, "occasion": 4000, "outlook": 4000, "letter": 4000}
MEANINGS = (YES, NO, "")


class Survey(Base):
    """One round of asking. `form` is the questionnaire as it was when it began; what a step of a scale means for the
    table stands in it and can be changed. `categories` are the headings of the table in their order."""

    __tablename__ = "surveys"

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(TITLE_LIMIT))
    occasion: Mapped[str] = mapped_column(Text, default="")
    outlook: Mapped[str] = mapped_column(Text, default="")
    letter: Mapped[str] = mapped_column(Text, default="")
    deadline: Mapped[datetime] = mapped_column(Instant)
    last_year: Mapped[int | None]
    form: Mapped[dict[str, Any]] = mapped_column(JSON)
    categories: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Instant)
    revision: Mapped[int] = mapped_column(default=1)

    @property
    def questionnaire(self) -> Questionnaire:
        return questionnaire.read(self.form, self.last_year)


def begin(
    session: Session, *, now: datetime, workshop_id: str, title: str, deadline: str, form: dict[str, Any], role: str
) -> Any:
    """A new Erhebung. `deadline` is its last day (ISO) in the workshop's zone. Raises BadInput, BadQuestionnaire."""
    workshop = workshops.by_id(session, workshop_id)
    questionnaire.read(form)
    survey = Survey(
        workshop_id=workshop_id, title=_text("title", title), deadline=end_of_day(workshop, deadline), form=form,
        last_year=max(workshop.years, default=None), created_at=now,
        categories=[category_of(field) for field in fields.everything(session, workshop_id)],
    )  # fmt: skip
    session.add(survey)
    session.flush()
    journal.note(session, now=now, workshop_id=workshop_id, role=role, action="survey.begin", title=survey.title)
    return {"survey": survey.id, "revision": survey.revision}


def change(
    session: Session, *, now: datetime, workshop_id: str, survey_id: str, revision: int, values: dict[str, str],
    role: str,
) -> Any:  # fmt: skip
    """Change texts, the last day, or what a step means (`means.SCALE.STEP`). Raises MovedOn, BadInput."""
    survey = one(session, workshop_id, survey_id)
    if survey.revision != revision:
        raise MovedOn(what="survey", current=survey.revision)
    before = {}
    for name, value in values.items():
        before[name] = _value(session, survey, name)
        if name in TEXTS:
            setattr(survey, name, _text(name, value))
        elif name == "deadline":
            survey.deadline = end_of_day(workshops.by_id(session, workshop_id), value)
        else:
            survey.form = _with_meaning(survey.form, name, value)
    survey.revision += 1
    journal.note(
        session, now=now, workshop_id=workshop_id, role=role, action="survey.change", names=sorted(values),
        title=survey.title,
    )  # fmt: skip
    return {"survey": survey.id, "revision": survey.revision, "before": before}


def remove(session: Session, *, now: datetime, workshop_id: str, survey_id: str, typed: str, role: str) -> Any:
    """Delete an Erhebung with every form and answer; its title is typed to confirm. Raises BadInput."""
    survey = one(session, workshop_id, survey_id)
    if " ".join(typed.split()) != " ".join(survey.title.split()):
        raise BadInput(field="typed", reason="wrong", value=survey.title)
    journal.note(session, now=now, workshop_id=workshop_id, role=role, action="survey.delete", title=survey.title)
    session.delete(survey)
    return {"survey": survey_id}


def one(session: Session, workshop_id: str, survey_id: str) -> Survey:
    """An Erhebung of this workshop. Raises NotFound."""
    found = session.get(Survey, survey_id)
    if found is None or found.workshop_id != workshop_id:
        raise NotFound(what="survey")
    return found


def everything(session: Session, workshop_id: str) -> list[Survey]:
    """The newest first."""
    wanted = select(Survey).where(Survey.workshop_id == workshop_id)
    return list(session.scalars(wanted.order_by(Survey.created_at.desc(), Survey.id)))


def category_of(field: fields.Field) -> str:
    """The heading of a field's tools: its short title; an extra category stands in full."""
    return str(field.title if field.is_category else field.short)


def last_day(workshop: Workshop, deadline: datetime) -> date:
    """The last day on which an answer is taken, in the workshop's zone."""
    return (workshop.local(deadline) - timedelta(seconds=1)).date()


def end_of_day(workshop: Workshop, day: str) -> datetime:
    """The midnight after a day written as ISO. Raises BadInput."""
    try:
        return instant_of(date.fromisoformat(day.strip()) + timedelta(days=1), time(0), workshop.timezone)
    except (ValueError, OverflowError):
        raise BadInput(field="deadline", reason="date", value=day[:20]) from None


def _value(session: Session, survey: Survey, name: str) -> str:
    """What stands there now, as it would be sent. Raises BadInput for what cannot be changed."""
    if name in TEXTS:
        return str(getattr(survey, name))
    if name == "deadline":
        return last_day(workshops.by_id(session, survey.workshop_id), survey.deadline).isoformat()
    return str(_step(survey.form, name).get("means", ""))


def _step(form: dict[str, Any], name: str) -> dict[str, Any]:
    word, _dot, place = name.partition(".")
    scale, _dot, key = place.partition(".")
    steps = form.get("scales", {}).get(scale, []) if word == "means" else []
    for step in steps:
        if step["key"] == key:
            found: dict[str, Any] = step
            return found
    raise BadInput(field=name, reason="unknown")


def _with_meaning(form: dict[str, Any], name: str, meaning: str) -> dict[str, Any]:
    if meaning not in MEANINGS:
        raise BadInput(field=name, reason="choice", choices=list(MEANINGS))
    changed: dict[str, Any] = json.loads(json.dumps(form))
    _step(changed, name)["means"] = meaning
    return changed


def _text(name: str, value: str) -> str:
    text = value.replace("\r\n", "\n").strip()
    if name == "title" and not text:
        raise BadInput(field=name, reason="empty")
    if len(text) > TEXTS[name]:
        raise BadInput(field=name, reason="too_long", limit=TEXTS[name], length=len(text))
    return text
