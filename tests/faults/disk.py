"""A disk that is full: nothing is said to be saved that is not, everybody can go on looking, and it mends by itself."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from facilitation.rehearsal import Refused
from tests.conftest import missing
from tests.faults.figures import Figures
from tests.faults.invariants import everything_holds
from tests.faults.work import Work
from tests.hall import PATIENCE

SIZE = "24m"
FULL_FOR = 5.0
LOOK_WITHIN, RESUMES_WITHIN = 1.0, 5.0


@contextmanager
def a_small_disk(folder: Path) -> Iterator[Path]:
    """A file system of its own with little room."""
    if os.name != "posix" or os.geteuid() != 0:
        missing("root, to mount a small disk")
    folder.mkdir(exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode:
        missing("the right to mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def filled(work: Work, disk: Path, figures: Figures) -> None:
    """A rush on a full disk; then somebody makes room."""
    hall, refusals, slowest = work.hall, 0, 0.0
    filler = disk / "filler"
    fill(filler)
    waiting = hall.begin(work.deed, None)
    ends = time.monotonic() + FULL_FOR
    impatient = hall.second
    impatient.browser.patience = 0.0
    while time.monotonic() < ends:
        began = time.monotonic()
        hall.stage()
        slowest = max(slowest, time.monotonic() - began)
        try:
            impatient.post("showing", blank=False)
        except Refused as refused:
            assert (refused.status, refused.code) == (503, "not_saved"), refused
            refusals += 1
        time.sleep(0.1)
    impatient.browser.patience = PATIENCE
    filler.unlink()
    room = time.monotonic()
    for deed in waiting:
        deed.result(60)
    figures.told("disk full: plainly refused, as not saved", refusals)
    figures.at_most("disk full: slowest page meanwhile", slowest, LOOK_WITHIN, "s")
    figures.at_most("disk full: everything saved after there was room", time.monotonic() - room, RESUMES_WITHIN, "s")
    assert refusals, "the control: the disk was full"
    everything_holds(hall)


def fill(path: Path) -> None:
    """Leave not one byte."""
    with path.open("wb", buffering=0) as file:
        for piece in (64 * 1024, 512, 1):
            try:
                while True:
                    file.write(bytes(piece))
            except OSError:
                continue
