"""What a flow picture needs from a trace: the facts in order, who published and heard them, what failed.

Reads records of `companion.events.trace` by their attributes and keeps their order, so equal traces give
equal stories. A failure stands here only when the handler never succeeded with that event afterwards.
Wall-clock noise does not: times are minutes (or another unit) since the first record, rounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from companion.events.trace import Record

OUTSIDE = "outside"
"""The lane of what was published by no service."""

UNITS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_FAILED = re.compile(r"(Failed|Declined|Rejected|Refused)(?![a-z])")


@dataclass(slots=True)
class Fact:
    """One box of a flow: an event, a handler's failure, or an expected event that never happened."""

    id: str
    short: str
    name: str
    service: str
    at: float
    cause: str = ""
    kind: str = "event"
    heard: list[str] = field(default_factory=list)
    note: str = ""


@dataclass(slots=True)
class Story:
    """The facts by id in order of publication, then failures; `unit` is "" when the times say nothing."""

    facts: dict[str, Fact]
    unit: str

    @property
    def services(self) -> list[str]:
        """The services that have a box, in order of appearance."""
        return list(dict.fromkeys(fact.service for fact in self.facts.values()))

    @property
    def listeners(self) -> list[str]:
        """The services that only listened, in order of appearance."""
        own = self.services
        heard = dict.fromkeys(name for fact in self.facts.values() for name in fact.heard)
        return [name for name in heard if name not in own]

    def time(self, fact: Fact) -> str:
        """Return when it happened, as "2.4 min", or "" when the story has no times or the fact never
        happened.
        """
        return f"{fact.at:g} {self.unit}" if self.unit and fact.kind != "never" else ""

    def depths(self) -> dict[str, int]:
        """Return how many causes lie before each fact (0 = nothing caused it); a cycle is cut where it
        closes.
        """
        depth: dict[str, int] = {}
        for start in self.facts:
            path: list[str] = []
            at = start
            while at in self.facts and at not in depth and at not in path:
                path.append(at)
                at = self.facts[at].cause
            base = depth.get(at, -1)
            depth |= {name: base + n for n, name in enumerate(reversed(path), 1)}
        return depth


def seconds_since(moment: datetime, start: datetime) -> float:
    """Return the seconds from `start` to `moment`."""
    return (moment - start).total_seconds()


def read(records: Iterable[Record], unit: str = "min") -> Story:
    """Return the story `records` tell. Raise `ValueError` for a unit that is none of ms, s, min, h, d."""
    if unit not in UNITS:
        raise ValueError(f"unit {unit!r} is not a unit of time: use one of {', '.join(UNITS)}")
    rows = list(records)
    start = min((row.started or row.time for row in rows), default=None)
    story = Story({}, unit)
    for row in rows:
        if row.envelope is not None and row.kind in ("published", "appended"):
            at = round(seconds_since(row.time, start) / UNITS[unit], 1) if start else 0.0
            _add(story, row, at)
    _reactions(story, rows)
    if not any(fact.at for fact in story.facts.values()):
        story.unit = ""
    return story


def _add(story: Story, row: Record, at: float) -> None:
    envelope = row.envelope
    if envelope is None or envelope.id in story.facts:
        return
    kind = "failure" if _FAILED.search(envelope.type) else "event"
    service = row.service or envelope.service or OUTSIDE
    story.facts[envelope.id] = Fact(
        envelope.id, f"e{len(story.facts) + 1}", envelope.type, service, at, envelope.causation_id or "", kind
    )


def _reactions(story: Story, rows: Sequence[Record]) -> None:
    """Add who heard what, and a failure for each handler that never got through."""
    tries: dict[tuple[str, str, str], list[Record]] = {}
    for row in rows:
        if row.envelope is not None and row.kind in (
            "handled",
            "failed",
            "dead_lettered",
            "redelivered",
            "discarded",
        ):
            tries.setdefault((row.envelope.id, row.service, row.handler), []).append(row)
    for (about, service, handler), attempts in tries.items():
        fact = story.facts.get(about)
        if fact and any(row.kind in ("handled", "failed") for row in attempts):
            _outcome(story, fact, service, handler, attempts)


def _outcome(story: Story, fact: Fact, service: str, handler: str, attempts: Sequence[Record]) -> None:
    failed = [row for row in attempts if row.kind == "failed"]
    if service not in fact.heard:
        fact.heard.append(service)
    if attempts_end_well(attempts):
        if failed:
            fact.note = "; ".join(filter(None, [fact.note, f"{service} needed {len(failed) + 1} attempts"]))
        return
    dead = any(row.kind == "dead_lettered" for row in attempts)
    times = f"{len(failed)} attempt{'s' * (len(failed) != 1)}"
    note = f"dead letter after {times}" if dead else times
    key = f"{fact.id}/{service}/{handler}"
    story.facts[key] = Fact(
        key, "", failed[-1].error or "failed", service, fact.at, fact.id, "failure", note=note
    )


def attempts_end_well(attempts: Sequence[Record]) -> bool:
    """Return whether the last thing that handler did with the event was to handle it."""
    return [row.kind for row in attempts if row.kind in ("handled", "failed")][-1:] == ["handled"]


def add_missing(story: Story, expected: Story) -> None:
    """Add what `expected` has and `story` lacks, by name, as facts that never happened."""
    names: dict[str, str] = {fact.name: fact.id for fact in story.facts.values()}
    alias: Mapping[str, str] = {
        fact.id: names.get(fact.name, f"never/{fact.id}") for fact in expected.facts.values()
    }
    for fact in list(expected.facts.values()):
        if fact.name not in names and "/" not in fact.id:
            key = alias[fact.id]
            story.facts[key] = Fact(key, "", fact.name, fact.service, 0.0, alias.get(fact.cause, ""), "never")
