"""A second machine takes over from the copy: the same code, keys, secrets and addresses, and never two at once."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from facilitation import participants
from facilitation.addresses import is_here
from facilitation.config import Config, from_environment
from facilitation.house import House
from facilitation.standby import manifest, status
from facilitation.standby.copying import BEAT, Copier
from facilitation.standby.holding import try_to_hold
from facilitation.standby.manifest import ALIVE, DATABASE, FILES, FOLDER, TAKEN, BadCopy
from facilitation.standby.status import State
from facilitation.standby.taking_over import WATCHED, take_over, told
from facilitation.workshop import by_code
from tests.builders import KEY, THE_DAY, a_workshop, people
from tests.hall import Hall, only_workshop
from tests.real_server import COMMAND, ROOT, RealServer

NOW = datetime(2017, 10, 18, 18, 0, tzinfo=UTC)
DOCUMENTS = [
    ("werkstattplan", "json"), ("werkstattplan", "csv"), ("werkzeuge", "csv"),
    ("zukunftsbilder", "json"), ("tagesprotokoll", "csv"),
]  # fmt: skip


@pytest.fixture
def stick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stick")


@pytest.fixture
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the second machine keeps its data; not made yet."""
    return tmp_path_factory.mktemp("second") / "data"


@pytest.fixture
def copier(house: House, stick: Path) -> Copier:
    a_workshop(house)
    made = Copier(replace(house.config, standby_dir=stick, base_url="http://192.0.2.7:5000"))
    made.look()
    return made


def at_once(_seconds: float) -> None:
    """The first machine is silent however long one waits."""


def test_the_second_machine_has_the_same_key_code_and_people(
    house: House, copier: Copier, stick: Path, second: Path
) -> None:
    workshop = a_workshop(house)
    guests = people(house, workshop, 4)
    copier.look()
    done = take_over(stick, second, NOW, rest=at_once)
    config = from_environment({"DATA_DIR": str(second)})
    assert config.secret_key == KEY
    taken = House(config)
    with taken.reading() as session:
        assert {person.id for person in participants.present(session, by_code(session, workshop.code).id)} == set(
            guests
        )
    taken.close()
    assert (done.data_dir, done.set_aside, done.marked) == (second, None, True)


def test_it_is_found_under_the_address_of_the_first_also_after_a_restart(
    copier: Copier, stick: Path, second: Path
) -> None:
    done = take_over(stick, second, NOW, rest=at_once)
    assert done.address == "http://192.0.2.7:5000"
    for _start in range(2):
        assert from_environment({"DATA_DIR": str(second)}).base_url == "http://192.0.2.7:5000"
    by_hand = from_environment({"DATA_DIR": str(second), "BASE_URL": "http://192.0.2.8"})
    assert by_hand.base_url == "http://192.0.2.8", "what is set by hand counts more"


def test_an_address_this_machine_does_not_have_is_said_loudly(copier: Copier, stick: Path, second: Path) -> None:
    done = take_over(stick, second, NOW, rest=at_once)
    assert done.is_here is False
    assert any(line.startswith("ACHTUNG") and "192.0.2.7" in line for line in told(done))
    named = replace(done, address="https://werkstatt.example", is_here=is_here("https://werkstatt.example"))
    assert named.is_here is None
    assert not any(line.startswith("ACHTUNG") for line in told(named))


def test_a_certificate_comes_along(
    house: House, stick: Path, second: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pki = tmp_path_factory.mktemp("pki")
    (pki / "c.pem").write_text("a certificate", encoding="ascii")
    (pki / "k.pem").write_text("its key", encoding="ascii")
    config = replace(house.config, standby_dir=stick, tls_cert=pki / "c.pem", tls_key=pki / "k.pem")
    Copier(config).look()
    take_over(stick, second, NOW, rest=at_once)
    taken = from_environment({"DATA_DIR": str(second)})
    assert taken.tls_cert is not None and taken.tls_cert.read_text(encoding="ascii") == "a certificate"
    assert taken.tls_key is not None and taken.tls_key.read_text(encoding="ascii") == "its key"


def test_what_the_second_machine_had_is_set_aside_and_not_lost(copier: Copier, stick: Path, second: Path) -> None:
    second.mkdir()
    (second / "zukunftswerkstatt.db").write_text("an old rehearsal", encoding="ascii")
    done = take_over(stick, second, NOW, rest=at_once)
    assert done.set_aside is not None
    assert (done.set_aside / "zukunftswerkstatt.db").read_text(encoding="ascii") == "an old rehearsal"


# --- never two at once ---


def test_while_the_first_still_copies_nobody_takes_over(copier: Copier, stick: Path, second: Path) -> None:
    with pytest.raises(BadCopy, match="läuft noch"):
        take_over(stick, second, NOW, rest=lambda _seconds: copier.look() and None)
    assert not second.exists()


def test_a_second_taker_is_refused_and_told_when_the_first_was(
    copier: Copier, stick: Path, second: Path, tmp_path: Path
) -> None:
    take_over(stick, second, NOW, rest=at_once)
    with pytest.raises(BadCopy, match=r"18\.10\. um 18:00 Uhr"):
        take_over(stick, tmp_path / "third", NOW, rest=at_once)
    take_over(stick, tmp_path / "third", NOW, rest=at_once, anyway=True)


def test_the_first_machine_stops_copying_once_another_has_taken_over(
    house: House, copier: Copier, stick: Path, second: Path
) -> None:
    take_over(stick, second, NOW, rest=at_once)
    before = manifest.read(stick / FOLDER)
    a_workshop(house)
    copier.look()
    assert copier.status.state is State.TAKEN_OVER
    assert manifest.read(stick / FOLDER) == before


def test_the_machine_that_took_over_goes_on_copying_to_the_same_place(
    copier: Copier, stick: Path, second: Path
) -> None:
    take_over(stick, second, NOW, rest=at_once)
    config = from_environment({"DATA_DIR": str(second)})
    assert config.standby_dir == stick
    further = Copier(config)
    further.look()
    assert further.status.state is State.KEPT
    assert not (stick / FOLDER / TAKEN).exists()


def test_the_first_machine_never_writes_over_the_copy_of_the_one_that_took_over(
    house: House, copier: Copier, stick: Path, second: Path
) -> None:
    """Not even when it is started again days later with that stick in it."""
    take_over(stick, second, NOW, rest=at_once)
    Copier(from_environment({"DATA_DIR": str(second)})).look()
    before = manifest.read(stick / FOLDER)
    assert before is not None and before.lineage
    a_workshop(house)
    again = Copier(replace(house.config, standby_dir=stick))
    again.look()
    assert again.status.state is State.TAKEN_OVER
    assert manifest.read(stick / FOLDER) == before


def test_to_a_slow_stick_the_first_machine_is_given_more_time_to_show_itself(
    copier: Copier, stick: Path, second: Path
) -> None:
    waited: list[float] = []
    take_over(stick, second, NOW, rest=waited.append)
    (stick / FOLDER / ALIVE).write_text('{"beats": 1, "at": 1, "next": 20.0}', encoding="ascii")
    (stick / FOLDER / TAKEN).unlink()
    take_over(stick, second.with_name("third"), NOW, rest=waited.append)
    assert waited == [WATCHED, 20.0 + BEAT]


def test_a_data_folder_in_which_a_server_runs_is_not_replaced(copier: Copier, stick: Path, second: Path) -> None:
    second.mkdir()
    held = try_to_hold(second / "serving.lock")
    assert held is not None
    with pytest.raises(BadCopy, match="läuft schon ein Server"):
        take_over(stick, second, NOW, rest=at_once)
    held.close()


# --- a copy that is none ---


def test_a_changed_byte_is_found(copier: Copier, stick: Path, second: Path) -> None:
    found = manifest.read(stick / FOLDER)
    assert found is not None
    database = stick / FOLDER / FILES / found.files[DATABASE]
    content = bytearray(database.read_bytes())
    content[5000] ^= 1
    database.write_bytes(content)
    with pytest.raises(BadCopy, match=DATABASE):
        take_over(stick, second, NOW, rest=at_once)
    assert not second.exists() and list(second.parent.iterdir()) == []


def test_a_changed_manifest_a_missing_copy_and_a_foreign_secret_are_refused(
    copier: Copier, stick: Path, second: Path, tmp_path: Path
) -> None:
    with pytest.raises(BadCopy, match="liegt keine Kopie"):
        take_over(tmp_path, second, NOW, rest=at_once)
    with pytest.raises(BadCopy, match="SECRET_KEY"):
        take_over(stick, second, NOW, rest=at_once, secret_key="of somebody else")
    path = stick / FOLDER / manifest.MANIFEST
    path.write_text(path.read_text(encoding="ascii").replace("5000", "5001"), encoding="ascii")
    with pytest.raises(BadCopy, match="verändert"):
        take_over(stick, second, NOW, rest=at_once)


def test_a_copy_of_a_newer_program_is_refused_in_words(house: House, copier: Copier, stick: Path, second: Path) -> None:
    with house.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    time.sleep(0.1)
    copier.look()
    with pytest.raises(BadCopy, match="neueren Fassung"):
        take_over(stick, second, NOW, rest=at_once)


def test_a_copy_without_its_database_asks_for_the_address_of_the_server(
    stick: Path, second: Path, tmp_path: Path
) -> None:
    Copier(Config(tmp_path, "postgresql+psycopg://nobody@nowhere/none", KEY, standby_dir=stick)).look()
    with pytest.raises(BadCopy, match="DATABASE_URL"):
        take_over(stick, second, NOW, rest=at_once)


# --- the drill ---


def wait_for_copy(server: RealServer, since: float) -> status.Status:
    """Until the copy holds everything that was answered before `since`."""
    config = Config(server.data_dir, "", b"", standby_dir=server.data_dir)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        found = status.read(config)
        if found.as_of is not None and found.as_of > since:
            return found
        time.sleep(0.1)
    raise AssertionError(f"no copy: {found}")


def statements_in(data_dir: Path) -> dict[str, str]:
    with closing(sqlite3.connect(data_dir / DATABASE)) as look:
        return dict(look.execute("SELECT id, text FROM statements"))


@pytest.mark.day
@pytest.mark.timeout(240)
def test_the_laptop_dies_in_the_vote_and_a_second_one_goes_on_under_the_same_qr(
    tmp_path: Path, stick: Path, second: Path
) -> None:
    with RealServer(tmp_path, STANDBY_DIR=str(stick)) as first, Hall(first, only_workshop(first), 20) as hall:
        hall.come_to_the_vote(lambda n: f"Gast {n} wohnt im Grünen.")
        early, late = list(range(15)), list(range(15, 20))
        hall.everyone(lambda n, phone: hall.vote(n, {phone.tools[0]["id"]: 1}), early)
        documents = {(name, fmt): hall.document(name, fmt) for name, fmt in DOCUMENTS}
        wait_for_copy(first, time.time())
        asleep = time.time()
        stick.rename(pulled := stick.with_name("pulled"))
        hall.ada.post("showing", note="nach der letzten Kopie")
        age = time.time() - asleep
        first.crash()  # and the machine with it: nothing reaches the copy any more

        began = time.monotonic()
        first.data_dir, first._env["DATA_DIR"] = second, str(second)
        first._env.pop("STANDBY_DIR")
        first.words = ["takeover", str(pulled), "--no-browser"]
        first.start()
        needed = time.monotonic() - began

        assert statements_in(second) == hall.told.cards, "every card that was acknowledged"
        hall.everyone(lambda _n, phone: phone.look())  # the cookies of before
        vote_id = hall.ada.look() and hall.ada.vote["id"]
        kept = hall.everyone(lambda n, phone: phone.own_ballot(vote_id)["points"], early)
        assert kept == [hall.told.ballots[n][1] for n in early], "every ballot that was acknowledged"
        assert {(name, fmt): hall.document(name, fmt) for name, fmt in DOCUMENTS} == documents, "byte by byte"
        shown = hall.ada.regions["cockpit.side"]["showing"]
        assert shown["note"] == "", f"what was pressed after the copy is lost: {age:.1f} s of work"

        hall.everyone(lambda n, phone: hall.vote(n, {phone.tools[0]["id"]: 1}), late)
        hall.everyone(lambda _n, phone: phone.connect())
        assert (hall.stage()["vote"]["done"], hall.stage()["vote"]["of"]) == (20, 20)
        hall.ada.press_go()
        hall.wait_for(hall.ada.activity)
        assert first.tracebacks == ""
        assert needed < 60, "the rest of the five minutes is for walking, plugging in and typing"


@pytest.mark.day
@pytest.mark.timeout(240)
def test_the_server_that_ends_leaves_a_last_copy_and_the_copying_process_is_started_again(
    tmp_path: Path, stick: Path
) -> None:
    with RealServer(tmp_path, STANDBY_DIR=str(stick)) as server:
        wait_for_copy(server, time.time())
        beats = json.loads((stick / FOLDER / ALIVE).read_text(encoding="ascii"))["beats"]
        assert beats >= 1
        copying = subprocess.run(
            ["pgrep", "-P", str(server.pid), "-f", "facilitation.standby"], capture_output=True, text=True
        ).stdout.split()
        os.kill(int(copying[0]), 9)
        wait_for_copy(server, time.time() + BEAT)
        command = [*COMMAND, "create", "--template", "world-cafe"]
        made = subprocess.run(command, cwd=ROOT, env=server._env, capture_output=True, text=True, timeout=60)
        code = json.loads(made.stdout)["code"]
        server.crash()
    until = time.monotonic() + 30
    while (free := try_to_hold(tmp_path / "standby.lock")) is None and time.monotonic() < until:
        time.sleep(0.2)
    assert free is not None, "the copying process ends by itself"
    free.close()
    done = take_over(stick, tmp_path / "second", THE_DAY)
    house = House(from_environment({"DATA_DIR": str(done.data_dir)}))
    with house.reading() as session:
        assert by_code(session, code).code == code
    house.close()
