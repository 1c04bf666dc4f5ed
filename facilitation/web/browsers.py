"""Manners towards browsers: strict headers, own origin only, words and filters for templates."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import Flask, Response, abort, has_request_context, request

from facilitation import drawings
from facilitation.live.rendering import language
from facilitation.texts import translations

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LETTERS = "zw-letters"  # the cookie of a device that wants them large
HOST = re.compile(r"[A-Za-z0-9._-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")


def register(app: Flask) -> None:
    app.before_request(_refuse_strange_host)
    app.before_request(_refuse_foreign_origin)
    app.before_request(_refuse_nul)
    app.after_request(_set_headers)
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: translations(language.get()).gettext(text),
        lambda one, many, n: translations(language.get()).ngettext(one, many, n),
        newstyle=True,
    )
    env.globals.update(drawings=drawings, on_page=False, key=None, is_plain=is_plain, letters=letters)
    env.filters.update(hour=hour, local=local, epoch_ms=epoch_ms, day=day, minutes_east=minutes_east)


def is_plain() -> bool:
    """Whether this page travels through the hall without encryption; on the machine itself nobody can listen."""
    if not has_request_context() or request.is_secure:
        return False
    host = urlsplit(f"//{request.host}").hostname or ""
    return not (host == "localhost" or host == "::1" or host.startswith("127."))


def letters() -> str:
    """How large this device wants its letters: ``usual`` or ``large``."""
    return "large" if has_request_context() and request.cookies.get(LETTERS) == "large" else "usual"


def local(instant: str | datetime, zone: str) -> datetime:
    """An ISO instant (as states carry it) in the workshop's zone."""
    moment = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    return moment.astimezone(ZoneInfo(zone))


def hour(instant: str | datetime, zone: str) -> str:
    """``18:54`` in the workshop's zone."""
    return local(instant, zone).strftime("%H:%M")


def day(instant: str | datetime, zone: str) -> str:
    """``18.10.2017`` in the workshop's zone."""
    return local(instant, zone).strftime("%d.%m.%Y")


def minutes_east(instant: str | datetime, zone: str) -> int:
    """How far the zone's clocks are ahead of UTC at that instant, in minutes."""
    ahead = local(instant, zone).utcoffset() or timedelta(0)
    return round(ahead.total_seconds() / 60)


def epoch_ms(instant: str | datetime) -> int:
    moment = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    return round(moment.timestamp() * 1000)


def _refuse_strange_host() -> None:
    """The host comes back in headers and addresses, so it must be one."""
    if not HOST.fullmatch(request.host):
        abort(400)


def _refuse_foreign_origin() -> None:
    """Unsafe requests come from our own pages: SameSite cookies and this check stand in for form tokens."""
    if request.method in SAFE:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(403)
    origin = request.headers.get("Origin")
    if origin is not None and not _is_own(origin):
        abort(403)


def _is_own(origin: str) -> bool:
    try:
        return urlsplit(origin).netloc == request.host
    except ValueError:
        return False


def _refuse_nul() -> None:
    """No address of ours holds a NUL or what is no UTF-8, and PostgreSQL takes none."""
    try:
        request.query_string.decode()
    except UnicodeDecodeError:
        abort(404)
    if "\0" in request.path or any("\0" in value for value in request.args.values()):
        abort(404)


def _set_headers(response: Response) -> Response:
    socket = f"{'wss' if request.is_secure else 'ws'}://{request.host}" if HOST.fullmatch(request.host) else ""
    policy: dict[str, Any] = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": f"'self' {socket}".strip(),  # older Safari does not count a socket as 'self'
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
    }
    headers = response.headers
    headers["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in policy.items())
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"  # no-referrer would turn our own forms' Origin into null
    headers["Cross-Origin-Opener-Policy"] = headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    return response
