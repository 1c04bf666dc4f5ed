"""Passwords: twelve characters or more, kept as scrypt hashes, compared beside the hall's loop and never in a hurry."""

from __future__ import annotations

import threading
import time
import unicodedata
from functools import cache

from werkzeug.security import check_password_hash, generate_password_hash

from facilitation.aside import aside
from facilitation.errors import BadInput
from facilitation.web.guesses import TooManyTries

SHORTEST, LONGEST = 12, 1000
METHOD = "scrypt:32768:8:3"  # as OWASP's password storage sheet asks for
MOST_AT_ONCE = 3  # each takes 34 MB for a moment
PATIENCE = 0.5  # seconds a wrong password costs whoever tries
_at_once = threading.BoundedSemaphore(MOST_AT_ONCE)


def checked(password: str) -> str:
    """A new password, if it is long enough; any characters will do. Raises BadInput."""
    if len(password) < SHORTEST:
        raise BadInput(field="password", reason="too_short", least=SHORTEST)
    if len(password) > LONGEST:
        raise BadInput(field="password", reason="too_long", limit=LONGEST, length=len(password))
    return password


def hashed(password: str) -> str:
    return aside(generate_password_hash, _plain(password), METHOD)


def is_right(password: str, stored: str | None) -> bool:
    """Whether it is the password of that hash. Without one (nobody of that name) it takes just as long.

    Raises TooManyTries when many try at once: the hall must go on.
    """
    if not _at_once.acquire(blocking=False):
        raise TooManyTries()
    try:
        right = aside(check_password_hash, stored or _nobodys(), _plain(password[: LONGEST + 1]))
        if right and stored is not None:
            return True
        time.sleep(PATIENCE)
        return False
    finally:
        _at_once.release()


def _plain(password: str) -> str:
    """Umlauts are typed in two ways; both are the same password."""
    return unicodedata.normalize("NFC", password)


@cache
def _nobodys() -> str:
    return generate_password_hash("", METHOD)
