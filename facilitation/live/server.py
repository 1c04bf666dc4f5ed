"""The live server: Socket.IO on the app, and the listener that serves a hall (gevent, no delay, deep backlog)."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask_socketio import SocketIO

from facilitation.access import hashed
from facilitation.house import House
from facilitation.live.channel import Channel
from facilitation.live.gate import LARGEST_FRAME, Gate
from facilitation.live.publish import Publisher
from facilitation.live.relay import Relay

BACKLOG = 4096


@dataclass(frozen=True)
class Live:
    """What the faces need: `channel` knows who is connected, `publisher` is told what changed, `relay` tells it to the
    other workers."""

    socketio: SocketIO
    channel: Channel
    publisher: Publisher
    relay: Relay


def make_live(app: Flask, house: House, async_mode: str) -> Live:
    """Socket.IO for this app; the same origin only."""
    socketio = SocketIO(  # type: ignore[call-arg]
        app,
        async_mode=async_mode,  # type: ignore[arg-type]
        manage_session=False,
        serve_client=False,
        http_compression=True,
        max_http_buffer_size=LARGEST_FRAME,
        ping_interval=10,
        ping_timeout=10,
    )
    gate = Gate(app.wsgi_app, socketio.server)  # type: ignore[attr-defined]
    app.wsgi_app = gate  # type: ignore[method-assign, assignment]
    config = house.config
    relay = Relay(config.redis_url, hashed(config.secret_key, "relay", "")[:16])
    channel = Channel(socketio, house, gate, relay)
    live = Live(socketio, channel, Publisher(app, house, channel, relay), relay)
    if config.has_siblings:
        relay.start()
    return live


class CannotListen(OSError):
    """The port is taken, or the address is none of this machine."""


def listen(host: str, port: int) -> Any:
    """The socket that phones reach, IPv4, or both when the host is an IPv6 address. Raises CannotListen."""
    import socket

    from gevent.socket import socket as gevent_socket

    listener = gevent_socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    if ":" in host:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # without it small answers wait for the client's delayed acknowledgement, some 40 ms each
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise CannotListen(
                f"Der Port {port} ist belegt: Läuft der Server schon? Sonst mit PORT=5001 einen anderen wählen."
            ) from None
        raise CannotListen(f"Unter {host}, Port {port}, lässt sich kein Server starten: {error}") from None
    return listener


def serve(app: Flask, listener: Any, tls: Any = None) -> None:
    """Serve until stopped; over HTTPS with `tls`, an SSLContext. Call `gevent.monkey.patch_all()` before anything else
    is imported."""
    from facilitation.live.listening import Server, TlsServer

    raise_file_limit()
    server = Server(listener, app) if tls is None else TlsServer(listener, app, tls)
    try:
        server.serve_forever()
    finally:
        server.stop(timeout=2)
        app.extensions["live"].publisher.close()
        app.extensions["house"].close()


def raise_file_limit() -> None:
    """A phone is a file descriptor; many systems allow 1024 unless asked."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def live_of(app: Flask) -> Live:
    found: Any = app.extensions["live"]
    assert isinstance(found, Live)
    return found
