"""Every face in every kind of scene, with a hundred people in it: no barrier axe can find, light and dark, in every
language; nothing too small to hit; nothing beside the picture."""

from __future__ import annotations

import pytest

from tests.browser.boxes import OUTSIDE, SMALL_TARGETS, TOO_WIDE
from tests.browser.visits import (
    COLOUR_RULES,
    DESK,
    FACES,
    FOLD,
    LANGUAGES,
    ON_A_PHONE,
    PICTURES,
    SMALL,
    THEMES,
    TOUR,
    UNFOLD,
    Visits,
    barriers,
    quiet_pages,
)

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module", params=list(TOUR))
def scene(request: pytest.FixtureRequest, visits: Visits) -> str:
    """The day has come to this scene; the tests of one scene run together."""
    visits.go_to(request.param)
    return str(request.param)


# --- what holds in every scene ---


def test_axe_finds_nothing_on_any_face(visits: Visits, scene: str) -> None:
    """Pairwise: every face is seen in every scene, all its folds open, in one theme and, on the phone, in one language,
    so that each theme meets each language; the colours are looked at in the other theme too."""
    found = []
    for place, face in enumerate(FACES):
        turn = list(TOUR).index(scene) + place
        theme, other = THEMES[turn % 2], THEMES[(turn + 1) % 2]
        lang = LANGUAGES[turn % 3] if face in ON_A_PHONE else "de"
        page = visits.see(face, visits.path(face), FACES[face], theme, lang)
        page.evaluate(UNFOLD)
        found += [f"{face}, {theme}, {lang}: {fault}" for fault in barriers(page)]
        visits.see(face, visits.path(face), FACES[face], other, lang)
        found += [f"{face}, {other}, {lang}: {fault}" for fault in barriers(page, COLOUR_RULES)]
        page.evaluate(FOLD)
    assert found == []


def test_the_phone_fits_and_everything_on_it_can_be_hit(visits: Visits, scene: str) -> None:
    found = []
    for size in ((320, 640), SMALL):
        page = visits.see("phone", visits.path("phone"), size)
        page.evaluate(UNFOLD)
        found += [f"{size[0]} px: {fault}" for fault in (*page.evaluate(TOO_WIDE), *page.evaluate(SMALL_TARGETS, 44))]
        page.evaluate(FOLD)
    assert found == []


def test_the_wall_neither_scrolls_nor_loses_anything_beside_the_picture(visits: Visits, scene: str) -> None:
    found = []
    for size in PICTURES:
        page = visits.see("stage", visits.path("stage"), size)
        found += [f"{size[0]}x{size[1]}: {fault}" for fault in page.evaluate(OUTSIDE)]
    assert found == []


def test_the_desks_need_no_sideways_scrolling(visits: Visits, scene: str) -> None:
    found = []
    for face in ("moderator", "table"):
        for size in (DESK, (820, 1180), (341, 768)):
            page = visits.see(face, visits.path(face), size)
            found += [f"{face} at {size[0]} px: {fault}" for fault in page.evaluate(TOO_WIDE)]
    assert found == []


def test_the_cockpit_fits_on_one_screen(visits: Visits, scene: str) -> None:
    page = visits.see("moderator", visits.path("moderator"), FACES["moderator"])
    assert page.evaluate("document.documentElement.scrollHeight - window.innerHeight") <= 1


# --- the quiet pages ---


def test_axe_finds_nothing_on_the_quiet_pages(visits: Visits) -> None:
    """Each once, in one theme and, on the phone, in one language."""
    visits.go_to("over")
    found = []
    for turn, (role, path) in enumerate(quiet_pages(visits)):
        theme, size = THEMES[turn % 2], SMALL if role in ON_A_PHONE else DESK
        lang = LANGUAGES[turn % 3] if role in ON_A_PHONE else "de"
        page = visits.see(role, path, size, theme, lang)
        found += [f"{role} {path}, {theme}, {lang}: {fault}" for fault in barriers(page)]
        found += [f"{role} {path}: {fault}" for fault in page.evaluate(TOO_WIDE)]
    assert found == []


# --- controls: what is looked for would be found ---


def test_a_fault_made_on_purpose_is_found(visits: Visits) -> None:
    visits.forget("phone")
    page = visits.see("phone", visits.path("phone"), (320, 640))
    assert (page.evaluate(TOO_WIDE), page.evaluate(SMALL_TARGETS, 44), barriers(page)) == ([], [], [])
    assert barriers(page, COLOUR_RULES) == []
    page.evaluate(
        """() => {
          const made = (name, text) => document.body.appendChild(
            Object.assign(document.createElement(name), { textContent: text }));
          made("button", "");
          made("p", "breit").style.inlineSize = "900px";
          made("p", "blass").style.color = "#aaa";
        }"""
    )
    assert {fault.split(" ")[0] for fault in barriers(page)} == {"button-name", "color-contrast"}
    assert [fault.split(" ")[0] for fault in barriers(page, COLOUR_RULES)] == ["color-contrast"]
    assert len(page.evaluate(TOO_WIDE)) == 1
    assert len(page.evaluate(SMALL_TARGETS, 44)) == 1
    visits.forget("phone")
    wall = visits.see("stage", visits.path("stage"), (1280, 720))
    assert wall.evaluate(OUTSIDE) == []
    too_much = """() => document.querySelector("main").append(
      Object.assign(document.createElement("p"), { textContent: "Zeile ".repeat(4000) }))"""
    # in one breath: a push in between would draw the stage anew, without it
    assert wall.evaluate(f"() => {{ ({too_much})(); return ({OUTSIDE})(); }}") != []
