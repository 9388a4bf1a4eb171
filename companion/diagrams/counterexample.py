"""A counterexample as swim lanes of deliveries: which copy of which event came when, what was late, lost,
or crashed.

One lane for each event, one column for each step of the schedule; the line through the columns is the order
in which things happened. The invariant's sentence stands below. A schedule too long for one row goes on in
the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, Protocol

from companion.diagrams import measure
from companion.diagrams.frame import MARGIN, WIDE, Glyph, heading, label_room, lane, legend, wanted, words
from companion.diagrams.picture import Picture
from companion.diagrams.shapes import Box, Layout, Line, Point, Text

BOX, WIDEST, GUTTER, SLOT, HEIGHT, CAPTION = 92.0, 140.0, 28.0, 62.0, 38.0, 15.0


class Step(Protocol):
    """The attributes read of a step of a schedule (`companion.lab.Step` is one)."""

    @property
    def kind(self) -> str:
        """deliver, duplicate, delay, drop or crash."""

    @property
    def label(self) -> str:
        """The label of the event."""

    @property
    def index(self) -> int:
        """The event's index in the list of events."""

    @property
    def point(self) -> str:
        """Where the process crashed."""


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
        raise TypeError(f"{steps!r:.80} are no steps of a counterexample: give its `steps`")
    says = list(_said(schedule))
    lanes = list(dict.fromkeys(step.label for step in sorted(schedule, key=lambda step: step.index)))
    room = label_room(lanes, 60.0)
    wide = _wide(schedule)
    fit = max(1, int((WIDE - 2 * MARGIN - room - 16) // (wide + GUTTER)))
    needed = 2 * MARGIN + room + 16 + min(fit, len(schedule)) * (wide + GUTTER)
    layout = Layout(max(wanted(title), needed), 0.0)
    y = heading(layout, title)
    for first in range(0, max(len(schedule), 1), fit):
        part = slice(first, first + fit)
        y = _row(layout, schedule[part], says[part], lanes, room, wide, first, y) + 16
    y = _verdict(layout, problem, y - 2)
    layout.h = legend(layout, _glyphs(schedule, says), y + 12) + 6
    rows = [
        (str(n), step.label, said, step.point)
        for n, (step, said) in enumerate(zip(schedule, says, strict=True), 1)
    ]
    head = ("#", "event", "what happens", "crash point")
    return Picture(layout, title, head, rows, notes=[f"broken: {problem}"])


def _said(schedule: Sequence[Step]) -> Iterable[str]:
    """Each step in a word or two: delivered, again, redelivered, late, lost or crash."""
    copies: dict[int, int] = {}
    crashed: dict[int, bool] = {}
    for step in schedule:
        copies[step.index] = copies.get(step.index, 0) + 1
        again = (
            "redelivered" if crashed.get(step.index) else "again" if copies[step.index] > 1 else "delivered"
        )
        late = getattr(step, "late_s", 0)
        yield {"drop": "lost", "crash": "crash", "delay": f"{_late(late)} late" if late else "late"}.get(
            step.kind, again
        )
        crashed[step.index] = step.kind == "crash"


def _late(seconds: int) -> str:
    for unit, size in (("day", 86_400), ("h", 3_600), ("min", 60)):
        if seconds % size == 0:
            return f"{seconds // size} {unit}" + "s" * (unit == "day" and seconds != size)
    return f"{seconds} s"


def _row(
    layout: Layout,
    steps: Sequence[Step],
    says: Sequence[str],
    lanes: Sequence[str],
    room: float,
    wide: float,
    first: int,
    top: float,
) -> float:
    everyone, lanes = lanes, [name for name in lanes if any(step.label == name for step in steps)]
    for n, name in enumerate(lanes):
        lane(
            layout,
            everyone.index(name),
            name,
            top + n * (SLOT + 3),
            SLOT,
            layout.w - MARGIN,
            room,
            shade=n,
        )
    bottom = top + len(lanes) * (SLOT + 3) - 3
    boxes: list[Box] = []
    for n, (step, said) in enumerate(zip(steps, says, strict=True)):
        x, y = MARGIN + room + 16 + n * (wide + GUTTER), top + lanes.index(step.label) * (SLOT + 3)
        boxes.append(_step(layout, step, said, (x, y, wide), first + n + 1))
        if step.kind == "crash":
            _stop(layout, x + wide + 5, top, bottom)
    layout.lines += [
        _then(a, b, crashed.kind == "crash") for a, b, crashed in zip(boxes, boxes[1:], steps, strict=False)
    ]
    return bottom


def _step(layout: Layout, step: Step, said: str, at: tuple[float, float, float], number: int) -> Box:
    x, y, wide = at
    kind = {"drop": "never", "crash": "failure"}.get(step.kind, "event")
    name = _crash(step.point, wide) if step.kind == "crash" else step.label
    box = layout.node(
        kind,
        name,
        (x, y + CAPTION + 3, wide, HEIGHT),
        strong=said in ("again", "redelivered"),
        key=str(number),
    )
    caption = (x - 1, y + 2, x + wide + 1, y + CAPTION + 3)
    layout.write(
        x,
        y + CAPTION - 1,
        str(number),
        measure.SMALL,
        bold=True,
        colour="muted",
        on="lane2",
        inside=caption,
        key=str(number),
    )
    alarm = said != "delivered"
    if alarm and said not in ("again", "redelivered"):
        left = x + wide - measure.width(said, measure.SMALL, True) - 12
        layout.boxes.append(Box(left, y + CAPTION - 8, 7, 7, "cross", edge="red", stroke=2.0, role="mark"))
    layout.write(
        x + wide,
        y + CAPTION - 1,
        said,
        measure.SMALL,
        bold=alarm,
        anchor="end",
        colour="red" if alarm else "muted",
        on="lane2",
        inside=caption,
        key=str(number),
    )
    return box


def _wide(schedule: Sequence[Step]) -> float:
    """How wide the boxes are: the longest word of a crash point fits, within limits."""
    words = [word for step in schedule if step.kind == "crash" for word in step.point.split()]
    longest = max(
        (measure.width(piece, measure.SMALL, True) for w in words for piece in measure.humps(w)), default=0.0
    )
    return min(WIDEST, max(BOX, longest + 19))


def _crash(point: str, wide: float) -> str:
    """The text in the box of a crash: the whole name, or only its last words if there is too little room."""
    whole = f"crash {point}".strip()
    if measure.fit(whole, wide - 18, most=2)[1][-1].endswith("…"):
        return point.replace(" append ", " ")  # the caption says "crash" already
    return whole


def _stop(layout: Layout, x: float, top: float, bottom: float) -> None:
    """Draw where the process crashed and started again: a red line through every lane."""
    layout.lines.append(Line(((x, top - 3), (x, bottom + 3)), "red", 2.0, (5.0, 3.0), False, "marker"))


def _then(a: Box, b: Box, crashed: bool) -> Line:
    """The line from one step to the next: out on the right, down or up in the gutter, in from the left."""
    (y0, y1), turn = (a.centre[1], b.centre[1]), a.rect[2] + 9 + (4 if crashed else 0)
    points: tuple[Point, ...] = ((a.rect[2], y0), (b.x - 1, y1))
    if abs(y0 - y1) > 1:
        points = ((a.rect[2], y0), (turn, y0), (turn, y1), (b.x - 1, y1))
    return Line(points, "faint", 2.0, (), True, "edge", b.key, (a.key, b.key))


def _verdict(layout: Layout, problem: str, top: float) -> float:
    lines = words(problem, 12.0, layout.w - 2 * MARGIN - 52, True, most=4)
    height = 14 + 16.0 * len(lines)
    layout.ground.append(
        Box(MARGIN, top, layout.w - 2 * MARGIN, height, "round", "danger", "red", 1.2, role="verdict")
    )
    layout.boxes.append(
        Box(MARGIN + 13, top + height / 2 - 6, 12, 12, "cross", edge="red", stroke=3.0, role="mark")
    )
    for n, line in enumerate(lines):
        inside = (MARGIN, top, layout.w - MARGIN, top + height)
        layout.texts.append(
            Text(
                MARGIN + 40,
                top + 19 + 16 * n,
                line,
                12.0,
                True,
                "start",
                "red",
                "danger",
                inside,
                role="problem",
            )
        )
    return top + height


def _glyphs(schedule: Sequence[Step], says: Sequence[str]) -> list[Glyph]:
    kinds = {step.kind: None for step in schedule}
    chosen = [
        (True, Glyph("box", "delivered", "event")),
        ("drop" in kinds, Glyph("box", "lost on the way", "never")),
        ("crash" in kinds, Glyph("box", "the process crashes", "failure")),
        ("crash" in kinds, Glyph("line", "built again, memory empty", "red", 1.9, (5.0, 3.0))),
        (len(schedule) > 1, Glyph("line", "then", "faint", 2.0)),
    ]
    return [glyph for shown, glyph in chosen if shown]
