"""Preparing a day in a browser: with the mouse, with the keyboard alone, and two at once, on the real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.imports.files import an_xlsx
from tests.real_server import RealServer
from tests.test_pictures import a_picture

pytestmark = pytest.mark.timeout(180)

PASSWORD = "ein Satz, der zu merken ist"
PATIENCE = 15_000


class Office:
    """A server, and Dora's account; `desk` is a browser of hers that has signed in."""

    def __init__(self, browser: Browser, server: RealServer) -> None:
        self._browser, self.server = browser, server
        self._contexts: list[BrowserContext] = []

    def browser(self) -> Page:
        context = self._browser.new_context(
            base_url=self.server.url, viewport={"width": 1366, "height": 768}, locale="de-DE", reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"a script failed: {error}"))
        return page

    def desk(self) -> Page:
        page = self.browser()
        page.goto("/office/sign-in")
        page.get_by_label("Name des Kontos").fill("Amt für Demografie")
        page.get_by_label("Kennwort", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Anmelden").click()
        page.wait_for_url("**/office")
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture(scope="module")
def office(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with RealServer(tmp_path_factory.mktemp("office")) as server:
        made = Office(browser, server)
        dora = made.browser()
        dora.goto(f"/office/in#{server.organiser_key}")
        dora.get_by_label("Name des Kontos").fill("Amt für Demografie")
        dora.get_by_label("Kennwort", exact=True).fill(PASSWORD)
        dora.get_by_role("button", name="Kennwort festlegen").click()
        dora.wait_for_url("**/office")
        yield made
        made.close()
        assert server.tracebacks == ""


def a_new_workshop(page: Page, title: str) -> str:
    """From the template, by the form of the office; returns its address."""
    page.goto("/office")
    page.get_by_label("Titel", exact=True).fill(title)
    page.get_by_role("button", name="Anlegen").click()
    page.wait_for_url("**/w/*/office")
    return page.url


def test_an_afternoon_with_the_mouse(office: Office, tmp_path: Path) -> None:
    dora = office.desk()
    home = a_new_workshop(dora, "Mit der Maus")
    gaps = dora.locator(".checks li")
    before = gaps.count()
    dora.get_by_role("link", name="Das WLAN des Saals ist noch nicht eingetragen.").click()
    expect(dora.get_by_label("WLAN-Name")).to_be_visible()
    dora.get_by_label("WLAN-Name").fill("Saal")
    dora.get_by_label("WLAN-Kennwort").fill("offenes Fenster")
    dora.get_by_label("WLAN-Kennwort").blur()
    expect(dora.get_by_text("Gespeichert.").first).to_be_visible()
    dora.get_by_label("Punkte je Person").fill("7")
    dora.get_by_label("Punkte je Person").blur()
    group = dora.locator("section", has=dora.get_by_role("heading", name="Abstimmung"))
    group.get_by_role("button", name="Rückgängig").click()
    expect(dora.get_by_label("Punkte je Person")).to_have_value("5")
    logo = tmp_path / "land.png"
    logo.write_bytes(a_picture((300, 120)))
    dora.get_by_label("Bild", exact=True).set_input_files(logo)
    dora.locator("#alt").fill("Das Land")
    dora.get_by_role("button", name="Hinzufügen").click()
    expect(dora.get_by_alt_text("Das Land")).to_be_visible()
    dora.goto(home)
    expect(gaps).to_have_count(before - 2)
    dora.get_by_role("link", name="Felder", exact=True).click()
    dora.get_by_label("Neues Feld").fill("Klima & Wasser")
    dora.get_by_role("button", name="Feld anlegen").click()
    fields = dora.locator(".hall-field h3")
    expect(fields.nth(5)).to_contain_text("Klima & Wasser")
    dora.get_by_role("button", name="Klima & Wasser nach vorn").click()
    expect(fields.nth(4)).to_contain_text("Klima & Wasser")
    dora.locator("#status").get_by_role("button", name="Rückgängig").click()
    expect(fields.nth(5)).to_contain_text("Klima & Wasser")
    dora.get_by_role("button", name="Fachkräfte fördern, halten & gewinnen entfernen").click()
    expect(dora.locator("#status")).to_contain_text("Werkzeuge: 20")
    dora.reload()
    expect(dora.locator(".hall-field")).to_have_count(8)


def test_an_afternoon_with_the_keyboard_alone(office: Office) -> None:
    dora = office.desk()
    a_new_workshop(dora, "Mit der Tastatur")
    tab_to(dora, "Felder")
    dora.keyboard.press("Enter")
    dora.wait_for_url("**/office/fields")
    tab_to(dora, "Fachkräfte fördern, halten & gewinnen nach hinten")
    dora.keyboard.press("Enter")
    expect(dora.locator(".hall-field h3").nth(1)).to_contain_text("Fachkräfte")
    assert focused(dora) == "Fachkräfte fördern, halten & gewinnen nach hinten", "the focus goes along"
    dora.keyboard.press("Enter")
    expect(dora.locator(".hall-field h3").nth(2)).to_contain_text("Fachkräfte")
    tab_to(dora, "Rückgängig")
    dora.keyboard.press("Enter")
    expect(dora.locator(".hall-field h3").nth(1)).to_contain_text("Fachkräfte")
    dora.locator("body").evaluate("() => document.activeElement.blur()")
    title = dora.get_by_label("Titel", exact=True).first
    title.focus()
    dora.keyboard.press("Control+A")
    dora.keyboard.type("Lernen")
    dora.keyboard.press("Tab")
    expect(dora.locator(".hall-field h3").first).to_contain_text("Lernen")
    expect(dora.get_by_text("Gespeichert.").first).to_be_visible()


def test_a_table_is_read_by_the_real_server(office: Office, tmp_path: Path) -> None:
    """Reading apart starts a process: on the real server that has its own rules."""
    dora = office.desk()
    home = a_new_workshop(dora, "Aus einer Tabelle")
    table = tmp_path / "werkzeuge.xlsx"
    table.write_bytes(an_xlsx([["HF", "Werkzeug", "Neu/Bestehend"], [1, "Pflegeordner", "neu"]]))
    dora.goto(home + "/tools/import")
    dora.locator("[type=file]").set_input_files(table)
    dora.get_by_role("button", name="Ansehen").click()
    dora.get_by_role("button", name="Übernehmen").click()
    expect(dora.get_by_text("Pflegeordner").first).to_be_visible()


def test_two_at_once_lose_nothing(office: Office) -> None:
    dora, ada = office.desk(), office.desk()
    settings = a_new_workshop(dora, "Zu zweit") + "/settings"
    dora.goto(settings)
    ada.goto(settings)
    dora.get_by_label("Ort", exact=True).fill("Rathaus")
    dora.get_by_label("Ort", exact=True).blur()
    expect(dora.get_by_text("Gespeichert.").first).to_be_visible()
    ada.get_by_label("Ort", exact=True).fill("Schule")
    ada.get_by_label("Ort", exact=True).blur()
    group = ada.locator("section", has=ada.get_by_role("heading", name="Veranstaltung", exact=True))
    expect(group).to_contain_text("Jemand anderes hat hier inzwischen etwas geändert")
    expect(group.locator(".theirs")).to_have_text("Rathaus")
    expect(ada.get_by_label("Ort", exact=True)).to_have_value("Schule")
    group.get_by_role("button", name="Speichern").click()
    expect(group.get_by_text("Gespeichert.")).to_be_visible()
    dora.reload()
    expect(dora.get_by_label("Ort", exact=True)).to_have_value("Schule")


def test_without_script_every_edit_is_a_form(office: Office, browser: Browser) -> None:
    dora = office.desk()
    settings = a_new_workshop(dora, "Ohne Skript") + "/settings"
    context = browser.new_context(
        base_url=office.server.url,
        java_script_enabled=False,
        locale="de-DE",
        storage_state=dora.context.storage_state(),
    )
    plain = context.new_page()
    plain.goto(settings)
    plain.get_by_label("Ort", exact=True).fill("Turnhalle")
    plain.get_by_role("button", name="Speichern").first.click()
    expect(plain.get_by_label("Ort", exact=True)).to_have_value("Turnhalle")
    assert plain.url == settings
    context.close()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on what has that name."""
    for _ in range(120):
        if focused(page) == name:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not reach {name!r}")


def focused(page: Page) -> str:
    found: str = page.evaluate(
        "() => { const e = document.activeElement; return e.getAttribute('aria-label') || e.textContent.trim(); }"
    )
    return found
