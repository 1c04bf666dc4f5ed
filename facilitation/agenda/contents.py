"""What an item and a scene may hold, and how it is read from what somebody typed: by the names of the form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from facilitation.agenda import Activity, Item, Scene
from facilitation.errors import BadInput
from facilitation.texts import DEFAULT, LANGUAGES, Words

AT_TABLES = frozenset({Activity.MOVE, Activity.VISION, Activity.CHOICE})
MOVEMENTS = ("home", "shift", "mix", "return")
ITEM_WORDS = {"title": 200, "short_title": 60, "note": 1000}
SCENE_WORDS = {"title": 200, "task": 400, "speaker": 200, "talk": 200}
LINES = {"questions": 400, "steps": 400}
FLAGS = ("school", "map", "show_rules")
# What each activity shows beside the title.
ASKS: Mapping[Activity, tuple[str, ...]] = {
    Activity.ARRIVAL: (),
    Activity.PLENUM: ("speaker", "talk", "school"),
    Activity.BREAK: (),
    Activity.GROUPING: ("steps", "show_rules", "map"),
    Activity.MOVE: (),
    Activity.VISION: ("task", "questions"),
    Activity.CHOICE: ("task", "questions"),
    Activity.RESULTS: (),
    Activity.CLOSING: (),
}
MOST_LINES = 20
LONGEST = 24 * 60
HOUR = re.compile(r"([01]?\d|2[0-3]):[0-5]\d")


def change_item(item: Item, given: Mapping[str, Any]) -> None:
    """Take over what is named in `given`: texts (`title`, `title.en` …), `minutes`, `minimum`, `maximum`, `protected`,
    `fixed_start`, `movement` and `by`. Raises BadInput."""
    for name, limit in ITEM_WORDS.items():
        setattr(item, name, words(getattr(item, name), name, given, limit))
    if not item.title.get(DEFAULT):
        raise BadInput(field="title", reason="empty")
    if "minutes" in given:
        item.minutes, before = number(given, "minutes", 0, LONGEST), item.minutes
        if item.minutes != before:
            item.adjusted = None  # what *Aufholen* proposed was about the old minutes
    _take_limits(item, given)
    if "protected" in given:
        item.protected = flag(given, "protected")
    if "fixed_start" in given:
        item.fixed_start = hour(given, "fixed_start")
    if item.movement is not None and ("movement" in given or "by" in given):
        kind = str(given.get("movement", item.movement["kind"]))
        if kind not in MOVEMENTS:
            raise BadInput(field="movement", reason="choice", choices=list(MOVEMENTS))
        by = number(given, "by", 1, 99) if given.get("by") not in (None, "") else item.movement.get("by", 1)
        item.movement = {"kind": kind, "by": by}


def change_scene(scene: Scene, given: Mapping[str, Any]) -> None:
    """Take over what is named in `given`: `activity`, texts, lists with one entry a line, and yes or no. What the
    activity does not show stays as it is. Raises BadInput."""
    if "activity" in given:
        scene.activity = activity(given["activity"])
    scene.title = words(scene.title, "title", given, SCENE_WORDS["title"])
    options = dict(scene.options)
    for name in ASKS[Activity(scene.activity)]:
        if name in SCENE_WORDS:
            options[name] = dict(words(Words.of(options.get(name)), name, given, SCENE_WORDS[name]))
        elif name in LINES:
            options[name] = lines(options.get(name, []), name, given, LINES[name])
        elif name in given:
            options[name] = flag(given, name)
        if not options.get(name):
            options.pop(name, None)
    scene.options = options


def words(before: Words, name: str, given: Mapping[str, Any], limit: int) -> Words:
    """A text with its variants: `title` is the German one, `title.en` and `title.de_leicht` the others."""
    sent = {lang: name if lang == DEFAULT else f"{name}.{lang}" for lang in LANGUAGES}
    found = {**before, **{lang: text(given, key, limit) for lang, key in sent.items() if key in given}}
    if found.get(DEFAULT):
        return Words.of(found)
    if any(found[lang] for lang, key in sent.items() if key in given):
        raise BadInput(field=name, reason="german_first")
    return Words()


def lines(before: Sequence[Mapping[str, str]], name: str, given: Mapping[str, Any], limit: int) -> list[dict[str, str]]:
    """A list of texts, one a line. A German line keeps its variants while it stands or is mended in its place; the
    lines of a variant belong to the German ones in order."""
    found = [dict(one) for one in before]
    if name in given:
        german = _lines(given, name, limit)
        by_text = {one.get(DEFAULT, ""): dict(one) for one in before}
        gone = [{} if one.get(DEFAULT) in german else one for one in found]
        mended = gone if len(german) == len(found) else [{}] * len(german)
        found = [{**by_text.get(line, mended[place]), DEFAULT: line} for place, line in enumerate(german)]
    for lang in LANGUAGES:
        if lang != DEFAULT and f"{name}.{lang}" in given:
            others = _lines(given, f"{name}.{lang}", limit, gaps=True)
            if len(others) > len(found):
                raise BadInput(field=f"{name}.{lang}", reason="more_lines", limit=len(found), count=len(others))
            others += [""] * (len(found) - len(others))
            found = [dict(Words.of({**one, lang: other})) for one, other in zip(found, others, strict=True)]
    return found


def activity(value: Any) -> Activity:
    if value not in tuple(Activity):
        raise BadInput(field="activity", reason="choice", choices=[one.value for one in Activity])
    return Activity(value)


def text(given: Mapping[str, Any], name: str, limit: int) -> str:
    value = given[name]
    if not isinstance(value, str):
        raise BadInput(field=name, reason="type")
    if len(value.strip()) > limit:
        raise BadInput(field=name, reason="too_long", limit=limit, length=len(value.strip()))
    return value.strip()


def number(given: Mapping[str, Any], name: str, low: int, high: int) -> int:
    value = given[name]
    try:
        found = int(str(value).strip())
    except ValueError:
        raise BadInput(field=name, reason="number") from None
    if not low <= found <= high:
        raise BadInput(field=name, reason="range", low=low, high=high)
    return found


def hour(given: Mapping[str, Any], name: str) -> time | None:
    """An hour such as ``17:25``; None for nothing."""
    value = str(given[name] or "").strip()
    if not value:
        return None
    if not HOUR.fullmatch(value):
        raise BadInput(field=name, reason="hour", value=value[:20])
    return time.fromisoformat(value.zfill(5))


def flag(given: Mapping[str, Any], name: str) -> bool:
    return str(given[name]).lower() in ("1", "true", "on", "yes", "ja")


def _lines(given: Mapping[str, Any], name: str, limit: int, *, gaps: bool = False) -> list[str]:
    """The lines that hold something; with `gaps` an empty one among them keeps its place."""
    value = given[name]
    if isinstance(value, list):
        value = "\n".join(str(line) for line in value)
    if not isinstance(value, str):
        raise BadInput(field=name, reason="type")
    found = [line.strip() for line in value.rstrip().splitlines() if gaps or line.strip()]
    if len(found) > MOST_LINES:
        raise BadInput(field=name, reason="too_many_lines", limit=MOST_LINES, count=len(found))
    for line in found:
        if len(line) > limit:
            raise BadInput(field=name, reason="too_long", limit=limit, length=len(line))
    return found


def _take_limits(item: Item, given: Mapping[str, Any]) -> None:
    """Both limits or none: one alone is joined by the planned minutes, and one taken away takes the other along."""
    if "minimum" not in given and "maximum" not in given:
        return
    before = {"minimum": item.minimum, "maximum": item.maximum}
    wanted = {
        name: before[name] if name not in given
        else None if given[name] in (None, "") else number(given, name, 0, LONGEST)
        for name in before
    }  # fmt: skip
    if None in wanted.values() and (item.minimum is not None or not any(v is not None for v in wanted.values())):
        item.minimum = item.maximum = None
        return
    low = wanted["minimum"] if wanted["minimum"] is not None else min(item.minutes, wanted["maximum"] or 0)
    high = wanted["maximum"] if wanted["maximum"] is not None else max(item.minutes, low)
    if low > high:
        raise BadInput(field="minimum", reason="limits", low=low, high=high)
    item.minimum, item.maximum = low, high
