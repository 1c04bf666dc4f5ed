"""What was sent and is being looked at: kept beside the database for an hour, never in the day's tables.

A Werkzeugkoffer is kept as it came; `uploads` keeps tables here as what was read in them.
"""

from __future__ import annotations

import os
import re
import secrets
import time
from pathlib import Path

from facilitation.errors import NotFound

KEPT_SECONDS = 3600
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
KOFFER = "koffer"


def keep(folder: Path, code: str, sent: bytes, kind: str = KOFFER) -> str:
    """Keep it for its workshop; returns the name to find it by."""
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder)
    token = secrets.token_urlsafe(16)
    handle = os.open(_path(folder, code, token, kind), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(sent)
    return token


def find(folder: Path, code: str, token: str, kind: str = KOFFER) -> bytes:
    """What was kept for this workshop under this name. Raises NotFound when it never was or its hour is over."""
    path = _path(folder, code, token, kind)
    try:
        if not TOKEN.fullmatch(token) or time.time() - path.stat().st_mtime > KEPT_SECONDS:
            raise NotFound(what="upload")
        return path.read_bytes()
    except OSError:
        raise NotFound(what="upload") from None


def drop(folder: Path, code: str, token: str, kind: str = KOFFER) -> None:
    if TOKEN.fullmatch(token):
        _path(folder, code, token, kind).unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Delete what has lain here for longer than its hour."""
    for path in folder.glob("*-*.*"):
        try:
            if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                path.unlink()
        except OSError:
            continue  # another process was quicker


def _path(folder: Path, code: str, token: str, kind: str) -> Path:
    return folder / f"{code}-{token}.{kind}"
