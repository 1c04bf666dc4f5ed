"""A flood: one phone that sends five hundred times a second does not slow the others by more than half.

Quiet and flooded spells alternate in one run at one server, so that the machine's mood falls on both alike.
"""

from __future__ import annotations

import http.client
import subprocess
import sys
import threading
import time
from pathlib import Path
from statistics import median, quantiles

from facilitation.rehearsal.browser import Browser
from tests.real_server import ROOT, RealServer

OTHERS = 30
PAUSE = 0.4  # seconds between two presses of one of the others
SPELL = 8.0
SPELLS = 5
FLOOD = 500  # requests a second
AT_MOST = 1.5

# Eight wires that say the same bytes over and over: a client that itself needs next to nothing of this machine.
FLOODING = """
import socket, sys, threading, time
host, port, path, cookie, rate, seconds = sys.argv[1:]
rate, seconds, told, wires = float(rate), float(seconds), {}, 8
asked = (f"POST {path} HTTP/1.1\\r\\nHost: {host}:{port}\\r\\nCookie: {cookie}\\r\\nAccept: application/json\\r\\n"
         "Content-Type: application/x-www-form-urlencoded\\r\\nContent-Length: 9\\r\\n\\r\\nname=Flut").encode()
def flood():
    wire = socket.create_connection((host, int(port)))
    due = time.monotonic()
    ends = due + seconds
    while due < ends:
        wire.sendall(asked)
        answer = wire.recv(65536)
        while b"}}" not in answer and b"}" not in answer[-3:]:
            answer += wire.recv(65536)
        status = answer[9:12].decode()
        told[status] = told.get(status, 0) + 1
        due = max(due + wires / rate, time.monotonic() - 0.1)
        time.sleep(max(0.0, due - time.monotonic()))
threads = [threading.Thread(target=flood) for _ in range(wires)]
[t.start() for t in threads]; [t.join() for t in threads]
print(told)
"""


def test_one_flooding_phone_does_not_slow_the_others_by_more_than_half(tmp_path: Path) -> None:
    with RealServer(tmp_path) as server:
        code = server.output.partition("/w/")[2].partition("/")[0]
        others = [joined(server, code) for _phone in range(OTHERS)]
        flooder = joined(server, code)
        cookie = "; ".join(f"{name}={value}" for name, value in flooder.cookies().items())
        spell(others, code, 3.0)  # warm
        quiet, flooded = [], []
        for _time in range(SPELLS):
            quiet.append(p95(spell(others, code, SPELL)))
            told_it = ["127.0.0.1", str(server.port), f"/w/{code}/me", cookie, str(FLOOD), str(SPELL + 1)]
            command = [sys.executable, "-c", FLOODING, *told_it]
            flood = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
            time.sleep(1.0)
            flooded.append(p95(spell(others, code, SPELL - 1)))
            told = flood.communicate(timeout=60)[0]
        ratio = median(flooded) / median(quiet)
        print("quiet", [round(one * 1000) for one in quiet], "flooded", [round(one * 1000) for one in flooded])
        print(f"p95 of the others: quiet {median(quiet) * 1000:.1f} ms, flooded {median(flooded) * 1000:.1f} ms, "
              f"ratio {ratio:.2f}; the flood was told {told.strip()}")  # fmt: skip
        assert "429" in told, "the control: the flood was slowed"
        assert ratio <= AT_MOST
        assert server.tracebacks == ""


def joined(server: RealServer, code: str) -> Browser:
    phone = Browser(server.url)
    phone.post(f"/w/{code}/participants")
    return phone


def spell(phones: list[Browser], code: str, seconds: float) -> list[float]:
    """Every phone presses now and then; how long each press took."""
    took: list[float] = []

    def press(phone: Browser, first: float) -> None:
        time.sleep(first)
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            began = time.perf_counter()
            try:
                phone.post(f"/w/{code}/me", name="Gast")
            except http.client.HTTPException:
                continue
            took.append(time.perf_counter() - began)
            time.sleep(PAUSE)

    threads = [threading.Thread(target=press, args=(phone, n * PAUSE / len(phones))) for n, phone in enumerate(phones)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


def p95(took: list[float]) -> float:
    return quantiles(took, n=20)[-1]
