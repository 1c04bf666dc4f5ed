"""Words on screens: gettext with German msgids, and texts of a workshop that may hold language variants."""

from __future__ import annotations

from collections.abc import Mapping
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("de", "de_leicht", "en")
DEFAULT = "de"
_CATALOGUES = Path(__file__).resolve().parent / "translations"


def html_lang(lang: str) -> str:
    """What a lang attribute calls it. Leichte Sprache is German: voices and hyphenation are chosen by the language, and
    know no subtag for it."""
    return DEFAULT if lang == "de_leicht" else lang


class Said(str):
    """A text that knows which language it is in."""

    lang: str

    def __new__(cls, text: str, lang: str = DEFAULT) -> Said:
        said = super().__new__(cls, text)
        said.lang = lang
        return said


def lang_of(text: str) -> str:
    """The lang attribute for a text: German, unless it says otherwise."""
    return html_lang(text.lang) if isinstance(text, Said) else DEFAULT


class Words(dict[str, str]):
    """A text in one or more languages, e.g. ``{"de": "Pause", "en": "Break"}``; falls back to German."""

    @classmethod
    def of(cls, value: str | Mapping[str, str] | None) -> Words:
        if value is None:
            return cls()
        if isinstance(value, str):
            return cls({DEFAULT: value} if value else {})
        return cls({lang: text for lang, text in value.items() if text})

    def in_language(self, lang: str) -> tuple[str, str]:
        """The text for `lang` and the language it really is in (for the lang mark)."""
        if lang in self:
            return self[lang], lang
        return self.get(DEFAULT, ""), DEFAULT

    def to(self, lang: str) -> Said:
        return Said(*self.in_language(lang))

    def __str__(self) -> str:
        return self.get(DEFAULT) or next(iter(self.values()), "")


_loaded: dict[str, NullTranslations] = {}


def translations(lang: str) -> NullTranslations:
    """The catalogue of a language, read from its .po once; a missing one answers with the German msgid."""
    if lang not in _loaded:
        path = _CATALOGUES / f"{lang}.po"
        if path.exists():
            compiled = BytesIO()
            with path.open("rb") as file:
                write_mo(compiled, read_po(file, locale="en" if lang == "en" else "de"))
            compiled.seek(0)
            _loaded[lang] = GNUTranslations(compiled)
        else:
            _loaded[lang] = NullTranslations()
    return _loaded[lang]
