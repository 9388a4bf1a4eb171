"""The concept map: lessons and what they build on, coloured by mastery; a shape and a figure say the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from companion.diagrams import measure
from companion.diagrams.frame import MARGIN, WIDE, Glyph, heading, legend, wanted
from companion.diagrams.picture import Network, Picture
from companion.diagrams.shapes import Box, Layout, Line, Point, Rect
from companion.diagrams.sugiyama import Edge, place, put_on, ranked

if TYPE_CHECKING:
    from networkx import DiGraph

MASTERED = 0.8
BOX, CAPTION = (100.0, 44.0), 15.0


def concept_map(graph: DiGraph[str], mastery: Mapping[str, float], *, title: str) -> Picture:
    """Return the map of `graph` (concept → concept that builds on it; node attribute `title`, default the
    node itself).

    `mastery` is 0.0 (not begun, also the default) to 1.0; from 0.8 on a concept counts as mastered.
    """
    if not (hasattr(graph, "nodes") and hasattr(graph, "edges")):
        raise TypeError(f"{graph!r:.80} is not a graph: give a networkx.DiGraph")
    names = {str(node): str(data.get("title", node)) for node, data in graph.nodes(data=True)}
    edges = [(str(a), str(b)) for a, b in graph.edges]
    drawn = ranked([*names], edges)
    size = dict.fromkeys(names, (BOX[0], BOX[1] + CAPTION))
    placed = place(drawn, size, _pen, gap=10)
    if placed.w > WIDE - 2 * MARGIN:
        placed = place(drawn, size, _pen, gap=14, turned=True)
    layout = Layout(max(wanted(title), placed.w + 2 * MARGIN), 0.0)
    top = heading(layout, title)

    def draw(node: str, rect: Rect) -> Box:
        return _concept(layout, node, names[node], mastery.get(node, 0.0), rect)

    boxes = put_on(layout, placed, top, draw)
    layout.h = legend(layout, _GLYPHS, top + placed.h + 20) + 6
    percent = {node: f"{_percent(mastery.get(node, 0.0))} %" for node in names}
    rows = [(node, names[node], percent[node], ", ".join(a for a, b in edges if b == node)) for node in names]
    network = Network({node: {"title": name} for node, name in names.items()}, edges, boxes)
    return Picture(layout, title, ("concept", "title", "mastery", "builds on"), rows, network=network)


_GLYPHS = (
    (True, Glyph("box", "mastered", "read model")),
    (True, Glyph("box", "begun", "service")),
    (True, Glyph("box", "not begun", "never")),
    (True, Glyph("line", "is needed for", "faint", 2.0)),
)


def _pen(edge: Edge, points: tuple[Point, ...], back: bool) -> Line:
    return Line(points, "faint", 2.0, (5.0, 3.0) if back else (), True, "edge", "", edge)


def _percent(mastery: float) -> int:
    """Mastery in percent, rounded down, so that 100 % means all of it."""
    return int(100 * min(max(mastery, 0.0), 1.0) + 1e-9)


def _concept(layout: Layout, node: str, name: str, mastery: float, rect: Rect) -> Box:
    x, y, w, h = rect
    kind = "read model" if mastery >= MASTERED else "service" if mastery > 0 else "never"
    layout.boxes.append(Box(x, y, w, h, role="frame"))
    box = layout.node(kind, name, (x, y + CAPTION, w, h - CAPTION), key=node)
    says = f"{_percent(mastery)} %"
    wide = measure.width(says, measure.SMALL)
    inside = (x - 1, y - 1, x + w + 1, y + CAPTION)
    short = measure.shorten(node, measure.SMALL, w - wide - 18, True)
    layout.small(x, y + 11, short, bold=True, inside=inside)
    layout.small(x + w, y + 11, says, anchor="end", inside=inside)
    if kind == "read model":
        at = (x + w - wide - 13, y + 4)
        layout.boxes.append(Box(*at, 9, 7, "tick", edge="green", stroke=2.0, role="mark"))
    return box
