"""However somebody sees: in the colours of their own system, without some colours, with larger or wider set text, or
magnified four times; and what moves stands still for whoever asks for that."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image
from playwright.sync_api import FloatRect, Page

from tests.browser.boxes import TOO_WIDE
from tests.browser.visits import DESK, FACES, SETTLED, SMALL, Visits

pytestmark = pytest.mark.timeout(300)

SCENES = ("vision", "open vote", "result")
DESKS = ("moderator", "table")
SPACING = """() => {
  const rule = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"
    + "p { margin-block-end: 2em !important; }";
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rule);
  document.adoptedStyleSheets = [sheet];
}"""
PLAIN = "() => { document.adoptedStyleSheets = []; }"
# words cut off by a box that hides what hangs over; a box that scrolls or one line that ends in … is no loss
CUT_OFF = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const style = getComputedStyle(one);
  const hides = (overflow) => ["hidden", "clip"].includes(overflow);
  if (style.clipPath !== "none" || one.closest(".unseen, .skip, svg, [hidden]") || !one.checkVisibility()) return false;
  if (style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none") return false;
  return (hides(style.overflowX) && one.scrollWidth > one.clientWidth + 2)
    || (hides(style.overflowY) && one.scrollHeight > one.clientHeight + 2);
}).map((one) => `${one.tagName.toLowerCase()}.${one.className} „${one.textContent.trim().slice(0, 30)}“`)"""
# a thing to press or fill in that nothing but its ground would set apart
EDGELESS = """() => [...document.querySelectorAll("button, .button, .input, select, textarea")].filter((one) => {
  if (!one.checkVisibility() || one.closest("[hidden]")) return false;
  const style = getComputedStyle(one);
  const edged = style.borderTopStyle !== "none" && parseFloat(style.borderTopWidth) >= 1;
  return !edged && !style.textDecorationLine.includes("underline") && style.outlineStyle === "none";
}).map((one) => one.outerHTML.slice(0, 90))"""
ALIKE = """() => [...document.querySelectorAll("[aria-pressed=true]")].map((on) => {
  const look = (pressed) => {
    on.setAttribute("aria-pressed", pressed);
    const { outlineStyle, outlineWidth, borderTopWidth } = getComputedStyle(on);
    return `${outlineStyle} ${outlineWidth} ${borderTopWidth}`;
  };
  return look("false") === look("true") ? on.textContent.trim() : "";
}).filter(Boolean)"""
MOVING = """() => document.getAnimations().filter((one) => one.playState === "running"
  && (one.effect.getComputedTiming().endTime > 20)).map((one) => `${one.animationName || one.transitionProperty}`)"""
NUMBERLESS = "all => all.filter((one) => !/[0-9]/.test(one.textContent)).map((one) => one.outerHTML)"
SHAPES = """all => all.map((one) => one.querySelector("path, rect, circle, polygon").outerHTML
  .replace(/ (class|fill)="[^"]*"/g, ""))"""
VISIONS = ("protanopia", "deuteranopia", "tritanopia", "achromatopsia")


@pytest.fixture(scope="module", params=SCENES)
def scene(request: pytest.FixtureRequest, visits: Visits) -> str:
    visits.go_to(request.param)
    return str(request.param)


# --- the colours of the system ---


def test_in_forced_colours_everything_to_press_has_an_edge_and_what_is_pressed_shows(
    visits: Visits, scene: str
) -> None:
    found = []
    for face in FACES:
        page = visits.see(face, visits.path(face), FACES[face])
        page.emulate_media(forced_colors="active")
        found += [f"{face}: {one}" for one in (*page.evaluate(EDGELESS), *page.evaluate(ALIKE))]
        page.emulate_media(forced_colors="none")
    assert found == []


def test_an_edgeless_button_would_be_found(visits: Visits) -> None:
    page = visits.see("moderator", visits.path("moderator"), DESK)
    page.emulate_media(forced_colors="active")
    page.evaluate("document.querySelector('.go').style.border = '0'")
    assert len(page.evaluate(EDGELESS)) == 1
    visits.forget("moderator")
    page.emulate_media(forced_colors="none")


# --- without some colours ---


def test_fields_and_kinds_are_told_apart_without_any_colour(visits: Visits, scene: str) -> None:
    """Each sign carries its number and has a shape of its own; each kind of tool is said in a word."""
    for face in FACES:
        page = visits.see(face, visits.path(face), FACES[face])
        assert page.locator("svg.sign").evaluate_all(NUMBERLESS) == []
        assert page.locator(".tag").evaluate_all("all => all.filter((one) => !one.textContent.trim())") == []
    signs = visits.see("moderator", visits.path("moderator"), DESK).locator(".show svg.sign")
    shapes = signs.evaluate_all(SHAPES)
    assert len(set(shapes)) == len(shapes) == 5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_points_on_the_wall_stand_out_in_every_kind_of_colour_vision(visits: Visits, theme: str) -> None:
    visits.go_to("result")
    page = visits.see("stage", visits.path("stage"), FACES["stage"], theme)
    dot = page.locator(".ranking .pts circle").first
    for vision in ("none", *VISIONS):
        on, beside = colours(page, dot.bounding_box(), vision)
        assert contrast(on, beside) >= 3, f"{vision}: {on} on {beside}"


def test_the_simulation_changes_what_is_seen(visits: Visits) -> None:
    """The control: without red and green a field's colour is another one."""
    page = visits.see("stage", visits.path("stage"), FACES["stage"], "light")
    box = page.locator(".ranking .pts circle").first.bounding_box()
    seen = {vision: colours(page, box, vision)[0] for vision in ("none", "deuteranopia", "achromatopsia")}
    assert len(set(seen.values())) == 3
    assert len(set(seen["achromatopsia"])) == 1, "grey"


# --- larger, wider, magnified ---


def test_text_set_wider_is_not_lost_on_a_desk(visits: Visits, scene: str) -> None:
    found = []
    for face in DESKS:
        page = visits.see(face, visits.path(face), DESK)
        page.evaluate(SPACING)
        page.evaluate(SETTLED)
        found += [f"{face}: {one}" for one in (*page.evaluate(TOO_WIDE), *page.evaluate(CUT_OFF))]
        page.evaluate(PLAIN)
    assert found == []


def test_text_twice_as_large_is_not_lost_on_a_desk(visits: Visits, scene: str) -> None:
    """The browser's own size of letters, 32 px instead of 16."""
    found = []
    for face in DESKS:
        page = visits.see(face, visits.path(face), DESK)
        wire = page.context.new_cdp_session(page)
        wire.send("Page.setFontSizes", {"fontSizes": {"standard": 32}})
        page.evaluate(SETTLED)
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        found += [f"{face}: {one}" for one in (*page.evaluate(TOO_WIDE), *page.evaluate(CUT_OFF))]
        wire.send("Page.setFontSizes", {"fontSizes": {"standard": 16}})
    assert found == []


def test_magnified_four_times_a_desk_is_one_column_and_nothing_covers_it(visits: Visits, scene: str) -> None:
    """1366 x 768 at 400 % is a window of 341 x 192."""
    found = []
    for face in DESKS:
        page = visits.see(face, visits.path(face), (341, 192))
        found += [f"{face}: {one}" for one in page.evaluate(TOO_WIDE)]
        covered = page.evaluate(
            """() => [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility()
              && ["fixed", "sticky"].includes(getComputedStyle(one).position))
              .reduce((sum, one) => sum + one.getBoundingClientRect().height, 0)"""
        )
        found += [f"{face}: {covered} px of 192 are always covered"] if covered > 64 else []
    assert found == []


def test_words_cut_off_would_be_found(visits: Visits) -> None:
    page = visits.see("table", visits.path("table"), DESK)
    page.evaluate("Object.assign(document.querySelector('.bar h1').style, { overflow: 'hidden', height: '5px' })")
    assert len(page.evaluate(CUT_OFF)) == 1
    visits.forget("table")


# --- the remote ---


def test_on_a_phone_weiter_clock_and_undo_are_in_sight_and_within_reach_of_a_thumb(visits: Visits, scene: str) -> None:
    page = visits.see("moderator", visits.path("moderator"), SMALL)
    for at in (0, 10_000):
        page.evaluate("(y) => scrollTo(0, y)", at)
        page.evaluate(SETTLED)
        go, undo = (page.locator(one).bounding_box() for one in ("[data-go]", "[data-undo]"))
        assert go and undo
        assert go["y"] > SMALL[1] / 2 and go["y"] + go["height"] <= SMALL[1], "in the lower half, whole"
        assert go["width"] >= 340 and go["height"] >= 88
        assert undo["y"] > SMALL[1] / 2 and undo["y"] + undo["height"] <= go["y"]
        said = page.locator(".go-what")
        assert said.evaluate("(one) => one.getBoundingClientRect().bottom") <= go["y"] + go["height"]
    page.evaluate("scrollTo(0, 0)")
    page.evaluate(SETTLED)
    clock = page.locator(".cockpit .clock").bounding_box()
    assert clock and go and clock["y"] + clock["height"] < go["y"]


# --- what moves ---


def test_nothing_moves_for_whoever_asked_for_stillness(visits: Visits, scene: str) -> None:
    for face in FACES:
        page = visits.see(face, visits.path(face), FACES[face])
        assert page.evaluate(MOVING) == [], face


def test_something_moving_would_be_found(visits: Visits) -> None:
    page = visits.see("moderator", visits.path("moderator"), DESK)
    page.evaluate("document.body.animate([{ opacity: 1 }, { opacity: 0.9 }], { duration: 5000 })")
    assert page.evaluate(MOVING) != []
    visits.forget("moderator")


# --- measuring ---


def colours(page: Page, box: FloatRect | None, vision: str) -> list[tuple[int, ...]]:
    """The colour in the middle of the box and the one two pixels beside it, as somebody sees them."""
    assert box is not None
    wire = page.context.new_cdp_session(page)
    wire.send("Emulation.setEmulatedVisionDeficiency", {"type": vision})
    told = wire.send("Page.captureScreenshot", {"format": "png"})
    wire.send("Emulation.setEmulatedVisionDeficiency", {"type": "none"})
    picture = Image.open(io.BytesIO(base64.b64decode(told["data"]))).convert("RGB")
    y = int(box["y"] + box["height"] / 2)
    points = ((int(box["x"] + box["width"] / 2), y), (int(box["x"]) - 3, y))
    found = [picture.getpixel(point) for point in points]
    assert all(isinstance(one, tuple) for one in found)
    return found  # type: ignore[return-value]


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """By WCAG, of two colours."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: tuple[int, ...]) -> float:
    parts = [part / 255 for part in colour[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
