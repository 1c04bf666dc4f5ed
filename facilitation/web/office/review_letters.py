"""What goes out for a Zwischenbilanz: a letter per form with its QR, a table for a mail merge, empty forms on paper."""

from __future__ import annotations

from flask import Response, make_response, render_template

from facilitation import qr
from facilitation.documents import review_form
from facilitation.documents.rendering import FORMATS
from facilitation.review import forms, surveys
from facilitation.review.forms import State
from facilitation.web import answers
from facilitation.web.office.frame import blueprint, frame, must_be_organiser
from facilitation.web.office.review import link_face


@blueprint.get("/w/<code>/office/review/<survey_id>/letters")
def review_letters(code: str, survey_id: str) -> Response:
    """A letter per form that is not in yet, one to a page."""
    workshop = must_be_organiser(code)
    survey = surveys.one(answers.session(), workshop.id, survey_id)
    letters = []
    for form in forms.of_survey(answers.session(), survey.id):
        if form.state != State.IN:
            link = link_face(workshop, form)
            last = surveys.last_day(workshop, form.closes_at(survey))
            letters.append({"form": form, "link": link, "code": qr.svg(link["address"], label="QR"), "last": last})
    told = {"letters": letters, "survey": survey, "organiser": workshop.organiser}
    return make_response(render_template("office/review_letters.html", **told, **frame(workshop)))


@blueprint.get("/w/<code>/office/review/<survey_id>/links.csv")
def review_links(code: str, survey_id: str) -> Response:
    """Every form with its body, link and state, for a mail merge."""
    workshop = must_be_organiser(code)
    survey = surveys.one(answers.session(), workshop.id, survey_id)
    every = forms.of_survey(answers.session(), survey.id)
    rows = [
        [form.category, form.title, form.responsible, link["address"], link["page"], link["typed"],
         surveys.last_day(workshop, form.closes_at(survey)).strftime("%d.%m.%Y"), review_form.STATES[form.state]]
        for form, link in ((form, link_face(workshop, form)) for form in every)
    ]  # fmt: skip
    render, mimetype = FORMATS["csv"]
    table = review_form.links(workshop, answers.house().clock.now(), rows)
    return answers.download(render(table), f"zwischenbilanz-links-{workshop.code}.csv", mimetype)


@blueprint.get("/w/<code>/office/review/<survey_id>/forms.pdf")
def review_forms(code: str, survey_id: str) -> Response:
    """Empty forms to fill in by hand, one per tool that is not in yet; one without a name when there is none."""
    workshop = must_be_organiser(code)
    survey = surveys.one(answers.session(), workshop.id, survey_id)
    left = [form for form in forms.of_survey(answers.session(), survey.id) if form.state != State.IN]
    document = review_form.describe(workshop, survey, left, answers.house().clock.now())
    render, mimetype = FORMATS["pdf"]
    return answers.download(render(document), f"fragebogen-{workshop.code}.pdf", mimetype)
