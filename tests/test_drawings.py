"""The drawings tell the truth: every length, dot and place follows from the day's facts."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader

from facilitation import drawings
from facilitation.drawings import (
    HallTable,
    Ruler,
    Slat,
    dots,
    hall_plan,
    open_slat,
    ruler,
    shape_name,
    sign,
    strokes,
)
from facilitation.drawings.lettering import text_width

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 10, 14, 15, 30, tzinfo=BERLIN)
DUEREN = [30, 20, 45, 20, 25, 10, 45, 45, 45, 30, 15]
NAMES = [
    "Ankommen", "Begrüßung", "Impuls", "Schule", "Pause", "Einteilung",
    "Runde 1", "Runde 2", "Runde 3", "Act", "Abschluss",
]  # fmt: skip


def day_of(minutes: list[int], open_item: int = 0, start: datetime = START) -> list[Slat]:
    """Items of these lengths one after the other; times are real (elapsed) minutes."""
    slats: list[Slat] = []
    at = start.timestamp()
    for index, length in enumerate(minutes):
        first, last = (datetime.fromtimestamp(s, BERLIN) for s in (at, at + 60 * length))
        name = NAMES[index % len(NAMES)]
        state = "past" if index < open_item else "now" if index == open_item else "ahead"
        slats.append(Slat(first, last, name, state))  # type: ignore[arg-type]
        at += 60 * length
    return slats


def x_of(drawn: Ruler, moment: datetime) -> float:
    """The place of an instant, told by the ruler's own ends."""
    share = (moment.timestamp() - drawn.start.timestamp()) / (drawn.end.timestamp() - drawn.start.timestamp())
    return drawn.x0 + share * (drawn.x1 - drawn.x0)


lengths = st.lists(st.integers(1, 90), min_size=1, max_size=40)


def test_rivets_lie_exactly_on_the_boundaries() -> None:
    slats = day_of(DUEREN)
    drawn = ruler(slats, START, slats[-1].end)
    assert drawn.rivets == pytest.approx([x_of(drawn, slat.start) for slat in slats[1:]], abs=0.1)


@given(lengths)
@settings(max_examples=40, deadline=None)
def test_slats_cover_the_day_without_a_gap(minutes: list[int]) -> None:
    slats = day_of(minutes)
    drawn = ruler(slats, None, None)
    spans = sorted((one.x, one.x + one.width) for one in drawn.slats)
    assert len(spans) == len(slats)
    assert spans[0][0] < drawn.x0 and spans[-1][1] > drawn.x1
    assert all(before[1] > after[0] for before, after in pairwise(spans))
    assert all(left >= 0 and right <= drawn.width for left, right in spans)


@given(lengths, st.integers(0, 59))
@settings(max_examples=40, deadline=None)
def test_ticks_stand_on_round_minutes_of_the_wall_clock(minutes: list[int], late: int) -> None:
    drawn = ruler(day_of(minutes, start=START + timedelta(minutes=late)), None, None)
    span = drawn.end.timestamp() - drawn.start.timestamp()
    for one in drawn.slats:
        for xs, step in ((one.ticks.minor, 5), (one.ticks.longer, 15), (one.ticks.longest, 60)):
            for x in xs:
                at = drawn.start.timestamp() + (x - drawn.x0) / (drawn.x1 - drawn.x0) * span
                off = (at / 60 + step / 2) % step - step / 2
                assert abs(off) * 60 <= 0.11 * span / (drawn.x1 - drawn.x0) + 0.01


def test_the_day_of_dueren_has_a_mark_every_five_minutes() -> None:
    drawn = ruler(day_of(DUEREN), None, None)
    marks = [x for one in drawn.slats for xs in vars(one.ticks).values() for x in xs]
    assert len(marks) + len(drawn.rivets) == 330 // 5 - 1


def test_a_long_day_thins_its_ticks_and_labels() -> None:
    drawn = ruler(day_of([60] * 24), None, None, width=600, height=80, font_size=15)
    assert {x for one in drawn.slats for x in one.ticks.minor} == set()
    xs = [label.x for label in drawn.labels]
    assert all(b - a > text_width("00 Uhr", 15) for a, b in pairwise(xs))
    assert len(xs) >= 3


def test_hour_labels_follow_the_clock_through_the_end_of_summer_time() -> None:
    night = datetime(2026, 10, 25, 0, 0, tzinfo=BERLIN)
    drawn = ruler(day_of([300], start=night), None, None)
    assert [label.text for label in drawn.labels] == ["0", "1", "2", "2", "3", "4"]


def test_a_day_past_midnight_counts_on_from_nought() -> None:
    drawn = ruler(day_of([180], start=START.replace(hour=22, minute=0)), None, None)
    assert [label.text for label in drawn.labels] == ["22", "23", "0", "1"]


def test_half_an_hour_is_labelled_in_minutes() -> None:
    drawn = ruler(day_of([30]), None, None)
    assert [label.text for label in drawn.labels][:2] == ["15:30", "15:35"]


@given(lengths)
@settings(max_examples=40, deadline=None)
def test_names_stand_only_where_they_fit(minutes: list[int]) -> None:
    drawn = ruler(day_of(minutes), None, None)
    for one in drawn.slats:
        if one.name_x is not None:
            half = text_width(one.slat.name, drawn.font_size) / 2
            assert one.x < one.name_x - half and one.name_x + half < one.x + one.width


def test_a_short_item_has_no_name_and_a_long_one_has() -> None:
    named = {one.slat.name: one.name_x is not None for one in ruler(day_of(DUEREN), None, None).slats}
    assert (named["Einteilung"], named["Runde 1"]) == (False, True)


def test_the_open_slat_is_taller_and_drawn_last() -> None:
    drawn = ruler(day_of(DUEREN, open_item=6), None, None)
    assert [one.state for one in drawn.slats].index("now") == len(DUEREN) - 1
    assert drawn.slats[-1].height == pytest.approx(1.1 * drawn.slats[0].height, abs=0.2)
    assert drawn.open is not None and drawn.open.name == "Runde 1"
    assert all(one.y + one.height <= drawn.height for one in drawn.slats)


def test_the_pencil_stands_at_now_and_hides_the_label_it_touches() -> None:
    at_six = START.replace(hour=18, minute=2)
    drawn = ruler(day_of(DUEREN, 6), at_six, None)
    assert drawn.pencil_x == pytest.approx(x_of(drawn, at_six), abs=0.1)
    assert [label.text for label in drawn.labels if label.hidden] == ["18"]


def test_before_and_after_the_day_there_is_no_pencil() -> None:
    slats = day_of(DUEREN)
    shown = [
        ruler(slats, moment, None).pencil_shown
        for moment in (None, START - timedelta(minutes=1), START, slats[-1].end + timedelta(minutes=1))
    ]
    assert shown == [False, False, True, False]


def test_what_runs_past_the_stop_is_hatched_and_counted() -> None:
    slats = day_of([*DUEREN[:-1], 24])
    stop = START + timedelta(minutes=330)
    drawn = ruler(slats, None, stop)
    assert drawn.minutes_late == 9
    assert drawn.over is not None and drawn.over[0] == drawn.stop_x
    assert drawn.stop_x == pytest.approx(x_of(drawn, stop), abs=0.1)
    on_time = ruler(day_of(DUEREN), None, stop)
    assert (on_time.over, on_time.minutes_late) == (None, 0)


def test_a_ruler_without_items_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one slat"):
        ruler([], None, None)


def test_the_open_slat_is_spent_from_the_left_and_never_beyond_its_rivets() -> None:
    at = [open_slat(45, share).spent_x for share in (-1, 0, 0.5, 1, 7)]
    assert at == [12, 12, 195, 378, 378]


def test_marks_of_the_open_slat_stand_on_the_wall_clock() -> None:
    slat = open_slat(25, 0.5, width=1860, height=210, start=START.replace(minute=32), font_size=52)
    assert [text for _, text, _ in slat.labels] == ["15:35", "15:40", "15:45", "15:50", "15:55"]
    assert [x for x, level, _ in slat.ticks if level == 2] == [105 + 13 * 66.0]
    assert [spent for _, _, spent in slat.labels] == [True, True, False, False, False]


def test_two_hours_on_a_phone_have_fewer_marks_than_minutes() -> None:
    assert len(open_slat(45, 0).ticks) == 46
    assert len(open_slat(120, 0).ticks) == 25


@given(st.integers(0, 300), st.one_of(st.none(), st.integers(0, 40)))
@settings(max_examples=60, deadline=None)
def test_there_are_exactly_as_many_dots_as_points(points: int, cap: int | None) -> None:
    drawn = dots(points, cap=cap, max_width=733)
    assert sum(dot.filled for dot in drawn.dots) == points
    assert len(drawn.dots) == max(points, cap or 0)
    assert all(dot.cx - dot.r >= 0 and dot.cx + dot.r <= drawn.width + 0.2 for dot in drawn.dots)
    assert len({(dot.cx, dot.cy) for dot in drawn.dots}) == len(drawn.dots)


def test_dots_stand_in_fives_with_a_wider_gap() -> None:
    xs = [dot.cx for dot in dots(11).dots]
    assert [round(b - a) for a, b in pairwise(xs)] == [35, 35, 35, 35, 45, 35, 35, 35, 35, 45]


@given(st.integers(0, 400), st.integers(0, 400))
@settings(max_examples=60, deadline=None)
def test_there_is_one_stroke_for_each_person_and_it_fits(done: int, others: int) -> None:
    drawn = strokes(done, done + others, max_width=620)
    assert [stroke.done for stroke in drawn.strokes] == [True] * done + [False] * others
    assert drawn.width <= 620
    assert all(stroke.x < drawn.width and 0 <= stroke.y1 < stroke.y2 <= 48.1 for stroke in drawn.strokes)


def test_the_first_eight_signs_have_a_shape_of_their_own_and_the_rest_an_octagon() -> None:
    assert [shape_name(number) for number in range(1, 13)] == [
        "Quadrat", "Dreieck", "Sechseck", "Raute", "Bogen", "Achteck", "Kreuz", "Schild",
        "Achteck", "Achteck", "Achteck", "Achteck",
    ]  # fmt: skip
    assert len({sign(number).path for number in range(1, 9)}) == 8
    assert sign(12).size < sign(9).size
    with pytest.raises(ValueError, match="not 0"):
        sign(0)


@pytest.mark.parametrize("count", range(1, 31))
def test_tables_of_a_hall_never_touch(count: int) -> None:
    plan = hall_plan([HallTable(number, "Mobilität") for number in range(1, count + 1)])
    boxes = [table.box for table in plan.tables]
    assert len(boxes) == count
    assert all(box[0] > 0 and box[2] < plan.width and box[3] < plan.height for box in boxes)
    for one, other in combinations(boxes, 2):
        assert one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]


def test_tables_stand_where_the_data_puts_them() -> None:
    corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.5, 0.5)]
    plan = hall_plan([HallTable(i + 1, "", x, y) for i, (x, y) in enumerate(corners)])
    a, b, c, d = ((table.cx, table.cy) for table in plan.tables)
    assert a[0] < d[0] < b[0] and a[1] == b[1] and a[0] == c[0] and a[1] < d[1] < c[1]


def test_tables_that_the_data_lays_on_each_other_are_placed_apart() -> None:
    plan = hall_plan([HallTable(1, "", 0.5, 0.5), HallTable(2, "", 0.5, 0.5)])
    assert plan.tables[0].box[2] < plan.tables[1].box[0]


def test_every_move_is_an_arrow_and_staying_is_none() -> None:
    tables = [HallTable(number) for number in range(1, 6)]
    plan = hall_plan(tables, [(1, 2), (2, 1), (3, 3), (4, 9)])
    assert [(arrow.origin, arrow.target) for arrow in plan.arrows] == [(1, 2), (2, 1)]
    assert plan.arrows[0].path != plan.arrows[1].path


def test_every_chair_is_drawn() -> None:
    plan = hall_plan([HallTable(1, seats=9), HallTable(2, seats=0)])
    assert [len(table.chairs) for table in plan.tables] == [9, 0]


def printed(call: str, **values: object) -> str:
    """What a macro of _drawings.html prints, with German texts as they stand."""
    loader = FileSystemLoader(Path(__file__).parents[1] / "templates")
    env = Environment(loader=loader, extensions=["jinja2.ext.i18n"], autoescape=True)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: text, lambda one, many, n: one if n == 1 else many, newstyle=True
    )
    env.globals["drawings"] = drawings
    source = '{% import "_drawings.html" as d %}{{ d.' + call + " }}"
    return env.from_string(source).render(**values).strip()


SHOWN = ruler(day_of([*DUEREN[:-1], 24], 6), START.replace(hour=18, minute=31), START + timedelta(minutes=330))
HALL = hall_plan([HallTable(1, "Mobilität & Co"), HallTable(2, "Bildung")], [(1, 2)])


@pytest.mark.parametrize(
    ("call", "values", "element", "times"),
    [
        ("sign(4)", {}, "path", 1),
        ("mark()", {}, "rect", 3),
        ("icon('check')", {}, "path", 1),
        ("dots(3, cap=5)", {}, "circle", 5),
        ("strokes(14, 20)", {}, "line", 20),
        ("ruler(r)", {"r": SHOWN}, "circle", 10),
        ("open_slat(s)", {"s": open_slat(25, 0.5, start=START)}, "circle", 2),
        ("hall_plan(p)", {"p": HALL}, "circle", 28),
        ("press_ticks()", {}, "path", 1),
        ("trim(41, 45)", {}, "rect", 2),
    ],
)
def test_every_drawing_is_sound_markup_without_inline_style(
    call: str, values: dict[str, object], element: str, times: int
) -> None:
    markup = printed(call, **values)
    root = ElementTree.fromstring(markup)
    assert root.tag == "svg"
    assert len(list(root.iter(element))) == times
    assert all("style" not in node.attrib for node in root.iter())


def test_the_ruler_speaks_one_sentence_about_now_and_the_end() -> None:
    spoken = ElementTree.fromstring(printed("ruler(r)", r=SHOWN)).attrib["aria-label"]
    assert spoken == (
        "Jetzt 18:31 Uhr: Runde 1 bis 18:45 Uhr. Ende voraussichtlich 21:09 Uhr, 9 Minuten später als geplant."
    )


def test_a_sign_says_its_shape_or_is_silent() -> None:
    spoken = ElementTree.fromstring(printed("sign(4)"))
    silent = ElementTree.fromstring(printed("sign(4, false)"))
    assert spoken.attrib["aria-label"] == "Feld 4, Raute"
    assert "aria-label" not in silent.attrib and silent.attrib["aria-hidden"] == "true"


@pytest.mark.parametrize(
    ("call", "word"),
    [
        ("tag('existing')", "bestehend"),
        ("tag('new')", "neu"),
        ("tag('open')", "Art offen"),
        ("tag('new', true)", "Vorschlag"),
    ],
)
def test_every_label_says_its_kind_in_words(call: str, word: str) -> None:
    assert ElementTree.fromstring(printed(call)).text == word
