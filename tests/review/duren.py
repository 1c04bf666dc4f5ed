"""The table of the Düren Zwischenbilanz as published: titles, kinds and marks ("jn": begun, not continued; "-": none),
in its order; reasons in words of our own, where the source has some."""

from __future__ import annotations

import json
import random
from pathlib import Path

from facilitation.house import House
from facilitation.review import forms
from facilitation.workshop import Workshop
from tests.review.asking import a_form, a_survey, answers_for, save

ROWS: list[dict[str, str]] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
CATEGORIES = list(dict.fromkeys(row["category"] for row in ROWS))


def asked_and_answered(house: House, workshop: Workshop) -> str:
    """Every tool asked in a mixed order, and answered; returns the survey."""
    survey = a_survey(house, workshop)
    for row in random.Random(4).sample(ROWS, len(ROWS)):
        form = a_form(house, workshop, survey, row["tool"], category=row["category"], kind=row["kind"], responsible="")
        save(house, workshop, form, answers_for(row["marks"], row["reason"]), hand_in=True, by_office=True)
        if row["reason"]:
            given = {"workshop_id": workshop.id, "form_id": form, "role": "organiser"}
            house.write(forms.edit, revision=2, values={"remark": row["reason"]}, **given)
    return survey


def cells(row: dict[str, str]) -> list[str]:
    """A row as it is printed."""
    begun, continued = row["marks"]
    marks = ["X" if told == wanted else "" for told in (begun, continued) for wanted in "jn"]
    return [row["category"], row["tool"], *marks, row["reason"]]
