"""What a figure is held against: ratios decide, absolute times are told, a ratio that got worse by a fifth is red."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from bench import limits, plots, report
from bench.limits import Limit
from bench.rows import TIMES, Row, medians, not_run, rows_of, together


def ratio(value: float, limit: Limit | None = None, recorded: float | None = None) -> Row:
    return Row("a ratio", value, "x", limit or Limit(), recorded)


@pytest.mark.parametrize(
    ("limit", "value", "met"),
    [
        (Limit(most=2.0), 2.0, True),
        (Limit(most=2.0), 2.1, False),
        (Limit(least=2.5), 2.5, True),
        (Limit(least=2.5), 2.4, False),
        (Limit(), 99.0, True),
    ],
)
def test_a_figure_meets_its_limit_or_not(limit: Limit, value: float, met: bool) -> None:
    assert Row("a figure", value, "ms", limit).met is met


def test_a_ratio_beyond_its_limit_is_red_and_an_absolute_time_is_not() -> None:
    assert ratio(2.1, Limit(most=2.0)).is_red
    slow = Row("a time", 900.0, "ms", Limit(most=150))
    assert (slow.is_red, slow.verdict) == (False, "MISSED")


@pytest.mark.parametrize(
    ("limit", "recorded", "value", "red"),
    [
        (Limit(most=10.0), 2.0, 2.4, False),
        (Limit(most=10.0), 2.0, 2.41, True),
        (Limit(), 2.0, 2.41, True),
        (Limit(least=1.0), 3.0, 2.5, False),
        (Limit(least=1.0), 3.0, 2.49, True),
        (Limit(most=10.0), None, 9.0, False),
    ],
)
def test_a_ratio_that_is_worse_by_more_than_a_fifth_is_red(
    limit: Limit, recorded: float | None, value: float, red: bool
) -> None:
    assert ratio(value, limit, recorded).is_red is red


def test_what_could_not_run_is_told_and_not_judged() -> None:
    (row,) = not_run(["signal / D"], "npm is missing")
    assert (row.value, row.met, row.is_red, row.verdict) == (None, None, False, "not run")
    assert "npm is missing" in row.name


def test_of_several_rounds_the_median_counts() -> None:
    rounds = [{"a": (1.0, "ms"), "b": (5.0, "x")}, {"a": (9.0, "ms")}, {"a": (2.0, "ms"), "b": (7.0, "x")}]
    assert medians(rounds) == {"a": (2.0, "ms"), "b": (6.0, "x")}


def test_what_must_not_happen_is_summed_and_no_median_hides_it() -> None:
    lost = "ballots lost"
    halls = [{lost: (0.0, TIMES)}, {lost: (2.0, TIMES), "a": (1.0, "ms")}]
    assert together(halls) == {lost: (2.0, TIMES), "a": (1.0, "ms")}
    rounds = [{lost: (0.0, TIMES)}, {lost: (2.0, TIMES)}, {lost: (0.0, TIMES)}]
    (row,) = rows_of(medians(rounds), {})
    assert (row.value, row.met, row.verdict) == (2.0, False, "MISSED")


def test_a_row_is_kept_with_name_value_unit_limit_and_whether_it_is_met() -> None:
    (row,) = rows_of({"CPU per ballot": (1.2345, "ms")}, {})
    assert row.as_json() == {"name": "CPU per ballot", "value": 1.234, "unit": "ms", "limit": 1.5, "met": True}


def test_recorded_ratios_are_of_scenarios_that_there_are() -> None:
    told = json.loads(report.BUDGETS.read_text(encoding="utf-8"))
    assert set(told) == {"ratios"}
    assert all(isinstance(value, float) for value in told["ratios"].values())


def test_every_ratio_with_a_limit_says_what_it_divides() -> None:
    named = [name for name, limit in limits.LIMITS.items() if limit.least is not None and limit.least != 1000]
    assert named and all(" / " in name for name in named)


def test_a_plot_holds_every_bar_the_figure_to_reach_and_the_peer() -> None:
    figures = {"ballots 300 within 1 s, p95": 40.0, "ballots 1000 within 1 s, p95": 500.0}
    ((name, title, drawing),) = plots.drawn(figures)
    root = ElementTree.fromstring(drawing)
    texts = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert (name, root.get("aria-label")) == ("ballots", title)
    assert {"300 within 1 s", "1,000 within 1 s", "40", "500", "83", "2,237"} <= set(texts)
    assert len(list(root.iter("{http://www.w3.org/2000/svg}line"))) == 2


def test_no_figure_no_plot() -> None:
    assert list(plots.drawn({})) == []
