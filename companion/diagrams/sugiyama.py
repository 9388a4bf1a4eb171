"""A layered drawing of any directed graph: ranks, dummy nodes, few crossings, and points for boxes and edges.

`ranked` orders the nodes, `place` gives boxes and edges their points, `put_on` puts them on a layout. Ranks
are columns, or with `turned` rows, for graphs with many ranks. Edges run in the gutters between them; those
that close a cycle are dashed, and run back beyond the last box.

After Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures" (1981).
Every order here follows the order of the nodes and edges given, so equal input gives equal output. Crossings
are counted only between neighbouring ranks, where they happen. Made for pictures of about twenty boxes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from companion.diagrams.shapes import Box, Layout, Line, Point, Rect
from companion.diagrams.wires import Wire, tracks

Edge = tuple[str, str]

SWEEPS, ROUNDS = 12, 8
"""How often the order of the ranks, and then the places in them, are improved."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """`ranks` hold real nodes and dummies in drawing order; `chains` lead each forward edge through its
    dummies.

    `back` are the edges that close a cycle, as given. A dummy's name begins with a NUL, which no real name
    does.
    """

    ranks: tuple[tuple[str, ...], ...]
    chains: dict[Edge, tuple[str, ...]]
    back: tuple[Edge, ...]


def is_dummy(node: str) -> bool:
    """Return whether `node` is a dummy: it keeps room for an edge that passes through its rank."""
    return node.startswith("\0")


def ranked(nodes: Sequence[str], edges: Sequence[Edge]) -> Ranked:
    """Return `nodes` in ranks with few crossings. An edge from a node to itself is left out."""
    wanted = list(dict.fromkeys(edge for edge in edges if edge[0] != edge[1]))
    back = back_edges(nodes, wanted)
    forward = [edge for edge in wanted if edge not in back]
    rank = _longest_paths(nodes, forward)
    chains = {edge: _chain(edge, rank, number) for number, edge in enumerate(forward)}
    ranks: list[list[str]] = [[] for _ in range(max(rank.values(), default=-1) + 1)]
    for node in nodes:
        ranks[rank[node]].append(node)
    for (start, _), chain in chains.items():
        for step, node in enumerate(chain[1:-1], rank[start] + 1):
            ranks[step].append(node)
    best = _sweep(ranks, pieces(chains))
    return Ranked(tuple(tuple(row) for row in best), chains, tuple(back))


def back_edges(nodes: Sequence[str], edges: Sequence[Edge]) -> list[Edge]:
    """Return the edges that lead back to a node still being visited, depth first in the order given."""
    after: dict[str, list[str]] = {node: [] for node in nodes}
    for start, end in edges:
        after[start].append(end)
    state: dict[str, str] = {}
    found: list[Edge] = []
    for root in nodes:
        stack = [(root, iter(after[root]))] if root not in state else []
        state.setdefault(root, "open")
        while stack:
            node, rest = stack[-1]
            to = next(rest, None)
            if to is None:
                state[node] = "done"
                stack.pop()
            elif state.get(to) == "open":
                found.append((node, to))
            elif to not in state:
                state[to] = "open"
                stack.append((to, iter(after[to])))
    return found


def _longest_paths(nodes: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    before: dict[str, list[str]] = {node: [] for node in nodes}
    for start, end in edges:
        before[end].append(start)
    rank: dict[str, int] = {}
    while len(rank) < len(before):
        ready = [node for node in nodes if node not in rank and all(cause in rank for cause in before[node])]
        rank |= {node: max((rank[cause] + 1 for cause in before[node]), default=0) for node in ready}
    return rank


def _chain(edge: Edge, rank: Mapping[str, int], number: int) -> tuple[str, ...]:
    start, end = edge
    return (start, *(f"\0{number}.{step}" for step in range(rank[start] + 1, rank[end])), end)


def pieces(chains: Mapping[Edge, Sequence[str]]) -> list[Edge]:
    """Return every piece of every edge between neighbouring ranks, once."""
    return list(dict.fromkeys(piece for chain in chains.values() for piece in pairwise(chain)))


def count_crossings(ranks: Sequence[Sequence[str]], edges: Sequence[Edge]) -> int:
    """Return how many pairs of `edges` cross between neighbouring ranks."""
    position = {node: n for row in ranks for n, node in enumerate(row)}
    level = {node: n for n, row in enumerate(ranks) for node in row}
    total = 0
    for n in range(len(ranks) - 1):
        ends = [(position[a], position[b]) for a, b in edges if level[a] == n]
        total += sum((a - c) * (b - d) < 0 for i, (a, b) in enumerate(ends) for c, d in ends[i + 1 :])
    return total


def _sweep(ranks: list[list[str]], edges: list[Edge]) -> list[list[str]]:
    """Order each rank by the mean position of its neighbours, down and up in turn; keep the best order."""
    into, out = _neighbours(edges)
    best, least = [list(row) for row in ranks], count_crossings(ranks, edges)
    for turn in range(SWEEPS):
        near = out if turn % 2 else into
        for n in reversed(range(len(ranks) - 1)) if turn % 2 else range(1, len(ranks)):
            fixed = {node: k for k, node in enumerate(ranks[n + 1 if turn % 2 else n - 1])}
            ranks[n] = _by_barycentre(ranks[n], near, fixed)
        crossings = count_crossings(ranks, edges)
        if crossings < least:
            best, least = [list(row) for row in ranks], crossings
    return best


def _by_barycentre(
    row: Sequence[str], near: Mapping[str, Sequence[str]], fixed: Mapping[str, int]
) -> list[str]:
    weight: dict[str, float] = {}
    for n, node in enumerate(row):
        around = [fixed[other] for other in near.get(node, ()) if other in fixed]
        weight[node] = sum(around) / len(around) if around else float(n)
    return sorted(row, key=lambda node: weight[node])


def _neighbours(edges: Sequence[Edge]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    into: dict[str, list[str]] = {}
    out: dict[str, list[str]] = {}
    for a, b in edges:
        out.setdefault(a, []).append(b)
        into.setdefault(b, []).append(a)
    return into, out


def across(drawn: Ranked, size: Mapping[str, float], gap: float) -> dict[str, float]:
    """Return each node's centre across its rank, in points from 0, `gap` or more between neighbours.

    Down and up in turn, each node moves towards the median of its neighbours in the rank before. Dummies have
    the most weight, so that long edges run straight (the priority method of the same paper).
    """
    into, out = _neighbours(pieces(drawn.chains))
    at: dict[str, float] = {}
    for row in drawn.ranks:
        at |= _packed(row, {}, at, size, gap)
    for turn in range(2 * ROUNDS + 1):
        near = out if turn % 2 else into
        for row in reversed(drawn.ranks) if turn % 2 else drawn.ranks:
            at |= _packed(
                row,
                {node: _median([at[other] for other in near.get(node, ())]) for node in row},
                at,
                size,
                gap,
            )
    low = min((at[node] - size[node] / 2 for node in at), default=0.0)
    return {node: round(y - low, 1) for node, y in at.items()}


def _median(values: Sequence[float]) -> float | None:
    ordered, middle = sorted(values), len(values) // 2
    if not ordered:
        return None
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _packed(
    row: Sequence[str],
    want: Mapping[str, float | None],
    at: Mapping[str, float],
    size: Mapping[str, float],
    gap: float,
) -> dict[str, float]:
    """Place `row` in its order as near to `want` as the gaps allow (weighted isotonic regression, pooling
    violators).

    A node without a wish stays where it is, unless its neighbours push it.
    """
    offset, offsets, blocks = 0.0, list[float](), list[tuple[float, float, int]]()
    for n, node in enumerate(row):
        offset += (size[row[n - 1]] + size[node]) / 2 + gap if n else 0.0
        offsets.append(offset)
        wish = want.get(node)
        weight = 0.05 if wish is None else 8.0 if is_dummy(node) else 1.0
        mean, count = (at.get(node, 0.0) if wish is None else wish) - offset, 1
        while blocks and blocks[-1][0] > mean:
            other, heavy, many = blocks.pop()
            mean, weight, count = (
                (other * heavy + mean * weight) / (heavy + weight),
                heavy + weight,
                many + count,
            )
        blocks.append((mean, weight, count))
    starts = [mean for mean, _, count in blocks for _ in range(count)]
    return {node: start + offset for node, start, offset in zip(row, starts, offsets, strict=True)}


# --- points: boxes in columns, edges in the gutters between them --------------------------------------

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


def put_on(layout: Layout, placed: Placed, top: float, draw: Callable[[str, Rect], Box]) -> dict[str, Box]:
    """Put a placed graph on `layout` below `top`, in the middle; return the boxes `draw` made."""
    left = (layout.w - placed.w) / 2
    for line in placed.lines:
        layout.lines.append(replace(line, points=tuple((x + left, y + top) for x, y in line.points)))
    return {node: draw(node, (x + left, y + top, w, h)) for node, (x, y, w, h) in placed.rects.items()}
