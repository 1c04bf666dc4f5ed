"""What people write stays text: twenty classes of payload in every text, on every face and in every document."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from facilitation import documents
from facilitation.agenda import Activity
from tests import builders
from tests.builders import look, step
from tests.poison import FORMULAS, HARMLESS, PAYLOADS, Page, in_turn, poison, strange, texts
from tests.web.roles import JSON, Hall, a_hall
from tests.web.test_access_matrix import addresses_of

EVERY = list(PAYLOADS.values())
ROLES = ("guest", "participant", "host of table 1", "reception", "organiser")
NO_PAGE = ("static", "/documents/", "/file", "/pictures/", "/qr/")


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    made = a_hall(builders.an_app(tmp_path_factory.mktemp("poisoned")))
    yield made
    made.app.extensions["live"].publisher.close()
    made.house.close()


def pages(hall: Hall) -> dict[tuple[str, str], Page]:
    """Every page of every role that opens it, and every region that is pulled or pushed."""
    found = {}
    for address in sorted(addresses_of(hall.app)):
        method, rule = address.split(" ", 1)
        if method != "GET" or any(part in rule for part in NO_PAGE):
            continue
        for role in ROLES:
            client, asked = hall.browser(role), {"table": hall.ids["table_id"]}
            answer = client.get(hall.address(rule), query_string=asked)
            assert answer.status_code < 500, (role, rule)
            if answer.mimetype == "application/json":
                html = "".join(region["html"] for region in answer.get_json().get("regions", []))
                found[role, rule] = Page(html)
            elif answer.mimetype == "text/html":
                found[role, rule] = Page(answer.text)
    return found


def test_every_text_that_people_write_is_found() -> None:
    """The list is made from the tables; these must be in it, and what the house makes by itself must not."""
    names = {f"{column.table.name}.{column.name}" for column in texts()}
    assert {
        "participants.name", "participants.institution", "statements.text", "statements.hidden_reason",
        "clusters.title", "vision_versions.sentences", "tools.title", "tools.description", "tools.websites",
        "tools.target_groups", "plan_entries.title", "plan_entries.responsible", "links.label", "showings.note",
        "fields.title", "items.title", "scenes.options", "workshops.title", "workshops.place", "workshops.organiser",
        "workshops.rules",
    } - names == set()  # fmt: skip
    assert not [name for name in names if name.endswith(("_id", ".hash", ".key", ".zone"))]


@pytest.fixture(scope="module")
def usual(hall: Hall) -> dict[tuple[str, str], Page]:
    """How the pages look with harmless words in every place."""
    assert poison(hall.house, lambda: HARMLESS) > 300
    return pages(hall)


@pytest.mark.parametrize("start", [0, 7, 14, None])
def test_no_payload_becomes_markup_on_any_page(
    hall: Hall, usual: dict[tuple[str, str], Page], start: int | None
) -> None:
    """Each place gets one payload, in three turns another; at last each gets all of them."""
    poison(hall.house, in_turn(EVERY, start) if start is not None else lambda: " ".join(EVERY))
    poisoned = pages(hall)
    assert sum(page.is_poisoned for page in poisoned.values()) > 60, "the control: the poison does stand there"
    assert {place: page.dangers for place, page in poisoned.items() if page.dangers} == {}
    more = {place: strange(page, usual[place]) for place, page in poisoned.items()}
    assert {place: found for place, found in more.items() if found} == {}


def test_the_harmless_pages_hold_no_danger_either(usual: dict[tuple[str, str], Page]) -> None:
    assert len(usual) > 100
    assert {place: page.dangers for place, page in usual.items() if page.dangers} == {}


NO_MARKUP = {"template", "format", "formula", "prototype", "json", "entities"}


@pytest.mark.parametrize("name", sorted(set(PAYLOADS) - NO_MARKUP))
def test_an_unescaped_payload_would_be_seen(name: str) -> None:
    """The control: the same eyes see each class of markup, in a text, in an attribute, or as an address."""
    payload, usual = PAYLOADS[name], Page('<p>x</p><p title="x">x</p><a href="x">x</a>')
    ways = ("<p>{}</p>", '<p title="{}">x</p>', "<p title='{}'>x</p>", "<p title={}>x</p>", '<a href="{}">x</a>')
    pages = [Page(way.replace("{}", payload)) for way in ways]
    assert [page for page in pages if page.dangers or strange(page, usual)] != []


def test_no_payload_becomes_markup_in_any_scene_of_the_day(tmp_path: Path) -> None:
    app = builders.an_app(tmp_path)
    house = builders.house_of(app)
    clients = {face: app.test_client() for face in ("stage", "phone", "table/1", "moderation")}
    here = builders.a_workshop(house)
    builders.people(house, here, 8)
    builders.as_participant(clients["phone"], here, "Ben")
    builders.as_host(clients["table/1"], here, 1)
    builders.as_moderator(clients["moderation"], here)
    poison(house, lambda: " ".join(EVERY))
    seen = set()
    step(house, here, "start")
    while (now := look(house, here)).next_scene is not None:
        assert now.scene is not None
        seen.add(now.scene.activity)
        for face, client in clients.items():
            answer = client.get(f"/w/{here.code}/{face}")
            assert answer.status_code == 200, (face, now.scene.activity)
            assert Page(answer.text).dangers == [], (face, now.scene.activity)
        step(house, here, "next")
    assert seen == set(Activity) - {Activity.CLOSING}
    app.extensions["live"].publisher.close()
    house.close()


def test_a_template_in_a_text_is_not_carried_out(hall: Hall) -> None:
    poison(hall.house, lambda: PAYLOADS["template"] + PAYLOADS["format"])
    text = hall.browser("organiser").get(f"/w/{hall.workshop.code}/moderation/agenda").text
    assert "{{ 7*7 }}" in text and "%(n)s" in text and "{0.__class__}" in text
    assert not re.search(r"(?<![\w:-])49(?![\w:-])", text)


# Documents


@pytest.mark.parametrize("name", documents.DOCUMENTS)
def test_no_payload_runs_in_any_document(hall: Hall, name: str) -> None:
    poison(hall.house, in_turn([*EVERY, *FORMULAS]))
    client = hall.browser("organiser")
    for fmt in documents.DOCUMENTS[name].formats:
        answer = client.get(f"/w/{hall.workshop.code}/documents/{name}.{fmt}", headers=JSON)
        assert answer.status_code in (200, 409), (name, fmt, answer.text[:200])  # 409: not before its time
        if answer.status_code == 200:
            must_be_inert(fmt, answer.data)
            assert answer.headers["Content-Disposition"].startswith("attachment"), (name, fmt)
            assert answer.mimetype not in ("text/html", "image/svg+xml", "application/xml")


def must_be_inert(fmt: str, content: bytes) -> None:
    """No cell is a formula, no link leads into a script, no document brings an action of its own."""
    if fmt == "xlsx":
        book = load_workbook(io.BytesIO(content))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert [cell.value for cell in cells if cell.data_type == "f"] == []
        assert [cell.hyperlink.target for cell in cells if cell.hyperlink] == []
    elif fmt == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
        assert [cell for row in rows for cell in row if re.match(r"[=+@\t\r]|-(?!\d+([.,]\d+)?$)", cell)] == []
    elif fmt in ("docx", "ods", "odt"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for part in packed.namelist():
                if part.endswith((".xml", ".rels")) and packed.read(part):
                    told = ElementTree.fromstring(packed.read(part))
                    addresses = [v for e in told.iter() for n, v in e.attrib.items() if n.endswith(("href", "Target"))]
                    assert [a for a in addresses if re.match(r"\s*(javascript|data|vbscript|file):", a, re.I)] == []
                    assert not [e.tag for e in told.iter() if e.tag.endswith(("}script", "}event-listener"))]
                    fields = [e.text or "" for e in told.iter() if e.tag.endswith("}instrText")]
                    assert [f for f in fields if not re.match(r"\s*(PAGE|NUMPAGES|TOC|PAGEREF|REF|SEQ)\b", f)] == []
                    assert not [e for e in told.iter() if any(n.endswith("}formula") for n in e.attrib)]
    elif fmt == "pdf":
        assert not re.search(rb"/(JavaScript|JS|Launch|OpenAction|AA|EmbeddedFile|SubmitForm)\b", content)
        assert not re.search(rb"/URI\s*\(\s*(javascript|data|file):", content, re.I)
