"""What `SQLiteStore.transaction` hands out: one SQLite transaction, with the store's words around it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any, cast

from companion.events import Envelope, Event

from . import sqlite_log
from .drafts import Draft, check_expectation, check_name, draft
from .errors import StatementFailed, StoreError, TransactionEnded
from .position import Position
from .sqlite_guard import GuardedConnection
from .sqlite_problems import befell_the_file
from .store import Expected, Until
from .until import bounds

if TYPE_CHECKING:
    from .sqlite import SQLiteStore


class SQLiteTransaction:
    """Appends, SQL and checkpoints on the connection that writes; readers see nothing before the commit."""

    def __init__(self, store: SQLiteStore, con: sqlite3.Connection) -> None:
        self._store = store
        self._con = cast(GuardedConnection, con)
        self._failed: StoreError | None = None
        self._ended = False
        self.drafts: list[Draft] = []  # what was appended, in order
        self.stored: list[Envelope] = []

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
        """See `companion.sourcing.store.Log.append`; stored when the transaction commits."""
        self._refuse_ended()
        check_name("stream", stream)
        check_expectation(expected)
        store = self._store
        drafts = draft(store.clock, events, cause=cause, correlation_id=correlation_id, service=service,
                       max_event_bytes=store.max_event_bytes)  # fmt: skip
        placed = self._append(stream, drafts, expected)
        made = placed.envelopes(store.id, stream, drafts)
        if placed.repeat is None:
            self.drafts += drafts
            self.stored += made
        return made

    def _append(self, stream: str, drafts: list[Draft], expected: Expected) -> sqlite_log.Placed:
        """Write in a savepoint: whoever catches the error goes on with a transaction as it was before."""
        con = self._con
        with self._store.connections.translating():
            con.execute("SAVEPOINT appending")
            try:
                placed = sqlite_log.append(con, self._store.id, stream, drafts, expected)
            except BaseException:
                if con.in_transaction:
                    con.execute("ROLLBACK TO appending")
                    con.execute("RELEASE appending")
                raise
            con.execute("RELEASE appending")
        return placed

    def read(
        self, stream: str, *, after: int = 0, until: Until = None, zone: tzinfo = UTC
    ) -> tuple[Envelope, ...]:
        """See `companion.sourcing.store.Log.read`; with what this transaction has appended."""
        self._refuse_ended()
        check_name("stream", stream)
        limit = bounds(until, zone)
        store = self._store
        with store.connections.translating():
            rows = sqlite_log.stream_rows(self._con, store.place, stream, after, limit)
        return tuple(sqlite_log.envelopes(store.id, rows))

    def version(self, stream: str) -> int:
        """See `Log.version`."""
        self._refuse_ended()
        check_name("stream", stream)
        with self._store.connections.translating():
            return sqlite_log.version(self._con, stream)

    def execute(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """See `Transaction.execute`. Statements that end the transaction, PRAGMA, temporary tables and
        touching the store's own tables other than by reading are refused.
        """
        self._refuse_ended()
        try:
            return self._con.run_guarded(sql, values)
        except (sqlite3.Error, sqlite3.Warning, OverflowError, ValueError) as problem:
            self._failed = self._failure(sql, problem)
            raise self._failed from problem

    def checkpoint(self, name: str) -> Position:
        """See `Log.checkpoint`."""
        self._refuse_ended()
        check_name("subscription", name)
        with self._store.connections.translating():
            return sqlite_log.checkpoint(self._con, self._store.id, name)

    def save_checkpoint(self, name: str, position: Position) -> None:
        """See `Log.save_checkpoint`; saved when the transaction commits."""
        self._refuse_ended()
        check_name("subscription", name)
        self._store.number(position)
        with self._store.connections.translating():
            sqlite_log.move_checkpoint(self._con, self._store.id, name, position)

    def commit(self) -> None:
        """Make everything real. Raises `StatementFailed` for a deferred constraint, and again what a
        statement of this transaction had raised.
        """
        self._refuse_ended()
        try:
            self._con.execute("COMMIT")
        except sqlite3.Error as problem:
            raise self._failure("COMMIT", problem) from problem

    def end(self) -> None:
        """Refuse everything from now on."""
        self._ended = True

    def _failure(self, sql: str, problem: Exception) -> StoreError:
        if isinstance(problem, sqlite3.Error) and befell_the_file(problem):
            return self._store.connections.translated(problem)
        return StatementFailed(sql, str(problem))

    def _refuse_ended(self) -> None:
        if self._ended:
            raise TransactionEnded
        self._store.connections.refuse()
        if self._failed is not None:
            raise self._failed
