"""Counts over time, one strip for each way of doing a thing, all on one scale: how a crowd comes back.

A bar is the count of one second; no count, no bar. A remark at the right end of a strip says how it ended,
and a dashed line through all strips marks one moment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from companion.diagrams import measure
from companion.diagrams.frame import MARGIN, WIDE, Glyph, heading, label, label_room, legend
from companion.diagrams.picture import Picture
from companion.diagrams.shapes import Box, Layout, Line

STRIP, GAP, HEAD = 74.0, 8.0, 18.0


def pulses(
    counts: Mapping[str, Sequence[float]],
    *,
    title: str,
    says: Mapping[str, str] | None = None,
    subtitle: str = "",
    bar: str = "counted in one second",
    mark: tuple[float, str] | None = None,
) -> Picture:
    """Return one strip for each of `counts`: the n-th value is the count of second n, from 0. `says` is a
    remark for a strip, by its name; `bar` says what a bar is; `mark` is a moment and its name. Raise
    `ValueError` for a negative count.
    """
    for name, values in counts.items():
        if min(values, default=0) < 0:
            raise ValueError(f"a count of {name!r} is {min(values)}: a count is 0 or more")
    layout, remarks = Layout(WIDE, 0.0), says or {}
    top = heading(layout, title, subtitle)
    left, right = MARGIN + label_room(list(counts), 100.0, 170.0), WIDE - MARGIN - 12
    long = max((len(values) for values in counts.values()), default=1) or 1
    most = max((max(values, default=0) for values in counts.values()), default=0) or 1
    for n, (name, values) in enumerate(counts.items()):
        y = top + n * (STRIP + GAP)
        box = (MARGIN, y, layout.w - 2 * MARGIN, STRIP)
        layout.ground.append(Box(*box, fill="lane" if n % 2 else "lane2", role="lane"))
        label(layout, name, MARGIN + 10, y + STRIP / 2, left - MARGIN - 16, most=2)
        _bars(layout, values, (left, y + HEAD, right, y + STRIP), long, most)
        layout.write(right, y + 14, remarks.get(name, ""), 11.0, bold=True, anchor="end", on="lane2")
    bottom = top + len(counts) * (STRIP + GAP)
    _axis(layout, left, right, bottom, long)
    glyphs = [Glyph("bar", bar, "command")]
    if mark is not None:
        x = left + (right - left) * mark[0] / long
        line = ((x, top - 3), (x, bottom - GAP + 3))
        layout.lines.append(Line(line, "red", 2.0, (5.0, 3.0), False, "marker"))
        glyphs.append(Glyph("line", mark[1], "red", 1.9, (5.0, 3.0)))
    layout.h = legend(layout, glyphs, bottom + 22) + 6
    notes = [f"{name}: {remark}" for name, remark in remarks.items()]
    head = ("way", "s", "count")
    return Picture(layout, title, head, _rows(counts), subtitle=subtitle, notes=notes)


def _rows(counts: Mapping[str, Sequence[float]]) -> list[Sequence[str]]:
    return [
        (name, str(second), f"{value:g}")
        for name, values in counts.items()
        for second, value in enumerate(values)
        if value
    ]


def _bars(
    layout: Layout, values: Sequence[float], room: tuple[float, float, float, float], long: int, most: float
) -> None:
    left, top, right, bottom = room
    step = (right - left) / long
    for n, value in enumerate(values):
        if value:
            height = max((bottom - top) * value / most, 1.0)
            x, wide = left + n * step, max(step - 0.8, 1.6)
            layout.boxes.append(
                Box(x, bottom - height, wide, height, "rect", "command.fill", "command.edge", 0.6, role="bar")
            )


def _axis(layout: Layout, left: float, right: float, top: float, long: int) -> None:
    step = next(each for each in (10, 20, 50, 100, 200, 500, 1000, long) if long / each <= 10)
    for mark in range(0, long + 1, step):
        x = left + (right - left) * mark / long
        layout.write(x, top + 10, f"{mark}", measure.SMALL, anchor="middle", colour="muted")
    layout.write(left - 12, top + 10, "s", measure.SMALL, anchor="end", colour="muted")
