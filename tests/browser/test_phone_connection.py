"""What a phone says of its way to the server, and aloud: within a second, once, and never that a server in trouble is a
lost connection."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages.server import HallServer
from tests.browser.test_live_core import connected

BAND = "[data-connection] [data-when]:visible"
SECOND = 1000
MINUTE = 60 * SECOND
# Every sentence that reaches the ears, in order: the polite voice and the status lines.
LISTEN = """() => {
  window.spoken = [];
  const hear = new MutationObserver((changes) => changes.forEach(({ target }) => {
    const region = (target.nodeType === 1 ? target : target.parentElement).closest("[aria-live], [role=status]");
    const words = region ? region.textContent.trim() : "";
    if (words && !region.hidden) window.spoken.push(words);
  }));
  hear.observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


@pytest.fixture
def page(browser: Browser, server: HallServer) -> Iterator[Page]:
    context = browser.new_context(locale="de-DE", viewport={"width": 390, "height": 844})
    context.set_default_timeout(10_000)
    opened = context.new_page()
    opened.goto(server.address)
    connected(opened)
    yield opened
    context.close()


def test_a_lost_way_is_said_within_a_second_and_so_is_its_return(page: Page, server: HallServer) -> None:
    assert page.locator("[data-way]:visible").inner_text() == "verbunden"
    page.context.set_offline(True)
    expect(page.locator(BAND)).to_have_text("Gerade keine Verbindung.", timeout=1.5 * SECOND)
    expect(page.locator("[data-way]:visible")).to_have_text("nicht verbunden")
    page.context.set_offline(False)
    expect(page.locator(BAND)).to_have_text("Wieder verbunden.")
    expect(page.locator("[data-way]:visible")).to_have_text("verbunden")
    expect(page.locator("[data-connection]")).to_be_hidden()


def test_a_server_in_trouble_is_not_called_a_lost_connection(page: Page, server: HallServer) -> None:
    server.hall.broken = True
    page.fill("#word", "eins")
    page.click("#plain button")
    expect(page.locator("#status")).to_have_text("Beim Server klemmt es gerade. Bitte drücken Sie gleich noch einmal.")
    page.fill("#text", "Der Bus fährt.")
    page.click("#write button")
    expect(page.locator("#write [data-status]")).to_have_text(
        "Beim Server klemmt es gerade. Ihr Telefon merkt sich alles und sendet es von selbst."
    )
    server.drop_sockets()
    expect(page.locator(BAND)).to_have_text("Beim Server klemmt es gerade.")
    server.hall.broken = False
    expect(page.locator("waiting-cards li")).to_have_count(0, timeout=25 * SECOND)
    assert [post["text"] for post in server.hall.posts if "text" in post] == ["Der Bus fährt."]


def test_no_connection_is_said_where_no_answer_comes(page: Page) -> None:
    page.context.set_offline(True)
    page.fill("#word", "eins")
    page.click("#plain button")
    expect(page.locator("#status")).to_have_text("Gerade keine Verbindung. Bitte drücken Sie gleich noch einmal.")


def _clock(due: int) -> str:
    return f"<agenda-clock data-due='{due}' data-minutes='60' data-form='left'></agenda-clock>"


MOMENTS = {
    30: "Halbzeit. Noch 30 Minuten.",
    5: "Noch 5 Minuten.",
    2: "Noch 2 Minuten.",
    1: "Noch 1 Minute.",
    0: "Die Zeit ist um.",
}


def test_a_clock_speaks_at_five_moments_once_each(page: Page, server: HallServer) -> None:
    page.evaluate(LISTEN)
    soon = server.hall.now() + 3 * SECOND
    # Each end is shown by two clocks, as the top of a phone and its scene do.
    server.push("".join(_clock(soon + left * MINUTE) * 2 for left in MOMENTS), 2)
    page.wait_for_timeout(9 * SECOND)
    spoken = " ".join(page.evaluate("window.spoken"))
    assert {words: spoken.count(words) for words in MOMENTS.values()} == dict.fromkeys(MOMENTS.values(), 1)
    assert len(spoken) == len(" ".join(MOMENTS.values())), spoken


def test_a_clock_is_silent_between_its_moments_and_after_a_reload(page: Page, server: HallServer) -> None:
    due = server.hall.now() + 5 * MINUTE + SECOND
    server.push(_clock(due), 2)
    expect(page.locator("#said")).to_have_text("Noch 5 Minuten.")
    page.reload()
    page.evaluate(LISTEN)
    connected(page)
    page.wait_for_timeout(4 * SECOND)
    assert page.locator("agenda-clock").inner_text().startswith("noch 4:5"), "the control: it goes on counting"
    assert page.evaluate("window.spoken") == []


def test_a_ballot_speaks_once_for_each_press_and_not_when_it_is_painted(page: Page) -> None:
    more = page.locator("#tool-7 [data-step='1']")
    expect(more).to_be_visible()
    page.reload()
    page.evaluate(LISTEN)
    expect(page.locator("#tool-7 [data-points-text]")).to_have_text("0 von 2 Punkten")
    assert page.evaluate("window.spoken") == []
    more.click()
    page.locator("#tool-8 [data-step='1']").click()
    expect(page.locator("[data-points-said]")).to_have_text("1 von 2 Punkten. 1 Punkt übrig.")
    page.wait_for_timeout(SECOND)
    spoken = ["1 von 2 Punkten. 2 Punkte übrig.", "1 von 2 Punkten. 1 Punkt übrig."]
    assert page.evaluate("window.spoken") == spoken


NUDGES = (
    "<div data-scene='{0}'>Runde {0}</div>"
    "<div data-nudges hidden><button type='button' data-nudge='buzz' aria-pressed='false'>Vibrieren</button></div>"
)


def test_a_phone_neither_buzzes_nor_sounds_until_somebody_switches_it_on(page: Page, server: HallServer) -> None:
    page.add_init_script("window.buzzed = 0; navigator.vibrate = () => (window.buzzed += 1)")
    page.reload()
    connected(page)
    server.push(NUDGES.format(1), 2)
    page.evaluate("import('/static/js/phone/nudge.js')")
    switch = page.get_by_role("button", name="Vibrieren")
    expect(switch).to_have_attribute("aria-pressed", "false")
    server.push(NUDGES.format(2), 3)
    expect(page.locator("[data-scene='2']")).to_be_visible()
    assert page.evaluate("window.buzzed") == 0, "off at first"
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("window.buzzed") == 1, "switched on it shows what it does"
    server.push(NUDGES.format(3), 4)
    expect(page.locator("[data-scene='3']")).to_be_visible()
    server.push(NUDGES.format(3).replace("Runde 3", "Runde drei"), 5)
    expect(page.locator("[data-scene='3']")).to_have_text("Runde drei")
    assert page.evaluate("window.buzzed") == 2, "once for a scene, not for every push"
    assert page.evaluate("localStorage.getItem('zw:K7M4:nudges')") == '["buzz"]'


def test_pushes_that_change_what_is_read_say_nothing_aloud(page: Page, server: HallServer) -> None:
    page.evaluate(LISTEN)
    for number in range(2, 12):
        server.push(f"<h1>Runde 1</h1><ul>{'<li>Eine Aussage</li>' * number}</ul>", number)
    expect(page.locator("live-region li")).to_have_count(11)
    server.push("<p data-announce='table'>Ihr nächster Tisch: 2</p>", 12)
    expect(page.locator("live-region p")).to_have_text("Ihr nächster Tisch: 2")
    server.push("<p data-announce='table'>Ihr nächster Tisch: 3</p>", 13)
    expect(page.locator("#said")).to_have_text("Ihr nächster Tisch: 3")
    assert page.evaluate("window.spoken") == ["Ihr nächster Tisch: 3"]
