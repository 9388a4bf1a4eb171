"""Plots of measurements, and swim lanes of some services only."""

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


def test_each_series_is_a_line_over_one_two_three_with_its_name_at_the_end():
    axes = waits().figure().axes[0]
    drawn = [(list(line.get_xdata()), list(line.get_ydata())) for line in axes.lines]
    assert drawn == [([1, 2, 3], [6, 7.5, 9]), ([1, 2], [6, 6])]
    assert [text.get_text() for text in axes.texts] == ["calls", "events"]


def test_two_series_differ_in_more_than_colour():
    first, second = waits().figure().axes[0].lines
    assert first.get_marker() != second.get_marker()
    assert first.get_linestyle() != second.get_linestyle()


def test_the_same_figures_are_the_same_bytes_and_a_png():
    drawn = waits()._repr_png_()
    assert drawn.startswith(b"\x89PNG")
    assert drawn == waits()._repr_png_()


def test_an_empty_series_is_an_empty_plot():
    assert plot({"none": ()}, title="Nobody", across="customer", upwards="minutes")._repr_png_()


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
