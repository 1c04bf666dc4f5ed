"""The shape of what lies in a JSON column: one walk writes it into an archive and reads it back, so both ways agree.

A shape is a type (`str`, `int`, `bool`), `Ref` to a row of a table, `MOMENT`, `ANYTHING`, `Maybe`, a list of one shape,
a tuple of shapes, a mapping with one key of `Ref` or `str`, or an object of named shapes (further names hold anything).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

DEEPEST = 12


@dataclass(frozen=True)
class Ref:
    """The id of a row; in an archive its name. A row that is gone is left out of lists and mappings, else null."""

    table: str


@dataclass(frozen=True)
class Maybe:
    """This shape, or null."""

    shape: Any


class _Mark:
    """A shape that is no type."""


MOMENT = _Mark()  # an instant as ISO text, or null
ANYTHING = _Mark()
GONE = _Mark()  # what a leaf answers for a row that is no longer there

Leaf = Callable[[Any, Any, str], Any]
Fail = Callable[[str, str], Exception]


def walk(value: Any, shape: Any, path: str, leaf: Leaf, fail: Fail) -> Any:
    """The value with every leaf changed by `leaf(value, shape, path)`. Raises what `fail(path, wanted)` makes."""
    if isinstance(shape, Maybe):
        return None if value is None else walk(value, shape.shape, path, leaf, fail)
    if isinstance(shape, tuple):
        if not isinstance(value, list) or len(value) != len(shape):
            raise fail(path, f"list of {len(shape)}")
        row = [walk(one, of, f"{path}[{n}]", leaf, fail) for n, (one, of) in enumerate(zip(value, shape, strict=True))]
        return GONE if GONE in row else row
    if isinstance(shape, list):
        if not isinstance(value, list):
            raise fail(path, "list")
        walked = [walk(one, shape[0], f"{path}[{place}]", leaf, fail) for place, one in enumerate(value)]
        return [one for one in walked if one is not GONE]
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            raise fail(path, "object")
        [*keys] = shape
        if len(keys) == 1 and not isinstance(keys[0], str):
            return _mapping(value, keys[0], shape[keys[0]], path, leaf, fail)
        return {
            name: _kept(walk(one, shape.get(name, ANYTHING), f"{path}.{name}", leaf, fail))
            for name, one in value.items()
        }
    return leaf(value, shape, path)


def plain(value: Any, path: str, fail: Fail, text: Callable[[str, str], str], depth: int = 0) -> Any:
    """JSON of any shape, not deeper than a day needs, with every text looked at by `text(value, path)`."""
    if depth > DEEPEST:
        raise fail(path, "less deep")
    if isinstance(value, str):
        return text(value, path)
    if isinstance(value, list):
        return [plain(one, f"{path}[{place}]", fail, text, depth + 1) for place, one in enumerate(value)]
    if isinstance(value, dict):
        return {
            text(name, path): plain(one, f"{path}.{name}", fail, text, depth + 1) for name, one in value.items()
        }
    return value


def _mapping(value: dict[str, Any], key: Any, shape: Any, path: str, leaf: Leaf, fail: Fail) -> dict[str, Any]:
    found = {}
    for name, one in value.items():
        known = leaf(name, key if isinstance(key, Ref) else str, f"{path}.{name}")
        if known is not GONE:
            found[known] = _kept(walk(one, shape, f"{path}.{name}", leaf, fail))
    return found


def _kept(value: Any) -> Any:
    return None if value is GONE else value
