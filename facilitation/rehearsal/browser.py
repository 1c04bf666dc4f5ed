"""A simulated browser: its own cookies, one kept connection, JSON from the same doors that people use."""

from __future__ import annotations

import http.client
import json
import secrets
import time
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from facilitation.rehearsal.wire import Wire, trust

TIMEOUT = 30.0
PAUSE = 0.2
AWAY = (502, 503, 504)  # the server could not save it, or a proxy has lost the server: one tries again


class Refused(Exception):
    """The server said no. `status`, `code`, `details` as docs/protocol.md has them."""

    def __init__(self, address: str, status: int, error: dict[str, Any]) -> None:
        self.status, self.code = status, str(error.get("code", ""))
        self.details: dict[str, Any] = error.get("details") or {}
        super().__init__(f"{address}: {status} {self.code} {self.details}")


class Unreachable(Exception):
    """Nobody answered, however often it was tried."""


class Browser:
    """What one person holds in hand. `patience` is how long in seconds a request is tried again when nobody answers;
    a repeat carries the same operation id, so nothing happens twice."""

    def __init__(self, base: str, *, patience: float = 20.0) -> None:
        self.base, self.patience = base.rstrip("/"), patience
        split = urlsplit(self.base)
        self._is_tls, self._host = split.scheme == "https", split.hostname or "127.0.0.1"
        self._port = split.port or (443 if self._is_tls else 80)
        self._cookies: dict[str, tuple[str, str]] = {}
        self._connection: http.client.HTTPConnection | None = None
        self.repeats = 0

    def get(self, address: str) -> Any:
        """The JSON state of a page. Raises Refused, Unreachable."""
        return self._asked("GET", address, None)

    def post(self, address: str, key: str | None = None, **fields: Any) -> Any:
        """Send a form as JSON, once, whatever happens on the way. Returns the whole answer. Raises as `get`."""
        return self._asked("POST", address, {"key": key or secrets.token_hex(16), **fields})

    def download(self, address: str) -> bytes:
        """A file. Raises as `get`."""
        return self._fetched("GET", address, None)[0]

    def wire(self, **auth: Any) -> Wire:
        """A socket with this browser's cookies. Raises Lost."""
        return Wire(self.base, auth=auth, cookies=self._cookie_header("/"))

    def cookies(self) -> dict[str, str]:
        return {name: value for name, (value, _path) in self._cookies.items()}

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _asked(self, method: str, address: str, body: dict[str, Any] | None) -> Any:
        return json.loads(self._fetched(method, address, body)[0])

    def _fetched(self, method: str, address: str, body: dict[str, Any] | None) -> tuple[bytes, int]:
        deadline = time.monotonic() + self.patience
        while True:
            try:
                content, status = self._once(method, address, body)
            except (OSError, http.client.HTTPException) as error:
                self.close()
                if time.monotonic() > deadline:
                    raise Unreachable(f"{address}: {error!r}") from error
            else:
                if status < 400:
                    return content, status
                refused = Refused(address, status, _error(content))
                if status not in AWAY or time.monotonic() > deadline:
                    raise refused
            self.repeats += 1
            time.sleep(PAUSE)

    def _once(self, method: str, address: str, body: dict[str, Any] | None) -> tuple[bytes, int]:
        if self._connection is None:
            self._connection = self._connect()
        headers = {"Accept": "application/json", "Cookie": self._cookie_header(address)}
        if body is not None:
            headers |= {"Content-Type": "application/json", "Origin": self.base}
        self._connection.request(method, address, json.dumps(body) if body is not None else None, headers)
        response = self._connection.getresponse()
        content = response.read()
        for line in response.headers.get_all("Set-Cookie", []):
            self._keep(line)
        return content, response.status

    def _connect(self) -> http.client.HTTPConnection:
        if self._is_tls:
            return http.client.HTTPSConnection(self._host, self._port, timeout=TIMEOUT, context=trust(self._host))
        return http.client.HTTPConnection(self._host, self._port, timeout=TIMEOUT)

    def _keep(self, line: str) -> None:
        for name, morsel in SimpleCookie(line).items():
            if morsel["max-age"] == "0" or not morsel.value:
                self._cookies.pop(name, None)
            else:
                self._cookies[name] = (morsel.value, morsel["path"] or "/")

    def _cookie_header(self, address: str) -> str:
        return "; ".join(f"{n}={v}" for n, (v, path) in self._cookies.items() if address.startswith(path))


def _error(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)["error"]
    except (ValueError, KeyError, TypeError):
        return {"code": "no_json"}
    return found if isinstance(found, dict) else {"code": str(found)}
