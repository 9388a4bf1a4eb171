"""What a picture in time needs from a trace: who worked, waited, published or failed, from when to when.

Times are in the chosen unit since the first record of the same trace. In the picture each
piece of work gets the first row of its lane where it touches no other, so that no piece hides another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from companion.diagrams import measure
from companion.diagrams.story import OUTSIDE, records_of, says_no, seconds_in

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
        """Whether it takes time."""
        return self.end > self.begin


def works(records: Iterable[Record], unit: str) -> list[Work]:
    """Return what `records` tell in order of beginning. Raise `ValueError` for an unknown unit."""
    unit_s = seconds_in(unit)
    rows = [row for row in records_of(records) if row.kind in _KINDS]
    origin = min((row.started or row.time for row in rows), default=None)
    if origin is None:
        return []
    made = [_work(row, origin, unit_s) for row in rows]
    return turned_away(sorted(made, key=lambda work: work.begin))


def turned_away(work: list[Work]) -> list[Work]:
    """Return the same work. A wait for work that failed and was not done later becomes kind "leaves"."""
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
    begin = round(((row.started or row.time) - origin).total_seconds() / unit_s, 3)
    end = round((row.time - origin).total_seconds() / unit_s, 3)
    kind = _KINDS[row.kind]
    if kind in ("publishes", "gives up"):
        begin = end
    about = row.envelope.type if row.envelope else ""
    did = "" if kind == "publishes" else row.handler.rpartition(".")[2].replace("_", " ")
    says = row.label or did or about
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


BAR, ROW_HEIGHT, PAD = 21.0, 25.0, 4.0


@dataclass(frozen=True, slots=True)
class Scale:
    """Time to points: 0 is at `left`, `end` at `right`."""

    left: float
    right: float
    end: float
    unit: str

    def x(self, time: float) -> float:
        """Return the x of `time`."""
        return self.left + (self.right - self.left) * min(max(time, 0.0), self.end) / self.end


@dataclass(slots=True)
class Piece:
    """Something in a lane from x0 to x1, in the lane's row `row`."""

    work: Work
    x0: float
    x1: float
    row: int = 0
    y: float = 0.0


def pack(work: Iterable[Work], scale: Scale, sticky: bool) -> list[Piece]:
    """Return the work of one lane as pieces, each in the first row where it is alone."""
    pieces = [_piece(item, scale, sticky) for item in work]
    pieces.sort(key=lambda piece: (piece.work.kind == "closed", piece.x0))
    ends: list[float] = []  # of each row; the pieces come in the order of their left ends
    for piece in pieces:
        if piece.work.kind == "closed":  # comes last, and may be left of others
            taken = {other.row for other in pieces if other is not piece and not _apart(piece, other)}
            piece.row = next(row for row in range(len(pieces)) if row not in taken)
            continue
        piece.row = next((row for row, end in enumerate(ends) if piece.x0 >= end + 1), len(ends))
        if piece.row == len(ends):
            ends.append(piece.x1)
        ends[piece.row] = max(ends[piece.row], piece.x1)
    return pieces


def _piece(work: Work, scale: Scale, sticky: bool) -> Piece:
    x0, x1 = scale.x(work.begin), scale.x(work.end)
    if work.kind == "publishes":
        wide = measure.width(measure.clean(work.says), measure.SMALL, True) + 16 if sticky else 9.0
        wide = min(wide, 170.0)
        x0 = min(x0 + 5, scale.right + 12 - wide)
        return Piece(work, x0, x0 + wide)
    if work.kind == "reacts":
        return Piece(work, x0 + 2, x0 + 11)
    if work.kind == "fails":
        return Piece(work, x0 + 1, max(x1 - 1, x0 + 24))  # room for its number
    if work.kind == "closed":
        return Piece(work, x0 + 4, x0 + 8 + measure.width(work.says, measure.SMALL))
    return Piece(work, x0 + 1, max(x1 - 1, x0 + 3))


def _apart(a: Piece, b: Piece) -> bool:
    return a.x0 >= b.x1 + 1 or b.x0 >= a.x1 + 1
