"""The service map: who publishes which event, and who listens to it. A graph, laid out in ranks.

Made from a trace (what really happened) or from a bus's subscriptions (who would hear what), or from both
together. Where one service's event is the cause of another's and nobody was seen listening, as when an
orchestrator asks its services, the map says that the one triggers the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol

from companion.diagrams import measure
from companion.diagrams.frame import MARGIN, NARROW, WIDE, Glyph, heading, legend, wanted
from companion.diagrams.graphs import Placed, place
from companion.diagrams.picture import Picture
from companion.diagrams.shapes import Box, Layout, Line, Point
from companion.diagrams.story import OUTSIDE
from companion.diagrams.sugiyama import Edge, Ranked, ranked

if TYPE_CHECKING:
    from networkx import DiGraph

    from companion.events.trace import Record

FLAT, TALL = (82.0, 40.0), (96.0, 36.0)
LONGEST = 130.0  # points: a box is as wide as the longest word in it, up to this
SAID = {"publishes": "publishes", "listens": "is heard by", "triggers": "triggers"}
DASHES = {"publishes": (), "listens": (2.0, 2.0), "triggers": (8.0, 3.0)}


class Listens(Protocol):
    """What is read of a subscription (`companion.bus.Subscription` is one)."""

    @property
    def service(self) -> str:
        """Who listens."""

    @property
    def event_type(self) -> str:
        """The type name listened to."""


class _Map(NamedTuple):
    """Nodes as "kind:name" → kind, and edges, in order of appearance."""

    kinds: dict[str, str]
    edges: dict[Edge, str]


def service_map(
    source: Iterable[Record | Listens], *, title: str, subtitle: str = "", theme: str = "light"
) -> Picture:
    """Return the map of `source`: records (a Trace), subscriptions (`bus.subscriptions()`), or both in one
    list.
    """
    found = _read(source)
    drawn = ranked(list(found.kinds), list(found.edges))
    placed = _placed(drawn, found)
    layout = Layout(min(WIDE, max(NARROW, wanted(title, subtitle), placed.w + 2 * MARGIN + 12)), 0.0)
    layout.w = max(layout.w, placed.w + 2 * MARGIN + 12)
    top = heading(layout, title, subtitle)
    boxes = lay(
        layout, placed, top, lambda node, rect: layout.node(found.kinds[node], _name(node), rect, key=node)
    )
    layout.h = legend(layout, _glyphs(found, drawn), top + placed.h + 20) + 6
    positions = {node: (box.centre[0], layout.h - box.centre[1]) for node, box in boxes.items()}
    rows = [(_name(a), SAID[kind], _name(b)) for (a, b), kind in found.edges.items()]
    return Picture(
        layout,
        title,
        ("who or what", "does", "whom or what"),
        rows,
        subtitle=subtitle,
        theme=theme,
        graph=graph_maker(found.kinds, found.edges),
        positions=positions,
    )


def lay(
    layout: Layout, placed: Placed, top: float, draw: Callable[[str, tuple[float, float, float, float]], Box]
) -> dict[str, Box]:
    """Put a placed graph on `layout` below `top`, in the middle; return the boxes `draw` made."""
    left = (layout.w - placed.w) / 2
    for line in placed.lines:
        points = tuple((x + left, y + top) for x, y in line.points)
        layout.lines.append(
            Line(points, line.colour, line.stroke, line.dash, line.head, line.role, line.key, line.ends)
        )
    return {node: draw(node, (x + left, y + top, w, h)) for node, (x, y, w, h) in placed.rects.items()}


def graph_maker(kinds: Mapping[str, str], edges: Iterable[Edge]) -> Callable[[], DiGraph[str]]:
    """Return a function that makes the networkx graph, nodes and edges in the order given."""
    pairs = list(edges)

    def make() -> DiGraph[str]:
        from networkx import DiGraph

        graph: DiGraph[str] = DiGraph()
        for node, kind in kinds.items():
            graph.add_node(node, kind=kind)
        graph.add_edges_from(pairs)
        return graph

    return make


def _read(source: Iterable[Record | Listens]) -> _Map:
    found, told, asked = _Map({}, {}), dict[str, tuple[str, str]](), dict[tuple[str, str, str], None]()
    for item in source:
        about = getattr(item, "event_type", None)
        envelope = getattr(item, "envelope", None)
        if about is not None:
            _edge(found, f"event:{_type_name(about)}", f"service:{item.service}", "listens")
        elif envelope is not None and getattr(item, "kind", "") in ("published", "appended"):
            who = item.service or envelope.service or OUTSIDE
            _edge(found, f"service:{who}", f"event:{envelope.type}", "publishes")
            told[envelope.id] = who, envelope.type
            cause = told.get(envelope.causation_id or "")
            if cause is not None and cause[0] != who:
                asked[(*cause, who)] = None
        elif envelope is not None and getattr(item, "kind", "") in ("handled", "failed"):
            _edge(found, f"event:{envelope.type}", f"service:{item.service}", "listens")
    for one, type, other in asked:
        if (f"event:{type}", f"service:{other}") not in found.edges:
            _edge(found, f"service:{one}", f"service:{other}", "triggers")
    return found


def _type_name(about: object) -> str:
    return about.__name__ if isinstance(about, type) else str(about)


def _edge(found: _Map, start: str, end: str, kind: str) -> None:
    for node in (start, end):
        found.kinds.setdefault(node, node.partition(":")[0])
    found.edges.setdefault((start, end), kind)


def _placed(drawn: Ranked, found: _Map) -> Placed:
    """From left to right if that fits a page, else from top to bottom."""

    def pen(edge: Edge, points: tuple[Point, ...], back: bool) -> Line:
        kind = found.edges[edge]
        dash = (5.0, 3.0) if back else DASHES[kind]
        return Line(points, "line", 1.4 if kind == "listens" else 2.0, dash, True, "edge", "", edge)

    room = WIDE - 2 * MARGIN - 12
    words = [word for node in found.kinds for word in measure.humps(measure.clean(_name(node)))]
    widest = max((measure.width(word.strip(), measure.SMALL, True) for word in words), default=0.0)
    least = min(LONGEST, widest + 6.5)
    flat, tall = ((max(least, wide), high) for wide, high in (FLAT, TALL))
    level = place(drawn, dict.fromkeys(found.kinds, flat), pen)
    return level if level.w <= room else place(drawn, dict.fromkeys(found.kinds, tall), pen, turned=True)


def _name(node: str) -> str:
    return node.partition(":")[2]


def _glyphs(found: _Map, drawn: Ranked) -> list[Glyph]:
    kinds = dict.fromkeys(found.edges.values())
    chosen = [
        (True, Glyph("box", "service", "service")),
        (True, Glyph("box", "event", "event")),
        ("publishes" in kinds, Glyph("line", "publishes", "line", 2.0)),
        ("listens" in kinds, Glyph("line", "is heard by", "line", 1.4, DASHES["listens"])),
        ("triggers" in kinds, Glyph("line", "triggers", "line", 2.0, DASHES["triggers"])),
        (bool(drawn.back), Glyph("line", "comes back", "line", 1.4, (5.0, 3.0))),
    ]
    return [glyph for shown, glyph in chosen if shown]
