"""The servers beside ours, each in a process of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from bench.maker import ROOT
from tests.real_server import RealServer, _free_port

NODE = Path(__file__).with_name("node")
INSTALLS_WITHIN = 300


class Naive(RealServer):
    """B: ours with a commit per write and nothing gathered."""

    command: ClassVar[list[str]] = [sys.executable, "-m", "bench.baselines.naive"]


class Bare:
    """A server without storage; `pid` and `url` as those of the real one."""

    def __init__(self, command: list[str], cwd: Path = ROOT) -> None:
        port = _free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._process = subprocess.Popen([part.replace("PORT", str(port)) for part in command], cwd=cwd)
        self.pid = self._process.pid
        _wait_for(port)

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def bare_python() -> Iterator[Bare]:
    """E: python-socketio in memory."""
    yield from _running(Bare([sys.executable, "-m", "bench.baselines.bare_python", "PORT"]))


@contextmanager
def nothing() -> Iterator[Bare]:
    """A server that does no work at all."""
    yield from _running(Bare([sys.executable, "-m", "bench.baselines.bare_python", "PORT", "nothing"]))


@contextmanager
def bare_node(folder: Path) -> Iterator[Bare]:
    """D: Node's Socket.IO in memory, installed in `folder` by `install_node`."""
    yield from _running(Bare(["node", "server.js", "PORT"], folder))


def install_node(folder: Path) -> str:
    """Fetch Socket.IO for Node into `folder`. Returns why it cannot run, or nothing."""
    if not (shutil.which("npm") and shutil.which("node")):
        return "npm is missing"
    for name in ("package.json", "server.js"):
        shutil.copy(NODE / name, folder)
    command = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--silent"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=INSTALLS_WITHIN)
    except subprocess.TimeoutExpired:
        return "npm does not answer"
    return "" if done.returncode == 0 else "npm cannot fetch socket.io"


def _running(server: Bare) -> Iterator[Bare]:
    try:
        yield server
    finally:
        server.stop()


def _wait_for(port: int) -> None:
    import socket

    gives_up = time.monotonic() + 20
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if time.monotonic() > gives_up:
            raise RuntimeError("a baseline does not answer")
        time.sleep(0.05)
