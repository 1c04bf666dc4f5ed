"""What Prometheus and the log are told: durations and counts, never who, where from, with what, or which ballot."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from facilitation import create_app
from facilitation.config import Unusable, from_environment
from facilitation.house import House
from facilitation.live.pace import Pace
from facilitation.logs import REQUEST_LOG, JsonLines
from facilitation.workshop import all_workshops
from tests.builders import a_config, a_workshop, as_organiser, as_participant, house_of, open_vote, run_to, tools_for
from tests.hall import Hall, only_workshop
from tests.real_server import ROOT, RealServer

TOKEN = "a token of sixteen or more"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
JSON = {"Accept": "application/json"}


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Flask]:
    app = create_app(replace(a_config(tmp_path), metrics_token=TOKEN, log_format="json"))
    app.testing = True
    app.extensions["paces"] = {name: Pace(10_000, 100_000) for name in app.extensions["paces"]}
    yield app
    app.extensions["live"].publisher.close()
    house_of(app).close()


def samples(client: FlaskClient) -> dict[str, float]:
    """Each value under its name and labels."""
    families = text_string_to_metric_families(client.get("/metrics", headers=BEARER).text)
    return {
        f"{sample.name}{sorted(sample.labels.items())}": sample.value
        for family in families
        for sample in family.samples
    }


def counted(told: dict[str, float], name: str, *labels: str) -> float:
    return sum(value for key, value in told.items() if key.startswith(name) and all(part in key for part in labels))


def voters(app: Flask, count: int) -> tuple[House, list[tuple[FlaskClient, str, str]]]:
    """So many phones before an open vote: each with the ballot's address and a tool on it."""
    house = house_of(app)
    workshop = a_workshop(house)
    clients = [app.test_client() for _ in range(count)]
    guests = [as_participant(client, workshop) for client in clients]
    run_to(house, workshop, "choice")
    vote = open_vote(house, workshop)
    address = f"/w/{workshop.code}/votes/{vote.id}/ballots"
    return house, [
        (client, address, tools_for(house, workshop, vote, guest)[0])
        for client, guest in zip(clients, guests, strict=True)
    ]


def cast(voter: tuple[FlaskClient, str, str], n: int) -> None:
    client, address, tool = voter
    sent = client.post(address, json={"ballot_id": f"ballot-number-{n:04d}", "points": {tool: 1}}, headers=JSON)
    assert sent.status_code == 200, sent.text


# --- who may read it ---


def test_without_a_token_there_are_no_metrics_for_anybody(app: Flask, client: FlaskClient) -> None:
    as_organiser(client)
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 403


def test_only_the_token_opens_the_metrics(watched: Flask) -> None:
    client = watched.test_client()
    assert client.get("/metrics", headers=BEARER).status_code == 200
    for wrong in ("", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer ü"):
        assert client.get("/metrics", headers={"Authorization": wrong.encode()}).status_code == 403


def test_a_short_token_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="METRICS_TOKEN"):
        from_environment({"DATA_DIR": str(tmp_path), "METRICS_TOKEN": "short"})
    with pytest.raises(Unusable, match="LOG_FORMAT"):
        from_environment({"DATA_DIR": str(tmp_path), "LOG_FORMAT": "xml"})


# --- what is counted ---


def test_requests_writes_and_sockets_are_counted(watched: Flask) -> None:
    client = watched.test_client()
    before = samples(client)
    workshop = a_workshop(house_of(watched))
    as_participant(client, workshop)
    client.get(f"/w/{workshop.code}/stage")
    assert client.get("/w/ZZZZ/stage").status_code == 404
    after = samples(client)

    def more(name: str, *labels: str) -> float:
        return counted(after, name, *labels) - counted(before, name, *labels)

    assert more("facilitation_request_seconds_count", "'stage'", "'GET'", "2xx") == 1
    assert more("facilitation_request_seconds_count", "'stage'", "'GET'", "4xx") == 1
    assert more("facilitation_write_batch_count") >= 2
    assert more("facilitation_write_wait_seconds_count") == more("facilitation_write_batch_count")
    assert "facilitation_queue[]" in after
    assert after["facilitation_copy_state[('state', 'off')]"] == 1


def test_ballots_are_counted_ten_at_a_time(watched: Flask) -> None:
    """So that no scrape, however often, tells when somebody voted."""
    _house, phones = voters(watched, 21)
    client = watched.test_client()

    def voting() -> tuple[float, float, float]:
        told = samples(client)
        return (
            counted(told, "facilitation_ballots_total"),
            counted(told, "facilitation_request_seconds_count", "voting"),
            counted(told, "facilitation_write_batch_count"),
        )

    first = voting()
    seen = []
    for n, phone in enumerate(phones):
        cast(phone, n)
        seen.append(tuple(now - then for now, then in zip(voting(), first, strict=True)))
    assert seen == [(0, 0, 0)] * 9 + [(10, 10, 0)] * 10 + [(20, 20, 0)] * 2


def test_the_metrics_name_nobody_and_nothing(watched: Flask) -> None:
    house, phones = voters(watched, 10)
    for n, phone in enumerate(phones):
        cast(phone, n)
    with house.reading() as session:
        codes = [workshop.code for workshop in all_workshops(session)]
    told = watched.test_client().get("/metrics", headers=BEARER).text
    labels = set(re.findall(r'="([^"]*)"', told))
    assert not any(code in label for code in codes for label in labels)
    assert not any(re.search(r"\d+\.\d+\.\d+\.\d+|/w/|[\w-]{22}", label) for label in labels), labels


def test_faults_are_counted_once_and_still_told() -> None:
    """In a process of its own, for the test's own log has handlers already."""
    asked = """
import logging
from facilitation import metrics
metrics.count_faults()
metrics.count_faults()
logging.getLogger("facilitation.x").error("something broke")
logging.getLogger("facilitation.x").warning("nothing broke")
print(metrics.FAULTS._value.get())
"""
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout == "1.0\n", done.stderr
    assert done.stderr.count("something broke") == 1


# --- the log ---


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [json.loads(JsonLines().format(record)) for record in caplog.records if record.name == REQUEST_LOG]


def test_a_request_leaves_a_line_with_its_route_and_nothing_else(
    watched: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, REQUEST_LOG)
    workshop = a_workshop(house_of(watched))
    watched.test_client().get(f"/w/{workshop.code}/stage?secret=1", headers={"User-Agent": "A browser"})
    (line,) = lines(caplog)
    assert set(line) == {"at", "level", "logger", "event", "request", "method", "route", "status", "ms"}
    assert (line["route"], line["method"], line["status"]) == ("/w/<code>/stage", "GET", 200)


def test_a_ballot_leaves_no_line(watched: Flask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, REQUEST_LOG)
    _house, phones = voters(watched, 1)
    cast(phones[0], 1)
    phones[0][0].get(phones[0][1].removesuffix("s"))
    phones[0][0].post(f"{phones[0][1]}/lookup", json={"ballot_id": "ballot-number-0001"}, headers=JSON)
    assert [line for line in lines(caplog) if "vote" in str(line["route"])] == []
    phones[0][0].get("/")
    assert lines(caplog)[-1]["route"] == "/", "the control: anything else does"


def test_an_exception_is_logged_by_kind_and_place_and_not_by_what_it_quotes() -> None:
    try:
        int("Zacharias Zweistein")
    except ValueError:
        found = sys.exc_info()
    record = logging.LogRecord("facilitation.x", logging.ERROR, __file__, 1, "failed for %s", ("Zacharias",), found)
    told = JsonLines().format(record)
    assert "Zacharias" not in told
    assert json.loads(told)["exception"] == "ValueError"
    assert json.loads(told)["where"][0].startswith("test_watching.py:")
    foreign = logging.LogRecord("engineio", logging.ERROR, "x.py", 7, "Invalid session abcdefgh", (), None)
    assert json.loads(JsonLines().format(foreign))["where"] == ["x.py:7 None"]
    assert "abcdefgh" not in JsonLines().format(foreign)


def test_what_people_wrote_stands_in_no_error_of_the_database(house: House) -> None:
    with pytest.raises(DBAPIError) as failed, house.engine.connect() as connection:
        connection.execute(sql("SELECT nothing FROM participants WHERE name = :name"), {"name": "Zacharias"})
    assert "Zacharias" not in str(failed.value)


@pytest.mark.day
@pytest.mark.timeout(180)
def test_the_log_of_a_whole_vote_names_nobody(tmp_path: Path) -> None:
    with RealServer(tmp_path, LOG_FORMAT="json", METRICS_TOKEN=TOKEN) as server:
        code = only_workshop(server)
        with Hall(server, code, 12) as hall:
            hall.come_to_the_vote(lambda n: f"Merkwort{n} im Grünen.")
            hall.everyone(lambda n, phone: hall.vote(n, {phone.tools[0]["id"]: 1}))
            urllib.request.urlopen(f"{server.url}/w/{code}/stage").read()
            ids = {value for phone in hall.phones for value in (*phone.ballot_ids.values(), phone.participant_id)}
            secrets = {value for phone in hall.phones for value in phone.browser.cookies().values()}
            asked = urllib.request.Request(f"{server.url}/metrics", headers=BEARER)
            measured = urllib.request.urlopen(asked).read().decode()
        log = [line for line in server.output.splitlines() if line.startswith("{")]
    told = [json.loads(line) for line in log]
    assert len(told) > 100 and {line["event"] for line in told} == {"request"}
    assert any(line["route"] == "/w/<code>/statements" for line in told), "the control: the day is in it"
    assert not any("ballot" in line["route"] for line in told)
    for text in ("\n".join(log), measured):
        for mark in (
            "Merkwort",
            "Gast",
            "Einrichtung",
            "127.0.0.1",
            "Mozilla",
            "Python-urllib",
            f"/{code}",
            *ids,
            *secrets,
        ):
            assert mark not in text, mark
    assert 'facilitation_sockets{face="phone"} 12.0' in measured
    assert "facilitation_ballots_total 10.0" in measured, "of twelve, ten"


@pytest.mark.day
def test_with_a_folder_for_all_workers_a_scrape_answers_for_those_too_that_have_ended(tmp_path: Path) -> None:
    shared = tmp_path / "counts"
    shared.mkdir()
    env, seen = {"METRICS_TOKEN": TOKEN, "PROMETHEUS_MULTIPROC_DIR": str(shared)}, []
    for _life in range(2):
        with RealServer(tmp_path, **env) as server:
            urllib.request.urlopen(f"{server.url}/").read()
            asked = urllib.request.Request(f"{server.url}/metrics", headers=BEARER)
            told = urllib.request.urlopen(asked).read().decode()
        front = r'facilitation_request_seconds_count\{answer="2xx",face="door",method="GET"\} (\d+)'
        seen += [int(found) for found in re.findall(front, told)]
    assert len(seen) == 2 and 2 <= seen[0] < seen[1]
