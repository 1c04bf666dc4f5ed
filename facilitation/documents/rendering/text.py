"""Text as every format can carry it: no control characters, no halves of characters, ``\\n`` as line end."""

from __future__ import annotations

import re

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n"))
