"""Addresses that people type or scan: where this installation can be reached, and the way in to a workshop."""

from __future__ import annotations

import socket
import time
from urllib.parse import urlsplit

import ifaddr

_LIFE = 10.0  # seconds; a laptop may join the hall's Wi-Fi while the server runs
_found: tuple[float, list[str]] | None = None


def base_address(wanted: str, configured: str, port: int) -> str:
    """The address phones reach us at: the workshop's setting, else the installation's, else this machine on the LAN."""
    return (wanted or configured).rstrip("/") or f"http://{lan_addresses()[0]}:{port}"


def join_address(base: str, code: str) -> str:
    """The address of the join QR, in capitals: it makes a smaller, sturdier code. Door and code take any case."""
    return f"{base}/w/{code}".upper()


def typed_address(base: str) -> str:
    """What people type who cannot scan: the base without the scheme that browsers add themselves."""
    return base.removeprefix("http://").removeprefix("https://")


def is_here(base: str) -> bool | None:
    """Whether an address leads to this machine by its number; None for a name, which only the network knows."""
    host = urlsplit(base).hostname or ""
    return host in lan_addresses() if host.replace(".", "").isdecimal() else None


def lan_addresses() -> list[str]:
    """This machine's IPv4 addresses that phones may reach, the likeliest first; 127.0.0.1 when there is no network."""
    global _found
    if _found is None or time.monotonic() - _found[0] > _LIFE:
        _found = (time.monotonic(), _look())
    return list(_found[1])


def _look() -> list[str]:
    found = [
        address.ip
        for adapter in ifaddr.get_adapters()
        for address in adapter.ips
        if isinstance(address.ip, str) and not address.ip.startswith(("127.", "169.254."))
    ]
    preferred = _outgoing_address()
    found.sort(key=lambda ip: (ip != preferred, not ip.startswith(("192.168.", "10.", "172."))))
    return found or ["127.0.0.1"]


def _outgoing_address() -> str:
    """The address of the default route; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: it only makes the system pick a route
            return str(probe.getsockname()[0])
        except OSError:
            return ""
