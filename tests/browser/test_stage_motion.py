"""What moves on the wall explains: people come, statements are laid down, groups walk, a Zukunftsbild grows, results
come from the last to the first. Whoever wants no motion gets the same picture at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from facilitation import groups, showing
from tests.browser.test_stage_look import HD, PUSHED
from tests.browser.visits import Visits, load
from tests.builders import cast, fields_of, step, tools_for, vote_of
from tests.gallery import FilledDay
from tests.screens import served

pytestmark = pytest.mark.timeout(300)

# The class of what moves, how often, and by which properties; what CSS does by itself is no motion of ours.
MOVING = """() => {
  const found = {}, by = new Set();
  for (const motion of document.getAnimations().filter((one) => one.constructor === Animation)) {
    const { target } = motion.effect;
    const name = target.classList[0] || target.tagName.toLowerCase();
    found[name] = (found[name] || 0) + 1;
    motion.effect.getKeyframes().forEach((frame) => Object.keys(frame).forEach((key) => by.add(key)));
  }
  ["offset", "computedOffset", "easing", "composite"].forEach((key) => by.delete(key));
  return { found, by: [...by].sort() };
}"""
END = "() => document.getAnimations().forEach((motion) => motion.finish())"
# Every element of the scene: what it is, and where it stands.
PICTURE = """() => [...document.querySelectorAll(".scene, .scene *")].map((one) => {
  const { left, top, width, height } = one.getBoundingClientRect();
  const { opacity, visibility } = getComputedStyle(one);
  const names = [...one.classList].filter((name) => name !== "is-new").join(".");
  return [one.tagName, names, opacity, visibility, ...[left, top, width, height].map(Math.round)].join(" ");
})"""
# The wall asks only when the test lets it, and what moves waits at its beginning until the test has seen it.
QUIET = """(() => {
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (...how) {
    const motion = animate.apply(this, how);
    motion.pause();
    return motion;
  };
  const real = window.fetch;
  window.fetch = (address, ...more) => (String(address).includes("/regions/") && !window.asked
    ? Promise.reject(new Error("not now")) : real(address, ...more));
})()"""
REVEALING = "() => document.querySelector('result-reveal').isRunning"


class Walls:
    """Two walls of one day: one that moves and one that may not, both fed by the same pushes."""

    def __init__(self, visits: Visits) -> None:
        self.visits, self.day = visits, visits.filled
        address = visits.base + visits.path("stage")
        self.moving, self.still = (self._open(motion, address) for motion in ("no-preference", "reduce"))

    def _open(self, motion: Any, address: str) -> Page:
        page = self.visits.open("stage", self.visits.path("stage"), HD)
        page.emulate_media(reduced_motion=motion)
        page.add_init_script(QUIET)
        load(page, address)
        return page

    def pushed(self, region: str = "stage") -> dict[str, int]:
        """What moves on the one wall after a push; on the other nothing does."""
        self.moving.evaluate(END)
        for page in (self.still, self.moving):
            page.evaluate(PUSHED, region)
        seen: dict[str, Any] = self.moving.evaluate(MOVING)
        assert set(seen["by"]) <= {"opacity", "transform"}
        assert self.still.evaluate(MOVING)["found"] == {}
        return dict(seen["found"])

    def differences(self) -> list[tuple[str, str]]:
        """What the two show differently once every motion has ended."""
        self.moving.evaluate(END)
        expect(self.moving.locator(".walkers")).to_have_count(0)
        shown: list[list[str]] = [page.evaluate(PICTURE) for page in (self.moving, self.still)]
        assert len(shown[0]) > 10
        return [both for both in zip_longest(*shown, fillvalue="") if both[0] != both[1]]


@pytest.fixture(scope="module")
def walls(browser: Browser) -> Iterator[Walls]:
    with served() as (base, filled):
        visits = Visits(browser, base, filled)
        yield Walls(visits)
        visits.close()


def _on(day: FilledDay, *minutes: float) -> None:
    for spent in minutes:
        day.forward(spent)
        day.next()


def test_who_comes_rises_at_the_end_of_the_row_and_nobody_else_moves(walls: Walls) -> None:
    day = walls.day
    step(day.house, day.workshop, "start")
    assert walls.pushed() != {}
    assert walls.differences() == []
    for number in range(3):
        arriving = {"workshop_id": day.workshop.id, "name": f"Spät {number}", "key_hash": f"late{number:060d}"}
        day.people.append(day.house.write(groups.arrive, **arriving)["participant"])
    assert walls.pushed() == {"stroke-in": 3}
    assert walls.differences() == []
    assert walls.pushed() == {}, "the same people a second time"


def test_the_slat_of_the_next_part_rises_once(walls: Walls) -> None:
    assert walls.pushed("stage.ruler") == {"slat": 1}, "the day has begun"
    assert walls.pushed("stage.ruler") == {}
    walls.day.forward(18)
    walls.day.next()
    assert walls.pushed("stage.ruler") == {"slat": 1}


def test_in_a_change_of_tables_every_group_walks_its_way(walls: Walls) -> None:
    day = walls.day
    _on(day, 20, 45, 22, 25, 2)
    day.divide()
    _on(day, 6, 3)
    walls.pushed()
    day.forward(14)
    day.write_statements(0.1)
    _on(day, 20)
    seen = walls.pushed()
    # five lines of the list, five signs on the plan, and the scene itself
    assert (seen["li"], seen["g"], seen["rotation-grid"]) == (5, 5, 1)
    walkers = walls.moving.locator(".walkers .sign")
    assert walkers.all_text_contents() == ["1", "2", "3", "4", "5"]
    walls.moving.evaluate(PUSHED)
    assert walls.moving.evaluate(MOVING)["found"]["g"] == 5, "a push stops nobody"
    assert walls.differences() == []
    assert walls.pushed() == {}, "who has walked stays there"


def test_a_new_statement_is_laid_down_and_the_others_make_room(walls: Walls) -> None:
    day = walls.day
    _on(day, 3)
    fourth = fields_of(day.house, day.workshop)[3].id
    day.house.write(showing.show, workshop_id=day.workshop.id, field_id=fourth)
    day.write_statements(0.3)
    walls.pushed()
    assert walls.differences() == []
    before = walls.moving.locator(".board .card").count()
    day.write_statements(0.9)
    seen = walls.pushed()
    assert seen["card"] == walls.moving.locator(".board .card").count() >= before > 0
    assert walls.differences() == []


def test_a_zukunftsbild_grows_sentence_by_sentence_out_of_its_cards(walls: Walls) -> None:
    walls.day.work_at_the_tables()
    walls.day.agree()
    seen = walls.pushed()
    sentences = walls.moving.locator(".picture [data-sentence]")
    assert seen["span"] == sentences.count() == 3
    assert seen["card"] >= 1
    assert walls.differences() == []
    assert walls.pushed() == {}, "a push lets it grow only once"


def test_whoever_votes_rises_in_the_row_of_the_field(walls: Walls) -> None:
    day = walls.day
    _on(day, 35, 3)
    day.vote(0.0)
    walls.pushed()
    assert walls.differences() == []
    _cast(day, day.people[:12])
    assert walls.pushed() == {"stroke-in": 12}
    assert walls.differences() == []


def _cast(day: FilledDay, people: list[str]) -> None:
    vote = vote_of(day.house, day.workshop)
    for place, person in enumerate(people):
        mine = tools_for(day.house, day.workshop, vote, person)
        cast(day.house, day.workshop, vote, person, {mine[place % 2]: 2, mine[2]: 1})


def test_a_result_comes_from_the_last_to_the_first_and_stands_at_once_without_motion(walls: Walls) -> None:
    day = walls.day
    _cast(day, day.people[12:90])
    _on(day, 16, 5)
    day.count()
    walls.pushed()
    day.reveal(1)
    walls.pushed()
    assert walls.moving.evaluate(REVEALING)
    assert not walls.still.evaluate(REVEALING)
    rows = walls.moving.locator("[data-row]")
    walls.moving.wait_for_function("() => document.querySelectorAll('[data-row]:not(.is-coming)').length >= 2")
    assert "is-coming" in str(rows.first.get_attribute("class")), "the first place waits"
    walls.moving.evaluate(PUSHED)
    assert walls.moving.evaluate(REVEALING), "a push in between changes nothing"
    assert "is-coming" in str(rows.first.get_attribute("class"))


def test_a_key_completes_the_result_and_moves_nothing_on(walls: Walls) -> None:
    assert walls.moving.evaluate(REVEALING)
    walls.moving.keyboard.press("Space")
    assert not walls.moving.evaluate(REVEALING)
    assert walls.moving.locator(".scene[data-activity=results] [data-row]").count() > 2
    assert walls.differences() == []


def test_who_loads_the_wall_again_during_a_reveal_sees_its_end(walls: Walls) -> None:
    walls.day.forward(1)
    walls.day.reveal(2)
    walls.pushed()
    assert walls.moving.evaluate(REVEALING)
    load(walls.moving, walls.visits.base + walls.visits.path("stage"))
    assert not walls.moving.evaluate(REVEALING)
    assert walls.differences() == []


def test_the_enter_key_reveals_the_next_field(walls: Walls) -> None:
    heads = []
    for _ in range(2):
        walls.day.forward(1)
        with walls.moving.expect_response("**/reveals") as answer:
            walls.moving.keyboard.press("Enter")
        assert answer.value.status == 200
        walls.pushed()
        heads.append(walls.moving.locator(".results-grid h1").inner_text())
        walls.moving.wait_for_timeout(450)  # a clicker's bounce counts once
        walls.moving.keyboard.press("Space")
    third, fourth = [field.short.to("de") for field in fields_of(walls.day.house, walls.day.workshop)[2:4]]
    assert heads == [third, fourth]
