"""Plots of measurements, and swim lanes of some services only."""

import itertools
import sys

import pytest

from companion.diagrams import plot, swimlanes
from companion.scenarios import coffee_shop

WAITS = {"calls": (6, 7.5, 9), "events": (6, 6)}


def waits():
    return plot(WAITS, title="Who waits?", across="customer", upwards="minutes")


def test_the_text_says_every_figure_of_the_plot():
    told = repr(waits())
    assert told.splitlines()[0] == "Who waits?"
    assert "calls   6 7.5 9" in told
    assert "events  6 6" in told


def lines(picture):
    return [line for line in picture.layout.lines if line.role == "curve"]


def written(picture, role):
    return [text for text in picture.layout.texts if text.role == role]


def test_a_list_is_drawn_over_one_two_three_and_a_mapping_over_its_keys():
    assert waits().series == {"calls": [(1, 6), (2, 7.5), (3, 9)], "events": [(1, 6), (2, 6)]}
    busy = plot({"wait": {99: 25.5, 50: 0.5}}, title="Busy", across="percent", upwards="s")
    assert busy.series == {"wait": [(50, 0.5), (99, 25.5)]}
    assert "wait  50: 0.5 99: 25.5" in repr(busy)


def test_each_series_is_a_line_with_its_name_at_its_end():
    drawn = waits()
    ends = [line.points[-1] for line in lines(drawn)]
    assert [len(line.points) for line in lines(drawn)] == [3, 2]
    beside = {text.text: (text.x, text.y) for text in written(drawn, "label")}
    for name, (x, y) in zip(("calls", "events"), ends, strict=True):
        assert 0 < beside[name][0] - x < 15 and abs(beside[name][1] - y) < 10


def test_a_greater_value_is_higher_on_the_page_and_zero_is_the_floor():
    drawn = plot({"n": (0, 1, 2)}, title="n", across="x", upwards="y")
    [line] = lines(drawn)
    [floor] = [other for other in drawn.layout.lines if other.role == "axis"]
    heights = [y for _, y in line.points]
    assert heights == sorted(heights, reverse=True) and heights[0] == floor.points[0][1]


def test_two_series_differ_in_more_than_colour():
    drawn = waits()
    first, second = lines(drawn)
    assert first.dash != second.dash
    assert [box.shape for box in drawn.layout.boxes] == ["circle"] * 3 + ["rect"] * 2


def test_names_of_lines_that_end_together_are_written_apart():
    alike = {f"line {n}": (1, 10) for n in range(4)}
    names = written(plot(alike, title="Together", across="x", upwards="y"), "label")
    heights = sorted(text.y for text in names)
    assert all(low - high >= 14 for high, low in itertools.pairwise(heights))


def test_a_count_has_no_half_ticks():
    ticks = [text.text for text in written(waits(), "tick")]
    assert ticks[-3:] == ["1", "2", "3"]


def test_few_places_are_named_on_the_axis_and_of_many_round_numbers():
    few = plot({"wait": {50: 1, 95: 9.5, 99: 49}}, title="Busy", across="percent", upwards="s")
    assert {"50", "95", "99"} <= {text.text for text in written(few, "tick")}
    many = plot({"wait": {n: n for n in range(3, 60, 7)}}, title="Busy", across="percent", upwards="s")
    assert {text.text for text in written(many, "tick")} >= {"10", "20", "50"}


def test_of_many_figures_the_table_has_the_first_the_lowest_the_highest_and_the_last():
    told = repr(plot({"n": [*range(100), 7]}, title="Many", across="second", upwards="calls"))
    assert "n  first 0 (1), lowest 0 (1), highest 99 (100), last 7 (101)" in told


def test_a_plot_needs_no_matplotlib(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert "data:image/svg+xml" in waits()._repr_html_()


def test_a_plot_can_be_taken_as_a_matplotlib_figure():
    assert waits().figure().axes[0].patches


@pytest.mark.parametrize("wrong", [float("nan"), float("inf")])
def test_a_value_that_is_not_a_finite_number_is_refused(wrong):
    with pytest.raises(ValueError, match=r"'calls' has (nan|inf) over 2"):
        plot({"calls": (1, wrong)}, title="Wrong", across="x", upwards="y")


@pytest.mark.parametrize("values", [(), (3,), (-2, -1), (5, 5)])
def test_few_equal_or_negative_figures_can_be_plotted(values):
    drawn = plot({"some": values}, title="Some", across="customer", upwards="minutes")
    assert "Some" in drawn.svg() and len(written(drawn, "tick")) >= 2


def test_swim_lanes_of_some_services_keep_the_times_of_the_whole_trace():
    trace = coffee_shop.parallel(arrivals=[0]).trace
    told = repr(swimlanes(trace, title="Kitchen", only=("Kitchen",)))
    assert "Kitchen  works  food  1           6" in told
    assert "Cashier" not in told


def test_bars_of_called_work_carry_the_number_of_their_order():
    trace = coffee_shop.sequential(every=4).trace
    picture = swimlanes(trace, title="Calls", only=("Kitchen",))
    names = [text.text for text in picture.layout.texts if text.text.isdecimal() and text.bold]
    assert names == [str(n) for n in range(1, 16)]


def test_a_lane_of_bars_too_short_for_all_its_numbers_carries_none():
    trace = coffee_shop.sequential(every=4).trace
    picture = swimlanes(trace, title="Calls", only=("Cashier",))
    assert not [text.text for text in picture.layout.texts if text.text.isdecimal() and text.bold]
