"""A hall in a real browser around the real server: Ada's cockpit and wall, Hanna's table, three phones, and Dora's PC.

Twenty-two more people take part over plain HTTP, so that every table is full and results show their points.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from facilitation.rehearsal import SimulatedPhone
from tests.browser.watch import Watch
from tests.real_server import RealServer

PATIENCE = 20_000
CROWD = 22
AN_HOUR_OFF = "const real = Date.now; Date.now = () => real() + 3600 * 1000;"
CLOCK = """() => [...document.querySelectorAll("agenda-clock")].map((clock) => clock.textContent.trim())
  .find((text) => /^(noch )?([0-9]+:)?[0-9]+:[0-9][0-9]$/.test(text)) || "" """


class Hall:
    """Everybody's pages. Nobody has come in yet but Dora, who organises."""

    def __init__(self, browser: Browser, server: RealServer) -> None:
        self._browser, self.server = browser, server
        self.watch = Watch(server.url)
        self._contexts: list[BrowserContext] = []
        self._pressed = 0.0
        self.dora = self.open("Dora")
        self.dora.goto(f"/office/in#{server.organiser_key}")
        self.dora.wait_for_url("**/office/password?*")
        self.dora.get_by_role("link", name="Später").click()
        self.dora.wait_for_url("**/office")
        self.code = str(self.json(self.dora, "/office")["workshops"][0]["code"])
        self.crowd = [SimulatedPhone(server.url, self.code) for _ in range(CROWD)]
        self.ada, self.wall = self._open_ada()
        self.hanna = self.open("Hanna", 1366, 768)
        self.hanna.goto(self.door_of("link-table-4"))
        self.hanna.wait_for_url("**/table/4")
        self.ben = self.open("Ben", 390, 844)
        self.cem = self.open("Cem", 320, 640, begin=AN_HOUR_OFF)
        self.emil = self.open("Emil", 390, 844, java_script_enabled=False)

    def close(self) -> None:
        for phone in self.crowd:
            phone.close()
        for context in self._contexts:
            context.close()

    def open(self, who: str, width: int = 1366, height: int = 768, begin: str = "", **more: Any) -> Page:
        """A browser of somebody's own, watched."""
        context = self._browser.new_context(
            base_url=self.server.url, viewport={"width": width, "height": height}, locale="de-DE",
            timezone_id="Europe/Berlin", reduced_motion="reduce", **more,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        self.watch.follow(context, who)
        self._contexts.append(context)
        if begin:
            context.add_init_script(begin)
        return context.new_page()

    def _open_ada(self) -> tuple[Page, Page]:
        """The cockpit, and the wall opened from it, as on a laptop with a projector."""
        ada = self.open("Ada")
        ada.goto(self.door_of("link-moderator"))
        ada.wait_for_url("**/moderation")
        connected(ada)
        with ada.context.expect_page() as opened:
            ada.get_by_role("link", name="Bühne öffnen").click()
        wall = opened.value
        wall.set_viewport_size({"width": 1280, "height": 720})
        connected(wall)
        return ada, wall

    def door_of(self, button: str) -> str:
        """Dora makes a link on the doors' page; its address with the secret behind the #, on this server."""
        known = {link["id"] for link in self.doors()["links"]}
        self.dora.goto(f"/w/{self.code}/moderation/doors")
        with self.dora.expect_response("**/links"):
            self.dora.locator(f"#{button} button").click()
        soon(lambda: len(self.doors()["links"]) == len(known) + 1)
        [made] = [link for link in self.doors()["links"] if link["id"] not in known]
        return f"/w/{self.code}/in#{made['address'].partition('#')[2]}"

    def doors(self) -> Any:
        return self.json(self.dora, f"/w/{self.code}/moderation/doors")

    # --- what is shown ---

    def json(self, page: Page, path: str) -> Any:
        """The same address for people who script, with this page's cookies."""
        answer = page.context.request.get(path, headers={"Accept": "application/json"})
        assert answer.status == 200, f"{path}: {answer.status}"
        return answer.json()

    def cockpit(self) -> dict[str, Any]:
        found: dict[str, Any] = self.json(self.ada, f"/w/{self.code}/moderation")["regions"]["cockpit"]
        return found

    def screens(self) -> dict[str, Page]:
        """All pages that follow the day by themselves."""
        return {"wall": self.wall, "cockpit": self.ada, "table": self.hanna, "Ben": self.ben, "Cem": self.cem}

    def ends(self) -> dict[str, float]:
        """When each screen's clock will reach zero, in seconds from an arbitrary instant; exact to a second."""
        found = {}
        for name in ("wall", "cockpit", "Ben", "Cem"):
            text = self.screens()[name].evaluate(CLOCK)
            parts = [int(part) for part in re.findall(r"\d+", text)]
            assert parts, f"{name} shows no clock"
            left = sum(part * 60**place for place, part in enumerate(reversed(parts)))
            found[name] = left + time.monotonic()
        return found

    def clocks_agree(self) -> bool:
        ends = self.ends().values()
        return max(ends) - min(ends) <= 1.2

    # --- what Ada presses ---

    def press(self, selector: str) -> None:
        """One press of Ada's. Two within 0.7 s would count as one, so she waits that long."""
        self.rest()
        self.ada.locator(selector).click()
        self._pressed = time.monotonic()

    def press_key(self, page: Page, key: str) -> None:
        """The same with a key: on the wall that is her clicker."""
        self.rest()
        page.keyboard.press(key)
        self._pressed = time.monotonic()

    def send_step(self, action: str, **given: Any) -> None:
        """A press that no button has, such as many minutes at once, by the door for scripts."""
        form = {"action": action, "step": self.cockpit()["step"], **given}
        answer = self.ada.context.request.post(f"/w/{self.code}/agenda/steps", form=form)
        assert answer.ok, answer.text()

    def rest(self) -> None:
        soon(lambda: time.monotonic() - self._pressed > 0.75)

    def shows(self, activity: str, name: str = "") -> None:
        """Every screen has come to this activity."""
        expect(self.wall.locator(".scene[data-activity]")).to_have_attribute("data-activity", activity)
        expect(self.hanna.locator(".desk-scene")).to_have_attribute("data-activity", activity)
        for phone in (self.ben, self.cem):
            expect(phone.locator(".scene[data-activity]")).to_have_attribute("data-activity", activity)
        if name:
            expect(self.ada.locator(".now-head")).to_contain_text(name)

    def go_to(self, activity: str, nth: int = 1) -> None:
        """Ada presses *Weiter* until the nth scene of this activity, and every screen shows it."""
        while True:
            cockpit = self.cockpit()
            scenes = cockpit["scenes"]
            wanted = [place for place, scene in enumerate(scenes) if scene["activity"] == activity][nth - 1]
            here = next((place for place, scene in enumerate(scenes) if scene["current"]), -1)
            assert here <= wanted, f"the day is already past {activity} {nth}"
            if here == wanted:
                return self.shows(activity)
            step = cockpit["step"]
            self.press("[data-go]")
            expect(self.ada.locator(f"#go input[name=step][value='{step}']")).to_have_count(0)


def connected(page: Page) -> None:
    expect(page.locator("html[data-live=live]")).to_be_attached()


def soon(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until it holds; what never does fails with the last picture of it."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"still not so after {seconds} s"
        time.sleep(0.1)
