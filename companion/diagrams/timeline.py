"""A timeline: the events of one stream as stickies, and above them the value that a fold makes of them.

The cursor says what the value was when only the events before it had happened. In a notebook the reader
moves it, by a slider or the arrow keys.

Everything is drawn in pieces (the ground, one event, one position of the cursor), so that the still picture
and the one whose cursor moves are made of the same parts. Events after the cursor are drawn as ghosts:
dashed, without a fill.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from companion.diagrams import measure
from companion.diagrams.axes import axes as draw_axes
from companion.diagrams.frame import MARGIN, WIDE, Glyph, heading, legend
from companion.diagrams.measure import clean
from companion.diagrams.picture import Picture
from companion.diagrams.player import played
from companion.diagrams.shapes import Box, Layout, Line
from companion.diagrams.stream import CHART, Axes, Cursor, Curve, Until, Value, cursor, curve, stop, written
from companion.diagrams.svg import marks, svg

if TYPE_CHECKING:
    from companion.events import Envelope
    from companion.sourcing import History


BAND = 50.0
"""How high the band above the curve is, where the value at the cursor stands."""
STICKY, CAPTION, ROW, GAP = 58.0, 17.0, 100.0, 24.0
ACROSS, MOST = 6, 24
"""How many stickies stand in a row, and how many are drawn at most: of more, the last."""


class Drawing:
    """The pieces of one timeline. `curves` are one or two, `says` is how a value is written."""

    def __init__(
        self, curves: Sequence[Curve], cursor: Cursor, *, title: str, says: str, name: str, second: str
    ) -> None:
        self.curves, self.cursor, self.says = curves, cursor, says
        self.name, self.second, self.points = name, second, curves[0].points
        self.head = Layout(WIDE, 0.0)
        self.axes = Axes(curves, cursor, says, heading(self.head, title) + BAND)
        self.shown = range(max(1, len(self.points) - MOST + 1), len(self.points) + 1)
        self.floor = self.axes.top + CHART + 20
        self.row = self.floor + 44
        self.bottom = self.row + ROW * -(-len(self.shown) // ACROSS)
        self.h = legend(Layout(WIDE, 0.0), self._glyphs(), self.bottom) + 6

    # --- words ----------------------------------------------------------------------------------------

    def written(self, value: float, signed: bool = False) -> str:
        """A value as text."""
        return written(self.says, value, signed)

    def caption(self, cursor: Cursor) -> str:
        """What the cursor says in words."""
        beside = f"; {self.second}: {self.written(self.beside(cursor))}" if self.second else ""
        return f"{cursor.says}: {self.written(self.curves[0].after(cursor.count))}{beside}"

    def beside(self, cursor: Cursor) -> float:
        """The second curve's value at the cursor."""
        first, other = ([(point.moment, point.number) for point in curve.points] for curve in self.curves)
        count = cursor.count if first == other else len(other)
        if first == other or cursor.moment is None:
            return self.curves[1].after(count)
        return self.curves[1].at(cursor.moment, cursor.number)

    def cursor_after(self, count: int) -> Cursor:
        """The cursor after the first `count` events."""
        return self.cursor if self.cursor.count == count else stop(self.curves[0], count)

    # --- pieces ---------------------------------------------------------------------------------------

    def whole(self) -> Layout:
        """The still picture."""
        made = self._frame()
        for n in range(1, len(self.points) + 1):
            ghost = n > self.cursor.count
            self._line(made, n, ghost)
            self._dot(made, n, ghost)
            self._sticky(made, n, ghost)
        self._second(made)
        if self.cursor.count < len(self.points):
            self._end(made)
        if self.points:
            self._pointer(made, self.cursor)
        return made

    def ground(self) -> Layout:
        """The parts that do not move: the axes, and the whole curve as a ghost."""
        made = self._frame()
        for n in range(1, len(self.points) + 1):
            self._line(made, n, ghost=True)
            self._dot(made, n, ghost=True)
        self._second(made)
        return made

    def moving(self) -> Iterator[tuple[str, int, Layout]]:
        """The parts that the cursor shows or hides, each with when it is shown: from event n on ("e"), only
        before it ("g"), or only while the cursor stands after it ("o").
        """
        events = range(1, len(self.points) + 1)
        for n in events:
            self._line(made := Layout(WIDE, self.h), n, ghost=False)
            yield "e", n, made
        for n in events:
            self._sticky(made := Layout(WIDE, self.h), n, ghost=True, bare=True)
            if n == len(self.points):
                self._end(made)
            yield "g", n, made
        for n in events:
            self._dot(made := Layout(WIDE, self.h), n, ghost=False)
            self._sticky(made, n, ghost=False)
            yield "e", n, made
        for n in (0, *events):
            self._pointer(made := Layout(WIDE, self.h), self.cursor_after(n))
            yield "o", n, made

    # --- the chart ------------------------------------------------------------------------------------

    def _frame(self) -> Layout:
        made, axes = Layout(WIDE, self.h, texts=list(self.head.texts)), self.axes
        levels = [(axes.y(level), says) for level, says in axes.levels]
        draw_axes(made, axes.left, axes.right, self.floor, levels, axes.ticks())
        legend(made, self._glyphs(), self.bottom)
        return made

    def _second(self, made: Layout) -> None:
        """The second curve, if there is one, whole, from its first point on."""
        if not self.second or not self.curves[1].points:
            return
        other, axes = self.curves[1], self.axes
        corners = [(axes.x(1, 1), axes.y(other.before))]
        for n, point in enumerate(other.points, 1):
            x = axes.x(n, 1)
            corners += [(x, corners[-1][1]), (x, axes.y(point.value))]
        corners.append((axes.right, corners[-1][1]))
        made.lines.append(Line(tuple(dict.fromkeys(corners)), "ink", 2.2, (2.0, 3.0), role="curve"))

    def _line(self, made: Layout, n: int, ghost: bool) -> None:
        """An event's piece of the curve: from the cursor before it to the one after it."""
        axes, value = self.axes, self.points[n - 1].value
        x, before = axes.x(n), self.curves[0].after(n - 1)
        begin, end = axes.cut(n - 1) if n > 1 else x, axes.cut(n)
        corners = ((begin, axes.y(before)), (x, axes.y(before)), (x, axes.y(value)), (end, axes.y(value)))
        points = tuple(dict.fromkeys(corners))
        for left, right, level in () if ghost else ((begin, x, before), (x, end, value)):
            high, low = sorted((axes.y(level), axes.y(0.0)))
            if right - left > 0.5 and low - high > 0.5:
                made.ground.append(Box(left, high, right - left, low - high, fill="area", role="area"))
        colour, wide, dash = ("faint", 2.6, (6.0, 4.0)) if ghost else ("curve", 3.4, ())
        if len(points) > 1:
            made.lines.append(Line(points, colour, wide, dash, role="curve"))

    def _dot(self, made: Layout, n: int, ghost: bool) -> None:
        """The dot of an event on the curve."""
        x, y = self.axes.x(n), self.axes.y(self.points[n - 1].value)
        fill, edge = ("paper", "faint") if ghost else ("event.fill", "event.edge")
        made.boxes.append(Box(x - 5.5, y - 5.5, 11, 11, "circle", fill, edge, 1.8, role="dot"))

    def _end(self, made: Layout) -> None:
        """The value at the right end, if there is room for it, away from the second curve."""
        x, value = self.axes.x(len(self.points)), self.points[-1].value
        y, says = self.axes.y(value), f"now {self.written(value)}"
        if self.axes.right - x > measure.width(says, 11) + 14:
            other = [self.axes.y(curve.after(len(curve.points))) for curve in self.curves[1:]]
            below = any(y - 24 < end < y + 2 for end in other)
            at = y + (16 if below else -8)
            made.write(self.axes.right, at, says, 11, anchor="end", colour="muted", role="note")

    # --- the stickies ---------------------------------------------------------------------------------

    def _corner(self, n: int) -> tuple[float, float, float]:
        """The left upper corner of a sticky, and its width."""
        across, room = min(ACROSS, len(self.shown)), WIDE - 2 * (MARGIN + 6)
        wide = min(140.0, (room - (across - 1) * GAP) / across)
        gap = min(60.0, (room - across * wide) / max(1, across - 1))
        down, right = divmod(n - self.shown.start, ACROSS)
        return MARGIN + 6 + right * (wide + gap), self.row + down * ROW + CAPTION, wide

    def _sticky(self, made: Layout, n: int, ghost: bool, bare: bool = False) -> None:
        if n not in self.shown:
            return
        (x, y, wide), point = self._corner(n), self.points[n - 1]
        box = made.node("never" if ghost else "event", "", (x, y, wide, STICKY), key=str(n))
        self._written_on(made, box, n, bare)
        number = f"#{point.number}"
        made.small(x, y - 5, number, bold=True, role="mark")
        room = wide - measure.width(number, measure.SMALL, True) - 6
        equal = "" if bare else measure.shorten(f"= {self.written(point.value)}", measure.SMALL, room, True)
        colour = "muted" if ghost else "ink"
        made.small(x + wide, y - 5, equal, bold=True, anchor="end", colour=colour, role="mark")
        self._arrow(made, n)

    def _arrow(self, made: Layout, n: int) -> None:
        """From a sticky to its neighbour on the right."""
        if n + 1 in self.shown and (n + 1 - self.shown.start) % ACROSS:
            (x, y, wide), there = self._corner(n), self._corner(n + 1)[0]
            middle = y + STICKY / 2
            ends = ((x + wide + 1, middle), (there - 1, middle))
            made.lines.append(Line(ends, "faint", 1.8, (), True, "edge"))

    def _written_on(self, made: Layout, box: Box, n: int, bare: bool) -> None:
        """The event's name, and below it what it changed, and when."""
        point, ghost = self.points[n - 1], box.shape != "sticky"
        colour, on = ("muted", "paper") if ghost else ("event.text", "event.fill")
        by = point.value - self.curves[0].after(n - 1)
        change = self.written(by, signed=True) if by else ""
        detail = " · ".join(part for part in (change, self.axes.when(point.moment)) if part)
        size, lines = measure.fit(point.name, box.w - 8, (11.5, measure.SMALL), 2)
        x, lead = box.centre[0], size * 1.2
        y = box.y + (STICKY - len(lines) * lead - 13 * bool(detail)) / 2 + 0.82 * lead
        for line in lines:
            made.write(x, y, line, size, bold=True, anchor="middle", colour=colour, on=on, inside=box.rect)
            y += lead
        short = "" if bare else measure.shorten(detail, measure.SMALL, box.w - 14)
        made.write(x, y + 1, short, measure.SMALL, anchor="middle", colour=colour, on=on, inside=box.rect)

    # --- the cursor -----------------------------------------------------------------------------------

    def _pointer(self, made: Layout, cursor: Cursor) -> None:
        """The line of the cursor and the value there; at the end, only the value."""
        axes, top = self.axes, self.axes.top - BAND
        x = axes.cut(cursor.count)
        if x < axes.right - 1:
            made.lines.append(Line(((x, top), (x, self.floor)), "ink", 2.2, role="marker"))
            self._through_the_row(made, cursor)
        big = self.written(self.curves[0].after(cursor.count))
        wide = max(measure.width(big, 22, True), measure.width(cursor.says, 11))
        beside = f"{self.second}: {self.written(self.beside(cursor))}" if self.second else ""
        room = wide + 18 + (measure.width(beside, 11) + 16 if beside else 0)
        leftward = x - room > MARGIN or x > (axes.left + axes.right) / 2
        anchor, way = ("end", -1) if leftward else ("start", 1)
        at = x + way * (9 if x < axes.right - 1 else 0)
        made.write(at, top + 9, cursor.says, 11, anchor=anchor, colour="muted", role="note")
        made.write(at, top + 32, big, 22, bold=True, anchor=anchor, role="note")
        there = at + way * (wide + 16)
        free = there - MARGIN if leftward else WIDE - MARGIN - there
        short = measure.shorten(beside, 11, free)
        made.write(there, top + 31, short, 11, anchor=anchor, colour="muted", role="note")

    def _through_the_row(self, made: Layout, cursor: Cursor) -> None:
        """The cursor among the stickies: before the first that does not count."""
        if cursor.count + 1 in self.shown:
            x, y, _ = self._corner(cursor.count + 1)
            at = x - (7 if x < MARGIN + 8 else 12)
            ends = ((at, y - CAPTION), (at, y + STICKY + 6))
            made.lines.append(Line(ends, "ink", 2.2, role="marker"))

    def _glyphs(self) -> list[tuple[bool, Glyph]]:
        return [
            (True, Glyph("box", "event", "event")),
            (True, Glyph("rule", self.name, "curve", 3.4)),
            (bool(self.second), Glyph("rule", self.second, "ink", 2.2, (2.0, 3.0))),
            (True, Glyph("box", "after the cursor: does not count", "never")),
        ]


class Timeline(Picture):
    """A timeline as a picture; in a notebook its cursor can be moved."""

    def __init__(self, drawing: Drawing, title: str) -> None:
        self.drawing = drawing
        head = ("#", "time", "event", "change", drawing.name, *([drawing.second] if drawing.second else []))
        rows = [_row(drawing, n) for n in range(1, len(drawing.points) + 1)]
        notes = [drawing.caption(drawing.cursor)]
        super().__init__(drawing.whole(), title, head, rows, notes=notes)

    @property
    def steps(self) -> list[tuple[str, str]]:
        """The positions of the cursor, each with its caption: before the first event, then after each."""
        positions = range(len(self.drawing.points) + 1)
        return [(str(n), self.drawing.caption(self.drawing.cursor_after(n))) for n in positions]

    def animated(self) -> str:
        """Return the timeline as SVG in the colours of the page, each event and each position of the cursor
        marked for the player.
        """
        start, parts = self.drawing.cursor.count, []
        for mark, n, layout in self.drawing.moving():
            shown = {"e": n <= start, "g": n > start, "o": n == start}[mark]
            seen = "" if shown else ' opacity="0"'
            parts.append(f'<g data-{mark}="{n}"{seen}>{marks(layout, "page")}</g>')
        return svg(self.drawing.ground(), self.title, "page", extra="".join(parts))

    def _repr_html_(self) -> str:
        if len(self.steps) < 3:
            return super()._repr_html_()
        return played(self, self.animated(), self.steps, start=self.drawing.cursor.count, dim=0)


def timeline(
    envelopes: Iterable[Envelope] | History,
    value: Value,
    *,
    title: str,
    until: Until = None,
    says: str = "{:,.10g}",
    name: str = "value",
    second: tuple[str, Value | Iterable[Envelope] | History] | None = None,
) -> Timeline:
    """Return the timeline of `envelopes` (`store.read(stream)`, a list, or `effective(…)`).

    `value(events)` is the number after these events, such as
    `lambda events: fold(bank, events).balance_cents / 100`; `name` is what it is called and `says` how it is
    written, such as "${:,.2f}". The cursor stands at `until`, which is what `store.read` takes: a version, an
    aware datetime, or a date, whose whole day in UTC counts; without it at the end. Left to right is time,
    or the number in the stream where all have the same time.

    `second` is another curve: its name, and either another `value` for the same events (yesterday's rules),
    or other envelopes for the same value (`effective(envelopes, known=…)`, what was known then). An event
    counts from its time on.

    Raise `ValueError` for a value that is not a number and a moment without a time zone.
    """
    source = envelopes if hasattr(envelopes, "corrections") else tuple(envelopes)
    curves: list[Curve] = [curve(source, value)]
    if second is not None:
        other = second[1]
        curves.append(curve(source, other) if callable(other) else curve(other, value))
    beside = clean(second[0]) if second else ""
    at = cursor(curves[0], until)
    return Timeline(Drawing(curves, at, title=title, says=says, name=clean(name), second=beside), title)


def _row(drawing: Drawing, n: int) -> tuple[str, ...]:
    point, before = drawing.points[n - 1], drawing.curves[0].after(n - 1)
    change = drawing.written(point.value - before, signed=True)
    beside = [drawing.written(drawing.beside(stop(drawing.curves[0], n)))] if drawing.second else []
    at = f"{point.moment:%Y-%m-%d %H:%M:%S}"
    return (str(point.number), at, point.name, change, drawing.written(point.value), *beside)
