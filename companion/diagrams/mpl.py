"""Layout → matplotlib figure with the same positions, for a learner who wants to go on drawing on it.

One data unit is one point, y downwards. The figure is built without pyplot and without a display;
matplotlib is imported only when a figure is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.diagrams.outline import Path, Stroke, strokes
from companion.diagrams.palette import paint
from companion.diagrams.shapes import Layout, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.path import Path as MplPath


def figure(layout: Layout, theme: str = "light") -> Figure:
    """Return `layout` as a figure of one axes, 72 points to the inch; `theme` is "light" or "dark"."""
    from matplotlib.figure import Figure

    made = Figure(figsize=(layout.w / 72, layout.h / 72), dpi=100, facecolor=paint("paper", theme).colour)
    axes = made.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, layout.w), ylim=(layout.h, 0))
    axes.axis("off")
    for order, item in enumerate(strokes(layout)):
        if isinstance(item, Text):
            _text(axes, item, theme, order)
        else:
            _path(axes, item, theme, order)
    return made


def _path(axes: Axes, item: Stroke, theme: str, order: int) -> None:
    from matplotlib.colors import to_rgba
    from matplotlib.patches import PathPatch

    fill, edge = paint(item.fill, theme), paint(item.edge, theme)
    inside = "none" if fill.colour == "none" else to_rgba(fill.colour, fill.opacity)
    axes.add_patch(
        PathPatch(
            _mpl_path(item.path),
            facecolor=inside,
            edgecolor=edge.colour,
            linewidth=item.stroke,
            linestyle=_dash(item),
            joinstyle="round",
            capstyle="butt",
            zorder=order,
            clip_on=False,
        )
    )


def _dash(item: Stroke) -> str | tuple[float, tuple[float, ...]]:
    """Dashes in units of the line width: matplotlib multiplies them by it again."""
    return (0, tuple(length / (item.stroke or 1.0) for length in item.dash)) if item.dash else "solid"


def _mpl_path(path: Path) -> MplPath:
    from matplotlib.path import Path as MplPath

    letter, *start = path[0]
    if letter == "A":
        return MplPath.circle((start[0], start[1]), start[2])
    codes = {
        "M": [MplPath.MOVETO],
        "L": [MplPath.LINETO],
        "Q": [MplPath.CURVE3] * 2,
        "Z": [MplPath.CLOSEPOLY],
    }
    points = [(at or start)[i : i + 2] for _, *at in path for i in range(0, max(len(at), 1), 2)]
    return MplPath(points, [code for step, *_ in path for code in codes[step]])


def _text(axes: Axes, item: Text, theme: str, order: int) -> None:
    align = {"start": "left", "middle": "center", "end": "right"}[item.anchor]
    axes.text(
        item.x,
        item.y,
        item.text,
        fontsize=item.size,
        fontweight="bold" if item.bold else "normal",
        ha=align,
        va="baseline",
        color=paint(item.colour, theme).colour,
        family="DejaVu Sans",
        zorder=order,
        parse_math=False,
    )
