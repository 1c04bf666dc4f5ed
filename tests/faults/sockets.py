"""Sockets that come and go: herds of phones returning at once, phones asleep for an hour, and half-open requests."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from statistics import median, quantiles

from tests.faults.figures import Figures
from tests.faults.invariants import everything_holds, screens_are_right
from tests.faults.work import Work
from tests.hall import Hall

BACK_WITHIN = 10.0
APART = 6.0  # seconds between two herds: ten in a minute
HALF_OPEN = 200
FREED_WITHIN = 40.0  # seconds: the server waits thirty
LOOKS, SPELLS = 60, 3
PEER = "arsnova.eu: goal, 95 % of 500 within 30 s"


def herds(work: Work, times: int, figures: Figures) -> None:
    """The Wi-Fi drops all phones at once; while they are away people go on by HTTP. They return in the same instant."""
    hall, took = work.hall, []
    screens_are_right(hall, BACK_WITHIN)
    before = resident(hall.server.pid)
    for _ in range(times):
        began = time.monotonic()
        hall.everyone(lambda _n, phone: phone.sleep())
        hall.everyone(work.deed, work.somebody(len(hall.phones) // 4))
        hall.everyone(lambda _n, phone: phone.connect())
        took.append(screens_are_right(hall, BACK_WITHIN))
        time.sleep(max(0.0, APART - (time.monotonic() - began)) if times > 1 else 0)
    everything_holds(hall)
    here = hall.ada.look() and hall.ada.regions["cockpit.side"]["connected"]["phones"]
    name = f"{times} reconnect herds"
    figures.at_most(f"{name}: slowest until every screen is right", max(took), BACK_WITHIN, "s", peer=PEER)
    figures.at_most(f"{name}: ghosts among the connected", here - len(hall.phones), 0)
    grown = resident(hall.server.pid) / before - 1
    figures.at_most(f"{name}: memory grown by", 100 * grown, 10, "%")


def half_open(work: Work, count: int, figures: Figures) -> None:
    """So many requests, and so many WebSockets, that never come to their end. The others do not notice, and the server
    ends them by itself. Calm and crowded spells alternate, so that the machine's mood falls on both."""
    hall, calm, crowded = work.hall, [], []
    half: list[socket.socket] = []
    try:
        for _ in range(SPELLS):
            _close(half)
            calm.append(p95(looks(work)))
            half, began = _never_ended(hall, count), time.monotonic()
            time.sleep(1)
            crowded.append(p95(looks(work)))
        while time.monotonic() - began < FREED_WITHIN and not all(_is_over(one) for one in half):
            time.sleep(0.5)
        freed = time.monotonic() - began
        left = sum(not _is_over(one) for one in half)
    finally:
        _close(half)
    name = f"{2 * count} half-open requests"
    figures.told(f"{name}: p95 of a page, calm", median(calm) * 1000, "ms")
    figures.at_most(f"{name}: p95 of a page, times as long", median(crowded) / median(calm), 2.0)
    figures.nothing(f"{name}: still open after {FREED_WITHIN:.0f} s", left)
    figures.at_most(f"{name}: all ended by the server after", freed, FREED_WITHIN, "s")
    everything_holds(hall)


def _never_ended(hall: Hall, count: int) -> list[socket.socket]:
    """Half of the requests stop in the head, half in the body."""
    asked = b"POST /w/%s/me HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n" % hall.code.encode()
    upgrade = b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
    said = [asked, asked + b"\r\nname=A"] * (count // 2) + [upgrade] * count
    return [_says(hall.server.port, one) for one in said]


def looks(work: Work) -> list[float]:
    took = []
    for _ in range(LOOKS):
        began = time.perf_counter()
        work.hall.stage()
        took.append(time.perf_counter() - began)
        time.sleep(0.02)
    return took


def p95(took: list[float]) -> float:
    return quantiles(took, n=20)[-1]


def resident(pid: int) -> int:
    """Bytes of memory the process holds."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no such process")


def open_files(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def _says(port: int, said: bytes) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), 10)
    made.sendall(said)
    made.setblocking(False)
    return made


def _close(half: list[socket.socket]) -> None:
    for one in half:
        one.close()


def _is_over(one: socket.socket) -> bool:
    """Whether the server has hung up; what it may have said before is read away."""
    try:
        while one.recv(4096):
            pass
        return True
    except BlockingIOError:
        return False
    except OSError:
        return True
