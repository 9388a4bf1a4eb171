"""A finished picture: one layout, shown as SVG, as a matplotlib figure and as a table of the same facts.

In a notebook it is an `<img>` with the SVG inside, which survives in a notebook that is not trusted yet.
The same picture has the same bytes everywhere. The layouts are made elsewhere, by `flow` and the others.

Whoever wants to draw more takes the matplotlib figure: the same positions, one data unit is one point, y
downwards. It is built without pyplot and without a display; matplotlib is imported only when a
figure is asked for.
"""

from __future__ import annotations

import base64
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from companion.diagrams.measure import clean
from companion.diagrams.palette import paint
from companion.diagrams.shapes import Layout, Point, Text
from companion.diagrams.svg import Path as Steps
from companion.diagrams.svg import Stroke, strokes, svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.path import Path as MplPath
    from networkx import DiGraph


Row = Sequence[str]


def figure(layout: Layout) -> Figure:
    """Return `layout` as a figure of one axes, 72 points to the inch."""
    from matplotlib.figure import Figure

    made = Figure(figsize=(layout.w / 72, layout.h / 72), dpi=100, facecolor=paint("paper").colour)
    axes = made.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, layout.w), ylim=(layout.h, 0))
    axes.axis("off")
    for order, item in enumerate(strokes(layout)):
        if isinstance(item, Text):
            _text(axes, item, order)
        else:
            _path(axes, item, order)
    return made


def _path(axes: Axes, item: Stroke, order: int) -> None:
    from matplotlib.colors import to_rgba
    from matplotlib.patches import PathPatch

    fill, edge = paint(item.fill), paint(item.edge)
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


def _mpl_path(path: Steps) -> MplPath:
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


def _text(axes: Axes, item: Text, order: int) -> None:
    align = {"start": "left", "middle": "center", "end": "right"}[item.anchor]
    axes.text(
        item.x,
        item.y,
        item.text,
        fontsize=item.size,
        fontweight="bold" if item.bold else "normal",
        ha=align,
        va="baseline",
        color=paint(item.colour).colour,
        family="DejaVu Sans",
        zorder=order,
        parse_math=False,
    )


class Picture:
    """A drawing with a claim as its title and a table of the facts it shows.

    `layout` holds the boxes, lines and texts in points; `graph` and `positions` (None and empty where the
    picture is no graph) suit `networkx.draw(picture.graph, picture.positions)`; positions are in points, y
    upwards.
    """

    def __init__(
        self,
        layout: Layout,
        title: str,
        head: Row,
        rows: Sequence[Row],
        *,
        subtitle: str = "",
        notes: Sequence[str] = (),
        graph: Callable[[], DiGraph[str]] | None = None,
        positions: Mapping[str, Point] | None = None,
    ) -> None:
        self.layout = layout
        self.title = clean(title)
        self.subtitle = clean(subtitle)
        self.head, self.rows = head, list(rows)
        self.notes = [clean(note) for note in notes]
        self._graph = graph
        self.positions = dict(positions or {})

    @property
    def alt(self) -> str:
        """The claim and the facts in words, for a reader who cannot see the picture."""
        facts = (
            ", ".join(f"{name} {clean(cell)}" for name, cell in zip(self.head, row, strict=True) if cell)
            for row in self.rows
        )
        return " ".join(
            f"{part.rstrip('.')}." for part in (self.title, self.subtitle, *self.notes, *facts) if part
        )

    @property
    def graph(self) -> DiGraph[str] | None:
        """The networkx graph behind the picture, made when asked for; None where the picture is no graph."""
        return self._graph() if self._graph else None

    def svg(self, theme: str = "light") -> str:
        """Return the picture as SVG. `theme` is "light" or "dark"; raise `ValueError` for another one."""
        return svg(self.layout, self.title, theme)

    def figure(self) -> Figure:
        """Return the picture as a matplotlib figure with the same positions, in points."""
        return figure(self.layout)

    def save(self, path: str | Path) -> Path:
        """Write the picture to `path` (.svg or .png) and return the path. Raise `ValueError` for another
        ending, and for a .png with letters that matplotlib's font does not have.
        """
        target = Path(path)
        if target.suffix == ".svg":
            target.write_text(self.svg(), encoding="utf-8")
        elif target.suffix == ".png":
            self._save_png(target)
        else:
            raise ValueError(f"cannot write {target.name!r}: end the name in .svg or .png")
        return target

    def _save_png(self, target: Path) -> None:
        made, drawn = self.figure(), BytesIO()
        try:
            with warnings.catch_warnings():
                warnings.filterwarnings("error", message="Glyph")
                made.savefig(drawn, format="png", dpi=160, metadata={"Software": None})
        except UserWarning as missing:  # the picture would show empty boxes instead of letters
            raise ValueError(
                f"cannot write {target.name!r}: {str(missing).strip().rstrip('.')}. End the name in .svg: "
                f"an SVG uses the fonts of its reader."
            ) from None
        target.write_bytes(drawn.getvalue())

    def __repr__(self) -> str:
        lines = [
            line for line in (self.title, self.subtitle, aligned(self.head, self.rows), *self.notes) if line
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return image(self.svg(), self.alt, self.layout.w)


def image(source: str, alt: str, width: float) -> str:
    """Return an HTML `<img>` that holds the SVG `source`, at most `width` points (72 to the inch) wide."""
    data = base64.b64encode(source.encode()).decode()
    return (
        f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(alt)}" '
        f'style="width:100%;max-width:{round(width * 4 / 3)}px;border-radius:6px">'
    )


def _columns_of(text: str) -> int:
    """Return how many columns of a fixed-width font `text` takes."""
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)


def aligned(head: Row, rows: Iterable[Row]) -> str:
    """Return `rows` under `head` as lines of aligned columns; a column without any content is left out."""
    table = [[clean(cell) for cell in row] for row in (head, *rows)]
    kept = [n for n in range(len(head)) if any(row[n] for row in table[1:])] or list(range(len(head)))
    wide = {n: max(_columns_of(row[n]) for row in table) for n in kept}
    right = {n for n in kept if head[n] in ("#", "ms", "s", "min", "h", "d", "count")}
    return "\n".join("  ".join(_pad(row[n], wide[n], n in right) for n in kept).rstrip() for row in table)


def _pad(text: str, wide: int, right: bool) -> str:
    space = " " * (wide - _columns_of(text))
    return space + text if right else text + space
