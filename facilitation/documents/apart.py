"""A document made in a process of its own, one at a time and with low priority: a live vote never waits for paper."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from facilitation.config import Config

PACKAGE = Path(__file__).resolve().parent.parent.parent
PAUSE = 0.2  # seconds between two looks whether it is still wanted
LONGEST_SECONDS = 240

_one_at_a_time = threading.Lock()


class NotMade(RuntimeError):
    """The process ended without a document; its last words are the argument."""


Asked = Callable[[], bool]


def never() -> bool:
    return False


def export(config: Config, code: str, document_id: str, fmt: str, is_stopped: Asked = never) -> bytes:
    """What ``facilitation export`` writes. `is_stopped` is asked now and then; then nothing more is made.

    Raises NotMade, also when it was stopped.
    """
    with _one_at_a_time, tempfile.TemporaryDirectory(prefix="dokument-") as desk:
        if is_stopped():
            raise NotMade("stopped")
        out = Path(desk) / f"document.{fmt}"
        command = [sys.executable, "-m", "facilitation", "export", document_id, "--workshop", code, "--format", fmt]
        working = subprocess.Popen(
            [*_gently(), *command, "--out", str(out)], cwd=PACKAGE, env={**os.environ, **config.environment()},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        try:
            _wait(working, is_stopped)
        finally:
            working.kill()
            last_words = working.communicate()[1]
        if working.returncode or not out.exists():
            raise NotMade(last_words.decode(errors="replace").strip())
        return out.read_bytes()


def _wait(working: subprocess.Popen[bytes], is_stopped: Asked) -> None:
    for _ in range(int(LONGEST_SECONDS / PAUSE)):
        try:
            working.wait(PAUSE)
        except subprocess.TimeoutExpired:
            if is_stopped():
                return
        else:
            return


def _gently() -> list[str]:
    nice = shutil.which("nice")
    return [nice, "-n", "10"] if nice else []
