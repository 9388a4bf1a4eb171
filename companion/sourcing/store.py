"""An event store: the promises of every store, in one class. Memory, SQLite and PostgreSQL are this class
with their own log (`log.py`); `companion.testing` proves that they keep the promises.

A store is an append-only log cut into streams. An append is atomic and guarded by the version that its
writer expects. In the global order an event never appears at a position that a reader has passed. Left out:
deleting, and changing what was appended. History is corrected by appending.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, tzinfo
from threading import Condition, local
from typing import cast

from companion.events import Clock, Closed, Envelope, Event, Record, Trace
from companion.events.arguments import check_name
from companion.events.clock import checked_clock
from companion.events.errors import short

from .errors import StoreUnavailable, nested
from .log import BEGINNING, Log, Offset, Rows
from .position import START, Position
from .stored import (
    ANY,
    LAST_VERSION,
    MAX_EVENT_BYTES,
    NO_STREAM,
    STREAM_EXISTS,
    Draft,
    Expectation,
    Expected,
    Readers,
    envelopes,
    pass_point,
    readable,
)
from .transaction import Streams, Transaction, Until, whole

__all__ = [
    "ANY", "MAX_EVENT_BYTES", "NO_STREAM", "STREAM_EXISTS", "EventStore", "Expectation", "Expected",
    "Transaction", "Until", "subscription",
]  # fmt: skip

_PAGE = 2000  # rows a scan has at a time
_BATCH = 200  # events a subscriber has at a time
_FIRST_LOOK_S = (
    0.0002  # how soon a waiting reader looks again; twice as long each time, up to the log's `poll_s`
)


class EventStore(Streams):
    """An event store over `log`. `id` is part of all its positions, `clock` gives times and ids (default: the
    machine's), `trace`, if any, records each append, `max_event_bytes` is the most JSON one event may have.

    May be used by many threads. A process forked from one that had it open must open it again.
    """

    def __init__(
        self, log: Log, clock: Clock | None = None, trace: Trace | None = None,
        max_event_bytes: int = MAX_EVENT_BYTES,
    ) -> None:  # fmt: skip
        super().__init__(log.id, log.dialect, checked_clock(clock), max_event_bytes, str(log))
        self.trace, self._log = trace, log
        self._mine = local()  # `is_open`: whether this thread is inside a transaction
        self._news, self._told, self._waiting = Condition(), 0, 0  # readers of this process that wait
        self._closed = False

    # --- writing --------------------------------------------------------------------------------------

    def _append(self, stream: str, drafts: Sequence[Draft], expected: Expected) -> tuple[Envelope, ...]:
        pass_point(self.clock, "before", drafts)
        try:
            with self._writing("append") as rows:
                stored, is_new = self._added(rows, stream, drafts, expected)
        except StoreUnavailable as lost:
            raise lost.to_repeat([each.envelope() for each in drafts]) from lost.__cause__
        if is_new:
            self._tell(stored)
            pass_point(self.clock, "after", drafts)
        return stored

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """All or nothing: `with store.transaction() as tx`. An exception inside rolls everything back.

        Readers see what was there before; on memory and SQLite other writers wait. Raises again the error
        that broke it, and `StatementFailed` for a deferred constraint; after `TransactionConflict` the whole
        block can be run again.
        """
        tx, is_complete = Transaction(self), False
        try:
            with self._writing("transaction", alone=True) as tx._open:
                self._mine.is_open = True
                try:
                    yield tx
                    tx._refuse()
                    pass_point(self.clock, "before", tx._drafts)
                    is_complete = True
                finally:
                    self._mine.is_open, tx._open = False, None
        except StoreUnavailable as lost:
            raise (lost.to_repeat(tx._stored) if is_complete else lost) from lost.__cause__
        self._tell(tx._stored)
        pass_point(self.clock, "after", tx._drafts)

    def reset_checkpoint(self, name: str, position: Position = START) -> None:
        """Set a checkpoint to any position, also back: its subscriber then sees those events again."""
        check_name("subscription", name)
        offset = self._offset(position)
        with self._writing("reset_checkpoint") as rows:
            rows.move(name, offset, back=True)

    def save_snapshot(self, stream: str, version: int, tag: str, data: bytes) -> None:
        """Keep the folded state of `stream` as of `version` under a schema tag; an older one is replaced."""
        check_name("stream", stream)
        check_name("snapshot's tag", tag)
        if type(version) is not int or not 0 <= version <= LAST_VERSION:
            raise ValueError(f"version={short(version)} of a snapshot: give how many events it has seen")
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise TypeError(f"a snapshot is bytes, got {short(data)}: encode the state first")
        with self._writing("save_snapshot") as rows:
            rows.keep(stream, tag, version, bytes(data))

    def close(self) -> None:
        """Close files and connections. May be called twice."""
        self._closed = True
        if self._process == os.getpid():  # else they are those of the process this one was forked from
            self._log.close()
        with self._news:
            self._news.notify_all()

    # --- reading --------------------------------------------------------------------------------------

    def read_all(self, *, after: Position = START, limit: int = 500) -> tuple[Envelope, ...]:
        """At most `limit` events of all streams after a position, in the global order.

        Reading on from the position of the last one misses nothing, however slowly others commit. An event
        that cannot be read ends the result before it, and raises `UnreadableEvent` once it comes first; its
        `position` is where to go on. Raises `BadInput`.
        """
        offset = self._offset(after)
        with self._reading() as rows:
            found = rows.after(offset, whole(limit), bare=False)
        return readable(envelopes(self.id, found))

    def read_events(
        self, stream: str, *, after: int = 0, until: Until = None, zone: tzinfo = UTC
    ) -> tuple[Event, ...]:
        """The events of `read` without their envelopes: all that a fold needs, in half the time."""
        rows = self._rows(stream, after, until, zone, bare=True)
        return Readers().events(stream, rows)

    def scan(self) -> Iterator[tuple[str, Event]]:
        """Every event with its stream's name, in the global order: one pass to rebuild everything."""
        readers, offset = Readers(), BEGINNING
        while True:
            with self._reading() as rows:
                page = rows.after(offset, _PAGE, bare=True)
                if not page:
                    return
                stream, version, *_ = page[-1]
                offset = rows.offset(stream, version)
            yield from readers.by_stream(page)

    def streams(self, prefix: str = "") -> tuple[str, ...]:
        """The names of all streams that begin with `prefix`, sorted. Raises `BadInput` as `read` does."""
        if prefix != "":
            check_name("stream", prefix)
        with self._reading() as rows:
            return tuple(rows.streams(prefix))

    def last_types(self, prefix: str = "") -> dict[str, str]:
        """The type of the last event of each of these `streams`, in their order, without reading the events:
        enough to tell which of many logs have ended.
        """
        if prefix != "":
            check_name("stream", prefix)
        with self._reading() as rows:
            return dict(rows.last_types(prefix))

    def head(self) -> Position:
        """The position of the last event that a reader can see; START if there is none."""
        with self._reading() as rows:
            return self._position(rows.head())

    def count(self, *, after: Position = START) -> int:
        """How many events a reader can see after a position. Raises `BadInput`.

        Memory and SQLite subtract; PostgreSQL counts, which takes longer the more there are. To know whether
        there is any, `read_all(after=…, limit=1)`.
        """
        offset = self._offset(after)
        with self._reading() as rows:
            return rows.count(offset)

    def lag(self, name: str) -> int:
        """How many events a reader can see after the checkpoint of `name`. It counts, as `count` does."""
        return self.count(after=self.checkpoint(name))

    def load_snapshot(self, stream: str, tag: str) -> tuple[int, bytes] | None:
        """The version and data of the newest snapshot with exactly this tag."""
        check_name("stream", stream)
        check_name("snapshot's tag", tag)
        with self._reading() as rows:
            return rows.snapshot(stream, tag)

    def subscribe(
        self,
        name: str,
        *,
        follow: bool = False,
        stop: Callable[[], bool] = lambda: False,
        poll_s: float = 0.5,
    ) -> Iterator[Envelope]:
        """The events after the checkpoint of `name`. Asking for the next one saves the checkpoint of the one
        before, so that an event whose handling crashed comes again.

        With `follow` it waits for more, and calls `stop()` at least every `poll_s` seconds; else it ends when
        there is no more.
        """
        check_name("subscription", name)
        if not callable(stop):
            raise TypeError(f"stop={short(stop)} cannot be called: give a function that says when to stop")
        self._refuse()
        return subscription(self, name, follow, stop, poll_s)

    def wait(self, after: Position, timeout_s: float) -> bool:
        """Block until there may be an event after `after`, at most `timeout_s` seconds of real time; False
        when none came. Appends of this process wake it; for those of other processes it looks again and
        again, at first after a short time.
        """
        if not isinstance(timeout_s, (int, float)) or timeout_s != timeout_s:  # NaN would never end
            raise TypeError(f"timeout_s={short(timeout_s)}: give a number of seconds")
        offset, ends, pause = self._offset(after), time.monotonic() + timeout_s, _FIRST_LOOK_S
        with self._news:
            self._waiting += 1
        try:
            while True:
                told = self._told
                if self._is_past(offset):
                    return True
                left = ends - time.monotonic()
                if left <= 0:
                    return False
                with self._news:
                    if self._told == told and not self._closed:
                        self._news.wait(min(left, pause))
                pause = min(2 * pause, self._log.poll_s)
        finally:
            with self._news:
                self._waiting -= 1

    def _is_past(self, offset: Offset) -> bool:
        """Whether there is an event after `offset`, or the store was closed."""
        with suppress(Closed), self._reading() as rows:
            return tuple(rows.head()) > offset
        return True

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._log})"

    # --- inside ---------------------------------------------------------------------------------------

    def _reading(self) -> AbstractContextManager[Rows]:
        self._refuse()
        return self._log.reading()

    def _writing(self, what: str, alone: bool = False) -> AbstractContextManager[Rows]:
        if getattr(self._mine, "is_open", False):
            raise nested(what)
        self._refuse()
        return self._log.writing(alone)

    def _refuse(self) -> None:
        if self._closed:
            raise Closed("This store")
        super()._refuse()

    def _tell(self, stored: Sequence[Envelope]) -> None:
        if self.trace is not None and self.trace.enabled:
            for each in stored:
                self.trace.add(Record("appended", each.time, each.service or "", envelope=each))
        if self._waiting:
            with self._news:
                self._told += 1
                self._news.notify_all()


def subscription(
    store: EventStore, name: str, follow: bool, stop: Callable[[], bool], poll_s: float
) -> Iterator[Envelope]:
    """See `EventStore.subscribe`. A wake-up only ends the wait; the events are then read."""
    at = store.checkpoint(name)
    while not stop():
        batch = store.read_all(after=at, limit=_BATCH)
        for envelope in batch:
            yield envelope
            at = cast(Position, envelope.position)
            store.save_checkpoint(name, at)
            if stop():
                return
        if not batch:
            if not follow:
                return
            store.wait(at, poll_s)
