"""A table whose rows get their numbers at INSERT and are seen after COMMIT, with several writers at once.

That is how an identity column behaves in PostgreSQL. What a reader sees may change between two of its calls:
`then` is run after the next one. Numbers of transactions that were rolled back never come. What happens is
kept in a trace, for a picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from companion.events import Record, Trace, VirtualClock

__all__ = ["NumberedTable"]

_T = TypeVar("_T")
READING_S = 1.0


class NumberedTable:
    """Rows by number. `begin` takes the next one, `commit` shows its row, `roll_back` never does."""

    def __init__(self, clock: VirtualClock | None = None) -> None:
        self.clock = clock or VirtualClock()
        self.trace = Trace()
        self._last = 0
        self._open: dict[int, tuple[str, datetime]] = {}
        self._committed: list[int] = []
        self._then: Callable[[], object] | None = None

    def begin(self, who: str = "") -> int:
        """The transaction of `who` inserts a row; returns its number, taken now and never given back."""
        self._last += 1
        self._open[self._last] = who, self.clock.now()
        return self._last

    def commit(self, number: int) -> None:
        """Its row can be read from now on."""
        who, since = self._open.pop(number)
        self._committed.append(number)
        done = Record("called", self.clock.now(), who, started=since, label=f"number {number}, open")
        self.trace.add(done)

    def roll_back(self, number: int) -> None:
        """Its row never comes."""
        del self._open[number]

    def then(self, happens: Callable[[], object]) -> None:
        """Run this right after the reader's next call."""
        self._then = happens

    def visible(self, after: int = 0) -> list[int]:
        """The committed numbers above `after`, ascending."""
        found = sorted(number for number in self._committed if number > after)
        says, since = f"above {after}: {' '.join(map(str, found)) or 'none'}", self.clock.now()
        self.clock.sleep(READING_S)
        self.trace.add(Record("called", self.clock.now(), "Relay", started=since, label=says))
        return self._and_then(found)

    def oldest_open(self) -> int | None:
        """The smallest number that an open transaction holds; None when none is open."""
        return self._and_then(min(self._open, default=None))

    def delete(self, numbers: Iterable[int]) -> None:
        """Rows that nobody needs any more."""
        gone = list(numbers)
        self._committed = [number for number in self._committed if number not in gone]

    def _and_then(self, result: _T) -> _T:
        happens, self._then = self._then, None
        if happens is not None:
            happens()
        return result
