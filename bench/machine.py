"""The machine, and what a process costs on it: CPU seconds and memory as Linux counts them."""

from __future__ import annotations

import os
import platform
import resource
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """What a process and its children have used so far: CPU in milliseconds; resident memory and open files now."""

    cpu: float
    memory: float
    files: int

    @classmethod
    def of(cls, pid: int) -> Cost:
        cpu = memory = 0.0
        files = 0
        for one in _family(pid):
            try:
                fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
                files += len(os.listdir(f"/proc/{one}/fd"))
            except OSError:
                continue
            cpu += (int(fields[11]) + int(fields[12])) * 1000 / TICKS
            memory += int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 1024
        return cls(cpu, memory, files)


def described() -> str:
    return f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}"


def others_share(since: tuple[float, float], own: float) -> float:
    """How much of all cores programs other than ours took since `snapshot`; `own` is our CPU in seconds meanwhile."""
    busy, total = snapshot()
    return max(0.0, (busy - since[0] - own) / max(1e-9, total - since[1]))


def own_seconds() -> float:
    """CPU of this program and of everything it has started and waited for."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def snapshot() -> tuple[float, float]:
    """Busy and all seconds of all cores since the machine started."""
    numbers = [int(n) / TICKS for n in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return sum(numbers) - numbers[3] - numbers[4], sum(numbers)


def _family(pid: int) -> list[int]:
    found, todo = [pid], [pid]
    while todo:
        for children in Path(f"/proc/{todo.pop()}/task").glob("*/children"):
            try:
                new = [int(child) for child in children.read_text().split()]
            except OSError:
                continue
            found += new
            todo += new
    return found


def raise_file_limit() -> None:
    """Thousands of phones are thousands of open files."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
