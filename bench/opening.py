"""Before anything happens: how soon the server serves, and what a phone has to fetch before its page can be used."""

from __future__ import annotations

import gzip
import http.client
import re
import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from bench.hall import the_workshop
from bench.rows import Figures
from facilitation.rehearsal import SimulatedPhone
from tests.real_server import RealServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

STARTS = 3
LINK = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
PAINTED = "() => (performance.getEntriesByName('first-contentful-paint')[0] || {}).startTime"
LIVE = "() => document.documentElement.dataset.live === 'live' && performance.now()"
NEEDED = re.compile(rb'(?:href|src)="([^"]+\.(?:css|js))"')
IMPORTED = re.compile(rb'(?:^|[;\n])\s*(?:import|export)[^;]*?from\s*"([^"]+)"|(?:^|[;\n])\s*import\s*"([^"]+)"')


def starting() -> Figures:
    """From the command to the first answer: on an empty folder (the database is made) and on one that is there."""
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(STARTS):
            server = RealServer(Path(folder))
            taken.append(server.start())
            server.stop()
    return {
        "start, with an empty data folder": (taken[0], "s"),
        "start, installed": (statistics.median(taken[1:]), "s"),
    }


def weighing() -> Figures:
    """What crosses the wire, compressed, until the phone's page can be used: the page, its styles, its script with all
    that it imports at once. Fonts and what is fetched later stand apart."""
    with tempfile.TemporaryDirectory() as folder, RealServer(Path(folder)) as server:
        code = the_workshop(server)
        phone = SimulatedPhone(server.url, code)
        phone.join("Ben")
        cookies = "; ".join(f"{name}={value}" for name, value in phone.browser.cookies().items())
        phone.close()
        address = f"{server.url}/w/{code}/"
        sizes: dict[str, int] = {}
        page = _fetched(address, sizes, cookies)
        waiting = [urljoin(address, found.decode()) for found in NEEDED.findall(page)]
        while waiting:
            one = waiting.pop()
            if one in sizes:
                continue
            content = _fetched(one, sizes)
            if one.endswith(".js"):
                waiting += [urljoin(one, (a or b).decode()) for a, b in IMPORTED.findall(content)]
    return {
        "phone page to first use, compressed, fonts apart": (sum(sizes.values()) / 1000, "kB"),
        "requests to first use": (len(sizes), ""),
    }


def throttled() -> Figures:
    """Over 1.6 Mbit/s with 150 ms of delay, in a browser that has never been here: until the join page can be read, and
    until the phone's page is live. Nothing where there is no browser."""
    try:
        from playwright.sync_api import sync_playwright

        from tests.browser.chromium import NoBrowser, find, launch
    except ImportError:
        return {}
    if find() is None:
        return {}
    with tempfile.TemporaryDirectory() as folder, RealServer(Path(folder)) as server, sync_playwright() as playing:
        code = the_workshop(server)
        phone = SimulatedPhone(server.url, code)
        phone.join("Ben")
        cookies = [{"name": name, "value": value, "url": server.url} for name, value in phone.browser.cookies().items()]
        phone.close()
        try:
            browser = launch(playing)
        except NoBrowser:
            return {}
        address = f"{server.url}/w/{code}/"
        read = [_opened(browser, address, [], PAINTED) for _ in range(STARTS)]
        live = [_opened(browser, address, cookies, LIVE) for _ in range(STARTS)]
        browser.close()
    return {
        "join page to be read at 1.6 Mbit/s and 150 ms": (statistics.median(read) / 1000, "s"),
        "phone page live at 1.6 Mbit/s and 150 ms": (statistics.median(live) / 1000, "s"),
    }


def _opened(browser: Browser, address: str, cookies: list[Any], until: str) -> float:
    """Milliseconds until the script `until` answers with the time."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_cookies(cookies)
    page = context.new_page()
    link = context.new_cdp_session(page)
    link.send("Network.enable")
    link.send("Network.emulateNetworkConditions", LINK)
    page.goto(address, wait_until="commit")
    taken = float(page.wait_for_function(until, polling=20).json_value())
    context.close()
    return taken


def _fetched(address: str, sizes: dict[str, int], cookies: str = "") -> bytes:
    """The content; its size as it crossed the wire is noted."""
    split = urlsplit(address)
    connection = http.client.HTTPConnection(split.netloc, timeout=10)
    connection.request("GET", split.path, headers={"Accept": "text/html", "Accept-Encoding": "gzip", "Cookie": cookies})
    answer = connection.getresponse()
    raw = answer.read()
    connection.close()
    assert answer.status == 200, (address, answer.status)
    sizes[address] = len(raw)
    return gzip.decompress(raw) if answer.headers.get("Content-Encoding") == "gzip" else raw
