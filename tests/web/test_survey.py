"""The form of the Zwischenbilanz over HTTP: its link, its cookie, drafts without script, and what the office does."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from facilitation.house import House
from facilitation.review import forms
from facilitation.web.guesses import guesses
from facilitation.workshop import Workshop
from tests import builders
from tests.builders import KEY
from tests.review.asking import ALL_WELL, a_form, a_survey, look, save

JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _nobody_guessed_before() -> None:
    guesses.forget()


@pytest.fixture
def here(house: House) -> Workshop:
    return builders.a_workshop(house)


@pytest.fixture
def survey(house: House, here: Workshop) -> str:
    return a_survey(house, here)


@pytest.fixture
def dora(app: Flask) -> FlaskClient:
    client = app.test_client()
    builders.as_organiser(client)
    return client


def secret(house: House, here: Workshop, form: str) -> str:
    with house.reading() as session:
        return forms.secret_of(KEY, forms.one(session, here.id, form))


def come_in(client: FlaskClient, house: House, here: Workshop, form: str) -> Any:
    return client.post(f"/w/{here.code}/survey/sessions", data={"secret": secret(house, here, form)})


def answered(values: dict[str, str]) -> dict[str, str]:
    return {f"q.{key}": value for key, value in values.items()}


def base_of(page: str) -> str:
    found = re.search('name="base" value="([^"]*)"', page)
    assert found is not None
    return html.unescape(found[1])


def test_a_body_comes_in_by_its_link_writes_goes_and_finds_its_draft(
    app: Flask, client: FlaskClient, house: House, here: Workshop, survey: str
) -> None:
    form = a_form(house, here, survey)
    place = f"/w/{here.code}/survey/{form}"
    assert client.get(place).status_code == 403
    assert "Schlüssel aus Ihrem Link" in client.get(f"/w/{here.code}/survey").text
    came = come_in(client, house, here, form)
    assert (came.status_code, came.headers["Location"]) == (303, place)
    assert f"Path={place};" in came.headers["Set-Cookie"] and "HttpOnly" in came.headers["Set-Cookie"]
    page = client.get(place).text
    assert re.search('data-question="1.2"[^>]* hidden>', page)
    saved = client.post(place, data={"q.1": "no", "base": base_of(page)})
    assert saved.headers["Location"] == f"{place}?saved=1"
    page = client.get(saved.headers["Location"]).text
    assert not re.search('data-question="1.2"[^>]* hidden>', page)
    assert re.search('data-question="2"[^>]* hidden>', page)
    later = app.test_client()
    come_in(later, house, here, form)
    assert later.get(place, headers=JSON).json["answers"] == {"1": "no"}


def test_what_is_missing_is_marked_and_nothing_is_lost(
    client: FlaskClient, house: House, here: Workshop, survey: str
) -> None:
    form = a_form(house, here, survey)
    place = f"/w/{here.code}/survey/{form}"
    come_in(client, house, here, form)
    told = client.post(place, data={"q.1": "no", "q.4": "Über den Ausschuss.", "hand_in": "1", "base": "{}"})
    page = client.get(told.headers["Location"]).text
    assert re.findall('is-marked" data-question="([^"]+)"', page) == ["1.2", "6", "6.2", "7", "8"]
    assert "Über den Ausschuss." in page
    done = client.post(place, data={**answered(ALL_WELL), "hand_in": "1", "base": base_of(page)})
    assert done.headers["Location"] == f"{place}/copy"
    copy = client.get(f"{place}/copy").text
    assert "Vielen Dank" in copy and "Sehr hoch" not in copy and "Hoch" in copy


def test_two_browsers_with_one_link_lose_nothing(app: Flask, house: House, here: Workshop, survey: str) -> None:
    form = a_form(house, here, survey)
    place = f"/w/{here.code}/survey/{form}"
    ben, cem = app.test_client(), app.test_client()
    for client in (ben, cem):
        come_in(client, house, here, form)
    base = base_of(cem.get(place).text)
    ben.post(place, data={"q.4": "Im Ausschuss.", "base": base})
    told = cem.post(place, data={"q.4": "Im Newsletter.", "q.5": "Presse.", "base": base})
    assert told.headers["Location"] == f"{place}?both=4"
    page = cem.get(told.headers["Location"]).text
    assert "Im Ausschuss.\n\nIm Newsletter." in page and "noch jemand geantwortet" in page


def test_one_link_opens_one_form_and_two_tabs_do_not_mix(
    client: FlaskClient, house: House, here: Workshop, survey: str
) -> None:
    first, second = a_form(house, here, survey), a_form(house, here, survey, "Pflegeordner")
    third = a_form(house, here, survey, "Medibus")
    come_in(client, house, here, first)
    come_in(client, house, here, second)
    told = [client.get(f"/w/{here.code}/survey/{form}").status_code for form in (first, second, third)]
    assert told == [200, 200, 403]
    for door in ("office/review", f"office/review/{survey}/links.csv", "office/plan"):
        assert client.get(f"/w/{here.code}/{door}").status_code == 403


def test_wrong_renewed_and_late_links_open_nothing(
    app: Flask, client: FlaskClient, house: House, here: Workshop, survey: str
) -> None:
    form = a_form(house, here, survey)
    place = f"/w/{here.code}/survey/{form}"
    wrong = secret(house, here, form)[:-1] + "A"
    for typed in ("", "x" * 5000, wrong if wrong != secret(house, here, form) else wrong[:-1] + "B"):
        assert client.post(f"/w/{here.code}/survey/sessions", data={"secret": typed}, headers=JSON).status_code == 403
    come_in(client, house, here, form)
    save(house, here, form, ALL_WELL, hand_in=True)
    assert client.get(place).status_code == 200
    builders.clock_of(house).forward(days=900)
    late = client.get(place, headers=JSON)
    assert (late.status_code, late.json["error"]["code"]) == (403, "survey_over")
    assert client.post(place, data={"q.1": "no"}, headers=JSON).json["error"]["details"] == {"day": "31.12.2019"}
    assert app.test_client().post(
        f"/w/{here.code}/survey/sessions", data={"secret": secret(house, here, form)}, headers=JSON
    ).status_code == 403  # fmt: skip
    assert client.get(f"{place}/copy").status_code == 200  # one's own copy stays
    house.write(forms.renew_link, workshop_id=here.id, form_id=form, role="organiser")
    assert client.get(f"{place}/copy").status_code == 403


@pytest.mark.parametrize(
    "sent",
    [{"q.1": "perhaps"}, {"q.9": "x"}, {"q.1.1": "yes"}, {"q.4": "x" * 4001}, {"q.4": 7}, {"base": "["}, {"base": [1]},
     {"base": {"4": 1}}, {"contact": "x" * 201}],
)  # fmt: skip
def test_what_does_not_fit_is_refused_and_changes_nothing(
    dora: FlaskClient, house: House, here: Workshop, survey: str, sent: dict[str, Any]
) -> None:
    form = a_form(house, here, survey)
    told = dora.post(f"/w/{here.code}/survey/{form}", json=sent, headers=JSON)
    assert (told.status_code, told.json["error"]["code"]) == (422, "bad_input")
    assert look(house, here, form).revision == 1


def test_the_office_types_in_paper_and_it_is_noted(
    dora: FlaskClient, house: House, here: Workshop, survey: str
) -> None:
    form = a_form(house, here, survey)
    builders.clock_of(house).forward(days=900)  # paper comes late
    dora.post(f"/w/{here.code}/survey/{form}", data={**answered(ALL_WELL), "hand_in": "1"})
    assert look(house, here, form).by_office
    assert "abgegeben, von Hand" in dora.get(f"/w/{here.code}/office/review").text


def test_the_office_begins_a_survey_and_asks_more(dora: FlaskClient, house: House, here: Workshop) -> None:
    assert "Erhebung anlegen" in dora.get(f"/w/{here.code}/office/review").text
    given = {"title": "Bilanz 2019", "deadline": "2019-12-31", "whole_plan": "1"}
    made = dora.post(f"/w/{here.code}/surveys", data=given, headers=JSON).json["result"]
    state = dora.get(f"/w/{here.code}/office/review", headers=JSON).json
    tool = state["left_tools"][0]
    told = dora.post(f"/w/{here.code}/surveys/{made['survey']}/forms", data={f"tool.{tool['id']}": "1"}, headers=JSON)
    assert len(told.json["result"]["made"]) == 1
    state = dora.get(f"/w/{here.code}/office/review", headers=JSON).json
    assert [form["title"] for form in state["forms"]] == [tool["title"]]
    assert tool not in state["left_tools"]


def test_a_change_of_the_survey_can_be_taken_back_and_the_slower_of_two_is_told(
    dora: FlaskClient, here: Workshop, survey: str
) -> None:
    place = f"/w/{here.code}/surveys/{survey}"
    told = dora.post(place, data={"revision": "1", "outlook": "Neu."}, headers=JSON).json
    assert told["undo"] == {"action": place, "fields": {"revision": 2, "outlook": ""}}
    slow = dora.post(place, data={"revision": "1", "outlook": "Anders."}, headers=JSON)
    assert (slow.status_code, slow.json["error"]["code"]) == (409, "moved_on")
    assert dora.post(place, data=told["undo"]["fields"], headers=JSON).status_code == 200


def test_letters_and_the_table_of_links_carry_every_link_and_start_no_formula(
    app: Flask, dora: FlaskClient, house: House, here: Workshop, survey: str
) -> None:
    form = a_form(house, here, survey, "=1+1 <script>x</script>", category="@K")
    typed = "-".join(re.findall("....|..$", secret(house, here, form)))
    letters = dora.get(f"/w/{here.code}/office/review/{survey}/letters").text
    assert typed in letters and "<svg" in letters and "<script>x" not in letters
    table = dora.get(f"/w/{here.code}/office/review/{survey}/links.csv").data.decode("utf-8-sig")
    assert "'@K;'=1+1 <script>x</script>;" in table and f"/survey#{secret(house, here, form)};" in table
    for place in (f"survey/{form}", f"survey/{form}/copy", "office/review"):
        assert "<script>x" not in dora.get(f"/w/{here.code}/{place}").text
    assert dora.get(f"/w/{here.code}/office/review/{survey}/forms.pdf").data.startswith(b"%PDF")


def test_more_time_for_one_form_opens_it_again(
    client: FlaskClient, dora: FlaskClient, house: House, here: Workshop, survey: str
) -> None:
    form = a_form(house, here, survey)
    clock = builders.clock_of(house)
    clock.forward(days=900)
    day = (clock.now() + timedelta(days=9)).date().isoformat()
    place = f"/w/{here.code}/survey-forms/{form}"
    assert dora.post(place, data={"revision": "1", "extended_to": day}, headers=JSON).status_code == 200
    assert come_in(client, house, here, form).status_code == 303
    assert client.get(f"/w/{here.code}/survey/{form}").status_code == 200
