"""The filled day served, a browser tab for each role, the day from scene to scene, and axe: what the tests of the faces
share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from facilitation import access, showing
from facilitation.access import Role
from facilitation.live.visitor import cookie_name, office_cookie
from tests.builders import KEY, a_link, fields_of, step, tools_for, vote_of
from tests.gallery import FilledDay

Size = tuple[int, int]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
# What a theme can break by itself; everything else is the same page in either.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
THEMES = ("light", "dark")
LANGUAGES = ("de", "de_leicht", "en")
FACES: dict[str, Size] = {"stage": (1920, 1080), "moderator": (1366, 768), "table": (1366, 768), "phone": (390, 844)}
PICTURES = ((1280, 720), (1920, 1080), (1024, 768))
SMALL = (390, 844)
DESK = (1366, 768)
# whose screen is a phone's, and who reads it in a language of their own
ON_A_PHONE = ("phone", "pupil", "stranger")
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


class Visits:
    """The filled day served. `see` shows a page in the role's one tab, `open` in a new one."""

    def __init__(self, browser: Browser, base: str, filled: FilledDay) -> None:
        self.browser, self.base, self.filled = browser, base, filled
        self.done = 0
        self.code = filled.workshop.code
        self._contexts: dict[str, BrowserContext] = {}
        self._tabs: dict[str, Page] = {}
        self._shows: dict[str, tuple[Any, ...]] = {}
        self._speaks: dict[str, str] = {}

    def go_to(self, scene: str) -> None:
        """The day goes on to this scene, through all before it."""
        wanted = list(TOUR).index(scene) + 1
        assert self.done <= wanted, "the day is past this scene"
        for name in list(TOUR)[self.done : wanted]:
            TOUR[name](self.filled)
        self.done = wanted

    def path(self, face: str) -> str:
        at = {"stage": "stage", "moderator": "moderation", "table": "table/4", "phone": ""}[face]
        return f"/w/{self.code}/{at}"

    def see(self, role: str, path: str, size: Size, theme: str = "light", lang: str = "de") -> Page:
        """The page in this role's tab; loaded again only where it may have changed."""
        if role not in self._tabs:
            self._tabs[role] = self._context(role).new_page()
        page, wanted = self._tabs[role], (path, lang, self.done)
        if self._shows.get(role) != wanted:
            self._speak(role, lang)
            dress(page, size, theme)
            load(page, self.base + path)
            self._shows[role] = wanted
        dress(page, size, theme)
        page.evaluate(SETTLED)
        return page

    def forget(self, role: str) -> None:
        """The next look loads the page again, whatever a test did to it."""
        self._shows.pop(role, None)

    def open(self, role: str, path: str, size: Size, theme: str = "light") -> Page:
        """A tab of its own, for a test that closes it."""
        page = self._context(role).new_page()
        dress(page, size, theme)
        load(page, self.base + path)
        return page

    def close(self) -> None:
        for context in self._contexts.values():
            context.close()

    def _speak(self, role: str, lang: str) -> None:
        if self._speaks.get(role, "de") == lang or role not in ON_A_PHONE:
            return
        address = f"{self.base}/w/{self.code}/language"
        answer = self._context(role).request.post(address, form={"lang": lang}, headers={"Accept": "application/json"})
        assert answer.ok, answer.text()
        self._speaks[role] = lang

    def _context(self, role: str) -> BrowserContext:
        if role not in self._contexts:
            context = self.browser.new_context(reduced_motion="reduce", locale="de-DE", timezone_id="Europe/Berlin")
            context.set_default_timeout(30_000)
            context.add_cookies([{"name": n, "value": v, "url": self.base} for n, v in self._cookies(role).items()])
            self._contexts[role] = context
        return self._contexts[role]

    def _cookies(self, role: str) -> dict[str, str]:
        house, workshop = self.filled.house, self.filled.workshop
        links = {"moderator": Role.MODERATOR, "stage": Role.MODERATOR, "table": Role.HOST, "observer": Role.OBSERVER}
        links |= {"reception": Role.RECEPTION}
        if role in links:
            link = a_link(house, workshop, links[role], 4 if role == "table" else None)
            return {cookie_name(links[role].value, self.code, False): access.secret_of(KEY, link)}
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


def load(page: Page, address: str) -> None:
    """The whole page with its fonts; a page of an error of ours is none."""
    answer = page.goto(address, wait_until="load")
    assert answer is not None and answer.status < 500, f"{address}: {answer and answer.status}"
    page.evaluate("document.fonts.ready.then(() => 1)")


def dress(page: Page, size: Size, theme: str) -> None:
    """How large the window is, and whether the device likes it dark."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")


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


def _over(day: FilledDay) -> None:
    step(day.house, day.workshop, "close")


TOUR: dict[str, Callable[[FilledDay], None]] = {
    "waiting": lambda day: None, "arrival": _arrival, "plenum": _plenum, "break": _pause, "grouping": _grouping,
    "vision": _first_vision, "move": _second_move, "open vote": _open_vote, "result": _first_result,
    "closing": _closing, "over": _over,
}  # fmt: skip


# --- the pages beside the four faces ---


def quiet_pages(visits: Visits) -> list[tuple[str, str]]:
    """Role and address of every page beside the four faces, each once, after the vote has been counted."""
    base, day = f"/w/{visits.code}", visits.filled
    vote = vote_of(day.house, day.workshop)
    tool = tools_for(day.house, day.workshop, vote, day.people[-1])[0]
    field = fields_of(day.house, day.workshop)[3].id
    table_id = visits.see("table", f"{base}/table/4", DESK).locator("body").get_attribute("data-table")
    pages = [("stranger", path) for path in ("/", f"{base}/", f"{base}/in", "/office/in", "/office", "/imprint")]
    pages += [("stranger", path) for path in ("/privacy", "/accessibility", f"{base}/card", f"{base}/moderation")]
    pages += [("stranger", path) for path in ("/w/XXXX/", "/office/sign-in", f"{base}/results")]
    pages += [("phone", f"{base}/{at}") for at in ("tools", f"tools/{tool}", "results", f"votes/{vote.id}/ballot")]
    pages += [("phone", f"{base}/{at}") for at in ("me", "privacy")]
    pages += [
        ("moderator", f"{base}/moderation/{at}")
        for at in ("groups", "votes", "agenda", "doors", "journal", "groups/list")
    ]
    pages += [("moderator", f"{base}/seats/{day.people[0]}/slip"), ("moderator", f"{base}/votes/{vote.id}/protocol")]
    pages += [("table", f"{base}/tables/{table_id}/people"), ("table", f"{base}/fields/{field}/vision")]
    pages += [("observer", f"{base}/observer"), ("reception", f"{base}/reception")]
    pages += [("office", path) for path in ("/office", f"{base}/office", "/office/operator", "/office/organisers")]
    pages += [("office", "/office/password")]
    pages += [("office", f"{base}/office/{at}") for at in OFFICE]
    return pages


# the tools' and the agenda's pages are looked at where they are worked in, see test_office_tools, test_agenda_editor
OFFICE = (
    "settings fields plan plan/versions goals communication cards print documents review archive koffer retention"
).split()


# --- axe ---

SCRIPT = Axe().axe_script
RUN = """async (options) => (await axe.run(document, options)).violations.map((one) => [one.id,
  one.nodes.slice(0, 4).map((node) => node.target.join(" "))])"""


def barriers(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds, one line per rule: its name and where; only these rules, if some are named. A phone's page is
    made as tall as its content, since what scrolls under a sticky footer is not lost."""
    size = page.viewport_size or {"width": 390, "height": 844}
    if page.locator("html[data-audience=phone]").count():
        page.set_viewport_size({**size, "height": max(size["height"], page.evaluate("document.body.scrollHeight"))})
    only: dict[str, Any] = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(SCRIPT)
    # nothing to load beforehand: there is no film and no style sheet of another host
    found = page.evaluate(RUN, {"runOnly": only, "resultTypes": ["violations"], "preload": False})
    page.set_viewport_size(size)
    return [f"{name} at {places}" for name, places in found]


UNFOLD = """() => document.querySelectorAll("details:not([open])").forEach((one) => {
  one.open = true;
  one.toggleAttribute("data-unfolded", true);
})"""
FOLD = """() => document.querySelectorAll("details[data-unfolded]").forEach((one) => {
  one.open = false;
  one.removeAttribute("data-unfolded");
})"""
