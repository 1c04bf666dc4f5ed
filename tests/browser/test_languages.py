"""A phone in English, one in Leichte Sprache and one in English without script go through a day on the real server.

Every scene comes by itself; after each of them no German sentence may be left on a phone that speaks something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from playwright.sync_api import Browser, Page, expect

from facilitation.texts import translations
from tests.browser.watch import Watch
from tests.hall import Hall, only_workshop
from tests.participant_words import participants_msgids
from tests.real_server import RealServer

pytestmark = [pytest.mark.day, pytest.mark.timeout(240)]

CROWD = 24
PATIENCE = 20_000
FILLED = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
TELLING = 12  # a piece of a sentence this long is nobody's own text by chance
# All that is read or read out, but for texts that say themselves that they are German.
READ = """(lang) => [...document.querySelectorAll("body, body *")].flatMap((one) => {
  const own = one.closest("[lang]").lang;
  if (lang === "en" && own.startsWith("de")) return [];
  if (one.matches("script, style")) return [];
  const texts = [...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data);
  const said = ["aria-label", "placeholder", "alt", "data-words-left", "data-words-over", "data-words-on",
    "data-words-off", "data-wish", "data-duty"].map((name) => one.getAttribute(name) || "");
  return [...texts, ...said, document.title].map((text) => text.trim()).filter(Boolean);
})"""


class Guests:
    """Eva's phone asks for English by itself, Lena chooses Leichte Sprache at the door, Noor has no script."""

    def __init__(self, browser: Browser, hall: Hall) -> None:
        self.hall, self.watch = hall, Watch(hall.server.url)
        self._browser = browser
        self.eva = self._open("Eva", "en-GB", 390, 844)
        self.lena = self._open("Lena", "de-DE", 320, 640)
        self.noor = self._open("Noor", "en-US", 320, 568, java_script_enabled=False)

    def _open(self, who: str, locale: str, width: int, height: int, **more: bool) -> Page:
        context = self._browser.new_context(
            base_url=self.hall.server.url, viewport={"width": width, "height": height}, locale=locale,
            timezone_id="Europe/Berlin", reduced_motion="reduce", **more,  # type: ignore[arg-type]
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        self.watch.follow(context, who)
        return context.new_page()

    def close(self) -> None:
        for page in (self.eva, self.lena, self.noor):
            page.context.close()

    def at_the_door(self) -> None:
        for page in (self.eva, self.lena, self.noor):
            page.goto(f"/w/{self.hall.code}/")

    def show(self, activity: str) -> None:
        """Ada presses until this activity; the phones with script follow by themselves, the other one is reloaded."""
        while self.hall.ada.activity != activity:
            self.hall.ada.press_go()
            self.follow(self.hall.ada.activity)

    def follow(self, activity: str) -> None:
        for page in (self.eva, self.lena):
            expect(page.locator(".scene[data-activity]")).to_have_attribute("data-activity", activity)
        self.all_understand()

    def all_understand(self) -> None:
        """The phones with script show what has been sent; the one without script loads its page anew."""
        self.noor.goto(f"/w/{self.hall.code}/")
        for page, lang in ((self.eva, "en"), (self.lena, "de_leicht"), (self.noor, "en")):
            assert foreign(page, lang) == []


@pytest.fixture(scope="module")
def guests(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guests]:
    expect.set_options(timeout=PATIENCE)
    with RealServer(tmp_path_factory.mktemp("languages")) as server, Hall(server, only_workshop(server), CROWD) as hall:
        made = Guests(browser, hall)
        yield made
        made.close()
        expect.set_options(timeout=None)
        assert server.tracebacks == ""


@pytest.fixture(autouse=True)
def nothing_went_wrong_on_any_page(guests: Guests) -> Iterator[None]:
    yield
    assert guests.watch.faults == []


def foreign(page: Page, lang: str) -> list[str]:
    """The German sentences left on a page that speaks another language, or its Leichte Sprache."""
    assert page.locator("body").get_attribute("data-lang") == lang
    read = set(page.evaluate(READ, lang))
    whole, pieces = german(lang)
    return sorted(text for text in read if text in whole or any(piece in text for piece in pieces))


@cache
def german(lang: str) -> tuple[set[str], set[str]]:
    """Msgids that are said differently in a language, and their telling pieces around what is filled in."""
    catalogue = translations(lang)
    singles = {one for msgid in participants_msgids() for one in ([msgid] if isinstance(msgid, str) else msgid)}
    known = {catalogue.gettext(one) for one in singles}
    plurals = [msgid for msgid in participants_msgids() if isinstance(msgid, tuple)]
    known |= {catalogue.ngettext(*msgid, n) for msgid in plurals for n in (1, 2)}
    spoken = "\n".join(known)
    whole = {one for one in singles if one not in known}
    pieces = {piece.strip() for one in whole for piece in FILLED.split(one) if len(piece.strip()) >= TELLING}
    return whole, {piece for piece in pieces if piece not in spoken}


# --- at the door ---


def test_a_browser_that_asks_for_english_is_greeted_in_english(guests: Guests) -> None:
    guests.at_the_door()
    for page in (guests.eva, guests.noor):
        assert page.locator("html").get_attribute("lang") == "en"
        expect(page.get_by_text("Good to have you here. You do not need to register.")).to_be_visible()
        assert foreign(page, "en") == []


def test_german_sentences_would_be_found(guests: Guests) -> None:
    """The control: a German browser's page, held against English."""
    assert guests.lena.locator("html").get_attribute("lang") == "de"
    text = "Schön, dass Sie da sind. Sie brauchen keine Anmeldung."
    expect(guests.lena.get_by_text(text)).to_be_visible()
    whole, _ = german("en")
    assert text in whole & set(guests.lena.evaluate(READ, "de"))


def test_leichte_sprache_is_chosen_at_the_door_and_english_without_script_too(guests: Guests) -> None:
    guests.lena.get_by_role("button", name="Leichte Sprache").click()
    expect(guests.lena.get_by_text("Schön, dass Sie da sind.\nSie müssen sich nicht anmelden.")).to_be_visible()
    assert guests.lena.locator("html").get_attribute("lang") == "de", "Leichte Sprache is German to a screen reader"
    assert foreign(guests.lena, "de_leicht") == []
    guests.noor.get_by_role("button", name="Deutsch").click()
    expect(guests.noor.get_by_text("Sie brauchen keine Anmeldung.")).to_be_visible()
    guests.noor.get_by_role("button", name="English").click()
    expect(guests.noor.get_by_text("You do not need to register.")).to_be_visible()


def test_the_law_s_pages_and_a_wrong_address_speak_the_same_language(guests: Guests) -> None:
    for path in ("privacy", "nowhere"):
        for page, lang in ((guests.lena, "de_leicht"), (guests.noor, "en")):
            page.goto(f"/w/{guests.hall.code}/{path}")
            assert foreign(page, lang) == []
    guests.watch.expect("Lena", "404")
    guests.watch.expect("Noor", "404")
    expect(guests.noor.get_by_text("This page does not exist.")).to_be_visible()


# --- a seat ---


def test_all_three_take_a_seat_in_their_language(guests: Guests) -> None:
    guests.at_the_door()
    guests.eva.get_by_label("What may we call you?").fill("Eva")
    guests.eva.get_by_role("button", name="Take part").click()
    guests.lena.get_by_role("button", name="Mitmachen").click()
    guests.noor.get_by_role("button", name="Take part").click()
    for page in (guests.eva, guests.lena):
        expect(page.locator("html[data-live=live]")).to_be_attached()
    guests.follow("waiting")
    expect(guests.eva.locator("#seat > summary")).to_contain_text("My seat")


def test_every_scene_up_to_the_first_round_arrives_in_the_phone_s_language(guests: Guests) -> None:
    guests.hall.open_doors()
    guests.show("grouping")
    guests.hall.ada.divide()
    expect(guests.eva.get_by_text("Your table is")).to_be_visible()
    guests.all_understand()
    guests.show("vision")
    expect(guests.eva.get_by_role("button", name="Pin it up")).to_be_visible()
    expect(guests.lena.get_by_text("In 5 Jahren").first).to_be_attached()


def test_a_card_keeps_the_language_it_was_written_in(guests: Guests) -> None:
    guests.eva.get_by_label("Your statement").fill("Everyone meets at the village shop.")
    guests.eva.get_by_role("button", name="Pin it up").click()
    expect(guests.eva.locator(".pinned .card-text").first).to_have_text("Everyone meets at the village shop.")
    guests.noor.get_by_label("Your statement").fill("The last bus goes home after the concert.")
    guests.noor.get_by_role("button", name="Pin it up").click()
    guests.all_understand()
    cards = {card["text"]: card["lang"] for card in guests.hall.cards_on_boards().values()}
    assert cards == {"Everyone meets at the village shop.": "en", "The last bus goes home after the concert.": "en"}


def test_a_refusal_is_said_in_the_phone_s_language(guests: Guests) -> None:
    guests.eva.evaluate("document.querySelector('textarea[name=text]').removeAttribute('required')")
    guests.eva.get_by_label("Your statement").fill("x" * 2000)
    guests.eva.get_by_role("button", name="Pin it up").click()
    expect(guests.eva.locator(".write [data-status]")).to_contain_text(
        "That is too long: 2000 of at most 280 characters."
    )
    guests.watch.expect("Eva", "422")
    guests.eva.get_by_label("Your statement").fill("")


# --- the ballot ---


def test_the_ballot_speaks_the_phone_s_language_scripts_included(guests: Guests) -> None:
    guests.show("choice")
    guests.all_understand()
    guests.hall.ada.open_vote()
    expect(guests.eva.get_by_role("button", name="Cast ballot")).to_be_visible()
    guests.all_understand()
    more = guests.eva.locator("button[data-step='1']").first
    expect(more).to_have_attribute("aria-label", re.compile("^One point more for "))
    more.click()
    expect(guests.eva.locator("[data-left]")).to_have_text("4 points left")
    guests.eva.get_by_role("button", name="Cast ballot").click()
    expect(guests.eva.get_by_text("Your ballot has been cast.").first).to_be_visible()
    guests.lena.locator("button[data-step='1']").first.click()
    expect(guests.lena.locator("[data-left]")).to_have_text("4 Punkte übrig")
    guests.lena.get_by_role("button", name="Stimm-Zettel abgeben").click()
    expect(guests.lena.get_by_text("Sie haben Ihren Stimm-Zettel abgegeben.").first).to_be_visible()
    guests.noor.locator("input[data-points]").first.fill("2")
    guests.noor.get_by_role("button", name="Cast ballot").click()
    expect(guests.noor.get_by_text("It gives 2 points.")).to_be_visible()
    assert foreign(guests.noor, "en") == []
    guests.all_understand()


def test_the_results_are_revealed_in_every_language(guests: Guests) -> None:
    hall = guests.hall
    hall.everyone(lambda n, phone: phone.wait_for("choice"))
    hall.everyone(lambda n, phone: hall.vote(n, {phone.tools[n % len(phone.tools)]["id"]: 2}))
    hall.ada._press_on_vote("shutting")
    expect(guests.eva.get_by_role("heading", name="Voting is closed.")).to_be_visible()
    guests.all_understand()
    hall.ada.seal()
    guests.all_understand()
    guests.show("results")
    for table in hall.tables():
        hall.ada.reveal(table["field"]["id"])
    expect(guests.eva.locator(".result-list").last).to_be_visible()
    expect(guests.eva.get_by_text("Your ballot is counted: check code")).to_be_visible()
    guests.all_understand()
    for path in ("results", "tools", "me"):
        for page, lang in ((guests.lena, "de_leicht"), (guests.noor, "en")):
            page.goto(f"/w/{hall.code}/{path}")
            assert foreign(page, lang) == []


def test_a_public_list_can_be_read_in_english(guests: Guests) -> None:
    guests.noor.goto(f"/w/{guests.hall.code}/results")
    guests.noor.locator("#fingerprints > summary").click()
    guests.noor.get_by_role("link", name="For recounting: all ballots and the file").click()
    expect(guests.noor.get_by_role("heading", name=re.compile("^For recounting"))).to_be_visible()
    assert foreign(guests.noor, "en") == []


# --- changing one's mind ---


def test_another_language_can_be_chosen_on_the_phone_at_any_time_and_the_next_scene_comes_in_it(guests: Guests) -> None:
    guests.lena.goto(f"/w/{guests.hall.code}/")
    guests.lena.locator("#seat > summary").click()
    guests.lena.locator("#seat").get_by_role("button", name="English").click()
    expect(guests.lena.locator("html[lang=en][data-live=live]")).to_be_attached()
    guests.hall.ada.press_go()
    expect(guests.lena.locator(".scene[data-activity]")).to_have_attribute("data-activity", guests.hall.ada.activity)
    expect(guests.lena.locator(".scene[data-activity] h1")).to_have_text("Thank you for being here.")
    assert foreign(guests.lena, "en") == []
