"""LibreOffice, which opens our documents as an office does: one that is already there, else Debian's own packages.

`TEST_OFFICE` names another; `python -m tests.programs` prints what would be used.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

COMMANDS = ("soffice", "libreoffice")
PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
PACKAGES = ("libreoffice-writer-nogui", "libreoffice-calc-nogui")
MISSING = (
    "Kein LibreOffice gefunden / no LibreOffice found. "
    f"Debian, Ubuntu: sudo apt-get install {' '.join(PACKAGES)}; sonst / otherwise: TEST_OFFICE=/path/to/soffice"
)
PATIENCE = 120  # seconds: the first start on a busy machine takes its time


class NoOffice(RuntimeError):
    """There is none, and none could be installed."""


def find_or_install() -> str:
    """The path of LibreOffice, installed by apt when root on Debian and there is none; raises NoOffice."""
    chosen = os.environ.get("TEST_OFFICE")
    if chosen:
        if path := shutil.which(chosen):
            return path
        raise NoOffice(f"TEST_OFFICE={chosen}: no such program")
    if path := find():
        return path
    install()
    if path := find():
        return path
    raise NoOffice(MISSING)


def find() -> str | None:
    found = (shutil.which(command) for command in COMMANDS)
    return next((path for path in (*found, *PLACES) if path and Path(path).exists()), None)


def install() -> None:
    if not shutil.which("apt-get") or os.geteuid() != 0:
        raise NoOffice(MISSING)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print("Installiere LibreOffice …", file=sys.stderr, flush=True)
    for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
        done = subprocess.run(["apt-get", *step], env=quiet, capture_output=True, text=True)
        if done.returncode:
            raise NoOffice(f"{MISSING}\n{done.stderr.strip()}")


class LibreOffice:
    """Opens a document and saves it in another format, with a profile of its own."""

    def __init__(self, program: str, home: Path) -> None:
        self.program, self.home = program, home

    def saved_as(self, content: bytes, ending: str, wanted: str) -> bytes:
        """`wanted` is a file ending, with a filter and its options if need be."""
        with tempfile.TemporaryDirectory(dir=self.home) as desk:
            source = Path(desk) / f"given.{ending}"
            source.write_bytes(content)
            out = Path(desk) / "out"
            done = subprocess.run(
                [
                    self.program, f"-env:UserInstallation={(self.home / 'profile').as_uri()}", "--headless",
                    "--convert-to", wanted, "--outdir", str(out), str(source),
                ],
                capture_output=True, text=True, timeout=PATIENCE,
            )  # fmt: skip
            made = list(out.glob("given*"))
            assert len(made) == 1, f"LibreOffice did not open it: {done.stderr}"
            return made[0].read_bytes()


if __name__ == "__main__":
    try:
        print(find_or_install())
    except NoOffice as missing:
        sys.exit(str(missing))
