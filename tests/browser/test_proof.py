"""A phone finds its own ballot in the public list and makes its mark anew, by itself, without TLS."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from facilitation.ballots.box import PHONE, fingerprint
from facilitation.house import House
from tests.voted import Voted

TEXTS = ["", "abc", "Köln 🌳", "x" * 55, "x" * 56, "x" * 64, "ü" * 500]


@pytest.fixture
def page(app: Flask, house: House, browser: Browser) -> Iterator[tuple[Page, Voted, str]]:
    voted = Voted(house, (5, 5, 5, 5, 5)).reveal()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context(locale="de-DE")
    opened = context.new_page()
    base = f"http://127.0.0.1:{server.server_port}"
    opened.goto(f"{base}/w/{voted.workshop.code}/public/votes/{voted.vote.id}")
    yield opened, voted, base
    context.close()
    server.shutdown()


def test_the_phone_finds_its_ballot_and_notices_one_that_is_not_its_own(page: tuple[Page, Voted, str]) -> None:
    opened, voted, base = page
    field = voted.fields[2].id
    ballot_id, _channel, points = voted.cast[field][0]
    mark = fingerprint(ballot_id, {"channel": PHONE, "field": field, "points": points})
    sheet: dict[str, Any] = {"id": ballot_id, "points": {**points, "zero": 0}, "cast": True, "fingerprint": mark}

    def told(**changed: Any) -> list[str]:
        kept = [f"zw:{voted.workshop.code}:ballot:{voted.vote.id}", json.dumps({**sheet, **changed})]
        opened.evaluate("([name, value]) => localStorage.setItem(name, value)", kept)
        opened.reload()
        opened.wait_for_function("() => !document.querySelector('[data-proof]').hidden")
        shown = "[...document.querySelectorAll('[data-proof] > p')].filter((p) => !p.hidden).map((p) => p.dataset)"
        return [name for dataset in opened.evaluate(shown) for name in dataset]

    assert opened.locator("[data-proof]").is_hidden(), "who has not voted here is told nothing"
    assert told() == ["proofFound"]
    assert opened.locator(".is-mine").inner_text() == f"{mark[:4]}-{mark[4:8]}"
    assert told(fingerprint="0" * 64) == ["proofMissing"]
    assert told(points={next(iter(points)): 1}) == ["proofOther"]
    assert told(points={next(iter(points)): 1}, changing=True) == ["proofFound"], "a draft says nothing of the ballot"
    script = opened.locator("script[type=module]").get_attribute("src")
    assert script is not None
    models = script.rpartition("/js/")[0] + "/js/models/sha256.js"
    made = opened.evaluate(
        "async ([model, texts]) => texts.map((await import(model)).sha256)", [f"{base}{models}", TEXTS]
    )
    assert made == [sha256(text.encode()).hexdigest() for text in TEXTS]
