"""A counterexample as swim lanes of deliveries: which copy of which event came when, what was late, lost,
or crashed.

One lane for each event, one column for each step of the schedule; the line through the columns is the order
in which things happened. The invariant's sentence stands below. A schedule too long for one row goes on in
the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from companion.diagrams import measure
from companion.diagrams.frame import MARGIN, WIDE, Glyph, heading, label_room, lane, legend, wanted, words
from companion.diagrams.picture import Picture
from companion.diagrams.shapes import Box, How, Layout, Line, Point

if TYPE_CHECKING:
    from companion.lab import Step

BOX, WIDEST, GUTTER, SLOT, HEIGHT, CAPTION = 92.0, 140.0, 28.0, 62.0, 38.0, 15.0


def found_by_a_check(schedule: Iterable[Mapping[str, Any]], problem: str) -> Picture:
    """Return the swim lanes of a schedule as a verdict holds it: each step a dict of plain data. The title
    says how little it takes.
    """
    steps: list[Any] = [SimpleNamespace(**{"point": "", "late_s": 0, **step}) for step in schedule]
    made = sum(step.kind != "drop" for step in steps)
    title = f"{made} {'delivery' if made == 1 else 'deliveries'}: enough to break it"
    return counterexample(steps, title=title, problem=problem)


def counterexample(steps: Iterable[Step], *, title: str, problem: str) -> Picture:
    """Return the swim lanes of the deliveries in `steps`; `problem` is the invariant's sentence."""
    schedule = list(steps) if isinstance(steps, Iterable) else [steps]
    if not all(hasattr(step, "kind") and hasattr(step, "label") for step in schedule):
        raise TypeError(f"{steps!r:.80} is not the schedule of a counterexample: give its `steps`")
    said = list(zip(schedule, _said(schedule), strict=True))
    lanes = list(dict.fromkeys(step.label for step in sorted(schedule, key=lambda step: step.index)))
    room, wide = label_room(lanes, 60.0), _wide(schedule)
    fit = max(1, int((WIDE - 2 * MARGIN - room - 16) // (wide + GUTTER)))
    needed = 2 * MARGIN + room + 16 + min(fit, len(schedule)) * (wide + GUTTER)
    layout = Layout(max(wanted(title), needed), 0.0)
    y = heading(layout, title)
    rows = _Rows(layout, lanes, room, wide)
    for first in range(0, max(len(schedule), 1), fit):
        y = rows.draw(said[first : first + fit], first, y) + 16
    y = _verdict(layout, problem, y - 2)
    layout.h = legend(layout, _glyphs(schedule), y + 12) + 6
    table = [(str(n), step.label, says, step.point) for n, (step, says) in enumerate(said, 1)]
    head = ("#", "event", "what happens", "crash point")
    return Picture(layout, title, head, table, notes=[f"broken: {problem}"])


def _said(schedule: Sequence[Step]) -> Iterable[str]:
    """Each step in a word or two: delivered, again, redelivered, late, lost or crash."""
    copies: dict[int, int] = {}
    crashed: dict[int, bool] = {}
    for step in schedule:
        copies[step.index] = copies.get(step.index, 0) + 1
        again = "again" if copies[step.index] > 1 else "delivered"
        again = "redelivered" if crashed.get(step.index) else again
        late = f"{_late(step.late_s)} late" if step.late_s else "late"
        yield {"drop": "lost", "crash": "crash", "delay": late}.get(step.kind, again)
        crashed[step.index] = step.kind == "crash"


def _late(seconds: int) -> str:
    for unit, size in (("day", 86_400), ("h", 3_600), ("min", 60)):
        if seconds % size == 0:
            return f"{seconds // size} {unit}" + "s" * (unit == "day" and seconds != size)
    return f"{seconds} s"


class _Rows:
    """Draws rows of steps; `room` is that of the lanes' names, `wide` how wide a box is."""

    def __init__(self, layout: Layout, lanes: Sequence[str], room: float, wide: float) -> None:
        self.layout, self.lanes, self.room, self.wide = layout, lanes, room, wide

    def draw(self, steps: Sequence[tuple[Step, str]], first: int, top: float) -> float:
        """Draw steps, of which `first` others stand in the rows above; return the lower end."""
        lanes = [name for name in self.lanes if any(step.label == name for step, _ in steps)]
        tops = {name: top + n * (SLOT + 3) for n, name in enumerate(lanes)}
        for n, (name, y) in enumerate(tops.items()):
            bar = f"hue.{self.lanes.index(name)}"
            lane(self.layout, name, y, SLOT, self.room, bar=bar, shade=n, most=3)
        bottom, boxes = top + len(lanes) * (SLOT + 3) - 3, list[Box]()
        for n, (step, said) in enumerate(steps):
            x = MARGIN + self.room + 16 + n * (self.wide + GUTTER)
            boxes.append(self._step(step, said, (x, tops[step.label]), str(first + n + 1)))
            if step.kind == "crash":  # and started again: a red line through every lane
                x += self.wide + 5
                stop = ((x, top - 3), (x, bottom + 3))
                self.layout.lines.append(Line(stop, "red", 2.0, (5.0, 3.0), False, "marker"))
        for a, b, (step, _) in zip(boxes, boxes[1:], steps, strict=False):
            self._then(a, b, step.kind == "crash")
        return bottom

    def _step(self, step: Step, said: str, at: Point, key: str) -> Box:
        (x, y), wide, layout = at, self.wide, self.layout
        kind = {"drop": "never", "crash": "failure"}.get(step.kind, "event")
        name = _crash(step.point, wide) if step.kind == "crash" else step.label
        again = said in ("again", "redelivered")
        box = layout.node(kind, name, (x, y + CAPTION + 3, wide, HEIGHT), strong=again, key=key)
        how: How = {"on": "lane2", "inside": (x - 1, y + 2, x + wide + 1, y + CAPTION + 3), "key": key}
        layout.small(x, y + CAPTION - 1, key, **how | {"bold": True})
        alarm = said != "delivered"
        if alarm and not again:
            left = x + wide - measure.width(said, measure.SMALL, True) - 12
            layout.mark("cross", left, y + CAPTION - 8, 7, 2.0)
        how |= {"bold": alarm, "anchor": "end", "colour": "red" if alarm else "muted"}
        layout.small(x + wide, y + CAPTION - 1, said, **how)
        return box

    def _then(self, a: Box, b: Box, crashed: bool) -> None:
        """The line from one step to the next: out on the right, through the gutter, in from the left."""
        (_, y0), (_, y1), turn = a.centre, b.centre, a.rect[2] + 9 + (4 if crashed else 0)
        bend = ((turn, y0), (turn, y1)) if abs(y0 - y1) > 1 else ()
        points = ((a.rect[2], y0), *bend, (b.x - 1, y1))
        self.layout.lines.append(Line(points, "faint", 2.0, (), True, "edge", b.key, (a.key, b.key)))


def _wide(schedule: Sequence[Step]) -> float:
    """How wide the boxes are: the longest word of a crash point fits, within limits."""
    points = [step.point for step in schedule if step.kind == "crash"]
    return min(WIDEST, max(BOX, measure.longest_word(points) + 19))


def _crash(point: str, wide: float) -> str:
    """The text in the box of a crash: the whole name, or only its last words if there is too little room."""
    whole = f"crash {point}".strip()
    if measure.fit(whole, wide - 18, most=2)[1][-1].endswith("…"):
        return point.replace(" append ", " ")  # the caption says "crash" already
    return whole


def _verdict(layout: Layout, problem: str, top: float) -> float:
    lines = words(problem, 12.0, layout.w - 2 * MARGIN - 52, True, most=4)
    height = 14 + 16.0 * len(lines)
    layout.ground.append(
        Box(MARGIN, top, layout.w - 2 * MARGIN, height, "round", "danger", "red", 1.2, role="verdict")
    )
    layout.mark("cross", MARGIN + 13, top + height / 2 - 6, 12, 3.0)
    inside = (MARGIN, top, layout.w - MARGIN, top + height)
    for n, line in enumerate(lines):
        at = (MARGIN + 40, top + 19 + 16 * n)
        layout.write(*at, line, 12.0, bold=True, colour="red", on="danger", inside=inside, role="problem")
    return top + height


def _glyphs(schedule: Sequence[Step]) -> list[tuple[bool, Glyph]]:
    kinds = {step.kind: None for step in schedule}
    return [
        (True, Glyph("box", "delivered", "event")),
        ("drop" in kinds, Glyph("box", "lost on the way", "never")),
        ("crash" in kinds, Glyph("box", "the process crashes", "failure")),
        ("crash" in kinds, Glyph("line", "built again, memory empty", "red", 1.9, (5.0, 3.0))),
        (len(schedule) > 1, Glyph("line", "then", "faint", 2.0)),
    ]
