"""Several workers as deploy/ sets them up: one PostgreSQL, one Redis, the real server processes, and nginx before them.

It can stand where a `RealServer` stands: `Hall` and the faults work with either.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from tests.nginx_server import OwnNginx
from tests.real_server import RealServer
from tests.redis_server import OwnRedis


class Workers:
    """`count` workers on one data folder and database. Use it as a context; `url` is what phones know."""

    def __init__(self, folder: Path, database: str, count: int = 2, *, redis: bool = True, nginx: bool = True) -> None:
        self.data_dir, self.database = folder / "data", database
        self.redis = OwnRedis() if redis else None
        shared = {"DATABASE_URL": database, "BEHIND_PROXY": "1" if nginx else "0"}
        if self.redis is not None:
            shared["REDIS_URL"] = self.redis.url
        self.each = [RealServer(self.data_dir, WORKER=str(n), **shared) for n in range(1, count + 1)]
        self.nginx = OwnNginx(folder / "nginx", [worker.port for worker in self.each]) if nginx else None
        self.url = self.nginx.url if self.nginx is not None else self.each[0].url
        self._open = ExitStack()
        self._turn = self._down = 0

    def __enter__(self) -> Workers:
        try:
            for part in (self.redis, *self.each, self.nginx):
                if part is not None:
                    self._open.push(part)  # ended also when it does not come up
                    part.__enter__()
        except BaseException:
            self._open.close()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def crash(self) -> None:
        """Kill one worker where it stands, the next time another."""
        self._down = self._turn
        self._turn = (self._turn + 1) % len(self.each)
        self.each[self._down].crash()

    def start(self) -> float:
        """Start the worker that was killed. Returns how many seconds that took."""
        return self.each[self._down].start()

    @property
    def output(self) -> str:
        return self.each[0].output

    @property
    def organiser_key(self) -> str:
        """The first worker prints it."""
        return self.each[0].organiser_key

    @property
    def port(self) -> int:
        return self.nginx.port if self.nginx is not None else self.each[0].port

    @property
    def tracebacks(self) -> str:
        return "".join(worker.tracebacks for worker in self.each)
