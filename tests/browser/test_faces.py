"""Every face in every kind of scene, with a hundred people in it: no barrier axe can find, light and dark; nothing too
small to hit; nothing beside the picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from facilitation import access, showing
from facilitation.access import Role
from facilitation.live.visitor import cookie_name, office_cookie
from tests.browser.boxes import OUTSIDE, SMALL_TARGETS, TOO_WIDE
from tests.builders import KEY, a_link, fields_of, step, tools_for, vote_of
from tests.gallery import FilledDay
from tests.screens import served

pytestmark = pytest.mark.timeout(300)

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
THEMES = ("light", "dark")
FACES = {"stage": (1920, 1080), "moderator": (1366, 768), "table": (1366, 768), "phone": (390, 844)}
PICTURES = ((1280, 720), (1920, 1080), (1024, 768))


class Visits:
    """The filled day served, and a browser for each role that opens its pages."""

    def __init__(self, browser: Browser, base: str, filled: FilledDay) -> None:
        self.browser, self.base, self.filled = browser, base, filled
        self.done = 0
        self._contexts: dict[tuple[str, str], BrowserContext] = {}
        self.code = filled.workshop.code

    def path(self, face: str) -> str:
        at = {"stage": "stage", "moderator": "moderation", "table": "table/4", "phone": ""}[face]
        return f"/w/{self.code}/{at}"

    def open(self, role: str, path: str, size: tuple[int, int], theme: str = "light") -> Page:
        page = self._context(role, theme).new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(self.base + path, wait_until="load")
        page.evaluate("document.fonts.ready.then(() => 1)")
        return page

    def close(self) -> None:
        for context in self._contexts.values():
            context.close()

    def _context(self, role: str, theme: str) -> BrowserContext:
        if (role, theme) not in self._contexts:
            context = self.browser.new_context(
                color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce", locale="de-DE",
                timezone_id="Europe/Berlin",
            )  # fmt: skip
            context.set_default_timeout(30_000)
            context.add_cookies([{"name": n, "value": v, "url": self.base} for n, v in self._cookies(role).items()])
            self._contexts[role, theme] = context
        return self._contexts[role, theme]

    def _cookies(self, role: str) -> dict[str, str]:
        house, workshop = self.filled.house, self.filled.workshop
        if role in ("moderator", "stage"):
            link = a_link(house, workshop, Role.MODERATOR)
            return {cookie_name("moderator", self.code, False): access.secret_of(KEY, link)}
        if role == "table":
            link = a_link(house, workshop, Role.HOST, 4)
            return {cookie_name("host", self.code, False): access.secret_of(KEY, link)}
        if role == "phone":
            return {cookie_name("participant", self.code, False): "gallery-phone"}
        if role == "stranger":
            return {}
        key, cookie = access.random_secret(), access.random_secret()
        house.write(access.make_one_time_key, key_hash=access.hashed(KEY, "one-time", key))
        house.write(
            access.use_one_time_key,
            key_hash=access.hashed(KEY, "one-time", key),
            session_hash=access.hashed(KEY, "office", cookie),
        )
        return {office_cookie(False): cookie}


# --- the day, from scene to scene ---


def _forward(day: FilledDay, *minutes: float) -> None:
    for spent in minutes:
        day.forward(spent)
        day.next()


def _arrival(day: FilledDay) -> None:
    step(day.house, day.workshop, "start")
    day.forward(12)


def _plenum(day: FilledDay) -> None:
    _forward(day, 18)


def _pause(day: FilledDay) -> None:
    _forward(day, 20, 45, 22)
    day.forward(9)


def _grouping(day: FilledDay) -> None:
    _forward(day, 16, 2)
    day.divide()


def _first_vision(day: FilledDay) -> None:
    _forward(day, 6, 3)
    day.forward(14)
    day.write_statements()
    day.work_at_the_tables()
    day.house.write(showing.show, workshop_id=day.workshop.id, field_id=fields_of(day.house, day.workshop)[3].id)


def _second_move(day: FilledDay) -> None:
    _forward(day, 25)


def _open_vote(day: FilledDay) -> None:
    _forward(day, 3)
    day.write_statements(0.8)
    day.agree()
    _forward(day, 35, 3)
    day.propose()
    day.vote()
    day.forward(20)


def _first_result(day: FilledDay) -> None:
    _forward(day, 16, 30)
    day.count()
    day.reveal(1)


def _closing(day: FilledDay) -> None:
    for number in range(2, 6):
        day.reveal(number)
    day.settle()
    _forward(day, 10)


TOUR: dict[str, Callable[[FilledDay], None]] = {
    "arrival": _arrival, "plenum": _plenum, "break": _pause, "grouping": _grouping, "vision": _first_vision,
    "move": _second_move, "open vote": _open_vote, "result": _first_result, "closing": _closing,
}  # fmt: skip

@pytest.fixture(scope="module")
def visits(browser: Browser) -> Iterator[Visits]:
    with served() as (base, filled):
        made = Visits(browser, base, filled)
        yield made
        made.close()


@pytest.fixture(scope="module", params=list(TOUR))
def scene(request: pytest.FixtureRequest, visits: Visits) -> str:
    """The day has come to this scene; the tests of one scene run together."""
    wanted = list(TOUR).index(request.param) + 1
    for name in list(TOUR)[visits.done : wanted]:
        TOUR[name](visits.filled)
    visits.done = max(visits.done, wanted)
    assert visits.done == wanted, "the day is past this scene"
    return str(request.param)


# --- what holds in every scene ---


def test_axe_finds_nothing_on_any_face(visits: Visits, scene: str) -> None:
    """Pairwise: every face and every scene is seen in both themes, not every face in every scene."""
    found = []
    for place, face in enumerate(FACES):
        theme = THEMES[(place + list(TOUR).index(scene)) % 2]
        page = visits.open(face, visits.path(face), FACES[face], theme)
        found += [f"{face}, {theme}: {fault}" for fault in barriers(page)]
        page.close()
    assert found == []


def test_the_phone_fits_and_everything_on_it_can_be_hit(visits: Visits, scene: str) -> None:
    found = []
    for size in ((320, 640), (390, 844)):
        page = visits.open("phone", visits.path("phone"), size)
        page.locator("details > summary").evaluate_all("all => all.forEach((one) => (one.parentElement.open = true))")
        found += [f"{size[0]} px: {fault}" for fault in (*page.evaluate(TOO_WIDE), *page.evaluate(SMALL_TARGETS, 44))]
        page.close()
    assert found == []


def test_the_wall_neither_scrolls_nor_loses_anything_beside_the_picture(visits: Visits, scene: str) -> None:
    found = []
    for size in PICTURES:
        page = visits.open("stage", visits.path("stage"), size)
        found += [f"{size[0]}x{size[1]}: {fault}" for fault in page.evaluate(OUTSIDE)]
        page.close()
    assert found == []


def test_the_desks_need_no_sideways_scrolling(visits: Visits, scene: str) -> None:
    found = []
    for face in ("moderator", "table"):
        for size in ((1366, 768), (820, 1180)):
            page = visits.open(face, visits.path(face), size)
            found += [f"{face} at {size[0]} px: {fault}" for fault in page.evaluate(TOO_WIDE)]
            page.close()
    assert found == []


def test_the_cockpit_fits_on_one_screen(visits: Visits, scene: str) -> None:
    page = visits.open("moderator", visits.path("moderator"), FACES["moderator"])
    too_high = page.evaluate("document.documentElement.scrollHeight - window.innerHeight")
    page.close()
    assert too_high <= 1


# --- the quiet pages ---


def quiet_pages(visits: Visits) -> list[tuple[str, str]]:
    """Role and address of every page beside the four faces."""
    base, day = f"/w/{visits.code}", visits.filled
    vote = vote_of(day.house, day.workshop)
    tool = tools_for(day.house, day.workshop, vote, day.people[-1])[0]
    field = fields_of(day.house, day.workshop)[3].id
    table = visits.open("table", f"{base}/table/4", (1366, 768))
    table_id = table.locator("body").get_attribute("data-table")
    table.close()
    pages = [("stranger", path) for path in ("/", f"{base}/", f"{base}/in", "/office/in", "/office")]
    pages += [("phone", f"{base}/{at}") for at in ("tools", f"tools/{tool}", "results", f"votes/{vote.id}/ballot")]
    pages += [
        ("moderator", f"{base}/moderation/{at}")
        for at in ("groups", "votes", "agenda", "doors", "journal", "groups/list")
    ]
    pages += [("moderator", f"{base}/seats/{day.people[0]}/slip")]
    pages += [("table", f"{base}/tables/{table_id}/people"), ("table", f"{base}/fields/{field}/vision")]
    pages += [("office", path) for path in ("/office", f"{base}/office", f"{base}/office/plan")]
    pages += [("office", path) for path in ("/office/organisers", "/office/password")]
    pages += [("office", f"{base}/office/{at}") for at in ("settings", "fields")] * 2  # in both themes
    pages += [("stranger", f"{base}/moderation"), ("stranger", "/w/XXXX/"), ("stranger", "/office/sign-in")]
    return pages


def test_axe_finds_nothing_on_the_quiet_pages(visits: Visits) -> None:
    for name in list(TOUR)[visits.done :]:
        TOUR[name](visits.filled)
    visits.done = len(TOUR)
    found = []
    for place, (role, path) in enumerate(quiet_pages(visits)):
        theme, size = THEMES[place % 2], (390, 844) if role in ("phone", "stranger") else (1366, 768)
        page = visits.open(role, path, size, theme)
        found += [f"{role} {path}, {theme}: {fault}" for fault in barriers(page)]
        found += [f"{role} {path}: {fault}" for fault in page.evaluate(TOO_WIDE)]
        page.close()
    assert found == []


# --- controls: what is looked for would be found ---


def test_a_fault_made_on_purpose_is_found(visits: Visits) -> None:
    page = visits.open("phone", visits.path("phone"), (320, 640))
    assert (page.evaluate(TOO_WIDE), page.evaluate(SMALL_TARGETS, 44), barriers(page)) == ([], [], [])
    page.evaluate(
        """() => {
          const made = (name, text) => document.body.appendChild(
            Object.assign(document.createElement(name), { textContent: text }));
          made("button", "");
          made("p", "breit").style.inlineSize = "900px";
        }"""
    )
    assert any(fault.startswith("button-name") for fault in barriers(page))
    assert len(page.evaluate(TOO_WIDE)) == 1
    assert len(page.evaluate(SMALL_TARGETS, 44)) == 1
    page.close()
    wall = visits.open("stage", visits.path("stage"), (1280, 720))
    assert wall.evaluate(OUTSIDE) == []
    too_much = """() => document.querySelector("main").append(
      Object.assign(document.createElement("p"), { textContent: "Zeile ".repeat(4000) }))"""
    # in one breath: a push in between would draw the stage anew, without it
    assert wall.evaluate(f"() => {{ ({too_much})(); return ({OUTSIDE})(); }}") != []
    wall.close()


def barriers(page: Page) -> list[str]:
    """What axe finds, one line per rule: its name and where. A phone's page is made as tall as its content, since what
    scrolls under a sticky footer is not lost."""
    size = page.viewport_size or {"width": 390, "height": 844}
    if page.locator("html[data-audience=phone]").count():
        page.set_viewport_size({**size, "height": max(size["height"], page.evaluate("document.body.scrollHeight"))})
    options: dict[str, Any] = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    page.set_viewport_size(size)
    return [f"{one['id']} at {[' '.join(map(str, node['target'])) for node in one['nodes'][:4]]}" for one in found]
