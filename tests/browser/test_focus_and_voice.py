"""The place of whoever reads with the keyboard, and the voice for whoever listens: a push takes away neither, and desks
speak when something begins, not with every number."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from facilitation import day
from tests.browser.pages.server import HallServer
from tests.browser.visits import DESK, Visits

pytestmark = pytest.mark.timeout(300)

PUSHES = 26
HEAR = """() => {
  window.heard = [];
  const speaks = "[aria-live], [role=status], [role=alert]";
  const around = ({ target }) => (target.closest ? target : target.parentElement).closest(speaks);
  const hear = (one) => one && one.textContent.trim() && window.heard.push(one.textContent.trim());
  new MutationObserver((all) => new Set(all.map(around)).forEach(hear))
    .observe(document.body, { childList: true, characterData: true, subtree: true });
}"""
LOOK_AGAIN = """async () => {
  const { live } = await import(new URL("desk.js", document.querySelector("script[type=module]").src));
  return live.regions.fetch();
}"""


@pytest.fixture
def page(browser: Browser, server: HallServer) -> Iterator[Page]:
    context = browser.new_context(locale="de-DE")
    opened = context.new_page()
    opened.goto(server.address)
    expect(opened.locator("html[data-live=live]")).to_be_attached()
    opened.wait_for_timeout(150)
    yield opened
    context.close()


def at(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.tagName"))


def vote(inside: str) -> str:
    return f"<section id='vote'><h2>Abstimmung</h2>{inside}</section><p><button id='far'>Weit weg</button></p>"


# --- the focus ---


def test_a_push_leaves_the_focus_on_what_is_still_there(page: Page, server: HallServer) -> None:
    server.push(vote("<form id='a'><button id='open'>Öffnen</button></form>"), 2)
    page.locator("#open").focus()
    server.push(vote("<p id='new'>Neu</p><form id='a'><button id='open'>Jetzt öffnen</button></form>"), 3)
    expect(page.locator("#new")).to_be_visible()
    assert at(page) == "open"


def test_when_a_push_takes_the_button_away_the_part_around_it_has_the_focus(page: Page, server: HallServer) -> None:
    server.push(vote("<form id='a'><button id='open'>Öffnen</button></form>"), 2)
    page.locator("#open").focus()
    server.push(vote("<form id='b'><button id='shut'>Schließen</button></form>"), 3)
    expect(page.locator("#shut")).to_be_visible()
    assert at(page) == "vote", "not the next button: a second press would shut the vote again"
    page.keyboard.press("Tab")
    assert at(page) == "shut", "it is the next stop"


def test_when_a_whole_scene_goes_its_heading_or_the_page_around_has_the_focus(page: Page, server: HallServer) -> None:
    server.push(vote("<button id='open'>Öffnen</button>"), 2)
    page.locator("#open").focus()
    server.push("<h1 id='title'>Pause</h1><p><a href='#x' id='link'>Plan</a></p>", 3)
    expect(page.locator("#title")).to_be_visible()
    assert at(page) == "title"


def test_nobody_is_fetched_into_a_region_who_was_elsewhere(page: Page, server: HallServer) -> None:
    server.push(vote("<button id='open'>Öffnen</button>"), 2)
    page.locator("#word").focus()
    server.push("<h1 id='title'>Pause</h1>", 3)
    expect(page.locator("#title")).to_be_visible()
    assert at(page) == "word"


# --- the voice ---


def test_many_pushes_are_told_together_and_not_one_by_one(page: Page, server: HallServer) -> None:
    """Eleven seconds with a push every 0.4 s: the voice speaks at most every five seconds."""
    server.push("<p data-announce='count'>0 Karten</p>", 2)
    page.wait_for_timeout(200)
    page.evaluate(HEAR)
    for n in range(PUSHES):
        server.push(f"<p data-announce='count'>{n + 1} Karten</p>", n + 3)
        page.wait_for_timeout(400)
    heard = page.evaluate("heard")
    assert 2 <= len(heard) <= 3


def test_what_stays_the_same_is_not_said_again(page: Page, server: HallServer) -> None:
    server.push("<p data-announce='scene'>Runde 1</p>", 2)
    page.wait_for_timeout(200)
    page.evaluate(HEAR)
    for n in range(5):
        server.push(f"<p data-announce='scene'>Runde 1</p><p>{n} Karten</p>", n + 3)
    expect(page.get_by_text("4 Karten")).to_be_visible()
    assert page.evaluate("heard") == []
    server.push("<p data-announce='scene'>Pause</p>", 20)
    page.wait_for_function("heard.length > 0")
    page.wait_for_timeout(300)
    assert page.evaluate("heard") == ["Pause"], "once"


def test_desks_are_silent_while_numbers_run_and_say_a_new_scene_once(visits: Visits) -> None:
    visits.go_to("vision")
    pages = [visits.see(face, visits.path(face), DESK) for face in ("moderator", "table")]
    for one in pages:
        one.evaluate(HEAR)
    filled = visits.filled
    for n in range(10):  # a minute of the hall's time
        filled.forward(0.1)
        filled.house.write(
            day.pin, workshop_id=filled.workshop.id, author_id=filled.people[-1 - n], text=f"Noch ein Satz, Nummer {n}."
        )
        for one in pages:
            assert one.evaluate(LOOK_AGAIN)
    told = [one.evaluate("heard") for one in pages]
    assert told == [[], []]
    visits.go_to("move")
    for one, title in zip(pages, ("Wechsel", "Wechsel"), strict=True):
        one.evaluate(LOOK_AGAIN)
        one.wait_for_function("heard.length > 0")
        one.evaluate(LOOK_AGAIN)
        [said] = one.evaluate("heard")
        assert title in said or "tische" in said.lower(), said
