"""A saga forward and, when it must, backward: commands on top, what became of them below, compensations
running from right to left.

`read_sagas` finds in a trace each run's steps in order, and what became of each. It knows the events of a
saga's log by their names and fields, and skips other events.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from companion.diagrams import measure
from companion.diagrams.frame import MARGIN, WIDE, Glyph, heading, label, lane, legend, wanted, words
from companion.diagrams.picture import Picture
from companion.diagrams.shapes import Box, How, Layout, Line
from companion.diagrams.story import records_of

if TYPE_CHECKING:
    from companion.events.trace import Record


_MARKS = re.compile(r" \((?:undo|pivot|undo, pivot)\)$")
_BETWEEN = re.compile(r", (?!pivot\))")
ROOM = 156.0  # for what is said beside a path
BADGE, COMMAND, FACT, UNDO = 18.0, 46.0, 46.0, 38.0  # heights
GAP, PAD = 26.0, 11.0
FORWARD = ("Succeeded", "DoneByHand")
DASHES = (6.0, 4.0)


def saga_flow(
    trace: Iterable[Record] | Mapping[str, Iterable[Record]],
    *,
    title: str,
    subtitle: str = "",
) -> Picture:
    """Return the picture of every saga in `trace`, the trace of a store: one band for each run.

    With a mapping of names to traces the bands carry these names, else the saga's id. Raise `ValueError` for
    a trace in which no saga starts. Source: the saga pattern, https://microservices.io/patterns/data/saga.html.
    """
    named = _named(trace)
    most = max(len(path.steps) for _, path in named)
    step = min(174.0, (WIDE - 2 * MARGIN - ROOM) / most)
    layout = Layout(max(wanted(title, subtitle), 2 * MARGIN + ROOM + most * step), 0.0)
    top = heading(layout, title, subtitle)
    for name, path in named:
        top = _Band(layout, path, top, step).draw(name) + 12
    layout.h = legend(layout, _glyphs([path for _, path in named]), top + 2) + 6
    rows = [(str(number), name, *row) for name, path in named for number, row in enumerate(path.rows, 1)]
    return Picture(layout, title, ("#", "saga", "event", "step", "why"), rows, subtitle=subtitle)


def _named(trace: Iterable[Record] | Mapping[str, Iterable[Record]]) -> list[tuple[str, SagaPath]]:
    if isinstance(trace, Mapping):
        found = [(name, path) for name, records in trace.items() for path in read_sagas(records)]
    else:
        found = [(path.id, path) for path in read_sagas(trace)]
    if not found:
        raise ValueError("no saga starts in this trace: give the trace of the store it ran on")
    return found


def _glyphs(paths: list[SagaPath]) -> list[tuple[bool, Glyph]]:
    steps = [step for path in paths for step in path.steps]
    kinds = [_kind(step) for step in steps if step.number]
    kinds += ["failure" for step in steps if step.undo == "stuck"]
    back = any(step.undo in ("done", "by hand") for step in steps)
    return [
        (True, Glyph("box", "command", "command")),
        (any(step.became in FORWARD for step in steps), Glyph("box", "event", "event")),
        ("refusal" in kinds, Glyph("box", "refused: says no", "refusal")),
        ("failure" in kinds, Glyph("box", "failed", "failure")),
        (back, Glyph("box", "compensation", "compensation")),
        (back, Glyph("line", "back, newest first", "red", 3.0, DASHES)),
    ]


# --- what a trace says of each run --------------------------------------------------------------------


@dataclass(slots=True)
class SagaStep:
    """One step of a run. `became` is "" (never asked), asked, Succeeded, Failed, Refused, TimedOut,
    Awaited, or DoneByHand; `undo` is "" (not needed), planned, done, stuck or by hand.
    """

    name: str
    pivot: bool = False
    number: int = 0  # the order in which it was asked
    attempts: int = 0
    became: str = ""
    undo: str = ""
    undo_number: int = 0


@dataclass(slots=True)
class SagaPath:
    """One run of one saga: its steps in the order of the definition, and how it stands.

    `turned` is the step at which it turned back and `because` says why; `reason` is why it stands as it does.
    """

    id: str
    steps: list[SagaStep]
    outcome: str = "RUNNING"
    turned: str = ""
    because: str = ""
    reason: str = ""
    resumed: int = 0
    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def step(self, name: str) -> SagaStep:
        """The step of this name."""
        return next(step for step in self.steps if step.name == name)

    def apply(self, kind: str, event: Any) -> None:
        """Apply the next event of the log; skip events that no saga wrote."""
        name = getattr(event, "step", "")
        if kind in ("SagaRetried", "StepResolved"):  # it is no longer stuck
            self.reason = self.because
        step = next((step for step in self.steps if step.name == name), None)
        if kind.startswith("Saga"):
            self._saga(kind, event, step)
        elif kind == "CompensationStarted":
            self.turned, self.because, self.reason = event.step, event.reason, event.reason
            for undone in event.undo:
                self.step(undone).undo = "planned"
        elif step is not None and kind.startswith("Step"):
            self._step(kind, step)
        why = getattr(event, "reason", "") or getattr(event, "error", "") or getattr(event, "because", "")
        self.rows.append((kind, name, why or getattr(event, "note", "")))

    def _step(self, kind: str, step: SagaStep) -> None:
        if kind == "StepCompensated":
            self._undone(step, "done")
        elif kind == "StepResolved" and step.undo == "stuck":
            self._undone(step, "by hand")
        else:
            self.outcome = "WAITING" if kind == "StepDeferred" else "RUNNING"
            again = step.became == "Awaited"
            step.became = {"StepDeferred": "Awaited", "StepResolved": "DoneByHand"}.get(kind, kind[4:])
            if not again:
                step.attempts += 1
            step.number = step.number or 1 + max(each.number for each in self.steps)

    def _undone(self, step: SagaStep, how: str) -> None:
        step.undo, self.outcome = how, "RUNNING"
        step.undo_number = 1 + max(each.undo_number for each in self.steps)

    def _saga(self, kind: str, event: Any, step: SagaStep | None) -> None:
        if kind == "SagaGotStuck":
            self.outcome, self.reason = "STUCK", event.reason
            if step is not None and event.doing == "compensation":
                step.undo = "stuck"
        elif kind == "SagaRetried" and step is not None:
            self.outcome = "RUNNING"
            step.undo = "planned" if step.undo == "stuck" else step.undo
        elif kind == "SagaResumed":
            self.resumed += 1
        elif kind in ("SagaCompleted", "SagaCompensated"):
            self.outcome = kind[4:].upper()


def read_sagas(records: Iterable[Record]) -> list[SagaPath]:
    """The runs whose beginning `records` show, in order of their start."""
    paths: dict[str, SagaPath] = {}
    for record in records_of(records):
        envelope = record.envelope
        if record.kind != "appended" or envelope is None or not envelope.stream:
            continue
        if envelope.type == "SagaStarted":
            event: Any = envelope.event
            paths[envelope.stream] = SagaPath(envelope.correlation_id, _steps(event.definition))
        if envelope.stream in paths:
            paths[envelope.stream].apply(envelope.type, envelope.event)
    return list(paths.values())


def _steps(definition: str) -> list[SagaStep]:
    """The steps a saga's definition names, as `reserve (undo), charge (undo, pivot), mail`."""
    parts = _BETWEEN.split(definition)
    return [SagaStep(_MARKS.sub("", part), part.endswith("pivot)")) for part in parts]


# --- one run, drawn -----------------------------------------------------------------------------------


class _Column(NamedTuple):
    """Where the boxes of a step begin, have their middle and end, from left to right."""

    x: float
    middle: float
    right: float


class _Band:
    """One run, drawn from the height `top` on; `step` is from one column to the next, in points."""

    def __init__(self, layout: Layout, path: SagaPath, top: float, step: float) -> None:
        self.layout, self.path, self.top = layout, path, top
        wide = min(126.0, step - 28.0)
        left = MARGIN + ROOM + (step - wide) / 2
        lefts = [left + n * step for n in range(len(path.steps))]
        self.columns, self.wide = [_Column(x, x + wide / 2, x + wide) for x in lefts], wide
        self.command = top + PAD + BADGE
        self.fact = self.command + COMMAND + GAP
        self.undo = self.fact + FACT + GAP + 4
        self.back = any(step.undo for step in path.steps)
        self.bottom = (self.undo + UNDO if self.back else self.fact + FACT) + PAD + 3

    def draw(self, name: str) -> float:
        """Draw it all; return the lower end."""
        self._ground(name)
        for column, step in zip(self.columns, self.path.steps, strict=True):
            self._step(column, step)
        for n, (step, after) in enumerate(zip(self.path.steps, self.path.steps[1:], strict=False)):
            if step.became in FORWARD and after.number:
                self._onward(n)
        if self.back:
            self._backward()
        return self.bottom

    def _ground(self, name: str) -> None:
        colour = {"COMPLETED": "green", "COMPENSATED": "red", "STUCK": "red"}.get(self.path.outcome, "faint")
        lane(self.layout, "", self.top, self.bottom - self.top, ROOM, bar=colour, shade=1)
        label(self.layout, name, MARGIN + 14, self.top + 20, ROOM - 18, most=1, on="lane")
        for n, line in enumerate(self._said()):
            x, y = MARGIN + 14, self.top + 40 + n * 14
            inside = (x - 1, y - 10, MARGIN + ROOM, y + 4)
            self.layout.small(x, y, line, on="lane", inside=inside, role="label")

    def _said(self) -> list[str]:
        """The lines beside the path: the outcome, counts, the reason."""
        steps = self.path.steps
        counts = (
            (sum(step.became in FORWARD for step in steps), "done"),
            (sum(step.undo in ("done", "by hand") for step in steps), "undone"),
            (sum(not step.number for step in steps), "never asked"),
        )
        counted = ", ".join(f"{count} {what}" for count, what in counts if count)
        lines = [self.path.outcome, *words(counted, measure.SMALL, ROOM - 20, most=2)]
        if self.path.resumed:
            lines.append("taken over " + ("once" if self.path.resumed == 1 else f"{self.path.resumed} times"))
        return lines + words(self.path.reason, measure.SMALL, ROOM - 20, most=3)

    # --- boxes ----------------------------------------------------------------------------------------

    def _step(self, column: _Column, step: SagaStep) -> None:
        command, fact = (column.x, self.command, self.wide, COMMAND), (column.x, self.fact, self.wide, FACT)
        key = f"{self.path.id}/{step.name}"
        self.layout.node("command" if step.number else "never", step.name, command, key=key)
        if not step.number:
            y = self.command + COMMAND + 14
            self.layout.small(column.middle, y, "never asked", anchor="middle", on="lane", role="note")
            return
        self._badge(column, self.command, str(step.number), "command")
        extra = [f"{step.attempts} attempts"] * (step.attempts > 1) + ["pivot"] * step.pivot
        self._beside(column, self.command, ", ".join(extra))
        self.layout.node(_kind(step), _camel(step.name) + step.became, fact, key=key)
        self._line([(column.middle, self.command + COMMAND), (column.middle, self.fact - 1)], key)
        if _kind(step) == "refusal":
            self.layout.no(column.middle + 8, self.fact - 8, key)
        if _kind(step) == "failure":
            at = (column.right + 6, self.fact + FACT / 2 - 5)
            self.layout.mark("cross", *at, 10, 2.6)
        if step.undo:
            self._compensation(column, step, key)

    def _compensation(self, column: _Column, step: SagaStep, key: str) -> None:
        kind = {"planned": "never", "stuck": "failure"}.get(step.undo, "compensation")
        self.layout.node(kind, f"undo {step.name}", (column.x, self.undo, self.wide, UNDO), key=key)
        if step.undo_number:
            forward = max(each.number for each in self.path.steps)
            self._badge(column, self.undo, str(forward + step.undo_number), "failure")
        word = {"by hand": "by hand", "stuck": "stuck", "planned": "waits"}.get(step.undo, "")
        self._beside(column, self.undo, word)

    def _badge(self, column: _Column, top: float, text: str, kind: str) -> None:
        """A number in a circle above the left corner of a box."""
        box = Box(column.x, top - BADGE, 16, 16, "circle", f"{kind}.edge", "paper", 1.0, role="mark")
        self.layout.boxes.append(box)
        x, y = box.centre
        how: How = {"bold": True, "anchor": "middle", "inside": box.rect, "role": "mark"}
        self.layout.small(x, y + 3.5, text, **how | {"colour": "failure.text", "on": f"{kind}.edge"})

    def _beside(self, column: _Column, top: float, text: str) -> None:
        """A word to the right of the badge, or of the line in the middle where there is one."""
        x, room = column.x + 20, self.wide - 20
        if top == self.undo:
            x, room = column.middle + 6, self.wide / 2 - 6
        short = measure.shorten(text, measure.SMALL, room)
        self.layout.small(x, top - 6, short, on="lane", role="note")

    # --- lines ----------------------------------------------------------------------------------------

    def _onward(self, n: int) -> None:
        """From what happened to the next command, through the gutter between the columns."""
        here, there = self.columns[n], self.columns[n + 1]
        turn = (here.right + there.x) / 2
        low, high = self.fact + FACT / 2, self.command + COMMAND / 2
        self._line([(here.right, low), (turn, low), (turn, high), (there.x - 1, high)], self.path.id)

    def _backward(self) -> None:
        """From the step that failed through the compensations, newest first; each points at what it undid."""
        turned = next(n for n, step in enumerate(self.path.steps) if step.name == self.path.turned)
        low, at = self.undo + UNDO / 2, self.columns[turned]
        before = None
        for n in range(turned, -1, -1):
            step, column = self.path.steps[n], self.columns[n]
            if not step.undo:
                continue
            if n == turned:
                self._dashed([(at.middle, self.fact + FACT), (at.middle, self.undo - 1)])
            elif before is None:
                self._dashed([(at.middle, self.fact + FACT), (at.middle, low), (column.right + 1, low)])
            else:
                self._dashed([(before.x, low), (column.right + 1, low)])
            if n != turned and step.undo != "planned":
                up = [(column.middle, self.undo), (column.middle, self.fact + FACT + 1)]
                self._line(up, self.path.id, 1.4)
            before = column

    def _line(self, points: list[tuple[float, float]], key: str, stroke: float = 2.0) -> None:
        colour, dash = ("red", (1.5, 2.5)) if stroke < 2 else ("line", ())
        self.layout.lines.append(Line(tuple(points), colour, stroke, dash, True, "edge", key))

    def _dashed(self, points: list[tuple[float, float]]) -> None:
        self.layout.lines.append(Line(tuple(points), "red", 3.0, DASHES, True, "edge", self.path.id))


def _kind(step: SagaStep) -> str:
    """Which kind of box: a refusal is an answer like any other, a failure is not."""
    if step.became in FORWARD:
        return "event"
    return {"Awaited": "never", "Refused": "refusal"}.get(step.became, "failure")


def _camel(name: str) -> str:
    parts = [part for part in re.split(r"[\W_]+", name) if part]
    return "".join(part[0].upper() + part[1:] for part in parts)
