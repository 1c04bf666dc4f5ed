"""The configuration in deploy/ with the real nginx, PostgreSQL and Redis: a hall of two workers is one hall."""

from __future__ import annotations

import http.client
import ssl
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from facilitation.rehearsal.browser import Browser, Refused
from facilitation.web.guesses import STRANGERS_TRIES
from tests.hall import Hall, only_workshop
from tests.nginx_server import OwnNginx
from tests.workers import Workers

PEOPLE = 12


@pytest.fixture
def workers(tmp_path: Path, postgresql_url: str) -> Iterator[Workers]:
    with Workers(tmp_path, postgresql_url) as running:
        yield running


@pytest.fixture
def hall(workers: Workers) -> Iterator[Hall]:
    with Hall(workers, only_workshop(workers), PEOPLE) as made:
        yield made


def test_nginx_takes_the_configuration(tmp_path: Path) -> None:
    assert OwnNginx(tmp_path, [5001, 5002, 5003]).tested() == ""


def test_the_test_above_would_see_a_fault(tmp_path: Path) -> None:
    nginx = OwnNginx(tmp_path, [5001])
    conf = tmp_path / "zukunftswerkstatt.conf"
    conf.write_text(conf.read_text(encoding="utf-8").replace("proxy_buffering off;", "proxy_buffering of;"))
    assert "proxy_buffering" in nginx.tested()


def test_a_day_with_two_workers_behind_nginx(hall: Hall, workers: Workers) -> None:
    heard = everything_redis_is_told(workers)
    hall.open_doors()
    assert all(sockets_at(worker.port) for worker in workers.each), "the control: the phones hang on both workers"
    hall.ada.step("start")
    comes(lambda: presence(hall)["phones"] == PEOPLE, "each worker knows the phones of both")
    while hall.ada.activity != "vision":
        hall.ada.press_go()
    hall.wait_for("vision")
    hall.everyone(lambda n, _phone: hall.write_card(n, f"Karte {n}"))
    assert {card["text"] for card in hall.cards_on_boards().values()} == {f"Karte {n}" for n in range(PEOPLE)}
    while hall.ada.activity != "choice":
        hall.ada.press_go()
    hall.ada.open_vote()
    hall.wait_for("choice")
    hall.everyone(lambda _n, phone: phone.look())
    hall.everyone(lambda n, phone: hall.vote(n, {phone.tools[0]["id"]: 3}))
    assert hall.ada.look() and hall.ada.vote["done"] == PEOPLE
    assert workers.tracebacks == ""
    told = heard()
    assert b"statements" in told and b"turnout" in told, "the control: the workers did talk"
    jars = [phone.browser.cookies() for phone in hall.phones]
    cookies = [value for jar in jars for name, value in jar.items() if "participant" in name]
    assert len(cookies) == PEOPLE
    assert [one for one in (*cookies, "Karte") if one.encode() in told] == [], "and said nothing of people"


def everything_redis_is_told(workers: Workers) -> Callable[[], bytes]:
    """Listens to every channel; the answer gives what was heard, and sees that Redis has kept nothing."""
    assert workers.redis is not None
    redis = Redis.from_url(workers.redis.url)
    ear = redis.pubsub()
    ear.psubscribe("*")

    def heard() -> bytes:
        said = b""
        while (message := ear.get_message(timeout=0.3)) is not None:
            said += bytes(message["data"]) if message["type"] == "pmessage" else b""
        kept = redis.dbsize()
        ear.close()
        redis.close()
        assert kept == 0
        return said

    return heard


def test_a_press_is_on_every_phone_at_once_whichever_worker_took_it(hall: Hall, workers: Workers) -> None:
    hall.open_doors()
    hall.ada.step("start")
    for moderator in (hall.ada, hall.second):
        moderator.look()
        before = moderator.activity
        hall.everyone(lambda _n, phone: phone.look())
        while moderator.activity == before:
            began = time.monotonic()
            moderator.press_go()
        hall.wait_for(moderator.activity)
        assert time.monotonic() - began < 5
    assert workers.tracebacks == ""


def test_a_browser_stays_with_its_worker_by_a_cookie_that_says_nothing(workers: Workers) -> None:
    browsers = [Browser(workers.url) for _ in range(8)]
    for browser in browsers:
        browser.get("/")
    ways = [browser.cookies()["zw_way"] for browser in browsers]
    assert len(set(ways)) == len(ways) and all(len(way) == 32 for way in ways)
    for browser in browsers:
        browser.get("/")
    assert [browser.cookies()["zw_way"] for browser in browsers] == ways
    line = raw(workers).getheader("Set-Cookie") or ""
    assert {"Path=/", "HttpOnly", "Secure", "SameSite=Lax"} == set(line.split("; ")[1:])


def test_a_page_through_nginx_knows_that_it_came_by_https(workers: Workers) -> None:
    answer = raw(workers, f"/w/{only_workshop(workers)}/stage")
    assert answer.getheader("Strict-Transport-Security") == "max-age=31536000"
    assert f"wss://127.0.0.1:{workers.nginx.port}" in (answer.getheader("Content-Security-Policy") or "")


def test_whoever_guesses_has_no_more_tries_with_more_workers(workers: Workers) -> None:
    # straight to each worker in turn, as somebody would who throws the cookie away
    refused: Counter[str] = Counter()
    address = f"/w/{only_workshop(workers)}/sessions"
    for n in range(STRANGERS_TRIES + 20):
        guess = Browser(workers.each[n % 2].url)
        try:
            guess.post(address, secret=f"FALSCH{n:04}")
        except Refused as refusal:
            refused[refusal.code] += 1
        guess.close()
    assert refused["too_many_tries"] >= 10, refused
    assert sum(refused.values()) == STRANGERS_TRIES + 20


def sockets_at(port: int) -> int:
    """How many connections to this port are open on this machine (Linux)."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    return sum(row[1].endswith(f":{port:04X}") and row[3] == "01" for row in rows)


def presence(hall: Hall) -> dict[str, int]:
    hall.ada.look()
    found: dict[str, int] = hall.ada.regions["cockpit.side"]["connected"]
    return found


def comes(true: Callable[[], bool], what: str, within: float = 10.0) -> None:
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def raw(workers: Workers, address: str = "/") -> Any:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    assert workers.nginx is not None
    asked = http.client.HTTPSConnection("127.0.0.1", workers.nginx.port, timeout=20, context=context)
    asked.request("GET", address)
    return asked.getresponse()
