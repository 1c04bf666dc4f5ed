"""Two hundred payloads, drawn from the ways out of a context, the things that run, and the ways of hiding them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests import builders
from tests.audit.boxed import SEED
from tests.poison import DO, HARMLESS, in_turn, poison, strange
from tests.web.roles import Hall, a_hall
from tests.web.test_xss import Page, pages

COUNT = 200
OUT_OF = ["", '"', "'", '">', "'>", "`", "-->", "]]>", "</p>", "</textarea>", "</title>", "</script>", "</select>",
          "</template>", "</svg>", "\n\n", "\u2028", "\\", "{{", "${", "<!--", "&quot;&gt;", "%22%3E"]  # fmt: skip
RUNS = [
    "<script>{do}</script>", "<script/src=data:,{do}></script>", "<img src=x onerror={do}>", "<svg onload={do}>",
    "<body onload={do}>", "<input autofocus onfocus={do}>", "<details open ontoggle={do}>", " onmouseover={do} ",
    "<video><source onerror={do}>", "<a href=javascript:{do}>x</a>", "<form action=javascript:{do}><button>x",
    "<iframe src=javascript:{do}></iframe>", "<object data=javascript:{do}></object>", "<math href=javascript:{do}>x",
    "<style>@import'//x'</style>", "<base href=//x>", "<meta http-equiv=refresh content='0;javascript:{do}'>",
    "<link rel=stylesheet href=//x>", " style=animation-name:x onanimationend={do} ", "<marquee onstart={do}>",
    "<live-region name=stage>", "<agenda-clock>", "<template><img src=x onerror={do}></template>",
    "<button formaction=javascript:{do}>",
]  # fmt: skip
SWAPS = [  # what is written in whose place, to slip past an eye that looks for words
    ("", ""), ("<", "<\0"), (" ", "/"), (" ", "\t\n"), ("on", "o\u200dn"), ("<", "＜"), ("javascript", "java\nscript"),
    ("<", "&lt;"), ("a", "&#97;"), (">", ""), ("<", "<<"), ("script", "scr<script>ipt"), ("=", "\n=\n"),
]  # fmt: skip


def drawn(chance: Random) -> str:
    said, (old, new) = chance.choice(RUNS).replace("{do}", DO), chance.choice(SWAPS)
    said = said.replace(old, new) if old else chance.choice((said, said.swapcase(), "\u202e" + said, said * 3))
    return chance.choice(OUT_OF) + said


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    made = a_hall(builders.an_app(tmp_path))
    yield made
    made.app.extensions["live"].publisher.close()
    made.house.close()


def test_two_hundred_payloads_stay_text_on_every_page(hall: Hall) -> None:
    """Ten at a time, each place another; every payload stands in hundreds of places on every page there is."""
    chance = Random(SEED)
    payloads = [drawn(chance).replace("\0", "") for _number in range(COUNT)]
    assert len(set(payloads)) > COUNT * 0.9
    poison(hall.house, lambda: HARMLESS)
    usual = pages(hall)
    for start in range(0, COUNT, 10):
        poison(hall.house, in_turn(payloads[start : start + 10], start))
        found = pages(hall)
        assert sum(page.is_poisoned for page in found.values()) > 60
        assert {place: page.dangers for place, page in found.items() if page.dangers} == {}, (SEED, start)
        more = {place: strange(page, usual[place]) for place, page in found.items()}
        assert {place: tags for place, tags in more.items() if tags} == {}, (SEED, start)


def test_most_of_them_would_be_seen_if_they_were_not_escaped() -> None:
    """The control."""
    chance, seen = Random(SEED), 0
    for _number in range(COUNT):
        payload = drawn(chance)
        unsafe = (Page(f"<p>{payload}</p>"), Page(f'<p title="{payload}">'), Page(f"<p title='{payload}'>"))
        seen += any(page.dangers or strange(page, Page("<p></p>")) for page in unsafe)
    assert seen > COUNT * 0.7
