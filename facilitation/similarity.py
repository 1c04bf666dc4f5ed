"""Which statements say nearly the same: suggestions for the people who cluster, never a decision.

Texts are compared by their letter sequences (three to five characters of each word, weighted by rarity):
this needs no model and no network and copes with German compounds and endings.
"""

from __future__ import annotations

import math
import re
import struct
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import mul

SHORTEST, LONGEST = 3, 5
LIMIT = 0.35

_WORD = re.compile(r"[a-z0-9]+")
_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})

# Folded like the texts; words that hold a German sentence together and say nothing about its subject.
_STOPS = """
    aber alle allem allen aller alles als also am an auch auf aus bei beim bin bis bist da dabei
    dadurch dafuer damit dann daran darauf das dass dazu dein dem den denn der des dessen dich die
    dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines
    er es etwas euch euer fuer gar gibt haben habt hat hatte hier ich ihm ihn ihnen ihr ihre ihrem
    ihren ihrer im immer in ins ist ja jede jedem jeden jeder jedes kann kein keine keinen keiner
    koennen man mehr mein mich mir mit nach nicht noch nun nur ob oder ohne schon sehr sein seine
    seinem seinen seiner selbst sich sie sind so sogar sondern ueber um und uns unser unsere unserem
    unseren unserer unter viel viele vielen vom von vor war waren was weil wenn wer werden wie
    wieder will wir wird wo worden zu zum zur zwischen
"""
STOP_WORDS = frozenset(_STOPS.split())

# Weights are whole numbers of this unit, so that sums do not depend on the order of adding up.
_ONE = 2**29
_TEXTS_AT_ONCE = 512

_Vector = dict[str, int]


def similar(texts: Mapping[str, str], *, limit: float = LIMIT) -> list[tuple[str, str, float]]:
    """Pairs of keys whose texts are alike by at least `limit` (0 to 1), best first, then in the given order.

    Inside a pair the key that comes first in `texts` stands first.
    """
    keys = list(texts)
    vectors = _weighted(_grams(texts.values()))
    pairs = [pair for pair in _likenesses(vectors, vectors, limit) if pair[0] < pair[1]]
    pairs.sort(key=lambda pair: (-pair[2], pair[0], pair[1]))
    return [(keys[first], keys[second], score) for first, second, score in pairs]


def neighbours(
    text: str, texts: Mapping[str, str], *, at_most: int = 3, limit: float = LIMIT
) -> list[tuple[str, float]]:
    """The keys of the texts most like `text`, best first, each alike by at least `limit`."""
    keys = list(texts)
    own, *others = _weighted(_grams([text, *texts.values()]))
    found = [(keys[index], score) for _, index, score in _likenesses([own], others, limit)]
    found.sort(key=lambda one: -one[1])
    return found[:at_most]


def _grams(texts: Iterable[str]) -> list[Counter[str]]:
    """The letter sequences of each text's words, without those that carry no meaning."""
    known: dict[str, list[str]] = {}
    counts: list[Counter[str]] = []
    for text in texts:
        grams: Counter[str] = Counter()
        for word in _WORD.findall(_folded(text)):
            if word in STOP_WORDS:
                continue
            if word not in known:
                known[word] = _sequences(word)
            grams.update(known[word])
        counts.append(grams)
    return counts


def _folded(text: str) -> str:
    lower = unicodedata.normalize("NFC", text).lower().translate(_FOLD)
    return unicodedata.normalize("NFKD", lower).encode("ascii", "ignore").decode()


def _sequences(word: str) -> list[str]:
    """Padded with a blank on either side, so that beginnings and endings differ from the middle of a word."""
    padded = f" {word} "
    sizes = range(SHORTEST, min(LONGEST, len(padded)) + 1)
    return [padded[start : start + size] for size in sizes for start in range(len(padded) - size + 1)]


def _weighted(counts: Sequence[Counter[str]]) -> list[_Vector]:
    """TF-IDF vectors of length one; what occurs in one text only adds to its length but can meet nothing."""
    spread: Counter[str] = Counter()
    for grams in counts:
        spread.update(grams.keys())
    rarity = {gram: 1 + math.log((1 + len(counts)) / (1 + texts)) for gram, texts in spread.items()}
    vectors: list[_Vector] = []
    for grams in counts:
        weights = {gram: (1 + math.log(times)) * rarity[gram] for gram, times in grams.items()}
        length = math.sqrt(math.fsum(weight * weight for weight in weights.values()))
        shared = (gram for gram in weights if spread[gram] > 1)
        vectors.append({gram: round(weights[gram] / length * _ONE) for gram in shared})
    return vectors


def _likenesses(rows: Sequence[_Vector], columns: Sequence[_Vector], limit: float) -> Iterator[tuple[int, int, float]]:
    """Row, column and cosine of every pair that is alike by `limit` and shares anything at all.

    One large integer holds the weights of a letter sequence in all columns, 64 bits each; multiplying it by a
    row's weight counts for hundreds of pairs in one step. No lane can overflow: a cosine is at most 1.
    """
    least = max(1, math.ceil((limit - 5e-7) * _ONE * _ONE))
    wanted = {gram for row in rows for gram in row}
    for begin in range(0, len(columns), _TEXTS_AT_ONCE):
        block = columns[begin : begin + _TEXTS_AT_ONCE]
        lanes = struct.Struct(f"<{len(block)}Q")
        packed = _packed(block, wanted, lanes)
        for index, row in enumerate(rows):
            shared = [gram for gram in row if gram in packed]
            sums = sum(map(mul, map(row.__getitem__, shared), map(packed.__getitem__, shared)))
            for lane, product in enumerate(lanes.unpack(sums.to_bytes(lanes.size, "little"))):
                if product >= least:
                    yield index, begin + lane, min(1.0, round(product / (_ONE * _ONE), 6))


def _packed(block: Sequence[_Vector], wanted: set[str], lanes: struct.Struct) -> dict[str, int]:
    weights: dict[str, list[tuple[int, int]]] = {}
    for lane, vector in enumerate(block):
        for gram, weight in vector.items():
            if gram in wanted:
                weights.setdefault(gram, []).append((lane, weight))
    packed: dict[str, int] = {}
    for gram, entries in weights.items():
        row = [0] * len(block)
        for lane, weight in entries:
            row[lane] = weight
        packed[gram] = int.from_bytes(lanes.pack(*row), "little")
    return packed
