"""How the copy fares, written by the process that copies and read by the server: a small file in the data folder."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from facilitation.config import Config

STATUS = "standby.json"


class State(StrEnum):
    """off: no place is set · begun: nothing copied yet · kept: it follows · missing: the place is not there (stick
    pulled) · full · read_only · foreign: another installation's copy lies there · taken_over: a second machine has
    taken over · failed: anything else, `reason` says what."""

    OFF = "off"
    BEGUN = "begun"
    KEPT = "kept"
    MISSING = "missing"
    FULL = "full"
    READ_ONLY = "read_only"
    FOREIGN = "foreign"
    TAKEN_OVER = "taken_over"
    FAILED = "failed"


@dataclass(frozen=True)
class Status:
    """`as_of` is the instant (seconds since 1970) up to which everything is in the copy; None before the first one.
    `took` is how many seconds the last one needed, `bytes` how large it was. `same_disk`: it would be lost with the
    data folder. `files_only`: the database is a PostgreSQL and looks after itself."""

    state: State = State.OFF
    as_of: float | None = None
    reason: str = ""
    took: float = 0.0
    bytes: int = 0
    same_disk: bool = False
    files_only: bool = False

    def age(self, now: float) -> float | None:
        """Seconds of work that would be lost now."""
        return None if self.as_of is None else max(0.0, now - self.as_of)


def write(data_dir: Path, status: Status) -> None:
    drawn = data_dir / f"{STATUS}.new"
    drawn.write_text(json.dumps(asdict(status)), encoding="ascii")
    drawn.replace(data_dir / STATUS)


def read(config: Config) -> Status:
    """What the copying process last wrote; `begun` when it has not yet, or wrote nonsense."""
    if config.standby_dir is None:
        return Status(State.OFF)
    try:
        told = json.loads((config.data_dir / STATUS).read_text(encoding="ascii"))
        return Status(**{**told, "state": State(told["state"])})
    except (OSError, ValueError, TypeError, KeyError):
        return Status(State.BEGUN)
