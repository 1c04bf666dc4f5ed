"""Everything a participant can read is there in English and in Leichte Sprache."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from facilitation.texts import DEFAULT, LANGUAGES, html_lang
from facilitation.web.languages import SENTENCE
from tests.participant_words import HOUSE, bare_words, participants_msgids, script_sentences

OTHERS = [lang for lang in LANGUAGES if lang != DEFAULT]
FILLED = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


@pytest.fixture(params=OTHERS)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    return read_catalogue(request.param)


def read_catalogue(lang: str) -> Catalog:
    with (HOUSE / "facilitation/translations" / f"{lang}.po").open("rb") as file:
        return read_po(file, locale=html_lang(lang))


def said_in(catalogue: Catalog) -> dict[str, tuple[str | tuple[str, ...], str | tuple[str, ...]]]:
    """The entries by their msgid in the singular: the whole msgid, and what is said for it."""
    return {one.id if isinstance(one.id, str) else one.id[0]: (one.id, one.string) for one in catalogue if one.id}


def test_every_sentence_a_participant_can_read_is_translated(catalogue: Catalog) -> None:
    said = said_in(catalogue)
    lacking = []
    for msgid, place in participants_msgids().items():
        one = msgid if isinstance(msgid, str) else msgid[0]
        _, told = said.get(one, (one, ""))
        if not told or not all(told):
            lacking.append(f"{place}: {msgid}")
    assert lacking == []


def test_no_template_of_theirs_says_anything_past_the_catalogues() -> None:
    assert sorted(bare_words()) == []


def test_a_msgid_with_a_plural_has_one_in_every_language(catalogue: Catalog) -> None:
    said = said_in(catalogue)
    with_plural = {msgid for msgid in participants_msgids() if isinstance(msgid, tuple)}
    assert with_plural
    assert {said[msgid[0]][0] for msgid in with_plural} == with_plural
    assert {len(said[msgid[0]][1]) for msgid in with_plural} == {2}


def test_nothing_stands_in_a_catalogue_that_nobody_says(catalogue: Catalog) -> None:
    spoken = {msgid if isinstance(msgid, str) else msgid[0] for msgid in participants_msgids()}
    assert sorted(set(said_in(catalogue)) - spoken) == []
    assert catalogue.obsolete == {}


def test_nothing_is_marked_as_doubtful(catalogue: Catalog) -> None:
    assert [one.id for one in catalogue if one.id and one.fuzzy] == []


def test_what_is_filled_in_is_filled_in_everywhere(catalogue: Catalog) -> None:
    """A singular may spell its number out; nothing else may get lost or be added."""
    wrong = []
    for msgid, told in said_in(catalogue).values():
        pairs = [(msgid, told)] if isinstance(msgid, str) else list(zip(msgid, told, strict=True))
        wrong += [(german, other) for german, other in pairs if places(german) != places(other)]
    assert wrong == []


def places(text: object) -> list[str]:
    return sorted(FILLED.findall(str(text)))


def test_the_scripts_of_a_phone_are_read_as_they_are_written() -> None:
    """The list is found by looking at the scripts; two sentences everybody knows show that it looks."""
    assert {"Die Zeit ist um.", "{n} Punkte übrig"} <= script_sentences()
    assert "Kreuz" not in script_sentences()
    block = (HOUSE / "static/js/words.js").read_text(encoding="utf-8").partition("export const german = {")[2]
    written = [line for line in block.partition("\n};")[0].splitlines() if line.strip() and "//" not in line]
    assert len(written) > 30
    assert [line for line in written if not SENTENCE.search(line)] == [], "each stands on a line of its own"


# --- Leichte Sprache ---

LONGEST_SENTENCE = 15
LONGEST_WORD = 14


def leicht() -> list[str]:
    told = [one.string for one in read_catalogue("de_leicht") if one.id]
    return [text for string in told for text in ([string] if isinstance(string, str) else string)]


def test_sentences_are_short_in_leichte_sprache() -> None:
    sentences = [part for text in leicht() for part in re.split(r"(?<=[.?!:])\s+|\n", text)]
    assert [one for one in sentences if len(one.split()) > LONGEST_SENTENCE] == []


def test_long_compounds_are_taken_apart_in_leichte_sprache() -> None:
    words = {word for text in leicht() for word in re.findall(r"[A-Za-zÄÖÜäöüß]+", FILLED.sub("", text))}
    assert sorted(word for word in words if len(word) > LONGEST_WORD) == []


def test_leichte_sprache_needs_no_subjunctive_and_no_long_signs() -> None:
    text = " ".join(leicht())
    assert re.findall(r"\b(?:würden?|könnten?|müssten?|dürften?|wäre[n]?|hätten?)\b", text) == []
    assert ";" not in text


# --- writing the other way ---

PHYSICAL = re.compile(
    r"(?<![-\w])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)(?:-\w+)?|(?:left|right)"
    r"|border-(?:top|bottom)-(?:left|right)-radius)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)"
)


def sheets_with(found: re.Pattern[str]) -> dict[str, list[str]]:
    sheets = sorted((HOUSE / "static/css").glob("*.css"))
    assert len(sheets) > 20
    plain = {
        sheet.name: re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL) for sheet in sheets
    }
    hits = {name: found.findall(text) for name, text in plain.items()}
    return {name: lines for name, lines in hits.items() if lines}


def test_no_style_knows_left_from_right() -> None:
    """Pages could be turned round for a language that begins on the right."""
    assert sheets_with(PHYSICAL) == {}


@pytest.mark.parametrize("line", ["margin-left: 1rem", "a { right: 0 }", "text-align: right", "{ float: left; }"])
def test_left_and_right_would_be_noticed(line: str) -> None:
    assert PHYSICAL.search(line) is not None


@pytest.mark.parametrize("line", ["margin-inline-start: 1rem", "inset-inline-end: 0", "transform-origin: left center"])
def test_what_turns_with_the_language_is_left_alone(line: str) -> None:
    assert PHYSICAL.search(line) is None


# --- the page about languages ---


def test_the_words_of_the_page_are_those_of_the_catalogues() -> None:
    page = (HOUSE / "docs/languages.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 15
    german = " ".join(msgid if isinstance(msgid, str) else " ".join(msgid) for msgid in participants_msgids())
    english = " ".join(str(one.string) for one in read_catalogue("en")).lower()
    easy = " ".join(leicht())
    lacking = [
        word
        for words, english_word, easy_word in rows
        for word, text in ((words.split(", ")[-1], german), (english_word, english), (easy_word, easy))
        if not all(part.lower() in text.lower() for part in word.split())
    ]
    assert lacking == []
