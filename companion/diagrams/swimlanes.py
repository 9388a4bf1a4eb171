"""Swim lanes in time: who works, who waits, who is free. One panel for each trace, all on one scale.

Blue is work, hatched red is waiting, dashed red waiting for nothing, a dot a reaction that takes no time.
Bars that overlap in one lane get rows of their own, so nothing hides anything; a name that fits neither into
its bar nor beside it stands only in the table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from companion.diagrams import measure
from companion.diagrams.bars_in_time import Panel
from companion.diagrams.frame import MARGIN, WIDE, Glyph, heading, label_room, legend
from companion.diagrams.picture import Picture
from companion.diagrams.pieces import Scale
from companion.diagrams.shapes import Layout
from companion.diagrams.works import Work, order_of_lanes, works

if TYPE_CHECKING:
    from companion.events.trace import Record

Span = tuple[float, float]


def swimlanes(
    traces: Iterable[Record] | Mapping[str, Iterable[Record]],
    *,
    title: str,
    subtitle: str = "",
    unit: str = "min",
    closed: Mapping[str, Span] | None = None,
    served: Mapping[str, float | Sequence[float]] | None = None,
    theme: str = "light",
    start: datetime | None = None,
    only: Collection[str] = (),
) -> Picture:
    """Return swim lanes in time of one trace, or of several, one panel each, by name.

    A panel's name may go on after a colon with a remark ("Calls: each one waits"). `closed` marks when a
    service was shut, in `unit`; `served` says for each panel (by the name before the colon, or "" for a
    single trace) when a customer was served; by default a customer who waits alone is served when the last
    work is done. Times count from `start`, by default from the first record of
    each trace. `only` names the services to draw (default: all); times count as if all were drawn.
    """
    named = traces if isinstance(traces, Mapping) else {"": traces}
    panels = {
        name: [work for work in works(records, unit, start) if not only or work.service in only]
        for name, records in named.items()
    }
    marks = {
        name: _alone(work) if served is None else _times(served.get(name.split(":")[0]))
        for name, work in panels.items()
    }
    layout = Layout(WIDE, 0.0)
    y = heading(layout, title, subtitle)
    # One order for all panels, the first one's: who compares two panels looks at the same place.
    everyone = list(dict.fromkeys(lane for work in panels.values() for lane in order_of_lanes(work)))
    left = MARGIN + label_room(everyone)
    end = max(
        [item.end for work in panels.values() for item in work]
        + [t for times in marks.values() for t in times],
        default=1,
    )
    scale = Scale(left, layout.w - MARGIN - 16, end or 1.0, unit)
    for name, work in panels.items():
        y = Panel(layout, scale, work, marks[name], closed or {}, everyone).draw(name, y) + 8
    layout.h = (
        legend(layout, _glyphs([item for work in panels.values() for item in work], closed or {}), y) + 6
    )
    head, rows = _rows(panels, marks, closed or {}, unit)
    return Picture(layout, title, head, rows, subtitle=subtitle, theme=theme)


def _alone(work: Sequence[Work]) -> list[float]:
    """When the only customer who waits is served: when the last work is done."""
    waits = sum(item.kind == "waits" for item in work)
    return (
        [max(item.end for item in work)] if waits == 1 and all(item.kind != "fails" for item in work) else []
    )


def _times(given: float | Sequence[float] | None) -> list[float]:
    if given is None:
        return []
    return [float(given)] if isinstance(given, (int, float)) else [float(t) for t in given]


def _rows(
    panels: Mapping[str, list[Work]], marks: Mapping[str, list[float]], closed: Mapping[str, Span], unit: str
) -> tuple[Sequence[str], list[Sequence[str]]]:
    rows: list[Sequence[str]] = []
    for name, work in panels.items():
        panel = measure.clean(name.split(":")[0])
        rows += [
            (
                panel,
                item.service,
                item.kind,
                item.says,
                item.story,
                f"{item.begin:g}",
                f"{item.end:g}" if item.long else "",
            )
            for item in work
        ]
        rows += [(panel, "", "served", "", "", f"{t:g}", "") for t in marks[name]]
    rows += [("", service, "closed", "", "", f"{a:g}", f"{b:g}") for service, (a, b) in closed.items()]
    return ("panel", "service", "does", "what", "story", f"from ({unit})", "to"), rows


def _glyphs(work: Sequence[Work], closed: Mapping[str, Span]) -> list[Glyph]:
    kinds = {item.kind: None for item in work}
    chosen = [
        ("works" in kinds, Glyph("bar", "works", "command")),
        ("waits" in kinds, Glyph("hatch", "waits, blocked")),
        ("leaves" in kinds, Glyph("gone", "waits, and is turned away")),
        ("publishes" in kinds, Glyph("box", "event published", "event")),
        (any(item.no for item in work), Glyph("box", "event that says no", "refusal")),
        ("reacts" in kinds, Glyph("dot", "reacts at once", "command.fill")),
        ("fails" in kinds, Glyph("box", "failed", "failure")),
        (bool(closed), Glyph("bar", "closed", "compensation")),
    ]
    return [glyph for shown, glyph in chosen if shown]
