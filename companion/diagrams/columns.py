"""Who stands where in a flow, before any point is known: columns, lanes, wires between them, drops to
listeners.

Column = causal depth, or later for what nothing caused; row = service. Heights are counted in slots here
(lane × 1000 + place), which is enough to know how many tracks each gutter needs, and so how wide each column
is and how many fit side by side in one band.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from companion.diagrams.gutters import Wire, tracks
from companion.diagrams.story import Fact, Story

BOX, TRACK, DROP = 78.0, 7.0, 13.0
ENTRY, END = 15.0, 8.0
"""Room for an arrowhead before a box, and after the last box of a flow."""


@dataclass(slots=True)
class Column:
    """The facts side by side, by lane; `drops` are the ids of those whose way to the listeners needs a track
    beside the boxes, in order of time.
    """

    facts: list[Fact]
    drops: list[str] = field(default_factory=list)
    edge_tracks: int = 0

    @property
    def gutter(self) -> float:
        """How wide the gap to the right of the column must be, in points."""
        return 4 + DROP * len(self.drops) + TRACK * max(1, self.edge_tracks) + ENTRY

    def stack(self, service: str) -> list[Fact]:
        """The facts of one lane, from top to bottom."""
        return [fact for fact in self.facts if fact.service == service]


@dataclass(slots=True)
class Grid:
    """The whole flow: columns, services, listeners, and which edges go on to the next column."""

    columns: list[Column]
    services: list[str]
    listeners: list[str]
    depth: dict[str, int]
    story: Story

    def onward(self, fact: Fact) -> list[Fact]:
        """The effects of `fact` that stand in the next column."""
        if self.depth[fact.id] + 1 >= len(self.columns):
            return []
        return [effect for effect in self.columns[self.depth[fact.id] + 1].facts if effect.source == fact.id]

    def back(self) -> list[tuple[Fact, Fact]]:
        """Cause and effect where the effect does not stand one column further: what closes a cycle."""
        facts = self.story.facts
        pairs = [(facts[fact.source], fact) for fact in facts.values() if fact.source in facts]
        return [
            (cause, effect) for cause, effect in pairs if self.depth[effect.id] != self.depth[cause.id] + 1
        ]

    def lowest(self, column: Column) -> Fact:
        """The lowest box of a column: below it the way to the listeners is free."""
        return max(column.facts, key=self.slot)

    def slot(self, fact: Fact) -> float:
        """The height of a fact counted in slots."""
        stack = self.columns[self.depth[fact.id]].stack(fact.service)
        return self.services.index(fact.service) * 1000.0 + [other.id for other in stack].index(fact.id)

    def ears(self, fact: Fact) -> tuple[str, ...]:
        """The pure listeners that heard `fact`, from top to bottom."""
        return tuple(name for name in self.listeners if name in fact.heard)


def arrange(story: Story) -> Grid:
    """Return the grid of `story`."""
    depth = story.places()
    columns = [Column([]) for _ in range(max(depth.values(), default=-1) + 1)]
    for fact in story.facts.values():
        columns[depth[fact.id]].facts.append(fact)
    grid = Grid(columns, story.services, story.listeners, depth, story)
    for column in columns:
        _measure(grid, column)
    return grid


def _measure(grid: Grid, column: Column) -> None:
    heard = [fact for fact in column.facts if grid.ears(fact)]
    straight = heard[:1] if heard and heard[0] is grid.lowest(column) else []
    column.drops = [fact.id for fact in heard if fact not in straight]
    wires = [
        Wire(fact.id, (grid.slot(fact),), tuple(grid.slot(to) for to in grid.onward(fact)))
        for fact in column.facts
        if grid.onward(fact)
    ]
    column.edge_tracks = max(tracks([_spread(wire) for wire in wires]).values(), default=-1) + 1


def _spread(wire: Wire) -> Wire:
    """Slots lie one apart, points many: keep neighbours from counting as close."""
    return Wire(wire.key, tuple(100 * y for y in wire.enters), tuple(100 * y for y in wire.leaves))


def bands(columns: Sequence[Column], room: float, resume: float, box: float = BOX) -> list[list[int]]:
    """Return the numbers of the columns that stand side by side in each band of at most `room` points.

    `resume` is what every band but the first needs on its left, `box` how wide a box is. A column wider than
    that stands alone.
    """
    rows: list[list[int]] = [[]]
    used = 0.0
    for number, column in enumerate(columns):
        if rows[-1] and used + box + closing(columns, number) > room:
            rows.append([])
            used = resume
        rows[-1].append(number)
        used += box + column.gutter
    return rows


def closing(columns: Sequence[Column], number: int) -> float:
    """Return the room to the right of a column that ends its band: for its drops, and the arrows that go
    on.
    """
    ends = number == len(columns) - 1
    return 4 + DROP * len(columns[number].drops) + (END - 4 if ends else ENTRY + 4)
