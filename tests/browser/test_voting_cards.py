"""Voting cards in a real browser: a phone scans one and votes; the shared tablet votes with another and forgets it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from facilitation import access
from facilitation.access import Role
from facilitation.ballots import Vote
from facilitation.live.visitor import cookie_name
from facilitation.voting_cards import codes
from tests import builders, cards
from tests.ballots.racing import open_card_vote
from tests.browser.boxes import SMALL_TARGETS, TOO_WIDE
from tests.browser.watch import Watch

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}
KEPT = "() => ({...localStorage, ...sessionStorage})"


class CardHall:
    """A served choice round with an open vote by cards."""

    def __init__(self, browser: Browser, path: Path) -> None:
        self.app = builders.an_app(path)
        self.house = builders.house_of(self.app)
        self.workshop, self.vote = open_card_vote(self.house)
        self.cards = cards.made(self.house, self.workshop, 4)
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._server = make_server("127.0.0.1", 0, self.app, threaded=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        self.watch = Watch(self.base)
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def close(self) -> None:
        for context in self._contexts:
            context.close()
        self._server.shutdown()
        self._server.server_close()
        self.app.extensions["live"].publisher.close()
        self.house.close()

    def open(self, who: str, size: tuple[int, int], **jar: str) -> Page:
        context = self._browser.new_context(
            base_url=self.base, viewport={"width": size[0], "height": size[1]}, locale="de-DE", reduced_motion="reduce"
        )
        context.add_cookies([{"name": name, "value": value, "url": self.base} for name, value in jar.items()])
        context.set_default_timeout(15_000)
        self.watch.follow(context, who)
        self._contexts.append(context)
        return context.new_page()

    def address(self, path: str) -> str:
        return f"/w/{self.workshop.code}/{path}"

    def desk(self) -> dict[str, str]:
        """A host's cookie."""
        link = builders.a_link(self.house, self.workshop, Role.HOST, 1)
        return {cookie_name("host", self.workshop.code, False): access.secret_of(builders.KEY, link)}

    def turnout(self) -> int:
        vote: Vote = self.vote
        return sum(self.house.boxes.turnout(vote).values())


@pytest.fixture
def hall(browser: Browser, tmp_path: Path) -> Iterator[CardHall]:
    made = CardHall(browser, tmp_path)
    yield made
    made.close()


def no_barrier(page: Page) -> None:
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(SMALL_TARGETS) == []


def test_a_scanned_card_is_kept_by_the_phone_and_its_code_by_nothing(hall: CardHall) -> None:
    ben, card = hall.open("Ben", (390, 844)), hall.cards[0]
    ben.goto(hall.address("card"))
    no_barrier(ben)
    ben.goto(hall.address(f"card#{card.code.long}"))
    expect(ben.get_by_role("heading", name="Ihre Stimmkarte ist auf diesem Telefon.")).to_be_visible()
    assert card.code.long not in ben.url + str(ben.evaluate(KEPT)) + str(ben.context.cookies())
    no_barrier(ben)
    ben.get_by_role("link", name="Bildung").click()
    ben.locator("button[data-step='1']").first.click()
    expect(ben.locator("[data-needs-card]")).to_be_hidden()
    ben.get_by_role("button", name="Stimmzettel abgeben").click()
    expect(ben.get_by_text("Ihr Stimmzettel ist abgegeben.")).to_be_visible()
    ben.get_by_role("button", name="Stimmzettel ändern").click()
    ben.locator("button[data-step='1']").first.click()
    ben.get_by_role("button", name="Stimmzettel abgeben").click()
    expect(ben.get_by_text("Ihr Stimmzettel ist abgegeben.")).to_be_visible()
    assert hall.turnout() == 1
    cem = hall.open("Cem", (390, 844))
    hall.watch.expect("Cem", "409")
    cem.goto(hall.address(f"card#{card.code.long}"))
    expect(cem.get_by_role("alert")).to_contain_text("schon abgestimmt")
    assert hall.watch.faults == []


def test_the_shared_tablet_forgets_everything_after_the_ballot(hall: CardHall) -> None:
    tablet, card = hall.open("Tablet", (1024, 768), **hall.desk()), hall.cards[1]
    tablet.goto(hall.address("tablet"))
    no_barrier(tablet)
    before = _kept(tablet)
    lay_out(tablet, card)
    no_barrier(tablet)
    tablet.locator("button[data-step='1']").first.click()
    tablet.get_by_role("button", name="Stimmzettel abgeben").click()
    expect(tablet.get_by_role("heading", name="Ihr Stimmzettel liegt im Kasten.")).to_be_visible()
    no_barrier(tablet)
    tablet.get_by_role("link", name="Die nächste Person, bitte").click()
    expect(tablet.locator("[name=card]")).to_have_value("")
    assert _kept(tablet) == before and hall.turnout() == 1
    tablet.go_back()
    expect(tablet.locator("ballot-points")).to_have_count(0)
    hall.watch.expect("Tablet", "409")
    tablet.goto(hall.address("tablet"))
    tablet.fill("[name=card]", codes.grouped(card.code.typed))
    tablet.locator("label.wish").first.click()
    tablet.get_by_role("button", name="Zum Stimmzettel").click()
    expect(tablet.get_by_role("alert")).to_contain_text("schon abgestimmt")
    assert hall.watch.faults == []


def test_a_tablet_left_alone_for_a_minute_starts_over(hall: CardHall) -> None:
    tablet = hall.open("Tablet", (768, 1024), **hall.desk())
    tablet.clock.install()
    tablet.goto(hall.address("tablet"))
    lay_out(tablet, hall.cards[2])
    tablet.clock.run_for(46_000)
    expect(tablet.get_by_text("Sind Sie noch da?")).to_be_visible()
    tablet.locator("button[data-step='1']").first.click()
    expect(tablet.get_by_text("Sind Sie noch da?")).to_be_hidden()
    tablet.clock.run_for(59_000)
    expect(tablet.locator("ballot-points")).to_have_count(1)
    tablet.clock.run_for(2_000)
    expect(tablet.locator("[name=card]")).to_have_value("")
    expect(tablet.locator("ballot-points")).to_have_count(0)
    assert hall.turnout() == 0


def lay_out(tablet: Page, card: cards.PrintedCard) -> None:
    tablet.fill("[name=card]", codes.grouped(card.code.typed).lower())
    tablet.locator("label.wish").nth(1).click()
    tablet.get_by_role("button", name="Zum Stimmzettel").click()
    expect(tablet.locator("ballot-points")).to_be_visible()


def _kept(page: Page) -> tuple[Any, list[str]]:
    return page.evaluate(KEPT), sorted(cookie["name"] for cookie in page.context.cookies())
