"""What a layout is made of: boxes, lines and texts, flat, in points, y downwards.

A layout knows nothing of SVG or matplotlib and names colours by token, so overlap, fit and contrast are
tested on it and both writers only translate it. `key` says which event a thing belongs to; `role` says what
the thing is for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypedDict, Unpack

from companion.diagrams import measure
from companion.diagrams.palette import ALIKE, KINDS

Point = tuple[float, float]
Rect = tuple[float, float, float, float]

EDGE = 2.0
"""How near to the edge of a drawing a text may come."""


@dataclass(frozen=True, slots=True)
class Box:
    """A filled shape in the rectangle at (x, y), w by h points. Role "node" may touch no other node."""

    x: float
    y: float
    w: float
    h: float
    shape: str = "rect"
    fill: str = "none"
    edge: str = "none"
    stroke: float = 1.3
    dash: tuple[float, ...] = ()
    role: str = "node"
    key: str = ""

    @property
    def rect(self) -> Rect:
        """Left, top, right, bottom."""
        return self.x, self.y, self.x + self.w, self.y + self.h

    @property
    def centre(self) -> Point:
        """The middle of the box."""
        return self.x + self.w / 2, self.y + self.h / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A polyline with rounded corners, perhaps with an arrowhead at its end. Role "edge" may touch no
    foreign node.
    """

    points: tuple[Point, ...]
    colour: str = "line"
    stroke: float = 2.0
    dash: tuple[float, ...] = ()
    head: bool = False
    role: str = "edge"
    key: str = ""
    ends: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text, its baseline at y. `on` is the colour behind it; it must fit `inside`."""

    x: float
    y: float
    text: str
    size: float = 11.0
    bold: bool = False
    anchor: str = "start"
    colour: str = "ink"
    on: str = "paper"
    inside: Rect | None = None
    key: str = ""
    role: str = "text"

    @property
    def width(self) -> float:
        """How wide the text is, in points."""
        return measure.width(self.text, self.size, self.bold)

    @property
    def rect(self) -> Rect:
        """Left, top, right, bottom of the text as measured."""
        left = self.x - self.width * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        top, low = self.y - measure.ASCENT * self.size, self.y + measure.DESCENT * self.size
        return left, top, left + self.width, low


class How(TypedDict, total=False):
    """How a text is written: the fields of `Text` after its size."""

    bold: bool
    anchor: str
    colour: str
    on: str
    inside: Rect | None
    key: str
    role: str


@dataclass(slots=True)
class Layout:
    """A drawing: its size in points and what is on it. They are drawn in this order: ground boxes, lines,
    boxes, texts.
    """

    w: float
    h: float
    ground: list[Box] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    @property
    def nodes(self) -> list[Box]:
        """The boxes with role "node"; no two of them overlap."""
        return [box for box in self.boxes if box.role == "node"]

    def node(
        self, kind: str, name: str, rect: Rect, *, key: str = "", strong: bool = False, role: str = "node"
    ) -> Box:
        """Add a box of `kind` with `name` wrapped inside `rect` (x, y, w, h), and return it."""
        x, y, w, h = rect
        box = Box(x, y, w, h, *_look(kind), _stroke(kind, strong), _dash(kind), role, key)
        self.boxes.append(box)
        self._label(box, kind, name)
        return box

    def _label(self, box: Box, kind: str, name: str) -> None:
        pad = 9.0 if box.shape in ("octagon", "nose", "pill") else 3.0
        size, lines = measure.fit(measure.clean(name), box.w - 2 * pad, most=min(3, max(1, int(box.h // 14))))
        x, y = box.centre
        x -= 3.0 if box.shape == "nose" else 0.0
        y += 3.5 if box.shape == "table" else 0.0
        y -= 2.5 if box.shape == "sticky" and len(lines) == 3 else 0.0  # clear of the folded corner
        like = ALIKE.get(kind, kind)
        colour, on = ("muted", "paper") if kind == "never" else (f"{like}.text", f"{like}.fill")
        how: How = {
            "bold": True,
            "anchor": "middle",
            "colour": colour,
            "on": on,
            "inside": box.rect,
            "key": box.key,
        }
        self.lines_around(x, y, lines, size, **how)

    def no(self, x: float, y: float, key: str = "") -> None:
        """Write the small tag "no" beside a fact that says no; its baseline is at y."""
        box = Box(x, y - 9.2, 20, 13, "round", "paper", "ink", 1.0, role="tag", key=key)
        self.boxes.append(box)
        self.write(x + 10, y + 0.5, "no", measure.SMALL, bold=True, anchor="middle", inside=box.rect, key=key)

    def mark(
        self,
        shape: str,
        x: float,
        y: float,
        size: float,
        stroke: float = 2.4,
        edge: str = "red",
        key: str = "",
    ) -> None:
        """Add a cross or a tick of `size` points; its left upper corner is at (x, y)."""
        self.boxes.append(Box(x, y, size, size, shape, edge=edge, stroke=stroke, role="mark", key=key))

    def write(self, x: float, y: float, text: str, size: float = 11.0, **how: Unpack[How]) -> None:
        """Add a text with its baseline at y; `how` are the other fields of `Text`. An empty text adds
        nothing, one that would leave the drawing is shortened.
        """
        left, right = x - EDGE, self.w - EDGE - x
        room = {"start": right, "middle": 2 * min(left, right), "end": left}[how.get("anchor", "start")]
        if said := measure.shorten(measure.clean(text), size, room, how.get("bold", False)):
            self.texts.append(Text(x, y, said, size, **how))

    def lines_around(self, x: float, y: float, lines: Sequence[str], size: float, **how: Unpack[How]) -> None:
        """Add lines of text below each other, with their middle at the height `y`."""
        top = y + size * 0.36 - (len(lines) - 1) * size * 0.61
        for n, line in enumerate(lines):
            self.write(x, top + n * size * 1.22, line, size, **how)

    def small(self, x: float, y: float, text: str, **how: Unpack[How]) -> None:
        """Add a text of the smallest size, muted unless `how` names a colour."""
        how.setdefault("colour", "muted")
        self.write(x, y, text, measure.SMALL, **how)


def _look(kind: str) -> tuple[str, str, str]:
    """The shape, fill and edge of a kind."""
    if kind == "never":
        return "round", "none", "faint"
    like = ALIKE.get(kind, kind)
    return KINDS[like].shape, f"{like}.fill", "ink" if kind == "refusal" else f"{like}.edge"


def _stroke(kind: str, strong: bool) -> float:
    return 2.4 if strong else 2.0 if kind in ("failure", "compensation", "refusal") else 1.3


def _dash(kind: str) -> tuple[float, ...]:
    return (5.0, 3.0) if kind in ("never", "compensation", "repeat") else ()
