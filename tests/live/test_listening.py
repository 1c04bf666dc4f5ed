"""Whoever begins a request and does not end it keeps nobody out: the server ends it."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.real_server import ROOT

# A server and its clients in one process, where silence is cut short at half a second.
TRIED = """
import json, sys
from gevent import monkey; monkey.patch_all()
import gevent, socket, time
from facilitation.live import listening
from facilitation.live.server import listen

listening.ASKS_WITHIN = 0.5
def app(environ, start):
    try:
        said = environ["wsgi.input"].read()
    except OSError:  # as Flask does
        start("400 Bad Request", [("Content-Length", "0")])
        return [b""]
    start("200 OK", [("Content-Length", str(len(said)))])
    return [said]
listener = listen("127.0.0.1", 0)
gevent.spawn(listening.Server(listener, app).serve_forever)

def told(*parts):
    wire = socket.create_connection(listener.getsockname(), 5)
    wire.settimeout(3)
    try:
        for part in parts:
            wire.sendall(part.encode())
            gevent.sleep(0.3)
        answer, began = wire.recv(4096).decode(), time.monotonic()
        more = answer and wire.recv(4096)
        return [answer[9:12], "over" if more in (b"", "") else "open"]
    except TimeoutError:
        return ["", "open"]
    except OSError:
        return ["", "over"]
print(json.dumps([told(*parts) for parts in json.loads(sys.argv[1])]))
"""
HEAD = "POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\n"
MORE = "X-More: and more\r\n"
NEVER_ENDED = [[], ["POST / HT"], [HEAD], [HEAD, MORE, MORE, MORE], [f"{HEAD}\r\n", "Wo"]]
SLOW = [[f"{HEAD}\r\n", "Wort"], [HEAD, "\r\nWort"]]


def test_a_request_that_does_not_come_to_its_end_is_ended_and_a_slow_one_is_answered() -> None:
    command = [sys.executable, "-c", TRIED, json.dumps([*NEVER_ENDED, *SLOW])]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [state for _status, state in told] == ["over"] * len(told)
    assert [status == "200" for status, _state in told] == [False] * len(NEVER_ENDED) + [True] * len(SLOW)
    assert "Traceback" not in done.stderr
