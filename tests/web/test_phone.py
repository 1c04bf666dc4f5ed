"""The phone: what it shows in each activity, what may be sent from it, and what it must never show."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from facilitation import access, ballots, participants, tools
from facilitation.access import Role
from facilitation.ballots import conduct, ties
from facilitation.database.operations import Operation
from facilitation.house import House
from facilitation.journal import entries as journal_lines
from facilitation.workshop import Workshop
from tests.builders import (
    KEY,
    a_link,
    a_workshop,
    as_host,
    as_moderator,
    as_participant,
    cast,
    fields_of,
    open_vote,
    people,
    run_to,
    shut_and_seal,
    step,
    tools_for,
    vote_of,
)  # fmt: skip

JSON = {"Accept": "application/json"}


@pytest.fixture
def here(house: House) -> Workshop:
    return a_workshop(house)


@pytest.fixture
def ben(client: FlaskClient, here: Workshop) -> str:
    return as_participant(client, here, "Ben", "Amt")


@pytest.fixture
def cem(client: FlaskClient, here: Workshop) -> FlaskClient:
    other = client.application.test_client()
    as_participant(other, here, "Cem", "Schule")
    return other


def post(client: FlaskClient, here: Workshop, path: str, **given: Any) -> TestResponse:
    return client.post(f"/w/{here.code}/{path}", json=given, headers=JSON)


def regions(client: FlaskClient, here: Workshop) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/w/{here.code}/phone", headers=JSON).get_json()["regions"]
    return found


def error(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["error"]["code"]


def test_the_phone_shows_every_activity_of_the_day(client: FlaskClient, house: House, here: Workshop, ben: str) -> None:
    people(house, here, 24)
    seen = [regions(client, here)["phone"]["activity"]]
    step(house, here, "start")
    while True:
        page = client.get(f"/w/{here.code}/")
        assert page.status_code == 200
        seen.append(regions(client, here)["phone"]["activity"])
        if seen[-1] == "closing":
            break
        step(house, here, "next")
    step(house, here, "close")
    seen.append(regions(client, here)["phone"]["activity"])
    assert set(seen) == {
        "waiting", "arrival", "plenum", "break", "grouping", "move", "vision", "choice", "results", "closing", "over",
    }  # fmt: skip


def test_only_who_has_joined_sees_the_phone(client: FlaskClient, here: Workshop) -> None:
    assert error(client.get(f"/w/{here.code}/phone", headers=JSON)) == (403, "not_allowed")
    assert error(client.get(f"/w/{here.code}/regions/phone", headers=JSON)) == (403, "not_allowed")
    as_participant(client, here)
    assert client.get(f"/w/{here.code}/regions/phone", headers=JSON).status_code == 200


def test_a_pull_gives_the_named_regions_and_no_operation_ids(
    client: FlaskClient, house: House, here: Workshop, ben: str
) -> None:
    run_to(house, here, "vision")
    pulled = client.get(f"/w/{here.code}/regions/phone?names=phone,mine", headers=JSON).get_json()["regions"]
    assert [region["name"] for region in pulled] == ["phone", "mine"]
    assert all('name="key"' not in region["html"] for region in pulled)
    assert 'name="key"' in client.get(f"/w/{here.code}/").text


def test_the_route_names_a_table_for_every_round(client: FlaskClient, house: House, here: Workshop, ben: str) -> None:
    people(house, here, 19)
    run_to(house, here, "move")
    route = regions(client, here)["mine"]["route"]
    assert [stop["round"] for stop in route] == [1, 2, 3]
    assert [stop["place"] for stop in route] == ["next", "ahead", "ahead"]
    assert route[0]["table"] == route[2]["table"] != route[1]["table"]
    assert regions(client, here)["phone"]["table"] == route[0]["table"]


def test_a_card_hangs_on_the_wall_of_the_own_table_without_a_name(
    client: FlaskClient, house: House, here: Workshop, ben: str
) -> None:
    run_to(house, here, "vision")
    answer = post(client, here, "statements", text="Der Bus kommt auch sonntags.", key="k" * 20)
    assert (answer.status_code, answer.get_json()["said"]) == (200, "Angepinnt.")
    shown = regions(client, here)
    [card] = shown["phone"]["cards"]
    assert (card["text"], card["support"], card["late"], card["school"]) == (
        "Der Bus kommt auch sonntags.",
        0,
        False,
        False,
    )
    assert ben not in json.dumps(shown["phone"]) and "Ben" not in json.dumps(shown["phone"])
    assert [(mine["id"], mine["state"]) for mine in shown["mine"]["cards"]] == [(card["id"], "shown")]


def test_pinning_twice_with_one_key_is_one_card(client: FlaskClient, house: House, here: Workshop, ben: str) -> None:
    run_to(house, here, "vision")
    answers = [post(client, here, "statements", text="Ein Bus.", key="k" * 20).get_json()["result"] for _ in range(2)]
    assert answers[0] == answers[1]
    post(client, here, "statements", text="Ein Bus.", key="l" * 20)
    assert len(regions(client, here)["phone"]["cards"]) == 2


def test_a_waiting_card_is_seen_by_its_author_alone(client: FlaskClient, house: House) -> None:
    here = a_workshop(house, pre_moderation=True)
    as_participant(client, here)
    run_to(house, here, "vision")
    post(client, here, "statements", text="Noch nicht für alle.")
    shown = regions(client, here)
    assert shown["phone"]["cards"] == []
    assert [card["state"] for card in shown["mine"]["cards"]] == ["waiting"]


def test_support_counts_once_and_can_be_taken_back(
    client: FlaskClient, house: House, here: Workshop, ben: str, cem: FlaskClient
) -> None:
    run_to(house, here, "vision")
    card = post(client, here, "statements", text="Ein Bus.").get_json()["result"]["statement"]
    for _ in range(2):
        assert post(cem, here, f"statements/{card}/support").status_code == 200
    assert regions(cem, here)["mine"]["supported"] == [card]
    assert regions(client, here)["mine"]["supported"] == []
    assert regions(client, here)["phone"]["cards"][0]["support"] == 1
    post(cem, here, f"statements/{card}/support/withdrawal")
    assert regions(client, here)["phone"]["cards"][0]["support"] == 0


def test_the_page_marks_own_support_without_script_and_a_push_does_not(
    client: FlaskClient, house: House, here: Workshop, ben: str
) -> None:
    run_to(house, here, "vision")
    card = post(client, here, "statements", text="Ein Bus.").get_json()["result"]["statement"]
    assert 'aria-pressed="false" aria-describedby' in client.get(f"/w/{here.code}/").text
    back = client.post(f"/w/{here.code}/statements/{card}/support", data={"key": "s" * 20})
    assert (back.status_code, back.location) == (303, f"/w/{here.code}/")
    assert f"statements/{card}/support/withdrawal" in client.get(f"/w/{here.code}/").text


def test_an_own_card_can_be_deleted_and_a_foreign_one_cannot(
    client: FlaskClient, house: House, here: Workshop, ben: str, cem: FlaskClient
) -> None:
    run_to(house, here, "vision")
    card = post(client, here, "statements", text="Ein Bus.").get_json()["result"]["statement"]
    assert error(post(cem, here, f"statements/{card}/deletion")) == (403, "not_allowed")
    assert post(client, here, f"statements/{card}/deletion").get_json()["result"]["text"] == "deleted"
    assert regions(client, here)["phone"]["cards"] == []


def test_round_two_builds_on_the_cards_of_round_one(
    client: FlaskClient, house: House, here: Workshop, ben: str
) -> None:
    run_to(house, here, "vision")
    card = post(client, here, "statements", text="Aus der ersten Runde.").get_json()["result"]["statement"]
    field = regions(client, here)["phone"]["table"]["field"]
    run_to(house, here, "vision", 2)
    next_one = _joins_until(client, here, lambda scene: scene["table"]["field"] == field)
    scene = regions(next_one, here)["phone"]
    assert (scene["cards"], [part["round"] for part in scene["earlier"]]) == ([], [1])
    assert [one["id"] for one in scene["earlier"][0]["cards"]] == [card]
    assert regions(client, here)["phone"]["earlier"] == []  # Ben sits elsewhere now


def _joins_until(client: FlaskClient, here: Workshop, seated: Callable[[dict[str, Any]], bool]) -> FlaskClient:
    """Latecomers join one after another until one sits as wanted."""
    while True:
        latecomer = client.application.test_client()
        as_participant(latecomer, here)
        if seated(regions(latecomer, here)["phone"]):
            return latecomer


def test_pupils_write_for_all_fields_and_neither_vote_nor_support(
    client: FlaskClient, house: House, here: Workshop
) -> None:
    secret_link = a_link(house, here, Role.SCHOOL)
    client.post(f"/w/{here.code}/sessions", data={"secret": access.secret_of(KEY, secret_link)})
    client.post(f"/w/{here.code}/participants", data={"key": "the-key-of-a-pupil-1"})
    assert regions(client, here)["mine"]["school"]["is_open"] is True
    pinned = post(client, here, "statements", text="Ein Park für alle.").get_json()["result"]
    assert len(pinned["also"]) == len(fields_of(house, here)) - 1
    assert error(post(client, here, f"statements/{pinned['statement']}/support")) == (403, "not_allowed")
    run_to(house, here, "choice")
    vote = open_vote(house, here)
    assert error(post(client, here, f"votes/{vote.id}/ballots", ballot_id="b" * 22, abstain=True)) == (
        403,
        "not_allowed",
    )
    assert regions(client, here)["mine"]["school"]["is_open"] is False


def test_a_proposed_tool_waits_for_the_host(client: FlaskClient, house: House, here: Workshop, ben: str) -> None:
    assert error(post(client, here, "tools", title="Bürgerbus")) == (409, "not_yet")
    run_to(house, here, "choice")
    proposed = post(client, here, "tools", title="Bürgerbus", description="Fährt abends.").get_json()["result"]
    shown = regions(client, here)
    assert shown["mine"]["proposals"] == [{"id": proposed["tool"], "title": "Bürgerbus", "admission": "waiting"}]
    assert "Bürgerbus" not in json.dumps(shown["phone"], ensure_ascii=False)
    assert client.get(f"/w/{here.code}/tools/{proposed['tool']}", headers=JSON).status_code == 404


def test_the_shelf_is_searched_by_words(client: FlaskClient, here: Workshop) -> None:
    found = client.get(f"/w/{here.code}/tools?q=pflegeordner", headers=JSON).get_json()
    titles = [tool["title"] for drawer in found["drawers"] for tool in drawer["tools"]]
    assert "Pflegeordner" in titles and len(titles) == found["found"] < 65
    sheet = next(t for d in found["drawers"] for t in d["tools"] if t["title"] == "Pflegeordner")
    assert client.get(f"/w/{here.code}/tools/{sheet['id']}").status_code == 200


@pytest.fixture
def vote(house: House, here: Workshop, ben: str) -> ballots.Vote:
    run_to(house, here, "choice")
    return open_vote(house, here)


def paper(client: FlaskClient, here: Workshop) -> list[str]:
    return [tool["id"] for sheet in regions(client, here)["phone"]["sheets"] for tool in sheet["tools"]]


def ballot(
    client: FlaskClient, here: Workshop, vote: ballots.Vote, points: dict[str, int], **more: Any
) -> TestResponse:
    given = {"ballot_id": "ballot-of-ben-000000001", "points": points, **more}
    return post(client, here, f"votes/{vote.id}/ballots", **given)


def test_a_ballot_goes_into_the_box_and_can_be_looked_up_and_changed(
    client: FlaskClient, house: House, here: Workshop, vote: ballots.Vote
) -> None:
    first, second, *_ = paper(client, here)
    receipt = ballot(client, here, vote, {first: 3, second: 2}).get_json()
    assert (receipt["said"], receipt["result"]["points"]) == ("Ihr Stimmzettel liegt im Kasten.", {first: 3, second: 2})
    assert ballot(client, here, vote, {second: 1}).status_code == 200
    looked = post(client, here, f"votes/{vote.id}/ballots/lookup", ballot_id="ballot-of-ben-000000001").get_json()[
        "result"
    ]
    assert (looked["points"], looked["abstained"]) == ({second: 1}, False)
    assert sum(house.boxes.turnout(vote).values()) == 1
    assert error(post(client, here, f"votes/{vote.id}/ballots/lookup", ballot_id="somebody-elses-0000001")) == (
        404,
        "no_ballot",
    )


def test_a_ballot_leaves_no_operation_and_no_journal_line(
    client: FlaskClient, house: House, here: Workshop, vote: ballots.Vote
) -> None:
    def traces() -> tuple[int, int]:
        with house.reading() as session:
            return session.query(Operation).count(), len(journal_lines(session, here.id))

    before = traces()
    ballot(client, here, vote, {paper(client, here)[0]: 1}, key="k" * 20)
    assert traces() == before
    post(client, here, "me", name="Ben", institution="", key="m" * 20)
    assert traces()[0] == before[0] + 1  # the control: another write does leave its operation


def test_wrong_ballots_are_refused_with_their_reason(
    client: FlaskClient, house: House, here: Workshop, vote: ballots.Vote
) -> None:
    mine = paper(client, here)
    with house.reading() as session:
        foreign = next(option.tool_id for option in ballots.options(session, vote) if option.tool_id not in mine)
    assert error(ballot(client, here, vote, {mine[0]: 4})) == (422, "too_many_on_one")
    assert error(ballot(client, here, vote, {mine[0]: 3, mine[1]: 3})) == (422, "points_spent")
    assert error(ballot(client, here, vote, {foreign: 1})) == (422, "foreign_tool")
    empty = ballot(client, here, vote, {mine[0]: 0})
    assert empty.get_json()["error"]["message"] == "Verteilen Sie Punkte oder drücken Sie „Ich enthalte mich“."
    assert house.boxes.turnout(vote) == {}
    assert ballot(client, here, vote, {}, abstain=True).status_code == 200


def test_a_second_phone_of_the_same_seat_cannot_vote_again(
    client: FlaskClient, here: Workshop, vote: ballots.Vote
) -> None:
    first = paper(client, here)[0]
    ballot(client, here, vote, {first: 1})
    assert error(ballot(client, here, vote, {first: 1}, ballot_id="another-ballot-00000001")) == (409, "already_voted")


def test_a_late_ballot_is_told_when_the_vote_was_shut(
    client: FlaskClient, house: House, here: Workshop, vote: ballots.Vote
) -> None:
    first = paper(client, here)[0]
    house.write(conduct.shut, workshop_id=here.id, vote_id=vote.id, revision=vote.revision, role="moderator")
    house.follow_box(here.id, vote.id)
    late = ballot(client, here, vote, {first: 1})
    assert error(late) == (409, "vote_not_open")
    assert late.get_json()["error"]["message"].startswith("Die Abstimmung ist um 15:30 Uhr geschlossen worden.")
    assert regions(client, here)["phone"]["vote"]["state"] == "shut"


def test_hosts_and_moderators_have_no_ballot(client: FlaskClient, here: Workshop, vote: ballots.Vote) -> None:
    hanna, ada = client.application.test_client(), client.application.test_client()
    as_host(hanna, here, 1)
    as_moderator(ada, here)
    for somebody in (hanna, ada):
        assert error(ballot(somebody, here, vote, {}, abstain=True)) == (403, "not_allowed")


def test_without_script_a_cookie_on_the_votes_path_remembers_the_ballot(
    client: FlaskClient, house: House, here: Workshop, vote: ballots.Vote
) -> None:
    first = paper(client, here)[0]
    address = f"/w/{here.code}/votes/{vote.id}"
    sent = client.post(f"{address}/ballots", data={"ballot_id": "drawn-by-the-server-01", f"points.{first}": "2"})
    assert (sent.status_code, sent.location) == (303, f"{address}/ballot")
    [told] = sent.headers.getlist("Set-Cookie")
    assert "HttpOnly" in told and f"Path={address}" in told
    assert "Ihr Stimmzettel liegt im Kasten." in client.get(f"{address}/ballot").text
    client.post(f"{address}/ballots", data={"ballot_id": "drawn-for-a-new-page-2", f"points.{first}": "1"})
    lying = house.boxes.look_up(vote, "drawn-by-the-server-01")
    assert lying is not None and lying.content["points"] == {first: 1}


def test_nothing_of_a_result_is_told_before_its_reveal(
    client: FlaskClient, house: House, here: Workshop, ben: str
) -> None:
    everybody = [ben, *people(house, here, 59)]
    run_to(house, here, "choice")
    vote = open_vote(house, here)
    for person in everybody:
        cast(house, here, vote, person, {tools_for(house, here, vote, person)[0]: 3})
    vote = shut_and_seal(house, here, vote)
    run_to(house, here, "results")
    address = f"/w/{here.code}/results"
    hidden = json.dumps([regions(client, here)["phone"], client.get(address, headers=JSON).get_json()])
    assert '"points"' not in hidden and '"rank"' not in hidden
    for field in fields_of(house, here):
        house.write(conduct.reveal, workshop_id=here.id, vote_id=vote.id, field_id=field.id, role="moderator")
    [told] = regions(client, here)["phone"]["votes"]
    assert [part["rows"][0]["points"] for part in told["fields"]] == [36] * 5
    assert told["fields"][0]["field"] == regions(client, here)["phone"]["table"]["field"]
    assert len(client.get(address, headers=JSON).get_json()["votes"][0]["fingerprints"]) == 60


def test_a_field_with_few_ballots_shows_its_ranks_alone(
    client: FlaskClient, house: House, here: Workshop, vote: ballots.Vote
) -> None:
    ballot(client, here, vote, {paper(client, here)[0]: 3})
    field = regions(client, here)["phone"]["table"]["field"]["id"]
    sealed = shut_and_seal(house, here, vote)
    run_to(house, here, "results")
    house.write(conduct.reveal, workshop_id=here.id, vote_id=sealed.id, field_id=field, role="moderator")
    [told] = regions(client, here)["phone"]["votes"]
    [few] = told["fields"]
    assert (few["ballots"], few["points"], few["shows_points"]) == (1, None, False)
    assert {(row["points"], row["people"]) for row in few["rows"]} == {(None, None)}


def test_a_run_off_gives_a_ballot_to_its_own_field_only(
    client: FlaskClient, house: House, here: Workshop, ben: str
) -> None:
    everybody = [ben, *people(house, here, 24)]
    run_to(house, here, "choice")
    vote = open_vote(house, here)
    for person in everybody:
        six = tools_for(house, here, vote, person)[:6]
        cast(house, here, vote, person, dict.fromkeys(six[:5], 1) if person == ben else {six[5]: 1})
    vote = shut_and_seal(house, here, vote)
    run_to(house, here, "results")
    own = regions(client, here)["phone"]["table"]["field"]["id"]
    house.write(conduct.reveal, workshop_id=here.id, vote_id=vote.id, field_id=own, role="moderator")
    made = house.write(
        ties.decide_tie, workshop_id=here.id, vote_id=vote.id, field_id=own, method=ballots.Method.RUN_OFF,
        role="moderator",
    )  # fmt: skip
    step(house, here, "next")
    assert vote_of(house, here).id == made["run_off"]
    run_off = open_vote(house, here)
    assert regions(client, here)["phone"]["vote"]["is_mine"] is True
    stranger = _joins_until(client, here, lambda scene: scene["table"]["field"]["id"] != own)
    seen = regions(stranger, here)["phone"]
    assert (seen["vote"]["is_mine"], seen["sheets"]) == (False, [])
    assert error(ballot(stranger, here, run_off, {}, abstain=True)) == (422, "foreign_tool")


def test_forgetting_the_phone_takes_name_and_cookie(
    client: FlaskClient, house: House, here: Workshop, ben: str
) -> None:
    post(client, here, "me/forgetting", key="k" * 20)
    assert client.get_cookie(f"zw-participant-{here.code}") is None
    with house.reading() as session:
        person = participants.one(session, here.id, ben)
    assert (person.name, person.key_hash, person.is_here) == ("", None, False)


def test_the_phone_speaks_the_language_its_owner_chose(client: FlaskClient, here: Workshop, ben: str) -> None:
    assert post(client, here, "language", lang="en").status_code == 200
    assert regions(client, here)["phone"]["lang"] == "en"
    assert post(client, here, "language", lang="xx").status_code == 422


def test_who_has_left_may_write_nothing_more(client: FlaskClient, house: House, here: Workshop, ben: str) -> None:
    run_to(house, here, "vision")
    assert post(client, here, "statements", text="Noch da.").status_code == 200
    post(client, here, "me/departure")
    assert error(post(client, here, "statements", text="Schon fort.")) == (403, "not_allowed")


def test_closing_names_what_goes_into_the_plan(
    client: FlaskClient, house: House, here: Workshop, vote: ballots.Vote
) -> None:
    chosen = paper(client, here)[0]
    ballot(client, here, vote, {chosen: 3})
    sealed = shut_and_seal(house, here, vote)
    run_to(house, here, "closing")
    assert regions(client, here)["phone"]["plan"] == []
    field = regions(client, here)["phone"]["table"]["field"]["id"]
    house.write(conduct.reveal, workshop_id=here.id, vote_id=sealed.id, field_id=field, role="moderator")
    [part] = regions(client, here)["phone"]["plan"]
    with house.reading() as session:
        assert part["entries"][0]["title"] == tools.one(session, here.id, chosen).title
