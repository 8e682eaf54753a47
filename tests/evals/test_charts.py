from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from evals.charts import (
    Axis,
    Series,
    bar_chart,
    dot_chart,
    line_chart,
    nice_ticks,
    share_axis,
)

SHARE = share_axis("share")


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def test_a_line_by_hand() -> None:
    # The plot is 374 wide from x = 52 and 220 high down to y = 234.
    root = parsed(line_chart("t", SHARE, SHARE, [Series("a", ((0.0, 0.0), (0.5, 1.0)))]))
    (path,) = root.findall("path")
    assert path.get("d") == "M52.0 234.0L239.0 14.0"


def test_steps_hold_a_value_up_to_the_next_point() -> None:
    series = [Series("a", ((0.0, 0.0), (0.5, 1.0)))]
    root = parsed(line_chart("t", SHARE, SHARE, series, steps=True))
    assert root.findall("path")[0].get("d") == "M52.0 234.0L52.0 14.0L239.0 14.0"


def test_several_series_have_a_legend_and_one_has_none() -> None:
    two = [Series("first & best", ((0, 0),)), Series("second", ((1, 1),))]
    texts = [t.text for t in parsed(line_chart("t", SHARE, SHARE, two)).findall("text")]
    assert texts[-2:] == ["first & best", "second"]
    # It stands below the plot, which is 280 high, and covers none of it.
    root = parsed(line_chart("t", SHARE, SHARE, [*two, *two]))
    assert root.get("viewBox") == "0 0 440 316"
    assert [t.get("y") for t in root.findall("text")][-4:] == ["289", "289", "289", "307"]
    texts = [t.text for t in parsed(line_chart("t", SHARE, SHARE, two[:1])).findall("text")]
    assert "first & best" not in texts


def test_there_is_a_colour_for_every_system_that_can_be_run() -> None:
    from evals.baselines import BASELINES

    style = (Path(__file__).parents[2] / "evals" / "assets" / "report.css").read_text()
    for n in range(len(BASELINES) + 2):  # pullquote, and the citation engine
        assert f".s{n} {{ --c: var(--s{n}); }}" in style
        assert style.count(f"--s{n}: #") == 2  # in light and in dark


def test_dots_carry_their_notes_and_sizes() -> None:
    series = [Series("a", ((0.5, 0.25),), (7.0,), ("4 answers <",))]
    (dot,) = parsed(dot_chart("t", SHARE, SHARE, series)).findall("circle")
    assert (dot.get("cx"), dot.get("cy"), dot.get("r")) == ("239.0", "179.0", "7.0")
    assert dot.findtext("title") == "4 answers <"


def test_bars_stand_on_the_axis_with_their_intervals() -> None:
    values = [[(0.5, 0.25, 1.0)]]
    root = parsed(bar_chart("t", ["one"], ["a"], values, SHARE))
    (bar,) = [r for r in root.findall("rect") if r.get("class") == "s0 fill"]
    assert (bar.get("y"), bar.get("height")) == ("124.0", "110.0")
    (whisker,) = [r for r in root.findall("line") if r.get("class") == "whisker"]
    assert (whisker.get("y1"), whisker.get("y2")) == ("179.0", "14.0")
    assert bar.findtext("title") == "a, one: 0.500 [0.250–1.000]"


@pytest.mark.parametrize("high", [0.4, 1.0, 3.0, 7.0, 87.0, 340.0, 1200.0, 99999.0])
def test_ticks_are_few_and_within(high: float) -> None:
    ticks = nice_ticks(high, "")
    assert 3 <= len(ticks) <= 6
    assert all(0 <= value <= high for value, _ in ticks)


def test_an_axis_may_start_anywhere() -> None:
    axis = Axis("x", 10.0, 20.0, ((10.0, "ten"),))
    root = parsed(line_chart("t", axis, SHARE, [Series("a", ((15.0, 0.5),))]))
    assert root.findall("path")[0].get("d") == "M239.0 124.0"
