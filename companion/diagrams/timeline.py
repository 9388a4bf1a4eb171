"""A timeline: the events of one stream as stickies, and above them the value that a fold makes of them.

The cursor says what the value was when only the events before it had happened. In a notebook the reader
moves it, by a slider or the arrow keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING

from companion.diagrams.measure import clean
from companion.diagrams.picture import Picture
from companion.diagrams.player import played
from companion.diagrams.shapes import Layout
from companion.diagrams.stream import Corrected, Curve, Happened, Until, Value, cursor, curve, stop
from companion.diagrams.svg import marks, svg
from companion.diagrams.timeline_drawing import Drawing

if TYPE_CHECKING:
    from companion.events import Envelope


class Timeline(Picture):
    """A timeline as a picture; in a notebook its cursor can be moved."""

    def __init__(self, drawing: Drawing, title: str, subtitle: str, theme: str) -> None:
        self.drawing = drawing
        head = ("#", "time", "event", "change", drawing.name, *([drawing.second] if drawing.second else []))
        rows = [_row(drawing, place) for place in range(1, len(drawing.steps) + 1)]
        notes = [drawing.caption(drawing.cursor)]
        super().__init__(drawing.whole(), title, head, rows, subtitle=subtitle, notes=notes, theme=theme)

    @property
    def steps(self) -> list[tuple[str, str]]:
        """The places of the cursor, each with its caption: before the first event, then after each."""
        places = range(len(self.drawing.steps) + 1)
        return [(str(n), self.drawing.caption(self.drawing.place(n))) for n in places]

    def animated(self) -> str:
        """Return the timeline as SVG in the colours of the page, each event and each place of the cursor
        marked for the player.
        """
        made, start = self.drawing, self.drawing.cursor.count
        places = range(len(made.steps) + 1)
        parts = [_part("e", n, made.curve(n), n > start) for n in places[1:]]
        parts += [_part("g", n, made.ghost(n), n <= start) for n in places[1:]]
        parts += [_part("e", n, made.note(n), n > start) for n in places[1:]]
        parts += [_part("o", n, made.pointer(made.place(n)), n != start) for n in places]
        return svg(made.ground(), self.title, "page", extra="".join(parts))

    def _repr_html_(self) -> str:
        if len(self.steps) < 3:
            return super()._repr_html_()
        return played(self, self.animated(), self.steps, start=self.drawing.cursor.count, dim=0)


def timeline(
    envelopes: Iterable[Envelope] | Corrected,
    value: Value,
    *,
    title: str,
    subtitle: str = "",
    until: Until = None,
    zone: tzinfo = UTC,
    says: str = "{:,.10g}",
    name: str = "value",
    second: tuple[str, Value | Iterable[Envelope] | Corrected] | None = None,
    happened: Happened | None = None,
    theme: str = "light",
) -> Timeline:
    """Return the timeline of `envelopes` (`store.read(stream)`, a list, or `effective(…)`).

    `value(events)` is the number after these events, such as
    `lambda events: fold(bank, events).balance_cents / 100`; `name` is what it is called and `says` how it is
    written, such as "${:,.2f}". The cursor stands at `until`, which is what `store.read` takes: a version, an
    aware datetime, or a date, whose whole day in `zone` counts; without it at the end. Left to right is time,
    or the number in the stream where all have the same time.

    `second` is another curve: its name, and either another `value` for the same events (yesterday's rules),
    or other envelopes for the same value (`effective(envelopes, known=…)`, what was known then). An event
    counts from its time on, or from the date that `happened(envelope)` gives.

    Raise `ValueError` for a value that is no number and a moment without a time zone.
    """
    source = envelopes if hasattr(envelopes, "corrections") else tuple(envelopes)
    curves: list[Curve] = [curve(source, value, happened)]
    if second is not None:
        other = second[1]
        curves.append(curve(source, other, happened) if callable(other) else curve(other, value, happened))
    drawing = Drawing(
        curves,
        cursor(curves[0], until, zone),
        title=title,
        subtitle=subtitle,
        says=says,
        name=clean(name),
        second=clean(second[0]) if second else "",
    )
    return Timeline(drawing, title, subtitle, theme)


def _part(mark: str, place: int, layout: Layout, hidden: bool) -> str:
    """What the player shows from a step on ("e"), before that step ("g"), or only at that step ("o")."""
    seen = ' opacity="0"' if hidden else ""
    return f'<g data-{mark}="{place}"{seen}>{marks(layout, "page")}</g>'


def _row(drawing: Drawing, place: int) -> tuple[str, ...]:
    step, before = drawing.steps[place - 1], drawing.curves[0].after(place - 1)
    change = drawing.written(step.value - before, signed=True)
    beside = [drawing.written(drawing.beside(stop(drawing.curves[0], place)))] if drawing.second else []
    at = f"{step.moment:%Y-%m-%d %H:%M:%S}"
    return (str(step.number), at, step.name, change, drawing.written(step.value), *beside)
