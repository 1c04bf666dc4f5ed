"""A Redis of a test's own: it can be killed, frozen and started again without anybody else noticing."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from contextlib import suppress

from tests.conftest import missing
from tests.programs import REDIS, NoProgram, find_or_install


class OwnRedis:
    """A Redis that keeps nothing, on a free port. Use it as a context; `kill`, `freeze`, `thaw`, `start` in between."""

    def __init__(self) -> None:
        try:
            self._program = find_or_install(REDIS)
        except NoProgram as nothing:
            missing(str(nothing))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> OwnRedis:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [self._program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(200):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.02)
        raise AssertionError("Redis does not answer")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def freeze(self) -> None:
        """It accepts connections and says nothing any more."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, how: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(how)
