"""What stands in the lanes of a picture in time: how wide each piece is, and in which row of its lane.

A piece gets the first row of its lane where it touches no other, so nothing hides anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from companion.diagrams import measure
from companion.diagrams.works import Work

BAR, ROW, PAD = 21.0, 25.0, 4.0


@dataclass(frozen=True, slots=True)
class Scale:
    """Time to points: 0 stands at `left`, `end` at `right`."""

    left: float
    right: float
    end: float
    unit: str

    def x(self, time: float) -> float:
        """Return where `time` stands."""
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
    ends: list[float] = []  # of each row: who comes next begins no further left than those who stand there
    for piece in pieces:
        if piece.work.kind == "closed":  # the last, and perhaps left of others
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
        wide = (
            min(measure.width(measure.clean(work.says), measure.SMALL, True) + 16, 170.0) if sticky else 9.0
        )
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
