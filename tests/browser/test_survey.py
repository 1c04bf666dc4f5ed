"""A responsible body fills in its form on a narrow phone: with script, and without."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from facilitation.house import House
from facilitation.review import forms
from facilitation.review.forms import State
from facilitation.workshop import Workshop
from tests import builders
from tests.browser.boxes import SMALL_TARGETS, TOO_WIDE
from tests.builders import KEY
from tests.review.asking import a_form, a_survey, look


@pytest.fixture
def base(app: Flask) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_form_is_filled_in_at_320_px(browser: Browser, base: str, house: House, script: bool) -> None:
    here = builders.a_workshop(house)
    form = a_form(house, here, a_survey(house, here), "Langeswort" * 9)
    context = browser.new_context(
        base_url=base, viewport={"width": 320, "height": 640}, java_script_enabled=script, reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    come_in(page, house, here, form, script)
    page.check("input[name='q.1'][value=no]")
    if script:
        expect(page.locator("#q-1-2")).to_be_visible()
        expect(page.locator("input[name='q.2']").first).to_be_hidden()
    else:
        expect(page.locator("#q-1-2")).to_be_hidden()
        page.click("text=Zwischenspeichern")
    page.fill("#q-1-2", "Es fehlt Personal.")
    if script:
        expect(page.locator("[data-survey] [data-status]")).to_contain_text("gespeichert um")
        assert look(house, here, form).draft == {"1": "no", "1.2": "Es fehlt Personal."}
        assert page.evaluate(TOO_WIDE) == []
        assert page.evaluate(SMALL_TARGETS) == []
        assert Axe().run(page).response["violations"] == []
    page.click("text=Bogen abgeben")
    assert page.locator(".is-marked").count() == 4
    for key in ("6", "6.2", "7", "8"):
        page.check(f"input[name='q.{key}'][value=none]")
    page.click("text=Bogen abgeben")
    page.wait_for_url("**/copy")
    expect(page.locator("main")).to_contain_text("Vielen Dank")
    assert look(house, here, form).state == State.IN
    if script:
        assert Axe().run(page).response["violations"] == []
    context.close()


def come_in(page: Page, house: House, here: Workshop, form: str, script: bool) -> None:
    """By the link from the letter; without script the key is typed."""
    with house.reading() as session:
        secret = forms.secret_of(KEY, forms.one(session, here.id, form))
    if script:
        page.goto(f"/w/{here.code}/survey#{secret}")
    else:
        page.goto(f"/w/{here.code}/survey")
        page.fill("#secret", secret)
        page.click("text=Eintreten")
    page.wait_for_selector("form[data-survey]")
