"""The gentle check for a Zukunftsbild: words of wish, duty or future where a picture in the present is meant.

It never blocks and prefers to miss something over nagging. `static/js/models/wording.js` holds the same rules
under the same names; a test compares them, so change both.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Kind = Literal["wish", "duty", "possibility", "future"]

# Rules see one word at a time, in lower case. Word characters are spelled out: script has no locale either.
WORD = r"[A-Za-zÀ-ÖØ-öø-žẞ\u0300-\u036f]+(?:[-*:_'’][A-Za-zÀ-ÖØ-öø-žẞ\u0300-\u036f]+)*"
CLAUSE_BREAK = r'[.,;:!?…()\[\]{}"„“”»«›‹|/\n\r–—•]| - '
SENTENCE_BREAK = r'[.:!?…"„“”»«›‹\n\r•]'
BLANK = r"^[ \t\u00a0\u202f]+$"
CAPITAL = r"^[A-ZÀ-ÖØ-ÞẞŒŠŽ]"
NOUN_CASE = r"^[A-ZÀ-ÖØ-ÞẞŒŠŽ][^A-ZÀ-ÖØ-ÞẞŒŠŽ]*$"

DUTY = r"^(?:soll(?:st|t|en|te|test|tet|ten)?|mu(?:ss|ß)t?|m(?:ü|ue)(?:ss|ß)(?:en|t|te|test|tet|ten))$"
POSSIBILITY = r"^k(?:ö|oe)nnte(?:n|st|t)?$"
WISH = r"^(?:w(?:ü|ue)rde(?:n|st|t)?|m(?:ö|oe)chte(?:n|st|t)?|w(?:ü|ue)nsche|hoffentlich)$"
# In the middle of a sentence a capital makes these a noun: ein Muss, das Soll, in Würde, die Wünsche.
ALSO_NOUN = r"^(?:soll|muss|muß|w(?:ü|ue)rden?|w(?:ü|ue)nsche)$"
# These are nouns at the beginning as well, unless a wish is spelled out after them.
ALWAYS_NOUN = r"^(?:w(?:ü|ue)rde|w(?:ü|ue)nsche)$"
MYSELF = r"^(?:mir|uns)$"
WISHING = r"^w(?:ü|ue)nschen$"
WISHER = r"^(?:ich|mir|wir|uns|sich)$"
WISH_OF_ANYBODY = r"^m(?:ö|oe)chten?$"
ANYBODY = r"^wer$"

WILL = r"^(?:wird|werde|werden|wirst|werdet)$"
AND = r"^(?:und|oder|sowie|aber)$"
SUBORDINATE = r"^(?:dass|daß|damit|weil|wenn|sodass|obwohl|ob)$"
FINITE = (
    r"^(?:kannst|kann|könn(?:en|t|te|ten)|darf|dürf(?:en|te|ten)|will|wollen|mag|mögen|möchten?|"
    r"soll(?:en|te|ten)?|muss|müss(?:en|te|ten))$"
)
INFINITIVE = r"^(?:[a-zäöüß]{2,}(?:en|eln|ern)|tun|sein)$"
NOT_INFINITIVE = (
    r"^(?:allen|vielen|beiden|wenigen|einigen|manchen|mehreren|anderen|andern|ihnen|denen|jeden|jenen|"
    r"diesen|welchen|solchen|einen|keinen|meinen|deinen|seinen|ihren|unseren|unsern|euren|innen|außen|oben|unten|"
    r"hinten|vorn|drinnen|draußen|mitten|neben|eben|gegen|wegen|zwischen|inzwischen|indessen|stattdessen|"
    r"infolgedessen|deswegen|meinetwegen|unterdessen|bisschen|morgen|gestern|gern|ungern|fern|sofern|insofern|"
    r"sondern|extern|intern|modern|nüchtern|offen|selten|trocken|eigen|zufrieden|unzufrieden|verschieden|"
    r"bescheiden|erwachsen|willkommen|vollkommen|golden|sieben|zusammen|zugegen|ungezwungen|worden|"
    r"könnten|konnten|sollten|müssten|dürften|wollten|möchten|würden)$"
)
ZU = r"^zu$"

# Participles ending in -en look like infinitives. With a changed stem they are told by it, with an unchanged
# one (gegeben, erhalten) by the prefix; where both readings are possible (erhalten, verlassen) we keep quiet.
CHANGED = (
    r"(?:bissen|blichen|blieben|bogen|boren|borgen|boten|brannten|brochen|bunden|dorben|droschen|drossen|drungen|"
    r"flochten|flogen|flohen|flossen|fochten|fohlen|froren|funden|gangen|glichen|glitten|golten|gonnen|gossen|"
    r"griffen|hangen|hoben|holfen|klungen|kniffen|krochen|liehen|litten|logen|loren|loschen|lungen|mieden|molken|"
    r"koren|nommen|nossen|pfiffen|priesen|quollen|rieben|rissen|ritten|rochen|ronnen|rungen|schieden|schienen|"
    r"schlichen|schliffen|schlossen|schlungen|schmissen|schmolzen|schnitten|schoben|scholten|schoren|schossen|"
    r"schrieben|schrien|schritten|schrocken|schwiegen|schwollen|schwommen|schworen|schwunden|schwungen|sessen|"
    r"soffen|sonnen|sotten|sponnen|sprochen|sprossen|sprungen|standen|stiegen|stochen|stohlen|storben|strichen|"
    r"stritten|stunken|sungen|sunken|trieben|troffen|trogen|trunken|wichen|wiesen|woben|wogen|wonnen|worben|"
    r"worfen|wrungen|wunden|zogen|zwungen)"
)
SAME_AFTER_GE = (
    r"(?:backen|beten|blasen|braten|fahren|fallen|fangen|fressen|geben|gessen|graben|halten|hauen|heißen|kommen|"
    r"laden|lassen|laufen|legen|lesen|mahlen|messen|raten|rufen|salzen|schaffen|schlafen|schlagen|sehen|spalten|"
    r"stoßen|tragen|treten|wachsen|waschen)"
)
SAME_AFTER_PREFIX = (
    r"(?:blasen|fahren|fangen|geben|gessen|graben|halten|laden|lassen|lesen|messen|raten|rufen|schlagen|sehen|"
    r"stoßen|tragen|treten|waschen)"
)
PARTICIPLE_GE = rf"ge(?:{CHANGED}|{SAME_AFTER_GE})$"
PARTICIPLE_PREFIX = (
    r"^(?:an|ab|auf|aus|bei|ein|mit|nach|vor|weiter|wieder|zurück|wert){0,2}"
    r"(?:be|emp|ent|er|ge|hinter|miss|über|um|unter|ver|wider|durch|zer)"
    rf"(?:{CHANGED}|{SAME_AFTER_PREFIX}|tan)$"
)


@dataclass(frozen=True)
class Finding:
    """A word that speaks of something else than the present; `start` and `end` count characters."""

    word: str
    start: int
    end: int
    kind: Kind


@dataclass(frozen=True)
class _Word:
    text: str
    start: int
    end: int
    clause: int
    opens_sentence: bool
    follows_blank: bool

    @property
    def plain(self) -> str:
        return unicodedata.normalize("NFC", self.text).lower()

    def fits(self, rule: str) -> bool:
        return re.search(rule, self.plain) is not None

    def is_written(self, rule: str) -> bool:
        return re.search(rule, unicodedata.normalize("NFC", self.text)) is not None


def findings(text: str, lang: str = "de") -> list[Finding]:
    """The words of a German text that are not a picture in the present, in reading order; else nothing."""
    if re.split("[-_]", lang)[0] != "de":
        return []
    words = _words(text)
    found: list[Finding] = []
    for index, word in enumerate(words):
        kind = _kind(words, index)
        if kind is not None:
            found.append(Finding(word.text, word.start, word.end, kind))
        elif _is_in_zukunft(words, index):
            end = words[index + 1].end
            found.append(Finding(text[word.start : end], word.start, end, "future"))
    return found


def _words(text: str) -> list[_Word]:
    words: list[_Word] = []
    clause = last_end = 0
    for match in re.finditer(WORD, text):
        gap = text[last_end : match.start()]
        opens = not words or re.search(SENTENCE_BREAK, gap) is not None
        subordinate = re.search(SUBORDINATE, unicodedata.normalize("NFC", match.group()).lower()) is not None
        if subordinate or re.search(CLAUSE_BREAK, gap):
            clause += 1
        blank = re.search(BLANK, gap) is not None
        words.append(_Word(match.group(), match.start(), match.end(), clause, opens, blank))
        last_end = match.end()
    return words


def _kind(words: list[_Word], index: int) -> Kind | None:
    word = words[index]
    if word.fits(WILL):
        return "future" if _is_future(words, index) else None
    if _is_noun(words, index):
        return None
    if word.fits(DUTY):
        return "duty"
    if word.fits(POSSIBILITY):
        return "possibility"
    if word.fits(WISHING):
        return "wish" if _clause_has(words, index, WISHER) else None
    if word.fits(WISH) and not (word.fits(WISH_OF_ANYBODY) and _clause_has(words, index, ANYBODY)):
        return "wish"
    return None


def _is_noun(words: list[_Word], index: int) -> bool:
    word = words[index]
    if not word.fits(ALSO_NOUN) or not word.is_written(NOUN_CASE):
        return False
    if not word.opens_sentence:
        return True
    return word.fits(ALWAYS_NOUN) and not (index + 1 < len(words) and words[index + 1].fits(MYSELF))


def _is_in_zukunft(words: list[_Word], index: int) -> bool:
    if index + 1 >= len(words) or not words[index + 1].follows_blank:
        return False
    return words[index].plain == "in" and words[index + 1].plain == "zukunft"


def _is_future(words: list[_Word], index: int) -> bool:
    """Werden with an infinitive that closes the clause (wird fahren), or stands before it (fahren wird)."""
    last = index
    while last + 1 < len(words) and words[last + 1].clause == words[index].clause:
        last += 1
    if last == index or words[index + 1].fits(AND):
        before = index - 1
        return before >= 0 and words[before].clause == words[index].clause and _is_infinitive(words, before)
    if _is_under_a_modal(words, index, last):
        return False
    for end in range(index + 1, last + 1):
        if words[end].fits(FINITE) and end != last:
            return False
        if words[end].fits(AND) and not words[end - 1].is_written(CAPITAL):
            return _is_infinitive(words, end - 1)
    return _is_infinitive(words, last)


def _is_under_a_modal(words: list[_Word], index: int, last: int) -> bool:
    """Here werden is an infinitive itself: kann besser werden, umgesetzt werden soll."""
    clause = words[index].clause
    before = any(word.clause == clause and word.fits(FINITE) for word in words[:index])
    return words[index].plain == "werden" and (before or (last == index + 1 and words[last].fits(FINITE)))


def _is_infinitive(words: list[_Word], index: int) -> bool:
    word = words[index]
    if word.is_written(CAPITAL) or not word.fits(INFINITIVE) or word.fits(NOT_INFINITIVE):
        return False
    if word.fits(PARTICIPLE_GE) or word.fits(PARTICIPLE_PREFIX):
        return False
    return not (index > 0 and words[index - 1].fits(ZU))


def _clause_has(words: list[_Word], index: int, rule: str) -> bool:
    return any(word.clause == words[index].clause and word.fits(rule) for word in words)
