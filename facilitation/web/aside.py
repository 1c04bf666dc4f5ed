"""Work that takes its time (a password's hash, a photograph) in a real thread, so that the hall does not wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Made = TypeVar("Made")


def aside(work: Callable[Given, Made], *given: Given.args, **named: Given.kwargs) -> Made:
    """Do it and give what it made. On gevent other greenlets go on meanwhile; elsewhere the thread is our own."""
    from gevent import get_hub, monkey

    if not monkey.is_module_patched("threading"):
        return work(*given, **named)
    made: Made = get_hub().threadpool.apply(work, given, named)
    return made
