"""The documents page: what each is for, one at once, several in the background, stopped on demand."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from facilitation.documents import DOCUMENTS
from facilitation.house import House
from facilitation.web.office import taking_out
from facilitation.web.office.taking_out import about
from facilitation.workshop import Workshop
from tests import builders as b

JSON = {"Accept": "application/json"}


@pytest.fixture
def workshop(house: House) -> Workshop:
    return b.a_workshop(house)


@pytest.fixture
def dora(client: FlaskClient) -> FlaskClient:
    b.as_organiser(client)
    return client


def page(workshop: Workshop) -> str:
    return f"/w/{workshop.code}/office/documents"


def begun(dora: FlaskClient, workshop: Workshop, fmt: str, *names: str) -> dict[str, Any]:
    sent = {"format": fmt, **{f"document.{name}": "1" for name in names}}
    result: dict[str, Any] = dora.post(f"{page(workshop)}/jobs", data=sent, headers=JSON).get_json()["result"]
    return result


def ended(dora: FlaskClient, workshop: Workshop, job: dict[str, Any]) -> dict[str, Any]:
    for _ in range(600):
        now: dict[str, Any] = dora.get(f"/w/{workshop.code}/office/print/jobs/{job['id']}").get_json()["job"]
        if now["state"] != "running":
            return now
        time.sleep(0.02)
    raise AssertionError("the job does not end")


def test_it_says_of_every_document_what_it_is_for(dora: FlaskClient, workshop: Workshop) -> None:
    told = dora.get(page(workshop), headers=JSON).get_json()["documents"]
    assert [(one["id"], one["formats"]) for one in told] == [(k.id, list(k.formats)) for k in DOCUMENTS.values()]
    assert [one["id"] for one in told if not one["about"]] == []
    shown = dora.get(page(workshop)).text
    for kind in DOCUMENTS.values():
        for fmt in kind.formats:
            assert f'href="/w/{workshop.code}/documents/{kind.id}.{fmt}"' in shown


def test_nothing_is_described_that_does_not_exist(dora: FlaskClient, workshop: Workshop) -> None:
    with dora.application.test_request_context():
        assert set(about()) == set(DOCUMENTS)


def test_several_come_as_one_zip_and_the_page_offers_it(dora: FlaskClient, workshop: Workshop) -> None:
    job = begun(dora, workshop, "json", "zielkatalog", "werkzeuge", "werkzeugkatalog")  # the last has no JSON
    done = ended(dora, workshop, job)
    assert (done["state"], done["done"], done["total"]) == ("done", 2, 2)
    answer = dora.get(f"/w/{workshop.code}/office/print/jobs/{job['id']}/result")
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert [name.split("-")[0] for name in archive.namelist()] == ["zielkatalog", "werkzeuge"]
    shown = dora.get(page(workshop)).text
    assert f"dokumente-{workshop.code}.zip" in shown and "Abbrechen" not in shown
    assert f"dokumente-{workshop.code}.zip" not in dora.get(f"/w/{workshop.code}/office/print").text


def test_a_single_one_comes_as_itself(dora: FlaskClient, workshop: Workshop) -> None:
    job = begun(dora, workshop, "csv", "werkzeuge")
    ended(dora, workshop, job)
    answer = dora.get(f"/w/{workshop.code}/office/print/jobs/{job['id']}/result")
    assert answer.mimetype == "text/csv" and answer.data.startswith(b"\xef\xbb\xbfid;")


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"format": "odt", "document.werkzeuge": "1"}, "format"),
        ({"format": "csv", "document.werkzeugkatalog": "1"}, "document"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused(
    dora: FlaskClient, workshop: Workshop, sent: dict[str, str], field: str
) -> None:
    answer = dora.post(f"{page(workshop)}/jobs", data=sent, headers=JSON)
    assert (answer.status_code, answer.get_json()["error"]["details"]["field"]) == (422, field)


def test_in_a_served_hall_paper_takes_a_process_of_its_own(
    dora: FlaskClient, workshop: Workshop, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = dora.get(f"/w/{workshop.code}/documents/zielkatalog.docx").data
    monkeypatch.setattr(taking_out, "serves_a_hall", lambda: True)
    apart = dora.get(f"/w/{workshop.code}/documents/zielkatalog.docx")
    assert apart.status_code == 200 and apart.data.startswith(b"PK") and here.startswith(b"PK")
    job = begun(dora, workshop, "docx", "werkzeugkatalog")
    dora.post(f"/w/{workshop.code}/office/print/jobs/{job['id']}/cancellation", headers=JSON)
    assert ended(dora, workshop, job)["state"] == "stopped"
    assert "Abgebrochen." in dora.get(page(workshop)).text


def shared(dora: FlaskClient, workshop: Workshop, **wish: Any) -> dict[str, Any]:
    result: dict[str, Any] = dora.post(f"{page(workshop)}/shares", data=wish, headers=JSON).get_json()["result"]
    return result


def path(share: dict[str, Any]) -> str:
    return "/w/" + str(share["address"]).split("/w/")[1]


def test_a_link_shows_the_document_to_a_stranger_until_it_is_withdrawn(
    dora: FlaskClient, workshop: Workshop, house: House
) -> None:
    share = shared(dora, workshop, document="werkzeugkatalog", format="web", days=30)
    emil = dora.application.test_client()
    answer = emil.get(path(share))
    assert answer.status_code == 200 and answer.headers["X-Robots-Tag"] == "noindex"
    for text in ("Werkzeugkatalog Kreis Düren", "1.2 Bestehende Werkzeuge", "Betriebliche Tagespflege", "Stand: "):
        assert text in answer.text
    assert "<script>" not in answer.text and 'data-kind="existing"' in answer.text
    assert share["address"] in dora.get(page(workshop)).text
    dora.post(f"{page(workshop)}/shares/{share['id']}/withdrawal", headers=JSON)
    assert emil.get(path(share)).status_code == 404
    assert share["address"] not in dora.get(page(workshop)).text


def test_the_page_ends_after_its_days_and_a_file_after_ten_minutes(
    dora: FlaskClient, workshop: Workshop, house: House
) -> None:
    page_link = shared(dora, workshop, document="werkstattplan", format="web", days=1)
    file_link = shared(dora, workshop, document="werkzeuge", format="csv")
    emil, clock = dora.application.test_client(), b.clock_of(house)
    answer = emil.get(path(file_link))
    assert (answer.mimetype, answer.data[:6]) == ("text/csv", b"\xef\xbb\xbfid;")
    assert "<table" in emil.get(path(page_link)).text
    clock.instant += timedelta(minutes=10)
    assert [emil.get(path(link)).status_code for link in (file_link, page_link)] == [404, 200]
    clock.instant += timedelta(days=1)
    assert emil.get(path(page_link)).status_code == 404


def test_what_is_no_page_and_what_lasts_too_long_is_refused(dora: FlaskClient, workshop: Workshop) -> None:
    too_long = {"document": "werkstattplan", "days": 366}
    for wish in ({"document": "abstimmungsprotokoll"}, {"document": "brief"}, too_long):
        assert dora.post(f"{page(workshop)}/shares", data=wish, headers=JSON).status_code == 422
    assert dora.get(page(workshop), headers=JSON).get_json()["shares"] == []
