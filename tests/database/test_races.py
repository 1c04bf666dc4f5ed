"""Two processes on one database: numbers drawn at once, rows waited for in a circle, and a writer that has stopped."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from facilitation import journal, participants
from facilitation.database.writer import Writer
from facilitation.errors import NotSaved
from facilitation.house import House
from facilitation.participants import Participant
from tests import builders

PEOPLE = 40


@pytest.fixture
def second_writer(any_house: House) -> Iterator[Writer]:
    """What another process has: a writer of its own on the same database."""
    writer = Writer(any_house.engine, any_house.clock)
    yield writer
    writer.close()


def join(session: Session, *, now: Any, workshop_id: str, name: str) -> Any:
    number = participants.join(session, now=now, workshop_id=workshop_id, name=name).number
    journal.note(session, now=now, workshop_id=workshop_id, role="moderator", action="seat.add", number=number)
    return number


def test_two_processes_never_draw_the_same_number_nor_lose_a_person(any_house: House, second_writer: Writer) -> None:
    workshop = builders.a_workshop(any_house)
    with any_house.reading() as session:
        noted_before = len(journal.entries(session, workshop.id))
    numbers: list[int] = []

    def many(writer: Writer) -> None:
        for n in range(PEOPLE // 2):
            numbers.append(writer.write(join, workshop_id=workshop.id, name=f"Gast {n}"))

    threads = [threading.Thread(target=many, args=(writer,)) for writer in (any_house.writer, second_writer)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(1, PEOPLE + 1))
    with any_house.reading() as session:
        chain = journal.entries(session, workshop.id)
        assert (len(chain) - noted_before, journal.first_broken(chain)) == (PEOPLE, None)


def test_batches_that_wait_for_each_other_are_run_again(postgresql_url: str, tmp_path: Any) -> None:
    house = House(builders.a_config(tmp_path, postgresql_url))
    workshop = builders.a_workshop(house)
    ben, cem = builders.people(house, workshop, 2)
    met, runs = threading.Barrier(2), 0

    def rename_both(session: Session, *, now: Any, order: list[str]) -> None:
        nonlocal runs
        runs += 1
        for place, person in enumerate(order):
            session.execute(text("UPDATE participants SET name = name || '+' WHERE id = :id"), {"id": person})
            if place == 0 and runs <= 2:
                met.wait(10)

    second = Writer(house.engine, house.clock)
    threads = [
        threading.Thread(target=lambda w=writer, o=order: w.write(rename_both, order=o))
        for writer, order in ((house.writer, [ben, cem]), (second, [cem, ben]))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with house.reading() as session:
        names = list(session.scalars(select(Participant.name).order_by(Participant.number)))
    second.close()
    house.close()
    assert names == ["Gast 1++", "Gast 2++"]
    assert runs > 2  # the control: they did stand in each other's way


def test_a_value_that_no_column_takes_fails_alone(any_house: House) -> None:
    workshop = builders.a_workshop(any_house)
    held, errors = threading.Event(), []

    def wait(session: Session, *, now: Any) -> None:
        held.wait(10)

    def write_nonsense(session: Session, *, now: Any) -> None:
        session.execute(text("INSERT INTO participants (id) VALUES (:id)"), {"id": object()})

    def press(verb: Any, **arguments: Any) -> None:
        try:
            any_house.write(verb, **arguments)
        except Exception as error:
            errors.append(type(error).__name__)

    threads = [
        threading.Thread(target=press, args=(wait,)),
        threading.Thread(target=press, args=(join,), kwargs={"workshop_id": workshop.id, "name": "Ben"}),
        threading.Thread(target=press, args=(write_nonsense,)),
        threading.Thread(target=press, args=(join,), kwargs={"workshop_id": workshop.id, "name": "Cem"}),
    ]
    for thread in threads:
        thread.start()
    held.set()
    for thread in threads:
        thread.join()
    assert len(errors) == 1
    with any_house.reading() as session:
        assert sorted(session.scalars(select(Participant.name))) == ["Ben", "Cem"]


def test_a_writer_that_has_stopped_refuses_instead_of_keeping_people_waiting(any_house: House) -> None:
    workshop = builders.a_workshop(any_house)
    writer = Writer(any_house.engine, any_house.clock)
    assert writer.write(join, workshop_id=workshop.id, name="Ben") == 1
    writer.close()
    with pytest.raises(NotSaved):
        writer.write(join, workshop_id=workshop.id, name="Cem")
