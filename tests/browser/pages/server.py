"""A hall of one region for the browser's core: speaks the protocol, keeps every post, breaks on demand."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, render_template, request
from flask_socketio import SocketIO
from werkzeug.serving import BaseWSGIServer, make_server

STATIC = Path(__file__).parents[3] / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self' ws: wss:; form-action 'self'"
)


@dataclass
class Hall:
    """What the server shows, what it was sent, and how it misbehaves just now."""

    html: str = "<p id='scene'>Ankommen</p>"
    revision: int = 1
    ahead: float = 0.0
    broken: bool = False
    silent: bool = False
    deaf: bool = False
    refusal: dict[str, Any] | None = None
    posts: list[dict[str, str]] = field(default_factory=list)
    accepted: dict[str, dict[str, str]] = field(default_factory=dict)
    box: dict[str, dict[str, str]] = field(default_factory=dict)
    pulls: int = 0
    connects: int = 0
    sids: list[str] = field(default_factory=list)

    def now(self) -> int:
        return round((time.time() + self.ahead) * 1000)


class HallServer:
    """The hall behind a port of its own, in a thread of this process."""

    def __init__(self) -> None:
        self.hall = Hall()
        self.app = Flask(__name__, static_folder=str(STATIC), template_folder=str(Path(__file__).parent))
        self.socketio = SocketIO(self.app, async_mode="threading", logger=False)
        self._routes()
        self._events()
        self._server: BaseWSGIServer = make_server("127.0.0.1", 0, self.app, threaded=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/"

    def stop(self) -> None:
        self._server.shutdown()

    def push(self, html: str, revision: int) -> None:
        """What a push carries; the hall itself shows it from now on when it is newer."""
        if revision >= self.hall.revision:
            self.hall.html, self.hall.revision = html, revision
        self.socketio.emit("region", {"name": "hall", "revision": revision, "html": html})

    def emit(self, event: str, message: dict[str, Any]) -> None:
        self.socketio.emit(event, message)

    def drop_sockets(self) -> None:
        for sid in list(self.hall.sids):
            self.socketio.server.disconnect(sid)  # type: ignore[attr-defined]

    def _routes(self) -> None:
        hall, app = self.hall, self.app

        @app.after_request
        def be_strict(response: Response) -> Response:
            response.headers["Content-Security-Policy"] = POLICY
            response.headers["Cache-Control"] = "no-store"
            return response

        @app.before_request
        def break_down() -> tuple[str, int] | None:
            return ("", 503) if hall.broken and request.path != "/" and "static" not in request.path else None

        @app.get("/")
        def page() -> str:
            return render_template("hall.html", now=hall.now(), hall=hall.html)

        @app.get("/regions")
        def regions() -> Response:
            hall.pulls += 1
            shown = {"name": "hall", "revision": hall.revision, "html": hall.html}
            return jsonify({"now": hall.now(), "regions": [shown]})

        @app.post("/statements")
        @app.post("/plain")
        def take() -> tuple[Response, int]:
            sent = dict(request.form)
            hall.posts.append(sent)
            if hall.refusal is not None:
                return jsonify({"error": hall.refusal}), 409
            hall.accepted.setdefault(sent["key"], sent)
            if hall.silent:
                return jsonify({}), 504
            return jsonify({"ok": True, "said": "Ihre Aussage hängt.", "result": {}}), 200

        @app.post("/ballot")
        def cast() -> Response:
            sent = dict(request.form)
            hall.posts.append(sent)
            hall.box[sent["ballot_id"]] = sent
            return jsonify({"ok": True, "said": "", "result": {"fingerprint": "9f3a71c2beef"}})

        @app.post("/ballot/look-up")
        def look_up() -> Response:
            found = hall.box.get(request.form["ballot_id"])
            points = {n.split(".")[1]: int(v) for n, v in (found or {}).items() if n.startswith("points.")}
            result = {"found": found is not None, "points": points, "fingerprint": "9f3a71c2beef"}
            return jsonify({"ok": True, "result": result})

    def _events(self) -> None:
        hall = self.hall

        def connect(_auth: Any = None) -> bool | None:
            if hall.deaf or hall.broken:
                return False
            hall.connects += 1
            hall.sids.append(request.sid)  # type: ignore[attr-defined]
            return None

        def disconnect(_reason: Any = None) -> None:
            if request.sid in hall.sids:  # type: ignore[attr-defined]
                hall.sids.remove(request.sid)  # type: ignore[attr-defined]

        def tell_time(_message: Any = None) -> dict[str, int]:
            return {"now": hall.now()}

        def note(_message: Any = None) -> None:
            return None

        self.socketio.on_event("connect", connect)
        self.socketio.on_event("disconnect", disconnect)
        self.socketio.on_event("clock", tell_time)
        self.socketio.on_event("visible", note)
