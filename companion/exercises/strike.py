"""A store in which another function runs, or the process dies, at the n-th step.

There is a step before and after each call of the store and of its transactions: "before read", "after
read", "begin", "before INSERT", "after INSERT", "before commit", "after commit". Play an answer once
undisturbed to get the names of its steps, then once for each of them. On a `MemoryStore` a strike is between
transactions, never inside one, because writers take turns there.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


def crash(step: str) -> None:
    """The process dies here: raises `companion.lab.Crash`, and the store refuses everything from then on."""
    from companion.lab import Crash

    raise Crash(step)


class Striking:
    """`store`, where `act(step)` is called at the `at`-th step (1 is the first, 0 none), or with `only` at
    the `at`-th step of that name.

    `names` are the steps passed so far, `struck` the one where it acted ("" for none). An exception of `act`
    is raised again by every later step, so that an answer that catches its own crash changes nothing.
    """

    def __init__(self, store: Any, at: int = 0, act: Callable[[str], None] = crash, only: str = "") -> None:
        self.names: list[str] = []
        self.struck = ""
        self._store, self._at, self._act, self._only = store, at, act, only
        self._count = 0
        self._dead: BaseException | None = None

    def __getattr__(self, name: str) -> Any:
        return _stepped(self, self._store, name)

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        """See `EventStore.transaction`."""
        self.step("begin")
        with self._store.transaction() as tx:
            yield _Inside(self, tx)
            self.step("before commit")
        self.step("after commit")

    def step(self, name: str) -> None:
        """Pass a step, and strike if it is the one."""
        if self._dead is not None:
            raise self._dead
        self.names.append(name)
        self._count += self._only in ("", name)
        if self._count == self._at and not self.struck:
            self.struck = name
            try:
                self._act(name)
            except BaseException as dead:
                self._dead = dead
                raise


class _Inside:
    """A transaction of a `Striking`."""

    def __init__(self, store: Striking, tx: Any) -> None:
        self._store, self._tx = store, tx

    def __getattr__(self, name: str) -> Any:
        return _stepped(self._store, self._tx, name)


def _stepped(store: Striking, inner: Any, name: str) -> Any:
    """An attribute of `inner`; a method with a step before and after it."""
    found = getattr(inner, name)
    if not callable(found) or name.startswith("__"):
        return found

    def method(*given: Any, **named: Any) -> Any:
        first = given[0] if given else ""
        called = (
            first.split()[0].upper() if name == "execute" and type(first) is str and first.split() else name
        )
        store.step(f"before {called}")
        result = found(*given, **named)
        store.step(f"after {called}")
        return result

    return method
