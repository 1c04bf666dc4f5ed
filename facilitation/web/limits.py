"""How much an address takes (a megabyte, or what it says of itself with `takes`), and how fast one sender may go.

Both are told before anything is read or looked up.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request

from facilitation.errors import Refusal
from facilitation.live.pace import Pace
from facilitation.live.visitor import OFFICE_COOKIE

LARGEST_BODY = 1024 * 1024
MOST_PARTS = 2000
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
WRITES, READS = (5, 80), (30, 400)  # of one sender: a second in the long run, and at once
STRANGERS_WRITES = (400, 2000)  # of all who come without a cookie: a thousand may join within five seconds
PAUSE = (0.7, 1.7)  # seconds that whoever is too fast waits for the answer, by chance, so that no wires march in step
MOST_PAUSING = 60  # at once; more are answered at once, for a waiting answer costs some memory
View = TypeVar("View", bound=Callable[..., Any])
_pausing = threading.BoundedSemaphore(MOST_PAUSING)


def takes(size: int) -> Callable[[View], View]:
    """Stands below the route of an upload: this address takes bodies of up to `size` bytes.

    The route must check who asks before it reads what was sent.
    """

    def mark(view: View) -> View:
        view.takes = size  # type: ignore[attr-defined]
        return view

    return mark


class TooFast(Refusal):
    """One sender sends faster than any hand can."""

    code = "too_fast"
    status = 429


def limit_of(app: Flask, endpoint: str | None) -> int:
    """The largest body, in bytes, that the address of this endpoint takes."""
    view = app.view_functions.get(endpoint or "")
    return int(getattr(view, "takes", LARGEST_BODY))


def register(app: Flask) -> None:
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY, MAX_FORM_PARTS=MOST_PARTS)
    app.extensions["paces"] = {"writes": Pace(*WRITES), "reads": Pace(*READS), "strangers": Pace(*STRANGERS_WRITES)}
    app.before_request(_refuse_too_much)
    app.before_request(_refuse_too_fast)


def _refuse_too_fast() -> None:
    """A sender is whoever shows the same secret, true or not; strangers share one pace, for writing only."""
    paces, sender = current_app.extensions["paces"], _sender()
    writes = request.method not in SAFE
    if sender is None:
        if writes and not paces["strangers"].lets(""):
            raise TooFast()
    elif not paces["writes" if writes else "reads"].lets(sender):
        _pause()
        raise TooFast()


def _pause() -> None:
    if _pausing.acquire(blocking=False):
        try:
            time.sleep(random.uniform(*PAUSE))
        finally:
            _pausing.release()


def _sender() -> str | None:
    """The first secret shown for this workshop, or the office's. Files are no matter of pace."""
    code = str((request.view_args or {}).get("code", "")).upper()
    if not code and not request.path.startswith(("/office", "/workshops")):
        return None
    for name, value in request.cookies.items():
        kind = name.removeprefix("__Host-")
        if value and (kind == OFFICE_COOKIE or (code and kind.endswith(f"-{code}"))):
            return value[:80]
    return None


def _refuse_too_much() -> None:
    if "Transfer-Encoding" in request.headers:
        abort(411)  # no browser sends a body without its length, and at the limit it would be cut off in silence
    limit = limit_of(current_app, request.endpoint)
    request.max_content_length = limit
    if (request.content_length or 0) > limit:
        abort(413)
