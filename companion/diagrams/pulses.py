"""Counts over time, one strip for each way of doing a thing, all on one scale: how a crowd comes back.

A bar is the count of one second; no count, no bar. A remark at the right end of a strip says how it ended,
and a dashed line through all strips marks one moment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from companion.diagrams.frame import MARGIN, WIDE, Glyph, heading, label_room, lane, legend, round_numbers
from companion.diagrams.picture import Picture
from companion.diagrams.shapes import Box, Layout, Line

STRIP, GAP, HEAD = 74.0, 8.0, 18.0


def pulses(
    counts: Mapping[str, Sequence[float]],
    *,
    title: str,
    subtitle: str = "",
    says: Mapping[str, str],
    bar: str,
    mark: tuple[float, str],
) -> Picture:
    """Return one strip for each of `counts`: the n-th value is the count of second n, from 0. `says` is a
    remark for a strip, by its name; `bar` says what a bar is; `mark` is a moment and its name.
    """
    layout = Layout(WIDE, 0.0)
    top, room = heading(layout, title, subtitle), label_room(list(counts), 100.0, 170.0)
    left, right = MARGIN + room, WIDE - MARGIN - 12
    long = max((len(values) for values in counts.values()), default=1) or 1
    most = max((max(values, default=0) for values in counts.values()), default=0) or 1
    for n, (name, values) in enumerate(counts.items()):
        y = top + n * (STRIP + GAP)
        lane(layout, name, y, STRIP, room, shade=n)
        _bars(layout, values, (left, y + HEAD, right, y + STRIP), long, most)
        layout.write(right, y + 14, says.get(name, ""), 11.0, bold=True, anchor="end", on="lane2")
    bottom = top + len(counts) * (STRIP + GAP)
    for second in (number for number in round_numbers(0, long, 10) if number.is_integer()):
        layout.small(left + (right - left) * second / long, bottom + 10, f"{second:g}", anchor="middle")
    layout.small(left - 12, bottom + 10, "s", anchor="end")
    x = left + (right - left) * mark[0] / long
    line = ((x, top - 3), (x, bottom - GAP + 3))
    layout.lines.append(Line(line, "red", 2.0, (5.0, 3.0), False, "marker"))
    glyphs = (Glyph("bar", bar, "command"), Glyph("line", mark[1], "red", 1.9, (5.0, 3.0)))
    layout.h = legend(layout, [(True, glyph) for glyph in glyphs], bottom + 22) + 6
    notes = [f"{name}: {remark}" for name, remark in says.items()]
    told = [(name, n, value) for name, values in counts.items() for n, value in enumerate(values) if value]
    rows = [(name, str(second), f"{value:g}") for name, second, value in told]
    return Picture(layout, title, ("way", "s", "count"), rows, subtitle=subtitle, notes=notes)


def _bars(
    layout: Layout, values: Sequence[float], room: tuple[float, float, float, float], long: int, most: float
) -> None:
    left, top, right, bottom = room
    step = (right - left) / long
    for n, value in enumerate(values):
        if value:
            height = max((bottom - top) * value / most, 1.0)
            x, wide = left + n * step, max(step - 0.8, 1.6)
            look = ("rect", "command.fill", "command.edge", 0.6, (), "bar")
            layout.boxes.append(Box(x, bottom - height, wide, height, *look))
