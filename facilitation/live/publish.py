"""Publishing after a commit: changes are gathered per region and beat, rendered once per room, and sent.

Cost grows with changes plus screens times beats, never with votes times phones.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Iterable

from flask import Flask

from facilitation import metrics
from facilitation.database.engine import AWAY
from facilitation.errors import NotFound
from facilitation.house import House
from facilitation.live.changes import EVERYTHING, Changes
from facilitation.live.channel import Channel
from facilitation.live.regions import BY_NAME, REGIONS, Region
from facilitation.live.relay import Relay, Word
from facilitation.live.rendering import render
from facilitation.live.view import View

RESEATING = frozenset({"agenda", "groups"})
PERSONAL_SPREAD_MS = 2000
AGAIN_AFTER = 0.5
CHANGED = "changed"
log = logging.getLogger(__name__)


class Publisher:
    """Told what changed (`touch`), it sends every region that follows it to the screens that look at it."""

    def __init__(self, app: Flask, house: House, channel: Channel, relay: Relay) -> None:
        self._app, self._house, self._channel, self._relay = app, house, channel, relay
        self._changes = Changes(house.boxes)
        relay.on(CHANGED, self._hear)
        relay.on_deaf_beat, relay.on_hearing = self._ask_database, self._look_at_everything
        self._due: dict[tuple[str, str], float] = {}
        self._last: dict[tuple[str, str], float] = defaultdict(float)
        self._tables: dict[tuple[str, str], set[str] | None] = {}
        self._since: dict[tuple[str, str], float] = {}
        self._reseat: set[str] = set()
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._stopped = False

    def touch(self, workshop_id: str, topics: Iterable[str], *, table_ids: set[str] | None = None) -> None:
        """Say what changed, here and to the other workers. `table_ids` narrows regions of a table to those tables."""
        changed = frozenset(topics)
        tables = sorted(table_ids) if table_ids is not None else None
        self._relay.tell(CHANGED, {"workshop": workshop_id, "topics": sorted(changed), "tables": tables})
        self.touch_here(workshop_id, changed, table_ids)

    def touch_here(self, workshop_id: str, changed: Iterable[str], table_ids: set[str] | None = None) -> None:
        """The same for the screens of this worker only."""
        changed = frozenset(changed)
        now = time.monotonic()
        with self._wake:
            if changed & RESEATING:
                self._reseat.add(workshop_id)
            for region in REGIONS:
                if changed & region.follows:
                    self._mark((workshop_id, region.name), region, now, table_ids)
            self._start()
            self._wake.notify()

    def _hear(self, _worker: str, word: Word) -> None:
        if word["workshop"] in self._channel.workshops():
            tables = word["tables"]
            self.touch_here(word["workshop"], word["topics"], set(tables) if tables is not None else None)

    def _ask_database(self) -> None:
        with self._house.reading() as session:
            found = self._changes.since_last(session, self._channel.workshops())
        for workshop_id, topics in found.items():
            self.touch_here(workshop_id, topics)

    def _look_at_everything(self) -> None:
        """Words were missed: whatever is looked at is rendered again."""
        self._changes.forget()
        self._channel.elsewhere.hear_again()
        for workshop_id in self._channel.workshops():
            self.touch_here(workshop_id, EVERYTHING)

    def close(self) -> None:
        self._relay.close()
        self._channel.close()
        with self._wake:
            self._stopped = True
            self._wake.notify()

    def _mark(self, key: tuple[str, str], region: Region, now: float, table_ids: set[str] | None) -> None:
        wanted = max(now, self._last[key] + region.beat)
        narrowed = table_ids if region.scope == "table" else None
        if key in self._due:
            before = self._tables[key]
            self._tables[key] = before | narrowed if before is not None and narrowed is not None else None
        else:
            self._tables[key] = set(narrowed) if narrowed is not None else None
        self._due[key] = min(wanted, self._due.get(key, wanted))
        self._since.setdefault(key, now)

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="publisher", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._stopped and not any(at <= time.monotonic() for at in self._due.values()):
                    soonest = min(self._due.values(), default=None)
                    self._wake.wait(None if soonest is None else max(0.0, soonest - time.monotonic()))
                if self._stopped:
                    return
                now = time.monotonic()
                ready = [key for key, at in self._due.items() if at <= now]
                work = [(key, self._tables.pop(key)) for key in ready]
                since = [self._since.pop(key, now) for key in ready]
                for key in ready:
                    del self._due[key]
                    self._last[key] = now
                reseat = self._reseat & {workshop_id for workshop_id, _ in ready}
                self._reseat -= reseat
            for workshop_id in {key[0] for key, _ in work}:
                names = [(key[1], tables) for key, tables in work if key[0] == workshop_id]
                try:
                    self._send(workshop_id, names, workshop_id in reseat)
                except NotFound:  # wiped meanwhile: nobody looks at it any more
                    continue
                except AWAY as away:
                    log.warning("publishing again, the database was away: %s", type(away.orig).__name__)
                    self._again(workshop_id, names, workshop_id in reseat)
                except Exception:  # one workshop's fault must not silence the others; screens pull what they miss
                    log.exception("publishing failed")
            for begun in since:
                metrics.PUSH.observe(time.monotonic() - begun)

    def _again(self, workshop_id: str, names: list[tuple[str, set[str] | None]], reseat: bool) -> None:
        """Nobody would pull what is not known to be missing, so it is sent when the database is back."""
        later = time.monotonic() + AGAIN_AFTER
        with self._wake:
            if reseat:
                self._reseat.add(workshop_id)
            for name, tables in names:
                self._mark((workshop_id, name), BY_NAME[name], later, tables)

    def _send(self, workshop_id: str, names: list[tuple[str, set[str] | None]], reseat: bool) -> None:
        with self._house.reading() as session:
            look = View(session, self._house, workshop_id, self._house.clock.now())
            if reseat:
                self._channel.reseat(workshop_id, look.day.round_number or 1)
            for name, tables in names:
                try:
                    self._send_region(look, BY_NAME[name], tables)
                except NotFound:  # wiped meanwhile, in the middle of a beat
                    continue
                except AWAY:
                    raise
                except Exception:  # one region's fault must not silence the others; screens pull what they miss
                    log.exception("publishing %s failed", name)

    def _send_region(self, look: View, region: Region, tables: set[str] | None) -> None:
        if region.personal:
            told = {"names": [region.name], "within": PERSONAL_SPREAD_MS}
            self._channel.send(f"{look.workshop_id}/{region.face}", "pull", told)
            return
        for (table_id, lang), room in self._channel.audience(look.workshop_id, region).items():
            if tables is None or table_id in tables:
                rendered = render(self._app, region, look.scoped(lang=lang, table_id=table_id))
                self._channel.send(room, "region", rendered.as_json())
