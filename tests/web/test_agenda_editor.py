"""The agenda in the office over HTTP: the page and its JSON, forms without script, what does not fit in words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from facilitation import archive
from facilitation.agenda import edits
from facilitation.agenda.checking import Finding
from facilitation.agenda.contents import ASKS
from facilitation.agenda.editing import EDITS
from facilitation.agenda.kinds import KINDS
from facilitation.house import House
from facilitation.web.office import agenda_words
from facilitation.workshop import Workshop
from tests.agenda.editor import edit, item, scene
from tests.builders import a_workshop, as_moderator, as_organiser, built, look, people, run_to, step

JSON = {"Accept": "application/json"}


@pytest.fixture
def here(house: House) -> Workshop:
    return a_workshop(house)


@pytest.fixture
def dora(client: FlaskClient) -> FlaskClient:
    as_organiser(client)
    return client


def page(client: FlaskClient, here: Workshop, key: str = "") -> str:
    asked = {"item": item_id(client, here, key)} if key else {}
    answer = client.get(f"/w/{here.code}/office/agenda", query_string=asked)
    assert answer.status_code == 200
    return answer.text


def state(client: FlaskClient, here: Workshop) -> Any:
    return client.get(f"/w/{here.code}/office/agenda", headers=JSON).get_json()


def item_id(client: FlaskClient, here: Workshop, key: str) -> str:
    return next(str(one["id"]) for one in state(client, here)["items"] if one["key"] == key)


def post(client: FlaskClient, here: Workshop, path: str, **sent: Any) -> TestResponse:
    return client.post(f"/w/{here.code}/agenda/{path}", data=sent, headers=JSON)


def test_the_page_shows_the_day_and_the_chosen_item(dora: FlaskClient, here: Workshop) -> None:
    shown = page(dora, here, "runde-2")
    assert "Alles passt zusammen" in shown and "Ende 21:00 Uhr" in shown
    assert "Wer wechselt wohin?" in shown and "Leitfragen" in shown
    assert "Wer wechselt wohin?" not in page(dora, here, "runde-1")
    assert "Kein Punkt ausgewählt" in page(dora, here)


def test_an_edit_answers_with_its_way_back_and_the_way_back_leads_there(
    dora: FlaskClient, here: Workshop, house: House
) -> None:
    act = item(house, here, "act")
    answer = post(dora, here, f"items/{act['item_id']}", revision=act["revision"], minutes=10, title="Improvisation")
    told = answer.get_json()
    assert (answer.status_code, told["result"]["revision"]) == (200, 2)
    undone = dora.post(told["undo"]["action"], data=told["undo"]["fields"], headers=JSON)
    assert undone.status_code == 200
    now = next(one for one in look(house, here).items if one.key == "act")
    assert (str(now.title), now.minutes) == ("Abschließender Act", 30)


def test_a_form_without_script_leads_back_to_where_it_stood(dora: FlaskClient, here: Workshop, house: House) -> None:
    pause = item(house, here, "pause")
    stood = f"/w/{here.code}/office/agenda?item={pause['item_id']}"
    sent = {"revision": 1, "title": "Pause", "minutes": "25", "shown": "protected", "minimum": "", "maximum": ""}
    answer = dora.post(
        f"/w/{here.code}/agenda/items/{pause['item_id']}", data=sent, headers={"Referer": f"http://localhost{stood}"}
    )
    assert (answer.status_code, answer.location) == (303, stood)
    assert not next(one for one in look(house, here).items if one.key == "pause").protected  # the box was not ticked
    added = dora.post(f"/w/{here.code}/agenda/items", data={"kind": "break", "after": ""})
    assert added.location.startswith(f"/w/{here.code}/office/agenda?item=")
    refused = dora.post(f"/w/{here.code}/agenda/items/{pause['item_id']}", data={**sent, "note": "Kaffee und " * 3})
    assert refused.status_code == 409 and "Kaffee und" in refused.text  # what was typed is not lost


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_item_can_be_added_and_shown(
    dora: FlaskClient, here: Workshop, house: House, kind: str
) -> None:
    told = post(dora, here, "items", kind=kind).get_json()
    added = next(one for one in state(dora, here)["items"] if one["id"] == told["result"]["item"])
    assert added["scenes"] and set(added["title"]) == {"de", "de_leicht", "en"}
    assert "{" not in str(added["title"].values())
    shown = dora.get(told["location"]).text
    assert added["title"]["de"] in shown
    assert (added["round"] == 4) == (kind in ("vision", "choice"))


def test_texts_are_shown_as_they_were_typed_and_do_nothing(dora: FlaskClient, here: Workshop, house: House) -> None:
    for title in ("<script>alert(1)</script>", "=1+1", "مرحبا", "x" * 200):
        act = item(house, here, "act")
        assert post(dora, here, f"items/{act['item_id']}", revision=act["revision"], title=title).status_code == 200
        shown = page(dora, here, "act")
        assert "<script>alert" not in shown
        assert title.replace("<", "&lt;").replace(">", "&gt;") in shown


FOUND = [
    ("nothing_to_show", {}),
    ("ends_late", {"minutes": 15, "end": "2017-10-18T19:15:00+00:00", "wanted": "2017-10-18T19:00:00+00:00"}),
    ("ends_late", {"minutes": 1, "end": "2017-10-18T19:01:00+00:00", "wanted": "2017-10-18T19:00:00+00:00"}),
    ("ends_early", {"minutes": 15, "end": "2017-10-18T18:45:00+00:00", "wanted": "2017-10-18T19:00:00+00:00"}),
    ("ends_early", {"minutes": 1, "end": "2017-10-18T18:59:00+00:00", "wanted": "2017-10-18T19:00:00+00:00"}),
    *((code, {"minutes": n}) for code in ("fixed_hour_missed", "gap_before") for n in (1, 2)),
    ("outside_limits", {"minimum": 30, "maximum": 45}),
    ("round_without_grouping", {}),
    *(("choice_without_tools", {"fields": fields}) for fields in ([3], [3, 4])),
    ("second_choice", {"earlier": "Runde 3"}),
    ("results_before_choice", {}),
    ("choice_without_results", {}),
    ("no_scenes", {}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "facts"), FOUND)
def test_what_does_not_fit_is_said_in_a_german_sentence(here: Workshop, code: str, facts: dict[str, Any]) -> None:
    said = agenda_words.finding(Finding(code, None, facts), here)
    assert re.fullmatch(r"[A-ZÄÖÜ].+[.]", said) and "%" not in said and "None" not in said
    assert "1 Minuten" not in said and "Felder 3 " not in said


def test_every_word_of_the_page_is_there() -> None:
    assert set(agenda_words.activities()) == {str(one) for one in ASKS}
    assert set(agenda_words.kinds()) == set(KINDS)
    assert all(agenda_words.edit(name) for name in EDITS if name != "undo")
    phrased = set(agenda_words._phrases())
    assert phrased == {code for code, _facts in FOUND}


def test_findings_stand_beside_the_item_and_on_top(dora: FlaskClient, here: Workshop, house: House) -> None:
    edit(house, here, "change_item", **item(house, here, "runde-2"), changes={"minutes": 60})
    told = state(dora, here)["findings"]
    assert [(one["code"], bool(one["item"])) for one in told] == [("ends_late", False), ("outside_limits", True)]
    shown = page(dora, here)
    assert "15 Minuten nach dem gewünschten Ende um 21:00 Uhr" in shown
    assert "Die Minuten liegen außerhalb von 30 bis 45." in shown


def test_a_field_without_tools_is_named(dora: FlaskClient, house: House) -> None:
    template = archive.read_template("world-cafe")
    template["tools"] = [tool for tool in template["tools"] if tool["field"] != "3"]
    told = state(dora, built(house, template))["findings"]
    assert [(one["code"], one["fields"]) for one in told] == [("choice_without_tools", [3])]
    assert told[0]["text"] == "Feld 3 hat noch keine Werkzeuge zur Auswahl."


def test_on_the_day_what_has_begun_is_shown_only_and_the_rest_can_be_changed(
    dora: FlaskClient, here: Workshop, house: House
) -> None:
    people(house, here, 5)
    run_to(house, here, "vision")
    shown = page(dora, here, "runde-1")
    assert "Dieser Punkt läuft gerade" in shown and 'name="minutes"' not in shown
    assert "Dieser Punkt ist vorbei" in page(dora, here, "pause")
    assert 'name="minutes"' in page(dora, here, "runde-2")
    now = item(house, here, "runde-1")
    refused = post(dora, here, f"items/{now['item_id']}", revision=now["revision"], minutes=5)
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (409, "item_begun")
    step(house, here, "close")
    assert "Sein Ablauf steht fest" in page(dora, here)


def test_the_moderator_sees_what_the_office_changed_during_the_day(
    client: FlaskClient, here: Workshop, house: House
) -> None:
    as_moderator(client, here)
    run_to(house, here, "break")
    base = f"/w/{here.code}/moderation"
    edit(house, here, "change_item", **item(house, here, "act"), changes={"title": "Theater", "minutes": 20})
    edit(house, here, "remove_scene", **scene(house, here, "act", 0))
    edit(house, here, "add_item", kind="break", after=item(house, here, "runde-1")["item_id"])
    shown = client.get(f"{base}/agenda").text
    assert "Theater" in shown and shown.count('<th scope="row">Pause') == 2
    assert "Zu Theater springen" not in shown  # there is nothing to jump to
    told = client.get(f"{base}/journal").text
    assert "Programmpunkt geändert (Theater)" in told and "Programmpunkt hinzugefügt (Pause)" in told
    assert client.get(base).status_code == 200


def test_a_moderator_edits_nothing_in_the_office(dora: FlaskClient, here: Workshop, house: House) -> None:
    act = item(house, here, "act")
    stranger = dora.application.test_client()
    as_moderator(stranger, here)
    assert stranger.get(f"/w/{here.code}/office/agenda").status_code == 403
    assert post(stranger, here, f"items/{act['item_id']}", revision=1, minutes=1).status_code == 403
    with house.reading() as session:
        assert edits.undoable(session, here.id) is None
