"""The Bogen: one form per tool, opened by a link of its own, with a draft and what was handed in.

Its secret is derived as that of a role's link: from its door, the number of the link, and the installation's key.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitation import access, journal
from facilitation import workshop as workshops
from facilitation.access import ALPHABET, ID_LENGTH, MAC_LENGTH
from facilitation.database import Base, new_id
from facilitation.database.types import Instant
from facilitation.errors import BadInput, MovedOn, NotFound, Refusal
from facilitation.review import surveys
from facilitation.review.merging import merged
from facilitation.review.questionnaire import Kind, checked, missing
from facilitation.review.surveys import Survey
from facilitation.tools import Kind as ToolKind
from facilitation.tools import folded

KIND_ORDER = {ToolKind.NEW: 0, ToolKind.EXISTING: 1, ToolKind.OPEN: 2}
LIMITS = {"title": 300, "category": 200, "responsible": 600, "page": 40, "contact": 200, "remark": 2000}


class State(StrEnum):
    """Nothing yet, a draft, or handed in (a draft of changes may lie beside it)."""

    WAITING = "waiting"
    DRAFT = "draft"
    IN = "in"


class SurveyOver(Refusal):
    """The deadline of this form has passed. Facts: day."""

    code = "survey_over"
    status = 403


class FormInUse(Refusal):
    """Something has been answered in it already. Facts: title."""

    code = "form_in_use"


def _drawn_door() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH))


class SurveyForm(Base):
    """One tool's form. Title, kind, body and years are those of the day of asking. `answers` is what was handed in,
    `draft` what is being written; `remark` is the office's own text for the table."""

    __tablename__ = "survey_forms"

    id: Mapped[str] = mapped_column(String(22), primary_key=True, default=new_id)
    survey_id: Mapped[str] = mapped_column(ForeignKey("surveys.id", ondelete="CASCADE"), index=True)
    entry_id: Mapped[str | None] = mapped_column(ForeignKey("plan_entries.id", ondelete="SET NULL"))
    tool_id: Mapped[str | None] = mapped_column(ForeignKey("tools.id", ondelete="SET NULL"))
    category: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(300))
    kind: Mapped[ToolKind] = mapped_column(String(8))
    responsible: Mapped[str] = mapped_column(Text, default="")
    years: Mapped[list[int]] = mapped_column(JSON, default=list)
    page: Mapped[str] = mapped_column(String(40), default="")
    contact: Mapped[str] = mapped_column(String(200), default="")
    draft: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    answers: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    remark: Mapped[str] = mapped_column(Text, default="")
    by_office: Mapped[bool] = mapped_column(default=False)
    extended_to: Mapped[datetime | None] = mapped_column(Instant)
    door: Mapped[str] = mapped_column(String(ID_LENGTH), unique=True, default=_drawn_door)
    link_number: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime | None] = mapped_column(Instant)
    handed_in_at: Mapped[datetime | None] = mapped_column(Instant)
    revision: Mapped[int] = mapped_column(default=1)

    @property
    def state(self) -> State:
        if self.answers is not None:
            return State.IN
        return State.DRAFT if self.draft else State.WAITING

    def closes_at(self, survey: Survey) -> datetime:
        return max(survey.deadline, self.extended_to) if self.extended_to is not None else survey.deadline


def secret_of(key: bytes, form: SurveyForm) -> str:
    """The secret of a form's link: the name of its door and a proof that this installation made it."""
    return form.door + _proof(key, form)


def form_of(session: Session, key: bytes, workshop_id: str, secret: str) -> SurveyForm | None:
    """The form that a secret opens, or None; a renewed link's old secret opens nothing."""
    secret = access.plain(secret)
    found = session.scalar(select(SurveyForm).where(SurveyForm.door == secret[:ID_LENGTH]))
    if found is None or survey_of(session, found).workshop_id != workshop_id:
        return None
    return found if hmac.compare_digest(secret[ID_LENGTH:], _proof(key, found)) else None


def save(
    session: Session, *, now: datetime, workshop_id: str, form_id: str, values: dict[str, Any], base: dict[str, Any],
    contact: str | None, hand_in: bool, by_office: bool,
) -> Any:  # fmt: skip
    """Keep what was written as the draft; `base` is what the writer's page showed before, so that two who write at
    once lose nothing. `hand_in` makes it count, unless something asked has no answer: the answer names it (`missing`).
    Raises SurveyOver, BadInput."""
    form = one(session, workshop_id, form_id)
    survey = survey_of(session, form)
    if not by_office and now >= form.closes_at(survey):
        day = surveys.last_day(workshops.by_id(session, workshop_id), form.closes_at(survey))
        raise SurveyOver(day=day.strftime("%d.%m.%Y"))
    sheet = survey.questionnaire
    texts = {question.key for question in sheet if question.kind is Kind.TEXT}
    form.draft, both = merged(base, {**base, **checked(sheet, values), **_emptied(values)}, form.draft, texts)
    if contact is not None:
        form.contact = one_text("contact", contact)
    lacking = [*missing(sheet, form.draft), *sheet.reasons_lacking(form.draft)] if hand_in else []
    if hand_in and not lacking:
        form.answers, form.handed_in_at, form.by_office = dict(form.draft), now, by_office
    form.saved_at = now
    form.revision += 1
    return {
        "state": str(form.state), "revision": form.revision, "answers": form.draft, "both": both, "missing": lacking,
        "handed_in": hand_in and not lacking,
    }  # fmt: skip


def edit(
    session: Session, *, now: datetime, workshop_id: str, form_id: str, revision: int, values: dict[str, str], role: str
) -> Any:
    """The office's part: responsible, page, remark, extended_to (a day, or nothing). Raises MovedOn, BadInput."""
    form = one(session, workshop_id, form_id)
    if form.revision != revision:
        raise MovedOn(what="survey_form", current=form.revision, title=form.title)
    before = {}
    workshop = workshops.by_id(session, workshop_id)
    for name, value in values.items():
        if name in ("responsible", "page", "remark"):
            before[name] = str(getattr(form, name))
            setattr(form, name, one_text(name, value))
        elif name == "extended_to":
            before[name] = surveys.last_day(workshop, form.extended_to).isoformat() if form.extended_to else ""
            form.extended_to = surveys.end_of_day(workshop, value) if value.strip() else None
        else:
            raise BadInput(field=name, reason="unknown")
    form.revision += 1
    journal.note(
        session, now=now, workshop_id=workshop_id, role=role, action="survey.form", names=sorted(values),
        title=form.title,
    )  # fmt: skip
    return {"form": form.id, "revision": form.revision, "before": before}


def renew_link(session: Session, *, now: datetime, workshop_id: str, form_id: str, role: str) -> Any:
    """The link that was given out opens nothing any more; a new one does."""
    form = one(session, workshop_id, form_id)
    form.link_number += 1
    journal.note(session, now=now, workshop_id=workshop_id, role=role, action="survey.renew", title=form.title)
    return {"form": form.id, "link_number": form.link_number}


def remove(session: Session, *, now: datetime, workshop_id: str, form_id: str, role: str) -> Any:
    """Take a form back that nobody has answered. Raises FormInUse."""
    form = one(session, workshop_id, form_id)
    if form.state != State.WAITING:
        raise FormInUse(title=form.title)
    journal.note(session, now=now, workshop_id=workshop_id, role=role, action="survey.remove", title=form.title)
    session.delete(form)
    return {"form": form_id}


def with_contact(session: Session, workshop_id: str) -> list[tuple[SurveyForm, datetime]]:
    """The forms that name somebody to ask, and when each of them closes."""
    found = session.execute(
        select(SurveyForm, Survey)
        .join(Survey, SurveyForm.survey_id == Survey.id)
        .where(Survey.workshop_id == workshop_id, SurveyForm.contact != "")
    )
    return [(form, form.closes_at(survey)) for form, survey in found]


def one(session: Session, workshop_id: str, form_id: str) -> SurveyForm:
    """A form of this workshop. Raises NotFound."""
    found = session.get(SurveyForm, form_id)
    if found is None or survey_of(session, found).workshop_id != workshop_id:
        raise NotFound(what="survey_form")
    return found


def survey_of(session: Session, form: SurveyForm) -> Survey:
    found = session.get(Survey, form.survey_id)
    assert found is not None
    return found


def of_survey(session: Session, survey_id: str) -> list[SurveyForm]:
    """The forms in the table's order: by category; new, existing, Art offen; each alphabetical."""
    survey = session.get(Survey, survey_id)
    place = {name: n for n, name in enumerate(survey.categories if survey is not None else [])}
    found = session.scalars(select(SurveyForm).where(SurveyForm.survey_id == survey_id))
    return sorted(
        found, key=lambda f: (place.get(f.category, len(place)), KIND_ORDER[ToolKind(f.kind)], folded(f.title), f.title)
    )


def _emptied(values: dict[str, Any]) -> dict[str, str]:
    return {key: "" for key, value in values.items() if isinstance(value, str) and not value.strip()}


def one_text(name: str, value: str) -> str:
    """A text as it is kept. Raises BadInput when it is too long."""
    text = value.replace("\r\n", "\n").strip()
    if len(text) > LIMITS[name]:
        raise BadInput(field=name, reason="too_long", limit=LIMITS[name], length=len(text))
    return text


def _proof(key: bytes, form: SurveyForm) -> str:
    named = f"survey:{form.door}:{form.link_number}".encode()
    number = int.from_bytes(hmac.new(key, named, hashlib.sha256).digest(), "big")
    letters = []
    for _ in range(MAC_LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)
