"""Work that takes its time (a password's hash, a photograph, a typeset page) in a real thread, so that the hall does
not wait."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Made = TypeVar("Made")


def aside(work: Callable[Given, Made], *given: Given.args, **named: Given.kwargs) -> Made:
    """Do it and give what it made. In the server other greenlets go on meanwhile; elsewhere the thread is our own.

    The work must not start a process: gevent watches its children from the loop's own thread.
    """
    if not serves_a_hall():
        return work(*given, **named)
    from gevent import get_hub

    made: Made = get_hub().threadpool.apply(work, given, named)
    return made


def serves_a_hall() -> bool:
    """Whether this process is the server, with its one loop for everybody."""
    if "gevent.monkey" not in sys.modules:
        return False
    from gevent import monkey

    return bool(monkey.is_module_patched("threading"))
