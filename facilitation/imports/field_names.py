"""How an office names a field: ``1``, ``HF 1``, ``1. Fachkräfte``, the title, the short title, the drawer's title."""

from __future__ import annotations

import re
from collections.abc import Iterable

from facilitation.fields import Field
from facilitation.imports.columns import folded

NUMBERED = re.compile(
    r"^(?:handlungsfeld|handlungsf\.|hf|themenfeld|feld|thema|bereich|nr\.?)?[\s.:#-]*(\d{1,3}|[ivx]{1,4})(?!\w)"
    r"[\s.:,;)\]–—-]*(.*)$",
    re.IGNORECASE | re.DOTALL,
)
PREFIX = re.compile(r"^(?:handlungsfeld|hf|themenfeld|feld|kategorie)[\s:–—-]+(.+)$", re.IGNORECASE | re.DOTALL)
ROMAN = {name: n for n, name in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), start=1)}
BRACKETS = " „“”\"'»«()[]"


class FieldNames:
    """The fields of a workshop by everything they are called. A name that two of them bear names neither."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self.fields = list(fields)
        self._numbers = {field.number: field for field in self.fields if field.number is not None}
        self._names: dict[str, Field | None] = {}
        for field in self.fields:
            spoken = {*field.title.values(), *field.short_title.values(), *field.sign_title.values()}
            for name in {folded(one) for one in spoken if one}:
                self._names[name] = field if self._names.get(name, field) is field else None

    def find(self, said: str) -> Field | None:
        """The field that is meant, or None when none or more than one is."""
        text = said.strip(BRACKETS)
        if (named := self._names.get(folded(text))) is not None:
            return named
        if (prefixed := PREFIX.match(text)) and (named := self._names.get(folded(prefixed[1]))) is not None:
            return named
        found = NUMBERED.match(text)
        if found is None:
            return None
        number = int(found[1]) if found[1].isdecimal() else ROMAN.get(found[1].lower(), 0)
        field = self._numbers.get(number)
        rest = folded(found[2].strip(BRACKETS)) if found[2].strip(BRACKETS) else ""
        return field if field is not None and (not rest or self._begins(field, rest)) else None

    def known(self) -> list[str]:
        """How each field is called in the tool file: its number, or the drawer's title."""
        return [str(f.number) if f.number is not None else str(f.title) for f in self.fields]

    def _begins(self, field: Field, rest: str) -> bool:
        """Whether what stands behind the number fits its field: a name, or one cut short or drawn out."""
        own = [name for name, one in self._names.items() if one is field]
        return any(name.startswith(rest) or rest.startswith(name) for name in own)
