"""Archive and Werkzeugkoffer in Dora's browser: chosen, sent with a bar, looked at, taken over; no barrier anywhere."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from facilitation.house import House
from facilitation.live.visitor import office_cookie
from facilitation.workshop import Workshop
from tests.browser.boxes import TOO_WIDE
from tests.builders import a_workshop, as_organiser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def here(house: House) -> Workshop:
    return a_workshop(house)


@pytest.fixture
def dora(app: Flask, browser: Browser) -> Iterator[Page]:
    client = app.test_client()
    as_organiser(client)
    cookie = client.get_cookie(office_cookie(False))
    assert cookie is not None
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    context = browser.new_context(base_url=base, locale="de-DE", reduced_motion="reduce", accept_downloads=True)
    context.set_default_timeout(15_000)
    context.add_cookies([{"name": office_cookie(False), "value": cookie.value, "url": base}])
    yield context.new_page()
    context.close()
    server.shutdown()


def is_sound(page: Page) -> None:
    """No barrier, and nothing beside the picture on a desk or a phone."""
    found = Axe().run(page, options=RULES).response["violations"]
    assert [node["html"] for fault in found for node in fault["nodes"]] == []
    assert page.evaluate(TOO_WIDE) == []


def test_a_workshop_leaves_as_a_file_and_comes_back(dora: Page, here: Workshop, tmp_path: Path) -> None:
    dora.goto(f"/w/{here.code}/office/archive")
    is_sound(dora)
    with dora.expect_download() as begun:
        dora.get_by_role("link", name="Nur die Vorbereitung herunterladen").click()
    file = tmp_path / "archiv.zip"
    begun.value.save_as(file)
    dora.goto("/office")
    form = dora.locator("form#restore")
    (tmp_path / "brief.zip").write_bytes(b"kein Archiv")
    form.get_by_label("Archiv einer Veranstaltung").set_input_files(tmp_path / "brief.zip")
    form.get_by_role("button", name="Wiederherstellen").click()
    expect(form.get_by_role("status")).to_contain_text("kein Archiv der Zukunftswerkstatt")
    form.get_by_label("Archiv einer Veranstaltung").set_input_files(file)
    form.get_by_role("button", name="Wiederherstellen").click()
    dora.wait_for_url(lambda url: url.endswith("/office") and here.code not in url and "/w/" in url)


def test_chosen_tools_leave_in_a_koffer_and_enter_elsewhere(
    dora: Page, house: House, here: Workshop, tmp_path: Path
) -> None:
    there = a_workshop(house, "world-cafe")
    dora.goto(f"/w/{here.code}/office/koffer")
    is_sound(dora)
    dora.get_by_role("button", name="Keines", exact=True).click()
    expect(dora.get_by_role("button", name="Koffer herunterladen")).to_be_disabled()
    dora.get_by_role("group").nth(1).get_by_role("button", name="Alle").click()
    expect(dora.locator("[data-chosen]")).to_have_text("8 von 65 gewählt")
    with dora.expect_download() as begun:
        dora.get_by_role("button", name="Koffer herunterladen").click()
    begun.value.save_as(tmp_path / "koffer.zip")
    dora.goto(f"/w/{there.code}/office/koffer")
    dora.get_by_label("Werkzeugkoffer", exact=True).set_input_files(tmp_path / "koffer.zip")
    dora.get_by_role("button", name="Ansehen").click()
    dora.wait_for_url("**/koffer/entering?*")
    is_sound(dora)
    dora.get_by_label("2 Bildung").select_option(label="1 Treffen")
    dora.get_by_role("button", name="So ansehen").click()
    dora.wait_for_url("**place.0=*")
    dora.get_by_role("button", name="Übernehmen").click()
    dora.wait_for_url("**/office/tools/import")
    expect(dora.get_by_text("Koffer: Zukunftswerkstatt Kreis Düren")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1366])
def test_the_pages_fit(dora: Page, here: Workshop, width: int) -> None:
    dora.set_viewport_size({"width": width, "height": 800})
    for path in ("archive", "koffer"):
        dora.goto(f"/w/{here.code}/office/{path}")
        assert dora.evaluate(TOO_WIDE) == []
