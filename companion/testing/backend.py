"""Backend: how the suite comes by new, empty stores of one kind, and what that kind does without.

An `Opening` says how to open one store: what to call, and with which arguments. It can be opened any number
of times, in this process and, when its function can be imported, in others.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Generic, Protocol, TypeVar

from companion.events import Envelope
from companion.sourcing.store import EventStore

from .facts import log
from .promise import Lacking


class Closing(Protocol):
    """What was opened can be closed."""

    def close(self) -> None: ...


C = TypeVar("C", bound=Closing)


class Opening(Generic[C]):
    """`Opening(SQLiteStore, path, durability="FULL")`: calling it opens that store, or that broker."""

    def __init__(self, store: Callable[..., C], *args: Any, **options: Any) -> None:
        self.store, self.args, self.options = store, args, options

    def __call__(self) -> C:
        return self.store(*self.args, **self.options)

    def __repr__(self) -> str:
        named = [f"{name}={value!r}" for name, value in self.options.items()]
        name = getattr(self.store, "__qualname__", repr(self.store))
        return f"{name}({', '.join([*map(repr, self.args), *named])})"

    def told(self) -> str:
        """This opening as text another process understands. Raises `Lacking` if it cannot be imported there.

        Arguments that JSON does not know (a path) are handed on as their text.
        """
        module, name = self.store.__module__, self.store.__qualname__
        if module == "__main__" or "<" in name or not _importable(module):
            raise Lacking(f"another process cannot import {module}.{name}")
        return json.dumps([module, name, self.args, self.options], default=os.fspath)

    @classmethod
    def heard(cls, text: str) -> Opening[Any]:
        """The opening `told` wrote."""
        module, name, args, options = json.loads(text)
        found: Any = importlib.import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
        return cls(found, *args, **options)


def _importable(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False


@dataclass(frozen=True)
class Backend:
    """What the store promises are tried on.

    `opening()` describes a new, empty store at each call. `lasts`: a store that was closed can be opened
    again, and by several at once. `sql`: `tx.execute` takes SQL. `damage(store, stream, version, data)`
    overwrites the JSON of a stored event, `cut(store)` drops its connections to a server, `lose(store)`
    takes away what it keeps its events in, all behind the store's back. `patience_s` is how long
    something that must happen may take on a busy machine; `settle_s`, how long a commit may stay hidden
    behind another program's transaction.
    """

    opening: Callable[[], Opening[EventStore]]
    lasts: bool = True
    sql: bool = True
    damage: Callable[[EventStore, str, int, bytes], None] | None = None
    cut: Callable[[EventStore], None] | None = None
    lose: Callable[[EventStore], None] | None = None
    patience_s: float = 300
    settle_s: float = 20

    @contextmanager
    def store(self) -> Iterator[EventStore]:
        """A new, empty store, closed at the end."""
        with opened(self.opening()) as store:
            yield store

    def log(self, store: EventStore, at_least: int, limit: int = 500) -> list[Envelope]:
        """The whole log of `store`; waits a little where fewer than `at_least` events are seen."""
        return log(store, at_least, settle_s=self.settle_s, limit=limit)

    def needs_sql(self) -> None:
        """Raises `Lacking` for a store without SQL."""
        if not self.sql:
            raise Lacking("its transactions take no SQL")

    def needs_to_last(self) -> None:
        """Raises `Lacking` for a store that ends with its object."""
        if not self.lasts:
            raise Lacking("it ends when it is closed: nothing can be opened again")

    def needs_processes(self) -> None:
        """Raises `Lacking` where no second process can open the same store."""
        self.needs_to_last()
        if sys.platform == "emscripten":
            raise Lacking("a browser starts no processes")


@contextmanager
def opened(opening: Opening[C]) -> Iterator[C]:
    """The store, or broker, of `opening`, closed at the end."""
    store = opening()
    try:
        yield store
    finally:
        store.close()
