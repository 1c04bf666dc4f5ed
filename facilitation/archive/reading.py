"""Reading a template part by part: whatever does not fit is refused with its path and the reason."""

from __future__ import annotations

import re
from datetime import date, time
from itertools import pairwise
from typing import Any

from facilitation.errors import Refusal
from facilitation.texts import LANGUAGES, Words

HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
TEXT_LIMIT = 4000


class BadTemplate(Refusal):
    """The template does not follow the format. Facts: path (in the JSON), reason, what the reason needs."""

    code = "bad_template"
    status = 422


class BadArchive(Refusal):
    """The file is no archive that can be taken. Facts: path (file, and the place in it), reason, what it needs."""

    code = "bad_archive"
    status = 422


class Part:
    """A JSON object being read, with its path for messages."""

    def __init__(self, value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise BadTemplate(path=path, reason="type", wanted="object")
        self.value: dict[str, Any] = value
        self.path = path

    def at(self, key: str) -> str:
        return f"{self.path}.{key}"

    def fail(self, key: str, reason: str, **facts: Any) -> BadTemplate:
        return BadTemplate(path=self.at(key), reason=reason, **facts)

    def only(self, *known: str) -> None:
        """Refuse names the format does not have: a typing error must not be swallowed."""
        for key in self.value:
            if key not in known:
                raise self.fail(str(key), "unknown", choices=list(known))

    def part(self, key: str) -> Part:
        if key not in self.value:
            raise self.fail(key, "missing")
        return Part(self.value[key], self.at(key))

    def parts(self, key: str, *, least: int = 0) -> list[Part]:
        found = self.value.get(key, [])
        if not isinstance(found, list):
            raise self.fail(key, "type", wanted="list")
        if len(found) < least:
            raise self.fail(key, "missing")
        return [Part(value, f"{self.at(key)}[{place}]") for place, value in enumerate(found)]

    def text(self, key: str, *, default: str | None = None, limit: int = TEXT_LIMIT) -> str:
        value = self.value.get(key, default)
        if value is None:
            raise self.fail(key, "missing")
        return _text(value, self.at(key), limit)

    def texts(self, key: str) -> list[str]:
        value = self.value.get(key, [])
        if not isinstance(value, list):
            raise self.fail(key, "type", wanted="list")
        read = [_text(text, f"{self.at(key)}[{place}]", TEXT_LIMIT) for place, text in enumerate(value)]
        return [text for text in read if text]

    def words(self, key: str, *, needed: bool = False) -> Words:
        return _words(self.value.get(key), self.at(key), needed)

    def words_list(self, key: str) -> list[dict[str, str]]:
        value = self.value.get(key, [])
        if not isinstance(value, list):
            raise self.fail(key, "type", wanted="list")
        return [dict(_words(text, f"{self.at(key)}[{place}]", True)) for place, text in enumerate(value)]

    def number(self, key: str, low: float, high: float, *, default: Any = ..., whole: bool = True) -> Any:
        value = self.value.get(key, default)
        if value is ...:
            raise self.fail(key, "missing")
        if value is None and default is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            raise self.fail(key, "type", wanted="number")
        if not low <= value <= high:
            raise self.fail(key, "range", low=low, high=high)
        return value

    def choice(self, key: str, choices: tuple[str, ...], *, default: str | None = None) -> str:
        value = self.text(key, default=default)
        if value not in choices:
            raise self.fail(key, "choice", choices=list(choices))
        return value

    def flag(self, key: str) -> bool:
        value = self.value.get(key, False)
        if not isinstance(value, bool):
            raise self.fail(key, "type", wanted="true or false")
        return value

    def hour(self, key: str) -> time | None:
        value = self.value.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not HOUR.fullmatch(value):
            raise self.fail(key, "hour", value=str(value)[:20])
        return time.fromisoformat(value)


def _text(value: Any, path: str, limit: int) -> str:
    if not isinstance(value, str):
        raise BadTemplate(path=path, reason="type", wanted="text")
    if len(value) > limit:
        raise BadTemplate(path=path, reason="too_long", limit=limit)
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in value):  # no database keeps them
        raise BadTemplate(path=path, reason="character")
    return value.strip()


def _words(value: Any, path: str, needed: bool) -> Words:
    if value is None or value == "" or value == {}:
        if needed:
            raise BadTemplate(path=path, reason="missing")
        return Words()
    if isinstance(value, str):
        value = {"de": value}
    if not isinstance(value, dict):
        raise BadTemplate(path=path, reason="type", wanted="text")
    unknown = [lang for lang in value if lang not in LANGUAGES]
    if unknown:
        raise BadTemplate(path=f"{path}.{unknown[0]}", reason="languages", choices=list(LANGUAGES))
    words = Words.of({lang: _text(text, f"{path}.{lang}", TEXT_LIMIT) for lang, text in value.items()})
    if not words.get("de"):
        raise BadTemplate(path=f"{path}.de", reason="missing")
    return words


def read_day(value: str, path: str) -> date:
    try:
        if DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise BadTemplate(path=path, reason="date", value=value[:20])


def no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object that names nothing twice: of two values one would be lost silently."""
    read = dict(pairs)
    if len(read) < len(pairs):
        names = sorted(name for name, _ in pairs)
        doubled = next(name for name, after in pairwise(names) if name == after)
        raise BadTemplate(path=doubled, reason="doubled", value=doubled)
    return read
