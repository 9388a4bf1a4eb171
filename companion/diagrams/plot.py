"""A plot of measurements: one line for each series, its name at its end, and a table of the same figures.

For measurements (waits, counts). What happened is drawn from a trace, by the other pictures. A plot needs no
matplotlib and has the same bytes everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite

from companion.diagrams import measure
from companion.diagrams.axes import axes, round_numbers
from companion.diagrams.frame import MARGIN, WIDE, heading, wanted
from companion.diagrams.picture import Picture
from companion.diagrams.shapes import Box, Layout, Line, Point

Values = Sequence[float] | Mapping[float, float]

LOOKS: tuple[tuple[str, str, tuple[float, ...]], ...] = (
    ("hue.0", "circle", ()),
    ("hue.5", "rect", (7.0, 3.0)),
    ("hue.2", "nose", (2.0, 3.0)),
    ("hue.3", "octagon", (9.0, 3.0, 2.0, 3.0)),
)
"""Colour, mark and dashes of the first, second … series: no two differ in colour alone."""
HIGH, LEAD, SIZE = 220.0, 15.0, 8.0
MOST_MARKS, MOST_FIGURES = 30, 24
"""With more points than these, a line has no marks, and the table does not list them all."""
MOST_TICKS = 8
"""The places of at most so many points are named on the axis; of more, round numbers are."""


class Plot(Picture):
    """A plot as a picture; `series` maps each name to its points, from left to right."""

    def __init__(self, series: Mapping[str, Values], *, title: str, across: str, upwards: str) -> None:
        self.series = {measure.clean(name): _points(name, values) for name, values in series.items()}
        keyed = any(isinstance(values, Mapping) for values in series.values())
        rows = [(name, _figures(points, keyed)) for name, points in self.series.items()]
        head = ("", f"{measure.clean(upwards)}, by {measure.clean(across)}")
        layout = _Chart(self.series, title, measure.clean(across), measure.clean(upwards)).layout
        super().__init__(layout, title, head, rows)


def plot(series: Mapping[str, Values], *, title: str, across: str, upwards: str) -> Plot:
    """Return a plot of `series`, by name: the n-th value of a list is drawn over n, each value of a mapping
    over its key. The title is a claim; `across` and `upwards` say what the axes count, and in which unit.

    Raise `ValueError` for a value that is not a finite number.
    """
    return Plot(series, title=title, across=across, upwards=upwards)


def _points(name: str, values: Values) -> list[Point]:
    pairs = sorted(values.items()) if isinstance(values, Mapping) else list(enumerate(values, 1))
    for x, y in pairs:
        if not (isfinite(x) and isfinite(y)):
            raise ValueError(f"{name!r} has {y!r} over {x!r}: a plot needs finite numbers")
    return [(float(x), float(y)) for x, y in pairs]


def _figures(points: Sequence[Point], keyed: bool) -> str:
    """Every figure; of more than MOST_FIGURES only the first, the lowest, the highest and the last."""
    if len(points) > MOST_FIGURES:
        low, high = min(points, key=lambda point: point[1]), max(points, key=lambda point: point[1])
        told = (("first", points[0]), ("lowest", low), ("highest", high), ("last", points[-1]))
        return ", ".join(f"{what} {y:g} ({x:g})" for what, (x, y) in told)
    return " ".join(f"{x:g}: {y:g}" if keyed else f"{y:g}" for x, y in points)


class _Chart:
    """Axes, lines and names in points."""

    def __init__(self, series: Mapping[str, Sequence[Point]], title: str, across: str, upwards: str) -> None:
        self.layout = Layout(min(WIDE, max(660.0, wanted(title))), 0.0)
        self.top = heading(self.layout, title) + 22
        self.bottom = self.top + HIGH
        every = [point for points in series.values() for point in points]
        self.places = sorted({x for x, _ in every})
        self.first, self.last = _ends(self.places)
        self.whole = all(x.is_integer() for x, _ in every)
        self.low, self.high = _ends([0.0, *(y for _, y in every)])
        levels = [(level, f"{level:,.10g}") for level in self._levels()]
        self.left = MARGIN + 18 + max(measure.width(says, measure.SMALL) for _, says in levels)
        names = max((measure.width(name, 11, True) for name in series), default=0.0)
        self.right = self.layout.w - MARGIN - 14 - min(names, 240.0)
        self._axes(levels, across, upwards)
        for n, points in enumerate(series.values()):
            self._line(points, *LOOKS[n % len(LOOKS)])
        self._names(series)
        self.layout.h = self.bottom + 46

    def _levels(self) -> list[float]:
        """Round heights, up to the highest value or above it."""
        levels = round_numbers(self.low, self.high)
        if levels[-1] < self.high:
            levels.append(round(2 * levels[-1] - levels[-2], 9))
            self.high = levels[-1]
        return levels

    def _at(self, point: Point) -> Point:
        x, y = point
        return (
            self.left + (self.right - self.left) * (x - self.first) / (self.last - self.first),
            self.bottom - HIGH * (y - self.low) / (self.high - self.low),
        )

    def _axes(self, levels: Sequence[tuple[float, str]], across: str, upwards: str) -> None:
        made, few = self.layout, len(self.places) <= MOST_TICKS
        numbers = self.places if few else round_numbers(self.first, self.last, 8)
        heights = [(self._at((self.first, level))[1], says) for level, says in levels]
        whole = [number for number in numbers if number.is_integer() or not self.whole]
        ticks = [(self._at((number, 0.0))[0], f"{number:,.10g}") for number in whole]
        axes(made, self.left, self.right, self.bottom, heights, ticks)
        made.write(MARGIN + 6, self.top - 13, upwards, 11, colour="muted", role="axis")
        made.write(self.right, self.bottom + 36, across, 11, anchor="end", colour="muted", role="axis")

    def _line(self, points: Sequence[Point], colour: str, mark: str, dash: tuple[float, ...]) -> None:
        placed = [self._at(point) for point in points]
        if len(placed) > 1:
            self.layout.lines.append(Line(tuple(placed), colour, 2.2, dash, role="curve"))
        for x, y in placed if len(placed) <= MOST_MARKS else ():
            box = Box(x - SIZE / 2, y - SIZE / 2, SIZE, SIZE, mark, colour, "paper", 0.8, role="dot")
            self.layout.boxes.append(box)

    def _names(self, series: Mapping[str, Sequence[Point]]) -> None:
        """Write the name of each line at its end; names that would overlap are moved apart."""
        ends = [(*self._at(points[-1]), name) for name, points in series.items() if points]
        ends.sort(key=lambda end: end[1])
        heights = [y for _, y, _ in ends]
        for n in range(1, len(heights)):
            heights[n] = max(heights[n], heights[n - 1] + LEAD)
        lift = max(0.0, heights[-1] - self.bottom) if heights else 0.0
        for (x, _, name), y in zip(ends, heights, strict=True):
            short = measure.shorten(name, 11, 240.0, True)
            self.layout.write(x + 9, y - lift + 4, short, 11, bold=True, role="label")


def _ends(values: Sequence[float]) -> tuple[float, float]:
    """The lowest and the highest value; never the same, so that the axis has a length."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    return (low, high) if low < high else (low, low + 1.0)
