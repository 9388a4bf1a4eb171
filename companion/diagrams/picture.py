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
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from companion.diagrams.measure import clean
from companion.diagrams.palette import paint
from companion.diagrams.shapes import Box, Layout, Point
from companion.diagrams.svg import Path as Steps
from companion.diagrams.svg import Stroke, strokes, svg

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as MplPath
    from networkx import DiGraph


Row = Sequence[str]


class Network(NamedTuple):
    """The graph behind a picture: what is known of each node, the edges, and each node's box."""

    nodes: Mapping[str, Mapping[str, Any]]
    edges: Sequence[tuple[str, str]]
    boxes: Mapping[str, Box]


def figure(layout: Layout) -> Figure:
    """Return `layout` as a figure of one axes, 72 points to the inch."""
    from matplotlib.figure import Figure

    made = Figure(figsize=(layout.w / 72, layout.h / 72), dpi=100, facecolor=paint("paper").colour)
    axes = made.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, layout.w), ylim=(layout.h, 0))
    axes.axis("off")
    for order, item in enumerate(strokes(layout)):
        axes.add_patch(_patch(item, order))
    for text in layout.texts:
        align: Any = {"start": "left", "middle": "center", "end": "right"}[text.anchor]
        drawn = axes.text(text.x, text.y, text.text, ha=align, va="baseline", parse_math=False)
        drawn.set(family="DejaVu Sans", size=text.size, weight="bold" if text.bold else "normal")
        drawn.set(color=paint(text.colour).colour, zorder=len(axes.patches))
    return made


def _patch(item: Stroke, order: int) -> PathPatch:
    from matplotlib.colors import to_rgba
    from matplotlib.patches import PathPatch

    fill = paint(item.fill)
    # Dashes are in units of the line width: matplotlib multiplies them by it again.
    dash = tuple(length / (item.stroke or 1.0) for length in item.dash)
    return PathPatch(
        _mpl_path(item.path),
        facecolor="none" if fill.colour == "none" else to_rgba(fill.colour, fill.opacity),
        edgecolor=paint(item.edge).colour,
        linewidth=item.stroke,
        linestyle=(0, dash) if dash else "solid",
        joinstyle="round",
        capstyle="butt",
        zorder=order,
        clip_on=False,
    )


def _mpl_path(path: Steps) -> MplPath:
    from matplotlib.path import Path as MplPath

    letter, *start = path[0]
    if letter == "A":
        return MplPath.circle((start[0], start[1]), start[2])
    move, line, bend, close = MplPath.MOVETO, MplPath.LINETO, MplPath.CURVE3, MplPath.CLOSEPOLY
    codes = {"M": [move], "L": [line], "Q": [bend, bend], "Z": [close]}
    points = [(at or start)[i : i + 2] for _, *at in path for i in range(0, max(len(at), 1), 2)]
    return MplPath(points, [code for step, *_ in path for code in codes[step]])


class Picture:
    """A drawing with a claim as its title and a table of the facts it shows.

    `layout` holds the boxes, lines and texts in points. `graph` (None where the picture is not a graph) and
    `positions` suit `networkx.draw(picture.graph, picture.positions)`.
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
        network: Network | None = None,
    ) -> None:
        self.layout = layout
        self.title, self.subtitle = clean(title), clean(subtitle)
        self.head, self.rows = head, list(rows)
        self.notes = [clean(note) for note in notes]
        self.network = network

    @property
    def alt(self) -> str:
        """The claim and the facts in words, for a reader who cannot see the picture."""
        facts = (
            ", ".join(
                f"{clean(name)} {clean(cell)}" for name, cell in zip(self.head, row, strict=True) if cell
            )
            for row in self.rows
        )
        return " ".join(
            f"{part.rstrip('.')}." for part in (self.title, self.subtitle, *self.notes, *facts) if part
        )

    @property
    def graph(self) -> DiGraph[str] | None:
        """The networkx graph behind the picture, made when asked for; None if there is none."""
        if self.network is None:
            return None
        from networkx import DiGraph

        graph: DiGraph[str] = DiGraph()
        graph.add_nodes_from(self.network.nodes.items())
        graph.add_edges_from(self.network.edges)
        return graph

    @property
    def positions(self) -> dict[str, Point]:
        """Where the middle of each node of the graph is, in points, y upwards."""
        boxes = self.network.boxes if self.network else {}
        return {node: (box.centre[0], self.layout.h - box.centre[1]) for node, box in boxes.items()}

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
        lines = (self.title, self.subtitle, aligned(self.head, self.rows), *self.notes)
        return "\n".join(filter(None, lines))

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
    """How many columns of a fixed-width font `text` takes."""
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)


NUMBERS = ("#", "ms", "s", "min", "h", "d", "count")
"""The columns of a table whose cells are aligned to the right."""


def aligned(head: Row, rows: Iterable[Row]) -> str:
    """Return `rows` under `head` as lines of aligned columns; a column without any content is left out."""
    table = [[clean(cell) for cell in row] for row in (head, *rows)]
    kept = [n for n in range(len(head)) if any(row[n] for row in table[1:])] or list(range(len(head)))
    wide = {n: max(_columns_of(row[n]) for row in table) for n in kept}
    right = {n for n in kept if head[n] in NUMBERS}
    return "\n".join("  ".join(_pad(row[n], wide[n], n in right) for n in kept).rstrip() for row in table)


def _pad(text: str, wide: int, right: bool) -> str:
    space = " " * (wide - _columns_of(text))
    return space + text if right else text + space
