"""One process's view of an event store, which ends with the process.

The data of a store survive a crash; what a process holds of it does not: connections, open transactions,
generators. A `StoreFence` hands every call on until its process has crashed, and from then on raises `Crash`,
also for reading, so code that swallows the crash changes nothing and learns nothing. It is made of the
protocol alone and stands around any store. To the points that stores pass it adds one before and one after
each saved checkpoint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any

from companion.lab.disk import Crash, Disk

if TYPE_CHECKING:
    from companion.events import Envelope
    from companion.sourcing import EventStore, Position, Transaction


class LogFence:
    """What a transaction, and a store outside of one, let through as long as the process lives."""

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
            return self._each(result) if isinstance(result, Iterator) else result

        return call

    def _each(self, results: Iterator[Any]) -> Iterator[Any]:
        for result in results:
            self._disk.check_alive()
            yield result
            self._disk.check_alive()


class StoreFence(LogFence):
    """An `EventStore` that ends with the process of `disk`; everything else is as in the store inside."""

    def __init__(self, store: EventStore, disk: Disk) -> None:
        super().__init__(store, disk)
        self._open: list[ExitStack] = []

    @property
    def inside(self) -> EventStore:
        """The store itself. The lab's way in: code under test that takes it would outlive its crash."""
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
        from companion.sourcing.subscription import subscription

        store: Any = self
        return subscription(store, name, follow, stop, poll_s)

    def abandon(self, crash: Crash) -> None:
        """The process is dead: roll back what it left open."""
        for stack in reversed(self._open):
            with suppress(Crash):
                stack.__exit__(Crash, crash, None)
