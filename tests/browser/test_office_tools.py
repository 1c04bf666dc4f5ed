"""The tools in Dora's browser: a kind changed in the list, a sheet that two edit, a table taken over and back."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from facilitation import tools
from facilitation.house import House
from facilitation.live.visitor import office_cookie
from facilitation.tools import Tool
from facilitation.workshop import Workshop
from tests import builders
from tests.browser.boxes import SMALL_TARGETS, TOO_WIDE
from tests.imports.files import an_xlsx

HEAD = ["HF", "Werkzeug", "Neu/Bestehend"]
GOOD = an_xlsx([["Unsere Sammlung"], [], HEAD, [1, "Pflegeordner", "neu"], [2, "Lesepaten", "neu"]])
BAD = an_xlsx([HEAD, [1, "Pflegeordner", "neu"], [9, "Lesepaten", "rot"]])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def here(house: House) -> Workshop:
    return builders.a_workshop(house)


@pytest.fixture
def dora(browser: Browser, app: Flask, here: Workshop) -> Iterator[Page]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    client = app.test_client()
    builders.as_organiser(client)
    cookie = client.get_cookie(office_cookie(False))
    assert cookie is not None
    context = browser.new_context(
        base_url=base, viewport={"width": 1366, "height": 768}, locale="de-DE", reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    context.add_cookies([{"name": office_cookie(False), "value": cookie.value, "url": base}])
    yield context.new_page()
    context.close()
    server.shutdown()


def tool_called(house: House, here: Workshop, title: str) -> Tool:
    with house.reading() as session:
        return next(tool for tool in tools.everything(session, here.id) if tool.title == title)


def test_a_kind_is_settled_in_the_list_and_taken_back(dora: Page, house: House, here: Workshop) -> None:
    tool = tool_called(house, here, "Job-Café")
    dora.goto(f"/w/{here.code}/office/tools?kind=open")
    kind, tag = dora.get_by_label("Art von „Job-Café“"), dora.locator(f'[data-tag="{tool.id}"] .tag')
    expect(tag).to_have_text("Art offen")
    kind.select_option("existing")
    expect(tag).to_have_class("tag tag-existing")
    expect(dora.locator("#status")).to_contain_text("Gespeichert.")
    assert tool_called(house, here, "Job-Café").kind == "existing"
    dora.get_by_role("button", name="Rückgängig").click()
    expect(tag).to_have_text("Art offen")
    expect(kind).to_have_value("open")
    kind.select_option("new")
    expect(tag).to_have_text("neu")
    after = tool_called(house, here, "Job-Café")
    assert (after.kind, after.revision) == ("new", 4), "the list knows which revision it stands on"


def test_two_people_edit_one_sheet_and_nothing_typed_is_lost(dora: Page, house: House, here: Workshop) -> None:
    tool = tool_called(house, here, "Pflegeordner")
    page = f"/w/{here.code}/office/tools/{tool.id}"
    colleague = dora.context.new_page()
    for one in (dora, colleague):
        one.goto(page)
    colleague.get_by_label("Umsetzungsorte (bisher)").fill("Rathaus")
    colleague.get_by_label("Institutionen").fill("Amt der Kollegin")
    expect(colleague.locator("form[data-tool] [data-status]")).to_contain_text("Gespeichert.")
    colleague.get_by_label("Institutionen").blur()
    expect(colleague.locator("form[data-tool] [name=revision]")).to_have_value("3")
    dora.get_by_label("Institutionen").fill("Doras Amt")
    dora.get_by_label("Institutionen").blur()
    expect(dora.locator("form[data-tool] [data-status]")).to_contain_text("Jemand anderes war schneller")
    expect(dora.get_by_label("Umsetzungsorte (bisher)")).to_have_value("Rathaus")
    expect(dora.get_by_label("Institutionen")).to_have_value("Doras Amt")
    expect(dora.locator(".theirs")).to_have_text("Amt der Kollegin")
    dora.get_by_role("button", name="Speichern", exact=True).click()
    expect(dora.locator("form[data-tool] [name=revision]")).to_have_value("4")
    after = tool_called(house, here, "Pflegeordner")
    assert (after.places, after.institutions) == (["Rathaus"], ["Doras Amt"])


def test_a_tool_taken_out_leaves_the_way_back_in_sight(dora: Page, house: House, here: Workshop) -> None:
    tool = tool_called(house, here, "Pflegeordner")
    dora.goto(f"/w/{here.code}/office/tools/{tool.id}")
    dora.get_by_role("button", name="Werkzeug entfernen").click()
    expect(dora.get_by_label("Titel")).to_be_hidden()
    dora.get_by_role("button", name="Rückgängig").click()
    expect(dora.get_by_label("Titel")).to_be_visible()
    expect(dora.get_by_label("Titel")).to_have_value("Pflegeordner")
    assert tool_called(house, here, "Pflegeordner").description == tool.description


def test_a_table_is_looked_at_corrected_taken_over_and_taken_back(dora: Page, house: House, here: Workshop) -> None:
    dora.goto(f"/w/{here.code}/office/tools/import")
    dora.get_by_label("Tabelle").set_input_files({"name": "fehlt.xlsx", "mimeType": XLSX, "buffer": BAD})
    dora.get_by_role("button", name="Ansehen").click()
    expect(dora.get_by_role("button", name="Übernehmen")).to_be_disabled()
    expect(dora.locator(".import-problems tbody tr")).to_have_count(2)
    dora.get_by_label("C Neu/Bestehend").select_option("")
    dora.get_by_role("button", name="So ansehen").click()
    expect(dora.locator(".import-problems tbody tr")).to_have_count(1)
    dora.get_by_role("link", name="Andere Tabelle").click()
    dora.get_by_label("Tabelle").set_input_files({"name": "gut.xlsx", "mimeType": XLSX, "buffer": GOOD})
    dora.get_by_role("button", name="Ansehen").click()
    expect(dora.locator(".import-new tbody tr")).to_have_count(1)
    dora.get_by_role("button", name="Übernehmen").click()
    expect(dora.locator(".import-list")).to_contain_text("gut.xlsx")
    assert tool_called(house, here, "Pflegeordner").kind == "new"
    dora.get_by_role("button", name="gut.xlsx zurücknehmen").click()
    expect(dora.locator("#status")).to_contain_text("1 entfernt, 1 wie vorher")
    assert tool_called(house, here, "Pflegeordner").kind == "existing"


def test_no_page_has_a_barrier_or_anything_too_small_or_too_wide(dora: Page, house: House, here: Workshop) -> None:
    base = f"/w/{here.code}/office/tools"
    tool = tool_called(house, here, "Pflegeordner")
    dora.goto(f"{base}/import")
    dora.get_by_label("Tabelle").set_input_files({"name": "fehlt.xlsx", "mimeType": XLSX, "buffer": BAD})
    dora.get_by_role("button", name="Ansehen").click()
    dora.wait_for_url("**upload=*")
    for page in (base, f"{base}?field={tool.field_id}", f"{base}/{tool.id}", f"{base}/import", dora.url):
        dora.goto(page)
        found = [(one["id"], node["html"]) for one in Axe().run(dora).response["violations"] for node in one["nodes"]]
        assert found == [], page
        for width in (390, 1366):
            dora.set_viewport_size({"width": width, "height": 844})
            assert dora.evaluate(TOO_WIDE) == [], (page, width)
        dora.set_viewport_size({"width": 390, "height": 844})
        assert dora.evaluate(SMALL_TARGETS, 44) == [], page
