"""The Werkzeugmarkt on a small phone: searched while typing, remembered, and first on the own ballot from then on."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize, expect
from werkzeug.serving import make_server

from facilitation import access, groups, tools
from facilitation.house import House
from facilitation.live.visitor import cookie_name
from facilitation.workshop import Workshop
from tests.browser.boxes import SMALL_TARGETS, TOO_WIDE
from tests.builders import KEY, a_workshop, open_vote, people, run_to

SMALLEST: ViewportSize = {"width": 320, "height": 568}
TITLES = """() => [...document.querySelectorAll("ul.ballot > li h2")].map((title) => title.textContent)"""
# What a push does: the lines lie in the table's order again, and who listens is told.
LAID_ANEW = """(titles) => {
  const list = document.querySelector("ul.ballot"), lines = [...list.children];
  const titleOf = (line) => line.querySelector("h2").textContent;
  titles.forEach((title) => list.append(lines.find((line) => titleOf(line) === title)));
  document.dispatchEvent(new CustomEvent("region:applied", { detail: { name: "phone" } }));
}"""


@pytest.fixture
def here(house: House) -> Workshop:
    return a_workshop(house)


@pytest.fixture
def base(app: Flask) -> Iterator[str]:
    """The app served on a free port."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def phone(browser: Browser, house: House, here: Workshop, base: str) -> Iterator[Page]:
    """Ben's phone, the smallest that is sold."""
    secret = access.random_secret()
    house.write(groups.arrive, workshop_id=here.id, name="Ben", key_hash=access.hashed(KEY, "participant", secret))
    context = browser.new_context(base_url=base, viewport=SMALLEST, locale="de-DE", reduced_motion="reduce")
    context.set_default_timeout(15_000)
    context.add_cookies([{"name": cookie_name("participant", here.code, False), "value": secret, "url": base}])
    yield context.new_page()
    context.close()


def remember(phone: Page, here: Workshop, *tool_ids: str) -> None:
    """*Merken* on the pages of these tools."""
    for tool_id in tool_ids:
        phone.goto(f"/w/{here.code}/tools/{tool_id}")
        button = phone.get_by_role("button", name="Merken")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")


def test_the_shelf_is_searched_while_somebody_types_and_the_way_back_leads_to_what_was_found(
    phone: Page, here: Workshop
) -> None:
    phone.goto(f"/w/{here.code}/tools")
    phone.get_by_role("searchbox").press_sequentially("pflegeord")
    expect(phone.locator("a.peg")).to_have_count(1)
    expect(phone.locator("#said")).to_have_text("1 Werkzeug gefunden.")
    phone.get_by_role("link", name="Pflegeordner").click()
    phone.get_by_role("button", name="Merken").click()
    phone.go_back()
    expect(phone.get_by_role("searchbox")).to_have_value("pflegeord")
    expect(phone.locator("a.peg", has_text="Pflegeordner")).to_contain_text("gemerkt")
    phone.get_by_role("searchbox").fill("")
    expect(phone.locator("details")).to_have_count(7)


@pytest.mark.parametrize("path", ["tools", "tools?q=pflege", "tools/{tool}"])
def test_the_market_has_no_barrier_and_nothing_too_small_or_too_wide(
    phone: Page, house: House, here: Workshop, path: str
) -> None:
    with house.reading() as session:
        tool = tools.everything(session, here.id)[0].id
    phone.goto(f"/w/{here.code}/" + path.format(tool=tool))
    assert phone.evaluate(TOO_WIDE) == []
    assert phone.evaluate(SMALL_TARGETS, 44) == []
    assert Axe().run(phone).response["violations"] == []


def test_what_was_remembered_comes_first_on_the_own_ballot_and_stays_where_it_is(
    phone: Page, house: House, here: Workshop
) -> None:
    people(house, here, 9)
    run_to(house, here, "choice")
    phone.goto(f"/w/{here.code}/")
    as_laid = phone.evaluate(TITLES)
    ids = phone.evaluate("[...document.querySelectorAll('[data-remembered]')].map((m) => m.dataset.remembered)")
    remember(phone, here, ids[4], ids[2])

    phone.goto(f"/w/{here.code}/")  # still in draft: what was remembered stands on top, in the order of the table
    wanted = [as_laid[2], as_laid[4], *(t for n, t in enumerate(as_laid) if n not in (2, 4))]
    phone.wait_for_function("(first) => document.querySelector('ul.ballot h2').textContent === first", arg=wanted[0])
    assert phone.evaluate(TITLES) == wanted
    expect(phone.get_by_text("Was Sie sich gemerkt haben, steht oben.").first).to_be_visible()

    open_vote(house, here)
    phone.reload()
    plus = phone.get_by_role("button", name=f"Einen Punkt mehr für {wanted[3]}", exact=True)
    plus.click()
    phone.evaluate(LAID_ANEW, as_laid)
    assert phone.evaluate(TITLES) == wanted
    assert plus.evaluate("(button) => button === document.activeElement")

    remember(phone, here, ids[0])  # too late to change the order of a ballot that lies open
    phone.goto(f"/w/{here.code}/")
    phone.wait_for_function("(first) => document.querySelector('ul.ballot h2').textContent === first", arg=wanted[0])
    phone.wait_for_timeout(300)
    assert phone.evaluate(TITLES) == wanted
    assert as_laid != wanted


def test_who_remembered_nothing_sees_the_order_of_the_table(phone: Page, house: House, here: Workshop) -> None:
    # the control: without a mark nothing moves, and nothing is said about it
    people(house, here, 9)
    run_to(house, here, "choice")
    phone.goto(f"/w/{here.code}/")
    before = phone.evaluate(TITLES)
    phone.wait_for_timeout(500)
    assert phone.evaluate(TITLES) == before
    expect(phone.get_by_text("Was Sie sich gemerkt haben, steht oben.").first).to_be_hidden()


def test_what_was_remembered_stands_on_the_page_people_keep_until_it_is_taken_back(
    phone: Page, house: House, here: Workshop
) -> None:
    with house.reading() as session:
        first, second = [tool for tool in tools.everything(session, here.id) if tool.description][:2]
    remember(phone, here, first.id, second.id)
    run_to(house, here, "closing")
    phone.goto(f"/w/{here.code}/")
    kept = phone.locator("[data-kept]")
    expect(kept.get_by_role("link")).to_have_text([first.title, second.title])
    kept.get_by_role("link", name=first.title).click()
    phone.get_by_role("button", name="Merken").click()
    phone.go_back()
    expect(kept.get_by_role("link")).to_have_text([second.title])


PRINTED = """() => {
  const drawer = "<details id='plan-x'><summary>Feld</summary><p>Werkzeug</p></details>";
  document.querySelector("main.keepsake").insertAdjacentHTML("beforeend", drawer);
  window.print = () => window.dispatchEvent(new Event("beforeprint"));
  document.querySelector("[data-print]").click();
  return document.getElementById("plan-x").open;
}"""


def test_the_page_people_keep_prints_with_every_drawer_open(phone: Page, house: House, here: Workshop) -> None:
    run_to(house, here, "closing")
    phone.goto(f"/w/{here.code}/")
    expect(phone.get_by_role("button", name="Drucken")).to_be_visible()
    assert phone.evaluate(PRINTED)
    phone.emulate_media(media="print")
    expect(phone.locator("header.top")).to_be_hidden()
    expect(phone.get_by_role("heading", name="Danke, dass Sie dabei waren.")).to_be_visible()
