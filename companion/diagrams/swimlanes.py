"""Swim lanes in time: who works, who waits, who is free. One panel for each trace, all on one scale.

Blue is work, hatched red is waiting, dashed red is waiting in vain, a dot is a reaction that takes no time.
Bars that overlap in one lane get rows of their own, so that no bar hides another. A name that fits neither in
its bar nor beside it is only in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from companion.diagrams import measure
from companion.diagrams.axes import round_numbers
from companion.diagrams.frame import MARGIN, WIDE, Glyph, heading, label_room, lane, legend
from companion.diagrams.picture import Picture, Row
from companion.diagrams.shapes import Box, How, Layout, Line
from companion.diagrams.works import BAR, PAD, ROW_HEIGHT, Piece, Scale, Work, order_of_lanes, pack, works

if TYPE_CHECKING:
    from companion.events.trace import Record


Naming = tuple[bool, Callable[[Work], str] | None]
"""Whether the pieces belong to several stories, and the longest name of a story that fits into all of them.
"""
Span = tuple[float, float]

STARTS = ("works", "reacts", "fails")
FEW = 8
"""Up to so many published events are drawn as stickies with arrows to the services that react."""
_LOOKS = {
    "works": ("round", "command.fill", "command.edge", "command.text"),
    "waits": ("hatch", "danger", "red", "red"),
    "free": ("round", "read model.fill", "read model.edge", "read model.text"),
    "leaves": ("round", "paper", "red", "red"),
    "fails": ("octagon", "failure.fill", "failure.edge", "failure.text"),
}


def swimlanes(
    traces: Iterable[Record] | Mapping[str, Iterable[Record]],
    *,
    title: str,
    unit: str = "min",
    closed: Mapping[str, Span] | None = None,
    only: Collection[str] = (),
) -> Picture:
    """Return swim lanes in time of one trace, or of several, one panel each, by name.

    A panel's name may go on after a colon with a remark ("Calls: each one waits"). Times count from the first
    record of each trace, in `unit` (ms, s, min, h, d). `closed` says when a service was shut, from and to, in
    the same unit. `only` names the services to draw (default: all); times count as if all were drawn. A
    customer who waits alone is served when the last work is done, and the picture says when.
    """
    named, shut = traces if isinstance(traces, Mapping) else {"": traces}, closed or {}
    panels = {
        name: [work for work in works(records, unit) if not only or work.service in only]
        for name, records in named.items()
    }
    served = {name: _served(work) for name, work in panels.items()}
    layout = Layout(WIDE, 0.0)
    y = heading(layout, title)
    # All panels have the order of the first one, so that they can be compared lane by lane.
    everyone = list(dict.fromkeys(lane for work in panels.values() for lane in order_of_lanes(work)))
    everything = [item for work in panels.values() for item in work]
    end = max((item.end for item in everything), default=1)
    scale = Scale(MARGIN + label_room(everyone), layout.w - MARGIN - 16, end or 1.0, unit)
    for name, work in panels.items():
        y = Panel(layout, scale, work, served[name], shut, everyone).draw(name, y) + 8
    layout.h = legend(layout, _glyphs(everything, shut), y) + 6
    return Picture(layout, title, *_table(panels, served, shut, unit))


def _served(work: Sequence[Work]) -> float | None:
    """When the only customer who waits is served: when the last work is done. None where several wait, or
    something failed.
    """
    waits = sum(item.kind == "waits" for item in work)
    alone = waits == 1 and all(item.kind != "fails" for item in work)
    return max(item.end for item in work) if alone else None


def _table(
    panels: Mapping[str, list[Work]],
    served: Mapping[str, float | None],
    closed: Mapping[str, Span],
    unit: str,
) -> tuple[Row, list[Row]]:
    rows: list[Row] = []
    for name, work in panels.items():
        panel = measure.clean(name.split(":")[0])
        for item in work:
            end = f"{item.end:g}" if item.long else ""
            told = (panel, item.service, item.kind, item.says, item.story, f"{item.begin:g}", end)
            rows.append(told)
        if (time := served[name]) is not None:
            rows.append((panel, "", "served", "", "", f"{time:g}", ""))
    rows += [("", service, "closed", "", "", f"{a:g}", f"{b:g}") for service, (a, b) in closed.items()]
    return ("panel", "service", "does", "what", "story", f"from ({unit})", "to"), rows


def _glyphs(work: Sequence[Work], closed: Mapping[str, Span]) -> list[tuple[bool, Glyph]]:
    kinds = {item.kind: None for item in work}
    return [
        ("works" in kinds, Glyph("bar", "works", "command")),
        ("waits" in kinds, Glyph("hatch", "waits, blocked")),
        ("leaves" in kinds, Glyph("gone", "waits, and is turned away")),
        ("publishes" in kinds, Glyph("box", "event published", "event")),
        (any(item.no for item in work), Glyph("box", "event that says no", "refusal")),
        ("reacts" in kinds, Glyph("dot", "reacts at once", "command.fill")),
        ("fails" in kinds, Glyph("box", "failed", "failure")),
        (bool(closed), Glyph("bar", "closed", "compensation")),
    ]


# --- one panel ----------------------------------------------------------------------------------------


class Panel:
    """Draws one panel on a layout."""

    def __init__(
        self,
        layout: Layout,
        scale: Scale,
        work: Sequence[Work],
        served: float | None,
        closed: Mapping[str, tuple[float, float]],
        order: Sequence[str],
    ) -> None:
        self.layout, self.scale, self.served = layout, scale, served
        present = order_of_lanes(work)
        self.lanes = [lane for lane in order if lane in present]
        self.closed = {service: span for service, span in closed.items() if service in self.lanes}
        self.sticky = sum(item.kind == "publishes" for item in work) <= FEW
        self.work = [*work, *self._free(work), *self._shut()]
        self.pieces = {
            name: pack(
                (w for w in self.work if w.service == name and w.kind != "gives up"), scale, self.sticky
            )
            for name in self.lanes
        }
        self.tops: dict[str, tuple[float, float]] = {}
        self.namings: dict[tuple[str, str], Naming] = {}

    def _free(self, work: Sequence[Work]) -> list[Work]:
        """A single customer is free between the end of the wait and being served."""
        waits = [item for item in work if item.kind == "waits"]
        if self.served is None or waits[0].end >= self.served:
            return []
        return [Work("free", waits[0].service, "free to sit down", waits[0].end, self.served)]

    def _shut(self) -> list[Work]:
        return [
            Work("closed", service, f"closed {a:g}–{b:g}", a, b) for service, (a, b) in self.closed.items()
        ]

    def draw(self, name: str, top: float) -> float:
        """Draw the panel called `name` from `top`; return its lower end."""
        top = self._name(name, top)
        bottom = self._ground(top)
        self._axis(top, bottom)
        self._mark(top, bottom)
        for name in self.lanes:
            for piece in self.pieces[name]:
                piece.y = self.tops[name][0] + PAD + piece.row * ROW_HEIGHT
                self._draw(piece)
        if self.sticky:
            self._links()
        return bottom + 18

    def _name(self, name: str, top: float) -> float:
        claim, _, remark = measure.clean(name).partition(":")
        if claim:
            claim = measure.shorten(claim, 13.0, self.layout.w - 2 * MARGIN - 6, True)
            self.layout.write(MARGIN + 6, top + 12, claim, 13.0, bold=True, role="heading")
            x = MARGIN + 16 + measure.width(claim, 13.0, True)
            if x < self.layout.w - MARGIN - 20:
                says = measure.shorten(remark.strip(), 11, self.layout.w - MARGIN - x)
                self.layout.write(x, top + 12, says, 11.0, colour="muted", role="heading")
            top += 21
        return top + (14 if self.served is not None else 0)

    def _ground(self, top: float) -> float:
        for n, name in enumerate(self.lanes):
            rows = max((piece.row for piece in self.pieces[name]), default=0) + 1
            height = rows * ROW_HEIGHT + 2 * PAD - (ROW_HEIGHT - BAR)
            room, most = self.scale.left - MARGIN - 2, 1 if rows == 1 else 2
            lane(self.layout, name, top, height, room, shade=n, most=most)
            if name in self.closed:
                a, b = (self.scale.x(t) for t in self.closed[name])
                fill, edge = "compensation.fill", "compensation.edge"
                shut = Box(a, top, b - a, height, "rect", fill, edge, 1.0, (3.0, 2.0), "outage")
                self.layout.ground.append(shut)
            self.tops[name] = (top, height)
            top += height + 3
        return top - 3

    def _axis(self, top: float, bottom: float) -> None:
        for time in round_numbers(0, self.scale.end, 13):
            x = self.scale.x(time)
            self.layout.lines.append(Line(((x, top), (x, bottom)), "grid", 1.0, role="grid"))
            self.layout.small(x, bottom + 13, f"{time:g}", anchor="middle", role="tick")
        self.layout.small(self.scale.left - 10, bottom + 13, self.scale.unit, anchor="end", role="tick")

    def _mark(self, top: float, bottom: float) -> None:
        """Flag the time of serving on top of the lanes, with a line down through all of them."""
        if self.served is None:
            return
        x, says = self.scale.x(self.served), f"served at {self.served:g}"
        wide = measure.width(says, measure.SMALL, True)
        self.layout.lines.append(Line(((x, top - 5), (x, bottom)), "ink", 2.4, role="marker"))
        left = min(x - wide / 2, self.layout.w - MARGIN - wide)
        self.layout.write(left, top - 7, says, measure.SMALL, bold=True, role="mark")

    def _draw(self, piece: Piece) -> None:
        work, y = piece.work, piece.y
        if work.kind == "publishes" and self.sticky:
            kind = "refusal" if work.no else "event"
            self.layout.node(kind, work.says, (piece.x0, y, piece.x1 - piece.x0, BAR - 2))
        elif work.kind in ("publishes", "reacts"):
            kind = "event" if work.kind == "publishes" else "command"
            dot = Box(piece.x0, y + 6, 9, 9, "circle", f"{kind}.fill", f"{kind}.edge", 1.2)
            self.layout.boxes.append(dot)
            self._beside(piece)
        elif work.kind == "closed":
            how: How = {"colour": "compensation.text", "on": "compensation.fill", "role": "label"}
            self.layout.small(piece.x0, y + 14, work.says, **how)
        else:
            self._bar(piece)

    def _bar(self, piece: Piece) -> None:
        shape, fill, edge, ink = _LOOKS[piece.work.kind]
        gone = piece.work.kind == "leaves"
        dash = (4.0, 3.0) if gone else ()
        box = Box(piece.x0, piece.y, piece.x1 - piece.x0, BAR, shape, fill, edge, 1.6 if gone else 1.3, dash)
        self.layout.boxes.append(box)
        if gone and box.w > 24:
            self.layout.mark("cross", piece.x1 - 14, piece.y + BAR / 2 - 4, 8)
        for says in self._names(piece.work):
            wide = measure.width(says, measure.SMALL, True)
            room = replace(box, w=box.w - 14) if gone else box
            if wide + 8 <= room.w:
                self._inside(room, says, wide, ink, fill)
                return
        self._beside(piece)

    def _names(self, work: Work) -> list[str]:
        """The names that may be written in the bar, longest first; one lane does not mix long and short
        names.
        """
        if work.kind in ("waits", "leaves") and not work.says:
            took = f"{round(work.end - work.begin, 2):g}"
            return [f"blocked {took} {self.scale.unit}", f"{took} {self.scale.unit}", took]
        many, short = self._naming(work)
        if not many:
            return [measure.clean(work.says)] if work.says else []
        if short is not None:
            return [short(work)]
        return [_number(work)] if work.kind == "fails" else []

    def _naming(self, work: Work) -> Naming:
        """How the pieces of the kind of `work` in its lane are named; found once for all of them."""
        key = work.service, work.kind
        if key not in self.namings:
            alike = [piece for piece in self.pieces[work.service] if piece.work.kind == work.kind]
            many = len({_story_of(piece.work): None for piece in alike}) > 1
            short = next((each for each in (_story_of, _number) if _fits_all(each, alike)), None)
            self.namings[key] = many, short
        return self.namings[key]

    def _inside(self, box: Box, says: str, wide: float, ink: str, on: str) -> None:
        x, y = box.centre
        if box.shape == "hatch":
            chip = Box(x - wide / 2 - 4, box.y + 3, wide + 8, BAR - 6, "round", "paper", role="chip")
            self.layout.boxes.append(chip)
            on = "paper"
        how: How = {"anchor": "middle", "bold": True, "colour": ink, "on": on, "inside": box.rect}
        self.layout.small(x, y + 3.6, says, **how)

    def _beside(self, piece: Piece) -> None:
        """Write the name to the right of a short bar, if nothing else is there."""
        says = measure.clean(piece.work.says)
        if not says or self._naming(piece.work)[0]:
            return
        x0, x1 = piece.x1 + 5, piece.x1 + 9 + measure.width(says, measure.SMALL)
        outage = self.closed.get(piece.work.service, (0.0, 0.0))
        shut = x1 > self.scale.x(outage[0]) and x0 < self.scale.x(outage[1])
        row = (other for other in self.pieces[piece.work.service] if other.row == piece.row)
        alone = all(other is piece or other.x0 > x1 or other.x1 < x0 for other in row)
        if not shut and x1 < self.layout.w - MARGIN and alone:
            inside = (x0 - 1, piece.y, x1, piece.y + BAR)
            self.layout.small(x0, piece.y + 14, says, colour="ink", on="lane2", inside=inside, role="label")

    def _links(self) -> None:
        """Draw a line from each published event, at its moment, to the bars that begin with it."""
        everything = [piece for lane in self.lanes for piece in self.pieces[lane]]
        for event in (piece for piece in everything if piece.work.kind == "publishes"):
            x = self.scale.x(event.work.begin)
            about, y0 = _about(event.work), event.y + BAR / 2
            starts = [p.y + BAR / 2 for p in everything if p.work.kind in STARTS and _about(p.work) == about]
            ways = [y for y in starts if self._free_way(x, y0, y, everything)]
            lines = [((x, y0), (x, y)) for y in (min(ways, default=y0), max(ways, default=y0)) if y != y0]
            for line in (*lines, ((x, y0), (event.x0, y0))):
                self.layout.lines.append(Line(line, "event.edge", 2.0, role="edge"))
            self.layout.lines += [
                Line(((x - 12, y), (x + 1, y)), "event.edge", 1.6, (), True, "edge")
                for y in ways
                if self._clear(x, y, everything)
            ]

    def _free_way(self, x: float, y0: float, y1: float, pieces: Sequence[Piece]) -> bool:
        low, high = sorted((y0, y1))
        return not any(p.x0 + 0.5 < x < p.x1 - 0.5 and p.y < high and p.y + BAR > low for p in pieces)

    def _clear(self, x: float, y: float, pieces: Sequence[Piece]) -> bool:
        return x - 12 > self.scale.left - 14 and not any(
            p.x0 < x and p.x1 > x - 13 and p.y < y < p.y + BAR for p in pieces
        )


def _story_of(work: Work) -> str:
    """Which story a piece of work belongs to, or else what it is."""
    return measure.clean(work.story or work.says)


def _number(work: Work) -> str:
    """The end of a story's name: 7 of order-7."""
    return _story_of(work).rpartition("-")[2]


def _fits_all(short: Callable[[Work], str], pieces: Sequence[Piece]) -> bool:
    """Whether every piece holds its own short name."""
    return all(measure.width(short(p.work), measure.SMALL, True) + 10 <= p.x1 - p.x0 for p in pieces)


def _about(work: Work) -> tuple[str, str, float]:
    """What a piece of work begins with: the event, its story and the moment."""
    return work.about, work.story, work.begin
