"""The promises of a view, and the smallest one, a dict: its checkpoint commits together with its data, or not
at all.

A projection writes into a view; the view keeps its checkpoint. Every kind of view (a dict, tables in the
store's database, a sorted set in Redis, a search index) keeps this contract, so that one projection serves
them all, and a crash between two events neither loses nor doubles one.

A `DictView` is gone when the process ends, and made again from the store. Writes of a batch are noted so that
they can be taken back. Values must be replaced, not changed in place: a list that a handler appends to would
stay changed when its batch fails. Use tuples, frozensets, numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, MutableMapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from threading import RLock
from typing import Any, NamedTuple, Protocol, Self

from companion.events.arguments import check_text
from companion.sourcing import START, Position
from companion.sourcing.errors import moved_back

from .errors import Overtaken


class Parked(NamedTuple):
    """An event set aside because its handler failed, or because one before it in its stream is parked.

    `error` is what the last try raised; for an event that only waits behind another it names that one.
    `tries` counts the calls of the handler, 0 for one that waits.
    """

    position: Position
    stream: str
    version: int
    type: str
    error: str
    tries: int
    time: datetime


class Writing(Protocol):
    """One batch while it is written into a view: all of it is kept, or none of it."""

    @property
    def target(self) -> Any:
        """The object that the handlers write into."""
        ...

    def save_checkpoint(self, position: Position) -> None:
        """Set the checkpoint of this batch. Raises `WrongUse` if it would go back, and `BadInput`."""
        ...

    def park(self, parked: Parked) -> None:
        """Park an event, or replace its earlier entry."""
        ...

    def held(self, streams: Collection[str]) -> set[str]:
        """Those of these streams that have a parked event: later events of the stream must wait."""
        ...

    def unpark(self, position: Position) -> bool:
        """Remove a parked event that is applied in this batch, or given up; False if it was not parked."""
        ...


class View(Protocol):
    """A read model with its checkpoint. `name` says which."""

    @property
    def name(self) -> str: ...

    def checkpoint(self) -> Position:
        """The position that this view has reached; START for a new one."""
        ...

    def writing(self, since: Position | None = None) -> AbstractContextManager[Writing]:
        """Begin a batch; leaving the block commits it, an exception rolls it back.

        With `since` the checkpoint must still be `since`, and no other writer may change it during the block.
        Otherwise raises `Overtaken`: at the beginning, or at the end if the view cannot lock out others.
        """
        ...

    def parked(self) -> tuple[Parked, ...]:
        """The events set aside, oldest first."""
        ...

    def fresh(self) -> Self:
        """An empty view of the same shape beside this one, at START. Readers do not see it."""
        ...

    def swap(self, fresh: Self) -> bool:
        """Replace this view by `fresh`, in one step for every reader.

        False, and nothing is changed, if `fresh` is behind this one: readers would go back in time.
        """
        ...

    def discard(self) -> None:
        """Delete the data of this view, a fresh one that is not needed. Does nothing if it has replaced the
        other already: a swap can succeed although its caller got an error.
        """
        ...


def in_order(parked: Parked) -> tuple[int, int]:
    """A key to sort parked events of one store by, oldest first."""
    return parked.position.of(parked.position.store)


_ABSENT = object()


class DictView:
    """A dict that a projection fills: `rows` is a copy to read, the handlers' target a mapping to write."""

    def __init__(self, name: str = "view") -> None:
        check_text("name", name)
        self.name = name
        self._rows: dict[Any, Any] = {}
        self._checkpoint: Position = START
        self._parked: dict[Position, Parked] = {}
        self._held: dict[str, int] = {}  # how many of them each stream has
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
            writing = DictWriting(self.name, self._checkpoint, self._rows, self._parked, self._held)
            try:
                yield writing
            except BaseException:
                writing.take_back()
                raise
            self._checkpoint = writing.checkpoint

    def parked(self) -> tuple[Parked, ...]:
        """See `View.parked`."""
        with self._lock:
            return tuple(sorted(self._parked.values(), key=in_order))

    def fresh(self) -> DictView:
        """See `View.fresh`."""
        return DictView(self.name)

    def swap(self, fresh: DictView) -> bool:
        """See `View.swap`."""
        with self._lock:
            if fresh._checkpoint < self._checkpoint:
                return False
            self._rows, self._parked, self._held = fresh._rows, fresh._parked, fresh._held
            self._checkpoint = fresh._checkpoint
        return True

    def discard(self) -> None:
        """See `View.discard`."""


class DictWriting:
    """One batch into a `DictView`, whose dicts it changes; `checkpoint` is the view's once it has ended."""

    def __init__(
        self,
        name: str,
        checkpoint: Position,
        rows: dict[Any, Any],
        parked: dict[Position, Parked],
        held: dict[str, int],
    ) -> None:
        self._name = name
        self.checkpoint = checkpoint
        self.target, self._parked, self._held = UndoableRows(rows), UndoableRows(parked), UndoableRows(held)

    def take_back(self) -> None:
        """Undo all that the batch has written."""
        for each in (self.target, self._parked, self._held):
            each.take_back()

    def save_checkpoint(self, position: Position) -> None:
        """See `Writing.save_checkpoint`."""
        if position < self.checkpoint:
            raise moved_back(self._name, self.checkpoint, position)
        self.checkpoint = position

    def park(self, parked: Parked) -> None:
        """See `Writing.park`."""
        if parked.position not in self._parked:
            self._held[parked.stream] = self._held.get(parked.stream, 0) + 1
        self._parked[parked.position] = parked

    def held(self, streams: Collection[str]) -> set[str]:
        """See `Writing.held`."""
        return {each for each in streams if each in self._held}

    def unpark(self, position: Position) -> bool:
        """See `Writing.unpark`."""
        parked = self._parked.pop(position, None)
        if parked is None:
            return False
        self._held[parked.stream] -= 1
        if not self._held[parked.stream]:
            del self._held[parked.stream]
        return True


class UndoableRows(MutableMapping[Any, Any]):
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

    def __contains__(self, key: object) -> bool:  # the inherited one raises and catches a KeyError
        return key in self._rows

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
