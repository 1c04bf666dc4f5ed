"""The server's side of the standby: it starts the process that copies, and starts it again should it end."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

from facilitation.config import Config
from facilitation.standby import status
from facilitation.standby.status import State, Status

PACKAGE = Path(__file__).resolve().parent.parent.parent
AGAIN = 2.0  # seconds until a copying process that ended is started anew


class Keeper:
    """Lives as long as the server serves; without a place to copy to it does nothing."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._stopped = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if self._config.standby_dir is not None:
            status.write(self._config.data_dir, Status(State.BEGUN))  # nothing of the last run counts
            threading.Thread(target=self._run, name="standby", daemon=True).start()

    def close(self) -> None:
        """The copying process makes its last copy and goes."""
        self._stopped.set()
        process = self._process
        if process is not None and process.stdin is not None:
            process.stdin.close()

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._process = subprocess.Popen(
                [sys.executable, "-m", "facilitation.standby"], cwd=PACKAGE, stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL, env={**os.environ, **self._config.environment()},
            )  # fmt: skip
            self._process.wait()
            self._stopped.wait(AGAIN)
