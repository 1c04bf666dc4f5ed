"""Programs the tests work with: LibreOffice opens our documents as an office does, nginx and Redis stand before and
beside several workers. One that is already there, else Debian's own packages.

`TEST_OFFICE`, `TEST_NGINX` and `TEST_REDIS` name others; `python -m tests.programs` prints what would be used.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 120  # seconds: the first start on a busy machine takes its time


class NoProgram(RuntimeError):
    """There is none, and none could be installed."""


@dataclass(frozen=True)
class Program:
    """How a program is called, where else it lies, and which of Debian's packages bring it."""

    name: str
    setting: str
    commands: tuple[str, ...]
    packages: tuple[str, ...]
    places: tuple[str, ...] = ()

    @property
    def missing(self) -> str:
        return (
            f"Kein {self.name} gefunden / no {self.name} found. Debian, Ubuntu: sudo apt-get install "
            f"{' '.join(self.packages)}; sonst / otherwise: {self.setting}=/path/to/{self.commands[0]}"
        )


OFFICE = Program(
    "LibreOffice", "TEST_OFFICE", ("soffice", "libreoffice"), ("libreoffice-writer-nogui", "libreoffice-calc-nogui"),
    (
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        r"C:\Program Files\LibreOffice\program\soffice.exe",
    ),
)  # fmt: skip
NGINX = Program("nginx", "TEST_NGINX", ("nginx",), ("nginx-light",), ("/usr/sbin/nginx",))
REDIS = Program("Redis", "TEST_REDIS", ("redis-server", "valkey-server"), ("redis-server",))


def find_or_install(program: Program = OFFICE) -> str:
    """The path of a program, installed by apt when root on Debian and there is none; raises NoProgram."""
    chosen = os.environ.get(program.setting)
    if chosen:
        if path := shutil.which(chosen):
            return path
        raise NoProgram(f"{program.setting}={chosen}: no such program")
    if path := find(program):
        return path
    install(program)
    if path := find(program):
        return path
    raise NoProgram(program.missing)


def find(program: Program) -> str | None:
    found = (shutil.which(command) for command in program.commands)
    return next((path for path in (*found, *program.places) if path and Path(path).exists()), None)


def install(program: Program) -> None:
    if not shutil.which("apt-get") or os.geteuid() != 0:
        raise NoProgram(program.missing)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print(f"Installiere {program.name} …", file=sys.stderr, flush=True)
    for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *program.packages]):
        done = subprocess.run(["apt-get", *step], env=quiet, capture_output=True, text=True)
        if done.returncode:
            raise NoProgram(f"{program.missing}\n{done.stderr.strip()}")


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
        for wanted in (OFFICE, NGINX, REDIS):
            print(find_or_install(wanted))
    except NoProgram as missing:
        sys.exit(str(missing))
