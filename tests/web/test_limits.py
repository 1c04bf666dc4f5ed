"""Limits: how much an address takes, and how fast one sender may go."""

from __future__ import annotations

import http.client
import io
import json
import time
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from facilitation import create_app
from facilitation.house import House
from facilitation.live.pace import Pace
from facilitation.web import limits
from facilitation.web.limits import LARGEST_BODY, MOST_PARTS, limit_of, takes
from facilitation.workshop import Workshop
from tests import builders
from tests.builders import a_workshop, as_moderator, as_participant
from tests.real_server import RealServer

JSON = {"Accept": "application/json"}
MEGABYTE = 1024 * 1024


@pytest.fixture
def here(house: House) -> Workshop:
    return a_workshop(house)


@pytest.fixture
def uploading(app: Flask) -> FlaskClient:
    @app.post("/upload")
    @takes(5 * MEGABYTE)
    def upload() -> str:
        return str(sum(len(file.read()) for file in request.files.values()) + sum(map(len, request.form.values())))

    @app.post("/small")
    def small() -> str:
        return str(len(request.get_data()))

    return app.test_client()


def test_every_address_takes_a_megabyte_unless_it_says_more(app: Flask) -> None:
    uploads = {rule.endpoint: limit_of(app, rule.endpoint) for rule in app.url_map.iter_rules()}
    assert limit_of(app, "moderator.show") == limit_of(app, None) == LARGEST_BODY == MEGABYTE
    assert max(uploads.values()) <= 101 * MEGABYTE, "an archive and the form around it"


SIZES = [
    ("/small", MEGABYTE, 200), ("/small", MEGABYTE + 1, 413),
    ("/upload", 4 * MEGABYTE, 200), ("/upload", 6 * MEGABYTE, 413),
]  # fmt: skip


@pytest.mark.parametrize(("address", "size", "status"), SIZES)
def test_more_is_refused_in_words(uploading: FlaskClient, address: str, size: int, status: int) -> None:
    sent = {"data": {"file": (io.BytesIO(b"x" * size), "a.bin")}} if address == "/upload" else {"data": b"x" * size}
    answer = uploading.post(address, headers=JSON, **sent)
    assert answer.status_code == status
    if status == 413:
        assert answer.get_json()["error"]["message"] == "Das ist zu groß. Bitte kürzen Sie und senden Sie noch einmal."


def test_a_body_that_does_not_say_how_long_it_is_is_not_read(tmp_path: Path) -> None:
    """At the real server, which would hand a chunked one on; and the next request on the same wire is answered."""
    with RealServer(tmp_path) as server:
        asked = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        for pieces in (1, 3000):
            body = (b"code=" + b"x" * 1000 for _piece in range(pieces))
            asked.request("POST", "/", body=body, headers=JSON, encode_chunked=True)
            answer = asked.getresponse()
            assert (answer.status, json.loads(answer.read())["error"]["code"]) == (411, "refused")
        asked.request("POST", "/", body=b"code=NOPE", headers=JSON)
        assert asked.getresponse().status == 404
        assert server.tracebacks == ""


def test_a_form_has_only_so_many_parts(uploading: FlaskClient) -> None:
    def parts(count: int) -> bytes:
        one = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
        return one * count + b"--b--\r\n"

    kind = "multipart/form-data; boundary=b"
    told = [uploading.post("/upload", data=parts(n), content_type=kind).status_code for n in (10, MOST_PARTS + 1)]
    assert told == [200, 413]


def test_one_phone_that_sends_without_end_is_told_to_wait_and_the_others_are_not(
    app: Flask, here: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PAUSE", (0.2, 0.2))
    app.extensions["paces"]["writes"] = Pace(rate=0.001, burst=5)
    ben, cem = app.test_client(), app.test_client()
    as_participant(ben, here)
    as_participant(cem, here)
    address, sent = f"/w/{here.code}/me", {"name": "Gast"}
    told = [ben.post(address, data=sent, headers=JSON) for _time in range(6)]
    began = time.monotonic()
    told.append(ben.post(address, data=sent, headers=JSON))
    assert time.monotonic() - began >= 0.2, "and the answer lets wait for itself"
    assert [answer.status_code for answer in told] == [200] * 5 + [429] * 2
    assert told[-1].get_json()["error"]["code"] == "too_fast"
    assert told[-1].get_json()["error"]["message"].startswith("Das waren sehr viele Eingaben auf einmal.")
    assert cem.post(address, data=sent, headers=JSON).status_code == 200
    assert ben.get(f"/w/{here.code}/phone").status_code == 200, "reading has a pace of its own"


def test_an_app_as_it_is_served_has_the_paces_that_are_documented(tmp_path: Path) -> None:
    served = create_app(builders.a_config(tmp_path))
    found = {name: (pace._rate, pace._burst) for name, pace in served.extensions["paces"].items()}
    assert found == {"writes": limits.WRITES, "reads": limits.READS, "strangers": limits.STRANGERS_WRITES}
    builders.house_of(served).close()


def test_reading_without_end_is_slowed_too(app: Flask, here: Workshop) -> None:
    app.extensions["paces"]["reads"] = Pace(rate=0.001, burst=5)
    ben = app.test_client()
    as_participant(ben, here)
    assert [ben.get(f"/w/{here.code}/phone").status_code for _time in range(6)] == [200] * 5 + [429]
    assert ben.get("/static/0/css/tokens.css").status_code == 200


def test_strangers_together_have_a_pace_and_nobody_inside_waits_for_them(app: Flask, here: Workshop) -> None:
    app.extensions["paces"]["strangers"] = Pace(rate=0.001, burst=3)
    told = [app.test_client().post("/", data={"code": here.code}).status_code for _time in range(5)]
    assert told == [303] * 3 + [429] * 2
    ada = app.test_client()
    as_moderator(ada, here)
    assert ada.post(f"/w/{here.code}/showing", data={"note": "Hallo"}, headers=JSON).status_code == 200


def test_a_foreign_page_cannot_use_up_the_moderators_pace(app: Flask, here: Workshop) -> None:
    app.extensions["paces"]["writes"] = Pace(rate=0.001, burst=3)
    ada, address = app.test_client(), f"/w/{here.code}/showing"
    as_moderator(ada, here)
    for _time in range(5):
        assert ada.post(address, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert ada.post(address, data={"note": "Hallo"}, headers=JSON).status_code == 200
