"""The event log: the facts of a trace as a table, in HTML or as aligned text.

Every name is written in full here, also where the picture had to shorten it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from companion.diagrams.measure import clean
from companion.diagrams.palette import ALIKE, KINDS, hues, service_colour
from companion.diagrams.picture import NUMBERS, Row, aligned
from companion.diagrams.story import Story, read, story_rows

if TYPE_CHECKING:
    from companion.events.trace import Record

_CELL = "padding:3px 12px;border-bottom:1px solid rgba(128,136,144,.35);color:inherit;text-align:"


class EventLog:
    """The events of a trace as a table: HTML in a notebook, aligned text elsewhere."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.head, self.rows = story_rows(story)
        self._kinds = [fact.kind for fact in story.facts.values()]
        self._hues = hues([*story.services, *story.listeners])

    def __repr__(self) -> str:
        return aligned(self.head, self.rows)

    def _repr_html_(self) -> str:
        kept = [n for n in range(len(self.head)) if any(row[n] for row in self.rows)]
        head = "".join(f'<th style="{_CELL}{_side(self.head[n])}">{escape(self.head[n])}</th>' for n in kept)
        body = "".join(self._row(row, kept) for row in self.rows)
        style = "border-collapse:collapse;font-size:14px;margin:4px 0"
        return f'<table style="{style}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'

    def _row(self, row: Row, kept: Sequence[int]) -> str:
        cells = "".join(
            f'<td style="{_CELL}{_side(self.head[n])}">{self._cell(self.head[n], row)}</td>' for n in kept
        )
        return f'<tr style="background:transparent">{cells}</tr>'

    def _cell(self, column: str, row: Row) -> str:
        text = escape(clean(row[self.head.index(column)]))
        if column == "service":
            bar = service_colour(self._hues[row[2]])
            return f'<span style="border-left:6px solid {bar};padding-left:8px">{text}</span>'
        return self._chip(text, row) if column == "event" else text

    def _chip(self, text: str, row: Row) -> str:
        kind = self._kinds[int(row[0]) - 1]
        fill, edge, ink, _ = KINDS.get(ALIKE.get(kind, kind), ("transparent", "currentColor", "inherit", ""))
        style = "dashed" if kind in ("never", "repeat") else "solid"
        if kind == "refusal":
            text, style = f"{text} · no", "double"
        return (
            f'<span style="background:{fill};color:{ink};border:1px {style} {edge};'
            f'padding:1px 8px;font-weight:700">{text}</span>'
        )


def _side(column: str) -> str:
    """The alignment of a column; a list may be broken into lines, a name or a number not."""
    side = "right" if column in NUMBERS else "left"
    return side if column in ("heard by", "note") else f"{side};white-space:nowrap"


def event_log(trace: Iterable[Record]) -> EventLog:
    """Return the events of `trace` (a Trace or records) as a table in order of publication, failures at the
    end.
    """
    return EventLog(read(trace))
