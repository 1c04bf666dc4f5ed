"""Zukunftswerkstatt live: a municipal future workshop, run on a projector, phones and table desks. Wiring only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from facilitation.config import Config

__version__ = "0.1.0"
_HERE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """templates/ or static/: in the package (installed) or beside it (checkout)."""
    return next(path for path in (_HERE / name, _HERE.parent / name) if path.is_dir())


def create_app(config: Config, *, async_mode: str = "threading") -> Flask:
    """The application with its house (database, writer, boxes), live channel and faces."""
    # imported here, not above: `python -m facilitation serve` must patch the standard library for gevent before
    # Flask and SQLAlchemy are loaded, and this package is loaded before its __main__
    from flask import Flask

    from facilitation import rehearsal
    from facilitation.house import House
    from facilitation.live.server import make_live
    from facilitation.web import register

    app = Flask(__name__, template_folder=str(folder("templates")), static_folder=None)
    app.config.update(SECRET_KEY=config.secret_key, STATIC_TREE=folder("static"))
    house = House(config)
    house.serve_boxes()
    app.extensions["house"] = house
    app.extensions["live"] = make_live(app, house, async_mode)
    app.extensions["rehearsals"] = rehearsal
    register(app)
    if config.behind_proxy:
        from werkzeug.middleware.proxy_fix import ProxyFix

        # whether the phone came by HTTPS, and nothing else: no address is ever asked for
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=0, x_proto=1, x_host=0)  # type: ignore[method-assign]
    return app
