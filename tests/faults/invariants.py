"""What must hold after every fault, in one place.

`everything_holds` is for a hall around a server, `stored` for any data folder, also for one that a crash has left.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.counting import counted, from_json
from tests.faults import on_postgresql
from tests.hall import Hall

DATABASE = "zukunftswerkstatt.db"
PASSING = frozenset({"now", "left_seconds", "spent"})  # what differs between two looks because time has passed
Points = dict[str, int]


@dataclass
class Deeds:
    """What people did: cards by their text, who agrees with which card, ballots by their own id."""

    people: set[str] = field(default_factory=set)
    cards: set[str] = field(default_factory=set)
    supports: set[tuple[str, str]] = field(default_factory=set)
    ballots: dict[str, Points] = field(default_factory=dict)


def everything_holds(hall: Hall, within: float = 10.0) -> float:
    """The files are sound, hold exactly what was acknowledged, and every screen shows it. Returns how many seconds it
    took until the last screen was right."""
    took = screens_are_right(hall, within)
    writes_hold(hall)
    return took


def writes_hold(hall: Hall) -> None:
    """The files are sound and hold exactly what was acknowledged, and the server has stumbled over nothing."""
    found, told = stored_by(hall.server), acknowledged(hall)
    assert found.cards == told.cards, _difference(found.cards, told.cards)
    assert found.supports == told.supports, _difference(found.supports, told.supports)
    assert found.people >= told.people, told.people - found.people
    assert found.ballots == told.ballots
    assert hall.server.tracebacks == "", hall.server.tracebacks[:2000]


def stored_by(server: Any) -> Deeds:
    """What this server has written down: in its data folder, or with several workers in their PostgreSQL."""
    database = getattr(server, "database", None)
    if database is None:
        return stored(server.data_dir)
    with on_postgresql.opened(database) as (main, boxes):
        made, _counted = in_main(main)
        for prefix in boxes:
            made.ballots |= in_box(main, prefix)
    return made


def stored(data_dir: Path) -> Deeds:
    """What lies in the files, which must be sound: no broken page, no dangling key, nothing twice, and in every box and
    every count as many ballots as spent credentials."""
    with closing(_opened(data_dir / DATABASE)) as main:
        made, counted_votes = in_main(main)
    for path in (data_dir / "boxes").glob("*.box"):
        assert path.stem not in counted_votes, "the box of a counted vote still stands"
        with closing(_opened(path)) as box:
            made.ballots |= in_box(box)
    return made


def in_main(main: Any) -> tuple[Deeds, set[str]]:
    """What lies in the main database, and which votes are counted."""
    texts = main.execute("SELECT text, id FROM statements").fetchall()
    assert len({text for text, _id in texts}) == len(texts), Counter(text for text, _id in texts).most_common(3)
    of_card = {card: text for text, card in texts}
    supports = main.execute("SELECT statement_id, participant_id FROM supports")
    made = Deeds(
        people={str(row[0]) for row in main.execute("SELECT id FROM participants")},
        cards={text for text, _id in texts},
        supports={(of_card[card], person) for card, person in supports},
    )
    for vote, protocol in main.execute("SELECT id, protocol FROM votes WHERE state IN ('sealed', 'decided')"):
        sealed = main.execute("SELECT ballot_id, content FROM sealed_ballots WHERE vote_id = ?", (vote,)).fetchall()
        said = _from_column(protocol)
        assert len(sealed) == said["ballots"] == said["spent"], (len(sealed), said)
        made.ballots |= {ballot: _from_column(content)["points"] for ballot, content in sealed}
    return made, {row[0] for row in main.execute("SELECT DISTINCT vote_id FROM sealed_ballots")}


def in_box(box: Any, prefix: str = "") -> dict[str, Points]:
    """The ballots of an open vote, as many as there are spent credentials."""
    papers = box.execute(f"SELECT ballot_id, content FROM {prefix}ballots").fetchall()
    [[spent]] = box.execute(f"SELECT count(*) FROM {prefix}spent WHERE NOT void")
    assert len(papers) == spent, f"{len(papers)} ballots, {spent} spent credentials"
    return {ballot: _from_column(content)["points"] for ballot, content in papers}


def _from_column(content: Any) -> Any:
    """SQLite hands JSON over as text, PostgreSQL as values."""
    return json.loads(content) if isinstance(content, str) else content


def acknowledged(hall: Hall) -> Deeds:
    """What the hall has been told was done."""
    told, phones = hall.told, hall.phones
    return Deeds(
        people={phone.participant_id for phone in phones if phone.participant_id},
        cards=set(told.cards.values()),
        supports={
            (told.cards[card], phones[n].participant_id) for card, people in told.supporters.items() for n in people
        },
        ballots={next(iter(phones[n].ballot_ids.values())): given(told.ballots[n][1]) for n in told.ballots},
    )


def screens_are_right(hall: Hall, within: float = 10.0) -> float:
    """Every phone shows what the server has, though it looks again only when it was told to. Returns the seconds."""
    began = time.monotonic()
    hall.everyone(lambda _n, phone: _comes_right(phone, began + within))
    return time.monotonic() - began


def _comes_right(phone: Any, deadline: float) -> None:
    while True:
        if not phone.hear():
            phone.connect()
        if phone.is_stale:
            phone.look()
        shown = lasting(phone.regions)
        if phone.is_connected and shown == lasting(phone.browser.get(f"/w/{phone.code}/phone")["regions"]):
            return
        assert time.monotonic() < deadline, "a phone shows something else than the server has"
        time.sleep(0.1)


def count_holds(hall: Hall) -> None:
    """Counts the open vote and reveals it: the recount, the wall, and the export agree with our own count."""
    tools: dict[str, dict[str, dict[str, Any]]] = {}
    for phone in hall.phones:
        phone.look()
        for sheet in phone.scene["sheets"]:
            tools.setdefault(sheet["field"]["id"], {tool["id"]: tool for tool in sheet["tools"]})
    vote = hall.ada.vote
    while hall.ada.activity != "results":
        hall.ada.press_go()
    hall.ada.seal()
    expected: dict[str, tuple[int, int]] = {}
    for field_id, known in tools.items():
        hall.ada.reveal(field_id)
        papers = [points for where, points in hall.told.ballots.values() if where == field_id]
        ours = {row.tool["title"]: (row.points, row.people) for row in counted([*known.values()], papers, 5)}
        on_the_wall = {row["title"]: (row["points"], row["people"]) for row in hall.stage()["shown"]["rows"]}
        assert on_the_wall and on_the_wall.items() <= ours.items(), field_id
        expected |= ours
    again = hall.ada.post(f"votes/{vote['id']}/recounts")
    assert (again["equal"], again["ballots"]) == (True, len(hall.told.ballots)), again
    [on_phones] = hall.anybody.get(f"/w/{hall.code}/results")["votes"]
    rows = [row for part in on_phones["fields"] for row in part["rows"]]
    assert {row["title"]: (row["points"], row["people"]) for row in rows} == expected
    _heading, *exported = from_json(hall.document("priorisierte-werkzeuge", "json"))
    assert {row[2]: (int(row[4]), int(row[5])) for row in exported} == expected
    assert stored_by(hall.server).ballots == acknowledged(hall).ballots


def lasting(state: Any) -> Any:
    """A screen's state without what changes by itself."""
    if isinstance(state, dict):
        return {name: lasting(part) for name, part in state.items() if name not in PASSING}
    return [lasting(part) for part in state] if isinstance(state, list) else state


def _opened(path: Path) -> sqlite3.Connection:
    found = sqlite3.connect(path, timeout=30)
    assert found.execute("PRAGMA integrity_check").fetchall() == [("ok",)], path.name
    assert found.execute("PRAGMA foreign_key_check").fetchall() == [], path.name
    return found


def given(points: Points) -> Points:
    return {tool: n for tool, n in points.items() if n}


def _difference(found: Iterable[Any], told: Iterable[Any]) -> str:
    found, told = set(found), set(told)
    return f"missing: {sorted(told - found)[:5]}, never acknowledged: {sorted(found - told)[:5]}"
