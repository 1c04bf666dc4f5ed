"""The reception: a link that adds seats and prints slips, and opens nothing else."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from facilitation import access, groups, participants, workshop
from facilitation.access import Role
from facilitation.house import House
from facilitation.live.visitor import cookie_name
from facilitation.workshop import Workshop
from tests.builders import KEY, a_link, a_workshop, as_host, people, run_to, tables_of

JSON = {"Accept": "application/json"}


@pytest.fixture
def here(house: House) -> Workshop:
    return a_workshop(house)


@pytest.fixture
def reception(client: FlaskClient, house: House, here: Workshop) -> FlaskClient:
    link = a_link(house, here, Role.RECEPTION)
    client.set_cookie(cookie_name("reception", here.code, False), access.secret_of(KEY, link))
    return client


def add(client: FlaskClient, here: Workshop, **given: str) -> dict[str, object]:
    answer = client.post(f"/w/{here.code}/seats", data=given, headers=JSON)
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.get_json()
    return found


def test_a_seat_is_added_in_one_press_and_leads_to_its_slip(reception: FlaskClient, here: Workshop) -> None:
    added = add(reception, here, name="Cem")
    slip = reception.get(str(added["location"]))
    assert slip.status_code == 200
    assert "Cem" in slip.text and f'href="/w/{here.code}/reception"' in slip.text


def test_the_desk_names_those_without_a_phone_and_nobody_else(
    reception: FlaskClient, house: House, here: Workshop
) -> None:
    people(house, here, 6)
    run_to(house, here, "vision")
    table = tables_of(house, here)[2]
    add(reception, here, name="Cem", table_id=table.id)
    state = reception.get(f"/w/{here.code}/reception", headers=JSON).get_json()
    assert (state["present"], state["without_phone"], state["locked"]) == (7, 1, False)
    [seat] = state["seats"]
    assert (seat["name"], seat["table"]["number"]) == ("Cem", table.number)
    page = reception.get(f"/w/{here.code}/reception").text
    assert "Cem" in page and "Gast 1" not in page


def test_an_empty_desk_says_so(reception: FlaskClient, here: Workshop) -> None:
    assert "Noch hat niemand einen Platz ohne Telefon." in reception.get(f"/w/{here.code}/reception").text


def test_a_locked_door_keeps_phones_out_and_not_the_reception(
    reception: FlaskClient, house: House, here: Workshop
) -> None:
    house.write(workshop.lock_door, workshop_id=here.id, locked=True)
    assert add(reception, here)["ok"]
    assert "geschlossen; einen Platz können Sie trotzdem vergeben" in reception.get(f"/w/{here.code}/reception").text


@pytest.mark.parametrize("page", ["moderation", "moderation/doors", "moderation/journal", "table/1", "office"])
def test_it_opens_no_other_page(reception: FlaskClient, here: Workshop, page: str) -> None:
    assert reception.get(f"/w/{here.code}/{page}").status_code == 403


@pytest.mark.parametrize("press", ["agenda/steps", "door", "links", "groupings", "showing", "settings"])
def test_it_presses_nothing_of_the_moderators(reception: FlaskClient, here: Workshop, press: str) -> None:
    assert reception.post(f"/w/{here.code}/{press}", headers=JSON).status_code == 403


def test_the_journal_tells_that_the_reception_added_a_seat(
    reception: FlaskClient, app: Flask, house: House, here: Workshop
) -> None:
    from facilitation import journal

    add(reception, here, name="Cem")
    with house.reading() as session:
        last = journal.entries(session, here.id)[-1]
    assert (last.role, last.action) == ("reception", "seat.add")
    assert "Cem" not in str(last.facts)


def test_a_host_prints_the_slips_of_the_own_table_and_of_who_has_none_yet(
    app: Flask, house: House, here: Workshop
) -> None:
    people(house, here, 10)
    hanna = app.test_client()
    as_host(hanna, here, 1)
    early = house.write(groups.arrive, workshop_id=here.id)["participant"]
    slip = f"/w/{here.code}/seats/{{}}/slip"
    assert hanna.get(slip.format(early)).status_code == 200
    run_to(house, here, "vision")
    own, other = tables_of(house, here)[:2]
    with house.reading() as session:
        grouping = groups.current(session, here.id)
        seated = [person.id for person in participants.present(session, here.id)]
        routes = {person: set(groups.route(session, grouping, person).values()) for person in seated}
    told = {person: hanna.get(slip.format(person)).status_code for person in routes}
    assert {person for person, status in told.items() if status == 200} == {
        person for person, tables in routes.items() if own.id in tables
    }
    assert set(told.values()) == {200, 403}, "the control: there are people of other tables"
    assert other.id != own.id
