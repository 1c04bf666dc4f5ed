"""How an office writes days, zones and years, and what is meant; and how texts with variants stand in a form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from facilitation.errors import BadInput
from facilitation.texts import DEFAULT, LANGUAGES, Words

MOST_YEARS = 60
SPAN = re.compile(r"(\d{4})\s*(?:-|–|bis)\s*(\d{4})")


def named(name: str, words: Words) -> dict[str, str]:
    """A text by the names of a form: ``title``, ``title.de_leicht``, ``title.en``."""
    return {_name(name, lang): words.get(lang, "") for lang in LANGUAGES}


def lined(name: str, texts: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """A list of texts by the names of a form, one a line."""
    return {_name(name, lang): "\n".join(text.get(lang, "") for text in texts).rstrip("\n") for lang in LANGUAGES}


def years(written: str) -> list[int]:
    """``2027-2030, 2035`` as years. Raises BadInput."""
    found: set[int] = set()
    for first, last in SPAN.findall(written):
        found |= set(range(int(first), min(int(last), int(first) + MOST_YEARS) + 1))
    rest = SPAN.sub(" ", written)
    if re.search(r"[^\d\s,;]", rest):
        raise BadInput(field="years", reason="years")
    found |= {int(number[:5]) for number in re.findall(r"[0-9]+", rest)}
    if any(not 1900 <= year <= 2999 for year in found) or len(found) > MOST_YEARS:
        raise BadInput(field="years", reason="years")
    return sorted(found)


def years_shown(known: Sequence[int]) -> str:
    """Years as an office writes them: ``2017-2020, 2025``."""
    spans: list[list[int]] = []
    for year in sorted(known):
        if spans and year == spans[-1][-1] + 1:
            spans[-1].append(year)
        else:
            spans.append([year])
    return ", ".join(f"{s[0]}-{s[-1]}" if len(s) > 2 else ", ".join(map(str, s)) for s in spans)


def day(written: str) -> date:
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise BadInput(field="day", reason="date", value=written[:20]) from None


def zone(written: str) -> str:
    try:
        return ZoneInfo(written.strip()).key
    except (KeyError, ValueError, OSError):
        raise BadInput(field="zone", reason="zone", value=written[:40]) from None


def _name(name: str, lang: str) -> str:
    return name if lang == DEFAULT else f"{name}.{lang}"
