"""Position: the position of an event in the global log of one store.

Opaque: positions can be compared, kept as text and given back, and mean nothing else; the difference of
two is not a number of events (`store.lag` counts them). Totally ordered within a store; a position of another
store is refused, because its order would be a coincidence. `START` is before every event of every store.
"""

from __future__ import annotations

import re

import msgspec

from companion.events import BadInput

LAST = (1 << 63) - 1  # later than every version, number and microsecond: the most a database can compare
NO_POSITION = "it is not a position; give START, an envelope's position, or Position.parse(text)"
_FOREIGN = (
    "it is of another store than {}, and a checkpoint goes with its store; begin again from START, or open "
    "the store it came from"
)
_TEXT = re.compile(r"(.*):([0-9]{1,20}):([0-9]{1,20})", re.DOTALL)


class Position(msgspec.Struct, frozen=True):
    """A position in the global log of the store with id `store`; ordered by transaction, then by number.

    `transaction` is 0 in stores whose writers take turns. `str(position)` is its text, `Position.parse` the
    way back.
    """

    store: str
    number: int
    transaction: int = 0

    def of(self, store: str) -> tuple[int, int]:
        """Its order within `store`. Raises `BadInput` for a position of another store."""
        if self.store != store and self is not START and self != START:
            raise BadInput("position", self, _FOREIGN.format(store))
        return self.transaction, self.number

    def __lt__(self, other: Position) -> bool:
        if not isinstance(other, Position):
            return NotImplemented
        return self.of(other.store or self.store) < (other.transaction, other.number)

    def __le__(self, other: Position) -> bool:
        if not isinstance(other, Position):
            return NotImplemented
        return self.of(other.store or self.store) <= (other.transaction, other.number)

    def __gt__(self, other: Position) -> bool:
        return other < self if isinstance(other, Position) else NotImplemented

    def __ge__(self, other: Position) -> bool:
        return other <= self if isinstance(other, Position) else NotImplemented

    def __str__(self) -> str:
        return f"{self.store}:{self.transaction}:{self.number}"

    def __repr__(self) -> str:
        """Short, and without the id of the store, which is random."""
        text = f"{self.transaction}:{self.number}" if self.transaction else f"{self.number}"
        return f"<position {text}>" if self.store else "<START>"

    @classmethod
    def parse(cls, text: str) -> Position:
        """The position that `text` was made from. Raises `BadInput`."""
        found = _TEXT.fullmatch(text) if isinstance(text, str) else None
        if found is None:
            raise BadInput("position", text, NO_POSITION)
        return cls(found[1], int(found[3]), int(found[2]))


START = Position("", 0)
