"""Flow lanes in points: where every box, edge, drop and name of a grid stands.

Edges leave a box on the right, turn in the gutter and enter the next box from the left; drops go straight
down from the lowest box of a column, and beside the boxes from the others. So no edge can cross a box. A flow
with more columns than fit goes on in a second band below, where the arrows name the cause they come from.

A `Grid` says which fact is in which column and lane, before any point is known, and which wires and drops
to listeners there are. Column = causal depth, or later for a fact without a cause; row = service. Heights are
counted in slots here: by lane, then by the position in it. This is enough to know how many tracks each gutter
needs, and so how wide each column is and how many fit side by side in one band.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from companion.diagrams import measure
from companion.diagrams.frame import MARGIN, WIDE, label_room, lane
from companion.diagrams.palette import hues
from companion.diagrams.shapes import Box, Layout, Line, Point
from companion.diagrams.story import Fact, Story
from companion.diagrams.wires import Wire, hidden, tracks

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
    column_of: dict[str, int]
    story: Story

    def onward(self, fact: Fact) -> list[Fact]:
        """The effects of `fact` that stand in the next column."""
        after = self.columns[self.column_of[fact.id] + 1 :][:1]
        return [effect for column in after for effect in column.facts if effect.source == fact.id]

    def lowest(self, column: Column) -> Fact:
        """The lowest box of a column: below it the way to the listeners is free."""
        return max(column.facts, key=self.slot)

    def slot(self, fact: Fact) -> float:
        """The height of a fact before any point is known: slots so far apart that no two count as close."""
        number = self.columns[self.column_of[fact.id]].stack(fact.service).index(fact)
        return self.services.index(fact.service) * 100_000.0 + number * 100.0

    def listeners_of(self, fact: Fact) -> tuple[str, ...]:
        """The services that heard `fact` and publish nothing, from top to bottom."""
        return tuple(name for name in self.listeners if name in fact.heard)


def arrange(story: Story) -> Grid:
    """Return the grid of `story`."""
    column_of = story.columns()
    columns = [Column([]) for _ in range(max(column_of.values(), default=-1) + 1)]
    for fact in story.facts.values():
        columns[column_of[fact.id]].facts.append(fact)
    grid = Grid(columns, story.services, story.listeners, column_of, story)
    for column in columns:
        _measure(grid, column)
    return grid


def _measure(grid: Grid, column: Column) -> None:
    heard = [fact for fact in column.facts if grid.listeners_of(fact)]
    straight = heard[:1] if heard and heard[0] is grid.lowest(column) else []
    column.drops = [fact.id for fact in heard if fact not in straight]
    wires = [
        Wire(fact.id, (grid.slot(fact),), tuple(grid.slot(to) for to in grid.onward(fact)))
        for fact in column.facts
        if grid.onward(fact)
    ]
    column.edge_tracks = max(tracks(wires).values(), default=-1) + 1


def bands(columns: Sequence[Column], room: float, resume: float, box: float) -> list[list[int]]:
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


CAPTION, HEIGHT, SLOT, THIN, GAP = 15.0, 48.0, 72.0, 30.0, 4.0
LEAD, RESUME = 12.0, 66.0
SHIFT = 9.0
GROWN, LONGEST = 106.0, 130.0


class Lanes:
    """Draws a grid on a layout from the height `top`; afterwards `bottom` is where it ended."""

    def __init__(self, layout: Layout, grid: Grid, critical: Collection[str], top: float) -> None:
        self.layout, self.grid, self.critical = layout, grid, critical
        self.label = label_room([*grid.services, *grid.listeners])
        self.hue = hues([*grid.services, *grid.listeners])
        self.boxes: dict[str, Box] = {}
        self.stretch = 0.0
        self.least = self.box = _least(grid)
        self.bottom = top
        self.ends: list[float] = []
        room = layout.w - 2 * MARGIN - self.label - LEAD
        rows = bands(grid.columns, room, RESUME - LEAD, self.least)
        self._spread(rows)
        for number, row in enumerate(rows):
            self._band(row, number, top)
            self.ends.append(self.bottom)
            top = self.bottom + 22

    def _spread(self, rows: list[list[int]]) -> None:
        """Use the room that is left: boxes grow to 106 points, then the gutters by up to 60."""
        spares = [(self._spare(row, bool(n)), len(row)) for n, row in enumerate(rows) if row] or [(0.0, 1)]
        spare = min(free / boxes for free, boxes in spares)
        grow = max(0.0, GROWN - self.least)
        self.box = self.least + min(grow, max(0.0, spare))
        self.stretch = min(60.0, max(0.0, spare - grow))
        self.layout.w = max(self.layout.w, *(self.layout.w - free for free, _ in spares))

    def _spare(self, row: list[int], resumed: bool) -> float:
        columns = self.grid.columns
        gaps = sum(columns[n].gutter for n in row[:-1]) + closing(columns, row[-1])
        used = len(row) * self.least + gaps + (RESUME if resumed else LEAD)
        return self.layout.w - 2 * MARGIN - self.label - used

    def _band(self, row: list[int], number: int, top: float) -> None:
        columns = [self.grid.columns[n] for n in row]
        self.tops: dict[str, tuple[float, float]] = {}
        self.bottom = top
        self._ground(columns)
        x = MARGIN + self.label + (RESUME if number else LEAD)
        self.left = x
        for n, column in enumerate(columns):
            self._column(column, x)
            self._drops(column, x + self.box)
            gutter = column.gutter + self.stretch
            self.layout.lines += self._edges(column, x + self.box, gutter, last=n == len(columns) - 1)
            x += self.box + gutter
        if number:
            self._arrivals(columns[0])

    def _ground(self, columns: list[Column]) -> None:
        heard = {name for column in columns for fact in column.facts for name in self.grid.listeners_of(fact)}
        everyone = [*self.grid.services, *self.grid.listeners]
        shown = 0
        for name in everyone:
            slots = max(len(column.stack(name)) for column in columns)
            height = slots * SLOT if slots else THIN
            if slots or name in heard:
                bar, most = f"hue.{self.hue[name]}", 3 if slots else 1
                lane(self.layout, name, self.bottom, height, self.label, bar=bar, shade=shown, most=most)
                self.tops[name] = (self.bottom, height)
                self.bottom += height + GAP
                shown += 1
        self.bottom -= GAP

    def _column(self, column: Column, x: float) -> None:
        for service in self.grid.services:
            stack = column.stack(service)
            for n, fact in enumerate(stack):
                top, height = self.tops[service]
                self._fact(fact, x, top + (height / len(stack)) * (n + 0.5) - SLOT / 2)

    def _fact(self, fact: Fact, x: float, top: float) -> None:
        strong = fact.name in self.critical and fact.kind != "never"
        name = failure_name(fact.name) if fact.kind == "failure" else fact.name
        self.boxes[fact.id] = self.layout.node(
            fact.kind, name, (x, top + CAPTION + 2, self.box, HEIGHT), key=fact.id, strong=strong
        )
        self._caption(fact, x, top + CAPTION - 2)

    def _caption(self, fact: Fact, x: float, y: float) -> None:
        label = fact.label if measure.width(fact.label, measure.SMALL, True) <= self.box else fact.short
        used = measure.width(label, measure.SMALL, True)
        if label:
            self._small(fact, x, y, label, "start", x, bold=True)
        if fact.kind == "failure":
            self.layout.mark("cross", x + used + 5, y - 7, 7, 2.2, key=fact.id)
            used += 12
        elif fact.kind == "refusal":
            self.layout.no(x + used + 4, y, fact.id)
            used += 23
        room = self.box - used - 5
        whole = [says for says in self._says(fact) if measure.width(says, measure.SMALL) <= room]
        if whole and whole[0]:
            self._small(fact, x + self.box, y, whole[0], "end", x + self.box - room)

    def _says(self, fact: Fact) -> tuple[str, ...]:
        """The text above the box on the right, long and short: when it happened, how it ended, or which
        attempt it was.
        """
        if fact.kind == "never":
            return ("never",)
        if fact.short:
            time = self.grid.story.time(fact)
            return time, time.partition(" ")[0]
        note = fact.note.split(" after ")[0]
        return note, "dead" if note == "dead letter" else note.rpartition(" ")[2]

    def _small(
        self, fact: Fact, x: float, y: float, text: str, anchor: str, left: float, bold: bool = False
    ) -> None:
        right = x if anchor == "end" else left + self.box
        inside = (left - 1, y - 12, right + 1, y + 3)
        self.layout.small(x, y, text, bold=bold, anchor=anchor, on="lane2", inside=inside, key=fact.id)

    def _edges(self, column: Column, x: float, gutter: float, last: bool) -> list[Line]:
        if last:
            return [self._off(fact, x) for fact in column.facts if self.grid.onward(fact)]
        wires = [self._wire(fact) for fact in column.facts if self.grid.onward(fact)]
        on = tracks(wires)
        first = x + 4 + DROP * len(column.drops) + self.stretch / 2
        shifted = {key: SHIFT for key, _ in hidden(wires, on)}
        turns = {fact.id: first + TRACK * (on.get(fact.id, 0) + 0.5) for fact in column.facts}
        edges = [
            self._edge(fact, effect, turns[fact.id], shifted.get(fact.id, 0.0))
            for fact in column.facts
            for effect in self.grid.onward(fact)
        ]
        return sorted(edges, key=lambda edge: (edge.stroke, not edge.dash))  # heavy edges on top

    def _wire(self, fact: Fact) -> Wire:
        leaves = tuple(self._middle(to) for to in self.grid.onward(fact))
        return Wire(fact.id, (self.boxes[fact.id].centre[1],), leaves)

    def _middle(self, fact: Fact) -> float:
        """The height of a fact's middle, also while its column is not drawn yet."""
        stack = self.grid.columns[self.grid.column_of[fact.id]].stack(fact.service)
        top, height = self.tops[fact.service]
        n = stack.index(fact)
        return top + height / len(stack) * (n + 0.5) - SLOT / 2 + CAPTION + 2 + HEIGHT / 2

    def _edge(self, cause: Fact, effect: Fact, track: float, shift: float) -> Line:
        _, y0 = self.boxes[cause.id].centre
        right, y1 = self.boxes[cause.id].rect[2], self._middle(effect) - shift
        column = self.grid.columns[self.grid.column_of[cause.id]]
        end = right + column.gutter + self.stretch - 0.8
        bend = ((track, y0), (track, y1)) if abs(y0 - y1) >= 0.5 else ()
        return self._line(cause, effect, ((right, y0), *bend, (end, y1)))

    def _line(self, cause: Fact, effect: Fact, points: tuple[Point, ...]) -> Line:
        heavy = cause.name in self.critical and effect.name in self.critical and effect.kind != "never"
        dash = (5.0, 3.0) if effect.kind == "never" or effect.again else ()
        tried = cause.kind == "failure" or effect.kind == "repeat"
        colour, stroke = "ink" if heavy else "line" if tried else "faint", 3.0 if heavy else 2.0
        return Line(points, colour, stroke, dash, True, "edge", effect.id, (cause.id, effect.id))

    def _off(self, fact: Fact, x: float) -> Line:
        y = self.boxes[fact.id].centre[1]
        effect = self.grid.onward(fact)[0]
        return self._line(fact, effect, ((x, y), (x + ENTRY, y)))

    def _arrivals(self, column: Column) -> None:
        for fact in column.facts:
            cause = self.grid.story.facts.get(fact.source)
            if cause is None or self.grid.column_of[cause.id] + 1 != self.grid.column_of[fact.id]:
                continue
            box = self.boxes[fact.id]
            y, says = box.centre[1], f"from {cause.short or cause.label}"
            self.layout.lines.append(self._line(cause, fact, ((box.x - ENTRY, y), (box.x - 0.8, y))))
            self._small(fact, box.x - ENTRY - 3, y + 3.5, says, "end", box.x - RESUME)

    def _drops(self, column: Column, x: float) -> None:
        for fact in column.facts:
            listeners = self.grid.listeners_of(fact)
            if not listeners:
                continue
            box = self.boxes[fact.id]
            _, _, right, low = box.rect
            if fact.id not in column.drops:
                track = box.centre[0]
                start: tuple[Point, ...] = ((track, low + 4),)
            else:
                track = x + 4 + DROP * (column.drops.index(fact.id) + 0.5)
                start = ((right - 16, low + 1), (right - 16, low + 5.5), (track, low + 5.5))
            self._drop(fact, listeners, track, start)

    def _drop(self, fact: Fact, listeners: tuple[str, ...], x: float, start: tuple[Point, ...]) -> None:
        middles = [self.tops[name][0] + self.tops[name][1] / 2 for name in listeners]
        down, ends = (*start, (x, middles[-1])), (fact.id, "")
        self.layout.lines.append(Line(down, "faint", 1.0, (2.0, 2.0), False, "drop", fact.id, ends))
        for name, y in zip(listeners, middles, strict=True):
            look = ("circle", f"hue.{self.hue[name]}", "paper", 1.2, (), "dot", fact.id)
            self.layout.boxes.append(Box(x - 5, y - 5, 10, 10, *look))


def _least(grid: Grid) -> float:
    """Return how wide a box must be for the longest word in it: at least BOX points, at most LONGEST."""
    names = [fact.name for column in grid.columns for fact in column.facts if fact.kind != "failure"]
    return min(LONGEST, max(BOX, measure.longest_word(names) + 6.5))


def failure_name(error: str) -> str:
    """Return the name of the error in its text: what stands before the first colon or bracket."""
    return error.split(":")[0].split("(")[0].strip() or "failed"


def canvas_width(columns: int, headline: float) -> float:
    """Return how wide a flow of so many columns is drawn: no wider than it needs, never beyond twelve
    inches.
    """
    return min(WIDE, max(headline, 170.0 + 190.0 * columns))
