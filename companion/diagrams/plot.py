"""A plot of measurements: one line for each series, drawn by matplotlib, with a table of the same figures.

For what was measured (waits, counts), not for what happened: that is drawn from a trace by the other
pictures. The same numbers give the same bytes, on one machine. matplotlib is imported only when the plot is
drawn, and without pyplot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from companion.diagrams.measure import clean
from companion.diagrams.palette import paint
from companion.diagrams.table import aligned

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
MARKS = ("o", "s", "^", "D")
DASHES = ("-", "--", ":", "-.")


class Plot:
    """Lines over 1, 2, 3 …, their names at their ends. `series` maps a name to its values in order."""

    def __init__(
        self, series: Mapping[str, Sequence[float]], *, title: str, across: str, upwards: str
    ) -> None:
        self.series = {clean(name): tuple(values) for name, values in series.items()}
        self.title, self.across, self.upwards = clean(title), clean(across), clean(upwards)

    def figure(self) -> Figure:
        """Return the plot as a matplotlib figure, 9.2 by 3.8 inches."""
        from matplotlib.figure import Figure

        made = Figure(figsize=(9.2, 3.8), dpi=100, facecolor=paint("paper", "light").colour, layout="tight")
        axes: Any = made.add_subplot()
        for place, (name, values) in enumerate(self.series.items()):
            self._line(axes, place, name, values)
        ink, grid = paint("ink", "light").colour, paint("grid", "light").colour
        axes.set_title(self.title, loc="left", fontsize=14, fontweight="bold", color=ink)
        axes.set_xlabel(self.across, color=ink)
        axes.set_ylabel(self.upwards, color=ink)
        axes.set_ylim(bottom=0)
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.grid(color=grid, linewidth=0.8)
        axes.spines[["top", "right"]].set_visible(False)
        return made

    def _line(self, axes: Any, place: int, name: str, values: Sequence[float]) -> None:
        colour = COLOURS[place % len(COLOURS)]
        axes.plot(
            range(1, len(values) + 1),
            values,
            color=colour,
            marker=MARKS[place % len(MARKS)],
            linestyle=DASHES[place % len(DASHES)],
            linewidth=2,
        )
        if values:
            axes.annotate(
                name, (len(values), values[-1]), (8, -4), textcoords="offset points", color=colour,
                fontweight="bold",
            )  # fmt: skip

    def __repr__(self) -> str:
        rows = [(name, " ".join(f"{value:g}" for value in values)) for name, values in self.series.items()]
        return f"{self.title}\n{aligned(('', f'{self.upwards}, by {self.across}'), rows)}"

    def _repr_png_(self) -> bytes:
        drawn = BytesIO()
        self.figure().savefig(drawn, format="png", metadata={"Software": None})
        return drawn.getvalue()


def plot(series: Mapping[str, Sequence[float]], *, title: str, across: str, upwards: str) -> Plot:
    """Return a plot of `series`, the n-th value of each over n; the title is a claim, the axes say units."""
    return Plot(series, title=title, across=across, upwards=upwards)
