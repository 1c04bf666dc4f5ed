"""Poison: payloads of twenty classes, put into every text that people can write, and eyes that see one take effect."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import count
from typing import Any

from sqlalchemy import JSON, Column, String, Text, inspect, update

from facilitation.database import Base
from facilitation.house import House
from facilitation.texts import LANGUAGES

DO = "window.__xss=1"
PAYLOADS = {
    "script": f"<script>{DO}</script>",
    "image": f"<img src=x onerror={DO}>",
    "double quote": f'" autofocus onfocus="{DO}" x="',
    "single quote": f"' autofocus onfocus='{DO}' x='",
    "no quote": f"x onmouseover={DO} x=",
    "svg": f"<svg onload={DO}><animate onbegin={DO} attributeName=x></svg>",
    "slashes": f"<svg/onload={DO}//<b/<i/onclick={DO}>",
    "unclosed": f"<img src=x onerror={DO}//",
    "address": f"javascript:{DO}//%0a{DO}",
    "address in disguise": f"jAvA\tscRipt&colon;{DO}",
    "data": f"data:text/html;base64,PHNjcmlwdD4=<script>{DO}</script>",
    "frame": f"<iframe srcdoc='&lt;script&gt;parent.{DO}&lt;/script&gt;'></iframe>",
    "out of a context": f"</title></textarea></style></script></select></template>--><script>{DO}</script>",
    "mutation": f'<noscript><p title="</noscript><img src=x onerror={DO}>"><math><mtext><mglyph><style><!--</style>',
    "style": f"<style>@import'//x';*{{background:url(javascript:{DO})}}</style>",
    "entities": f"&lt;script&gt;{DO}&lt;/script&gt;&#60;img src=x onerror={DO}&#62;",
    "template": "{{ 7*7 }}{{ config.SECRET_KEY }}{% for x in ().__class__.__mro__ %}x{% endfor %}${7*7}#{7*7}",
    "format": "%(n)s %s %n {0.__class__} {code} \\N{BULLET} {",
    "json": f'"}}]}};{DO};// \\u003cscript\\u003e \u2028{DO}\u2029 </script',
    "unicode": f"＜script＞{DO}＜/script＞ \u202e<b onclick={DO}>\u202c Z̷̡̛a̴͙͠l̸̢̍g̶̰̎ȏ \ufeff+ADw-script+AD4-",
    "formula": "=HYPERLINK(\"http://x\",\"x\")+cmd|' /C calc'!A0",
    "prototype": '{"__proto__": {"x": 1}, "constructor": {"prototype": {}}}',
}
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "=cmd|' /C calc'!A0")
BROUGHT = set("""script img svg animate iframe style noscript math mtext mglyph template textarea title select object
base link meta video source marquee b i body live-region agenda-clock""".split())
HARMLESS = "Ein harmloser Satz."

# What no person types: made by the house itself, or compared with a fixed list.
MADE_BY_US = {
    "id", "key", "hash", "key_hash", "code_hash", "typed_hash", "bound", "sha256", "asked", "actor", "fingerprint",
    "seed", "folded", "password_hash", "zone", "ballot_id", "code", "answer", "before", "facts", "protocol", "touched",
    "made", "count_asked", "content", "chosen", "rows", "years", "settings_values",
}  # fmt: skip
SHORTEST = 60  # characters; what is shorter is a word of a fixed list
WRITTEN = {*LANGUAGES, "text", "title", "name", "label", "reason", "note", "speaker", "talk", "task"}
SETTINGS = ("wifi_name", "wifi_password")


def texts(base: type[Any] = Base) -> list[Column[Any]]:
    """Every column that holds what somebody wrote, of whatever room, today's and tomorrow's."""
    return [
        column
        for table in base.metadata.sorted_tables
        for column in table.columns
        if not column.primary_key and not column.foreign_keys and column.name not in MADE_BY_US and _is_text(column)
    ]


def _is_text(column: Column[Any]) -> bool:
    kind = column.type
    kind = getattr(kind, "impl_instance", kind)
    if isinstance(kind, (JSON, Text)):
        return True
    return isinstance(kind, String) and (kind.length or SHORTEST) >= SHORTEST


def poison(house: House, draw: Callable[[], str]) -> int:
    """Write what `draw` gives into every text of the main database. Returns how many places that were."""
    places = count()

    def fresh(_old: str) -> str:
        next(places)
        return draw()

    with house.engine.execution_options(writes=True).begin() as connection:
        for column in texts():
            table, keys = column.table, list(inspect(column.table).primary_key)  # type: ignore[union-attr]
            for row in connection.execute(table.select()).mappings():  # type: ignore[attr-defined]
                new = _in_place_of(row[column.name], column.name, fresh)
                if new != row[column.name]:
                    where = [key == row[key.name] for key in keys]
                    connection.execute(update(table).where(*where).values({column.name: new}))  # type: ignore[arg-type]
    return next(places)


def _in_place_of(value: Any, name: str, fresh: Callable[[str], str], within: str = "") -> Any:
    """The same shape with other words: of a JSON value only what stands under a word for something written."""
    if isinstance(value, str):
        return fresh(value) if not within or within in WRITTEN else value
    if isinstance(value, list):
        return [_in_place_of(inner, name, fresh, within) for inner in value]
    if isinstance(value, dict):
        return {key: _in_place_of(inner, name, fresh, key) for key, inner in value.items()}
    return value


def in_turn(payloads: list[str], start: int = 0) -> Callable[[], str]:
    """Each time the next payload, from `start` on, for ever."""
    numbers = count(start)
    return lambda: payloads[next(numbers) % len(payloads)]


class Page(HTMLParser):
    """A page as a browser takes it: its elements, and everything in it that could run."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: Counter[str] = Counter()
        self.dangers: list[str] = []
        self.is_poisoned = False
        self._in_script = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        given = {name: value or "" for name, value in attrs}
        self.is_poisoned |= any("__xss" in value for value in given.values())
        self._in_script = tag == "script"
        for name, value in given.items():
            if name.startswith("on") or name in ("style", "srcdoc") or not re.fullmatch(r"[a-zA-Z][\w:-]*", name):
                self.dangers.append(f"<{tag} {name}=…>")
            if tag == "img" and re.match(r"data:image/(png|jpeg|webp);base64,[A-Za-z0-9+/=]*$", value):
                continue  # a logo of ours, drawn anew, on a page that must need nothing else
            if name in ("href", "src", "action", "formaction", "xlink:href", "data") and not _is_kind(value):
                self.dangers.append(f"<{tag} {name}={value[:60]!r}>")
        if tag in ("iframe", "object", "embed", "base", "style", "math", "animate"):
            self.dangers.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        self.is_poisoned |= "__xss" in data
        if self._in_script and data.strip():
            self.dangers.append(f"a script that says {data[:60]!r}")


def _is_kind(address: str) -> bool:
    """Whether an address can only lead to a page or a picture."""
    bare = re.sub(r"[\x00-\x20\x7f-\xa0\u2028\u2029]", "", address)
    scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", bare)
    return scheme is None or scheme.group(1).lower() in ("http", "https", "mailto", "tel")


def strange(page: Page, usual: Page) -> dict[str, tuple[int, int]]:
    """The kinds of element, of those that a payload brings along, of which a poisoned page has more than the harmless
    one. What differs from a version before, or is longer, may well have a paragraph more."""
    return {
        tag: (usual.elements[tag], found)
        for tag, found in page.elements.items()
        if tag in BROUGHT and found > usual.elements[tag]
    }


def batches(payloads: list[str], size: int) -> Iterator[str]:
    for start in range(0, len(payloads), size):
        yield " ".join(payloads[start : start + size])
