"""A store in one SQLite file: everything survives the process, nothing needs a server.

Readers never wait: the file is kept in WAL mode (where SQLite can), and each read sees one moment. Writers of
all threads and processes take turns, so the order of commits is the global order and no position is ever
passed by; threads that wait are committed together (sqlite_group.py). Events are rows of plain columns, JSON
in one of them. Left out: a file on a network drive, where SQLite's locks cannot be trusted.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, tzinfo
from threading import Condition, Lock, get_ident
from typing import Any, Literal

from companion.events import Clock, Envelope, Event, SystemClock, Trace

from . import sqlite_log
from .drafts import Draft, check_expectation, check_name, draft, pass_point, record
from .errors import BadPosition, NestedTransaction, StoreUnavailable
from .position import START, Position
from .sqlite_connections import Connections
from .sqlite_group import Group, Then, Work
from .sqlite_transaction import SQLiteTransaction
from .store import MAX_EVENT_BYTES, Expected, Transaction, Until
from .stored import Readers, readable
from .subscription import subscription
from .until import LAST, bounds

_SCAN = 1000  # rows of one look
_FIRST_LOOK_S, _LAST_LOOK_S = 0.001, 0.05  # how often a waiting reader looks for what other processes wrote


class SQLiteStore:
    """An event store in the file `path`, which is made if it is not there; its folder must be.

    `durability` says what an append that has returned survives: "FULL" a power cut, "NORMAL" the end of the
    process, by whatever means, but not the last moments before a power cut, and several times faster.
    `clock` gives times and ids (default: the machine's), `trace` records appends, `max_event_bytes` is the
    most JSON one event may have, `busy_timeout_s` how long a writer waits for others before `StoreBusy`.

    Raises `CannotOpenStore`, `ForeignDatabase`, `StoreDamaged`, `NewerSchema`, `StoreBusy`, `StoreFull`, and
    ValueError for a path or a durability that is none.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        durability: Literal["FULL", "NORMAL"] = "FULL",
        clock: Clock | None = None,
        trace: Trace | None = None,
        max_event_bytes: int = MAX_EVENT_BYTES,
        busy_timeout_s: float = 5.0,
    ) -> None:
        if durability not in ("FULL", "NORMAL"):
            raise ValueError(f'durability={durability!r}: give "FULL" or "NORMAL"')
        self.place = os.fspath(path)
        if self.place in ("", ":memory:"):
            raise ValueError(f"SQLiteStore({self.place!r}) names no file: give a path, or use MemoryStore()")
        self.clock = clock or SystemClock()
        self.trace = trace
        self.durability = durability
        self.max_event_bytes = max_event_bytes
        self.connections = Connections(self.place, durability, busy_timeout_s)
        self.id = self.connections.first(self.clock.new_id)
        self._group = Group(self.connections)
        self._start_afresh()
        self.connections.in_child = self._start_afresh

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
        """See `companion.sourcing.store.Log.append`."""
        check_name("stream", stream)
        check_expectation(expected)
        drafts = draft(self.clock, events, cause=cause, correlation_id=correlation_id, service=service,
                       max_event_bytes=self.max_event_bytes)  # fmt: skip
        pass_point(self.clock, "before", drafts)

        def work(con: sqlite3.Connection) -> sqlite_log.Placed:
            return sqlite_log.append(con, self.id, stream, drafts, expected)

        try:
            placed: sqlite_log.Placed = self._write("append", work, self._recorder(stream, drafts))
        except StoreUnavailable as lost:
            if lost.unsure:
                lost.envelopes = tuple([each.unplaced() for each in drafts])
            raise
        if placed.repeat is not None:
            return placed.repeat
        self._tell()
        pass_point(self.clock, "after", drafts)
        return placed.envelopes(self.id, stream, drafts)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """All or nothing, also for `execute`. Other writers wait; readers see what was there before."""
        self._refuse_nested("transaction")
        with self._group.alone() as con:
            tx = SQLiteTransaction(self, con)
            try:
                yield tx
                pass_point(self.clock, "before", tx.drafts)
                tx.commit()
            finally:
                tx.end()
            record(self.trace, tx.stored)
        self._tell()
        pass_point(self.clock, "after", tx.drafts)

    def save_checkpoint(self, name: str, position: Position) -> None:
        """See `Log.save_checkpoint`."""
        check_name("subscription", name)
        self.number(position)
        self._write("save_checkpoint", lambda con: sqlite_log.move_checkpoint(con, self.id, name, position))

    def reset_checkpoint(self, name: str, position: Position = START) -> None:
        """See `EventStore.reset_checkpoint`."""
        check_name("subscription", name)
        self.number(position)
        self._write("reset_checkpoint", lambda con: sqlite_log.set_checkpoint(con, name, position))

    def save_snapshot(self, stream: str, version: int, tag: str, data: bytes) -> None:
        """See `EventStore.save_snapshot`."""
        check_name("stream", stream)
        check_name("snapshot's tag", tag)
        kept = bytes(data)
        self._write("save_snapshot", lambda con: sqlite_log.save_snapshot(con, stream, version, tag, kept))

    def close(self) -> None:
        """See `EventStore.close`. What other threads are doing just now, they finish."""
        self.connections.close()
        self._tell()

    # --- reading --------------------------------------------------------------------------------------

    def read(
        self, stream: str, *, after: int = 0, until: Until = None, zone: tzinfo = UTC
    ) -> tuple[Envelope, ...]:
        """See `companion.sourcing.store.Log.read`. Raises `StoreDamaged` when a version is missing."""
        check_name("stream", stream)
        limit = bounds(until, zone)
        with self.connections.reading() as con:
            rows = sqlite_log.stream_rows(con, self.place, stream, after, limit)
        return tuple(sqlite_log.envelopes(self.id, rows))

    def read_events(
        self, stream: str, *, after: int = 0, until: Until = None, zone: tzinfo = UTC
    ) -> tuple[Event, ...]:
        """See `EventStore.read_events`. Raises `StoreDamaged` when a version is missing."""
        check_name("stream", stream)
        limit = bounds(until, zone)
        with self.connections.reading() as con:
            rows = sqlite_log.stream_events(con, self.place, stream, after, limit)
        return Readers().events(stream, rows)

    def read_all(self, *, after: Position = START, limit: int = 500) -> tuple[Envelope, ...]:
        """See `EventStore.read_all`."""
        number = self.number(after)
        with self.connections.reading() as con:
            rows = sqlite_log.all_rows(con, number, limit)
        return readable(sqlite_log.envelopes(self.id, rows))

    def scan(self) -> Iterator[tuple[str, Event]]:
        """See `EventStore.scan`."""
        event, done = Readers().event, 0
        while True:
            with self.connections.reading() as con:
                rows = sqlite_log.scan_rows(con, done, _SCAN)
            if not rows:
                return
            for _, stream, version, type, schema, data in rows:
                yield stream, event(stream, version, type, schema, data)
            done = rows[-1][0]

    def version(self, stream: str) -> int:
        """See `Log.version`."""
        check_name("stream", stream)
        with self.connections.reading() as con:
            return sqlite_log.version(con, stream)

    def streams(self, prefix: str = "") -> tuple[str, ...]:
        """See `EventStore.streams`."""
        with self.connections.reading() as con:
            return tuple(sqlite_log.streams(con, prefix))

    def head(self) -> Position:
        """See `EventStore.head`."""
        number = self._last()
        return Position(self.id, number) if number else START

    def checkpoint(self, name: str) -> Position:
        """See `Log.checkpoint`."""
        check_name("subscription", name)
        with self.connections.reading() as con:
            return sqlite_log.checkpoint(con, self.id, name)

    def count(self, *, after: Position = START) -> int:
        """See `EventStore.count`. Positions have no gap, so their distance counts."""
        return max(0, self._last() - self.number(after))

    def lag(self, name: str) -> int:
        """See `EventStore.lag`."""
        return self.count(after=self.checkpoint(name))

    def load_snapshot(self, stream: str, tag: str) -> tuple[int, bytes] | None:
        """See `EventStore.load_snapshot`."""
        with self.connections.reading() as con:
            return sqlite_log.load_snapshot(con, stream, tag)

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
        """See `EventStore.wait`. Appends of this process wake it at once; for those of others it looks, every
        millisecond at first and every 50 later.
        """
        number = self.number(after)
        until, pause = time.monotonic() + timeout_s, _FIRST_LOOK_S
        with self._news:
            self._waiting += 1
            try:
                while not self.connections.closed and self._last() <= number:
                    left = until - time.monotonic()
                    if left <= 0:
                        return False
                    self._news.wait(min(pause, left))
                    pause = min(2 * pause, _LAST_LOOK_S)
                return True
            finally:
                self._waiting -= 1

    def number(self, position: Position) -> int:
        """What orders a position of this store. Raises `BadPosition` and `ForeignPosition`."""
        if not isinstance(position, Position) or not 0 <= position.number <= LAST:
            raise BadPosition(position)
        return position.of(self.id)[1]

    def __repr__(self) -> str:
        return f"SQLiteStore({self.place!r})"

    # --- inside ---------------------------------------------------------------------------------------

    def _start_afresh(self) -> None:
        """No other thread writes or waits: at the beginning, and in a forked child."""
        self._group.start_afresh()
        self._news = Condition(Lock())  # tells waiting readers of this process; others look now and then
        self._waiting = 0  # how many wait for news

    def _write(self, what: str, work: Work, then: Then | None = None) -> Any:
        self._refuse_nested(what)
        return self._group.run(work, then)

    def _recorder(self, stream: str, drafts: Sequence[Draft]) -> Then | None:
        """Whoever commits also records, before the next commit, so that a trace has the order of the log."""
        if self.trace is None or not self.trace.enabled:
            return None

        def recorded(placed: sqlite_log.Placed) -> None:
            if placed.repeat is None:
                record(self.trace, placed.envelopes(self.id, stream, drafts))

        return recorded

    def _refuse_nested(self, what: str) -> None:
        if self.connections.writer_thread == get_ident() and not self._group.idle:
            raise NestedTransaction(what)

    def _last(self) -> int:
        with self.connections.reading() as con:
            return sqlite_log.last(con)

    def _tell(self) -> None:
        if self._waiting:
            with self._news:
                self._news.notify_all()
