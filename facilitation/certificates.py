"""Certificates for HTTPS in the hall: whether the two files fit, for which names, until when; told in plain German."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from facilitation.config import Config, Unusable

ALTERNATIVE_NAMES = b"\x06\x03\x55\x1d\x11"  # the object id of the extension that holds the names
A_TIME = rb"\x17\x0d(\d{12})Z|\x18\x0f(\d{14})Z"
VALIDITY = re.compile(rb"\x30[\x1e-\x22](?:" + A_TIME + rb")(?:" + A_TIME + rb")")
DNS_NAME = 0x82
SOON = timedelta(days=14)
NO_PAIR = {"KEY_VALUES_MISMATCH", "KEY_TYPE_MISMATCH", "NO_CERTIFICATE_ASSIGNED"}  # the last: of another kind


@dataclass(frozen=True)
class Certificate:
    """What a certificate says of itself. Names may begin with ``*.``"""

    names: tuple[str, ...]
    begins: datetime
    ends: datetime

    def covers(self, host: str) -> bool:
        host = host.casefold()
        return host in self.names or f"*.{host.partition('.')[2]}" in self.names


def fitted(config: Config, now: datetime) -> Config:
    """The configuration with the address that its certificate stands for. Raises Unusable; without HTTPS as it is."""
    if config.tls_cert is None or config.tls_key is None:
        return config
    context(config.tls_cert, config.tls_key)
    names = [name for name in read(config.tls_cert, now).names if not name.startswith("*")]
    if config.base_url.startswith("http://"):
        raise Unusable(f"Mit TLS_CERT beginnt BASE_URL mit https://, nicht „{config.base_url}“.")
    if not config.base_url and not names:
        raise Unusable(f"Das Zertifikat {config.tls_cert} nennt keinen Namen. Bitte BASE_URL=https://… dazu setzen.")
    port = "" if config.port == 443 else f":{config.port}"
    return replace(config, base_url=config.base_url or f"https://{names[0]}{port}")


def warnings(config: Config, now: datetime) -> list[str]:
    """What does not hinder a start but will hinder the hall."""
    if config.tls_cert is None:
        return []
    found, host = read(config.tls_cert, now), urlsplit(config.base_url).hostname or ""
    said = []
    if not found.covers(host):
        said.append(f"Das Zertifikat gilt für {', '.join(found.names) or 'keinen Namen'}, nicht für {host}.")
    if found.ends - now < SOON:
        said.append(f"Das Zertifikat läuft am {found.ends:%d.%m.%Y} ab.")
    return said


def context(cert: Path, key: Path) -> ssl.SSLContext:
    """What a TLS server needs (TLS 1.2 or newer). Raises Unusable for files that are missing, no PEM or no pair."""
    for name, path in (("TLS_CERT", cert), ("TLS_KEY", key)):
        try:
            path.read_bytes()
        except OSError as error:
            raise Unusable(f"{name}: Die Datei {path} lässt sich nicht lesen ({error.strerror}).") from None
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        made.load_cert_chain(cert, key, password=_ask_nobody)
    except ssl.SSLError as error:
        if error.reason in NO_PAIR:
            said = f"Der Schlüssel {key} gehört nicht zum Zertifikat {cert}. Bitte beide zusammen neu holen."
            raise Unusable(said) from None
        raise Unusable(f"{cert} und {key} sind kein Zertifikat mit Schlüssel im PEM-Format.") from None
    return made


def read(cert: Path, now: datetime) -> Certificate:
    """The first certificate of a PEM file. Raises Unusable for one that has ended or not begun."""
    found = _read(cert)
    if found.ends <= now:
        raise Unusable(f"Das Zertifikat {cert} ist am {found.ends:%d.%m.%Y} abgelaufen. Bitte ein neues holen.")
    if found.begins > now:
        begins = f"{found.begins:%d.%m.%Y}"
        raise Unusable(f"Das Zertifikat {cert} gilt erst ab {begins}. Geht die Uhr dieses Rechners richtig?")
    return found


def _ask_nobody() -> str:
    raise Unusable("Der Schlüssel in TLS_KEY ist mit einem Kennwort verschlossen. Bitte ohne Kennwort ablegen.")


def _read(cert: Path) -> Certificate:
    """Python shows a server's own certificate to nobody, so the two facts are read from its DER bytes."""
    text = cert.read_text(encoding="ascii", errors="replace")
    first = text[text.index("-----BEGIN CERTIFICATE") : text.index("-----END CERTIFICATE-----") + 25]
    der = ssl.PEM_cert_to_DER_cert(first)
    dates = VALIDITY.search(der)
    if dates is None:
        raise Unusable(f"Das Zertifikat {cert} nennt nicht, wie lange es gilt.")
    begins, ends = (_instant(told) for told in dates.groups() if told is not None)
    return Certificate(_names(der), begins, ends)


def _instant(told: bytes) -> datetime:
    """``YYMMDDhhmmss`` (of this century, as certificates that live today are) or ``YYYYMMDDhhmmss``."""
    digits = told.decode() if len(told) == 14 else f"20{told.decode()}"
    return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def _names(der: bytes) -> tuple[str, ...]:
    """The DNS names among the alternative names: an octet string that holds one sequence of tagged values."""
    _before, found, after = der.partition(ALTERNATIVE_NAMES)
    if not found:
        return ()
    after = after.removeprefix(b"\x01\x01\xff")  # marked as critical
    rest, names = _value(_value(after)), []
    while len(rest) > 1:
        value = _value(rest)
        if rest[0] == DNS_NAME:
            names.append(value.decode("ascii", "replace").casefold())
        rest = rest[_head(rest) + len(value) :]
    return tuple(names)


def _head(der: bytes) -> int:
    """How many bytes tag and length take."""
    return 2 if der[1] < 0x80 else 2 + (der[1] & 0x7F)


def _value(der: bytes) -> bytes:
    head = _head(der)
    length = der[1] if head == 2 else int.from_bytes(der[2:head], "big")
    return der[head : head + length]
