"""One value of an archive against its column: what fits is made a value of the database, what does not is refused."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_type_hints

from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, Time

from facilitation.archive.kept import CHOICES, SHAPES, Kept
from facilitation.archive.reading import BadArchive
from facilitation.archive.shapes import ANYTHING, MOMENT, Ref, plain, walk
from facilitation.archive.writing import target_of
from facilitation.database.types import Instant, WordsType
from facilitation.texts import LANGUAGES, Words

LONGEST_TEXT = 100_000
LARGEST = 2**31 - 1
YEARS = range(1990, 2200)
HALVES = re.compile("[\0\ud800-\udfff]")  # no database keeps them
Ids = Mapping[str, Mapping[str, str]]  # table to name to id


def value_of(given: Any, kept: Kept, column: Column[Any], ids: Ids, path: str) -> Any:
    """The value for a column. Raises BadArchive: type, choice, too_long, range, character, moment, unknown_name."""
    if given is None:
        if column.nullable:
            return None
        raise BadArchive(path=path, reason="missing")
    target = target_of(kept.table, column)
    if target is not None and (given != "" or column.foreign_keys):  # "" is the field of a plenary ballot
        return _id(given, target, ids, path)
    kind = column.type
    if isinstance(kind, JSON):
        return walk(given, SHAPES[kept.table, column.name], path, lambda *leaf: _leaf(ids, *leaf), _wanted)
    if isinstance(kind, WordsType):
        return _words(given, path)
    if isinstance(kind, Instant):
        return _moment(given, path)
    if isinstance(kind, Boolean):
        return _typed(given, bool, path)
    if isinstance(kind, Float):
        return _number(given, path)
    if isinstance(kind, Integer):
        return _whole(given, path)
    if isinstance(kind, (Date, Time)):
        return _calendar(given, date if isinstance(kind, Date) else time, path)
    text = text_of(given, path, getattr(kind, "length", None) or LONGEST_TEXT)
    choices = CHOICES.get((kept.table, column.name)) or words_of(kept, column.name)
    if choices and text not in choices:
        raise BadArchive(path=path, reason="choice", choices=list(choices))
    return text


def text_of(given: Any, path: str, limit: int = LONGEST_TEXT) -> str:
    text: str = _typed(given, str, path)
    if len(text) > limit:
        raise BadArchive(path=path, reason="too_long", limit=limit)
    if HALVES.search(text):
        raise BadArchive(path=path, reason="character")
    return text


@cache
def words_of(kept: Kept, column: str) -> tuple[str, ...]:
    """The words of an enum, read from the entity itself."""
    named = next(iter(get_args(get_type_hints(kept.entity)[column])), None)
    return tuple(word.value for word in named) if isinstance(named, type) and issubclass(named, StrEnum) else ()


def _id(given: Any, table: str, ids: Ids, path: str) -> str:
    found = ids.get(table, {}).get(_typed(given, str, path))
    if found is None:
        raise BadArchive(path=path, reason="unknown_name", table=table, value=given[:60])
    return found


def _leaf(ids: Ids, given: Any, shape: Any, path: str) -> Any:
    if isinstance(shape, Ref):
        return given if given in (None, "") else _id(given, shape.table, ids, path)
    if shape is MOMENT:
        return None if given is None else _moment(given, path).isoformat()
    if shape is ANYTHING:
        return plain(given, path, _wanted, text_of)
    if shape is int:
        return _whole(given, path)
    return text_of(given, path) if shape is str else _typed(given, shape, path)


def _typed(given: Any, kind: type, path: str) -> Any:
    if not isinstance(given, kind):
        raise _wanted(path, {str: "text", bool: "true or false"}.get(kind, kind.__name__))
    return given


def _whole(given: Any, path: str) -> int:
    if isinstance(given, bool) or not isinstance(given, int):
        raise _wanted(path, "number")
    if abs(given) > LARGEST:
        raise BadArchive(path=path, reason="range", low=-LARGEST, high=LARGEST)
    return given


def _number(given: Any, path: str) -> float:
    if isinstance(given, bool) or not isinstance(given, (int, float)) or not math.isfinite(given):
        raise _wanted(path, "number")
    if abs(given) > LARGEST:
        raise BadArchive(path=path, reason="range", low=-LARGEST, high=LARGEST)
    return float(given)


def _moment(given: Any, path: str) -> datetime:
    try:
        moment = datetime.fromisoformat(_typed(given, str, path))
    except ValueError:
        raise BadArchive(path=path, reason="moment", value=given[:40]) from None
    if moment.tzinfo is None or moment.year not in YEARS:
        raise BadArchive(path=path, reason="moment", value=given[:40])
    return moment


def _calendar(given: Any, kind: type[date] | type[time], path: str) -> date | time:
    try:
        return kind.fromisoformat(_typed(given, str, path))
    except ValueError:
        raise BadArchive(path=path, reason="moment", value=given[:40]) from None


def _words(given: Any, path: str) -> Words:
    if not isinstance(given, dict):
        raise _wanted(path, "text")
    if any(lang not in LANGUAGES for lang in given):
        raise BadArchive(path=path, reason="choice", choices=list(LANGUAGES))
    return Words.of({lang: text_of(text, f"{path}.{lang}") for lang, text in given.items()})


def _wanted(path: str, wanted: str) -> BadArchive:
    return BadArchive(path=path, reason="type", wanted=wanted)
