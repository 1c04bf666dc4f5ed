"""The health page before the moderator's eyes: it follows by itself, says what to do, and axe finds no barrier."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.boxes import SMALL_TARGETS, TOO_WIDE
from tests.browser.visits import barriers
from tests.hall import only_workshop
from tests.real_server import RealServer

SOON = 30_000


@pytest.fixture
def stick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stick")


@pytest.fixture
def desk(browser: Browser, tmp_path: Path, stick: Path) -> Iterator[Page]:
    """Dora's laptop in the hall, the health page open; the copy is kept on a stick."""
    with RealServer(tmp_path, STANDBY_DIR=str(stick)) as server:
        context = browser.new_context(base_url=server.url, viewport={"width": 1366, "height": 768}, locale="de-DE")
        context.set_default_timeout(SOON)
        page = context.new_page()
        page.goto(f"/office/in#{server.organiser_key}")
        page.wait_for_url("**/office/password?*")
        page.goto(f"/w/{only_workshop(server)}/moderation")
        page.locator(".well a").click()
        page.wait_for_url("**/moderation/health")
        yield page
        context.close()


def test_a_pulled_stick_shows_by_itself_and_so_does_its_return(desk: Page, stick: Path) -> None:
    row = desk.locator("tr", has_text="Kopie").first
    expect(row).to_contain_text("Stand der Kopie", timeout=SOON)
    assert barriers(desk) == []
    desk.evaluate("document.documentElement.dataset.untouched = 'yes'")
    stick.rename(stick.with_name("pulled"))
    expect(row).to_contain_text("Stecken Sie den Stick wieder ein", timeout=SOON)
    expect(row).to_contain_text("bitte ansehen")
    expect(desk.locator("h2")).to_contain_text("Bitte ansehen")
    assert barriers(desk) == []
    stick.with_name("pulled").rename(stick)
    expect(row).not_to_contain_text("Stecken Sie", timeout=SOON)
    assert desk.evaluate("document.documentElement.dataset.untouched") == "yes", "without a reload"


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1920, "light")])
def test_it_fits_small_and_large_screens_in_both_themes(desk: Page, width: int, scheme: str) -> None:
    desk.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    desk.set_viewport_size({"width": width, "height": 844})
    assert (desk.evaluate(TOO_WIDE), desk.evaluate(SMALL_TARGETS, 44)) == ([], [])
    assert barriers(desk) == []
