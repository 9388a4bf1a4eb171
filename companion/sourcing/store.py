"""What every event store promises, whatever it is made of. Memory, SQLite and PostgreSQL keep it;
`companion.testing` proves it.

A store is an append-only log cut into streams. An append is atomic, guarded by the version its writer
believes in, and in the global order no reader ever sees an event after it has passed its position. Left out:
deleting, and changing what was appended. History is corrected by appending.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, tzinfo
from enum import Enum
from typing import Any, Final, Protocol

from companion.events import Clock, Envelope, Event, Trace

from .position import START, Position


class Expectation(Enum):
    """What a writer may believe about a stream besides its version."""

    ANY = "ANY"
    STREAM_EXISTS = "STREAM_EXISTS"

    def __repr__(self) -> str:
        return self.value

    __str__ = __repr__


ANY: Final = Expectation.ANY  # append whatever the version: for facts that no decision rests on
STREAM_EXISTS: Final = Expectation.STREAM_EXISTS  # at least one event is there
NO_STREAM: Final = 0  # no event is there yet

Expected = int | Expectation
Until = int | date | datetime | None
MAX_EVENT_BYTES: Final = 1_000_000


class Log(Protocol):
    """What can be done inside a transaction and outside of it."""

    def append(
        self,
        stream: str,
        events: Iterable[Event | Envelope],
        *,
        expected: Expected,
        cause: Envelope | None = None,
        correlation_id: str | None = None,
        service: str | None = None,
    ) -> tuple[Envelope, ...]:
        """Store `events` at the end of `stream`, all or none; returns them as stored.

        `expected` is the number of events the writer believes to be there (NO_STREAM is 0), STREAM_EXISTS or
        ANY. An Event gets an id and the time of the store's clock; `cause` is the envelope that led to it and
        hands on its correlation, else `correlation_id` says the story, else the first new event's id does.
        `service` is who appends. An Envelope keeps its own id, time, story and service; repeated with the
        same ids, stream, types and payloads it returns what the first append returned, whatever `expected`
        says.
        No event at all stores nothing and still checks `expected`.

        Raises `ConcurrencyError`, `DuplicateEventId`, `BadExpectation`, `BadName`, `BadEnvelope`,
        `InvalidEvent`, `EventTooLarge`.
        """
        ...

    def read(
        self, stream: str, *, after: int = 0, until: Until = None, zone: tzinfo = UTC
    ) -> tuple[Envelope, ...]:
        """The events of `stream` with versions above `after`, oldest first; none for an unknown stream.

        `until`: a version, included; an aware datetime, included; or a date, which means everything before
        the next midnight in `zone`. Times are those of the envelopes. Raises ValueError for a naive datetime
        and `UnreadableEvent` for what cannot be read.
        """
        ...

    def version(self, stream: str) -> int:
        """How many events are in `stream`; 0 for an unknown one."""
        ...

    def checkpoint(self, name: str) -> Position:
        """Up to where the subscriber `name` has come; START at first."""
        ...

    def save_checkpoint(self, name: str, position: Position) -> None:
        """Move the checkpoint of `name` forward. Raises `CheckpointMovedBack` and `ForeignPosition`."""
        ...


class Transaction(Log, Protocol):
    """Appends, SQL and checkpoints that happen all or not at all. It reads its own writes."""

    def execute(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one statement on the store's own database; returns its rows, none for a write.

        Write `?` for each value, on every store. (A memory store brings an SQLite database in memory along.)
        """
        ...


class EventStore(Log, Protocol):
    """An event store. `id` stands in all its positions, `clock` gives times and ids, `trace`, if any, records
    each append.
    """

    @property
    def id(self) -> str: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def trace(self) -> Trace | None: ...

    def read_all(self, *, after: Position = START, limit: int = 500) -> tuple[Envelope, ...]:
        """At most `limit` events of all streams after a position, in the global order.

        Whoever goes on from the last one's position misses nothing, however slowly others commit. An event
        that cannot be read ends the result before it, and raises `UnreadableEvent` once it comes first; its
        `position` is where to go on. Raises `ForeignPosition`.
        """
        ...

    def read_events(
        self, stream: str, *, after: int = 0, until: Until = None, zone: tzinfo = UTC
    ) -> tuple[Event, ...]:
        """What `read` gives, without the envelopes: all that a fold needs, in half the time."""
        ...

    def scan(self) -> Iterator[tuple[str, Event]]:
        """Every event with its stream's name, in the global order: one pass to rebuild everything."""
        ...

    def streams(self, prefix: str = "") -> tuple[str, ...]:
        """The names of all streams that begin with `prefix`, sorted."""
        ...

    def head(self) -> Position:
        """The position of the last event a reader can see; START when there is none."""
        ...

    def count(self, *, after: Position = START) -> int:
        """How many events a reader can see after a position. Raises `ForeignPosition`."""
        ...

    def lag(self, name: str) -> int:
        """How many events a reader can see after the checkpoint of `name`."""
        ...

    def reset_checkpoint(self, name: str, position: Position = START) -> None:
        """Set a checkpoint wherever you like, also back: its subscriber will see those events again."""
        ...

    def subscribe(
        self,
        name: str,
        *,
        follow: bool = False,
        stop: Callable[[], bool] = lambda: False,
        poll_s: float = 0.5,
    ) -> Iterator[Envelope]:
        """The events after the checkpoint of `name`. Asking for the next one checkpoints the one before, so
        that what was being handled in a crash comes again.

        With `follow` it waits for more, asking `stop()` at least every `poll_s` seconds; else it ends when
        there is no more.
        """
        ...

    def wait(self, after: Position, timeout_s: float) -> bool:
        """Block until there may be an event after `after`, at most `timeout_s` seconds of real time; False
        when none came.
        """
        ...

    def transaction(self) -> AbstractContextManager[Transaction]:
        """All or nothing: `with store.transaction() as tx`. An exception inside rolls everything back."""
        ...

    def save_snapshot(self, stream: str, version: int, tag: str, data: bytes) -> None:
        """Keep the folded state of `stream` as of `version` under a schema tag; an older one is replaced."""
        ...

    def load_snapshot(self, stream: str, tag: str) -> tuple[int, bytes] | None:
        """The version and data of the newest snapshot with exactly this tag."""
        ...

    def close(self) -> None:
        """Let go of files and connections. May be called twice."""
        ...
