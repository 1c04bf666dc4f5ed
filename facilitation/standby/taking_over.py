"""Taking over: a second machine makes its data folder from the copy and goes on under the same addresses and keys."""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alembic.script import ScriptDirectory
from alembic.util import CommandError

from facilitation.addresses import is_here
from facilitation.config import TAKEN_OVER
from facilitation.database.migrations import settings as migrations
from facilitation.standby import manifest
from facilitation.standby.copying import BEAT, KEY, TLS
from facilitation.standby.holding import try_to_hold
from facilitation.standby.manifest import ALIVE, DATABASE, FILES, FOLDER, TAKEN, BadCopy, Manifest

WATCHED = 3 * BEAT  # seconds in which a living first machine would show itself
LONGEST_WATCH = 60.0
ANYWAY = "Wenn Sie sicher sind, dass der andere Rechner aus ist: denselben Befehl mit --anyway am Ende."


@dataclass(frozen=True)
class TakenOver:
    """`as_of` is up to when everything was copied; `set_aside` where the machine's own data folder went; `address` what
    the QR in the hall leads to, and `is_here` whether this machine answers there (None: it is a name, ask the network).
    """

    data_dir: Path
    as_of: datetime
    files: int
    address: str
    is_here: bool | None
    set_aside: Path | None
    marked: bool


def take_over(
    place: Path, data_dir: Path, now: datetime, *, anyway: bool = False, secret_key: str = "",
    has_database: bool = False, rest: Callable[[float], None] = time.sleep,
) -> TakenOver:  # fmt: skip
    """Make `data_dir` from the copy at `place`; what was there is set aside. Refuses while the first machine still
    copies, and what another machine has taken over already, unless `anyway`. Raises BadCopy."""
    folder = _found(place)
    copy = manifest.read(folder)
    assert copy is not None
    if copy.database == "postgresql" and not has_database:
        raise BadCopy("Diese Kopie enthält nur Dateien: Die Datenbank ist ein PostgreSQL. Bitte DATABASE_URL angeben.")
    if secret_key and manifest.installation_of(secret_key.encode()) != copy.installation:
        raise BadCopy("SECRET_KEY gehört zu einer anderen Installation als die Kopie. Bitte weglassen.")
    if not anyway:
        _must_be_free(folder, now)
        _must_be_silent(folder, rest)
    token = secrets.token_hex(8)
    drawn = data_dir.with_name(f"{data_dir.name}-{token}.new")
    try:
        _restore(folder, copy, drawn)
        _must_be_readable(drawn / DATABASE)
        kept = {"token": token, "settings": _settings(folder, copy, data_dir)}
        (drawn / TAKEN_OVER).write_text(json.dumps(kept, indent=2), encoding="utf-8")
        set_aside = _set_aside(data_dir, now)
        drawn.rename(data_dir)
    except BaseException:
        shutil.rmtree(drawn, ignore_errors=True)
        raise
    address = copy.settings["BASE_URL"]
    return TakenOver(
        data_dir=data_dir, as_of=datetime.fromtimestamp(copy.made_at, now.tzinfo), files=len(copy.files),
        address=address, is_here=is_here(address), set_aside=set_aside, marked=_mark(folder, token, now),
    )  # fmt: skip


def told(done: TakenOver) -> list[str]:
    """What to say to whoever stands at the second machine."""
    said = [f"Übernommen: {done.files} Dateien, auf dem Stand von {done.as_of:%H:%M:%S} Uhr."]
    if done.set_aside is not None:
        said.append(f"Was vorher auf diesem Rechner war, liegt jetzt in {done.set_aside}.")
    if done.is_here is False:
        said.append(
            f"ACHTUNG: Die QR-Codes im Saal führen zu {done.address}. Dieser Rechner hat die Adresse nicht. "
            "Geben Sie sie ihm in den Netzwerkeinstellungen, dann sind alle Telefone wieder da."
        )
    elif done.is_here is None:
        said.append(f"Die QR-Codes im Saal führen zu {done.address}. Dieser Name muss jetzt zu diesem Rechner führen.")
    if not done.marked:
        said.append("Auf die Kopie lässt sich nicht schreiben. Bitte von ihr nicht noch einmal übernehmen.")
    return [*said, "Den ersten Rechner bitte nicht wieder starten.", ""]


def _found(place: Path) -> Path:
    for folder in (place, place / FOLDER):
        if manifest.read(folder) is not None:
            return folder
    raise BadCopy(f"In {place} liegt keine Kopie. Gesucht wird der Ordner „{FOLDER}“.")


def _must_be_free(folder: Path, now: datetime) -> None:
    try:
        told = json.loads((folder / TAKEN).read_text(encoding="utf-8"))
        at = datetime.fromisoformat(told["at"]).astimezone(now.tzinfo)
    except FileNotFoundError:
        return
    except (ValueError, KeyError, TypeError):
        at = now
    raise BadCopy(f"Von dieser Kopie hat am {at:%d.%m. um %H:%M} Uhr schon ein Rechner übernommen. {ANYWAY}")


def _must_be_silent(folder: Path, rest: Callable[[float], None]) -> None:
    """Two servers would take the hall from each other: the first one still copies for as long as it lives."""
    before = _heartbeat(folder)
    try:
        slow = float(json.loads((folder / ALIVE).read_bytes())["next"])  # a slow stick is written to now and then only
    except (OSError, ValueError, KeyError, TypeError):
        slow = 0.0
    rest(min(LONGEST_WATCH, max(WATCHED, slow + BEAT)))
    if _heartbeat(folder) != before:
        raise BadCopy(f"Der erste Rechner läuft noch und schreibt in diese Kopie. Bitte zuerst beenden. {ANYWAY}")


def _heartbeat(folder: Path) -> bytes:
    with suppress(FileNotFoundError):
        return (folder / ALIVE).read_bytes() + (folder / manifest.MANIFEST).read_bytes()
    return b""


def _restore(folder: Path, copy: Manifest, target: Path) -> None:
    """Every file to its place, each held against its checksum."""
    for name, checksum in copy.files.items():
        path = (target / name).resolve()
        if not path.is_relative_to(target.resolve()):
            raise BadCopy(f"Die Kopie in {folder} ist beschädigt: {name}")
        try:
            content = (folder / FILES / checksum).read_bytes()
        except FileNotFoundError:
            content = b""
        if hashlib.sha256(content).hexdigest() != checksum:
            raise BadCopy(f"Die Kopie in {folder} ist beschädigt: {name} ist nicht, was kopiert wurde.")
        path.parent.mkdir(parents=True, exist_ok=True)
        manifest.put(path, content)


def _must_be_readable(database: Path) -> None:
    """The database is whole, and not of a newer program than this one."""
    if not database.exists():
        return
    with closing(sqlite3.connect(database)) as look:
        if look.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise BadCopy("Die Datenbank in der Kopie ist beschädigt.")
        (shape,) = look.execute("SELECT version_num FROM alembic_version").fetchone()
    try:
        ScriptDirectory.from_config(migrations()).get_revision(shape)
    except CommandError:
        raise BadCopy("Die Kopie stammt von einer neueren Fassung des Programms als der auf diesem Rechner.") from None


def _settings(folder: Path, copy: Manifest, data_dir: Path) -> dict[str, str]:
    """Those of the first machine; and this one goes on copying to where the copy lies."""
    certificate = {setting: str(data_dir / own) for setting, own in TLS.items() if own in copy.files}
    further = {"STANDBY_DIR": str(folder.parent.resolve())} if folder.name == FOLDER else {}
    return {**copy.settings, **certificate, **further}


def _set_aside(data_dir: Path, now: datetime) -> Path | None:
    """What this machine had before keeps its place under another name. Raises BadCopy while a server works in it."""
    if not data_dir.exists():
        data_dir.parent.mkdir(parents=True, exist_ok=True)
        return None
    held = try_to_hold(data_dir / "serving.lock")
    if held is None:
        raise BadCopy(f"Auf diesem Rechner läuft schon ein Server in {data_dir}. Bitte zuerst beenden.")
    held.close()
    aside = data_dir.with_name(f"{data_dir.name}-vor-{now:%Y%m%d-%H%M%S}")
    data_dir.rename(aside)
    if {path.name for path in aside.iterdir()} <= {"serving.lock", KEY}:
        shutil.rmtree(aside)
        return None
    return aside


def _mark(folder: Path, token: str, now: datetime) -> bool:
    """Say in the copy that it is taken; a stick that cannot be written does not keep the hall waiting."""
    try:
        manifest.put(folder / TAKEN, json.dumps({"token": token, "at": now.isoformat()}).encode())
    except OSError:
        return False
    return True
