"""The agenda's editor: by mouse, by touch and by keyboard alone; nothing typed is lost; no barrier axe can find."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from werkzeug.serving import make_server

from facilitation.live.visitor import office_cookie
from facilitation.workshop import Workshop
from tests import builders
from tests.agenda.editor import edit, item
from tests.browser.boxes import SMALL_TARGETS, TOO_WIDE
from tests.builders import house_of, look

pytestmark = pytest.mark.timeout(240)


class Office:
    """Dora's browser before the agenda of a Düren day."""

    def __init__(self, browser: Browser, base: str, app: Flask) -> None:
        self.browser, self.base, self.house = browser, base, house_of(app)
        self.workshop: Workshop = builders.a_workshop(self.house)
        client = app.test_client()
        builders.as_organiser(client)
        cookie = client.get_cookie(office_cookie(False))
        assert cookie is not None
        self.cookie = cookie.value
        self.contexts: list[BrowserContext] = []

    def context(self, **more: Any) -> BrowserContext:
        wanted = {"viewport": {"width": 1366, "height": 900}, "locale": "de-DE", "reduced_motion": "reduce", **more}
        context = self.browser.new_context(**wanted)
        self.contexts.append(context)
        context.set_default_timeout(20_000)
        context.add_cookies([{"name": office_cookie(False), "value": self.cookie, "url": self.base}])
        return context

    def open(self, key: str = "", **more: Any) -> Page:
        page = self.context(**more).new_page()
        asked = f"?item={item(self.house, self.workshop, key)['item_id']}" if key else ""
        page.goto(f"{self.base}/w/{self.workshop.code}/office/agenda{asked}")
        return page

    def keys(self) -> list[str]:
        return [one.key for one in look(self.house, self.workshop).items]


@pytest.fixture
def office(browser: Browser, app: Flask) -> Iterator[Office]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made = Office(browser, f"http://127.0.0.1:{server.server_port}", app)
    yield made
    for context in made.contexts:
        context.close()
    server.shutdown()


def row(page: Page, title: str) -> Locator:
    return page.locator("tr[data-row]", has=page.get_by_role("link", name=title))


def titles(page: Page) -> list[str]:
    return page.locator("tr[data-row] th a").all_inner_texts()


def drag_by_mouse(page: Page, what: Locator, onto: Locator) -> None:
    grip, target = what.locator("[data-handle]").bounding_box(), onto.bounding_box()
    assert grip and target
    page.mouse.move(grip["x"] + 8, grip["y"] + 16)
    page.mouse.down()
    page.mouse.move(grip["x"] + 10, target["y"] + target["height"] / 2, steps=6)
    page.mouse.move(grip["x"] + 10, target["y"] + 4, steps=3)
    page.mouse.up()


def drag_by_touch(page: Page, what: Locator, onto: Locator) -> None:
    """A finger, as the browser's own protocol sends it."""
    grip, target = what.locator("[data-handle]").bounding_box(), onto.bounding_box()
    assert grip and target
    finger = page.context.new_cdp_session(page)
    x, ys = grip["x"] + 10, [grip["y"] + 16, target["y"] + 20, target["y"] + 4]
    for kind, y in (("touchStart", ys[0]), *(("touchMove", y) for y in ys), ("touchEnd", None)):
        points = [] if y is None else [{"x": x, "y": y}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def said(page: Page) -> Locator:
    return page.locator("#status")


def test_a_row_is_dragged_with_the_mouse_and_put_back_by_undo(office: Office) -> None:
    page = office.open(viewport={"width": 1366, "height": 1300})  # near an edge the page would scroll by itself
    before = titles(page)
    drag_by_mouse(page, row(page, "Abschließender Act"), row(page, "Pause mit Imbiss"))
    expect(said(page)).to_contain_text("verschoben")
    assert titles(page) == [*before[:4], "Abschließender Act", *before[4:9], before[10]]
    assert office.keys()[4] == "act"
    said(page).get_by_role("button", name="Rückgängig").click()
    expect(page.locator("tr[data-row] th a").nth(4)).to_have_text("Pause mit Imbiss")
    assert titles(page) == before


def test_escape_and_a_drag_onto_its_own_place_change_nothing(office: Office) -> None:
    page = office.open()
    before = office.keys()
    grip = row(page, "Abschließender Act").locator("[data-handle]").bounding_box()
    assert grip
    page.mouse.move(grip["x"] + 8, grip["y"] + 16)
    page.mouse.down()
    page.mouse.move(grip["x"] + 8, grip["y"] - 300, steps=5)
    assert titles(page)[-2] != "Abschließender Act"
    page.keyboard.press("Escape")
    assert titles(page)[-2] == "Abschließender Act"
    page.mouse.up()
    assert office.keys() == before


def test_a_row_is_dragged_with_a_finger_on_a_phone(office: Office) -> None:
    page = office.open(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    target = row(page, "Begrüßung und Grußworte")
    # in the middle: near the lower edge the page would scroll by itself under the finger
    row(page, "Pause mit Imbiss").evaluate("row => row.scrollIntoView({ block: 'center' })")
    drag_by_touch(page, row(page, "Pause mit Imbiss"), target)
    expect(said(page)).to_contain_text("verschoben")
    assert office.keys()[:3] == ["ankommen", "pause", "begruessung"]


def test_an_afternoon_by_keyboard_alone(office: Office) -> None:
    page = office.open("impuls")
    page.locator("a[aria-current=true]").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(said(page)).to_contain_text("verschoben")
    page.keyboard.press("Alt+ArrowDown")  # the focus has gone along
    expect(page.locator("tr[data-row] th a").nth(4)).to_have_text("Impulsvortrag zum demografischen Wandel")
    assert office.keys()[2:5] == ["schule-meets-demografie", "pause", "impuls"]
    page.get_by_label("Minuten", exact=True).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("60")
    page.keyboard.press("Tab")
    expect(page.locator("#verdict")).to_contain_text("Ende 21:15 Uhr, 15 Minuten nach dem gewünschten Ende")
    page.get_by_label(re.compile("^Neuer Punkt")).focus()
    page.keyboard.type("Pau")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#chosen-title")).to_have_text("Pause")
    assert page.evaluate("document.activeElement.id").startswith("choose-")
    assert len(office.keys()) == 12
    page.locator("#undo-button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("tr[data-row]")).to_have_count(11)
    assert office.keys()[2:5] == ["schule-meets-demografie", "pause", "impuls"]


def test_a_round_is_changed_scene_by_scene(office: Office) -> None:
    page = office.open("runde-2")
    page.get_by_label("Die Gruppen mischen sich neu").check()
    expect(said(page)).to_contain_text("Gespeichert")
    second = page.locator("li[data-row]").nth(1)
    second.locator("summary").first.click()
    second.get_by_label("Leitfragen", exact=True).fill("Was ist neu?\nWas bleibt?")
    second.get_by_label("Aufgabe", exact=True).fill("Malen Sie weiter.")
    page.get_by_label("Titel", exact=True).fill("Zweite Runde <b>")
    page.get_by_label("Titel", exact=True).blur()
    expect(row(page, "Zweite Runde <b>")).to_have_count(1)
    drag_by_mouse(page, second, page.locator("li[data-row]").first)
    expect(said(page)).to_contain_text("verschoben")
    now = look(office.house, office.workshop)
    one = now.rounds[1]
    vision, move = now.scenes_of[one.id]
    assert (str(one.title), one.movement) == ("Zweite Runde <b>", {"kind": "mix", "by": 1})
    assert (str(vision.activity), str(move.activity)) == ("vision", "move")
    assert [words["de"] for words in vision.options["questions"]] == ["Was ist neu?", "Was bleibt?"]
    assert vision.options["task"]["de"] == "Malen Sie weiter."
    assert "en" in vision.options["task"]  # the variants stay


def test_two_who_edit_at_once_lose_nothing(office: Office) -> None:
    dora, other = office.open("act"), office.open("act")
    dora.get_by_label("Minuten", exact=True).fill("20")
    dora.get_by_label("Minuten", exact=True).blur()
    expect(said(dora)).to_contain_text("Gespeichert")
    other.get_by_label("Titel", exact=True).fill("Improvisation")
    other.get_by_label("Titel", exact=True).blur()
    expect(said(other)).to_contain_text("Jemand anderes war schneller")
    expect(other.get_by_label("Minuten", exact=True)).to_have_value("20")
    expect(other.get_by_label("Titel", exact=True)).to_have_value("Improvisation")
    other.get_by_role("button", name="Speichern").first.click()
    expect(said(other)).to_contain_text("Gespeichert")
    act = next(one for one in look(office.house, office.workshop).items if one.key == "act")
    assert (str(act.title), act.minutes) == ("Improvisation", 20)


def test_what_is_typed_is_saved_before_another_item_is_chosen_or_it_stays_in_sight(office: Office) -> None:
    page = office.open("act")
    page.get_by_label("Titel", exact=True).fill("Improvisationstheater")
    page.get_by_role("link", name="Pause mit Imbiss").click()
    expect(page.locator("#chosen-title")).to_have_text("Pause")
    expect(row(page, "Improvisationstheater")).to_have_count(1)
    page.get_by_label("Minuten", exact=True).fill("2000")
    page.get_by_label("Minuten", exact=True).evaluate("one => one.removeAttribute('max')")
    page.get_by_role("link", name="Improvisationstheater").click()
    expect(said(page)).to_contain_text("Erlaubt sind 0 bis 1440")
    expect(page.get_by_label("Minuten", exact=True)).to_have_value("2000")


def test_without_script_every_form_still_works(office: Office) -> None:
    page = office.open("act", java_script_enabled=False)
    page.get_by_label("Minuten", exact=True).fill("40")
    page.locator("#chosen").get_by_role("button", name="Speichern").first.click()
    expect(page.locator("#verdict")).to_contain_text("10 Minuten nach")
    page.get_by_role("button", name="Act nach oben").click()
    assert office.keys()[-3:] == ["act", "runde-3", "abschluss"]
    page.get_by_role("button", name=re.compile("^Rückgängig")).click()
    page.get_by_role("button", name=re.compile("^Rückgängig")).click()
    expect(page.locator("#verdict")).to_contain_text("Alles passt zusammen")


SEEN = [
    ("", (1366, 768), "light"), ("runde-2", (1920, 1080), "dark"),
    ("einfuehrung", (390, 844), "dark"), ("runde-2", (320, 640), "light"),
]  # fmt: skip


def test_axe_finds_no_barrier_and_a_phone_can_hit_everything(office: Office) -> None:
    second = item(office.house, office.workshop, "runde-2")
    edit(office.house, office.workshop, "change_item", **second, changes={"minutes": 60, "title": "x" * 200})
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
    found = []
    for key, size, theme in SEEN:
        page = office.open(key, viewport={"width": size[0], "height": size[1]}, color_scheme=theme)
        page.locator("details").evaluate_all("all => all.forEach((one) => (one.open = true))")
        faults = Axe().run(page, options=rules).response["violations"]
        found += [f"{key} {size}: {fault['id']} {fault['nodes'][0]['html'][:160]}" for fault in faults]
        found += [f"{key} {size}: {fault}" for fault in page.evaluate(TOO_WIDE)]
        if size[0] < 400:
            found += [f"{key} {size}: {fault}" for fault in page.evaluate(SMALL_TARGETS, 44)]
        page.close()
    assert found == [], "\n".join(found)
