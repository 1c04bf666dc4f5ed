"""The basics of a workshop changed by name: what is meant by what is written, what has begun stays, and the end."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation import plan, preparation
from facilitation import workshop as workshops
from facilitation.errors import BadInput, MovedOn, NotFound
from facilitation.house import House
from facilitation.preparation import TooLate, written
from facilitation.tools import everything
from facilitation.workshop import Settings, Workshop
from tests import builders
from tests.builders import a_workshop, run_to


def change(house: House, here: Workshop, **changes: str) -> Any:
    """At the first revision."""
    sent = {name.replace("__", "."): text for name, text in changes.items()}
    return house.write(
        preparation.change, workshop_id=here.id, revision=1, role="organiser", changes=sent
    )


def stored(house: House, here: Workshop) -> Workshop:
    with house.reading() as session:
        return workshops.by_id(session, here.id)


def test_everything_is_changed_by_its_name_and_comes_back_by_what_was_before(any_house: House) -> None:
    here = a_workshop(any_house)
    with any_house.reading() as session:
        were = preparation.shown(workshops.by_id(session, here.id))
    told = change(
        any_house, here, title="Werkstatt", title__en="Workshop", series="", region="Kreis Musterau", place="Rathaus",
        organiser="Amt", day="2027-05-12", begins="9:05", zone="Europe/Vienna", years="2027-2030, 2035",
        rules="Eins\nZwei", points_budget="7", points_cap="2", places="4", vote_mode="cards", vote_scope="plenary",
        pre_moderation="1", field_wishes="0", statement_limit="300", horizon_years="10", wifi_name="Saal",
        wifi_password=" ein Leerzeichen", base_url="http://10.0.0.2:5000", theme="dark",
    )  # fmt: skip
    now = stored(any_house, here)
    assert (dict(now.title), dict(now.series)) == (
        {"de": "Werkstatt", "de_leicht": "Zukunfts-Werkstatt", "en": "Workshop"}, {},
    )  # fmt: skip
    assert (now.day, now.begins, now.zone) == (date(2027, 5, 12), time(9, 5), "Europe/Vienna")
    assert now.years == [2027, 2028, 2029, 2030, 2035]
    assert [rule["de"] for rule in now.rules] == ["Eins", "Zwei"]
    assert now.settings == Settings(
        points_budget=7, points_cap=2, places=4, vote_mode="cards", vote_scope="plenary", pre_moderation=True,
        field_wishes=False, statement_limit=300, horizon_years=10, wifi_name="Saal", wifi_password=" ein Leerzeichen",
        base_url="http://10.0.0.2:5000", theme="dark",
    )  # fmt: skip
    back = any_house.write(
        preparation.change, workshop_id=here.id, revision=told["revision"], role="organiser", changes=told["before"]
    )
    assert back["revision"] == 3
    with any_house.reading() as session:
        assert preparation.shown(workshops.by_id(session, here.id)) == were


def test_every_setting_has_a_name_in_the_form(house: House) -> None:
    assert set(asdict(Settings())) <= set(preparation.shown(a_workshop(house)))


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("title", "  ", "empty"), ("title", "x" * 201, "too_long"), ("place", "x" * 201, "too_long"),
        ("day", "morgen", "date"), ("day", "2027-02-30", "date"), ("begins", "25:00", "hour"),
        ("zone", "Mond/Krater", "zone"), ("zone", "../etc/passwd", "zone"), ("years", "bald", "years"),
        ("years", "20270", "years"), ("years", "1066", "years"), ("points_budget", "viele", "number"),
        ("points_budget", "0", "range"), ("points_budget", "101", "range"), ("theme", "bunt", "choice"),
        ("base_url", "saal.de", "address"), ("wifi_name", "x" * 33, "too_long"), ("revisions", "1", "unknown"),
        ("code", "ABCD", "unknown"), ("rules", "\n".join(map(str, range(21))), "too_many_lines"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_and_changes_nothing(house: House, name: str, text: str, reason: str) -> None:
    here = a_workshop(house)
    with pytest.raises(BadInput) as refused:
        change(house, here, **{name: text, "region": "Kreis Musterau"})
    assert refused.value.facts["reason"] == reason
    assert (stored(house, here).revision, stored(house, here).region) == (1, "Kreis Düren")


def test_of_two_who_change_the_second_is_told_what_stands_there(house: House) -> None:
    here = a_workshop(house)
    change(house, here, place="Rathaus")
    with pytest.raises(MovedOn) as refused:
        change(house, here, place="Schule")
    assert (refused.value.facts["current"], refused.value.facts["values"]["place"]) == (2, "Rathaus")
    assert stored(house, here).place == "Rathaus"


def test_on_the_day_its_hour_stays_and_its_place_may_change(house: House) -> None:
    here = a_workshop(house)
    builders.step(house, here, "start")
    for name, text in (("day", "2027-05-12"), ("begins", "16:00"), ("zone", "Europe/Vienna")):
        with pytest.raises(TooLate) as refused:
            change(house, here, **{name: text})
        assert refused.value.facts == {"field": name, "since": "day"}
    assert change(house, here, day="2017-10-18", place="Turnhalle")["before"] == {"place": "Jülich-Barmen"}


def test_once_a_vote_is_there_its_rules_stay(house: House) -> None:
    here = a_workshop(house)
    builders.people(house, here, 5)
    run_to(house, here, "choice")
    with pytest.raises(TooLate) as refused:
        change(house, here, points_budget="9")
    assert refused.value.facts == {"field": "points_budget", "since": "vote"}
    assert change(house, here, wifi_name="Saal")["revision"] == 2


def test_a_year_that_the_plan_uses_stays(house: House) -> None:
    here = a_workshop(house)
    with house.reading() as session:
        tool = everything(session, here.id)[0]
    made = house.write(plan.add, workshop_id=here.id, field_id=tool.field_id, tool_id=tool.id, role="organiser")
    house.write(
        plan.edit, workshop_id=here.id, entry_id=made["entry"], revision=1, role="organiser", changes={"years": [2018]}
    )
    with pytest.raises(BadInput) as refused:
        change(house, here, years="2019-2020")
    assert refused.value.facts == {"field": "years", "reason": "in_use", "value": "2018"}
    change(house, here, years="2018, 2025")


@given(st.lists(st.integers(1900, 2999), unique=True, max_size=30))
def test_years_are_read_as_they_are_shown(years: list[int]) -> None:
    assert written.years(written.years_shown(years)) == sorted(years)


def test_deleting_takes_the_code_and_everything(any_house: House) -> None:
    here, other = a_workshop(any_house), a_workshop(any_house)
    builders.people(any_house, here, 3)
    run_to(any_house, here, "choice")
    vote = builders.vote_of(any_house, here)
    for wrong in ("", other.code, here.code[:-1]):
        with pytest.raises(BadInput):
            any_house.write(preparation.delete, workshop_id=here.id, typed=wrong)
    gone = any_house.write(preparation.delete, workshop_id=here.id, typed=f" {here.code.lower()} ")
    assert gone == {"code": here.code, "votes": [vote.id]}
    with any_house.reading() as session:
        with pytest.raises(NotFound):
            workshops.by_code(session, here.code)
        assert workshops.by_code(session, other.code).id == other.id
