"""Horizontal bars: how many chose what. The right answer, once told, is green, ticked and framed."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from companion.diagrams import measure
from companion.diagrams.frame import MARGIN, NARROW, WIDE, Glyph, heading, label, label_room, legend, wanted
from companion.diagrams.picture import Picture
from companion.diagrams.shapes import Box, Layout

BAR, ROW = 26.0, 38.0


def bars(
    counts: Mapping[str, float],
    *,
    title: str,
    subtitle: str = "",
    answer: str | None = None,
    unit: str = "",
    theme: str = "light",
) -> Picture:
    """Return one bar for each of `counts`, in the order given; `answer` marks one of them. Counts are 0 or
    more.

    Raise `ValueError` for a negative count or an answer that is not among the names.
    """
    _check(counts, answer)
    room = label_room(list(counts), 60.0, 320.0)
    layout = Layout(min(WIDE, max(NARROW, wanted(title, subtitle), room + 420)), 0.0)
    top = heading(layout, title, subtitle)
    whole, most = sum(counts.values()), max(counts.values(), default=0)
    ends = {
        name: f"{count:g}{' ' * bool(unit)}{unit}"
        + (f"  ({round(100 * count / whole)} %)" if whole and not unit else "")
        for name, count in counts.items()
    }
    free = (
        layout.w
        - 2 * MARGIN
        - room
        - max((measure.width(text, 11, True) for text in ends.values()), default=0)
        - 24
    )
    for place, (name, count) in enumerate(counts.items()):
        y = top + place * ROW
        layout.ground.append(
            Box(MARGIN, y, layout.w - 2 * MARGIN, ROW - 4, fill="lane" if place % 2 else "lane2", role="lane")
        )
        label(layout, name, MARGIN + 10, y + ROW / 2 - 2, room - 14, most=2)
        _bar(layout, MARGIN + room, y + 4, free * count / most if most else 0, ends[name], name == answer)
    bottom = top + ROW * len(counts)
    glyphs = (
        [Glyph("bar", "chosen", "command"), Glyph("box", "right", "read model")] if answer is not None else []
    )
    layout.h = (legend(layout, glyphs, bottom + 10) if glyphs else bottom) + 6
    rows = [(name, f"{count:g}", "right" if name == answer else "") for name, count in counts.items()]
    return Picture(layout, title, ("choice", unit or "count", "answer"), rows, subtitle=subtitle, theme=theme)


def _check(counts: Mapping[str, float], answer: str | None) -> None:
    if not isinstance(counts, Mapping):
        raise TypeError(f"bars takes a count for each name, got {counts!r:.60}: write {{'a': 3}}")
    for name, count in counts.items():
        if not (isinstance(count, (int, float)) and 0 <= count < inf):
            raise ValueError(f"the count of {name!r} is {count!r}: a count is 0 or more")
    if answer is not None and answer not in counts:
        raise ValueError(f"the answer {answer!r} is not among the choices: {', '.join(counts)}")


def _bar(layout: Layout, x: float, y: float, w: float, says: str, right: bool) -> None:
    kind, shape = ("read model", "table") if right else ("command", "round")
    if w > 1:
        layout.boxes.append(Box(x, y, w, BAR, shape, f"{kind}.fill", f"{kind}.edge", 2.2 if right else 1.3))
    end = x + w + 8
    if right:
        layout.boxes.append(Box(end, y + 9, 10, 8, "tick", edge="green", stroke=2.4, role="mark"))
        end += 16
    layout.write(end, y + 17, says, 11.0, bold=True, on="lane2", role="label")
