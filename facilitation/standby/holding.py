"""Holding a folder: a lock that the system gives back however its process ends."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO


def try_to_hold(path: Path) -> IO[str] | None:
    """The opened file while nobody else holds it, to be kept open; None when somebody does."""
    held = path.open("w", encoding="ascii")
    try:
        _lock(held)
    except OSError:
        held.close()
        return None
    return held


def _lock(held: IO[str]) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(held.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
