"""The Erhebung and its forms: whom is asked, drafts, handing in, deadlines, links, and what the table makes of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from facilitation import archive, plan, tools
from facilitation.errors import BadInput, MovedOn, NotFound
from facilitation.house import House
from facilitation.review import asking, balance, forms, surveys
from facilitation.review.forms import FormInUse, State, SurveyOver
from facilitation.workshop import Workshop
from tests import builders
from tests.builders import KEY
from tests.review.asking import ALL_WELL, a_form, a_survey, look, save


@pytest.fixture
def here(house: House) -> Workshop:
    return builders.a_workshop(house)


def test_every_entry_of_the_plan_is_asked_but_for_what_was_put_back(any_house: House) -> None:
    here = builders.a_workshop(any_house)
    with any_house.reading() as session:
        some = tools.everything(session, here.id)[:3]
    made = [
        any_house.write(plan.add, workshop_id=here.id, field_id=t.field_id, tool_id=t.id, role="organiser")["entry"]
        for t in some
    ]
    changes = {"status": "deferred"}
    any_house.write(
        plan.edit, workshop_id=here.id, entry_id=made[0], revision=1, role="organiser", changes=changes
    )
    survey = a_survey(any_house, here, whole_plan=True)
    asked = {"workshop_id": here.id, "survey_id": survey, "role": "organiser"}
    again = any_house.write(asking.ask, entry_ids=made, tool_ids=[some[1].id], **asked)
    with any_house.reading() as session:
        assert {form.entry_id for form in forms.of_survey(session, survey)} == set(made)
    assert (len(again["made"]), again["forms"]) == (1, 3)


def test_a_draft_waits_and_does_not_count_until_it_is_handed_in(any_house: House) -> None:
    here = builders.a_workshop(any_house)
    form = a_form(any_house, here, a_survey(any_house, here))
    told = save(any_house, here, form, {"1": "no"}, hand_in=True)
    assert (told["state"], told["handed_in"], told["missing"]) == ("draft", False, ["6", "6.2", "7", "8", "1.2"])
    assert look(any_house, here, form).answers is None
    save(any_house, here, form, ALL_WELL, base={"1": "no"}, hand_in=True, contact="Zimmer 12")
    kept = look(any_house, here, form)
    assert (kept.state, kept.answers, kept.contact) == (State.IN, ALL_WELL, "Zimmer 12")
    save(any_house, here, form, {"8": "untrue"}, base=ALL_WELL)
    kept = look(any_house, here, form)
    assert (kept.answers, kept.draft["8"]) == (ALL_WELL, "untrue")


def test_hidden_answers_are_kept_and_not_counted(house: House, here: Workshop) -> None:
    form = a_form(house, here, a_survey(house, here))
    save(house, here, form, {**ALL_WELL, "1.2": "Kein Geld.", "8.1": "Vorbei."}, hand_in=True)
    kept = look(house, here, form)
    assert kept.draft["1.2"] == "Kein Geld."
    with house.reading() as session:
        sheet = surveys.everything(session, here.id)[0].questionnaire
    (row,) = balance.rows(sheet, [kept])
    assert (row.begun, row.continued, row.reason) == ("yes", "yes", "")


def test_two_in_one_form_lose_nothing(house: House, here: Workshop) -> None:
    form = a_form(house, here, a_survey(house, here))
    save(house, here, form, {"2.1": "Viele Ehrenamtliche.", "4": "Im Ausschuss."})
    told = save(house, here, form, {"2.1": "Gute Presse.", "5": "In der Zeitung."})
    assert told["both"] == ["2.1"]
    assert told["answers"] == {
        "2.1": "Viele Ehrenamtliche.\n\nGute Presse.", "4": "Im Ausschuss.", "5": "In der Zeitung.",
    }  # fmt: skip


def test_a_text_can_be_taken_out_again(house: House, here: Workshop) -> None:
    form = a_form(house, here, a_survey(house, here))
    save(house, here, form, {"4": "Falsch."})
    assert save(house, here, form, {"4": ""}, base={"4": "Falsch."})["answers"] == {}


def test_after_the_deadline_only_the_office_writes_unless_it_gives_more_time(house: House, here: Workshop) -> None:
    form = a_form(house, here, a_survey(house, here))
    clock = builders.clock_of(house)
    clock.instant = datetime(2019, 12, 31, 22, 59, 59, tzinfo=UTC)  # a second before midnight in Düren
    save(house, here, form, {"1": "yes"})
    clock.forward(seconds=1)
    with pytest.raises(SurveyOver) as late:
        save(house, here, form, {"1": "no"})
    assert late.value.facts == {"day": "31.12.2019"}
    save(house, here, form, ALL_WELL, by_office=True, hand_in=True)
    assert look(house, here, form).by_office
    given = {"workshop_id": here.id, "form_id": form, "role": "organiser"}
    house.write(forms.edit, revision=3, values={"extended_to": "2020-01-31"}, **given)
    save(house, here, form, {"1": "no"}, base={"1": "yes"})
    with pytest.raises(MovedOn):
        house.write(forms.edit, revision=3, values={"remark": "Zu spät gelesen."}, **given)


def test_a_link_opens_its_form_alone_and_a_renewed_one_no_more(house: House, here: Workshop) -> None:
    survey = a_survey(house, here)
    first, second = a_form(house, here, survey), a_form(house, here, survey, "Pflegeordner")
    elsewhere = builders.a_workshop(house)
    with house.reading() as session:
        secret = forms.secret_of(KEY, forms.one(session, here.id, first))
        assert len(secret) == 26  # letters of 31: 128 bits
        opened = forms.form_of(session, KEY, here.id, secret.lower())
        assert opened is not None and opened.id == first
        assert forms.form_of(session, KEY, elsewhere.id, secret) is None
        assert forms.form_of(session, b"another key", here.id, secret) is None
        other = forms.one(session, here.id, second)
        assert forms.form_of(session, KEY, here.id, other.door + secret[10:]) is None
        with pytest.raises(NotFound):
            forms.one(session, elsewhere.id, first)
    house.write(forms.renew_link, workshop_id=here.id, form_id=first, role="organiser")
    with house.reading() as session:
        assert forms.form_of(session, KEY, here.id, secret) is None
        fresh = forms.secret_of(KEY, forms.one(session, here.id, first))
        assert forms.form_of(session, KEY, here.id, fresh) is not None


def test_a_form_in_which_something_stands_is_not_thrown_away(house: House, here: Workshop) -> None:
    survey = a_survey(house, here)
    empty, begun = a_form(house, here, survey), a_form(house, here, survey, "Pflegeordner")
    save(house, here, begun, {"1": "yes"})
    house.write(forms.remove, workshop_id=here.id, form_id=empty, role="organiser")
    with pytest.raises(FormInUse):
        house.write(forms.remove, workshop_id=here.id, form_id=begun, role="organiser")


def test_a_survey_goes_with_its_answers_only_when_its_title_is_typed(house: House, here: Workshop) -> None:
    survey, other = a_survey(house, here), a_survey(house, here)
    form = a_form(house, here, survey)
    save(house, here, form, ALL_WELL, hand_in=True)
    with pytest.raises(BadInput):
        house.write(surveys.remove, workshop_id=here.id, survey_id=survey, typed="Zwischen", role="organiser")
    assert look(house, here, form).answers
    house.write(surveys.remove, workshop_id=here.id, survey_id=survey, typed=" Zwischenbilanz ", role="organiser")
    with pytest.raises(NotFound):
        look(house, here, form)
    with house.reading() as session:
        assert [one.id for one in surveys.everything(session, here.id)] == [other]


def test_what_a_step_means_for_the_table_can_be_changed_and_back(house: House, here: Workshop) -> None:
    survey = a_survey(house, here)
    form = a_form(house, here, survey)
    save(house, here, form, {**ALL_WELL, "8": "rather_true"}, hand_in=True)
    given = {"workshop_id": here.id, "survey_id": survey, "role": "organiser"}

    def mark() -> str:
        with house.reading() as session:
            sheet = surveys.one(session, here.id, survey).questionnaire
        return balance.rows(sheet, [look(house, here, form)])[0].continued

    assert mark() == "yes"
    told = house.write(surveys.change, revision=1, values={"means.fit.rather_true": "no"}, **given)
    assert (mark(), told["before"]) == ("no", {"means.fit.rather_true": "yes"})
    with pytest.raises(BadInput):
        house.write(surveys.change, revision=2, values={"means.fit.sideways": "no"}, **given)
    house.write(surveys.change, revision=2, values=told["before"], **given)
    assert mark() == "yes"


def test_plan_and_status_part_where_they_do(house: House, here: Workshop) -> None:
    with house.reading() as session:
        some = tools.everything(session, here.id)[:4]
    planned = [[2017, 2018], [2020], [2019, 2020], [2017]]
    for tool, years in zip(some, planned, strict=True):
        entry = house.write(
            plan.add, workshop_id=here.id, field_id=tool.field_id, tool_id=tool.id, role="organiser"
        )["entry"]
        house.write(
            plan.edit, workshop_id=here.id, entry_id=entry, revision=1, role="organiser", changes={"years": years}
        )
    survey = a_survey(house, here, whole_plan=True)
    with house.reading() as session:
        by_years = {tuple(form.years): form.id for form in forms.of_survey(session, survey)}
    save(house, here, by_years[2017, 2018], {**ALL_WELL, "1": "no", "1.2": "Geld."}, hand_in=True)
    save(house, here, by_years[2020,], ALL_WELL, hand_in=True)
    save(house, here, by_years[2019, 2020], {**ALL_WELL, "8": "untrue", "8.1": "Ende."}, hand_in=True)
    save(house, here, by_years[2017,], ALL_WELL, hand_in=True)
    with house.reading() as session:
        sheet = surveys.one(session, here.id, survey).questionnaire
        found = balance.differences(sheet, forms.of_survey(session, survey), 2019)
        figures = balance.figures(sheet, forms.of_survey(session, survey))
    assert {tuple(one.planned): one.what for one in found} == {
        (2017, 2018): "late", (2020,): "early", (2019, 2020): "ends",
    }  # fmt: skip
    assert [(f.name, f.asked) for f in figures] == [("begun", 4), ("continued", 4), ("success", 3), ("budget", 4)]
    assert figures[0].counts == [("yes", "Ja", 3), ("no", "Nein", 1), ("none", "k.A.", 0)]


def test_a_survey_travels_in_an_archive_and_its_doors_and_names_stay(house: House, here: Workshop) -> None:
    form = a_form(house, here, a_survey(house, here))
    save(house, here, form, {**ALL_WELL, "4": "Im Ausschuss."}, hand_in=True, contact="Ada Beispiel")
    before = look(house, here, form)
    with house.reading() as session:
        packed = archive.pack(
            session, now=builders.THE_DAY, workshop_id=here.id, entries=archive.Entries.WITH_NAMES, product="test"
        )
    made = house.write(archive.restore, _parcel=archive.opened(packed))
    with house.reading() as session:
        survey = surveys.everything(session, made["workshop"])[0]
        (after,) = forms.of_survey(session, survey.id)
    assert (after.title, after.answers, after.state) == (before.title, before.answers, State.IN)
    assert (after.contact, after.door == before.door) == ("", False)
