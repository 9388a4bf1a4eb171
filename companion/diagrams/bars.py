"""Counts as bars: how many chose what, and how many came in each second.

`bars` are horizontal, one for each name. `pulses` draws a strip for each way of doing a thing, all on one
scale: how a crowd comes back. No count, no bar.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf

from companion.diagrams import measure
from companion.diagrams.axes import round_numbers
from companion.diagrams.frame import MARGIN, WIDE, Glyph, heading, label_room, lane, legend, wanted
from companion.diagrams.picture import Picture
from companion.diagrams.shapes import Box, Layout, Line

BAR, ROW = 26.0, 38.0
STRIP, GAP, HEAD = 74.0, 8.0, 18.0


def bars(counts: Mapping[str, float], *, title: str, unit: str = "") -> Picture:
    """Return one bar for each of `counts`, in the order given. A count is 0 or more; `unit` stands after it,
    and without a unit its share of all.

    Raise `ValueError` for a count that is negative or no finite number.
    """
    _check(counts)
    room = label_room(list(counts), 60.0, 320.0)
    layout = Layout(min(WIDE, max(wanted(title), room + 420)), 0.0)
    top = heading(layout, title)
    shares, most = percents(counts), max(counts.values(), default=0)
    ends = {
        name: f"{count:g}{' ' * bool(unit)}{unit}" + (f"  ({shares[name]} %)" if most and not unit else "")
        for name, count in counts.items()
    }
    widest = max((measure.width(text, 11, True) for text in ends.values()), default=0)
    free = layout.w - 2 * MARGIN - room - widest - 24
    for n, (name, count) in enumerate(counts.items()):
        y = top + n * ROW
        lane(layout, name, y, ROW - 4, room, shade=n)
        _bar(layout, MARGIN + room, y + 4, free * count / most if most else 0, ends[name])
    layout.h = top + ROW * len(counts) + 6
    rows = [(name, f"{count:g}") for name, count in counts.items()]
    return Picture(layout, title, ("choice", unit or "count"), rows)


def percents(counts: Mapping[str, float]) -> dict[str, int]:
    """Each count's share in whole percent; together 100 (of nothing: 0). What is cut off by rounding goes to
    the largest remainders, of equal ones to the first."""
    total = sum(counts.values()) or 1
    shares = {name: int(n * 100 // total) for name, n in counts.items()}
    missing = 100 - sum(shares.values()) if any(counts.values()) else 0
    for name in sorted(counts, key=lambda name: -(counts[name] * 100 % total))[:missing]:
        shares[name] += 1
    return shares


def _check(counts: Mapping[str, float]) -> None:
    if not isinstance(counts, Mapping):
        raise TypeError(f"bars takes a count for each name, got {counts!r:.60}: write {{'a': 3}}")
    for name, count in counts.items():
        if not (isinstance(count, (int, float)) and 0 <= count < inf):
            raise ValueError(f"the count of {name!r} is {count!r}: a count is 0 or more")


def _bar(layout: Layout, x: float, y: float, w: float, says: str) -> None:
    if w > 1:
        layout.boxes.append(Box(x, y, w, BAR, "round", "command.fill", "command.edge", 1.3))
    layout.write(x + w + 8, y + 17, says, 11.0, bold=True, on="lane2", role="label")


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
    remark at the right end of a strip, by its name: how it ended. `bar` says what a bar is; `mark` is a
    moment, drawn as a dashed line through all strips, and its name.
    """
    layout = Layout(WIDE, 0.0)
    top, room = heading(layout, title, subtitle), label_room(list(counts), 100.0, 170.0)
    left, right = MARGIN + room, WIDE - MARGIN - 12
    long = max((len(values) for values in counts.values()), default=1) or 1
    most = max((max(values, default=0) for values in counts.values()), default=0) or 1
    for n, (name, values) in enumerate(counts.items()):
        y = top + n * (STRIP + GAP)
        lane(layout, name, y, STRIP, room, shade=n)
        _strip(layout, values, (left, y + HEAD, right, y + STRIP), long, most)
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


def _strip(
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
