"""The channel: who is connected, in which rooms, and what is sent to whom. Sockets carry no writes."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask_socketio import SocketIO

from facilitation import workshop as workshops
from facilitation.errors import Refusal
from facilitation.groups import current, seats
from facilitation.house import House
from facilitation.live.elsewhere import Elsewhere, Marks, mark
from facilitation.live.gate import Gate
from facilitation.live.regions import BY_NAME, Region, of_face
from facilitation.live.relay import HERE, Relay
from facilitation.live.view import View
from facilitation.live.visitor import Visitor, visitor_of
from facilitation.live.watch import Watch

NO_TABLE = "-"
SOCKETS_OF_A_PERSON = 3  # a phone has one, and for some seconds the dead one of before the last gap in the Wi-Fi
LATEST_CLOCK = 2**53  # what a browser's clock can say, in milliseconds
SOCKETS_OF_STRANGERS = 500  # screens that show the stage without a role


@dataclass
class Connection:
    """One open socket: the face it shows, the regions on its page, and for phones and hosts the table. `ahead` is how
    many seconds its device's clock is ahead of ours; it is kept nowhere else."""

    sid: str
    eio_sid: str
    workshop_id: str
    face: str
    regions: tuple[str, ...]
    lang: str
    table_id: str | None
    person_id: str | None
    link_ids: tuple[str, ...]
    organiser: str | None = None
    visible: bool = True
    ahead: float | None = None
    rooms: set[str] = field(default_factory=set)

    @property
    def owner(self) -> str | None:
        """Whose socket it is; None for a stranger, who may only look at the stage."""
        return self.person_id or self.organiser or next(iter(self.link_ids), None)


def room(workshop_id: str, region: Region, table_id: str | None, lang: str) -> str:
    """Where a region's renderings go: by table and language where they depend on them."""
    if region.scope == "table":
        return f"{workshop_id}/{region.name}/{table_id or NO_TABLE}/{lang}"
    return f"{workshop_id}/{region.name}//{lang}"


class Channel:
    """All sockets of this process."""

    def __init__(self, socketio: SocketIO, house: House, gate: Gate, relay: Relay) -> None:
        self._socketio, self._house, self._gate = socketio, house, gate
        self.elsewhere = Elsewhere(relay, self._here)
        relay.on_heartbeat = self.elsewhere.word
        relay.on(HERE, self.elsewhere.hear)
        self._watch = Watch(house, self, gate)
        self._connections: dict[str, Connection] = {}
        self._greeted: set[str] = set()
        self._own: dict[str | None, dict[str, Connection]] = {}
        self._guard = threading.RLock()
        house.presence, house.clocks = self.presence, self.clocks
        self._server: Any = socketio.server  # type: ignore[attr-defined]
        socketio.on_event("connect", self._connect)
        socketio.on_event("disconnect", self._disconnect)
        # these two ask nothing of the request, and every phone says them whenever it connects
        self._server.on("clock", self._tell_time)
        self._server.on("visible", self._note_visibility)

    def connections(self, workshop_id: str, face: str | None = None) -> list[Connection]:
        with self._guard:
            return [
                c
                for c in self._connections.values()
                if c.workshop_id == workshop_id and (face is None or c.face == face)
            ]

    def presence(self, workshop_id: str) -> dict[str, int]:
        """How many phones, tables and stages are connected, and how many phones sleep (counted by person), to this
        worker or another."""
        found = self.elsewhere.marks(workshop_id)
        for face, keys in self._here(workshop_id).get(workshop_id, {}).items():
            found[face] |= keys
        phones = found["phone"]
        return {
            "phones": len(phones),
            "asleep": len(phones - found["awake"]),
            "tables": len(found["table"]),
            "stages": len(found["stage"]),
            "moderators": len(found["moderator"]),
        }

    def _here(self, workshop_id: str | None = None) -> dict[str, Marks]:
        """The marks of who is connected to this worker, by workshop and face, `awake` for phones that are seen."""
        found: dict[str, Marks] = {}
        for c in self.everyone() if workshop_id is None else self.connections(workshop_id):
            marks, own = found.setdefault(c.workshop_id, defaultdict(set)), mark(c.person_id or c.table_id or c.sid)
            marks[c.face].add(own)
            if c.face == "phone" and c.visible:
                marks["awake"].add(own)
        return found

    def audience(self, workshop_id: str, region: Region) -> dict[tuple[str | None, str], str]:
        """The (table, language) pairs somebody looks at this region with, and the room of each."""
        found: dict[tuple[str | None, str], str] = {}
        for c in self.connections(workshop_id, region.face):
            if region.name in c.regions:
                table_id = c.table_id if region.scope == "table" else None
                found[table_id, c.lang] = room(workshop_id, region, table_id, c.lang)
        return found

    def send(self, to: str, event: str, message: dict[str, Any]) -> None:
        self._socketio.emit(event, message, to=to)

    def reseat(self, workshop_id: str, round_number: int) -> None:
        """After a step or a new grouping: bring every phone into the rooms of the table where its person sits now."""
        phones = self.connections(workshop_id, "phone")
        if not phones:
            return
        with self._house.reading() as session:
            placed = seats(session, current(session, workshop_id), round_number)
        for c in phones:
            table_id = placed.get(c.person_id or "")
            if table_id != c.table_id:
                c.table_id = table_id
                self._enter_rooms(c)

    def everyone(self) -> list[Connection]:
        with self._guard:
            return list(self._connections.values())

    def workshops(self, face: str | None = None) -> set[str]:
        """The workshops that somebody looks at (with this face)."""
        return {c.workshop_id for c in self.everyone() if face in (None, c.face)}

    def put_out(
        self, *, link_id: str | None = None, person_id: str | None = None, organiser: str | None = None
    ) -> None:
        """Drop the sockets of a revoked link, of a person who left, or of an organiser's ended session."""
        for c in self.everyone():
            if (
                (link_id is not None and link_id in c.link_ids)
                or (person_id is not None and c.person_id == person_id)
                or (organiser is not None and c.organiser == organiser)
            ):
                self._socketio.emit("gone", {}, to=c.sid)
                self._end(c)

    def close(self) -> None:
        self._watch.close()

    def _end(self, c: Connection) -> None:
        self._gate.put_out(c.eio_sid)
        self._server.disconnect(c.sid)

    def _connect(self, auth: Any = None) -> bool | None:
        asked = auth if isinstance(auth, dict) else {}
        try:
            connection = self._admit(asked)
        except Refusal:
            return False
        if connection is None or not self._has_room_for(connection):
            return False
        self._keep(connection)
        self._enter_rooms(connection)
        self._watch.start()
        return None

    def _has_room_for(self, newcomer: Connection) -> bool:
        """One greeting per socket, so many strangers, and of a person's many sockets the oldest gives way."""
        with self._guard:
            if newcomer.eio_sid in self._greeted:
                return False
            own = self._own.get(newcomer.owner, {})
            if newcomer.owner is None:
                return len(own) < SOCKETS_OF_STRANGERS
            oldest = list(own.values())[: max(0, len(own) + 1 - SOCKETS_OF_A_PERSON)]
        for c in oldest if newcomer.person_id is not None else []:
            self._socketio.emit("parked", {}, to=c.sid)
            self._end(c)
        return True

    def _keep(self, c: Connection) -> None:
        with self._guard:
            self._connections[c.sid] = c
            self._greeted.add(c.eio_sid)
            self._own.setdefault(c.owner, {})[c.sid] = c
        self._gate.greeted(c.eio_sid)

    def _forget(self, sid: str) -> None:
        with self._guard:
            c = self._connections.pop(sid, None)
            if c is not None:
                self._greeted.discard(c.eio_sid)
                self._own[c.owner].pop(sid, None)
                if not self._own[c.owner]:
                    del self._own[c.owner]

    def _admit(self, asked: dict[str, Any]) -> Connection | None:
        face = str(asked.get("face", ""))
        key = self._house.config.secret_key
        with self._house.reading() as session:
            code = str(asked.get("code", ""))
            named = ("code", code.upper())
            workshop = self._house.memory.recall(named, lambda look: workshops.by_code(look, code), look=session)
            visitor = visitor_of(session, self._house.memory, key, workshop, request.cookies, request.is_secure)
            if not _may_watch(visitor, face, str(asked.get("table") or "")):
                return None
            person = visitor.participant if face == "phone" else None
            table_id = _table_asked(asked) if face == "table" else None
            if person is not None:
                look = View(session, self._house, workshop.id, self._house.clock.now())
                table_id = look.seats.get(person.id)
        known = {region.name for region in of_face(face) if not region.personal}
        wanted = asked.get("regions")
        names = tuple(sorted(known & set(map(str, wanted)))) if isinstance(wanted, list) else tuple(sorted(known))
        return Connection(
            sid=request.sid,  # type: ignore[attr-defined]
            eio_sid=str(self._server.manager.eio_sid_from_sid(request.sid, "/")),  # type: ignore[attr-defined]
            workshop_id=workshop.id,
            face=face,
            regions=names,
            lang=person.lang if person is not None else "de",
            table_id=table_id,
            person_id=person.id if person is not None else None,
            link_ids=tuple(link.id for link in visitor.links),
            organiser=visitor.organiser,
        )

    def _enter_rooms(self, c: Connection) -> None:
        wanted = {room(c.workshop_id, BY_NAME[name], c.table_id, c.lang) for name in c.regions}
        wanted.add(f"{c.workshop_id}/{c.face}")
        for left in c.rooms - wanted:
            self._server.leave_room(c.sid, left, namespace="/")
        for entered in wanted - c.rooms:
            self._server.enter_room(c.sid, entered, namespace="/")
        c.rooms = wanted

    def _disconnect(self, _reason: Any = None) -> None:
        self._forget(request.sid)  # type: ignore[attr-defined]

    def clocks(self, workshop_id: str) -> list[float]:
        """By how many seconds each phone's clock is ahead of ours, as far as they have said."""
        return [c.ahead for c in self.connections(workshop_id, "phone") if c.ahead is not None]

    def _tell_time(self, sid: str, message: Any = None, *_more: Any) -> dict[str, int]:
        now = self._house.clock.now().timestamp()
        theirs = message.get("now") if isinstance(message, dict) else None
        with self._guard:
            connection = self._connections.get(sid)
        if connection is not None and type(theirs) is int and 0 < theirs < LATEST_CLOCK:
            connection.ahead = theirs / 1000 - now
        return {"now": round(now * 1000)}

    def _note_visibility(self, sid: str, message: Any = None, *_more: Any) -> None:
        with self._guard:
            connection = self._connections.get(sid)
        if connection is not None and isinstance(message, dict):
            connection.visible = bool(message.get("visible", True))


def _may_watch(visitor: Visitor, face: str, table: str) -> bool:
    if face == "stage":
        return True  # a stage only shows what hangs on the wall anyway
    if face == "phone":
        return visitor.participant is not None and visitor.participant.is_here
    if face == "table":
        return visitor.is_host_of(table)
    if face == "observer":
        return visitor.is_witness
    return face == "moderator" and visitor.is_moderator


def _table_asked(asked: dict[str, Any]) -> str | None:
    return str(asked.get("table") or "") or None
