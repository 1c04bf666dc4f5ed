"""The handle on the load maker: a process beside the server, so that neither waits for the other's interpreter."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.machine import Cost

ROOT = Path(__file__).resolve().parent.parent


class Maker:
    """Start one per server; `do` names a deed of `bench.load.crowd.Crowd`. Use it as a context."""

    def __init__(self, base: str, code: str = "", *, bare: bool = False) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.load"],
            cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.do("open", base=base, code=code, bare=bare)

    def __enter__(self) -> Maker:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def do(self, deed: str, **told: Any) -> dict[str, Any]:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": deed, **told}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the load maker ended while told to {deed}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def measured(self, pid: int, deed: str, **told: Any) -> dict[str, Any]:
        """The same, with what it cost the server's process: `cpu` in milliseconds."""
        before = Cost.of(pid)
        answer = self.do(deed, **told)
        after = Cost.of(pid)
        return {**answer, "cpu": after.cpu - before.cpu}
