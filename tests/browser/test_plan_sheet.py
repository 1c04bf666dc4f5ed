"""A Werkzeugblatt in a browser: a year drawn with the mouse, with a finger and with keys, and two people at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.test_office import PASSWORD, Office, a_new_workshop
from tests.real_server import RealServer

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def office(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with RealServer(tmp_path_factory.mktemp("plan")) as server:
        made = Office(browser, server)
        dora = made.browser()
        dora.goto(f"/office/in#{server.organiser_key}")
        dora.get_by_label("Name des Kontos").fill("Amt für Demografie")
        dora.get_by_label("Kennwort", exact=True).fill(PASSWORD)
        dora.get_by_role("button", name="Kennwort festlegen").click()
        dora.wait_for_url("**/office")
        yield made
        made.close()
        assert server.tracebacks == ""


def a_sheet(page: Page) -> str:
    """The Werkzeugblatt of a first entry, with one Einzelmaßnahme; returns its address."""
    home = a_new_workshop(page, "Blatt")
    page.goto(f"{home}/plan")
    page.get_by_role("button", name="Hinzufügen").first.click()
    page.get_by_role("link", name="Werkzeugblatt", exact=True).click()
    page.wait_for_url("**/office/plan/*")
    page.get_by_label("Neue Einzelmaßnahme").first.fill("Werben")
    page.get_by_role("button", name="Einzelmaßnahme").first.click()
    expect(page.locator("month-grid")).to_have_count(1)
    return page.url


NOTHING_UNSENT = """() => ["marks", "bars", "notes"].every((name) => {
  const field = document.querySelector(`[name=${name}]`);
  return field.value === field.defaultValue;
})"""


def month(page: Page, number: int) -> Locator:
    return page.locator(f"month-grid [data-month='{number}']")


def values(page: Page) -> list[str]:
    """Crosses, bars and notes as the form holds them."""
    return [page.locator(f"[name={name}]").first.input_value() for name in ("marks", "bars", "notes")]


def saved(page: Page, expected: list[str]) -> None:
    """What stands there, and what the server says after loading anew."""
    expect(page.locator("form[data-in-place^=measure] [data-status]")).to_contain_text("Gespeichert")
    assert values(page) == expected
    page.wait_for_function(NOTHING_UNSENT)
    page.reload()
    assert values(page) == expected


def pull(page: Page, start: int, end: int) -> None:
    for number, move in ((start, page.mouse.move), (end, page.mouse.move)):
        box = month(page, number).bounding_box()
        assert box is not None
        move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=8)
        if number == start:
            page.mouse.down()
    page.mouse.up()


def test_a_year_is_drawn_with_the_mouse(office: Office) -> None:
    dora = office.desk()
    a_sheet(dora)
    pull(dora, 3, 6)
    saved(dora, ["", "3-6", ""])
    month(dora, 1).click()
    dora.locator("[data-tool=bar]").click()
    dora.get_by_label("Vermerk", exact=True).fill("Beginn")
    dora.get_by_label("Vermerk", exact=True).press("Enter")
    saved(dora, ["1", "1-1, 3-6", "1: Beginn"])
    expect(month(dora, 1)).to_have_accessible_name("Monat 1, Balken, X Beginn")


def test_a_year_is_drawn_with_keys_alone_and_undone(office: Office) -> None:
    dora = office.desk()
    a_sheet(dora)
    month(dora, 1).focus()
    dora.keyboard.press("ArrowRight")
    for _ in range(3):
        dora.keyboard.press("Shift+ArrowRight")
    dora.keyboard.press("Shift+ArrowLeft")
    dora.keyboard.press("End")
    dora.keyboard.press("x")
    dora.keyboard.press("n")
    dora.keyboard.type("Ende")
    dora.keyboard.press("Enter")
    saved(dora, ["12", "2-4", "12: Ende"])
    month(dora, 1).focus()
    dora.keyboard.press("ArrowRight")
    dora.keyboard.press("ArrowRight")
    dora.keyboard.press("Delete")
    expect(dora.locator("form[data-in-place^=measure] [data-status]")).to_contain_text("Gespeichert")
    assert values(dora)[1] == "2-2, 4-4"
    dora.locator("form[data-in-place^=measure]").get_by_role("button", name="Rückgängig").click()
    expect(dora.locator("[name=bars]").first).to_have_value("2-4")
    expect(month(dora, 3)).to_have_class("month is-barred")


def test_who_goes_back_while_the_change_is_on_its_way_has_gone_back(office: Office) -> None:
    dora = office.desk()
    a_sheet(dora)
    pull(dora, 2, 4)
    saved(dora, ["", "2-4", ""])
    held: list[Route] = []
    dora.route("**/measures/*", lambda route: route.continue_() if held else held.append(route))
    month(dora, 4).focus()
    with dora.expect_request("**/measures/*"):
        dora.keyboard.press("Shift+ArrowRight")
    dora.keyboard.press("Shift+ArrowLeft")
    assert values(dora)[1] == "2-4"
    held[0].continue_()
    saved(dora, ["", "2-4", ""])


def test_two_who_change_one_sheet_lose_nothing(office: Office) -> None:
    dora, ben = office.desk(), office.desk()
    address = a_sheet(dora)
    ben.goto(address)
    dora.get_by_label("Budget").fill("1.000 €")
    dora.get_by_label("Budget").press("Tab")
    expect(dora.locator(".plan-seven [data-status]")).to_contain_text("Gespeichert")
    ben.get_by_label("Budget").fill("2.000 €")
    ben.get_by_label("Budget").press("Tab")
    expect(ben.locator(".theirs")).to_have_text("1.000 €")
    assert ben.get_by_label("Budget").input_value() == "2.000 €"
    ben.locator(".plan-seven").get_by_role("button", name="Speichern").click()
    expect(ben.locator(".plan-seven [data-status]")).to_contain_text("Gespeichert")


def test_of_two_who_change_one_row_of_the_plan_both_cells_stay(office: Office) -> None:
    dora, ben = office.desk(), office.desk()
    address = a_sheet(dora).rpartition("/")[0]
    dora.goto(address)
    ben.goto(address)
    dora.get_by_label("Umsetzungsort").fill("Rathaus")
    dora.get_by_label("Umsetzungsort").press("Tab")
    expect(dora.locator(".plan-row [data-status]")).to_contain_text("Gespeichert")
    ben.get_by_label("Zuständigkeit").fill("Amt 5")
    ben.get_by_label("Zuständigkeit").press("Tab")
    ben.locator(".plan-row").get_by_role("button", name="Speichern").click()
    expect(ben.locator(".plan-row [data-status]")).to_contain_text("Gespeichert")
    dora.reload()
    assert (dora.get_by_label("Umsetzungsort").input_value(), dora.get_by_label("Zuständigkeit").input_value()) == (
        "Rathaus", "Amt 5",
    )  # fmt: skip
