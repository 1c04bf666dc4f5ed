"""The table host's desk: who may do what at which table, and what the desk shows and saves."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from facilitation import day, statements, visions
from facilitation.fields import Table
from facilitation.house import House
from facilitation.workshop import Workshop
from tests.builders import (
    a_workshop,
    as_host,
    as_moderator,
    as_participant,
    cast,
    fields_of,
    open_vote,
    people,
    run_to,
    tables_of,
    tools_for,
)  # fmt: skip

JSON = {"Accept": "application/json"}


@pytest.fixture
def workshop(house: House) -> Workshop:
    made = a_workshop(house)
    people(house, made, 20)
    return made


@pytest.fixture
def hall(house: House, workshop: Workshop) -> Workshop:
    """Round 1 is on."""
    run_to(house, workshop, "vision")
    return workshop


def table(house: House, workshop: Workshop, number: int = 4) -> Table:
    return next(one for one in tables_of(house, workshop) if one.number == number)


def pin(house: House, workshop: Workshop, text: str = "Der Bus fährt auch abends.", number: int = 4) -> str:
    made = house.write(
        day.pin_for_guest, workshop_id=workshop.id, table_id=table(house, workshop, number).id, text=text
    )
    return str(made["statement"])


def post(client: FlaskClient, workshop: Workshop, path: str, **sent: Any) -> Any:
    return client.post(f"/w/{workshop.code}/{path}", data=sent, headers=JSON)


def desk(client: FlaskClient, workshop: Workshop, number: int = 4) -> dict[str, Any]:
    answer = client.get(f"/w/{workshop.code}/table/{number}", headers=JSON)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json["regions"]["table"]
    return found


@pytest.mark.parametrize(
    ("who", "status"), [("host", 200), ("moderator", 200), ("neighbour", 403), ("ben", 403), ("emil", 403)]
)
def test_the_desk_opens_for_its_host_and_moderators(
    client: FlaskClient, workshop: Workshop, who: str, status: int
) -> None:
    if who == "host":
        as_host(client, workshop, 4)
    elif who == "neighbour":
        as_host(client, workshop, 3)
    elif who == "moderator":
        as_moderator(client, workshop)
    elif who == "ben":
        as_participant(client, workshop)
    assert client.get(f"/w/{workshop.code}/table/4", headers=JSON).status_code == status
    assert client.get(f"/w/{workshop.code}/table/4").status_code == status


def test_a_desk_asks_for_its_own_regions_only(client: FlaskClient, house: House, workshop: Workshop) -> None:
    as_host(client, workshop, 4)
    for number, status in ((4, 200), (3, 403)):
        address = f"/w/{workshop.code}/regions/table?table={table(house, workshop, number).id}"
        assert client.get(address, headers=JSON).status_code == status
    assert client.get(f"/w/{workshop.code}/regions/table", headers=JSON).status_code == 404


def test_every_press_on_a_foreign_field_is_refused(client: FlaskClient, house: House, hall: Workshop) -> None:
    own, foreign = table(house, hall, 4), table(house, hall, 3)
    card, other = pin(house, hall, number=3), pin(house, hall, "Ein Treffpunkt.", number=3)
    as_host(client, hall, 4)
    presses: list[tuple[str, dict[str, Any]]] = [
        (f"statements/{card}/hiding", {"reason": "fremd"}),
        (f"statements/{card}/admission", {}),
        (f"statements/{card}/merging", {"into_id": other}),
        (f"statements/{card}/unmerging", {}),
        (f"statements/{card}/cluster", {"cluster_id": ""}),
        (f"fields/{foreign.field_id}/clusters", {"title": "Fremd"}),
        (f"tables/{foreign.id}/statements", {"text": "Fremd"}),
        (f"tables/{foreign.id}/tools", {"title": "Fremd"}),
        (f"tables/{foreign.id}/seats", {}),
        (f"fields/{foreign.field_id}/vision", {"base": 0, "text.0": "Fremd."}),
        (f"fields/{foreign.field_id}/vision/agreement", {"number": 1}),
        (f"fields/{foreign.field_id}/vision/take-over", {"number": 1}),
        (f"fields/{foreign.field_id}/tools/order", {"tool_ids": ""}),
    ]
    assert [post(client, hall, path, **sent).status_code for path, sent in presses] == [403] * len(presses)
    assert post(client, hall, f"fields/{own.field_id}/clusters", title="Eigen").status_code == 200


def test_a_moderator_may_act_at_every_table(client: FlaskClient, house: House, hall: Workshop) -> None:
    as_moderator(client, hall)
    for number in (3, 4):
        card = pin(house, hall, number=number)
        assert post(client, hall, f"statements/{card}/hiding", reason="Steht doppelt da").status_code == 200


def test_a_card_is_moved_merged_hidden_and_taken_back(client: FlaskClient, house: House, hall: Workshop) -> None:
    as_host(client, hall, 4)
    bus, coach = pin(house, hall), pin(house, hall, "Der Bus fährt am Abend auch.")
    field = table(house, hall).field_id
    cluster = post(client, hall, f"fields/{field}/clusters", title="Unterwegs").json["result"]["cluster"]
    moved = post(client, hall, f"statements/{bus}/cluster", cluster_id=cluster).json
    assert moved["undo"]["fields"] == {"cluster_id": ""}
    merged = post(client, hall, f"statements/{coach}/merging", into="k1").json
    state = desk(client, hall)
    assert [card["id"] for card in state["clusters"][0]["cards"]] == [bus]
    assert [card["id"] for card in state["clusters"][0]["cards"][0]["under"]] == [coach]
    client.post(merged["undo"]["action"], data=merged["undo"]["fields"], headers=JSON)
    post(client, hall, f"statements/{coach}/hiding", reason="Steht doppelt da")
    state = desk(client, hall)
    assert [(card["id"], card["reason"]) for card in state["hidden_cards"]] == [(coach, "Steht doppelt da")]
    post(client, hall, f"statements/{coach}/admission")
    assert [card["id"] for card in desk(client, hall)["loose"]] == [coach]


def test_a_new_card_says_which_one_it_resembles(client: FlaskClient, house: House, hall: Workshop) -> None:
    as_host(client, hall, 4)
    bus = pin(house, hall, "Der Rufbus kommt auch sonntags ins Dorf.")
    pin(house, hall, "Die Ärztin hat Zeit.")
    pin(house, hall, "Sonntags kommt der Rufbus ins Dorf.")
    assert [card["like"] and card["like"]["id"] for card in desk(client, hall)["loose"]] == [bus, None, None]


def test_waiting_cards_stand_apart(client: FlaskClient, house: House) -> None:
    workshop = a_workshop(house, pre_moderation=True)
    person = people(house, workshop, 10)[0]
    run_to(house, workshop, "vision")
    made = house.write(day.pin, workshop_id=workshop.id, author_id=person, text="Wartet noch.")
    as_moderator(client, workshop)
    seen = [desk(client, workshop, number) for number in range(1, 6)]
    assert [card["id"] for one in seen for card in one["waiting"]] == [made["statement"]]
    assert [card for one in seen for card in one["loose"]] == []


def test_the_desk_never_names_an_author(client: FlaskClient, house: House, hall: Workshop) -> None:
    ben = as_participant(client, hall)
    house.write(day.pin, workshop_id=hall.id, author_id=ben, text="Von Ben.")
    as_moderator(client, hall)
    everything = json.dumps([desk(client, hall, number) for number in range(1, 6)])
    assert "Von Ben." in everything
    assert ben not in everything


def test_the_picture_is_saved_in_sentences_with_their_cards(client: FlaskClient, house: House, hall: Workshop) -> None:
    as_host(client, hall, 4)
    pin(house, hall)
    field = table(house, hall).field_id
    sent = {"base": 0, "text.0": "Alle kommen an.", "cards.0": "K1, k9", "text.1": "", "text.2": "Niemand muss warten."}
    assert post(client, hall, f"fields/{field}/vision", **sent).json["result"]["version"] == 1
    standing = desk(client, hall)["vision"]["current"]
    assert [(one["text"], one["cards"]) for one in standing["sentences"]] == [
        ("Alle kommen an.", ["K1"]), ("Niemand muss warten.", []),
    ]  # fmt: skip
    assert standing["sentences"][1]["hint"] == {"word": "muss", "kind": "duty"}


def test_the_picture_may_come_as_json(client: FlaskClient, house: House, hall: Workshop) -> None:
    as_host(client, hall, 4)
    bus = pin(house, hall)
    address = f"/w/{hall.code}/fields/{table(house, hall).field_id}/vision"
    sentences = [{"text": "Alle kommen an.", "statements": [bus]}]
    assert client.post(address, json={"base": 0, "sentences": sentences}, headers=JSON).status_code == 200
    assert desk(client, hall)["vision"]["current"]["sentences"][0]["cards"] == ["K1"]
    assert client.post(address, json={"base": 1, "sentences": "x"}, headers=JSON).status_code == 422


def test_two_who_save_at_once_see_both_texts(client: FlaskClient, house: House, hall: Workshop) -> None:
    as_host(client, hall, 4)
    path = f"fields/{table(house, hall).field_id}/vision"
    answers = [post(client, hall, path, base=base, **{"text.0": text}).json["result"]
               for base, text in ((0, "Eins."), (1, "Hanna."), (1, "Ada."))]  # fmt: skip
    assert [one["beside"] for one in answers] == [False, False, True]
    both = client.get(f"/w/{hall.code}/{path}", headers=JSON).json["vision"]
    assert (both["current"]["number"], [one["number"] for one in both["beside"]]) == (2, [3])
    post(client, hall, f"{path}/take-over", number=3)
    vision = desk(client, hall)["vision"]
    assert (vision["current"]["sentences"][0]["text"], vision["beside"]) == ("Ada.", [])


def test_a_card_becomes_a_sentence_without_script(client: FlaskClient, house: House, hall: Workshop) -> None:
    as_host(client, hall, 4)
    bus = pin(house, hall)
    address = f"/w/{hall.code}/fields/{table(house, hall).field_id}/vision"
    answer = client.post(address, data={"base": 0, "card": bus, "sentence": "", "table": "4"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/w/{hall.code}/table/4")
    page = client.get(f"/w/{hall.code}/cards/{bus}").get_data(as_text=True)
    assert "zu Satz 1" in page
    assert desk(client, hall)["vision"]["current"]["sentences"][0]["cards"] == ["K1"]


def test_pushed_desks_hold_no_operation_id_and_pages_do(client: FlaskClient, house: House, hall: Workshop) -> None:
    as_host(client, hall, 4)
    pulled = client.get(f"/w/{hall.code}/regions/table?table={table(house, hall).id}").json["regions"]
    assert all('name="key"' not in region["html"] for region in pulled)
    assert 'name="key"' in client.get(f"/w/{hall.code}/table/4").get_data(as_text=True)


def test_a_tool_is_proposed_admitted_and_moved_until_the_vote_opens(
    client: FlaskClient, house: House, workshop: Workshop
) -> None:
    run_to(house, workshop, "choice")
    as_host(client, workshop, 4)
    here = table(house, workshop)
    from_host = post(client, workshop, f"tables/{here.id}/tools", title="Mitfahrbank").json["result"]
    assert from_host["admission"] == "admitted"
    declined = post(client, workshop, f"tools/{from_host['tool']}/admission", admission="declined").json
    assert [tool["id"] for tool in desk(client, workshop)["declined"]] == [from_host["tool"]]
    client.post(declined["undo"]["action"], data=declined["undo"]["fields"], headers=JSON)
    before = [tool["id"] for tool in desk(client, workshop)["tools"]]
    post(client, workshop, f"fields/{here.field_id}/tools/order", up=before[1])
    assert [tool["id"] for tool in desk(client, workshop)["tools"]] == [before[1], before[0], *before[2:]]
    open_vote(house, workshop)
    late = post(client, workshop, f"tables/{here.id}/tools", title="Zu spät")
    assert (late.status_code, late.json["error"]["code"]) == (409, "proposals_closed")


def test_the_desk_shows_how_many_have_voted_and_nothing_else(
    client: FlaskClient, house: House, workshop: Workshop
) -> None:
    run_to(house, workshop, "choice")
    vote = open_vote(house, workshop)
    as_moderator(client, workshop)
    before = desk(client, workshop)
    ben = as_participant(client, workshop)
    mine = tools_for(house, workshop, vote, ben)[0]
    cast(house, workshop, vote, ben, {mine: 3})
    after = [desk(client, workshop, number)["vote"]["voted"] for number in range(1, 6)]
    assert (before["vote"]["voted"], sorted(after)) == (0, [0, 0, 0, 0, 1])
    told = json.dumps([desk(client, workshop, number) for number in range(1, 6)])
    assert '"points"' not in told
    assert '"rank"' not in told


def test_a_host_adds_a_guest_and_frees_seats_of_the_own_table_only(
    client: FlaskClient, house: House, hall: Workshop
) -> None:
    as_host(client, hall, 4)
    here = table(house, hall)
    added = post(client, hall, f"tables/{here.id}/seats", name="Gast ohne Telefon").json
    guest = added["result"]["participant"]
    assert added["location"] == f"/w/{hall.code}/seats/{guest}/slip"
    people_here = client.get(f"/w/{hall.code}/tables/{here.id}/people", headers=JSON).json["people"]
    assert [one["phone"] for one in people_here if one["id"] == guest] == [False]
    left = post(client, hall, f"tables/{here.id}/departures", participant_id=guest).json
    now = client.get(f"/w/{hall.code}/tables/{here.id}/people", headers=JSON).json["people"]
    assert len(now) == len(people_here) - 1
    client.post(left["undo"]["action"], data=left["undo"]["fields"], headers=JSON)
    assert len(client.get(f"/w/{hall.code}/tables/{here.id}/people", headers=JSON).json["people"]) == len(people_here)
    as_moderator(client, hall)
    elsewhere = client.get(f"/w/{hall.code}/tables/{table(house, hall, 3).id}/people", headers=JSON).json["people"][0]
    refused = post(client, hall, f"tables/{here.id}/departures", participant_id=elsewhere["id"])
    assert refused.status_code == 403


def test_a_press_sent_twice_happens_once(client: FlaskClient, house: House, hall: Workshop) -> None:
    as_host(client, hall, 4)
    path = f"tables/{table(house, hall).id}/statements"
    told = [post(client, hall, path, text="Nur einmal.", key="k" * 22).json["result"] for _ in range(2)]
    assert told[0] == told[1]
    assert len(desk(client, hall)["loose"]) == 1


@pytest.mark.parametrize(
    "activity", ["arrival", "plenum", "break", "grouping", "move", "vision", "choice", "results", "closing"]
)
def test_every_activity_has_a_desk(app: Flask, house: House, workshop: Workshop, activity: str) -> None:
    client = app.test_client()
    as_host(client, workshop, 4)
    assert desk(client, workshop)["activity"] == "waiting"
    run_to(house, workshop, activity)
    assert client.get(f"/w/{workshop.code}/table/4").status_code == 200
    assert desk(client, workshop)["activity"] == activity


def test_sheets_open_for_the_own_field_only(client: FlaskClient, house: House, hall: Workshop) -> None:
    as_host(client, hall, 4)
    own, foreign = pin(house, hall), pin(house, hall, number=3)
    assert [client.get(f"/w/{hall.code}/cards/{card}").status_code for card in (own, foreign)] == [200, 403]
    fields = fields_of(house, hall)
    made = [
        house.write(
            statements.make_cluster, workshop_id=hall.id, field_id=field.id, title="Titel", role="host"
        )["cluster"]
        for field in (fields[3], fields[2])
    ]
    assert [client.get(f"/w/{hall.code}/clusters/{one}").status_code for one in made] == [200, 403]
    for field in (fields[3], fields[2]):
        house.write(
            visions.save, workshop_id=hall.id, field_id=field.id, base=0, role="host",
            sentences=[{"text": "Ein Satz.", "statements": []}],
        )  # fmt: skip
    pages = [client.get(f"/w/{hall.code}/fields/{field.id}/vision/1").status_code for field in (fields[3], fields[2])]
    assert pages == [200, 403]
