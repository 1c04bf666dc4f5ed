"""The phone in large letters, on a narrow screen, zoomed in fourfold and with the wider spacing of WCAG 1.4.12: in
every scene nothing is cut, nothing lies on anything else, nothing leaves the screen sideways, all can be hit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.boxes import CUT, OVERLAPPING, SMALL_TARGETS, TOO_WIDE
from tests.browser.chromium import FLAGS, find_or_install
from tests.browser.visits import TOUR, Visits
from tests.builders import tools_for, vote_of
from tests.screens import served

pytestmark = pytest.mark.timeout(300)

# A style sheet made by script: the content policy lets none in from outside, and a reader's own is no inline style.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""
NARROW, ZOOMED, USUAL = (320, 568), (320, 256), (390, 844)


@pytest.fixture(scope="module")
def large(browser: Browser) -> Iterator[Browser]:
    """A browser whose owner has set letters twice as large."""
    flags = [*FLAGS, "--blink-settings=defaultFontSize=32"]
    running = browser.browser_type.launch(executable_path=find_or_install(), args=flags)
    yield running
    running.close()


@pytest.fixture(scope="module")
def visits(browser: Browser, large: Browser) -> Iterator[tuple[Visits, Visits]]:
    """The same filled day seen with letters of the usual size and twice as large."""
    with served() as (base, filled):
        both = Visits(browser, base, filled), Visits(large, base, filled)
        yield both
        for made in both:
            made.close()


@pytest.fixture(scope="module", params=list(TOUR))
def scene(request: pytest.FixtureRequest, visits: tuple[Visits, Visits]) -> str:
    visits[0].go_to(request.param)
    return str(request.param)


def test_nothing_is_lost_in_any_scene(visits: tuple[Visits, Visits], scene: str) -> None:
    assert _faults_of(visits, "phone", visits[0].path("phone")) == []


def test_nothing_is_lost_on_the_quiet_pages(visits: tuple[Visits, Visits]) -> None:
    usual, _twice = visits
    usual.go_to(list(TOUR)[-1])
    base, day = f"/w/{usual.code}", usual.filled
    vote = vote_of(day.house, day.workshop)
    tool = tools_for(day.house, day.workshop, vote, day.people[-1])[0]
    pages = [("phone", f"{base}/{at}") for at in ("tools", f"tools/{tool}", "results", "me", "card")]
    pages += [("stranger", path) for path in (f"{base}/", f"{base}/in", "/", f"{base}/public/votes/{vote.id}")]
    found = [f"{path}: {fault}" for role, path in pages for fault in _faults_of(visits, role, path)]
    assert found == []


def test_a_fault_made_on_purpose_is_found(visits: tuple[Visits, Visits]) -> None:
    page = visits[0].open("stranger", "/", USUAL)
    assert _faults(page) == []
    page.evaluate(
        """() => {
          const made = (text) => document.querySelector("main").appendChild(
            Object.assign(document.createElement("p"), { textContent: text }));
          const cut = made("Diese Zeile ist länger als ihr Platz.");
          Object.assign(cut.style, { inlineSize: "60px", blockSize: "20px", overflow: "hidden" });
          made("Das liegt unten und ist so lang, dass es unter zwei anderen liegt, die darauf stehen.");
          made("Das liegt darauf.").style.marginBlockStart = "-40px";
        }"""
    )
    assert [fault.partition(":")[0] for fault in _faults(page)] == ["cut", "on one another", "on one another"]
    page.close()


def _faults_of(visits: tuple[Visits, Visits], role: str, path: str) -> list[str]:
    usual, twice = visits
    found = []
    for letters, visit, sizes in (("usual", usual, (USUAL, NARROW, ZOOMED)), ("twice", twice, (USUAL, NARROW))):
        page = visit.open(role, path, sizes[0])
        page.locator("details > summary").evaluate_all("all => all.forEach((one) => (one.parentElement.open = true))")
        for size in sizes:
            page.set_viewport_size({"width": size[0], "height": size[1]})
            found += [f"{letters} letters, {size[0]}x{size[1]}: {fault}" for fault in _faults(page)]
        page.evaluate(SPACED)
        for size in sizes[:2] if letters == "usual" else ():
            page.set_viewport_size({"width": size[0], "height": size[1]})
            found += [f"spaced letters, {size[0]}x{size[1]}: {fault}" for fault in _faults(page)]
        if letters == "usual":
            page.evaluate("document.adoptedStyleSheets = []; document.documentElement.dataset.letters = 'large'; 1")
            found += [f"A+, {NARROW[0]}x{NARROW[1]}: {fault}" for fault in _faults(page)]
        page.close()
    return found


def _faults(page: Page) -> list[str]:
    measured = [fault for script in (TOO_WIDE, CUT, OVERLAPPING) for fault in page.evaluate(script)]
    return [*measured, *page.evaluate(SMALL_TARGETS, 44)]
