"""A view in a dict: the smallest there is, gone when the process ends, made again from the store.

Writes of a batch are noted so that they can be taken back. Values must be replaced, not changed in place: a
list that a handler appends to would stay changed when its batch fails. Use tuples, frozensets, numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from threading import RLock
from typing import Any

from companion.sourcing import START, CheckpointMovedBack, Position

from .errors import Overtaken
from .view import Parked

_ABSENT = object()


class DictView:
    """A dict that a projection fills: `rows` is a copy to read, the handlers' target a mapping to write."""

    def __init__(self, name: str = "view") -> None:
        self.name = name
        self._rows: dict[Any, Any] = {}
        self._checkpoint: Position = START
        self._parked: dict[Position, Parked] = {}
        self._lock = RLock()

    @property
    def rows(self) -> dict[Any, Any]:
        """A copy of what the view holds."""
        with self._lock:
            return dict(self._rows)

    def checkpoint(self) -> Position:
        """See `View.checkpoint`."""
        return self._checkpoint

    @contextmanager
    def writing(self, since: Position | None = None) -> Iterator[DictWriting]:
        """See `View.writing`."""
        with self._lock:
            if since is not None and since != self._checkpoint:
                raise Overtaken(self.name, since, self._checkpoint)
            writing = DictWriting(self.name, self._rows, self._checkpoint, dict(self._parked))
            try:
                yield writing
            except BaseException:
                writing.target.take_back()
                raise
            self._checkpoint, self._parked = writing.checkpoint, writing.parked

    def parked(self) -> tuple[Parked, ...]:
        """See `View.parked`."""
        return tuple(sorted(self._parked.values(), key=lambda each: each.position.of(each.position.store)))

    def fresh(self) -> DictView:
        """See `View.fresh`."""
        return DictView(self.name)

    def swap(self, fresh: DictView) -> bool:
        """See `View.swap`."""
        with self._lock:
            if fresh._checkpoint < self._checkpoint:
                return False
            self._rows, self._parked = fresh._rows, fresh._parked
            self._checkpoint = fresh._checkpoint
        return True

    def discard(self) -> None:
        """See `View.discard`."""


class DictWriting:
    """One batch into a `DictView`. `checkpoint` and `parked` are the view's once it has ended."""

    def __init__(
        self, name: str, rows: dict[Any, Any], checkpoint: Position, parked: dict[Position, Parked]
    ) -> None:
        self._name = name
        self.target = Rows(rows)
        self.checkpoint = checkpoint
        self.parked = parked

    def save_checkpoint(self, position: Position) -> None:
        """See `Writing.save_checkpoint`."""
        if position < self.checkpoint:
            raise CheckpointMovedBack(self._name, self.checkpoint, position)
        self.checkpoint = position

    def park(self, parked: Parked) -> None:
        """See `Writing.park`."""
        self.parked[parked.position] = parked

    def unpark(self, position: Position) -> bool:
        """See `Writing.unpark`."""
        return self.parked.pop(position, None) is not None


class Rows(MutableMapping[Any, Any]):
    """A dict whose changes can be taken back."""

    def __init__(self, rows: dict[Any, Any]) -> None:
        self._rows = rows
        self._before: list[tuple[Any, Any]] = []

    def take_back(self) -> None:
        """Undo every change, newest first."""
        for key, value in reversed(self._before):
            if value is _ABSENT:
                self._rows.pop(key, None)
            else:
                self._rows[key] = value
        self._before.clear()

    def __getitem__(self, key: Any) -> Any:
        return self._rows[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self._before.append((key, self._rows.get(key, _ABSENT)))
        self._rows[key] = value

    def __delitem__(self, key: Any) -> None:
        self._before.append((key, self._rows[key]))
        del self._rows[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
