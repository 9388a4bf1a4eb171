"""A disk with an event store on it: `disk.store`, behind a fence that closes when the process crashes.

Promised: what was appended before the crash is there after it; an open transaction is not. After a crash the
store is opened again on the same clock, as a restarted process would do. Left out: what a crash of the
machine does to data that were never synced.

The data of a store survive a crash; what a process holds of it does not: connections, open transactions,
generators. A `StoreFence` passes every call on until its process has crashed, and then raises `Crash`, also
for reads, so code that swallows the crash changes nothing and reads nothing. It uses only the protocol and
works for any store. To the crash points of the store it adds one before and one after each saved checkpoint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Self, cast

from companion.events.arguments import check_function
from companion.events.errors import BadInput
from companion.lab.disk import Crash, Disk, own_names

if TYPE_CHECKING:
    from companion.events import Clock, Envelope
    from companion.sourcing import EventStore, Position, Transaction

Open = Callable[["Clock"], "EventStore"]


class LogFence:
    """A fence around a transaction: it passes calls on as long as the process lives."""

    def __init__(self, inner: Any, disk: Disk) -> None:
        self._inner = inner
        self._disk = disk

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # copying and pickling ask for these before there is anything inside
            raise AttributeError(name)
        self._disk.check_alive()
        value = getattr(self._inner, name)
        return self._guarded(value) if callable(value) else value

    def __repr__(self) -> str:
        return repr(self._inner)

    def _guarded(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            self._disk.check_alive()
            result = method(*args, **named)
            return self._each(result) if hasattr(result, "__next__") else result

        return call

    def _each(self, results: Iterator[Any]) -> Iterator[Any]:
        for result in results:
            self._disk.check_alive()
            yield result
            self._disk.check_alive()


class StoreFence(LogFence):
    """An `EventStore` that ends with the process of `disk`; everything else is as in the store behind it."""

    def __init__(self, store: EventStore, disk: Disk) -> None:
        super().__init__(store, disk)
        self._open: list[ExitStack] = []

    @property
    def inside(self) -> EventStore:
        """The store itself, for the lab. Code under test that used it would go on after its crash."""
        store: EventStore = self._inner
        return store

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """See `EventStore.transaction`. A crash inside rolls it back, also when it is swallowed."""
        self._disk.check_alive()
        with ExitStack() as stack:
            tx: Any = LogFence(stack.enter_context(self._inner.transaction()), self._disk)
            self._open.append(stack)
            try:
                yield tx
                self._disk.check_alive()
            finally:
                self._open.remove(stack)

    def save_checkpoint(self, name: str, position: Position) -> None:
        """See `Log.save_checkpoint`, with a point before and one after it."""
        self._disk.check_alive()
        self._disk.clock.point(f"before checkpoint {name}")
        self._inner.save_checkpoint(name, position)
        self._disk.clock.point(f"after checkpoint {name}")

    def subscribe(
        self,
        name: str,
        *,
        follow: bool = False,
        stop: Callable[[], bool] = lambda: False,
        poll_s: float = 0.5,
    ) -> Iterator[Envelope]:
        """See `EventStore.subscribe`; its checkpoints are points too."""
        from companion.sourcing.store import subscription

        store: Any = self
        return subscription(store, name, follow, stop, poll_s)

    def abandon(self, crash: Crash) -> None:
        """Roll back what the dead process left open."""
        for stack in reversed(self._open):
            with suppress(Crash):
                stack.__exit__(Crash, crash, None)


class StoreDisk(Disk):
    """Named values and an event store that survive a crash: `StoreDisk(lambda clock: SQLiteStore(path,
    clock=clock), paid=[])`.

    `open(clock)` is called when `disk.store` is first used, and again after each crash, to open the same file
    or schema. The default is a `MemoryStore`, which is opened once and kept, because only it holds its data.
    Give every schedule a disk, and so a file, of its own. The store has points before and after each append
    and each checkpoint. Raises `BadInput` for a store that is not on the clock it was given, and for one
    that has lost its events after a crash.
    """

    __slots__ = ("_fence", "_last", "_opener")
    _fence: StoreFence | None
    _last: EventStore | None  # what the crashed process had open
    _opener: Open

    def __init__(self, open: Open | None = None, /, **initial: Any) -> None:
        if open is not None:
            check_function("open", open)
        super().__init__(**initial)
        self._set_store(open or _in_memory, None)

    @property
    def store(self) -> EventStore:
        """The store as this process sees it; after the crash every call raises `Crash`."""
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
        disk._set_store(self._opener, last)
        return disk

    def let_go(self) -> None:
        """Close the store. A memory store stays open, because only it holds its data."""
        for store in (self._last, self._fence.inside if self._fence else None):
            if store is not None and not _is_memory(store):
                store.close()

    def _opened(self) -> EventStore:
        last = self._last
        if last is not None and _is_memory(last):
            return last
        store = self._opener(self.clock)
        if store.clock is not self.clock:
            raise BadInput(
                "store of a StoreDisk",
                store,
                "its clock is not the one it was given, so no crash could strike: open it with clock=clock",
            )
        if last is not None and store.id != last.id:
            raise BadInput(
                "store of a StoreDisk",
                store,
                "opened again after the crash it is another store, without what was appended before: open "
                "the same file or schema, or return the same object",
            )
        if last is not None and store is not last:
            last.close()
        object.__setattr__(self, "_last", None)
        return store

    def _set_store(self, opener: Open, last: EventStore | None) -> None:
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
