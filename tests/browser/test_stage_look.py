"""The wall can be read from the last row, by day and in the evening: every scene is measured, not looked at. And it
keeps still: a push or a note moves neither the head, nor the clock, nor the way in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from facilitation import groups, showing
from tests.browser.boxes import OUTSIDE
from tests.browser.light import PALE_SHAPES, PALE_WORDS, SMALL_WORDS
from tests.browser.visits import THEMES, Visits
from tests.builders import fields_of, step
from tests.gallery import FilledDay
from tests.screens import served

pytestmark = pytest.mark.timeout(300)

HD = (1280, 720)
PICTURES = (HD, (1024, 768), (3840, 2160))
NOTE = "Bitte sprechen Sie ins Mikrofon, die Aufnahme läuft für das Protokoll der Sitzung im Kreishaus am Abend."
LONGEST_NOTE = ("Wer mit dem Rufbus fährt, " * 6)[: showing.NOTE_LIMIT]


CLOCK_LINES = """() => {
  const clock = document.querySelector("main .clock"), figure = clock && clock.firstElementChild;
  if (!clock) return [];
  const room = clock.parentElement.getBoundingClientRect().right + 1;
  const lines = ["1:28:00", "+1:18:05", "+18:05", "28:00"].map((text) => {
    figure.textContent = text;
    figure.toggleAttribute("data-over", text.startsWith("+"));
    clock.classList.toggle("has-hours", text.length > 6);
    const range = document.createRange();
    range.selectNodeContents(figure);
    const boxes = [...range.getClientRects()];
    return boxes.every(({ right }) => right <= room) ? boxes.length : `out of its place: ${text}`;
  });
  figure.refresh();
  return lines;
}"""


def _show(day: FilledDay, field: int | None = None, note: str = "", blank: bool = False) -> None:
    chosen = fields_of(day.house, day.workshop)[field - 1].id if field else ""
    day.house.write(showing.show, workshop_id=day.workshop.id, field_id=chosen, note=note, blank=blank)


def _on(*minutes: float) -> Callable[[FilledDay], None]:
    def go(day: FilledDay) -> None:
        for spent in minutes:
            day.forward(spent)
            day.next()

    return go


def _start(day: FilledDay) -> None:
    step(day.house, day.workshop, "start")
    day.forward(17)


def _questions(day: FilledDay) -> None:
    _on(6)(day)
    day.forward(14)
    day.write_statements()
    day.work_at_the_tables()


def _agreed(day: FilledDay) -> None:
    _on(3)(day)
    day.forward(20)
    day.write_statements(0.8)
    day.agree()
    _show(day, 4)


def _voting(day: FilledDay) -> None:
    day.propose()
    day.vote()
    day.forward(20)


def _hidden(day: FilledDay) -> None:
    _on(16, 0)(day)
    day.count()


def _closing(day: FilledDay) -> None:
    for number in range(2, 6):
        day.reveal(number)
    day.settle()
    day.next()


SCENES: dict[str, Callable[[FilledDay], None]] = {
    "waiting": lambda day: None,
    "arrival": _start,
    "plenum": _on(13),
    "pupils": _on(5, 45),
    "break": _on(22),
    "rules": _on(13),
    "seats": lambda day: (_on(2)(day), day.divide())[0],
    "first move": _on(3),
    "questions": _questions,
    "statements": lambda day: _show(day, 4),
    "note": lambda day: _show(day, 4, NOTE),
    "longest note": lambda day: _show(day, 4, LONGEST_NOTE),
    "blank": lambda day: _show(day, 4, NOTE, blank=True),
    "second move": lambda day: (_show(day), _on(30)(day))[0],
    "zukunftsbild": _agreed,
    "before the vote": _on(22, 3),
    "voting": _voting,
    "counted": _hidden,
    "ranking": lambda day: day.reveal(1),
    "long titles": lambda day: day.reveal(4),
    "closing": _closing,
    "over": lambda day: step(day.house, day.workshop, "close"),
}


@pytest.fixture(scope="module", params=list(SCENES))
def wall(request: pytest.FixtureRequest, visits: Visits) -> Page:
    """The wall as this scene shows it; the tests of one scene run together."""
    wanted = list(SCENES).index(request.param) + 1
    for name in list(SCENES)[visits.done : wanted]:
        SCENES[name](visits.filled)
    visits.done = max(visits.done, wanted)
    assert visits.done == wanted, "the day is past this scene"
    return visits.see("stage", visits.path("stage"), HD)


def test_words_and_shapes_stand_out_even_where_daylight_falls_on_the_canvas(wall: Page, visits: Visits) -> None:
    found = []
    for theme in THEMES:
        visits.see("stage", visits.path("stage"), HD, theme)
        for script, need, haze in ((PALE_WORDS, 7, False), (PALE_WORDS, 4.5, True), (PALE_SHAPES, 4.5, False),
                                   (PALE_SHAPES, 3, True)):  # fmt: skip
            faults = wall.evaluate(script, {"need": need, "haze": haze})
            found += [f"{theme}, {need} {'in daylight' if haze else ''}: {fault}" for fault in faults]
    assert found == []


def test_no_letter_is_smaller_than_24_pixels_at_720(wall: Page, visits: Visits) -> None:
    visits.see("stage", visits.path("stage"), HD)
    assert wall.evaluate(SMALL_WORDS, 24) == []


def test_every_picture_from_720_to_2160_lines_holds_the_whole_scene(wall: Page, visits: Visits) -> None:
    found = []
    for size in PICTURES:
        visits.see("stage", visits.path("stage"), size)
        found += [f"{size[0]}x{size[1]}: {fault}" for fault in wall.evaluate(OUTSIDE)]
    assert found == []


def test_the_clock_stays_on_one_line(wall: Page, visits: Visits) -> None:
    """With hours left, past its end, and hours past its end: what the browser counts to, and what a push brings."""
    visits.see("stage", visits.path("stage"), HD)
    assert wall.evaluate(CLOCK_LINES) in ([], [1] * 4)


# --- controls: what is looked for would be found; and what must keep its place ---

PLACES = """() => Object.fromEntries(["header", "h1", ".clock", ".kicker", ".qr-big", ".board .card", ".bench-edge"]
  .map((one) => [one, document.querySelector(`.scene ${one}, body > ${one}`)]).filter(([, one]) => one)
  .map(([name, one]) => [name, ["left", "top"].map((side) => Math.round(one.getBoundingClientRect()[side]))]))"""
# What a push does: the wall asks for its regions and lays them.
PUSHED = """(name) => new Promise((done) => {
  const stage = document.querySelector(`live-region[name="${name || "stage"}"]`);
  stage.laid = "";
  window.asked = true;
  document.addEventListener("region:applied", () => requestAnimationFrame(() => {
    window.asked = false;
    done(true);
  }), { once: true });
  stage.dispatchEvent(new CustomEvent("region:stale", { bubbles: true, detail: { names: [name || "stage"] } }));
})"""


def test_pale_and_small_words_made_on_purpose_are_found(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        """<style>body { background: #fff } .tag { background: linear-gradient(90deg, #1d4a93 1em, #fff 1em) }</style>
        <p style="color: #777; font-size: 30px">grau</p><p style="font-size: 12px">klein</p>
        <p style="font-size: 30px"><span class="tag">Werkzeug</span></p>
        <svg width="200" height="100"><rect width="200" height="100" fill="#eee"/>
          <circle class="dot" cx="50" cy="50" r="20" fill="#999"/><circle class="dot" cx="150" cy="50" r="20"/></svg>"""
    )
    words, shapes = {"need": 7, "haze": False}, {"need": 4.5, "haze": False}
    assert [fault.partition(":")[2] for fault in page.evaluate(PALE_WORDS, words)] == [" p „grau“"]
    assert len(page.evaluate(PALE_SHAPES, shapes)) == 1
    assert page.evaluate(SMALL_WORDS, 24) == ["12.0 px: p „klein“"]
    # the haze takes black on white from 21 to less than 5
    assert page.evaluate(PALE_WORDS, {"need": 10, "haze": True}) != []
    page.close()


def test_a_push_and_a_note_move_neither_head_nor_clock_nor_way_in(browser: Browser) -> None:
    with served() as (base, day):
        visits = Visits(browser, base, day)
        page = visits.open("stage", visits.path("stage"), HD)

        def kept(change: Callable[[], object]) -> bool:
            before = page.evaluate(PLACES)
            change()
            page.evaluate(PUSHED)
            return bool(before) and page.evaluate(PLACES) == before

        def someone_comes() -> object:
            return day.house.write(groups.arrive, workshop_id=day.workshop.id, name="Cem", key_hash="c" * 64)

        assert kept(someone_comes)
        _start(day)
        page.evaluate(PUSHED)
        assert kept(lambda: _show(day, note=NOTE))
        for go in (*list(SCENES.values())[2:9], lambda here: _show(here, 4)):
            go(day)
        page.evaluate(PUSHED)
        assert ".board .card" in page.evaluate(PLACES)
        assert kept(lambda: _show(day, 4, LONGEST_NOTE))
        assert kept(lambda: _show(day, 4))
        assert not kept(lambda: day.next()), "the control: another scene stands elsewhere"
        visits.close()
