"""Long work on paper: made in the background part by part, with progress and a way to stop; kept for an hour.

What is known of a job lies in its folder and nowhere else, so any process of the installation can tell of it.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import threading
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from facilitation.clock import Clock
from facilitation.errors import NotFound, Refusal

LIFE = timedelta(hours=1)
SILENT = timedelta(minutes=5)  # a running job that told nothing for so long died with its process
KEPT = 5  # jobs of one workshop
ZIP_DATE = (1980, 1, 1, 0, 0, 0)

_log = logging.getLogger(__name__)


class State(StrEnum):
    """A job runs until it is done, was stopped, or failed."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True)
class Part:
    """A piece of the work: what is said while it is made, its file in the result, and how it is made."""

    title: str
    filename: str
    make: Callable[[], bytes]


@dataclass(frozen=True)
class Job:
    """How far a job is. `skipped` are the titles of parts that had nothing to show."""

    id: str
    workshop_id: str
    purpose: str
    filename: str
    total: int
    begun_at: str
    told_at: str
    state: State = State.RUNNING
    done: int = 0
    now: str = ""
    skipped: list[str] = field(default_factory=list)

    def face(self) -> dict[str, Any]:
        """As a page shows it."""
        said = asdict(self)
        return {name: said[name] for name in ("id", "filename", "total", "state", "done", "now", "skipped")}


class Jobs:
    """The background jobs of an installation, in a folder of its data."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder, self._clock = folder, clock

    def begin(self, workshop_id: str, purpose: str, filename: str, parts: Sequence[Part]) -> Job:
        """Start, unless a job for the same purpose runs already; that one is returned then.

        A file name that ends in ``.zip`` gathers the parts; any other takes the one part there is.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._clear_up()
        for job in self.of(workshop_id):
            if job.purpose == purpose and job.state is State.RUNNING:
                return job
        now = self._clock.now().isoformat()
        job = Job(secrets.token_urlsafe(16), workshop_id, purpose, filename, len(parts), now, now)
        self._tell(job)
        threading.Thread(target=self._run, args=(job, list(parts)), name=f"job-{purpose}", daemon=True).start()
        return job

    def of(self, workshop_id: str) -> list[Job]:
        """A workshop's jobs, the newest first."""
        found = [job for path in self._folder.glob("*.json") if (job := self._read(path)) is not None]
        own = [job for job in found if job.workshop_id == workshop_id and not self._is_over(job)]
        return sorted(own, key=lambda job: job.begun_at, reverse=True)

    def one(self, workshop_id: str, job_id: str) -> Job:
        """A job of this workshop. Raises NotFound, also when its hour is over."""
        for job in self.of(workshop_id):
            if secrets.compare_digest(job.id.encode(), job_id.encode()):
                return job
        raise NotFound(what="job")

    def stop(self, workshop_id: str, job_id: str) -> Job:
        """Stop after the part that is being made; nothing of it is kept."""
        job = self.one(workshop_id, job_id)
        if job.state is State.RUNNING:
            (self._folder / f"{job.id}.stop").touch()
            job = replace(job, state=State.STOPPED, now="")
            self._tell(job)
        return job

    def result(self, workshop_id: str, job_id: str) -> tuple[bytes, str]:
        """The file of a job that is done, and its name. Raises NotFound."""
        job = self.one(workshop_id, job_id)
        path = self._folder / f"{job.id}.result"
        if job.state is not State.DONE or not path.exists():
            raise NotFound(what="job")
        return path.read_bytes(), job.filename

    def _run(self, job: Job, parts: list[Part]) -> None:
        try:
            self._make(job, parts)
        except Exception:
            was_stopped = (self._folder / f"{job.id}.stop").exists()
            if not was_stopped:
                _log.exception("job %s failed", job.purpose)
            (self._folder / f"{job.id}.part").unlink(missing_ok=True)
            state = State.STOPPED if was_stopped else State.FAILED
            self._tell(replace(job, state=state, told_at=self._clock.now().isoformat()))

    def _make(self, job: Job, parts: list[Part]) -> None:
        drawn = self._folder / f"{job.id}.part"
        made = 0
        with zipfile.ZipFile(drawn, "w", zipfile.ZIP_DEFLATED) as archive:
            for number, part in enumerate(parts):
                if (self._folder / f"{job.id}.stop").exists():
                    break
                job = replace(job, done=number, now=part.title, told_at=self._clock.now().isoformat())
                self._tell(job)
                try:
                    content = part.make()
                except Refusal:
                    job = replace(job, skipped=[*job.skipped, part.title])
                    continue
                made += 1
                if not job.filename.endswith(".zip"):
                    (self._folder / f"{job.id}.result").write_bytes(content)
                archive.writestr(zipfile.ZipInfo(part.filename, ZIP_DATE), content)
        self._finish(job, drawn, made)

    def _finish(self, job: Job, drawn: Path, made: int) -> None:
        if (self._folder / f"{job.id}.stop").exists() or not made:
            drawn.unlink(missing_ok=True)
            (self._folder / f"{job.id}.result").unlink(missing_ok=True)
            state = State.FAILED if not made and job.skipped else State.STOPPED
            self._tell(replace(job, state=state, now=""))
            return
        if job.filename.endswith(".zip"):
            drawn.replace(self._folder / f"{job.id}.result")
        drawn.unlink(missing_ok=True)
        told = self._clock.now().isoformat()
        self._tell(replace(job, state=State.DONE, done=job.total, now="", told_at=told))

    def _tell(self, job: Job) -> None:
        """Write down how far it is, never half a file."""
        path = self._folder / f"{job.id}.json"
        new = path.with_suffix(f".{secrets.token_hex(4)}.new")
        new.write_text(json.dumps(asdict(job)), encoding="utf-8")
        os.replace(new, path)

    def _read(self, path: Path) -> Job | None:
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):  # cleared up meanwhile
            return None
        job = Job(**{**said, "state": State(said["state"])})
        silent = self._clock.now() - datetime.fromisoformat(job.told_at) > SILENT
        return replace(job, state=State.FAILED) if job.state is State.RUNNING and silent else job

    def _is_over(self, job: Job) -> bool:
        return self._clock.now() - datetime.fromisoformat(job.begun_at) > LIFE

    def _clear_up(self) -> None:
        """Delete what is older than an hour, and all but the newest few of each workshop."""
        jobs = [job for path in self._folder.glob("*.json") if (job := self._read(path)) is not None]
        seen: dict[str, int] = {}
        for job in sorted(jobs, key=lambda job: job.begun_at, reverse=True):
            seen[job.workshop_id] = seen.get(job.workshop_id, 0) + 1
            if self._is_over(job) or (seen[job.workshop_id] > KEPT and job.state is not State.RUNNING):
                for path in self._folder.glob(f"{job.id}.*"):
                    path.unlink(missing_ok=True)
