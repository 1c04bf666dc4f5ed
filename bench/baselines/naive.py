"""B, the naive version of ours: the same doors and rules, but a transaction and a commit of its own for every write,
nothing remembered, and nothing gathered: every change is rendered and sent to every screen at once.

`python -m bench.baselines.naive serve --no-browser`, as the real one.
"""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402
from collections.abc import Iterable  # noqa: E402
from typing import Any  # noqa: E402

from facilitation import cli  # noqa: E402
from facilitation.database.memory import Memory  # noqa: E402
from facilitation.database.writer import Writer, _Waiting  # noqa: E402
from facilitation.live.publish import RESEATING, Publisher  # noqa: E402
from facilitation.live.regions import REGIONS  # noqa: E402


def write(self: Writer, verb: Any, *, actor: str | None = None, key: str | None = None, **arguments: Any) -> Any:
    """Commit this one verb, then answer."""
    job = _Waiting(verb, arguments, actor, key)
    self._commit([job])
    if job.error is not None:
        raise job.error
    return job.answer


def touch(self: Publisher, workshop_id: str, topics: Iterable[str], *, table_ids: set[str] | None = None) -> None:
    """Render and send now, once per change."""
    changed = frozenset(topics)
    names = [(region.name, table_ids) for region in REGIONS if changed & region.follows]
    self._send(workshop_id, names, bool(changed & RESEATING))


Writer.write = write  # type: ignore[method-assign]
Publisher.touch = touch  # type: ignore[method-assign]
Memory._look = lambda _self: None  # type: ignore[method-assign]

if __name__ == "__main__":
    raise SystemExit(cli.run(sys.argv[1:]))
