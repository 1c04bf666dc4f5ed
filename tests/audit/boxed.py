"""How long the audit's random tests may take: AUDIT_SECONDS in all (default ten minutes), shared out by weight.

Each run draws a seed and tells it; AUDIT_SEED repeats a run.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from random import Random

SHARES = {"addresses": 0.45, "polling": 0.2, "websocket": 0.2, "raw requests": 0.15}
IN_ALL = float(os.environ.get("AUDIT_SECONDS") or 600)
SEED = int(os.environ.get("AUDIT_SEED") or secrets.randbelow(2**31))


def rounds(share: str, least: int) -> Iterator[tuple[int, Random]]:
    """Numbered rounds with their chance, until the share of the time is used up, but never fewer than `least`."""
    print(f"AUDIT_SEED={SEED}")
    ends, number = time.monotonic() + IN_ALL * SHARES[share], 0
    while number < least or time.monotonic() < ends:
        yield number, Random(f"{SEED} {share} {number}")
        number += 1
