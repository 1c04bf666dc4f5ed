"""Starting an installation: the demo workshop on first start, what the terminal prints, and the moderator's page."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
import webbrowser
from typing import IO, Any

from facilitation import access, archive, certificates, create_app, logs, organisers
from facilitation import workshop as workshops
from facilitation.addresses import base_address, join_address
from facilitation.config import Config
from facilitation.database.engine import in_turn
from facilitation.house import House
from facilitation.live.server import listen
from facilitation.live.server import serve as serve_forever
from facilitation.qr import terminal
from facilitation.standby.holding import try_to_hold
from facilitation.standby.keeping import Keeper

DEMO = "kreis-dueren"
LOOK_AGAIN = 600  # seconds between looks for what must be deleted
FACES = {
    "stage": ("Bühne", "/stage"),
    "moderator": ("Moderation", "/moderation"),
    "table": ("Tisch", "/table/1"),
    "phone": ("Telefon", "/"),
    "office": ("Büro", "/office"),
}


def serve(config: Config, *, reload: bool = False, open_browser: bool = True) -> None:
    """Migrate, load the demo on a first start, say where everything is, and serve until stopped."""
    if reload and os.environ.get("ZW_RELOADED") != "1":
        _serve_again_on_change()
        return
    logs.set_up(config.log_format)
    config = certificates.fitted(config, config.clock.now())
    held = hold(config)  # kept open: the system gives it back however this process ends
    listener = listen(config.host, config.port)
    app = create_app(config, async_mode="gevent")
    house: House = app.extensions["house"]
    with in_turn(house.engine):
        code = ensure_demo(house)
    base = base_address("", config.base_url, config.port)
    key = first_key(house) if config.keeps_house else ""
    print(greeting(house, base, code, key) if config.keeps_house else joined(config), flush=True)
    for warning in certificates.warnings(config, config.clock.now()):
        print(f"  {warning}\n", file=sys.stderr, flush=True)
    if open_browser and has_desktop():
        way_in = f"in?next=/w/{code}/moderation#{key}" if key else f"sign-in?next=/w/{code}/moderation"
        own = base if config.tls_cert else config.own_address
        threading.Timer(1.0, webbrowser.open, [f"{own}/office/{way_in}"]).start()
    if config.keeps_house:
        keep_no_longer_than_allowed(house)
    tls = certificates.context(config.tls_cert, config.tls_key) if config.tls_cert and config.tls_key else None
    keeper = Keeper(config)
    keeper.start()
    serve_forever(app, listener, tls)
    keeper.close()
    if held is not None:
        held.close()


def keep_no_longer_than_allowed(house: House) -> None:
    """Delete in the background what has been kept long enough, for as long as the server runs."""

    def look() -> None:
        while True:
            try:
                house.purge_due()
            except Exception:  # another time: the hall goes on
                logging.getLogger(__name__).exception("retention failed")
            time.sleep(LOOK_AGAIN)

    threading.Thread(target=look, name="retention", daemon=True).start()


def first_key(house: House) -> str:
    """A fresh one-time key at every start, until an organiser has a password; then nothing."""
    with house.reading() as session:
        if organisers.everyone(session):
            return ""
    key = access.random_secret()
    house.write(access.make_one_time_key, key_hash=access.hashed(house.config.secret_key, "one-time", key))
    return key


class AlreadyServed(OSError):
    """Another server works in this data folder."""


def hold(config: Config) -> IO[str] | None:
    """Take the data folder for this server: two on one SQLite file would take the ballot boxes from each other.

    On PostgreSQL there may be several. Raises AlreadyServed.
    """
    if not config.database_url.startswith("sqlite"):
        return None
    held = try_to_hold(config.data_dir / "serving.lock")
    if held is None:
        raise AlreadyServed(
            f"In diesem Datenordner läuft schon ein Server: {config.data_dir}. "
            "Für einen zweiten mit DATA_DIR=… einen anderen Ordner wählen."
        )
    return held


def ensure_demo(house: House) -> str:
    """The code of the newest real workshop; on a first start the Düren day is loaded from its template."""
    with house.reading() as session:
        known = [w for w in workshops.all_workshops(session) if not w.is_rehearsal]
    if known:
        return known[0].code
    template = archive.read_template(DEMO)
    made: dict[str, Any] = house.write(archive.build, template=template, is_demo=True)
    return str(made["code"])


def joined(config: Config) -> str:
    """What a worker says that is not the first: the first has said everything else."""
    return f"  Prozess {config.worker} bedient Anschluss {config.port}."


def addresses(base: str, code: str) -> dict[str, str]:
    """Where the faces of a workshop are."""
    return {face: f"{base}/w/{code}{path}" for face, (_name, path) in FACES.items()}


def greeting(house: House, base: str, code: str, key: str) -> str:
    """What the terminal shows: the join QR, the faces, and how the organiser comes in: by `key`, else by password."""
    with house.reading() as session:
        title = str(workshops.by_code(session, code).title)
    found = addresses(base, code)
    lines = [
        "",
        f"  {title}  ·  Code {code}",
        "",
        terminal(join_address(base, code)),
        "",
        *(f"  {name:<11} {found[face]}" for face, (name, _path) in FACES.items()),
        "",
        *_way_in(base, key),
        "",
        "  Beenden mit Strg+C.",
        "",
    ]
    return "\n".join(lines)


def _way_in(base: str, key: str) -> list[str]:
    if not key:
        return ["  Büro und Moderation öffnen Sie mit Name und Kennwort:", f"  {base}/office/sign-in"]
    return ["  Damit öffnen Sie zuerst Büro und Moderation (gilt einmal und 24 Stunden):", f"  {base}/office/in#{key}"]


def has_desktop() -> bool:
    return sys.platform in ("win32", "darwin") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def _serve_again_on_change() -> None:
    from werkzeug._reloader import run_with_reloader

    def child() -> None:
        os.environ["ZW_RELOADED"] = "1"
        os.execv(sys.executable, [sys.executable, "-m", "facilitation", "serve", "--no-browser"])

    run_with_reloader(child)
