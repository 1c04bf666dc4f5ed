"""The browser's core against a small hall: pushes, pulls, forms, drafts, outbox, clock and ballot."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages.server import HallServer

EXAMPLES = json.loads((Path(__file__).parents[1] / "wording_examples.json").read_text("utf-8"))
BAND = "[data-connection]"
HOUR = 3600 * 1000


@pytest.fixture
def page(browser: Browser, server: HallServer) -> Iterator[Page]:
    """Ben's phone, connected. A script error or a broken content policy fails the test."""
    context = browser.new_context(locale="de-DE", viewport={"width": 390, "height": 844})
    context.set_default_timeout(10_000)
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
    opened.goto(server.address)
    connected(opened)
    yield opened
    context.close()
    assert wrong == []


def connected(page: Page) -> None:
    expect(page.locator("html[data-live=live]")).to_be_attached()
    page.wait_for_timeout(150)


def test_a_push_changes_the_page(page: Page, server: HallServer) -> None:
    server.push("<p id='scene'>Runde 1</p>", 5)
    expect(page.locator("#scene")).to_have_text("Runde 1")
    expect(page.locator("live-region")).to_have_attribute("revision", "5")


def test_a_stale_push_is_ignored_and_a_newer_one_is_not(page: Page, server: HallServer) -> None:
    server.push("<p id='scene'>Runde 2</p>", 8)
    server.push("<p id='scene'>Runde 1</p>", 7)
    server.push("<p id='scene'>Runde 2</p><p id='after'>danach</p>", 8)
    expect(page.locator("#after")).to_be_visible()
    expect(page.locator("#scene")).to_have_text("Runde 2")


FIELDS = (
    "<textarea id='own'></textarea><textarea id='free' data-follow></textarea><input id='calm' value='{0}'><i>{0}</i>"
)


def test_a_push_leaves_what_is_being_written_and_replaces_what_is_not(page: Page, server: HallServer) -> None:
    server.push(FIELDS.format("alt"), 2)
    page.locator("#free").press_sequentially("weg")
    page.locator("#own").press_sequentially("Der Bus")
    server.push(FIELDS.format("neu"), 3)
    expect(page.locator("i")).to_have_text("neu")
    expect(page.locator("#own")).to_have_value("Der Bus")
    expect(page.locator("#own")).to_be_focused()
    page.locator("#own").press_sequentially(" fährt")
    page.locator("#own").evaluate("field => field.blur()")
    server.push(FIELDS.format("ganz neu"), 4)
    expect(page.locator("i")).to_have_text("ganz neu")
    assert page.locator("#own").input_value() == "Der Bus fährt"
    assert page.locator("#calm").input_value() == "ganz neu"
    assert page.locator("#free").input_value() == ""


def test_a_scene_that_ends_leaves_only_the_form_being_written_in(page: Page, server: HallServer) -> None:
    server.push("<section id='a'><h2>Alt</h2><form id='f'><textarea id='own'></textarea></form></section>", 2)
    page.locator("#own").press_sequentially("halber Satz")
    server.push("<section id='b'><h2>Wechsel</h2></section>", 3)
    expect(page.locator("live-region h2")).to_have_text(["Wechsel"])
    expect(page.locator("#own")).to_have_value("halber Satz")
    page.locator("#own").fill("")
    page.locator("#own").evaluate("field => field.blur()")
    expect(page.locator("#own")).to_have_count(0)


def test_after_a_lost_connection_the_page_pulls_what_it_missed(page: Page, server: HallServer) -> None:
    server.push("<p id='scene'>Runde 2</p>", 900)
    expect(page.locator("#scene")).to_have_text("Runde 2")
    # Another process counts otherwise: after a reconnection a lower revision is the truth.
    server.hall.html, server.hall.revision = "<p id='scene'>Runde 3</p>", 4
    pulls = server.hall.pulls
    server.drop_sockets()
    expect(page.locator("#scene")).to_have_text("Runde 3")
    assert server.hall.connects == 2
    assert server.hall.pulls == pulls + 1


def test_a_lost_connection_is_said_in_words_and_taken_back(page: Page, server: HallServer) -> None:
    server.hall.broken = True
    server.drop_sockets()
    expect(page.locator(BAND).get_by_text("Gerade keine Verbindung.")).to_be_visible()
    server.hall.broken = False
    expect(page.locator(BAND)).to_be_hidden(timeout=15_000)


def test_without_any_socket_the_day_goes_on_by_asking(page: Page, server: HallServer) -> None:
    server.hall.deaf = True
    server.drop_sockets()
    server.hall.html, server.hall.revision = "<p id='scene'>Pause</p>", 6
    expect(page.locator("#scene")).to_have_text("Pause", timeout=15_000)
    expect(page.locator(BAND)).to_be_hidden()
    assert page.evaluate("document.documentElement.dataset.live") == "pull"


def test_the_server_may_ask_phones_to_pull(page: Page, server: HallServer) -> None:
    server.hall.html, server.hall.revision = "<p id='scene'>nur für Sie</p>", 3
    server.emit("pull", {"names": ["hall"], "within": 200})
    expect(page.locator("#scene")).to_have_text("nur für Sie")


def test_a_sent_statement_clears_the_form_and_says_so(page: Page, server: HallServer) -> None:
    page.fill("#text", "Der Bus fährt.")
    expect(page.locator("char-count")).to_have_text("14 von 280")
    page.click("#write button")
    expect(page.locator("#write [data-status]")).to_have_text("Ihre Aussage hängt.")
    expect(page.locator("#text")).to_have_value("")
    [sent] = server.hall.posts
    assert sent["text"] == "Der Bus fährt."
    assert re.fullmatch(r"[\w-]{22}", sent["key"])


def test_the_outbox_sends_once_with_the_same_key_even_after_a_reload(page: Page, server: HallServer) -> None:
    # The server takes it in, but its answer is lost.
    server.hall.silent = True
    page.fill("#text", "Der <b>Bus</b> fährt.")
    page.click("#write button")
    card = page.locator("waiting-cards li.is-waiting")
    expect(card.locator(".card-text")).to_have_text("Der <b>Bus</b> fährt.")
    expect(card.locator(".card-foot")).to_have_text(re.compile(r"^gespeichert um \d\d:\d\d Uhr$"))
    assert card.locator("b").count() == 0
    page.reload()
    expect(card).to_have_count(1)
    server.hall.silent = False
    expect(card).to_have_count(0, timeout=20_000)
    assert len(server.hall.posts) > 1
    assert len({post["key"] for post in server.hall.posts}) == 1
    assert [kept["text"] for kept in server.hall.accepted.values()] == ["Der <b>Bus</b> fährt."]


def test_only_one_of_two_tabs_sends_the_outbox(page: Page, server: HallServer) -> None:
    server.hall.broken = True
    page.fill("#text", "Einmal.")
    page.click("#write button")
    expect(page.locator("waiting-cards li")).to_have_count(1)
    other = page.context.new_page()
    other.goto(server.address)
    expect(other.locator("waiting-cards li")).to_have_count(1)
    server.hall.broken = False
    for tab in (page, other):
        tab.evaluate("window.dispatchEvent(new Event('online'))")
    for tab in (page, other):
        expect(tab.locator("waiting-cards li")).to_have_count(0, timeout=25_000)
    assert [post["text"] for post in server.hall.posts] == ["Einmal."]


def test_what_the_outbox_is_refused_can_be_fetched_back(page: Page, server: HallServer) -> None:
    server.hall.broken = True
    page.fill("#text", "Zu spät.")
    page.click("#write button")
    expect(page.locator("waiting-cards li")).to_have_count(1)
    server.hall.refusal = {"code": "closed", "message": "Die Runde ist zu Ende.", "details": {}}
    server.hall.broken = False
    page.evaluate("window.dispatchEvent(new Event('online'))")
    refused = page.locator("waiting-cards li.is-refused")
    expect(refused).to_contain_text("Die Runde ist zu Ende.", timeout=25_000)
    page.get_by_role("button", name="Text zurückholen").click()
    expect(page.locator("#text")).to_have_value("Zu spät.")
    expect(page.locator("waiting-cards li")).to_have_count(0)


def test_a_refused_form_keeps_its_text_and_says_why_literally(page: Page, server: HallServer) -> None:
    server.hall.refusal = {"code": "too_long", "message": "Zu lang: <img src=x>", "details": {}}
    page.fill("#text", "Ein langer Text.")
    page.click("#write button")
    status = page.locator("#write [data-status]")
    expect(status).to_have_text("Zu lang: <img src=x>")
    expect(status).to_have_class(re.compile("is-problem"))
    assert status.locator("img").count() == 0
    assert page.input_value("#text") == "Ein langer Text."


def test_pressing_again_after_a_lost_answer_keeps_the_key_and_new_words_get_a_new_one(
    page: Page, server: HallServer
) -> None:
    server.hall.silent = True
    page.fill("#word", "eins")
    for _ in range(2):
        page.click("#plain button")
        expect(page.locator("#status")).to_have_text(re.compile("^Beim Server klemmt es gerade."))
        expect(page.locator("#plain button")).not_to_have_attribute("aria-disabled", "true")
    page.fill("#word", "zwei")
    with page.expect_response("**/plain"):
        page.click("#plain button")
    first, second, third = (post["key"] for post in server.hall.posts)
    assert first == second
    assert first != third


def test_a_draft_survives_a_reload_and_is_gone_once_sent(page: Page, server: HallServer) -> None:
    page.fill("#text", "noch nicht fertig")
    page.reload()
    expect(page.locator("#text")).to_have_value("noch nicht fertig")
    page.click("#write button")
    expect(page.locator("#text")).to_have_value("")
    page.reload()
    connected(page)
    assert page.input_value("#text") == ""


def test_the_clock_is_right_on_a_device_that_is_an_hour_off(browser: Browser, server: HallServer) -> None:
    context = browser.new_context()
    context.add_init_script(f"const real = Date.now; Date.now = () => real() - {HOUR};")
    page = context.new_page()
    page.goto(server.address)
    connected(page)
    due = server.hall.now() + 10 * 60 * 1000
    server.push(f"<agenda-clock data-due='{due}' data-form='clock'></agenda-clock>", 2)
    clock = page.locator("agenda-clock")
    expect(clock).to_have_text(re.compile(r"^(10:00|9:5\d)$"))
    wrong_by = page.evaluate("Date.now()") + HOUR - server.hall.now()
    assert abs(wrong_by) < 2000, "the control: the device's own clock is off by an hour"
    server.push(f"<agenda-clock data-due='{due - 665_000}' data-form='left'></agenda-clock>", 3)
    expect(clock).to_have_text(re.compile(r"^seit 1:0\d über der Zeit$"))
    expect(clock).to_have_attribute("data-over", "")
    context.close()


def test_the_gong_sounds_when_the_end_passes_and_not_when_long_past(page: Page, server: HallServer) -> None:
    page.evaluate("window.heard = []; addEventListener('clock:end', (e) => window.heard.push(e.detail.due))")
    now = server.hall.now()
    clocks = "".join(f"<agenda-clock id='c{n}' data-due='{now + n}'></agenda-clock>" for n in (1800, -60_000))
    server.push(clocks, 2)
    expect(page.locator("#c1800")).to_have_text("+0:01", timeout=6000)
    assert page.evaluate("window.heard") == [now + 1800]
    expect(page.locator("#said")).to_have_text("Die Zeit ist um.")


def test_a_countdown_reads_like_a_clock(page: Page) -> None:
    lefts = [1_394_000, 3_730_000, 9_001, 0, -65_000]
    found = module(page, "models/clock.js", "m => given.map((left) => m.formatCountdown(left))", lefts)
    assert found == ["23:14", "1:02:10", "0:10", "0:00", "+1:05"]


def test_wording_finds_the_same_as_the_server(page: Page) -> None:
    texts = [example["text"] for example in EXAMPLES]
    found = module(page, "models/wording.js", "m => given.map((text) => m.findings(text))", texts)
    assert found == [example["findings"] for example in EXAMPLES]


def test_the_hint_names_the_word_and_goes_again(page: Page) -> None:
    page.locator("#text").press_sequentially("Der Bus soll fahren.")
    expect(page.locator("wording-hint .hint")).to_have_text("„soll“ klingt nach heute.")
    page.fill("#text", "Der Bus fährt.")
    expect(page.locator("wording-hint .hint")).to_have_count(0)


def test_a_ballot_keeps_its_draft_and_shows_its_receipt(page: Page, server: HallServer) -> None:
    more, other = page.locator("#tool-7 [data-step='1']"), page.locator("#tool-8 [data-step='1']")
    for button in (more, more, more, other, other):
        # A button that explains itself is aria-disabled, which only a person may press.
        button.dispatch_event("click")
    expect(page.locator("#tool-7 [data-points-text]")).to_have_text("2 von 2 Punkten")
    expect(page.locator("#status")).to_have_text(
        "Ihre drei Punkte sind verteilt. Nehmen Sie zuerst irgendwo einen Punkt weg."
    )
    assert page.locator("#tool-7 .dot").count() == 2
    page.reload()
    expect(page.locator("#tool-8 [data-points-text]")).to_have_text("1 von 2 Punkten")
    expect(page.locator("[data-left]")).to_have_text("0 Punkte übrig")
    page.click("#cast")
    expect(page.locator("[data-fingerprint]")).to_have_text("9f3a-71c2")
    [sent] = server.hall.posts
    assert (sent["points.7"], sent["points.8"], "key" in sent) == ("2", "1", False)
    server.hall.box[sent["ballot_id"]]["points.7"] = "1"
    page.reload()
    expect(page.locator("[data-receipt]")).to_be_visible()
    expect(page.locator("#tool-7 [data-points-text]")).to_have_text("1 von 2 Punkten")


def test_a_ballot_that_is_pushed_keeps_its_own_sheet_and_the_next_vote_gets_another(
    page: Page, server: HallServer
) -> None:
    paper = (
        "<ballot-points id='paper' data-vote='{0}' data-budget='3' data-cap='2'><form id='f'><ul><li id='t7'>"
        "<button type='button' data-step='1' id='more'>+</button><input id='p7' type='number' name='points.7' value='0'"
        " data-points></li></ul><p data-left></p></form></ballot-points>"
    )
    page.evaluate("import('/static/js/ballot-points.js')")
    server.push("<ul><li id='t7'>Das Werkzeug</li></ul><p id='scene'>Gespräch</p>", 2)
    expect(page.locator("#scene")).to_be_visible()
    server.push(paper.format("eins"), 3)
    page.locator("#more").click()
    expect(page.locator("#paper [data-left]")).to_have_text("2 Punkte übrig")
    server.push(paper.format("zwei"), 4)
    expect(page.locator("#paper [data-left]")).to_have_text("3 Punkte übrig")
    names = page.evaluate("Object.keys(localStorage).filter((name) => name.includes('ballot:')).sort()")
    assert [name.rpartition(":")[2] for name in names] == ["9", "eins"], "the page's own ballot, and the pushed one"
    server.push(paper.format("eins"), 5)
    expect(page.locator("#paper [data-left]")).to_have_text("2 Punkte übrig")


def test_abstaining_with_points_asks_once_and_keeps_the_ballots_id(page: Page, server: HallServer) -> None:
    page.locator("#tool-7 [data-step='1']").click()
    page.click("#cast")
    expect(page.locator("[data-receipt]")).to_be_visible()
    page.click("#abstain")
    expect(page.locator("#status")).to_have_text(re.compile("^Ihre Punkte zählen dann nicht"))
    assert len(server.hall.posts) == 1
    page.click("#abstain")
    expect(page.locator("[data-receipt-text]")).to_have_text("Ihre Enthaltung ist abgegeben.")
    first, second = server.hall.posts
    assert first["ballot_id"] == second["ballot_id"]
    assert (second["abstain"], second["points.7"]) == ("1", "0")


def module(page: Page, path: str, ask: str, given: Any) -> Any:
    """What a module of static/js answers in the browser."""
    script = f"async (given) => {{ const ask = {ask}; return ask(await import('/static/js/{path}')); }}"
    return page.evaluate(script, given)
