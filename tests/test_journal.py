"""The journal is a chain: whoever changes one byte of it is found."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from facilitation import journal
from facilitation.house import House
from tests import builders
from tests.builders import run_to


def test_the_chain_of_a_day_holds(any_house: House) -> None:
    workshop = builders.a_workshop(any_house)
    builders.people(any_house, workshop, 5)
    run_to(any_house, workshop, "choice")
    with any_house.reading() as session:
        chain = journal.entries(session, workshop.id)
    assert [entry.number for entry in chain] == list(range(1, len(chain) + 1))
    assert journal.first_broken(chain) is None


@pytest.mark.parametrize("column, value", [("role", "'organiser'"), ("action", "'agenda.back'"), ("facts", "'{}'")])
def test_a_changed_entry_is_found(house: House, column: str, value: str) -> None:
    workshop = builders.a_workshop(house)
    builders.people(house, workshop, 5)
    run_to(house, workshop, "choice")
    with house.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(f"UPDATE journal SET {column} = {value} WHERE number = 4"))
    with house.reading() as session:
        assert journal.first_broken(journal.entries(session, workshop.id)) == 4


def test_a_missing_entry_is_found(house: House) -> None:
    workshop = builders.a_workshop(house)
    run_to(house, workshop, "break")
    with house.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("DELETE FROM journal WHERE number = 2"))
    with house.reading() as session:
        assert journal.first_broken(journal.entries(session, workshop.id)) == 2
