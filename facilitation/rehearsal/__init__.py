"""The Generalprobe: a copy of a workshop in which simulated people play the day through the real doors.

The copy is made in the data folder; from then on everything goes over HTTP and Socket.IO, as from any phone. It is how
screens are judged, demos are given and load is made. Wiping deletes the copy.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from random import Random
from typing import Any

from facilitation.config import Config
from facilitation.house import House
from facilitation.rehearsal.bowl import Bowl
from facilitation.rehearsal.browser import Browser, Refused, Unreachable
from facilitation.rehearsal.copy import Copy, make_copy, wipe
from facilitation.rehearsal.crowd import Crowd
from facilitation.rehearsal.hosts import SimulatedHost
from facilitation.rehearsal.person import Person
from facilitation.rehearsal.phones import SimulatedPhone
from facilitation.rehearsal.pilot import Pilot
from facilitation.rehearsal.tally import Tally

__all__ = [
    "Copy", "Refused", "Rehearsal", "SimulatedHost", "SimulatedPhone", "Unreachable", "from_command_line", "make_copy",
    "of", "start", "stop_and_wipe", "wipe",
]  # fmt: skip

MINUTES = 3.0
HUMAN_PACE = 9.0  # seconds between what one person does when a human moderates
TELL_EVERY = 3.0

_running: dict[str, Rehearsal] = {}
_guard = threading.Lock()


class Rehearsal:
    """One run: people and hosts in a copy; with minutes, a pilot who presses through the whole day in that time,
    with 0 nobody presses and they stay until the day is closed."""

    def __init__(self, base: str, copy: Copy, phones: int, minutes: float, seed: int | None = None) -> None:
        random = Random(seed)
        self.code, self.tally = copy.code, Tally(copy.code, phones)
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        pace = minutes * 60 / 40 if minutes else HUMAN_PACE
        arriving = minutes * 60 / 12 if minutes else phones / 10
        bowl = Bowl(Random(random.random()))
        self._pilot = Pilot(base, copy, minutes * 60, self.tally, self._stopped, bowl)
        self._people = [
            Person(
                base, copy.code, n, self.tally, pace=pace, arrives=arriving * n / phones, bowl=bowl,
                random=Random(random.random()),
            )
            for n in range(1, phones + 1)
        ]  # fmt: skip
        hosts = [
            SimulatedHost(base, copy.code, number, secret, self.tally, pace=pace * 0.7, random=Random(random.random()))
            for number, secret in copy.host_secrets.items()
        ]
        self._crowd = Crowd([*hosts, *self._people])

    def run(self) -> None:
        """Play the day to its end, or until `stop`. Raises Unreachable, Refused when the server does not let us in."""
        try:
            self._pilot.come_in()
            self._crowd.start()
            self._pilot.moderate()
        finally:
            self._crowd.stop()
            self._pilot.close()
            self.tally.finish()

    def start(self) -> None:
        """`run` in a thread of its own."""
        self._thread = threading.Thread(target=self._run_quietly, name=f"rehearsal-{self.code}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Send everybody home, and wait for them."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(60)

    def progress(self) -> dict[str, Any]:
        """The summary so far, a line in words, and whether it is still running."""
        return {**self.tally.summary(), "said": self.tally.line(), "running": not self.tally.is_finished}

    def _run_quietly(self) -> None:
        try:
            self.run()
        except (Refused, Unreachable) as error:
            self.tally.fault(error)


def start(house: House, base_url: str, code: str, phones: int, minutes: float) -> dict[str, Any]:
    """Begin a rehearsal in the background of the server; an earlier one ends. Returns its progress."""
    _end(code)
    made = Rehearsal(base_url, make_copy(house, code), phones, minutes)
    with _guard:
        _running[code.upper()] = made
    made.start()
    return made.progress()


def of(code: str) -> dict[str, Any] | None:
    """The progress of a workshop's rehearsal in this process, or None."""
    with _guard:
        found = _running.get(code.upper())
    return found.progress() if found is not None else None


def stop_and_wipe(house: House, code: str) -> None:
    """End a workshop's rehearsal and delete its copy."""
    _end(code)
    wipe(house, code)


def from_command_line(
    config: Config, code: str, phones: int, url: str | None, minutes: float | None, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Make the copy in the data folder, play it against the running server, tell how it goes; returns the summary.

    Raises Refusal for an unknown workshop, OSError when no server answers.
    """
    base = url or config.own_address
    _must_answer(base)
    house = House(config)
    try:
        copy = make_copy(house, code)
    finally:
        house.close()
    played = Rehearsal(base, copy, max(1, phones), MINUTES if minutes is None else minutes)
    tell(f"Probe {copy.code}: {base}/w/{copy.code}/stage")
    played.start()
    told = ""
    try:
        while not played.tally.is_finished:
            time.sleep(TELL_EVERY)
            if played.tally.line() != told:
                told = played.tally.line()
                tell(told)
    except KeyboardInterrupt:
        tell("Die Probe wird beendet.")
    finally:
        played.stop()
    for fault in played.tally.faults:
        tell(fault)
    return played.tally.summary()


def _must_answer(base: str) -> None:
    browser = Browser(base, patience=2.0)
    try:
        browser.get("/healthz")
    except Unreachable as error:
        raise OSError(f"Unter {base} antwortet kein Server. Bitte starten Sie ihn zuerst.") from error
    finally:
        browser.close()


def _end(code: str) -> None:
    with _guard:
        found = _running.pop(code.upper(), None)
    if found is not None:
        found.stop()
