"""Preparing a day over HTTP: from a template to ready, edited in place with undo, with script and without."""

from __future__ import annotations

import re
from dataclasses import asdict
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from facilitation import archive, participants, preparation, tools
from facilitation import workshop as workshops
from facilitation.house import House
from facilitation.rehearsal.copy import make_copy
from facilitation.workshop import Settings, Workshop
from tests import builders
from tests.builders import a_workshop, as_organiser, fields_of, tables_of
from tests.test_pictures import a_picture

JSON = {"Accept": "application/json"}


SETTINGS_ELSEWHERE = ("retention", "plan")  # pages that set what belongs to them alone


@pytest.fixture
def here(house: House) -> Workshop:
    return a_workshop(house)


@pytest.fixture
def dora(client: FlaskClient) -> FlaskClient:
    as_organiser(client)
    return client


def post(client: FlaskClient, here: Workshop, path: str, **sent: Any) -> TestResponse:
    return client.post(f"/w/{here.code}/office/{path}", data=sent, headers=JSON)


def state(client: FlaskClient, here: Workshop, path: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/w/{here.code}/office/{path}", headers=JSON).get_json()
    return found


def office(client: FlaskClient, here: Workshop, path: str) -> str:
    return client.get(f"/w/{here.code}/office/{path}").text


def press_undo(client: FlaskClient, answer: TestResponse) -> TestResponse:
    undo = answer.get_json()["undo"]
    return client.post(undo["action"], data=undo["fields"], headers=JSON)


# The story


def test_an_afternoon_from_the_template_to_ready(dora: FlaskClient, house: House) -> None:
    sent = {"template": "kreis-dueren", "title": "Zukunftstag", "day": "2027-05-12", "place": "Rathaus"}
    made = dora.post("/workshops", data=sent, headers=JSON).get_json()
    with house.reading() as session:
        here = workshops.by_code(session, made["result"]["code"])
    assert (str(here.title), here.day.isoformat(), here.place) == ("Zukunftstag", "2027-05-12", "Rathaus")
    post(dora, here, "settings", revision=here.revision, wifi_name="Saal", base_url="https://werkstatt.example")
    post(dora, here, "logos", picture=(BytesIO(a_picture()), "land.png"), alt="Das Land")
    made = post(dora, here, "fields", title="Klima & Wasser").get_json()["result"]
    post(dora, here, f"fields/{made['field']}/place", place=1)
    house.write(tools.propose, workshop_id=here.id, field_id=made["field"], title="Regentonnen", admitted=True)
    for table in tables_of(house, here):
        post(dora, here, f"tables/{table.id}", seats=20)
    dora.post(f"/w/{here.code}/links/tables", headers=JSON)
    for role in ("moderator", "school"):
        dora.post(f"/w/{here.code}/links", data={"role": role}, headers=JSON)
    left = {line["code"] for line in dora.get(f"/w/{here.code}/office", headers=JSON).get_json()["checklist"]}
    assert left == {"no_password", "kind_open"}
    assert [field["number"] for field in state(dora, here, "fields")["fields"][:6]] == [1, 2, 3, 4, 5, 6]
    builders.people(house, here, 24)
    builders.run_to(house, here, "results")


# Workshops


def test_an_earlier_workshop_comes_without_its_people(dora: FlaskClient, house: House, here: Workshop) -> None:
    post(dora, here, "settings", revision=1, wifi_name="Saal", points_budget=7)
    post(dora, here, "logos", picture=(BytesIO(a_picture()), "land.png"), alt="Das Land")
    builders.people(house, here, 8)
    sent = {"template": here.code, "title": "Ein Jahr später", "day": "2018-10-17"}
    again = dora.post("/workshops", data=sent, headers=JSON).get_json()["result"]
    moved = dora.post("/workshops", data={**sent, "place": "Turnhalle"}, headers=JSON).get_json()["result"]
    with house.reading() as session:
        new, elsewhere = (workshops.by_code(session, made["code"]) for made in (again, moved))
        assert participants.present(session, new.id) == []
    assert (str(new.title), new.day.isoformat(), new.place) == ("Ein Jahr später", "2018-10-17", here.place)
    assert (new.settings.points_budget, new.settings.wifi_name) == (7, "Saal")
    assert elsewhere.settings.wifi_name == "", "another place has another Wi-Fi"
    assert [logo["alt"] for logo in state(dora, new, "settings")["logos"]] == ["Das Land"]
    assert len(fields_of(house, new)) == 5


def test_a_rehearsal_is_neither_listed_nor_a_template(dora: FlaskClient, house: House, here: Workshop) -> None:
    copy = make_copy(house, here.code)
    listed = dora.get("/office", headers=JSON).get_json()["workshops"]
    assert [one["code"] for one in listed] == [here.code]
    assert copy.code not in dora.get("/office").text
    assert dora.post("/workshops", data={"template": copy.code}, headers=JSON).status_code == 422
    assert dora.post(f"/w/{copy.code}/office/deletion", data={"typed": copy.code}, headers=JSON).status_code == 422


def test_a_workshop_goes_only_by_its_typed_code(dora: FlaskClient, house: House, here: Workshop) -> None:
    make_copy(house, here.code)
    refused = post(dora, here, "deletion", typed="ja")
    assert refused.status_code == 422 and here.code in refused.get_json()["error"]["message"]
    assert post(dora, here, "deletion", typed=here.code).get_json()["location"] == "/office"
    assert dora.get(f"/w/{here.code}/office").status_code == 404
    assert dora.get(f"/w/{here.code}-PROBE/office").status_code == 404, "its rehearsal went along"
    assert list(house.config.boxes_dir.glob("*")) == []


def test_an_open_votes_box_goes_with_its_workshop(dora: FlaskClient, house: House, here: Workshop) -> None:
    builders.people(house, here, 5)
    builders.run_to(house, here, "choice")
    builders.open_vote(house, here)
    assert list(house.config.boxes_dir.glob("*"))
    post(dora, here, "deletion", typed=here.code)
    assert list(house.config.boxes_dir.glob("*")) == []


# Settings


def test_a_setting_is_changed_and_taken_back(dora: FlaskClient, here: Workshop) -> None:
    answer = post(dora, here, "settings", revision=1, points_budget=7, title="Anders")
    assert answer.get_json()["result"]["values"] == {"points_budget": "7", "title": "Anders"}
    back = press_undo(dora, answer)
    assert back.get_json()["result"]["values"] == {"points_budget": "5", "title": "Zukunftswerkstatt"}
    press_undo(dora, back)
    assert state(dora, here, "settings")["values"]["title"] == "Anders", "and the undo can be taken back"


def test_nothing_changed_offers_no_undo(dora: FlaskClient, here: Workshop) -> None:
    assert "undo" not in post(dora, here, "settings", revision=1, place=here.place).get_json()


def test_every_setting_can_be_set_in_the_office(dora: FlaskClient, here: Workshop) -> None:
    page = dora.get(f"/w/{here.code}/office/settings").text
    names = set(re.findall(r'name="([\w.]+)"', page))
    elsewhere = {name for path in SETTINGS_ELSEWHERE for name in re.findall(r'name="(\w+)"', office(dora, here, path))}
    assert set(asdict(Settings())) - names - elsewhere == set()
    assert {"title", "title.en", "title.de_leicht", "place", "day", "begins", "zone", "years", "rules.en"} <= names


def test_a_whole_form_without_script_changes_only_what_differs(dora: FlaskClient, house: House, here: Workshop) -> None:
    page = dora.get(f"/w/{here.code}/office/settings").text
    forms = re.findall(r"<form[^>]*data-in-place=\"workshop\".*?</form>", page, re.S)
    assert len(forms) >= 5
    for form in forms:
        with house.reading() as session:
            now = workshops.by_id(session, here.id)
            before = preparation.shown(now)
        sent = {"revision": now.revision, **controls(form)}
        back = {"Referer": f"http://localhost/w/{here.code}/office/settings"}
        answer = dora.post(f"/w/{here.code}/office/settings", data=sent, headers=back)
        assert (answer.status_code, answer.location) == (303, f"/w/{here.code}/office/settings")
        with house.reading() as session:
            assert preparation.shown(workshops.by_id(session, here.id)) == before


def controls(form: str) -> dict[str, str]:
    """What a browser without script would send of an untouched form."""
    areas = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S)
    sent = {name: unescape(text) for name, text in areas}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1] not in ("key", "revision") and ("checkbox" not in tag or " checked" in tag):
            sent.setdefault(name[1], unescape(value[1]) if value else "")
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


def test_a_tick_is_set_and_taken_away_by_a_form(dora: FlaskClient, house: House, here: Workshop) -> None:
    for revision, sent, wanted in ((1, ["1", "0"], True), (2, ["0"], False)):
        answer = dora.post(
            f"/w/{here.code}/office/settings", data={"revision": revision, "pre_moderation": sent}, headers=JSON
        )
        assert answer.status_code == 200
        with house.reading() as session:
            assert workshops.by_id(session, here.id).settings.pre_moderation is wanted


def test_what_has_begun_says_why_it_stays(dora: FlaskClient, house: House, here: Workshop) -> None:
    assert state(dora, here, "settings")["fixed"] == []
    builders.people(house, here, 5)
    builders.run_to(house, here, "choice")
    assert {"day", "begins", "points_budget"} <= set(state(dora, here, "settings")["fixed"])
    refused = post(dora, here, "settings", revision=1, day="2030-01-01")
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (409, "too_late")
    assert "Tag hat begonnen" in refused.get_json()["error"]["message"]
    page = dora.get(f"/w/{here.code}/office/settings").text
    assert re.search(r'name="day"[^>]*readonly', page) and "Das steht jetzt fest." in page
    assert post(dora, here, "settings", revision=1, place="Turnhalle").status_code == 200


@pytest.mark.parametrize("title", ['<script>alert("x")</script>', "=1+1", "مرحبا بالعالم", "🌳" * 50, "x" * 200])
def test_any_title_stays_what_it_is(dora: FlaskClient, here: Workshop, title: str) -> None:
    assert post(dora, here, "settings", revision=1, title=title).status_code == 200
    assert state(dora, here, "settings")["values"]["title"] == title
    for path in ("settings", "fields", ""):
        page = dora.get(f"/w/{here.code}/office/{path}".rstrip("/"))
        assert page.status_code == 200 and "<script>alert" not in page.text


# Logos


def test_a_logo_comes_is_described_and_goes(dora: FlaskClient, here: Workshop) -> None:
    sent = (BytesIO(a_picture(kind="WEBP")), "förderer.webp")
    made = post(dora, here, "logos", picture=sent, alt="Stiftung").get_json()["result"]["picture"]
    [logo] = state(dora, here, "settings")["logos"]
    assert (logo["id"], logo["alt"]) == (made, "Stiftung")
    assert dora.get(logo["address"]).mimetype == "image/jpeg"
    told = post(dora, here, f"logos/{made}", alt="Stiftung Musterau")
    press_undo(dora, told)
    assert state(dora, here, "settings")["logos"][0]["alt"] == "Stiftung"
    assert post(dora, here, f"logos/{made}/removal").status_code == 200
    assert state(dora, here, "settings")["logos"] == []


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ((BytesIO(b"<svg onload=alert(1)>"), "logo.svg"), "format"), ((BytesIO(b""), "leer.png"), "format"),
        ((BytesIO(b""), ""), "empty"), (None, "empty"),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused_in_words(dora: FlaskClient, here: Workshop, sent: Any, reason: str) -> None:
    answer = post(dora, here, "logos", **({"picture": sent} if sent else {}))
    error = answer.get_json()["error"]
    assert (answer.status_code, error["code"], error["details"]["reason"]) == (422, "bad_picture", reason)
    assert "Bild" in error["message"]


def test_a_picture_of_ten_megabytes_fits_and_more_does_not(dora: FlaskClient, here: Workshop) -> None:
    told = [
        post(dora, here, "logos", picture=(BytesIO(a_picture() + bytes(size)), "logo.png")).status_code
        for size in (9 * 1024 * 1024, 11 * 1024 * 1024)
    ]
    assert told == [200, 413]


# Fields and tables


def test_a_field_is_edited_and_taken_back(dora: FlaskClient, house: House, here: Workshop) -> None:
    field = state(dora, here, "fields")["fields"][0]
    answer = post(dora, here, f"fields/{field['id']}", revision=1, title="Arbeit", **{"questions:runde-1": "Wo?"})
    press_undo(dora, answer)
    after = state(dora, here, "fields")["fields"][0]
    assert (after["values"], after["revision"]) == (field["values"], 3)


def test_every_structural_press_can_be_taken_back(dora: FlaskClient, here: Workshop) -> None:
    def hall() -> list[Any]:
        found = state(dora, here, "fields")["fields"]
        return [(f["number"], f["values"], [(t["number"], t["seats"]) for t in f["tables"]]) for f in found]

    made = post(dora, here, "fields", title="Klima", **{"description": "Wasser und Wärme"})
    before = hall()
    first = state(dora, here, "fields")["fields"][0]["id"]
    new = made.get_json()["result"]["field"]
    presses: list[tuple[str, dict[str, Any]]] = [
        (f"fields/{first}/place", {"place": 4}), (f"fields/{new}/removal", {}), ("fields", {"title": "Noch eins"}),
        ("fields", {"title": "Schublade", "category": "1"}), (f"fields/{first}/tables", {}),
    ]  # fmt: skip
    for path, sent in presses:
        answer = post(dora, here, path, **sent)
        assert answer.status_code == 200 and hall() != before, path
        assert press_undo(dora, answer).status_code == 200
        assert hall() == before, path


def test_a_field_in_use_stays_and_says_what_rests_on_it(dora: FlaskClient, house: House, here: Workshop) -> None:
    first = fields_of(house, here)[0]
    refused = post(dora, here, f"fields/{first.id}/removal")
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (409, "still_in_use")
    assert "Werkzeuge: 20" in refused.get_json()["error"]["message"]


def test_forms_without_script_lead_back_to_the_page(dora: FlaskClient, here: Workshop) -> None:
    answer = dora.post(f"/w/{here.code}/office/fields", data={"title": "Klima"})
    assert (answer.status_code, answer.location) == (303, f"/w/{here.code}/office/fields")
    page = dora.get(answer.location).text
    assert "Klima" in page
    keys = re.findall(r'name="key" value="([^"]+)"', page)
    assert keys and len(set(keys)) == len(keys)


@pytest.mark.parametrize("count", [2, 12])
def test_two_fields_and_twelve_fit_the_page(dora: FlaskClient, house: House, count: int) -> None:
    template = archive.read_template("world-cafe")
    template["fields"] = [{"number": n, "title": f"Feld mit einem langen Namen {n}"} for n in range(1, count + 1)]
    template.pop("tables", None)
    template.pop("tools", None)
    here = builders.built(house, template)
    assert len(state(dora, here, "fields")["fields"]) == count
    assert dora.get(f"/w/{here.code}/office/fields").status_code == 200


def test_the_journal_says_what_the_office_did_and_no_password(dora: FlaskClient, house: House, here: Workshop) -> None:
    post(dora, here, "settings", revision=1, wifi_name="Saal", wifi_password="geheim-im-saal")
    post(dora, here, "fields", title="Klima")
    told = dora.get(f"/w/{here.code}/moderation/journal", headers=JSON).get_json()
    words = [entry["told"] for entry in told["entries"]]
    assert "Einstellungen geändert" in words and "Feld angelegt: Klima" in words
    assert "geheim-im-saal" not in str(told["entries"])
    assert told["broken"] is None


def test_the_wish_is_asked_only_where_the_office_has_it_so(dora: FlaskClient, house: House, here: Workshop) -> None:
    emil = dora.application.test_client()
    field = fields_of(house, here)[2]
    assert 'name="wish"' in emil.get(f"/w/{here.code}/").text
    post(dora, here, "settings", revision=1, field_wishes=0)
    assert 'name="wish"' not in emil.get(f"/w/{here.code}/").text
    sent = {"key": "a-form-key-0123456789", "wish": field.id}
    person = emil.post(f"/w/{here.code}/participants", data=sent, headers=JSON).get_json()["result"]["participant"]
    with house.reading() as session:
        assert participants.one(session, here.id, person).wish_field_id is None


def test_the_moderator_sees_how_many_wishes_were_met(dora: FlaskClient, house: House, here: Workshop) -> None:
    wanted = fields_of(house, here)[0]
    for n in range(20):
        sent = {"key": f"a-form-key-of-guest-{n:04}", "wish": wanted.id}
        dora.application.test_client().post(f"/w/{here.code}/participants", data=sent, headers=JSON)
    dora.post(f"/w/{here.code}/groupings", headers=JSON)
    assert "4 von 20 Wünschen erfüllt" in dora.get(f"/w/{here.code}/moderation/groups").text

