"""The print shop in the office: previews, options, downloads, and everything at once in the background."""

from __future__ import annotations

import io
import time
import zipfile
from typing import Any

import pytest
from flask.testing import FlaskClient

from facilitation.documents.printing import SHEETS
from facilitation.house import House
from facilitation.workshop import Workshop
from tests import builders as b
from tests.paper import Paper

JSON = {"Accept": "application/json"}


@pytest.fixture
def workshop(house: House) -> Workshop:
    return b.a_workshop(house, wifi_name="Saal", base_url="https://werkstatt.beispiel.de")


@pytest.fixture
def dora(client: FlaskClient) -> FlaskClient:
    b.as_organiser(client)
    return client


def shop(workshop: Workshop) -> str:
    return f"/w/{workshop.code}/office/print"


def ended(dora: FlaskClient, workshop: Workshop, job: dict[str, Any]) -> dict[str, Any]:
    for _ in range(600):
        now: dict[str, Any] = dora.get(f"{shop(workshop)}/jobs/{job['id']}").get_json()["job"]
        if now["state"] != "running":
            return now
        time.sleep(0.02)
    raise AssertionError("the job does not end")


def test_the_page_shows_every_sheet_with_a_preview_and_a_form(dora: FlaskClient, workshop: Workshop) -> None:
    assert "badges.png" not in dora.get(shop(workshop)).text  # nothing is planned yet
    dora.post(f"/w/{workshop.code}/badges", data={"count": 9})
    page = dora.get(shop(workshop)).text
    for sheet in SHEETS.values():
        assert sheet.title in page
        assert f'src="{shop(workshop)}/{sheet.id}.png' in page and f'action="{shop(workshop)}/{sheet.id}.pdf"' in page
    assert "Vor dem Drucken" not in page  # nothing to warn of


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_sheet_has_a_preview(dora: FlaskClient, workshop: Workshop, sheet: str) -> None:
    dora.post(f"/w/{workshop.code}/badges", data={"count": 9})
    answer = dora.get(f"{shop(workshop)}/{sheet}.png")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.data.startswith(b"\x89PNG")


def test_a_sheet_is_downloaded_with_its_options(dora: FlaskClient, workshop: Workshop) -> None:
    answer = dora.get(f"{shop(workshop)}/poster.pdf?paper=a3&distance=1")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="poster-{workshop.code}.pdf"'
    assert Paper(answer.data).size() == (297, 420)
    assert dora.get(f"{shop(workshop)}/poster.pdf?paper=letter", headers=JSON).status_code == 422
    assert dora.get(f"{shop(workshop)}/nichts.pdf", headers=JSON).status_code == 404
    refused = dora.get(f"{shop(workshop)}/tool-posters.pdf?field=99", headers=JSON)
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (404, "nothing_to_print")


def test_without_script_a_preview_is_asked_for_with_a_button(dora: FlaskClient, workshop: Workshop) -> None:
    page = dora.get(f"{shop(workshop)}?shown=poster&paper=a1&distance=3").text
    assert f"{shop(workshop)}/poster.png?paper=a1&amp;distance=3" in page
    assert f"{shop(workshop)}/programme.png?paper=a3" in page  # the others stay as usual


def test_everything_is_made_in_the_background_and_comes_as_a_zip(dora: FlaskClient, workshop: Workshop) -> None:
    begun = dora.post(f"{shop(workshop)}/jobs", headers=JSON).get_json()["result"]
    assert (begun["state"], begun["total"]) == ("running", len(SHEETS))
    job = ended(dora, workshop, begun)
    assert (job["state"], job["skipped"]) == ("done", ["Schilder mit Nummer"])
    with zipfile.ZipFile(io.BytesIO(dora.get(f"{shop(workshop)}/jobs/{job['id']}/result").data)) as archive:
        names = archive.namelist()
        full = [f"{n:02}-{sheet}-{workshop.code}.pdf" for n, sheet in enumerate(SHEETS, 1)]
        assert names == [name for name in full if "badges" not in name]
        assert len(Paper(archive.read(names[1]))) == 5
    assert f"{shop(workshop)}/jobs/{job['id']}/result" in dora.get(shop(workshop)).text


def test_only_what_is_ticked_is_made_and_the_first_come_first(dora: FlaskClient, workshop: Workshop) -> None:
    ticked = {"sheet.programme": "1", "sheet.poster": "1"}
    begun = dora.post(f"{shop(workshop)}/jobs", data=ticked, headers=JSON).get_json()["result"]
    job = ended(dora, workshop, begun)
    with zipfile.ZipFile(io.BytesIO(dora.get(f"{shop(workshop)}/jobs/{job['id']}/result").data)) as archive:
        assert archive.namelist() == [f"01-poster-{workshop.code}.pdf", f"02-programme-{workshop.code}.pdf"]


def test_the_first_sheets_are_those_a_hall_cannot_do_without() -> None:
    assert list(SHEETS)[:7] == [
        "poster", "table-signs", "rotation", "voting-cards", "ballots", "run-sheet", "statement-cards",
    ]  # fmt: skip


def test_a_job_is_stopped_and_another_workshop_never_sees_it(
    dora: FlaskClient, house: House, workshop: Workshop
) -> None:
    begun = dora.post(f"{shop(workshop)}/jobs", headers=JSON).get_json()["result"]
    other = b.a_workshop(house, "world-cafe")
    assert dora.get(f"{shop(other)}/jobs/{begun['id']}", headers=JSON).status_code == 404
    stopped = dora.post(f"{shop(workshop)}/jobs/{begun['id']}/cancellation", headers=JSON).get_json()["result"]
    assert stopped["state"] in ("stopped", "done")
    if stopped["state"] == "stopped":
        assert dora.get(f"{shop(workshop)}/jobs/{begun['id']}/result", headers=JSON).status_code == 404


def test_an_hour_later_the_link_opens_nothing(dora: FlaskClient, house: House, workshop: Workshop) -> None:
    from datetime import timedelta

    begun = dora.post(f"{shop(workshop)}/jobs", data={"sheet.programme": "1"}, headers=JSON).get_json()["result"]
    ended(dora, workshop, begun)
    address = f"{shop(workshop)}/jobs/{begun['id']}/result"
    assert dora.get(address).status_code == 200
    b.clock_of(house).instant += timedelta(minutes=61)
    assert dora.get(address, headers=JSON).status_code == 404


def test_a_lan_address_is_warned_of(dora: FlaskClient, house: House) -> None:
    workshop = b.a_workshop(house, base_url="http://192.168.178.23:5000")
    assert "nur in diesem Netz" in dora.get(shop(workshop)).text


def test_badges_are_planned_and_taken_at_the_door(dora: FlaskClient, workshop: Workshop) -> None:
    planned = dora.post(f"/w/{workshop.code}/badges", data={"count": 30}, headers=JSON).get_json()
    assert (planned["result"], planned["said"]) == (
        {"first": 1, "last": 30}, "Die Schilder 1 bis 30 sind geplant.",
    )  # fmt: skip
    assert "Nummern 1 bis 30" in dora.get(shop(workshop)).text
    phone = dora.application.test_client()
    page = phone.get(f"/w/{workshop.code}/?badge=17").text
    assert 'name="badge"' in page and 'value="17"' in page
    joined = phone.post(f"/w/{workshop.code}/participants", data={"key": "k" * 20, "badge": "17"}, headers=JSON)
    assert joined.get_json()["result"]["number"] == 17
    other = dora.application.test_client()
    refused = other.post(f"/w/{workshop.code}/participants", data={"key": "l" * 20, "badge": "17"}, headers=JSON)
    assert refused.get_json()["error"]["code"] == "badge_taken"
    seated = dora.post(f"/w/{workshop.code}/seats", data={"badge": "18"}, headers=JSON)
    assert seated.get_json()["result"]["number"] == 18
    assert dora.post(f"/w/{workshop.code}/badges/removal", headers=JSON).get_json()["error"]["code"] == "badges_in_use"


def test_without_badges_nobody_is_asked_for_one(dora: FlaskClient, workshop: Workshop) -> None:
    assert 'name="badge"' not in dora.application.test_client().get(f"/w/{workshop.code}/").text
