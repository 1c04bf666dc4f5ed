"""`make screens`: the gallery of every face and activity, with a hundred people in it, light and dark.

Writes docs/screens/out/*.png (not committed) and, with --keep, the four pictures of the README.
"""

from __future__ import annotations

import logging
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.serving import make_server

from facilitation import access, groups, showing
from facilitation.access import Role
from facilitation.live.visitor import cookie_name, office_cookie
from tests import builders
from tests.builders import KEY, a_link, house_of
from tests.gallery import FilledDay

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

OUT = Path(__file__).resolve().parent.parent / "docs" / "screens"
SIZES = {
    "stage": [(1920, 1080), (1024, 768)],
    "moderator": [(1366, 768), (390, 844)],
    "table": [(1366, 768)],
    "phone": [(390, 844), (320, 640)],
    "office": [(1366, 768), (390, 844), (1920, 1080)],
}
OFFICE = (
    "settings fields agenda cards tools tools/import koffer print documents plan/versions goals communication review "
    "archive retention"
).split()
KEPT = {"stage-arrival", "stage-move-2", "moderator-vision-1", "stage-results"}
CONNECTED = {"phones": 93, "asleep": 4, "tables": 5, "stages": 1, "moderators": 1}  # as in a hall; nobody is here
NAMES = {"stage-move-2": "stage-move", "moderator-vision-1": "moderator-vision"}


class Gallery:
    """Takes pictures of the faces of a filled day, as the people in the hall see them."""

    def __init__(self, browser: Browser, base: str, filled: FilledDay, out: Path, themes: list[str]) -> None:
        self.browser, self.base, self.filled, self.out, self.themes = browser, base, filled, out, themes
        self.contexts: dict[tuple[str, str], BrowserContext] = {}
        self.faults: list[str] = []

    def paths(self) -> dict[str, str]:
        code = self.filled.workshop.code
        return {
            "stage": f"/w/{code}/stage",
            "moderator": f"/w/{code}/moderation",
            "table": f"/w/{code}/table/4",
            "phone": f"/w/{code}/",
        }

    def scene(self, name: str, *, only: set[str] | None = None, **paths: str) -> None:
        """One picture of every face (or `only` some), size and theme."""
        for face, path in {**self.paths(), **paths}.items():
            if only is not None and face not in only:
                continue
            for width, height in SIZES[face.split(".")[0]]:
                for theme in self.themes:
                    self.picture(f"{face}-{name}", face.split(".")[0], path, width, height, theme)

    def picture(self, name: str, face: str, path: str, width: int, height: int, theme: str) -> None:
        page = self._context(face, theme).new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.on("console", lambda message: self._note(name, message.type, message.text))
        page.on("pageerror", lambda error: self._note(name, "error", str(error)))
        page.goto(self.base + path, wait_until="load")
        page.wait_for_timeout(350)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        high = page.evaluate("document.documentElement.scrollHeight - window.innerHeight")
        if wide > 1:
            self.faults.append(f"{name} {width}x{height}: {wide} px too wide")
        if face == "stage" and high > 1:
            self.faults.append(f"{name} {width}x{height}: {high} px too high")
        page.screenshot(path=self.out / f"{name}-{width}-{theme}.png", full_page=face in ("phone", "office"))
        page.close()

    def _note(self, name: str, kind: str, text: str) -> None:
        if kind == "error":
            self.faults.append(f"{name}: {text}")

    def _context(self, face: str, theme: str) -> BrowserContext:
        if (face, theme) not in self.contexts:
            context = self.browser.new_context(
                color_scheme="dark" if theme == "dark" else "light", locale="de-DE", timezone_id="Europe/Berlin",
                device_scale_factor=2 if face == "phone" else 1, has_touch=face == "phone",
            )  # fmt: skip
            context.add_cookies([{"name": n, "value": v, "url": self.base} for n, v in self._cookies(face).items()])
            self.contexts[face, theme] = context
        return self.contexts[face, theme]

    def _cookies(self, face: str) -> dict[str, str]:
        house, workshop = self.filled.house, self.filled.workshop
        if face in ("moderator", "stage"):
            return {cookie_name("moderator", workshop.code, False): _secret(house, workshop, Role.MODERATOR)}
        if face == "table":
            return {cookie_name("host", workshop.code, False): _secret(house, workshop, Role.HOST, 4)}
        if face == "phone":
            return {cookie_name("participant", workshop.code, False): "gallery-phone"}
        key, secret = access.random_secret(), access.random_secret()
        house.write(access.make_one_time_key, key_hash=access.hashed(KEY, "one-time", key))
        house.write(
            access.use_one_time_key, key_hash=access.hashed(KEY, "one-time", key),
            session_hash=access.hashed(KEY, "office", secret),
        )  # fmt: skip
        return {office_cookie(False): secret}


def _secret(house: Any, workshop: Any, role: Role, table: int | None = None) -> str:
    return access.secret_of(KEY, a_link(house, workshop, role, table))


@contextmanager
def served() -> Iterator[tuple[str, FilledDay]]:
    """A filled day served on a free port, with the gallery's own phone among its people."""
    with tempfile.TemporaryDirectory() as folder:
        app = builders.an_app(Path(folder))
        filled = FilledDay(house_of(app), 99)
        filled.people.append(
            filled.house.write(
                groups.arrive, workshop_id=filled.workshop.id, name="Ben",
                key_hash=access.hashed(KEY, "participant", "gallery-phone"),
            )["participant"]
        )  # fmt: skip
        filled.house.presence = lambda _workshop_id: CONNECTED
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", filled
        finally:
            server.shutdown()
            app.extensions["live"].publisher.close()
            filled.house.close()


def tour(gallery: Gallery, told: Callable[[str], None]) -> None:
    """The whole day, a picture of every face in every scene."""
    filled = gallery.filled
    code = filled.workshop.code

    def take(name: str, **more: Any) -> None:
        told(name)
        gallery.scene(name, **more)

    gallery.scene("doors", only={"door"}, **{"phone.door": f"/w/{code}/"})
    take("waiting")
    builders.step(filled.house, filled.workshop, "start")
    filled.forward(17)
    take("arrival", **{"phone.tools": f"/w/{code}/tools", "moderator.doors": f"/w/{code}/moderation/doors"})
    filled.forward(13)
    filled.next()
    filled.forward(5)
    take("plenum")
    filled.next()
    filled.forward(50)
    filled.next()
    filled.forward(22)
    filled.next()
    filled.forward(12)
    take("break")
    filled.forward(13)
    filled.next()
    filled.forward(2)
    take("grouping")
    filled.next()
    filled.divide()
    take("grouping-map", **{"moderator.groups": f"/w/{code}/moderation/groups"})
    filled.forward(6)
    filled.next()
    take("move-1")
    filled.forward(3)
    filled.next()
    filled.forward(14)
    filled.write_statements()
    filled.work_at_the_tables()
    field = builders.fields_of(filled.house, filled.workshop)[3]
    take("vision-questions", only={"stage"})
    filled.house.write(showing.show, workshop_id=filled.workshop.id, field_id=field.id)
    take("vision-1", **{"moderator.agenda": f"/w/{code}/moderation/agenda"})
    filled.forward(30)
    filled.next()
    take("move-2")
    filled.forward(3)
    filled.next()
    filled.forward(20)
    filled.write_statements(0.8)
    filled.agree()
    take("vision-2")
    filled.forward(22)
    filled.next()
    filled.forward(3)
    filled.next()
    filled.forward(4)
    filled.propose()
    take("choice-draft")
    filled.vote()
    filled.forward(20)
    take("choice-open", **{"moderator.votes": f"/w/{code}/moderation/votes"})
    filled.forward(16)
    filled.next()
    filled.next()
    take("results-none")
    filled.count()
    filled.reveal(1)
    take("results", **{"moderator.votes": f"/w/{code}/moderation/votes"})
    for number in range(2, 6):
        filled.reveal(number)
    filled.settle()
    take("results-all", only={"stage", "phone"})
    filled.next()
    take("closing", **{"office.plan": f"/w/{code}/office/plan", "office.overview": f"/w/{code}/office"})
    pages = {f"office.{page.replace('/', '-')}": f"/w/{code}/office/{page}" for page in OFFICE}
    pages |= {"office.home": "/office"}
    pages |= {f"office.{page}": f"/office/{page}" for page in ("operator", "organisers")}
    pages |= {"phone.privacy": f"/w/{code}/privacy", "phone.me": f"/w/{code}/me", "phone.card": f"/w/{code}/card"}
    take("page", only=set(pages), **pages)
    builders.step(filled.house, filled.workshop, "close")
    take("over")


def main(arguments: list[str]) -> int:
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import find_or_install, launch

    find_or_install()
    out = OUT / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    themes = ["light"] if "--quick" in arguments else ["light", "dark"]
    with served() as (base, filled), sync_playwright() as playwright:
        browser = launch(playwright)
        gallery = Gallery(browser, base, filled, out, themes)
        tour(gallery, lambda name: print(name, flush=True))
        browser.close()
    if "--keep" in arguments:
        for name in KEPT:
            width = 1366 if name.startswith("moderator") else 1920
            shutil.copy(out / f"{name}-{width}-light.png", OUT / f"{NAMES.get(name, name)}.png")
    for fault in gallery.faults:
        print("FAULT", fault)
    print(f"{len(list(out.glob('*.png')))} pictures in docs/screens/out, {len(gallery.faults)} faults")
    return 1 if gallery.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
