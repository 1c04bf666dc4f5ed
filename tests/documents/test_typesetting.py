"""Typesetting: shipped fonts only, data is never markup, and no text in the world stops a document."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facilitation import folder
from facilitation.documents import typesetting
from facilitation.documents.glyphs import BOX, FONTS, printable, printed
from facilitation.documents.typesetting import pictured, typeset
from tests.paper import Paper

TRIAL = """#import "_house.typ": *
#show: house.with(title: data.title, workshop: "Werkstatt", stand: "18.10.2017")
#headline(data.title)
#data.text
"""


@pytest.fixture
def trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A template of our own beside the shared one."""
    for path in (folder("templates") / "documents").glob("_*.typ"):
        (tmp_path / "documents").mkdir(exist_ok=True)
        (tmp_path / "documents" / path.name).write_bytes(path.read_bytes())
    (tmp_path / "documents" / "trial.typ").write_text(TRIAL, encoding="utf-8")
    monkeypatch.setattr(typesetting, "folder", lambda _name: tmp_path)
    return "trial"


def test_a_document_says_what_it_was_given_and_never_runs_it(trial: str) -> None:
    paper = Paper(typeset(trial, {"title": "#let x = 1", "text": "*a* <b> $x$ \\ #panic() // weg\nneue Zeile"}))
    assert "#letx=1" in paper.words()
    assert "*a*<b>$x$\\#panic()//wegneueZeile" in paper.words()
    assert paper.is_tagged() and paper.faults() == []


def test_only_shipped_fonts_are_used_and_all_are_embedded(trial: str) -> None:
    fonts = Paper(typeset(trial, {"title": "Grün", "text": "ж 🌳 → مرحبا שלום"})).fonts()
    assert {name.split("+")[1].split("-")[0] for name in fonts} == {
        "AtkinsonHyperlegibleNext", "NotoSans", "NotoEmoji", "NotoSansMath", "NotoSansArabic", "NotoSansHebrew",
    }  # fmt: skip
    assert set(fonts.values()) == {True}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_no_text_stops_a_document(trial: str, text: str) -> None:
    typeset(trial, {"title": "Titel", "text": text})


def test_a_missing_glyph_would_stop_it(trial: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # the control: without the check of the glyphs the same document is refused
    monkeypatch.setattr(typesetting, "printable", lambda value: value)
    with pytest.raises(typst.TypstError, match="could not be displayed"):
        typeset(trial, {"title": "Titel", "text": "漢"})


def test_what_no_font_has_becomes_a_box_and_the_rest_stays() -> None:
    assert printable({"a": ["Straße ẞ 🌳 漢\x00\ud800", 3, None]}) == {"a": [f"Straße ẞ 🌳 {BOX}", 3, None]}
    assert ord(BOX) in printed()


def test_german_and_its_neighbours_are_covered() -> None:
    needed = "äöüßÄÖÜẞ„“‚‘–—…€§°²½ŁłążřůğışćžĐđΩωЖжїё→✓☐●▲"
    assert [letter for letter in needed if ord(letter) not in printed()] == []


def test_the_same_data_gives_the_same_bytes(trial: str) -> None:
    data = {"title": "Titel", "text": "Text"}
    assert typeset(trial, data) == typeset(trial, data)


def test_a_template_reads_nothing_outside_its_folder(trial: str, tmp_path: Path) -> None:
    (tmp_path / "documents" / "spy.typ").write_text('#read("/../../etc/passwd")', encoding="utf-8")
    with pytest.raises(typst.TypstError):
        typeset("spy", {})


def test_a_preview_is_a_picture_of_every_page(trial: str) -> None:
    pages = pictured(trial, {"title": "Titel", "text": "Zeile\n" * 90}, ppi=20)
    assert len(pages) > 1 and all(page.startswith(b"\x89PNG") for page in pages)


def test_the_fonts_come_with_their_licence_and_stay_small() -> None:
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 4_000_000


def test_a_hall_is_served_while_a_document_is_set() -> None:
    """On gevent the document is set in a real thread: the loop keeps ticking."""
    played = subprocess.run([sys.executable, "-c", LOOP], capture_output=True, text=True, timeout=60)
    assert played.returncode == 0, played.stderr
    longest, took = (float(part) for part in played.stdout.split())
    assert longest < max(0.1, took / 3)


LOOP = """
from gevent import monkey; monkey.patch_all()
import time, gevent
from facilitation.documents.typesetting import Code, typeset
cut = {"columns": 3, "rows": 7, "width": 63.5, "height": 38.1, "left": 7, "top": 15, "step": 66, "marks": False}
card = {"number": 1, "typed": "X", "code_mm": 20}
pages = [{"cut": cut, "cards": [{**card, "code": Code(f"HTTP://X/{n}-{i}")} for i in range(21)]} for n in range(12)]
gaps, running = [], True
def tick():
    before = time.perf_counter()
    while running:
        time.sleep(0.002)
        now = time.perf_counter(); gaps.append(now - before); before = now
ticking = gevent.spawn(tick)
time.sleep(0.01); gaps.clear()
begun = time.perf_counter()
typeset("printing/voting-cards", {"title": "T", "probe": False, "typed": "x", "code": "AB", "pages": pages})
took = time.perf_counter() - begun
running = False; ticking.join()
print(max(gaps), took)
"""
