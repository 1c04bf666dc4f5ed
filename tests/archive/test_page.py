"""docs/archive.md is true: its example is an archive, and it names every table and column that travels, no other."""

from __future__ import annotations

import json
import re
from pathlib import Path

from facilitation import archive, statements
from facilitation.archive.kept import PERSONAL, TRAVELS
from facilitation.archive.parcel import JSON_NAMES, Parcel, packed
from facilitation.archive.writing import columns_of, told
from facilitation.house import House
from facilitation.participants import present
from tests.archive.chance import restore

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "archive.md"


def example() -> dict[str, dict[str, object]]:
    found = re.findall(
        r"^`(\w+\.json)`\n```json\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return {name: json.loads(text) for name, text in found}


def test_the_example_is_an_archive(house: House) -> None:
    parts = example()
    assert set(parts) == {"workshop.json", "people.json", "day.json"}
    made = restore(house, packed(Parcel("workshop", parts), made_at=house.clock.now(), product="1"))
    with house.reading() as session:
        [guest] = present(session, made["workshop"])
        [card] = statements.by_author(session, made["workshop"], guest.id)
        assert (card.text, card.label) == ("Am Ufer sitzen alle auf dem neuen Steg.", "K1")
        assert statements.supported_by(session, made["workshop"], guest.id) == {card.id}
        told_again = archive.describe(session, made["workshop"])
    assert [field["title"]["de"] for field in told_again["fields"]] == ["Ufer", "Hafen"]


def test_every_table_and_column_that_travels_stands_on_the_page_and_no_other() -> None:
    text = PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)`(?: \([\w ]+\))? \| (`.*) \|$", text[text.index("### people.json") :], re.MULTILINE)
    shown = {
        table: set(re.findall(r"`(\w+)`°?(?=[,;° (]|$)", re.sub(r"\(.*?\)", "", columns))) for table, columns in rows
    }
    real = {}
    for kept in TRAVELS:
        known = {told(column.name) for column in columns_of(kept)}
        if kept.table not in ("tools", "scenes"):  # of these some are made by the day, with all their columns
            known -= {told(name) for name in kept.prepared - set(kept.named_by)}
        real[kept.table] = known
    assert shown == real


def test_the_page_names_every_file_and_what_is_personal() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in JSON_NAMES if f"`{name}`" not in text] == []
    assert all(f"`{name}`" in text for name in PERSONAL)
