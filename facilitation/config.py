"""Settings from the environment. Names, defaults and meanings are documented in docs/running-a-day.md."""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from facilitation.clock import Clock

ANOTHER_FOLDER = "Mit DATA_DIR=… einen anderen wählen."
TAKEN_OVER = "takeover.json"  # in the data folder of a machine that took over from a copy
SHORTEST_TOKEN = 16


class Unusable(OSError):
    """A setting from outside that cannot be used; says in German what to do."""


@dataclass(frozen=True)
class Config:
    """What an installation is told from outside. Paths are absolute; `secret_key` signs and keys hashes."""

    data_dir: Path
    database_url: str
    secret_key: bytes
    host: str = "0.0.0.0"  # noqa: S104  the hall's phones must reach it
    port: int = 5000
    base_url: str = ""
    tls_cert: Path | None = None
    tls_key: Path | None = None
    redis_url: str = ""
    worker: int = 0
    behind_proxy: bool = False
    standby_dir: Path | None = None
    metrics_token: str = ""
    log_format: str = "text"
    clock: Clock = field(default_factory=Clock)

    @property
    def scheme(self) -> str:
        return "https" if self.tls_cert is not None else "http"

    @property
    def own_address(self) -> str:
        """Where this machine reaches its own server."""
        return f"{self.scheme}://127.0.0.1:{self.port}"

    @property
    def has_siblings(self) -> bool:
        """Whether this process is one of several workers on one database."""
        return bool(self.redis_url or self.worker)

    @property
    def keeps_house(self) -> bool:
        """Of several workers the first does what is done once: it prints the organiser's key, deletes what is due."""
        return self.worker in (0, 1)

    def environment(self) -> dict[str, str]:
        """The settings with which another process finds the same installation."""
        return {
            "DATA_DIR": str(self.data_dir), "DATABASE_URL": self.database_url, "SECRET_KEY": self.secret_key.decode(),
            "BASE_URL": self.base_url, "PORT": str(self.port), "TLS_CERT": str(self.tls_cert or ""),
            "TLS_KEY": str(self.tls_key or ""), "STANDBY_DIR": str(self.standby_dir or ""),
        }  # fmt: skip

    @property
    def boxes_dir(self) -> Path:
        """Where open ballot boxes lie (SQLite only), apart from the main database and its copies."""
        return self.data_dir / "boxes"


def from_environment(env: Mapping[str, str] = os.environ) -> Config:
    """Read the settings that docs/running-a-day.md lists; make and keep a secret if none is given."""
    data_dir = Path(env.get("DATA_DIR") or default_data_dir()).expanduser().resolve()
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise Unusable(f"Der Datenordner lässt sich nicht anlegen: {data_dir}. {ANOTHER_FOLDER}") from None
    if not os.access(data_dir, os.W_OK | os.X_OK):
        raise Unusable(f"In den Datenordner lässt sich nicht schreiben: {data_dir}. {ANOTHER_FOLDER}")
    env = {**settings_taken_over(data_dir), **{name: value for name, value in env.items() if value}}
    database_url = env.get("DATABASE_URL") or f"sqlite:///{data_dir / 'zukunftswerkstatt.db'}"
    redis_url, worker = _redis_url(env.get("REDIS_URL") or ""), _worker(env.get("WORKER") or "0")
    if (redis_url or worker) and database_url.startswith("sqlite"):
        raise Unusable("REDIS_URL und WORKER sind für mehrere Prozesse; die brauchen PostgreSQL (DATABASE_URL).")
    cert, key = env.get("TLS_CERT") or "", env.get("TLS_KEY") or ""
    if bool(cert) != bool(key):
        raise Unusable("Für HTTPS werden beide gebraucht: TLS_CERT (Zertifikat) und TLS_KEY (Schlüssel).")
    return Config(
        data_dir=data_dir,
        database_url=database_url,
        secret_key=(env.get("SECRET_KEY") or kept_secret(data_dir)).encode(),
        host=env.get("HOST") or "0.0.0.0",  # noqa: S104
        port=_port(env.get("PORT") or "5000"),
        base_url=_base_url(env.get("BASE_URL") or ""),
        tls_cert=Path(cert).expanduser().resolve() if cert else None,
        tls_key=Path(key).expanduser().resolve() if key else None,
        redis_url=redis_url,
        worker=worker,
        behind_proxy=(env.get("BEHIND_PROXY") or "0") != "0",
        standby_dir=Path(standby).expanduser().resolve() if (standby := env.get("STANDBY_DIR") or "") else None,
        metrics_token=_metrics_token(env.get("METRICS_TOKEN") or ""),
        log_format=_log_format(env.get("LOG_FORMAT") or "text"),
    )


def settings_taken_over(data_dir: Path) -> dict[str, str]:
    """What a second machine took over from the first so that it is found under the same address. What is set by hand
    counts more."""
    try:
        kept: dict[str, str] = json.loads((data_dir / TAKEN_OVER).read_text(encoding="utf-8"))["settings"]
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError):
        raise Unusable(f"Die Datei {data_dir / TAKEN_OVER} lässt sich nicht lesen. Bitte löschen.") from None
    return kept


def _port(given: str) -> int:
    if not given.isdecimal() or not 1 <= int(given) <= 65535:
        raise Unusable(f"PORT muss eine Zahl von 1 bis 65535 sein, nicht „{given}“.")
    return int(given)


def _worker(given: str) -> int:
    if not given.isdecimal() or int(given) > 999:
        raise Unusable(f"WORKER muss eine Zahl von 1 bis 999 sein, nicht „{given}“.")
    return int(given)


def _redis_url(given: str) -> str:
    if given and not given.startswith(("redis://", "rediss://", "unix://")):
        raise Unusable(f"REDIS_URL muss wie redis://127.0.0.1:6379/0 aussehen, nicht „{given}“.")
    return given


def _metrics_token(given: str) -> str:
    if given and len(given) < SHORTEST_TOKEN:
        raise Unusable(f"METRICS_TOKEN muss mindestens {SHORTEST_TOKEN} Zeichen haben.")
    return given


def _log_format(given: str) -> str:
    if given not in ("text", "json"):
        raise Unusable(f"LOG_FORMAT ist text oder json, nicht „{given}“.")
    return given


def _base_url(given: str) -> str:
    """Without a path: every address of ours begins at the root, and the join QR is in capitals."""
    if given and not re.fullmatch(r"https?://([\w.-]+|\[[0-9a-fA-F:]+\])(:\d+)?/*", given):
        raise Unusable(f"BASE_URL muss wie https://werkstatt.beispiel.de aussehen, ohne Pfad, nicht „{given}“.")
    return given.rstrip("/")


def default_data_dir() -> Path:
    """`data/` beside run.py in a checkout, else a folder in the user's home."""
    checkout = Path(__file__).resolve().parent.parent
    if (checkout / "run.py").exists():
        return checkout / "data"
    return Path.home() / ".local" / "share" / "zukunftswerkstatt"


def kept_secret(data_dir: Path) -> str:
    """The installation's secret, made once (readable by the owner only) and kept in the data folder."""
    path = data_dir / "secret.key"
    if not path.exists():
        drawn = data_dir / f"secret.{secrets.token_hex(4)}.new"
        handle = os.open(drawn, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())  # every cookie and every voting card hangs on it
        _keep_first(drawn, path)
    kept = path.read_text(encoding="ascii").strip()
    if not kept:
        raise Unusable(f"Die Datei {path} ist leer. Bitte löschen: Beim nächsten Start wird ein Geheimnis gezogen.")
    return kept


def _keep_first(drawn: Path, path: Path) -> None:
    """Of two processes that start at once, the first one's secret stands, and never half written."""
    try:
        os.link(drawn, path)
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        drawn.replace(path)
    drawn.unlink(missing_ok=True)
