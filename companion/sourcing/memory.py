"""A store in memory: the reference the others are compared with, and the one for lessons and tests.

It keeps what a process can keep: everything until the process ends. Safe for threads: writers take turns, and
a reader sees either nothing of an append or all of it. Events are kept as JSON and rebuilt when read, so that
what works here works on a disk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, tzinfo
from threading import Condition, Lock, RLock

from companion.events import Clock, Envelope, Event, SystemClock, Trace

from .drafts import Draft, check_expectation, check_expected, check_name, draft, pass_point, record, repeated
from .errors import (
    BadPosition,
    CheckpointMovedBack,
    NestedTransaction,
    StoreClosed,
)
from .memory_log import MemoryLog, Row
from .memory_transaction import MemoryTransaction, placed
from .position import START, Position
from .store import MAX_EVENT_BYTES, Expected, Transaction, Until
from .stored import Readers, readable
from .subscription import subscription
from .until import Bounds, bounds, moment_of


class MemoryStore:
    """An event store in this process's memory.

    `clock` gives times and ids (default: the machine's), `trace` records appends, `max_event_bytes` is the
    most JSON one event may have.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        trace: Trace | None = None,
        max_event_bytes: int = MAX_EVENT_BYTES,
    ) -> None:
        self.clock = clock or SystemClock()
        self.trace = trace
        self.id = self.clock.new_id()
        self.max_event_bytes = max_event_bytes
        self._log = MemoryLog()
        self._checkpoints: dict[str, Position] = {}
        self._snapshots: dict[tuple[str, str], tuple[int, bytes]] = {}
        self._writing = RLock()  # in C, so that no interrupt falls between taking and giving back
        self._is_mine: Callable[[], bool] = self._writing._is_owned  # type: ignore[attr-defined]
        self._held = Lock()  # while the log grows or is read
        self._news, self._waiting = Condition(self._held), 0  # and how many wait for them
        self._sql: sqlite3.Connection | None = None  # made by the first transaction that executes
        self._closed = False

    # --- writing --------------------------------------------------------------------------------------

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
        """See `Log.append`."""
        check_name("stream", stream)
        check_expectation(expected)
        drafts = draft(self.clock, events, cause=cause, correlation_id=correlation_id, service=service,
                       max_event_bytes=self.max_event_bytes)  # fmt: skip
        pass_point(self.clock, "before", drafts)
        with self._turn("append"):
            first = repeated(stream, drafts, self._known(drafts))
            if first is not None:
                return first
            actual = self._log.version(stream)
            check_expected(stream, expected, actual)
            rows = [(stream, actual + place, each) for place, each in enumerate(drafts, 1)]
            with self._held:
                number = self._log.add(rows)
                self.tell()
            stored = placed(self.id, number, rows)
            record(self.trace, stored)
        pass_point(self.clock, "after", drafts)
        return stored

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """All or nothing, also for `execute`. Other writers wait; readers see what was there before."""
        with self._turn("transaction"):
            tx = MemoryTransaction(self)
            try:
                yield tx
                pass_point(self.clock, "before", tx.drafts)
                tx.commit()
            finally:
                tx.end()
            record(self.trace, tx.appended)
        pass_point(self.clock, "after", tx.drafts)

    def save_checkpoint(self, name: str, position: Position) -> None:
        """See `Log.save_checkpoint`."""
        with self._turn("save_checkpoint"):
            self._checkpoints[name] = self.moved(name, position, self.checkpoint(name))

    def reset_checkpoint(self, name: str, position: Position = START) -> None:
        """See `EventStore.reset_checkpoint`."""
        check_name("subscription", name)
        self._place(position)
        with self._turn("reset_checkpoint"):
            self._checkpoints[name] = position

    def moved(self, name: str, position: Position, stored: Position) -> Position:
        """`position`, if the checkpoint of `name` may go there from `stored`."""
        check_name("subscription", name)
        if self._place(position) < self._place(stored):
            raise CheckpointMovedBack(name, stored, position)
        return position

    def save_snapshot(self, stream: str, version: int, tag: str, data: bytes) -> None:
        """See `EventStore.save_snapshot`."""
        check_name("stream", stream)
        check_name("snapshot's tag", tag)
        with self._turn("save_snapshot"):
            if version >= self._snapshots.get((stream, tag), (0, b""))[0]:
                self._snapshots[stream, tag] = version, bytes(data)

    def close(self) -> None:
        """Forget nothing, refuse everything from now on."""
        self._closed = True
        with self._held:
            self.tell()

    # --- reading --------------------------------------------------------------------------------------

    def read(
        self, stream: str, *, after: int = 0, until: Until = None, zone: tzinfo = UTC
    ) -> tuple[Envelope, ...]:
        """See `Log.read`."""
        check_name("stream", stream)
        return self._envelopes(self._rows(stream, after, bounds(until, zone)))

    def read_events(
        self, stream: str, *, after: int = 0, until: Until = None, zone: tzinfo = UTC
    ) -> tuple[Event, ...]:
        """See `EventStore.read_events`."""
        check_name("stream", stream)
        version, before_us = bounds(until, zone)
        with self._reading():
            facts = [self._log.fact(number) for number in self._log.numbers(stream, after, version)]
        event = Readers().event
        return tuple([event(*fact[:5]) for fact in facts if fact[5] < before_us])

    def read_all(self, *, after: Position = START, limit: int = 500) -> tuple[Envelope, ...]:
        """See `EventStore.read_all`."""
        first = self._place(after) + 1
        with self._reading():
            last = min(len(self._log), first + limit - 1)
            rows = [self._log.row(number) for number in range(first, last + 1)]
        return readable(self._each(rows))

    def scan(self) -> Iterator[tuple[str, Event]]:
        """See `EventStore.scan`."""
        event, done = Readers().event, 0
        while True:
            with self._reading():
                last = min(len(self._log), done + 1000)
                facts = [self._log.fact(number) for number in range(done + 1, last + 1)]
            if not facts:
                return
            for fact in facts:
                yield fact[0], event(*fact[:5])
            done = last

    def version(self, stream: str) -> int:
        """See `Log.version`."""
        check_name("stream", stream)
        with self._reading():
            return self._log.version(stream)

    def streams(self, prefix: str = "") -> tuple[str, ...]:
        """See `EventStore.streams`."""
        with self._reading():
            return tuple(sorted(name for name in self._log.streams() if name.startswith(prefix)))

    def head(self) -> Position:
        """See `EventStore.head`."""
        with self._reading():
            return Position(self.id, len(self._log)) if len(self._log) else START

    def checkpoint(self, name: str) -> Position:
        """See `Log.checkpoint`."""
        check_name("subscription", name)
        with self._reading():
            return self._checkpoints.get(name, START)

    def count(self, *, after: Position = START) -> int:
        """See `EventStore.count`."""
        place = self._place(after)
        with self._reading():
            return max(0, len(self._log) - place)

    def lag(self, name: str) -> int:
        """See `EventStore.lag`."""
        return self.count(after=self.checkpoint(name))

    def load_snapshot(self, stream: str, tag: str) -> tuple[int, bytes] | None:
        """See `EventStore.load_snapshot`."""
        with self._reading():
            return self._snapshots.get((stream, tag))

    def subscribe(
        self,
        name: str,
        *,
        follow: bool = False,
        stop: Callable[[], bool] = lambda: False,
        poll_s: float = 0.5,
    ) -> Iterator[Envelope]:
        """See `EventStore.subscribe`."""
        return subscription(self, name, follow, stop, poll_s)

    def wait(self, after: Position, timeout_s: float) -> bool:
        """See `EventStore.wait`."""
        place = self._place(after)
        with self._held:
            self._waiting += 1
            try:
                return self._news.wait_for(lambda: self._closed or len(self._log) > place, timeout_s)
            finally:
                self._waiting -= 1

    def __repr__(self) -> str:
        return f"MemoryStore({len(self._log)} events in {len(self._log.streams())} streams)"

    # --- inside ---------------------------------------------------------------------------------------

    def _turn(self, what: str) -> RLock:
        """`with` it: be the only writer. Raises `NestedTransaction` where all could not hold."""
        if self._is_mine():
            raise NestedTransaction(what)
        self._refuse_closed()
        return self._writing

    def _reading(self) -> Lock:
        self._refuse_closed()
        return self._held

    def tell(self) -> None:
        """Wake who waits for news. Call it while the log is held."""
        if self._waiting:
            self._news.notify_all()

    def _refuse_closed(self) -> None:
        if self._closed:
            raise StoreClosed

    def _known(self, drafts: Sequence[Draft]) -> dict[str, Envelope]:
        """The stored envelopes among those that came as envelopes."""
        given = [each.id for each in drafts if each.given]
        if not given:
            return {}
        with self._reading():
            numbers = [number for number in map(self._log.number_of, given) if number is not None]
            rows = [self._log.row(number) for number in numbers]
        return {envelope.id: envelope for envelope in self._envelopes(rows)}

    def _rows(self, stream: str, after: int, until: Bounds) -> list[Row]:
        with self._reading():
            numbers = self._log.numbers(stream, after, until.version)
            rows = [self._log.row(number) for number in numbers]
        return rows if until.timeless else [row for row in rows if row.time_us < until.before_us]

    def _envelopes(self, rows: Iterable[Row]) -> tuple[Envelope, ...]:
        return tuple(self._each(rows))

    def _each(self, rows: Iterable[Row]) -> Iterator[Envelope]:
        event, store = Readers().event, self.id
        for row in rows:
            position = Position(store, row.number)
            yield Envelope(
                id=row.id, type=row.type,
                event=event(row.stream, row.version, row.type, row.schema, row.data, position),
                stream=row.stream, version=row.version, position=position,
                time=moment_of(row.time_us), correlation_id=row.correlation_id,
                causation_id=row.causation_id, service=row.service,
            )  # fmt: skip

    def _place(self, position: Position) -> int:
        if not isinstance(position, Position) or position.number < 0:
            raise BadPosition(position)
        return position.of(self.id)[1]
