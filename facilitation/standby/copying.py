"""Copying the data folder while the day runs: the open ballot boxes first, then the database, then the other files.

That order matters: a box that is counted between the two looks is in the database already, and whoever takes over
destroys its copy. The other way round its ballots would be in neither.
"""

from __future__ import annotations

import errno
import hashlib
import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from facilitation import __version__
from facilitation.addresses import base_address
from facilitation.config import TAKEN_OVER, Config
from facilitation.standby import manifest, status
from facilitation.standby.manifest import ALIVE, DATABASE, FILES, FOLDER, TAKEN, BadCopy, DamagedCopy, Manifest
from facilitation.standby.status import State, Status

BEAT = 2.0  # seconds between two looks
REST = 3  # so many times as long as the last copy took nothing is copied: it never fills more than a quarter
SETTLED = 0.05  # seconds: a file changed more lately may change again within the same tick of its time stamp
KEY = "secret.key"
TLS = {"TLS_CERT": "tls/certificate.pem", "TLS_KEY": "tls/key.pem"}
OURS_ALONE = frozenset({"serving.lock", "standby.lock", status.STATUS, KEY, TAKEN_OVER})
BESIDE = ("-wal", "-shm", "-journal", ".new", ".part")
SQLITE = b"SQLite format 3\0"
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
LOCKED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
GONE = frozenset({errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.ENOTCONN, errno.ENOTDIR, errno.EIO})


class Refused(Exception):
    """This copy is not ours to write; the argument is the state that says why."""


class Copier:
    """Keeps one copy of an installation up to date. `look` is called again and again by one process."""

    def __init__(self, config: Config) -> None:
        assert config.standby_dir is not None
        self._config, self._place = config, config.standby_dir
        self._folder = config.standby_dir / FOLDER
        self._installation = manifest.installation_of(config.secret_key)
        url = make_url(config.database_url)
        self._database = Path(url.database) if url.drivername.startswith("sqlite") and url.database else None
        self._seen: dict[str, tuple[float, ...]] | None = None
        self._device: int | None = None
        self._made: Manifest | None = None
        self._lineage = manifest.token_of(config.data_dir / TAKEN_OVER)
        self._beats = 0
        self.status = Status(State.BEGUN, files_only=self._database is None)

    def look(self) -> float:
        """Copy if anything has changed since the last look. Writes the status; returns how long to rest."""
        began = time.time()
        try:
            self._may_write()
            state, reason = self._follow(began), ""
        except Refused as refused:
            state, reason = State(refused.args[0]), ""
        except BadCopy as bad:
            state, reason = State.FOREIGN, str(bad)
        except (OSError, sqlite3.Error) as error:
            state, reason = _state_of(error), type(error).__name__
        if state is not State.KEPT:
            self._seen = None  # whatever lies there is looked through anew
            self._tell(state=state, reason=reason)
        return max(BEAT, REST * (time.time() - began))

    def _follow(self, began: float) -> State:
        seen, done = self._signature(began), {}
        if seen != self._seen:
            done = {"bytes": self._copy(began), "took": time.time() - began}
            self._seen = seen
        self._show_life(began, done.get("took", self.status.took))
        self._tell(state=State.KEPT, reason="", as_of=began, **done)
        return State.KEPT

    def _show_life(self, now: float, took: float) -> None:
        """Whoever would take over sees that we live, and within how many seconds the next sign will come."""
        self._beats += 1
        told = {"beats": self._beats, "at": now, "next": max(BEAT, REST * took) + took}
        (self._folder / ALIVE).write_text(json.dumps(told), encoding="ascii")

    def _may_write(self) -> None:
        """Is the place there, is it still the same medium, and is the copy on it ours? Raises Refused, BadCopy."""
        device = self._place.stat().st_dev
        at_home = device == self._config.data_dir.stat().st_dev
        if self._device not in (None, device) and at_home:
            raise Refused(State.MISSING)  # the stick is pulled: its empty place belongs to our own disk
        for folder in (self._folder, self._folder / FILES):  # never the place itself: it may be a pulled stick's
            folder.mkdir(exist_ok=True)
        self._device = device
        self.status = Status(**{**vars(self.status), "same_disk": at_home})
        try:
            there = manifest.read(self._folder)
        except DamagedCopy:
            there = None  # a stick was pulled in the middle: it is made anew
        if there is not None and there.installation != self._installation:
            raise Refused(State.FOREIGN)
        followed_by = manifest.token_of(self._folder / TAKEN) or (there.lineage if there is not None else self._lineage)
        if followed_by != self._lineage:
            raise Refused(State.TAKEN_OVER)
        if there != self._made:
            self._seen = None  # not what we left there: another stick, or somebody tidied up

    def _signature(self, now: float) -> dict[str, tuple[float, ...]]:
        """What tells a changed file from an unchanged one, without opening any."""
        found: dict[str, tuple[float, ...]] = {}
        for name, path in self._sources():
            parts: list[float] = []
            for beside in (path, Path(f"{path}-wal")):
                with suppress(FileNotFoundError):
                    stat = beside.stat()
                    just_now = abs(stat.st_mtime - now) < SETTLED
                    parts += [now] if just_now else [stat.st_mtime_ns, stat.st_size]
            found[name] = tuple(parts)
        return found

    def _sources(self) -> Iterator[tuple[str, Path]]:
        """The path in the copy and the file at home: boxes, then the database, then the rest."""
        home = self._config.data_dir
        boxes = self._config.boxes_dir
        yield from ((f"boxes/{path.name}", path) for path in sorted(boxes.glob("*.box")))
        if self._database is not None:
            yield DATABASE, self._database
        for path in sorted(home.rglob("*")):
            own = path.relative_to(home).as_posix()
            if own in OURS_ALONE or path == self._database or path.name.endswith(BESIDE) or boxes in path.parents:
                continue
            if path.is_file() and not path.is_relative_to(self._place):
                yield own, path
        for setting, own in TLS.items():
            given = self._config.tls_cert if setting == "TLS_CERT" else self._config.tls_key
            if given is not None:
                yield own, given

    def _copy(self, began: float) -> int:
        """Write what is new, then the manifest, then wipe what it no longer names. Returns the copy's size in bytes."""
        files: dict[str, str] = {}
        size = 0
        for name, path in self._sources():
            try:
                content = _content(path)
            except FileNotFoundError:  # counted or purged while we looked
                continue
            files[name], size = self._keep(content), size + len(content)
        files[KEY] = self._keep(self._config.secret_key)
        made = Manifest(
            installation=self._installation, lineage=self._lineage, made_at=began, product=__version__, files=files,
            database="postgresql" if self._database is None else "sqlite", settings=self._settings(),
        )  # fmt: skip
        manifest.settle(self._folder / FILES)
        made.write(self._folder)
        manifest.settle(self._folder)
        self._made = made
        (self._folder / TAKEN).unlink(missing_ok=True)
        named = set(files.values())
        for stored in list(manifest.stored(self._folder)):
            if stored.name not in named:
                manifest.wipe(stored)
        return size

    def _keep(self, content: bytes) -> str:
        """A file under its checksum, unless it lies there already."""
        name = hashlib.sha256(content).hexdigest()
        target = self._folder / FILES / name
        if not target.exists():
            manifest.put(target, content)
        return name

    def _settings(self) -> dict[str, str]:
        """Under what the phones know this machine: the QR in the hall must lead to the second one too."""
        config = self._config
        base = config.base_url or base_address("", "", config.port)
        return {"PORT": str(config.port), "BASE_URL": base}

    def _tell(self, **changes: Any) -> None:
        self.status = Status(**{**vars(self.status), **changes})
        with suppress(OSError):  # the data folder's own disk is full: the server says so itself
            status.write(self._config.data_dir, self.status)


def _content(path: Path) -> bytes:
    """A file as it is now; of an SQLite database one consistent look, its log included."""
    with path.open("rb") as file:
        if file.read(len(SQLITE)) != SQLITE:
            file.seek(0)
            return file.read()
    try:
        with (
            closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=10)) as source,
            closing(sqlite3.connect(":memory:")) as copy,  # never a file: a box leaves nothing on the way
        ):
            source.backup(copy)
            return copy.serialize()
    except sqlite3.Error:
        if not path.exists():
            raise FileNotFoundError(path) from None
        raise


def _state_of(error: Exception) -> State:
    number = getattr(error, "errno", None)
    known = ((State.FULL, FULL), (State.READ_ONLY, LOCKED), (State.MISSING, GONE))
    return next((state for state, numbers in known if number in numbers), State.FAILED)
