"""The stage: what the wall says in each part of the day, and what it must not say."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from flask.testing import FlaskClient

from facilitation import ballots, groups, participants, showing, statements, visions
from facilitation.ballots import Method, Vote, conduct, results, ties
from facilitation.house import House
from facilitation.live.states.stage.moving import in_short
from facilitation.statements import Source
from facilitation.workshop import Workshop
from tests.builders import (
    a_workshop,
    as_host,
    as_moderator,
    as_participant,
    cast,
    clock_of,
    fields_of,
    look,
    open_vote,
    people,
    run_to,
    shut_and_seal,
    step,
    tools_for,
)


@pytest.fixture
def workshop(house: House) -> Workshop:
    return a_workshop(house, base_url="http://werkstatt.lan")


def wall(client: FlaskClient, workshop: Workshop) -> dict[str, Any]:
    """The scene as JSON."""
    answer = client.get(f"/w/{workshop.code}/stage", headers={"Accept": "application/json"})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()["regions"]["stage"]
    return found


def page(client: FlaskClient, workshop: Workshop) -> str:
    answer = client.get(f"/w/{workshop.code}/stage")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def a_counted_vote(house: House, workshop: Workshop, voters: int = 60) -> Vote:
    """At every table each gives three points to the first tool and, by turns, two to the second or the third."""
    persons = people(house, workshop, voters)
    run_to(house, workshop, "choice")
    vote = open_vote(house, workshop)
    at_table: Counter[str] = Counter()
    for person in persons:
        known = tools_for(house, workshop, vote, person)
        cast(house, workshop, vote, person, {known[0]: 3, known[1 + at_table[known[0]] % 2]: 2})
        at_table[known[0]] += 1
    vote = shut_and_seal(house, workshop, vote)
    run_to(house, workshop, "results")
    return vote


def reveal_first(house: House, workshop: Workshop, vote: Vote) -> str:
    with house.reading() as session:
        field_id = results.fields_of(session, vote)[0]
    house.write(conduct.reveal, workshop_id=workshop.id, vote_id=vote.id, field_id=field_id, role="moderator")
    return field_id


def test_emil_may_watch_but_gets_no_buttons_that_drive(client: FlaskClient, workshop: Workshop) -> None:
    html = page(client, workshop)
    assert "data-drives" not in html
    assert "/agenda/steps" not in html


def test_opened_by_ada_the_stage_drives(client: FlaskClient, workshop: Workshop) -> None:
    as_moderator(client, workshop)
    html = page(client, workshop)
    assert " data-drives" in html
    assert f'action="/w/{workshop.code}/agenda/steps"' in html


@pytest.mark.parametrize("come_in", [as_participant, lambda client, workshop: as_host(client, workshop, 1)])
def test_taking_part_or_hosting_does_not_drive(client: FlaskClient, workshop: Workshop, come_in: Any) -> None:
    come_in(client, workshop)
    assert "data-drives" not in page(client, workshop)


def test_every_scene_of_the_day_is_drawn_with_its_step(client: FlaskClient, house: House, workshop: Workshop) -> None:
    people(house, workshop, 12)
    seen = {wall(client, workshop)["activity"]}
    step(house, workshop, "start")
    while look(house, workshop).next_scene is not None:
        html = page(client, workshop)
        state = wall(client, workshop)
        assert f'data-step="{state["step"]}" data-activity="{state["activity"]}"' in html
        seen.add(state["activity"])
        step(house, workshop, "next")
    seen.add(wall(client, workshop)["activity"])
    step(house, workshop, "close")
    seen.add(wall(client, workshop)["activity"])
    assert "Danke fürs Mitmachen" in page(client, workshop)
    assert seen == {
        "waiting", "arrival", "plenum", "break", "grouping", "move", "vision", "choice", "results", "closing", "over",
    }  # fmt: skip


def test_a_push_carries_what_the_page_carries_but_no_operation_ids(
    client: FlaskClient, house: House, workshop: Workshop
) -> None:
    as_moderator(client, workshop)
    answer = client.get(f"/w/{workshop.code}/regions/stage?names=stage").get_json()
    assert [region["name"] for region in answer["regions"]] == ["stage"]
    assert 'name="key"' not in answer["regions"][0]["html"]
    assert answer["regions"][0]["html"] in page(client, workshop)


def test_the_way_in_is_the_join_address_in_capitals(client: FlaskClient, workshop: Workshop) -> None:
    join = wall(client, workshop)["join"]
    assert join["address"] == f"HTTP://WERKSTATT.LAN/W/{workshop.code}"
    assert (join["typed"], join["code"], join["wifi"]) == ("werkstatt.lan", workshop.code, None)


def test_the_wifi_is_shown_only_where_it_has_a_name(client: FlaskClient, house: House) -> None:
    with_wifi = a_workshop(house, wifi_name="Saal", wifi_password="geheim;1", base_url="http://werkstatt.lan")
    assert wall(client, with_wifi)["join"]["wifi"] == {
        "name": "Saal", "password": "geheim;1", "text": r"WIFI:T:WPA;S:Saal;P:geheim\;1;;",
    }  # fmt: skip


def test_the_shelf_counts_every_tool_in_its_drawer(client: FlaskClient, house: House, workshop: Workshop) -> None:
    people(house, workshop, 3)
    run_to(house, workshop, "arrival")
    state = wall(client, workshop)
    assert (state["present"], state["tools"]) == (3, 65)
    assert [drawer["count"] for drawer in state["drawers"]] == [20, 8, 9, 11, 6, 4, 7]


def test_whole_groups_move_on_by_one_table_and_come_back(client: FlaskClient, house: House, workshop: Workshop) -> None:
    people(house, workshop, 20)
    run_to(house, workshop, "move")
    assert wall(client, workshop)["whole"] is False
    run_to(house, workshop, "move", 2)
    moved_on = wall(client, workshop)
    run_to(house, workshop, "move", 3)
    back = wall(client, workshop)
    assert [(way["from"]["number"], way["to"]["number"]) for way in moved_on["ways"]] == [
        (1, 2), (2, 3), (3, 4), (4, 5), (5, 1),
    ]  # fmt: skip
    assert [(way["from"]["number"], way["to"]["number"]) for way in back["ways"]] == [
        (1, 5), (2, 1), (3, 2), (4, 3), (5, 4),
    ]  # fmt: skip


def test_who_sits_where_names_every_number_once_and_nobody_by_name(
    client: FlaskClient, house: House, workshop: Workshop
) -> None:
    people(house, workshop, 20)
    run_to(house, workshop, "move")
    state = wall(client, workshop)
    with house.reading() as session:
        seated = groups.seated(session, groups.current(session, workshop.id), 1)
    assert {table["id"]: table["numbers"] for table in state["tables"]} == {
        table: in_short([person.number for person in persons]) for table, persons in seated.items()
    }
    assert "Gast" not in json.dumps(state)


def test_numbers_in_a_row_become_a_range() -> None:
    assert in_short([12, 1, 2, 3, 7, 8]) == "1–3, 7, 8, 12"


def test_only_cards_on_the_wall_are_shown_and_never_their_authors(
    client: FlaskClient, house: House, workshop: Workshop
) -> None:
    ben = people(house, workshop, 1)[0]
    field = fields_of(house, workshop)[0]
    run_to(house, workshop, "vision")

    def write(text: str, **more: Any) -> str:
        made = house.write(
            statements.write, workshop_id=workshop.id, field_id=field.id, text=text, author_id=ben, **more
        )
        return str(made["statement"])

    kept, hidden, merged = write("Kept", source=Source.SCHOOL), write("Hidden"), write("Merged")
    house.write(statements.hide, workshop_id=workshop.id, statement_id=hidden, role="host", reason="beleidigend")
    house.write(statements.merge, workshop_id=workshop.id, statement_id=merged, into_id=kept, role="host")
    house.write(showing.show, workshop_id=workshop.id, field_id=field.id)

    state = wall(client, workshop)
    assert [(card["text"], card["school"]) for card in state["shown"]["cards"]] == [("Kept", True)]
    assert ben not in json.dumps(state)
    assert "beleidigend" not in json.dumps(state)


def test_long_cards_stand_below_each_other_and_are_fewer(client: FlaskClient, house: House, workshop: Workshop) -> None:
    field = fields_of(house, workshop)[0]
    run_to(house, workshop, "vision")
    house.write(showing.show, workshop_id=workshop.id, field_id=field.id)
    layouts = []
    for text in ["Kurz.", "Kurz.", "Kurz.", "Kurz.", "Lang. " * 40]:
        house.write(statements.write, workshop_id=workshop.id, field_id=field.id, text=text)
        shown = wall(client, workshop)["shown"]
        layouts.append((shown["layout"], len(shown["cards"]), shown["of"]))
    assert layouts == [("four", 1, 1), ("four", 2, 2), ("four", 3, 3), ("four", 4, 4), ("two", 2, 5)]


def test_an_agreed_zukunftsbild_stands_with_the_cards_it_grew_from(
    client: FlaskClient, house: House, workshop: Workshop
) -> None:
    field = fields_of(house, workshop)[0]
    run_to(house, workshop, "vision")
    card = house.write(statements.write, workshop_id=workshop.id, field_id=field.id, text="Der Bus fährt.")
    house.write(statements.write, workshop_id=workshop.id, field_id=field.id, text="Unbeteiligt.")
    house.write(
        visions.save, workshop_id=workshop.id, field_id=field.id, base=0, role="host",
        sentences=[{"text": "Alle kommen überall hin.", "statements": [card["statement"]]}],
    )  # fmt: skip
    house.write(showing.show, workshop_id=workshop.id, field_id=field.id)
    assert wall(client, workshop)["shown"]["picture"] == ""
    house.write(visions.agree, workshop_id=workshop.id, field_id=field.id, number=1, role="host")
    shown = wall(client, workshop)["shown"]
    assert (shown["picture"], [one["text"] for one in shown["cards"]]) == (
        "Alle kommen überall hin.",
        ["Der Bus fährt."],
    )


def test_an_open_vote_shows_who_has_voted_and_not_what(client: FlaskClient, house: House, workshop: Workshop) -> None:
    persons = people(house, workshop, 10)
    run_to(house, workshop, "choice")
    assert "Gleich öffnet die Abstimmung" in page(client, workshop)
    vote = open_vote(house, workshop)
    for person in persons[:3]:
        cast(house, workshop, vote, person, {tools_for(house, workshop, vote, person)[0]: 3})
    state = wall(client, workshop)["vote"]
    assert (state["done"], state["of"]) == (3, 10)
    assert sum(field["done"] for field in state["turnout"]) == 3
    assert "points" not in json.dumps(state)
    assert set(state["turnout"][0]) == {"field", "done", "of"}


def test_before_the_reveal_no_number_is_on_the_wall_and_after_it_the_ranking_is(
    client: FlaskClient, house: House, workshop: Workshop
) -> None:
    vote = a_counted_vote(house, workshop)
    before = wall(client, workshop)
    assert before["shown"] is None
    assert "points" not in json.dumps(before)
    field_id = reveal_first(house, workshop, vote)
    shown = wall(client, workshop)["shown"]
    assert shown["field"]["id"] == field_id
    assert [(row["rank"], row["points"], row["span"]) for row in shown["rows"][:3]] == [
        (1, 36, 1), (2, 12, 2), (2, 12, 0),
    ]  # fmt: skip
    assert page(client, workshop).count('class="dot"') == sum(row["points"] for row in shown["rows"])


def test_fewer_than_five_ballots_show_ranks_only(client: FlaskClient, house: House, workshop: Workshop) -> None:
    vote = a_counted_vote(house, workshop, voters=15)
    reveal_first(house, workshop, vote)
    shown = wall(client, workshop)["shown"]
    assert (shown["ballots"], shown["shows_points"]) == (3, False)
    assert {(row["points"], row["people"]) for row in shown["rows"]} == {(None, None)}
    assert "Weniger als fünf Stimmzettel" in page(client, workshop)


def test_a_tie_across_the_cut_off_is_marked_until_it_is_decided(client: FlaskClient, house: House) -> None:
    workshop = a_workshop(house, places=2)
    vote = a_counted_vote(house, workshop)
    field_id = reveal_first(house, workshop, vote)
    shown = wall(client, workshop)["shown"]
    assert (shown["tie"], shown["decision"]) == ({"tools": 2, "places": 1}, None)
    assert [(row["tied"], row["cut"]) for row in shown["rows"][:4]] == [
        (False, False), (True, False), (True, True), (False, False),
    ]  # fmt: skip
    drawn = house.write(
        ties.decide_tie, workshop_id=workshop.id, vote_id=vote.id, field_id=field_id, method=Method.DRAW,
        role="moderator",
    )  # fmt: skip
    decision = wall(client, workshop)["shown"]["decision"]
    assert (decision["method"], decision["seed"], len(decision["tools"])) == ("draw", drawn["seed"], 1)
    assert drawn["seed"] in page(client, workshop)


def test_a_run_off_names_its_field_and_the_tied_tools_without_points(client: FlaskClient, house: House) -> None:
    workshop = a_workshop(house, places=2)
    vote = a_counted_vote(house, workshop)
    field_id = reveal_first(house, workshop, vote)
    house.write(
        ties.decide_tie, workshop_id=workshop.id, vote_id=vote.id, field_id=field_id, method=Method.RUN_OFF,
        role="moderator",
    )  # fmt: skip
    assert wall(client, workshop)["shown"]["run_off"] is True
    step(house, workshop, "next")
    run_off = wall(client, workshop)["vote"]
    assert (run_off["run_off"], run_off["field"]["id"], len(run_off["tools"])) == (True, field_id, 2)
    assert "points" not in json.dumps(run_off)


def test_the_closing_lists_only_what_is_revealed(client: FlaskClient, house: House, workshop: Workshop) -> None:
    vote = a_counted_vote(house, workshop)
    field_id = reveal_first(house, workshop, vote)
    run_to(house, workshop, "closing")
    with house.reading() as session:
        found = results.result(session, ballots.one(session, workshop.id, vote.id), field_id)
    assert [(field["field"]["id"], field["tools"]) for field in wall(client, workshop)["fields"]] == [
        (field_id, [found.titles[key] for key in found.chosen])
    ]


def test_a_dark_wall_shows_nothing_but_a_small_clock(client: FlaskClient, house: House, workshop: Workshop) -> None:
    run_to(house, workshop, "plenum")
    assert "Begrüßung und Grußworte</h1>" in page(client, workshop)
    house.write(showing.show, workshop_id=workshop.id, blank=True)
    html = page(client, workshop)
    assert "stage-blank" in html
    assert "Begrüßung und Grußworte</h1>" not in html


def test_the_note_lies_over_every_scene(client: FlaskClient, house: House, workshop: Workshop) -> None:
    house.write(showing.show, workshop_id=workshop.id, note="Bitte <hier> sammeln")
    assert "Bitte &lt;hier&gt; sammeln" in page(client, workshop)


def test_past_the_end_the_clock_says_so_in_words(client: FlaskClient, house: House, workshop: Workshop) -> None:
    run_to(house, workshop, "plenum")
    assert "noch 20:00" in page(client, workshop)
    clock_of(house).forward(minutes=21, seconds=5)
    assert "seit 1:05 über der Zeit" in page(client, workshop)


def test_the_ruler_has_a_slat_for_every_item_and_stops_where_the_day_should_end(
    client: FlaskClient, house: House, workshop: Workshop
) -> None:
    run_to(house, workshop, "arrival")
    answer = client.get(f"/w/{workshop.code}/stage", headers={"Accept": "application/json"})
    ruler = answer.get_json()["regions"]["stage.ruler"]
    assert [slat["state"] for slat in ruler["slats"]] == ["now", *["ahead"] * 10]
    assert ruler["stop"] == "2017-10-18T19:00:00+00:00"


def test_pupils_cards_pinned_to_every_field_show_once(client: FlaskClient, house: House, workshop: Workshop) -> None:
    house.write(participants.join, workshop_id=workshop.id, kind=participants.Kind.PUPIL)
    for field in fields_of(house, workshop):
        house.write(
            statements.write, workshop_id=workshop.id, field_id=field.id, text="Mehr Busse.", source=Source.SCHOOL
        )
    run_to(house, workshop, "plenum", 3)
    assert [card["text"] for card in wall(client, workshop)["cards"]] == ["Mehr Busse."]
