"""Tracks for the wires in a gutter, the gap between two columns of boxes.

A wire enters the gutter from the left at some heights, runs up and down, and leaves it to the right at
others. Two wires whose upright pieces overlap get different tracks. Tracks are ordered so that few wires
cross and none lies on another; adjacent swaps find the order, which is enough for the handful of wires a
gutter holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ON_TOP = 1000
"""The cost of one line lying on another, in crossings."""
CLOSE = 5.0


@dataclass(frozen=True, slots=True)
class Wire:
    """One source's line through a gutter: `enters` and `leaves` are heights in points."""

    key: str
    enters: tuple[float, ...]
    leaves: tuple[float, ...]

    @property
    def span(self) -> tuple[float, float]:
        """The highest and the lowest point of the upright piece."""
        return min(*self.enters, *self.leaves), max(*self.enters, *self.leaves)

    @property
    def level(self) -> bool:
        """Whether the wire needs no upright piece."""
        return self.span[1] - self.span[0] < 0.5


def _cost(left: Wire, right: Wire) -> int:
    """What it costs to have `left` on a track further left than `right`."""
    hidden = sum(abs(out - into) < CLOSE for out in left.leaves for into in right.enters)
    crossed = sum(right.span[0] < y < right.span[1] for y in left.leaves)
    crossed += sum(left.span[0] < y < left.span[1] for y in right.enters)
    return ON_TOP * hidden + crossed


def _ordered(wires: Sequence[Wire]) -> list[Wire]:
    order = list(wires)
    for _ in order:
        swapped = False
        for n in range(len(order) - 1):
            a, b = order[n], order[n + 1]
            if _cost(b, a) < _cost(a, b):
                order[n], order[n + 1], swapped = b, a, True
        if not swapped:
            break
    return order


def _meet(a: Wire, b: Wire) -> bool:
    return a.span[0] <= b.span[1] + CLOSE and b.span[0] <= a.span[1] + CLOSE


def tracks(wires: Sequence[Wire]) -> dict[str, int]:
    """Return wire key → track, 0 being the leftmost; a level wire has none."""
    placed: dict[str, int] = {}
    before: list[Wire] = []
    for wire in _ordered([wire for wire in wires if not wire.level]):
        placed[wire.key] = max((placed[other.key] + 1 for other in before if _meet(other, wire)), default=0)
        before.append(wire)
    return placed


def hidden(wires: Sequence[Wire], on: Mapping[str, int]) -> list[tuple[str, float]]:
    """Return (wire key, height) where a wire leaves on top of one that enters; the caller shifts these."""
    bent = [wire for wire in wires if wire.key in on]
    return [
        (left.key, out)
        for left in bent
        for right in bent
        if on[left.key] < on[right.key]
        for out in left.leaves
        if any(abs(out - into) < CLOSE for into in right.enters)
    ]
