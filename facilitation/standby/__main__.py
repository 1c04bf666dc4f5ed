"""The process that copies: `python -m facilitation.standby`, started by the server and ended with it.

It hears the end of the server on its standard input, however that ends, makes one last copy and goes.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import suppress

from facilitation.config import from_environment
from facilitation.standby.copying import BEAT, Copier
from facilitation.standby.holding import try_to_hold


def main() -> None:
    config = from_environment()
    ended = threading.Event()
    threading.Thread(target=_wait_for_the_end, args=(ended,), daemon=True).start()
    with suppress(AttributeError, OSError):
        os.nice(15)  # a live vote never waits for a copy
    while (held := try_to_hold(config.data_dir / "standby.lock")) is None:  # of several workers one copies
        if ended.wait(BEAT):
            return
    copier = Copier(config)
    while not ended.wait(copier.look()):
        pass
    copier.look()
    held.close()


def _wait_for_the_end(ended: threading.Event) -> None:
    while sys.stdin.buffer.read(1):
        pass
    ended.set()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Strg+C reaches every process of the terminal: one copy more first
    main()
