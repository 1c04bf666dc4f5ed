"""`make bench`: documents with 100 and 300 tools, and a vote while somebody exports. Writes bench/latest.json.

Of documents the slowest of three runs counts (typst remembers what it has set), of ballots the median of three spells;
`limit` is the figure to reach, null where there is none.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from facilitation import archive, tools
from facilitation.documents import export
from facilitation.house import House
from facilitation.workshop import Workshop, by_id
from tests import builders
from tests.hall import Hall
from tests.real_server import RealServer

RUNS = 3
NOW = datetime(2018, 10, 5, 12, tzinfo=UTC)
TEXT = "Ein Angebot, das Menschen im Kreis zusammenbringt und den Alltag leichter macht. " * 5
DOCUMENTS = {  # document, format: limit in seconds for 100 and 300 tools
    ("werkzeugkatalog", "pdf"): (2.0, 6.0),
    ("werkzeugkatalog", "docx"): (3.0, 9.0),
    ("werkstattplan", "xlsx"): (0.5, 1.0),
}
PAGES = ("", "/settings", "/fields", "/agenda", "/tools", "/koffer", "/plan", "/print", "/documents")
PHONES, SPELLS, SLOWER = 40, 3, 1.5


def main() -> None:
    rows = [*documents(), *pages(), *voting()]
    for one in rows:
        verdict = "ok" if one["met"] else "MISSED"
        print(f"{one['name']:<58} {one['value']:>9.3f} {one['unit']:<3} limit {one['limit']} {verdict}")
    machine = f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}"
    told = {"machine": machine, "rows": rows}
    out = Path(__file__).with_name("latest.json")
    out.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def row(name: str, value: float, unit: str, limit: float | None) -> dict[str, Any]:
    met = limit is None or value <= limit
    return {"name": name, "value": round(value, 3), "unit": unit, "limit": limit, "met": met}


def documents() -> list[dict[str, Any]]:
    found = []
    for place, count in enumerate((100, 300)):
        with tempfile.TemporaryDirectory() as folder:
            house = House(builders.a_config(Path(folder)))
            workshop = with_tools(house, count)
            for (document, fmt), limits in DOCUMENTS.items():
                taken = [timed(house, workshop, document, fmt) for _ in range(RUNS)]
                found.append(row(f"{document}.{fmt}, {count} tools", max(taken), "s", limits[place]))
            house.close()
    return found


def pages() -> list[dict[str, Any]]:
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
        dora, found = app.test_client(), []
        builders.as_organiser(dora)
        for page in PAGES:
            address, taken = f"/w/{workshop.code}/office{page}", []
            for _ in range(6):
                begun = time.perf_counter()
                assert dora.get(address).status_code == 200
                taken.append(time.perf_counter() - begun)
            name = f"page /office{page}, 100 tools in 12 fields"
            found.append(row(name, statistics.median(taken[1:]) * 1000, "ms", 100.0))
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


def voting() -> list[dict[str, Any]]:
    """Ballots one after the other, quiet and while the catalogue is exported again and again; spells alternate."""
    with tempfile.TemporaryDirectory() as folder, RealServer(Path(folder)) as server:
        import tests.test_a_whole_day as day

        with Hall(server, day.only_workshop(server), PHONES) as hall:
            hall.open_doors()
            hall.ada.step("start")
            while hall.ada.activity != "choice":
                hall.ada.press_go()
            hall.wait_for("choice")
            hall.ada.open_vote()
            hall.everyone(lambda _n, phone: phone.look())
            quiet, busy, made = [], [], [0]
            for _ in range(SPELLS):
                quiet.append(spell(hall))
                stop = threading.Event()
                exporting = threading.Thread(target=export_until, args=(hall, stop, made))
                exporting.start()
                busy.append(spell(hall))
                stop.set()
                exporting.join()
            assert hall.server.tracebacks == ""
    calm, loaded = statistics.median(quiet), statistics.median(busy)
    return [
        row(f"ballot p95, {PHONES} phones in turn", calm * 1000, "ms", None),
        row(f"ballot p95 while documents are exported ({made[0]} made)", loaded * 1000, "ms", None),
        row("ballot p95 while exporting / without", loaded / calm, "x", SLOWER),
    ]


def spell(hall: Hall) -> float:
    """The 95th percentile of the seconds a ballot takes, everybody twice."""
    taken = []
    for n in [*range(PHONES)] * 2:
        begun = time.perf_counter()
        hall.vote(n, {})
        taken.append(time.perf_counter() - begun)
    return statistics.quantiles(taken, n=20)[-1]


def export_until(hall: Hall, stop: threading.Event, made: list[int]) -> None:
    while not stop.is_set():
        hall.document("werkzeugkatalog", "docx")
        made[0] += 1


if __name__ == "__main__":
    main()
