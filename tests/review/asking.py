"""Builders of a Zwischenbilanz: a survey, its forms, and answers as somebody gives them."""

from __future__ import annotations

from typing import Any

from facilitation.house import House
from facilitation.review import asking, forms, questionnaire
from facilitation.review.forms import SurveyForm
from facilitation.workshop import Workshop

LAST_DAY = "2019-12-31"
ALL_WELL = {"1": "yes", "2": "high", "3": "none", "6": "true", "6.2": "none", "7": "true", "8": "true"}


def a_survey(house: House, workshop: Workshop, whole_plan: bool = False) -> str:
    made = house.write(
        asking.begin, workshop_id=workshop.id, title="Zwischenbilanz", deadline=LAST_DAY, whole_plan=whole_plan,
        form=questionnaire.read_preset("zwischenbilanz"), role="organiser",
    )  # fmt: skip
    return str(made["survey"])


def a_form(house: House, workshop: Workshop, survey: str, title: str = "Job-Café", **given: str) -> str:
    told = {"category": "Fachkräfte", "kind": "existing", "responsible": "Amt für Wirtschaft", **given}
    made = house.write(
        asking.ask_beside, workshop_id=workshop.id, survey_id=survey, title=title, role="organiser", **told
    )
    return str(made["made"][0])


def save(house: House, workshop: Workshop, form: str, values: dict[str, str], **given: Any) -> Any:
    told = {"base": {}, "contact": None, "hand_in": False, "by_office": False, **given}
    return house.write(forms.save, workshop_id=workshop.id, form_id=form, values=values, **told)


def look(house: House, workshop: Workshop, form: str) -> SurveyForm:
    with house.reading() as session:
        return forms.one(session, workshop.id, form)


def answers_for(marks: str, reason: str) -> dict[str, str]:
    """What a body answers so that the table shows these marks ("jn": begun, not continued)."""
    begun, continued = marks
    given = {**ALL_WELL, "1": {"j": "yes", "n": "no"}[begun], "8": {"j": "true", "n": "untrue", "-": "none"}[continued]}
    if begun == "n":
        given["1.2"] = reason
    if continued == "n":
        given["8.1"] = "k.A." if begun == "n" else reason
    return given
