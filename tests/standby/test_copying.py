"""The copy that follows a running day: what is in it, what is never left behind, and what is said when it fails."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from facilitation import groups
from facilitation.config import Config
from facilitation.house import House
from facilitation.standby import manifest
from facilitation.standby.copying import SETTLED, Copier
from facilitation.standby.manifest import DATABASE, FILES, FOLDER, MANIFEST
from facilitation.standby.status import State, read
from facilitation.workshop import Workshop
from tests.builders import KEY, a_workshop, cast, open_vote, people, run_to, shut_and_seal
from tests.conftest import missing
from tests.real_server import ROOT


@pytest.fixture
def stick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stick")


@pytest.fixture
def witness(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second name for the bytes of a file on the medium: it sees what deleting leaves."""
    return tmp_path_factory.mktemp("witness") / "bytes"


@pytest.fixture
def copier(house: House, stick: Path) -> Copier:
    return Copier(kept_on(house, stick))


def kept_on(house: House, stick: Path) -> Config:
    return replace(house.config, standby_dir=stick)


def copy_of(stick: Path) -> manifest.Manifest:
    found = manifest.read(stick / FOLDER)
    assert found is not None
    return found


def stored(stick: Path, name: str) -> Path:
    return stick / FOLDER / FILES / copy_of(stick).files[name]


def rows(path: Path, asked: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as look:
        return look.execute(asked).fetchall()


def voting_hall(house: House) -> tuple[Workshop, list[str]]:
    workshop = a_workshop(house)
    guests = people(house, workshop, 8)
    run_to(house, workshop, "choice")
    return workshop, guests


def marks_of(house: House, stick: Path, name: str) -> list[tuple[object, ...]]:
    return rows(stored(stick, name), "SELECT mark FROM spent ORDER BY mark")


# --- what is in it ---


def test_everything_answered_before_the_copy_is_in_it(house: House, copier: Copier, stick: Path) -> None:
    workshop = a_workshop(house)
    people(house, workshop, 3)
    copier.look()
    assert copier.status.state is State.KEPT
    people(house, workshop, 5)  # the same three, and two more
    copier.look()
    copied = stored(stick, DATABASE)
    assert rows(copied, "SELECT count(*) FROM participants") == [(5,)]
    assert rows(copied, "PRAGMA integrity_check") == [("ok",)]
    assert stored(stick, "secret.key").read_bytes() == KEY
    if sys.platform != "win32":
        assert {path.stat().st_mode & 0o077 for path in manifest.stored(stick / FOLDER)} == {0}


def test_the_other_files_of_the_data_folder_come_along_and_go_again(house: House, copier: Copier, stick: Path) -> None:
    made = house.config.data_dir / "shares" / "one.json"
    made.parent.mkdir()
    made.write_text("a link", encoding="ascii")
    copier.look()
    assert stored(stick, "shares/one.json").read_text(encoding="ascii") == "a link"
    made.unlink()
    copier.look()
    assert "shares/one.json" not in copy_of(stick).files


def test_locks_logs_and_half_written_files_stay_at_home(house: House, copier: Copier, stick: Path) -> None:
    for name in ("serving.lock", "standby.lock", "half.new", "half.part"):
        (house.config.data_dir / name).touch()
    copier.look()
    assert set(copy_of(stick).files) == {DATABASE, "secret.key"}


def test_a_quiet_day_is_not_copied_again_and_its_copy_does_not_age(house: House, copier: Copier, stick: Path) -> None:
    a_workshop(house)
    copier.look()
    time.sleep(2 * SETTLED)
    copier.look()
    before, as_of = (stick / FOLDER / MANIFEST).stat().st_mtime_ns, copier.status.as_of
    copier.look()
    assert (stick / FOLDER / MANIFEST).stat().st_mtime_ns == before
    assert copier.status.as_of is not None and as_of is not None and copier.status.as_of > as_of


# --- the open box: one copy as it is now, no history ---


def test_of_an_open_box_there_is_one_copy_and_nothing_is_left_of_the_one_before(
    house: House, copier: Copier, stick: Path, witness: Path
) -> None:
    workshop, guests = voting_hall(house)
    vote = open_vote(house, workshop)
    name = f"boxes/{vote.id}.box"
    cast(house, workshop, vote, guests[0], {})
    copier.look()
    first, only = stored(stick, name), marks_of(house, stick, name)
    assert len(only) == 1
    os.link(first, witness)
    assert only[0][0].encode() in witness.read_bytes()  # type: ignore[attr-defined]
    cast(house, workshop, vote, guests[1], {})
    copier.look()
    assert len(marks_of(house, stick, name)) == 2
    assert not first.exists(), copier.status
    assert set(witness.read_bytes()) == {0}, "what was replaced is zeros, not just unlinked"
    assert len(list(manifest.stored(stick / FOLDER))) == len(set(copy_of(stick).files.values()))


def test_the_copy_of_a_box_ends_with_the_count(house: House, copier: Copier, stick: Path, witness: Path) -> None:
    workshop, guests = voting_hall(house)
    vote = open_vote(house, workshop)
    cast(house, workshop, vote, guests[0], {})
    copier.look()
    os.link(stored(stick, f"boxes/{vote.id}.box"), witness)
    marks = marks_of(house, stick, f"boxes/{vote.id}.box")
    shut_and_seal(house, workshop, vote)
    copier.look()
    assert not [name for name in copy_of(stick).files if name.startswith("boxes/")]
    assert set(witness.read_bytes()) == {0}
    left = b"".join(path.read_bytes() for path in stick.rglob("*") if path.is_file())
    assert not any(str(mark).encode() in left for (mark,) in marks)


def test_a_copy_that_was_cut_off_leaves_the_one_before_whole_and_is_cleared_away(
    house: House, copier: Copier, stick: Path
) -> None:
    workshop = a_workshop(house)
    copier.look()
    orphan = stick / FOLDER / FILES / "half.part"
    orphan.write_bytes(b"half of a box")
    assert rows(stored(stick, DATABASE), "SELECT count(*) FROM workshops") == [(1,)]
    people(house, workshop, 1)
    copier.look()
    assert not orphan.exists()


def test_a_box_counted_between_the_two_looks_loses_no_ballot(house: House, stick: Path) -> None:
    """The box is looked at first: the other order could hold an uncounted vote without its box."""
    workshop, guests = voting_hall(house)
    vote = open_vote(house, workshop)
    for guest in guests:
        cast(house, workshop, vote, guest, {})
    names = [name for name, _path in Copier(kept_on(house, stick))._sources()]
    assert names.index(f"boxes/{vote.id}.box") < names.index(DATABASE)


def test_deleting_people_reaches_the_copy(house: House, copier: Copier, stick: Path, witness: Path) -> None:
    workshop = a_workshop(house)
    house.write(groups.arrive, workshop_id=workshop.id, name="Zacharias Zweistein")
    copier.look()
    os.link(stored(stick, DATABASE), witness)
    assert b"Zacharias Zweistein" in witness.read_bytes()
    house.purge(workshop.id, "organiser")
    copier.look()
    left = b"".join(path.read_bytes() for path in stick.rglob("*") if path.is_file())
    assert b"Zacharias Zweistein" not in left + witness.read_bytes()


# --- when it fails, it says so, the day goes on, and it resumes ---


def test_a_pulled_stick_is_missing_and_followed_again_when_it_is_back(
    house: House, copier: Copier, stick: Path
) -> None:
    workshop = a_workshop(house)
    copier.look()
    stick.rename(stick.with_name("pulled"))
    people(house, workshop, 2)
    copier.look()
    assert copier.status.state is State.MISSING
    assert not stick.exists(), "nothing is written where the stick is not"
    stick.with_name("pulled").rename(stick)
    copier.look()
    assert copier.status.state is State.KEPT
    assert rows(stored(stick, DATABASE), "SELECT count(*) FROM participants") == [(2,)]


def test_a_copy_that_is_tidied_away_is_made_again_though_nothing_changed(
    house: House, copier: Copier, stick: Path
) -> None:
    a_workshop(house)
    time.sleep(2 * SETTLED)
    copier.look()
    shutil.rmtree(stick / FOLDER)
    copier.look()
    assert rows(stored(stick, DATABASE), "SELECT count(*) FROM workshops") == [(1,)]


def test_a_manifest_that_was_cut_off_is_made_anew(house: House, copier: Copier, stick: Path) -> None:
    copier.look()
    (stick / FOLDER / MANIFEST).write_bytes((stick / FOLDER / MANIFEST).read_bytes()[:100])
    copier.look()
    assert copier.status.state is State.KEPT
    assert DATABASE in copy_of(stick).files


def test_the_age_grows_while_nothing_is_copied(house: House, copier: Copier, stick: Path) -> None:
    copier.look()
    as_of = copier.status.as_of
    shutil.rmtree(stick)
    copier.look()
    assert copier.status.as_of == as_of is not None
    assert copier.status.age(as_of + 90) == 90


def test_a_full_stick_is_told_and_the_copy_before_stays(house: House, stick: Path) -> None:
    """A process whose files may not grow gets the same refusal as one whose disk is full."""
    Copier(kept_on(house, stick)).look()
    before = copy_of(stick)
    a_workshop(house)
    asked = f"""
import resource, sys
from dataclasses import replace
from pathlib import Path
from facilitation.config import Config
from facilitation.standby.copying import Copier
config = Config(Path({str(house.config.data_dir)!r}), {house.config.database_url!r}, {KEY!r})
copier = Copier(replace(config, standby_dir=Path({str(stick)!r})))
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
copier.look()
print(copier.status.state)
"""
    if sys.platform == "win32":
        missing("a limit of how large a file may become")
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert done.stdout == "full\n", done.stderr
    assert copy_of(stick) == before
    assert rows(stored(stick, DATABASE), "SELECT count(*) FROM workshops") == [(0,)]


def test_a_place_that_takes_no_files_is_told(house: House, stick: Path) -> None:
    (stick / FOLDER).touch()
    copier = Copier(kept_on(house, stick))
    copier.look()
    assert copier.status.state in (State.FAILED, State.MISSING, State.READ_ONLY)
    assert read(kept_on(house, stick)) == copier.status, "the server reads what the copying process says"


def test_another_installations_copy_is_not_replaced(house: House, copier: Copier, stick: Path) -> None:
    copier.look()
    other = Copier(replace(kept_on(house, stick), secret_key=b"another installation's key"))
    before = copy_of(stick)
    other.look()
    assert other.status.state is State.FOREIGN
    assert copy_of(stick) == before


def test_a_copy_on_the_data_folders_own_disk_says_so(copier: Copier) -> None:
    copier.look()
    assert copier.status.same_disk


def test_without_a_place_the_standby_is_off(house: House) -> None:
    assert read(house.config).state is State.OFF


def test_of_a_postgresql_only_the_files_are_copied_and_that_is_said(tmp_path: Path, stick: Path) -> None:
    config = Config(tmp_path, "postgresql+psycopg://nobody@nowhere/none", KEY, standby_dir=stick)
    copier = Copier(config)
    copier.look()
    assert copier.status.state is State.KEPT and copier.status.files_only
    assert (copy_of(stick).database, set(copy_of(stick).files)) == ("postgresql", {"secret.key"})
