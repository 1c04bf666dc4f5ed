"""The documents tell the truth: everything they name exists, and nothing that exists is missing from them."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import facilitation
from facilitation import archive, cli, documents
from facilitation.live.regions import REGIONS

DOCS = Path(__file__).resolve().parent.parent / "docs"


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def rows(name: str) -> list[list[str]]:
    lines = [line for line in read(name).splitlines() if line.startswith("|") and not set(line) <= set("|- ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def names_in(module_name: str) -> set[str]:
    module = importlib.import_module(module_name)
    found = set(dir(module))
    for entity in vars(module).values():
        if isinstance(entity, type):
            found |= set(dir(entity))
    if hasattr(module, "__path__"):
        found |= {info.name for info in pkgutil.iter_modules(module.__path__)}
    return found


def test_every_identifier_of_the_glossary_exists_where_it_says() -> None:
    missing = [
        identifier
        for _german, identifier, _meaning, where, *_ in rows("glossary.md")[1:]
        if identifier.strip("`") not in names_in(where.strip("`"))
    ]
    assert missing == []


def test_every_room_of_the_house_is_in_the_architecture() -> None:
    text = read("architecture.md")
    rooms = {info.name for info in pkgutil.iter_modules(facilitation.__path__)} - {"entities"}
    assert {room for room in rooms if f"`{room}" not in text and f"{room}" not in text} == set()


def test_every_setting_is_documented() -> None:
    source = (Path(facilitation.__file__).parent / "config.py").read_text(encoding="utf-8")
    settings = set(re.findall(r'env\.get\("([A-Z_]+)"', source))
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", read("running-a-day.md"), re.MULTILINE))
    assert documented == settings


def test_every_command_is_documented() -> None:
    parser = cli._parser()
    commands = set(next(iter(a.choices for a in parser._actions if a.choices)))  # type: ignore[arg-type]
    documented = set(re.findall(r"^\| `facilitation ([a-z-]+)", read("protocol.md"), re.MULTILINE))
    assert documented == commands


def test_every_region_is_documented() -> None:
    documented = set(
        re.findall(r"^\| `([a-z.]+)` \| (?:stage|phone|table|moderator|observer) \|", read("protocol.md"), re.MULTILINE)
    )
    assert documented == {region.name for region in REGIONS}


def test_every_document_is_documented() -> None:
    text = read("protocol.md")
    assert [name for name in documents.DOCUMENTS if f"`{name}`" not in text] == []


def test_every_preset_is_named_in_the_archive_page() -> None:
    assert [name for name in archive.presets() if f"`{name}`" not in read("archive.md")] == []
