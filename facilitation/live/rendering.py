"""Rendering a region: its state once, then the same partial for page and push, in the reader's language."""

from __future__ import annotations

import time
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from flask import Flask

from facilitation.live.regions import Region
from facilitation.live.view import View
from facilitation.texts import DEFAULT

language: ContextVar[str] = ContextVar("language", default=DEFAULT)
_last_revision = 0


@dataclass(frozen=True)
class Rendered:
    """A region as it goes out. `revision` grows with time within a process; clients compare it within a connection."""

    name: str
    revision: int
    html: str

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "revision": self.revision, "html": self.html}


def next_revision() -> int:
    """Microseconds since 1970, never twice and never backwards in this process, even if the clock is put back."""
    global _last_revision
    _last_revision = max(_last_revision + 1, time.time_ns() // 1000)
    return _last_revision


def render(app: Flask, region: Region, view: View, **page_only: Any) -> Rendered:
    """Render a region for a view. `page_only` holds what a page may know and a push may not (own marks, form ids)."""
    revision = next_revision()
    state = region.state(view)
    token = language.set(view.lang)
    try:
        html = app.jinja_env.get_template(region.partial).render(**state, **page_only)
    finally:
        language.reset(token)
    return Rendered(region.name, revision, html)


def render_for_all(app: Flask, region: Region, view: View, use: str = "", **page_only: Any) -> Rendered:
    """The same, rendered once a second for everybody at this table who reads this language. Only for regions that
    hold nothing of the reader's own; `use` tells apart what is rendered with other `page_only` values."""
    key = ("rendered", use, region.name, view.workshop_id, view.table_id, view.lang)
    second = int(view.now.timestamp())
    return view.house.memory.recall(
        key, lambda _look: render(app, region, view, **page_only), moment=second, look=view.session
    )
