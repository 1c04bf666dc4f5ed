"""Background jobs: one at a time per purpose, told part by part, stopped on demand, gone after an hour."""

from __future__ import annotations

import io
import threading
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from facilitation.clock import FrozenClock
from facilitation.documents.jobs import LIFE, SILENT, Job, Jobs, Part, State
from facilitation.documents.printing import NothingToPrint
from facilitation.errors import NotFound
from tests.builders import THE_DAY


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(THE_DAY)


@pytest.fixture
def jobs(tmp_path: Path, clock: FrozenClock) -> Jobs:
    return Jobs(tmp_path / "made", clock)


def part(title: str, content: bytes = b"%PDF") -> Part:
    return Part(title, f"{title}.pdf", lambda: content)


def finished(jobs: Jobs, job: Job, workshop: str = "ours") -> Job:
    for _ in range(500):
        now = jobs.one(workshop, job.id)
        if now.state is not State.RUNNING:
            return now
        time.sleep(0.01)
    raise AssertionError("the job does not end")


def test_the_parts_come_as_one_zip_in_their_order(jobs: Jobs) -> None:
    job = finished(jobs, jobs.begin("ours", "print", "alles.zip", [part("eins", b"1"), part("zwei", b"2")]))
    assert (job.state, job.done, job.total, job.skipped) == (State.DONE, 2, 2, [])
    content, name = jobs.result("ours", job.id)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert (name, archive.namelist(), archive.read("zwei.pdf")) == ("alles.zip", ["eins.pdf", "zwei.pdf"], b"2")


def test_a_single_document_comes_as_itself(jobs: Jobs) -> None:
    job = finished(jobs, jobs.begin("ours", "catalogue", "katalog.pdf", [part("Katalog", b"%PDF-1.7")]))
    assert jobs.result("ours", job.id) == (b"%PDF-1.7", "katalog.pdf")


def test_progress_names_what_is_being_made(jobs: Jobs) -> None:
    go = threading.Event()
    slow = Part("langsam", "b.pdf", lambda: b"x" if go.wait(10) else b"")
    job = jobs.begin("ours", "print", "alles.zip", [part("eins"), slow])
    while jobs.one("ours", job.id).now != "langsam":
        time.sleep(0.01)
    assert jobs.one("ours", job.id).face()["done"] == 1
    assert jobs.begin("ours", "print", "alles.zip", [part("drei")]).id == job.id  # it runs already
    go.set()
    assert finished(jobs, job).state is State.DONE


def test_a_stopped_job_leaves_nothing(jobs: Jobs, tmp_path: Path) -> None:
    go, entered = threading.Event(), threading.Event()

    def make() -> bytes:
        entered.set()
        go.wait(10)
        return b"x"

    job = jobs.begin("ours", "print", "alles.zip", [Part("langsam", "a.pdf", make), part("nie")])
    entered.wait(10)
    assert jobs.stop("ours", job.id).state is State.STOPPED
    go.set()
    for thread in threading.enumerate():
        if thread.name == "job-print":
            thread.join(10)
    assert jobs.one("ours", job.id).state is State.STOPPED
    with pytest.raises(NotFound):
        jobs.result("ours", job.id)
    assert [path.suffix for path in (tmp_path / "made").iterdir() if path.suffix in (".result", ".part")] == []


def test_a_part_with_nothing_to_show_is_left_out_and_named(jobs: Jobs) -> None:
    def nothing() -> bytes:
        raise NothingToPrint(sheet="x")

    job = finished(jobs, jobs.begin("ours", "print", "alles.zip", [Part("leer", "a.pdf", nothing), part("voll")]))
    assert (job.state, job.skipped) == (State.DONE, ["leer"])
    empty = finished(jobs, jobs.begin("ours", "print", "alles.zip", [Part("leer", "a.pdf", nothing)]))
    assert empty.state is State.FAILED


def test_a_part_that_breaks_fails_the_job(jobs: Jobs) -> None:
    def broken() -> bytes:
        raise RuntimeError("no ink")

    assert finished(jobs, jobs.begin("ours", "print", "a.zip", [Part("x", "x.pdf", broken)])).state is State.FAILED


def test_another_workshop_sees_nothing_of_it(jobs: Jobs) -> None:
    job = finished(jobs, jobs.begin("ours", "print", "alles.zip", [part("eins")]))
    assert jobs.of("theirs") == []
    for ask in (jobs.one, jobs.result, jobs.stop):
        with pytest.raises(NotFound):
            ask("theirs", job.id)


def test_after_an_hour_it_is_gone(jobs: Jobs, clock: FrozenClock, tmp_path: Path) -> None:
    job = finished(jobs, jobs.begin("ours", "print", "alles.zip", [part("eins")]))
    clock.instant += LIFE + timedelta(seconds=1)
    with pytest.raises(NotFound):
        jobs.result("ours", job.id)
    finished(jobs, jobs.begin("ours", "print", "alles.zip", [part("neu")]))
    assert not list((tmp_path / "made").glob(f"{job.id}.*"))


def test_another_process_sees_the_same_and_a_dead_one_is_noticed(
    jobs: Jobs, clock: FrozenClock, tmp_path: Path
) -> None:
    go = threading.Event()
    job = jobs.begin("ours", "print", "a.zip", [Part("x", "x.pdf", lambda: b"x" if go.wait(10) else b"")])
    elsewhere = Jobs(tmp_path / "made", clock)
    assert elsewhere.one("ours", job.id).state is State.RUNNING
    clock.instant += SILENT + timedelta(seconds=1)
    assert elsewhere.one("ours", job.id).state is State.FAILED
    go.set()


def test_only_the_newest_few_are_kept(jobs: Jobs, clock: FrozenClock) -> None:
    for n in range(8):
        clock.instant += timedelta(seconds=1)
        finished(jobs, jobs.begin("ours", f"purpose {n}", "a.zip", [part("eins")]))
    assert len(jobs.of("ours")) <= 6
