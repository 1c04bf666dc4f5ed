"""What lies in a copy: one manifest that names every file with its checksum, and the files under their checksums.

The manifest is replaced in one step after everything it names is written, so a copy is whole or the one before.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FOLDER = "zukunftswerkstatt-kopie"  # what stands on the stick
MANIFEST, FILES, ALIVE, TAKEN = "kopie.json", "files", "alive.json", "uebernommen.json"
DATABASE = "zukunftswerkstatt.db"  # the main database's name in a copy, whatever it is called at home
FORMAT, VERSION = "zukunftswerkstatt-standby", 1
BLOCK = 1024 * 1024


class BadCopy(OSError):
    """A copy that cannot be taken over from, or that is not ours to replace; says in German what to do."""


class DamagedCopy(BadCopy):
    """Nobody can take over from it any more."""


@dataclass(frozen=True)
class Manifest:
    """`made_at` is when its copying began, in seconds since 1970: whatever was answered before is in it. `files` maps
    the path in the data folder to the checksum. `settings` are those a second machine needs to be found as the first.
    `lineage` is the token of the take-over its machine began with, empty for the first machine.
    """

    installation: str
    lineage: str
    made_at: float
    product: str
    database: str
    settings: dict[str, str]
    files: dict[str, str]

    def write(self, folder: Path) -> None:
        told = {"format": FORMAT, "version": VERSION, **asdict(self)}
        put(folder / MANIFEST, json.dumps({**told, "check": _check(told)}, indent=1).encode())


def read(folder: Path) -> Manifest | None:
    """The manifest of the copy in this folder; None if there is none. Raises BadCopy."""
    try:
        told = json.loads((folder / MANIFEST).read_bytes())
        check = told.pop("check")
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, AttributeError):
        unreadable = f"Die Kopie in {folder} ist beschädigt: Ihr Inhaltsverzeichnis lässt sich nicht lesen."
        raise DamagedCopy(unreadable) from None
    if told.pop("format", None) != FORMAT or told.get("version") != VERSION:
        raise BadCopy(f"Die Kopie in {folder} stammt von einer anderen Fassung des Programms.")
    if check != _check({"format": FORMAT, **told}):
        raise DamagedCopy(f"Die Kopie in {folder} ist beschädigt: Ihr Inhaltsverzeichnis ist verändert.")
    del told["version"]
    return Manifest(**told)


def installation_of(secret_key: bytes) -> str:
    """The same for every machine that holds this secret, and it tells nothing of the secret."""
    return hmac.new(secret_key, b"standby", hashlib.sha256).hexdigest()[:16]


def token_of(path: Path) -> str:
    """Which take-over a mark belongs to: it lies in the copy and in the data folder of the machine that took over.
    Empty where there is no mark."""
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["token"])
    except FileNotFoundError:
        return ""
    except (ValueError, KeyError, TypeError):
        return "unreadable"


def stored(folder: Path) -> Iterator[Path]:
    """Everything that lies under the copy's files, finished or not."""
    yield from (folder / FILES).iterdir() if (folder / FILES).is_dir() else ()


def put(path: Path, content: bytes) -> None:
    """Write a file in one step: whoever reads sees the old one or the new one, also after a power cut."""
    drawn = path.with_name(f"{path.name}.part")
    with open(drawn, "wb", opener=_owner_only) as file:
        for begin in range(0, len(content), BLOCK):
            file.write(content[begin : begin + BLOCK])
        file.flush()
        os.fsync(file.fileno())
    drawn.replace(path)


def settle(folder: Path) -> None:
    """Have the names in a folder written too, where the system can be asked to."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def wipe(path: Path) -> None:
    """Overwrite with zeros, then delete: unlinking alone would leave the bytes on the medium."""
    try:
        with path.open("r+b") as file:
            left = os.fstat(file.fileno()).st_size
            while left > 0:
                left -= file.write(bytes(min(left, BLOCK)))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    path.unlink(missing_ok=True)


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _check(told: dict[str, Any]) -> str:
    plain = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()
