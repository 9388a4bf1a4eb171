"""A table whose rows get their numbers at INSERT and are seen after COMMIT, with several writers at once.

That is how an identity column behaves in PostgreSQL.

What a reader sees may change between two of its calls: `then` is run after the next one. Numbers of
transactions that were rolled back never come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

__all__ = ["NumberedTable"]

_T = TypeVar("_T")


class NumberedTable:
    """Rows by number. `begin` takes the next one, `commit` shows its row, `roll_back` never does."""

    def __init__(self) -> None:
        self._last = 0
        self._open: list[int] = []
        self._committed: list[int] = []
        self._then: Callable[[], object] | None = None

    def begin(self) -> int:
        """A transaction inserts a row; returns its number, taken now and never given back."""
        self._last += 1
        self._open.append(self._last)
        return self._last

    def commit(self, number: int) -> None:
        """Its row can be read from now on."""
        self._open.remove(number)
        self._committed.append(number)

    def roll_back(self, number: int) -> None:
        """Its row never comes."""
        self._open.remove(number)

    def then(self, happens: Callable[[], object]) -> None:
        """Let this happen right after the reader's next call."""
        self._then = happens

    def visible(self, after: int = 0) -> list[int]:
        """The committed numbers above `after`, ascending."""
        return self._and_then(sorted(number for number in self._committed if number > after))

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
