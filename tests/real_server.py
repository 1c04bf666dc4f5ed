"""The real server in a process of its own, as `facilitation serve` starts it: it can be killed and restarted."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-m", "facilitation"]
KEY = re.compile(r"/office/in#(\S+)")
STARTS_WITHIN = 30.0


class RealServer:
    """A server on a free port with its own data folder. Use it as a context; `crash` and `start` in between."""

    command = COMMAND

    def __init__(self, data_dir: Path, **env: str) -> None:
        self.data_dir, self.port = data_dir, _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._env = {
            **os.environ,
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "DATA_DIR": str(data_dir),
            **env,
        }
        if "DATABASE_URL" not in env:
            self._env.pop("DATABASE_URL", None)
        self.words = ["serve", "--no-browser"]
        self._process: subprocess.Popen[str] | None = None
        self._said: list[str] = []
        self._said_before = ""

    def __enter__(self) -> RealServer:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def start(self) -> float:
        """Start and wait until it answers. Returns how many seconds that took."""
        began = time.monotonic()
        self._said_before, self._said = self._said_before + self.output, []
        self._process = subprocess.Popen(
            [*self.command, *self.words],
            cwd=ROOT, env=self._env, text=True, encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        threading.Thread(target=self._listen, args=(self._process,), daemon=True).start()
        while not self._is_healthy():
            if self._process.poll() is not None:
                raise AssertionError(f"the server ended at its start:\n{self.output}")
            if time.monotonic() - began > STARTS_WITHIN:
                self.crash()  # nobody else would end it
                raise AssertionError(f"the server does not answer:\n{self.output}")
            time.sleep(0.05)
        return time.monotonic() - began

    def crash(self) -> None:
        """Kill the process where it stands, as a power cut does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def output(self) -> str:
        """What it has printed since its last start."""
        return "".join(self._said)

    @property
    def tracebacks(self) -> str:
        """From the first traceback on, of all its lives; nothing when all went well."""
        _before, marker, after = (self._said_before + self.output).partition("Traceback")
        return marker + after

    @property
    def organiser_key(self) -> str:
        """The one-time key of the last start."""
        found = KEY.search(self.output)
        assert found is not None, f"no key was printed:\n{self.output}"
        return found.group(1)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        self._process = None

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self._said.append(line)

    def _is_healthy(self) -> bool:
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            asked.request("GET", "/healthz")
            return asked.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            asked.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
