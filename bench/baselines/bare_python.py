"""E: a bare python-socketio server in memory, on the listener of ours (gevent, no delay). It stores nothing and checks
nothing. ``python -m bench.baselines.bare_python PORT``; with ``PORT nothing`` it only answers HTTP: what the load maker
can do against a server without any work.
"""

from gevent import monkey

monkey.patch_all()

import asyncio  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable, Iterable  # noqa: E402
from typing import Any  # noqa: E402

PAGE = b"<!doctype html><title>Zukunftswerkstatt</title>" + b"<p>Ein Absatz.</p>" * 500
BEAT = 0.2
DONE = b'{"ok": true, "result": {}}'


def bare(port: int) -> None:
    import socketio
    from gevent import pywsgi

    from facilitation.live.server import listen

    server = socketio.Server(async_mode="gevent", async_handlers=False)
    total: dict[str, int] = {"votes": 0, "told": 0}

    def http(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        body = PAGE
        if environ["REQUEST_METHOD"] == "POST":
            environ["wsgi.input"].read()
            body = DONE
            if environ["PATH_INFO"] == "/signal":
                server.emit("region", {"name": "phone", "revision": 1, "html": ""})
        start("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
        return [body]

    @server.event  # type: ignore[untyped-decorator]
    def vote(_sid: str, told: dict[str, int]) -> dict[str, Any]:
        total["votes"] += told["points"]
        return {"ok": True, "total": total["votes"]}

    @server.event  # type: ignore[untyped-decorator]
    def clock(_sid: str) -> dict[str, int]:
        return {"now": 0}

    def tell() -> None:
        while True:
            server.sleep(BEAT)
            if total["told"] != total["votes"]:
                total["told"] = total["votes"]
                server.emit("tally", total, to="projector")

    server.start_background_task(tell)
    pywsgi.WSGIServer(listen("127.0.0.1", port), socketio.WSGIApp(server, http), log=None).serve_forever()


class Nothing(asyncio.Protocol):
    """Answers every request alike, without reading it."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, _data: bytes) -> None:
        self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 26\r\n\r\n" + DONE)


async def nothing(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Nothing, "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    where = int(sys.argv[1])
    asyncio.run(nothing(where)) if "nothing" in sys.argv else bare(where)
