"""The moderator's face: what a press says before, does, and says after, and how it is taken back."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from facilitation import access, groups, journal, participants
from facilitation import workshop as workshops
from facilitation.access import Role
from facilitation.agenda import editing, steps
from facilitation.house import House
from facilitation.journal import Entry
from facilitation.web.deeds import told
from facilitation.workshop import Workshop
from tests.builders import (
    KEY,
    a_link,
    a_workshop,
    as_host,
    as_moderator,
    clock_of,
    fields_of,
    look,
    open_vote,
    people,
    run_to,
    step,
    tables_of,
)  # fmt: skip

JSON = {"Accept": "application/json"}
PAGES = ["moderation", "moderation/groups", "moderation/votes", "moderation/agenda", "moderation/doors",
         "moderation/journal", "moderation/groups/list", "regions/moderator"]  # fmt: skip


@pytest.fixture
def workshop(house: House) -> Workshop:
    made = a_workshop(house)
    people(house, made, 23)
    return made


def get(client: FlaskClient, workshop: Workshop, path: str) -> Any:
    return client.get(f"/w/{workshop.code}/{path}", headers=JSON)


def post(client: FlaskClient, workshop: Workshop, path: str, **sent: Any) -> Any:
    return client.post(f"/w/{workshop.code}/{path}", data=sent, headers=JSON)


def press(client: FlaskClient, house: House, workshop: Workshop, action: str, **sent: Any) -> Any:
    """One press at the step the screen shows."""
    shown = look(house, workshop).agenda.step
    return post(client, workshop, "agenda/steps", action=action, **{"step": shown, **sent})


def cockpit(client: FlaskClient, workshop: Workshop, region: str = "cockpit") -> dict[str, Any]:
    found: dict[str, Any] = get(client, workshop, "moderation").json["regions"][region]
    return found


# --- the agenda ---


def test_weiter_says_before_what_it_does_after(client: FlaskClient, house: House, workshop: Workshop) -> None:
    as_moderator(client, workshop)
    go = cockpit(client, workshop)["go"]
    assert (go["action"], go["to"]["activity"]) == ("start", "arrival")
    answer = press(client, house, workshop, "start").json
    assert answer["ok"] is True
    assert answer["said"] == f"Jetzt: {look(house, workshop).item.title}."  # type: ignore[union-attr]
    assert "undo" not in answer
    state = cockpit(client, workshop)
    assert (state["activity"], state["go"]["action"], state["step"]) == ("arrival", "next", 1)


def test_of_two_moderators_one_moves_on_and_the_other_is_told(
    client: FlaskClient, house: House, workshop: Workshop
) -> None:
    as_moderator(client, workshop)
    step(house, workshop, "start")
    first = post(client, workshop, "agenda/steps", action="next", step=1)
    second = post(client, workshop, "agenda/steps", action="next", step=1)
    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json["error"]["code"] == "moved_on"
    assert "Es ist nichts doppelt passiert." in second.json["error"]["message"]
    assert look(house, workshop).agenda.step == 2


def test_the_same_press_sent_twice_happens_once(client: FlaskClient, house: House, workshop: Workshop) -> None:
    as_moderator(client, workshop)
    step(house, workshop, "start")
    twice = [post(client, workshop, "agenda/steps", action="next", step=1, key="k" * 20).json for _ in range(2)]
    assert twice[0]["result"] == twice[1]["result"]
    assert look(house, workshop).agenda.step == 2


def test_a_form_without_script_leads_back_to_its_page(client: FlaskClient, workshop: Workshop) -> None:
    as_moderator(client, workshop)
    page = f"/w/{workshop.code}/moderation/agenda"
    answer = client.post(
        f"/w/{workshop.code}/agenda/steps",
        data={"action": "start", "step": 0},
        headers={"Referer": f"http://localhost{page}"},
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, page)


def test_the_undo_of_an_answer_takes_the_press_back(client: FlaskClient, house: House, workshop: Workshop) -> None:
    as_moderator(client, workshop)
    run_to(house, workshop, "plenum")
    before = look(house, workshop).agenda.scene_id
    undo = press(client, house, workshop, "next").json["undo"]
    assert look(house, workshop).agenda.scene_id != before
    client.post(undo["action"], data=undo["fields"], headers=JSON)
    assert look(house, workshop).agenda.scene_id == before


@pytest.mark.parametrize("minutes", [-1, 1, 5])
def test_minutes_move_the_clock_of_the_item(
    client: FlaskClient, house: House, workshop: Workshop, minutes: int
) -> None:
    as_moderator(client, workshop)
    run_to(house, workshop, "break")

    def due() -> datetime:
        return datetime.fromisoformat(cockpit(client, workshop)["clock"]["due"])

    before = due()
    press(client, house, workshop, "extend", minutes=minutes)
    assert due() - before == timedelta(minutes=minutes)


def test_the_clock_stands_until_it_runs_again(client: FlaskClient, house: House, workshop: Workshop) -> None:
    as_moderator(client, workshop)
    run_to(house, workshop, "break")
    press(client, house, workshop, "pause")
    left = cockpit(client, workshop)["clock"]["left_seconds"]
    clock_of(house).forward(minutes=4)
    clock = cockpit(client, workshop)["clock"]
    assert (clock["paused"], clock["left_seconds"]) == (True, left)
    press(client, house, workshop, "resume")
    clock_of(house).forward(minutes=1)
    assert cockpit(client, workshop)["clock"]["left_seconds"] == left - 60


def begin_round_one_late(house: House, workshop: Workshop, minutes: int) -> None:
    step(house, workshop, "start")
    first = look(house, workshop)
    planned = {times.key: times.planned_start for times in first.times(house.clock.now())}[first.rounds[0].id]
    clock_of(house).forward(minutes=(planned - house.clock.now()) / timedelta(minutes=1) + minutes)
    run_to(house, workshop, "vision")


def test_aufholen_is_shown_first_and_then_ends_the_day_on_time(
    client: FlaskClient, house: House, workshop: Workshop
) -> None:
    as_moderator(client, workshop)
    begin_round_one_late(house, workshop, minutes=9)

    def forecast() -> dict[str, Any]:
        found: dict[str, Any] = cockpit(client, workshop, "cockpit.side")["forecast"]
        return found

    late = forecast()
    assert late["slip"] == 9
    assert sum(one["before"] - one["after"] for one in late["changes"]) == 9
    assert late["end_after"] == late["planned"]
    undo = press(client, house, workshop, "catch_up").json["undo"]
    assert forecast()["slip"] == 0
    client.post(undo["action"], data=undo["fields"], headers=JSON)
    assert forecast()["slip"] == late["slip"]


def test_moving_on_without_einteilen_says_that_it_divides(
    client: FlaskClient, house: House, workshop: Workshop
) -> None:
    as_moderator(client, workshop)
    run_to(house, workshop, "grouping", 2)
    assert cockpit(client, workshop)["go"]["makes_groups"] is True
    assert press(client, house, workshop, "next").json["said"].endswith("Die Gruppen wurden dabei eingeteilt.")
    assert cockpit(client, workshop)["go"]["makes_groups"] is False


def test_weiter_out_of_an_open_vote_names_and_performs_the_shutting(
    client: FlaskClient, house: House, workshop: Workshop
) -> None:
    as_moderator(client, workshop)
    run_to(house, workshop, "choice")
    assert cockpit(client, workshop)["go"]["shuts_vote"] is False
    vote = open_vote(house, workshop)
    assert cockpit(client, workshop)["go"]["shuts_vote"] is True
    page = client.get(f"/w/{workshop.code}/moderation").get_data(as_text=True)
    assert "Abstimmung schließen und weiter: Abschließender Act" in page
    answer = press(client, house, workshop, "next").json
    assert answer["result"]["votes"] == [vote.id]
    assert "Die Abstimmung wurde dabei geschlossen." in answer["said"]


def test_the_whole_agenda_says_planned_expected_and_slip(client: FlaskClient, house: House, workshop: Workshop) -> None:
    as_moderator(client, workshop)
    step(house, workshop, "start")
    press(client, house, workshop, "extend", minutes=6)
    items = get(client, workshop, "moderation/agenda").json["items"]
    assert len(items) == len(look(house, workshop).items)
    assert [item["slip"] for item in items[:2]] == [0, 6]
    target = items[4]["scenes"][0]["id"]
    press(client, house, workshop, "jump", scene_id=target)
    assert look(house, workshop).agenda.scene_id == target


# --- the hall ---


def test_the_stage_shows_what_ada_presses(client: FlaskClient, house: House, workshop: Workshop) -> None:
    as_moderator(client, workshop)
    field = fields_of(house, workshop)[3]
    post(client, workshop, "showing", field_id=field.id)
    post(client, workshop, "showing", note="Das Buffet ist eröffnet")
    assert post(client, workshop, "showing", blank="1").json["result"] == {
        "field": field.id, "blank": True, "note": "Das Buffet ist eröffnet",
        "note_before": "Das Buffet ist eröffnet",
    }  # fmt: skip
    assert post(client, workshop, "showing", blank="0", field_id="", note="").json["result"] == {
        "field": None, "blank": False, "note": "", "note_before": "Das Buffet ist eröffnet",
    }  # fmt: skip
    assert post(client, workshop, "showing", field_id="none").status_code == 404


def test_a_note_is_laid_on_the_wall_and_taken_back(client: FlaskClient, workshop: Workshop) -> None:
    as_moderator(client, workshop)
    post(client, workshop, "showing", note="Bitte leise")
    laid = post(client, workshop, "showing", note="Das Buffet ist eröffnet").json
    assert laid["said"] == "Die Notiz liegt auf der Wand."
    assert laid["undo"] == {"action": f"/w/{workshop.code}/showing", "fields": {"note": "Bitte leise"}}
    assert post(client, workshop, "showing", **laid["undo"]["fields"]).json["result"]["note"] == "Bitte leise"
    taken = post(client, workshop, "showing", note="").json
    assert (taken["said"], taken["undo"]["fields"]) == ("Die Notiz ist weggenommen.", {"note": "Bitte leise"})
    assert "undo" not in post(client, workshop, "showing", blank="1").json, "what is pressed again is its own undo"


def test_einteilen_can_be_repeated_and_taken_back_until_round_one(
    client: FlaskClient, house: House, workshop: Workshop
) -> None:
    as_moderator(client, workshop)
    run_to(house, workshop, "grouping")
    first = post(client, workshop, "groupings").json
    assert (first["result"]["people"], first["result"]["quality"]["size_difference"]) == (23, 1)
    assert first["said"] == "23 Personen sind eingeteilt."
    post(client, workshop, "groupings")
    assert cockpit(client, workshop)["grouping"]["number"] == 2
    assert "unterscheiden sich um höchstens 1" in client.get(f"/w/{workshop.code}/moderation").get_data(as_text=True)
    assert post(client, workshop, "groupings/undo").json["result"] == {"grouping": 1}
    run_to(house, workshop, "vision")
    assert [post(client, workshop, path).status_code for path in ("groupings", "groupings/undo")] == [409, 409]


def seat_in(state: dict[str, Any], person: str) -> int | None:
    return next((t["number"] for t in state["tables"] for p in t["people"] if p["id"] == person), None)


def test_one_person_is_moved_leaves_and_comes_back(client: FlaskClient, house: House, workshop: Workshop) -> None:
    as_moderator(client, workshop)
    run_to(house, workshop, "vision")

    def groups_now() -> dict[str, Any]:
        found: dict[str, Any] = get(client, workshop, "moderation/groups").json["regions"]["groups"]
        return found

    ben = groups_now()["tables"][0]["people"][0]["id"]
    third = tables_of(house, workshop)[2]
    post(client, workshop, "placements", participant_id=ben, table_id=third.id)
    assert seat_in(groups_now(), ben) == 3
    undo = post(client, workshop, f"participants/{ben}/departure").json["undo"]
    assert (seat_in(groups_now(), ben), groups_now()["present"]) == (None, 22)
    client.post(undo["action"], data=undo["fields"], headers=JSON)
    assert (seat_in(groups_now(), ben), groups_now()["present"]) == (3, 23)


def test_a_seat_without_phone_gets_a_slip_with_number_route_and_code(
    client: FlaskClient, house: House, workshop: Workshop
) -> None:
    as_moderator(client, workshop)
    run_to(house, workshop, "vision")
    made: Any = post(client, workshop, "seats", name="Cem").json
    assert (made["result"]["number"], made["said"]) == (24, "Platz 24 ist vergeben.")
    slip: Any = client.get(made["location"], headers=JSON).json
    assert [stop["round"] for stop in slip["route"]] == [1, 2, 3]
    page = client.get(made["location"]).get_data(as_text=True)
    assert re.findall(r"Tisch (\d)", page) == [str(stop["table"]["number"]) for stop in slip["route"]]
    assert '<svg class="qr"' in page
    assert workshop.code in page


def test_a_host_seats_people_at_their_own_table_only(client: FlaskClient, house: House, workshop: Workshop) -> None:
    run_to(house, workshop, "vision")
    as_host(client, workshop, 1)
    own, foreign = tables_of(house, workshop)[:2]
    assert post(client, workshop, "seats", table_id=own.id).status_code == 200
    assert post(client, workshop, "seats", table_id=foreign.id).status_code == 403
    emil = client.application.test_client()
    assert post(emil, workshop, "seats").status_code == 403


def test_the_printed_list_holds_everybody_with_every_round(
    client: FlaskClient, house: House, workshop: Workshop
) -> None:
    as_moderator(client, workshop)
    run_to(house, workshop, "move")
    listed = get(client, workshop, "moderation/groups/list").json
    assert [person["number"] for person in listed["people"]] == list(range(1, 24))
    with house.reading() as session:
        grouping = groups.current(session, workshop.id)
        for person in participants.present(session, workshop.id):
            route = groups.route(session, grouping, person.id)
            shown = listed["people"][person.number - 1]["route"]
            assert [table["id"] for table in shown] == [route[number] for number in (1, 2, 3)]


# --- the doors ---


def test_a_locked_door_keeps_new_phones_out(client: FlaskClient, workshop: Workshop) -> None:
    as_moderator(client, workshop)

    def joins() -> int:
        emil = client.application.test_client()
        status: int = post(emil, workshop, "participants", key=access.random_secret()).status_code
        return status

    assert joins() == 200
    post(client, workshop, "door", locked="1")
    assert joins() == 403
    post(client, workshop, "door", locked="0")
    assert joins() == 200


def test_settings_are_changed_at_the_revision_they_were_seen(
    client: FlaskClient, house: House, workshop: Workshop
) -> None:
    as_moderator(client, workshop)
    seen = get(client, workshop, "moderation/doors").json["revision"]
    sent = {"revision": seen, "base_url": "http://werkstatt.lan", "places": "4", "theme": "dark"}
    assert post(client, workshop, "settings", **sent).status_code == 200
    assert post(client, workshop, "settings", **sent).json["error"]["code"] == "moved_on"
    with house.reading() as session:
        settings = workshops.by_id(session, workshop.id).settings
    assert (settings.base_url, settings.places, settings.theme) == ("http://werkstatt.lan", 4, "dark")
    doors = get(client, workshop, "moderation/doors").json
    assert doors["join"] == f"HTTP://WERKSTATT.LAN/W/{workshop.code}"
    for wrong in ({"base_url": "werkstatt"}, {"places": "viele"}, {"places": "0"}, {"colour": "rot"}):
        answer = post(client, workshop, "settings", revision=seen + 1, **wrong)
        assert (answer.status_code, answer.json["error"]["code"]) == (422, "bad_input")


def test_a_link_opens_its_door_until_it_is_revoked(client: FlaskClient, house: House, workshop: Workshop) -> None:
    as_moderator(client, workshop)
    fourth = tables_of(house, workshop)[3]
    made = post(client, workshop, "links", role="host", table_id=fourth.id).json["result"]
    listed = get(client, workshop, "moderation/doors").json["links"]
    assert {one["id"]: one["table"] and one["table"]["number"] for one in listed}[made["id"]] == 4
    hanna = client.application.test_client()
    post(hanna, workshop, "sessions", secret=made["address"].split("#")[1])
    assert hanna.get(f"/w/{workshop.code}/table/4").status_code == 200
    post(client, workshop, f"links/{made['id']}/revocation")
    assert hanna.get(f"/w/{workshop.code}/table/4").status_code == 403
    assert post(client, workshop, "links", role="king").status_code == 422
    assert post(client, workshop, "links", role="host").status_code == 404


def test_one_press_gives_every_table_its_link_and_no_table_a_second(
    client: FlaskClient, house: House, workshop: Workshop
) -> None:
    as_moderator(client, workshop)
    third = tables_of(house, workshop)[2]
    post(client, workshop, "links", role="host", table_id=third.id)
    assert get(client, workshop, "moderation/doors").json["without_link"] == [1, 2, 4, 5]
    assert post(client, workshop, "links/tables").json["result"]["tables"] == [1, 2, 4, 5]
    assert post(client, workshop, "links/tables").json["result"]["tables"] == []
    listed = get(client, workshop, "moderation/doors").json["links"]
    assert sorted(one["table"]["number"] for one in listed if one["table"]) == [1, 2, 3, 4, 5]


def test_a_link_of_another_workshop_cannot_be_revoked_here(
    client: FlaskClient, house: House, workshop: Workshop
) -> None:
    foreign = a_link(house, a_workshop(house), Role.MODERATOR)
    as_moderator(client, workshop)
    assert post(client, workshop, f"links/{foreign.id}/revocation").status_code == 404
    with house.reading() as session:
        assert access.link_of(session, KEY, access.secret_of(KEY, foreign)) is not None


# --- the journal, and what is sent to screens ---


def test_the_journal_tells_presses_in_words_and_by_role(client: FlaskClient, house: House, workshop: Workshop) -> None:
    as_moderator(client, workshop)
    for action in ("start", "next"):
        press(client, house, workshop, action)
    entries = get(client, workshop, "moderation/journal").json
    titles = [str(item.title) for item in look(house, workshop).items]
    assert [(e["role"], e["told"]) for e in entries["entries"] if e["role"] == "moderator"] == [
        ("moderator", f"Weiter ({titles[1]})"), ("moderator", f"Tag begonnen ({titles[0]})"),
    ]  # fmt: skip
    assert entries["broken"] is None


def written_actions() -> set[str]:
    """Every action the package notes in the journal, as the code spells it."""
    package = Path(journal.__file__).parent
    source = "\n".join(path.read_text() for path in package.rglob("*.py"))
    literal = set(re.findall(r"journal\.note\((?:[^()]|\([^()]*\))*?action=\"([a-z_.]+)\"", source))
    vote = {f"vote.{name}" for name in re.findall(r"\bnoted\(session, now, vote, role, \"([a-z_]+)\"", source)}
    return literal | vote | {f"agenda.{name}" for name in (*steps.ACTIONS, *editing.EDITS)}


def test_every_action_has_a_phrase() -> None:
    def phrase(action: str) -> str:
        return told(Entry(action=action, facts={}), {})

    found = written_actions()
    assert {"agenda.catch_up", "vote.seal", "groups.divide", "plan.take_over"} <= found
    assert {action for action in found if phrase(action) == action} == set()
    assert phrase("moon.land") == "moon.land"


def test_pushes_hold_no_operation_id_and_pages_do(client: FlaskClient, house: House, workshop: Workshop) -> None:
    as_moderator(client, workshop)
    run_to(house, workshop, "grouping")
    pushed = get(client, workshop, "regions/moderator").json["regions"]
    regions = {"cockpit", "cockpit.ruler", "cockpit.side", "groups", "votes", "health"}
    assert {region["name"] for region in pushed} == regions
    assert 'name="key"' not in json.dumps(pushed)
    assert 'name="key"' in client.get(f"/w/{workshop.code}/moderation").get_data(as_text=True)


def test_every_scene_of_both_presets_has_a_cockpit(client: FlaskClient, house: House) -> None:
    for preset in ("kreis-dueren", "world-cafe"):
        workshop = a_workshop(house, preset)
        people(house, workshop, 9)
        as_moderator(client, workshop)
        step(house, workshop, "start")
        while (following := look(house, workshop).next_scene) is not None:
            assert cockpit(client, workshop)["go"]["to"]["id"] == following.id
            assert all(client.get(f"/w/{workshop.code}/{page}").status_code == 200 for page in PAGES)
            step(house, workshop, "next")
        assert cockpit(client, workshop)["go"] == {"action": "close", "to": None}
        press(client, house, workshop, "close")
        assert cockpit(client, workshop)["go"] is None
        assert "Der Tag ist beendet" in client.get(f"/w/{workshop.code}/moderation").get_data(as_text=True)
