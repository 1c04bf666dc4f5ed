"""Documents with 100 and 300 tools, and the office's pages. Of documents the slowest of three runs counts (typst
remembers what it has set), of pages the median of five."""

from __future__ import annotations

import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.limits import OFFICE_PAGES
from bench.rows import Figures
from facilitation import archive, tools
from facilitation.documents import export
from facilitation.house import House
from facilitation.workshop import Workshop, by_id
from tests import builders

RUNS = 3
NOW = datetime(2018, 10, 5, 12, tzinfo=UTC)
TEXT = "Ein Angebot, das Menschen im Kreis zusammenbringt und den Alltag leichter macht. " * 5
DOCUMENTS = (("werkzeugkatalog", "pdf"), ("werkzeugkatalog", "docx"), ("werkstattplan", "xlsx"))


def documents(counts: tuple[int, ...] = (100, 300)) -> Figures:
    found: Figures = {}
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            house = House(builders.a_config(Path(folder)))
            workshop = with_tools(house, count)
            for document, fmt in DOCUMENTS:
                taken = [timed(house, workshop, document, fmt) for _ in range(RUNS)]
                found[f"{document}.{fmt}, {count} tools"] = (max(taken), "s")
            house.close()
    return found


def pages() -> Figures:
    """Server time of the office's pages with 100 tools in 12 fields, medians of five after a first look."""
    with tempfile.TemporaryDirectory() as folder:
        app = builders.an_app(Path(folder))
        template = archive.read_template("kreis-dueren")
        template["fields"] = [{"number": n, "title": {"de": f"Handlungsfeld {n}"}} for n in range(1, 13)]
        template["tables"] = []
        template["tools"] = [
            {"field": str(n % 12 + 1), "title": f"Werkzeug Nummer {n}", "kind": "new", "description": TEXT}
            for n in range(100)
        ]
        workshop = builders.built(builders.house_of(app), template)
        dora = app.test_client()
        found: Figures = {}
        builders.as_organiser(dora)
        for page in OFFICE_PAGES:
            address, taken = f"/w/{workshop.code}/office{page}", []
            for _ in range(6):
                begun = time.perf_counter()
                assert dora.get(address).status_code == 200
                taken.append(time.perf_counter() - begun)
            name = f"page /office{page}, 100 tools in 12 fields"
            found[name] = (statistics.median(taken[1:]) * 1000, "ms")
        builders.house_of(app).close()
        return found


def with_tools(house: House, count: int) -> Workshop:
    """A Düren workshop filled up to so many tools, all of them in the plan."""
    from facilitation import plan

    workshop = builders.a_workshop(house)
    fields = builders.fields_of(house, workshop)
    with house.reading() as session:
        known = len(tools.everything(session, workshop.id))
    for n in range(known, count):
        house.write(
            tools.propose, workshop_id=workshop.id, field_id=fields[n % len(fields)].id, title=f"Werkzeug Nummer {n}",
            description=TEXT, admitted=True,
        )  # fmt: skip
    with house.reading() as session:
        every = [(tool.id, tool.field_id) for tool in tools.everything(session, workshop.id)][:count]
    for tool_id, field_id in every:
        house.write(plan.add, workshop_id=workshop.id, field_id=field_id, tool_id=tool_id, role="organiser")
    return workshop


def timed(house: House, workshop: Workshop, document: str, fmt: str) -> float:
    begun = time.perf_counter()
    with house.reading() as session:
        export(session, by_id(session, workshop.id), document, fmt, NOW)
    return time.perf_counter() - begun
