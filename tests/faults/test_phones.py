"""What a real phone shows while something is broken: saved, waiting or refused, in words, and that it mends itself.

WebSockets kept back by the network, a server that hangs, a full disk: each time the card arrives, and once.
"""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.hall import connected
from tests.faults.disk import a_small_disk, fill
from tests.faults.invariants import DATABASE
from tests.faults.networks import BOXES
from tests.faults.weather import Air, Weather
from tests.hall import Hall, only_workshop
from tests.real_server import RealServer

SECOND = 1000
FALLS_BACK_WITHIN = 20 * SECOND  # the browser tries the WebSocket for five seconds first, as long polling comes second
GIVES_UP_WITHIN = 9.5 * SECOND  # a phone waits eight seconds for an answer
TEXT = "Hier fährt der Bus bis Mitternacht."
IN_TROUBLE = "Beim Server klemmt es gerade. Ihr Telefon merkt sich alles und sendet es von selbst."
NO_ANSWER = "Gerade keine Verbindung. Ihr Telefon merkt sich alles und sendet es von selbst."

pytestmark = pytest.mark.timeout(300)
Opened = Callable[[Hall], Page]


@pytest.fixture
def phone(browser: Browser) -> Iterator[Opened]:
    """Ben's phone: he joins."""
    contexts = []

    def join(hall: Hall) -> Page:
        expect.set_options(timeout=FALLS_BACK_WITHIN)
        context = browser.new_context(locale="de-DE", viewport={"width": 390, "height": 844}, base_url=hall.server.url)
        context.set_default_timeout(FALLS_BACK_WITHIN)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"/w/{hall.code}/")
        page.get_by_role("button", name="Dabei sein").click()
        connected(page)
        return page

    yield join
    expect.set_options(timeout=None)
    for context in contexts:
        context.close()


def in_a_round(hall: Hall, page: Page) -> None:
    hall.ada.step("start")
    while hall.ada.activity != "vision":
        if hall.ada.activity == "grouping":
            hall.ada.divide()
        hall.ada.press_go()
    expect(page.locator(".scene[data-activity=vision]")).to_be_visible(timeout=FALLS_BACK_WITHIN)


def write(page: Page) -> None:
    page.locator("form[data-queue=statement] textarea").fill(TEXT)
    page.locator("form[data-queue=statement] button[type=submit]").click()


def cards(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / DATABASE)) as opened:
        return [text for (text,) in opened.execute("SELECT text FROM statements")]


@pytest.mark.parametrize("box", BOXES)
def test_a_network_that_keeps_websockets_back_is_not_noticed(phone: Opened, tmp_path: Path, box: str) -> None:
    with RealServer(tmp_path) as server, Air(server.port, Weather(websocket=box), Random(1)) as air:
        code = only_workshop(server)
        server.url = air.url
        with Hall(server, code, 0) as hall:
            page = phone(hall)
            in_a_round(hall, page)
            write(page)
            expect(page.locator("form[data-queue=statement] textarea")).to_have_value("")
            expect(page.locator("[data-connection]")).to_be_hidden()
            assert cards(tmp_path) == [TEXT]
            assert air.kept_from_upgrading > 0, "the control"


def test_a_server_that_hangs_is_told_and_the_card_waits(phone: Opened, tmp_path: Path) -> None:
    with RealServer(tmp_path) as server, Hall(server, only_workshop(server), 0) as hall:
        page = phone(hall)
        in_a_round(hall, page)
        os.kill(server.pid, signal.SIGSTOP)
        try:
            write(page)
            line = page.locator("form[data-queue=statement] [data-status]")
            expect(line).to_have_text(NO_ANSWER, timeout=GIVES_UP_WITHIN)
            expect(page.locator("waiting-cards li")).to_contain_text(TEXT)
        finally:
            os.kill(server.pid, signal.SIGCONT)
        expect(page.locator("waiting-cards li")).to_have_count(0, timeout=30 * SECOND)
        assert cards(tmp_path) == [TEXT]


def test_a_full_disk_is_told_within_a_second_and_the_card_waits(phone: Opened, tmp_path: Path) -> None:
    with (
        a_small_disk(tmp_path / "small") as disk, RealServer(disk) as server,
        Hall(server, only_workshop(server), 0) as hall,
    ):  # fmt: skip
        page = phone(hall)
        in_a_round(hall, page)
        fill(disk / "filler")
        write(page)
        line = page.locator("form[data-queue=statement] [data-status]")
        expect(line).to_have_text(IN_TROUBLE, timeout=2 * SECOND)
        expect(page.locator("waiting-cards li")).to_contain_text(TEXT)
        assert cards(disk) == []
        (disk / "filler").unlink()
        expect(page.locator("waiting-cards li")).to_have_count(0, timeout=30 * SECOND)
        assert cards(disk) == [TEXT]
