"""A whole day by keyboard alone: Ben takes part, Hanna hosts a table, Ada moderates, Dora organises. Nobody has a
mouse; the focus can be seen at every stop, and no push takes it away."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.hall import PATIENCE, Hall, connected
from tests.browser.keys import Keys
from tests.real_server import RealServer

pytestmark = [pytest.mark.day, pytest.mark.timeout(300)]

SENTENCE = "In jedem Dorf hält abends ein Bus."


@pytest.fixture(scope="module")
def hall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    expect.set_options(timeout=PATIENCE)
    with RealServer(tmp_path_factory.mktemp("keys")) as server:
        made = Hall(browser, server)
        yield made
        made.close()
        expect.set_options(timeout=None)
        assert server.tracebacks == ""


@pytest.fixture
def ada(hall: Hall) -> Keys:
    return Keys(hall.ada)


@pytest.fixture
def ben(hall: Hall) -> Keys:
    return Keys(hall.ben)


@pytest.fixture
def hanna(hall: Hall) -> Keys:
    return Keys(hall.hanna)


def by_space(hall: Hall, activity: str, nth: int = 1) -> None:
    """Ada comes to this scene with the space bar."""
    hall.ada.evaluate("document.activeElement.blur()")
    while True:
        cockpit = hall.cockpit()
        places = [place for place, scene in enumerate(cockpit["scenes"]) if scene["activity"] == activity]
        if next((place for place, scene in enumerate(cockpit["scenes"]) if scene["current"]), -1) == places[nth - 1]:
            return hall.shows(activity)
        hall.press_key(hall.ada, "Space")
        expect(hall.ada.locator(f"#go input[name=step][value='{cockpit['step']}']")).to_have_count(0)


# --- Dora, weeks before ---


def test_dora_makes_a_workshop_from_the_template_and_moves_an_item(hall: Hall) -> None:
    page, dora = hall.dora, Keys(hall.dora)
    page.goto("/office")
    dora.to("input[name=title]")
    dora.rewrite("Nur mit Tasten")
    dora.to("form[action='/workshops'] button")
    dora.press("Enter")
    page.wait_for_url("**/w/*/office")
    dora.to("nav a[href$='/office/agenda']")
    dora.press("Enter")
    page.wait_for_url("**/office/agenda")
    dora.to("tr[data-row]:nth-child(3) a[data-choose]")
    before = page.locator("tr[data-row] th a").all_inner_texts()
    dora.press("Alt+ArrowDown")
    expect(page.locator("tr[data-row] th a").nth(3)).to_have_text(before[2])
    assert dora.is_within("tr[data-row]:nth-child(4)"), "the focus goes along"
    dora.to("#undo-button")
    dora.press("Enter")
    expect(page.locator("tr[data-row] th a").nth(2)).to_have_text(before[2])


# --- Ben comes in ---


def test_ben_jumps_over_the_head_of_the_page_and_joins(hall: Hall, ben: Keys) -> None:
    hall.ben.goto(f"/w/{hall.code}/")
    ben.tab()
    assert ben.is_at("a.skip")
    expect(hall.ben.locator("a.skip")).to_be_in_viewport()
    ben.press("Enter")
    assert hall.ben.url.endswith("#main")
    ben.to("input[name=name]")
    ben.write("Ben")
    ben.to("form button[type=submit].button-go")
    ben.press("Enter")
    expect(hall.ben.locator("#seat > summary")).to_contain_text("Ben")
    hall.cem.goto(f"/w/{hall.code}/")
    hall.cem.get_by_role("button", name="Dabei sein").click()
    for n, phone in enumerate(hall.crowd):
        phone.join(f"Gast {n}", f"Einrichtung {n % 6}")
    connected(hall.ben)


# --- Ada moves the hall ---


def test_ada_begins_with_the_space_bar_and_takes_a_press_back_with_u(hall: Hall) -> None:
    by_space(hall, "plenum")
    hall.press_key(hall.ada, "u")
    hall.shows("arrival")
    hall.press_key(hall.ada, "PageDown")
    hall.shows("plenum")


def test_weiter_keeps_the_focus_while_the_page_is_drawn_anew(hall: Hall, ada: Keys) -> None:
    ada.to("[data-go]")
    hall.press_key(hall.ada, "Enter")
    hall.shows("plenum", "Impulsvortrag")
    assert ada.is_at("[data-go]")
    hall.press_key(hall.ada, "Space")
    hall.shows("plenum", "Schule meets Demografie")
    assert ada.is_at("[data-go]"), "one press, not two"


def test_the_help_opens_with_a_question_mark_and_letters_can_be_switched_off(hall: Hall, ada: Keys) -> None:
    hall.ada.evaluate("document.activeElement.blur()")
    ada.press("?")
    expect(hall.ada.locator("#keys .keys-sheet")).to_be_visible()
    assert ada.is_at("#keys summary")
    ada.to("[data-keys-switch]")
    ada.press("Space", "Escape")
    expect(hall.ada.locator("#keys .keys-sheet")).to_be_hidden()
    hall.ada.evaluate("document.activeElement.blur()")
    before = hall.cockpit()
    for key in ("b", "p", "+", "u", " ", "?"):
        hall.press_key(hall.ada, key)
    for key in ("p", "+", " "):
        hall.press_key(hall.wall, key)  # the same browser
    after = hall.cockpit()
    assert (after["step"], after["clock"]["paused"]) == (before["step"], before["clock"]["paused"])
    expect(hall.ada.locator("#blank button")).to_have_attribute("aria-pressed", "false")
    expect(hall.ada.locator("#keys .keys-sheet")).to_be_hidden()
    hall.ada.reload()
    connected(hall.ada)
    expect(hall.ada.locator("[data-keys-switch]")).not_to_be_checked()
    hall.press_key(hall.ada, "PageDown")
    hall.shows("break")
    ada.to("#keys summary")
    ada.press("Enter")
    ada.to("[data-keys-switch]")
    ada.press("Space", "Escape")


def test_ada_darkens_the_stage_gives_a_minute_and_divides_the_hall(hall: Hall, ada: Keys) -> None:
    hall.ada.evaluate("document.activeElement.blur()")
    hall.press_key(hall.ada, "b")
    expect(hall.ada.locator("#blank button")).to_have_attribute("aria-pressed", "true")
    hall.press_key(hall.ada, "b")
    by_space(hall, "grouping")
    ada.to("#divide button")
    ada.press("Enter")
    expect(hall.ada.locator(".grouping-words")).to_contain_text("höchstens 1")
    assert ada.is_within("#divide"), "the button is another now, the focus is where it was"
    by_space(hall, "vision")


# --- at the table ---


def test_ben_pins_a_card_and_the_pushes_leave_him_where_he_is(hall: Hall, ben: Keys) -> None:
    ben.to("textarea[name=text]")
    ben.write(SENTENCE)
    ben.to(".write button[type=submit]")
    ben.press("Enter")
    expect(hall.ben.locator(".write [data-status]")).to_be_visible()
    place = ben.place
    for n, phone in enumerate(hall.crowd):
        phone.write(f"Noch ein Satz {n}.")
    expect(hall.hanna.locator(".card").first).to_be_visible()
    assert ben.place == place != "body"


def test_hanna_writes_orders_and_agrees_without_dragging(hall: Hall, hanna: Keys) -> None:
    page = hall.hanna
    page.evaluate("document.activeElement.blur()")
    hanna.press("?")
    expect(page.locator("#keys .keys-sheet")).to_be_visible()
    hanna.press("Escape")
    page.evaluate("document.activeElement.blur()")
    hanna.press("k")
    assert hanna.is_at("#guest-card")
    hanna.write("Ein Satz von einem Gast.")
    hanna.to("#add-card button[type=submit]")
    hanna.press("Enter")
    expect(page.locator("#cards-new .card-text", has_text="Ein Satz von einem Gast.")).to_be_visible()
    page.evaluate("document.activeElement.blur()")
    hanna.press("t")
    hanna.write("Unterwegs")
    hanna.press("Enter")
    expect(page.locator(".cluster .card-title a", has_text="Unterwegs")).to_be_visible()
    page.evaluate("document.activeElement.blur()")
    hanna.press("n")
    assert hanna.is_at("#cards-new .card-more")
    moved = page.evaluate("document.activeElement.closest('[data-card]').id")
    hanna.press("Enter")
    expect(page.locator("#sheet-dialog")).to_be_visible()
    hanna.to("#to-cluster")
    hanna.press("Home")
    hanna.to("#sheet-dialog form[action$='/cluster'] button")
    hanna.press("Enter")
    expect(page.locator(f".cluster #{moved}")).to_be_visible()
    expect(page.locator("#sheet-dialog")).to_be_hidden()
    assert hanna.place != "body", "the sheet is closed, the focus is back on the desk"


def test_the_focus_stays_on_a_card_while_others_come(hall: Hall, hanna: Keys) -> None:
    hall.hanna.evaluate("document.activeElement.blur()")
    hanna.press("n") if hall.hanna.locator("#cards-new .card-more").count() else hanna.to(".card .card-more")
    place, seen = hanna.place, hall.hanna.locator(".card").count()
    for phone in hall.crowd:
        phone.write("Wieder ein Satz.")
    expect(hall.hanna.locator(".card").nth(seen)).to_be_visible()
    assert hanna.place == place != "body"


def test_hanna_writes_the_zukunftsbild_and_the_table_agrees(hall: Hall, hanna: Keys) -> None:
    page = hall.hanna
    page.evaluate("document.activeElement.blur()")
    hanna.press("z")
    hanna.write("Der letzte Bus fährt um elf.")
    hanna.to("button[form=vision-form]")
    hanna.press("Enter")
    expect(page.locator("#vision-stand")).to_contain_text("Fassung 1")
    hanna.to(".agreement button")
    hanna.press("Enter")
    expect(page.locator(".agreed")).to_contain_text("einverstanden")
    assert hanna.is_at("#draft"), "the button is gone; what stood around it has the focus"


def test_hanna_gives_a_seat_and_closes_the_sheet_with_escape(hall: Hall, hanna: Keys) -> None:
    hanna.to(".people-link a")
    hanna.press("Enter")
    expect(hall.hanna.locator("#sheet-dialog .coming-list")).to_be_visible()
    assert hanna.is_within("#sheet-dialog")
    hanna.press("Escape")
    expect(hall.hanna.locator("#sheet-dialog")).to_be_hidden()
    assert hanna.is_at(".people-link a")


# --- the vote ---


def test_hanna_proposes_a_tool_and_ada_opens_the_vote(hall: Hall, ada: Keys, hanna: Keys) -> None:
    by_space(hall, "choice")
    expect(hall.hanna.locator("#tool-title")).to_be_visible()
    hanna.to("#tool-title")
    hanna.write("Mitfahrbank")
    hanna.to("form[action$='/tools'] button")
    hanna.press("Enter")
    expect(hall.hanna.locator(".tool-order strong", has_text="Mitfahrbank")).to_be_visible()
    ada.to(".vote-state form[action$='/opening'] button")
    ada.press("Enter")
    expect(hall.ada.locator(".vote-state form[action$='/shutting'] button")).to_be_visible()
    assert ada.is_at(".vote-state"), "on the vote, and not on the button that would shut it again"


def test_ben_spends_his_points_and_is_told_so(hall: Hall, ben: Keys) -> None:
    expect(hall.ben.locator("ballot-points [data-step='1']").first).to_be_visible()
    ben.to(".ballot li:first-child [data-step='1']")
    ben.press("Enter", "Enter", "Enter")
    assert ben.is_at(".ballot li:first-child [data-step='1']")
    ben.to(".ballot li:nth-child(2) [data-step='1']")
    ben.press("Space", "Space")
    expect(hall.ben.locator("[data-left]")).to_have_text("0 Punkte übrig")
    ben.to(".ballot-end .button-go")
    ben.press("Enter")
    expect(hall.ben.locator("[data-receipt]")).to_be_visible()
    assert ben.is_within("[data-receipt]"), "the paper is folded away; its receipt has the focus"


def test_ada_shuts_counts_reveals_and_takes_over_the_plan(hall: Hall, ada: Keys) -> None:
    for path, then in (("shutting", "sealing"), ("sealing", "reveals")):
        ada.to(f".vote-state form[action$='/{path}'] button")
        ada.press("Enter")
        expect(hall.ada.locator(f".vote-state form[action$='/{then}'] button").first).to_be_visible()
        assert ada.is_at(".vote-state")
    by_space(hall, "results")
    for n in range(5):
        ada.to(".vote-state form[action$='/reveals'] button")
        ada.press("Enter")
        expect(hall.ada.locator(".vote-state form[action$='/reveals']")).to_have_count(4 - n)
        assert ada.place != "body"
    ada.to(".vote-state form[action$='/plan'] button")
    ada.press("Enter")
    expect(hall.ada.locator(".vote-state").get_by_text("Im Werkstattplan")).to_be_visible()
    assert ada.place != "body"


# --- Dora, the morning after ---


def test_dora_writes_into_the_plan(hall: Hall) -> None:
    page, dora = hall.dora, Keys(hall.dora)
    page.goto(f"/w/{hall.code}/office/plan")
    field = page.locator("main .plan-entry textarea").first
    name = field.get_attribute("name")
    dora.to(f"main [name='{name}']")
    dora.rewrite("Gemeindehaus")
    dora.press("Tab")
    expect(page.get_by_text(re.compile("Gespeichert|gespeichert")).first).to_be_visible()
    page.reload()
    expect(page.locator(f"main [name='{name}']").first).to_have_value("Gemeindehaus")
