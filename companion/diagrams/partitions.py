"""The partitions of one topic: what stands in each lane, how much of it is done, and how much is not yet.

Left to right is the order within a lane, and only within a lane. What has one key stands in one lane.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from companion.diagrams import measure
from companion.diagrams.frame import MARGIN, NARROW, WIDE, Glyph, heading, label_room, lane, legend, wanted
from companion.diagrams.palette import hues
from companion.diagrams.picture import Picture, Row
from companion.diagrams.shapes import Box, How, Layout, Line

HEIGHT, BOX, GAP, PAD = 50.0, 34.0, 8.0, 8.0
LAG = 66.0
"""Room to the right of the lanes, for the lag."""

Entries = Sequence[tuple[str, str]]


def partitions(
    lanes: Mapping[str, Entries],
    *,
    title: str,
    subtitle: str = "",
    committed: Mapping[str, int] | None = None,
    highlight: str = "",
    coloured_by: str = "key",
) -> Picture:
    """Return one lane for each of `lanes`: name → its entries, oldest first, each a key and what it says.

    `committed` is for each lane how many entries are done; the rest is its lag. `highlight` is a key whose
    entries stand out. `coloured_by` says what a key is, where it is not what chose the partition. Raise
    `ValueError` for a lane, a count or a key that is not there.
    """
    done = committed or {}
    _check(lanes, done, highlight)
    keys = list(dict.fromkeys(key for entries in lanes.values() for key, _ in entries))
    colours = hues(keys)
    room = label_room([*lanes])
    wide, width = _widths(lanes, room, LAG if done else 0.0, wanted(title, subtitle))
    written = _written(keys, wide)
    layout = Layout(width, 0.0)
    top = heading(layout, title, subtitle)
    for n, (name, entries) in enumerate(lanes.items()):
        y, left = top + n * HEIGHT, MARGIN + room
        lane(layout, "", y, HEIGHT - 4, room, shade=n)
        own = label_room([name])
        says = measure.shorten(measure.clean(name), 12, own - 12, True)
        at = (left - own + 10, y + HEIGHT / 2 + 2)
        layout.write(*at, says, 12, bold=True, on="lane2", role="label")
        for k, entry in enumerate(entries):
            rect = (left + GAP + k * (wide + GAP), y + PAD - 2, wide, BOX)
            _entry(layout, entry, written[entry[0]], rect, colours[entry[0]], highlight)
        if name in done:
            _progress(layout, y, left + GAP / 2 + done[name] * (wide + GAP), len(entries) - done[name])
    said = f"the colour of a message is its {measure.clean(coloured_by)}"
    short = [f"; on top {short} is {measure.clean(key)}" for key, short in written.items() if short != key]
    glyphs = (
        (True, Glyph("rule", "".join([said, *short[:1]]), "hue.0", 6.0)),
        (bool(done), Glyph("rule", "done up to here", "ink", 2.4)),
    )
    layout.h = legend(layout, glyphs, top + len(lanes) * HEIGHT + 8) + 6
    head = ("partition", "messages", "done", "lag")
    rows = [_row(name, entries, done) for name, entries in lanes.items()]
    return Picture(layout, title, head, rows, subtitle=subtitle)


def _row(name: str, entries: Entries, done: Mapping[str, int]) -> Row:
    told = ", ".join(f"{key} {says}".strip() for key, says in entries)
    return name, told, str(done.get(name, "")), str(len(entries) - done[name]) if name in done else ""


def _check(lanes: Mapping[str, Entries], committed: Mapping[str, int], highlight: str) -> None:
    for name, count in committed.items():
        if name not in lanes:
            raise ValueError(f"there is no lane {name!r}: the lanes are {', '.join(lanes)}")
        if not 0 <= count <= len(lanes[name]):
            raise ValueError(f"{count} of {name!r} cannot be done: it has {len(lanes[name])} entries")
    keys = dict.fromkeys(key for entries in lanes.values() for key, _ in entries)
    if highlight and highlight not in keys:
        raise ValueError(f"there is no key {highlight!r}: the keys are {', '.join(keys)}")


def _widths(lanes: Mapping[str, Entries], room: float, right: float, least: float) -> tuple[float, float]:
    """How wide an entry is, and the picture, with `room` to the left of the lanes and `right` beside them."""
    most = max((len(entries) for entries in lanes.values()), default=0) or 1
    free = WIDE - 2 * MARGIN - room - right - GAP
    wide = min(104.0, free / most - GAP)
    return wide, max(least, NARROW, 2 * MARGIN + room + right + GAP + most * (wide + GAP))


def _written(keys: Sequence[str], wide: float) -> dict[str, str]:
    """Each key as it is written: whole, or without the word with which all begin where one is too wide."""
    whole = {key: measure.clean(key) for key in keys}
    if all(measure.width(key, measure.SMALL, True) <= wide - 4 for key in whole.values()):
        return whole
    pairs = enumerate(zip(min(keys), max(keys), strict=False))
    same = next((n for n, (one, other) in pairs if one != other), 0)
    word = re.match(r".*\W|", keys[0][:same])
    return {key: measure.clean(key[word.end() :]) if word else whole[key] for key in keys}


def _entry(
    layout: Layout,
    entry: tuple[str, str],
    written: str,
    rect: tuple[float, float, float, float],
    hue: int,
    highlight: str,
) -> None:
    """A message: its key as it is `written`, under a bar of the key's colour, and what it says."""
    key, says = entry
    x, y, w, h = rect
    aside = bool(highlight) and key != highlight
    box = Box(x, y, w, h, "rect", "paper", "faint" if aside else "ink", 1.0 if aside else 1.8, key=key)
    layout.boxes.append(box)
    layout.boxes.append(Box(x, y, w, 6, "rect", f"hue.{hue}", role="ornament", key=key))
    how: How = {"colour": "muted" if aside else "ink", "anchor": "middle", "inside": box.rect, "key": key}
    lines = [part for part in (written, says) if part]
    for n, line in enumerate(lines):
        text = measure.shorten(measure.clean(line), measure.SMALL, w - 4, n == 0)
        layout.small(
            x + w / 2, y + (17 if len(lines) == 2 else 23) + 12.5 * n, text, **how | {"bold": n == 0}
        )


def _progress(layout: Layout, top: float, x: float, lag: int) -> None:
    """The committed position as a line between two entries, and the lag at the right."""
    layout.lines.append(Line(((x, top), (x, top + HEIGHT - 4)), "ink", 2.4, role="marker"))
    layout.write(layout.w - MARGIN - 8, top + HEIGHT / 2 + 2, f"lag {lag}", 12, bold=lag > 0, anchor="end",
                 colour="ink" if lag else "muted", on="lane2", role="note")  # fmt: skip
