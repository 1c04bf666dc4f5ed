"""The office: let in once by the terminal's key, then workshops, the Werkstattplan in place, and documents."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from facilitation import access, plan, tools
from facilitation.documents import DOCUMENTS
from facilitation.house import House
from facilitation.tools import Kind
from facilitation.web.guesses import guesses
from facilitation.workshop import Workshop
from tests.builders import KEY, a_workshop, as_host, as_moderator, as_organiser, clock_of, fields_of

JSON = {"Accept": "application/json"}


@pytest.fixture
def here(house: House) -> Workshop:
    return a_workshop(house)


@pytest.fixture
def dora(client: FlaskClient) -> FlaskClient:
    as_organiser(client)
    return client


@pytest.fixture(autouse=True)
def _nobody_guessed_before() -> None:
    guesses.forget()


def a_key(house: House, key: str = "the-key-in-the-terminal") -> str:
    house.write(access.make_one_time_key, key_hash=access.hashed(KEY, "one-time", key))
    return key


def entry(house: House, here: Workshop, kind: Kind = Kind.EXISTING) -> plan.PlanEntry:
    """A tool of this kind, put into the plan."""
    with house.reading() as session:
        every = tools.everything(session, here.id)
        tool = next(t for t in every if t.kind == kind and t.field_id == fields_of(house, here)[0].id)
    made = house.write(plan.add, workshop_id=here.id, field_id=tool.field_id, tool_id=tool.id, role="organiser")
    return stored(house, here, made["entry"])


def stored(house: House, here: Workshop, entry_id: str) -> plan.PlanEntry:
    with house.reading() as session:
        return plan.one(session, here.id, entry_id)


def post(client: FlaskClient, here: Workshop, path: str, **sent: Any) -> TestResponse:
    return client.post(f"/w/{here.code}/{path}", data=sent, headers=JSON)


# The door of the office

def test_without_a_key_the_office_is_closed_and_says_how_to_get_in(client: FlaskClient, here: Workshop) -> None:
    page = client.get("/office")
    assert page.status_code == 403
    assert "Terminal" in page.text or "Startfenster" in page.text or "Link" in page.text
    assert here.code not in page.text
    told = client.get("/office", headers=JSON)
    assert (told.status_code, told.get_json()["error"]["code"]) == (403, "not_allowed")
    assert client.get(f"/w/{here.code}/office").status_code == 403


@pytest.mark.parametrize("late", [False, True])
def test_the_key_opens_once_and_for_a_day_only(client: FlaskClient, house: House, late: bool) -> None:
    key = a_key(house)
    if late:
        clock_of(house).forward(hours=25)
    answer = client.post("/office/sessions", data={"key": key, "next": ""}, headers=JSON)
    assert answer.status_code == (403 if late else 200)
    again = client.application.test_client().post("/office/sessions", data={"key": key}, headers=JSON)
    assert (again.status_code, again.get_json()["error"]["code"]) == (403, "link_refused")
    assert client.get("/office").status_code == (403 if late else 200)


def test_a_fresh_start_makes_the_older_key_worthless(client: FlaskClient, house: House) -> None:
    old, new = a_key(house, "the-first-key"), a_key(house, "the-second-key")
    told = [client.post("/office/sessions", data={"key": key}, headers=JSON).status_code for key in (old, new)]
    assert told == [403, 200]


def test_the_office_cookie_is_out_of_reach_of_scripts(client: FlaskClient, house: House) -> None:
    plain = client.post("/office/sessions", data={"key": a_key(house)})
    safe = client.application.test_client().post(
        "/office/sessions", data={"key": a_key(house, "another-key")}, base_url="https://localhost"
    )
    [first], [second] = (answer.headers.getlist("Set-Cookie") for answer in (plain, safe))
    assert first.startswith("zw-office=") and "HttpOnly" in first and "SameSite=Lax" in first
    assert second.startswith("__Host-zw-office=") and "Secure" in second


# Workshops

def test_dora_makes_a_workshop_from_a_template(dora: FlaskClient, house: House) -> None:
    listed = dora.get("/office", headers=JSON).get_json()
    assert listed == {"workshops": [], "templates": ["kreis-dueren", "world-cafe"]}
    made = dora.post("/workshops", data={"template": "world-cafe", "day": "2031-03-04"}, headers=JSON).get_json()
    code = made["result"]["code"]
    assert made["location"] == f"/w/{code}/office"
    overview = dora.get(made["location"], headers=JSON).get_json()
    assert (overview["workshop"]["code"], overview["workshop"]["day"]) == (code, "2031-03-04")
    assert [one["code"] for one in dora.get("/office", headers=JSON).get_json()["workshops"]] == [code]
    assert dora.get("/office").status_code == dora.get(made["location"]).status_code == 200


def test_a_template_or_a_day_that_is_none_makes_nothing(dora: FlaskClient) -> None:
    for sent in ({"template": "erfunden"}, {"template": "world-cafe", "day": "morgen"}, {}):
        assert dora.post("/workshops", data=sent, headers=JSON).status_code == 422
    assert dora.get("/office", headers=JSON).get_json()["workshops"] == []


def test_creating_twice_with_one_key_is_one_workshop(dora: FlaskClient) -> None:
    sent = {"template": "world-cafe", "key": "one-key-one-workshop"}
    codes = {dora.post("/workshops", data=sent, headers=JSON).get_json()["result"]["code"] for _ in range(2)}
    assert len(codes) == len(dora.get("/office", headers=JSON).get_json()["workshops"]) == 1


def test_the_checklist_names_what_is_missing_and_forgets_what_is_done(
    dora: FlaskClient, house: House, here: Workshop
) -> None:
    def texts() -> list[str]:
        found = dora.get(f"/w/{here.code}/office", headers=JSON).get_json()["checklist"]
        return [item["text"] for item in found]

    assert any("WLAN" in text for text in texts())
    post(dora, here, "settings", revision=here.revision, wifi_name="Rathaus-Gast")
    assert not any("WLAN" in text for text in texts())


# The plan, edited in place

def test_a_cell_is_changed_in_place_and_the_rest_stays(dora: FlaskClient, house: House, here: Workshop) -> None:
    before = entry(house, here)
    answer = post(dora, here, f"plan/entries/{before.id}", revision=1, place="Rathaus, Saal 2").get_json()
    assert (answer["result"]["revision"], answer["said"]) == (2, "Gespeichert.")
    after = stored(house, here, before.id)
    assert (after.place, after.title, after.responsible) == ("Rathaus, Saal 2", before.title, before.responsible)
    assert (after.changed_by, after.changed_at) == ("organiser", house.clock.now())


def test_years_are_marked_by_form_and_by_json(dora: FlaskClient, house: House, here: Workshop) -> None:
    row = entry(house, here)
    address, years = f"plan/entries/{row.id}", here.years
    assert row.years == [], "no year is marked until someone marks it"
    post(dora, here, address, revision=1, **{f"year.{years[0]}": "1", f"year.{years[2]}": "1", f"year.{years[1]}": "0"})
    assert stored(house, here, row.id).years == [years[0], years[2]]
    post(dora, here, address, revision=2, place="anderswo")
    assert stored(house, here, row.id).years == [years[0], years[2]], "an edit without years leaves them alone"
    body = {"revision": 3, "years": [years[1]]}
    assert dora.post(f"/w/{here.code}/{address}", json=body, headers=JSON).status_code == 200
    assert stored(house, here, row.id).years == [years[1]]
    for wrong in ([1066], ["2018"], [[2018]], [None], "2018"):
        refused = dora.post(f"/w/{here.code}/{address}", json={"revision": 4, "years": wrong}, headers=JSON)
        assert refused.status_code == (200 if wrong == "2018" else 422)
        assert stored(house, here, row.id).years == [years[1]]


def test_of_two_editors_the_second_is_told_and_nothing_is_overwritten(
    dora: FlaskClient, house: House, here: Workshop
) -> None:
    row = entry(house, here)
    other = dora.application.test_client()
    as_organiser(other)
    assert post(dora, here, f"plan/entries/{row.id}", revision=1, place="Rathaus").status_code == 200
    refused = post(other, here, f"plan/entries/{row.id}", revision=1, place="Schule")
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (409, "moved_on")
    assert refused.get_json()["error"]["details"]["values"]["place"] == "Rathaus", "both texts are there to compare"
    assert stored(house, here, row.id).place == "Rathaus"


def test_an_edit_sent_twice_is_one_edit(dora: FlaskClient, house: House, here: Workshop) -> None:
    row = entry(house, here)
    sent = {"revision": 1, "place": "Rathaus", "key": "one-key-for-one-edit"}
    told = [post(dora, here, f"plan/entries/{row.id}", **sent) for _ in range(2)]
    assert [answer.status_code for answer in told] == [200, 200]
    assert told[0].get_json()["result"] == told[1].get_json()["result"]
    assert stored(house, here, row.id).revision == 2


def test_a_status_needs_no_more_than_its_word(dora: FlaskClient, house: House, here: Workshop) -> None:
    row = entry(house, here)
    sent = {"revision": 1, "status": "deferred", "reason": "Erst nach dem Umbau."}
    assert post(dora, here, f"plan/entries/{row.id}", **sent).status_code == 200
    [shown] = [e for e in entries(dora, here) if e["id"] == row.id]
    assert (shown["status"], shown["reason"]) == ("deferred", "Erst nach dem Umbau.")


def entries(client: FlaskClient, here: Workshop) -> list[dict[str, Any]]:
    blocks = client.get(f"/w/{here.code}/office/plan", headers=JSON).get_json()["blocks"]
    return [row for block in blocks for row in block["entries"]]


def test_an_entry_is_added_removed_and_put_back(dora: FlaskClient, house: House, here: Workshop) -> None:
    field = dora.get(f"/w/{here.code}/office/plan", headers=JSON).get_json()["blocks"][0]
    tool = field["left"][0]
    added = post(dora, here, "plan/entries", tool_id=tool["id"]).get_json()["result"]["entry"]
    assert [row["title"] for row in entries(dora, here)] == [tool["title"]]
    assert post(dora, here, "plan/entries", tool_id=tool["id"]).status_code == 422
    gone = post(dora, here, f"plan/entries/{added}/removal", revision=1).get_json()
    assert entries(dora, here) == []
    assert dora.post(gone["undo"]["action"], data=gone["undo"]["fields"], headers=JSON).status_code == 200
    assert [row["title"] for row in entries(dora, here)] == [tool["title"]]


def test_who_is_responsible_is_prefilled_for_existing_tools_only(house: House, here: Workshop) -> None:
    known, new = entry(house, here), entry(house, here, Kind.OPEN)
    with house.reading() as session:
        tool = tools.one(session, here.id, known.tool_id or "")
    assert known.responsible == "; ".join(tool.institutions)
    assert (new.responsible, new.place) == ("", "")


def test_the_plan_page_works_without_script(dora: FlaskClient, house: House, here: Workshop) -> None:
    row = entry(house, here)
    page = dora.get(f"/w/{here.code}/office/plan").text
    assert f'action="/w/{here.code}/plan/entries/{row.id}"' in page
    keys = re.findall(r'name="key" value="([^"]+)"', page)
    assert keys and len(set(keys)) == len(keys), "each form has an operation id of its own"
    back = {"Referer": f"http://localhost/w/{here.code}/office/plan"}
    saved = dora.post(
        f"/w/{here.code}/plan/entries/{row.id}", data={"revision": "1", "place": "Rathaus"}, headers=back
    )
    assert (saved.status_code, saved.location) == (303, f"/w/{here.code}/office/plan")


# Documents

TABLES = [(kind.id, fmt) for kind in DOCUMENTS.values() for fmt in kind.formats if fmt in ("xlsx", "csv", "json")]


@pytest.mark.parametrize(("name", "fmt"), TABLES)
def test_every_document_comes_as_a_file_with_its_name_and_type(
    client: FlaskClient, house: House, here: Workshop, name: str, fmt: str
) -> None:
    title = entry(house, here).title
    as_moderator(client, here)
    answer = client.get(f"/w/{here.code}/documents/{name}.{fmt}")
    assert answer.status_code == 200
    stand = house.clock.now().date().isoformat()
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}-{here.code}-{stand}.{fmt}"'
    assert answer.mimetype == {
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "csv": "text/csv",
        "json": "application/json",
    }[fmt]
    assert answer.headers["Cache-Control"] == "no-store"
    cells = cells_of(answer.data, fmt)
    if name == "priorisierte-werkzeuge":
        assert title not in cells, "results only after the vote"
    elif name in ("werkstattplan", "werkzeuge"):
        assert title in cells


def cells_of(content: bytes, fmt: str) -> set[str]:
    if fmt == "csv":
        return {cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";") for cell in row}
    if fmt == "xlsx":
        book = load_workbook(io.BytesIO(content))
        return {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    return set(re.findall(r'"((?:[^"\\]|\\.)*)"', json.dumps(json.loads(content), ensure_ascii=False)))


def test_documents_are_for_moderators_and_the_office_alone(client: FlaskClient, house: House, here: Workshop) -> None:
    address = f"/w/{here.code}/documents/werkstattplan.csv"
    told = [client.get(address).status_code]
    as_host(client, here, 1)
    told.append(client.get(address).status_code)
    as_organiser(client)
    told.append(client.get(address).status_code)
    assert told == [403, 403, 200]


@pytest.mark.parametrize(
    ("path", "code"), [("steuerbescheid.csv", "unknown_document"), ("werkstattplan.exe", "unknown_format")]
)
def test_a_document_that_is_none_is_not_found(dora: FlaskClient, here: Workshop, path: str, code: str) -> None:
    answer = dora.get(f"/w/{here.code}/documents/{path}", headers=JSON)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (404, code)


# The Generalprobe

def test_a_rehearsal_is_refused_out_of_range_and_of_a_rehearsal(dora: FlaskClient, here: Workshop) -> None:
    told = [
        post(dora, here, "rehearsals", phones=phones, minutes=minutes).get_json()["error"]["details"]
        for phones, minutes in ((0, 0), (501, 0), (10, 481))
    ]
    assert [(one["field"], one["low"], one["high"]) for one in told] == [
        ("phones", 1, 500), ("phones", 1, 500), ("minutes", 0, 480),
    ]  # fmt: skip
    assert dora.get(f"/w/{here.code}/rehearsals", headers=JSON).get_json() == {"rehearsal": None}
    assert post(dora, here, "rehearsals/wipe").status_code == 200, "wiping what is not there does nothing"
    assert dora.get(f"/w/{here.code}/office").status_code == 200


def test_a_day_later_the_organiser_is_still_in(dora: FlaskClient, house: House) -> None:
    clock_of(house).forward(seconds=timedelta(days=2).total_seconds())
    assert dora.get("/office").status_code == 200
