"""How the installation fares right now: what the moderator sees as *Alles in Ordnung* or as what needs a look.

Every limit stands here, and every check is a plain function of numbers.
"""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from facilitation import __version__
from facilitation.addresses import is_here, typed_address
from facilitation.database.pulse import Pulse
from facilitation.house import House
from facilitation.standby import status
from facilitation.standby.status import State, Status

MEGABYTE = 1024**2
ENOUGH_DISK = 1024 * MEGABYTE
LITTLE_DISK = 100 * MEGABYTE
OLD_COPY, VERY_OLD_COPY = 30.0, 300.0  # seconds
FEW_PHONES = 0.2  # of those who are here; below it the Wi-Fi is the likelier reason than pockets
HALL = 10  # people, from which on a share says something
CLOCK_OFF, CLOCK_WRONG = 30.0, 300.0  # seconds between this machine and the phones' median
PHONES_TO_COMPARE = 3
LONG_QUEUE, JAMMED_QUEUE = 200, 5_000  # writes
OK, WARN, FAIL = "ok", "warn", "fail"
WORST = (OK, WARN, FAIL)
BROKEN = frozenset({State.MISSING, State.FULL, State.READ_ONLY, State.FOREIGN, State.FAILED})


@dataclass(frozen=True)
class Check:
    """`said` names the sentence, `facts` what stands in it."""

    name: str
    state: str
    said: str
    facts: dict[str, Any] = field(default_factory=dict)


def examine(house: House, workshop_id: str, *, here: int, running: bool, base_url: str) -> list[Check]:
    """Everything there is to say, in the order of the page. `here` is how many people are present."""
    connected = house.presence(workshop_id)
    return [
        phones(connected.get("phones", 0), connected.get("asleep", 0), here, running=running),
        saving([house.pulse, house.box_pulse]),
        copying(status.read(house.config), time.time()),
        disk(shutil.disk_usage(house.config.data_dir).free),
        clock(house.clocks(workshop_id)),
        queue(house.writer.queued + house.boxes.queued),
        address(base_url or house.config.base_url),
        Check("database", OK, house.engine.dialect.name),
        Check("version", OK, "version", {"version": __version__}),
    ]


def worst(checks: Sequence[Check]) -> str:
    return max((check.state for check in checks), key=WORST.index, default=OK)


def phones(connected: int, asleep: int, here: int, *, running: bool) -> Check:
    few = running and here >= HALL and connected < FEW_PHONES * here
    facts = {"connected": connected, "asleep": asleep, "here": here}
    return Check("phones", WARN if few else OK, "few" if few else "connected", facts)


def saving(pulses: Sequence[Pulse]) -> Check:
    """Of all writers of this process; one that fails is told."""
    if failures := [pulse.failure for pulse in pulses if pulse.failure]:
        return Check("saving", FAIL, "failed", {"reason": failures[0]})
    ages = [pulse.since_saved for pulse in pulses if pulse.since_saved is not None]
    if not ages:
        return Check("saving", OK, "nothing_yet")
    return Check("saving", OK, "saved", {"seconds": int(min(ages))})


def copying(kept: Status, now: float) -> Check:
    """Off is no warning: not everybody has a second place. A place that fails is."""
    age = kept.age(now)
    facts = {"seconds": None if age is None else int(age), "same_disk": kept.same_disk, "files_only": kept.files_only}
    if kept.state is State.OFF:
        return Check("copy", OK, "off", facts)
    if kept.state is State.TAKEN_OVER:
        return Check("copy", FAIL, "taken_over", facts)
    if kept.state in BROKEN:
        return Check("copy", FAIL if age is None or age > VERY_OLD_COPY else WARN, str(kept.state), facts)
    if age is None:
        return Check("copy", OK, "begun", facts)
    if age > OLD_COPY:
        return Check("copy", FAIL if age > VERY_OLD_COPY else WARN, "old", facts)
    return Check("copy", WARN if kept.same_disk else OK, "same_disk" if kept.same_disk else "kept", facts)


def disk(free: int) -> Check:
    facts = {"megabytes": free // MEGABYTE}
    if free >= ENOUGH_DISK:
        return Check("disk", OK, "enough", facts)
    return Check("disk", FAIL if free < LITTLE_DISK else WARN, "little", facts)


def clock(ahead: Sequence[float]) -> Check:
    """How far the phones are ahead of this machine, in seconds each; the middle one counts."""
    if len(ahead) < PHONES_TO_COMPARE:
        return Check("clock", OK, "unknown", {"phones": len(ahead)})
    middle = statistics.median(ahead)
    state = FAIL if abs(middle) > CLOCK_WRONG else WARN if abs(middle) > CLOCK_OFF else OK
    said = "agrees" if state == OK else "slow" if middle > 0 else "fast"
    return Check("clock", state, said, {"seconds": round(abs(middle)), "phones": len(ahead)})


def queue(waiting: int) -> Check:
    state = FAIL if waiting > JAMMED_QUEUE else WARN if waiting > LONG_QUEUE else OK
    return Check("queue", state, "short" if state == OK else "long", {"waiting": waiting})


def address(base: str) -> Check:
    """Whether the QR leads to this machine."""
    here = is_here(base) if base else True
    facts = {"address": typed_address(base)}
    if here is None:
        return Check("address", OK, "name", facts)
    return Check("address", OK if here else WARN, "own" if here else "elsewhere", facts)
