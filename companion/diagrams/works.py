"""What a picture in time needs from a trace: who worked, waited, published or failed, from when to when.

Times are in the chosen unit since the first record of the same trace (or since `start`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from companion.diagrams.story import OUTSIDE, UNITS, says_no, seconds_since

if TYPE_CHECKING:
    from companion.events.trace import Record

_KINDS = {
    "called": "works",
    "handled": "works",
    "waited": "waits",
    "failed": "fails",
    "published": "publishes",
    "dead_lettered": "gives up",
}


@dataclass(frozen=True, slots=True)
class Work:
    """One bar or mark: `kind` is works, reacts (takes no time), waits, leaves (waited, and was turned away),
    fails, publishes or gives up; `no` is an event whose class says that it says no.
    """

    kind: str
    service: str
    says: str
    begin: float
    end: float
    about: str = ""
    story: str = ""
    no: bool = False

    @property
    def long(self) -> bool:
        """Whether it takes time at all."""
        return self.end > self.begin


def works(records: Iterable[Record], unit: str, start: datetime | None = None) -> list[Work]:
    """Return what `records` tell in order of beginning. Raise `ValueError` for an unknown unit."""
    if unit not in UNITS:
        raise ValueError(f"unit {unit!r} is not a unit of time: use one of {', '.join(UNITS)}")
    rows = [row for row in records if row.kind in _KINDS]
    origin = start or min((row.started or row.time for row in rows), default=None)
    if origin is None:
        return []
    made = [_work(row, origin, UNITS[unit]) for row in rows]
    return turned_away(sorted(made, key=lambda work: work.begin))


def turned_away(work: list[Work]) -> list[Work]:
    """The same work; who waited for what failed, and was not done later either, was turned away."""
    done: dict[tuple[str, str], str] = {}
    for item in sorted(work, key=lambda item: item.end):
        about = item.story or item.says
        if item.kind in ("works", "reacts", "fails") and about:
            done[item.service, about] = item.kind
    gone = {story: None for (_, story), kind in done.items() if kind == "fails"}
    return [
        replace(item, kind="leaves") if item.kind == "waits" and (item.story or item.says) in gone else item
        for item in work
    ]


def _work(row: Record, origin: datetime, unit_s: float) -> Work:
    begin = round(seconds_since(row.started or row.time, origin) / unit_s, 3)
    end = round(seconds_since(row.time, origin) / unit_s, 3)
    kind = _KINDS[row.kind]
    if kind in ("publishes", "gives up"):
        begin = end
    about = row.envelope.type if row.envelope else ""
    says = row.label or (
        about if kind == "publishes" else row.handler.rpartition(".")[2].replace("_", " ") or about
    )
    story = row.envelope.correlation_id if row.envelope else ""
    service = row.service or (row.envelope.service if row.envelope else "") or OUTSIDE
    no = kind == "publishes" and row.envelope is not None and says_no(row.envelope.event)
    kind = "reacts" if kind == "works" and begin == end else kind
    return Work(kind, service, says, begin, end, about, story, no)


def order_of_lanes(work: Iterable[Work]) -> list[str]:
    """Return the services from top to bottom: who waits first, then in order of appearance."""
    found = list(work)
    waiting = dict.fromkeys(item.service for item in found if item.kind in ("waits", "leaves"))
    return list(dict.fromkeys([*waiting, *(item.service for item in found)]))


def step_of(span: float) -> float:
    """Return a round distance between ticks, so that about ten of them cover `span`."""
    size = 1.0
    while span / size > 13 or span / size < 1.3:
        size *= 10 if span / size > 13 else 0.1
        if span <= 0:
            return 1.0
    return next(size * part for part in (0.1, 0.2, 0.5, 1.0, 2.0) if span / (size * part) <= 13)
