"""What the office does to a Zwischenbilanz: begin it, ask more, change it, renew a link."""

from __future__ import annotations

from flask import Response

from facilitation import plan
from facilitation.review import asking, forms, questionnaire, surveys
from facilitation.web import answers
from facilitation.web.office import in_place
from facilitation.web.office.frame import blueprint, must_be_organiser
from facilitation.web.words import _
from facilitation.workshop import Workshop

ENTRY, TOOL = "entry.", "tool."


@blueprint.post("/w/<code>/surveys")
def begin_survey(code: str) -> Response:
    """A new Erhebung from a built-in questionnaire; `whole_plan` asks for every entry of the plan at once."""
    workshop, who = must_be_organiser(code), answers.visitor(code)
    form = questionnaire.read_preset(answers.text("questionnaire", questionnaire.presets()[0]))
    made = answers.perform(
        asking.begin, workshop_id=workshop.id, title=answers.text("title"), deadline=answers.text("deadline"),
        form=form, whole_plan=answers.flag("whole_plan"), role=who.role,
    )  # fmt: skip
    return answers.done(code, made, said=_("Die Erhebung ist angelegt."), location=_page(workshop, made["survey"]))


@blueprint.post("/w/<code>/surveys/<survey_id>")
def change_survey(code: str, survey_id: str) -> Response:
    """Title, last day, texts, or what a step of a scale means (`means.SCALE.STEP` = yes, no or nothing)."""
    workshop, who = must_be_organiser(code), answers.visitor(code)
    values = in_place.sent()
    result = answers.perform(
        surveys.change, workshop_id=workshop.id, survey_id=survey_id, revision=answers.number("revision"),
        values=values, role=who.role,
    )  # fmt: skip
    told = {**result, "of": f"survey-{survey_id}", "values": values}
    return in_place.done(code, f"/w/{workshop.code}/surveys/{survey_id}", told, touch=())


@blueprint.post("/w/<code>/surveys/<survey_id>/removal")
def delete_survey(code: str, survey_id: str) -> Response:
    """Delete the Erhebung with all answers. Its title is typed to confirm."""
    workshop, who = must_be_organiser(code), answers.visitor(code)
    result = answers.perform(
        surveys.remove, workshop_id=workshop.id, survey_id=survey_id, typed=answers.text("typed"), role=who.role
    )
    said = _("Die Erhebung ist mit allen Antworten gelöscht.")
    return answers.done(code, result, said=said, location=f"/w/{workshop.code}/office/review")


@blueprint.post("/w/<code>/surveys/<survey_id>/forms")
def ask_more(code: str, survey_id: str) -> Response:
    """Forms for the entries and tools that are ticked (`entry.ID`, `tool.ID`), or with `whole_plan` for all entries."""
    workshop, who = must_be_organiser(code), answers.visitor(code)
    given = answers.given()
    entries = [name[len(ENTRY) :] for name in given if name.startswith(ENTRY)]
    if answers.flag("whole_plan"):
        entries = [entry.id for entry in plan.entries(answers.session(), workshop.id)]
    result = answers.perform(
        asking.ask, workshop_id=workshop.id, survey_id=survey_id, entry_ids=entries, role=who.role,
        tool_ids=[name[len(TOOL) :] for name in given if name.startswith(TOOL)],
    )  # fmt: skip
    said = _("%(n)s Bögen angelegt.", n=len(result["made"]))
    return answers.done(code, result, said=said, location=_page(workshop, survey_id))


@blueprint.post("/w/<code>/surveys/<survey_id>/others")
def ask_beside(code: str, survey_id: str) -> Response:
    """A form for something beside the plan, in a category of its own if need be."""
    workshop, who = must_be_organiser(code), answers.visitor(code)
    result = answers.perform(
        asking.ask_beside, workshop_id=workshop.id, survey_id=survey_id, category=answers.text("category"),
        title=answers.text("title"), kind=answers.text("kind", "open"), responsible=answers.text("responsible"),
        role=who.role,
    )  # fmt: skip
    return answers.done(code, result, said=_("Der Bogen ist angelegt."), location=_page(workshop, survey_id))


@blueprint.post("/w/<code>/survey-forms/<form_id>")
def edit_form(code: str, form_id: str) -> Response:
    """The office's part of a form: body, page, an own text for the table, a longer time."""
    workshop, who = must_be_organiser(code), answers.visitor(code)
    values = in_place.sent()
    result = answers.perform(
        forms.edit, workshop_id=workshop.id, form_id=form_id, revision=answers.number("revision"), values=values,
        role=who.role,
    )  # fmt: skip
    told = {**result, "of": f"form-{form_id}", "values": values}
    return in_place.done(code, f"/w/{workshop.code}/survey-forms/{form_id}", told, touch=())


@blueprint.post("/w/<code>/survey-forms/<form_id>/link")
def renew_link(code: str, form_id: str) -> Response:
    """The old link opens nothing any more."""
    workshop, who = must_be_organiser(code), answers.visitor(code)
    result = answers.perform(forms.renew_link, workshop_id=workshop.id, form_id=form_id, role=who.role)
    return answers.done(code, result, said=_("Der alte Link ist gesperrt. Bitte geben Sie den neuen weiter."))


@blueprint.post("/w/<code>/survey-forms/<form_id>/removal")
def remove_form(code: str, form_id: str) -> Response:
    """Take a form back in which nothing stands yet."""
    workshop, who = must_be_organiser(code), answers.visitor(code)
    result = answers.perform(forms.remove, workshop_id=workshop.id, form_id=form_id, role=who.role)
    return answers.done(code, result, said=_("Der Bogen ist entfernt."))


def _page(workshop: Workshop, survey_id: str) -> str:
    return f"/w/{workshop.code}/office/review?survey={survey_id}"
