"""Who has a ballot and who has none, when a ballot is found again, and what two presses at once may not do."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from facilitation import ballots, day, fields, groups, participants
from facilitation.ballots import Vote
from facilitation.house import House
from facilitation.participants import Kind
from facilitation.workshop import Workshop
from tests.builders import (
    a_workshop,
    as_moderator,
    cast,
    fields_of,
    look,
    open_vote,
    people,
    run_to,
    shut_and_seal,
    step,
    tools_for,
    vote_of,
)  # fmt: skip
from tests.web.roles import JSON, arrived

BALLOT = "the-ballot-of-ben-01"


def fresh(house: House, here: Workshop) -> Vote:
    with house.reading() as session:
        return ballots.of_workshop(session, here.id)[0]


def press(client: FlaskClient, here: Workshop, vote: Vote, what: str, **sent: Any) -> TestResponse:
    body = {"revision": vote.revision, **sent}
    return client.post(f"/w/{here.code}/votes/{vote.id}/{what}", data=body, headers=JSON)


def people_of(house: House, here: Workshop) -> list[str]:
    with house.reading() as session:
        return [person.id for person in participants.present(session, here.id)]


@pytest.fixture
def here(house: House) -> Workshop:
    made = a_workshop(house, places=2)
    people(house, made, 20)
    run_to(house, made, "choice")
    return made


@pytest.fixture
def ada(client: FlaskClient, here: Workshop) -> FlaskClient:
    as_moderator(client, here)
    return client


def test_a_ballot_is_found_by_its_id_in_the_box_and_after_the_last_reveal(
    ada: FlaskClient, house: House, here: Workshop
) -> None:
    vote = open_vote(house, here)
    ben = people_of(house, here)[0]
    tool = tools_for(house, here, vote, ben)[0]
    cast(house, here, vote, ben, {tool: 2}, ballot_id=BALLOT)
    emil = ada.application.test_client()

    def found() -> Any:
        answer = emil.post(f"/w/{here.code}/votes/{vote.id}/ballots/lookup", data={"ballot_id": BALLOT}, headers=JSON)
        return answer.get_json()["result"]["points"] if answer.status_code == 200 else answer.status_code

    told = [found()]
    shut_and_seal(house, here, vote)
    told.append(found())
    for field in fields_of(house, here):
        press(ada, here, vote, "reveals", field_id=field.id)
        told.append(found())
    assert told == [{tool: 2}, 404, 404, 404, 404, 404, {tool: 2}]


def test_neither_pupils_nor_unknown_numbers_have_a_ballot(client: FlaskClient, house: House) -> None:
    plenary = a_workshop(house, vote_scope="plenary")
    people(house, plenary, 5)
    pupil, jar = arrived(house, plenary, Kind.PUPIL)
    as_moderator(client, plenary)
    run_to(house, plenary, "choice")
    vote = open_vote(house, plenary)
    with house.reading() as session:
        number = participants.one(session, plenary.id, pupil).number
    told = [press(client, plenary, vote, "paper-ballots", number=n, abstain="1") for n in (number, 99, 1)]
    assert [answer.status_code for answer in told] == [409, 404, 200]
    phone = client.application.test_client()
    for name, value in jar.items():
        phone.set_cookie(name, value)
    assert press(phone, plenary, vote, "ballots", abstain="1", ballot_id=BALLOT).status_code == 403
    assert house.boxes.turnout(vote) == {"": 1}


def test_phones_are_let_in_and_out_with_the_presses(ada: FlaskClient, house: House, here: Workshop) -> None:
    vote = vote_of(house, here)
    _ben, jar = arrived(house, here)
    phone = ada.application.test_client()
    for name, value in jar.items():
        phone.set_cookie(name, value)
    told = []
    for what in ("", "opening", "shutting", "shutting/undo"):
        if what:
            assert press(ada, here, fresh(house, here), what).status_code == 200
        told.append(press(phone, here, vote, "ballots", abstain="1", ballot_id=BALLOT).status_code)
    assert told == [409, 200, 409, 200]


def at_table(house: House, here: Workshop, table: int) -> list[participants.Participant]:
    """Who sits there now."""
    with house.reading() as session:
        wanted = fields.table_by_number(session, here.id, table).id
        number = look(house, here).round_number or 3
        return groups.seated(session, groups.current(session, here.id), number)[wanted]


def revealed_tie(ada: FlaskClient, house: House, here: Workshop) -> tuple[Vote, str]:
    """Three tools with three points each for two places, in field 1, revealed."""
    vote, field = open_vote(house, here), fields_of(house, here)[0]
    for nth, person in enumerate(at_table(house, here, 1)[:3]):
        cast(house, here, vote, person.id, {tools_for(house, here, vote, person.id)[nth]: 3})
    run_to(house, here, "results")
    vote = shut_and_seal(house, here, fresh(house, here))
    assert press(ada, here, vote, "reveals", field_id=field.id).status_code == 200
    return vote, field.id


def test_two_who_press_stichwahl_at_once_make_one(ada: FlaskClient, house: House, here: Workshop) -> None:
    vote, field = revealed_tie(ada, house, here)
    told = [press(ada, here, vote, "ties", field_id=field, method="run_off") for _ in range(2)]
    assert [answer.status_code for answer in told] == [200, 409]
    with house.reading() as session:
        assert len(ballots.of_workshop(session, here.id)) == 2


def test_a_run_off_that_was_overtaken_by_the_draw_changes_nothing(
    ada: FlaskClient, house: House, here: Workshop
) -> None:
    vote, field = revealed_tie(ada, house, here)
    press(ada, here, vote, "ties", field_id=field, method="run_off")
    drawn = press(ada, here, vote, "ties", field_id=field, method="draw").get_json()["result"]["chosen"]
    step(house, here, "next")
    run_off = open_vote(house, here)
    loser = next(tool for tool in tools_for(house, here, run_off, at_table(house, here, 1)[0].id) if tool not in drawn)
    for person in at_table(house, here, 1):
        cast(house, here, run_off, person.id, {loser: 1})
    sealed = shut_and_seal(house, here, run_off)
    press(ada, here, sealed, "reveals", field_id=field)
    with house.reading() as session:
        assert sorted(ballots.decisions(session, vote)[field].chosen) == sorted(drawn)


def test_a_run_off_takes_ballots_from_its_own_field_only(ada: FlaskClient, house: House, here: Workshop) -> None:
    vote, field = revealed_tie(ada, house, here)
    press(ada, here, vote, "ties", field_id=field, method="run_off")
    step(house, here, "next")
    run_off = open_vote(house, here)
    assert run_off.is_run_off
    seats = [at_table(house, here, table)[0].number for table in (1, 2)]
    told = [press(ada, here, run_off, "paper-ballots", number=number, abstain="1") for number in seats]
    assert [answer.status_code for answer in told] == [200, 422]
    assert told[1].get_json()["error"]["code"] == "foreign_tool"
    with house.reading() as session, pytest.raises(ballots.ForeignTool):
        day.ballot_paper(session, here.id, run_off, at_table(house, here, 2)[0].id)
