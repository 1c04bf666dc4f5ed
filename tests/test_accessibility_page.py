"""docs/accessibility.md tells the truth: the tests it names exist, its matrix leaves out no activity and no role."""

from __future__ import annotations

import re
from pathlib import Path

from facilitation.access import Role
from facilitation.agenda import Activity

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "accessibility.md").read_text("utf-8")
MATRIX = PAGE.partition("## What a person has to check")[2].partition("\n## ")[0]
STAND_FOR = {"school": "participant"}  # pupils have the phones' screens


def test_every_test_it_names_exists() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", PAGE))
    assert len(named) > 10
    assert {name for name in named if not (ROOT / name).is_file()} == set()


def test_every_activity_is_to_be_listened_to() -> None:
    assert {activity.value for activity in Activity if f"`{activity.value}`" not in MATRIX} == set()


def test_every_role_is_to_be_listened_to() -> None:
    assert {role.value for role in Role if STAND_FOR.get(role.value, role.value) not in MATRIX} == set()


def test_a_result_in_the_matrix_changes_what_the_statement_says() -> None:
    """The public page says that nobody has tested by hand; it may not say so once somebody has."""
    cells = [cell.strip() for line in MATRIX.splitlines() if line.startswith("|") for cell in line.split("|")[3:-1]]
    results = [cell for cell in cells[4:] if cell.strip("- ")]
    statement = (ROOT / "templates" / "legal" / "accessibility.html").read_text("utf-8")
    assert ("steht noch aus" in statement) == (results == [])
