"""The house reads one way: what stands lower in the list may import what stands higher, never the reverse."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "facilitation"

ORDER = """
clock errors logs metrics aside config certificates texts database layouts
pictures journal operator workshop fields access participants organisers
rotation ranking similarity wording drawings qr addresses proofs
agenda showing badges groups statements visions tools voting_cards ballots day
plan recount verification goals measures plan_versions review retention preparation
imports archive documents
standby entities house
health
live
web
rehearsal
doctor start cli __main__
""".split()

WEB_WORLD = {"flask", "flask_socketio", "socketio", "engineio", "jinja2", "werkzeug"}
MAY_USE_WEB = {"live", "web", "documents", "texts", "rehearsal", "start", "cli", "__main__", "__init__"}
RUN_LATE = {"__init__"}  # wires everything; database/migrations/env.py needs every entity by its nature


def room_of(path: Path, root: Path = PACKAGE) -> str:
    return path.relative_to(root).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """The modules a file imports, wherever in the file, those for type checking included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def rooms_imported(path: Path, root: Path) -> set[str]:
    parts = [name.split(".") for name in imports(path) if name.startswith("facilitation.")]
    known = {*ORDER}
    return {names[1] for names in parts if names[1] in known} - {room_of(path, root)}


def wrong_ways(files: list[Path], root: Path = PACKAGE) -> list[str]:
    rank = {room: place for place, room in enumerate(ORDER)}
    return [
        f"{room_of(path, root)} imports {room}"
        for path in files
        for room in rooms_imported(path, root)
        if room_of(path, root) not in RUN_LATE and path.name != "env.py" and rank[room] > rank[room_of(path, root)]
    ]


def every_file() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def test_every_room_has_its_place_in_the_house() -> None:
    rooms = {room_of(path) for path in every_file()} - RUN_LATE
    assert rooms - set(ORDER) == set()


def test_imports_point_one_way() -> None:
    assert wrong_ways(every_file()) == []


def test_the_walk_sees_a_wrong_way(tmp_path: Path) -> None:
    # the control: the same walk finds a wrong import, and lets a right one pass
    wrong, right = tmp_path / "clock.py", tmp_path / "web.py"
    wrong.write_text("def now():\n    from facilitation.web import answers\n", encoding="utf-8")
    right.write_text("from facilitation import clock\n", encoding="utf-8")
    assert wrong_ways([wrong, right], tmp_path) == ["clock imports web"]


def test_the_domain_knows_nothing_of_the_web() -> None:
    guilty = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path in every_file()
        if room_of(path) not in MAY_USE_WEB
        for name in imports(path)
        if name.split(".")[0] in WEB_WORLD
    ]
    assert guilty == []
