"""The cockpit's small picture of the next scene: it follows the day, keeps clear of the words, and says nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.boxes import TOO_WIDE
from tests.browser.visits import Visits
from tests.builders import step

pytestmark = pytest.mark.timeout(300)

DESK, LARGE, PHONE = (1366, 768), (1920, 1080), (390, 844)
# What of the press lies under the picture; nothing where it stands on its own.
COVERED = """() => {
  const box = (one) => one.getBoundingClientRect();
  const picture = box(document.querySelector("stage-ahead"));
  return [...document.querySelectorAll(".go-preview, .go-word, .go-what, .go-key")].filter((one) => {
    const words = document.createRange();
    words.selectNodeContents(one);
    return [box(one.matches(".go-preview, .go-key") ? one : words)].some(({ left, right, top, bottom, width }) => width
      && left < picture.right && right > picture.left && top < picture.bottom && bottom > picture.top);
  }).map((one) => one.className);
}"""
LOST = """() => {
  const { left, top, right, bottom, width } = document.querySelector("stage-ahead").getBoundingClientRect();
  const slat = document.querySelector(".go").getBoundingClientRect();
  return width < 200 || left < slat.left || right > slat.right || top < slat.top || bottom > slat.bottom;
}"""
PULLED = """() => new Promise((done) => {
  document.addEventListener("region:applied", () => done(true), { once: true });
  const detail = { names: ["cockpit"] };
  document.querySelector("live-region").dispatchEvent(new CustomEvent("region:stale", { bubbles: true, detail }));
})"""


@pytest.fixture(scope="module")
def ada(visits: Visits) -> Page:
    return visits.open("moderator", visits.path("moderator"), DESK)


def test_it_shows_the_next_scene_and_follows_every_step(visits: Visits, ada: Page) -> None:
    day, picture = visits.filled, ada.locator("stage-ahead")
    titles = ["Zukunftswerkstatt", "Begrüßung und Grußworte", "Impulsvortrag", "Präsentation der Projektergebnisse"]
    for title, action in zip(titles, ("start", "next", "next", "next"), strict=True):
        expect(picture.locator("h1")).to_contain_text(title)
        expect(picture.locator(".bench-edge .ruler")).to_be_visible()
        assert (ada.evaluate(COVERED), ada.evaluate(LOST)) == ([], False)
        step(day.house, day.workshop, action)
        ada.evaluate(PULLED)
    expect(picture.locator(".scene")).to_have_attribute("data-activity", "break")
    # its clocks stand, so that nobody hears them
    expect(picture.locator(".clock")).to_contain_text(":")
    expect(picture.locator("agenda-clock")).to_have_count(0)


def test_on_every_screen_it_keeps_clear_of_the_words_and_makes_nothing_wider(visits: Visits, ada: Page) -> None:
    day = visits.filled
    day.next()
    day.next()
    day.divide()
    ada.evaluate(PULLED)
    expect(ada.locator(".grouping-row")).to_be_visible()
    for size in (DESK, LARGE, (1280, 720), (1100, 800)):
        ada.set_viewport_size({"width": size[0], "height": size[1]})
        assert (ada.evaluate(COVERED), ada.evaluate(LOST)) == ([], False), size
    ada.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert ada.evaluate(TOO_WIDE) == []
    ada.set_viewport_size({"width": DESK[0], "height": DESK[1]})


def test_it_is_silent_and_a_press_on_it_is_a_press_on_weiter(ada: Page) -> None:
    picture = ada.locator("stage-ahead")
    expect(picture).to_have_attribute("aria-hidden", "true")
    box = picture.bounding_box()
    assert box is not None
    under = "([x, y]) => document.elementFromPoint(x, y).closest('[data-go]') !== null"
    assert ada.evaluate(under, [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2])
