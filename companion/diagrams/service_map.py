"""The service map: who publishes which event, and who listens to it. A graph, laid out in ranks.

It is made from a trace (what really happened), from a bus's subscriptions (who would hear what), or from
both. If one service's event is the cause of another's and the trace shows no listener, as when an
orchestrator asks its services, the map says that the one service triggers the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from companion.diagrams import measure
from companion.diagrams.frame import MARGIN, WIDE, Glyph, heading, legend, wanted
from companion.diagrams.picture import Network, Picture
from companion.diagrams.shapes import Layout, Line, Point
from companion.diagrams.story import OUTSIDE
from companion.diagrams.sugiyama import Edge, Placed, Ranked, place, put_on, ranked

if TYPE_CHECKING:
    from companion.bus import Subscription
    from companion.events.trace import Record


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


def _read(source: Iterable[Record | Subscription]) -> _Map:
    found, told, asked = _Map({}, {}), dict[str, tuple[str, str]](), dict[tuple[str, str, str], None]()
    items = list(source) if isinstance(source, Iterable) else [source]
    if not all(hasattr(item, "event_type") or hasattr(item, "envelope") for item in items):
        raise TypeError(f"{source!r:.80} is neither a trace nor a list of a bus's subscriptions")
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
    least = min(LONGEST, measure.longest_word(map(_name, found.kinds)) + 6.5)
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
