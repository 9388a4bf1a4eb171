"""A layered drawing of any directed graph: ranks, dummy nodes, few crossings, positions across the ranks.

After Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures" (1981).
Every order here follows the order of the nodes and edges given, so equal input gives equal output. Crossings
are counted only between neighbouring ranks, where they happen. Made for pictures of about twenty boxes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Edge = tuple[str, str]


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


def ranked(nodes: Sequence[str], edges: Sequence[Edge], sweeps: int = 12) -> Ranked:
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
    best = _sweep(ranks, pieces(chains), sweeps)
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


def _sweep(ranks: list[list[str]], edges: list[Edge], sweeps: int) -> list[list[str]]:
    """Order each rank by the mean position of its neighbours, down and up in turn; keep the best order."""
    into, out = _neighbours(edges)
    best, least = [list(row) for row in ranks], count_crossings(ranks, edges)
    for turn in range(sweeps):
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


def across(drawn: Ranked, size: Mapping[str, float], gap: float, rounds: int = 8) -> dict[str, float]:
    """Return each node's centre across its rank, in points from 0, `gap` or more between neighbours.

    Down and up in turn, each node moves towards the median of its neighbours in the rank before. Dummies have
    the most weight, so that long edges run straight (the priority method of the same paper).
    """
    into, out = _neighbours(pieces(drawn.chains))
    at: dict[str, float] = {}
    for row in drawn.ranks:
        at |= _packed(row, {}, at, size, gap)
    for turn in range(2 * rounds + 1):
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
