"""The Zwischenbilanz at the responsible body: a link opens one form, without an account; the office types in paper."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, g, jsonify, make_response, render_template, request

from facilitation.errors import BadInput, NotAllowed
from facilitation.review import balance, forms, surveys
from facilitation.review.forms import SurveyForm, SurveyOver
from facilitation.review.questionnaire import NONE, Kind, Question, Questionnaire, asked, missing
from facilitation.web import answers, cookies
from facilitation.web.guesses import guesses
from facilitation.web.words import _
from facilitation.workshop import Workshop

blueprint = Blueprint("survey", __name__)
ANSWER = "q."


@blueprint.get("/w/<code>/survey")
def landing(code: str) -> Response:
    """Where a form's link lands. Its secret stands behind the # and is posted by a script, or typed in."""
    here = answers.workshop(code)
    told = {"here": here, "action": f"/w/{here.code}/survey/sessions", "field": "secret", "next": ""}
    return _page("door/landing.html", here, script="door", **told)


@blueprint.post("/w/<code>/survey/sessions")
def come_in(code: str) -> Response:
    """A form's secret becomes a cookie of this form alone: a browser may have several open."""
    here = answers.workshop(code)
    secret = answers.text("secret")
    form = forms.form_of(answers.session(), answers.house().config.secret_key, here.id, secret)
    if form is None:
        raise guesses.refusal()
    _must_be_in_time(here, form)
    place = _place(here, form.id)
    response = answers.done(here.code, {"form": form.id}, location=place)
    cookies.keep(response, cookies.of_survey(here.code), secret, path=place)
    return response


@blueprint.get("/w/<code>/survey/<form_id>")
def form_page(code: str, form_id: str) -> Response:
    """The form: only what is asked after what was answered; `check` marks what still lacks an answer."""
    here, form, by_office = _opened(code, form_id)
    if not by_office:
        _must_be_in_time(here, form)
    state = _state(here, form)
    if answers.wants_json():
        return jsonify(state)
    both = set(request.args.get("both", "").split(","))
    told = {**state, "by_office": by_office, "check": "check" in request.args, "both": both, "key": answers.new_key()}
    return _page("survey/form.html", here, script="survey", **told)


@blueprint.post("/w/<code>/survey/<form_id>")
def save(code: str, form_id: str) -> Response:
    """Keep the draft; with `hand_in` it counts as soon as everything asked has an answer."""
    here, form, by_office = _opened(code, form_id)
    result = answers.perform(
        forms.save, workshop_id=here.id, form_id=form.id, values=_values(), base=_base(), by_office=by_office,
        contact=answers.text("contact") if "contact" in answers.given() else None, hand_in=answers.flag("hand_in"),
    )  # fmt: skip
    if result["handed_in"]:
        return answers.done(here.code, result, said=_("Vielen Dank."), location=f"{_place(here, form.id)}/copy")
    return answers.done(here.code, result, said=_("Gespeichert."), location=_back(here, form.id, result))


@blueprint.get("/w/<code>/survey/<form_id>/copy")
def copy(code: str, form_id: str) -> Response:
    """Thanks, and what was handed in, to print and keep."""
    here, form, by_office = _opened(code, form_id)
    state = _state(here, form, handed_in=True)
    if answers.wants_json():
        return jsonify(state)
    return _page("survey/copy.html", here, script="survey", **state, by_office=by_office)


def _opened(code: str, form_id: str) -> tuple[Workshop, SurveyForm, bool]:
    """The form, for whoever has its link, or for an organiser (then the third is true). Raises NotAllowed."""
    here = answers.workshop(code)
    session = answers.session()
    secret = request.cookies.get(cookies.of_survey(here.code), "")
    held = forms.form_of(session, answers.house().config.secret_key, here.id, secret) if secret else None
    is_organiser = answers.visitor(here.code).is_organiser
    if held is not None and held.id == form_id:
        return here, held, False
    if not is_organiser:
        raise NotAllowed(needs=["survey"])
    return here, forms.one(session, here.id, form_id), True


def _must_be_in_time(here: Workshop, form: SurveyForm) -> None:
    closes = form.closes_at(forms.survey_of(answers.session(), form))
    if answers.house().clock.now() >= closes:
        raise SurveyOver(day=surveys.last_day(here, closes).strftime("%d.%m.%Y"))


def _values() -> dict[str, Any]:
    found = {name[len(ANSWER) :]: value for name, value in answers.given().items() if name.startswith(ANSWER)}
    if any(not isinstance(value, str) for value in found.values()):
        raise BadInput(field="answers", reason="type")
    return found


def _base() -> dict[str, str]:
    """What the page showed when it was made, as the page sends it back."""
    given = answers.given().get("base") or {}
    try:
        shown = json.loads(given) if isinstance(given, str) else given
    except (ValueError, RecursionError):
        raise BadInput(field="base", reason="json") from None
    if not isinstance(shown, dict) or any(not isinstance(text, str) for text in shown.values()):
        raise BadInput(field="base", reason="type")
    return shown


def _place(here: Workshop, form_id: str) -> str:
    return f"/w/{here.code}/survey/{form_id}"


def _back(here: Workshop, form_id: str, result: dict[str, Any]) -> str | None:
    """Without script the page comes anew, with what is asked now; with script it stays as it is."""
    if answers.wants_json():
        return None
    parts = ["check=1"] if result["missing"] else []
    parts += [f"both={','.join(result['both'])}"] if result["both"] else []
    return _place(here, form_id) + ("?" + "&".join(parts) if parts else "?saved=1")


def _state(here: Workshop, form: SurveyForm, *, handed_in: bool = False) -> dict[str, Any]:
    survey = forms.survey_of(answers.session(), form)
    sheet = survey.questionnaire
    given = form.answers or {} if handed_in else form.draft
    wanted = set(asked(sheet, given))
    lacking = {*missing(sheet, given), *sheet.reasons_lacking(given)}
    sections = [
        {"title": part.title, "questions": [_question(sheet, q, given, wanted, lacking) for q in part.questions]}
        for part in sheet.sections
    ]
    choices = [q.key for q in sheet if q.kind in (Kind.YES_NO, Kind.SCALE) and q.key in wanted]
    closes = surveys.last_day(here, form.closes_at(survey))
    return {
        "form": form.id, "title": form.title, "category": form.category, "kind": str(form.kind), "page": form.page,
        "responsible": form.responsible, "contact": form.contact, "survey": survey.title, "intro": sheet.intro,
        "no_answer": sheet.no_answer, "state": str(form.state), "changed": form.answers not in (None, form.draft),
        "closes": closes.isoformat(), "sections": sections, "answers": form.draft,
        "progress": {"answered": sum(key in given for key in choices), "of": len(choices)},
    }  # fmt: skip


def _question(
    sheet: Questionnaire, question: Question, given: dict[str, str], wanted: set[str], lacking: set[str]
) -> dict[str, Any]:
    choices = [*question.choices, NONE] if question.kind in (Kind.YES_NO, Kind.SCALE) else []
    answer = given.get(question.key, "")
    return {
        "key": question.key, "kind": str(question.kind), "text": question.text, "answer": answer,
        "number": question.key if question.numbered else "", "asked": question.key in wanted,
        "choices": [{"value": value, "words": balance.words_of(sheet, question, value)} for value in choices],
        "said": balance.words_of(sheet, question, answer) if choices else answer, "missing": question.key in lacking,
        "when": question.when[0] if question.when else "", "then": question.then,
        "answers": list(question.when[1]) if question.when else [],
        "reason": question.key in sheet.table.get("reasons", []),
    }  # fmt: skip


def _page(template: str, workshop: Workshop, **more: Any) -> Response:
    frame = {
        "face": "phone", "lang": g.lang, "theme": workshop.settings.theme,
        "code": workshop.code, "base": f"/w/{workshop.code}",
        "heading": str(workshop.title), "probe": workshop.is_rehearsal, "demo": workshop.is_demo,
    }  # fmt: skip
    return make_response(render_template(template, **frame, **more))
