"""Every payload in every text, in a real browser: on the page as it comes and as it is pushed, nothing runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from facilitation.live.regions import TOPICS
from facilitation.live.server import live_of
from tests import builders
from tests.browser.watch import Watch
from tests.poison import PAYLOADS, poison
from tests.web.roles import Hall, a_hall

pytestmark = pytest.mark.timeout(240)

VISITS = [
    ("guest", "/w/{code}/"), ("guest", "/w/{code}/stage"), ("guest", "/w/{code}/tools"), ("guest", "/w/{code}/results"),
    ("participant", "/w/{code}/phone"), ("participant", "/w/{code}/votes/{vote_id}/ballot"),
    ("host of table 1", "/w/{code}/table/1"), ("host of table 1", "/w/{code}/cards/{statement_id}"),
    ("reception", "/w/{code}/reception"), ("moderator", "/w/{code}/moderation"),
    ("moderator", "/w/{code}/moderation/groups"), ("moderator", "/w/{code}/moderation/doors"),
    ("moderator", "/w/{code}/moderation/agenda"), ("organiser", "/w/{code}/office"),
    ("organiser", "/w/{code}/office/plan"), ("organiser", "/office"),
]  # fmt: skip
RAN = "() => [window.__xss, ({}).x, window.__broken || [], document.querySelectorAll('live-region[name]').length]"
TELL = "document.addEventListener('securitypolicyviolation', (e) => (window.__broken ||= []).push(e.violatedDirective))"


def test_nothing_that_people_write_runs_in_a_browser(tmp_path: Path, browser: Browser) -> None:
    hall = a_hall(builders.an_app(tmp_path))
    assert poison(hall.house, lambda: " ".join(PAYLOADS.values())) > 300
    seen = 0
    with served(hall.app) as base:
        watch = Watch(base)
        for role in sorted({role for role, _page in VISITS}):
            context = browser.new_context(locale="de-DE")
            context.add_init_script(TELL)
            context.add_cookies([{"name": n, "value": v, "url": base} for n, v in hall.jars[role].items()])
            watch.follow(context, role)
            for page in [page for who, page in VISITS if who == role]:
                seen += visited(hall, context.new_page(), base + page.format(code=hall.workshop.code, **hall.ids))
            context.close()
    assert seen > 8, "the control: there were live regions to push to"
    assert [fault for fault in watch.faults if "404" not in fault.text] == []
    hall.house.close()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        app.extensions["live"].publisher.close()


def visited(hall: Hall, page: Page, address: str) -> int:
    """Open a page, let every region of it be pushed anew, and look. Returns how many regions there were."""
    page.goto(address, wait_until="load")
    page.wait_for_timeout(100)
    live_of(hall.app).publisher.touch(hall.workshop.id, TOPICS)
    page.wait_for_timeout(350)
    ran, polluted, broken, live = page.evaluate(RAN)
    assert (ran, polluted, broken) == (None, None, []), address
    assert "window.__xss=1" in page.content(), f"the control: the poison does stand at {address}"
    page.close()
    return int(live)


def test_a_payload_that_is_not_escaped_would_be_seen(browser: Browser) -> None:
    """The control: the same look at a page without our manners."""
    page = browser.new_page(locale="de-DE")
    page.add_init_script(TELL)
    page.set_content(f"<p>{PAYLOADS['image']}</p>")
    page.wait_for_function("window.__xss === 1")
    page.close()
