"""A store on PostgreSQL: many processes append at once, and no reader skips what a slow one commits late.

What the SQL does stands in `postgres_sql.py`. An append that returned is on the server's disk; a single
stream is read as it is now, while readers of the global order stop before the oldest transaction under way
(any, in the whole cluster: one left open stalls them). Left out: deleting, and servers that hand a session's
statements to several connections (a pooler must pool sessions).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, tzinfo
from threading import local
from typing import Any

try:
    import psycopg
except ImportError as problem:
    raise ImportError("PostgresStore needs psycopg: pip install 'psycopg[binary]'") from problem
from psycopg import errors

from companion.events import Clock, Envelope, Event, SystemClock, Trace

from . import postgres_sql as sql
from .drafts import check_expectation, check_name, draft, pass_point, record
from .errors import CheckpointMovedBack, NestedTransaction, TransactionTooOld
from .position import START, Position
from .postgres_append import Appending, Target
from .postgres_connections import Connections
from .postgres_errors import at_commit, is_lost, lost, place_of
from .postgres_pipeline import rows_of
from .postgres_schema import Namespace
from .postgres_transaction import PostgresTransaction
from .postgres_wire import Run, between, envelopes, listening, place, position_of
from .store import MAX_EVENT_BYTES, Expected, Transaction, Until
from .stored import Readers, readable
from .subscription import subscription
from .until import LAST, bounds

_TRIES = 3  # of an append that the database broke off because of others
_CHUNK = 1000 if psycopg.capabilities.has_stream_chunked() else 1  # rows a scan has at a time
_HIDDEN_S, _QUIET_S = 0.01, 0.5  # how long to wait without a notice, when there are hidden events or none


class PostgresStore:
    """An event store in the schema `schema` (made when it is new) of the database at `url`.

    `url`: postgresql://user:password@host:port/database, as libpq reads it. `clock` gives times and ids
    (default: the machine's), `trace` records appends, `max_event_bytes` is the most JSON one event may have.
    May be used by many threads and by the children of a fork.

    Raises `StoreUnavailable`, `LoginRefused`, `ForeignDatabase`, `NewerSchema`, `StoreDamaged`, `BadName`.
    """

    def __init__(
        self,
        url: str,
        *,
        schema: str = "companion",
        clock: Clock | None = None,
        trace: Trace | None = None,
        max_event_bytes: int = MAX_EVENT_BYTES,
    ) -> None:
        self.clock = clock or SystemClock()
        self.trace = trace
        self.max_event_bytes = max_event_bytes
        self._namespace = Namespace(schema, place_of(url))
        self.place = self._namespace.place
        self._connections = Connections(url, self._namespace.open)
        self._mine = local()  # `is_open`: whether this thread has a transaction
        self._connections.give_back(self._connections.take())
        self.id = self._namespace.store
        self.target = Target(self.id, self._namespace.quoted)

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
        """See `companion.sourcing.store.Log.append`. Also raises what befalls a server: `StoreUnavailable`
        (with the envelopes to repeat it with), `StoreFull`, `StoreBusy`, `TransactionConflict`.
        """
        check_name("stream", stream)
        check_expectation(expected)
        drafts = draft(self.clock, events, cause=cause, correlation_id=correlation_id, service=service,
                       max_event_bytes=self.max_event_bytes)  # fmt: skip
        pass_point(self.clock, "before", drafts)
        self._refuse_nested("append")
        stored, is_new = self._append(Appending(self.target, stream, drafts, expected))
        if is_new:
            record(self.trace, stored)
            pass_point(self.clock, "after", drafts)
        return stored

    def _append(self, appending: Appending) -> tuple[tuple[Envelope, ...], bool]:
        for left in reversed(range(_TRIES)):
            with self._connections.borrowed() as link:
                try:
                    return appending.on(link)
                except errors.UniqueViolation as problem:
                    return appending.explained(link, problem), False
                except (errors.DeadlockDetected, errors.SerializationFailure):
                    if not left:
                        raise
                except TransactionTooOld:  # alone it is never too old: the database was moved meanwhile
                    if not left:
                        raise
                    self._namespace.open(link)
                except psycopg.Error as problem:
                    if appending.has_answer:
                        raise at_commit(problem, self.place, link, appending.unplaced()) from problem
                    if not is_lost(link, problem):
                        raise
                    unsure = problem.sqlstate is None
                    raise lost(problem, self.place, unsure, appending.unplaced()) from problem
        raise AssertionError("unreachable")

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """All or nothing, also for `execute`. Others go on meanwhile; readers see what was there before.

        Also raises `TransactionConflict` and `TransactionTooOld`, after which the whole of it can be run
        again, and `StoreUnavailable`.
        """
        self._refuse_nested("transaction")
        link = self._connections.take()
        self._mine.is_open = True
        try:
            tx = PostgresTransaction(self, link)
            try:
                yield tx
                pass_point(self.clock, "before", tx.drafts)
                tx.commit()
            finally:
                tx.end()
                if tx.leaves_traces:
                    link.close()
        finally:
            self._mine.is_open = False
            self._connections.give_back(link)
        record(self.trace, tx.appended)
        pass_point(self.clock, "after", tx.drafts)

    def save_checkpoint(self, name: str, position: Position) -> None:
        """See `Log.save_checkpoint`."""
        self._refuse_nested("save_checkpoint")
        self.save_checkpoint_on(self._run, name, position)

    def reset_checkpoint(self, name: str, position: Position = START) -> None:
        """See `EventStore.reset_checkpoint`."""
        check_name("subscription", name)
        self._refuse_nested("reset_checkpoint")
        self._run(sql.RESET_CHECKPOINT, *place(self.id, position), name)

    def save_snapshot(self, stream: str, version: int, tag: str, data: bytes) -> None:
        """See `EventStore.save_snapshot`."""
        check_name("stream", stream)
        check_name("snapshot's tag", tag)
        self._refuse_nested("save_snapshot")
        self._run(sql.SAVE_SNAPSHOT, stream, version, tag, bytes(data))

    def close(self) -> None:
        """Close the connections, refuse everything from now on. May be called twice."""
        self._connections.close()

    # --- reading --------------------------------------------------------------------------------------

    def read(
        self, stream: str, *, after: int = 0, until: Until = None, zone: tzinfo = UTC
    ) -> tuple[Envelope, ...]:
        """See `companion.sourcing.store.Log.read`."""
        return self.read_on(self._run, stream, after, until, zone)

    def read_events(
        self, stream: str, *, after: int = 0, until: Until = None, zone: tzinfo = UTC
    ) -> tuple[Event, ...]:
        """See `EventStore.read_events`."""
        check_name("stream", stream)
        timeless, values = between(after, bounds(until, zone))
        rows = self._run(sql.READ_FACTS if timeless else sql.READ_FACTS_BEFORE, stream, *values)
        return Readers().events(stream, rows)

    def read_all(self, *, after: Position = START, limit: int = 500) -> tuple[Envelope, ...]:
        """See `EventStore.read_all`."""
        rows = self._run(sql.READ_ALL, *place(self.id, after), min(max(limit, 0), LAST))
        return readable(envelopes(self.id, rows))

    def scan(self) -> Iterator[tuple[str, Event]]:
        """See `EventStore.scan`."""
        event = Readers().event
        with self._connections.borrowed() as link:
            rows = link.cursor(binary=True).stream(sql.within(sql.SCAN, self.target.schema), size=_CHUNK)
            for stream, version, type, schema, data in rows:
                yield stream, event(stream, version, type, schema, data)

    def version(self, stream: str) -> int:
        """See `Log.version`."""
        check_name("stream", stream)
        [(version,)] = self._run(sql.VERSION, stream)
        return int(version)

    def streams(self, prefix: str = "") -> tuple[str, ...]:
        """See `EventStore.streams`."""
        rows = self._run(sql.STREAMS, prefix)
        return tuple([name for (name,) in rows])

    def head(self) -> Position:
        """See `EventStore.head`."""
        return position_of(self.id, self._run(sql.HEAD))

    def checkpoint(self, name: str) -> Position:
        """See `Log.checkpoint`."""
        return self.checkpoint_on(self._run, name)

    def count(self, *, after: Position = START) -> int:
        """See `EventStore.count`."""
        [(count,)] = self._run(sql.COUNT, *place(self.id, after))
        return int(count)

    def lag(self, name: str) -> int:
        """See `EventStore.lag`."""
        return self.count(after=self.checkpoint(name))

    def load_snapshot(self, stream: str, tag: str) -> tuple[int, bytes] | None:
        """See `EventStore.load_snapshot`."""
        rows = self._run(sql.LOAD_SNAPSHOT, stream, tag)
        return (rows[0][0], bytes(rows[0][1])) if rows else None

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
        """See `EventStore.wait`. A NOTIFY wakes it, and may come before its events can be seen: so it looks
        again by itself, often while there are hidden ones.
        """
        where, until = place(self.id, after), time.monotonic() + timeout_s
        news = sql.within(sql.NEWS, self.target.schema)
        with self._connections.borrowed() as link, listening(link, self.target.channel):
            while not self._connections.closed:
                [(is_news, is_hidden)] = rows_of(link, news, *where)
                left_s = until - time.monotonic()
                if is_news or left_s <= 0:
                    return bool(is_news)
                pause_s = _HIDDEN_S if is_hidden else _QUIET_S
                for _ in link.notifies(timeout=min(left_s, pause_s), stop_after=1):
                    pass
        return True

    def __repr__(self) -> str:
        return f"PostgresStore({self.place})"

    # --- on a connection or in a transaction ----------------------------------------------------------

    def read_on(self, run: Run, stream: str, after: int, until: Until, zone: tzinfo) -> tuple[Envelope, ...]:
        """`read`, by a way to run statements."""
        check_name("stream", stream)
        timeless, values = between(after, bounds(until, zone))
        rows = run(sql.READ if timeless else sql.READ_BEFORE, stream, *values)
        return tuple(envelopes(self.id, rows))

    def checkpoint_on(self, run: Run, name: str) -> Position:
        """`checkpoint`, by a way to run statements."""
        check_name("subscription", name)
        return position_of(self.id, run(sql.CHECKPOINT, name))

    def save_checkpoint_on(self, run: Run, name: str, position: Position) -> None:
        """`save_checkpoint`, by a way to run statements."""
        check_name("subscription", name)
        if not run(sql.SAVE_CHECKPOINT, *place(self.id, position), name):
            raise CheckpointMovedBack(name, self.checkpoint_on(run, name), position)

    def _run(self, text: str, *values: object) -> list[tuple[Any, ...]]:
        with self._connections.borrowed() as link:
            return rows_of(link, sql.within(text, self.target.schema), *values)

    def _refuse_nested(self, what: str) -> None:
        if getattr(self._mine, "is_open", False):
            raise NestedTransaction(what)
