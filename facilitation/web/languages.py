"""Which language a page speaks, how a text in another one is marked, and what the scripts of a page may say in it."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, g, request
from markupsafe import Markup

from facilitation.live.rendering import language
from facilitation.texts import DEFAULT, LANGUAGES, Said, html_lang, translations

COOKIE = "zw-lang"
# Whoever takes part reads their own language; desks and the wall speak German. None: an address that does not exist.
SPOKEN = frozenset({"door", "phone", "public", "legal", "tablet", None})
SENTENCE = re.compile(r'^  \w+: "(.*)",$', re.MULTILINE)


def register(app: Flask) -> None:
    sentences = SENTENCE.findall((Path(app.config["STATIC_TREE"]) / "js" / "words.js").read_text(encoding="utf-8"))

    @lru_cache(maxsize=len(LANGUAGES))
    def script_words(lang: str) -> dict[str, str]:
        """The German sentences of the scripts with what they are in this language."""
        said = {sentence: translations(lang).gettext(sentence) for sentence in sentences}
        return {sentence: other for sentence, other in said.items() if other != sentence}

    app.before_request(_choose)
    app.jinja_env.globals.update(script_words=script_words, written_in=written_in)
    app.jinja_env.filters.update(html_lang=html_lang, lang_mark=lang_mark)


def follow(lang: str) -> None:
    """The seat's own language goes before the browser's, wherever people take part."""
    if request.blueprint in SPOKEN:
        _speak(lang)


def written_in(lang: str) -> Markup:
    """The lang attribute for a text, if it is another language than the page's."""
    mark = html_lang(lang)
    return Markup("") if mark == html_lang(language.get()) else Markup(' lang="{}"').format(mark)


def lang_mark(text: Any) -> Markup:
    """The same for a text that knows the language it is in."""
    return written_in(text.lang) if isinstance(text, Said) else Markup("")


def _choose() -> None:
    """What was chosen in this browser, else English for browsers that ask for it, else German."""
    chosen = request.cookies.get(COOKIE, "")
    if request.blueprint not in SPOKEN:
        _speak(DEFAULT)
    elif chosen in LANGUAGES:
        _speak(chosen)
    else:
        _speak(request.accept_languages.best_match([DEFAULT, "en"], default=DEFAULT))


def _speak(lang: str) -> None:
    g.lang = lang
    language.set(lang)
