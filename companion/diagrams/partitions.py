"""The partitions of one topic: what stands in each lane, who reads which, how far they are, how far behind.

Left to right is the order within a lane, and only within a lane. What has one key stands in one lane.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from companion.diagrams import measure
from companion.diagrams.frame import MARGIN, NARROW, WIDE, Glyph, heading, label_room, legend, wanted
from companion.diagrams.palette import hues
from companion.diagrams.picture import Picture
from companion.diagrams.shapes import Box, Layout, Line

ROW, BOX, GAP, PAD = 50.0, 34.0, 8.0, 8.0
LAG = 66.0
"""Room to the right of the lanes, for the lag."""

Entries = Sequence[tuple[str, str]]


def partitions(
    lanes: Mapping[str, Entries],
    *,
    title: str,
    subtitle: str = "",
    members: Mapping[str, Sequence[str]] | None = None,
    committed: Mapping[str, int] | None = None,
    highlight: str = "",
    coloured_by: str = "key",
    theme: str = "light",
) -> Picture:
    """Return one lane for each of `lanes`: name → its entries, oldest first, each a key and what it says.

    `members` are those of one group and the lanes each reads; `committed` is for each lane how many entries
    are done, and what stands behind is its lag. `highlight` is a key whose entries stand out. `coloured_by`
    says what a key is, where it is not what chose the partition. Raise `ValueError` for a lane, a count or a
    key that is not there.
    """
    holds, done = members or {}, committed or {}
    _check(lanes, holds, done, highlight)
    keys = list(dict.fromkeys(key for entries in lanes.values() for key, _ in entries))
    reader = {lane: name for name, held in holds.items() for lane in held}
    room = label_room([*lanes]) + (label_room([*holds]) if holds else 0.0)
    wide, width = _widths(lanes, room, LAG if done else 0.0, title, subtitle)
    layout = Layout(width, 0.0)
    top = heading(layout, title, subtitle)
    order = sorted(lanes, key=lambda lane: list(holds).index(reader[lane]) if lane in reader else len(holds))
    for n, lane in enumerate(order):
        _lane(layout, lane, top + n * ROW, room, n)
        for place, entry in enumerate(lanes[lane]):
            x = MARGIN + room + GAP + place * (wide + GAP)
            _entry(layout, entry, (x, top + n * ROW + PAD - 2, wide, BOX), hues(keys), highlight)
        _progress(
            layout, top + n * ROW, MARGIN + room + GAP / 2, wide + GAP, done.get(lane), len(lanes[lane])
        )
    _brackets(layout, order, reader, top)
    glyphs = [Glyph("rule", f"the colour of a message is its {measure.clean(coloured_by)}", "hue.0", 6.0)]
    glyphs += [Glyph("rule", "done up to here", "ink", 2.4)] if done else []
    layout.h = legend(layout, glyphs, top + len(order) * ROW + 8) + 6
    return _picture(layout, lanes, order, reader, done, (title, subtitle, theme))


def _picture(
    layout: Layout,
    lanes: Mapping[str, Entries],
    order: Sequence[str],
    reader: Mapping[str, str],
    done: Mapping[str, int],
    said: tuple[str, str, str],
) -> Picture:
    title, subtitle, theme = said
    rows = [
        (
            lane,
            reader.get(lane, ""),
            ", ".join(f"{key} {says}".strip() for key, says in lanes[lane]),
            str(done.get(lane, "")),
            str(len(lanes[lane]) - done[lane]) if lane in done else "",
        )
        for lane in order
    ]
    head = ("partition", "member", "messages", "done", "lag")
    return Picture(layout, title, head, rows, subtitle=subtitle, theme=theme)


def _check(
    lanes: Mapping[str, Entries],
    members: Mapping[str, Sequence[str]],
    committed: Mapping[str, int],
    highlight: str,
) -> None:
    known = ", ".join(lanes)
    for lane in [*(lane for held in members.values() for lane in held), *committed]:
        if lane not in lanes:
            raise ValueError(f"there is no lane {lane!r}: the lanes are {known}")
    for lane, count in committed.items():
        if not 0 <= count <= len(lanes[lane]):
            raise ValueError(f"{count} of {lane!r} cannot be done: it has {len(lanes[lane])} entries")
    keys = dict.fromkeys(key for entries in lanes.values() for key, _ in entries)
    if highlight and highlight not in keys:
        raise ValueError(f"there is no key {highlight!r}: the keys are {', '.join(keys)}")


def _widths(
    lanes: Mapping[str, Entries], room: float, right: float, title: str, subtitle: str
) -> tuple[float, float]:
    """How wide an entry is, and the picture, with so much room to the left and to the right of the lanes."""
    most = max((len(entries) for entries in lanes.values()), default=0) or 1
    free = WIDE - 2 * MARGIN - room - right - GAP
    wide = min(104.0, free / most - GAP)
    return wide, max(wanted(title, subtitle), NARROW, 2 * MARGIN + room + right + GAP + most * (wide + GAP))


def _lane(layout: Layout, name: str, top: float, room: float, place: int) -> None:
    fill = "lane" if place % 2 else "lane2"
    layout.ground.append(Box(MARGIN, top, layout.w - 2 * MARGIN, ROW - 4, fill=fill, role="lane"))
    x = MARGIN + room - label_room([name]) + 10
    says = measure.shorten(measure.clean(name), 12, label_room([name]) - 12, True)
    layout.write(x, top + ROW / 2 + 2, says, 12, bold=True, on="lane2", role="label")


def _entry(
    layout: Layout,
    entry: tuple[str, str],
    rect: tuple[float, float, float, float],
    colours: Mapping[str, int],
    highlight: str,
) -> None:
    """A message: its key on a bar of the key's colour, and what it says."""
    key, says = entry
    x, y, w, h = rect
    aside = bool(highlight) and key != highlight
    box = Box(x, y, w, h, "rect", "paper", "faint" if aside else "ink", 1.0 if aside else 1.8, key=key)
    layout.boxes.append(box)
    layout.boxes.append(Box(x, y, w, 6, "rect", f"hue.{colours[key]}", role="ornament", key=key))
    colour = "muted" if aside else "ink"
    lines = [part for part in (key, says) if part]
    for n, line in enumerate(lines):
        text = measure.shorten(measure.clean(line), measure.SMALL, w - 4, n == 0)
        at = y + (17 if len(lines) == 2 else 23) + 12.5 * n
        layout.write(x + w / 2, at, text, measure.SMALL, bold=n == 0, anchor="middle", colour=colour,
                     inside=box.rect, key=key)  # fmt: skip


def _progress(layout: Layout, top: float, left: float, step: float, done: int | None, count: int) -> None:
    """The committed position as a line between two entries, and the lag at the right."""
    if done is None:
        return
    x = left + done * step
    layout.lines.append(Line(((x, top), (x, top + ROW - 4)), "ink", 2.4, role="marker"))
    lag = count - done
    layout.write(layout.w - MARGIN - 8, top + ROW / 2 + 2, f"lag {lag}", 12, bold=lag > 0, anchor="end",
                 colour="ink" if lag else "muted", on="lane2", role="note")  # fmt: skip


def _brackets(layout: Layout, order: Sequence[str], reader: Mapping[str, str], top: float) -> None:
    """Each member as a bracket over the lanes it reads."""
    for name in dict.fromkeys(reader[lane] for lane in order if lane in reader):
        places = [n for n, lane in enumerate(order) if reader.get(lane) == name]
        high, low = top + places[0] * ROW + 4, top + places[-1] * ROW + ROW - 8
        wide = label_room([*dict.fromkeys(reader.values())])
        x = MARGIN + wide - 6
        layout.lines.append(
            Line(((x + 6, high), (x, high), (x, low), (x + 6, low)), "line", 2.0, role="rule")
        )
        text = measure.shorten(measure.clean(name), 12, wide - 18, True)
        layout.write(MARGIN + 8, (high + low) / 2 + 4, text, 12, bold=True, on="lane2", role="label")
