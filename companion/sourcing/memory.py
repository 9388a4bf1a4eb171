"""A store in memory: the reference the others are compared with, and the one for lessons and tests.

It keeps a list of rows, each packed into bytes (MessagePack, half the size of the objects), until the process
ends. Safe for threads: writers take turns. New rows are after `visible` until the block of their writer has
ended, so readers need no lock and do not see them; rows of a block that raised are cut off. Events are kept
as JSON and rebuilt when read, so that code that works here works on a disk.
"""

from __future__ import annotations

import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Lock
from typing import Any

import msgspec

from companion.events import Clock, Trace
from companion.events.clock import checked_clock

from .errors import StatementFailed
from .log import BEGINNING, Added, Dialect, Offset, Row
from .position import LAST
from .store import EventStore
from .stored import MAX_EVENT_BYTES, Draft

_REFUSED = (sqlite3.Error, sqlite3.Warning, OverflowError, ValueError)  # what SQLite says, and Python for it
_NONE = array("Q")
_unpacked = msgspec.msgpack.Decoder(Row).decode


class MemoryStore(EventStore):
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
        clock = checked_clock(clock)
        super().__init__(MemoryLog(clock.new_id()), clock, trace, max_event_bytes)


class MemoryLog:
    """A list of rows, and the indexes of each stream's rows."""

    dialect: Dialect = "sqlite"
    poll_s = 0.5  # nobody else writes

    def __init__(self, id: str) -> None:
        self.id = id
        self.rows: list[bytes] = []
        self.visible = 0  # so many of them are committed
        self.of: dict[str, array[int]] = {}  # for each stream, which rows
        self.at: dict[str, int] | None = None  # for each event's id, which row: made when first asked for
        self.checkpoints: dict[str, Offset] = {}
        self.snapshots: dict[tuple[str, str], tuple[int, bytes]] = {}
        self.sql: sqlite3.Connection | None = None  # made by the first transaction that executes
        self._turn = Lock()

    def reading(self) -> AbstractContextManager[MemoryRows]:
        """See `Log.reading`."""
        return nullcontext(MemoryRows(self, self.visible, self.checkpoints))

    @contextmanager
    def writing(self, alone: bool) -> Iterator[MemoryRows]:
        """See `Log.writing`."""
        with self._turn:
            rows = MemoryRows(self, LAST, dict(self.checkpoints) if alone else self.checkpoints)
            has_sql = False
            try:
                yield rows
                has_sql = self._is_open()
                if has_sql:
                    rows.execute("COMMIT", ())  # it alone can still refuse: a deferred constraint
                self.visible, self.checkpoints = len(self.rows), rows.checkpoints
            except BaseException:  # also when the learner pressed stop: half a batch must not stay
                if has_sql and not self._is_open():  # pressed just after the commit
                    self.visible, self.checkpoints = len(self.rows), rows.checkpoints
                else:
                    self._cut()
                raise

    def _is_open(self) -> bool:
        """Whether there is uncommitted SQL."""
        return self.sql is not None and self.sql.in_transaction

    def _cut(self) -> None:
        """Delete the uncommitted rows."""
        for row in map(_unpacked, self.rows[self.visible :]):
            of = self.of.get(row.stream, _NONE)
            while of and of[-1] >= self.visible:
                of.pop()
            if not of:
                self.of.pop(row.stream, None)
            if self.at is not None:
                self.at.pop(row.id, None)
        del self.rows[self.visible :]
        if self.sql is not None and self.sql.in_transaction:
            self.sql.execute("ROLLBACK")

    def close(self) -> None:
        """Nothing to close."""

    def __str__(self) -> str:
        return f"{self.visible} events in {len(self.of)} streams"


class MemoryRows:
    """The first `end` rows. See `Rows` for the methods."""

    def __init__(self, log: MemoryLog, end: int, checkpoints: dict[str, Offset]) -> None:
        self.log, self.end, self.checkpoints = log, end, checkpoints

    def add(self, stream: str, drafts: Sequence[Draft], low: int, high: int) -> Added:
        log, first = self.log, len(self.log.rows)
        known = self._known([each.id for each in drafts if each.given])
        actual = len(log.of.get(stream, _NONE))
        if known or not low <= actual <= high:
            return Added(known, actual, None)
        if drafts:
            log.rows += [
                _packed(Row(0, first + n, stream, actual + n, each.type, each.schema, each.data, each.id,
                            each.time_us, each.story, each.causation_id, each.service))
                for n, each in enumerate(drafts, 1)
            ]  # fmt: skip
            log.of.setdefault(stream, array("Q")).extend(range(first, first + len(drafts)))  # after: see _cut
            if log.at is not None:
                log.at.update((each.id, n) for n, each in enumerate(drafts, first))
        return Added((), actual, [(0, first + n) for n in range(1, len(drafts) + 1)])

    def _known(self, ids: list[str]) -> list[Row]:
        log = self.log
        if not ids:
            return []
        if log.at is None:
            log.at = {_unpacked(row).id: n for n, row in enumerate(log.rows)}
        return [_unpacked(log.rows[log.at[id]]) for id in ids if id in log.at]

    def of_stream(self, stream: str, after: int, until: int, before_us: int, bare: bool) -> list[Any]:
        rows, end = self.log.rows, self.end
        found = [_unpacked(rows[n]) for n in self.log.of.get(stream, _NONE)[after:until] if n < end]
        if before_us != LAST:
            found = [row for row in found if row.time_us < before_us]
        return [row[3:7] for row in found] if bare else found

    def after(self, offset: Offset, limit: int, bare: bool) -> list[Any]:
        found = map(_unpacked, self.log.rows[offset[1] : min(offset[1] + limit, self.end)])
        return [row[2:7] for row in found] if bare else list(found)

    def offset(self, stream: str, version: int) -> Offset:
        return 0, self.log.of[stream][version - 1] + 1

    def version(self, stream: str) -> int:
        return bisect_left(self.log.of.get(stream, _NONE), self.end)

    def streams(self, prefix: str) -> list[str]:
        return sorted(name for name in list(self.log.of) if name.startswith(prefix) and self.version(name))

    def last_types(self, prefix: str) -> list[tuple[str, str]]:
        of, rows = self.log.of, self.log.rows
        return [
            (each, _unpacked(rows[of[each][self.version(each) - 1]]).type) for each in self.streams(prefix)
        ]

    def head(self) -> Offset:
        return (0, min(self.end, len(self.log.rows)))

    def count(self, after: Offset) -> int:
        return max(0, self.head()[1] - after[1])

    def checkpoint(self, name: str) -> Offset:
        return self.checkpoints.get(name, BEGINNING)

    def move(self, name: str, offset: Offset, back: bool) -> bool:
        if offset < self.checkpoint(name) and not back:
            return False
        self.checkpoints[name] = offset
        return True

    def snapshot(self, stream: str, tag: str) -> tuple[int, bytes] | None:
        return self.log.snapshots.get((stream, tag))

    def keep(self, stream: str, tag: str, version: int, data: bytes) -> None:
        if version >= self.log.snapshots.get((stream, tag), (0, b""))[0]:
            self.log.snapshots[stream, tag] = version, data

    def execute(self, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """In an SQLite database in memory, made at the first use."""
        log = self.log
        try:
            if log.sql is None:
                log.sql = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            if not log.sql.in_transaction:
                log.sql.execute("BEGIN")
            return log.sql.execute(sql, values).fetchall()
        except _REFUSED as problem:
            raise StatementFailed(sql, str(problem)) from problem


def _packed(row: Row) -> bytes:
    """A copy, because what the encoder gives keeps the room it had to spare: 40 bytes an event."""
    return bytes(memoryview(msgspec.msgpack.encode(row)))
