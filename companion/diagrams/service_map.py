"""The service map: who publishes which event, and who listens to it. A graph, laid out in ranks.

It is made from a trace (what really happened), from a bus's subscriptions (who would hear what), or from
both. If one service's event is the cause of another's and the trace shows no listener, as when an
orchestrator asks its services, the map says that the one service triggers the other.

`place` gives the boxes and edges of a graph their points: boxes in columns, edges in the gutters between
them. With `turned` the ranks run from top to bottom instead of from left to right, for graphs with many
ranks. Edges that close a cycle are dashed, and run back beyond the last box.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from companion.diagrams import measure
from companion.diagrams.frame import MARGIN, WIDE, Glyph, heading, legend, wanted
from companion.diagrams.picture import Network, Picture
from companion.diagrams.shapes import Box, Layout, Line, Point, Rect
from companion.diagrams.story import OUTSIDE
from companion.diagrams.sugiyama import Edge, Ranked, across, is_dummy, ranked
from companion.diagrams.wires import Wire, tracks

if TYPE_CHECKING:
    from companion.bus import Subscription
    from companion.events.trace import Record


TRACK, LANE, AHEAD, ENTRY = 7.0, 9.0, 8.0, 15.0
Pen = Callable[[Edge, tuple[Point, ...], bool], Line]
"""Makes the line of an edge from its points; the last argument says whether the edge closes a cycle."""


@dataclass(slots=True)
class Placed:
    """Rectangles (x, y, w, h) of the real nodes, the lines of the edges, and the size of the whole."""

    rects: dict[str, Rect] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    w: float = 0.0
    h: float = 0.0


class _Frame:
    """Numbers shared while one graph is placed: along the ranks first, across them second."""

    def __init__(self, drawn: Ranked, along: float, thick: Mapping[str, float], gap: float) -> None:
        self.drawn, self.along = drawn, along
        self.rank = {node: n for n, row in enumerate(drawn.ranks) for node in row}
        self.at = across(drawn, thick, gap)
        self.end = max((self.at[node] + thick[node] / 2 for node in self.at), default=0.0)
        self.beyond = {edge: self.end + 12 + LANE * n for n, edge in enumerate(drawn.back)}
        self.port = self._ports(thick)
        self.wires = [self._wires(n) for n in range(-1, len(drawn.ranks))]
        self.on = [tracks(wires) for wires in self.wires]
        self.starts = self._starts()

    def _ports(self, thick: Mapping[str, float]) -> dict[tuple[str, str], float]:
        """How far from the middle of a box each line enters it, by (start, box). A straight line enters in
        the middle, the others above and below it, so that no two lines run into one.
        """
        ports: dict[tuple[str, str], float] = {}
        into: dict[str, list[tuple[float, str]]] = {}
        for chain in self.drawn.chains.values():
            into.setdefault(chain[-1], []).append((self.at[chain[-2]], chain[-2]))
        for a, b in self.drawn.back:
            into.setdefault(b, []).append((self.beyond[a, b], f"{a}\0<"))
        for b, lines in into.items():
            lines.sort()
            straight = [n for n, (y, _) in enumerate(lines) if abs(y - self.at[b]) < 0.5]
            middle = straight[0] if straight else (len(lines) - 1) / 2
            far = max(middle, len(lines) - 1 - middle)
            step = min(12.0, (thick[b] / 2 - 8) / far) if far else 0.0
            ports |= {(a, b): (n - middle) * step for n, (_, a) in enumerate(lines)}
        return ports

    def enters(self, a: str, b: str) -> float:
        """The height at which the line from `a` enters `b`; for a dummy, its middle."""
        return self.at[b] + self.port.get((a, b), 0.0)

    def _wires(self, gutter: int) -> list[Wire]:
        """The wires in the gutter behind rank `gutter`; -1 is the one before the first rank."""
        out: dict[str, list[float]] = {}
        for chain in self.drawn.chains.values():
            for a, b in pairwise(chain):
                if self.rank[a] == gutter:
                    out.setdefault(a, []).append(self.enters(a, b))
        wires = [Wire(node, (self.at[node],), tuple(heights)) for node, heights in out.items()]
        for a, b in self.drawn.back:
            if self.rank[a] == gutter:
                wires.append(Wire(f"{a}\0>{b}", (self.at[a], self.beyond[a, b]), ()))
        for a, b in self.drawn.back:
            if self.rank[b] == gutter + 1:
                wires.append(Wire(f"{a}\0<{b}", (), (self.enters(f"{a}\0<", b), self.beyond[a, b])))
        return wires

    def gutter(self, rank: int) -> float:
        """How wide the gutter behind `rank` is."""
        count = max(self.on[rank + 1].values(), default=-1) + 1
        outer = rank in (-1, len(self.drawn.ranks) - 1)
        return (AHEAD + TRACK * max(1, count) + ENTRY) if count or not outer else 0.0

    def _starts(self) -> list[float]:
        starts, x = [], self.gutter(-1)
        for n in range(len(self.drawn.ranks)):
            starts.append(x)
            x += self.along + self.gutter(n)
        self.whole = x
        return starts

    def track(self, rank: int, key: str) -> float:
        """Where the wire `key` turns in the gutter behind `rank`."""
        start = 0.0 if rank < 0 else self.starts[rank] + self.along
        return start + AHEAD + TRACK * (self.on[rank + 1].get(key, 0) + 0.5)


def place(
    drawn: Ranked,
    size: Mapping[str, tuple[float, float]],
    pen: Pen,
    *,
    gap: float = 16.0,
    turned: bool = False,
) -> Placed:
    """Return the graph in points from (0, 0). `size` is the width and height of each real node; along the
    ranks all have the size of the largest.
    """
    first = 1 if turned else 0
    along = max((wh[first] for wh in size.values()), default=0.0)
    thick = {node: 6.0 if is_dummy(node) else size[node][1 - first] for row in drawn.ranks for node in row}
    frame = _Frame(drawn, along, thick, gap)
    placed = Placed()
    for node, wh in size.items():
        x, y = frame.starts[frame.rank[node]], frame.at[node]
        corner = (x, y - wh[1 - first] / 2)
        placed.rects[node] = (corner[1], corner[0], *wh) if turned else (*corner, *wh)
    turn = (lambda p: (p[1], p[0])) if turned else (lambda p: p)
    for edge, chain in drawn.chains.items():
        placed.lines.append(pen(edge, tuple(turn(p) for p in _forward(frame, chain)), False))
    for edge in drawn.back:
        placed.lines.append(pen(edge, tuple(turn(p) for p in _backward(frame, edge)), True))
    end = max([frame.end, *frame.beyond.values()])
    placed.w, placed.h = (end, frame.whole) if turned else (frame.whole, end)
    return placed


def _forward(frame: _Frame, chain: tuple[str, ...]) -> list[Point]:
    """From box to box: through the gutters, and straight through the ranks in between."""
    points: list[Point] = [(frame.starts[frame.rank[chain[0]]] + frame.along, frame.at[chain[0]])]
    for a, b in pairwise(chain):
        if abs(frame.at[a] - frame.enters(a, b)) > 0.5:
            x = frame.track(frame.rank[a], a)
            points += [(x, points[-1][1]), (x, frame.enters(a, b))]
    return [*points, (frame.starts[frame.rank[chain[-1]]] - 0.8, points[-1][1])]


def _backward(frame: _Frame, edge: Edge) -> list[Point]:
    """From a box back to an earlier one: out to the right, below everything, and in from the left."""
    (a, b), beyond = edge, frame.beyond[edge]
    out, into = frame.track(frame.rank[a], f"{a}\0>{b}"), frame.track(frame.rank[b] - 1, f"{a}\0<{b}")
    start, end = frame.starts[frame.rank[a]] + frame.along, frame.starts[frame.rank[b]] - 0.8
    high, low = frame.at[a], frame.enters(f"{a}\0<", b)
    return [(start, high), (out, high), (out, beyond), (into, beyond), (into, low), (end, low)]


FLAT, TALL = (82.0, 40.0), (96.0, 36.0)
LONGEST = 130.0  # points: a box is as wide as the longest word in it, up to this
SAID = {"publishes": "publishes", "listens": "is heard by", "triggers": "triggers"}
DASHES = {"publishes": (), "listens": (2.0, 2.0), "triggers": (8.0, 3.0)}


class _Map(NamedTuple):
    """Nodes as "kind:name" → kind, and edges, in order of appearance."""

    kinds: dict[str, str]
    edges: dict[Edge, str]


def service_map(source: Iterable[Record | Subscription], *, title: str) -> Picture:
    """Return the map of `source`: records (a Trace), subscriptions (`bus.subscriptions()`), or both in one
    list.
    """
    found = _read(source)
    drawn = ranked(list(found.kinds), list(found.edges))
    placed = _placed(drawn, found)
    layout = Layout(max(wanted(title), placed.w + 2 * MARGIN + 12), 0.0)
    top = heading(layout, title)
    boxes = put_on(
        layout, placed, top, lambda node, rect: layout.node(found.kinds[node], _name(node), rect, key=node)
    )
    layout.h = legend(layout, _glyphs(found, drawn), top + placed.h + 20) + 6
    rows = [(_name(a), SAID[kind], _name(b)) for (a, b), kind in found.edges.items()]
    network = Network({node: {"kind": kind} for node, kind in found.kinds.items()}, [*found.edges], boxes)
    return Picture(layout, title, ("who or what", "does", "whom or what"), rows, network=network)


def put_on(layout: Layout, placed: Placed, top: float, draw: Callable[[str, Rect], Box]) -> dict[str, Box]:
    """Put a placed graph on `layout` below `top`, in the middle; return the boxes `draw` made."""
    left = (layout.w - placed.w) / 2
    for line in placed.lines:
        layout.lines.append(replace(line, points=tuple((x + left, y + top) for x, y in line.points)))
    return {node: draw(node, (x + left, y + top, w, h)) for node, (x, y, w, h) in placed.rects.items()}


def _read(source: Iterable[Record | Subscription]) -> _Map:
    found, told, asked = _Map({}, {}), dict[str, tuple[str, str]](), dict[tuple[str, str, str], None]()
    items = list(source) if isinstance(source, Iterable) else [source]
    if not all(hasattr(item, "event_type") or hasattr(item, "envelope") for item in items):
        raise TypeError(f"{source!r:.80} is no trace and no list of a bus's subscriptions")
    for item in items:
        about = getattr(item, "event_type", None)
        envelope = getattr(item, "envelope", None)
        if about is not None:
            _edge(found, f"event:{about}", f"service:{item.service}", "listens")
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


def _edge(found: _Map, start: str, end: str, kind: str) -> None:
    for node in (start, end):
        found.kinds.setdefault(node, node.partition(":")[0])
    found.edges.setdefault((start, end), kind)


def _placed(drawn: Ranked, found: _Map) -> Placed:
    """The graph from left to right if that fits the page, else from top to bottom."""

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


def _glyphs(found: _Map, drawn: Ranked) -> list[tuple[bool, Glyph]]:
    kinds = dict.fromkeys(found.edges.values())
    return [
        (True, Glyph("box", "service", "service")),
        (True, Glyph("box", "event", "event")),
        ("publishes" in kinds, Glyph("line", "publishes", "line", 2.0)),
        ("listens" in kinds, Glyph("line", "is heard by", "line", 1.4, DASHES["listens"])),
        ("triggers" in kinds, Glyph("line", "triggers", "line", 2.0, DASHES["triggers"])),
        (bool(drawn.back), Glyph("line", "comes back", "line", 1.4, (5.0, 3.0))),
    ]
