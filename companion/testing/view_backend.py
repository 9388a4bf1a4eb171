"""ViewBackend: how the suite comes by views of one kind, and by an adapter that counts in them.

Every promise about a view or a projection is tried with one read model: how many pebbles each hand dropped.
The adapter writes one into the view and reads all counts; nothing else of the view need be known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from companion.cqrs.projection import Projection
from companion.cqrs.view import View
from companion.events import VirtualClock
from companion.sourcing.memory import MemoryStore
from companion.sourcing.store import ANY, EventStore

from .backend import Opening, opened
from .facts import PebbleDropped, pebbles
from .promise import Lacking

ATTEMPTS: Final = 3
Count = Callable[[Any, str, str], None]
_numbers = count(1)


def memory_store() -> Opening[EventStore]:
    """A store in memory, on a clock of its own."""
    return Opening(MemoryStore, clock=VirtualClock(seed=next(_numbers)))  # its id is drawn from the clock


@dataclass(frozen=True)
class ViewBackend:
    """What the promises of projections and views are tried on.

    `view(store, name)` opens the view of that name, as the next program start would: the same again where it
    `lasts`. `count(target, key, id)` is what a handler does: one more under `key`; `id` is the event's, for
    views in which a batch may be repeated and which must know repeats. `read(view)` gives the counts, as
    `{key: n}`. `store()` describes a new, empty event store. `takes_back`: nothing of a batch that failed is
    left; where something is, `count` knows repeats. `many`: several projections may keep the view up
    at once. `projection(view, attempts=...)` makes what keeps it up. `patience_s` is how long something that
    must happen may take.
    """

    view: Callable[[EventStore, str], View]
    count: Count
    read: Callable[[Any], dict[str, int]]
    store: Callable[[], Opening[EventStore]] = memory_store
    lasts: bool = False
    takes_back: bool = True
    many: bool = True
    projection: Callable[..., Projection] = Projection
    patience_s: float = 300

    @contextmanager
    def counting(self) -> Iterator[Counting]:
        """A new, empty store with the view of it."""
        with opened(self.store()) as store:
            yield Counting(self, store, f"view_{next(_numbers)}")

    def needs_to_last(self) -> None:
        """Raises `Lacking` for a view that ends with its object."""
        if not self.lasts:
            raise Lacking("it ends with its object: a program that starts again makes a new one")

    def needs_to_take_back(self) -> None:
        """Raises `Lacking` for a view that writes without waiting for the end of the batch."""
        if not self.takes_back:
            raise Lacking("it writes at once, and what is left of a batch that failed is written again")

    def needs_many(self) -> None:
        """Raises `Lacking` for a view that one projection at a time must keep up."""
        if not self.many:
            raise Lacking("one projection at a time keeps it up, as it says itself")


@dataclass
class Counting:
    """A view that counts pebbles by whose they are, its projection, and what the handler is told to do.

    The handler notes the number of each pebble in `seen`, calls `before`, counts, and calls `after`.
    """

    backend: ViewBackend
    store: EventStore
    name: str
    seen: list[int] = field(default_factory=list)
    before: Callable[[PebbleDropped], object] = lambda event: None
    after: Callable[[PebbleDropped], object] = lambda event: None

    def __post_init__(self) -> None:
        self.view = self.backend.view(self.store, self.name)
        self.projection = self.on(self.view)

    def on(self, view: View) -> Projection:
        """A projection that keeps `view` up."""
        projection = self.backend.projection(view, attempts=ATTEMPTS)
        projection.on(PebbleDropped)(self._count)
        return projection

    def _count(self, event: PebbleDropped, target: Any, envelope: Any) -> None:
        self.seen.append(event.number)
        self.before(event)
        self.backend.count(target, event.by, envelope.id)
        self.after(event)

    def drop(self, *hands: str) -> None:
        """Append one pebble for each hand, to the stream of that hand; numbers go on from 1."""
        for by in hands:
            number = len(self.store.read_all(limit=10_000)) + 1
            self.store.append(f"hand-{by}", pebbles(number, by=by), expected=ANY)

    def rows(self) -> dict[str, int]:
        """What readers see."""
        return self.backend.read(self.view)

    def catch_up(self) -> int:
        """Apply what is new."""
        return self.projection.catch_up(self.store)

    def started_again(self) -> Counting:
        """As after a crash of the program: another object for the same view where it lasts, else the same."""
        if not self.backend.lasts:
            return self
        return Counting(self.backend, self.store, self.name)
