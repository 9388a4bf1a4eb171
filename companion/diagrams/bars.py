"""Horizontal bars: how many chose what."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from companion.diagrams import measure
from companion.diagrams.frame import MARGIN, WIDE, heading, label_room, lane, wanted
from companion.diagrams.picture import Picture
from companion.diagrams.shapes import Box, Layout

BAR, ROW = 26.0, 38.0


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
