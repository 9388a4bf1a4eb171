"""The events the suites write, and how a promise looks at a whole log.

Their names are unlikely in anybody's own system: an event name can be taken by one module only.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count, pairwise
from uuid import UUID

import msgspec

from companion.events import Envelope, Event
from companion.events import event as _event_module
from companion.sourcing.position import START, Position
from companion.sourcing.store import EventStore

from .evidence import fail

NOON = datetime(2024, 1, 31, 12, tzinfo=UTC)


class PebbleDropped(Event):
    """One fact that can be told from the next: its number, and by whom."""

    number: int
    by: str = ""


class PurseFilled(Event):
    """Money that came in, or went out."""

    cents: int


class ShelfMark(msgspec.Struct, frozen=True):
    """A value inside a value."""

    room: str
    place: int


class PearlWeighed(Event):
    """A measurement; a scale that failed gives Decimal("NaN"), which is not equal to itself."""

    carats: Decimal


class LetterKept(Event):
    """Everything JSON can say."""

    text: str
    weight_g: float = 0.0
    number: int = 0
    read: bool | None = None
    shelf: ShelfMark | None = None
    pages: tuple[str, ...] = ()
    sent: datetime | None = None


def pebbles(first: int, last: int | None = None, by: str = "") -> list[PebbleDropped]:
    """The pebbles `first` to `last` (default: that one only)."""
    return [PebbleDropped(number=number, by=by) for number in range(first, (last or first) + 1)]


_numbers = count(1)


def fresh_id() -> str:
    """An id no other call of this process gives, written as a UUID."""
    return str(UUID(int=next(_numbers) << 64 | 0x8000_0000_0000_0001, version=4))


def given(event: Event, *, time: datetime = NOON, id: str = "") -> Envelope:
    """`event` in an envelope of its own, as a sender makes it who may have to send it again."""
    id = id or fresh_id()
    return Envelope(id=id, type=type(event).__name__, event=event, time=time, correlation_id=id)


def numbers(envelopes: Iterable[Envelope]) -> list[int]:
    """The numbers on the pebbles, in order."""
    return [getattr(each.event, "number", -1) for each in envelopes]


def versions(envelopes: Iterable[Envelope]) -> list[int | None]:
    """Their versions, in order."""
    return [each.version for each in envelopes]


def position_of(envelope: Envelope) -> Position:
    """The position of a stored event in the global log. Breaks the promise if it has none."""
    if not isinstance(envelope.position, Position):
        fail(f"{envelope!r} was stored and its position is {envelope.position!r}")
    return envelope.position


def log(store: EventStore, at_least: int = 0, *, settle_s: float = 0, after: Position = START,
        limit: int = 500) -> list[Envelope]:  # fmt: skip
    """All events after a position, page by page. Where commits may stay hidden for a moment (a transaction of
    another program in the same database), waits up to `settle_s` seconds for `at_least` events.
    """
    seen: list[Envelope] = []
    ends = time.monotonic() + settle_s
    while True:
        page = store.read_all(after=after, limit=limit)
        seen += page
        if page:
            if position_of(page[-1]) == after:
                fail(f"read_all(after={after!r}) returned the event at {after!r} again: a reader never ends")
            after = position_of(page[-1])
        elif len(seen) >= at_least or time.monotonic() >= ends:
            return seen
        else:
            store.wait(after, 0.05)


def by_stream(envelopes: Iterable[Envelope]) -> dict[str | None, list[Envelope]]:
    """The events of each stream, in the order given."""
    streams: dict[str | None, list[Envelope]] = {}
    for each in envelopes:
        streams.setdefault(each.stream, []).append(each)
    return streams


def is_in_order(envelopes: Sequence[Envelope]) -> None:
    """Break the promise unless positions grow and each stream's versions are 1, 2, 3, … in that order."""
    for earlier, later in pairwise(envelopes):
        if not position_of(earlier) < position_of(later):
            fail(f"{later!r} was read after {earlier!r}, and its position is not after")
    for stream, events in by_stream(envelopes).items():
        if versions(events) != list(range(1, len(events) + 1)):
            fail(f"in the log {stream!r} has versions {versions(events)[:40]}: lost, twice or backwards")


@contextmanager
def forgotten(cls: type[Event]) -> Iterator[None]:
    """A process in which the class was never defined."""
    registry = _event_module._registry
    held = registry.pop(cls.__name__)
    try:
        yield
    finally:
        registry[cls.__name__] = held
