"""What every picture has around it: the claim at the top, a legend of real glyphs at the bottom, a bar and a
name for each lane.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Literal, NamedTuple

from companion.diagrams import measure
from companion.diagrams.shapes import Box, Layout, Line, Text

WIDE = 864.0
"""Twelve inches in points: the widest a picture may be to be readable in a notebook of 930 pixels."""
NARROW = 560.0
MARGIN = 10.0

GlyphKind = Literal["box", "line", "rule", "dot", "bar", "hatch", "gone", "cross", "tick"]


class Glyph(NamedTuple):
    """One entry of a legend: how it looks (`of` is a kind, or a colour token, stroke and dash) and what it
    says.
    """

    look: GlyphKind
    says: str
    of: str = "event"
    stroke: float = 2.0
    dash: tuple[float, ...] = ()


def words(text: str, size: float, room: float, bold: bool = False, most: int = 3) -> list[str]:
    """Break `text` at spaces into at most `most` lines of at most `room` points."""
    lines: list[str] = [""]
    for word in measure.clean(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and len(lines) < most and measure.width(longer, size, bold) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return [measure.shorten(line, size, room, bold) for line in lines if line]


def heading(layout: Layout, title: str, subtitle: str = "") -> float:
    """Write the claim and its subtitle at the top of `layout`; return the height at which the drawing may
    begin.
    """
    y, room = 10.0, layout.w - 2 * (MARGIN + 6)
    for size, bold, colour, text in ((18.0, True, "ink", title), (12.0, False, "muted", subtitle)):
        for line in words(text, size, room, bold):
            y += size * 1.3
            inside = (MARGIN + 6, y - size, layout.w - MARGIN, y + size * 0.4)
            layout.texts.append(
                Text(MARGIN + 6, y, line, size, bold, "start", colour, "paper", inside, role="heading")
            )
        y += 3.0
    return y + 10.0


def wanted(title: str, subtitle: str = "") -> float:
    """Return how wide a picture must be for its heading to stand on one line each, within the limits."""
    needed = (
        max(measure.width(measure.clean(title), 18, True), measure.width(measure.clean(subtitle), 12))
        + 2 * MARGIN
        + 14
    )
    return min(WIDE, max(NARROW, needed))


def lane(
    layout: Layout,
    hue: int,
    name: str,
    top: float,
    height: float,
    right: float,
    room: float,
    *,
    thin: bool = False,
    shade: int = 0,
) -> None:
    """Draw the ground of a lane from the left margin to `right`, the bar in its service's colour `hue`, and
    its name within `room` points.
    """
    layout.ground.append(
        Box(MARGIN, top, right - MARGIN, height, fill="lane" if shade % 2 else "lane2", role="lane")
    )
    layout.ground.append(Box(MARGIN, top, 5, height, fill=f"hue.{hue}", role="bar"))
    label(layout, name, MARGIN + 14, top + height / 2, room - 18, most=1 if thin else 3, on="lane2")


def label(
    layout: Layout, name: str, x: float, middle: float, room: float, *, most: int = 3, on: str = "lane2"
) -> None:
    """Write a lane's name, broken into at most `most` lines, centred on the height `middle`."""
    size, lines = measure.fit(measure.clean(name), room, (12.0, 11.0, measure.SMALL), most)
    first = middle - (len(lines) - 1) * size * 0.61 + size * 0.36
    for n, line in enumerate(lines):
        y = first + n * size * 1.22
        inside = (x - 1, y - size, x + room + 1, y + size * 0.4)
        layout.texts.append(Text(x, y, line, size, True, "start", "ink", on, inside, role="label"))


def label_room(names: Sequence[str], least: float = 80.0, most: float = 132.0) -> float:
    """Return how wide the column of lane names is: as wide as the widest name, within limits."""
    widest = max((measure.width(measure.clean(name), 12, True) for name in names), default=0.0)
    return min(most, max(least, widest + 24))


def legend(layout: Layout, glyphs: Sequence[Glyph], top: float) -> float:
    """Draw the legend's row (or rows, where it is too long) at `top`; return its lower end."""
    x, y = MARGIN + 6, top
    for glyph in glyphs:
        wide = 44.0 if glyph.look in ("box", "line", "rule", "hatch", "gone", "bar") else 16.0
        text = measure.width(glyph.says, measure.SMALL)
        if x + wide + 8 + text > layout.w - MARGIN and x > MARGIN + 6:
            x, y = MARGIN + 6, y + 28
        _glyph(layout, glyph, x, y, wide)
        layout.write(x + wide + 8, y + 14, glyph.says, measure.SMALL, role="legend")
        x += wide + 8 + text + 24
    return y + (30 if glyphs else 0)


def _glyph(layout: Layout, glyph: Glyph, x: float, y: float, wide: float) -> None:
    middle = y + 10.5
    if glyph.look == "box":
        layout.node(glyph.of, "", (x, y, wide, 20), role="legend")
    elif glyph.look == "rule":
        ends = ((x, middle), (x + wide, middle))
        layout.lines.append(Line(ends, glyph.of, glyph.stroke, glyph.dash, False, "legend"))
    elif glyph.look == "line":
        end = Line(
            ((x, middle), (x + wide, middle)),
            glyph.of,
            glyph.stroke,
            glyph.dash,
            not _dotted(glyph),
            "legend",
        )
        layout.lines.append(end)
        if _dotted(glyph):
            layout.boxes.append(
                Box(x + wide - 9, middle - 4.5, 9, 9, "circle", "line", "paper", role="legend")
            )
    elif glyph.look in ("bar", "hatch"):
        fill, edge = ("danger", "red") if glyph.look == "hatch" else (f"{glyph.of}.fill", f"{glyph.of}.edge")
        layout.boxes.append(
            Box(
                x,
                y + 1,
                wide,
                18,
                "hatch" if glyph.look == "hatch" else "round",
                fill,
                edge,
                1.2,
                role="legend",
            )
        )
    elif glyph.look == "gone":
        box = Box(x, y + 1, wide, 18, "round", "paper", "red", 1.6, (4.0, 3.0), role="legend")
        layout.boxes += [
            box,
            Box(x + wide - 13, middle - 4, 8, 8, "cross", edge="red", stroke=2.4, role="mark"),
        ]
    elif glyph.look == "dot":
        layout.boxes.append(
            Box(x + 3, middle - 5, 10, 10, "circle", glyph.of, "command.edge", 1.2, role="legend")
        )
    else:
        layout.boxes.append(Box(x + 3, middle - 5, 10, 10, glyph.look, "none", glyph.of, 2.4, role="legend"))


def _dotted(glyph: Glyph) -> bool:
    return glyph.stroke <= 1.0


def round_numbers(low: float, high: float, most: int = 5) -> list[float]:
    """Return at most `most` + 1 round numbers, evenly spaced, that lie from `low` to `high`."""
    span = (high - low) or 1.0
    size = 10.0 ** floor(log10(span / most))
    step = next(size * part for part in (1, 2, 5, 10, 20) if span / (size * part) <= most)
    return [round(n * step, 9) for n in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]
