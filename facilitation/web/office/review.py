"""The Zwischenbilanz in the office: whom is asked, who has answered, what it comes to."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response, render_template, request

from facilitation import access, plan, tools
from facilitation.addresses import base_address
from facilitation.review import balance, forms, questionnaire, surveys
from facilitation.review.forms import State, SurveyForm
from facilitation.review.surveys import Survey
from facilitation.tools import Admission
from facilitation.web import answers
from facilitation.web.office.frame import blueprint, frame, must_be_organiser
from facilitation.workshop import Workshop


@blueprint.get("/w/<code>/office/review")
def review_page(code: str) -> Response:
    """The newest Erhebung, or that of `survey`."""
    workshop = must_be_organiser(code)
    state = _state(workshop)
    if answers.wants_json():
        return jsonify(state)
    return make_response(render_template("office/review.html", **state, **frame(workshop)))


def chosen(workshop: Workshop) -> Survey | None:
    """The survey that is named in the address, else the newest. Raises NotFound."""
    every = surveys.everything(answers.session(), workshop.id)
    if "survey" in request.args:
        return surveys.one(answers.session(), workshop.id, request.args["survey"])
    return every[0] if every else None


def link_face(workshop: Workshop, form: SurveyForm) -> dict[str, str]:
    """A form's link as it is sent and as it is typed."""
    config = answers.house().config
    secret = forms.secret_of(config.secret_key, form)
    base = base_address(workshop.settings.base_url, config.base_url, config.port)
    place = f"{base}/w/{workshop.code}/survey"
    return {"address": f"{place}#{secret}", "page": place, "typed": access.grouped(secret)}


def _state(workshop: Workshop) -> dict[str, Any]:
    session = answers.session()
    every = surveys.everything(session, workshop.id)
    survey = chosen(workshop)
    told: dict[str, Any] = {
        "surveys": [{"id": one.id, "title": one.title} for one in every],
        "presets": questionnaire.presets(), "plan_entries": len(plan.entries(session, workshop.id)),
    }  # fmt: skip
    return told | ({"survey": None} if survey is None else _survey_face(workshop, survey))


def _survey_face(workshop: Workshop, survey: Survey) -> dict[str, Any]:
    session = answers.session()
    sheet = survey.questionnaire
    every = forms.of_survey(session, survey.id)
    told = zip(every, balance.rows(sheet, every), strict=True)
    rows = [_form_face(workshop, survey, form, row) for form, row in told]
    states = [row["state"] for row in rows]
    return {
        "survey": {
            "id": survey.id, "title": survey.title, "occasion": survey.occasion, "outlook": survey.outlook,
            "letter": survey.letter, "deadline": surveys.last_day(workshop, survey.deadline).isoformat(),
            "over": answers.house().clock.now() >= survey.deadline, "revision": survey.revision,
        },
        "categories": survey.categories, "last_year": survey.last_year, "forms": rows,
        "counts": {**{str(state): states.count(str(state)) for state in State}, "all": len(rows)},
        "scales": [
            {"key": name, "steps": [{**step, "means": step.get("means", "")} for step in steps]}
            for name, steps in survey.form["scales"].items()
        ],
        "figures": [_figure_face(figure) for figure in balance.figures(sheet, every)],
        **_left(workshop, every),
    }  # fmt: skip


def _form_face(workshop: Workshop, survey: Survey, form: SurveyForm, row: balance.Row) -> dict[str, Any]:
    extended = surveys.last_day(workshop, form.extended_to).isoformat() if form.extended_to else ""
    return {
        "id": form.id, "title": form.title, "kind": str(form.kind), "category": form.category, "page": form.page,
        "responsible": form.responsible, "state": str(form.state), "by_office": form.by_office, "remark": form.remark,
        "contact": form.contact, "extended_to": extended, "revision": form.revision, "begun": row.begun,
        "continued": row.continued, "reason": row.reason, "link": link_face(workshop, form),
        "late": answers.house().clock.now() >= form.closes_at(survey),
    }  # fmt: skip


def _figure_face(figure: balance.Figure) -> dict[str, Any]:
    return {
        "name": figure.name, "question": figure.question, "asked": figure.asked,
        "counts": [{"key": key, "words": words, "count": count} for key, words, count in figure.counts],
    }  # fmt: skip


def _left(workshop: Workshop, every: list[SurveyForm]) -> dict[str, Any]:
    """Plan entries and tools that have no form yet."""
    session = answers.session()
    entries, known = {form.entry_id for form in every}, {form.tool_id for form in every}
    planned = plan.entries(session, workshop.id)
    left = [entry for entry in planned if entry.id not in entries]
    known |= {entry.tool_id for entry in planned}
    others = [tool for tool in tools.everything(session, workshop.id) if tool.admission == Admission.ADMITTED]
    return {
        "left_entries": [{"id": one.id, "title": one.title} for one in left],
        "left_tools": [{"id": one.id, "title": one.title} for one in others if one.id not in known],
    }
