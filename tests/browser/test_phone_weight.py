"""How much a phone loads until it can be used: at most 40 kB compressed, fonts apart; and it can be used then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from facilitation.web.static_files import graph
from tests.real_server import RealServer

LIMIT = 40_000
STATIC = Path(__file__).resolve().parents[2] / "static"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo behind the real server; answers the address of its door."""
    with RealServer(tmp_path_factory.mktemp("weight")) as server:
        yield server.url + "/"


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="de-DE")
    context.set_default_timeout(10_000)
    yield context
    context.close()


def test_a_phone_can_be_used_after_forty_kilobytes(phone: BrowserContext, door: str) -> None:
    """What is not needed at first is held back: fonts, the socket, what lays pushes, the ballot."""
    first = {path.relative_to(STATIC).as_posix() for path in graph(STATIC / "js" / "phone.js")}
    loaded: dict[str, int] = {}

    def hold_back(route: Route) -> None:
        _version, _slash, name = route.request.url.partition("/static/")[2].partition("/")
        late = name.endswith(".woff2") or (name.endswith(".js") and name not in first)
        route.abort() if late or "/socket.io/" in route.request.url else route.continue_()

    page = phone.new_page()
    page.on("requestfinished", lambda request: loaded.setdefault(request.url, request.sizes()["responseBodySize"]))
    page.route("**/*", hold_back)
    page.goto(door)
    page.locator("a.button-go").click()
    page.get_by_role("button", name="Dabei sein").click()
    page.wait_for_load_state("networkidle")
    before = sum(loaded.values())
    page.get_by_role("button", name="Große Schrift").click()
    expect(page.locator("html")).to_have_attribute("data-letters", "large")
    names = [url.rpartition("/")[2] for url in loaded]
    assert names.count("phone.js") == names.count("phone.css") == 1
    assert before < LIMIT, sorted(((size, url) for url, size in loaded.items()), reverse=True)[:12]


def test_the_page_names_all_it_needs_so_that_it_comes_in_one_go(phone: BrowserContext, door: str) -> None:
    page = phone.new_page()
    page.goto(door)
    page.locator("a.button-go").click()
    page.get_by_role("button", name="Dabei sein").click()
    page.wait_for_load_state("load")
    named = page.locator("script[type=module], link[rel=modulepreload]").evaluate_all(
        "all => all.map((one) => (one.src || one.href).replace(/.*[/]static[/][^/]+[/]/, ''))"
    )
    assert named == [path.relative_to(STATIC).as_posix() for path in graph(STATIC / "js" / "phone.js")]
    assert len(named) > 20, "the control: it needs more than itself"
    assert "js/morph.js" not in named
