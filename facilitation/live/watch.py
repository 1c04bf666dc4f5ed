"""The watch: more than twice a second it asks the database whether everybody who is connected may still be here.

So a link revoked in another process, an organiser's session ended, or a phone forgotten loses its sockets within a
second, whatever route said so.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from facilitation import access, participants
from facilitation.database.engine import AWAY
from facilitation.house import House
from facilitation.live.gate import Gate

if TYPE_CHECKING:
    from facilitation.live.channel import Channel

BEAT = 0.4
log = logging.getLogger(__name__)


class Watch:
    """One per process. It starts with the first socket."""

    def __init__(self, house: House, channel: Channel, gate: Gate) -> None:
        self._house, self._channel, self._gate = house, channel, gate
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
            self._thread.start()

    def close(self) -> None:
        self._stopped.set()

    def look(self) -> None:
        """Put out who may not be here any more."""
        here = self._channel.everyone()
        links = {link_id for c in here for link_id in c.link_ids}
        sessions = {c.organiser for c in here if c.organiser is not None}
        people = {c.person_id: c.workshop_id for c in here if c.person_id is not None}
        if links or sessions or people:
            with self._house.reading() as session:
                links -= access.living_links(session, links)
                sessions -= access.living_sessions(session, sessions)
                absent = participants.absent(session, set(people.values())) & set(people)
            for link_id in links:
                self._channel.put_out(link_id=link_id)
            for ended in sessions:
                self._channel.put_out(organiser=ended)
            for person_id in absent:
                self._channel.put_out(person_id=person_id)

    def _run(self) -> None:
        while not self._stopped.wait(BEAT):
            try:
                self._gate.close_silent()
                self.look()
            except AWAY as away:  # for a moment; requests are refused all the same
                log.warning("the watch could not look: %s", type(away.orig).__name__)
            except Exception:
                log.exception("the watch could not look")
