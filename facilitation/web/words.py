"""Words that routes say: German msgids, translated into the reader's language when they are said."""

from __future__ import annotations

from typing import Any

from facilitation.live.rendering import language
from facilitation.texts import translations


def _(text: str, **filled: Any) -> str:
    """The reader's words for a msgid, with ``%(name)s`` filled in."""
    said = translations(language.get()).gettext(text)
    return said % filled if filled else said


def ngettext(one: str, many: str, n: int) -> str:
    """The reader's words for a number of things, with ``%(num)d`` filled in."""
    return translations(language.get()).ngettext(one, many, n) % {"num": n}
