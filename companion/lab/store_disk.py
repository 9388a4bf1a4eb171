"""A disk with an event store on it: `disk.store`, seen through a fence that falls with the process.

Promised: what was appended before the crash is there after it, whole; an open transaction is not. After a
crash the store is opened anew, as a restarted process would, on the same clock. Left out: what a crash of the
machine may do to data that were never synced.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self, cast

from companion.events.errors import CompanionError
from companion.lab.disk import Crash, Disk, own_names
from companion.lab.fence import StoreFence

if TYPE_CHECKING:
    from companion.events import Clock
    from companion.sourcing import EventStore

Open = Callable[["Clock"], "EventStore"]


class WrongStore(CompanionError):
    """What `open(clock)` gave cannot be this disk's store; `problem` says why."""

    def __init__(self, store: object, problem: str) -> None:
        super().__init__(store, problem)
        self.store, self.problem = store, problem

    def sentence(self) -> str:
        return f"StoreDisk cannot use {type(self.store).__name__}: {self.problem}."


class StoreDisk(Disk):
    """Named values and an event store that survive a crash: `StoreDisk(lambda clock: SQLiteStore(path,
    clock=clock), paid=[])`.

    `open(clock)` is called when `disk.store` is first used, and again after each crash, to open the same file
    or schema anew; without it there is a `MemoryStore`, whose data are their own disk, so it is opened once
    and stays. Give every schedule a disk, and so a file, of its own. The store has points before and after
    each append and each checkpoint. Raises `WrongStore` for a store that is not on the clock it was given,
    and for one that is empty-handed after a crash.
    """

    __slots__ = ("_fence", "_last", "_opener")
    _fence: StoreFence | None
    _last: EventStore | None  # what the crashed process had open
    _opener: Open

    def __init__(self, open: Open | None = None, /, **initial: Any) -> None:
        super().__init__(**initial)
        self._lay_store(open or _in_memory, None)

    @property
    def store(self) -> EventStore:
        """This process's view of the store; after the crash, whatever is asked of it raises `Crash`."""
        if self._fence is None:
            self.check_alive()
            object.__setattr__(self, "_fence", StoreFence(self._opened(), self))
        return cast("EventStore", self._fence)

    def rebuilt(self) -> Self:
        """See `Disk.rebuilt`; what the dead process had open is rolled back."""
        disk = super().rebuilt()
        last = self._last
        if self._fence is not None:
            self._fence.abandon(Crash(self._point or ""))
            last = self._fence.inside
        disk._lay_store(self._opener, last)
        return disk

    def let_go(self) -> None:
        """Close the store; a memory store stays, because nothing else holds its data."""
        for store in (self._last, self._fence.inside if self._fence else None):
            if store is not None and not _is_memory(store):
                store.close()

    def _opened(self) -> EventStore:
        last = self._last
        if last is not None and _is_memory(last):
            return last
        store = self._opener(self.clock)
        if store.clock is not self.clock:
            raise WrongStore(
                store,
                "its clock is not the one it was given, so no crash could strike: open it with clock=clock",
            )
        if last is not None and store.id != last.id:
            raise WrongStore(
                store,
                "opened again after the crash it is another store, without what was appended before: open "
                "the same file or schema, or return the same object",
            )
        if last is not None and store is not last:
            last.close()
        object.__setattr__(self, "_last", None)
        return store

    def _lay_store(self, opener: Open, last: EventStore | None) -> None:
        object.__setattr__(self, "_opener", opener)
        object.__setattr__(self, "_fence", None)
        object.__setattr__(self, "_last", last)


StoreDisk._own = Disk._own | own_names(StoreDisk)


def _in_memory(clock: Clock) -> EventStore:
    from companion.sourcing import MemoryStore

    return MemoryStore(clock=clock)


def _is_memory(store: EventStore) -> bool:
    from companion.sourcing import MemoryStore

    return isinstance(store, MemoryStore)
