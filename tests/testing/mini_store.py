"""An honest event store in one small file, with seams where a broken one can be let in.

It is also what a third party would write: nothing of it is shared with the stores of the package but the
judging of drafts and the reading of rows.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from threading import Condition, Lock, get_ident
from typing import Any, NamedTuple

import msgspec

from companion.events import BadInput, Closed, Envelope, SystemClock
from companion.events.arguments import check_name
from companion.events.clock import microseconds
from companion.sourcing.errors import ConcurrencyError, StatementFailed, StoreUnavailable, moved_back, nested
from companion.sourcing.position import START, Position
from companion.sourcing.store import ANY, MAX_EVENT_BYTES, STREAM_EXISTS, subscription
from companion.sourcing.stored import Readers, allowed, draft, readable, repeated
from companion.sourcing.transaction import bounds


def check_expected(stream, expected, actual):
    if expected not in (ANY, actual) and not (expected is STREAM_EXISTS and actual):
        raise ConcurrencyError(stream, expected, actual)


class Row(NamedTuple):
    """A stored event: its envelope, and what its event is read from."""

    envelope: Envelope
    schema: int
    data: bytes


class MiniStore:
    """A list of rows under one lock."""

    limit = MAX_EVENT_BYTES

    def __init__(self) -> None:
        self.clock, self.trace = SystemClock(), None
        self.id = self.clock.new_id()
        self.rows: list[Row] = []
        self.checkpoints: dict[str, Position] = {}
        self.snapshots: dict[Any, tuple[int, bytes]] = {}
        self.sql = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self.sql.execute("PRAGMA foreign_keys = ON")
        self.lock, self.owner = Lock(), None
        self.process = os.getpid()
        self.news = Condition()
        self.closed = False

    # --- seams: what a broken store does otherwise -----------------------------------------------------

    def check(self, stream, expected, actual):
        check_expected(stream, expected, actual)

    def repeated(self, stream, drafts, known):
        return repeated(stream, drafts, known)

    def row(self, stream, version, each, number):
        position = Position(self.id, number)
        return Row(each.envelope(stream, version, position), type(each.event).__schema__, each.data)

    def commit(self, rows):
        with self.news:
            self.rows += rows
            self.news.notify_all()

    def commit_sql(self):
        if self.sql.in_transaction:
            self.sql.execute("COMMIT")

    def number(self, tx):
        return len(self.rows) + len(tx.added) + 1

    def within(self, envelope, until, zone):
        version, before_us = bounds(until, zone)
        return envelope.version <= version and microseconds(envelope.time) < before_us

    def place(self, position):
        if not isinstance(position, Position):
            raise BadInput("position", position, "give START")
        return position.of(self.id)[1]

    def key(self, stream):
        return stream

    # --- writing --------------------------------------------------------------------------------------

    @contextmanager
    def turn(self, what) -> Iterator[None]:
        if self.owner == get_ident():
            raise nested(what)
        with self.lock:
            self.alive()
            self.owner = get_ident()
            try:
                yield
            finally:
                self.owner = None

    @contextmanager
    def transaction(self):
        with self.turn("transaction"):
            tx = MiniTransaction(self)
            try:
                yield tx
            except BaseException:
                tx.roll_back()
                raise
            else:
                tx.commit()
            finally:
                tx.ended = True

    def append(self, stream, events, **named):
        with self.transaction() as tx:
            return tx.append(stream, events, **named)

    def save_checkpoint(self, name, position):
        with self.transaction() as tx:
            tx.save_checkpoint(name, position)

    def reset_checkpoint(self, name, position=START):
        check_name("subscription", name)
        self.place(position)
        self.checkpoints[name] = position

    def save_snapshot(self, stream, version, tag, data):
        check_name("stream", stream)
        check_name("tag", tag)
        if version >= self.snapshots.get((stream, tag), (0, b""))[0]:
            self.snapshots[stream, tag] = version, bytes(data)

    # --- reading --------------------------------------------------------------------------------------

    def alive(self):
        if self.closed:
            raise Closed("This store")
        if self.process != os.getpid():
            raise StoreUnavailable("this list", "it is the parent's")

    def now(self):
        self.alive()
        with self.news:
            return list(self.rows)

    def envelopes(self, rows):
        event = Readers().event
        for each, schema, data in rows:
            read = event(each.stream, each.version, each.type, schema, data, each.position)
            yield msgspec.structs.replace(each, event=read, time=each.time.astimezone(UTC))

    def of(self, rows, stream, after, until, zone):
        check_name("stream", stream)
        return [
            row
            for row in rows
            if self.key(row.envelope.stream) == self.key(stream)
            and row.envelope.version > after
            and self.within(row.envelope, until, zone)
        ]

    def read(self, stream, *, after=0, until=None, zone=UTC):
        return tuple(self.envelopes(self.of(self.now(), stream, after, until, zone)))

    def read_events(self, stream, **named):
        return tuple(each.event for each in self.read(stream, **named))

    def version(self, stream):
        return len(self.of(self.now(), stream, 0, None, UTC))

    def later(self, position):
        place = self.place(position)
        return [row for row in self.now() if self.place(row.envelope.position) > place]

    def read_all(self, *, after=START, limit=500):
        return readable(self.envelopes(self.later(after)[:limit]))

    def scan(self):
        for each in self.envelopes(self.now()):
            yield each.stream, each.event

    def streams(self, prefix=""):
        if prefix != "":
            check_name("stream", prefix)
        return tuple(sorted({r.envelope.stream for r in self.now() if r.envelope.stream.startswith(prefix)}))

    def last_types(self, prefix=""):
        last = {r.envelope.stream: r.envelope.type for r in self.now()}
        return {name: last[name] for name in self.streams(prefix)}

    def head(self):
        rows = self.now()
        return rows[-1].envelope.position if rows else START

    def count(self, *, after=START):
        return len(self.later(after))

    def lag(self, name):
        return self.count(after=self.checkpoint(name))

    def checkpoint(self, name):
        check_name("subscription", name)
        return self.checkpoints.get(name, START)

    def load_snapshot(self, stream, tag):
        check_name("stream", stream)
        check_name("tag", tag)
        return self.snapshots.get((stream, tag))

    def subscribe(self, name, *, follow=False, stop=lambda: False, poll_s=0.5):
        return subscription(self, name, follow, stop, poll_s)

    def wait(self, after, timeout_s):
        ends = time.monotonic() + timeout_s
        with self.news:
            while not self.count(after=after):
                if not self.news.wait(max(0, ends - time.monotonic())):
                    return False
        return True

    def close(self):
        self.closed = True


class MiniTransaction:
    """What is to happen, kept apart until it does."""

    def __init__(self, store) -> None:
        self.store = store
        self.added: list[Row] = []
        self.checkpoints: dict[str, Position] = {}
        self.ended = False

    def alive(self):
        if self.ended:
            raise Closed("This store")

    def rows(self):
        return self.store.now() + self.added

    def append(self, stream, events, *, expected, cause=None, correlation_id=None, service=None):
        self.alive()
        check_name("stream", stream)
        allowed(expected)
        drafts = draft(self.store.clock, events, cause=cause, correlation_id=correlation_id, service=service,
                       max_event_bytes=self.store.limit)  # fmt: skip
        ids = {each.id for each in drafts if each.given}
        rows = [row for row in self.rows() if row.envelope.id in ids] if ids else []
        known = {each.id: each for each in self.store.envelopes(rows)}
        first = self.store.repeated(stream, drafts, known)
        if first is not None:
            return first
        actual = self.version(stream)
        self.store.check(stream, expected, actual)
        new = []
        for place, each in enumerate(drafts, 1):
            new.append(self.store.row(stream, actual + place, each, self.store.number(self)))
            self.added.append(new[-1])
        return tuple(self.store.envelopes(new))

    def read(self, stream, *, after=0, until=None, zone=UTC):
        self.alive()
        return tuple(self.store.envelopes(self.store.of(self.rows(), stream, after, until, zone)))

    def version(self, stream):
        self.alive()
        return len(self.store.of(self.rows(), stream, 0, None, UTC))

    def checkpoint(self, name):
        self.alive()
        return self.checkpoints.get(name, self.store.checkpoint(name))

    def save_checkpoint(self, name, position):
        stored = self.checkpoint(name)
        if self.store.place(position) < self.store.place(stored):
            raise moved_back(name, stored, position)
        self.checkpoints[name] = position

    def execute(self, sql, *values):
        self.alive()
        try:
            if not self.store.sql.in_transaction:
                self.store.sql.execute("BEGIN")
            return self.store.sql.execute(sql, values).fetchall()
        except sqlite3.Error as problem:
            raise StatementFailed(sql, str(problem)) from problem

    def commit(self):
        self.commit_sql()
        self.store.checkpoints.update(self.checkpoints)
        self.store.commit(self.added)

    def commit_sql(self):
        try:
            self.store.commit_sql()
        except sqlite3.Error as problem:
            self.roll_back()
            raise StatementFailed("COMMIT", str(problem)) from problem

    def roll_back(self):
        if self.store.sql.in_transaction:
            self.store.sql.execute("ROLLBACK")
