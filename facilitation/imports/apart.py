"""Reading a stranger's file in a process of its own, bound in memory and time: whatever it does, the hall goes on.

Run as ``python -m facilitation.imports.apart``: the file comes in, its sheets or a refusal go out as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from facilitation.imports import reading
from facilitation.imports.reading import LARGEST_FILE, BadFile, Sheet

LONGEST_SECONDS = 20
MOST_MEMORY = 1024 * 1024 * 1024
PACKAGE = Path(__file__).resolve().parent.parent.parent


def read(sent: bytes) -> list[Sheet]:
    """The sheets of a file, as `reading.read` finds them. Raises BadFile."""
    if len(sent) > LARGEST_FILE:
        raise BadFile(reason="too_large", limit=LARGEST_FILE // 1024 // 1024)
    try:
        done = subprocess.run(  # our own interpreter and module
            [sys.executable, "-m", __name__], input=sent, capture_output=True, timeout=LONGEST_SECONDS, cwd=PACKAGE,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise BadFile(reason="bomb") from None
    try:
        told = json.loads(done.stdout)
    except ValueError:  # stopped by its bounds, or stumbled
        raise BadFile(reason="bomb" if done.returncode < 0 else "damaged") from None
    if "refused" in told:
        raise BadFile(**told["refused"])
    return reading.from_json(told["sheets"])


def _bound() -> None:
    try:
        import resource
    except ImportError:  # Windows: the time is bounded, the memory is not
        return
    for kind, limit in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, LONGEST_SECONDS)):
        try:
            resource.setrlimit(kind, (limit, limit))
        except (ValueError, OSError):
            continue  # a bound of this kind is not known here


def main() -> None:
    """Read standard input, write standard output."""
    _bound()
    told: dict[str, Any]
    try:
        told = {"sheets": reading.as_json(reading.read(sys.stdin.buffer.read()))}
    except BadFile as refused:
        told = {"refused": refused.facts}
    except MemoryError:
        told = {"refused": {"reason": "bomb"}}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
