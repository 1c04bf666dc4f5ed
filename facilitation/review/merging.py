"""Two people in one form: what each has changed since their page was made is put together. Pure."""

from __future__ import annotations

from collections.abc import Mapping


def merged(
    base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str], texts: set[str]
) -> tuple[dict[str, str], list[str]]:
    """`mine` and `theirs`, both begun from `base`. Returns the answers, and the keys that both have changed: of a
    text both stand there, of a choice the later one."""
    found: dict[str, str] = {}
    both = []
    for key in {**theirs, **mine}:
        before, own, other = base.get(key, ""), mine.get(key, ""), theirs.get(key, "")
        if own in (before, other):
            value = other
        elif other == before:
            value = own
        else:
            both.append(key)
            value = one_text(before, own, other) if key in texts else own
        if value:
            found[key] = value
    return found, sorted(both)


def one_text(base: str, mine: str, theirs: str) -> str:
    """A text that two have changed: nothing that either wrote is left out."""
    if mine in theirs:
        return theirs
    if theirs in mine:
        return mine
    if base and base in theirs and base in mine:
        return theirs.replace(base, mine, 1)
    return f"{theirs}\n\n{mine}"
