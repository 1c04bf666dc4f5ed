"""The code of a voting card as it is printed: long in the QR, short with a check letter for typing. Pure functions."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from facilitation.errors import Refusal

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # 31, a prime, none of which look alike: no I, L, O, 0, 1
CODE_LENGTH = 26  # 128 bits
TYPED_LENGTH = 10  # nine drawn letters (44 bits) and one to check them by
IGNORED = frozenset(" -–—\t\r\n\u00a0")


class CardMistyped(Refusal):
    """What was typed cannot be a card's code: a slip of the hand. Facts: reason (length, letter, check), length."""

    code = "card_mistyped"
    status = 422


@dataclass(frozen=True)
class Code:
    """A card's two codes in clear. They leave the house on paper and are kept nowhere."""

    long: str
    typed: str


def draw(count: int) -> list[Code]:
    """As many cards as asked for, drawn at random and each different."""
    drawn: dict[str, Code] = {}
    while len(drawn) < count:
        typed = with_check(_letters(TYPED_LENGTH - 1))
        drawn[typed] = Code(_letters(CODE_LENGTH), typed)
    return list(drawn.values())


def grouped(typed: str) -> str:
    """The short code as it is printed, ``ABCDE-FGHJK``."""
    return f"{typed[:5]}-{typed[5:]}"


def with_check(letters: str) -> str:
    """Nine letters and their check letter: no single slip and no two swapped letters pass for another card."""
    weighed = sum(place * LETTERS.index(letter) for place, letter in enumerate(letters, 1))
    last = next(value for value in range(len(LETTERS)) if (weighed + TYPED_LENGTH * value) % len(LETTERS) == 0)
    return letters + LETTERS[last]


def read(text: str) -> str:
    """The long or the short code in what was scanned (with its address) or typed. Raises CardMistyped."""
    letters = "".join(c for c in text.rpartition("#")[2].upper() if c not in IGNORED)
    if len(letters) not in (TYPED_LENGTH, CODE_LENGTH):
        raise CardMistyped(reason="length", length=len(letters))
    if not set(letters) <= set(LETTERS):
        raise CardMistyped(reason="letter")
    if len(letters) == TYPED_LENGTH and with_check(letters[:-1]) != letters:
        raise CardMistyped(reason="check")
    return letters


def hashed(key: bytes, workshop_id: str, code: str) -> str:
    """How a code is stored: without the installation's key a copy of the database proves nothing."""
    return hmac.new(key, f"card:{workshop_id}:{code}".encode(), hashlib.sha256).hexdigest()


def _letters(count: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(count))
