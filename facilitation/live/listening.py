"""Listening: gevent's server with a log that names nobody, and with a certificate HTTPS on the same port."""

from __future__ import annotations

import logging
import socket
import ssl
from typing import Any

from gevent import Timeout, pywsgi

from facilitation.live.gate import PATH

TLS_RECORD = b"\x16"
SHAKES_HANDS_WITHIN = 10.0
ASKS_WITHIN = 30.0  # seconds: for a request to come in, for a pause while one is sent or answered, and between two
LONGEST_REQUEST = 16 * 1024  # what is peeked at of a plain request before it is led to https
NO_REQUEST = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
log = logging.getLogger(__name__)


class Handler(pywsgi.WSGIHandler):
    """One connection. A phone that hangs up, or sends what is no HTTP, is no fault of ours and stays unnamed."""

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            log.debug("a connection ended in the middle")

    def read_requestline(self) -> str:
        with _in_time():
            return str(super().read_requestline())

    def read_request(self, raw_requestline: str) -> Any:
        with _in_time():
            return super().read_request(raw_requestline)

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        # a WebSocket may be silent: its own pings tell whether somebody is there
        is_websocket = "HTTP_UPGRADE" in environ and environ["PATH_INFO"].startswith(PATH)
        self.socket.settimeout(None if is_websocket else ASKS_WITHIN)
        return environ

    def _handle_client_error(self, ex: BaseException) -> tuple[str, bytes]:
        """What is no request is answered, and not written down: gevent would name the client's address."""
        return "400", NO_REQUEST

    def log_error(self, msg: str, *args: Any) -> None:
        """gevent would name the client's address here too."""

    def _log_error(self, t: Any, v: Any, tb: Any) -> None:
        log.error("a request failed outside the app", exc_info=(t, v, tb))


class Server(pywsgi.WSGIServer):
    """Serves one app over plain HTTP."""

    def __init__(self, listener: Any, app: Any) -> None:
        super().__init__(listener, app, log=None, handler_class=Handler)


class TlsServer(pywsgi.WSGIServer):
    """Serves one app over HTTPS; whoever comes with plain HTTP is led to the same page over HTTPS."""

    def __init__(self, listener: Any, app: Any, tls: ssl.SSLContext) -> None:
        super().__init__(listener, app, log=None, handler_class=Handler, ssl_context=tls)
        self._tls = tls

    def wrap_socket_and_handle(self, client_socket: Any, address: Any) -> Any:
        """A TLS client that refuses our certificate, or says nothing, is no fault of the server."""
        try:
            with Timeout(SHAKES_HANDS_WITHIN):
                if client_socket.recv(1, socket.MSG_PEEK) != TLS_RECORD:
                    _lead_to_https(client_socket)
                    return None
                wrapped = self._tls.wrap_socket(client_socket, server_side=True)
        except (Timeout, OSError):  # SSLError is an OSError
            client_socket.close()
            return None
        try:
            return self.handle(wrapped, address)
        finally:
            wrapped.close()


def _in_time() -> Timeout:
    """Ends the connection of a sender who is silent, or sends byte by byte, for too long."""
    return Timeout(ASKS_WITHIN, TimeoutError("no request in time"))


def _lead_to_https(client: Any) -> None:
    """Answer one plain request with the same address over HTTPS."""
    asked = b""
    while b"\r\n\r\n" not in asked and len(asked) < LONGEST_REQUEST:
        more = client.recv(4096)
        if not more:
            break
        asked += more
    first, *headers = asked.decode("latin-1").split("\r\n")
    path = first.split(" ")[1] if first.count(" ") == 2 else "/"
    hosts = [line[5:].strip() for line in headers if line.lower().startswith("host:")]
    if hosts and path.startswith("/") and path.isprintable():
        answer = f"HTTP/1.1 308 Permanent Redirect\r\nLocation: https://{hosts[0]}{path}\r\n"
    else:
        answer = "HTTP/1.1 400 Bad Request\r\n"
    client.sendall(f"{answer}Content-Length: 0\r\nConnection: close\r\n\r\n".encode("latin-1"))
    client.close()
