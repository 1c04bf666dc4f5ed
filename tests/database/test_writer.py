"""One writer: verbs share a commit, a refusal hurts nobody else, and a repeat gets the stored answer."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from facilitation import participants
from facilitation.database import engine
from facilitation.database.engine import open_engine, reading
from facilitation.database.migrations import migrate
from facilitation.errors import BadInput, KeyReused, NotSaved
from facilitation.house import House
from facilitation.participants import Participant
from facilitation.workshop import by_code
from tests import builders
from tests.real_server import ROOT


def join(session: Session, *, now: datetime, workshop_id: str, name: str) -> Any:
    return {"number": participants.join(session, now=now, workshop_id=workshop_id, name=name).number}


def join_and_fail(session: Session, *, now: datetime, workshop_id: str, name: str) -> Any:
    participants.join(session, now=now, workshop_id=workshop_id, name=name)
    raise BadInput(field="name", reason="type")


def names(house: House, workshop_id: str) -> list[str]:
    with house.reading() as session:
        wanted = select(Participant.name).where(Participant.workshop_id == workshop_id).order_by(Participant.number)
        return list(session.scalars(wanted))


def test_a_verb_answers_after_its_commit(any_house: House) -> None:
    workshop = builders.a_workshop(any_house)
    assert any_house.write(join, workshop_id=workshop.id, name="Ben") == {"number": 1}
    assert names(any_house, workshop.id) == ["Ben"]


def test_a_refusal_rolls_back_its_own_savepoint_only(any_house: House) -> None:
    workshop = builders.a_workshop(any_house)
    refusals: list[BaseException] = []

    def press(verb: Any, name: str) -> None:
        try:
            any_house.write(verb, workshop_id=workshop.id, name=name)
        except BadInput as refusal:
            refusals.append(refusal)

    presses = [(join, "Ben"), (join_and_fail, "Emil"), (join, "Cem")] * 5
    threads = [threading.Thread(target=press, args=press_) for press_ in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refusals) == 5
    assert sorted(names(any_house, workshop.id)) == ["Ben"] * 5 + ["Cem"] * 5


def test_a_repeat_with_the_same_key_gets_the_stored_answer(any_house: House) -> None:
    workshop = builders.a_workshop(any_house)
    first = any_house.write(join, actor="ben", key="k" * 22, workshop_id=workshop.id, name="Ben")
    again = any_house.write(join, actor="ben", key="k" * 22, workshop_id=workshop.id, name="Ben")
    assert first == again == {"number": 1}
    assert names(any_house, workshop.id) == ["Ben"]


def test_without_a_key_the_same_verb_happens_twice(any_house: House) -> None:
    # the control for the test above
    workshop = builders.a_workshop(any_house)
    any_house.write(join, workshop_id=workshop.id, name="Ben")
    any_house.write(join, workshop_id=workshop.id, name="Ben")
    assert names(any_house, workshop.id) == ["Ben", "Ben"]


def test_the_same_key_for_something_else_is_refused(any_house: House) -> None:
    workshop = builders.a_workshop(any_house)
    any_house.write(join, actor="ben", key="k" * 22, workshop_id=workshop.id, name="Ben")
    with pytest.raises(KeyReused):
        any_house.write(join, actor="ben", key="k" * 22, workshop_id=workshop.id, name="Cem")


def test_two_people_may_happen_to_use_the_same_key(any_house: House) -> None:
    workshop = builders.a_workshop(any_house)
    any_house.write(join, actor="ben", key="k" * 22, workshop_id=workshop.id, name="Ben")
    any_house.write(join, actor="cem", key="k" * 22, workshop_id=workshop.id, name="Cem")
    assert names(any_house, workshop.id) == ["Ben", "Cem"]


def test_a_database_that_cannot_write_tells_everyone(house: House) -> None:
    workshop = builders.a_workshop(house)

    def drop(session: Session, *, now: datetime) -> Any:
        session.execute(text("INSERT INTO no_such_table VALUES (1)"))

    with pytest.raises(NotSaved):
        house.write(drop)
    assert house.write(join, workshop_id=workshop.id, name="Ben") == {"number": 1}


# As the server runs: greenlets in one thread, which a wait inside SQLite would stop all at once.
WAITING = """
from gevent import monkey; monkey.patch_all()
import sqlite3, sys, threading, time
from pathlib import Path
from facilitation.house import House
from tests.builders import a_config, a_workshop
from tests.database.test_writer import join

house = House(a_config(Path(sys.argv[1])))
workshop = a_workshop(house)
other = sqlite3.connect(Path(sys.argv[1]) / "test.db", isolation_level=None)
other.execute("BEGIN EXCLUSIVE")
waiting = threading.Thread(target=house.write, args=(join,), kwargs={"workshop_id": workshop.id, "name": "Ben"})
waiting.start()
longest = 0.0
for _ in range(50):
    began = time.monotonic()
    time.sleep(0.01)
    longest = max(longest, time.monotonic() - began)
assert waiting.is_alive(), "the control: it is locked"
other.execute("ROLLBACK")
waiting.join()
house.close()
print(longest)
"""


def test_a_write_that_waits_for_another_process_stops_nobody_else(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", WAITING, str(tmp_path)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 1, "seconds in which nobody could look at a page"


def test_a_write_that_has_waited_long_enough_is_not_saved(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = builders.a_workshop(house)
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 200)
    with closing(sqlite3.connect(tmp_path / "test.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(NotSaved):
            house.write(join, workshop_id=workshop.id, name="Ben")
    assert house.write(join, workshop_id=workshop.id, name="Ben") == {"number": 1}


def test_migrations_make_the_shape_the_models_have(any_house: House) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from facilitation.database import Base

    with any_house.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []


def test_a_copy_is_kept_before_a_migration(house: House, tmp_path: Path) -> None:
    workshop = builders.a_workshop(house)
    assert migrate(house.engine, tmp_path / "copies", house.clock.now()) is None
    with house.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(Exception, match="0000"):  # a migration that fails leaves the copy behind
        migrate(house.engine, tmp_path / "copies", house.clock.now())
    (copy,) = (tmp_path / "copies").glob("*.db")
    with reading(open_engine(f"sqlite:///{copy}")) as session:
        assert by_code(session, workshop.code).id == workshop.id
