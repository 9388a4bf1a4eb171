"""What every picture has around it: the claim at the top, a legend of real glyphs at the bottom, a ground and
a name for each lane.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from companion.diagrams import measure
from companion.diagrams.shapes import Box, Layout, Line

WIDE = 864.0
"""Twelve inches in points: the widest a picture may be to be readable in a notebook of 930 pixels."""
NARROW = 560.0
MARGIN = 10.0


class Glyph(NamedTuple):
    """One entry of a legend: how it looks (`of` is a kind, or a colour token, stroke and dash) and what it
    says.
    """

    look: Literal["box", "line", "rule", "dot", "bar", "hatch", "gone"]
    says: str
    of: str = "event"
    stroke: float = 2.0
    dash: tuple[float, ...] = ()


def words(text: str, size: float, room: float, bold: bool = False, most: int = 3) -> list[str]:
    """Break `text` at spaces into at most `most` lines of at most `room` points."""
    pieces = [f" {word}" for word in measure.clean(text).split()]
    return [line for line in measure.fill(pieces, size, room, bold, most) if line]


def heading(layout: Layout, title: str, subtitle: str = "") -> float:
    """Write the claim and its subtitle at the top of `layout`; return the height at which the drawing may
    begin.
    """
    x, y = MARGIN + 6, 10.0
    for size, bold, colour, text in ((18.0, True, "ink", title), (12.0, False, "muted", subtitle)):
        for line in words(text, size, layout.w - 2 * x, bold):
            y += size * 1.3
            inside = (x, y - size, layout.w - MARGIN, y + size * 0.4)
            layout.write(x, y, line, size, bold=bold, colour=colour, inside=inside, role="heading")
        y += 3.0
    return y + 10.0


def wanted(title: str, subtitle: str = "") -> float:
    """Return how wide a picture must be for its heading to stand on one line each, within the limits."""
    claim, below = measure.width(measure.clean(title), 18, True), measure.width(measure.clean(subtitle), 12)
    return min(WIDE, max(NARROW, max(claim, below) + 2 * MARGIN + 14))


def lane(
    layout: Layout,
    name: str,
    top: float,
    height: float,
    room: float,
    *,
    shade: int,
    bar: str = "",
    most: int = 2,
    wide: float = 0.0,
) -> None:
    """Draw the ground of a lane, `wide` points or over the whole width, and its name in at most `most` lines
    within `room` points. With `bar`, there is a bar of this colour on its left. Every other `shade` is
    darker.
    """
    fill, left = "lane" if shade % 2 else "lane2", 14.0 if bar else 10.0
    layout.ground.append(Box(MARGIN, top, wide or layout.w - 2 * MARGIN, height, fill=fill, role="lane"))
    if bar:
        layout.ground.append(Box(MARGIN, top, 5, height, fill=bar, role="bar"))
    if name:
        label(layout, name, MARGIN + left, top + height / 2, room - left - 4, most=most)


def label(
    layout: Layout, name: str, x: float, middle: float, room: float, *, most: int = 3, on: str = "lane2"
) -> None:
    """Write a lane's name, broken into at most `most` lines, centred on the height `middle`."""
    size, lines = measure.fit(measure.clean(name), room, (12.0, 11.0, measure.SMALL), most)
    half = len(lines) * size * 0.7
    inside = (x - 1, middle - half, x + room + 1, middle + half)
    layout.lines_around(x, middle, lines, size, bold=True, on=on, inside=inside, role="label")


def label_room(names: Sequence[str], least: float = 80.0, most: float = 132.0) -> float:
    """Return how wide the column of lane names is: as wide as the widest name, within limits."""
    widest = max((measure.width(measure.clean(name), 12, True) for name in names), default=0.0)
    return min(most, max(least, widest + 24))


def legend(layout: Layout, glyphs: Iterable[tuple[bool, Glyph]], top: float) -> float:
    """Draw at `top` the legend's row (or rows, where it is too long) of those glyphs that are in the picture;
    return its lower end.
    """
    shown = [glyph for is_there, glyph in glyphs if is_there]
    x, y = MARGIN + 6, top
    for glyph in shown:
        wide = 16.0 if glyph.look == "dot" else 44.0
        text = measure.width(glyph.says, measure.SMALL)
        if x + wide + 8 + text > layout.w - MARGIN and x > MARGIN + 6:
            x, y = MARGIN + 6, y + 28
        _glyph(layout, glyph, x, y, wide)
        layout.write(x + wide + 8, y + 14, glyph.says, measure.SMALL, role="legend")
        x += wide + 8 + text + 24
    return y + (30 if shown else 0)


def _glyph(layout: Layout, glyph: Glyph, x: float, y: float, wide: float) -> None:
    look, middle = glyph.look, y + 10.5
    if look == "box":
        layout.node(glyph.of, "", (x, y, wide, 20), role="legend")
    elif look in ("line", "rule"):
        dotted = look == "line" and glyph.stroke <= 1.0
        ends, head = ((x, middle), (x + wide, middle)), look == "line" and not dotted
        layout.lines.append(Line(ends, glyph.of, glyph.stroke, glyph.dash, head, "legend"))
        if dotted:
            end = Box(x + wide - 9, middle - 4.5, 9, 9, "circle", "line", "paper", role="legend")
            layout.boxes.append(end)
    elif look == "dot":
        dot = Box(x + 3, middle - 5, 10, 10, "circle", glyph.of, "command.edge", 1.2, role="legend")
        layout.boxes.append(dot)
    else:
        shape, fill, edge, stroke, dash = {
            "bar": ("round", f"{glyph.of}.fill", f"{glyph.of}.edge", 1.2, ()),
            "hatch": ("hatch", "danger", "red", 1.2, ()),
            "gone": ("round", "paper", "red", 1.6, (4.0, 3.0)),
        }[look]
        layout.boxes.append(Box(x, y + 1, wide, 18, shape, fill, edge, stroke, dash, "legend"))
        if look == "gone":
            layout.mark("cross", x + wide - 13, middle - 4, 8)
