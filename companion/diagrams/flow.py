"""Flow lanes: the default picture of anything that happened. Column = causal depth, row = the service that
published. A fact without a cause, such as the event of a person's own command, comes after the
earlier facts of its story.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from companion.diagrams import measure
from companion.diagrams.frame import MARGIN, Glyph, heading, legend, wanted
from companion.diagrams.lanes import Grid, Lanes, arrange, canvas_width
from companion.diagrams.picture import Network, Picture
from companion.diagrams.shapes import Box, Layout
from companion.diagrams.story import Story, add_missing, read, story_rows

if TYPE_CHECKING:
    from companion.events.trace import Record


def flow(
    trace: Iterable[Record],
    *,
    title: str,
    subtitle: str = "",
    critical: Collection[str] = (),
    promise: str | None = None,
    unit: str = "min",
    expected: Iterable[Record] | None = None,
) -> Picture:
    """Return the flow lanes of `trace` (a Trace or records).

    `critical` are the type names a promise needs (a business statement, not the longest path); `promise`
    names it. `expected` is a trace of how it should have gone: its events that are missing here are drawn
    as never happened. Times are in `unit` (ms, s, min, h, d) since the first record. Source: the swim lanes
    of business process diagrams.
    """
    story = read(trace, unit)
    if expected is not None:
        add_missing(story, read(expected, unit))
    return Flow(story, title, subtitle, critical, promise)


class Flow(Picture):
    """The flow of `story` as a picture."""

    def __init__(
        self,
        story: Story,
        title: str,
        subtitle: str = "",
        critical: Collection[str] = (),
        promise: str | None = None,
    ) -> None:
        self.story, grid = story, arrange(story)
        layout = Layout(canvas_width(len(grid.columns), wanted(title, subtitle)), 0.0)
        lanes = Lanes(layout, grid, critical, heading(layout, title, subtitle))
        notes = notes_of(story, critical, promise)
        bottom = _notes(layout, grid, lanes, critical, notes, lanes.bottom + 6)
        layout.h = legend(layout, _glyphs(grid, critical), bottom + 12) + 8
        facts = story.facts
        network = Network(
            {
                id: {"name": fact.name, "service": fact.service, "kind": fact.kind}
                for id, fact in facts.items()
            },
            [(fact.cause, fact.id) for fact in facts.values() if fact.cause in facts],
            lanes.boxes,
        )
        super().__init__(layout, title, *story_rows(story), subtitle=subtitle, notes=notes, network=network)


def notes_of(story: Story, critical: Collection[str], promise: str | None) -> list[str]:
    """Return what the picture says about the critical path and about the longest chain of causes."""
    if not critical:
        return []
    for_whom = (
        f"critical for the promise “{promise}”" if promise else "critical path: the customer waits for this"
    )
    late = [fact for fact in story.facts.values() if fact.name not in critical and fact.kind == "event"]
    depth = story.depths()
    last = max((fact for fact in story.facts.values() if fact.short), key=lambda f: depth[f.id], default=None)
    notes = [for_whom] + (["non-critical: may be late, may retry, nobody waits"] if late else [])
    if last is not None and last.name not in critical:
        span = f", {story.time(last)}" if story.time(last) else ""
        notes.append(f"longest chain of causes: {depth[last.id] + 1} events{span}")
    return notes


def _notes(
    layout: Layout, grid: Grid, lanes: Lanes, critical: Collection[str], notes: list[str], bottom: float
) -> float:
    """Write the notes in a row below the lanes, the zone of the critical path around its columns; return
    the lower end.
    """
    if not notes:
        return bottom
    right = _zone(layout, grid, lanes, critical)
    x = lanes.left - 4 if right else MARGIN + 6
    for n, note in enumerate(notes):
        if n == 1 and right:
            x = max(x, right + 12)
        wide = measure.width(note, measure.SMALL, n == 0)
        if x + wide > layout.w - MARGIN:
            x, bottom = lanes.left - 4 if right else MARGIN + 6, bottom + 17
        layout.small(x, bottom + 17, note, bold=n == 0, colour="muted" if n else "ink", role="note")
        x += wide + 26
    return bottom + 20


def _zone(layout: Layout, grid: Grid, lanes: Lanes, critical: Collection[str]) -> float:
    """Frame the critical columns if they are the first ones and hold nothing else; return the frame's right
    edge or 0.
    """
    inside = [all(fact.name in critical for fact in column.facts) for column in grid.columns]
    last = inside.index(False) if False in inside else len(inside)
    fits = last and not any(fact.name in critical for column in grid.columns[last:] for fact in column.facts)
    boxes = [lanes.boxes[fact.id] for column in grid.columns[:last] for fact in column.facts] if fits else []
    grounds = [box for box in layout.ground if box.role == "lane"]
    if not boxes or any(b.x < a.x for a, b in pairwise(boxes)):
        return 0.0
    left, right, top = boxes[0].x - 8, max(box.rect[2] for box in boxes) + 3.5, grounds[0].y - 4
    layout.ground.append(
        Box(left, top, right - left, lanes.ends[0] + 4 - top, "round", "none", "ink", 1.5, (5.0, 3.0), "zone")
    )
    return right


def _glyphs(grid: Grid, critical: Collection[str]) -> list[tuple[bool, Glyph]]:
    facts = list(grid.story.facts.values())
    kinds = dict.fromkeys(fact.kind for fact in facts)
    edges = any(grid.onward(fact) for fact in facts)
    heavy = any(fact.name in critical and to.name in critical for fact in facts for to in grid.onward(fact))
    heard = [name for name in grid.listeners if any(name in fact.heard for fact in facts)]
    return [
        (True, Glyph("box", "event", "event")),
        ("refusal" in kinds, Glyph("box", "event that says no", "refusal")),
        ("failure" in kinds, Glyph("box", "failed", "failure")),
        ("policy" in kinds, Glyph("box", "handled", "policy")),
        ("repeat" in kinds, Glyph("box", "handled again", "repeat")),
        ("never" in kinds, Glyph("box", "never happened", "never")),
        (heavy, Glyph("line", "caused (critical)", "ink", 3.0)),
        (edges, Glyph("line", "caused", "faint", 2.0)),
        (any(fact.after and not fact.again for fact in facts), Glyph("line", "tried again", "line", 2.0)),
        (any(fact.again for fact in facts), Glyph("line", "delivered again", "line", 2.0, (5.0, 3.0))),
        (bool(heard), Glyph("line", "only listens (publishes nothing)", "faint", 1.0, (2.0, 2.0))),
    ]
